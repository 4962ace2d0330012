//! `<resource>.yaml`: which of a resource's methods are tools, and what a model is told about them.

use super::asks::{self, Asks};
use super::audience::{self, Seen};
use super::id_form::{self, NamedForm};
use super::integration::Definition;
use super::keep;
use super::names;
use super::node::{Keys, Node};
use super::property::Property;
use super::schema::{self, Root, Schema};
use super::summary;
use super::tool::{self, Documented};
use super::value::Value;
use crate::catalogue::{Effect, Method};

/// What a resource's records are called, and how their ids look.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Noun {
    pub(crate) singular: &'static str,
    pub(crate) id: Option<&'static NamedForm>,
}

/// One documented method, as its record says it.
#[derive(Debug)]
pub(crate) struct Documentation {
    /// Nobody has read it yet.
    pub(crate) is_imported: bool,
    pub(crate) description: &'static str,
    pub(crate) title: Option<&'static str>,
    pub(crate) short_name: Option<&'static str>,
    pub(crate) effect: Option<Effect>,
    pub(crate) seen: Seen,
    /// `None` leaves it to the integration.
    pub(crate) open_world: Option<bool>,
    pub(crate) tags: &'static [&'static str],
    pub(crate) asks: Asks,
    pub(crate) summary: &'static [&'static str],
    pub(crate) compact_omits: &'static [&'static str],
    pub(crate) query: Vec<Property>,
    pub(crate) body: Option<Body>,
    pub(crate) verbatim: Option<&'static str>,
    pub(crate) is_error: bool,
    pub(crate) requires_client_capabilities: &'static [&'static str],
    /// What to say of arguments that callers try and the endpoint does not have.
    pub(crate) instead: &'static [(&'static str, &'static str)],
    pub(crate) example: Option<&'static Value>,
}

#[derive(Debug)]
pub(crate) enum Body {
    Object(Vec<Property>),
    Whole(Schema),
}

const DESCRIPTION: std::ops::RangeInclusive<usize> = 40..=900;

pub(crate) fn read(node: &Node<'_>, stem: &str, definition: &Definition) -> Vec<Documented> {
    let Some(mut keys) = node.keys() else {
        return Vec::new();
    };
    let resource = keys.need_text("resource");
    if resource != stem {
        node.complain_at(
            "resource",
            format!("`{resource}` is not the file's name"),
            format!("write `{stem}` or rename the file"),
        );
    }
    let singular = keys.get("singular").and_then(|singular| singular.text());
    let id = id_form::named(&mut keys, definition.filters.id_forms);
    let tags = tags(&mut keys);
    if tags.is_empty() {
        node.complain_at(
            "tags",
            "there are no tags",
            "name one or more; a server's filters match them",
        );
    }
    let methods = keys
        .need("methods")
        .map(|methods| methods.entries())
        .unwrap_or_default();
    keys.finish();

    let mut tools = Vec::new();
    for (name, node) in methods {
        let methods = definition.integration.methods;
        let defined = methods
            .iter()
            .position(|method| method.resource == resource && method.method == name);
        let Some((index, method)) = defined.and_then(|index| Some((index, methods.get(index)?)))
        else {
            let fix = format!(
                "define `resources.{resource}.{name}` in integration.yaml or take the documentation out"
            );
            node.complain("documented but not defined", fix);
            continue;
        };
        let Some(documentation) = documentation(&node, method, definition, tags) else {
            continue;
        };
        let singular = singular.or_else(|| {
            if needs_singular(method, &documentation) {
                node.complain(
                    "its names need the resource's singular",
                    "add `singular` at the top of the file",
                );
            }
            None
        });
        tools.extend(tool::build(
            &node,
            index,
            method,
            documentation,
            Noun {
                singular: singular.unwrap_or(resource),
                id,
            },
            definition,
        ));
    }
    tools
}

fn needs_singular(method: &Method, documentation: &Documentation) -> bool {
    match method.method {
        "list" => false,
        "get" | "create" | "update" | "delete" => true,
        _ => documentation.title.is_none() || documentation.short_name.is_none(),
    }
}

