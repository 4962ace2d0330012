//! Objects whose properties are all of one shape: translations by language, prices by currency. They are maps that were written out.

use std::collections::BTreeMap;

use super::flat::Flat;
use crate::read::Value;

/// So many properties of one shape are a map, whose keys the description names.
const MANY_ALIKE: usize = 8;

/// The shape of most properties and their names, if many are alike and none is required.
pub(super) fn alike_in<'a>(flat: &Flat<'a>) -> Option<(&'a Value, Vec<&'a str>)> {
    // What only describes is no part of a shape.
    let shape = |schema: &Value| -> String {
        let entries = schema.as_entries().iter();
        let said = |key: &str| {
            matches!(
                key,
                "description" | "title" | "example" | "default" | "nullable"
            )
        };
        let shape = entries.filter(|(key, _)| !said(key)).cloned().collect();
        Value::Object(shape).json()
    };
    let is_deep = |schema: &Value| {
        ["$ref", "properties", "allOf", "oneOf"]
            .iter()
            .any(|key| schema.get(key).is_some())
    };
    let mut shapes: BTreeMap<String, (&'a Value, Vec<&'a str>)> = BTreeMap::new();
    for (name, schema) in flat.properties.iter().filter(|(_, schema)| is_deep(schema)) {
        shapes
            .entry(shape(schema))
            .or_insert((schema, Vec::new()))
            .1
            .push(name);
    }
    shapes
        .into_values()
        .filter(|(_, names)| {
            names.len() >= MANY_ALIKE && !names.iter().any(|name| flat.required.contains(name))
        })
        .max_by_key(|(_, names)| names.len())
}
