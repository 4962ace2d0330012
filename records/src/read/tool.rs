//! A defined and documented method becomes a tool: its names, and the JSON that clients see.

use super::argument::{self, Placed};
use super::audience::{self, Written};
use super::default_from::defaults;
use super::example;
use super::integration::Definition;
use super::keep;
use super::names;
use super::node::Node;
use super::resource::{Documentation, Noun};
use super::shown;
use super::value::Value;
use crate::catalogue::{Effect, Method, Place, Tool};

/// A tool, and where it is documented, for complaints that concern several.
#[derive(Debug)]
pub(crate) struct Documented {
    pub(crate) tool: Tool,
    /// Its documentation was imported, and nobody has read it yet.
    pub(crate) is_imported: bool,
    /// What people say when they need it.
    pub(crate) asks: &'static [&'static str],
    /// `resource.method` of the tool that stands in for it where customers must see nothing.
    pub(crate) draft_tool: Option<&'static str>,
    /// Its arguments, with their schemas.
    pub(crate) arguments: Vec<Placed>,
    pub(crate) origin: Origin,
}

#[derive(Debug)]
pub(crate) struct Origin {
    pub(crate) file: String,
    pub(crate) key: String,
}

impl Origin {
    pub(super) fn of(node: &Node<'_>) -> Self {
        Self {
            file: node.file().to_owned(),
            key: node.key().to_owned(),
        }
    }
}

/// Beyond this a tool list crowds out the conversation that it is for.
const MAX_DEFINITION: usize = 6_000;

/// A tool's JSON in `tools/list` after the value of `name`.
pub(super) fn definition(
    title: &str,
    description: &str,
    input_schema: &str,
    hints: &str,
) -> String {
    let (title, description) = (Value::from(title).json(), Value::from(description).json());
    format!(
        r#","title":{title},"description":{description},"inputSchema":{input_schema},"annotations":{hints}}}"#
    )
}

pub(crate) fn build(
    node: &Node<'_>,
    index: usize,
    method: &Method,
    mut documentation: Documentation,
    noun: Noun,
    defined: &Definition,
) -> Option<Documented> {
    let Definition {
        integration,
        open_world,
        ..
    } = defined;
    let singular = noun.singular;
    let effect = effect(method, documentation.effect)?;
    let is_read = effect == Effect::Read;
    let arguments = argument::arguments(node, method, &mut documentation, noun, is_read);
    // The probe is picked for its short answer: a cursor is taken there, and not worth its place in the list.
    let is_shown = |argument: &&Placed| {
        index != integration.probe || method.paging.is_some() || argument.place != Place::Cursor
    };
    let properties = arguments
        .iter()
        .filter(is_shown)
        .map(|argument| &argument.property);
    let shown = || keep::text(shown::input_schema(properties).json());
    let input_schema = documentation.verbatim.unwrap_or_else(shown);
    if let Some(value) = documentation.example {
        let place = node.at("example", value);
        if documentation.verbatim.is_none() {
            example::check(&place, &arguments);
        }
    } else if arguments.iter().any(|argument| argument.property.required) {
        node.complain(
            "it has required arguments and no example",
            "add `example` with arguments that the vendor would take",
        );
    }
    let title = documentation
        .title
        .unwrap_or_else(|| keep::text(names::title(method.resource, method.method, singular)));
    let description = documentation.description;
    let open_world = documentation.open_world.unwrap_or(*open_world);
    let (annotations, hints) = annotations(effect, method.method, open_world);
    let hints = keep::text(hints);
    let definition = definition(title, description, input_schema, hints);
    let defaults = defaults(node, &arguments, integration.methods);
    let example = documentation
        .example
        .map(|example| keep::text(example.json()));
    let tool = Tool {
        name: keep::text(names::long(
            integration.slug,
            method.resource,
            method.method,
            singular,
        )),
        short_name: documentation
            .short_name
            .unwrap_or_else(|| keep::text(names::short(method.resource, method.method, singular))),
        title,
        description,
        definition: keep::text(definition),
        input_schema,
        annotations: keep::text(annotations),
        hints,
        method: index,
        effect,
        audience: documentation.seen.audience,
        draft: audience::draft(node, documentation.seen, &arguments),
        tags: documentation.tags,
        rank: documentation.asks.rank,
        summary: documentation.summary,
        compact_omits: documentation.compact_omits,
        arguments: keep::list(arguments.iter().map(Placed::argument)),
        defaults: keep::list(defaults),
        verbatim: documentation.verbatim.is_some(),
        is_error: documentation.is_error,
        requires_client_capabilities: documentation.requires_client_capabilities,
        instead: documentation.instead,
        example: example.unwrap_or_default(),
        composite: None,
    };
    check(node, &tool);
    Some(Documented {
        tool,
        is_imported: documentation.is_imported,
        asks: documentation.asks.phrases,
        draft_tool: match documentation.seen.draft {
            Some(Written::Tool(name)) => Some(name),
            Some(Written::Arguments(_)) | None => None,
        },
        arguments,
        origin: Origin::of(node),
    })
}

