//! How an account fares: what calls learnt of it, and how seldom that is read and written. KV bills each key, and a vendor may answer otherwise each
//! time, so an isolate goes on for a minute with what it read, and writes an account's health once a minute at most, one 403 after another
//! once in ten. What it learns in between is shown to the operator at once, where this isolate answers, and written when that time is over.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::event::EventName;
use super::happened::{self, What};
use super::id::AccountId;
use super::{Record, RecordError, kv_keys, load};
use crate::platform::{Platform, UnixSeconds};

/// Seconds for which an isolate goes on with what it read, between two of its writes, and without a refusal until a success is written.
const INTERVAL: u64 = 60;

/// Seconds for which a 403 stands: between two of its writes where another place is refused each time, and without one until a success is written.
/// It tells of one tool where the account works, so that it is late harms less than one write after the other.
const INTERVAL_OF_PLACES: u64 = 600;

/// Accounts that an isolate watches at once; past that, it starts anew.
const MOST_ACCOUNTS: usize = 10_000;

/// Accounts that are written after one answer. The free plan lets an invocation do 50 operations.
const MOST_DUE: usize = 10;

/// What calls learnt. Absent means: nothing went wrong yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Health {
    /// Version of this record's shape.
    pub v: u32,
    /// What the vendor said when it refused the credentials; `None` = they work.
    pub last_error: Option<String>,
    /// The last 403, until calls have succeeded for ten minutes without another.
    pub last_forbidden_error: Option<Forbidden>,
}

impl Record for Health {
    const FAMILY: &'static str = kv_keys::HEALTH;
    const VERSION: u32 = 1;

    fn version(&self) -> u32 {
        self.v
    }
}

impl Default for Health {
    fn default() -> Self {
        Self {
            v: Self::VERSION,
            last_error: None,
            last_forbidden_error: None,
        }
    }
}

/// A 403: the credentials work, but not for this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forbidden {
    /// The tool's resource.
    pub resource: String,
    /// The tool's method.
    pub method: String,
    /// What the vendor said.
    pub message: String,
    /// ISO 8601.
    pub occurred_at: String,
}

/// An answer of the vendor that says something of the account.
#[derive(Debug)]
pub enum Refused {
    /// A 401, and what the vendor said.
    Credentials(String),
    /// A 403.
    Place(Forbidden),
}

impl Health {
    /// Reads a `health:` value.
    pub fn read(value: Option<&str>) -> Result<Self, RecordError> {
        value.map_or_else(|| Ok(Self::default()), super::read)
    }

    /// Reads what is stored of how an account fares.
    pub async fn load(platform: &impl Platform, id: AccountId) -> Result<Self, RecordError> {
        let [value] = load(platform, [kv_keys::health(id)]).await?;
        Self::read(value.as_deref())
    }

    /// Writes the record, or removes it when there is nothing to say.
    pub async fn save(&self, platform: &impl Platform, id: AccountId) -> Result<(), RecordError> {
        let key = kv_keys::health(id);
        if self.is_well() {
            return Ok(platform.remove(&key).await?);
        }
        super::save(platform, &key, self, None).await
    }

    /// What its operator is to be told: that the vendor refuses the credentials, or takes them again.
    pub fn change_since(&self, before: &Self) -> Option<EventName> {
        match (before.last_error.is_some(), self.last_error.is_some()) {
            (false, true) => Some(EventName::AccountNeedsReauth),
            (true, false) => Some(EventName::AccountReactivated),
            (false, false) | (true, true) => None,
        }
    }

    fn is_well(&self) -> bool {
        self.last_error.is_none() && self.last_forbidden_error.is_none()
    }

    /// The first words of a refusal stay: a vendor may put an id of the request into each.
    fn with(&self, refused: Refused) -> Self {
        let mut health = self.clone();
        match refused {
            Refused::Credentials(message) => {
                health.last_error.get_or_insert(message);
            }
            Refused::Place(place) => {
                let known = health.last_forbidden_error.take().filter(|known| {
                    known.resource == place.resource && known.method == place.method
                });
                health.last_forbidden_error = Some(known.unwrap_or(place));
            }
        }
        health
    }
}

