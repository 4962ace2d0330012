//! What a host lends Fairlead: records, a link to vendors, a clock, randomness, a log. The Worker's side of it is
//! `edge`; tests bring a fake with a clock that they move.

use std::fmt;

use crate::http::{InboundResponse, Notice, OutboundRequest};

/// Seconds since 1970-01-01T00:00:00Z. Second granularity is enough: KV's `expiration` has no finer one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnixSeconds(pub u64);

impl UnixSeconds {
    /// So many seconds later.
    #[must_use]
    pub fn after(self, seconds: u64) -> Self {
        Self(self.0.saturating_add(seconds))
    }
}

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnixMillis(pub u64);

impl UnixMillis {
    /// The second that it is in.
    pub fn seconds(self) -> UnixSeconds {
        UnixSeconds(self.0 / 1_000)
    }

    /// Milliseconds from then to now; none when the clock was set back.
    pub fn since(self, then: Self) -> u64 {
        self.0.saturating_sub(then.0)
    }
}

/// The host. One per request; nothing in it outlives the request. Each operation ends: what takes longer than the settings allow is an
/// error, and a write that ended so may have been made all the same.
#[expect(
    async_fn_in_trait,
    reason = "an isolate has one thread, so no caller needs `Send`"
)]
pub trait Platform {
    /// The wall clock. On Workers it stands still while code runs.
    fn millis(&self) -> UnixMillis;

    /// The wall clock, as records have it.
    fn now(&self) -> UnixSeconds {
        self.millis().seconds()
    }

    /// Fills the buffer from the host's CSPRNG.
    fn random(&self, buffer: &mut [u8]) -> Result<(), PlatformError>;

    /// The values of up to 100 keys, in their order, in one round trip. May be stale by the cache's 30 s.
    async fn load(&self, keys: &[String]) -> Result<Vec<Option<String>>, PlatformError>;

    /// Writes one value. `expiration` is absolute and at least 60 s ahead of KV's clock.
    async fn save(
        &self,
        key: &str,
        value: &str,
        expiration: Option<UnixSeconds>,
    ) -> Result<(), PlatformError>;

    /// Removes one key; removing what is not there is no error.
    async fn remove(&self, key: &str) -> Result<(), PlatformError>;

    /// One page of the keys with this prefix, in byte order. `limit` is at most 1,000; a page may be empty and not the last.
    async fn list(
        &self,
        prefix: &str,
        limit: u32,
        cursor: Option<&str>,
    ) -> Result<KeyPage, PlatformError>;

    /// One call to a vendor: no redirect is followed, no cache asked, the body read to a cap before a deadline.
    async fn send(&self, request: OutboundRequest) -> Result<InboundResponse, SendError>;

    /// Posts JSON to an address that an operator gave: no redirect is followed, nothing of the answer is read but its status, and one whose host
    /// is no public name is refused.
    async fn notify(&self, notice: Notice) -> Result<u16, SendError>;

    /// Counts one more of a key against a limit that the operator set, and tells whether it is one too many. Never where the operator set
    /// none, nor when the host cannot tell: a brake that fails must not stop what it guards.
    async fn is_too_many(&self, limit: Limit, key: &str) -> bool;

    /// What a member allowed clients and has not expired; nothing where the host keeps no such thing.
    async fn grants(&self, member: &str) -> Result<Vec<Grant>, PlatformError>;

    /// Revokes one of a member's grants, or all of them, and tells how many there were. Their tokens are dead with it.
    async fn revoke_grants(
        &self,
        member: &str,
        grant: Option<&str>,
    ) -> Result<usize, PlatformError>;

    /// Makes sure that the host has a text that many answers share, under a key that tells what is in it, until this answer has gone
    /// ([`crate::http::Shared`]), and gives its bytes. A host keeps it where answers are sent from, for as long as it has room.
    fn keep(&self, key: &str, render: impl FnOnce() -> String) -> usize;

    /// Waits.
    async fn pause(&self, milliseconds: u32);

    /// Takes a row of the database of what happened, to write it with others once their answers have gone. Nobody waits for it.
    fn note(&self, row: String);

    /// Runs statements on that database, all or none of them, and gives a list in JSON: of each statement the list of its rows, as objects.
    async fn query(&self, statements: &[Statement]) -> Result<String, PlatformError>;

    /// One line for the operator. Callers redact.
    fn log(&self, line: &str);
}

/// A statement of SQL.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Statement {
    /// With a `?` for each value.
    pub sql: String,
    /// In the order of the question marks.
    pub values: Vec<SqlValue>,
}

/// What a statement compares with.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(untagged)]
pub enum SqlValue {
    /// A text.
    Text(String),
    /// A number; JavaScript knows none above.
    Number(u64),
}

impl SqlValue {
    /// The largest number that JavaScript tells from its neighbours.
    const MOST: u64 = (1 << 53) - 1;

    /// Of a number; one that is too large is as large as can be.
    pub fn of(number: u64) -> Self {
        Self::Number(number.min(Self::MOST))
    }
}

/// What may be called only so often; how often is in wrangler.toml.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Limit {
    /// Tokens that open nothing, by address.
    WrongTokens,
    /// Messages to an MCP server, by its id.
    Server,
    /// Calls of a tool, by account and tool.
    Tool,
}

impl Limit {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::WrongTokens, Self::Server, Self::Tool];

    /// The binding's name.
    pub fn binding(self) -> &'static str {
        match self {
            Self::WrongTokens => "WRONG_TOKEN_LIMIT",
            Self::Server => "SERVER_LIMIT",
            Self::Tool => "TOOL_LIMIT",
        }
    }
}

/// What a member allowed one client.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct Grant {
    /// Its id.
    pub id: String,
    /// What the client calls itself.
    pub client_name: Option<String>,
    /// The host that the client had its code sent to.
    pub client_host: Option<String>,
    /// What it may do.
    pub scopes: Vec<String>,
    /// When it was allowed.
    pub created_at: u64,
    /// When it ends unless it is used.
    pub expires_at: Option<u64>,
}

/// One page of keys.
#[derive(Debug, Default)]
pub struct KeyPage {
    /// The keys, in byte order.
    pub keys: Vec<String>,
    /// When KV removes each of them, in the same order.
    pub expirations: Vec<Option<UnixSeconds>>,
    /// Where the next page starts; `None` ends the list.
    pub cursor: Option<String>,
}

/// The host could not do it. The text is for the log, never for a caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlatformError(pub String);

impl fmt::Display for PlatformError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for PlatformError {}

/// No answer came from a vendor.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// The deadline passed before the whole body was there.
    #[error("no complete answer within {0} ms")]
    Timeout(u32),
    /// The body is longer than the cap, in bytes.
    #[error("the answer is longer than {0} bytes")]
    TooLarge(u32),
    /// Name, connection or TLS failed, or the connection was reset. The text is for the log.
    #[error("no connection: {0}")]
    Unreachable(String),
}
