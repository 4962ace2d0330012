//! A few fields of a vendor's JSON, and texts without their markup.

use std::borrow::Cow;

use super::html::text_of;
use super::narrow::View;
use crate::json::{Members, elements, quote, string};

/// Objects and lists within each other whose texts are looked for; what is deeper stays as it is. Bounds the stack.
const DEEPEST: usize = 64;

/// A text by what is left of its dot path, and how many characters of it are shown.
type Text<'a> = (&'a str, usize);

/// The JSON with these fields alone, or all of them when none is named. Paths go on through lists.
pub fn excerpt(json: &str, fields: &[&str], texts: &[Text<'_>]) -> String {
    let view = View {
        fields: fields.to_vec(),
        ..View::default()
    };
    let narrowed = (!view.is_whole()).then(|| view.narrow(json)).flatten();
    let json = narrowed.as_ref().map_or(json, |narrowed| &narrowed.json);
    let mut out = String::with_capacity(json.len());
    write(json, texts, 0, &mut out);
    out
}

fn write(json: &str, texts: &[Text<'_>], depth: usize, out: &mut String) {
    if texts.is_empty() || depth >= DEEPEST {
        out.push_str(json);
    } else if let Some(items) = elements(json).filter(|_| json.starts_with('[')) {
        out.push('[');
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            write(item.get(), texts, depth + 1, out);
        }
        out.push(']');
    } else if let Some(members) = Members::parse(json).filter(|_| json.starts_with('{')) {
        out.push('{');
        for (index, (key, value)) in members.0.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            out.push_str(&quote(key));
            out.push(':');
            member(key, value.get(), texts, depth, out);
        }
        out.push('}');
    } else {
        out.push_str(json);
    }
}

fn member(key: &str, json: &str, texts: &[Text<'_>], depth: usize, out: &mut String) {
    let mut below = Vec::new();
    for (path, characters) in texts {
        match path.strip_prefix(key) {
            Some("") => return out.push_str(&text(json, *characters)),
            Some(rest) => below.extend(rest.strip_prefix('.').map(|rest| (rest, *characters))),
            None => {}
        }
    }
    write(json, &below, depth + 1, out);
}

/// A value as it is, or a text without its markup and cut.
fn text(json: &str, most: usize) -> Cow<'_, str> {
    let Some(text) = string(json) else {
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
            (&["i", "a.bc"], r#"[{},{"a":null}]"#),
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

    #[test]
    fn no_depth_is_too_deep() {
        let depth = 100_000;
        let lists = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let objects = format!("{}1{}", "{\"t\":".repeat(depth), "}".repeat(depth));
        for deep in [lists, objects] {
            let row = format!(r#"[{{"t":"<p>x</p>","u":{deep}}}]"#);
            let shown = excerpt(&row, &[], &[("t", 9), ("u.t.t.t", 9)]);
            assert!(shown.starts_with(r#"[{"t":"x","u":"#), "{}", &shown[..99]);
            assert_eq!(shown.len(), row.len() - "<p></p>".len());
            let nested = excerpt(&deep, &["t"], &[("t", 9)]);
            assert!(nested.len() <= deep.len());
        }
    }
}
