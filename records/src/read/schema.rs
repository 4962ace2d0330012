//! The part of JSON Schema that every client accepts, and our own keys in it. tool-docs/README.md lists both.

use super::default_from::{self, DefaultFrom};
use super::empty::{self, Clears};
use super::filter::Filters;
use super::header;
use super::id_form;
use super::node::{Keys, Node};
use super::time_form::{self, TimeForm};
use super::value::Value;

#[derive(Debug, Clone)]
pub(crate) struct Schema {
    pub(crate) description: Option<String>,
    /// Only informs.
    pub(crate) format: Option<String>,
    /// The empty value that is sent.
    pub(crate) clears: Clears,
    /// What is sent when the caller gives none.
    pub(crate) default: Option<u32>,
    pub(crate) kind: Kind,
}

#[derive(Debug, Clone)]
pub(crate) enum Kind {
    Any,
    String {
        values: Vec<String>,
        max_length: Option<u32>,
    },
    Integer {
        values: Vec<i64>,
        min: Option<i64>,
        max: Option<i64>,
    },
    Number {
        min: Option<f64>,
        max: Option<f64>,
    },
    Boolean,
    Time {
        form: TimeForm,
        is_future: bool,
    },
    /// The name of its form, and whether it is sent as a number.
    Id {
        form: String,
        is_number: bool,
    },
    Array {
        items: Box<Schema>,
        min: Option<u32>,
        max: Option<u32>,
    },
    Object {
        properties: Vec<Property>,
        others: Option<Box<Schema>>,
    },
    File,
    /// The name of a search.
    Filter(String),
}

#[derive(Debug, Clone)]
pub(crate) struct Property {
    pub(crate) name: String,
    pub(crate) wire_name: String,
    /// What it was called before: taken, and not shown.
    pub(crate) also: Vec<String>,
    /// Where its value comes from when the caller gives none.
    pub(crate) default_from: Option<DefaultFrom>,
    pub(crate) required: bool,
    pub(crate) header: Option<String>,
    pub(crate) schema: Schema,
}

const ANY: Schema = Schema {
    description: None,
    format: None,
    clears: Clears::Nothing,
    default: None,
    kind: Kind::Any,
};

impl Schema {
    /// Any text, without a word about it.
    pub(crate) fn text() -> Self {
        Schema {
            kind: Kind::String {
                values: Vec::new(),
                max_length: None,
            },
            ..ANY
        }
    }

    /// A whole number from 1.
    pub(crate) fn count(default: Option<u32>, max: u32) -> Self {
        Schema {
            default,
            kind: Kind::Integer {
                values: Vec::new(),
                min: None,
                max: Some(max.into()),
            },
            ..ANY
        }
    }

    /// An object of which nothing is known: any keys with any values.
    pub(crate) fn is_free(&self) -> bool {
        matches!(&self.kind, Kind::Object { properties, others: Some(others) }
            if properties.is_empty() && matches!(others.kind, Kind::Any))
    }

    /// Fits into one place of a path, a query or a header.
    pub(crate) fn is_scalar(&self) -> bool {
        match self.kind {
            Kind::String { .. }
            | Kind::Integer { .. }
            | Kind::Number { .. }
            | Kind::Boolean
            | Kind::Time { .. }
            | Kind::Id { .. } => true,
            Kind::Any | Kind::Array { .. } | Kind::Object { .. } | Kind::File | Kind::Filter(_) => {
                false
            }
        }
    }

    /// Whether this or anything below it is such a kind.
    pub(crate) fn holds(&self, wanted: fn(&Kind) -> bool) -> bool {
        wanted(&self.kind)
            || match &self.kind {
                Kind::Array { items, .. } => items.holds(wanted),
                Kind::Object { properties, others } => {
                    properties
                        .iter()
                        .any(|property| property.schema.holds(wanted))
                        || others.as_ref().is_some_and(|others| others.holds(wanted))
                }
                Kind::Any
                | Kind::String { .. }
                | Kind::Integer { .. }
                | Kind::Number { .. }
                | Kind::Boolean
                | Kind::Time { .. }
                | Kind::Id { .. }
                | Kind::File
                | Kind::Filter(_) => false,
            }
    }
}

/// How deep a property stands: a header mirrors only the arguments themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Depth {
    Root,
    Nested,
}

/// What a root schema describes.
#[derive(Debug)]
pub(crate) enum Root {
    Object(Vec<Property>),
    Array(Schema),
}

