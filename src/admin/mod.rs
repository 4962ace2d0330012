//! The operator's API: integrations, accounts, MCP servers, API tokens, members, webhooks, upkeep. Comes in: a request for one of its paths. Goes out: JSON,
//! or an error that names the field and the fix. Everything here needs an API token of the scope `admin`, or the session of a member who is one.

mod accounts;
mod activity;
mod activity_csv;
mod api_tokens;
mod body;
mod etag;
mod grants;
mod idempotency;
mod integrations;
mod joint_servers;
mod link_tokens;
mod list_filter;
mod members;
mod page;
mod preview;
mod probe;
mod reseal;
mod server_changes;
mod server_view;
mod servers;
mod webhooks;

use serde::Serialize;

use crate::access::api_token::{Caller, Scope, identify};
use crate::access::id::MemberId;
use crate::access::member::Role;
use crate::access::session::{self, Operator};
use crate::activity::row::Actor;
use crate::http::{Request, Response};
use crate::http_error::HttpError;
use crate::invisible::escape_invisible;
use crate::platform::Platform;
use crate::settings::Settings;
use idempotency::once;

const NO_SUCH_PATH: HttpError = HttpError::NotFound("Nothing is served at this path.");

/// One request's means, after the caller was let in.
struct OperatorRequest<'a, P> {
    platform: &'a P,
    settings: &'a Settings,
    request: &'a Request,
    caller: Caller,
}

/// First segments of this API's paths. `gateway` asks nobody for a token at any other.
pub const ROOTS: [&str; 9] = [
    "integration",
    "integrated-account",
    "mcp-server",
    "api-token",
    "member",
    "webhook",
    "link-token",
    "admin",
    "log",
];

/// Every path of this API. Says who it is once they were let in.
pub async fn serve<P: Platform>(
    platform: &P,
    settings: &Settings,
    request: &Request,
    who: &mut Option<Actor>,
) -> Result<Response, HttpError> {
    let operator = enter(platform, settings, request).await?;
    *who = Some(actor(&operator.caller));
    let path = segments(&request.path);
    match (path.as_slice(), request.method.as_str()) {
        (["integration"], "GET") => Ok(integrations::list()),
        (["integration", slug], "GET") => integrations::get(slug),
        (["integration", slug, "capabilities"], "GET") => integrations::capabilities(slug),

        (["integrated-account"], "GET") => accounts::list(&operator).await,
        (["integrated-account"], "POST") => once(&operator, accounts::create(&operator)).await,
        (["integrated-account", id], "GET") => accounts::get(&operator, id).await,
        (["integrated-account", id], "PATCH") => accounts::update(&operator, id).await,
        (["integrated-account", id], "DELETE") => accounts::delete(&operator, id).await,
        (["integrated-account", id, "credentials"], "PATCH") => {
            accounts::replace_credentials(&operator, id).await
        }
        (["integrated-account", id, "test"], "POST") => probe::test(&operator, id).await,

        (["integrated-account", id, "mcp"], "GET") => servers::list(&operator, id).await,
        (["integrated-account", id, "mcp"], "POST") => {
            once(&operator, servers::create(&operator, id)).await
        }
        (["integrated-account", id, "mcp", "preview"], "POST") => {
            preview::preview(&operator, id).await
        }
        // No server is called so: ids are UUIDs.
        (["integrated-account", _, "mcp", "preview"], _) => {
            Err(HttpError::MethodNotAllowed("POST"))
        }
        (["integrated-account", id, "mcp", server], "GET") => {
            servers::get(&operator, id, server).await
        }
        (["integrated-account", id, "mcp", server], "PATCH") => {
            servers::update(&operator, id, server).await
        }
        (["integrated-account", id, "mcp", server], "DELETE") => {
            servers::delete(&operator, id, server).await
        }
        (["integrated-account", id, "mcp", server, "rotate"], "POST") => {
            once(&operator, servers::rotate(&operator, id, server)).await
        }

        (["mcp-server"], "GET") => joint_servers::list(&operator).await,
        (["mcp-server"], "POST") => once(&operator, joint_servers::create(&operator)).await,
        (["mcp-server", "preview"], "POST") => preview::preview_several(&operator).await,
        (["mcp-server", "preview"], _) => Err(HttpError::MethodNotAllowed("POST")),
        (["mcp-server", id], "GET") => joint_servers::get(&operator, id).await,
        (["mcp-server", id], "PATCH") => joint_servers::update(&operator, id).await,
        (["mcp-server", id], "DELETE") => joint_servers::delete(&operator, id).await,
        (["mcp-server", id, "rotate"], "POST") => {
            once(&operator, joint_servers::rotate(&operator, id)).await
        }

        (["api-token"], "GET") => api_tokens::list(&operator).await,
        (["api-token"], "POST") => once(&operator, api_tokens::create(&operator)).await,
        (["api-token", id], "DELETE") => api_tokens::delete(&operator, id).await,

        (["member"], "GET") => members::list(&operator).await,
        (["member"], "POST") => once(&operator, members::create(&operator)).await,
        (["member", id], "GET") => members::get(&operator, id).await,
        (["member", id], "PATCH") => members::update(&operator, id).await,
        (["member", id], "DELETE") => members::delete(&operator, id).await,
        (["member", id, "sign-in-link"], "POST") => {
            once(&operator, members::sign_in_link(&operator, id)).await
        }
        (["member", id, "grant"], "GET") => grants::list(&operator, id).await,
        (["member", id, "grant"], "DELETE") => grants::revoke_all(&operator, id).await,
        (["member", id, "grant", grant], "DELETE") => grants::revoke(&operator, id, grant).await,

        (["webhook"], "GET") => webhooks::list(&operator).await,
        (["webhook"], "POST") => once(&operator, webhooks::create(&operator)).await,
        (["webhook", id], "GET") => webhooks::get(&operator, id).await,
        (["webhook", id], "PATCH") => webhooks::update(&operator, id).await,
        (["webhook", id], "DELETE") => webhooks::delete(&operator, id).await,
        (["webhook", id, "test"], "POST") => webhooks::test(&operator, id).await,
        (["link-token"], "POST") => once(&operator, link_tokens::create(&operator)).await,
        (["log"], "GET") => activity::log(&operator).await,
        (["log", "summary"], "GET") => activity::summary(&operator).await,

        (["admin", "reseal"], "POST") => once(&operator, reseal::reseal(&operator)).await,

        (path, _) => Err(allowed(path).map_or(NO_SUCH_PATH, HttpError::MethodNotAllowed)),
    }
}

