//! One call to one vendor. Comes in: a definition, an account, checked arguments. Goes out: an HTTP request; and from its answer an
//! outcome, or a failure in words. No vendor is named here: what differs between them is in the records.

pub mod answer;
pub mod arguments;
pub mod base_url;
mod body;
pub mod compose;
pub mod failure;
mod given_url;
mod multipart;
mod query;
pub mod rate_limit;