/// What an isolate knows of an account.
#[derive(Debug)]
struct Watched {
    /// When `stored` was read or written.
    looked_at: UnixSeconds,
    stored: Health,
    /// What calls learnt since.
    unwritten: Option<Health>,
    wrote_at: UnixSeconds,
    refused_at: UnixSeconds,
}

#[derive(Debug)]
struct Watch {
    accounts: BTreeMap<AccountId, Watched>,
    /// When what is unwritten may be written. An account can be there more than once, or have nothing to write any more.
    waiting: BTreeSet<(UnixSeconds, AccountId)>,
}

thread_local! {
    static WATCH: RefCell<Watch> = const {
        RefCell::new(Watch { accounts: BTreeMap::new(), waiting: BTreeSet::new() })
    };
}

/// A call succeeded. What is stored is looked at after the answer, where that was not done for a minute.
pub fn works(id: AccountId, now: UnixSeconds) {
    WATCH.with_borrow_mut(|watch| {
        let watched = watch.watched(id);
        let is_known = now.0.saturating_sub(watched.looked_at.0) < INTERVAL;
        if is_known && watched.known().is_well() {
            return;
        }
        if is_known && watched.stored.is_well() {
            watched.unwritten = None;
            return;
        }
        if !is_known {
            // Whoever comes before the look is done finds nothing to do.
            watched.looked_at = now;
        }
        watched.unwritten = Some(Health::default());
        watch.plan(id);
    });
}

/// The vendor refused a call. Written before the answer, so that the operator's next look shows it.
pub async fn refused(
    platform: &impl Platform,
    id: AccountId,
    refused: Refused,
) -> Result<(), RecordError> {
    let now = platform.now();
    let looked_at = WATCH.with_borrow_mut(|watch| watch.watched(id).looked_at);
    if now.0.saturating_sub(looked_at.0) >= INTERVAL {
        let stored = Health::load(platform, id).await?;
        WATCH.with_borrow_mut(|watch| {
            let watched = watch.watched(id);
            watched.looked_at = now;
            watched.stored = stored;
        });
    }
    match WATCH.with_borrow_mut(|watch| watch.refuse(id, refused, now)) {
        Some(health) => write(platform, id, health).await,
        None => Ok(()),
    }
}

/// Accounts whose health is to be looked at or written by now. Whoever asks does it.
pub fn due(now: UnixSeconds) -> Vec<AccountId> {
    let mut due = Vec::new();
    WATCH.with_borrow_mut(|Watch { accounts, waiting }| {
        while due.len() < MOST_DUE
            && let Some(first) = waiting.first().copied().filter(|(at, _)| *at <= now)
        {
            waiting.remove(&first);
            let (_, id) = first;
            let Some(watched) = accounts.get(&id).filter(|it| it.unwritten.is_some()) else {
                continue;
            };
            // A refusal since puts a recovery off.
            let at = watched.may_be_written();
            if at <= now {
                due.push(id);
            } else {
                waiting.insert((at, id));
            }
        }
    });
    due
}

/// Reads what is stored of such an account, and writes what calls learnt when that is something else.
pub async fn settle(platform: &impl Platform, id: AccountId) -> Result<(), RecordError> {
    let now = platform.now();
    let stored = match Health::load(platform, id).await {
        Ok(stored) => stored,
        Err(error) => {
            WATCH.with_borrow_mut(|watch| {
                watch.watched(id).wrote_at = now;
                watch.plan(id);
            });
            return Err(error);
        }
    };
    // Another request may have learnt more while this one read.
    let health = WATCH.with_borrow_mut(|watch| {
        let watched = watch.watched(id);
        let health = watched.unwritten.clone()?;
        if health == stored {
            watched.unwritten = None;
            watched.stored = stored;
            watched.looked_at = now;
            return None;
        }
        if watched.may_be_written() > now {
            watch.plan(id);
            return None;
        }
        watched.stored = stored;
        Some(health)
    });
    match health {
        Some(health) => write(platform, id, health).await,
        None => Ok(()),
    }
}

