//! A few fields of a vendor's JSON, and texts without their markup.

use std::borrow::Cow;

use super::html::text_of;
use crate::json::{Members, elements, quote, string};

/// A field that is wanted.
#[derive(Debug, Clone, Copy)]
struct Field<'a> {
    /// What is left of its dot path; empty = here.
    path: &'a str,
    /// Characters of its text that are shown; `None` = as the vendor wrote it.
    characters: Option<usize>,
}

/// The JSON with these fields alone, or all of them when none is named. Paths go on through lists.
pub fn excerpt(json: &str, fields: &[&str], texts: &[(&str, usize)]) -> String {
    let characters = |path: &str| {
        let text = texts.iter().find(|(text, _)| *text == path);
        text.map(|(_, characters)| *characters)
    };
    let named = fields.iter().map(|path| Field {
        path,
        characters: characters(path),
    });
    let texts = texts.iter().map(|(path, characters)| Field {
        path,
        characters: Some(*characters),
    });
    let wanted: Vec<Field<'_>> = if fields.is_empty() {
        texts.collect()
    } else {
        named.collect()
    };
    let mut out = String::with_capacity(json.len() / 2);
    write(json, &wanted, fields.is_empty(), &mut out);
    out
}

fn write(json: &str, wanted: &[Field<'_>], is_all: bool, out: &mut String) {
    if let Some(items) = elements(json).filter(|_| json.starts_with('[')) {
        out.push('[');
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            write(item.get(), wanted, is_all, out);
        }
        out.push(']');
    } else if let Some(members) = Members::parse(json).filter(|_| json.starts_with('{')) {
        object(&members, wanted, is_all, out);
    } else {
        out.push_str(json);
    }
}

fn object<'a>(members: &Members<'_>, wanted: &[Field<'a>], is_all: bool, out: &mut String) {
    out.push('{');
    let mut is_first = true;
    for (key, value) in &members.0 {
        let below = |field: &Field<'a>| {
            let rest = field.path.strip_prefix(key.as_ref())?;
            let path = if rest.is_empty() {
                rest
            } else {
                rest.strip_prefix('.')?
            };
            Some(Field {
                path,
                characters: field.characters,
            })
        };
        let below: Vec<Field<'a>> = wanted.iter().filter_map(below).collect();
        if below.is_empty() && !is_all {
            continue;
        }
        if !is_first {
            out.push(',');
        }
        is_first = false;
        out.push_str(&quote(key));
        out.push(':');
        let here = below.iter().find(|field| field.path.is_empty());
        match (here, below.is_empty()) {
            (Some(field), _) => out.push_str(&text(value.get(), field.characters)),
            (None, true) => out.push_str(value.get()),
            (None, false) => write(value.get(), &below, is_all, out),
        }
    }
    out.push('}');
}

/// A value as it is, or a text without its markup and cut.
fn text(json: &str, characters: Option<usize>) -> Cow<'_, str> {
    let Some((most, text)) = characters.and_then(|most| Some((most, string(json)?))) else {
        return Cow::Borrowed(json);
    };
    let text = text_of(&text);
    let Some((end, _)) = text.char_indices().nth(most) else {
        return Cow::Owned(quote(&text));
    };
    let shown = text.get(..end).unwrap_or_default();
    let of = text.chars().count();
    Cow::Owned(quote(&format!("{shown}… [cut: {most} of {of} characters]")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROWS: &str = r#"[{"id":9007199254740993,"a":{"b":"x","c":[{"d":1,"e":2},{"e":3}]},"t":"<p>Hi &amp; bye</p>"},{"id":2,"a":null}]"#;

    #[test]
    fn only_the_named_fields_are_left_and_they_keep_their_spelling() {
        for (fields, expected) in [
            (&["id"][..], r#"[{"id":9007199254740993},{"id":2}]"#),
            (&["a.c.d"], r#"[{"a":{"c":[{"d":1},{}]}},{"a":null}]"#),
            (
                &["a.b", "a.c.e"],
                r#"[{"a":{"b":"x","c":[{"e":2},{"e":3}]}},{"a":null}]"#,
            ),
            (&["i", "a.bc"], r#"[{"a":{}},{"a":null}]"#),
        ] {
            assert_eq!(excerpt(ROWS, fields, &[]), expected, "{fields:?}");
        }
        assert_eq!(excerpt(ROWS, &[], &[]), ROWS);
    }

    #[test]
    fn texts_lose_their_markup_and_say_where_they_were_cut() {
        assert_eq!(
            excerpt(ROWS, &["t"], &[("t", 20)]),
            r#"[{"t":"Hi & bye"},{}]"#
        );
        assert_eq!(
            excerpt(ROWS, &["id", "t"], &[("t", 2)]),
            r#"[{"id":9007199254740993,"t":"Hi… [cut: 2 of 8 characters]"},{"id":2}]"#
        );
        assert_eq!(
            excerpt(r#"{"x":{"t":"<b>é</b>","u":1}}"#, &[], &[("x.t", 5)]),
            r#"{"x":{"t":"é","u":1}}"#
        );
    }
}
