//! The part of JSON Schema that every client accepts, and our own keys in it. tool-docs/README.md lists both.

use super::empty;
use super::filter::{Filters, Search};
use super::id_form::{self, NamedForm};
use super::keep;
use super::node::{Keys, Node};
use super::property::{self, Depth, Property};
use super::time_form;
use super::value::Value;
use crate::catalogue::{Clears, TimeForm};

#[derive(Debug, Clone)]
pub(crate) struct Schema {
    pub(crate) description: Option<&'static str>,
    /// Only informs.
    pub(crate) format: Option<&'static str>,
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
        values: &'static [&'static str],
        /// An open set; the description names them.
        suggestions: &'static [&'static str],
        max_length: Option<u32>,
    },
    Integer {
        values: &'static [i64],
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
    Id {
        form: &'static NamedForm,
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
    Filter(&'static Search),
}

/// A value of which nothing is known.
pub(crate) const ANY: Schema = Schema {
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
                values: &[],
                suggestions: &[],
                max_length: None,
            },
            ..ANY
        }
    }

    /// A whole number with a default and an upper bound.
    pub(crate) fn count(default: Option<u32>, max: u32) -> Self {
        Schema {
            default,
            kind: Kind::Integer {
                values: &[],
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
    match keys.get("type").and_then(|kind| kind.text()) {
        Some("object") => {}
        _ => node.complain(
            "the root is not `type: object`",
            "describe an object, or in `body_schema` an array",
        ),
    }
    // For readers of the record; a model sees the tool's description instead.
    keys.get("description")
        .and_then(|description| description.text());
    let properties = property::all(&mut keys, filters, Depth::Root);
    keys.finish();
    Some(Root::Object(properties))
}

/// A schema below the root.
pub(crate) fn schema(node: &Node<'_>, filters: &Filters) -> Option<Schema> {
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
            let fix =
                "describe one shape; put alternatives into the description or into a second tool";
            keys.node().complain(format!("`{key}` breaks clients"), fix);
        }
    }
}

/// The schema that these keys are, with others beside them.
pub(crate) fn read(keys: &mut Keys<'_>, filters: &Filters) -> Option<Schema> {
    refuse_combinators(keys);
    let description = keys
        .get("description")
        .and_then(|description| description.text());
    let format = keys.get("format");
    let time = format
        .as_ref()
        .and_then(|format| time_form::named(format, keys));
    let id = id_form::of(keys, filters.id_forms, format.as_ref());
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
        "string" => string(keys, description),
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
            let fix =
                "write one of string, integer, number, boolean, array, object, file, any, filter";
            kind.complain(format!("`{other}` is not a type"), fix);
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
            .filter(|_| time.is_none() && id.is_none())
            .and_then(|format| format.text()),
        clears,
        default: None,
        kind,
    })
}

/// A description, and what the build adds so that no record forgets it.
fn noted(
    description: Option<&'static str>,
    notes: impl Iterator<Item = String>,
) -> Option<&'static str> {
    notes.fold(description, |description, note| {
        Some(keep::text(match description {
            None => note,
            Some(text) => match text.strip_suffix('.') {
                Some(text) => format!("{text}; {note}."),
                None => format!("{text}; {note}"),
            },
        }))
    })
}

fn string(keys: &mut Keys<'_>, description: Option<&str>) -> Kind {
    let values = keys
        .get("enum")
        .map(|values| values.texts())
        .unwrap_or_default();
    refuse_repeats(keys, values);
    let max_length = keys.get("maxLength").and_then(|length| length.integer());
    let suggestions = keys.texts("suggestions");
    if !suggestions.is_empty() && (!values.is_empty() || max_length.is_some()) {
        keys.node().complain_at(
            "suggestions",
            "an open set of words stands beside `enum` or `maxLength`",
            "keep one of them",
        );
    }
    for word in suggestions {
        if !description.is_some_and(|description| description.contains(word)) {
            keys.node().complain_at(
                "suggestions",
                format!("the description does not name `{word}`"),
                "name it there: a model sees the description alone",
            );
        }
    }
    Kind::String {
        values,
        suggestions,
        max_length,
    }
}

fn integers(keys: &mut Keys<'_>) -> &'static [i64] {
    let values: &[i64] = keys
        .get("enum")
        .map(|values| keep::list(values.items().iter().filter_map(Node::integer)))
        .unwrap_or_default();
    refuse_repeats(keys, values);
    values
}

fn refuse_repeats<T: PartialEq + std::fmt::Display>(keys: &Keys<'_>, values: &[T]) {
    for (index, value) in values.iter().enumerate() {
        if values.iter().take(index).any(|earlier| earlier == value) {
            keys.node()
                .complain_at("enum", format!("`{value}` is listed twice"), "take one out");
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
        let fix = "take it out, or give it to the array";
        items.complain_at(
            "clears_with",
            "an entry of a list has nothing to clear",
            fix,
        );
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
    let properties = property::all(keys, filters, Depth::Nested);
    let others = match keys.get("additionalProperties") {
        None if is_open => Some(ANY),
        None => None,
        Some(node) if matches!(node.value(), Value::Boolean(_)) => {
            let fix = "write the schema of its values; without the key an object with properties takes no others";
            node.complain("`additionalProperties` cannot be true or false", fix);
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
    let name = keys.need("filter")?.text()?;
    let search = filters.search(name);
    if search.is_none() {
        let fix = format!("use one of {}", filters.names().join(", "));
        keys.node().complain_at(
            "filter",
            format!("integration.yaml has no search `{name}` under `filters`"),
            fix,
        );
    }
    search.map(Kind::Filter)
}
