//! One call's arguments while they are read: what is known of the call, and what was found wrong so far.

use super::error::{ArgumentError, ArgumentErrors, At};
use crate::platform::UnixSeconds;

/// What is known of a call, and its errors.
#[derive(Debug)]
pub struct Reading<'a> {
    /// What is a time in the past is decided by this.
    pub now: UnixSeconds,
    /// Arguments that the tool takes, as JSON; empty = none are known.
    pub example: &'a str,
    errors: ArgumentErrors,
}

impl<'a> Reading<'a> {
    /// Nothing is wrong yet.
    pub fn new(now: UnixSeconds, example: &'a str) -> Self {
        Self {
            now,
            example,
            errors: ArgumentErrors::default(),
        }
    }

    /// Notes what is wrong at a place.
    pub fn push(&mut self, at: &At<'_>, message: impl Into<String>) {
        self.errors.push(at, message);
    }

    /// Nothing more needs to be looked at.
    pub fn is_full(&self) -> bool {
        self.errors.is_full()
    }

    /// The value, if nothing is wrong.
    pub fn unless_any<T>(self, value: T) -> Result<T, Vec<ArgumentError>> {
        self.errors.unless_any(value)
    }
}
