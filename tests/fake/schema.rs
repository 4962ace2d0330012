//! The part of JSON Schema that the document of the operator's API uses.

use serde_json::Value;

use super::document::{follow, members};

/// Keywords that are not checked here; tests/api runs a whole JSON Schema validator over the same document.
const UNCHECKED: [&str; 4] = ["description", "default", "format", "pattern"];

/// Where a value is not what a schema says. `sealed` finds members that the schema does not name, even where it allows them: whoever
/// reads an answer must bear new members, whoever writes one must document them.
pub(super) fn misfit(schema: &'static Value, value: &Value, sealed: bool) -> Option<String> {
    let wrong = |what: String| Some(format!("{value} {what}"));
    for (keyword, rule) in members(schema) {
        let misfit = match keyword.as_str() {
            "$ref" => misfit(follow(schema), value, sealed),
            "type" => (!has_type(rule, value)).then(|| format!("{value} is no {rule}")),
            "const" => (rule != value).then(|| format!("{value} is not {rule}")),
            "enum" => {
                let values = rule.as_array().expect("a list");
                (!values.contains(value)).then(|| format!("{value} is none of {rule}"))
            }
            "anyOf" | "oneOf" => {
                let branches = rule.as_array().expect("a list").iter();
                let misfits: Vec<_> = branches
                    .map(|branch| misfit(branch, value, sealed))
                    .collect();
                let fits = misfits.iter().filter(|misfit| misfit.is_none()).count();
                let is_right = fits == 1 || keyword == "anyOf" && fits > 1;
                (!is_right).then(|| format!("{fits} of {keyword} fit: {misfits:?}"))
            }
            "required" if value.is_object() => {
                let mut names = rule.as_array().expect("a list").iter();
                let missing =
                    names.find(|name| value.get(name.as_str().expect("a name")).is_none());
                missing.map(|name| format!("{value} lacks {name}"))
            }
            "required" => None,
            "properties" => misfit_member(schema, value, sealed),
            // Read with the properties; a map has none.
            "additionalProperties" if schema.get("properties").is_some() => None,
            "additionalProperties" => value
                .as_object()
                .and_then(|entries| entries.values().find_map(|v| misfit(rule, v, sealed))),
            "items" => value
                .as_array()
                .and_then(|items| items.iter().find_map(|item| misfit(rule, item, sealed))),
            "minimum" | "maximum" => beyond(keyword, value.as_f64(), rule),
            "minItems" | "minProperties" | "minLength" | "maxItems" | "maxLength" => {
                beyond(keyword, length(value).map(f64::from), rule)
            }
            "uniqueItems" => value.as_array().and_then(|items| {
                let mut all = items.iter().enumerate();
                let twice = all.find(|(at, item)| items[..*at].contains(item));
                twice.map(|(_, item)| format!("{item} is there twice"))
            }),
            other if UNCHECKED.contains(&other) => None,
            other => wrong(format!("meets {other}, which is not known here")),
        };
        if misfit.is_some() {
            return misfit;
        }
    }
    None
}

fn misfit_member(schema: &'static Value, value: &Value, sealed: bool) -> Option<String> {
    let known = members(&schema["properties"]);
    let is_closed = sealed || schema["additionalProperties"] == false;
    value.as_object()?.iter().find_map(|(name, value)| {
        let Some(schema) = known.get(name) else {
            return is_closed.then(|| format!("{name} is not documented"));
        };
        misfit(schema, value, sealed).map(|what| format!("{name}: {what}"))
    })
}

fn has_type(types: &Value, value: &Value) -> bool {
    let is = |name: &Value| match name.as_str().expect("a type") {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("the type {other} is not known here"),
    };
    types
        .as_array()
        .map_or_else(|| is(types), |types| types.iter().any(is))
}

/// A bound says nothing of a value that has no such size.
fn beyond(keyword: &str, size: Option<f64>, rule: &Value) -> Option<String> {
    let (size, bound) = (size?, rule.as_f64().expect("a number"));
    let is_beyond = if keyword.starts_with("min") {
        size < bound
    } else {
        size > bound
    };
    is_beyond.then(|| format!("{size} is beyond the {keyword} of {bound}"))
}

fn length(value: &Value) -> Option<u32> {
    let length = match value {
        Value::String(text) => text.chars().count(),
        Value::Array(items) => items.len(),
        Value::Object(entries) => entries.len(),
        Value::Null | Value::Bool(_) | Value::Number(_) => return None,
    };
    u32::try_from(length).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::misfit;

    #[test]
    fn every_keyword_tells_what_fits_from_what_does_not() {
        for (schema, good, bad) in [
            (
                json!({ "type": ["integer", "null"] }),
                json!([1, null]),
                json!([1.5, "1", true]),
            ),
            (json!({ "const": "2.0" }), json!(["2.0"]), json!([2.0, "2"])),
            (
                json!({ "enum": ["a", null] }),
                json!(["a", null]),
                json!(["b", 0]),
            ),
            (
                json!({ "anyOf": [{ "type": "null" }, { "minLength": 1 }] }),
                json!([null, "a"]),
                json!([""]),
            ),
            (
                json!({ "oneOf": [{ "minimum": 1 }, { "maximum": 3 }] }),
                json!([0, 4]),
                json!([2]),
            ),
            (
                json!({ "required": ["a"] }),
                json!([{ "a": 1 }, []]),
                json!([{}]),
            ),
            (
                json!({ "properties": { "a": { "type": "null" } }, "additionalProperties": false }),
                json!([{}, { "a": null }, 1]),
                json!([{ "a": 1 }, { "b": null }]),
            ),
            (
                json!({ "additionalProperties": { "type": "null" } }),
                json!([{ "b": null }]),
                json!([{ "b": 1 }]),
            ),
            (
                json!({ "items": { "type": "null" } }),
                json!([[], [null], 1]),
                json!([[null, 1]]),
            ),
            (
                json!({ "uniqueItems": true }),
                json!([[], [0, 1], 1]),
                json!([[0, 1, 0]]),
            ),
            (
                json!({ "minItems": 1, "maxItems": 1 }),
                json!([[0], null]),
                json!([[], [0, 0]]),
            ),
            (
                json!({ "minProperties": 1 }),
                json!([{ "a": 0 }]),
                json!([{}]),
            ),
            (json!({ "maxLength": 1 }), json!(["é", 12]), json!(["éé"])),
            (json!({ "multipleOf": 2 }), json!([]), json!([2])),
        ] {
            let schema: &'static Value = Box::leak(Box::new(schema));
            let values = |list: Value| list.as_array().expect("values").clone();
            for value in values(good) {
                assert_eq!(misfit(schema, &value, false), None, "{schema}");
            }
            for value in values(bad) {
                assert_ne!(misfit(schema, &value, false), None, "{schema} {value}");
            }
        }
        let open = Box::leak(Box::new(json!({ "properties": {} })));
        assert_eq!(misfit(open, &json!({ "b": 1 }), false), None);
        assert_ne!(misfit(open, &json!({ "b": 1 }), true), None, "sealed");
    }
}
