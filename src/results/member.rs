//! A value as a member of an object of ours, in a result of a bounded size: whole, or in part and, last, what it lacks.

use std::convert::Infallible;

use super::cut::part;
use super::failed::{CUT, MARKS_CHARS};
use super::fit::fit;
use super::part::{Lists, cuts};
use crate::json::quote;

/// The object `open`, without its last brace, with `value` as its member `key`, in at most `most` bytes as far as that can be. What the value
/// lacks stands in the member `lacks`.
pub fn with_member(open: &str, key: &str, value: &str, lacks: &str, most: usize) -> String {
    let member = |value: &str| [open, ",", &quote(key), ":", value].concat();
    let whole = member(value) + "}";
    if whole.len() <= most {
        return whole;
    }
    let around = whole.len() - value.len();
    let room = most.saturating_sub(around + MARKS_CHARS);
    // What counts as small has to find room beside our own words.
    let size = room.max(most / 4);
    let made = fit(room, most, |room| {
        let part = part(value, Lists::default(), size, room, &[]);
        let text = format!(
            "{},{}:{{\"cuts\":{},\"hint\":{}}}}}",
            member(&part.json),
            quote(lacks),
            cuts(&part.marks, &format!("/{key}")),
            quote(CUT)
        );
        Ok::<_, Infallible>((text, part.json.len()))
    });
    match made {
        Ok(text) => text,
    }
}
