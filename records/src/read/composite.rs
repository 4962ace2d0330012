//! `composites.yaml`: tools that are several calls of other tools, shown as one result.

use super::argument::{self, Place};
use super::asks;
use super::example;
use super::excerpt::{self, Excerpt};
use super::integration::Integration;
use super::names;
use super::node::Node;
use super::resource::{self, Effect};
use super::schema::Property;
use super::shown;
use super::step::{self, Around, Step};
use super::tool::{self, Tool};
use super::value::Value;

#[derive(Debug)]
pub(crate) struct Composite {
    /// Its own verb.
    pub(crate) method: String,
    /// Arguments of which one at least must be given.
    pub(crate) one_of: Vec<String>,
    pub(crate) steps: Vec<Step>,
    pub(crate) result: Vec<Excerpt>,
}

/// The composites of an integration whose other tools are these.
pub(super) fn read(node: &Node<'_>, integration: &Integration, tools: &[Tool]) -> Vec<Tool> {
    let Some(mut keys) = node.keys() else {
        return Vec::new();
    };
    let resources = keys.need("composites").map(|resources| resources.entries());
    keys.finish();
    let mut composites = Vec::new();
    for (resource, node) in resources.unwrap_or_default() {
        for (method, node) in node.entries() {
            composites.extend(composite(resource, method, &node, integration, tools));
        }
    }
    composites
}

fn composite(
    resource: &str,
    method: &str,
    node: &Node<'_>,
    integration: &Integration,
    tools: &[Tool],
) -> Option<Tool> {
    check_name(node, resource, method);
    let mut keys = node.keys()?;
    let title = keys.need_string("title");
    let short_name = keys.need_string("short_name");
    let described = keys
        .need("description")
        .and_then(|node| resource::described(&node));
    let asks = asks::read(&mut keys);
    let own_tags = resource::tags(&mut keys);
    let properties = keys
        .get("query_schema")
        .and_then(|node| resource::query(&node, integration))
        .unwrap_or_default();
    let one_of = keys.get("one_of");
    let example = keys.get("example").map(|example| example.value().clone());
    let around = Around {
        integration,
        tools,
        arguments: &properties,
        example: example.as_ref().unwrap_or(&Value::Null),
    };
    let steps = keys.need("steps");
    let result = keys.need("result");
    keys.finish();
    let steps = step::read(&steps?, around)?;
    let result = excerpt::read(&result?, &steps, tools);
    refuse_unused(node, &properties, &steps);
    let one_of = one_of.map(|names| optional(&names, &properties));
    let called = |step: &Step| tools.iter().find(|tool| tool.name == step.tool);
    let called: Vec<&Tool> = steps.iter().filter_map(called).collect();
    let tags = tags(&called, own_tags);
    let arguments = argument::of_composite(node, properties);
    if let Some(example) = &example {
        example::check(
            &node.at("example", example),
            &arguments,
            &integration.filters,
        );
    } else if arguments
        .iter()
        .any(|argument| argument.place != Place::Cursor)
    {
        node.complain(
            "it has no example",
            "add `example` with arguments that find something",
        );
    }
    let shown = arguments.iter().map(|argument| &argument.property);
    let input_schema = shown::input_schema(shown, &integration.filters).json();
    let tool = Tool {
        name: format!("{}_{resource}_{method}", integration.slug),
        short_name,
        title,
        description: described.unwrap_or_default(),
        input_schema,
        annotations: tool::annotations(Effect::Read, method, integration.open_world),
        // What is asked of a tool's endpoint is asked of that of the first step; of the others as well, where it decides who may call.
        method: called.first().map(|tool| tool.method).unwrap_or_default(),
        effect: Effect::Read,
        tags,
        asks,
        summary: Vec::new(),
        arguments,
        verbatim: false,
        is_error: false,
        requires_client_capabilities: Vec::new(),
        example: example.map(|example| example.json()),
        composite: Some(Composite {
            method: method.to_owned(),
            one_of: one_of.unwrap_or_default(),
            steps,
            result,
        }),
        origin: tool::Origin::of(node),
    };
    tool::check(node, &tool);
    Some(tool)
}

fn check_name(node: &Node<'_>, resource: &str, method: &str) {
    if !names::is_word(resource) || !names::is_word(method) {
        node.complain(
            "its name is no resource and method",
            "use a-z, 0-9 and _, a letter first",
        );
    }
    if ["list", "get", "create", "update", "delete"].contains(&method) {
        node.complain(
            "a composite is no standard method",
            "name it after what it shows",
        );
    }
}

fn refuse_unused(node: &Node<'_>, properties: &[Property], steps: &[Step]) {
    let fillings = steps.iter().flat_map(|step| &step.arguments);
    for Property { name, .. } in properties {
        if !fillings.clone().any(|(_, filling)| filling.takes(name)) {
            node.complain_at(
                &format!("query_schema.properties.{name}"),
                "no step takes this argument",
                format!("write `{{ argument: {name} }}` where it goes, or take it out"),
            );
        }
    }
}

/// `one_of`: names of optional arguments.
fn optional(node: &Node<'_>, properties: &[Property]) -> Vec<String> {
    let names = node.strings();
    for name in &names {
        let mut optional = properties.iter().filter(|property| !property.required);
        if !optional.any(|property| property.name == *name) {
            node.complain(
                format!("`{name}` is no optional argument"),
                "name arguments of `query_schema` that are not required",
            );
        }
    }
    names
}

/// A filter by tag lets a composite through as soon as it lets all through that it calls.
fn tags(called: &[&Tool], own: Vec<String>) -> Vec<String> {
    let theirs = called.iter().flat_map(|tool| tool.tags.iter().cloned());
    let mut tags: Vec<String> = theirs.chain(own).collect();
    tags.sort();
    tags.dedup();
    tags
}
