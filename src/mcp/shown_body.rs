//! A request's body as names and values, for a person who is to agree to it. Every name and every short value stands there whole: a long text must
//! not hide a recipient, or who sees it. Where not even those fit, nobody is asked.

use std::borrow::Cow;

use serde_json::value::RawValue;

use crate::arguments::error::short;
use crate::http::OutboundRequest;
use crate::invisible::escape_invisible;
use crate::json::{Members, elements, string};

/// Characters of a body that a person is shown, its names among them.
const MOST_CHARS: usize = 20_000;

/// Characters that a value has before any of it is cut.
const SHORT_CHARS: usize = 200;

/// Levels of objects and lists that are looked into.
const DEEPEST: usize = 16;

/// A name and its value.
struct Field<'a> {
    name: String,
    text: Cow<'a, str>,
    /// The value is an object or a list.
    is_nested: bool,
}

impl<'a> Field<'a> {
    fn json(name: String, json: &'a str) -> Self {
        Self {
            name,
            is_nested: json.starts_with(['{', '[']),
            text: string(json).unwrap_or(Cow::Borrowed(json)),
        }
    }

    fn text(name: String, text: Cow<'a, str>) -> Self {
        Self {
            name,
            text,
            is_nested: false,
        }
    }

    /// Of the value alone.
    fn chars(&self) -> usize {
        self.text.chars().count()
    }

    /// What is in it; `None` where those are too many to be named.
    fn inside(&self) -> Option<Vec<Field<'a>>> {
        let Cow::Borrowed(json) = self.text else {
            return None;
        };
        if let Some(members) = Members::parse(json) {
            if members.0.len() > MOST_CHARS {
                return None;
            }
            let name = |key: &str| format!("{}.{key}", self.name);
            let members = members.0.into_iter();
            return Some(
                members
                    .map(|(key, value)| Self::json(name(&key), value.get()))
                    .collect(),
            );
        }
        let items: Vec<&'a RawValue> = elements(json)?;
        if items.len() > MOST_CHARS {
            return None;
        }
        let name = |at: usize| format!("{}[{at}]", self.name);
        let items = items.into_iter().enumerate();
        Some(
            items
                .map(|(at, value)| Self::json(name(at), value.get()))
                .collect(),
        )
    }
}

/// The body's names and values, or the name of what is too long.
pub(super) fn fields(request: &OutboundRequest) -> Result<Vec<(String, String)>, String> {
    let body = request.body.as_deref().unwrap_or_default();
    let whole = read(
        body,
        request.headers.get("content-type").unwrap_or_default(),
    );
    let longest = whole.iter().max_by_key(|field| field.chars());
    let longest = longest.map_or_else(String::new, |field| short(&one_line(&field.name)));
    let chars = |field: &Field<'_>| field.name.chars().count() + field.chars();
    let fields = if whole.iter().map(chars).sum::<usize>() <= MOST_CHARS {
        whole
    } else {
        opened(whole).ok_or(longest)?
    };
    let most = most_of_each(&fields);
    let shown = |field: &Field<'_>| (one_line(&field.name), lines(&cut(&field.text, most)));
    Ok(fields.iter().map(shown).collect())
}

/// Objects and lists that are long, each of their members a field; `None` where names and short values alone are too long.
fn opened(fields: Vec<Field<'_>>) -> Option<Vec<Field<'_>>> {
    let mut left = MOST_CHARS;
    let mut open = Vec::new();
    let mut next: Vec<_> = fields.into_iter().rev().map(|field| (field, 0)).collect();
    while let Some((field, depth)) = next.pop() {
        let chars = field.chars();
        if field.is_nested && chars > SHORT_CHARS {
            let inside = (depth < DEEPEST).then(|| field.inside()).flatten()?;
            next.extend(inside.into_iter().rev().map(|field| (field, depth + 1)));
            continue;
        }
        left = left.checked_sub(field.name.chars().count() + chars.min(SHORT_CHARS))?;
        open.push(field);
    }
    Some(open)
}

/// How much of each value is shown, so that all of them fit: the longest give way.
fn most_of_each(fields: &[Field<'_>]) -> usize {
    let names: usize = fields.iter().map(|field| field.name.chars().count()).sum();
    let mut left = MOST_CHARS.saturating_sub(names);
    let mut lengths: Vec<usize> = fields.iter().map(Field::chars).collect();
    lengths.sort_unstable();
    for (at, length) in lengths.iter().enumerate() {
        let share = left / (lengths.len() - at);
        if *length > share {
            return share;
        }
        left -= length;
    }
    MOST_CHARS
}

fn read<'a>(body: &'a [u8], content_type: &str) -> Vec<Field<'a>> {
    if body.is_empty() {
        return Vec::new();
    }
    if let Some((_, boundary)) = content_type.split_once("boundary=") {
        return parts(body, boundary);
    }
    if content_type == "application/x-www-form-urlencoded" {
        let pairs = form_urlencoded::parse(body);
        return pairs
            .map(|(name, value)| Field::text(name.into_owned(), value))
            .collect();
    }
    let Ok(text) = std::str::from_utf8(body) else {
        return vec![Field::text("body".to_owned(), no_text(body).into())];
    };
    let Some(members) = Members::parse(text) else {
        return vec![Field::json("body".to_owned(), text)];
    };
    let members = members.0.into_iter();
    members
        .map(|(name, value)| Field::json(name.into_owned(), value.get()))
        .collect()
}

/// The parts of `multipart/form-data` as `vendors::multipart` writes it. No part holds the boundary, which is a hash of all of them.
fn parts<'a>(body: &'a [u8], boundary: &str) -> Vec<Field<'a>> {
    let marker = format!("--{boundary}");
    let mut rest = body;
    let mut parts = Vec::new();
    while let Some((part, after)) = split(rest, marker.as_bytes()) {
        rest = after;
        let part = part.strip_prefix(b"\r\n").unwrap_or(part);
        let Some((head, contents)) = split(part, b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(head);
        let contents = contents.strip_suffix(b"\r\n").unwrap_or(contents);
        let text = std::str::from_utf8(contents);
        let text = text.map_or_else(|_| no_text(contents).into(), Cow::Borrowed);
        let name = between(&head, "; name=\"", "\"").unwrap_or("part");
        let text = match between(&head, "; filename=\"", "\"") {
            Some(file) => format!("file {file}, {} bytes:\n{text}", contents.len()).into(),
            None => text,
        };
        parts.push(Field::text(name.to_owned(), text));
    }
    parts
}

fn split<'a>(bytes: &'a [u8], by: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = bytes.windows(by.len()).position(|found| found == by)?;
    let (before, rest) = bytes.split_at_checked(at)?;
    Some((before, rest.get(by.len()..)?))
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    Some(text.split_once(start)?.1.split_once(end)?.0)
}

fn no_text(bytes: &[u8]) -> String {
    format!("{} bytes that are no text", bytes.len())
}

/// The start of a text, with how much more there is.
fn cut(text: &str, most: usize) -> Cow<'_, str> {
    let count = text.chars().count();
    if count <= most {
        return text.into();
    }
    let start: String = text.chars().take(most).collect();
    let more = count - most;
    format!("{start} … and {more} more characters, which are not shown").into()
}

/// A text whose lines end with `\n` alone. What else some readers break lines at (Unicode, 5.8) is shown as an escape.
fn lines(text: &str) -> String {
    escape_invisible(text)
        .replace("\r\n", "\n")
        .replace('\r', "\\r")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

/// A text that stays on its line.
pub(super) fn one_line(text: &str) -> String {
    lines(text).replace('\n', "\\n")
}
