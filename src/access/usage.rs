//! How much a server, or a client that a member let in, is used. Counted where the requests are answered, written after an answer and by each isolate
//! as seldom as the operator set, so that no call waits for it and few writes are billed. A lower bound: what an isolate has not written when it ends
//! is lost, and of two that write at once one is.

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::id::{AccountId, GrantId, MemberId, ServerId};
use super::server::Server;
use super::{Record, RecordError, kv_keys, load, load_all};
use crate::platform::{Platform, UnixSeconds};

/// Seconds after the last use until KV removes the record by itself: a quarter of a year.
const KEPT_FOR: u64 = 90 * 24 * 60 * 60;

/// Servers and grants that an isolate counts at once; past that, it starts anew.
const MOST_DOORS: usize = 10_000;

/// What is stored.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Usage {
    /// Version of this record's shape.
    pub v: u32,
    /// Messages that were answered, at least.
    pub messages: u64,
    /// When the last of them came that was written, in seconds since 1970.
    pub last_used_at: u64,
}

impl Record for Usage {
    const FAMILY: &'static str = kv_keys::USAGE;
    const VERSION: u32 = 1;

    fn version(&self) -> u32 {
        self.v
    }
}

impl Usage {
    /// Reads a `usage:` value.
    pub fn read(value: Option<&str>) -> Result<Option<Self>, RecordError> {
        value.map(super::read).transpose()
    }

    /// That of several servers of an account, at most 100, in their order.
    pub async fn load(
        platform: &impl Platform,
        account: AccountId,
        servers: impl Iterator<Item = ServerId>,
    ) -> Result<Vec<Option<Self>>, RecordError> {
        Self::load_all(platform, servers.map(|id| kv_keys::usage(account, id))).await
    }

    /// That of several grants of a member, at most 100, in their order.
    pub async fn load_of_grants(
        platform: &impl Platform,
        member: MemberId,
        grants: impl Iterator<Item = GrantId>,
    ) -> Result<Vec<Option<Self>>, RecordError> {
        let keys = grants.map(|id| kv_keys::usage_of_grant(member, id));
        Self::load_all(platform, keys).await
    }

    async fn load_all(
        platform: &impl Platform,
        keys: impl Iterator<Item = String>,
    ) -> Result<Vec<Option<Self>>, RecordError> {
        let keys: Vec<String> = keys.collect();
        let values = load_all(platform, &keys).await?;
        values
            .iter()
            .map(|value| Self::read(value.as_deref()))
            .collect()
    }
}

/// Through which messages come.
#[derive(Debug, Clone, Copy)]
pub enum Door {
    /// A token URL.
    Server(AccountId, ServerId),
    /// What a member allowed a client.
    Grant(MemberId, GrantId),
}

impl Door {
    /// The URL of this server.
    pub fn of(server: &Server) -> Self {
        Self::Server(server.account, server.id)
    }

    /// Ids are random, so none is of both sorts.
    fn id(self) -> Uuid {
        match self {
            Self::Server(_, id) => id.0,
            Self::Grant(_, id) => id.0,
        }
    }

    fn key(self) -> String {
        match self {
            Self::Server(account, id) => kv_keys::usage(account, id),
            Self::Grant(member, id) => kv_keys::usage_of_grant(member, id),
        }
    }
}

/// Messages that are to be written.
#[derive(Debug, Clone, Copy)]
struct Unwritten {
    messages: u64,
    written_at: UnixSeconds,
}

thread_local! {
    static UNWRITTEN: RefCell<BTreeMap<Uuid, Unwritten>> = const { RefCell::new(BTreeMap::new()) };
}

/// A write that is due.
#[derive(Debug)]
pub struct Write {
    door: Door,
    messages: u64,
    now: UnixSeconds,
}

/// Counts one message, and tells whether a write is due: one every so many seconds at most, and none ever when they are 0.
pub fn count(door: Door, interval: u32, now: UnixSeconds) -> Option<Write> {
    if interval == 0 {
        return None;
    }
    let id = door.id();
    let messages = UNWRITTEN.with_borrow_mut(|doors| {
        if doors.len() >= MOST_DOORS && !doors.contains_key(&id) {
            doors.clear();
        }
        let unwritten = doors.entry(id).or_insert(Unwritten {
            messages: 0,
            written_at: UnixSeconds(0),
        });
        unwritten.messages += 1;
        if now.0.saturating_sub(unwritten.written_at.0) < interval.into() {
            return None;
        }
        unwritten.written_at = now;
        Some(std::mem::take(&mut unwritten.messages))
    })?;
    Some(Write {
        door,
        messages,
        now,
    })
}

/// Forgets all of them.
pub(super) fn forget_all() {
    UNWRITTEN.with_borrow_mut(BTreeMap::clear);
}

impl Write {
    /// Adds to what is stored.
    pub async fn write(self, platform: &impl Platform) -> Result<(), RecordError> {
        let key = self.door.key();
        let [value] = load(platform, [key.clone()]).await?;
        let stored = Usage::read(value.as_deref())?;
        let usage = Usage {
            v: Usage::VERSION,
            messages: stored.map_or(0, |usage| usage.messages) + self.messages,
            last_used_at: self.now.0,
        };
        super::save(platform, &key, &usage, Some(self.now.after(KEPT_FOR))).await
    }
}
