//! A KV namespace in memory, with the limits of the real one.
//! <https://developers.cloudflare.com/kv/platform/limits/>, <https://developers.cloudflare.com/kv/api/write-key-value-pairs/>

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use fairlead::platform::{KeyPage, PlatformError, UnixSeconds};

/// What can be made to fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    Load,
    Save,
    Remove,
    List,
}

/// One write, as KV was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Saved {
    pub(crate) key: String,
    pub(crate) value: String,
    pub(crate) expiration: Option<u64>,
}

/// What KV would bill.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Bill {
    /// Keys that were read, those that are not there among them.
    pub(crate) reads: usize,
    pub(crate) writes: usize,
    pub(crate) deletes: usize,
    pub(crate) lists: usize,
}

/// All keys and values of a moment.
pub(crate) type Snapshot = BTreeMap<String, Saved>;

#[derive(Debug, Default)]
pub(crate) struct Records {
    values: RefCell<Snapshot>,
    saved: RefCell<Vec<Saved>>,
    removals: Cell<usize>,
    loads: Cell<usize>,
    bill: Cell<Bill>,
    failing: Cell<Option<(Operation, usize)>>,
    /// Seconds by which KV's clock is ahead of the Worker's.
    pub(crate) clock_ahead: Cell<u64>,
    /// A cache still answers what has expired.
    pub(crate) keeps_expired: Cell<bool>,
    /// Lists start with an empty page that is not the last.
    pub(crate) starts_lists_empty: Cell<bool>,
    /// Bulk gets answer one value too few.
    pub(crate) answers_short: Cell<bool>,
    /// Keys on one page at most, whatever was asked for.
    pub(crate) page: Cell<Option<usize>>,
}

impl Records {
    /// Lets so many of these operations succeed, then fails all that follow.
    pub(crate) fn fail(&self, operation: Operation, successes: usize) {
        self.failing.set(Some((operation, successes)));
    }

    /// What KV would bill for all that was asked since this was asked last.
    pub(crate) fn take_bill(&self) -> Bill {
        self.bill.take()
    }

    fn charge(&self, add: impl FnOnce(&mut Bill)) {
        let mut bill = self.bill.get();
        add(&mut bill);
        self.bill.set(bill);
    }

    pub(crate) fn recover(&self) {
        self.failing.set(None);
    }

    pub(crate) fn load(
        &self,
        keys: &[String],
        now: u64,
    ) -> Result<Vec<Option<String>>, PlatformError> {
        self.loads.set(self.loads.get() + 1);
        self.charge(|bill| bill.reads += keys.len());
        self.attempt(Operation::Load)?;
        if keys.is_empty() || keys.len() > 100 {
            return Err(PlatformError(format!("a bulk get of {} keys", keys.len())));
        }
        let values = self.values.borrow();
        let value = |key: &String| {
            let saved = values.get(key).filter(|saved| self.lives(saved, now))?;
            Some(saved.value.clone())
        };
        let most = keys.len() - usize::from(self.answers_short.get());
        Ok(keys.iter().take(most).map(value).collect())
    }

    pub(crate) fn save(
        &self,
        key: &str,
        value: &str,
        expiration: Option<UnixSeconds>,
        now: u64,
    ) -> Result<(), PlatformError> {
        self.charge(|bill| bill.writes += 1);
        self.attempt(Operation::Save)?;
        let kv_now = now + self.clock_ahead.get();
        if expiration.is_some_and(|at| at.0 < kv_now + 60) {
            return Err(PlatformError(
                "expiration must be at least 60 seconds in the future".to_owned(),
            ));
        }
        if expiration.is_some_and(|at| i32::try_from(at.0).is_err()) {
            return Err(PlatformError(
                "the binding takes an expiration of 32 bits".to_owned(),
            ));
        }
        if key.is_empty() || key.len() > 512 || value.len() > 25 * 1024 * 1024 {
            return Err(PlatformError(
                "a key or value longer than KV takes".to_owned(),
            ));
        }
        let saved = Saved {
            key: key.to_owned(),
            value: value.to_owned(),
            expiration: expiration.map(|at| at.0),
        };
        self.saved.borrow_mut().push(saved.clone());
        self.values.borrow_mut().insert(key.to_owned(), saved);
        Ok(())
    }

