//! One call's arguments while they are read: what is known of the call, and what was found wrong so far.

use super::mend::{At, Mend, Mends};
use crate::platform::UnixSeconds;

/// What is known of a call, and its mends.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    /// What is a time in the past is decided by this.
    pub(super) now: UnixSeconds,
    /// Arguments that the tool takes, as JSON; empty = none are known.
    pub(super) example: &'a str,
    mends: Mends,
}

impl<'a> Reading<'a> {
    pub(super) fn new(now: UnixSeconds, example: &'a str) -> Self {
        Self {
            now,
            example,
            mends: Mends::default(),
        }
    }

    pub(super) fn push(&mut self, at: &At<'_>, message: impl Into<String>) {
        self.mends.push(at, message);
    }

    pub(super) fn is_full(&self) -> bool {
        self.mends.is_full()
    }

    pub(super) fn unless_any<T>(self, value: T) -> Result<T, Vec<Mend>> {
        self.mends.unless_any(value)
    }
}
