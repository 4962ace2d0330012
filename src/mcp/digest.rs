//! Which answer it is that is read on: what the vendor is asked, however a caller spells it, and what the server makes of the answer.

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::arguments::split::Split;
use crate::vendors::arguments::{Body, Part};

/// A hash of arguments as they were read, without those that only page. `shape` is what the server makes of its answers, because places in
/// them are counted after that.
pub(super) fn digest<C>(split: &Split<'_, C>, shape: &str) -> u64 {
    let mut hash = Sha256::new();
    let mut add = |name: &str, text: &str| {
        for text in [name, text] {
            hash.update(text);
            hash.update([0]);
        }
    };
    add("", shape);
    for (name, text) in &split.arguments.path {
        add(name, text);
    }
    for (name, json) in &split.arguments.query {
        add(name, &canonical(json));
    }
    match &split.arguments.body {
        Body::Empty => {}
        Body::Whole(json) => add("", &canonical(json)),
        Body::Members(members) => {
            for (name, part) in members {
                // Files belong to writes, which are not read on.
                if let Part::Json(json) = part {
                    add(name, &canonical(json));
                }
            }
        }
    }
    let mut fields: Vec<&String> = split.fields.iter().collect();
    fields.sort();
    fields.dedup();
    for field in fields {
        add("fields", field);
    }
    let hash: [u8; 32] = hash.finalize().into();
    hash.first_chunk()
        .map_or(0, |first| u64::from_be_bytes(*first))
}

/// The same JSON for every order of members and for a condition that stands alone or in a group of one.
fn canonical(json: &str) -> String {
    match serde_json::from_str::<Value>(json) {
        // Members of a `Value` are in the order of their keys.
        Ok(value) => ungrouped(value).to_string(),
        Err(_) => json.to_owned(),
    }
}

/// Without groups of one condition: all that they could say is what the condition says.
fn ungrouped(value: Value) -> Value {
    if let Some(one) = value.as_object().and_then(sole_condition) {
        return ungrouped(one.clone());
    }
    match value {
        Value::Array(entries) => entries.into_iter().map(ungrouped).collect(),
        Value::Object(members) => {
            let members = members.into_iter();
            members
                .map(|(key, member)| (key, ungrouped(member)))
                .collect()
        }
        plain @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => plain,
    }
}

/// The one object of a list that stands beside an operator alone.
fn sole_condition(group: &Map<String, Value>) -> Option<&Value> {
    let mut members = group.values();
    let one = members.find_map(|member| match member.as_array()?.as_slice() {
        [one] if one.is_object() => Some(one),
        [..] => None,
    });
    one.filter(|_| group.len() == 2 && group.values().any(Value::is_string))
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn what_asks_for_the_same_is_the_same_and_nothing_else_is() {
        let one = r#"{"field":"a","operator":"=","value":["1"]}"#;
        for same in [
            r#"{ "value": ["1"], "operator": "=", "field": "a" }"#,
            r#"{"operator":"AND","value":[{"value":["1"],"field":"a","operator":"="}]}"#,
        ] {
            assert_eq!(canonical(same), canonical(one));
        }
        for other in [
            r#"{"field":"a","operator":"=","value":["2"]}"#,
            r#"{"field":"a","operator":"=","value":"1"}"#,
            r#"{"operator":"AND","value":[{"field":"a"},{"field":"b"}]}"#,
            r#"{"operator":"OR","value":[{"field":"a"},{"field":"b"}]}"#,
        ] {
            assert_ne!(canonical(other), canonical(one));
        }
    }
}
