//! A schema as the Worker checks a value against it: without what only informs.

use super::keep;
use super::property::Property;
use super::schema::{Kind, Schema};
use crate::catalogue::{ObjectField, Others, Shape};

pub(crate) fn of(schema: &Schema) -> Shape {
    match &schema.kind {
        Kind::Any => Shape::Any,
        Kind::String { suggestions, .. } if !suggestions.is_empty() => {
            Shape::Suggested(suggestions)
        }
        Kind::String {
            values, max_length, ..
        } => Shape::String {
            values,
            max_length: *max_length,
        },
        Kind::Integer { values, min, max } => Shape::Integer {
            values,
            min: *min,
            max: *max,
        },
        Kind::Number { min, max } => Shape::Number {
            min: *min,
            max: *max,
        },
        Kind::Boolean => Shape::Boolean,
        Kind::Time { form, is_future } => Shape::Time {
            form: *form,
            is_future: *is_future,
        },
        Kind::Id { form, is_number } => Shape::Id {
            form: &form.form,
            is_number: *is_number,
        },
        Kind::Array { items, min, max } => Shape::Array {
            items: keep::one(of(items)),
            min: *min,
            max: *max,
        },
        Kind::Object { properties, others } => Shape::Object {
            fields: keep::list(properties.iter().map(field)),
            others: others.as_ref().map(|others| {
                keep::one(Others {
                    shape: keep::one(of(others)),
                    clears: others.clears,
                })
            }),
        },
        Kind::File => Shape::File,
        Kind::Filter(search) => Shape::Filter(search.filter),
    }
}

fn field(property: &Property) -> ObjectField {
    ObjectField {
        name: property.name,
        wire_name: property.wire_name,
        required: property.required,
        clears: property.schema.clears,
        shape: keep::one(of(&property.schema)),
    }
}
