//! What is left to do once an answer has gone. Nobody waits for it.

use super::happened::Happened;
use super::id::AccountId;
use super::{RecordError, happened, health, usage};
use crate::platform::Platform;

/// One thing to do.
#[derive(Debug)]
pub enum AfterResponse {
    /// How much a server is used is to be written.
    Usage(usage::Write),
    /// How an account fares is to be looked at, and written when that changed.
    Health(AccountId),
    /// Webhooks are to be told what happened.
    Tell(Vec<Happened>),
}

impl AfterResponse {
    /// Does it.
    pub async fn settle(self, platform: &impl Platform) -> Result<(), RecordError> {
        match self {
            Self::Usage(due) => due.write(platform).await,
            Self::Health(id) => health::settle(platform, id).await,
            // Told last, with what the others find.
            Self::Tell(noted) => {
                happened::put_back(noted);
                Ok(())
            }
        }
    }

    /// What is to be written, for the log.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Usage(_) => "usage",
            Self::Health(_) => "account state",
            Self::Tell(_) => "events",
        }
    }
}
