//! Is a value what the schema says? Values pass through as they were written; what models and clients get wrong in harmless
//! ways is healed: a number for a string, a numeric string for a number, an object or list that was sent as a string of JSON.

use std::borrow::Cow;

use super::filter_language;
use super::mend::{At, Mends, NOT_TEXT, did_you_mean, kind_of};
use crate::catalogue::{ObjectField, Shape};
use crate::json::{Members, elements, quote, string};

/// The value as it goes to the vendor; `None` when a mend was noted.
pub(super) fn check<'a>(
    shape: &Shape,
    json: &'a str,
    at: &At<'_>,
    mends: &mut Mends,
) -> Option<Cow<'a, str>> {
    if mends.is_full() {
        return None;
    }
    match shape {
        Shape::Any => Some(Cow::Borrowed(json)),
        Shape::String { values, max_length } => text(values, *max_length, json, at, mends),
        Shape::Integer { values, min, max } => integer(values, *min, *max, json, at, mends),
        Shape::Number { min, max } => number(*min, *max, json, at, mends),
        Shape::Boolean => boolean(json, at, mends),
        Shape::Array { items, min, max } => {
            healed(json, '[', "a list", at, mends, &|json, mends| {
                array(items, *min, *max, json, at, mends)
            })
        }
        Shape::Object { fields, others } => {
            healed(json, '{', "an object", at, mends, &|json, mends| {
                object(fields, *others, json, at, mends)
            })
        }
        Shape::Filter(filter) => healed(json, '{', "an object", at, mends, &|json, mends| {
            filter_language::check(filter, json, at, mends).map(Cow::Owned)
        }),
        Shape::File => {
            mends.push(at, "a file cannot stand here");
            None
        }
    }
}

fn text<'a>(
    values: &[&str],
    max_length: Option<u32>,
    json: &'a str,
    at: &At<'_>,
    mends: &mut Mends,
) -> Option<Cow<'a, str>> {
    let (text, json) = match kind_of(json) {
        "a string" => {
            let Some(text) = string(json) else {
                mends.push(at, NOT_TEXT);
                return None;
            };
            (text, Cow::Borrowed(json))
        }
        "a number" => (Cow::Borrowed(json), Cow::Owned(quote(json))),
        other => {
            mends.push(at, format!("must be a string, not {other}"));
            return None;
        }
    };
    if !values.is_empty() && !values.contains(&text.as_ref()) {
        let nearest = did_you_mean(&text, values.iter().copied());
        mends.push(at, format!("must be one of {}{nearest}", values.join(", ")));
        return None;
    }
    if let Some(most) = max_length
        && usize::try_from(most).is_ok_and(|most| text.chars().nth(most).is_some())
    {
        mends.push(at, format!("must have at most {most} characters"));
        return None;
    }
    Some(json)
}

/// The text of a number that came bare or as a string.
fn numeric(json: &str) -> Option<Cow<'_, str>> {
    let text = if json.starts_with('"') {
        Cow::Owned(string(json)?.trim().to_owned())
    } else {
        Cow::Borrowed(json)
    };
    serde_json::from_str::<serde_json::Number>(&text)
        .is_ok()
        .then_some(text)
}

fn integer<'a>(
    values: &[i64],
    min: Option<i64>,
    max: Option<i64>,
    json: &'a str,
    at: &At<'_>,
    mends: &mut Mends,
) -> Option<Cow<'a, str>> {
    let whole = numeric(json).filter(|text| {
        text.bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'-')
    });
    let Some(whole) = whole else {
        mends.push(at, format!("must be a whole number, not {}", shown(json)));
        return None;
    };
    // Larger than 64 bits is beyond every bound that a record can name, and is sent as written.
    let number: Option<i64> = whole.parse().ok();
    let is_low = |bound: i64| number.map_or(whole.starts_with('-'), |number| number < bound);
    let is_high = |bound: i64| number.map_or(!whole.starts_with('-'), |number| number > bound);
    if !values.is_empty() && !number.is_some_and(|number| values.contains(&number)) {
        let valid: Vec<String> = values.iter().map(ToString::to_string).collect();
        mends.push(at, format!("must be one of {}", valid.join(", ")));
        return None;
    }
    if min.is_some_and(is_low) || max.is_some_and(is_high) {
        mends.push(at, bounds(min, max));
        return None;
    }
    Some(whole)
}

fn number<'a>(
    min: Option<f64>,
    max: Option<f64>,
    json: &'a str,
    at: &At<'_>,
    mends: &mut Mends,
) -> Option<Cow<'a, str>> {
    let Some(text) = numeric(json) else {
        mends.push(at, format!("must be a number, not {}", shown(json)));
        return None;
    };
    let value: f64 = text.parse().unwrap_or(f64::NAN);
    if min.is_some_and(|bound| value < bound) || max.is_some_and(|bound| value > bound) {
        mends.push(at, bounds(min, max));
        return None;
    }
    Some(text)
}

