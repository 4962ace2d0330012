//! One request in, one answer out.

use std::fmt::Write;
use std::pin::Pin;

use super::browser;
use super::log::LogLine;
use super::noted::note;
use super::origin::Origin;
use super::route::Route;
use crate::access::api_token::identify;
use crate::access::id::AccountId;
use crate::access::server::Server;
use crate::access::token::McpToken;
use crate::access::usage::{self, Door};
use crate::access::{self, Admitted, AfterResponse, Needs, Visit, happened, health};
use crate::http::{Request, Response};
use crate::http_error::HttpError;
use crate::json::quote;
use crate::platform::{Limit, Platform};
use crate::settings::{Settings, SettingsError};
use crate::{admin, events, mcp};

/// The same words for every token that opens nothing, so that nobody learns which it is.
const NO_SERVER: &str = "No MCP server answers at this URL. It may have expired or been revoked; ask whoever gave it to you for a new one.";

/// What can be on or off of a Worker, and the binding that it takes.
type Feature = (&'static str, &'static str, fn(&Settings) -> bool);

const FEATURES: [Feature; 2] = [
    ("sign_in", "OAUTH_KV", |settings| settings.people.is_on),
    ("activity", "ACTIVITY", |settings| settings.activity.is_on),
];

/// `GET /openapi.json`: `openapi.yaml` as the build script renders it.
const OPENAPI: &str = include_str!(concat!(env!("OUT_DIR"), "/openapi.json"));

/// What a caller gets, and what is left to do once it has gone.
#[derive(Debug)]
pub struct Answer {
    /// For the caller.
    pub response: Response,
    /// What to read and write.
    pub due: Vec<AfterResponse>,
}

/// Answers a request, and writes one line about it without what it said.
pub async fn answer<P: Platform>(
    platform: &P,
    settings: &Result<Settings, SettingsError>,
    request: &Request,
) -> Answer {
    let route = Route::read(&request.path);
    let mut line = LogLine::new(platform, route, request);
    let answered = match settings {
        Ok(settings) => serve(platform, settings, route, request, &mut line).await,
        Err(error) => Err(HttpError::Unset(error.clone())),
    };
    finished(platform, settings, route, request, answered, line)
}

/// An answer with what every answer has, once its line is written.
pub(super) fn finished<P: Platform>(
    platform: &P,
    settings: &Result<Settings, SettingsError>,
    route: Route<'_>,
    request: &Request,
    answered: Result<Response, HttpError>,
    mut line: LogLine<'_>,
) -> Answer {
    let response = answered.unwrap_or_else(|refusal| line.refuse(&refusal));
    let happened = happened::take();
    if !happened.is_empty() {
        line.due.push(AfterResponse::Tell(happened));
    }
    platform.log(&line.finish(platform, &response));
    note(platform, settings, route, request, &response, &line);
    // Answers hold customer data and, once, a token: no cache keeps them and no page is told where they came from.
    let response = response
        .with("cache-control", "no-store")
        .with("referrer-policy", "no-referrer")
        .with("x-content-type-options", "nosniff")
        .with("x-request-id", &line.id);
    Answer {
        response,
        due: line.due,
    }
}

/// Does what was left to do. Nobody waits for it; that it failed is for the log.
pub async fn finish<P: Platform>(
    platform: &P,
    settings: &Result<Settings, SettingsError>,
    due: Vec<AfterResponse>,
) {
    for one in due {
        let name = one.name();
        if let Err(error) = one.settle(platform).await {
            platform.log(&format!(
                "{{\"level\":\"error\",\"message\":\"{name} not written\",\"detail\":{}}}",
                quote(&error.to_string())
            ));
        }
    }
    let happened = happened::take();
    if let Ok(settings) = settings
        && !happened.is_empty()
    {
        boxed(events::tell(platform, settings, happened)).await;
    }
}

async fn serve<'a, P: Platform>(
    platform: &P,
    settings: &Settings,
    route: Route<'_>,
    request: &'a Request,
    line: &mut LogLine<'a>,
) -> Result<Response, HttpError> {
    let origin = Origin::of(request, settings, matches!(route, Route::Operator(_)));
    if origin == Origin::Foreign {
        return Err(HttpError::ForeignOrigin);
    }
    if request.method == "OPTIONS" && origin != Origin::Absent {
        return Ok(origin.preflight(request));
    }
    let response = match route {
        Route::Health => public(request, health_of(settings)),
        Route::Openapi => public(request, OPENAPI.to_owned()),
        Route::Mcp(token) => serve_mcp(platform, settings, token, request, line).await,
        Route::Operator(_) => {
            boxed(admin::serve(
                platform,
                settings,
                request,
                &mut line.operator,
            ))
            .await
        }
        Route::Member(_) | Route::Question(_) | Route::Clock | Route::Nothing => {
            Err(HttpError::NotFound("Nothing is served at this path."))
        }
    };
    let response = match response {
        Err(HttpError::Unauthorized | HttpError::NotFound(NO_SERVER))
            if is_guessing(platform, request).await =>
        {
            Err(HttpError::TooMany("wrong tokens from this address"))
        }
        other => other,
    };
    Ok(origin.mark(response.unwrap_or_else(|refusal| line.refuse(&refusal))))
}

