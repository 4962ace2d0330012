//! The answer to a request that carried an `Idempotency-Key`: kept, so that a repeat of the request gets it again. It can hold a
//! token, and what it says of its request could tell a weak credential, so all of it is sealed like a credential.

use serde::{Deserialize, Serialize};

use super::lifetime::ExpiresAt;
use super::seal::{Keyring, NotOurs};
use super::{Record, RecordError, kv_keys};
use crate::platform::{Platform, PlatformError};

/// What is stored of an answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KeptAnswer {
    /// Version of this record's shape.
    pub v: u32,
    /// `kid:nonce:ciphertext`, see `seal`.
    pub answer: String,
    /// When it is forgotten.
    pub expires_at: ExpiresAt,
}

/// An answer, and which request it was for. No `Debug`: it can hold a token.
#[derive(Serialize, Deserialize)]
pub struct Answer {
    /// SHA-256 of the request's query and body, in hexadecimal.
    pub request: String,
    /// HTTP status.
    pub status: u16,
    /// `name: value` a line.
    pub headers: String,
    /// JSON.
    pub body: String,
}

impl Record for KeptAnswer {
    const FAMILY: &'static str = kv_keys::ANSWERS;
    const VERSION: u32 = 1;

    fn version(&self) -> u32 {
        self.v
    }
}

impl KeptAnswer {
    /// An answer for this key, not yet stored.
    pub fn seal(
        platform: &impl Platform,
        keyring: &Keyring,
        key: &str,
        answer: &Answer,
        expires_at: ExpiresAt,
    ) -> Result<Self, PlatformError> {
        let plain = serde_json::to_vec(answer).map_err(|error| PlatformError(error.to_string()))?;
        Ok(Self {
            v: Self::VERSION,
            answer: keyring.seal(platform, &plain, key)?,
            expires_at,
        })
    }

    /// The answer of this key.
    pub fn open(&self, keyring: &Keyring, key: &str) -> Result<Answer, NotOurs> {
        let plain = keyring.open(&self.answer, key)?;
        serde_json::from_slice(&plain).map_err(|_| NotOurs)
    }

    /// Writes the record; KV removes it by itself at `expires_at`.
    pub async fn save(&self, platform: &impl Platform, key: &str) -> Result<(), RecordError> {
        let expiration = self.expires_at.kv_expiration(platform.now());
        super::save(platform, key, self, expiration).await
    }

    /// Reads the record of a key; one whose time is over does not exist.
    pub async fn load(platform: &impl Platform, key: &str) -> Result<Option<Self>, RecordError> {
        let [value] = super::load(platform, [key.to_owned()]).await?;
        let kept: Option<Self> = value.map(|value| super::read(&value)).transpose()?;
        Ok(kept.filter(|kept| !kept.expires_at.is_over(platform.now())))
    }
}
