//! `POST /mcp` and `POST /mcp/a/{account}`: the tools of a person who signed in. Who it is comes from the edge, where the OAuth library has checked
//! the access token; what they may do is decided here, by the records as they are now.

use serde::Deserialize;

use super::answer::{Answer, boxed, count, finished};
use super::log::LogLine;
use super::origin::Origin;
use super::route::Route;
use crate::access::id::{AccountId, GrantId, MemberId, ServerId};
use crate::access::member::Member;
use crate::access::usage::Door;
use crate::access::{Needs, Visit, whom_to_ask};
use crate::http::{Request, Response};
use crate::http_error::HttpError;
use crate::mcp;
use crate::platform::{Limit, Platform, PlatformError};
use crate::settings::{Settings, SettingsError};
use crate::tools::granted::Granted;

/// The same words whether there is no such account, it is another's, or the member was not given it.
const NO_ACCOUNT: HttpError = HttpError::NotFound(
    "No account of yours answers at this URL. Use the URL that ends with /mcp for all accounts that you may use.",
);

const NO_ACCOUNT_YET: &str = "You may use no account here yet.";

/// Who it is, as the edge says.
#[derive(Debug, Deserialize)]
struct Identity {
    member: MemberId,
    /// Absent where nobody asked for consent: Cloudflare Access is in front.
    grant: Option<GrantId>,
    scopes: Vec<String>,
}

/// Answers somebody who signed in, and writes one line about it.
pub async fn answer_member<P: Platform>(
    platform: &P,
    settings: &Result<Settings, SettingsError>,
    request: &Request,
    identity: &str,
) -> Answer {
    let route = Route::of_member(&request.path);
    let mut line = LogLine::new(platform, route, request);
    let answered = match settings {
        Ok(settings) => enter(platform, settings, route, request, identity, &mut line).await,
        Err(error) => Err(HttpError::Unset(error.clone())),
    };
    finished(platform, settings, route, request, answered, line)
}

async fn enter<'a, P: Platform>(
    platform: &P,
    settings: &Settings,
    route: Route<'_>,
    request: &'a Request,
    identity: &str,
    line: &mut LogLine<'a>,
) -> Result<Response, HttpError> {
    let origin = Origin::of(request, settings, false);
    if origin == Origin::Foreign {
        return Err(HttpError::ForeignOrigin);
    }
    if request.method == "OPTIONS" && origin != Origin::Absent {
        return Ok(origin.preflight(request));
    }
    let served = serve(platform, settings, route, request, identity, line).await;
    Ok(origin.mark(served.unwrap_or_else(|refusal| line.refuse(&refusal))))
}

async fn serve<'a, P: Platform>(
    platform: &P,
    settings: &Settings,
    route: Route<'_>,
    request: &'a Request,
    identity: &str,
    line: &mut LogLine<'a>,
) -> Result<Response, HttpError> {
    let Route::Member(account) = route else {
        return Err(HttpError::NotFound("Nothing is served at this path."));
    };
    let identity: Identity = serde_json::from_str(identity)
        .map_err(|error| PlatformError(format!("an identity that cannot be read: {error}")))?;
    let id = identity.member.to_string();
    line.member = Some(id.clone());
    if request.method != "POST" {
        return Err(HttpError::MethodNotAllowed("POST"));
    }
    if platform.is_too_many(Limit::Server, &id).await {
        return Err(HttpError::TooMany("messages to this MCP server"));
    }
    let member = member(platform, settings, account, request, &identity).await?;
    let post = mcp::Post::read(request, settings.tolerate_client_bugs);
    let served = if post.needs() == Needs::Server {
        mcp::without_account(settings, post)
    } else {
        let visit = visit(platform, account, &member, &identity).await?;
        if let [only] = visit.accounts.as_slice() {
            line.account = Some(only.account.id.to_string());
        }
        boxed(mcp::serve_visit(platform, settings, &visit, post)).await
    };
    let door = identity
        .grant
        .map(|grant| Door::Grant(identity.member, grant));
    Ok(count(platform, settings, door, served, line))
}

/// Who it is and whether they may use MCP, as the record says now, with the accounts that this URL is for.
async fn member<P: Platform>(
    platform: &P,
    settings: &Settings,
    account: Option<&str>,
    request: &Request,
    identity: &Identity,
) -> Result<Member, HttpError> {
    let Some(mut member) = Member::load(platform, identity.member).await? else {
        return Err(HttpError::DeadToken(challenge(settings, request)));
    };
    if !member.mcp_access {
        return Err(no_access(platform, "You may not use MCP here.").await?);
    }
    if let Some(account) = account {
        let wanted = AccountId::parse(account).ok_or(NO_ACCOUNT)?;
        member.accounts.retain(|grant| grant.id == wanted);
    }
    match (member.accounts.is_empty(), account) {
        (true, Some(_)) => Err(NO_ACCOUNT),
        (true, None) => Err(no_access(platform, NO_ACCOUNT_YET).await?),
        (false, _) => Ok(member),
    }
}

/// Those of the member's accounts that are open to them now.
async fn visit<P: Platform>(
    platform: &P,
    account: Option<&str>,
    member: &Member,
    identity: &Identity,
) -> Result<Visit, HttpError> {
    let accounts = member.visit(platform).await?;
    match (accounts.is_empty(), account) {
        (true, Some(_)) => Err(NO_ACCOUNT),
        (true, None) => Err(no_access(platform, NO_ACCOUNT_YET).await?),
        (false, _) => Ok(Visit {
            name: "Fairlead".to_owned(),
            door: ServerId(identity.member.0),
            member: Some(identity.member),
            granted: Granted::of_scopes(identity.scopes.iter().map(String::as_str)),
            accounts,
        }),
    }
}

/// RFC 6750, 3, and RFC 9728, 5.1: where the client learns how to have the person sign in anew.
fn challenge(settings: &Settings, request: &Request) -> String {
    let origin = settings.own_url(request);
    format!(
        "Bearer error=\"invalid_token\", error_description=\"The person who signed in is no longer known here\", \
         resource_metadata=\"{origin}/.well-known/oauth-protected-resource/mcp\""
    )
}

/// Signing in again would not help, so this is no challenge.
async fn no_access<P: Platform>(platform: &P, what: &str) -> Result<HttpError, HttpError> {
    let contacts = whom_to_ask(platform).await?;
    let names: Vec<String> = contacts
        .iter()
        .map(|contact| format!("{} ({})", contact.name, contact.email))
        .collect();
    let whom = if names.is_empty() {
        "whoever gave you this URL".to_owned()
    } else {
        names.join(" or ")
    };
    Ok(HttpError::NoAccess(format!("{what} Ask {whom}.")))
}
