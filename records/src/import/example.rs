//! Examples: calls that the record takes, of the values that the document shows or that its types ask for.

use super::bound::whole;
use super::schema::{EXAMPLE, FORMAT, MIN_LENGTH};
use crate::read::Value;

/// The value of an argument with this schema, which may still hold what examples are made of.
pub(super) fn of(schema: &Value, name: &str) -> Value {
    if let Some(shown) = schema.get(EXAMPLE)
        && let Some(shown) = fitted(shown, schema)
    {
        return shown;
    }
    if let Some(first) = schema
        .get("enum")
        .and_then(|values| values.as_items().first())
    {
        return first.clone();
    }
    match kind(schema) {
        "integer" => Value::Integer(number(schema)),
        "number" => match schema.get("minimum") {
            Some(min @ (Value::Integer(_) | Value::Number(_))) => min.clone(),
            Some(_) | None => Value::Integer(1),
        },
        "boolean" => Value::Boolean(true),
        "array" => {
            let count = match schema.get("minItems") {
                Some(Value::Integer(count)) => usize::try_from(*count).unwrap_or(1).clamp(1, 20),
                Some(_) | None => 1,
            };
            let items = schema.get("items").map(|items| of(items, name));
            Value::Array(items.into_iter().cycle().take(count).collect())
        }
        "object" => object(schema),
        "file" => Value::object([
            ("name", "example.txt".into()),
            ("text", "An example.".into()),
        ]),
        "any" => Value::String("example".to_owned()),
        _ => Value::String(text(schema, name)),
    }
}

/// What is required of an object.
pub(super) fn object(schema: &Value) -> Value {
    let properties = schema.entries("properties");
    let required = schema.items("required");
    let is_needed = |name: &str| required.iter().any(|one| one.as_text() == Some(name));
    let needed = properties.iter().filter(|(name, _)| is_needed(name));
    let mut entries: Vec<(String, Value)> = needed
        .map(|(name, schema)| (name.clone(), of(schema, name)))
        .collect();
    // One of free keys without any says nothing, and an update by it would be refused.
    if let (true, true, Some(others)) = (
        entries.is_empty(),
        properties.is_empty(),
        schema.get("additionalProperties"),
    ) {
        entries.push(("key".to_owned(), of(others, "key")));
    }
    Value::Object(entries)
}

fn kind(schema: &Value) -> &str {
    schema.text("type")
}

/// A time that has to come: the vendor's own example has passed, or will.
fn is_future(schema: &Value) -> bool {
    schema.get("future").is_some()
}

fn number(schema: &Value) -> i64 {
    if schema.get("format").is_some() {
        // 09:00 on the 31st of January 2026, or of 2099.
        return if is_future(schema) {
            4_073_533_200
        } else {
            1_769_850_000
        };
    }
    let (min, max) = bounds(schema);
    1.clamp(min, max.max(min))
}

/// The least and the greatest whole number that fits.
fn bounds(schema: &Value) -> (i64, i64) {
    let bound = |key| schema.get(key).and_then(whole);
    (
        bound("minimum").unwrap_or(i64::MIN),
        bound("maximum").unwrap_or(i64::MAX),
    )
}

fn length(schema: &Value, key: &str) -> Option<usize> {
    let length = schema.get(key).and_then(whole)?;
    usize::try_from(length).ok()
}

/// Text of the form that the schema or else its name asks for.
fn text(schema: &Value, name: &str) -> String {
    let min = length(schema, MIN_LENGTH).unwrap_or(0).min(500);
    let max = length(schema, "maxLength").unwrap_or(usize::MAX);
    let lower = name.to_lowercase();
    let is_id = lower == "id"
        || lower.ends_with("_id")
        || lower.ends_with("_ids")
        || name.ends_with("Id")
        || name.ends_with("Ids");
    let form = schema.get("format").or(schema.get(FORMAT));
    let usual = match form.and_then(Value::as_text).unwrap_or_default() {
        "date-time" if is_future(schema) => "2099-01-31T09:00:00Z",
        "date" if is_future(schema) => "2099-01-31",
        "date-time" => "2026-01-31T09:00:00Z",
        "date" => "2026-01-31",
        "email" => "amelia.hart@northwind.example",
        "uri" | "url" | "uri-reference" => "https://www.northwind.example",
        "uuid" => "4a1c9d0e-5f3b-4c2a-9e7d-8b6f5a4c3d2e",
        "hostname" => "www.northwind.example",
        "ipv4" | "ip" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        "byte" => "ZXhhbXBsZQ==",
        "time" => "09:00:00Z",
        "duration" => "P1D",
        _ if is_id => "1001",
        _ if lower.ends_with("email") && max > 40 => "amelia.hart@northwind.example",
        _ if lower.ends_with("url") && max > 40 => "https://www.northwind.example",
        _ => "example",
    };
    let length = usual.len().max(min).min(max);
    usual
        .chars()
        .chain(std::iter::repeat('x'))
        .take(length)
        .collect()
}

