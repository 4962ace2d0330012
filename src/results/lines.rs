//! A text of lines that is too long for one answer, in parts of whole lines. One line that alone is too long is cut inside.

use super::cut::part;
use super::part::{Lists, Mark, Part, Step};
use super::window::start;
use crate::json::Document;

/// Share of the room that the names over a table may take to be repeated in each part.
const NAMES_SHARE: usize = 4;

/// What the lines are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// JSON each.
    Json,
    /// CSV (RFC 4180): the first has the names, and a line's end in quotes ends none.
    Csv,
}

/// A part of a text.
#[derive(Debug)]
pub struct Piece {
    /// The lines, each with its end.
    pub text: String,
    /// Where the next part begins; empty = this was the last.
    pub rest: Vec<Step>,
    /// What the first line lacks.
    pub marks: Vec<Mark>,
    /// The first and the last line that are shown, from 1. Names that are repeated do not count.
    pub shown: (usize, usize),
    /// All there are.
    pub of: usize,
}

/// The part that begins at `from`, in at most `room` bytes if anything fits at all. `size` as in [`part`].
pub fn lines(text: &str, kind: Kind, size: usize, room: usize, from: &[Step]) -> Piece {
    let (start, mut within) = match from {
        [Step::Count(start), within @ ..] => (*start, within),
        _ => (0, from.get(..0).unwrap_or_default()),
    };
    let lines = split(text, kind);
    let (mut at, mut read) = (0, 0);
    while let Some(line) = lines.get(read).filter(|line| at + line.len() <= start) {
        at += line.len();
        read += 1;
    }
    let first = read;
    let mut out = String::new();
    let names = lines.first().filter(|_| kind == Kind::Csv && first > 0);
    if let Some(names) = names.filter(|names| names.len() <= room / NAMES_SHARE) {
        out.push_str(names);
    }
    let (mut rest, mut marks) = (Vec::new(), Vec::new());
    while let Some(line) = lines.get(read) {
        if within.is_empty() && out.len() + line.len() <= room {
            out.push_str(line);
        } else if read == first {
            let cut = inside(line, size, room.saturating_sub(out.len()), within);
            out.push_str(&cut.json);
            marks = cut.marks;
            if !cut.rest.is_empty() {
                rest = [vec![Step::Count(at)], cut.rest].concat();
                read += 1;
                break;
            }
            out.push('\n');
            within = &[];
        } else {
            rest = vec![Step::Count(at)];
            break;
        }
        at += line.len();
        read += 1;
    }
    Piece {
        text: out,
        rest,
        marks,
        shown: (first + 1, read),
        of: lines.len(),
    }
}

/// A part of a line: JSON of JSON, characters of anything else.
fn inside(line: &str, size: usize, room: usize, from: &[Step]) -> Part {
    let line = line.trim_end_matches(['\n', '\r']);
    if line.starts_with(['{', '[', '"']) && Document::parse(line).is_some() {
        return part(line, Lists::default(), size, room, from);
    }
    let at = match from.first() {
        Some(Step::Count(at)) => line.floor_char_boundary(*at),
        Some(_) | None => 0,
    };
    let (before, left) = line.split_at(at);
    let piece = start(left, room, false);
    let end = at + piece.len();
    let count = |text: &str| text.chars().count();
    let (before, shown, of) = (count(before), count(piece), count(line));
    Part {
        json: piece.to_owned(),
        rest: if end < line.len() {
            vec![Step::Count(end)]
        } else {
            Vec::new()
        },
        marks: vec![Mark {
            first: Some(before + 1),
            last: Some(before + shown),
            ..Mark::new("characters", of, of - before - shown)
        }],
    }
}

/// Lines with their ends.
fn split(text: &str, kind: Kind) -> Vec<&str> {
    let (mut lines, mut begin, mut is_quoted) = (Vec::new(), 0, false);
    // Quotes that never close would make one line of all that follows them.
    let has_quotes =
        kind == Kind::Csv && text.bytes().filter(|byte| *byte == b'"').count() % 2 == 0;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' if has_quotes => is_quoted = !is_quoted,
            b'\n' if !is_quoted => {
                lines.extend(text.get(begin..=at));
                begin = at + 1;
            }
            _ => {}
        }
    }
    lines.extend(text.get(begin..).filter(|last| !last.is_empty()));
    lines
}
