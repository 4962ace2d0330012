//! JSON without a tree: members and elements stay slices of the text they came in, so numbers, key order and spelling survive.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// An object's members, in their order, values unread.
#[derive(Debug, Clone, Default)]
pub struct Members<'a>(pub Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Members<'a> {
    /// Reads an object; `None` for any other JSON, or none.
    pub fn parse(text: &'a str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// The value of a key; the last one counts, as in JavaScript.
    pub fn get(&self, key: &str) -> Option<&'a str> {
        self.0
            .iter()
            .rev()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.get())
    }

    /// Keys and values, in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &'a str)> {
        let members = self.0.iter();
        members.map(|(key, value)| (key.as_ref(), value.get()))
    }

    /// The object without some of its members.
    pub fn without(&self, is_left_out: impl Fn(&str) -> bool) -> String {
        object_of(self.iter().filter(|(key, _)| !is_left_out(key)))
    }
}

/// An object of keys and the JSON of their values.
pub fn object_of<V: AsRef<str>>(members: impl IntoIterator<Item = (impl AsRef<str>, V)>) -> String {
    let mut out = String::from("{");
    for (key, value) in members {
        if out.len() > 1 {
            out.push(',');
        }
        out.extend([&quote(key.as_ref()), ":", value.as_ref()]);
    }
    out.push('}');
    out
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Members<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some((Key(key), value)) = map.next_entry::<Key<'de>, &'de RawValue>()? {
                    members.push((key, value));
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Object)
    }
}

/// `Cow` alone would always copy; serde borrows only where it is told to.
#[derive(serde::Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

/// An array's elements, unread; `None` for any other JSON.
pub fn elements(text: &str) -> Option<Vec<&RawValue>> {
    serde_json::from_str(text).ok()
}

/// A string's text; `None` for any other JSON.
pub fn string(text: &str) -> Option<Cow<'_, str>> {
    // serde_json would write an error for what is something else, and most things are asked.
    if !text.starts_with('"') {
        return None;
    }
    let text = serde_json::from_str::<Key<'_>>(text).ok();
    text.map(|Key(text)| text)
}

/// `null`, or a text of nothing but spaces: what some clients and models send for what they leave out.
pub fn is_blank(json: &str) -> bool {
    json == "null" || string(json).is_some_and(|text| text.trim().is_empty())
}

/// A list without entries.
pub fn is_empty_list(json: &str) -> bool {
    is_empty(json, ['[', ']'])
}

/// An object without members.
pub fn is_empty_object(json: &str) -> bool {
    is_empty(json, ['{', '}'])
}

fn is_empty(json: &str, [start, end]: [char; 2]) -> bool {
    let inside = json.trim().strip_prefix(start);
    let inside = inside.and_then(|rest| rest.strip_suffix(end));
    inside.is_some_and(|inside| inside.trim().is_empty())
}

/// An object as it came, or out of the text that some models make of one; `None` for what stands for none. Other values come as they are.
pub fn object(json: &str) -> Option<Cow<'_, str>> {
    let is_none = |text: &str| text.is_empty() || is_blank(text) || is_empty_list(text);
    if in_text(json, is_none).unwrap_or_else(|| is_none(json)) {
        return None;
    }
    let inner = as_json(json, '{').filter(|inner| Members::parse(inner).is_some());
    Some(inner.map_or(Cow::Borrowed(json), Cow::Owned))
}

/// The JSON in a string, where it is what is wanted.
pub fn as_json(json: &str, start: char) -> Option<String> {
    let inner = |text: &str| {
        let is_json = text.starts_with(start) && serde_json::from_str::<&RawValue>(text).is_ok();
        is_json.then(|| text.to_owned())
    };
    in_text(json, inner).flatten()
}

/// Whether a string means to be an object and is none: a brace or quote is missing in it.
pub fn is_broken_object(json: &str) -> bool {
    in_text(json, |text| text.starts_with('{')) == Some(true) && as_json(json, '{').is_none()
}

