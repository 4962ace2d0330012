//! Who may enter, and until when. Comes in: a token, or an operator's change. Goes out: records, or nothing. What may fail is
//! KV, or a record that cannot be read; both are Fairlead's fault, not the caller's.

pub mod account;
mod admit;
mod after_response;
pub mod api_token;
pub mod approval;
pub mod approval_code;
pub mod carried;
pub mod connect_link;
mod contact;
pub mod email;
pub mod event;
pub mod happened;
pub mod health;
pub mod id;
pub mod kept_answer;
pub mod kv_keys;
pub mod lifetime;
pub mod member;
pub mod name;
pub mod renewing;
pub mod repeats;
pub mod seal;
pub mod server;
pub mod session;
pub mod sign_in_link;
pub mod token;
pub mod tokens;
pub mod usage;
mod visit;
pub mod webhook;
mod wrong_codes;

pub use admit::{Admitted, Needs, admit};
pub use after_response::AfterResponse;
pub use contact::{Contact, whom_to_ask};
pub use visit::{Visit, Visited, open};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

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
    /// A later version of Fairlead wrote it. Read as if it were today's, it could open what that version had closed.
    #[error("a record of the family {0} was written by a newer version of Fairlead")]
    Newer(&'static str),
}

/// What stands under a family's keys: JSON that says the version of its shape. `tests/records-of-versions` keeps one of each.
pub trait Record: Serialize + DeserializeOwned {
    /// Start of the family's keys.
    const FAMILY: &'static str;
    /// The newest shape that this build reads, and the one that it writes.
    const VERSION: u32;

    /// The version of this one's shape.
    fn version(&self) -> u32;
}

/// Forgets what an isolate keeps of accounts and servers, as a new isolate does. For tests, each of which is several of them in turn.
pub fn forget_all() {
    health::forget_all();
    repeats::forget_all();
    approval::forget_all();
    usage::forget_all();
    webhook::forget_all();
    happened::take();
    tokens::forget_all();
    renewing::forget_all();
    contact::forget();
}

async fn load<const N: usize>(
    platform: &impl Platform,
    keys: [String; N],
) -> Result<[Option<String>; N], RecordError> {
    let values = platform.load(&keys).await?;
    values.try_into().map_err(|_| wrong_count())
}

/// As many values as keys, at most 100. Where there are no keys, nothing is read.
pub async fn load_all(
    platform: &impl Platform,
    keys: &[String],
) -> Result<Vec<Option<String>>, RecordError> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let values = platform.load(keys).await?;
    if values.len() == keys.len() {
        Ok(values)
    } else {
        Err(wrong_count())
    }
}

fn wrong_count() -> RecordError {
    PlatformError("KV answered another number of values".to_owned()).into()
}

/// Removes all records under a prefix.
pub async fn remove_all(platform: &impl Platform, prefix: &str) -> Result<(), PlatformError> {
    let mut cursor = None;
    loop {
        let page = platform.list(prefix, 1_000, cursor.as_deref()).await?;
        // Whatever else KV lists, nothing of others goes.
        for key in page.keys.iter().filter(|key| key.starts_with(prefix)) {
            platform.remove(key).await?;
        }
        if page.cursor.is_none() {
            return Ok(());
        }
        if page.cursor == cursor {
            return Err(PlatformError("KV's list does not move on".to_owned()));
        }
        cursor = page.cursor;
    }
}

/// Reads a record's JSON.
pub fn read<T: Record>(value: &str) -> Result<T, RecordError> {
    if let Ok(record) = serde_json::from_str::<T>(value)
        && (1..=T::VERSION).contains(&record.version())
    {
        return Ok(record);
    }
    let is_newer = serde_json::from_str::<Head>(value)
        .is_ok_and(|Head { v: version }| version > u64::from(T::VERSION));
    Err(if is_newer {
        RecordError::Newer(T::FAMILY)
    } else {
        RecordError::Corrupt(T::FAMILY)
    })
}

/// What every version of every family has.
#[derive(Deserialize)]
struct Head {
    v: u64,
}

/// Writes a record as JSON text.
pub async fn save<T: Record>(
    platform: &impl Platform,
    key: &str,
    record: &T,
    expiration: Option<UnixSeconds>,
) -> Result<(), RecordError> {
    let value = serde_json::to_string(record).map_err(|error| PlatformError(error.to_string()))?;
    Ok(platform.save(key, &value, expiration).await?)
}
