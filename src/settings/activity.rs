//! Whether what happens is kept. It is off until the binding `ACTIVITY` is there; what is set is checked all the same.

use super::SettingsError;
use super::read::at_least;

/// Days for which a row is kept.
const DAYS: u32 = 30;

/// What is set of it.
#[derive(Debug)]
pub struct Activity {
    /// Whether the binding `ACTIVITY` is there.
    pub is_on: bool,
    /// `ACTIVITY_DAYS`.
    pub days: u32,
}

impl Activity {
    /// Reads it. `set` gives what is set and not empty.
    pub(super) fn read(
        is_on: bool,
        set: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, SettingsError> {
        let days = set("ACTIVITY_DAYS");
        Ok(Self {
            is_on,
            days: at_least(1, days, DAYS, SettingsError::NotANumber("ACTIVITY_DAYS"))?,
        })
    }
}