/// The verbs of a path; `None` where nothing is served.
fn allowed(path: &[&str]) -> Option<&'static str> {
    Some(match path {
        ["integration" | "log"]
        | ["integration", _]
        | ["integration", _, "capabilities"]
        | ["log", "summary"] => "GET",
        ["integrated-account" | "mcp-server" | "api-token" | "member" | "webhook"]
        | ["integrated-account", _, "mcp"] => "GET, POST",
        [
            "integrated-account" | "mcp-server" | "member" | "webhook",
            _,
        ]
        | ["integrated-account", _, "mcp", _] => "GET, PATCH, DELETE",
        ["member", _, "grant"] => "GET, DELETE",
        ["integrated-account", _, "credentials"] => "PATCH",
        ["integrated-account" | "webhook", _, "test"]
        | ["integrated-account", _, "mcp", _, "rotate"]
        | ["mcp-server", _, "rotate"]
        | ["member", _, "sign-in-link"]
        | ["link-token"]
        | ["admin", "reseal"] => "POST",
        ["api-token", _] | ["member", _, "grant", _] => "DELETE",
        _ => return None,
    })
}

async fn enter<'a, P: Platform>(
    platform: &'a P,
    settings: &'a Settings,
    request: &'a Request,
) -> Result<OperatorRequest<'a, P>, HttpError> {
    let caller = match session::presented(&request.headers) {
        Some(session) => signed_in(platform, settings, session).await?,
        None => with_token(platform, settings, request).await?,
    };
    Ok(OperatorRequest {
        platform,
        settings,
        request,
        caller,
    })
}

/// Who sent an API token.
async fn with_token<P: Platform>(
    platform: &P,
    settings: &Settings,
    request: &Request,
) -> Result<Caller, HttpError> {
    let caller = identify(
        platform,
        &settings.admin_token,
        request.headers.get("authorization"),
    )
    .await?;
    match caller {
        Some(caller) if caller.scope == Scope::Admin => Ok(caller),
        Some(_) => Err(HttpError::WrongScope),
        None => Err(HttpError::Unauthorized),
    }
}

/// Who has a session: a member, or who showed a token. The record is read each time, so a role that was taken away, or a token that was deleted, is
/// gone with the next request.
async fn signed_in<P: Platform>(
    platform: &P,
    settings: &Settings,
    session: &str,
) -> Result<Caller, HttpError> {
    let (keyring, admin_token) = (&settings.keyring, &settings.admin_token);
    let resumed = session::resume_operator(platform, keyring, admin_token, session).await?;
    match resumed.map(|(operator, _)| operator) {
        Some(Operator::Member(member)) if member.role == Role::Admin => Ok(Caller {
            id: member.id.to_string(),
            scope: Scope::Admin,
        }),
        Some(Operator::Member(_)) => Err(HttpError::NotAdmin),
        Some(Operator::Token(caller)) if caller.scope == Scope::Admin => Ok(caller),
        Some(Operator::Token(_)) => Err(HttpError::WrongScope),
        None => Err(HttpError::Unauthorized),
    }
}

/// Ids of members are UUIDs, those of API tokens are hashes.
fn actor(caller: &Caller) -> Actor {
    let id = caller.id.clone();
    match (id.as_str(), MemberId::parse(&id)) {
        ("admin", _) => Actor::Admin,
        (_, Some(_)) => Actor::Member(id),
        (_, None) => Actor::ApiToken(id),
    }
}

/// Slashes at the end make no other path.
fn segments(path: &str) -> Vec<&str> {
    let path = path.strip_prefix('/').unwrap_or(path);
    path.trim_end_matches('/').split('/').collect()
}

fn answer<T: Serialize>(status: u16, body: &T) -> Response {
    // These types have string keys and no maps that could fail.
    let json = serde_json::to_string(body).unwrap_or_default();
    // An account's last error is in the vendor's words, and terminals obey some characters.
    Response::json(status, escape_invisible(&json).into_owned())
}

/// What a deletion answers.
#[derive(Serialize)]
struct Deleted<'a> {
    id: &'a str,
}
