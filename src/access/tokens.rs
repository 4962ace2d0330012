//! What a vendor gave for a person's consent, where it ends: an access token, and what renews it. Its own key, for calls write it: KV has no
//! compare-and-set, and what an operator changes of the account must not bring back a token that was used up.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use super::account::{Account, Credentials};
use super::id::{AccountId, ConnectionId};
use super::lifetime::ExpiresAt;
use super::seal::{Keyring, NotOurs};
use super::{Record, RecordError, kv_keys, load};
use crate::platform::{Platform, PlatformError, UnixSeconds};

/// Renewed so many seconds ahead, or when a quarter of its life is left, if that is less.
const AHEAD: u64 = 600;

/// With fewer seconds left, a call could meet the vendor too late.
const SPARE: u64 = 10;

/// Accounts whose tokens an isolate keeps.
const MOST_KEPT: usize = 1_000;

/// What is stored of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Tokens {
    /// Version of this record's shape.
    pub v: u32,
    /// Whose they are.
    pub account: AccountId,
    /// The account's when they were got: of another one, they are not the account's now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection: Option<ConnectionId>,
    /// `kid:nonce:ciphertext` of the credentials and the refresh token, see `seal`.
    pub sealed: String,
    /// When the access token ends.
    pub expires_at: ExpiresAt,
    /// Seconds since 1970.
    pub obtained_at: u64,
}

/// What is sealed. Printing shows none of it.
#[derive(Serialize, Deserialize)]
pub struct Secrets {
    /// As requests need them.
    pub credentials: Credentials,
    /// What the next ones are asked for with.
    pub refresh_token: String,
}

impl Zeroize for Secrets {
    fn zeroize(&mut self) {
        self.credentials.zeroize();
        self.refresh_token.zeroize();
    }
}

impl Drop for Secrets {
    fn drop(&mut self) {
        self.zeroize();
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secrets(redacted)")
    }
}

impl Record for Tokens {
    const FAMILY: &'static str = kv_keys::TOKENS;
    const VERSION: u32 = 1;

    fn version(&self) -> u32 {
        self.v
    }
}

impl Tokens {
    /// Tokens that were got now, not stored.
    pub fn new(
        platform: &impl Platform,
        keyring: &Keyring,
        account: &Account,
        secrets: &Secrets,
        expires_at: ExpiresAt,
    ) -> Result<Self, PlatformError> {
        Ok(Self {
            v: Self::VERSION,
            account: account.id,
            connection: account.connection,
            sealed: seal(platform, keyring, account.id, secrets)?,
            expires_at,
            obtained_at: platform.now().0,
        })
    }

    /// The same, sealed under the first key.
    pub fn resealed(
        mut self,
        platform: &impl Platform,
        keyring: &Keyring,
        secrets: &Secrets,
    ) -> Result<Self, PlatformError> {
        self.sealed = seal(platform, keyring, self.account, secrets)?;
        Ok(self)
    }

    /// What is sealed.
    pub fn open(&self, keyring: &Keyring) -> Result<Secrets, NotOurs> {
        let plain = Zeroizing::new(keyring.open(&self.sealed, &kv_keys::tokens(self.account))?);
        serde_json::from_slice(&plain).map_err(|_| NotOurs)
    }

    /// Whether they are of the credentials that this account has.
    pub fn are_of(&self, account: &Account) -> bool {
        self.account == account.id && self.connection == account.connection
    }

    /// Whether it is time to renew them.
    pub fn are_due(&self, now: UnixSeconds) -> bool {
        let quarter = self.expires_at.since(UnixSeconds(self.obtained_at)) / 4;
        self.expires_at.is_over(now.after(quarter.min(AHEAD)))
    }

    /// Whether a call can still be made with them.
    pub fn are_good(&self, now: UnixSeconds) -> bool {
        !self.expires_at.is_over(now.after(SPARE))
    }

    /// Reads those of an account.
    pub async fn load(
        platform: &impl Platform,
        account: AccountId,
    ) -> Result<Option<Self>, RecordError> {
        let key = kv_keys::tokens(account);
        let [value] = load(platform, [key.clone()]).await?;
        value.map(|value| Self::read(&key, &value)).transpose()
    }

    /// Reads a `tokens:` value. One that belongs under another key is no record.
    pub fn read(key: &str, value: &str) -> Result<Self, RecordError> {
        let tokens: Self = super::read(value)?;
        if key == kv_keys::tokens(tokens.account) {
            Ok(tokens)
        } else {
            Err(RecordError::Corrupt(Self::FAMILY))
        }
    }

    /// Writes the record.
    pub async fn save(&self, platform: &impl Platform) -> Result<(), RecordError> {
        super::save(platform, &kv_keys::tokens(self.account), self, None).await
    }
}

fn seal(
    platform: &impl Platform,
    keyring: &Keyring,
    account: AccountId,
    secrets: &Secrets,
) -> Result<String, PlatformError> {
    let plain = serde_json::to_vec(secrets)
        .map(Zeroizing::new)
        .map_err(|error| PlatformError(error.to_string()))?;
    keyring.seal(platform, &plain, &kv_keys::tokens(account))
}

/// Tokens that an isolate has, sealed as they are stored.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The tokens.
    pub tokens: Tokens,
    /// Whether they are in KV too.
    pub is_saved: bool,
}

thread_local! {
    static KEPT: RefCell<BTreeMap<AccountId, Kept>> = const { RefCell::new(BTreeMap::new()) };
}

/// What this isolate has of an account.
pub fn kept(account: AccountId) -> Option<Kept> {
    KEPT.with_borrow(|all| all.get(&account).cloned())
}

/// Keeps what this isolate got or read.
pub fn keep(tokens: &Tokens, is_saved: bool) {
    KEPT.with_borrow_mut(|all| {
        if all.len() >= MOST_KEPT && !all.contains_key(&tokens.account) {
            all.retain(|_, kept| !kept.is_saved);
        }
        let tokens = tokens.clone();
        all.insert(tokens.account, Kept { tokens, is_saved });
    });
}

/// The vendor refuses what is kept: what is stored may be newer. What is kept alone stays.
pub fn doubt(account: AccountId) {
    KEPT.with_borrow_mut(|all| {
        if all.get(&account).is_some_and(|kept| kept.is_saved) {
            all.remove(&account);
        }
    });
}

/// Forgets an account: it has something else now, or is gone.
pub fn forget(account: AccountId) {
    KEPT.with_borrow_mut(|all| drop(all.remove(&account)));
}

/// Takes away what is stored of an account.
pub async fn remove(platform: &impl Platform, account: AccountId) -> Result<(), PlatformError> {
    forget(account);
    platform.remove(&kv_keys::tokens(account)).await
}

/// Forgets all of them.
pub(super) fn forget_all() {
    KEPT.with_borrow_mut(BTreeMap::clear);
}
