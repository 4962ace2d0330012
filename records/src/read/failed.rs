//! What makes an answer with the status of a success a failure.

use super::keep;
use super::node::Node;
use super::value::Value;

/// Pointers into an answer.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Failed {
    /// Pointers where something stands.
    pub(crate) filled: &'static [&'static str],
    /// Pointers where `false` stands.
    pub(crate) not_true: &'static [&'static str],
}

impl Failed {
    /// A list of pointers, or of `{ at: pointer, is: false }`; an empty list is none.
    pub(crate) fn read(node: &Node<'_>) -> Option<Self> {
        let (mut filled, mut not_true) = (Vec::new(), Vec::new());
        for entry in node.items() {
            if !matches!(entry.value(), Value::Object(_)) {
                filled.extend(entry.pointer());
                continue;
            }
            let mut keys = entry.keys()?;
            not_true.extend(keys.need("at").and_then(|at| at.pointer()));
            if let Some(is) = keys.need("is")
                && is.boolean() != Some(false)
            {
                is.complain(
                    "only `false` can mark a failure",
                    "write `is: false`, or the pointer alone for a place that is empty in a success",
                );
            }
            keys.finish();
        }
        Some(Failed {
            filled: keep::list(filled),
            not_true: keep::list(not_true),
        })
    }
}