/// A future with a function of its own. Without this the compiler makes one function of all that a request can come to, 120 KB of wasm; each call
/// of a tool would run through it, and V8 compiles it badly.
pub(super) fn boxed<'a, T>(
    future: impl Future<Output = T> + 'a,
) -> Pin<Box<dyn Future<Output = T> + 'a>> {
    Box::pin(future)
}

/// Whether too many tokens that open nothing came from where this one does. Guessing 256 bits is hopeless; this says so to who tries, and to
/// the log. It is asked when the token is known to be wrong, so a right one from the same address goes on.
async fn is_guessing<P: Platform>(platform: &P, request: &Request) -> bool {
    let address = request.address().map(|address| address.to_string());
    platform
        .is_too_many(
            Limit::WrongTokens,
            address.as_deref().unwrap_or("no address"),
        )
        .await
}

/// What anybody may read, the same for everyone: no record is read and no token asked for. Fairlead's source says as much.
fn public(request: &Request, body: String) -> Result<Response, HttpError> {
    if request.method != "GET" && request.method != "HEAD" {
        return Err(HttpError::MethodNotAllowed("GET, HEAD"));
    }
    Ok(Response::json(200, body))
}

/// `GET /healthz`: liveness, version, and which features are on.
fn health_of(settings: &Settings) -> String {
    let mut json = concat!(
        "{\"status\":\"ok\",\"version\":\"",
        env!("CARGO_PKG_VERSION"),
        "\""
    )
    .to_owned();
    for (name, binding, is_on) in FEATURES {
        let state = if is_on(settings) {
            "on".to_owned()
        } else {
            format!("off: the binding {binding} is not set")
        };
        // Writing into a String cannot fail.
        let _ = write!(json, ",\"{name}\":\"{state}\"");
    }
    json.push('}');
    json
}

/// `POST /mcp/{token}`.
async fn serve_mcp<'a, P: Platform>(
    platform: &P,
    settings: &Settings,
    token: &str,
    request: &'a Request,
    line: &mut LogLine<'a>,
) -> Result<Response, HttpError> {
    if request.method != "POST" {
        if browser::is_one(request) {
            return Ok(browser::page());
        }
        return Err(HttpError::MethodNotAllowed("POST"));
    }
    let token = McpToken::parse(token).ok_or(HttpError::NotFound(NO_SERVER))?;
    let post = mcp::Post::read(request, settings.tolerate_client_bugs);
    let is_several = token.account == AccountId::SEVERAL;
    let needs = if is_several {
        Needs::Server
    } else {
        post.needs()
    };
    let admitted = access::admit(platform, &token, needs)
        .await?
        .ok_or(HttpError::NotFound(NO_SERVER))?;
    let id = admitted.server.id.to_string();
    line.server = Some(id.clone());
    line.account = (!is_several).then(|| admitted.server.account.to_string());
    // From elsewhere the URL answers as if nobody had minted it: whoever found it does not learn that it would open from another place.
    if !admitted.server.config.admits(request.address()) {
        line.trace.outcome = "address_refused";
        return Err(HttpError::NotFound(NO_SERVER));
    }
    if platform.is_too_many(Limit::Server, &id).await {
        return Err(HttpError::TooMany("messages to this MCP server"));
    }
    second_factor(platform, settings, &admitted, request).await?;
    let served = if is_several {
        boxed(serve_several(platform, settings, &admitted.server, post)).await?
    } else {
        boxed(mcp::serve(platform, settings, &admitted, post)).await
    };
    let door = Door::of(&admitted.server);
    Ok(count(platform, settings, Some(door), served, line))
}

/// Counts a message that was answered, where messages of its door are counted, and notes what MCP says of it and what is to be written.
pub(super) fn count<'a, P: Platform>(
    platform: &P,
    settings: &Settings,
    door: Option<Door>,
    served: mcp::Served<'a>,
    line: &mut LogLine<'a>,
) -> Response {
    line.trace = served.trace;
    let now = platform.now();
    let used = door.and_then(|door| usage::count(door, settings.usage_write_seconds, now));
    line.due.extend(used.map(AfterResponse::Usage));
    line.due
        .extend(health::due(now).into_iter().map(AfterResponse::Health));
    served.response
}

/// The same where the token is for several accounts: they are read once it is known that the caller may come in.
async fn serve_several<'a, P: Platform>(
    platform: &P,
    settings: &Settings,
    server: &Server,
    post: mcp::Post<'a>,
) -> Result<mcp::Served<'a>, HttpError> {
    if post.needs() == Needs::Server {
        return Ok(mcp::without_account(settings, post));
    }
    let visit = Visit::of_server(platform, server).await?;
    let visit = visit.ok_or(HttpError::NotFound(NO_SERVER))?;
    Ok(mcp::serve_visit(platform, settings, &visit, post).await)
}

/// A server may ask for an API token, of either scope, beside its URL.
async fn second_factor<P: Platform>(
    platform: &P,
    settings: &Settings,
    admitted: &Admitted,
    request: &Request,
) -> Result<(), HttpError> {
    if admitted.server.config.require_api_token_auth != Some(true) {
        return Ok(());
    }
    let caller = identify(
        platform,
        &settings.admin_token,
        request.headers.get("authorization"),
    )
    .await?;
    caller.map(|_| ()).ok_or(HttpError::Unauthorized)
}