    pub(crate) fn remove(&self, key: &str) -> Result<(), PlatformError> {
        self.charge(|bill| bill.deletes += 1);
        self.attempt(Operation::Remove)?;
        self.removals.set(self.removals.get() + 1);
        self.values.borrow_mut().remove(key);
        Ok(())
    }

    pub(crate) fn list(
        &self,
        prefix: &str,
        limit: u32,
        cursor: Option<&str>,
        now: u64,
    ) -> Result<KeyPage, PlatformError> {
        self.charge(|bill| bill.lists += 1);
        self.attempt(Operation::List)?;
        if !(1..=1000).contains(&limit) {
            return Err(PlatformError(format!("a list of {limit} keys")));
        }
        let after = match cursor {
            None if self.starts_lists_empty.get() => {
                return Ok(KeyPage {
                    cursor: Some("after:".to_owned()),
                    ..KeyPage::default()
                });
            }
            None => "",
            Some(cursor) => cursor
                .strip_prefix("after:")
                .ok_or_else(|| PlatformError("an unknown cursor".to_owned()))?,
        };
        let values = self.values.borrow();
        let mut keys = values
            .iter()
            .filter(|(key, saved)| {
                key.starts_with(prefix) && key.as_str() > after && self.lives(saved, now)
            })
            .map(|(key, _)| key.clone());
        let most = usize::try_from(limit).expect("32 bits fit");
        let most = self.page.get().unwrap_or(most).min(most);
        let page: Vec<String> = keys.by_ref().take(most).collect();
        let cursor = keys
            .next()
            .and(page.last())
            .map(|key| format!("after:{key}"));
        let expiration = |key: &String| values.get(key)?.expiration.map(UnixSeconds);
        Ok(KeyPage {
            expirations: page.iter().map(expiration).collect(),
            keys: page,
            cursor,
        })
    }

    /// What stands under a key, whatever its expiration.
    pub(crate) fn get(&self, key: &str) -> Option<Saved> {
        self.values.borrow().get(key).cloned()
    }

    /// Puts a value there behind Fairlead's back.
    pub(crate) fn put(&self, key: &str, value: &str) {
        let saved = Saved {
            key: key.to_owned(),
            value: value.to_owned(),
            expiration: None,
        };
        self.values.borrow_mut().insert(key.to_owned(), saved);
    }

    pub(crate) fn keys(&self, prefix: &str) -> Vec<String> {
        let values = self.values.borrow();
        let keys = values.keys().filter(|key| key.starts_with(prefix));
        keys.cloned().collect()
    }

    /// Everything that was ever written, in order.
    pub(crate) fn saved(&self) -> Vec<Saved> {
        self.saved.borrow().clone()
    }

    /// How many round trips read values.
    pub(crate) fn loads(&self) -> usize {
        self.loads.get()
    }

    /// All keys and values, to compare two moments.
    pub(crate) fn snapshot(&self) -> Snapshot {
        self.values.borrow().clone()
    }

    /// Whether anything was written or removed since the start or the last `restore`.
    pub(crate) fn is_touched(&self) -> bool {
        self.removals.get() > 0 || !self.saved.borrow().is_empty()
    }

    /// Goes back to a moment, and forgets what was written and read since.
    pub(crate) fn restore(&self, snapshot: &Snapshot) {
        if self.is_touched() {
            self.values.borrow_mut().clone_from(snapshot);
        }
        self.saved.take();
        self.removals.set(0);
        self.loads.set(0);
    }

    fn lives(&self, saved: &Saved, now: u64) -> bool {
        self.keeps_expired.get() || saved.expiration.is_none_or(|at| now < at)
    }

    fn attempt(&self, operation: Operation) -> Result<(), PlatformError> {
        match self.failing.get() {
            Some((failing, 0)) if failing == operation => {
                Err(PlatformError(format!("KV does not {operation:?} today")))
            }
            Some((failing, successes)) if failing == operation => {
                self.failing.set(Some((failing, successes - 1)));
                Ok(())
            }
            _ => Ok(()),
        }
    }
}
