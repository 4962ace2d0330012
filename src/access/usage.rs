//! How much a server is used. Counted where the requests are answered, written after an answer and by each isolate as seldom as the operator set, so
//! that no call waits for it and few writes are billed. A lower bound: what an isolate has not written when it ends is lost, and of two that write at once one is.

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::id::{AccountId, ServerId};
use super::server::Server;
use super::{Record, RecordError, kv_keys, load};
use crate::platform::{Platform, UnixSeconds};

/// Seconds after the last use until KV removes the record by itself: a quarter of a year.
const KEPT_FOR: u64 = 90 * 24 * 60 * 60;

/// Servers that an isolate counts at once; past that, it starts anew.
const MOST_SERVERS: usize = 10_000;

/// What is stored.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Usage {
    /// Version of this record's shape.
    pub v: u32,
    /// Messages that the server answered, at least.
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
        let keys: Vec<String> = servers.map(|id| kv_keys::usage(account, id)).collect();
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let values = platform.load(&keys).await?;
        values
            .iter()
            .map(|value| Self::read(value.as_deref()))
            .collect()
    }
}

/// Messages of a server that are to be written.
#[derive(Debug, Clone, Copy)]
struct Unwritten {
    messages: u64,
    written_at: UnixSeconds,
}

thread_local! {
    static UNWRITTEN: RefCell<BTreeMap<ServerId, Unwritten>> = const { RefCell::new(BTreeMap::new()) };
}

/// A write that is due.
#[derive(Debug)]
pub struct Write {
    account: AccountId,
    server: ServerId,
    messages: u64,
    now: UnixSeconds,
}

/// Counts one message, and tells whether a write is due: one every so many seconds at most, and none ever when they are 0.
pub fn count(server: &Server, interval: u32, now: UnixSeconds) -> Option<Write> {
    if interval == 0 {
        return None;
    }
    let messages = UNWRITTEN.with_borrow_mut(|servers| {
        if servers.len() >= MOST_SERVERS && !servers.contains_key(&server.id) {
            servers.clear();
        }
        let unwritten = servers.entry(server.id).or_insert(Unwritten {
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
        account: server.account,
        server: server.id,
        messages,
        now,
    })
}

/// Forgets all servers.
pub(super) fn forget_all() {
    UNWRITTEN.with_borrow_mut(BTreeMap::clear);
}

impl Write {
    /// Adds to what is stored.
    pub async fn write(self, platform: &impl Platform) -> Result<(), RecordError> {
        let key = kv_keys::usage(self.account, self.server);
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
