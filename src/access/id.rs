//! Ids: random UUIDs, distinct types so that none is taken for another.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::{Builder, Uuid};

use crate::platform::{Platform, PlatformError};

/// Each is a type of its own, and all are read, made and written alike.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident,)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new one.
            pub fn new(platform: &impl Platform) -> Result<Self, PlatformError> {
                random(platform).map(Self)
            }

            /// Reads one, such as from a path.
            pub fn parse(text: &str) -> Option<Self> {
                Uuid::try_parse(text).ok().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(self.0.hyphenated().encode_lower(&mut Uuid::encode_buffer()))
            }
        }
    )+};
}

ids! {
    /// An integrated account.
    AccountId,
    /// An MCP server of an account.
    ServerId,
    /// A person.
    MemberId,
    /// What a member once allowed a client. Ours, not the OAuth library's own: a refresh keeps it.
    GrantId,
    /// Where the operator wants to be told of events.
    WebhookId,
    /// One time that an account got its credentials: what belongs to an earlier time is told from what belongs to this one.
    ConnectionId,
}

impl AccountId {
    /// What stands in place of an account where an MCP server has several. No account has it: ids are random.
    pub const SEVERAL: Self = Self(Uuid::nil());
}

fn random(platform: &impl Platform) -> Result<Uuid, PlatformError> {
    let mut bytes = [0; 16];
    platform.random(&mut bytes)?;
    Ok(Builder::from_random_bytes(bytes).into_uuid())
}
