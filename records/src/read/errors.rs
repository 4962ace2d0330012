//! How to read a vendor's failures.

use super::failed::Failed;
use super::header;
use super::keep;
use super::names;
use super::node::Node;
use crate::catalogue::{ErrorRules, Hint};

/// `errors` of integration.yaml, and what makes a success of this vendor a failure.
pub(crate) fn read(node: &Node<'_>) -> Option<(ErrorRules, Failed)> {
    let mut keys = node.keys()?;
    let mut rules = ErrorRules {
        code: keys
            .get("code")
            .map(|node| pointers(&node))
            .unwrap_or_default(),
        message: keys
            .get("message")
            .map(|node| pointers(&node))
            .unwrap_or_default(),
        ..ErrorRules::default()
    };
    if let Some(mut keys) = keys.get("request_id").and_then(|node| node.keys()) {
        rules.request_id_headers = keys
            .get("headers")
            .map(|node| header::names(&node))
            .unwrap_or_default();
        rules.request_id_pointers = keys
            .get("pointers")
            .map(|node| pointers(&node))
            .unwrap_or_default();
        keys.finish();
    }
    let hints = keys
        .get("hints")
        .map(|node| node.items())
        .unwrap_or_default();
    rules.hints = keep::list(hints.iter().filter_map(hint));
    let failed = keys
        .get("in_success")
        .and_then(|node| Failed::read(&node))
        .unwrap_or_default();
    keys.finish();
    Some((rules, failed))
}

fn hint(node: &Node<'_>) -> Option<Hint> {
    let mut keys = node.keys()?;
    let status: &[u16] = keys
        .get("status")
        .map(|status| keep::list(status.items().iter().filter_map(Node::integer)))
        .unwrap_or_default();
    let code = keys.get("code").and_then(|code| code.text());
    let contains = keys.get("contains").and_then(|contains| contains.text());
    let values = keys
        .get("values")
        .map(|values| values.entries())
        .unwrap_or_default();
    let values = keep::list(
        values
            .into_iter()
            .filter_map(|(name, node)| Some((name, source(&node)?))),
    );
    let hint = keys.need_text("hint");
    keys.finish();
    if status.is_empty() && code.is_none() && contains.is_none() {
        node.complain(
            "this hint matches every failure",
            "add `status`, `code` or `contains`",
        );
    }
    for place in names::places(hint) {
        if !values.iter().any(|(name, _)| *name == place) {
            node.complain_at(
                "hint",
                format!("`{{{place}}}` is not among the values"),
                format!("declare it: `values: {{ {place}: /pointer }}`"),
            );
        }
    }
    Some(Hint {
        status,
        code,
        contains,
        values,
        hint,
    })
}

/// Where a hint's value stands: a pointer into the body, or `header:` and a name.
fn source(node: &Node<'_>) -> Option<&'static str> {
    let Some(name) = node.text()?.strip_prefix("header:") else {
        return node.pointer();
    };
    if name.is_empty() {
        node.complain("no header is named", "name it, such as `header:location`");
        return Some("header:");
    }
    Some(keep::text(format!("header:{}", header::name(node, name))))
}

fn pointers(node: &Node<'_>) -> &'static [&'static str] {
    keep::list(node.items().iter().filter_map(Node::pointer))
}
