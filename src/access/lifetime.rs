//! Time that a record may live: what an operator writes, what KV is told, what a request compares.

use chrono::{DateTime, SecondsFormat};
use serde::{Deserialize, Serialize};

use crate::platform::UnixSeconds;

/// KV refuses an expiration less than 60 s ahead of its own clock.
/// <https://developers.cloudflare.com/kv/api/write-key-value-pairs/>
const KV_FLOOR_SECONDS: u64 = 60;

/// Latency and clock skew between the Worker and KV: `now + 60` can be refused on arrival.
const KV_MARGIN_SECONDS: u64 = 5;

/// An operator's shortest expiry: below KV's floor nothing could remove the record in time.
const SHORTEST_SECONDS: u64 = 60;

/// The moment at which a record stops to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ExpiresAt(u64);

/// Why an expiry was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ExpiryError {
    /// Not a date and time.
    #[error("must be an ISO 8601 date and time with a zone, such as 2027-01-31T09:00:00Z, or null")]
    NotATime,
    /// Past or too near.
    #[error("must be at least 60 seconds in the future")]
    TooSoon,
}

impl ExpiresAt {
    /// Reads what an operator wrote. Fractions of a second are dropped, so access never outlives what was asked.
    pub fn parse(text: &str, now: UnixSeconds) -> Result<Self, ExpiryError> {
        let time = parse_time(text).ok_or(ExpiryError::NotATime)?;
        if time.0 < now.0.saturating_add(SHORTEST_SECONDS) {
            return Err(ExpiryError::TooSoon);
        }
        Ok(Self(time.0))
    }

    /// So many seconds from now.
    pub fn after(now: UnixSeconds, seconds: u64) -> Self {
        Self(now.0.saturating_add(seconds))
    }

    /// Seconds from then to it; none when it was before.
    pub fn since(self, then: UnixSeconds) -> u64 {
        self.0.saturating_sub(then.0)
    }

    /// Whether it has come. On the second itself access is over.
    pub fn is_over(self, now: UnixSeconds) -> bool {
        now.0 >= self.0
    }

    /// What KV is told: never earlier than it accepts, so it may keep a record a few seconds too long; `is_over` refuses it. `None` past
    /// 2038, which the binding's 32-bit number cannot say; `is_over` alone ends those.
    pub fn kv_expiration(self, now: UnixSeconds) -> Option<UnixSeconds> {
        let seconds = self
            .0
            .max(now.0.saturating_add(KV_FLOOR_SECONDS + KV_MARGIN_SECONDS));
        i32::try_from(seconds)
            .is_ok()
            .then_some(UnixSeconds(seconds))
    }

    /// When that is.
    pub fn at(self) -> UnixSeconds {
        UnixSeconds(self.0)
    }

    /// As ISO 8601 in UTC.
    pub fn to_iso(self) -> String {
        to_iso(UnixSeconds(self.0))
    }
}

/// `2027-01-31T09:00:00Z`; a year past 262143 cannot be written and becomes empty.
pub fn to_iso(time: UnixSeconds) -> String {
    i64::try_from(time.0)
        .ok()
        .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
        .map(|time| time.to_rfc3339_opts(SecondsFormat::Secs, true))
        .unwrap_or_default()
}

/// RFC 3339, the profile of ISO 8601 with a date, a time and a zone. What lies before 1970 counts as 1970: no record is older.
pub fn parse_time(text: &str) -> Option<UnixSeconds> {
    let time = DateTime::parse_from_rfc3339(text.trim()).ok()?;
    Some(UnixSeconds(u64::try_from(time.timestamp()).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixSeconds = UnixSeconds(1_800_000_000);

    fn ahead(seconds: u64) -> Result<ExpiresAt, ExpiryError> {
        ExpiresAt::parse(&to_iso(UnixSeconds(NOW.0 + seconds)), NOW)
    }

    #[test]
    fn an_expiry_less_than_a_minute_ahead_is_refused() {
        assert_eq!(ahead(59), Err(ExpiryError::TooSoon));
        assert_eq!(ahead(0), Err(ExpiryError::TooSoon));
        assert!(ahead(60).is_ok());
    }

    #[test]
    fn kv_is_never_told_less_than_it_accepts() {
        for (seconds, expected) in [(60, 65), (64, 65), (65, 65), (66, 66), (3600, 3600)] {
            let expiry = ahead(seconds).unwrap();
            assert_eq!(
                expiry.kv_expiration(NOW),
                Some(UnixSeconds(NOW.0 + expected)),
                "{seconds} s ahead"
            );
        }
    }

    #[test]
    fn a_time_past_2038_is_left_to_the_clock() {
        let expiry = ExpiresAt::parse("2099-01-01T00:00:00Z", NOW).unwrap();
        assert_eq!(expiry.kv_expiration(NOW), None);
        assert!(!expiry.is_over(NOW));
    }

    #[test]
    fn access_is_over_on_the_second() {
        let expiry = ahead(60).unwrap();
        assert!(!expiry.is_over(UnixSeconds(NOW.0 + 59)));
        assert!(expiry.is_over(UnixSeconds(NOW.0 + 60)));
    }

    #[test]
    fn a_time_before_1970_is_a_time() {
        for text in ["1969-12-31T23:59:59Z", "0001-01-01T00:00:00Z"] {
            assert_eq!(parse_time(text), Some(UnixSeconds(0)), "{text}");
            assert_eq!(ExpiresAt::parse(text, NOW), Err(ExpiryError::TooSoon));
        }
    }

    #[test]
    fn zones_and_fractions_are_read_and_dates_alone_refused() {
        assert_eq!(
            parse_time("2027-01-15T09:00:00.999+01:00"),
            parse_time("2027-01-15T08:00:00Z")
        );
        for text in [
            "2027-01-15",
            "2027-01-15T08:00:00",
            "tomorrow",
            "",
            "1800000000",
        ] {
            assert_eq!(
                ExpiresAt::parse(text, NOW),
                Err(ExpiryError::NotATime),
                "{text}"
            );
        }
    }
}
