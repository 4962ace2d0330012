//! Keys, bounds and values of a vendor's schema, one by one.

use super::flat::Flat;
use crate::read::Value;

pub(super) fn clean(vendors: &str, properties: &[(&str, String, Value)]) -> String {
    let found = properties.iter().find(|(name, _, _)| *name == vendors);
    found.map_or_else(|| vendors.to_owned(), |(_, name, _)| name.clone())
}

/// A key that every client takes: the vendor's own, or what is left of it.
pub(super) fn key(vendors: &str) -> String {
    let is_fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    if vendors.chars().all(is_fine) && vendors.len() <= 64 {
        return vendors.to_owned();
    }
    let spaced: String = vendors
        .chars()
        .map(|c| if is_fine(c) { c } else { ' ' })
        .collect();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    words.join("_").chars().take(64).collect()
}

pub(super) fn without(schema: &mut Value, key: &str) {
    if let Value::Object(entries) = schema {
        entries.retain(|(name, _)| name != key);
    }
}

/// A whole bound, one further where the vendor excludes it: as a flag (3.0) or as a number of its own (3.1).
pub(super) fn bound(flat: &Flat<'_>, key: &str, exclusive: &str, step: i64) -> Option<i64> {
    let own = flat.keyword(key).and_then(whole);
    match flat.keyword(exclusive) {
        Some(Value::Boolean(true)) => own.and_then(|value| value.checked_add(step)),
        Some(value @ (Value::Integer(_) | Value::Number(_))) => {
            whole(value).and_then(|value| value.checked_add(step))
        }
        Some(_) | None => own,
    }
}

pub(super) fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Integer(value) => Some(*value),
        // `1.0`, and nothing that has a fraction or is too large.
        Value::Number(value) => value.to_string().parse().ok(),
        Value::Null | Value::Boolean(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => {
            None
        }
    }
}

pub(super) fn length(flat: &Flat<'_>, key: &str) -> Option<Value> {
    let value = flat.keyword(key).and_then(whole)?;
    u32::try_from(value)
        .ok()
        .filter(|value| *value > 0)
        .map(|value| Value::Integer(value.into()))
}

pub(super) fn plain_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => {
            Some(text.clone()).filter(|text| !text.is_empty() && text.len() <= 40)
        }
        Value::Integer(_) | Value::Number(_) | Value::Boolean(_) => Some(value.json()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// What the vendor shows as a value.
pub(super) fn example(flat: &Flat<'_>) -> Option<Value> {
    let of_list = flat
        .keyword("examples")
        .map(Value::as_items)
        .unwrap_or_default();
    let mut found = flat
        .keyword("example")
        .into_iter()
        .chain(of_list)
        .chain(flat.keyword("default"));
    found.find(|value| **value != Value::Null).cloned()
}