/// Reads the text of a string, which may be that of a string again, and stand between fences as in Markdown; `None` for any other JSON.
fn in_text<T>(json: &str, read: impl FnOnce(&str) -> T) -> Option<T> {
    let text = string(json)?;
    let inner = without_fence(&text);
    Some(match string(inner) {
        Some(again) => read(without_fence(&again)),
        None => read(inner),
    })
}

fn without_fence(text: &str) -> &str {
    let text = text.trim();
    let inside = text
        .strip_prefix("```")
        .and_then(|rest| rest.strip_suffix("```"));
    inside.map_or(text, |inside| {
        let inside = inside.trim_start();
        let word = inside.get(.."json".len());
        let is_named = word.is_some_and(|word| word.eq_ignore_ascii_case("json"));
        inside
            .get("json".len()..)
            .filter(|_| is_named)
            .unwrap_or(inside)
            .trim()
    })
}

/// A text as a JSON string (RFC 8259, 7). A vendor's whole answer goes through here, so eight bytes are taken at once, up to the first of them
/// that wants an escape.
pub fn quote(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len() + text.len() / 4 + 2);
    out.push(b'"');
    let mut rest = text.as_bytes();
    while let Some(word) = rest.first_chunk() {
        let verbatim = verbatim(*word);
        out.extend_from_slice(word);
        out.truncate(out.len() - word.len() + verbatim);
        rest = rest.get(verbatim..).unwrap_or_default();
        if verbatim < word.len() {
            rest = quote_first(rest, &mut out);
        }
    }
    while !rest.is_empty() {
        rest = quote_first(rest, &mut out);
    }
    out.push(b'"');
    // Escapes are ASCII and stand in place of ASCII, so this is UTF-8 as before.
    String::from_utf8(out).unwrap_or_default()
}

/// Bytes at the start of a word before the first that is a control, a quote or a backslash. The subtractions borrow only from bytes after one.
fn verbatim(word: [u8; 8]) -> usize {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let word = u64::from_le_bytes(word);
    let below = |word: u64, least: u64| word.wrapping_sub(EACH * least) & !word;
    let controls = below(word, 0x20);
    let quotes = below(word ^ (EACH * 0x22), 1);
    let backslashes = below(word ^ (EACH * 0x5c), 1);
    let found = (controls | quotes | backslashes) & (EACH * 0x80);
    usize::try_from(found.trailing_zeros() / 8).unwrap_or_default()
}

/// Writes a byte as it stands in a JSON string, and gives those after it.
fn quote_first<'a>(bytes: &'a [u8], out: &mut Vec<u8>) -> &'a [u8] {
    let Some((byte, rest)) = bytes.split_first() else {
        return bytes;
    };
    match byte {
        b'"' | b'\\' => out.extend_from_slice(&[b'\\', *byte]),
        b' '.. => out.push(*byte),
        b'\n' => out.extend_from_slice(b"\\n"),
        b'\r' => out.extend_from_slice(b"\\r"),
        b'\t' => out.extend_from_slice(b"\\t"),
        _ => out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
    }
    rest
}

