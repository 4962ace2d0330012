//! Wrong approval codes that were typed for one call, under a key of their own: whoever tries a code must not write back what somebody else said
//! to the call meanwhile. KV has no compare-and-set, so of two tries at the same moment one can stay uncounted.

use serde::{Deserialize, Serialize};

use super::lifetime::ExpiresAt;
use super::{Record, RecordError, kv_keys, save};
use crate::platform::Platform;

/// Wrong approval codes after which nobody can agree to a call any more.
const MOST: u32 = 5;

/// What is stored.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct WrongCodes {
    v: u32,
    count: u32,
    /// The call's own end.
    expires_at: ExpiresAt,
}

impl Record for WrongCodes {
    const FAMILY: &'static str = kv_keys::WRONG_CODES;
    const VERSION: u32 = 1;

    fn version(&self) -> u32 {
        self.v
    }
}

impl WrongCodes {
    /// How many there were, of a record that may not be there.
    pub(super) fn count(platform: &impl Platform, value: Option<&str>) -> Result<u32, RecordError> {
        let known: Option<Self> = value.map(super::read).transpose()?;
        let known = known.filter(|known| !known.expires_at.is_over(platform.now()));
        Ok(known.map_or(0, |known| known.count))
    }

    /// Whether no further code is looked at.
    pub(super) fn are_too_many(count: u32) -> bool {
        count >= MOST
    }

    /// Writes down that there are so many.
    pub(super) async fn write(
        platform: &impl Platform,
        code: &str,
        count: u32,
        expires_at: ExpiresAt,
    ) -> Result<(), RecordError> {
        let record = Self {
            v: Self::VERSION,
            count,
            expires_at,
        };
        let expiration = expires_at.kv_expiration(platform.now());
        save(platform, &kv_keys::wrong_codes(code), &record, expiration).await
    }
}
