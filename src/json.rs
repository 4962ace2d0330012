//! JSON without a tree: members and elements stay slices of the text they came in, so numbers, key order and spelling survive.

use std::borrow::Cow;
use std::fmt::{self, Write};

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
    serde_json::from_str::<Key<'_>>(text)
        .ok()
        .map(|Key(text)| text)
}

/// A text as a JSON string.
pub fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    write_quoted(text, &mut out);
    out
}

/// Appends a text as a JSON string (RFC 8259, 7). `serde_json` writes bytes, which would have to become a `String` once more.
pub fn write_quoted(text: &str, out: &mut String) {
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest
        .bytes()
        .position(|byte| byte < b' ' || matches!(byte, b'"' | b'\\'))
    {
        let (plain, special) = rest.split_at(at);
        out.push_str(plain);
        let mut chars = special.chars();
        match chars.next() {
            Some('\n') => out.push_str("\\n"),
            Some('\r') => out.push_str("\\r"),
            Some('\t') => out.push_str("\\t"),
            Some(c @ ('"' | '\\')) => out.extend(['\\', c]),
            // Writing into a String cannot fail.
            Some(c) => drop(write!(out, "\\u{:04x}", u32::from(c))),
            None => {}
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
    out.push('"');
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
mod tests {
    use super::*;

    #[test]
    fn pointers_lead_into_objects_and_arrays_and_keep_the_spelling() {
        let document =
            Document::parse(" {\"a\":{\"b/c\":[1,9007199254740993,1.0]},\"e\":\"\",\"n\":null} ")
                .unwrap();
        assert_eq!(document.at("/a/b~1c/1"), Some("9007199254740993"));
        assert_eq!(document.at("/a/b~1c/2"), Some("1.0"));
        assert_eq!(document.at("/a/x"), None);
        assert_eq!(document.scalar("/e"), None);
        assert_eq!(document.scalar("/n"), None);
        assert_eq!(Document::parse("[[7]]").unwrap().at("/0/0"), Some("7"));
    }

    #[test]
    fn cut_or_foreign_text_is_no_document() {
        for text in ["", "{\"a\":1", "[1,", "<html>", "{\"a\":1} x", "nul"] {
            assert!(Document::parse(text).is_none(), "{text}");
        }
        assert!(Document::parse("\u{feff}{}").is_some());
    }
}
