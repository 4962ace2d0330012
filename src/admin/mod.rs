//! The operator's API: integrations, accounts, MCP servers, API tokens, upkeep. Comes in: a request for one of its paths. Goes out: JSON, or a
//! refusal that names the field and the mend. Everything here needs an API token of the scope `admin`.

mod accounts;
mod api_tokens;
mod body;
mod etag;
mod filter;
mod idempotency;
mod integrations;
mod page;
mod probe;
mod reseal;
mod servers;

use serde::Serialize;

use crate::access::api_token::{Caller, Scope, identify};
use crate::hidden::shown;
use crate::http::{Request, Response};
use crate::platform::Platform;
use crate::refusal::Refusal;
use crate::settings::Settings;
use idempotency::once;

const NO_SUCH_PATH: Refusal = Refusal::NotFound("Nothing is served at this path.");

/// One request's means, after the caller was let in.
struct Desk<'a, P> {
    platform: &'a P,
    settings: &'a Settings,
    request: &'a Request,
    caller: Caller,
}

/// `/integration…`: the catalogue.
pub async fn integrations<P: Platform>(
    platform: &P,
    settings: &Settings,
    rest: &str,
    request: &Request,
) -> Result<Response, Refusal> {
    let desk = enter(platform, settings, request).await?;
    match (segments(rest).as_slice(), desk.verb()) {
        ([], "GET") => Ok(integrations::list()),
        ([slug], "GET") => integrations::get(slug),
        ([slug, "capabilities"], "GET") => integrations::capabilities(slug),
        ([] | [_] | [_, "capabilities"], _) => Err(Refusal::MethodNotAllowed("GET")),
        _ => Err(NO_SUCH_PATH),
    }
}

/// `/integrated-account…`: accounts and their MCP servers.
pub async fn accounts<P: Platform>(
    platform: &P,
    settings: &Settings,
    rest: &str,
    request: &Request,
) -> Result<Response, Refusal> {
    let desk = enter(platform, settings, request).await?;
    match (segments(rest).as_slice(), desk.verb()) {
        ([], "GET") => accounts::list(&desk).await,
        ([], "POST") => once(&desk, accounts::create(&desk)).await,
        ([id], "GET") => accounts::get(&desk, id).await,
        ([id], "PATCH") => accounts::update(&desk, id).await,
        ([id], "DELETE") => accounts::delete(&desk, id).await,
        ([id, "credentials"], "PATCH") => accounts::replace_credentials(&desk, id).await,
        ([id, "test"], "POST") => probe::test(&desk, id).await,
        ([id, "mcp"], "GET") => servers::list(&desk, id).await,
        ([id, "mcp"], "POST") => once(&desk, servers::create(&desk, id)).await,
        ([id, "mcp", "preview"], "POST") => servers::preview(&desk, id).await,
        ([_, "mcp", "preview"], _) => Err(Refusal::MethodNotAllowed("POST")),
        ([id, "mcp", server], "GET") => servers::get(&desk, id, server).await,
        ([id, "mcp", server], "PATCH") => servers::update(&desk, id, server).await,
        ([id, "mcp", server], "DELETE") => servers::delete(&desk, id, server).await,
        ([id, "mcp", server, "rotate"], "POST") => {
            once(&desk, servers::rotate(&desk, id, server)).await
        }
        ([] | [_, "mcp"], _) => Err(Refusal::MethodNotAllowed("GET, POST")),
        ([_] | [_, "mcp", _], _) => Err(Refusal::MethodNotAllowed("GET, PATCH, DELETE")),
        ([_, "credentials"], _) => Err(Refusal::MethodNotAllowed("PATCH")),
        ([_, "test"] | [_, "mcp", _, "rotate"], _) => Err(Refusal::MethodNotAllowed("POST")),
        _ => Err(NO_SUCH_PATH),
    }
}

/// `/api-token…`: who may use this API, and who passes a second factor.
pub async fn api_tokens<P: Platform>(
    platform: &P,
    settings: &Settings,
    rest: &str,
    request: &Request,
) -> Result<Response, Refusal> {
    let desk = enter(platform, settings, request).await?;
    match (segments(rest).as_slice(), desk.verb()) {
        ([], "GET") => api_tokens::list(&desk).await,
        ([], "POST") => once(&desk, api_tokens::create(&desk)).await,
        ([id], "DELETE") => api_tokens::delete(&desk, id).await,
        ([], _) => Err(Refusal::MethodNotAllowed("GET, POST")),
        ([_], _) => Err(Refusal::MethodNotAllowed("DELETE")),
        _ => Err(NO_SUCH_PATH),
    }
}

/// `/admin…`: upkeep of what is stored.
pub async fn upkeep<P: Platform>(
    platform: &P,
    settings: &Settings,
    rest: &str,
    request: &Request,
) -> Result<Response, Refusal> {
    let desk = enter(platform, settings, request).await?;
    match (segments(rest).as_slice(), desk.verb()) {
        (["reseal"], "POST") => once(&desk, reseal::reseal(&desk)).await,
        (["reseal"], _) => Err(Refusal::MethodNotAllowed("POST")),
        _ => Err(NO_SUCH_PATH),
    }
}

async fn enter<'a, P: Platform>(
    platform: &'a P,
    settings: &'a Settings,
    request: &'a Request,
) -> Result<Desk<'a, P>, Refusal> {
    let caller = identify(
        platform,
        &settings.admin_token,
        request.headers.get("authorization"),
    )
    .await?;
    match caller {
        Some(caller) if caller.scope == Scope::Admin => Ok(Desk {
            platform,
            settings,
            request,
            caller,
        }),
        Some(_) => Err(Refusal::WrongScope),
        None => Err(Refusal::Unauthorized),
    }
}

impl<P> Desk<'_, P> {
    fn verb(&self) -> &str {
        &self.request.method
    }
}

fn segments(rest: &str) -> Vec<&str> {
    let rest = rest.trim_end_matches('/');
    rest.split('/').filter(|_| !rest.is_empty()).collect()
}

fn answer<T: Serialize>(status: u16, body: &T) -> Response {
    // These types have string keys and no maps that could fail.
    let json = serde_json::to_string(body).unwrap_or_default();
    // An account's last error is in the vendor's words, and terminals obey some characters.
    Response::json(status, shown(&json).into_owned())
}

/// What a deletion answers.
#[derive(Serialize)]
struct Deleted<'a> {
    id: &'a str,
}
