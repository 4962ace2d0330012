//! `result` of a composite: what is shown of each step's answer.

use super::filling::{earlier, pointer};
use super::keep;
use super::node::Node;
use super::step::rows;
use super::summary;
use super::value::Value;
use crate::catalogue::{Excerpt, Step, Tool};

/// Keys that say something about the answer itself.
const TAKEN: [&str; 3] = ["notes", "next_cursor", "truncated"];

pub(super) fn read(node: &Node<'_>, steps: &[Step], called: &[&Tool]) -> &'static [Excerpt] {
    let entries = node.entries();
    if entries.is_empty() {
        node.complain(
            "nothing is shown",
            "name what the answer has, such as `issues: { step: issues }`",
        );
    }
    let excerpts = entries.iter().filter_map(|(name, node)| {
        if TAKEN.contains(name) {
            node.complain("the answer has a key of this name", "choose another");
        }
        excerpt(name, node, steps, called)
    });
    keep::list(excerpts)
}

fn excerpt(
    name: &'static str,
    node: &Node<'_>,
    steps: &[Step],
    called: &[&Tool],
) -> Option<Excerpt> {
    let mut keys = node.keys()?;
    let step = keys.need("step").and_then(|step| earlier(&step, steps));
    let at = keys.get("at").and_then(|at| pointer(&at));
    let rows = rows(keys.get("first").as_ref(), keys.get("last").as_ref());
    let summary = step
        .and_then(|step| called.get(step))
        .map(|tool| tool.summary);
    let fields = keys
        .get("fields")
        .map(|node| fields(&node, summary.unwrap_or_default()))
        .unwrap_or_default();
    let texts = keys
        .get("texts")
        .map(|node| texts(&node, fields))
        .unwrap_or_default();
    keys.finish();
    Some(Excerpt {
        name,
        step: step?,
        at: at.unwrap_or_default(),
        rows,
        fields,
        texts,
    })
}

/// Dot paths, or the word `summary` for those of the tool.
fn fields(node: &Node<'_>, summary: &'static [&'static str]) -> &'static [&'static str] {
    if *node.value() != Value::from("summary") {
        return summary::fields(node);
    }
    if summary.is_empty() {
        node.complain("the tool has no `summary`", "list the fields here");
    }
    summary
}

fn texts(node: &Node<'_>, fields: &[&str]) -> &'static [(&'static str, usize)] {
    let entries = node.entries().into_iter();
    let texts = entries.filter_map(|(path, node)| {
        if !fields.is_empty() && !fields.contains(&path) {
            node.complain("this is none of the fields", "add it to `fields`");
        }
        Some((path, node.integer()?))
    });
    keep::list(texts)
}
