//! Times in every spelling.

use super::*;
use crate::platform::UnixSeconds;

fn run(form: TimeForm, is_future: bool, json: &str) -> Result<String, String> {
    // 2026-11-29T00:00:00Z
    let mut reading = Reading::new(UnixSeconds(1_795_910_400), "");
    let sent = time(form, is_future, json, &At::argument("t"), &mut reading);
    let sent = sent.map(Cow::into_owned).unwrap_or_default();
    reading
        .unless_any(sent)
        .map_err(|errors| errors.iter().map(|error| error.message.clone()).collect())
}

#[test]
fn every_usual_spelling_goes_out_in_the_vendors() {
    use TimeForm::{Date, DateTime, Minutes, UnixSeconds};
    for (json, [time, minutes, date, seconds]) in [
        (
            r#""2026-11-28T09:00:00Z""#,
            [
                "2026-11-28T09:00:00Z",
                "2026-11-28T09:00Z",
                "2026-11-28",
                "1795856400",
            ],
        ),
        (
            r#""2026-11-28T23:30:00-08:00""#,
            [
                "2026-11-28T23:30:00-08:00",
                "2026-11-29T07:30Z",
                "2026-11-28",
                "1795937400",
            ],
        ),
        (
            r#"" 2026-11-28t09:00:00.250z ""#,
            [
                "2026-11-28T09:00:00.250Z",
                "2026-11-28T09:00Z",
                "2026-11-28",
                "1795856400",
            ],
        ),
        (
            r#""2026-11-28T09:00Z""#,
            [
                "2026-11-28T09:00:00Z",
                "2026-11-28T09:00Z",
                "2026-11-28",
                "1795856400",
            ],
        ),
        (
            r#""2026-11-28""#,
            [
                "2026-11-28T00:00:00Z",
                "2026-11-28T00:00Z",
                "2026-11-28",
                "1795824000",
            ],
        ),
        (
            "1795856400",
            [
                "2026-11-28T09:00:00Z",
                "2026-11-28T09:00Z",
                "2026-11-28",
                "1795856400",
            ],
        ),
        (
            r#""1795856400""#,
            [
                "2026-11-28T09:00:00Z",
                "2026-11-28T09:00Z",
                "2026-11-28",
                "1795856400",
            ],
        ),
        (
            "1795856400.75",
            [
                "2026-11-28T09:00:00Z",
                "2026-11-28T09:00Z",
                "2026-11-28",
                "1795856400",
            ],
        ),
        (
            "1.7958564e9",
            [
                "2026-11-28T09:00:00Z",
                "2026-11-28T09:00Z",
                "2026-11-28",
                "1795856400",
            ],
        ),
    ] {
        for (form, expected) in [(DateTime, time), (Minutes, minutes), (Date, date)] {
            assert_eq!(run(form, false, json), Ok(quote(expected)), "{json}");
        }
        assert_eq!(
            run(UnixSeconds, false, json).as_deref(),
            Ok(seconds),
            "{json}"
        );
    }
}

#[test]
fn other_units_than_seconds_are_refused_with_the_seconds() {
    for (json, expected) in [
        (
            "1795800000000",
            "1795800000000 is milliseconds; send 1795800000",
        ),
        (
            r#""1795800000000""#,
            "1795800000000 is milliseconds; send 1795800000",
        ),
        (
            "1.7958e12",
            "1795800000000 is milliseconds; send 1795800000",
        ),
        (
            "1795800000000000",
            "1795800000000000 is microseconds; send 1795800000",
        ),
        (
            "1795800000000000000",
            "1795800000000000000 is nanoseconds; send 1795800000",
        ),
        (
            "20261128",
            "20261128 would be seconds since 1970; send 2026-11-28",
        ),
        (
            "-5",
            "-5 is no time that can be meant: seconds since 1970 are from 0 to 9999999999",
        ),
        (
            "20000000000",
            "20000000000 is no time that can be meant: seconds since 1970 are from 0 to 9999999999",
        ),
        ("1e40", "1e40 is no number of seconds since 1970"),
    ] {
        for form in [TimeForm::UnixSeconds, TimeForm::DateTime] {
            assert_eq!(run(form, false, json), Err(expected.to_owned()), "{json}");
        }
    }
}

