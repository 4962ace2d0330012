//! Writes that an isolate sent a moment ago, so that the same one is not sent twice: clients repeat a call after a broken connection, and hosted
//! ones have sent each call twice within milliseconds. What another isolate sent is not known here.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::platform::UnixMillis;

/// Writes that an isolate remembers at once. When as many are under way or young, a further one is sent without being remembered.
const MOST: usize = 10_000;

/// What a write is told from others by: a hash of all that it is.
pub type Key = [u8; 32];

/// What became of the same write before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Earlier {
    /// It is under way.
    UnderWay {
        /// Since when.
        since: UnixMillis,
    },
    /// The vendor took it.
    Succeeded {
        /// When.
        at: UnixMillis,
        /// With which HTTP status.
        status: u16,
    },
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    earlier: Earlier,
    /// Tells a turn from a later one of the same write.
    turn: u64,
    ends: UnixMillis,
}

#[derive(Debug)]
struct Memory {
    entries: BTreeMap<Key, Entry>,
    turns: u64,
}

thread_local! {
    static MEMORY: RefCell<Memory> = const {
        RefCell::new(Memory { entries: BTreeMap::new(), turns: 0 })
    };
}

/// A write that is under way. When it goes without having succeeded, the write may be sent again.
#[derive(Debug)]
pub struct Turn {
    key: Key,
    number: u64,
    seconds: u32,
}

/// Begins a write, unless the same one is under way or succeeded within so many seconds. `most_millis` is how long it can be under way.
pub fn begin(key: Key, seconds: u32, most_millis: u32, now: UnixMillis) -> Result<Turn, Earlier> {
    MEMORY.with_borrow_mut(|Memory { entries, turns }| {
        if let Some(entry) = entries.get(&key).filter(|entry| entry.ends > now) {
            return Err(entry.earlier);
        }
        if entries.len() >= MOST {
            entries.retain(|_, entry| entry.ends > now);
        }
        *turns += 1;
        if entries.len() < MOST {
            let most_millis = u64::from(most_millis);
            let entry = Entry {
                earlier: Earlier::UnderWay { since: now },
                turn: *turns,
                ends: UnixMillis(now.0.saturating_add(most_millis * 2)),
            };
            entries.insert(key, entry);
        }
        Ok(Turn {
            key,
            number: *turns,
            seconds,
        })
    })
}

impl Turn {
    /// The vendor took it: from now on it is not sent again for a while.
    pub fn succeeded(self, status: u16, now: UnixMillis) {
        MEMORY.with_borrow_mut(|memory| {
            if let Some(entry) = memory.entries.get_mut(&self.key)
                && entry.turn == self.number
            {
                entry.earlier = Earlier::Succeeded { at: now, status };
                entry.ends = UnixMillis(now.0.saturating_add(u64::from(self.seconds) * 1_000));
            }
        });
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        MEMORY.with_borrow_mut(|memory| {
            let is_ours = |entry: &Entry| {
                entry.turn == self.number && matches!(entry.earlier, Earlier::UnderWay { .. })
            };
            if memory.entries.get(&self.key).is_some_and(is_ours) {
                memory.entries.remove(&self.key);
            }
        });
    }
}

/// Forgets all of them.
pub fn forget_all() {
    MEMORY.with_borrow_mut(|memory| memory.entries.clear());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: u64) -> UnixMillis {
        UnixMillis(second * 1_000)
    }

    #[test]
    fn a_write_is_held_while_it_is_under_way_and_for_a_while_after_it_succeeded() {
        forget_all();
        let turn = begin([1; 32], 10, 25_000, at(100)).unwrap();
        let under_way = Earlier::UnderWay { since: at(100) };
        assert_eq!(begin([1; 32], 10, 25_000, at(101)).unwrap_err(), under_way);
        assert!(begin([2; 32], 10, 25_000, at(101)).is_ok(), "another one");
        turn.succeeded(201, at(102));
        let done = Earlier::Succeeded {
            at: at(102),
            status: 201,
        };
        assert_eq!(begin([1; 32], 10, 25_000, at(111)).unwrap_err(), done);
        assert!(begin([1; 32], 10, 25_000, at(112)).is_ok());
    }

    #[test]
    fn what_did_not_succeed_may_be_sent_again_at_once() {
        forget_all();
        drop(begin([1; 32], 10, 25_000, at(100)).unwrap());
        let second = begin([1; 32], 10, 25_000, at(100)).unwrap();
        // One that never ended does not hold the write for ever, nor does its late end let a third one through.
        std::mem::forget(second);
        let third = begin([1; 32], 10, 25_000, at(150)).unwrap();
        assert!(begin([1; 32], 10, 25_000, at(151)).is_err());
        drop(third);
        assert!(begin([1; 32], 10, 25_000, at(151)).is_ok());
    }

    #[test]
    fn what_is_remembered_has_an_end() {
        forget_all();
        let key = |number: usize| {
            let mut key = [0; 32];
            key[..8].copy_from_slice(&number.to_le_bytes());
            key
        };
        for number in 0..MOST {
            begin(key(number), 600, 25_000, at(100))
                .unwrap()
                .succeeded(200, at(100));
        }
        for number in MOST..MOST + 5 {
            begin(key(number), 600, 25_000, at(101))
                .unwrap()
                .succeeded(200, at(101));
        }
        assert!(begin(key(0), 600, 25_000, at(102)).is_err());
        let count = || MEMORY.with_borrow(|memory| memory.entries.len());
        assert_eq!(count(), MOST);
        assert!(begin(key(MOST), 600, 25_000, at(701)).is_ok());
        assert_eq!(count(), 0, "the old ones made room, and this one ended");
    }
}
