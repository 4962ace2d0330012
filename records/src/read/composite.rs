//! `composites.yaml`: tools that are several calls of other tools, shown as one result.

use super::argument::{self, Placed};
use super::asks;
use super::example;
use super::excerpt;
use super::filling;
use super::integration::Definition;
use super::keep;
use super::names;
use super::node::Node;
use super::property::Property;
use super::resource;
use super::shown;
use super::step::{self, Around};
use super::tool::{self, Documented};
use super::value::Value;
use crate::catalogue::{Composite, Draft, Effect, Place, Step, Tool};

/// The composites of an integration whose other tools are these.
pub(super) fn read(
    node: &Node<'_>,
    definition: &Definition,
    tools: &[Documented],
) -> Vec<Documented> {
    let Some(mut keys) = node.keys() else {
        return Vec::new();
    };
    let resources = keys.need("composites").map(|resources| resources.entries());
    keys.finish();
    let slug = definition.integration.slug;
    let found: Vec<_> = resources
        .unwrap_or_default()
        .into_iter()
        .flat_map(|(resource, node)| {
            let methods = node.entries().into_iter();
            methods.map(move |(method, node)| (resource, method, node))
        })
        .collect();
    let names = found.iter();
    let names = names.map(|(resource, method, _)| format!("{slug}_{resource}_{method}"));
    let plain = tools
        .iter()
        .map(|documented| documented.tool.name.to_owned());
    let mut order: Vec<String> = names.chain(plain).collect();
    order.sort();
    let composites = found.iter();
    let composites = composites.filter_map(|(resource, method, node)| {
        composite(resource, method, node, definition, (tools, &order))
    });
    composites.collect()
}

fn composite(
    resource: &str,
    method: &'static str,
    node: &Node<'_>,
    definition: &Definition,
    (tools, order): (&[Documented], &[String]),
) -> Option<Documented> {
    let integration = &definition.integration;
    check_name(node, resource, method);
    let mut keys = node.keys()?;
    let title = keys.need_text("title");
    let short_name = keys.need_text("short_name");
    let described = keys
        .need("description")
        .and_then(|node| resource::described(&node));
    let asks = asks::read(&mut keys);
    let own_tags = resource::tags(&mut keys);
    let properties = keys
        .get("query_schema")
        .and_then(|node| resource::query(&node, definition))
        .unwrap_or_default();
    let one_of = keys.get("one_of");
    let example = keys.get("example").map(|example| example.value());
    let around = Around {
        integration,
        tools,
        order,
        arguments: &properties,
        example: example.unwrap_or(&Value::Null),
    };
    let steps = keys.need("steps");
    let result = keys.need("result");
    keys.finish();
    let steps = step::read(&steps?, around)?;
    refuse_unused(node, &properties, &steps);
    let one_of = one_of.map(|names| optional(&names, &properties));
    let called = |step: &Step| {
        let name = order.get(step.tool)?;
        let found = tools.iter().find(|documented| documented.tool.name == name);
        found.map(|documented| &documented.tool)
    };
    let called: Vec<&Tool> = steps.iter().filter_map(called).collect();
    let result = excerpt::read(&result?, &steps, &called);
    let tags = tags(&called, own_tags);
    let arguments = argument::of_composite(node, properties);
    if let Some(example) = example {
        example::check(&node.at("example", example), &arguments);
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
    let input_schema = keep::text(shown::input_schema(shown).json());
    let description = described.unwrap_or_default();
    let (annotations, hints) = tool::annotations(Effect::Read, method, definition.open_world);
    let hints = keep::text(hints);
    let shown = tool::definition(title, description, input_schema, hints);
    let tool = Tool {
        name: keep::text(format!("{}_{resource}_{method}", integration.slug)),
        short_name,
        title,
        description,
        definition: keep::text(shown),
        input_schema,
        annotations: keep::text(annotations),
        hints,
        // What is asked of a tool's endpoint is asked of that of the first step; of the others as well, where it decides who may call.
        method: called.first().map(|tool| tool.method).unwrap_or_default(),
        effect: Effect::Read,
        audience: None,
        draft: Draft::None,
        tags,
        rank: asks.rank,
        summary: &[],
        compact_omits: &[],
        arguments: keep::list(arguments.iter().map(Placed::argument)),
        defaults: &[],
        verbatim: false,
        is_error: false,
        requires_client_capabilities: &[],
        instead: &[],
        example: example
            .map(|example| keep::text(example.json()))
            .unwrap_or_default(),
        composite: Some(keep::one(Composite {
            method,
            one_of: one_of.unwrap_or_default(),
            steps: keep::list(steps),
            result,
        })),
    };
    tool::check(node, &tool);
    Some(Documented {
        is_imported: false,
        tool,
        asks: asks.phrases,
        draft_tool: None,
        arguments,
        origin: tool::Origin::of(node),
    })
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
    let fillings = steps.iter().flat_map(|step| step.arguments);
    for Property { name, .. } in properties {
        if !fillings
            .clone()
            .any(|(_, filling)| filling::takes(filling, name))
        {
            node.complain_at(
                &format!("query_schema.properties.{name}"),
                "no step takes this argument",
                format!("write `{{ argument: {name} }}` where it goes, or take it out"),
            );
        }
    }
}

/// `one_of`: names of optional arguments.
fn optional(node: &Node<'_>, properties: &[Property]) -> &'static [&'static str] {
    let names = node.texts();
    for name in names {
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
fn tags(called: &[&Tool], own: &[&'static str]) -> &'static [&'static str] {
    let theirs = called.iter().flat_map(|tool| tool.tags);
    let mut tags: Vec<&str> = theirs.chain(own).copied().collect();
    tags.sort_unstable();
    tags.dedup();
    keep::list(tags)
}
