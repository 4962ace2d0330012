//! What our own JavaScript has a browser carry from one request to the next, such as the state of a sign-in with an identity provider: sealed, for
//! one purpose and a time.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::lifetime::ExpiresAt;
use super::seal::Keyring;
use crate::platform::{Platform, PlatformError};

/// Longest time: a sign-in is over in minutes.
pub const MOST_SECONDS: u64 = 60 * 60;

#[derive(Serialize, Deserialize)]
struct Content {
    value: Box<RawValue>,
    expires_at: ExpiresAt,
}

/// Seals a value. It opens for the same purpose alone.
pub fn seal(
    platform: &impl Platform,
    keyring: &Keyring,
    purpose: &str,
    value: Box<RawValue>,
    seconds: u64,
) -> Result<String, PlatformError> {
    let content = Content {
        value,
        expires_at: ExpiresAt::after(platform.now(), seconds),
    };
    let plain = serde_json::to_vec(&content).map_err(|error| PlatformError(error.to_string()))?;
    let sealed = keyring.seal(platform, &plain, &place(purpose))?;
    Ok(URL_SAFE_NO_PAD.encode(sealed))
}

/// The value; `None` when it was altered, is over, or was sealed for something else.
pub fn open(
    platform: &impl Platform,
    keyring: &Keyring,
    purpose: &str,
    sealed: &str,
) -> Option<Box<RawValue>> {
    let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
    let plain = keyring.open(std::str::from_utf8(&sealed).ok()?, &place(purpose));
    let content: Content = serde_json::from_slice(&plain.ok()?).ok()?;
    (!content.expires_at.is_over(platform.now())).then_some(content.value)
}

/// No other place begins so: those of records begin with their family, cursors and sessions with their own word.
fn place(purpose: &str) -> String {
    format!("carried:{purpose}")
}
