//! Is a value what the schema says? Values pass through as they were written; what models and clients get wrong in harmless
//! ways is healed: a number for a string, a numeric string for a number, a word in another case or with other separators, an object or list
//! that was sent as a string of JSON, a list of one for that one.

use std::borrow::Cow;

use super::blank::is_free_text;
use super::error::{At, NOT_TEXT, did_you_mean, kind_of};
use super::example;
use super::nested::{array, object, sole};
use super::number::{integer, number, shown, whole};
use super::reading::Reading;
use super::{filter_language, id_form, time};
use crate::catalogue::Shape;
use crate::json::{quote, string};

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
        Shape::Integer { values, min, max } => integer(values, *min, *max, json, at, reading),
        Shape::Number { min, max } => number(*min, *max, json, at, reading),
        Shape::Boolean => boolean(json, at, reading),
        Shape::Time { form, is_future } => time::time(*form, *is_future, json, at, reading),
        Shape::Id { form, is_number } => id_form::id(form, *is_number, json, at, reading),
        Shape::Array { items, min, max } => array(items, *min, *max, json, at, reading),
        Shape::Object { fields, others } => {
            healed(json, '{', "an object", at, reading, &|json, reading| {
                object(fields, *others, json, at, reading)
            })
        }
        Shape::Filter(filter) => healed(json, '{', "an object", at, reading, &|json, reading| {
            filter_language::check(filter, json, at, reading).map(Cow::Owned)
        }),
        // What is in it is looked at where it is opened.
        Shape::File => healed(json, '{', "an object", at, reading, &|json, _| {
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
            let text = whole(json).unwrap_or(Cow::Borrowed(json));
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
        let nearest = did_you_mean(&text, values.iter().copied());
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
    json: &'a str,
    start: char,
    wanted: &str,
    at: &At<'_>,
    reading: &mut Reading<'_>,
    check: &dyn for<'b> Fn(&'b str, &mut Reading<'_>) -> Option<Cow<'b, str>>,
) -> Option<Cow<'a, str>> {
    if json.starts_with(start) {
        return check(json, reading);
    }
    if let Some(inner) = as_json(json, start) {
        return check(&inner, reading).map(|value| Cow::Owned(value.into_owned()));
    }
    let example = example::at(reading.example, at, start);
    reading.push(
        at,
        format!("must be {wanted}{example}, not {}", shown(json)),
    );
    None
}