pub(super) fn tags(keys: &mut Keys<'_>) -> &'static [&'static str] {
    let Some(node) = keys.get("tags") else {
        return &[];
    };
    let tags = node.texts();
    for tag in tags.iter().filter(|tag| !names::is_word(tag)) {
        node.complain(
            format!("`{tag}` is not a tag"),
            "use a-z, 0-9 and _, a letter first",
        );
    }
    tags
}

fn documentation(
    node: &Node<'_>,
    method: &Method,
    definition: &Definition,
    shared: &[&'static str],
) -> Option<Documentation> {
    let mut keys = node.keys()?;
    let is_imported = keys.get("imported").is_some_and(|node| imported(&node));
    let description = keys
        .need("description")
        .and_then(|node| described(&node))
        .unwrap_or_default();
    let title = keys.get("title").and_then(|title| title.text());
    let short_name = keys.get("short_name").and_then(|name| name.text());
    let effects = [
        ("read", Effect::Read),
        ("write", Effect::Write),
        ("destructive", Effect::Destructive),
    ];
    let effect = keys.get("effect").and_then(|effect| {
        if method.is_standard() {
            effect.complain(
                "a standard method's effect follows from its name",
                "take `effect` out",
            );
        }
        effect.choice(&effects)
    });
    if effect.is_none() && !method.is_standard() {
        node.complain(
            "a custom method says what it does",
            "add `effect: read`, `write` or `destructive`",
        );
    }
    let open_world = keys.get("open_world").and_then(|node| node.boolean());
    let seen = audience::read(&mut keys, tool::effect(method, effect));
    let mut tags = [tags(&mut keys), shared].concat();
    tags.sort_unstable();
    tags.dedup();
    let asks = asks::read(&mut keys);
    let summary = summary::read(&mut keys, method, effect);
    let compact_omits = summary::compact_omits(&mut keys, summary);

    let query = keys
        .get("query_schema")
        .and_then(|node| query(&node, definition))
        .unwrap_or_default();
    let body = keys
        .get("body_schema")
        .and_then(|node| body(&node, definition));
    let verbatim = keys
        .get("input_schema_json")
        .and_then(|text| verbatim(&text));
    let is_error = keys
        .get("is_error")
        .and_then(|node| node.boolean())
        .unwrap_or(false);
    let requires_client_capabilities = keys.texts("requires_client_capabilities");
    let instead = keys.get("instead").map(|node| node.entries());
    let instead = instead.unwrap_or_default().into_iter();
    let instead = keep::list(instead.filter_map(|(name, node)| Some((name, node.text()?))));
    let example = keys.get("example").map(|example| example.value());
    keys.finish();
    Some(Documentation {
        is_imported,
        description,
        title,
        short_name,
        effect,
        seen,
        open_world,
        tags: keep::list(tags),
        asks,
        summary,
        compact_omits,
        query,
        body,
        verbatim,
        is_error,
        requires_client_capabilities,
        instead,
        example,
    })
}

/// `imported: true`, until a person has read what it stands beside and takes it out.
fn imported(node: &Node<'_>) -> bool {
    let is_imported = node.boolean();
    if is_imported == Some(false) {
        node.complain(
            "what a person has read has no such key",
            "take `imported` out",
        );
    }
    is_imported == Some(true)
}

pub(super) fn described(node: &Node<'_>) -> Option<&'static str> {
    let description = node.text()?;
    let length = description.chars().count();
    if length < *DESCRIPTION.start() {
        node.complain(
            format!("{length} characters tell a model too little"),
            "say what it returns and when to use it, in 40 to 900 characters",
        );
    }
    if length > *DESCRIPTION.end() {
        node.complain(
            format!("{length} characters crowd out other tools"),
            "shorten it to 900 characters",
        );
    }
    Some(description)
}

pub(super) fn query(node: &Node<'_>, definition: &Definition) -> Option<Vec<Property>> {
    match schema::root(node, &definition.filters)? {
        Root::Object(properties) => Some(properties),
        Root::Array(_) => {
            node.complain("a query string cannot be an array", "describe an object");
            None
        }
    }
}

fn body(node: &Node<'_>, definition: &Definition) -> Option<Body> {
    Some(match schema::root(node, &definition.filters)? {
        Root::Object(properties) => Body::Object(properties),
        Root::Array(schema) => Body::Whole(schema),
    })
}

/// A schema shown to the letter has to be one that `tools/list` can hold.
fn verbatim(node: &Node<'_>) -> Option<&'static str> {
    let text = node.text()?;
    match serde_json::from_str::<Value>(text) {
        Ok(schema) if schema.get("type") == Some(&Value::from("object")) => {}
        Ok(_) => {
            let fix = "add it; clients refuse the whole list otherwise";
            node.complain("the schema's root is not `\"type\":\"object\"`", fix);
        }
        Err(error) => node.complain(format!("this is not JSON: {error}"), "correct it"),
    }
    Some(text)
}
