//! A visit to several accounts through one door: a token URL that was minted for them, or a person who signed in.

use super::account::Account;
use super::id::{MemberId, ServerId};
use crate::tools::config::Config;
use crate::tools::granted::Granted;

/// Who came in, and to what.
#[derive(Debug)]
pub struct Visit {
    /// What clients are told that this server is: the name of the MCP server, or one for the person's.
    pub name: String,
    /// What cursors are sealed for beside their account: the MCP server's id, or the member's.
    pub door: ServerId,
    /// The person, where it is one: calls are counted for each of them apart.
    pub member: Option<MemberId>,
    /// What may be done.
    pub granted: Granted,
    /// The accounts, in the order in which they are shown: at least one, none of them twice, and each checked to be open to this visitor.
    pub accounts: Vec<Visited>,
}

/// An account that is open to a visitor.
#[derive(Debug)]
pub struct Visited {
    /// The account.
    pub account: Account,
    /// Which of its tools, and how; with the keys that concern the whole list.
    pub config: Config,
}
