//! AES-256-GCM around what KV must not show: vendor credentials, and cursors that pass through clients.
//!
//! A sealed text is `kid:nonce:ciphertext`. The associated data is the place it belongs to (a record's key, a server and tool),
//! so that a text moved to another place does not open there.

use std::fmt;

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

use crate::platform::{Platform, PlatformError};

/// Bytes of a GCM nonce (NIST SP 800-38D, 8.2.2: random nonces of 96 bits serve some 2^32 messages a key).
const NONCE_BYTES: usize = 12;

/// The keys of `CREDENTIAL_KEYS`: the first seals, all open.
pub struct Keyring(Vec<(String, Aes256Gcm)>);

impl fmt::Debug for Keyring {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Keyring(redacted)")
    }
}

/// Why keys could not be read. Says what is wrong, never what was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyringError {
    /// No key at all.
    #[error("is empty; it needs at least one `kid:base64key`")]
    Empty,
    /// An entry without a colon, or with a name of other characters.
    #[error("has an entry that is not `kid:base64key` with a kid of letters and digits")]
    NotAPair,
    /// A key of another length.
    #[error("has a key that is not the base64 of 32 bytes")]
    NotAKey,
    /// The same name twice.
    #[error("has the same kid twice")]
    Twice,
}

/// A sealed text did not open: altered, from another place, or its key is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("sealed text does not open")]
pub struct NotOurs;

impl Keyring {
    /// Reads `kid:base64key,kid:base64key`.
    pub fn parse(text: &str) -> Result<Self, KeyringError> {
        let mut keys: Vec<(String, Aes256Gcm)> = Vec::new();
        for entry in text
            .split(',')
            .map(str::trim)
            .filter(|entry| !entry.is_empty())
        {
            let (kid, key) = entry.split_once(':').ok_or(KeyringError::NotAPair)?;
            if kid.is_empty() || !kid.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                return Err(KeyringError::NotAPair);
            }
            let key = Zeroizing::new(STANDARD.decode(key).map_err(|_| KeyringError::NotAKey)?);
            let cipher = Aes256Gcm::new_from_slice(&key).map_err(|_| KeyringError::NotAKey)?;
            if keys.iter().any(|(name, _)| name == kid) {
                return Err(KeyringError::Twice);
            }
            keys.push((kid.to_owned(), cipher));
        }
        if keys.is_empty() {
            Err(KeyringError::Empty)
        } else {
            Ok(Self(keys))
        }
    }

    /// Seals under the first key.
    pub fn seal(
        &self,
        platform: &impl Platform,
        plain: &[u8],
        place: &str,
    ) -> Result<String, PlatformError> {
        let (kid, cipher) = self
            .0
            .first()
            .ok_or_else(|| PlatformError("no key".to_owned()))?;
        let mut nonce = [0; NONCE_BYTES];
        platform.random(&mut nonce)?;
        let sealed = cipher
            .encrypt(
                &Nonce::from(nonce),
                Payload {
                    msg: plain,
                    aad: place.as_bytes(),
                },
            )
            .map_err(|_| PlatformError("could not seal".to_owned()))?;
        Ok(format!(
            "{kid}:{}:{}",
            URL_SAFE_NO_PAD.encode(nonce),
            URL_SAFE_NO_PAD.encode(sealed)
        ))
    }

    /// Whether a sealed text names the first key. That it opens with it, `open` alone tells.
    pub fn is_current(&self, sealed: &str) -> bool {
        let kid = sealed.split(':').next();
        self.0
            .first()
            .is_some_and(|(first, _)| kid == Some(first.as_str()))
    }

    /// Opens what any of the keys sealed for this place.
    pub fn open(&self, sealed: &str, place: &str) -> Result<Vec<u8>, NotOurs> {
        let mut parts = sealed.splitn(3, ':');
        let (kid, nonce, ciphertext) = (
            parts.next().ok_or(NotOurs)?,
            parts.next().ok_or(NotOurs)?,
            parts.next().ok_or(NotOurs)?,
        );
        let (_, cipher) = self.0.iter().find(|(name, _)| name == kid).ok_or(NotOurs)?;
        let nonce: [u8; NONCE_BYTES] = URL_SAFE_NO_PAD
            .decode(nonce)
            .ok()
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or(NotOurs)?;
        let ciphertext = URL_SAFE_NO_PAD.decode(ciphertext).map_err(|_| NotOurs)?;
        cipher
            .decrypt(
                &Nonce::from(nonce),
                Payload {
                    msg: &ciphertext,
                    aad: place.as_bytes(),
                },
            )
            .map_err(|_| NotOurs)
    }
}
