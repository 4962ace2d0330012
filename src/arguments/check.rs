//! Is a value what the schema says? Values pass through as they were written; what models and clients get wrong in harmless
//! ways is healed: a number for a string, a numeric string for a number, a word in another case or with other separators, an object or list
//! that was sent as a string of JSON, a list of one for that one.

use std::borrow::Cow;

use super::blank::is_free_text;
use super::error::{At, NOT_TEXT, kind_of, nearest_word};
use super::example;
use super::nested::{array, object, sole};
use super::number::{integer, number, shown, whole};
use super::pieces::of_pairs;
use super::reading::Reading;
use super::{filter_language, id_form, time};
use crate::catalogue::Shape;
use crate::json::{as_json, quote, string};

/// The value as it goes to the vendor; `None` when an error was noted.
pub(super) fn check<'a>(
    shape: &Shape,
    json: &'a str,
    at: &At<'_>,
    reading: &mut Reading<'_>,
) -> Option<Cow<'a, str>> {
    if reading.is_full() {
        return None;
    }
    let json = sole(shape, json);
    if json.starts_with('"')
        && json.contains('[')
        && !is_free_text(shape)
        && let Some(list) = as_json(json, '[')
        && sole(shape, &list) != list
    {
        let one = sole(shape, &list);
        return check(shape, one, at, reading).map(|value| Cow::Owned(value.into_owned()));
    }
    match shape {
        Shape::Any => Some(Cow::Borrowed(json)),
        Shape::String { values, max_length } => text(values, *max_length, json, at, reading),
        Shape::Suggested(words) => suggested(words, json, at, reading),
        Shape::Integer { values, min, max } => integer(values, *min, *max, json, at, reading),
        Shape::Number { min, max } => number(*min, *max, json, at, reading),
        Shape::Boolean => boolean(json, at, reading),
        Shape::Time { form, is_future } => time::time(*form, *is_future, json, at, reading),
        Shape::Id { form, is_number } => id_form::id(form, *is_number, json, at, reading),
        Shape::Array { items, min, max } => array(shape, items, *min, *max, json, at, reading),
        Shape::Object { fields, others } => {
            if let Some(pairs) = of_pairs(shape, json) {
                return object(fields, *others, &pairs, at, reading)
                    .map(|value| Cow::Owned(value.into_owned()));
            }
            healed(shape, json, at, reading, &|json, reading| {
                let Some(example) = example::meant(shape, json, reading) else {
                    return object(fields, *others, json, at, reading);
                };
                reading.push(
                    at,
                    format!("must be an object{example}, not {}", shown(json)),
                );
                None
            })
        }
        Shape::Filter(filter) => healed(shape, json, at, reading, &|json, reading| {
            filter_language::check(filter, json, at, reading).map(Cow::Owned)
        }),
        // What is in it is looked at where it is opened.
        Shape::File => healed(shape, json, at, reading, &|json, _| {
            Some(Cow::Borrowed(json))
        }),
    }
}

fn text<'a>(
    values: &[&str],
    max_length: Option<u32>,
    json: &'a str,
    at: &At<'_>,
    reading: &mut Reading<'_>,
) -> Option<Cow<'a, str>> {
    let (text, json) = match kind_of(json) {
        "a string" => {
            let Some(text) = string(json) else {
                reading.push(at, NOT_TEXT);
                return None;
            };
            (text, Cow::Borrowed(json))
        }
        "a number" => {
            // An id that went through a float is still the id. Of any other text, such as the version 2.0, a digit less would be another.
            let name = at.key_name().or_else(|| at.parent()?.key_name());
            let is_whole = !values.is_empty() || name.is_some_and(id_form::is_name_of_id);
            let text = whole(json).filter(|_| is_whole);
            let text = text.unwrap_or(Cow::Borrowed(json));
            let quoted = quote(&text);
            (text, Cow::Owned(quoted))
        }
        other => {
            reading.push(at, format!("must be a string, not {other}"));
            return None;
        }
    };
    if !values.is_empty() && !values.contains(&text.as_ref()) {
        if let Some(word) = known_word(values, &text) {
            return Some(Cow::Owned(quote(word)));
        }
        let nearest = nearest_word(&text, values.iter().copied());
        reading.push(at, format!("must be one of {}{nearest}", values.join(", ")));
        return None;
    }
    if let Some(most) = max_length
        && usize::try_from(most).is_ok_and(|most| text.chars().nth(most).is_some())
    {
        reading.push(at, format!("must have at most {most} characters"));
        return None;
    }
    Some(json)
}

