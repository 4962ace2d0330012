//! Keys that stand beside the object that they belong into.

use crate::catalogue::{Argument, Shape, Tool};
use crate::json::Members;

/// An object argument, and the keys of it that came as arguments.
pub(super) type Misplaced<'k> = Vec<(&'static Argument, Vec<&'k str>)>;

/// The keys that are no arguments of a tool, where exactly one of its arguments has each.
pub(super) fn misplaced<'k>(tool: &Tool, members: &'k Members<'_>) -> Misplaced<'k> {
    let mut all: Misplaced<'k> = Vec::new();
    for (key, _) in members.iter() {
        let is_explained = tool.instead.iter().any(|(name, _)| *name == key);
        let is_known = is_explained || tool.arguments.iter().any(|one| one.is_called(key));
        let Some(holder) = holder(tool, key).filter(|_| !is_known) else {
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
