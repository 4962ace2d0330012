//! How a setting is read.

use std::str::FromStr;

use super::SettingsError;

/// A whole number, if it is set.
pub(super) fn at_least<T: FromStr + PartialOrd + Copy>(
    least: T,
    set: Option<String>,
    default: T,
    error: SettingsError,
) -> Result<T, SettingsError> {
    match set {
        Some(text) => {
            let number = text.parse::<T>().ok();
            number.filter(|number| *number >= least).ok_or(error)
        }
        None => Ok(default),
    }
}

/// A word that is true or false, if it is set.
pub(super) fn boolean(
    name: &'static str,
    set: impl Fn(&str) -> Option<String>,
    default: bool,
) -> Result<bool, SettingsError> {
    match set(name) {
        Some(word) => word.parse().map_err(|_| SettingsError::NotABoolean(name)),
        None => Ok(default),
    }
}

/// What stands between commas.
pub(super) fn list(set: Option<String>) -> Vec<String> {
    let set = set.unwrap_or_default();
    let entries = set.split(',').map(str::trim);
    let entries = entries.filter(|entry| !entry.is_empty());
    entries.map(str::to_owned).collect()
}
