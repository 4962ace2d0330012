//! Events: what a webhook can be told of, and one that waits to be told.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::{Builder, Uuid};

use super::token::TokenHash;
use super::{Record, kv_keys};
use crate::platform::{Platform, PlatformError, UnixSeconds};

/// What happened, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum EventName {
    /// An account was connected.
    #[serde(rename = "account.created")]
    AccountCreated,
    /// It can be used: it was connected, or a block was lifted.
    #[serde(rename = "account.active")]
    AccountActive,
    /// Its vendor refused the credentials.
    #[serde(rename = "account.needs_reauth")]
    AccountNeedsReauth,
    /// Its vendor takes them again, or there are new ones.
    #[serde(rename = "account.reactivated")]
    AccountReactivated,
    /// It was deleted.
    #[serde(rename = "account.deleted")]
    AccountDeleted,
    /// An MCP server was minted.
    #[serde(rename = "server.created")]
    ServerCreated,
    /// It has less than a day left.
    #[serde(rename = "server.expiring")]
    ServerExpiring,
    /// Its time is over.
    #[serde(rename = "server.expired")]
    ServerExpired,
    /// It was deleted.
    #[serde(rename = "server.revoked")]
    ServerRevoked,
    /// An operator asked for a trial.
    #[serde(rename = "test")]
    Test,
}

impl EventName {
    /// Those that a webhook can ask for.
    pub const ALL: [Self; 9] = [
        Self::AccountCreated,
        Self::AccountActive,
        Self::AccountNeedsReauth,
        Self::AccountReactivated,
        Self::AccountDeleted,
        Self::ServerCreated,
        Self::ServerExpiring,
        Self::ServerExpired,
        Self::ServerRevoked,
    ];

    /// As the API spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AccountCreated => "account.created",
            Self::AccountActive => "account.active",
            Self::AccountNeedsReauth => "account.needs_reauth",
            Self::AccountReactivated => "account.reactivated",
            Self::AccountDeleted => "account.deleted",
            Self::ServerCreated => "server.created",
            Self::ServerExpiring => "server.expiring",
            Self::ServerExpired => "server.expired",
            Self::ServerRevoked => "server.revoked",
            Self::Test => "test",
        }
    }

    /// Reads one that a webhook can ask for.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|name| name.as_str() == text)
    }
}

/// One event, the same for every webhook that is told of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Event {
    /// Its id: the same each time that it is told.
    pub id: Uuid,
    /// What happened.
    pub event: EventName,
    /// When, in seconds since 1970.
    pub created_at: u64,
    /// The record as the operator's API shows it.
    pub payload: Box<RawValue>,
}

impl Event {
    /// An id for what happened once.
    pub fn random_id(platform: &impl Platform) -> Result<Uuid, PlatformError> {
        let mut bytes = [0; 16];
        platform.random(&mut bytes)?;
        Ok(Builder::from_random_bytes(bytes).into_uuid())
    }

    /// An id for what is found out by looking, so that two who find it name it alike.
    pub fn id_of(event: EventName, key: &str) -> Uuid {
        let hash = TokenHash::of(format!("{} {key}", event.as_str()).as_bytes());
        Builder::from_custom_bytes(hash.first_half()).into_uuid()
    }
}

/// Events that a webhook was not told of yet, under the time when it is to be tried.
#[derive(Debug, Serialize, Deserialize)]
pub struct Retry {
    /// Version of this record's shape.
    pub v: u32,
    /// How often each was tried.
    pub tries: u32,
    /// In the order in which they happened.
    pub events: Vec<Event>,
}

impl Record for Retry {
    const FAMILY: &'static str = kv_keys::AGENDA;
    const VERSION: u32 = 1;

    fn version(&self) -> u32 {
        self.v
    }
}

/// An MCP server whose end is to be told: KV removes the server's own record by itself, and this stays.
#[derive(Debug, Serialize, Deserialize)]
pub struct End {
    /// Version of this record's shape.
    pub v: u32,
    /// When it ends, in seconds since 1970.
    pub at: u64,
    /// The server as the operator's API shows it.
    pub server: Box<RawValue>,
}

impl Record for End {
    const FAMILY: &'static str = kv_keys::AGENDA;
    const VERSION: u32 = 1;

    fn version(&self) -> u32 {
        self.v
    }
}

/// Seconds for which KV keeps an entry of the agenda beyond its time, so that what nobody does any more goes by itself.
const KEPT_FOR: u64 = 7 * 24 * 60 * 60;

/// When KV removes an entry of this time.
pub fn kept_until(at: UnixSeconds) -> Option<UnixSeconds> {
    let until = at.after(KEPT_FOR);
    // The binding's number has 32 bits.
    i32::try_from(until.0).is_ok().then_some(until)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_is_read_as_it_is_written() {
        for name in EventName::ALL {
            assert_eq!(EventName::parse(name.as_str()), Some(name));
            assert_eq!(serde_json::to_value(name).unwrap(), name.as_str());
        }
        assert_eq!(EventName::parse("test"), None);
    }
}