/// The JSON in a string, where it is what is wanted. It may be a string in a string, and stand between fences as in Markdown.
pub(super) fn as_json(json: &str, start: char) -> Option<String> {
    let text = string(json)?;
    let mut inner = without_fence(&text);
    let again = string(inner);
    if let Some(text) = &again {
        inner = without_fence(text);
    }
    let is_json = inner.starts_with(start)
        && serde_json::from_str::<&serde_json::value::RawValue>(inner).is_ok();
    is_json.then(|| inner.to_owned())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{Clears, ObjectField};
    use crate::platform::UnixSeconds;

    const TEXT: Shape = Shape::String {
        values: &[],
        max_length: Some(3),
    };
    const COLOUR: Shape = Shape::String {
        values: &["red", "green"],
        max_length: None,
    };
    const COUNT: Shape = Shape::Integer {
        values: &[],
        min: Some(1),
        max: Some(99),
    };
    const FREE: Shape = Shape::Integer {
        values: &[],
        min: None,
        max: None,
    };
    static COLOURS: Shape = Shape::Array {
        items: &COLOUR,
        min: Some(1),
        max: Some(2),
    };
    static COUNTS: Shape = Shape::Array {
        items: &COUNT,
        min: None,
        max: None,
    };
    static NAMES: Shape = Shape::Array {
        items: &TEXT,
        min: None,
        max: None,
    };
    static POINTS: Shape = Shape::Array {
        items: &POINT,
        min: None,
        max: None,
    };
    static POINT: Shape = Shape::Object {
        fields: &[ObjectField {
            name: "x",
            wire_name: "X[]",
            required: true,
            clears: Clears::Nothing,
            shape: &FREE,
        }],
        others: None,
    };

    fn run(shape: &Shape, json: &str) -> Result<String, String> {
        let mut reading = Reading::new(UnixSeconds(0), "");
        let value = check(shape, json, &At::argument("a"), &mut reading).map(Cow::into_owned);
        reading
            .unless_any(value.unwrap_or_default())
            .map_err(|errors| {
                errors
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join("; ")
            })
    }

    #[test]
    fn harmless_mistakes_are_healed() {
        for (shape, json, expected) in [
            (&TEXT, "42", "\"42\""),
            (&FREE, "\"42\"", "42"),
            (&FREE, "9007199254740993", "9007199254740993"),
            (
                &FREE,
                "123456789012345678901234567890",
                "123456789012345678901234567890",
            ),
            (
                &Shape::Number {
                    min: None,
                    max: None,
                },
                "1.0",
                "1.0",
            ),
            (&Shape::Boolean, "\"true\"", "true"),
            (&COLOURS, "\"[\\\"red\\\"]\"", "[\"red\"]"),
            (&POINT, "\"{\\\"x\\\": \\\"7\\\"}\"", "{\"X[]\":7}"),
            (&COUNT, "10.0", "10"),
            (&COUNT, "\" 1e1 \"", "10"),
            (&Shape::Boolean, "\" True \"", "true"),
            (&COLOUR, "\" RED \"", "\"red\""),
            (&COLOURS, "\"red, Green,\"", "[\"red\",\"green\"]"),
            (&COLOURS, "\"red\"", "[\"red\"]"),
            (&TEXT, "42.0", "\"42\""),
            (&TEXT, "1e2", "\"100\""),
            (&TEXT, "1.5", "\"1.5\""),
            (&TEXT, "[\"abc\"]", "\"abc\""),
            (&COLOUR, "[\"red\"]", "\"red\""),
            (&COLOUR, "\"[\\\"red\\\"]\"", "\"red\""),
            (&COUNT, "[7]", "7"),
            (&NAMES, "\"red\"", "[\"red\"]"),
            (&NAMES, "7.0", "[\"7\"]"),
            (&NAMES, "[\"a\",\"\",\" \",null]", "[\"a\"]"),
            (&NAMES, "[\"\"]", "[]"),
            (&POINTS, "{\"x\":1}", "[{\"X[]\":1}]"),
            (&POINTS, "\"{\\\"x\\\":1}\"", "[{\"X[]\":1}]"),
            (&COLOURS, r#""\"[\\\"red\\\"]\"""#, "[\"red\"]"),
            (&COLOURS, r#""```json\n[\"red\"]\n```""#, "[\"red\"]"),
            (&NAMES, r#""```\n[\"a\"]\n```""#, "[\"a\"]"),
            (&POINT, r#""\"```json\\n{\\\"x\\\":1}```\"""#, "{\"X[]\":1}"),
            (&COUNTS, "\"1, 2\"", "[1,2]"),
            (&COUNTS, "3.0", "[3]"),
            (
                &POINTS,
                "\"[\\\"{\\\\\\\"x\\\\\\\":1}\\\"]\"",
                "[{\"X[]\":1}]",
            ),
        ] {
            assert_eq!(run(shape, json).as_deref(), Ok(expected), "{json}");
        }
    }

    #[test]
    fn a_word_is_known_in_any_case_and_with_any_separators_where_one_alone_fits() {
        let words = [
            "waiting_on_you",
            "Out of office",
            "created-at",
            "-created-at",
        ];
        for (text, expected) in [
            ("Waiting on you", Some("waiting_on_you")),
            (" waiting-on  you ", Some("waiting_on_you")),
            ("WaitingOnYou", Some("waiting_on_you")),
            ("out_of_office", Some("Out of office")),
            ("created at", Some("created-at")),
            ("_created_at", Some("-created-at")),
            ("waiting", None),
            ("", None),
        ] {
            assert_eq!(known_word(&words, text), expected, "{text}");
        }
        for (words, text) in [
            (["in_progress", "in-progress"], "In Progress"),
            (["GMT-5", "-1"], "GMT5"),
            (["GMT-5", "-1"], "1"),
        ] {
            assert_eq!(known_word(&words, text), None, "{text}");
        }
    }

    #[test]
    fn a_string_is_never_read_as_json_where_a_string_is_wanted() {
        assert_eq!(
            run(
                &Shape::String {
                    values: &[],
                    max_length: None
                },
                "\"{\\\"x\\\":1}\""
            )
            .as_deref(),
            Ok("\"{\\\"x\\\":1}\"")
        );
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        for (shape, json, expected) in [
            (&TEXT, "\"abcd\"", "a must have at most 3 characters"),
            (&TEXT, "{}", "a must be a string, not an object"),
            (&TEXT, "[\"a\",\"b\"]", "a must be a string, not a list"),
            (&TEXT, "[{}]", "a must be a string, not a list"),
            (
                &COLOUR,
                "\"gren\"",
                "a must be one of red, green (did you mean \"green\"?)",
            ),
            (&COUNT, "0", "a must be from 1 to 99"),
            (
                &COUNT,
                "123456789012345678901234567890",
                "a must be from 1 to 99",
            ),
            (&COUNT, "1.5", "a must be a whole number, not 1.5"),
            (&COUNT, "\"many\"", "a must be a whole number, not \"many\""),
            (&COLOURS, "[]", "a has 0 entries; it must be from 1 to 2"),
            (
                &COLOURS,
                "[\"red\",\"blue\"]",
                "a[1] must be one of red, green",
            ),
            (&COLOURS, "\"[red\"", "a must be a list, not \"[red\""),
            (&COLOURS, "\"red,blue\"", "a[1] must be one of red, green"),
            (
                &NAMES,
                "\"red, green\"",
                "a must be a list, not \"red, green\"",
            ),
            (
                &POINT,
                "{\"y\":1}",
                "a.x is required; a.y is not a known key",
            ),
        ] {
            assert_eq!(run(shape, json), Err(expected.to_owned()), "{json}");
        }
    }
}
