//! A vendor's answer with less in it: the fields that were asked for, no empty values, and text in place of HTML. One walk over the JSON, from
//! which it is written anew; what is left out is counted.

use serde::Serialize;

use super::html::{self, Html};
use crate::json::{quote, string};

/// Objects and lists within each other that are looked into; what is deeper stays as it is. Bounds the stack.
const DEEPEST: usize = 64;

/// What is to be shown of an answer.
#[derive(Debug, Default)]
pub struct View<'a> {
    /// Dot paths, through lists, to what is wanted; empty = all.
    pub fields: Vec<&'a str>,
    /// Without members that are empty.
    pub compact: bool,
    /// Members of each row that `compact` leaves out too, where no fields are asked for.
    pub aside: &'a [&'a str],
    /// What becomes of HTML.
    pub html: Option<Html>,
}

/// How much of an answer is not shown, or not as it came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Omitted {
    /// Members that were not asked for, each with all that is in it.
    #[serde(skip_serializing_if = "is_zero")]
    pub fields: usize,
    /// Members that were null, "", [] or {}.
    #[serde(skip_serializing_if = "is_zero")]
    pub empty: usize,
    /// Texts that were HTML.
    #[serde(skip_serializing_if = "is_zero")]
    pub html: usize,
}

impl Omitted {
    /// Whether all is there.
    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }

    /// The member that says so, after others; empty where nothing is missing.
    pub fn member(self) -> String {
        if self.is_nothing() {
            return String::new();
        }
        let counts = serde_json::to_string(&self).unwrap_or_default();
        format!(",\"omitted\":{counts}")
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands out references"
)]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// What a view leaves of an answer.
#[derive(Debug, PartialEq, Eq)]
pub struct Narrowed {
    /// JSON.
    pub json: String,
    /// What is missing from it.
    pub omitted: Omitted,
    /// Which of the view's fields were there, in their order.
    pub found: Vec<bool>,
}

impl View<'_> {
    /// Whether it shows everything as it is.
    pub fn is_whole(&self) -> bool {
        self.fields.is_empty() && !self.compact && self.html.is_none()
    }

    /// The answer as this view shows it; `None` for what is no JSON.
    pub fn narrow(&self, json: &str) -> Option<Narrowed> {
        let mut walk = Walk {
            view: self,
            rest: json,
            json: String::with_capacity(if self.fields.is_empty() {
                json.len()
            } else {
                0
            }),
            omitted: Omitted::default(),
            found: vec![false; self.fields.len()],
            objects: 0,
        };
        let paths: Vec<Path<'_>> = self.fields.iter().copied().enumerate().collect();
        walk.value(&paths, 0)?;
        // An answer that is one plain value has no fields to choose from.
        if walk.json.is_empty() {
            walk.json.push_str(json);
        }
        Some(Narrowed {
            json: walk.json,
            omitted: walk.omitted,
            found: walk.found,
        })
    }
}

/// A field's place in the view, and what is left of its path.
type Path<'a> = (usize, &'a str);

/// What came of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Came {
    /// It was written.
    Filled,
    /// It was written, and is empty.
    Empty,
    /// It was written as an empty object, because all that is in it was empty.
    Emptied,
    /// It holds nothing of what was asked for.
    Unwanted,
}

struct Walk<'a> {
    view: &'a View<'a>,
    /// What is still to be read.
    rest: &'a str,
    json: String,
    omitted: Omitted,
    found: Vec<bool>,
    /// Objects around what comes next.
    objects: usize,
}

