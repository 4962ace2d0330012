//! What a client sees of a schema: plain JSON Schema, search languages unrolled.

use super::property::Property;
use super::schema::{Kind, Schema};
use super::unrolled;
use super::value::Value;
use crate::catalogue::TimeForm;

/// The `inputSchema` of a tool with these arguments. `additionalProperties: false` is not shown: google-genai converts no tool that has it
/// (googleapis/python-genai, `mcp_to_gemini_tool`). The Worker refuses keys that it does not know all the same.
pub(crate) fn input_schema<'a>(arguments: impl Iterator<Item = &'a Property> + Clone) -> Value {
    let mut shown = Shown::of("object");
    shown.object(arguments);
    shown.into_value()
}

/// A schema in the making.
pub(crate) struct Shown(Vec<(String, Value)>);

impl Shown {
    pub(crate) fn into_value(self) -> Value {
        Value::Object(self.0)
    }

    pub(crate) fn of(kind: &str) -> Self {
        Shown(vec![("type".to_owned(), kind.into())])
    }

    pub(crate) fn put(&mut self, key: &str, value: Option<Value>) {
        if let Some(value) = value {
            self.0.push((key.to_owned(), value));
        }
    }

    fn object<'a>(&mut self, properties: impl Iterator<Item = &'a Property> + Clone) {
        let entries: Vec<(String, Value)> = properties
            .clone()
            .map(|property| {
                (
                    property.name.to_owned(),
                    schema(&property.schema, property.header),
                )
            })
            .collect();
        let required: Vec<&str> = properties
            .filter(|property| property.required)
            .map(|property| property.name)
            .collect();
        // Hosts refuse every prompt for one object without it (openai/openai-agents-python 449), so it is there when it is empty.
        self.put("properties", Some(Value::Object(entries)));
        self.put(
            "required",
            (!required.is_empty()).then(|| Value::strings(required)),
        );
    }
}

fn schema(schema: &Schema, header: Option<&str>) -> Value {
    let description = schema.description;
    let mut shown = match &schema.kind {
        Kind::Any => Shown(Vec::new()),
        Kind::Integer { .. }
        | Kind::Time {
            form: TimeForm::UnixSeconds,
            ..
        }
        | Kind::Id {
            is_number: true, ..
        } => Shown::of("integer"),
        Kind::String { .. } | Kind::Time { .. } | Kind::Id { .. } => Shown::of("string"),
        Kind::Number { .. } => Shown::of("number"),
        Kind::Boolean => Shown::of("boolean"),
        Kind::Array { .. } => Shown::of("array"),
        Kind::Object { .. } | Kind::File => Shown::of("object"),
        Kind::Filter(search) => return unrolled::search(description, search),
    };
    shown.put("description", description.map(Value::from));
    shown.put("format", schema.format.map(Value::from));
    let count = |count: &Option<u32>| count.map(|count| Value::Integer(count.into()));
    match &schema.kind {
        Kind::String {
            values, max_length, ..
        } => {
            shown.put(
                "enum",
                (!values.is_empty()).then(|| Value::strings(*values)),
            );
            shown.put("maxLength", count(max_length));
        }
        Kind::Integer { values, min, max } => {
            let values: Vec<Value> = values.iter().copied().map(Value::Integer).collect();
            shown.put("enum", (!values.is_empty()).then_some(Value::Array(values)));
            let default = schema.default.map(|default| Value::Integer(default.into()));
            shown.put("default", default);
            shown.put("minimum", min.map(Value::Integer));
            shown.put("maximum", max.map(Value::Integer));
        }
        Kind::Number { min, max } => {
            shown.put("minimum", min.map(number));
            shown.put("maximum", max.map(number));
        }
        Kind::Array { items, min, max } => {
            shown.put("items", Some(self::schema(items, None)));
            shown.put("minItems", count(min));
            shown.put("maxItems", count(max));
        }
        // An object of any keys has no `properties`: n8n's converter (@n8n/json-schema-to-zod) takes an empty one for "no keys" and drops them all.
        Kind::Object { .. } if schema.is_free() => {}
        Kind::Object { properties, others } => {
            shown.object(properties.iter());
            shown.put(
                "additionalProperties",
                others.as_ref().map(|others| self::schema(others, None)),
            );
        }
        Kind::File => file(&mut shown),
        Kind::Any | Kind::Boolean | Kind::Time { .. } | Kind::Id { .. } | Kind::Filter(_) => {}
    }
    shown.put("x-mcp-header", header.map(Value::from));
    shown.into_value()
}

fn file(shown: &mut Shown) {
    let parts = [
        ("name", "File name with its extension."),
        ("data", "The content as base64."),
        ("text", "The content as plain text, instead of `data`."),
        ("mime_type", "Media type, such as image/png."),
    ];
    let properties = parts.map(|(name, says)| (name, described("string", says)));
    shown.put("properties", Some(Value::object(properties)));
    shown.put("required", Some(Value::strings(["name"])));
}

fn described(kind: &str, description: &str) -> Value {
    Value::object([("type", kind.into()), ("description", description.into())])
}

/// `3` and not `3.0`.
fn number(number: f64) -> Value {
    number
        .to_string()
        .parse()
        .map_or(Value::Number(number), Value::Integer)
}
