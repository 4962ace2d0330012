//! What changes of an MCP server have in common: its `config`, its expiry, its secret.

use serde_json::{Map, Value};

use super::OperatorRequest;
use super::body::Fields;
use crate::access::account::Account;
use crate::access::lifetime::ExpiresAt;
use crate::access::server::Server;
use crate::access::token::McpToken;
use crate::catalogue::Integration;
use crate::http_error::HttpError;
use crate::platform::Platform;
use crate::tools::config::{Config, FieldFailure};
use crate::tools::config_keys::ConfigOf;
use crate::tools::granted::Granted;
use crate::tools::toolbox::Toolbox;

/// Writes a changed server.
pub(super) async fn save<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    server: &mut Server,
) -> Result<(), HttpError> {
    server.updated_at = operator.platform.now().0;
    Ok(server.save(operator.platform).await?)
}

/// Gives a server a new secret.
pub(super) fn renew<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    server: &mut Server,
) -> Result<McpToken, HttpError> {
    let token = McpToken::mint(operator.platform, server.account, server.id)?;
    server.token_hash = token.hash().to_hex();
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
    let toolbox = toolbox(integration, &config, &none, account);
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
        ConfigOf::Server => "POST …/mcp/preview",
        ConfigOf::Several | ConfigOf::OneOfSeveral | ConfigOf::Member => "POST /mcp-server/preview",
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
) -> Toolbox<'a> {
    Toolbox {
        integration,
        config,
        narrowing,
        read_only: account.read_only,
        granted: Granted::ALL,
        beside: None,
    }
}
