//! Records as the operator sees them: in the operator's API, and in what webhooks are told. Comes in: a record. Goes out: JSON without credentials,
//! tokens and URLs that open anything.

pub mod account;
pub mod server;

use crate::access::lifetime::to_iso;
use crate::platform::UnixSeconds;

/// Seconds since 1970 as a record holds them.
pub fn iso(seconds: u64) -> String {
    to_iso(UnixSeconds(seconds))
}
