//! Lists in other forms than their own: a text with commas, a list inside of a list, an object as a list of its names and values.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::blank::{is_empty, is_free_text, is_word_of_people};
use super::check::known_word;
use super::example::is_map_of;
use super::id_form;
use crate::catalogue::{IdForm, IdPattern, Shape};
use crate::json::{Members, as_json, elements, is_empty_object, object_of, quote, string};

/// What people and models write between the entries of a list.
pub(super) const SEPARATORS: [char; 3] = [',', ';', '\n'];

/// Under which key a list of pairs says what a value is of.
const NAMES: [&str; 4] = ["name", "key", "property", "field"];

/// A list of the one that was given, or of what stands between commas where its entries cannot hold one; none where the text means to be JSON.
pub(super) fn one_or_split(items: &Shape, json: &str) -> Option<String> {
    match items {
        Shape::Object { .. } | Shape::File | Shape::Filter(_) => {
            let inner = as_json(json, '{');
            let one = inner.as_deref().unwrap_or(json);
            let is_one =
                one.starts_with('{') && !is_empty(one, is_empty_object) && !is_map_of(items, one);
            return is_one.then(|| format!("[{one}]"));
        }
        Shape::Any | Shape::Boolean | Shape::Array { .. } => return None,
        Shape::Integer { .. }
        | Shape::Number { .. }
        | Shape::String { .. }
        | Shape::Suggested(_)
        | Shape::Time { .. }
        | Shape::Id { .. } => {}
    }
    let Some(text) = string(json) else {
        let is_number = json.starts_with(|first: char| first == '-' || first.is_ascii_digit());
        return is_number.then(|| format!("[{json}]"));
    };
    let text = text.trim();
    if is_json(text) {
        return None;
    }
    let pieces = pieces(items, text);
    // Where a comma can be part of an entry, whoever wrote one has to say what it is. So has who wrote "none", which names no tag.
    let is_unclear =
        may_hold_commas(items) && (text.contains(SEPARATORS) || is_word_of_people(text));
    (pieces.len() > 1 || !is_unclear).then(|| list_of(pieces.into_iter().map(quote)))
}

/// What stands between commas in a text that is no JSON, whole or broken.
pub(super) fn split_text(text: &str) -> Option<Vec<&str>> {
    let pieces = text.split(SEPARATORS).map(str::trim);
    (!is_json(text.trim())).then(|| pieces.filter(|piece| !piece.is_empty()).collect())
}

/// Whether a text is nothing, or begins as JSON does.
fn is_json(text: &str) -> bool {
    text.is_empty() || text.starts_with(['[', '{', '"', '`'])
}

/// A list without the lists in it, and with one entry for each that a text in it names; none where there is nothing to take apart.
pub(super) fn taken_apart(items: &Shape, json: &str) -> Option<String> {
    if matches!(items, Shape::Any | Shape::Array { .. }) {
        return None;
    }
    let elements = elements(json)?;
    let several = |element: &&RawValue| several(items, element.get());
    // Almost always there is nothing to take apart, and entries can be long.
    if !elements.iter().any(|element| several(element).is_some()) {
        return None;
    }
    let out = elements
        .iter()
        .flat_map(|element| several(element).unwrap_or_else(|| vec![element.get().to_owned()]));
    Some(list_of(out))
}

/// The entries that one entry holds; none where it is one itself.
fn several(items: &Shape, json: &str) -> Option<Vec<String>> {
    let inner = as_json(json, '[').filter(|_| !is_free_text(items));
    if let Some(inner) = elements(inner.as_deref().unwrap_or(json)) {
        let inner = inner.iter().map(|entry| entry.get().to_owned()).collect();
        return Some(inner).filter(|inner: &Vec<String>| !inner.is_empty());
    }
    let text = string(json)?;
    // Of other kinds a text is one: `1,5` may be a number. So is a name that stands where an id is due: a tool finds the id of it.
    let is_one = if let Shape::Id { form, .. } = items {
        can_be_words(form) || id_form::taken(form, text.trim()).is_some()
    } else if let Shape::String { values, .. } = items {
        !values.is_empty() && known_word(values, &text).is_some()
    } else {
        true
    };
    let pieces = pieces(items, &text);
    (!is_one && pieces.len() > 1).then(|| pieces.into_iter().map(quote).collect())
}

/// What stands between commas, and between spaces where no entry can hold one: ids, and addresses among free texts.
fn pieces<'a>(items: &Shape, text: &'a str) -> Vec<&'a str> {
    if may_hold_commas(items) {
        let words = text.split(|at: char| matches!(at, ',' | ';') || at.is_whitespace());
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        let are_addresses = words.iter().all(|word| id_form::is_address(word));
        return if are_addresses { words } else { vec![text] };
    }
    let pieces = text.split(SEPARATORS).map(str::trim);
    let pieces = pieces.filter(|piece| !piece.is_empty());
    let Shape::Id { form, .. } = items else {
        return pieces.collect();
    };
    if can_be_words(form) {
        return pieces.collect();
    }
    let apart = pieces.flat_map(|piece| {
        let words: Vec<&str> = piece.split_whitespace().collect();
        let are_ids = words.iter().all(|word| id_form::fits(form, word));
        if are_ids && !id_form::fits(form, piece) {
            words
        } else {
            vec![piece]
        }
    });
    apart.collect()
}

/// Whether the words of a name can pass for ids: `Tier 2 Support` is one team.
fn can_be_words(form: &IdForm) -> bool {
    let of_words = [IdPattern::Slug, IdPattern::Unknown, IdPattern::Any];
    !form.found_by.is_empty() && form.patterns.iter().any(|one| of_words.contains(one))
}