/// What calling a method does: its name says it, or else its record.
pub(super) fn effect(method: &Method, said: Option<Effect>) -> Option<Effect> {
    match method.method {
        "list" | "get" => Some(Effect::Read),
        "create" | "update" => Some(Effect::Write),
        "delete" => Some(Effect::Destructive),
        _ => said,
    }
}

/// All four annotations, and those that have to be said. The protocol takes a tool of which nothing is said for one that destroys something,
/// outside too, and of a tool that only reads it asks nothing more.
pub(super) fn annotations(effect: Effect, method: &str, open_world: bool) -> (String, String) {
    let (read_only, destructive, idempotent) = match effect {
        Effect::Read => (true, false, true),
        Effect::Write => (false, false, method == "update"),
        Effect::Destructive => (false, true, method == "delete"),
    };
    let all = format!(
        r#"{{"readOnlyHint":{read_only},"destructiveHint":{destructive},"idempotentHint":{idempotent},"openWorldHint":{open_world}}}"#
    );
    let said = [
        read_only.then_some(r#""readOnlyHint":true"#),
        (!read_only && !destructive).then_some(r#""destructiveHint":false"#),
        (!read_only && idempotent).then_some(r#""idempotentHint":true"#),
        (!read_only && !open_world).then_some(r#""openWorldHint":false"#),
    ];
    let said: Vec<&str> = said.into_iter().flatten().collect();
    (all, format!("{{{}}}", said.join(",")))
}

pub(super) fn check(node: &Node<'_>, tool: &Tool) {
    for name in [tool.name, tool.short_name] {
        if !names::is_tool_name(name) {
            let fix = "use a-z, 0-9 and _, a letter first, 64 at most: shorten resource, singular, method or `short_name`";
            node.complain(format!("clients refuse the tool name `{name}`"), fix);
        }
    }
    let bytes = r#"{"name":"""#.len() + tool.name.len() + tool.definition.len();
    if bytes > MAX_DEFINITION {
        node.complain(
            format!("the tool's definition has {bytes} bytes"),
            format!("shorten its descriptions or drop properties, to {MAX_DEFINITION} bytes"),
        );
    }
    for (name, _) in tool.instead {
        if tool.arguments.iter().any(|argument| argument.name == *name) {
            node.complain_at(
                &format!("instead.{name}"),
                "the tool has this argument",
                "take it out, or take the argument out",
            );
        }
    }
    let mut headers = Vec::new();
    for header in tool.arguments.iter().filter_map(|argument| argument.header) {
        let header = header.to_ascii_lowercase();
        if headers.contains(&header) {
            node.complain(
                format!("two properties have the header `{header}`"),
                "rename one; upper and lower case are the same",
            );
        }
        headers.push(header);
    }
}
