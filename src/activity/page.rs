//! A page of rows, latest first.

use serde::{Deserialize, Serialize};

use super::filter::{Filter, Place};
use crate::platform::{Platform, PlatformError, Statement};

/// A row as the database has it.
#[derive(Debug, Deserialize)]
pub struct Stored {
    /// Milliseconds since 1970.
    pub time: u64,
    /// The rest.
    #[serde(flatten)]
    pub said: Said,
}

/// What a row says, under the names that the operator's API has for it.
#[derive(Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "`Row` has them")]
pub struct Said {
    pub request_id: String,
    pub action: String,
    pub actor: String,
    pub actor_id: Option<String>,
    #[serde(rename(deserialize = "server"))]
    pub mcp_server_id: Option<String>,
    #[serde(rename(deserialize = "account"))]
    pub integrated_account_id: Option<String>,
    pub integration: Option<String>,
    #[serde(rename(deserialize = "tool"))]
    pub tool_name: Option<String>,
    #[serde(rename(deserialize = "target"))]
    pub target_id: Option<String>,
    #[serde(rename(deserialize = "client"))]
    pub client_name: Option<String>,
    pub client_version: Option<String>,
    pub outcome: String,
    #[serde(rename(deserialize = "status"))]
    pub http_status_code: u16,
    #[serde(rename(deserialize = "vendor_status"))]
    pub vendor_status_code: Option<u16>,
    #[serde(rename(deserialize = "ms"))]
    pub duration: u64,
    #[serde(rename(deserialize = "vendor_ms"))]
    pub vendor_duration: Option<u64>,
    pub bytes_in: u64,
    pub bytes_out: u64,
    #[serde(rename(deserialize = "rate_left"))]
    pub rate_limit_remaining: Option<u32>,
}

/// A page.
#[derive(Debug)]
pub struct Page {
    /// Latest first.
    pub rows: Vec<Stored>,
    /// Where the next one starts; `None` ends the list. A page can be short, or even empty, and not the last.
    pub next: Option<Place>,
}

/// Rows that are looked through for a page. It bounds what one takes, whatever is asked for and however much is kept.
pub const MOST_LOOKED_AT: u32 = 10_000;

/// The statements of a page: its rows, and where the looking ended.
pub fn statements(filter: &Filter, before: Option<&Place>, limit: u32) -> Vec<Statement> {
    let mut values = Vec::new();
    let sql = filter.latest(before, MOST_LOOKED_AT, limit, &mut values);
    let mut statements = vec![Statement { sql, values }];
    if filter.is_looked_at() {
        let mut values = Vec::new();
        let sql = filter.last_looked_at(before, MOST_LOOKED_AT, &mut values);
        statements.push(Statement { sql, values });
    }
    statements
}

/// Asks for a page.
pub async fn load<P: Platform>(
    platform: &P,
    filter: &Filter,
    before: Option<&Place>,
    limit: u32,
) -> Result<Page, PlatformError> {
    let json = platform.query(&statements(filter, before, limit)).await?;
    let (rows, last_looked_at) = if filter.is_looked_at() {
        super::read::<(Vec<Stored>, Vec<Place>)>(&json)?
    } else {
        (super::read::<(Vec<Stored>,)>(&json)?.0, Vec::new())
    };
    let is_full = u32::try_from(rows.len()).is_ok_and(|rows| rows >= limit);
    let next = match rows.last() {
        Some(Stored { time, said }) if is_full => Some(Place {
            time: *time,
            request_id: said.request_id.clone(),
        }),
        _ => last_looked_at.into_iter().next(),
    };
    Ok(Page { rows, next })
}

impl Place {
    /// For a caller, who sends it back.
    pub fn to_cursor(&self) -> String {
        format!("{}.{}", self.time, self.request_id)
    }

    /// One that a caller sent back.
    pub fn parse(cursor: &str) -> Option<Self> {
        let (time, request_id) = cursor.split_once('.')?;
        let is_id = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        let is_whole = !request_id.is_empty() && request_id.bytes().all(is_id);
        let time = time.parse().ok().filter(|_| is_whole)?;
        Some(Self {
            time,
            request_id: request_id.to_owned(),
        })
    }
}
