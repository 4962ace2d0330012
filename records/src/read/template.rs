//! Texts with `{places}`: the name of a value, or where an answer is at hand a JSON pointer into it.

use super::keep;
use super::node::Node;
use crate::catalogue::Piece;

/// Takes a text apart. Places are names of `known`, and pointers where `has_answer`.
pub(crate) fn read(
    node: &Node<'_>,
    text: &'static str,
    known: &[&str],
    has_answer: bool,
) -> &'static [Piece] {
    let mut pieces = Vec::new();
    for (index, part) in text.split('{').enumerate() {
        let rest = if index == 0 {
            part
        } else {
            let (place, rest) = part.split_once('}').unwrap_or((part, ""));
            if known.contains(&place) {
                pieces.push(Piece::Value(place));
            } else if has_answer && place.starts_with('/') {
                pieces.push(Piece::At(place));
            } else {
                let or_pointer = if has_answer {
                    ", or a JSON pointer"
                } else {
                    ""
                };
                node.complain(
                    format!("nothing fills `{{{place}}}`"),
                    format!("use one of {}{or_pointer}", known.join(", ")),
                );
            }
            rest
        };
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest));
        }
    }
    keep::list(pieces)
}