/// The same JSON with U+FFFD for each half of a surrogate pair: JSON's grammar allows one in a string, and many readers refuse the whole
/// message for it (RFC 8259, 8.2). Systems that cut texts between two UTF-16 units write them.
pub fn whole_characters(json: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let (mut copied, mut at) = (0, 0);
    while let Some(found) = json.get(at..).and_then(|rest| rest.find('\\')) {
        let here = at + found;
        let (length, is_whole) = match (unit(json, here), unit(json, here + 6)) {
            (None, _) => (2, true),
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => (12, true),
            (Some(unit), _) => (6, !matches!(unit, 0xd800..=0xdfff)),
        };
        at = here + length;
        if !is_whole {
            out.push_str(json.get(copied..here).unwrap_or_default());
            out.push_str("\\ufffd");
            copied = at;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(json);
    }
    out.push_str(json.get(copied..).unwrap_or_default());
    Cow::Owned(out)
}

/// The UTF-16 unit of a `\uXXXX` that starts here.
fn unit(json: &str, at: usize) -> Option<u16> {
    let digits = json.get(at..at + 6)?.strip_prefix("\\u")?;
    u16::from_str_radix(digits, 16).ok()
}

/// The same JSON without the white space between its tokens.
pub fn without_spaces(json: &str) -> Cow<'_, str> {
    let is_space = |byte: u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
    if !json.bytes().any(is_space) {
        return Cow::Borrowed(json);
    }
    let (mut out, mut is_string, mut is_escaped) =
        (String::with_capacity(json.len()), false, false);
    for character in json.chars() {
        if is_string || !character.is_ascii_whitespace() {
            out.push(character);
        }
        is_string ^= character == '"' && !is_escaped;
        is_escaped = character == '\\' && !is_escaped;
    }
    Cow::Owned(out)
}

/// How many objects and lists stand within each other at most.
pub fn depth(json: &str) -> usize {
    let (mut level, mut deepest) = (0_usize, 0);
    let mut bytes = json.bytes();
    let mut is_string = false;
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => is_string = !is_string,
            b'\\' => drop(bytes.next()),
            b'{' | b'[' if !is_string => {
                level += 1;
                deepest = deepest.max(level);
            }
            b'}' | b']' if !is_string => level = level.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// A vendor's whole answer: its outer members are found once, whatever is asked of it afterwards.
#[derive(Debug)]
pub struct Document<'a> {
    text: &'a str,
    members: Members<'a>,
}

impl<'a> Document<'a> {
    /// Reads one JSON text; `None` when it is not JSON, or is cut short.
    pub fn parse(text: &'a str) -> Option<Self> {
        let text = text.trim_start_matches('\u{feff}').trim();
        let members = if text.starts_with('{') {
            Members::parse(text)?
        } else {
            serde_json::from_str::<&RawValue>(text).ok()?;
            Members::default()
        };
        Some(Self { text, members })
    }

    /// The whole text.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// What a JSON pointer (RFC 6901) leads to; the empty one to the whole text.
    pub fn at(&self, pointer: &str) -> Option<&'a str> {
        if pointer.is_empty() {
            return Some(self.text);
        }
        let (first, rest) = split_pointer(pointer)?;
        let start = if self.text.starts_with('{') {
            self.members.get(&first)?
        } else {
            child(self.text, &first)?
        };
        descend(start, rest)
    }

    /// What a pointer leads to, if that is a non-empty string or a number, as text.
    pub fn scalar(&self, pointer: &str) -> Option<Cow<'a, str>> {
        let text = self.at(pointer)?;
        match text.bytes().next()? {
            b'"' => string(text).filter(|text| !text.is_empty()),
            b'-' | b'0'..=b'9' => Some(Cow::Borrowed(text)),
            _ => None,
        }
    }
}

fn descend<'a>(mut text: &'a str, mut pointer: &str) -> Option<&'a str> {
    while !pointer.is_empty() {
        let (key, rest) = split_pointer(pointer)?;
        text = child(text, &key)?;
        pointer = rest;
    }
    Some(text)
}

fn child<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    if text.starts_with('{') {
        return Members::parse(text)?.get(key);
    }
    let index: usize = key.parse().ok()?;
    elements(text)?.get(index).map(|element| element.get())
}

fn split_pointer(pointer: &str) -> Option<(Cow<'_, str>, &str)> {
    let pointer = pointer.strip_prefix('/')?;
    let (key, rest) = pointer
        .find('/')
        .map_or((pointer, ""), |at| pointer.split_at(at));
    let key = if key.contains('~') {
        Cow::Owned(key.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(key)
    };
    Some((key, rest))
}

#[cfg(test)]
mod tests;
