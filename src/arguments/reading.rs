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
    hint: Option<String>,
}

impl<'a> Reading<'a> {
    /// Nothing is wrong yet.
    pub fn new(now: UnixSeconds, example: &'a str) -> Self {
        Self {
            now,
            example,
            errors: ArgumentErrors::default(),
            hint: None,
        }
    }

    /// Notes what is wrong at a place.
    pub fn push(&mut self, at: &At<'_>, message: impl Into<String>) {
        self.errors.push(at, message);
    }

    /// Notes that a filter asked for nothing, so that the answer to the rest can say so.
    pub fn filters_nothing(&mut self, at: &At<'_>) {
        self.hint = Some(format!(
            "{at} held no condition: nothing was filtered by it."
        ));
    }

    /// What the answer is to say of the arguments.
    pub fn take_hint(&mut self) -> Option<String> {
        self.hint.take()
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
