//! One request in, one answer out.

use std::fmt::Write;

use super::origin::Origin;
use super::route::Route;
use crate::access::api_token::identify;
use crate::access::{self, Admitted};
use crate::http::{Request, Response};
use crate::json::quote;
use crate::platform::Platform;
use crate::refusal::Refusal;
use crate::settings::{Settings, SettingsError};
use crate::{admin, mcp};

/// The same words for every token that opens nothing, so that nobody learns which it is.
const NO_SERVER: &str = "No MCP server answers at this URL. It may have expired or been revoked; ask whoever gave it to you for a new one.";

/// `GET /healthz`: liveness and version.
const HEALTH: &str = concat!(
    "{\"status\":\"ok\",\"version\":\"",
    env!("CARGO_PKG_VERSION"),
    "\"}",
);

/// `GET /openapi.json`: `openapi.yaml` as the build script renders it.
const OPENAPI: &str = include_str!(concat!(env!("OUT_DIR"), "/openapi.json"));

/// Answers a request, and writes one line about it without what it said.
pub async fn answer<P: Platform>(
    platform: &P,
    settings: &Result<Settings, SettingsError>,
    request: &Request,
) -> Response {
    let route = Route::read(&request.path);
    let mut line = LogLine::new(route, &request.method);
    let answered = match settings {
        Ok(settings) => serve(platform, settings, route, request, &mut line).await,
        Err(error) => Err(Refusal::Unset(error.clone())),
    };
    let response = answered.unwrap_or_else(|refusal| {
        line.detail = refusal.detail();
        refusal.response()
    });
    platform.log(&line.finish(response.status));
    // Answers hold customer data and, once, a token: no cache keeps them and no page is told where they came from.
    response
        .with("cache-control", "no-store")
        .with("referrer-policy", "no-referrer")
        .with("x-content-type-options", "nosniff")
}

async fn serve<P: Platform>(
    platform: &P,
    settings: &Settings,
    route: Route<'_>,
    request: &Request,
    line: &mut LogLine,
) -> Result<Response, Refusal> {
    let origin = Origin::of(request, settings);
    if origin == Origin::Foreign {
        return Err(Refusal::ForeignOrigin);
    }
    if request.method == "OPTIONS" && origin != Origin::Absent {
        return Ok(origin.preflight(request));
    }
    let response = match route {
        Route::Health => public(request, HEALTH),
        Route::Openapi => public(request, OPENAPI),
        Route::Mcp(token) => serve_mcp(platform, settings, token, request, line).await,
        Route::Integrations(rest) => admin::integrations(platform, settings, rest, request).await,
        Route::Accounts(rest) => admin::accounts(platform, settings, rest, request).await,
        Route::ApiTokens(rest) => admin::api_tokens(platform, settings, rest, request).await,
        Route::Upkeep(rest) => admin::upkeep(platform, settings, rest, request).await,
        Route::Nothing => Err(Refusal::NotFound("Nothing is served at this path.")),
    };
    Ok(origin.mark(response.unwrap_or_else(|refusal| {
        line.detail = refusal.detail();
        refusal.response()
    })))
}

/// What anybody may read, the same for everyone: no record is read and no token asked for. Fairlead's source says as much.
fn public(request: &Request, body: &str) -> Result<Response, Refusal> {
    if request.method != "GET" && request.method != "HEAD" {
        return Err(Refusal::MethodNotAllowed("GET, HEAD"));
    }
    Ok(Response::json(200, body.to_owned()))
}

/// `POST /mcp/{token}`.
async fn serve_mcp<P: Platform>(
    platform: &P,
    settings: &Settings,
    token: &str,
    request: &Request,
    line: &mut LogLine,
) -> Result<Response, Refusal> {
    if request.method != "POST" {
        return Err(Refusal::MethodNotAllowed("POST"));
    }
    let admitted = access::admit(platform, token)
        .await?
        .ok_or(Refusal::NotFound(NO_SERVER))?;
    line.server = Some(admitted.server.id.to_string());
    line.account = Some(admitted.account.id.to_string());
    second_factor(platform, settings, &admitted, request).await?;
    let served = mcp::serve(platform, settings, &admitted, request).await;
    line.served = Some((
        served.method,
        served.tool,
        served.vendor_status,
        served.outcome,
    ));
    Ok(served.response)
}

/// A server may ask for an API token, of either scope, beside its URL.
async fn second_factor<P: Platform>(
    platform: &P,
    settings: &Settings,
    admitted: &Admitted,
    request: &Request,
) -> Result<(), Refusal> {
    if admitted.server.config.require_api_token_auth != Some(true) {
        return Ok(());
    }
    let caller = identify(
        platform,
        &settings.admin_token,
        request.headers.get("authorization"),
    )
    .await?;
    caller.map(|_| ()).ok_or(Refusal::Unauthorized)
}

/// What the operator learns of a request: ids and outcomes, no argument, no body, no token.
struct LogLine {
    route: String,
    verb: String,
    server: Option<String>,
    account: Option<String>,
    served: Option<(
        &'static str,
        Option<&'static str>,
        Option<u16>,
        &'static str,
    )>,
    detail: Option<String>,
}

impl LogLine {
    fn new(route: Route<'_>, verb: &str) -> Self {
        let verb = verb.chars().take(8).collect();
        Self {
            route: route.name(),
            verb,
            server: None,
            account: None,
            served: None,
            detail: None,
        }
    }

    fn finish(self, status: u16) -> String {
        let mut line = format!(
            "{{\"route\":\"{}\",\"verb\":{},\"status\":{status}",
            self.route,
            quote(&self.verb)
        );
        let mut add = |key: &str, value: Option<&str>| {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                // Writing into a String cannot fail.
                let _ = write!(line, ",\"{key}\":{}", quote(value));
            }
        };
        add("server", self.server.as_deref());
        add("account", self.account.as_deref());
        if let Some((method, tool, _, outcome)) = self.served {
            add("method", Some(method));
            add("tool", tool);
            add("outcome", Some(outcome));
        }
        add("detail", self.detail.as_deref());
        if let Some((_, _, Some(status), _)) = self.served {
            let _ = write!(line, ",\"vendor_status\":{status}");
        }
        line.push('}');
        line
    }
}
