//! Keys that stand beside the argument that they belong into.

use std::borrow::Cow;

use super::blank::is_hollow;
use super::filter_group;
use super::filter_language::all_keys;
use crate::catalogue::{Argument, Shape, Tool};
use crate::json::{Members, object_of};

/// The arguments, with the parts of a condition, or of a group of them, where they belong. They stay where they are unless all that the tool
/// does not know belongs to one argument, which was not given.
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

/// An object argument, and the keys of it that came as arguments.
pub(super) type Misplaced<'k> = Vec<(&'static Argument, Vec<&'k str>)>;

/// The keys that are no arguments of a tool, where exactly one of its arguments has each.
pub(super) fn misplaced<'k>(tool: &Tool, members: &'k Members<'_>) -> Misplaced<'k> {
    let mut all: Misplaced<'k> = Vec::new();
    for (key, _) in members.iter() {
        let is_explained = tool.instead.iter().any(|(name, _)| *name == key);
        let is_known = is_explained || tool.arguments.iter().any(|one| one.is_called(key));
        if is_known {
            continue;
        }
        let Some(holder) = holder(tool, key) else {
            continue;
        };
        match all.iter_mut().find(|(one, _)| one.name == holder.name) {
            Some((_, keys)) if keys.contains(&key) => {}
            Some((_, keys)) => keys.push(key),
            None => all.push((holder, vec![key])),
        }
    }
    all
}

/// What is said where the object stands.
pub(super) fn said(keys: &[&str]) -> String {
    format!(
        "must hold {}: keys of it, no arguments of this tool",
        keys.join(", ")
    )
}

fn holder(tool: &Tool, key: &str) -> Option<&'static Argument> {
    let mut holders = tool.arguments.iter().filter(|argument| {
        matches!(argument.shape, Shape::Object { fields, .. } if fields.iter().any(|field| field.name == key))
    });
    holders.next().filter(|_| holders.next().is_none())
}
