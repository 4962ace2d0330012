//! `format` of a property that is a time, and `future`.

use super::node::{Keys, Node};
use super::value::Value;
use crate::catalogue::TimeForm;

const FORMS: [(&str, &str, TimeForm); 4] = [
    ("date-time", "string", TimeForm::DateTime),
    ("minutes", "string", TimeForm::Minutes),
    ("date", "string", TimeForm::Date),
    ("unix-seconds", "integer", TimeForm::UnixSeconds),
];

/// An example of what must be in the future is not to go stale.
const EXAMPLE_YEAR: &str = "2099";
const EXAMPLE_SECONDS: i64 = 4_070_908_800;

impl TimeForm {
    /// What the description must say.
    pub(crate) fn says(self, is_future: bool) -> String {
        let form = match self {
            TimeForm::DateTime | TimeForm::Minutes => "RFC 3339",
            TimeForm::Date => "YYYY-MM-DD",
            TimeForm::UnixSeconds => "Unix seconds or RFC 3339",
        };
        let future = if is_future { "in the future; " } else { "" };
        format!("{future}{form}")
    }

    /// An example in the vendor's form.
    pub(crate) fn check(self, node: &Node<'_>, is_future: bool) {
        if self == TimeForm::UnixSeconds {
            let seconds = node.integer::<i64>();
            if is_future && seconds.is_some_and(|seconds| seconds < EXAMPLE_SECONDS) {
                refuse_stale(node);
            }
            return;
        }
        let Some(text) = node.text() else { return };
        let is_one = match self {
            TimeForm::Date => digits(text) == "0000-00-00",
            TimeForm::DateTime | TimeForm::Minutes => is_time(text),
            TimeForm::UnixSeconds => true,
        };
        if !is_one {
            node.complain(
                format!("`{text}` is not a time in this format"),
                "write it as in 2026-01-31T09:00:00Z, or where the format is `date` 2026-01-31",
            );
        }
        if is_future && !text.starts_with(EXAMPLE_YEAR) {
            refuse_stale(node);
        }
    }
}

fn refuse_stale(node: &Node<'_>) {
    node.complain(
        "this time will pass, and the example has to stay right",
        format!("write a time in {EXAMPLE_YEAR}"),
    );
}

/// The form that a `format` names, where that is one of a time.
pub(crate) fn named(format: &Node<'_>, keys: &Keys<'_>) -> Option<TimeForm> {
    let Value::String(text) = format.value() else {
        return None;
    };
    let (_, wanted, form) = FORMS.iter().find(|(name, ..)| name == text)?;
    let fits =
        matches!(keys.node().value().get("type"), Some(Value::String(kind)) if kind == wanted);
    if !fits {
        format.complain(
            format!("a time of this format is of `type: {wanted}`"),
            "change one of them",
        );
    }
    Some(*form)
}

/// `future: true`: the vendor takes no time that has passed.
pub(crate) fn future(keys: &mut Keys<'_>, time: Option<TimeForm>) -> bool {
    let Some(node) = keys.get("future") else {
        return false;
    };
    if time.is_none() {
        node.complain(
            "only a time can be in the future",
            "add `format: date-time` or `format: unix-seconds`",
        );
    }
    node.boolean().unwrap_or(false)
}

/// Looks like RFC 3339: `2026-01-31T09:00:00Z`, fractions, offsets and missing seconds allowed.
pub(crate) fn is_time(text: &str) -> bool {
    let shape = digits(text);
    let Some(rest) = shape.strip_prefix("0000-00-00T00:00") else {
        return false;
    };
    let rest = rest.strip_prefix(":00").unwrap_or(rest);
    let zone = match rest.strip_prefix('.') {
        Some(fraction) => fraction.trim_start_matches('0'),
        None => rest,
    };
    matches!(zone, "Z" | "+00:00" | "-00:00")
}

fn digits(text: &str) -> String {
    text.chars()
        .map(|letter| if letter.is_ascii_digit() { '0' } else { letter })
        .collect()
}