impl<'a> Walk<'a> {
    /// Writes a value, or what the paths lead to in it; none = all of it.
    fn value(&mut self, paths: &[Path<'_>], depth: usize) -> Option<Came> {
        match self.next()? {
            b'{' | b'[' if depth >= DEEPEST => {
                let whole = self.skip()?;
                self.json.push_str(whole);
                Some(Came::Filled)
            }
            b'{' => self.object(paths, depth),
            b'[' => self.list(paths, depth),
            _ => {
                let text = self.scalar()?;
                Some(self.plain(text, paths))
            }
        }
    }

    fn plain(&mut self, json: &str, paths: &[Path<'_>]) -> Came {
        // Where a path goes on, null says that there is nothing to go on to; any other value is not what was asked for.
        if matches!(json, "null" | "\"\"") {
            self.json.push_str(json);
            return Came::Empty;
        }
        if !paths.is_empty() {
            return Came::Unwanted;
        }
        let text = self.view.html.and_then(|html| html::shown(json, html));
        let Some(text) = text else {
            self.json.push_str(json);
            return Came::Filled;
        };
        self.omitted.html += 1;
        self.json.push_str(&quote(&text));
        if text.is_empty() {
            Came::Empty
        } else {
            Came::Filled
        }
    }

    fn object(&mut self, paths: &[Path<'_>], depth: usize) -> Option<Came> {
        self.take('{')?;
        self.objects += 1;
        self.json.push('{');
        let (mut members, mut shown, mut emptied) = (0_usize, 0_usize, 0_usize);
        while self.next()? != b'}' {
            if members > 0 {
                self.take(',')?;
                self.next()?;
            }
            members += 1;
            let key = self.scalar()?;
            self.next()?;
            self.take(':')?;
            let (is_wanted, below) = self.below(paths, key);
            if !is_wanted || (paths.is_empty() && self.is_aside(key)) {
                self.omitted.fields += 1;
                self.skip()?;
                continue;
            }
            let (start, before) = (self.json.len(), self.omitted);
            if shown > 0 {
                self.json.push(',');
            }
            self.json.push_str(key);
            self.json.push(':');
            match self.value(&below, depth + 1)? {
                Came::Unwanted => {
                    self.json.truncate(start);
                    self.omitted = before;
                    self.omitted.fields += 1;
                }
                Came::Empty | Came::Emptied if !self.view.compact || key == "\"id\"" => shown += 1,
                Came::Empty => {
                    self.json.truncate(start);
                    self.omitted.empty += 1;
                    emptied += 1;
                }
                Came::Emptied => {
                    self.json.truncate(start);
                    emptied += 1;
                }
                Came::Filled => shown += 1,
            }
        }
        self.take('}')?;
        self.objects -= 1;
        self.json.push('}');
        Some(match (members, shown, emptied) {
            (0, ..) => Came::Empty,
            (_, 0, 0) => Came::Unwanted,
            (_, 0, _) => Came::Emptied,
            _ => Came::Filled,
        })
    }

    /// Entries keep their places, empty or not: a place and a count can say something. Only one that cannot hold what a path leads to is left out.
    fn list(&mut self, paths: &[Path<'_>], depth: usize) -> Option<Came> {
        self.take('[')?;
        self.json.push('[');
        let (mut entries, mut shown) = (0_usize, 0_usize);
        while self.next()? != b']' {
            if entries > 0 {
                self.take(',')?;
                self.next()?;
            }
            entries += 1;
            let start = self.json.len();
            if shown > 0 {
                self.json.push(',');
            }
            let is_plain = !matches!(self.next()?, b'{' | b'[');
            if self.value(paths, depth + 1)? == Came::Unwanted && is_plain {
                self.json.truncate(start);
            } else {
                shown += 1;
            }
        }
        self.take(']')?;
        self.json.push(']');
        Some(match (entries, shown) {
            (0, _) => Came::Empty,
            (_, 0) => Came::Unwanted,
            _ => Came::Filled,
        })
    }

    fn is_aside(&self, key: &str) -> bool {
        self.view.compact && self.objects == 1 && self.view.aside.contains(&key.trim_matches('"'))
    }

    /// Whether a member is asked for, and what of it; nothing = all. A key may itself hold dots.
    fn below<'p>(&mut self, paths: &[Path<'p>], key: &str) -> (bool, Vec<Path<'p>>) {
        if paths.is_empty() {
            return (true, Vec::new());
        }
        let key = string(key).unwrap_or_default();
        let mut below = Vec::new();
        let mut is_whole = false;
        for (index, path) in paths {
            match path.strip_prefix(key.as_ref()) {
                Some("") => {
                    is_whole = true;
                    if let Some(found) = self.found.get_mut(*index) {
                        *found = true;
                    }
                }
                Some(rest) => below.extend(rest.strip_prefix('.').map(|rest| (*index, rest))),
                None => {}
            }
        }
        let is_wanted = is_whole || !below.is_empty();
        if is_whole {
            below.clear();
        }
        (is_wanted, below)
    }

    /// The first byte of what comes next.
    fn next(&mut self) -> Option<u8> {
        self.rest = self.rest.trim_ascii_start();
        self.rest.bytes().next()
    }

    fn take(&mut self, mark: char) -> Option<()> {
        self.rest = self.rest.strip_prefix(mark)?;
        Some(())
    }

    /// The text of a string, a number or a word.
    fn scalar(&mut self) -> Option<&'a str> {
        let length = scalar_length(self.rest);
        let (scalar, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        (length > 0).then_some(scalar)
    }

    /// The text of any value.
    fn skip(&mut self) -> Option<&'a str> {
        self.next()?;
        let start = self.rest;
        let mut open = 0_usize;
        loop {
            match self.next()? {
                b'{' | b'[' => open += 1,
                b'}' | b']' => open = open.checked_sub(1)?,
                b',' | b':' => {}
                _ => {
                    self.scalar()?;
                    if open == 0 {
                        break;
                    }
                    continue;
                }
            }
            self.rest = self.rest.get(1..)?;
            if open == 0 {
                break;
            }
        }
        start.get(..start.len() - self.rest.len())
    }
}

/// Bytes of the string, number or word that a text starts with.
fn scalar_length(text: &str) -> usize {
    let mut bytes = text.bytes().enumerate();
    if !text.starts_with('"') {
        let end = |(_, byte): &(usize, u8)| {
            matches!(byte, b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t')
        };
        return bytes.find(end).map_or(text.len(), |(at, _)| at);
    }
    bytes.next();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => return at + 1,
            b'\\' => drop(bytes.next()),
            _ => {}
        }
    }
    0
}

#[cfg(test)]
#[path = "narrow_tests.rs"]
mod tests;
