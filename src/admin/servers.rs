//! `/integrated-account/:id/mcp`: MCP servers, each one URL with its filters and its expiry.

use serde::Serialize;
use serde_json::{Map, Value};

use super::body::Fields;
use super::etag::Etag;
use super::list_filter::{Field, Kind};
use super::page::{self, iso};
use super::{Deleted, OperatorRequest, accounts, answer};
use crate::access::account::Account;
use crate::access::approval_code::ApprovalCode;
use crate::access::id::ServerId;
use crate::access::kv_keys;
use crate::access::lifetime::ExpiresAt;
use crate::access::server::Server;
use crate::access::token::McpToken;
use crate::access::usage::Usage;
use crate::catalogue::Integration;
use crate::http::Response;
use crate::http_error::HttpError;
use crate::platform::Platform;
use crate::tools::config::Config;
use crate::tools::toolbox::Toolbox;

const NO_SERVER: HttpError = HttpError::NotFound("There is no such MCP server of this account.");

/// A server as the operator sees it. `token` and `url` only when they were just made.
#[derive(Serialize)]
struct ServerView {
    id: ServerId,
    name: String,
    integrated_account_id: String,
    config: Config,
    created_by: String,
    expires_at: Option<String>,
    created_at: String,
    updated_at: String,
    /// Null where nothing is counted: `USAGE_WRITE_SECONDS` is 0.
    usage: Option<UsageView>,
    /// What a person who is not signed in agrees to calls with, where some wait for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    approval_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Serialize)]
struct UsageView {
    messages: u64,
    last_used_at: Option<String>,
}

/// What a list of servers can be narrowed by.
const FIELDS: [Field; 5] = [
    Field::new("name", Kind::Text),
    Field::new("created_by", Kind::Text),
    Field::new("expires_at", Kind::Time),
    Field::new("created_at", Kind::Time),
    Field::new("updated_at", Kind::Time),
];

/// `GET …/mcp`
pub(super) async fn list<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    account: &str,
) -> Result<Response, HttpError> {
    let account = accounts::find(operator, account).await?;
    let now = operator.platform.now();
    let show = async |records: Vec<(String, String)>| {
        let servers = records
            .iter()
            .filter_map(|(key, value)| Server::read(key, Some(value), now).transpose());
        let servers: Vec<Server> = servers.collect::<Result<_, _>>()?;
        let ids = servers.iter().map(|server| server.id);
        let usages = if is_counted(operator) {
            Usage::load(operator.platform, account.id, ids).await?
        } else {
            Vec::new()
        };
        let mut usages = usages.into_iter();
        let view = |server| {
            view(
                operator,
                server,
                shown_usage(operator, usages.next().flatten()),
            )
        };
        Ok(servers.into_iter().map(view).collect())
    };
    page::list(operator, &kv_keys::servers(account.id), &FIELDS, show).await
}

/// `POST …/mcp`: the only answer, beside rotate's, that holds the token.
pub(super) async fn create<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    account: &str,
) -> Result<Response, HttpError> {
    let account = accounts::find(operator, account).await?;
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
    let token = renew(operator, &mut server)?;
    settle_code(operator, &mut server, true)?;
    server.save(operator.platform).await?;
    let usage = shown_usage(operator, None);
    Ok(reveal(operator, 201, server, usage, &token))
}

/// `GET …/mcp/:mcp_id`
pub(super) async fn get<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    account: &str,
    server: &str,
) -> Result<Response, HttpError> {
    let (_, server) = find(operator, account, server).await?;
    let usage = usage(operator, &server).await?;
    Ok(shown(operator, server, usage))
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
    if let Some(expires_at) = expiry(&mut fields, operator.platform) {
        server.expires_at = expires_at;
    }
    fields.finish()?;
    settle_code(operator, &mut server, false)?;
    save(operator, &mut server).await?;
    let usage = usage(operator, &server).await?;
    Ok(shown(operator, server, usage))
}

/// `DELETE …/mcp/:mcp_id`
pub(super) async fn delete<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    account: &str,
    server: &str,
) -> Result<Response, HttpError> {
    let (account, server) = find_to_change(operator, account, server).await?;
    operator
        .platform
        .remove(&kv_keys::server(account.id, server.id))
        .await?;
    operator
        .platform
        .remove(&kv_keys::usage(account.id, server.id))
        .await?;
    Ok(answer(
        200,
        &Deleted {
            id: &server.id.to_string(),
        },
    ))
}