/// Writes what was unwritten. What calls learn meanwhile counts from there.
async fn write(platform: &impl Platform, id: AccountId, health: Health) -> Result<(), RecordError> {
    let now = platform.now();
    let before = WATCH.with_borrow_mut(|watch| {
        let watched = watch.watched(id);
        watched.unwritten = None;
        watched.looked_at = now;
        watched.wrote_at = now;
        std::mem::replace(&mut watched.stored, health.clone())
    });
    let change = health.change_since(&before);
    let written = health.save(platform, id).await;
    if written.is_ok() {
        if let Some(event) = change {
            happened::note(now, What::AccountOf(event, id, Box::new(health)));
        }
    } else {
        WATCH.with_borrow_mut(|watch| {
            let watched = watch.watched(id);
            watched.stored = before;
            watched.unwritten.get_or_insert(health);
            watch.plan(id);
        });
    }
    written
}

/// What this isolate knows better than KV.
pub fn seen(id: AccountId, stored: Health) -> Health {
    WATCH.with_borrow(|watch| {
        let watched = watch.accounts.get(&id);
        watched
            .and_then(|watched| watched.unwritten.clone())
            .unwrap_or(stored)
    })
}

/// Forgets an account: the operator deleted it, or found out or changed how it fares.
pub fn forget(id: AccountId) {
    WATCH.with_borrow_mut(|watch| drop(watch.accounts.remove(&id)));
}

/// Forgets all of them.
pub(super) fn forget_all() {
    WATCH.with_borrow_mut(|watch| {
        watch.accounts.clear();
        watch.waiting.clear();
    });
}

impl Watch {
    /// An account that is not known yet was last looked at before all time.
    fn watched(&mut self, id: AccountId) -> &mut Watched {
        if self.accounts.len() >= MOST_ACCOUNTS && !self.accounts.contains_key(&id) {
            self.accounts.clear();
            self.waiting.clear();
        }
        self.accounts.entry(id).or_insert_with(|| Watched {
            looked_at: UnixSeconds(0),
            stored: Health::default(),
            unwritten: None,
            wrote_at: UnixSeconds(0),
            refused_at: UnixSeconds(0),
        })
    }

    /// Gives what is to be written now.
    fn refuse(&mut self, id: AccountId, refused: Refused, now: UnixSeconds) -> Option<Health> {
        let watched = self.watched(id);
        watched.refused_at = now;
        let unwritten = watched
            .unwritten
            .as_ref()
            .filter(|health| !health.is_well());
        let health = unwritten.unwrap_or(&watched.stored).with(refused);
        if health == watched.stored {
            watched.unwritten = None;
            return None;
        }
        watched.unwritten = Some(health.clone());
        if watched.may_be_written() <= now {
            return Some(health);
        }
        self.plan(id);
        None
    }

    fn plan(&mut self, id: AccountId) {
        let at = self.watched(id).may_be_written();
        self.waiting.insert((at, id));
    }
}

impl Watched {
    fn known(&self) -> &Health {
        self.unwritten.as_ref().unwrap_or(&self.stored)
    }

    /// When what is unwritten may be written. Success waits for a minute without a refusal, so that a vendor that alternates is not written down
    /// once a minute, for ever; where the credentials worked all the time, both wait for longer.
    fn may_be_written(&self) -> UnixSeconds {
        let unwritten = self.unwritten.as_ref();
        let is_well = unwritten.is_some_and(Health::is_well);
        let last = if is_well {
            self.wrote_at.max(self.refused_at)
        } else {
            self.wrote_at
        };
        let is_of_places = self.stored.last_forbidden_error.is_some()
            && unwritten.is_some_and(|health| self.stored.last_error == health.last_error);
        last.after(if is_of_places {
            INTERVAL_OF_PLACES
        } else {
            INTERVAL
        })
    }
}
