//! What changes of an MCP server have in common, of one account and of several: its `config`, its expiry, its secret, and how each change ends.

use serde_json::{Map, Value};

use super::body::Fields;
use super::server_view::{reveal, shown, shown_usage, usage};
use super::{Deleted, OperatorRequest, answer};
use crate::access::account::Account;
use crate::access::approval_code::ApprovalCode;
use crate::access::event::EventName;
use crate::access::happened::{self, What};
use crate::access::id::AccountId;
use crate::access::kv_keys;
use crate::access::lifetime::ExpiresAt;
use crate::access::server::Server;
use crate::access::token::McpToken;
use crate::catalogue::Integration;
use crate::events;
use crate::http::Response;
use crate::http_error::HttpError;
use crate::platform::Platform;
use crate::tools::config::{Config, FieldFailure};
use crate::tools::config_keys::ConfigOf;
use crate::tools::granted::Granted;
use crate::tools::toolbox::Toolbox;

/// Ends the minting of a server: the only answer, beside a rotation's, that holds the token.
pub(super) async fn mint<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    mut server: Server,
) -> Result<Response, HttpError> {
    let token = renew(operator, &mut server)?;
    save(operator, &mut server).await?;
    let now = operator.platform.now();
    happened::server(now, EventName::ServerCreated, &server);
    let usage = shown_usage(operator, None);
    Ok(reveal(operator, 201, server, usage, &token))
}

/// Gives a server a new URL; the old one is dead with the same write.
pub(super) async fn rotate<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    mut server: Server,
) -> Result<Response, HttpError> {
    let token = renew(operator, &mut server)?;
    save(operator, &mut server).await?;
    let usage = usage(operator, &server).await?;
    Ok(reveal(operator, 200, server, usage, &token))
}

/// Ends a change of a server, which had this end before.
pub(super) async fn change<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    mut server: Server,
    before: Option<ExpiresAt>,
) -> Result<Response, HttpError> {
    save(operator, &mut server).await?;
    let now = operator.platform.now();
    if before != server.expires_at && before.is_some_and(|end| events::may_be_noted(end, now)) {
        let mut earlier = Box::new(server.clone());
        earlier.expires_at = before;
        happened::note(now, What::EndsOtherwise(earlier));
    }
    shown(operator, server).await
}

/// Removes a server, and what was counted of it.
pub(super) async fn remove<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    server: &Server,
) -> Result<Response, HttpError> {
    for key in [kv_keys::server, kv_keys::usage] {
        let key = key(server.account, server.id);
        operator.platform.remove(&key).await?;
    }
    let now = operator.platform.now();
    happened::server(now, EventName::ServerRevoked, server);
    let id = &server.id.to_string();
    Ok(answer(200, &Deleted { id }))
}

/// The servers of an account that goes, where a webhook is to be told of their end. What cannot be read is not told: the account goes all the same.
pub(super) async fn heard_of<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    account: AccountId,
) -> Vec<Server> {
    let ends = [EventName::ServerRevoked, EventName::ServerExpired];
    if !events::are_heard(operator.platform, &ends).await {
        return Vec::new();
    }
    Server::load_of(operator.platform, account)
        .await
        .unwrap_or_default()
}

/// Writes a server: one with calls that wait for a person has an approval code, a new one with each new URL.
async fn save<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    server: &mut Server,
) -> Result<(), HttpError> {
    let now = operator.platform.now();
    server.updated_at = now.0;
    let keyring = &operator.settings.keyring;
    ApprovalCode::settle(operator.platform, keyring, server)?;
    server.save(operator.platform).await?;
    if events::ends_soon(server, now) {
        happened::note(now, What::EndsSoon(Box::new(server.clone())));
    }
    Ok(())
}

/// Gives a server a new secret.
fn renew<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    server: &mut Server,
) -> Result<McpToken, HttpError> {
    let token = McpToken::mint(operator.platform, server.account, server.id)?;
    server.token_hash = token.hash().to_hex();
    server.approval_code = None;
    Ok(token)
}

/// `config` of a server of one account, laid over what there is.
pub(super) fn read_config(
    account: &Account,
    integration: &'static Integration,
    current: &Config,
    fields: &mut Fields,
) -> Config {
    let Some(changes) = fields.object("config") else {
        return current.clone();
    };
    let of = (account, integration);
    let read = account_config(ConfigOf::Server, of, current, changes, "config");
    read.unwrap_or_else(|failures| {
        fields.fail_all(failures);
        current.clone()
    })
}

/// Changes of an account's `config`, which stands in this field, laid over what there is. One that leaves no tool is refused: its URL would look
/// broken to whoever pastes it.
pub(super) fn account_config(
    of: ConfigOf,
    (account, integration): (&Account, &'static Integration),
    current: &Config,
    changes: Map<String, Value>,
    field: &str,
) -> Result<Config, Vec<FieldFailure>> {
    let merged = Value::Object(merged(current, changes));
    let config = Config::read(of, &merged, Some(integration), field)?;
    let none = Config::default();
    // Nothing is listed or called here.
    let toolbox = toolbox(integration, &config, &none, account, 0);
    if toolbox.tools().next().is_some() {
        return Ok(config);
    }
    let reason = match toolbox.lacking() {
        Some((composite, called)) => format!(
            ", because {} is there only where the tools are that it calls, such as {}",
            composite.name, called.name
        ),
        None if account.read_only => ", because the account is read-only".to_owned(),
        None => String::new(),
    };
    let preview = match of {
        // A member's own account stands in no URL of several.
        ConfigOf::Server | ConfigOf::Member => "POST /integrated-account/:id/mcp/preview",
        ConfigOf::Several | ConfigOf::OneOfSeveral => "POST /mcp-server/preview",
    };
    let message = format!("leaves no tool{reason}; {preview} shows what a config gives");
    Err(vec![FieldFailure::new(field, message)])
}

/// Key by key; null removes one.
pub(super) fn merged(current: &Config, changes: Map<String, Value>) -> Map<String, Value> {
    let mut members = match serde_json::to_value(current) {
        Ok(Value::Object(members)) => members,
        Ok(_) | Err(_) => Map::new(),
    };
    for (key, value) in changes {
        // A null under another key is a typing error like any value, so it goes on to be refused.
        if value.is_null() && Config::has_key(&key) {
            members.remove(&key);
        } else {
            members.insert(key, value);
        }
    }
    members
}

/// Reads `expires_at` of any body that has one; `Some(None)` clears.
#[expect(
    clippy::option_option,
    reason = "absent, cleared and set are three things"
)]
pub(super) fn expiry<P: Platform>(fields: &mut Fields, platform: &P) -> Option<Option<ExpiresAt>> {
    let value = fields.take("expires_at")?;
    if value.is_null() {
        return Some(None);
    }
    match ExpiresAt::parse(value.as_str().unwrap_or_default(), platform.now()) {
        Ok(expires_at) => Some(Some(expires_at)),
        Err(error) => {
            fields.fail("expires_at", error.to_string());
            None
        }
    }
}

pub(super) fn toolbox<'a>(
    integration: &'static Integration,
    config: &'a Config,
    narrowing: &'a Config,
    account: &Account,
    default_result_bytes: usize,
) -> Toolbox<'a> {
    Toolbox {
        integration,
        config,
        narrowing,
        read_only: account.read_only,
        default_result_bytes,
        granted: Granted::ALL,
        beside: None,
    }
}
