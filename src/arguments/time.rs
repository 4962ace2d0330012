//! Times as people and models write them: RFC 3339, a day, or seconds since 1970. They go out as the vendor writes them.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, NaiveDateTime};

use super::error::{At, NOT_TEXT, kind_of};
use super::number::{is_number, shown, whole};
use super::reading::Reading;
use crate::catalogue::TimeForm;
use crate::json::{quote, string};

/// Years 1970 to 2286. What is larger counts something smaller than seconds.
const SECONDS: std::ops::Range<i64> = 0..10_000_000_000;

/// 1980: an earlier time in milliseconds is rather a mistake of another kind.
const FIRST_IN_OTHER_UNITS: i64 = 315_532_800;

const UNITS: [(i64, &str); 3] = [
    (1_000, "milliseconds"),
    (1_000_000, "microseconds"),
    (1_000_000_000, "nanoseconds"),
];

/// One time, and how it was written.
enum Written<'a> {
    Number(i64),
    Day(&'a str, NaiveDate),
    /// RFC 3339, perhaps without seconds.
    Moment(&'a str, i64),
}

/// The time as JSON in the vendor's form; `None` when an error was noted.
pub(super) fn time<'a>(
    form: TimeForm,
    is_future: bool,
    json: &'a str,
    at: &At<'_>,
    reading: &mut Reading<'_>,
) -> Option<Cow<'a, str>> {
    let text = match kind_of(json) {
        "a string" => {
            let Some(text) = string(json) else {
                reading.push(at, NOT_TEXT);
                return None;
            };
            text
        }
        "a number" => Cow::Borrowed(json),
        other => {
            reading.push(at, format!("must be {}, not {other}", in_words(form)));
            return None;
        }
    };
    let told = read(form, text.trim()).and_then(|written| {
        let seconds = written.seconds();
        let now = i64::try_from(reading.now.0).unwrap_or(i64::MAX);
        if is_future && seconds <= now {
            return Err(format!(
                "{} has passed: it is {} now; send a later time",
                iso(seconds),
                iso(now)
            ));
        }
        written.sent(form)
    });
    match told {
        Ok(sent) if sent == json => Some(Cow::Borrowed(json)),
        Ok(sent) => Some(Cow::Owned(sent)),
        Err(message) => {
            reading.push(at, message);
            None
        }
    }
}

/// What is wrong with it, where it is no time.
fn read(form: TimeForm, text: &str) -> Result<Written<'_>, String> {
    if is_number(text) {
        return seconds(text).map(Written::Number);
    }
    if let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d")
        && text.len() == "2026-01-31".len()
    {
        return Ok(Written::Day(text, day));
    }
    let with_seconds = with_seconds(text);
    let full = with_seconds.as_deref().unwrap_or(text);
    if let Ok(time) = DateTime::parse_from_rfc3339(full) {
        return Ok(Written::Moment(text, time.timestamp()));
    }
    if NaiveDateTime::parse_from_str(&full.replace(' ', "T"), "%Y-%m-%dT%H:%M:%S%.f").is_ok() {
        return Err(format!(
            "has no time zone; send {}Z if it is UTC",
            full.replace(' ', "T")
        ));
    }
    Err(format!(
        "must be {}, not {}",
        in_words(form),
        shown(&quote(text))
    ))
}

/// `2026-01-31T09:00Z` with its seconds.
fn with_seconds(text: &str) -> Option<String> {
    let (minutes, zone) = text.split_at_checked("2026-01-31T09:00".len())?;
    let has_none = zone.is_empty() || zone.starts_with(['Z', 'z', '+', '-']);
    (has_none && minutes.contains(':')).then(|| format!("{minutes}:00{zone}"))
}

fn seconds(text: &str) -> Result<i64, String> {
    // Fractions of a second come from clocks that have them; no vendor takes them.
    let floor = text
        .split_once('.')
        .filter(|_| !text.contains(['e', 'E']))
        .map_or(text, |(seconds, _)| seconds);
    let number: Option<i64> = whole(floor).and_then(|digits| digits.parse().ok());
    let Some(number) = number else {
        return Err(format!("{text} is no number of seconds since 1970"));
    };
    if let Some(day) = day_of_digits(number) {
        return Err(format!("{number} would be seconds since 1970; send {day}"));
    }
    if SECONDS.contains(&number) {
        return Ok(number);
    }
    let unit = UNITS
        .iter()
        .find(|(unit, _)| (FIRST_IN_OTHER_UNITS..SECONDS.end).contains(&(number / unit)));
    Err(match unit {
        Some((unit, name)) => format!("{number} is {name}; send {}", number / unit),
        None => format!(
            "{number} is no time that can be meant: seconds since 1970 are from 0 to {}",
            SECONDS.end - 1
        ),
    })
}

/// `20260131` is a day without its dashes, and would be one in 1970.
fn day_of_digits(number: i64) -> Option<NaiveDate> {
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
    (1_970..2_100).contains(&year).then_some(())?;
    NaiveDate::from_ymd_opt(
        i32::try_from(year).ok()?,
        u32::try_from(month).ok()?,
        u32::try_from(day).ok()?,
    )
}

impl Written<'_> {
    fn seconds(&self) -> i64 {
        match self {
            Self::Number(seconds) | Self::Moment(_, seconds) => *seconds,
            Self::Day(_, day) => day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp(),
        }
    }

    fn sent(&self, form: TimeForm) -> Result<String, String> {
        let seconds = self.seconds();
        Ok(match (form, self) {
            (TimeForm::UnixSeconds, _) if SECONDS.contains(&seconds) => seconds.to_string(),
            (TimeForm::UnixSeconds, _) => {
                return Err(format!("{} is before 1970, or too far ahead", iso(seconds)));
            }
            (TimeForm::Date, Self::Day(text, _)) => quote(text),
            // The day where it was written, not in UTC.
            (TimeForm::Date, Self::Moment(text, _)) => {
                quote(text.get(.."2026-01-31".len()).unwrap_or(text))
            }
            (TimeForm::Date, Self::Number(_)) => quote(&formatted(seconds, "%Y-%m-%d")),
            (TimeForm::Minutes, _) => quote(&formatted(seconds, "%Y-%m-%dT%H:%MZ")),
            (TimeForm::DateTime, Self::Moment(text, _)) => {
                let upper = text.to_ascii_uppercase().replace(' ', "T");
                quote(&with_seconds(&upper).unwrap_or(upper))
            }
            (TimeForm::DateTime, Self::Day(..) | Self::Number(_)) => quote(&iso(seconds)),
        })
    }
}

fn iso(seconds: i64) -> String {
    formatted(seconds, "%Y-%m-%dT%H:%M:%SZ")
}

fn formatted(seconds: i64, format: &str) -> String {
    DateTime::from_timestamp(seconds, 0).map_or_else(
        || seconds.to_string(),
        |time| time.format(format).to_string(),
    )
}

fn in_words(form: TimeForm) -> &'static str {
    match form {
        TimeForm::DateTime | TimeForm::Minutes => {
            "an RFC 3339 time such as 2026-01-31T09:00:00Z, or a date"
        }
        TimeForm::Date => "a date such as 2026-01-31",
        TimeForm::UnixSeconds => {
            "Unix seconds, an RFC 3339 time such as 2026-01-31T09:00:00Z, or a date"
        }
    }
}

#[cfg(test)]
#[path = "time_tests.rs"]
mod tests;