/// `query_schema` and `body_schema`.
pub(crate) fn root(node: &Node<'_>, filters: &Filters) -> Option<Root> {
    if matches!(node.value().get("type"), Some(Value::String(kind)) if kind == "array") {
        return schema(node, filters).map(Root::Array);
    }
    let mut keys = node.keys()?;
    refuse_combinators(&keys);
    match keys.get("type").and_then(|kind| kind.string()).as_deref() {
        Some("object") => {}
        _ => node.complain(
            "the root is not `type: object`",
            "describe an object, or in `body_schema` an array",
        ),
    }
    // For readers of the record; a model sees the tool's description instead.
    keys.get("description")
        .and_then(|description| description.text());
    let properties = properties(&mut keys, filters, Depth::Root);
    keys.finish();
    Some(Root::Object(properties))
}

fn schema(node: &Node<'_>, filters: &Filters) -> Option<Schema> {
    if let Value::Boolean(_) = node.value() {
        node.complain(
            "a schema cannot be true or false",
            "write `type: any` for any value",
        );
        return None;
    }
    let mut keys = node.keys()?;
    let schema = read(&mut keys, filters);
    keys.finish();
    schema
}

fn refuse_combinators(keys: &Keys<'_>) {
    for key in ["oneOf", "anyOf", "allOf", "not", "$ref"] {
        if keys.node().value().get(key).is_some() {
            let mend =
                "describe one shape; put alternatives into the description or into a second tool";
            keys.node()
                .complain(format!("`{key}` breaks clients"), mend);
        }
    }
}

fn read(keys: &mut Keys<'_>, filters: &Filters) -> Option<Schema> {
    refuse_combinators(keys);
    let description = keys
        .get("description")
        .and_then(|description| description.string());
    let format = keys.get("format");
    let time = format
        .as_ref()
        .and_then(|format| time_form::named(format, keys));
    let id = id_form::named(keys, &filters.id_forms);
    let clears = empty::read(keys);
    let Some(kind) = keys.get("type") else {
        keys.node().complain(
            "`type` is missing",
            "add one `type`; `any` takes any JSON value",
        );
        return None;
    };
    if let Value::Array(_) = kind.value() {
        kind.complain(
            "a list of types breaks clients",
            "write one type and make the property optional",
        );
        return None;
    }
    let is_future = time_form::future(keys, time);
    let kind = match kind.text()? {
        "string" | "integer" if time.is_some() => Kind::Time {
            form: time?,
            is_future,
        },
        type_name @ ("string" | "integer") if id.is_some() => Kind::Id {
            form: id?,
            is_number: type_name == "integer",
        },
        "any" => Kind::Any,
        "boolean" => Kind::Boolean,
        "file" => Kind::File,
        "string" => string(keys),
        "integer" => Kind::Integer {
            values: integers(keys),
            min: keys.get("minimum").and_then(|minimum| minimum.integer()),
            max: keys.get("maximum").and_then(|maximum| maximum.integer()),
        },
        "number" => Kind::Number {
            min: keys.get("minimum").and_then(|minimum| minimum.number()),
            max: keys.get("maximum").and_then(|maximum| maximum.number()),
        },
        "array" => array(keys, filters)?,
        "object" => object(keys, filters),
        "filter" => search(keys, filters)?,
        other => {
            let mend =
                "write one of string, integer, number, boolean, array, object, file, any, filter";
            kind.complain(format!("`{other}` is not a type"), mend);
            return None;
        }
    };
    let notes = [
        time.map(|time| time.says(is_future)),
        clears.says().map(str::to_owned),
    ];
    Some(Schema {
        description: noted(description, notes.into_iter().flatten()),
        // A client that knew these would refuse what the Worker takes.
        format: format
            .filter(|_| time.is_none())
            .and_then(|format| format.string()),
        clears,
        default: None,
        kind,
    })
}

/// A description, and what the build adds so that no record forgets it.
fn noted(description: Option<String>, notes: impl Iterator<Item = String>) -> Option<String> {
    notes.fold(description, |description, note| {
        Some(match description {
            None => note,
            Some(text) => match text.strip_suffix('.') {
                Some(text) => format!("{text}; {note}."),
                None => format!("{text}; {note}"),
            },
        })
    })
}

fn string(keys: &mut Keys<'_>) -> Kind {
    let values = keys
        .get("enum")
        .map(|values| values.strings())
        .unwrap_or_default();
    refuse_repeats(keys, &values);
    Kind::String {
        values,
        max_length: keys.get("maxLength").and_then(|length| length.integer()),
    }
}

fn integers(keys: &mut Keys<'_>) -> Vec<i64> {
    let values: Vec<i64> = keys
        .get("enum")
        .map(|values| values.items().iter().filter_map(Node::integer).collect())
        .unwrap_or_default();
    refuse_repeats(keys, &values);
    values
}

fn refuse_repeats<T: PartialEq + std::fmt::Display>(keys: &Keys<'_>, values: &[T]) {
    for (index, value) in values.iter().enumerate() {
        if values.iter().take(index).any(|earlier| earlier == value) {
            keys.node()
                .complain_at("enum", format!("`{value}` stands twice"), "take one out");
        }
    }
}

