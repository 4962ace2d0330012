//! Who may enter: a token from a URL becomes a server, its account and what calls learnt of it, in one read.

use super::account::{Account, Health};
use super::server::Server;
use super::token::{McpToken, TokenHash};
use super::{RecordError, family, load};
use crate::platform::Platform;

/// What a valid token opens.
#[derive(Debug)]
pub struct Admitted {
    /// The door.
    pub server: Server,
    /// The account behind it.
    pub account: Account,
    /// What calls learnt of it.
    pub health: Health,
}

/// `None` for a token that is malformed, unknown, revoked, rotated away or expired: a caller cannot tell which.
pub async fn admit(platform: &impl Platform, token: &str) -> Result<Option<Admitted>, RecordError> {
    let Some(token) = McpToken::parse(token) else {
        return Ok(None);
    };
    let server_key = family::server(token.account, token.server);
    let account_key = family::account(token.account);
    let keys = [
        server_key.clone(),
        account_key.clone(),
        family::health(token.account),
    ];
    let [server, account, health] = load(platform, keys).await?;
    let Some(server) = Server::read(&server_key, server.as_deref(), platform.now())? else {
        return Ok(None);
    };
    if !TokenHash::from_hex(&server.token_hash).is_some_and(|stored| stored.is(&token.hash())) {
        return Ok(None);
    }
    // An account is deleted after its servers; a server without one is a deletion under way.
    let Some(account) = account else {
        return Ok(None);
    };
    Ok(Some(Admitted {
        server,
        account: Account::read(&account_key, &account)?,
        health: Health::read(health.as_deref())?,
    }))
}
