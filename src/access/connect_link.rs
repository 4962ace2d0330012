//! Links by which somebody connects an account without an account here: a customer, or a colleague. Good for seven days, until an account came of it.
//!
//! KV has no compare-and-set, so of two uses at the same moment both can go through. What a link makes has one id, which it has from the start, so
//! that there is one account all the same, of the later one.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::account::Account;
use super::id::{AccountId, ConnectionId, MemberId};
use super::lifetime::ExpiresAt;
use super::member::Member;
use super::token::TokenHash;
use super::{Record, RecordError, kv_keys, load};
use crate::platform::{Platform, PlatformError, UnixSeconds};

/// For how long a link is good: a week, for it waits in somebody's mail.
const SECONDS: u64 = 7 * 24 * 60 * 60;

/// Bits enough that nobody finds one by trying: 256.
const SECRET_BYTES: usize = 32;

/// What is stored of a link, under the hash of its code.
#[derive(Debug, Serialize, Deserialize)]
pub struct ConnectLink {
    /// Version of this record's shape.
    pub v: u32,
    /// The account that it makes, or connects again.
    pub account: AccountId,
    /// Whether that account is there already.
    #[serde(default)]
    pub reconnects: bool,
    /// That account's when the link was made: it ends when the account gets other credentials.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection: Option<ConnectionId>,
    /// Slug of the vendor; `None` = whoever has the link chooses.
    pub integration: Option<String>,
    /// What the account is called; `None` = after what the vendor says.
    pub label: Option<String>,
    /// The operator's own id of the customer.
    pub tenant_id: Option<String>,
    /// Whose the account is to be; `None` = shared.
    pub owner: Option<MemberId>,
    /// Where to go on to.
    pub return_to: Option<String>,
    /// Seconds since 1970.
    pub created_at: u64,
}

impl Record for ConnectLink {
    const FAMILY: &'static str = kv_keys::CONNECT_LINKS;
    const VERSION: u32 = 1;

    fn version(&self) -> u32 {
        self.v
    }
}

/// A link that can be used now, and the account that it connects again.
#[derive(Debug)]
pub struct Opened {
    /// The link.
    pub link: ConnectLink,
    /// `None` where there is none yet.
    pub account: Option<Account>,
}

impl ConnectLink {
    /// A link for an account that is yet to come, not stored and without any wish.
    pub fn new(platform: &impl Platform) -> Result<Self, PlatformError> {
        Ok(Self {
            v: Self::VERSION,
            account: AccountId::new(platform)?,
            reconnects: false,
            connection: None,
            integration: None,
            label: None,
            tenant_id: None,
            owner: None,
            return_to: None,
            created_at: platform.now().0,
        })
    }

    /// One that connects an account again.
    pub fn to(account: &Account, now: UnixSeconds) -> Self {
        Self {
            v: Self::VERSION,
            account: account.id,
            reconnects: true,
            connection: account.connection,
            integration: Some(account.integration.clone()),
            label: None,
            tenant_id: None,
            owner: account.owner,
            return_to: None,
            created_at: now.0,
        }
    }

    /// Whether the account is as it was when the link was made: not there yet, or with the same credentials.
    pub fn is_for(&self, account: Option<&Account>) -> bool {
        let connection = account.and_then(|account| account.connection);
        account.is_some() == self.reconnects && connection == self.connection
    }

    fn expires_at(&self) -> ExpiresAt {
        ExpiresAt::after(UnixSeconds(self.created_at), SECONDS)
    }

    /// Stores it: its code, which is shown once, and until when it is good.
    pub async fn mint(&self, platform: &impl Platform) -> Result<(String, ExpiresAt), RecordError> {
        let mut secret = Zeroizing::new([0; SECRET_BYTES]);
        platform.random(secret.as_mut())?;
        let code = URL_SAFE_NO_PAD.encode(secret.as_ref());
        let expires_at = self.expires_at();
        let expiration = expires_at.kv_expiration(platform.now());
        super::save(platform, &key(&code), self, expiration).await?;
        Ok((code, expires_at))
    }
}

/// What a code opens; nothing of it is used up. `None` for a code that is none, that is over or used, whose account got other credentials
/// meanwhile, or whose account or member is gone.
pub async fn look(platform: &impl Platform, code: &str) -> Result<Option<Opened>, RecordError> {
    let [value] = load(platform, [key(code)]).await?;
    let Some(value) = value else {
        return Ok(None);
    };
    let link: ConnectLink = super::read(&value)?;
    if link.expires_at().is_over(platform.now()) {
        return Ok(None);
    }
    let account = Account::load(platform, link.account).await?;
    if !link.is_for(account.as_ref()) {
        return Ok(None);
    }
    if let Some(owner) = link.owner
        && Member::load(platform, owner).await?.is_none()
    {
        return Ok(None);
    }
    Ok(Some(Opened { link, account }))
}

/// Uses it up.
pub async fn end(platform: &impl Platform, code: &str) -> Result<(), PlatformError> {
    platform.remove(&key(code)).await
}

fn key(code: &str) -> String {
    kv_keys::connect_link(&TokenHash::of(code.as_bytes()))
}
