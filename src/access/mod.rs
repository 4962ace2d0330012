//! Who may enter, and until when. Comes in: a token, or an operator's change. Goes out: records, or nothing. What may fail is
//! KV, or a record that cannot be read; both are Fairlead's fault, not the caller's.

pub mod account;
mod admit;
pub mod api_token;
pub mod family;
pub mod id;
pub mod lifetime;
pub mod seal;
pub mod server;
pub mod token;

pub use admit::{Admitted, admit};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::platform::{Platform, PlatformError, UnixSeconds};

/// A record could not be read or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// KV failed.
    #[error("records unavailable: {0}")]
    Unavailable(#[from] PlatformError),
    /// A value is not what this version writes. Names the family, never the value.
    #[error("a record of the family {0} cannot be read")]
    Corrupt(&'static str),
}

async fn load<const N: usize>(
    platform: &impl Platform,
    keys: [String; N],
) -> Result<[Option<String>; N], RecordError> {
    let values = platform.load(&keys).await?;
    values
        .try_into()
        .map_err(|_| PlatformError("KV answered another number of values".to_owned()).into())
}

/// Reads a record's JSON.
pub fn read<T: DeserializeOwned>(family: &'static str, value: &str) -> Result<T, RecordError> {
    serde_json::from_str(value).map_err(|_| RecordError::Corrupt(family))
}

/// Writes a record as JSON text.
pub async fn save<T: Serialize>(
    platform: &impl Platform,
    key: &str,
    record: &T,
    expiration: Option<UnixSeconds>,
) -> Result<(), RecordError> {
    let value = serde_json::to_string(record).map_err(|error| PlatformError(error.to_string()))?;
    Ok(platform.save(key, &value, expiration).await?)
}
