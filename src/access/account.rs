//! An integrated account: one company's connection to one vendor.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use super::health::Health;
use super::id::{AccountId, ConnectionId, MemberId};
use super::seal::{Keyring, NotOurs};
use super::{Record, RecordError, kv_keys, load};
use crate::platform::{Platform, PlatformError, UnixSeconds};

/// What the operator said of an account.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Account {
    /// Version of this record's shape.
    pub v: u32,
    /// Its id.
    pub id: AccountId,
    /// Slug of its integration.
    pub integration: String,
    /// For people, and for the model.
    pub label: String,
    /// The member who connected it with a credential of their own; `None` = it is shared. Set when it is made and never changed: nobody else
    /// gets to it, and no token URL does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<MemberId>,
    /// The operator's own id of the customer.
    pub tenant_id: Option<String>,
    /// The vendor's own id of the workspace, where a link connected it and the vendor tells one: a link that connects it again takes no other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workspace_id: Option<String>,
    /// Values of the integration's variables.
    #[serde(default)]
    pub context: BTreeMap<String, String>,
    /// `kid:nonce:ciphertext`, see `seal`.
    pub credentials: String,
    /// When it got its credentials, as an id: new each time. `None` = by a version that gave none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection: Option<ConnectionId>,
    /// Its credentials are those of a consent, and end: see `tokens`, whose record has them.
    #[serde(default, skip_serializing_if = "is_false")]
    pub has_tokens: bool,
    /// Refuses every tool that writes.
    #[serde(default)]
    pub read_only: bool,
    /// Refuses every tool.
    #[serde(default)]
    pub is_blocked: bool,
    /// Seconds since 1970.
    pub created_at: u64,
    /// Seconds since 1970.
    pub updated_at: u64,
}

impl Record for Account {
    const FAMILY: &'static str = kv_keys::ACCOUNTS;
    const VERSION: u32 = 1;

    fn version(&self) -> u32 {
        self.v
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
fn is_false(value: &bool) -> bool {
    !value
}

/// Secrets by name. Printing shows none, they are overwritten when they go, and `==` is not for them.
#[derive(Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Credentials(pub BTreeMap<String, String>);

impl Zeroize for Credentials {
    fn zeroize(&mut self) {
        self.0.values_mut().for_each(Zeroize::zeroize);
    }
}

impl Drop for Credentials {
    fn drop(&mut self) {
        self.zeroize();
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Credentials(redacted)")
    }
}

impl Account {
    /// A new account, not yet stored.
    pub fn new(id: AccountId, integration: &str, label: String, now: UnixSeconds) -> Self {
        Self {
            v: Self::VERSION,
            id,
            integration: integration.to_owned(),
            label,
            owner: None,
            tenant_id: None,
            workspace_id: None,
            context: BTreeMap::new(),
            credentials: String::new(),
            connection: None,
            has_tokens: false,
            read_only: false,
            is_blocked: false,
            created_at: now.0,
            updated_at: now.0,
        }
    }

    /// Whether a member may be given it: theirs, or shared.
    pub fn is_open_to(&self, member: MemberId) -> bool {
        self.owner.is_none_or(|owner| owner == member)
    }

    /// Gives it other credentials: links and tokens of those before are no longer its own.
    pub fn connect(
        &mut self,
        platform: &impl Platform,
        keyring: &Keyring,
        credentials: &Credentials,
    ) -> Result<(), PlatformError> {
        self.connection = Some(ConnectionId::new(platform)?);
        self.seal(platform, keyring, credentials)
    }

    /// Seals credentials that it has.
    pub fn seal(
        &mut self,
        platform: &impl Platform,
        keyring: &Keyring,
        credentials: &Credentials,
    ) -> Result<(), PlatformError> {
        let plain = serde_json::to_vec(credentials)
            .map(Zeroizing::new)
            .map_err(|error| PlatformError(error.to_string()))?;
        self.credentials = keyring.seal(platform, &plain, &kv_keys::account(self.id))?;
        Ok(())
    }

    /// The credentials, for one call.
    pub fn open(&self, keyring: &Keyring) -> Result<Credentials, NotOurs> {
        let plain = Zeroizing::new(keyring.open(&self.credentials, &kv_keys::account(self.id))?);
        serde_json::from_slice(&plain).map_err(|_| NotOurs)
    }

    /// Writes the record.
    pub async fn save(&self, platform: &impl Platform) -> Result<(), RecordError> {
        super::save(platform, &kv_keys::account(self.id), self, None).await
    }

    /// Reads an account.
    pub async fn load(
        platform: &impl Platform,
        id: AccountId,
    ) -> Result<Option<Self>, RecordError> {
        let key = kv_keys::account(id);
        let [account] = load(platform, [key.clone()]).await?;
        account.map(|value| Self::read(&key, &value)).transpose()
    }

    /// Reads an account and what is stored of what calls learnt of it.
    pub async fn load_with_health(
        platform: &impl Platform,
        id: AccountId,
    ) -> Result<Option<(Self, Health)>, RecordError> {
        let key = kv_keys::account(id);
        let [account, health] = load(platform, [key.clone(), kv_keys::health(id)]).await?;
        let Some(account) = account else {
            return Ok(None);
        };
        Ok(Some((
            Self::read(&key, &account)?,
            Health::read(health.as_deref())?,
        )))
    }

    /// Reads an `account:` value. One that belongs under another key is no record: its credentials would open here.
    pub fn read(key: &str, value: &str) -> Result<Self, RecordError> {
        let account: Self = super::read(value)?;
        if kv_keys::is_account(key, account.id) {
            Ok(account)
        } else {
            Err(RecordError::Corrupt(Self::FAMILY))
        }
    }
}
