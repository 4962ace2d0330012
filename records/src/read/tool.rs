//! A defined and documented method becomes a tool: its names, and the JSON that clients see.

use super::argument::{self, Argument, Place};
use super::asks::Asks;
use super::example;
use super::integration::Integration;
use super::method::Method;
use super::names;
use super::node::Node;
use super::resource::{Documentation, Effect, Noun};
use super::shown;
use super::value::Value;

#[derive(Debug)]
pub(crate) struct Tool {
    pub(crate) name: String,
    pub(crate) short_name: String,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) input_schema: String,
    /// All four, spelled out.
    pub(crate) annotations: String,
    /// Those that say more than silence does.
    pub(crate) hints: String,
    pub(crate) method: usize,
    pub(crate) effect: Effect,
    pub(crate) tags: Vec<String>,
    pub(crate) asks: Asks,
    pub(crate) summary: Vec<String>,
    pub(crate) arguments: Vec<Argument>,
    pub(crate) defaults: Vec<Default>,
    pub(crate) verbatim: bool,
    pub(crate) is_error: bool,
    pub(crate) requires_client_capabilities: Vec<String>,
    pub(crate) instead: Vec<(String, String)>,
    pub(crate) example: Option<String>,
    /// Where it is documented, for complaints that concern several tools.
    pub(crate) origin: Origin,
}

#[derive(Debug)]
pub(crate) struct Origin {
    pub(crate) file: String,
    pub(crate) key: String,
}

/// Beyond this a tool list crowds out the conversation that it is for.
const MAX_DEFINITION: usize = 6_000;

impl Tool {
    /// Its JSON in `tools/list` after the value of `name`.
    pub(crate) fn definition(&self) -> String {
        let Tool {
            title,
            description,
            input_schema,
            hints,
            ..
        } = self;
        let (title, description) = (
            Value::from(title.as_str()).json(),
            Value::from(description.as_str()).json(),
        );
        format!(
            r#","title":{title},"description":{description},"inputSchema":{input_schema},"annotations":{hints}}}"#
        )
    }
}

pub(crate) fn build(
    node: &Node<'_>,
    index: usize,
    method: &Method,
    mut documentation: Documentation,
    noun: Noun<'_>,
    integration: &Integration,
) -> Option<Tool> {
    let singular = noun.singular;
    let effect = match method.name.as_str() {
        "list" | "get" => Effect::Read,
        "create" | "update" => Effect::Write,
        "delete" => Effect::Destructive,
        _ => documentation.effect?,
    };
    let is_read = effect == Effect::Read;
    let arguments = argument::arguments(node, method, &mut documentation, noun, is_read);
    // The probe is picked for its short answer: a cursor is taken there, and not worth its place in the list.
    let is_shown = |argument: &&Argument| {
        index != integration.probe || method.paging.is_some() || argument.place != Place::Cursor
    };
    let properties = arguments
        .iter()
        .filter(is_shown)
        .map(|argument| &argument.property);
    let shown = || shown::input_schema(properties, &integration.filters).json();
    let input_schema = documentation.verbatim.clone().unwrap_or_else(shown);
    if let Some(value) = &documentation.example {
        let place = node.at("example", value);
        if documentation.verbatim.is_none() {
            example::check(&place, &arguments, &integration.filters);
        }
    } else if arguments.iter().any(|argument| argument.property.required) {
        node.complain(
            "it has required arguments and no example",
            "add `example` with arguments that the vendor would take",
        );
    }
    let (annotations, hints) = annotations(
        effect,
        &method.name,
        documentation.open_world.unwrap_or(integration.open_world),
    );
    let defaults = defaults(node, &arguments, integration);
    let tool = Tool {
        name: names::long(&integration.slug, method, singular),
        short_name: documentation
            .short_name
            .unwrap_or_else(|| names::short(method, singular)),
        title: documentation
            .title
            .unwrap_or_else(|| names::title(method, singular)),
        description: documentation.description,
        input_schema,
        annotations,
        hints,
        method: index,
        effect,
        tags: documentation.tags,
        asks: documentation.asks,
        summary: documentation.summary,
        arguments,
        defaults,
        verbatim: documentation.verbatim.is_some(),
        is_error: documentation.is_error,
        requires_client_capabilities: documentation.requires_client_capabilities,
        instead: documentation.instead,
        example: documentation.example.map(|example| example.json()),
        origin: Origin {
            file: node.file().to_owned(),
            key: node.key().to_owned(),
        },
    };
    check(node, &tool);
    Some(tool)
}

/// An argument that is read from the vendor when the caller leaves it out.
#[derive(Debug)]
pub(crate) struct Default {
    /// Index of the argument.
    pub(crate) argument: usize,
    /// Index of the method that tells it.
    pub(crate) method: usize,
    pub(crate) pointer: String,
}

fn defaults(node: &Node<'_>, arguments: &[Argument], integration: &Integration) -> Vec<Default> {
    let found = arguments
        .iter()
        .enumerate()
        .filter_map(|(index, argument)| {
            let from = argument.property.default_from.as_ref()?;
            Some(Default {
                argument: index,
                method: from.method(node, &argument.key(), &integration.methods)?,
                pointer: from.pointer.clone(),
            })
        });
    found.collect()
}

/// All four annotations, and those that have to be said. The protocol takes a tool of which nothing is said for one that destroys something,
/// outside too, and of a tool that only reads it asks nothing more.
fn annotations(effect: Effect, method: &str, open_world: bool) -> (String, String) {
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

fn check(node: &Node<'_>, tool: &Tool) {
    for name in [&tool.name, &tool.short_name] {
        if !names::is_tool_name(name) {
            let mend = "use a-z, 0-9 and _, a letter first, 64 at most: shorten resource, singular, method or `short_name`";
            node.complain(format!("clients refuse the tool name `{name}`"), mend);
        }
    }
    let bytes = r#"{"name":"""#.len() + tool.name.len() + tool.definition().len();
    if bytes > MAX_DEFINITION {
        node.complain(
            format!("the tool's definition has {bytes} bytes"),
            format!("shorten its descriptions or drop properties, to {MAX_DEFINITION} bytes"),
        );
    }
    for (name, _) in &tool.instead {
        let mut arguments = tool.arguments.iter();
        if arguments.any(|argument| argument.property.name == *name) {
            let mend = "take it out, or take the argument out";
            node.complain_at(
                &format!("instead.{name}"),
                "the tool has this argument",
                mend,
            );
        }
    }
    let mut headers = Vec::new();
    for header in tool
        .arguments
        .iter()
        .filter_map(|argument| argument.property.header.as_ref())
    {
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