fn bounds<T: std::fmt::Display>(min: Option<T>, max: Option<T>) -> String {
    match (min, max) {
        (Some(min), Some(max)) => format!("must be from {min} to {max}"),
        (Some(min), None) => format!("must be at least {min}"),
        (None, Some(max)) => format!("must be at most {max}"),
        (None, None) => "is out of range".to_owned(),
    }
}

fn boolean<'a>(json: &'a str, at: &At<'_>, mends: &mut Mends) -> Option<Cow<'a, str>> {
    match json {
        "true" | "false" => Some(Cow::Borrowed(json)),
        "\"true\"" => Some(Cow::Borrowed("true")),
        "\"false\"" => Some(Cow::Borrowed("false")),
        _ => {
            mends.push(at, format!("must be true or false, not {}", shown(json)));
            None
        }
    }
}

/// Checks a list or object that came as such, or as a string of JSON.
fn healed<'a>(
    json: &'a str,
    start: char,
    wanted: &str,
    at: &At<'_>,
    mends: &mut Mends,
    check: &dyn for<'b> Fn(&'b str, &mut Mends) -> Option<Cow<'b, str>>,
) -> Option<Cow<'a, str>> {
    if json.starts_with(start) {
        return check(json, mends);
    }
    if let Some(inner) = json.starts_with('"').then(|| string(json)).flatten()
        && inner.trim().starts_with(start)
        && serde_json::from_str::<&serde_json::value::RawValue>(inner.trim()).is_ok()
    {
        return check(inner.trim(), mends).map(|value| Cow::Owned(value.into_owned()));
    }
    mends.push(at, format!("must be {wanted}, not {}", shown(json)));
    None
}

fn array<'a>(
    items: &Shape,
    min: Option<u32>,
    max: Option<u32>,
    json: &'a str,
    at: &At<'_>,
    mends: &mut Mends,
) -> Option<Cow<'a, str>> {
    let elements = elements(json)?;
    let count = u32::try_from(elements.len()).unwrap_or(u32::MAX);
    if min.is_some_and(|min| count < min) || max.is_some_and(|max| count > max) {
        mends.push(at, format!("has {count} entries; it {}", bounds(min, max)));
        return None;
    }
    let checked: Vec<Option<Cow<'a, str>>> = elements
        .iter()
        .enumerate()
        .map(|(index, element)| check(items, element.get(), &at.index(index), mends))
        .collect();
    let checked: Vec<Cow<'a, str>> = checked.into_iter().collect::<Option<_>>()?;
    if checked.iter().all(|item| matches!(item, Cow::Borrowed(_))) {
        return Some(Cow::Borrowed(json));
    }
    Some(Cow::Owned(format!("[{}]", checked.join(","))))
}

fn object<'a>(
    fields: &[ObjectField],
    others: Option<&Shape>,
    json: &'a str,
    at: &At<'_>,
    mends: &mut Mends,
) -> Option<Cow<'a, str>> {
    let members = Members::parse(json)?;
    let mut is_good = true;
    for field in fields.iter().filter(|field| field.required) {
        if members.get(field.name).is_none() {
            mends.push(&at.key(field.name), "is required");
            is_good = false;
        }
    }
    let mut out = String::from("{");
    for (key, value) in &members.0 {
        if mends.is_full() {
            return None;
        }
        let here = at.key(key);
        let field = fields.iter().find(|field| field.name == key);
        let Some(shape) = field.map(|field| field.shape).or(others) else {
            let nearest = did_you_mean(key, fields.iter().map(|field| field.name));
            mends.push(&here, format!("is not a known key{nearest}"));
            is_good = false;
            continue;
        };
        let Some(value) = check(shape, value.get(), &here, mends) else {
            is_good = false;
            continue;
        };
        if out.len() > 1 {
            out.push(',');
        }
        out.push_str(&quote(field.map_or(key.as_ref(), |field| field.wire_name)));
        out.push(':');
        out.push_str(&value);
    }
    out.push('}');
    is_good.then_some(Cow::Owned(out))
}

/// A short value as it is, a long one by its kind.
fn shown(json: &str) -> &str {
    if json.len() <= 40 {
        json
    } else {
        kind_of(json)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    static POINT: Shape = Shape::Object {
        fields: &[ObjectField {
            name: "x",
            wire_name: "X[]",
            required: true,
            shape: &FREE,
        }],
        others: None,
    };

    fn run(shape: &Shape, json: &str) -> Result<String, String> {
        let mut mends = Mends::default();
        let value = check(shape, json, &At::argument("a"), &mut mends).map(Cow::into_owned);
        mends
            .unless_any(value.unwrap_or_default())
            .map_err(|mends| {
                mends
                    .iter()
                    .map(|mend| format!("{} {}", mend.argument, mend.message))
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
        ] {
            assert_eq!(run(shape, json).as_deref(), Ok(expected), "{json}");
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
            (&COLOURS, "\"red\"", "a must be a list, not \"red\""),
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
