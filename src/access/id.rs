//! Ids: random UUIDs, distinct types so that none is taken for another.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::{Builder, Uuid};

use crate::platform::{Platform, PlatformError};

/// An integrated account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountId(pub Uuid);

/// An MCP server of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ServerId(pub Uuid);

/// A person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MemberId(pub Uuid);

/// What a member once allowed a client. Ours, not the OAuth library's own: a refresh keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GrantId(pub Uuid);

impl AccountId {
    /// What stands in place of an account where an MCP server has several. No account has it: ids are random.
    pub const SEVERAL: Self = Self(Uuid::nil());

    /// A new one.
    pub fn new(platform: &impl Platform) -> Result<Self, PlatformError> {
        random(platform).map(Self)
    }

    /// Reads one from a path.
    pub fn parse(text: &str) -> Option<Self> {
        Uuid::try_parse(text).ok().map(Self)
    }
}

impl ServerId {
    /// A new one.
    pub fn new(platform: &impl Platform) -> Result<Self, PlatformError> {
        random(platform).map(Self)
    }

    /// Reads one from a path.
    pub fn parse(text: &str) -> Option<Self> {
        Uuid::try_parse(text).ok().map(Self)
    }
}

impl MemberId {
    /// A new one.
    pub fn new(platform: &impl Platform) -> Result<Self, PlatformError> {
        random(platform).map(Self)
    }

    /// Reads one from a path.
    pub fn parse(text: &str) -> Option<Self> {
        Uuid::try_parse(text).ok().map(Self)
    }
}

impl GrantId {
    /// A new one.
    pub fn new(platform: &impl Platform) -> Result<Self, PlatformError> {
        random(platform).map(Self)
    }

    /// Reads one.
    pub fn parse(text: &str) -> Option<Self> {
        Uuid::try_parse(text).ok().map(Self)
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0.hyphenated().encode_lower(&mut Uuid::encode_buffer()))
    }
}

impl fmt::Display for ServerId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0.hyphenated().encode_lower(&mut Uuid::encode_buffer()))
    }
}

impl fmt::Display for MemberId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0.hyphenated().encode_lower(&mut Uuid::encode_buffer()))
    }
}

impl fmt::Display for GrantId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0.hyphenated().encode_lower(&mut Uuid::encode_buffer()))
    }
}

fn random(platform: &impl Platform) -> Result<Uuid, PlatformError> {
    let mut bytes = [0; 16];
    platform.random(&mut bytes)?;
    Ok(Builder::from_random_bytes(bytes).into_uuid())
}
