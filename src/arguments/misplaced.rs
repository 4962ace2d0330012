//! The parts of a condition, or of a group of them, that were given beside the argument that takes it.

use std::borrow::Cow;

use super::blank::is_hollow;
use super::filter_group;
use super::filter_language::all_keys;
use crate::catalogue::{Shape, Tool};
use crate::json::{Members, object_of};

/// The arguments, with such parts where they belong. They stay where they are unless all that the tool does not know belongs to one argument,
/// which was not given.
pub fn in_place<'a>(tool: &Tool, json: Cow<'a, str>) -> Cow<'a, str> {
    match moved(tool, &json) {
        Some(moved) => Cow::Owned(moved),
        None => json,
    }
}

fn moved(tool: &Tool, json: &str) -> Option<String> {
    let members = Members::parse(json).filter(|_| !tool.verbatim)?;
    let is_known = |key: &str| {
        let mut arguments = tool.arguments.iter();
        arguments.any(|argument| argument.is_called(key))
    };
    let (known, strays): (Vec<_>, Vec<_>) = members.iter().partition(|(key, _)| is_known(key));
    if strays.is_empty() {
        return None;
    }
    let mut takers = tool.arguments.iter().filter(|argument| {
        let shape = argument.shape;
        strays.iter().all(|(key, _)| takes(shape, key))
    });
    let taker = takers.next().filter(|_| takers.next().is_none())?;
    let (given, others): (Vec<_>, Vec<_>) =
        known.into_iter().partition(|(key, _)| taker.is_called(key));
    if !given.iter().all(|(_, value)| is_hollow(value)) {
        return None;
    }
    let mut whole = object_of(strays);
    if matches!(taker.shape, Shape::Array { .. }) {
        whole = format!("[{whole}]");
    }
    let others = others
        .into_iter()
        .map(|(key, value)| (key, value.to_owned()));
    Some(object_of(others.chain([(taker.name, whole)])))
}

/// Whether it is a key of a condition or a group that belongs here.
fn takes(shape: &Shape, key: &str) -> bool {
    match shape {
        Shape::Filter(filter) => all_keys(filter).contains(&key),
        Shape::Array { items, .. } => takes(items, key),
        Shape::Object { fields, .. } => {
            filter_group::conditions(fields).is_some_and(|(_, filter)| {
                all_keys(filter).contains(&key) || fields.iter().any(|field| field.name == key)
            })
        }
        Shape::Any
        | Shape::Boolean
        | Shape::Integer { .. }
        | Shape::Number { .. }
        | Shape::String { .. }
        | Shape::Suggested(_)
        | Shape::Time { .. }
        | Shape::Id { .. }
        | Shape::File => false,
    }
}
