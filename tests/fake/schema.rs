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
            "required" => {
                let names = rule.as_array().expect("a list").iter();
                let mut missing =
                    names.filter(|name| value.get(name.as_str().expect("a name")).is_none());
                let is_object = value.is_object();
                missing
                    .next()
                    .filter(|_| is_object)
                    .map(|name| format!("{value} lacks {name}"))
            }
            "properties" => misfit_member(schema, value, sealed),
            // Read with the properties; a map has none.
            "additionalProperties" if schema.get("properties").is_some() => None,
            "additionalProperties" => value
                .as_object()
                .and_then(|entries| entries.values().find_map(|v| misfit(rule, v, sealed))),
            "items" => value
                .as_array()
                .and_then(|items| items.iter().find_map(|item| misfit(rule, item, sealed))),
            "minimum" => (value.as_f64() < rule.as_f64()).then(|| format!("{value} < {rule}")),
            "maximum" => (value.as_f64() > rule.as_f64()).then(|| format!("{value} > {rule}")),
            "minItems" | "minProperties" | "minLength" => {
                let is_short = length(value).is_some_and(|length| Some(length) < rule.as_u64());
                is_short.then(|| format!("{value} is too short"))
            }
            "maxLength" | "maxItems" => {
                (length(value) > rule.as_u64()).then(|| format!("{value} is too long"))
            }
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

fn length(value: &Value) -> Option<u64> {
    let length = match value {
        Value::String(text) => text.chars().count(),
        Value::Array(items) => items.len(),
        Value::Object(entries) => entries.len(),
        Value::Null | Value::Bool(_) | Value::Number(_) => return None,
    };
    u64::try_from(length).ok()
}
