//! A property of an object: its names, whether it has to be there, and its schema.

use super::default_from::{self, DefaultFrom};
use super::filter::Filters;
use super::header;
use super::node::{Keys, Node};
use super::schema::{self, Schema};
use super::value::Value;

#[derive(Debug, Clone)]
pub(crate) struct Property {
    pub(crate) name: &'static str,
    pub(crate) wire_name: &'static str,
    /// What it was called before: taken, and not shown.
    pub(crate) also: &'static [&'static str],
    /// Where its value comes from when the caller gives none.
    pub(crate) default_from: Option<DefaultFrom>,
    pub(crate) required: bool,
    pub(crate) header: Option<&'static str>,
    pub(crate) schema: Schema,
}

/// How deep a property stands: a header mirrors only the arguments themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depth {
    Root,
    Nested,
}

/// `properties` and `required` of an object.
pub(crate) fn all(keys: &mut Keys<'_>, filters: &Filters, depth: Depth) -> Vec<Property> {
    let mut properties: Vec<Property> = Vec::new();
    let mut names = Vec::new();
    for (name, node) in keys
        .get("properties")
        .map(|properties| properties.entries())
        .unwrap_or_default()
    {
        names.push(name);
        if !is_key(name) {
            let fix = "give it a clean name of letters, digits, _ . - (64 at most) and the vendor's key as `wire_name`";
            node.complain("clients refuse this key", fix);
        }
        let Some(property) = property(name, &node, filters, depth) else {
            continue;
        };
        if properties
            .iter()
            .any(|earlier| earlier.wire_name == property.wire_name)
        {
            node.complain(
                format!("two properties are sent as `{}`", property.wire_name),
                "change a `wire_name`",
            );
        }
        properties.push(property);
    }
    let required = keys.get("required");
    for item in required
        .map(|required| required.items())
        .unwrap_or_default()
    {
        let Some(name) = item.text() else { continue };
        if !names.contains(&name) {
            item.complain(
                format!("`{name}` is not among the properties"),
                "describe it or take it out",
            );
        }
        for property in properties
            .iter_mut()
            .filter(|property| property.name == name)
        {
            property.required = true;
        }
    }
    properties
}

fn property(
    name: &'static str,
    node: &Node<'_>,
    filters: &Filters,
    depth: Depth,
) -> Option<Property> {
    if let Value::Boolean(_) = node.value() {
        return schema::schema(node, filters).and(None);
    }
    let mut keys = node.keys()?;
    let wire_name = keys
        .get("wire_name")
        .and_then(|wire_name| wire_name.text())
        .unwrap_or(name);
    let also = also(&mut keys, name, depth);
    let default_from = default_from::read(&mut keys, depth == Depth::Root);
    let header = keys
        .get("header")
        .and_then(|header| mirrored(&header, node, depth));
    // A complaint about the schema is enough; the property itself is there.
    let schema = schema::read(&mut keys, filters).unwrap_or(schema::ANY);
    keys.finish();
    Some(Property {
        name,
        wire_name,
        also,
        default_from,
        required: false,
        header,
        schema,
    })
}

/// `also`: names from before, for clients that keep an old list.
fn also(keys: &mut Keys<'_>, name: &str, depth: Depth) -> &'static [&'static str] {
    let Some(node) = keys.get("also") else {
        return &[];
    };
    let names = node.texts();
    for also in names {
        if depth == Depth::Nested {
            let fix = "take it out, or give it to a property at the root";
            node.complain("only an argument itself has other names", fix);
        } else if *also == name || !is_key(also) {
            node.complain(
                format!("`{also}` is no other name"),
                "write what clients called it before",
            );
        }
    }
    names
}

fn mirrored(mirror: &Node<'_>, node: &Node<'_>, depth: Depth) -> Option<&'static str> {
    let name = mirror.text()?;
    let is_mirrorable = matches!(node.value().get("type"), Some(Value::String(kind)) if matches!(kind.as_str(), "string" | "integer" | "boolean"));
    if !is_mirrorable || depth == Depth::Nested {
        mirror.complain(
            "this value cannot be mirrored in a header",
            "keep `header` to strings, integers and booleans at the root",
        );
    }
    header::name(mirror, name);
    Some(name)
}

/// Anthropic's rule; one bad key makes it refuse every tool of the request.
fn is_key(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
}