#[test]
fn what_is_no_time_is_refused_with_one() {
    for (form, json, expected) in [
        (
            TimeForm::DateTime,
            r#""tomorrow""#,
            "must be an RFC 3339 time such as 2026-01-31T09:00:00Z, or a date, not \"tomorrow\"",
        ),
        (
            TimeForm::UnixSeconds,
            r#""2026-13-01""#,
            "must be Unix seconds, an RFC 3339 time such as 2026-01-31T09:00:00Z, or a date, not \"2026-13-01\"",
        ),
        (
            TimeForm::Date,
            "[]",
            "must be a date such as 2026-01-31, not a list",
        ),
        (
            TimeForm::DateTime,
            r#""2026-11-28T09:00:00""#,
            "has no time zone; send 2026-11-28T09:00:00Z if it is UTC",
        ),
        (
            TimeForm::DateTime,
            r#""2026-11-28 09:00""#,
            "has no time zone; send 2026-11-28T09:00:00Z if it is UTC",
        ),
        (
            TimeForm::UnixSeconds,
            r#""1969-12-31""#,
            "1969-12-31T00:00:00Z is before 1970, or too far ahead",
        ),
    ] {
        assert_eq!(run(form, false, json), Err(expected.to_owned()), "{json}");
    }
    assert_eq!(
        run(TimeForm::DateTime, false, r#""9999-12-31""#).as_deref(),
        Ok("\"9999-12-31T00:00:00Z\""),
        "an open end of a span"
    );
}

#[test]
fn a_time_that_has_passed_is_refused_where_it_must_come() {
    for json in [r#""2026-11-28T09:00:00Z""#, "1795856400", r#""2026-11-29""#] {
        let error = run(TimeForm::UnixSeconds, true, json).expect_err(json);
        assert!(
            error.ends_with("has passed: it is 2026-11-29T00:00:00Z now; send a later time"),
            "{error}"
        );
    }
    assert_eq!(
        run(TimeForm::UnixSeconds, true, r#""2026-11-30""#).as_deref(),
        Ok("1795996800")
    );
}

#[test]
fn what_must_come_is_shown_by_a_time_that_does_and_the_present_one() {
    for (form, json, expected) in [
        (
            TimeForm::UnixSeconds,
            r#""in 3 hours""#,
            "must be Unix seconds, an RFC 3339 time such as 2026-11-30T00:00:00Z, or a date (it is 2026-11-29T00:00:00Z now), not \"in 3 hours\"",
        ),
        (
            TimeForm::Date,
            "true",
            "must be a date such as 2026-11-30 (it is 2026-11-29T00:00:00Z now), not a boolean",
        ),
        (
            TimeForm::UnixSeconds,
            "1795800000000",
            "1795800000000 is milliseconds, and 2026-11-27T17:20:00Z has passed: it is 2026-11-29T00:00:00Z now; send a later time",
        ),
        (
            TimeForm::DateTime,
            "20261128",
            "20261128 would be seconds since 1970, and 2026-11-28T00:00:00Z has passed: it is 2026-11-29T00:00:00Z now; send a later time",
        ),
        (
            TimeForm::DateTime,
            r#""2026-11-28 09:00""#,
            "has no time zone, and 2026-11-28T09:00:00Z has passed: it is 2026-11-29T00:00:00Z now; send a later time",
        ),
        (
            TimeForm::DateTime,
            "1796000000000",
            "1796000000000 is milliseconds; send 1796000000",
        ),
    ] {
        assert_eq!(run(form, true, json), Err(expected.to_owned()), "{json}");
    }
    let long = format!("\"{}\"", "x".repeat(99));
    let error = run(TimeForm::DateTime, false, &long).expect_err("no time");
    assert!(
        error.ends_with(&format!("not \"{}…\"", "x".repeat(40))),
        "{error}"
    );
}