fn may_hold_commas(items: &Shape) -> bool {
    is_free_text(items) || matches!(items, Shape::Suggested(_))
}

fn list_of(entries: impl IntoIterator<Item = String>) -> String {
    let entries: Vec<String> = entries.into_iter().collect();
    format!("[{}]", entries.join(","))
}

/// `[{"name": "plan", "value": "pro"}]` as `{"plan": "pro"}`, where an object has free keys and none is called `value`.
pub(super) fn of_pairs(shape: &Shape, json: &str) -> Option<String> {
    let Shape::Object {
        fields,
        others: Some(_),
    } = shape
    else {
        return None;
    };
    if fields.iter().any(|field| field.name == "value") {
        return None;
    }
    let list = as_json(json, '[');
    let mut object: Vec<(Cow<'_, str>, &str)> = Vec::new();
    for entry in elements(list.as_deref().unwrap_or(json))? {
        let pair = Members::parse(entry.get()).filter(|pair| pair.0.len() == 2)?;
        let value = pair.get("value")?;
        let name = NAMES.iter().find_map(|name| pair.get(name));
        let name = string(name?)?;
        if object.iter().any(|(earlier, _)| *earlier == name) {
            return None;
        }
        object.push((name, value));
    }
    (!object.is_empty()).then(|| object_of(object))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{Clears, ObjectField, Others};

    const TEXT: Shape = Shape::String {
        values: &[],
        max_length: None,
    };
    const WORD: Shape = Shape::String {
        values: &["red", "green, pale"],
        max_length: None,
    };
    const COUNT: Shape = Shape::Integer {
        values: &[],
        min: None,
        max: None,
    };
    static NAME: IdForm = IdForm {
        noun: "a property",
        patterns: &[IdPattern::Slug],
        words: &[],
        from: &["#"],
        found_by: "",
    };
    const ID: Shape = Shape::Id {
        form: &NAME,
        is_number: false,
    };
    static FREE: Others = Others {
        shape: &TEXT,
        clears: Clears::Nothing,
    };

    #[test]
    fn a_text_of_several_is_a_list_where_none_of_them_can_hold_what_stands_between() {
        for (items, json, expected) in [
            (
                &ID,
                r#""email firstname""#,
                Some(r#"["email","firstname"]"#),
            ),
            (&ID, r##""# 7, #8; 9""##, Some(r##"["# 7","#8","9"]"##)),
            (&ID, r#""not a@name""#, Some(r#"["not a@name"]"#)),
            (
                &TEXT,
                r#""https://a.example/x,y.png, https://b.example""#,
                None,
            ),
            (
                &TEXT,
                r#""https://a.example/1.png, https://a.example/2.png""#,
                Some(r#"["https://a.example/1.png","https://a.example/2.png"]"#),
            ),
            (
                &TEXT,
                r#""a@acme.example b@acme.example""#,
                Some(r#"["a@acme.example","b@acme.example"]"#),
            ),
            (&TEXT, r#""Smith, John""#, None),
            (&TEXT, r#""two words""#, Some(r#"["two words"]"#)),
            (&COUNT, r#""1, 2""#, Some(r#"["1","2"]"#)),
        ] {
            assert_eq!(one_or_split(items, json).as_deref(), expected, "{json}");
        }
    }

    #[test]
    fn entries_of_a_list_are_taken_apart_where_they_hold_several() {
        for (items, json, expected) in [
            (&COUNT, "[[7],[8,9],10]", Some("[7,8,9,10]")),
            (&TEXT, r#"[["a"]]"#, Some(r#"["a"]"#)),
            (&ID, r#"["[\"a\",\"b\"]"]"#, Some(r#"["a","b"]"#)),
            (&ID, r#"["email,phone"]"#, Some(r#"["email","phone"]"#)),
            (
                &WORD,
                r#"["red, Green, pale"]"#,
                Some(r#"["red","Green","pale"]"#),
            ),
            (&WORD, r#"["Green, pale"]"#, None),
            (
                &TEXT,
                r#"["https://a.example, https://b.example"]"#,
                Some(r#"["https://a.example","https://b.example"]"#),
            ),
            (&TEXT, r#"["a, b","[\"a\"]"]"#, None),
            (&COUNT, r#"["1,5"]"#, None),
            (&COUNT, "[[]]", None),
            (&Shape::Any, "[[7]]", None),
        ] {
            assert_eq!(taken_apart(items, json).as_deref(), expected, "{json}");
        }
    }

    #[test]
    fn a_list_of_names_and_values_is_an_object_where_keys_are_free() {
        let free = Shape::Object {
            fields: &[],
            others: Some(&FREE),
        };
        for (json, expected) in [
            (
                r#"[{"name":"plan","value":"pro"}]"#,
                Some(r#"{"plan":"pro"}"#),
            ),
            (
                r#""[{\"property\":\"a\",\"value\":1},{\"key\":\"b\",\"value\":null}]""#,
                Some(r#"{"a":1,"b":null}"#),
            ),
            (r#"[{"name":"a","value":1},{"name":"a","value":2}]"#, None),
            (r#"[{"name":"a","value":1,"id":2}]"#, None),
            (r#"[{"plan":"pro"}]"#, None),
            (r#"{"name":"plan","value":"pro"}"#, None),
            ("[]", None),
        ] {
            assert_eq!(of_pairs(&free, json).as_deref(), expected, "{json}");
        }
        let known = Shape::Object {
            fields: &[ObjectField {
                name: "value",
                wire_name: "value",
                required: true,
                clears: Clears::Nothing,
                shape: &TEXT,
            }],
            others: Some(&FREE),
        };
        assert_eq!(of_pairs(&known, r#"[{"name":"a","value":"b"}]"#), None);
    }
}
