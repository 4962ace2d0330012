//! Whose turn it is to renew an account's tokens. A vendor may give each refresh token once, and take back all that came of one that is sent twice; KV
//! has no compare-and-set, and another place can go on for a minute with what it has read. So who wants to renew leaves a mark first, and goes on
//! when it has stood: for longer than KV needs to show it everywhere, as long as the old token is good, else for a second.
//!
//! What remains: an account that nobody used until its token was over, and that two places far from each other use within the same minute. Then both
//! can renew at once.

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::id::AccountId;
use super::token::TokenHash;
use super::{Record, RecordError, kv_keys, load};
use crate::platform::{Platform, PlatformError, UnixSeconds};

/// Seconds until every place sees a mark: a minute for KV, and half of one that a place goes on with what it read.
pub const SETTLES: u64 = 95;

/// Seconds for which a mark has to stand when there is no time.
const SETTLES_SOON: u64 = 1;

/// Seconds after which a mark counts no more: who left it got no further call.
const STANDS: u64 = 300;

/// The same when there is no time: a renewal takes less.
const STANDS_SOON: u64 = 30;

/// Seconds for which an isolate leaves an account's mark to the request that writes it: KV takes one write of a key in a second.
const MARKING: u64 = 2;

/// Most accounts that an isolate remembers marks of.
const MOST: usize = 1_000;

/// A mark.
#[derive(Debug, Serialize, Deserialize)]
pub struct Renewing {
    /// Version of this record's shape.
    pub v: u32,
    /// Who left it: random.
    pub by: String,
    /// Seconds since 1970.
    pub at: u64,
}

impl Record for Renewing {
    const FAMILY: &'static str = kv_keys::RENEWING;
    const VERSION: u32 = 1;

    fn version(&self) -> u32 {
        self.v
    }
}

/// What this isolate has to do with an account's renewal.
#[derive(Debug, Default)]
struct Own {
    /// Of the mark that it left.
    by: Option<String>,
    /// When a request of it began to write that.
    marking: Option<UnixSeconds>,
    /// Since when a request of it renews.
    since: Option<UnixSeconds>,
}

thread_local! {
    static OWN: RefCell<BTreeMap<AccountId, Own>> = const { RefCell::new(BTreeMap::new()) };
}

/// A turn that was taken. It ends when this goes, with the request that has it, too.
#[derive(Debug)]
pub struct Turn(AccountId);

impl Drop for Turn {
    fn drop(&mut self) {
        own(self.0, |own| own.since = None);
    }
}

impl Turn {
    /// Takes the mark away: what it stood for is done, or failed.
    pub async fn end(self, platform: &impl Platform) -> Result<(), PlatformError> {
        own(self.0, |own| (own.by, own.marking) = (None, None));
        platform.remove(&kv_keys::renewing(self.0)).await
    }
}

/// Whether it is this request's turn. Else it is somebody else's, or the mark has to stand first.
pub async fn take(
    platform: &impl Platform,
    account: AccountId,
    has_time: bool,
) -> Result<Option<Turn>, RecordError> {
    let (settles, stands) = if has_time {
        (SETTLES, STANDS)
    } else {
        (SETTLES_SOON, STANDS_SOON)
    };
    let now = platform.now();
    let ago = |at: u64| now.0.saturating_sub(at);
    let is_busy = |own: &mut Own| own.since.is_some_and(|since| ago(since.0) < STANDS_SOON);
    if own(account, is_busy) {
        return Ok(None);
    }
    let key = kv_keys::renewing(account);
    let [value] = load(platform, [key.clone()]).await?;
    let mark: Option<Renewing> = value.map(|value| super::read(&value)).transpose()?;
    let mark = mark.filter(|mark| ago(mark.at) < stands);
    if let Some(Renewing { by, at, .. }) = mark {
        // Another request of this isolate may have begun while this one read.
        let is_turn = own(account, |own| {
            let is_turn = own.by.as_ref() == Some(&by) && ago(at) >= settles && !is_busy(own);
            if is_turn {
                own.since = Some(now);
            }
            is_turn
        });
        // Not `then_some`: a turn that is made and not given would end the one that there is.
        return Ok(is_turn.then(|| Turn(account)));
    }
    // What another request of this isolate writes at this moment stands for this one too.
    let is_marked = own(account, |own| {
        let is_marking = own.marking.is_some_and(|at| ago(at.0) < MARKING);
        let is_marked = is_busy(own) || is_marking;
        if !is_marked {
            own.marking = Some(now);
        }
        is_marked
    });
    if is_marked {
        return Ok(None);
    }
    let mut by = [0; 16];
    platform.random(&mut by)?;
    let by = TokenHash::of(&by).to_hex();
    // One name for all requests of the isolate: whose mark is written last is not for them to know.
    let by = own(account, |own| own.by.get_or_insert(by).clone());
    let mark = Renewing {
        v: Renewing::VERSION,
        by,
        at: now.0,
    };
    super::save(platform, &key, &mark, Some(now.after(STANDS))).await?;
    Ok(None)
}

/// Forgets all of it.
pub(super) fn forget_all() {
    OWN.with_borrow_mut(BTreeMap::clear);
}

fn own<T>(account: AccountId, change: impl FnOnce(&mut Own) -> T) -> T {
    OWN.with_borrow_mut(|all| {
        if all.len() >= MOST && !all.contains_key(&account) {
            all.retain(|_, own| own.since.is_some());
        }
        change(all.entry(account).or_default())
    })
}
