//! `result` of a composite: what is shown of each step's answer.

use super::filling::{earlier, pointer};
use super::node::Node;
use super::step::{Rows, Step, rows};
use super::summary;
use super::tool::Tool;
use super::value::Value;

#[derive(Debug)]
pub(crate) struct Excerpt {
    pub(crate) name: String,
    pub(crate) step: usize,
    /// Pointer into the answer; empty = all of it.
    pub(crate) at: String,
    pub(crate) rows: Rows,
    /// Dot paths; empty = all.
    pub(crate) fields: Vec<String>,
    /// Dot paths of texts that lose their markup, and how many characters of each are shown.
    pub(crate) texts: Vec<(String, u32)>,
}

/// Keys that say something about the answer itself.
const TAKEN: [&str; 3] = ["notes", "next_cursor", "truncated"];

pub(super) fn read(node: &Node<'_>, steps: &[Step], tools: &[Tool]) -> Vec<Excerpt> {
    let entries = node.entries();
    if entries.is_empty() {
        node.complain(
            "nothing is shown",
            "name what the answer has, such as `issues: { step: issues }`",
        );
    }
    entries
        .iter()
        .filter_map(|(name, node)| {
            if TAKEN.contains(name) {
                node.complain("the answer has a key of this name", "choose another");
            }
            excerpt(name, node, steps, tools)
        })
        .collect()
}

fn excerpt(name: &str, node: &Node<'_>, steps: &[Step], tools: &[Tool]) -> Option<Excerpt> {
    let mut keys = node.keys()?;
    let step = keys.need("step").and_then(|step| earlier(&step, steps));
    let at = keys.get("at").and_then(|at| pointer(&at));
    let rows = rows(keys.get("first").as_ref(), keys.get("last").as_ref());
    let summary = step
        .and_then(|step| steps.get(step))
        .and_then(|step| tools.iter().find(|tool| tool.name == step.tool))
        .map(|tool| tool.summary.as_slice());
    let fields = keys
        .get("fields")
        .map(|node| fields(&node, summary.unwrap_or_default()))
        .unwrap_or_default();
    let texts = keys
        .get("texts")
        .map(|node| texts(&node, &fields))
        .unwrap_or_default();
    keys.finish();
    Some(Excerpt {
        name: name.to_owned(),
        step: step?,
        at: at.unwrap_or_default(),
        rows,
        fields,
        texts,
    })
}

/// Dot paths, or the word `summary` for those of the tool.
fn fields(node: &Node<'_>, summary: &[String]) -> Vec<String> {
    if *node.value() != Value::from("summary") {
        return summary::fields(node);
    }
    if summary.is_empty() {
        node.complain("the tool has no `summary`", "list the fields here");
    }
    summary.to_vec()
}

fn texts(node: &Node<'_>, fields: &[String]) -> Vec<(String, u32)> {
    let entries = node.entries().into_iter();
    entries
        .filter_map(|(path, node)| {
            if !fields.is_empty() && !fields.iter().any(|field| field == path) {
                node.complain("this is none of the fields", "add it to `fields`");
            }
            Some((path.to_owned(), node.integer()?))
        })
        .collect()
}
