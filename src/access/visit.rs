//! A visit to several accounts through one door: a token URL that was minted for them, or a person who signed in.

use super::account::Account;
use super::id::{MemberId, ServerId};
use super::server::{AccountGrant, Server};
use super::{RecordError, kv_keys, load_all};
use crate::platform::Platform;
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

impl Visit {
    /// What a token URL of several accounts opens. `None` when none of them is there any more.
    pub async fn of_server(
        platform: &impl Platform,
        server: &Server,
    ) -> Result<Option<Self>, RecordError> {
        // A member's own account is for nobody else.
        let is_shared = |account: &Account| account.owner.is_none();
        let mut accounts = open(platform, &server.accounts, is_shared).await?;
        for visited in &mut accounts {
            visited.config = std::mem::take(&mut visited.config).in_list(&server.config);
        }
        Ok((!accounts.is_empty()).then(|| Self {
            name: server.name.clone(),
            door: server.id,
            member: None,
            granted: Granted::ALL,
            accounts,
        }))
    }
}

/// Those of some accounts, at most 100, that are there and that a visitor may use, in one read. One that was deleted since is left out.
pub async fn open(
    platform: &impl Platform,
    grants: &[AccountGrant],
    is_open: impl Fn(&Account) -> bool,
) -> Result<Vec<Visited>, RecordError> {
    let keys: Vec<String> = grants
        .iter()
        .map(|grant| kv_keys::account(grant.id))
        .collect();
    let values = load_all(platform, &keys).await?;
    let mut visited = Vec::with_capacity(grants.len());
    for ((grant, key), value) in grants.iter().zip(&keys).zip(&values) {
        let Some(value) = value else { continue };
        let account = Account::read(key, value)?;
        if is_open(&account) {
            visited.push(Visited {
                account,
                config: grant.config.clone(),
            });
        }
    }
    Ok(visited)
}
