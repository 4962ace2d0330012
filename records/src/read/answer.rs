//! How to read what the vendor answers: its limits and its failures.

use super::header;
use super::names;
use super::node::Node;
use super::value::Value;

#[derive(Debug, Default)]
pub(crate) struct RateLimit {
    pub(crate) limit: Vec<String>,
    pub(crate) remaining: Vec<String>,
    pub(crate) reset: Vec<String>,
    pub(crate) reset_unit: ResetUnit,
    pub(crate) retry_after: Vec<String>,
    pub(crate) window_seconds: Option<u32>,
}

#[derive(Debug, Clone, Copy, Default)]
pub(crate) enum ResetUnit {
    #[default]
    Seconds,
    EpochSeconds,
    EpochMillis,
    Rfc3339,
}

#[derive(Debug, Default)]
pub(crate) struct ErrorRules {
    pub(crate) code: Vec<String>,
    pub(crate) message: Vec<String>,
    pub(crate) request_id_headers: Vec<String>,
    pub(crate) request_id_pointers: Vec<String>,
    pub(crate) hints: Vec<Hint>,
    pub(crate) failed: Failed,
}

/// What makes an answer with the status of a success a failure.
#[derive(Debug, Default, Clone)]
pub(crate) struct Failed {
    /// Pointers where something stands.
    pub(crate) filled: Vec<String>,
    /// Pointers where `false` stands.
    pub(crate) not_true: Vec<String>,
}

impl Failed {
    /// A list of pointers, or of `{ at: pointer, is: false }`; an empty list is none.
    pub(crate) fn read(node: &Node<'_>) -> Option<Self> {
        let mut failed = Self::default();
        for entry in node.items() {
            if !matches!(entry.value(), Value::Object(_)) {
                failed.filled.extend(entry.pointer());
                continue;
            }
            let mut keys = entry.keys()?;
            failed
                .not_true
                .extend(keys.need("at").and_then(|at| at.pointer()));
            if let Some(is) = keys.need("is")
                && is.boolean() != Some(false)
            {
                is.complain(
                    "only `false` tells a failure",
                    "write `is: false`, or the pointer alone for a place that is empty in a success",
                );
            }
            keys.finish();
        }
        Some(failed)
    }
}

#[derive(Debug)]
pub(crate) struct Hint {
    pub(crate) status: Vec<u16>,
    pub(crate) code: Option<String>,
    pub(crate) contains: Option<String>,
    pub(crate) values: Vec<(String, String)>,
    pub(crate) advice: String,
}

pub(crate) fn rate_limit(node: &Node<'_>) -> Option<RateLimit> {
    let mut keys = node.keys()?;
    let units = [
        ("seconds", ResetUnit::Seconds),
        ("epoch_seconds", ResetUnit::EpochSeconds),
        ("epoch_millis", ResetUnit::EpochMillis),
        ("rfc3339", ResetUnit::Rfc3339),
    ];
    let mut names = |key| {
        keys.get(key)
            .map(|node| header::names(&node))
            .unwrap_or_default()
    };
    let [limit, remaining, reset, retry_after] =
        ["limit", "remaining", "reset", "retry_after"].map(&mut names);
    let reset_unit = keys
        .get("reset_unit")
        .and_then(|unit| unit.choice(&units))
        .unwrap_or_default();
    let window_seconds = keys
        .get("window_seconds")
        .and_then(|window| window.integer());
    keys.finish();
    Some(RateLimit {
        limit,
        remaining,
        reset,
        reset_unit,
        retry_after,
        window_seconds,
    })
}

pub(crate) fn errors(node: &Node<'_>) -> Option<ErrorRules> {
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
    rules.hints = hints.iter().filter_map(hint).collect();
    rules.failed = keys
        .get("in_success")
        .and_then(|node| Failed::read(&node))
        .unwrap_or_default();
    keys.finish();
    Some(rules)
}

fn hint(node: &Node<'_>) -> Option<Hint> {
    let mut keys = node.keys()?;
    let status: Vec<u16> = keys
        .get("status")
        .map(|status| status.items().iter().filter_map(Node::integer).collect())
        .unwrap_or_default();
    let code = keys.get("code").and_then(|code| code.string());
    let contains = keys.get("contains").and_then(|contains| contains.string());
    let values: Vec<(String, String)> = keys
        .get("values")
        .map(|values| values.entries())
        .unwrap_or_default()
        .into_iter()
        .filter_map(|(name, node)| Some((name.to_owned(), source(&node)?)))
        .collect();
    let advice = keys.need_string("hint");
    keys.finish();
    if status.is_empty() && code.is_none() && contains.is_none() {
        node.complain(
            "this hint matches every failure",
            "add `status`, `code` or `contains`",
        );
    }
    for place in names::places(&advice) {
        if !values.iter().any(|(name, _)| name == place) {
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
        advice,
    })
}

/// Where a hint's value stands: a pointer into the body, or `header:` and a name.
fn source(node: &Node<'_>) -> Option<String> {
    let Some(name) = node.text()?.strip_prefix("header:") else {
        return node.pointer();
    };
    if name.is_empty() {
        node.complain("no header is named", "name it, such as `header:location`");
        return Some("header:".to_owned());
    }
    Some(format!("header:{}", header::name(node, name)))
}

fn pointers(node: &Node<'_>) -> Vec<String> {
    node.items().iter().filter_map(Node::pointer).collect()
}
