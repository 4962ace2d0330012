//! The row of what a request did, where that is kept: a call of a tool, or a change by an operator.

use super::log::LogLine;
use super::route::Route;
use crate::activity::row::{Actor, CALL, Row};
use crate::catalogue;
use crate::http::{Request, Response};
use crate::json::{Members, string};
use crate::platform::Platform;
use crate::settings::{Settings, SettingsError};

/// Ends of paths that are posted to and change nothing.
const ASKS: [&str; 2] = ["preview", "test"];

/// Notes it. Where nothing is kept, this is a branch.
pub(super) fn note<P: Platform>(
    platform: &P,
    settings: &Result<Settings, SettingsError>,
    route: Route<'_>,
    request: &Request,
    response: &Response,
    line: &LogLine<'_>,
) {
    if !settings.as_ref().is_ok_and(|set| set.activity.is_on) {
        return;
    }
    let now = platform.millis();
    let base = Row {
        time: now.0,
        request_id: &line.id,
        action: CALL,
        actor: &Actor::Url,
        server: None,
        account: None,
        integration: None,
        tool: None,
        target: None,
        client: None,
        client_version: None,
        outcome: "",
        status: response.status,
        vendor_status: None,
        ms: now.since(line.started),
        vendor_ms: None,
        bytes_in: line.received,
        bytes_out: response.length(),
        rate_left: None,
    };
    let row = match (line.trace.method, route, &line.operator) {
        (CALL, _, _) => Some(call(base, request, response, line)),
        (_, Route::Operator(path), Some(actor)) => {
            change(base, path, &route.name(), actor, request, response)
        }
        _ => None,
    };
    if let Some(row) = row {
        platform.note(row);
    }
}

/// A call of a tool, by whoever has a URL or by a member who signed in.
fn call(base: Row<'_>, request: &Request, response: &Response, line: &LogLine<'_>) -> String {
    let trace = &line.trace;
    let actor = line.member.clone().map_or(Actor::Url, Actor::Member);
    let called = trace.account.map(|account| account.to_string());
    let (client, client_version) = match &trace.client.name {
        Some(name) => (Some(name.as_ref()), trace.client.version.as_deref()),
        // The handshake era says who it is in the handshake alone.
        None => product(request.headers.get("user-agent")),
    };
    Row {
        actor: &actor,
        server: line.server.as_deref(),
        account: line.account.as_deref().or(called.as_deref()),
        integration: trace.tool.and_then(catalogue::integration_of_tool),
        tool: trace.tool,
        client,
        client_version,
        outcome: trace.outcome,
        vendor_status: trace.vendor.and_then(|vendor| vendor.status),
        vendor_ms: trace.vendor.map(|vendor| vendor.millis),
        rate_left: response.headers.get("ratelimit-remaining"),
        ..base
    }
    .to_json()
}

/// A change by an operator who was let in, made or refused.
fn change(
    base: Row<'_>,
    path: &str,
    route: &str,
    actor: &Actor,
    request: &Request,
    response: &Response,
) -> Option<String> {
    let path: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    if request.method == "GET" || path.last().is_some_and(|last| ASKS.contains(last)) {
        return None;
    }
    let created = (response.status == 201).then(|| Members::parse(&response.body));
    let created = created.flatten();
    let created = created.as_ref().and_then(|body| string(body.get("id")?));
    let created = created.as_deref();
    let id = |at: usize| path.get(at).copied().or(created).filter(|id| is_id(id));
    let (account, server, target) = match (path.as_slice(), created) {
        (["integrated-account", _, "mcp", ..], _) => (id(1), id(3), None),
        (["integrated-account", ..], _) => (id(1), None, None),
        (["mcp-server", ..], _) => (None, id(1), None),
        _ => (None, None, id(1)),
    };
    let method: String = request.method.chars().take(8).collect();
    let outcome = if response.status < 400 {
        "ok"
    } else {
        "refused"
    };
    let row = Row {
        action: &format!("{method} {route}"),
        actor,
        account,
        server,
        target,
        outcome,
        ..base
    };
    Some(row.to_json())
}

/// Ids are UUIDs and hashes. What else stands in a path is a caller's own text, and may be a secret.
fn is_id(text: &str) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_hexdigit() || byte == b'-';
    matches!(text.len(), 36 | 64) && text.bytes().all(is_digit)
}

/// The first product of a `User-Agent` (RFC 9110, 10.1.5) and its version.
fn product(agent: Option<&str>) -> (Option<&str>, Option<&str>) {
    const MOST_BYTES: usize = 64;
    let is_token = |text: &&str| {
        let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        (1..=MOST_BYTES).contains(&text.len()) && text.bytes().all(is_part)
    };
    let first = agent.and_then(|agent| agent.split(' ').next());
    let (name, version) = first
        .map(|first| first.split_once('/').unwrap_or((first, "")))
        .unzip();
    let name = name.filter(is_token);
    (
        name,
        version.filter(|version| name.is_some() && is_token(version)),
    )
}