fn array(keys: &mut Keys<'_>, filters: &Filters) -> Option<Kind> {
    let min = keys.get("minItems").and_then(|minimum| minimum.integer());
    let max = keys.get("maxItems").and_then(|maximum| maximum.integer());
    let Some(items) = keys.get("items") else {
        keys.node().complain(
            "an array without `items` breaks clients",
            "add `items`, if need be `{ type: any }`",
        );
        return None;
    };
    let entry = schema(&items, filters)?;
    if entry.clears != Clears::Nothing {
        let mend = "take it out, or give it to the array";
        items.complain_at("clears_with", "an entry holds nothing to clear", mend);
    }
    Some(Kind::Array {
        items: Box::new(entry),
        min,
        max,
    })
}

fn object(keys: &mut Keys<'_>, filters: &Filters) -> Kind {
    let is_open = ["properties", "additionalProperties"]
        .iter()
        .all(|key| keys.node().value().get(key).is_none());
    let properties = properties(keys, filters, Depth::Nested);
    let others = match keys.get("additionalProperties") {
        None if is_open => Some(ANY),
        None => None,
        Some(node) if matches!(node.value(), Value::Boolean(_)) => {
            let mend = "write the schema of its values; without the key an object with properties takes no others";
            node.complain("`additionalProperties` cannot be true or false", mend);
            None
        }
        Some(node) => schema(&node, filters),
    };
    Kind::Object {
        properties,
        others: others.map(Box::new),
    }
}

fn search(keys: &mut Keys<'_>, filters: &Filters) -> Option<Kind> {
    let name = keys.need("filter")?.string()?;
    if filters.search(&name).is_none() {
        let mend = format!("use one of {}", filters.names().join(", "));
        keys.node().complain_at(
            "filter",
            format!("integration.yaml has no search `{name}` under `filters`"),
            mend,
        );
        return None;
    }
    Some(Kind::Filter(name))
}

fn properties(keys: &mut Keys<'_>, filters: &Filters, depth: Depth) -> Vec<Property> {
    let mut properties: Vec<Property> = Vec::new();
    let mut names = Vec::new();
    for (name, node) in keys
        .get("properties")
        .map(|properties| properties.entries())
        .unwrap_or_default()
    {
        names.push(name);
        if !is_key(name) {
            let mend = "give it a clean name of letters, digits, _ . - (64 at most) and the vendor's key as `wire_name`";
            node.complain("clients refuse this key", mend);
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

fn property(name: &str, node: &Node<'_>, filters: &Filters, depth: Depth) -> Option<Property> {
    if let Value::Boolean(_) = node.value() {
        return schema(node, filters).and(None);
    }
    let mut keys = node.keys()?;
    let wire_name = keys
        .get("wire_name")
        .and_then(|wire_name| wire_name.string())
        .unwrap_or_else(|| name.to_owned());
    let also = also(&mut keys, name, depth);
    let default_from = default_from::read(&mut keys, depth == Depth::Root);
    let header = keys
        .get("header")
        .and_then(|header| mirrored(&header, node, depth));
    // A complaint about the schema is enough; the property itself is there.
    let schema = read(&mut keys, filters).unwrap_or(ANY);
    keys.finish();
    Some(Property {
        name: name.to_owned(),
        wire_name,
        also,
        default_from,
        required: false,
        header,
        schema,
    })
}

/// `also`: names from before, for clients that keep an old list.
fn also(keys: &mut Keys<'_>, name: &str, depth: Depth) -> Vec<String> {
    let Some(node) = keys.get("also") else {
        return Vec::new();
    };
    let names = node.strings();
    for also in &names {
        if depth == Depth::Nested {
            let mend = "take it out, or give it to a property at the root";
            node.complain("only an argument itself has other names", mend);
        } else if also == name || !is_key(also) {
            node.complain(
                format!("`{also}` is no other name"),
                "write what clients called it before",
            );
        }
    }
    names
}

fn mirrored(mirror: &Node<'_>, node: &Node<'_>, depth: Depth) -> Option<String> {
    let name = mirror.string()?;
    let is_mirrorable = matches!(node.value().get("type"), Some(Value::String(kind)) if matches!(kind.as_str(), "string" | "integer" | "boolean"));
    if !is_mirrorable || depth == Depth::Nested {
        mirror.complain(
            "this value cannot be mirrored in a header",
            "keep `header` to strings, integers and booleans at the root",
        );
    }
    header::name(mirror, &name);
    Some(name)
}

/// Anthropic's rule; one bad key makes it refuse every tool of the request.
fn is_key(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
}
