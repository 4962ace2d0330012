//! A vendor's limits, from any spelling and unit into seconds to go.

use chrono::DateTime;
use serde::Serialize;

use crate::catalogue::{RateLimitHeaders, ResetUnit};
use crate::http::Headers;
use crate::platform::UnixSeconds;

/// What a vendor said of its limits; what it did not say is absent, not zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct RateLimit {
    /// Requests allowed in a window.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
    /// Requests left in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remaining: Option<u64>,
    /// Seconds until it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reset: Option<u64>,
    /// Seconds to wait before the next try.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
}

impl RateLimit {
    /// Reads an answer's headers; `None` when they say nothing.
    pub fn read(
        rules: &RateLimitHeaders,
        headers: &Headers,
        status: u16,
        now: UnixSeconds,
    ) -> Option<Self> {
        let number = |names: &[&str]| headers.first(names).and_then(leading_number);
        let limit = number(rules.limit);
        let remaining = number(rules.remaining);
        let retry_after = headers
            .first(rules.retry_after)
            .and_then(|value| wait(value, now));
        let said = limit.is_some() || remaining.is_some();
        let reset = headers
            .first(rules.reset)
            .and_then(|value| reset_in(value, rules.reset_unit, now))
            .or(retry_after)
            .or_else(|| {
                rules
                    .window_seconds
                    .filter(|_| said || status == 429)
                    .map(u64::from)
            });
        let retry_after = if status == 429 {
            retry_after.or(reset)
        } else {
            retry_after
        };
        let read = Self {
            limit,
            remaining,
            reset,
            retry_after,
        };
        (read != Self::default()).then_some(read)
    }

    /// The same as answer headers.
    pub fn headers(&self, status: u16) -> Vec<(&'static str, String)> {
        let retry_after = self.retry_after.filter(|_| status == 429);
        [
            ("ratelimit-limit", self.limit),
            ("ratelimit-remaining", self.remaining),
            ("ratelimit-reset", self.reset),
            ("retry-after", retry_after),
        ]
        .into_iter()
        .filter_map(|(name, value)| value.map(|value| (name, value.to_string())))
        .collect()
    }
}

/// Some vendors append a policy (`100;w=60`) or a fraction; the whole number at the start counts.
fn leading_number(value: &str) -> Option<u64> {
    let value = value.trim();
    let end = value
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(value.len());
    value.get(..end)?.parse().ok()
}

/// Seconds, rounded up so that nobody comes back too early, or an HTTP date.
fn wait(value: &str, now: UnixSeconds) -> Option<u64> {
    let has_fraction = value
        .split_once('.')
        .is_some_and(|(_, rest)| rest.bytes().any(|byte| byte != b'0'));
    leading_number(value)
        .map(|seconds| seconds + u64::from(has_fraction))
        .or_else(|| {
            let date = DateTime::parse_from_rfc2822(value).ok()?;
            Some(to_go(u64::try_from(date.timestamp()).ok()?, now))
        })
}

fn reset_in(value: &str, unit: ResetUnit, now: UnixSeconds) -> Option<u64> {
    match unit {
        ResetUnit::Seconds => wait(value, now),
        ResetUnit::EpochSeconds => Some(to_go(leading_number(value)?, now)),
        ResetUnit::EpochMillis => Some(to_go(leading_number(value)?.div_ceil(1000), now)),
        ResetUnit::Rfc3339 => {
            let date = DateTime::parse_from_rfc3339(value.trim()).ok()?;
            Some(to_go(u64::try_from(date.timestamp()).ok()?, now))
        }
    }
}

fn to_go(moment: u64, now: UnixSeconds) -> u64 {
    moment.saturating_sub(now.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixSeconds = UnixSeconds(1_800_000_000);

    fn rules(reset_unit: ResetUnit) -> RateLimitHeaders {
        RateLimitHeaders {
            limit: &["x-limit"],
            remaining: &["x-remaining", "x-left"],
            reset: &["x-reset"],
            reset_unit,
            retry_after: &["x-retry-after", "retry-after"],
            window_seconds: Some(60),
        }
    }

    fn read(unit: ResetUnit, lines: &str, status: u16) -> Option<RateLimit> {
        RateLimit::read(
            &rules(unit),
            &Headers::from_lines(lines.to_owned()),
            status,
            NOW,
        )
    }

    #[test]
    fn every_unit_becomes_seconds_to_go() {
        for (unit, value) in [
            (ResetUnit::Seconds, "30"),
            (ResetUnit::EpochSeconds, "1800000030"),
            (ResetUnit::EpochMillis, "1800000029500"),
            (ResetUnit::Rfc3339, "2027-01-15T08:00:30Z"),
        ] {
            let lines = format!("x-limit: 100;w=60\nx-left: 7\nx-reset: {value}\n");
            let expected = RateLimit {
                limit: Some(100),
                remaining: Some(7),
                reset: Some(30),
                retry_after: None,
            };
            assert_eq!(read(unit, &lines, 200), Some(expected), "{value}");
        }
    }

    #[test]
    fn a_429_always_says_how_long_to_wait_when_anything_is_known() {
        for (lines, seconds) in [
            ("x-retry-after: 12\n", 12),
            ("retry-after: 1.2\n", 2),
            ("retry-after: Fri, 15 Jan 2027 08:00:09 GMT\n", 9),
            ("", 60),
        ] {
            let limit = read(ResetUnit::Seconds, lines, 429).unwrap();
            assert_eq!(
                (limit.retry_after, limit.reset),
                (Some(seconds), Some(seconds)),
                "{lines}"
            );
        }
    }

    #[test]
    fn silence_is_not_zero() {
        assert_eq!(read(ResetUnit::Seconds, "x-other: 1\n", 200), None);
        let only = read(ResetUnit::Seconds, "x-remaining: 0\n", 200).unwrap();
        assert_eq!(
            only,
            RateLimit {
                limit: None,
                remaining: Some(0),
                reset: Some(60),
                retry_after: None
            }
        );
    }
}