/// A word of an open set in the set's spelling, or a text of the caller's own.
fn suggested<'a>(
    words: &[&str],
    json: &'a str,
    at: &At<'_>,
    reading: &mut Reading<'_>,
) -> Option<Cow<'a, str>> {
    let checked = text(&[], None, json, at, reading)?;
    let word = string(&checked).and_then(|text| suggested_word(words, &text));
    Some(word.map_or(checked, |word| Cow::Owned(quote(word))))
}

/// The word of an open set that is meant. What is a slug already may be one of the caller's own, as `on-hold` beside the vendor's `on_hold`: only
/// its case is put right.
pub(super) fn suggested_word<'a>(words: &[&'a str], text: &str) -> Option<&'a str> {
    let is_of_slug = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-');
    known_word(words, text)
        .filter(|word| !text.bytes().all(is_of_slug) || word.eq_ignore_ascii_case(text))
}

/// The one word of a set that a text is, but for its case, the spaces around it, and what stands between its parts.
pub(super) fn known_word<'a>(words: &[&'a str], text: &str) -> Option<&'a str> {
    let text = text.trim();
    if let Some(word) = words.iter().find(|word| **word == text) {
        return Some(word);
    }
    let the_one = |is_like: &dyn Fn(&str) -> bool| {
        let mut like = words.iter().filter(|word| is_like(word));
        like.next().copied().filter(|_| like.next().is_none())
    };
    the_one(&|word| word.eq_ignore_ascii_case(text)).or_else(|| {
        let bare = without_separators(text);
        the_one(&|word| without_separators(word) == bare)
    })
}

/// `Waiting on you`, `waiting-on-you` and `waitingOnYou` are one. What does not stand between letters may be a sign: `-created_at`, `GMT-5`.
fn without_separators(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut is_apart = false;
    for letter in text.chars() {
        if matches!(letter, ' ' | '-' | '_') {
            is_apart = true;
            continue;
        }
        if is_apart && !(letter.is_alphabetic() && out.ends_with(char::is_alphabetic)) {
            out.push('_');
        }
        is_apart = false;
        out.push(letter.to_ascii_lowercase());
    }
    out
}

fn boolean<'a>(json: &'a str, at: &At<'_>, reading: &mut Reading<'_>) -> Option<Cow<'a, str>> {
    if let "true" | "false" = json {
        return Some(Cow::Borrowed(json));
    }
    let word = string(json).and_then(|text| known_word(&["true", "false"], &text));
    if word.is_none() {
        reading.push(at, format!("must be true or false, not {}", shown(json)));
    }
    word.map(Cow::Borrowed)
}

/// Checks a list or object that came as such, or as a string of JSON.
pub(super) fn healed<'a>(
    shape: &Shape,
    json: &'a str,
    at: &At<'_>,
    reading: &mut Reading<'_>,
    check: &dyn for<'b> Fn(&'b str, &mut Reading<'_>) -> Option<Cow<'b, str>>,
) -> Option<Cow<'a, str>> {
    let (start, wanted) = if matches!(shape, Shape::Array { .. }) {
        ('[', "a list")
    } else {
        ('{', "an object")
    };
    if json.starts_with(start) {
        return check(json, reading);
    }
    if let Some(inner) = as_json(json, start) {
        return check(&inner, reading).map(|value| Cow::Owned(value.into_owned()));
    }
    let example = example::meant(shape, json, reading)
        .unwrap_or_else(|| example::at(reading.example, at, start));
    reading.push(
        at,
        format!("must be {wanted}{example}, not {}", shown(json)),
    );
    None
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
