//! `/integrated-account/:id/mcp`: MCP servers, each one URL with its filters and its expiry.

use super::body::Fields;
use super::etag::Etag;
use super::server_changes::{self, change, expiry, mint, read_config};
use super::server_view::{self, shown};
use super::{OperatorRequest, accounts};
use crate::access::account::Account;
use crate::access::id::ServerId;
use crate::access::server::Server;
use crate::http::Response;
use crate::http_error::HttpError;
use crate::platform::Platform;
use crate::tools::config::Config;

const NO_SERVER: HttpError = HttpError::NotFound("There is no such MCP server of this account.");

/// `GET …/mcp`
pub(super) async fn list<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    account: &str,
) -> Result<Response, HttpError> {
    let account = accounts::find(operator, account).await?;
    server_view::list(operator, account.id).await
}

/// `POST …/mcp`
pub(super) async fn create<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    account: &str,
) -> Result<Response, HttpError> {
    let account = accounts::find(operator, account).await?;
    if let Some(owner) = account.owner {
        return Err(HttpError::Conflict(format!(
            "No URL is minted for this account: it is the member's own, {owner}, who uses it at /mcp after signing in. Connect a shared account for URLs."
        )));
    }
    let integration = accounts::integration(&account)?;
    let mut fields = Fields::read(operator.request)?;
    let name = fields.required_text("name");
    let config = read_config(&account, integration, &Config::default(), &mut fields);
    let expires_at = expiry(&mut fields, operator.platform).flatten();
    fields.finish()?;

    let now = operator.platform.now();
    let mut server = Server::new(
        account.id,
        ServerId::new(operator.platform)?,
        name,
        &operator.caller.id,
        now,
    );
    server.config = config;
    server.expires_at = expires_at;
    mint(operator, server).await
}

/// `GET …/mcp/:mcp_id`
pub(super) async fn get<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    account: &str,
    server: &str,
) -> Result<Response, HttpError> {
    let (_, server) = find(operator, account, server).await?;
    shown(operator, server).await
}

/// `PATCH …/mcp/:mcp_id`: `config` is merged key by key, null removes a key; `expires_at: null` clears it.
pub(super) async fn update<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    account: &str,
    server: &str,
) -> Result<Response, HttpError> {
    let (account, mut server) = find_to_change(operator, account, server).await?;
    let integration = accounts::integration(&account)?;
    let mut fields = Fields::read(operator.request)?;
    if let Some(name) = fields.text("name") {
        server.name = name;
    }
    server.config = read_config(&account, integration, &server.config, &mut fields);
    let before = server.expires_at;
    if let Some(expires_at) = expiry(&mut fields, operator.platform) {
        server.expires_at = expires_at;
    }
    fields.finish()?;
    change(operator, server, before).await
}

/// `DELETE …/mcp/:mcp_id`
pub(super) async fn delete<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    account: &str,
    server: &str,
) -> Result<Response, HttpError> {
    let (_, server) = find_to_change(operator, account, server).await?;
    server_changes::remove(operator, &server).await
}

/// `POST …/mcp/:mcp_id/rotate`
pub(super) async fn rotate<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    account: &str,
    server: &str,
) -> Result<Response, HttpError> {
    let (_, server) = find_to_change(operator, account, server).await?;
    server_changes::rotate(operator, server).await
}

async fn find<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    account: &str,
    server: &str,
) -> Result<(Account, Server), HttpError> {
    let account = accounts::find(operator, account).await?;
    let id = ServerId::parse(server).ok_or(NO_SERVER)?;
    let server = Server::load(operator.platform, account.id, id)
        .await?
        .ok_or(NO_SERVER)?;
    Ok((account, server))
}

/// The same, if it is still in the state that the caller has seen.
async fn find_to_change<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    account: &str,
    server: &str,
) -> Result<(Account, Server), HttpError> {
    let (account, server) = find(operator, account, server).await?;
    Etag::of(&server).check(&operator.request.headers)?;
    Ok((account, server))
}
