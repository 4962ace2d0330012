//! `/mcp-server`: MCP servers of several accounts, each one URL.

use serde_json::{Map, Value};

use super::OperatorRequest;
use super::body::Fields;
use super::etag::Etag;
use super::server_changes::{self, account_config, change, expiry, merged, mint};
use super::server_view::{self, shown};
use crate::access::account::Account;
use crate::access::id::{AccountId, MemberId, ServerId};
use crate::access::server::{AccountGrant, Server};
use crate::access::{kv_keys, load_all};
use crate::arguments::error::short;
use crate::catalogue::{self, Integration};
use crate::http::Response;
use crate::http_error::HttpError;
use crate::platform::Platform;
use crate::tools::config::Config;
use crate::tools::config_keys::ConfigOf;

const NO_SERVER: HttpError =
    HttpError::NotFound("There is no such MCP server of several accounts.");

/// Accounts of one server: its record is read on every call, and all of them in one read.
const MOST_ACCOUNTS: usize = 20;

/// Who is to have the accounts.
#[derive(Debug, Clone, Copy)]
pub(super) enum Holder {
    /// A token URL: at least one, and none that is somebody's own.
    Url,
    /// A member: shared ones and their own.
    Member(MemberId),
}

impl Holder {
    fn least(self) -> usize {
        match self {
            Self::Url => 1,
            Self::Member(_) => 0,
        }
    }

    fn config_of(self) -> ConfigOf {
        match self {
            Self::Url => ConfigOf::OneOfSeveral,
            Self::Member(_) => ConfigOf::Member,
        }
    }

    /// Why an account is not for this holder.
    fn refuses(self, account: &Account) -> Option<&'static str> {
        match self {
            Self::Url if account.owner.is_some() => Some(
                "is a member's own account, which no token URL opens; only shared ones can stand here",
            ),
            Self::Member(member) if !account.is_open_to(member) => Some(
                "is another member's own account; only shared ones and this member's own can stand here",
            ),
            Self::Url | Self::Member(_) => None,
        }
    }
}

/// One account that a body names.
pub(super) struct Named {
    pub(super) account: Account,
    pub(super) integration: &'static Integration,
    pub(super) grant: AccountGrant,
}

/// `GET /mcp-server`
pub(super) async fn list<P: Platform>(
    operator: &OperatorRequest<'_, P>,
) -> Result<Response, HttpError> {
    server_view::list(operator, AccountId::SEVERAL).await
}

/// `POST /mcp-server`
pub(super) async fn create<P: Platform>(
    operator: &OperatorRequest<'_, P>,
) -> Result<Response, HttpError> {
    let mut fields = Fields::read(operator.request)?;
    let name = fields.required_text("name");
    let config = read_config(&Config::default(), &mut fields);
    let accounts = read_accounts(operator, Holder::Url, &[], &mut fields).await?;
    let expires_at = expiry(&mut fields, operator.platform).flatten();
    fields.finish()?;

    let mut server = Server::new(
        AccountId::SEVERAL,
        ServerId::new(operator.platform)?,
        name,
        &operator.caller.id,
        operator.platform.now(),
    );
    server.config = config;
    server.accounts = grants(accounts);
    server.expires_at = expires_at;
    mint(operator, server).await
}

/// `GET /mcp-server/:id`
pub(super) async fn get<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    id: &str,
) -> Result<Response, HttpError> {
    let server = find(operator, id).await?;
    shown(operator, server).await
}

/// `PATCH /mcp-server/:id`: `accounts` is the whole list. The `config` of an account that stays is merged key by key, as the server's own is.
pub(super) async fn update<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    id: &str,
) -> Result<Response, HttpError> {
    let mut server = find_to_change(operator, id).await?;
    let mut fields = Fields::read(operator.request)?;
    if let Some(name) = fields.text("name") {
        server.name = name;
    }
    server.config = read_config(&server.config, &mut fields);
    if fields.has("accounts") {
        let current = &server.accounts;
        let accounts = read_accounts(operator, Holder::Url, current, &mut fields).await?;
        server.accounts = grants(accounts);
    }
    let before = server.expires_at;
    if let Some(expires_at) = expiry(&mut fields, operator.platform) {
        server.expires_at = expires_at;
    }
    fields.finish()?;
    change(operator, server, before).await
}

/// `DELETE /mcp-server/:id`
pub(super) async fn delete<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    id: &str,
) -> Result<Response, HttpError> {
    let server = find_to_change(operator, id).await?;
    server_changes::remove(operator, &server).await
}

/// `POST /mcp-server/:id/rotate`
pub(super) async fn rotate<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    id: &str,
) -> Result<Response, HttpError> {
    let server = find_to_change(operator, id).await?;
    server_changes::rotate(operator, server).await
}

