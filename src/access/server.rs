//! An MCP server: a minted door to one account.

use serde::{Deserialize, Serialize};

use super::id::{AccountId, ServerId};
use super::lifetime::ExpiresAt;
use super::{Record, RecordError, kv_keys};
use crate::platform::{Platform, UnixSeconds};
use crate::tools::config::Config;

/// What is stored of a server. Holds the token's hash, never the token.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Server {
    /// Version of this record's shape.
    pub v: u32,
    /// Its id.
    pub id: ServerId,
    /// Its account.
    pub account: AccountId,
    /// For people.
    pub name: String,
    /// Which tools it shows, and how.
    #[serde(default)]
    pub config: Config,
    /// The accounts behind it, where it was minted for several and `account` is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accounts: Vec<AccountGrant>,
    /// SHA-256 of the token's secret, in hexadecimal.
    pub token_hash: String,
    /// What a person who is not signed in agrees to calls with, sealed; where its config has such calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval_code: Option<String>,
    /// When access ends.
    pub expires_at: Option<ExpiresAt>,
    /// Id of the API token that minted it, or `admin`.
    pub created_by: String,
    /// Seconds since 1970.
    pub created_at: u64,
    /// Seconds since 1970.
    pub updated_at: u64,
}

/// One of several accounts behind a door, and which of its tools.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountGrant {
    /// The account.
    pub id: AccountId,
    /// Which of its tools, and how.
    #[serde(default)]
    pub config: Config,
}

impl Record for Server {
    const FAMILY: &'static str = kv_keys::SERVERS;
    const VERSION: u32 = 1;

    fn version(&self) -> u32 {
        self.v
    }
}

impl Server {
    /// A new server, not yet stored; its token's hash is still to be put in.
    pub fn new(
        account: AccountId,
        id: ServerId,
        name: String,
        created_by: &str,
        now: UnixSeconds,
    ) -> Self {
        Self {
            v: Self::VERSION,
            id,
            account,
            name,
            config: Config::default(),
            accounts: Vec::new(),
            token_hash: String::new(),
            approval_code: None,
            expires_at: None,
            created_by: created_by.to_owned(),
            created_at: now.0,
            updated_at: now.0,
        }
    }

    /// Writes the record; KV removes it by itself some seconds after `expires_at` at the latest.
    pub async fn save(&self, platform: &impl Platform) -> Result<(), RecordError> {
        let expiration = self
            .expires_at
            .and_then(|expiry| expiry.kv_expiration(platform.now()));
        super::save(
            platform,
            &kv_keys::server(self.account, self.id),
            self,
            expiration,
        )
        .await
    }

    /// Reads a server of an account; one whose time is over does not exist.
    pub async fn load(
        platform: &impl Platform,
        account: AccountId,
        id: ServerId,
    ) -> Result<Option<Self>, RecordError> {
        let key = kv_keys::server(account, id);
        let [value] = super::load(platform, [key.clone()]).await?;
        Self::read(&key, value.as_deref(), platform.now())
    }

    /// Reads all servers of an account, but those that cannot be read.
    pub async fn load_of(
        platform: &impl Platform,
        account: AccountId,
    ) -> Result<Vec<Self>, RecordError> {
        const BULK: u32 = 100;
        let prefix = kv_keys::servers(account);
        let mut servers = Vec::new();
        let mut cursor = None;
        loop {
            let page = platform.list(&prefix, BULK, cursor.as_deref()).await?;
            let values = super::load_all(platform, &page.keys).await?;
            let read = page.keys.iter().zip(values).filter_map(|(key, value)| {
                let server = Self::read(key, value.as_deref(), platform.now());
                server.ok().flatten()
            });
            servers.extend(read);
            if page.cursor.is_none() || page.cursor == cursor {
                return Ok(servers);
            }
            cursor = page.cursor;
        }
    }

    /// Reads an `mcp:` value; one whose time is over does not exist, even while KV still has it. One that belongs under another key is
    /// no record.
    pub fn read(
        key: &str,
        value: Option<&str>,
        now: UnixSeconds,
    ) -> Result<Option<Self>, RecordError> {
        let Some(value) = value else {
            return Ok(None);
        };
        let server: Self = super::read(value)?;
        if !kv_keys::is_server(key, server.account, server.id) {
            return Err(RecordError::Corrupt(Self::FAMILY));
        }
        Ok((!server.is_over(now)).then_some(server))
    }

    /// Whether some calls through it wait for a person.
    pub fn has_approvals(&self) -> bool {
        let accounts = self.accounts.iter().map(|account| &account.config);
        std::iter::once(&self.config)
            .chain(accounts)
            .any(Config::has_approvals)
    }

    fn is_over(&self, now: UnixSeconds) -> bool {
        self.expires_at.is_some_and(|expiry| expiry.is_over(now))
    }
}
