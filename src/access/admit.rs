//! Who may enter: a token from a URL becomes a server and, where that is needed, its account, in one read.

use super::account::Account;
use super::server::Server;
use super::token::{McpToken, TokenHash};
use super::{RecordError, kv_keys, load};
use crate::platform::Platform;

/// What a valid token opens.
#[derive(Debug)]
pub struct Admitted {
    /// The door.
    pub server: Server,
    /// The account behind it, where it was asked for.
    pub account: Option<Account>,
}

/// What is read for a token. KV bills each key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// The server alone: enough to know that the token opens something.
    Server,
    /// The server and its account.
    Account,
}

/// `None` for a token that is unknown, revoked, rotated away or expired: a caller cannot tell which.
pub async fn admit(
    platform: &impl Platform,
    token: &McpToken,
    needs: Needs,
) -> Result<Option<Admitted>, RecordError> {
    let server_key = kv_keys::server(token.account, token.server);
    let account_key = kv_keys::account(token.account);
    let (server, account) = match needs {
        Needs::Server => {
            let [server] = load(platform, [server_key.clone()]).await?;
            (server, None)
        }
        Needs::Account => {
            let keys = [server_key.clone(), account_key.clone()];
            let [server, account] = load(platform, keys).await?;
            (server, Some(account))
        }
    };
    let Some(server) = Server::read(&server_key, server.as_deref(), platform.now())? else {
        return Ok(None);
    };
    if !TokenHash::from_hex(&server.token_hash).is_some_and(|stored| stored.is(&token.hash())) {
        return Ok(None);
    }
    let account = match account {
        None => None,
        Some(Some(account)) => match Account::read(&account_key, &account)? {
            // A member's own: only that member gets to it.
            Account { owner: Some(_), .. } => return Ok(None),
            account => Some(account),
        },
        // An account is deleted after its servers; a server without one is a deletion under way.
        Some(None) => return Ok(None),
    };
    Ok(Some(Admitted { server, account }))
}
