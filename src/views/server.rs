//! An MCP server, without its URL and what else opens anything.

use serde::Serialize;

use super::iso;
use crate::access::id::{AccountId, ServerId};
use crate::access::lifetime::ExpiresAt;
use crate::access::server::{AccountGrant, Server};
use crate::tools::config::Config;

/// A server, as every view of it begins.
#[derive(Serialize)]
pub struct ServerView {
    id: ServerId,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    integrated_account_id: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    accounts: Vec<AccountGrant>,
    config: Config,
    created_by: String,
    expires_at: Option<String>,
    created_at: String,
    updated_at: String,
}

impl ServerView {
    /// The view of a server.
    pub fn of(server: Server) -> Self {
        Self {
            id: server.id,
            name: server.name,
            integrated_account_id: (server.account != AccountId::SEVERAL)
                .then(|| server.account.to_string()),
            accounts: server.accounts,
            config: server.config,
            created_by: server.created_by,
            expires_at: server.expires_at.map(ExpiresAt::to_iso),
            created_at: iso(server.created_at),
            updated_at: iso(server.updated_at),
        }
    }
}
