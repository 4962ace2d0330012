//! MCP servers as the operator sees them: a page of them, one, or one with the URL that was just made.

use serde::Serialize;

use super::etag::Etag;
use super::list_filter::{Field, Kind};
use super::page::{self, iso};
use super::{OperatorRequest, answer};
use crate::access::approval_code::ApprovalCode;
use crate::access::id::AccountId;
use crate::access::kv_keys;
use crate::access::server::Server;
use crate::access::token::McpToken;
use crate::access::usage::Usage;
use crate::http::Response;
use crate::http_error::HttpError;
use crate::platform::Platform;
use crate::views;

/// A server as the operator sees it. `token` and `url` only when they were just made.
#[derive(Serialize)]
pub(super) struct ServerView {
    #[serde(flatten)]
    record: views::server::ServerView,
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
pub(super) struct UsageView {
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

/// A page of the servers of an account.
pub(super) async fn list<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    account: AccountId,
) -> Result<Response, HttpError> {
    let now = operator.platform.now();
    let show = async |records: Vec<(String, String)>| {
        let servers = records
            .iter()
            .filter_map(|(key, value)| Server::read(key, Some(value), now).transpose());
        let servers: Vec<Server> = servers.collect::<Result<_, _>>()?;
        let ids = servers.iter().map(|server| server.id);
        let usages = if is_counted(operator) {
            Usage::load(operator.platform, account, ids).await?
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
    page::list(operator, &kv_keys::servers(account), &FIELDS, show).await
}

pub(super) fn is_counted<P: Platform>(operator: &OperatorRequest<'_, P>) -> bool {
    operator.settings.usage_write_seconds > 0
}

/// How much a server was used.
pub(super) async fn usage<P: Platform>(
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

pub(super) fn shown_usage<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    usage: Option<Usage>,
) -> Option<UsageView> {
    is_counted(operator).then(|| UsageView {
        messages: usage.as_ref().map_or(0, |usage| usage.messages),
        last_used_at: usage.map(|usage| iso(usage.last_used_at)),
    })
}

/// An answer that shows one server.
pub(super) async fn shown<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    server: Server,
) -> Result<Response, HttpError> {
    let usage = usage(operator, &server).await?;
    let etag = Etag::of(&server);
    Ok(etag.mark(answer(200, &view(operator, server, usage))))
}

fn view<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    server: Server,
    usage: Option<UsageView>,
) -> ServerView {
    let approval_code = ApprovalCode::of(&server, &operator.settings.keyring);
    ServerView {
        approval_code: approval_code.map(|code| code.reveal()),
        record: views::server::ServerView::of(server),
        usage,
        token: None,
        url: None,
    }
}

/// An answer that shows one server with the URL that was just made.
pub(super) fn reveal<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    status: u16,
    server: Server,
    usage: Option<UsageView>,
    token: &McpToken,
) -> Response {
    let etag = Etag::of(&server);
    let token = token.reveal();
    let start = operator.settings.own_url(operator.request);
    let view = ServerView {
        url: Some(format!("{start}/mcp/{token}")),
        token: Some(token),
        ..view(operator, server, usage)
    };
    etag.mark(answer(status, &view))
}