/// `POST …/mcp/:mcp_id/rotate`: a new URL; the old one is dead with the same write.
pub(super) async fn rotate<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    account: &str,
    server: &str,
) -> Result<Response, HttpError> {
    let (_, mut server) = find_to_change(operator, account, server).await?;
    let token = renew(operator, &mut server)?;
    settle_code(operator, &mut server, true)?;
    save(operator, &mut server).await?;
    let usage = usage(operator, &server).await?;
    Ok(reveal(operator, 200, server, usage, &token))
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

/// Writes a changed server.
async fn save<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    server: &mut Server,
) -> Result<(), HttpError> {
    server.updated_at = operator.platform.now().0;
    Ok(server.save(operator.platform).await?)
}

fn renew<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    server: &mut Server,
) -> Result<McpToken, HttpError> {
    let token = McpToken::mint(operator.platform, server.account, server.id)?;
    server.token_hash = token.hash().to_hex();
    Ok(token)
}

fn settle_code<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    server: &mut Server,
    is_new: bool,
) -> Result<(), HttpError> {
    let keyring = &operator.settings.keyring;
    Ok(ApprovalCode::settle(
        operator.platform,
        keyring,
        server,
        is_new,
    )?)
}

/// `config` laid over what there is. A config that leaves no tool is refused: its URL would look broken to whoever pastes it.
pub(super) fn read_config(
    account: &Account,
    integration: &'static Integration,
    current: &Config,
    fields: &mut Fields,
) -> Config {
    let Some(changes) = fields.object("config") else {
        return current.clone();
    };
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
    match Config::read(&Value::Object(members), integration) {
        Ok(config) => {
            let none = Config::default();
            let toolbox = toolbox(integration, &config, &none, account);
            if toolbox.tools().next().is_none() {
                let reason = match toolbox.lacking() {
                    Some((composite, called)) => format!(
                        ", because {} is there only where the tools are that it calls, such as {}",
                        composite.name, called.name
                    ),
                    None if account.read_only => ", because the account is read-only".to_owned(),
                    None => String::new(),
                };
                fields.fail(
                    "config",
                    format!("leaves no tool{reason}; POST …/mcp/preview shows what a config gives"),
                );
            }
            config
        }
        Err(failures) => {
            fields.fail_all(failures);
            current.clone()
        }
    }
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
    }
}

fn is_counted<P: Platform>(operator: &OperatorRequest<'_, P>) -> bool {
    operator.settings.usage_write_seconds > 0
}

/// How much a server was used.
async fn usage<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    server: &Server,
) -> Result<Option<UsageView>, HttpError> {
    if !is_counted(operator) {
        return Ok(None);
    }
    let ids = std::iter::once(server.id);
    let mut usages = Usage::load(operator.platform, server.account, ids).await?;
    Ok(shown_usage(operator, usages.pop().flatten()))
}

fn shown_usage<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    usage: Option<Usage>,
) -> Option<UsageView> {
    is_counted(operator).then(|| UsageView {
        messages: usage.as_ref().map_or(0, |usage| usage.messages),
        last_used_at: usage.map(|usage| iso(usage.last_used_at)),
    })
}

/// An answer that shows one server.
fn shown<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    server: Server,
    usage: Option<UsageView>,
) -> Response {
    let etag = Etag::of(&server);
    etag.mark(answer(200, &view(operator, server, usage)))
}

fn view<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    server: Server,
    usage: Option<UsageView>,
) -> ServerView {
    let approval_code = ApprovalCode::of(&server, &operator.settings.keyring);
    ServerView {
        approval_code: approval_code.map(|code| code.reveal()),
        id: server.id,
        name: server.name,
        integrated_account_id: server.account.to_string(),
        config: server.config,
        created_by: server.created_by,
        expires_at: server.expires_at.map(ExpiresAt::to_iso),
        created_at: iso(server.created_at),
        updated_at: iso(server.updated_at),
        usage,
        token: None,
        url: None,
    }
}

/// An answer that shows one server with the URL that was just made.
fn reveal<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    status: u16,
    server: Server,
    usage: Option<UsageView>,
    token: &McpToken,
) -> Response {
    let etag = Etag::of(&server);
    let token = token.reveal();
    let start = operator
        .settings
        .public_url
        .as_deref()
        .unwrap_or(&operator.request.origin);
    let view = ServerView {
        url: Some(format!("{start}/mcp/{token}")),
        token: Some(token),
        ..view(operator, server, usage)
    };
    etag.mark(answer(status, &view))
}
