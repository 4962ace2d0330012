//! Arguments and fields that may stay empty: what was given for them, if anything was.

use std::borrow::Cow;

use super::blank::{cleared, is_blank, is_empty, is_filler, is_hollow, is_no_id};
use super::check::check;
use super::error::At;
use super::example;
use super::nested::{filter_in, is_blank_entry, is_blank_list, sole};
use super::reading::Reading;
use crate::catalogue::{Argument, Clears, Place, Shape};
use crate::json::{self, is_empty_list, is_empty_object};

/// What stands in a place that may stay empty.
pub enum Slot<'a> {
    /// Goes to the vendor.
    Sent(Cow<'a, str>),
    /// Nothing was given, in whatever words.
    Absent,
    /// An error was noted.
    Wrong,
}

/// Reads what was given for an argument or a field.
pub fn slot<'a>(
    shape: &Shape,
    is_required: bool,
    clears: Clears,
    json: Option<&'a str>,
    at: &At<'_>,
    reading: &mut Reading<'_>,
) -> Slot<'a> {
    let name = at.key_name().unwrap_or_default();
    named(name, shape, is_required, clears, json, at, reading)
}

/// The same of what the record calls `name`; of a key of the caller's own, nothing.
pub(super) fn named<'a>(
    name: &str,
    shape: &Shape,
    is_required: bool,
    clears: Clears,
    json: Option<&'a str>,
    at: &At<'_>,
    reading: &mut Reading<'_>,
) -> Slot<'a> {
    let value = match json {
        Some(json) => {
            if let Some(empty) = cleared(clears, shape, json) {
                return Slot::Sent(Cow::Borrowed(empty));
            }
            let json = sole(shape, json);
            let is_none = is_blank(shape, json)
                || is_no_id(shape, name, json)
                || (!is_required && (is_filler(shape, json) || has_only_blanks(shape, json)));
            if is_none {
                None
            } else {
                let Some(value) = check(shape, json, at, reading) else {
                    return Slot::Wrong;
                };
                let value = Some(value).filter(|value| !is_nothing(shape, value, is_required));
                if value.is_none() && filter_in(shape).is_some() {
                    reading.filters_nothing(at);
                }
                value
            }
        }
        None => None,
    };
    match value {
        Some(value) => Slot::Sent(value),
        None if is_required => {
            let example = example::of_nested(reading.example, at);
            reading.push(at, format!("is required{example}"));
            Slot::Wrong
        }
        None => Slot::Absent,
    }
}

/// Whether what stands there is a value, and none of those that clients send for what nobody asked for.
pub fn is_given(argument: &Argument, json: &str) -> bool {
    let shape = argument.shape;
    if cleared(argument.clears, shape, json).is_some() {
        return true;
    }
    let json = sole(shape, json);
    let is_none = is_blank(shape, json)
        || is_blank_list(shape, json)
        || is_no_id(shape, argument.name, json)
        || (!argument.required && is_filler(shape, json))
        || (argument.place == Place::Query && json::is_blank(json));
    !is_none
}

/// An object that wants some of its keys, and has none of them filled.
fn has_only_blanks(shape: &Shape, json: &str) -> bool {
    if matches!(shape, Shape::File) {
        return is_hollow(json) && !is_empty(json, is_empty_object);
    }
    let Shape::Object { fields, .. } = shape else {
        return false;
    };
    fields.iter().any(|field| field.required) && is_blank_entry(shape, json)
}

