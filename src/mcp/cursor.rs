//! `next_cursor`: the vendor's own cursor, and how much of its page was shown, sealed for one server and tool. A client can read
//! and change nothing in it, and it opens nowhere else.

use crate::access::id::ServerId;
use crate::access::seal::Keyring;
use crate::platform::{Platform, PlatformError};

/// A part of a vendor's page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Page {
    /// The vendor's cursor; `None` = its first page.
    pub(super) vendor: Option<String>,
    /// Records of that page that were shown already.
    pub(super) skip: usize,
    /// Page size that was asked for.
    pub(super) limit: Option<u32>,
}

impl Page {
    /// The text that a client sends back.
    pub(super) fn seal(
        &self,
        platform: &impl Platform,
        keyring: &Keyring,
        server: ServerId,
        tool: &str,
    ) -> Result<String, PlatformError> {
        let limit = self
            .limit
            .map_or_else(String::new, |limit| limit.to_string());
        let plain = match &self.vendor {
            Some(vendor) => format!("{}\n{limit}\n{vendor}", self.skip),
            None => format!("{}\n{limit}", self.skip),
        };
        keyring.seal(platform, plain.as_bytes(), &place(server, tool))
    }

    /// `None` when it was altered, or given by another server or tool, or under a key that is gone.
    pub(super) fn open(
        keyring: &Keyring,
        server: ServerId,
        tool: &str,
        sealed: &str,
    ) -> Option<Self> {
        let plain = String::from_utf8(keyring.open(sealed, &place(server, tool)).ok()?).ok()?;
        let mut parts = plain.splitn(3, '\n');
        let skip = parts.next()?.parse().ok()?;
        let limit = parts.next()?.parse().ok();
        Some(Self {
            vendor: parts.next().map(str::to_owned),
            skip,
            limit,
        })
    }
}

fn place(server: ServerId, tool: &str) -> String {
    format!("cursor:{server}:{tool}")
}