/// The vendor's own value, as far as the record's schema takes it.
fn fitted(shown: &Value, schema: &Value) -> Option<Value> {
    if let Some(values) = schema.get("enum") {
        return values.as_items().contains(shown).then(|| shown.clone());
    }
    match (kind(schema), shown) {
        ("any", Value::Null) => None,
        ("any", shown) => Some(shown.clone()),
        ("boolean", Value::Boolean(_)) => Some(shown.clone()),
        ("integer", Value::Integer(value)) => {
            let (min, max) = bounds(schema);
            let fits = (min..=max).contains(value) && !is_future(schema);
            fits.then(|| shown.clone())
        }
        ("number", Value::Integer(_) | Value::Number(_)) => {
            let is_free = schema.get("minimum").is_none() && schema.get("maximum").is_none();
            is_free.then(|| shown.clone())
        }
        ("string", Value::String(value)) => fitted_text(value, schema),
        ("string", Value::Integer(value)) => fitted_text(&value.to_string(), schema),
        ("array", Value::Array(items)) => {
            let inner = schema.get("items")?;
            let items: Option<Vec<Value>> = items.iter().map(|item| fitted(item, inner)).collect();
            let items = items.filter(|items| !items.is_empty() && items.len() <= 5)?;
            let min = schema.get("minItems").and_then(whole).unwrap_or(0);
            let max = schema.get("maxItems").and_then(whole).unwrap_or(i64::MAX);
            let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
            (min..=max).contains(&count).then_some(Value::Array(items))
        }
        ("object", Value::Object(entries)) => fitted_object(entries, schema),
        _ => None,
    }
}

fn fitted_text(value: &str, schema: &Value) -> Option<Value> {
    let has_form = schema.get("format").is_some()
        || schema
            .get(FORMAT)
            .and_then(Value::as_text)
            .is_some_and(|form| form != "byte");
    let chars = value.chars().count();
    let max = length(schema, "maxLength").unwrap_or(400);
    let min = length(schema, MIN_LENGTH).unwrap_or(0);
    let fits = !value.trim().is_empty() && chars <= max && chars >= min;
    (fits && !has_form).then(|| Value::String(value.to_owned()))
}

/// Its known keys; all that are required must be among them.
pub(super) fn fitted_object(entries: &[(String, Value)], schema: &Value) -> Option<Value> {
    let properties = schema.entries("properties");
    let others = schema.get("additionalProperties");
    if properties.is_empty() && others.is_none() {
        return (entries.len() <= 12).then(|| Value::Object(entries.to_vec()));
    }
    let mut fits = Vec::new();
    for (key, value) in entries {
        let wire = |(name, schema): &&(String, Value)| {
            schema
                .get("wire_name")
                .and_then(Value::as_text)
                .unwrap_or(name)
                == key
        };
        let own = properties
            .iter()
            .find(wire)
            .map(|(name, schema)| (name, schema));
        let Some((name, schema)) = own.or(others.map(|others| (key, others))) else {
            continue;
        };
        if let Some(value) = fitted(value, schema) {
            fits.push((name.clone(), value));
        }
    }
    let required = schema.items("required");
    for name in required.iter().filter_map(Value::as_text) {
        if !fits.iter().any(|(known, _)| known == name) {
            let schema = properties.iter().find(|(known, _)| known == name)?;
            fits.push((name.to_owned(), of(&schema.1, name)));
        }
    }
    Some(Value::Object(fits))
}

/// Takes out what examples are made of.
pub(super) fn strip(schema: &mut Value) {
    match schema {
        Value::Object(entries) => {
            // A property may be called so: those stand below `properties`, which is not stripped itself.
            entries.retain(|(key, _)| !key.starts_with("x-"));
            for (key, value) in entries {
                if key == "properties" {
                    if let Value::Object(properties) = value {
                        for (_, schema) in properties {
                            strip(schema);
                        }
                    }
                } else if matches!(key.as_str(), "items" | "additionalProperties") {
                    strip(value);
                }
            }
        }
        Value::Null
        | Value::Boolean(_)
        | Value::Integer(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_) => {}
    }
}
