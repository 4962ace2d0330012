//! Who uses the operator's API from a page: somebody with the role for it who signed in, or, on a first run, somebody with `ADMIN_TOKEN`.

use serde::{Deserialize, Serialize};

use super::{Decision, Person};
use crate::access::api_token::{Caller, Presented, Scope, presented};
use crate::access::lifetime::ExpiresAt;
use crate::access::member::Role;
use crate::access::session::{self, Holder, Operator};
use crate::http_error::HttpError;
use crate::platform::Platform;
use crate::settings::Settings;

#[derive(Deserialize)]
pub(super) struct Shown {
    token: String,
}

#[derive(Deserialize)]
pub(super) struct Session {
    session: String,
}

#[derive(Serialize)]
struct SignedIn {
    session: String,
    max_age: u64,
}

#[derive(Serialize)]
struct Known<'a> {
    /// Absent where it is a token's.
    #[serde(skip_serializing_if = "Option::is_none")]
    member: Option<Person<'a>>,
    expires_at: String,
}

/// A session for who shows a token, so that no page has to keep the token.
pub(super) async fn sign_in<P: Platform>(
    platform: &P,
    settings: &Settings,
    Shown { token }: &Shown,
) -> Result<Decision, HttpError> {
    let Some(presented) = presented(&settings.admin_token, token.trim()) else {
        return Ok(Decision::refused("token"));
    };
    match presented.caller(platform).await? {
        None => return Ok(Decision::refused("token")),
        Some(caller) if caller.scope != Scope::Admin => return Ok(Decision::refused("scope")),
        Some(_) => {}
    }
    let hash = match presented {
        Presented::Admin => settings.admin_token.to_hex(),
        Presented::Token(hash) => hash.to_hex(),
    };
    let signed_in = SignedIn {
        session: session::start(platform, &settings.keyring, Holder::Token(hash))?,
        max_age: session::SECONDS,
    };
    Ok(Decision::ok(&signed_in, None))
}

/// Whether a session opens the operator's API, and whose it is.
pub(super) async fn operator<P: Platform>(
    platform: &P,
    settings: &Settings,
    Session { session }: &Session,
) -> Result<Decision, HttpError> {
    let (keyring, admin_token) = (&settings.keyring, &settings.admin_token);
    let resumed = session::resume_operator(platform, keyring, admin_token, session).await?;
    let Some((operator, expires_at)) = resumed else {
        return Ok(Decision::nothing());
    };
    let expires_at = ExpiresAt::to_iso(expires_at);
    match &operator {
        Operator::Member(member) if member.role == Role::Admin => {
            let known = Known {
                member: Some(Person::of(member)),
                expires_at,
            };
            Ok(Decision::ok(&known, Some(member.id)))
        }
        Operator::Token(Caller {
            scope: Scope::Admin,
            ..
        }) => {
            let known = Known {
                member: None,
                expires_at,
            };
            Ok(Decision::ok(&known, None))
        }
        Operator::Member(_) | Operator::Token(_) => Ok(Decision::refused("role")),
    }
}