/// What was left out of a value may have been all of it.
fn is_nothing(shape: &Shape, value: &str, is_required: bool) -> bool {
    let is_optional_object = !is_required && matches!(shape, Shape::Object { .. });
    if matches!(shape, Shape::Array { .. }) {
        return is_empty(value, is_empty_list);
    }
    (is_optional_object || matches!(shape, Shape::Filter(_))) && is_empty(value, is_empty_object)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{ObjectField, Others};
    use crate::platform::UnixSeconds;

    const TEXT: Shape = Shape::String {
        values: &[],
        max_length: None,
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
        min: None,
        max: None,
    };
    static NAMES: Shape = Shape::Array {
        items: &TEXT,
        min: None,
        max: None,
    };
    static FREE_KEYS: Shape = Shape::Object {
        fields: &[],
        others: Some(&Others {
            shape: &Shape::Any,
            clears: Clears::Nothing,
        }),
    };
    static NOTE: Shape = Shape::Object {
        fields: &[
            ObjectField {
                name: "text",
                wire_name: "text",
                required: true,
                clears: Clears::Nothing,
                shape: &TEXT,
            },
            ObjectField {
                name: "owner",
                wire_name: "owner",
                required: false,
                clears: Clears::Null,
                shape: &FREE,
            },
            ObjectField {
                name: "colour",
                wire_name: "colour",
                required: false,
                clears: Clears::Nothing,
                shape: &COLOUR,
            },
        ],
        others: None,
    };

    static NOTES: Shape = Shape::Array {
        items: &NOTE,
        min: None,
        max: None,
    };

    fn put(shape: &Shape, is_required: bool, json: Option<&str>) -> Result<String, String> {
        let mut reading = Reading::new(UnixSeconds(0), "");
        let at = At::argument("a");
        let slot = slot(shape, is_required, Clears::Nothing, json, &at, &mut reading);
        let sent = match slot {
            Slot::Sent(value) => value.into_owned(),
            Slot::Absent => "absent".to_owned(),
            Slot::Wrong => "wrong".to_owned(),
        };
        reading.unless_any(sent).map_err(|errors| {
            let all: Vec<String> = errors.iter().map(ToString::to_string).collect();
            all.join("; ")
        })
    }

    #[test]
    fn what_is_empty_is_absent_at_every_depth_and_missed_only_where_it_is_required() {
        for (shape, json, optional, required) in [
            (&TEXT, None, "absent", Err("a is required")),
            (&TEXT, Some("null"), "absent", Err("a is required")),
            (&TEXT, Some("\"\""), "absent", Err("a is required")),
            (&COUNT, Some("0"), "absent", Err("a is required")),
            (&FREE, Some("0"), "0", Ok("0")),
            (&COLOURS, Some("[]"), "absent", Err("a is required")),
            (&NAMES, Some(r#"[""]"#), "absent", Err("a is required")),
            (
                &NAMES,
                Some(r#"["  ",null]"#),
                "absent",
                Err("a is required"),
            ),
            (&NAMES, Some(r#""\"[]\"""#), "absent", Err("a is required")),
            (&TEXT, Some("[]"), "absent", Err("a is required")),
            (&TEXT, Some(r#"[""]"#), "absent", Err("a is required")),
            (&TEXT, Some(r#"["x"]"#), r#""x""#, Ok(r#""x""#)),
            (
                &COUNT,
                Some(r#""null""#),
                "absent",
                Err("a must be a whole number, not \"null\""),
            ),
            (&TEXT, Some(r#""null""#), r#""null""#, Ok(r#""null""#)),
            (&FREE_KEYS, Some("{ }"), "absent", Ok("{ }")),
            (&FREE_KEYS, Some(r#""{}""#), "absent", Ok("{}")),
            (
                &FREE_KEYS,
                Some(r#"{"plan":null,"note":""}"#),
                r#"{"plan":null,"note":""}"#,
                Ok(r#"{"plan":null,"note":""}"#),
            ),
            (
                &NOTE,
                Some(r#"{"text":"","colour":null}"#),
                "absent",
                Err("a.text is required"),
            ),
            (
                &NOTE,
                Some(r#"{"text":"x","colour":"","owner":null}"#),
                r#"{"text":"x","owner":null}"#,
                Ok(r#"{"text":"x","owner":null}"#),
            ),
        ] {
            assert_eq!(put(shape, false, json).as_deref(), Ok(optional), "{json:?}");
            let required = required.map(str::to_owned).map_err(str::to_owned);
            assert_eq!(put(shape, true, json), required, "{json:?}");
        }
        for filled in ["[{}]", r#"[null,"",{"text":"","colour":null}]"#] {
            assert_eq!(put(&NOTES, false, Some(filled)).as_deref(), Ok("absent"));
            let missed = Err("a is required".to_owned());
            assert_eq!(put(&NOTES, true, Some(filled)), missed);
        }
        assert_eq!(
            put(&NOTES, false, Some(r#"[{"owner":null}]"#)),
            Err("a[0].text is required".to_owned()),
            "it clears"
        );
        assert_eq!(
            put(&COLOURS, false, Some(r#"["",{}]"#)),
            Err("a[1] must be a string, not an object".to_owned())
        );
    }
}
