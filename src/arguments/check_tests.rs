//! Values of every shape, as they come and as they go.

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
const STATE: Shape = Shape::Suggested(&["in_progress", "closed"]);
const SIZE: Shape = Shape::String {
    values: &["1", "2"],
    max_length: None,
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
        (&STATE, "\"In Progress\"", "\"in_progress\""),
        (&STATE, "\" My own \"", "\" My own \""),
        (&STATE, "[\"closed\"]", "\"closed\""),
        (&TEXT, "2.0", "\"2.0\""),
        (&TEXT, "1e2", "\"1e2\""),
        (&TEXT, "1.5", "\"1.5\""),
        (&SIZE, "2.0", "\"2\""),
        (&STATE, "\"in-progress\"", "\"in-progress\""),
        (&TEXT, "[\"abc\"]", "\"abc\""),
        (&COLOUR, "[\"red\"]", "\"red\""),
        (&COLOUR, "\"[\\\"red\\\"]\"", "\"red\""),
        (&COUNT, "[7]", "7"),
        (&NAMES, "\"red\"", "[\"red\"]"),
        (&NAMES, "7.0", "[\"7.0\"]"),
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
fn a_slug_of_an_open_set_stays_as_it_is_but_for_its_case() {
    let words = ["on_hold", "HIGH", "new"];
    for (text, expected) in [
        ("on-hold", None),
        ("onhold", None),
        ("on_hold", Some("on_hold")),
        ("On-Hold", Some("on_hold")),
        ("on hold", Some("on_hold")),
        (" on-hold ", Some("on_hold")),
        ("high", Some("HIGH")),
        ("New", Some("new")),
    ] {
        assert_eq!(suggested_word(&words, text), expected, "{text}");
    }
}

#[test]
fn a_number_for_an_id_is_whole_and_for_any_other_text_as_it_was_written() {
    let free = Shape::String {
        values: &[],
        max_length: None,
    };
    let all = Shape::Array {
        items: &Shape::String {
            values: &[],
            max_length: None,
        },
        min: None,
        max: None,
    };
    for (shape, name, json, expected) in [
        (&free, "company_id", "42.0", "\"42\""),
        (&free, "externalId", "1e2", "\"100\""),
        (&all, "contact_ids", "[7.0]", "[\"7\"]"),
        (&free, "paid", "42.0", "\"42.0\""),
        (&free, "value", "2.0", "\"2.0\""),
        (&all, "versions", "[2.0]", "[\"2.0\"]"),
    ] {
        let mut reading = Reading::new(UnixSeconds(0), "");
        let value = check(shape, json, &At::argument(name), &mut reading);
        assert_eq!(value.as_deref(), Some(expected), "{name} {json}");
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
