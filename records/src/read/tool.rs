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
    pub(crate) annotations: String,
    pub(crate) method: usize,
    pub(crate) effect: Effect,
    pub(crate) tags: Vec<String>,
    pub(crate) asks: Asks,
    pub(crate) summary: Vec<String>,
    pub(crate) compact_omits: Vec<String>,
    pub(crate) arguments: Vec<Argument>,
    pub(crate) verbatim: bool,
    pub(crate) is_error: bool,
    pub(crate) requires_client_capabilities: Vec<String>,
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
            annotations,
            ..
        } = self;
        let (title, description) = (
            Value::from(title.as_str()).json(),
            Value::from(description.as_str()).json(),
        );
        format!(
            r#","title":{title},"description":{description},"inputSchema":{input_schema},"annotations":{annotations}}}"#
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
        annotations: annotations(
            effect,
            &method.name,
            documentation.open_world.unwrap_or(integration.open_world),
        ),
        method: index,
        effect,
        tags: documentation.tags,
        asks: documentation.asks,
        summary: documentation.summary,
        compact_omits: documentation.compact_omits,
        arguments,
        verbatim: documentation.verbatim.is_some(),
        is_error: documentation.is_error,
        requires_client_capabilities: documentation.requires_client_capabilities,
        example: documentation.example.map(|example| example.json()),
        origin: Origin {
            file: node.file().to_owned(),
            key: node.key().to_owned(),
        },
    };
    check(node, &tool);
    Some(tool)
}

fn annotations(effect: Effect, method: &str, open_world: bool) -> String {
    let (read_only, destructive, idempotent) = match effect {
        Effect::Read => (true, false, true),
        Effect::Write => (false, false, method == "update"),
        Effect::Destructive => (false, true, method == "delete"),
    };
    format!(
        r#"{{"readOnlyHint":{read_only},"destructiveHint":{destructive},"idempotentHint":{idempotent},"openWorldHint":{open_world}}}"#
    )
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
