//! An example is a call that the Worker would take: what it refuses in a call is refused here.

use super::argument::Placed;
use super::condition;
use super::id_form::NamedForm;
use super::node::Node;
use super::property::Property;
use super::schema::{Kind, Schema};
use super::value::Value;

pub(crate) fn check(node: &Node<'_>, arguments: &[Placed]) {
    let properties: Vec<&Property> = arguments
        .iter()
        .map(|argument| &argument.property)
        .collect();
    object(node, &properties, None);
}

/// The same for some properties; `others` is what any other key may hold.
pub(super) fn object(node: &Node<'_>, properties: &[&Property], others: Option<&Schema>) {
    let entries = node.entries();
    for (key, child) in &entries {
        let property = properties
            .iter()
            .find(|property| property.name == *key)
            .map(|property| &property.schema);
        if let Some(schema) = property.or(others) {
            value(child, schema);
        } else {
            let known: Vec<&str> = properties.iter().map(|property| property.name).collect();
            child.complain(
                "the tool has no such argument",
                format!("use one of {}", known.join(", ")),
            );
        }
    }
    for property in properties.iter().filter(|property| property.required) {
        if !entries.iter().any(|(key, _)| *key == property.name) {
            node.complain(
                format!("`{}` is required and missing", property.name),
                "add it",
            );
        }
    }
}

/// One value that a call would take there.
pub(super) fn value(node: &Node<'_>, schema: &Schema) {
    match &schema.kind {
        Kind::Any => {}
        Kind::String {
            values, max_length, ..
        } => string(node, values, *max_length),
        Kind::Integer { values, min, max } => {
            let Some(value) = node.integer::<i64>() else {
                return;
            };
            if !(values.is_empty() || values.contains(&value)) {
                node.complain(
                    format!("{value} is not in the enum"),
                    "use one of its values",
                );
            }
            within(node, value, *min, *max);
        }
        Kind::Number { min, max } => {
            if let Some(value) = node.number() {
                within(node, value, *min, *max);
            }
        }
        Kind::Boolean => drop(node.boolean()),
        Kind::Time { form, is_future } => form.check(node, *is_future),
        Kind::Id { form, is_number } => id(node, form, *is_number),
        Kind::Array { items, min, max } => {
            let entries = node.items();
            within(
                node,
                u32::try_from(entries.len()).unwrap_or(u32::MAX),
                *min,
                *max,
            );
            for entry in entries {
                value(&entry, items);
            }
        }
        Kind::Object { properties, others } => {
            let properties: Vec<&Property> = properties.iter().collect();
            object(node, &properties, others.as_deref());
        }
        Kind::File => file(node),
        Kind::Filter(search) => condition::check(node, search),
    }
}

fn id(node: &Node<'_>, form: &NamedForm, is_number: bool) {
    let text = if is_number {
        node.integer::<i64>().map(|number| number.to_string())
    } else {
        node.text().map(str::to_owned)
    };
    let Some(text) = text else { return };
    let NamedForm { name, form } = form;
    if !form.fits(&text) {
        node.complain(
            format!("`{text}` is not the id of {}", form.noun),
            format!("write one as `id_forms.{name}` describes it"),
        );
    }
}

fn string(node: &Node<'_>, values: &[&str], max_length: Option<u32>) {
    let Value::String(text) = node.value() else {
        node.complain(
            format!("this is {}", node.value().kind()),
            "write it in quotes: the schema wants a string",
        );
        return;
    };
    if !(values.is_empty() || values.contains(&text.as_str())) {
        node.complain(
            format!("`{text}` is not in the enum"),
            format!("use one of {}", values.join(", ")),
        );
    }
    within(
        node,
        u32::try_from(text.chars().count()).unwrap_or(u32::MAX),
        None,
        max_length,
    );
}

fn within<T: PartialOrd + Copy + std::fmt::Display>(
    node: &Node<'_>,
    value: T,
    min: Option<T>,
    max: Option<T>,
) {
    if let Some(min) = min.filter(|min| value < *min) {
        node.complain(
            format!("{value} is below the minimum"),
            format!("make it {min} or more"),
        );
    }
    if let Some(max) = max.filter(|max| value > *max) {
        node.complain(
            format!("{value} is above the maximum"),
            format!("make it {max} or less"),
        );
    }
}

fn file(node: &Node<'_>) {
    let Some(mut keys) = node.keys() else { return };
    keys.need_text("name");
    let content = [keys.get("data"), keys.get("text")];
    keys.get("mime_type");
    keys.finish();
    if content.iter().flatten().count() != 1 {
        node.complain("a file has either `data` or `text`", "keep one");
    }
}
