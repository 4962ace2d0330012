//! API tokens: who may use the operator's API, and who passes an MCP server's second factor.

use serde::{Deserialize, Serialize};

use super::lifetime::ExpiresAt;
use super::token::{ApiToken, TokenHash};
use super::{Record, RecordError, kv_keys};
use crate::platform::{Platform, UnixSeconds};

/// What is stored of an API token. Its id is the hash of its secret, so the presented token finds its own record.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ApiTokenRecord {
    /// Version of this record's shape.
    pub v: u32,
    /// For people.
    pub name: String,
    /// What it opens.
    pub scope: Scope,
    /// When access ends.
    pub expires_at: Option<ExpiresAt>,
    /// Seconds since 1970.
    pub created_at: u64,
}

/// What an API token opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// The operator's API, and the second factor.
    Admin,
    /// The second factor alone.
    Mcp,
}

/// A caller who proved who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Id of the API token, or `admin` for the Worker's secret.
    pub id: String,
    /// What it may do.
    pub scope: Scope,
}

impl Record for ApiTokenRecord {
    const FAMILY: &'static str = kv_keys::API_TOKENS;
    const VERSION: u32 = 1;

    fn version(&self) -> u32 {
        self.v
    }
}

impl ApiTokenRecord {
    /// Reads an `apitoken:` value; one whose time is over does not exist.
    pub fn read(value: &str, now: UnixSeconds) -> Result<Option<Self>, RecordError> {
        let record: Self = super::read(value)?;
        Ok((!record.expires_at.is_some_and(|expiry| expiry.is_over(now))).then_some(record))
    }
}

/// Who sent `Authorization: Bearer …`; `None` for a missing, wrong, deleted or expired token.
pub async fn identify(
    platform: &impl Platform,
    admin_token: &TokenHash,
    authorization: Option<&str>,
) -> Result<Option<Caller>, RecordError> {
    let Some((scheme, token)) = authorization.and_then(|header| header.split_once(' ')) else {
        return Ok(None);
    };
    let token = token.trim();
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Ok(None);
    }
    match presented(admin_token, token) {
        Some(presented) => presented.caller(platform).await,
        None => Ok(None),
    }
}

/// A token that could be one, by what is known of it.
#[derive(Debug, Clone)]
pub enum Presented {
    /// `ADMIN_TOKEN` itself.
    Admin,
    /// An API token of this hash, if there is one.
    Token(TokenHash),
}

/// What somebody sent as a token; `None` where it can be none.
pub fn presented(admin_token: &TokenHash, token: &str) -> Option<Presented> {
    if TokenHash::of(token.as_bytes()).is(admin_token) {
        return Some(Presented::Admin);
    }
    Some(Presented::Token(ApiToken::parse(token)?.hash()))
}

impl Presented {
    /// Whose it is; `None` where it was never made, deleted, or is over.
    pub async fn caller(&self, platform: &impl Platform) -> Result<Option<Caller>, RecordError> {
        let hash = match self {
            Self::Admin => {
                return Ok(Some(Caller {
                    id: "admin".to_owned(),
                    scope: Scope::Admin,
                }));
            }
            Self::Token(hash) => hash,
        };
        let [value] = super::load(platform, [kv_keys::api_token(hash)]).await?;
        let record = value
            .map(|value| ApiTokenRecord::read(&value, platform.now()))
            .transpose()?
            .flatten();
        Ok(record.map(|record| Caller {
            id: hash.to_hex(),
            scope: record.scope,
        }))
    }
}
