//! A piece of a text that fits, and that no character is cut by.

use crate::json::quote;

/// A piece of the inside of a JSON string.
pub(super) struct Window<'a> {
    /// As it is spelled.
    pub(super) text: &'a str,
    /// Characters of it.
    pub(super) count: usize,
    /// Characters of the whole.
    pub(super) of: usize,
}

/// Characters of the inside of a JSON string, from the one of this number, in at most `room` bytes. An escape is one character, and so is a pair of
/// them that stands for one.
pub(super) fn characters(inside: &str, start: usize, room: usize) -> Window<'_> {
    let (mut at, mut of, mut count) = (0, 0, 0);
    let (mut begin, mut end) = (inside.len(), None);
    while let Some(rest) = inside.get(at..).filter(|rest| !rest.is_empty()) {
        if of == start {
            begin = at;
        }
        let length = spelled(rest);
        if of >= start && end.is_none() {
            if at + length - begin <= room {
                count += 1;
            } else {
                end = Some(at);
            }
        }
        at += length;
        of += 1;
    }
    let text = inside.get(begin..end.unwrap_or(inside.len()));
    Window {
        text: text.unwrap_or_default(),
        count,
        of,
    }
}

/// Bytes of the first character.
fn spelled(rest: &str) -> usize {
    let is_unit = |at: usize, range: std::ops::RangeInclusive<u16>| {
        let digits = rest
            .get(at..at + 6)
            .and_then(|text| text.strip_prefix("\\u"));
        let unit = digits.and_then(|digits| u16::from_str_radix(digits, 16).ok());
        unit.is_some_and(|unit| range.contains(&unit))
    };
    match rest.as_bytes() {
        [b'\\', b'u', ..] if is_unit(0, 0xd800..=0xdbff) && is_unit(6, 0xdc00..=0xdfff) => 12,
        [b'\\', b'u', ..] => 6.min(rest.len()),
        [b'\\', ..] => 2.min(rest.len()),
        _ => rest.chars().next().map_or(1, char::len_utf8),
    }
}

/// The start of a text that as a JSON string takes at most `room` bytes without its quotes, but one character at least; and what is left of it.
pub fn opening(text: &str, room: usize) -> (&str, &str) {
    let mut used = 0;
    let end = text.char_indices().find(|(at, character)| {
        used += match character {
            '"' | '\\' | '\n' | '\r' | '\t' => 2,
            '\0'..='\x1f' => 6,
            character => character.len_utf8(),
        };
        used > room && *at > 0
    });
    text.split_at(end.map_or(text.len(), |(at, _)| at))
}

/// The same start as a JSON string, and its bytes before quoting.
pub(super) fn quoted(text: &str, room: usize) -> (String, usize) {
    let (start, _) = opening(text, room);
    (quote(start), start.len())
}

/// The start of a text in at most `room` bytes, but one character at least; up to the last line's end in it, if whole lines are wanted and one fits.
pub fn start(text: &str, room: usize, by_line: bool) -> &str {
    if text.len() <= room {
        return text;
    }
    let first = text.chars().next().map_or(0, char::len_utf8);
    let end = text.floor_char_boundary(room).max(first);
    let piece = text.get(..end).unwrap_or_default();
    let line = piece.rfind('\n').filter(|_| by_line);
    line.map_or(piece, |line| piece.get(..=line).unwrap_or_default())
}