async fn find<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    id: &str,
) -> Result<Server, HttpError> {
    let id = ServerId::parse(id).ok_or(NO_SERVER)?;
    let server = Server::load(operator.platform, AccountId::SEVERAL, id).await?;
    server.ok_or(NO_SERVER)
}

/// The same, if it is still in the state that the caller has seen.
async fn find_to_change<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    id: &str,
) -> Result<Server, HttpError> {
    let server = find(operator, id).await?;
    Etag::of(&server).check(&operator.request.headers)?;
    Ok(server)
}

pub(super) fn grants(accounts: Vec<Named>) -> Vec<AccountGrant> {
    accounts.into_iter().map(|named| named.grant).collect()
}

/// `config` of the server itself, laid over what there is.
pub(super) fn read_config(current: &Config, fields: &mut Fields) -> Config {
    let Some(changes) = fields.object("config") else {
        return current.clone();
    };
    let merged = Value::Object(merged(current, changes));
    let read = Config::read(ConfigOf::Several, &merged, None, "config");
    read.unwrap_or_else(|failures| {
        fields.fail_all(failures);
        current.clone()
    })
}

/// Reads `accounts`, all failures at once. What an account may show is laid over what it shows now: who adds an account must not open the others.
pub(super) async fn read_accounts<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    holder: Holder,
    current: &[AccountGrant],
    fields: &mut Fields,
) -> Result<Vec<Named>, HttpError> {
    let least = holder.least();
    let entries = match fields.take("accounts") {
        Some(Value::Array(entries)) if (least..=MOST_ACCOUNTS).contains(&entries.len()) => entries,
        _ => {
            let message = format!(
                "must be a list of {least} to {MOST_ACCOUNTS} accounts, each {{\"id\": …, \"config\": {{…}}}}"
            );
            fields.fail("accounts", message);
            return Ok(Vec::new());
        }
    };
    let mut asked: Vec<(String, AccountId, Option<Value>)> = Vec::new();
    for (index, entry) in entries.into_iter().enumerate() {
        let field = format!("accounts[{index}]");
        let Some((id, config)) = entry_of(entry, &field, fields) else {
            continue;
        };
        if asked.iter().any(|(_, other, _)| *other == id) {
            fields.fail(format!("{field}.id"), "is there twice");
        } else {
            asked.push((field, id, config));
        }
    }
    let keys: Vec<String> = asked
        .iter()
        .map(|(_, id, _)| kv_keys::account(*id))
        .collect();
    let values = load_all(operator.platform, &keys).await?;
    let mut named = Vec::new();
    for (((field, id, config), key), value) in asked.into_iter().zip(&keys).zip(values) {
        let Some(value) = value else {
            fields.fail(
                format!("{field}.id"),
                "is no account; GET /integrated-account lists them",
            );
            continue;
        };
        let account = Account::read(key, &value)?;
        if let Some(message) = holder.refuses(&account) {
            fields.fail(format!("{field}.id"), message);
            continue;
        }
        let Some(integration) = catalogue::integration(&account.integration) else {
            fields.fail(
                format!("{field}.id"),
                "is of an integration that is not in this build",
            );
            continue;
        };
        let known = current.iter().find(|grant| grant.id == id);
        let before = known.map(|grant| grant.config.clone()).unwrap_or_default();
        let config = match config {
            None if known.is_some() => Ok(before),
            None => config_of(holder, (&account, integration), &before, Map::new(), &field),
            Some(Value::Object(changes)) => {
                config_of(holder, (&account, integration), &before, changes, &field)
            }
            Some(_) => {
                fields.fail(format!("{field}.config"), "must be an object");
                continue;
            }
        };
        match config {
            Ok(config) => named.push(Named {
                account,
                integration,
                grant: AccountGrant { id, config },
            }),
            Err(failures) => fields.fail_all(failures),
        }
    }
    Ok(named)
}

fn config_of(
    holder: Holder,
    of: (&Account, &'static Integration),
    current: &Config,
    changes: Map<String, Value>,
    field: &str,
) -> Result<Config, Vec<crate::tools::config::FieldFailure>> {
    let field = format!("{field}.config");
    account_config(holder.config_of(), of, current, changes, &field)
}

/// An entry of `accounts`.
fn entry_of(entry: Value, field: &str, fields: &mut Fields) -> Option<(AccountId, Option<Value>)> {
    let Value::Object(mut members) = entry else {
        fields.fail(field, "must be an object {\"id\": …, \"config\": {…}}");
        return None;
    };
    let id = members.remove("id");
    let config = members.remove("config");
    for name in members.keys() {
        let message = "is not a field here; the fields are id, config";
        fields.fail(format!("{field}.{}", short(name)), message);
    }
    let id = id
        .as_ref()
        .and_then(Value::as_str)
        .and_then(AccountId::parse);
    if id.is_none() {
        fields.fail(format!("{field}.id"), "must be the id of an account");
    }
    Some((id?, config))
}
