//! Numbers as JSON and models write them. They stay texts, so that none is rounded.

use std::borrow::Cow;

use super::error::At;
use super::reading::Reading;
use crate::json::{quote, string};

/// Longer is no number that a vendor could mean, and `1e999999999` must not become so many zeros.
const MOST_DIGITS: usize = 60;

/// Of a caller's own value, in a sentence.
const LONGEST_SHOWN: usize = 40;

/// The text of a number that came bare or as a string.
pub(super) fn numeric(json: &str) -> Option<Cow<'_, str>> {
    let text = if json.starts_with('"') {
        Cow::Owned(string(json)?.trim().to_owned())
    } else {
        Cow::Borrowed(json)
    };
    is_number(&text).then_some(text)
}

/// As JSON writes one.
pub(super) fn is_number(text: &str) -> bool {
    text.starts_with(|first: char| first == '-' || first.is_ascii_digit())
        && serde_json::from_str::<serde_json::Number>(text).is_ok()
}

/// A number's digits where it is whole, however it is written: JSON Schema counts 10.0 and 1e1 as integers. Takes what `is_number` takes.
pub(super) fn whole(text: &str) -> Option<Cow<'_, str>> {
    let (sign, rest) = text
        .strip_prefix('-')
        .map_or(("", text), |rest| ("-", rest));
    if rest.bytes().all(|byte| byte.is_ascii_digit()) && text != "-0" {
        return Some(Cow::Borrowed(text));
    }
    let (mantissa, exponent) = rest.split_once(['e', 'E']).unwrap_or((rest, "0"));
    let exponent: i64 = exponent.parse().ok()?;
    let (integer, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{integer}{fraction}");
    let digits = all.trim_start_matches('0');
    if digits.is_empty() {
        return Some(Cow::Borrowed("0"));
    }
    // How many of the digits stand before the point.
    let point = i64::try_from(integer.len()).ok()?.checked_add(exponent)?;
    let length = point - i64::try_from(all.len() - digits.len()).ok()?;
    let length = usize::try_from(length)
        .ok()
        .filter(|length| *length <= MOST_DIGITS)?;
    let (kept, cut) = digits.split_at(length.min(digits.len()));
    if kept.is_empty() || cut.bytes().any(|digit| digit != b'0') {
        return None;
    }
    Some(Cow::Owned(format!("{sign}{kept:0<length$}")))
}

pub(super) fn integer<'a>(
    values: &[i64],
    min: Option<i64>,
    max: Option<i64>,
    json: &'a str,
    at: &At<'_>,
    reading: &mut Reading<'_>,
) -> Option<Cow<'a, str>> {
    let whole = numeric(json).and_then(|text| match text {
        Cow::Borrowed(text) => whole(text),
        Cow::Owned(text) => whole(&text).map(|whole| Cow::Owned(whole.into_owned())),
    });
    let Some(whole) = whole else {
        reading.push(at, format!("must be a whole number, not {}", shown(json)));
        return None;
    };
    // Larger than 64 bits is beyond every bound that a record can name, and is sent as written.
    let number: Option<i64> = whole.parse().ok();
    let is_low = |bound: i64| number.map_or(whole.starts_with('-'), |number| number < bound);
    let is_high = |bound: i64| number.map_or(!whole.starts_with('-'), |number| number > bound);
    if !values.is_empty() && !number.is_some_and(|number| values.contains(&number)) {
        let valid: Vec<String> = values.iter().map(ToString::to_string).collect();
        reading.push(at, format!("must be one of {}", valid.join(", ")));
        return None;
    }
    if min.is_some_and(is_low) || max.is_some_and(is_high) {
        reading.push(at, bounds(min, max));
        return None;
    }
    Some(whole)
}

pub(super) fn number<'a>(
    min: Option<f64>,
    max: Option<f64>,
    json: &'a str,
    at: &At<'_>,
    reading: &mut Reading<'_>,
) -> Option<Cow<'a, str>> {
    let Some(text) = numeric(json) else {
        reading.push(at, format!("must be a number, not {}", shown(json)));
        return None;
    };
    let value: f64 = text.parse().unwrap_or(f64::NAN);
    if min.is_some_and(|bound| value < bound) || max.is_some_and(|bound| value > bound) {
        reading.push(at, bounds(min, max));
        return None;
    }
    Some(text)
}

pub(super) fn bounds<T: std::fmt::Display>(min: Option<T>, max: Option<T>) -> String {
    match (min, max) {
        (Some(min), Some(max)) => format!("must be from {min} to {max}"),
        (Some(min), None) => format!("must be at least {min}"),
        (None, Some(max)) => format!("must be at most {max}"),
        (None, None) => "is out of range".to_owned(),
    }
}

/// A short value as it is, a long one by its kind.
pub(super) fn shown(json: &str) -> &str {
    if json.len() <= LONGEST_SHOWN {
        json
    } else {
        super::error::kind_of(json)
    }
}

/// A text where a text is right, and this one is not: its start, of a long one.
pub(super) fn shown_text(text: &str) -> String {
    match text.char_indices().nth(LONGEST_SHOWN) {
        Some((end, _)) => quote(&format!("{}…", text.get(..end).unwrap_or_default())),
        None => quote(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_whole_however_it_is_written_and_keeps_every_digit() {
        for (text, expected) in [
            ("10", Some("10")),
            ("10.0", Some("10")),
            ("1e1", Some("10")),
            ("1.0E+1", Some("10")),
            ("1.5e1", Some("15")),
            ("1500e-2", Some("15")),
            ("-8.000", Some("-8")),
            ("0.0", Some("0")),
            ("-0", Some("0")),
            ("0e9999999999", Some("0")),
            ("0e99", Some("0")),
            ("0.05e2", Some("5")),
            ("0.5", None),
            ("1.5", None),
            ("15e-2", None),
            ("1e-400", None),
            ("1e400", None),
            ("1e99999999999999999999", None),
            ("9007199254740993", Some("9007199254740993")),
            ("9007199254740993.0", Some("9007199254740993")),
            ("900719925474099300e-2", Some("9007199254740993")),
            (
                "123456789012345678901234567890",
                Some("123456789012345678901234567890"),
            ),
        ] {
            assert_eq!(whole(text).as_deref(), expected, "{text}");
        }
        assert!(matches!(whole("42"), Some(Cow::Borrowed("42"))));
    }
}
