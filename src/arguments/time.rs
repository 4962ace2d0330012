//! Times as people and models write them: RFC 3339, a day, or seconds since 1970. They go out as the vendor writes them.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, NaiveDateTime};

use super::error::{At, NOT_TEXT, kind_of};
use super::number::{is_number, shown_text, whole};
use super::reading::Reading;
use crate::catalogue::TimeForm;
use crate::json::{quote, string};

/// Years 1970 to 2286. What is larger counts something smaller than seconds.
const SECONDS: std::ops::Range<i64> = 0..10_000_000_000;

/// 1980: an earlier time in milliseconds is rather a mistake of another kind.
const FIRST_IN_OTHER_UNITS: i64 = 315_532_800;

/// 2026-01-31T09:00:00Z
const EXAMPLE: i64 = 1_769_850_000;

/// Seconds of one.
const DAY: i64 = 86_400;

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
    let now = i64::try_from(reading.now.0).unwrap_or(i64::MAX);
    let wanted = || in_words(form, is_future.then_some(now));
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
            reading.push(at, format!("must be {}, not {other}", wanted()));
            return None;
        }
    };
    let has_passed = |seconds: i64| is_future && seconds <= now;
    let told = match read(text.trim()) {
        Ok(written) if has_passed(written.seconds()) => Err(format!(
            "{} has passed: {}",
            iso(written.seconds()),
            later(now)
        )),
        Ok(written) => written.sent(form),
        Err(Wrong::Other(message)) => Err(message),
        // One mend is enough: what is meant would be refused too.
        Err(Wrong::Spelling { is, send: _, meant }) if has_passed(meant) => Err(format!(
            "{is}, and {} has passed: {}",
            iso(meant),
            later(now)
        )),
        Err(Wrong::Spelling { is, send, meant: _ }) => Err(format!("{is}; send {send}")),
        Err(Wrong::NoTime) => Err(format!(
            "must be {}, not {}",
            wanted(),
            shown_text(text.trim())
        )),
    };
    match told {
        Ok(sent) if sent == json => Some(Cow::Borrowed(json)),
        Ok(sent) => Some(Cow::Owned(sent)),
        Err(message) => {
            reading.push(at, message);
            None
        }
    }
}

/// Why something is not taken as a time.
enum Wrong {
    /// One can tell which time is meant.
    Spelling {
        is: String,
        send: String,
        meant: i64,
    },
    NoTime,
    Other(String),
}

fn read(text: &str) -> Result<Written<'_>, Wrong> {
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
    let full = full.replace(' ', "T");
    let Ok(time) = NaiveDateTime::parse_from_str(&full, "%Y-%m-%dT%H:%M:%S%.f") else {
        return Err(Wrong::NoTime);
    };
    Err(Wrong::Spelling {
        is: "has no time zone".to_owned(),
        send: format!("{full}Z if it is UTC"),
        meant: time.and_utc().timestamp(),
    })
}

/// `2026-01-31T09:00Z` with its seconds.
fn with_seconds(text: &str) -> Option<String> {
    let (minutes, zone) = text.split_at_checked("2026-01-31T09:00".len())?;
    let has_none = zone.is_empty() || zone.starts_with(['Z', 'z', '+', '-']);
    (has_none && minutes.contains(':')).then(|| format!("{minutes}:00{zone}"))
}

fn seconds(text: &str) -> Result<i64, Wrong> {
    // Fractions of a second come from clocks that have them; no vendor takes them.
    let floor = text
        .split_once('.')
        .filter(|_| !text.contains(['e', 'E']))
        .map_or(text, |(seconds, _)| seconds);
    let number: Option<i64> = whole(floor).and_then(|digits| digits.parse().ok());
    let Some(number) = number else {
        let message = format!("{text} is no number of seconds since 1970");
        return Err(Wrong::Other(message));
    };
    if let Some(day) = day_of_digits(number) {
        return Err(Wrong::Spelling {
            is: format!("{number} would be seconds since 1970"),
            send: day.to_string(),
            meant: midnight(day),
        });
    }
    if SECONDS.contains(&number) {
        return Ok(number);
    }
    let unit = UNITS
        .iter()
        .find(|(unit, _)| (FIRST_IN_OTHER_UNITS..SECONDS.end).contains(&(number / unit)));
    Err(match unit {
        Some((unit, name)) => Wrong::Spelling {
            is: format!("{number} is {name}"),
            send: (number / unit).to_string(),
            meant: number / unit,
        },
        None => Wrong::Other(format!(
            "{number} is no time that can be meant: seconds since 1970 are from 0 to {}",
            SECONDS.end - 1
        )),
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
            Self::Day(_, day) => midnight(*day),
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

fn midnight(day: NaiveDate) -> i64 {
    day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp()
}

/// What is said of a time that has passed and must not.
fn later(now: i64) -> String {
    format!("it is {} now; send a later time", iso(now))
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

/// What is wanted; where it has to come, with a time that does, for a model knows no clock.
fn in_words(form: TimeForm, now: Option<i64>) -> String {
    let (example, clock) = match now {
        Some(now) => (
            now.saturating_add(DAY),
            format!(" (it is {} now)", iso(now)),
        ),
        None => (EXAMPLE, String::new()),
    };
    let time = format!("an RFC 3339 time such as {}, or a date", iso(example));
    let wanted = match form {
        TimeForm::DateTime | TimeForm::Minutes => time,
        TimeForm::Date => format!("a date such as {}", formatted(example, "%Y-%m-%d")),
        TimeForm::UnixSeconds => format!("Unix seconds, {time}"),
    };
    format!("{wanted}{clock}")
}

#[cfg(test)]
#[path = "time_tests.rs"]
mod tests;
