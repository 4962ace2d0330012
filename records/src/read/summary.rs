//! `summary`: the few fields of an answer, or of each row of a list, that tell what it is and what the next tool needs.

use super::node::{Keys, Node};
use crate::catalogue::{Effect, Method, ResponseKind};

/// Fields of a summary. With more of them it is none.
const MOST_FIELDS: usize = 12;

/// Names or dot paths; a path goes on through lists.
pub(crate) fn read(
    keys: &mut Keys<'_>,
    method: &Method,
    effect: Option<Effect>,
) -> &'static [&'static str] {
    let Some(node) = keys.get("summary") else {
        return &[];
    };
    let is_read = method.is_standard_read() || effect == Some(Effect::Read);
    if !is_read || method.response != ResponseKind::Json {
        node.complain(
            "only a reading tool that answers JSON has a summary",
            "take `summary` out",
        );
    }
    fields(&node)
}

fn fields(node: &Node<'_>) -> &'static [&'static str] {
    let fields = node.texts();
    if !(1..=MOST_FIELDS).contains(&fields.len()) {
        node.complain(
            format!("{} fields", fields.len()),
            format!("name one to {MOST_FIELDS} fields"),
        );
    }
    for (index, field) in fields.iter().enumerate() {
        if field.split('.').any(|step| !is_step(step)) {
            node.complain(
                format!("`{field}` is not a field"),
                "use a name, or names with dots between them",
            );
        }
        let within = |other: &&&str| {
            field
                .strip_prefix(**other)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        if let Some(other) = fields.iter().take(index).find(within) {
            node.complain(
                format!("`{field}` is in `{other}` already"),
                "take one of them out",
            );
        }
    }
    fields
}

fn is_step(step: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    !step.is_empty() && step.bytes().all(is_part)
}
