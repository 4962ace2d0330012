//! How an account comes to its vendor: what somebody gave is held to the record, the probe proves it, and only then anything is stored. Comes in: a
//! record, credentials and variables, or a person's consent at the vendor. Goes out: what the probe found, or what the vendor said. What may fail is
//! the vendor, or KV.

pub mod consent;
pub mod given;
pub mod link;
pub mod probe;
pub mod renew;
pub mod token_request;
