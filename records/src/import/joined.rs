//! Two schemas of ours for one property become one that takes what either takes: alternatives of a body have it in different forms.

use super::bound::without;
use super::schema::EXAMPLE;
use crate::read::Value;

pub(super) fn joined(left: Value, right: &Value) -> Value {
    if left == *right {
        return left;
    }
    let kind = |schema: &Value| schema.get("type").cloned();
    if kind(&left) != kind(right) {
        return described(&left, "any");
    }
    match kind(&left)
        .as_ref()
        .and_then(Value::as_text)
        .unwrap_or_default()
    {
        "object" => object(&left, right),
        "array" => {
            let mut list = left;
            let items = list.get("items").cloned().zip(right.get("items"));
            let items = items.map(|(left, right)| joined(left, right));
            for key in ["items", "minItems", "maxItems", EXAMPLE] {
                without(&mut list, key);
            }
            put(&mut list, "items", items);
            list
        }
        plain => {
            let mut value = described(&left, plain);
            let values = left.get("enum").zip(right.get("enum"));
            put(
                &mut value,
                "enum",
                values.map(|(left, right)| both(left, right)),
            );
            // Of an example of either side it is known that one side takes it.
            put(&mut value, EXAMPLE, left.get(EXAMPLE).cloned());
            value
        }
    }
}

/// A schema that says no more than its type and what the first says of it.
fn described(schema: &Value, kind: &str) -> Value {
    let mut plain = Value::object([("type", kind.into())]);
    put(
        &mut plain,
        "description",
        schema.get("description").cloned(),
    );
    put(&mut plain, "wire_name", schema.get("wire_name").cloned());
    plain
}

fn put(schema: &mut Value, key: &str, value: Option<Value>) {
    if let (Value::Object(entries), Some(value)) = (schema, value) {
        entries.push((key.to_owned(), value));
    }
}

/// The items of both lists, once each.
fn both(left: &Value, right: &Value) -> Value {
    let mut all = left.as_items().to_vec();
    for item in right.as_items() {
        if !all.contains(item) {
            all.push(item.clone());
        }
    }
    Value::Array(all)
}

/// The properties of both, required what both require. One of any keys makes it one of any keys.
fn object(left: &Value, right: &Value) -> Value {
    let mut made = described(left, "object");
    let of = |schema: &Value| {
        schema
            .get("properties")
            .map(|properties| properties.as_entries().to_vec())
    };
    let others = left
        .get("additionalProperties")
        .or(right.get("additionalProperties"))
        .cloned();
    if let (Some(mut properties), Some(more)) = (of(left), of(right)) {
        for (name, schema) in more {
            match properties.iter_mut().find(|(known, _)| *known == name) {
                Some((_, own)) => *own = joined(std::mem::replace(own, Value::Null), &schema),
                None => properties.push((name, schema)),
            }
        }
        let shared = |name: &&Value| {
            right
                .get("required")
                .is_some_and(|required| required.as_items().contains(name))
        };
        let required: Vec<Value> = left
            .items("required")
            .iter()
            .filter(shared)
            .cloned()
            .collect();
        put(&mut made, "properties", Some(Value::Object(properties)));
        put(
            &mut made,
            "required",
            (!required.is_empty()).then_some(Value::Array(required)),
        );
        put(&mut made, "additionalProperties", others);
    }
    made
}
