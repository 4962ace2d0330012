//! A part of a value that is too long for one answer: what it shows, where the next one begins, and what it lacks.

use serde::{Deserialize, Serialize};

use super::window::{Window, characters, quoted};
use crate::catalogue::{Inside, Order};

/// One step on the way to where a part begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Step {
    /// How much was read: entries or characters; of a list whose order is known, how many entries are left.
    Count(usize),
    /// Bytes of a value that is shown as the text of its JSON.
    Text([usize; 1]),
    /// The member that is read.
    Member(String),
}

/// What a record says of the order of its lists.
#[derive(Debug, Clone, Copy, Default)]
pub struct Lists {
    /// Of the value itself, when that is a list.
    pub order: Option<Order>,
    /// Of a list in it.
    pub inside: Option<Inside>,
    /// The value is a page of a list that goes on: what was left out of it needs no mark.
    pub is_page: bool,
}

/// A part of a value.
#[derive(Debug, PartialEq, Eq)]
pub struct Part {
    /// JSON.
    pub json: String,
    /// Where the next part begins; empty = this was the last.
    pub rest: Vec<Step>,
    /// What this part lacks.
    pub marks: Vec<Mark>,
}

/// One place of a part that does not show all there is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mark {
    /// JSON pointer to it, in the part.
    pub at: String,
    /// What is counted: `entries`, `characters`, `bytes_of_json` or `fields`.
    pub what: &'static str,
    /// The first that is shown, from 1, in the vendor's order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<usize>,
    /// The last that is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<usize>,
    /// All there are.
    pub of: usize,
    /// How many are still to come.
    pub left: usize,
    /// How the vendor orders the entries; the newest come first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<&'static str>,
    /// Some of the members that are still to come.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
}

/// Characters of a string, each as it is spelled.
pub(super) fn string(json: &str, room: usize, from: &[Step]) -> Option<Part> {
    let inside = json.strip_prefix('"')?.strip_suffix('"')?;
    let start = match from.first() {
        Some(Step::Count(start)) => *start,
        Some(_) | None => 0,
    };
    let Window { text, count, of } = characters(inside, start, room.checked_sub(2)?);
    let start = start.min(of);
    if count == 0 && start < of {
        return None;
    }
    let end = start + count;
    Some(Part {
        json: format!("\"{text}\""),
        rest: if end < of {
            vec![Step::Count(end)]
        } else {
            Vec::new()
        },
        marks: vec![Mark {
            first: Some(start + 1),
            last: Some(end),
            ..Mark::new("characters", of, of - end)
        }],
    })
}

/// The text of a value's JSON as a string: for what is too deep, or has too little room, to be taken apart.
pub(super) fn text(json: &str, most: usize, room: usize, from: &[Step]) -> Part {
    let start = match from.first() {
        Some(Step::Text([start])) => json.floor_char_boundary(*start),
        Some(_) | None => 0,
    };
    let left = json.get(start..).unwrap_or_default();
    let (quoted, length) = quoted(left, room.min(most).saturating_sub(2));
    let end = start + length;
    Part {
        json: quoted,
        rest: if end < json.len() {
            vec![Step::Text([end])]
        } else {
            Vec::new()
        },
        marks: vec![Mark {
            first: Some(start + 1),
            last: Some(end),
            ..Mark::new("bytes_of_json", json.len(), json.len() - end)
        }],
    }
}

/// Marks as JSON, of a part that stands at this JSON pointer of an answer.
pub fn cuts(marks: &[Mark], place: &str) -> String {
    let placed = marks.iter().map(|mark| Mark {
        at: format!("{place}{}", mark.at),
        ..mark.clone()
    });
    let placed: Vec<Mark> = placed.collect();
    serde_json::to_string(&placed).unwrap_or_default()
}

impl Part {
    /// All of a value.
    pub(super) fn whole(json: &str) -> Self {
        Self {
            json: json.to_owned(),
            rest: Vec::new(),
            marks: Vec::new(),
        }
    }
}

impl Mark {
    /// A mark of the part itself.
    pub(super) fn new(what: &'static str, of: usize, left: usize) -> Self {
        Self {
            at: String::new(),
            what,
            first: None,
            last: None,
            of,
            left,
            order: None,
            fields: Vec::new(),
        }
    }
}
