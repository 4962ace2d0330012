//! Who signs in: somebody an identity provider vouches for, or somebody with a link.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Decision, Person};
use crate::access::email::Email;
use crate::access::id::MemberId;
use crate::access::lifetime::ExpiresAt;
use crate::access::member::Member;
use crate::access::name::is_name;
use crate::access::{session, sign_in_link};
use crate::http_error::HttpError;
use crate::platform::Platform;
use crate::settings::Settings;

/// What an identity provider says of somebody.
#[derive(Deserialize)]
pub(super) struct Vouched {
    email: String,
    /// Whatever the provider says; nothing but `true` is yes.
    #[serde(default)]
    email_verified: Value,
    name: Option<String>,
    via: Via,
}

/// Which door.
#[derive(Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Via {
    /// `OpenID` Connect.
    Oidc,
    /// Cloudflare Access.
    Access,
    /// Enterprise-managed authorization.
    Ema,
}

#[derive(Deserialize)]
pub(super) struct Link {
    code: String,
    /// Whether it is used up; a page that only shows it uses up nothing.
    #[serde(rename = "use")]
    is_used: bool,
}

#[derive(Deserialize)]
pub(super) struct Session {
    session: String,
}

#[derive(Serialize)]
struct SignedIn<'a> {
    member: Person<'a>,
    session: String,
    max_age: u64,
}

#[derive(Serialize)]
struct Known<'a> {
    member: Person<'a>,
    expires_at: String,
}

#[derive(Serialize)]
struct Named<'a> {
    member: Name<'a>,
}

#[derive(Serialize)]
struct Name<'a> {
    name: &'a str,
}

/// An address that the provider has not verified is anybody's. Domains are looked at after that, and members last.
pub(super) async fn vouched<P: Platform>(
    platform: &P,
    settings: &Settings,
    vouched: Vouched,
) -> Result<Decision, HttpError> {
    if vouched.email_verified != Value::Bool(true) {
        return Ok(Decision::refused("unverified"));
    }
    let Some(email) = Email::parse(&vouched.email) else {
        return Ok(Decision::refused("unknown"));
    };
    if !settings.people.admits(&email) {
        return Ok(Decision::refused("domain"));
    }
    match Member::find(platform, &email).await? {
        Some(member) => signed_in(platform, settings, &member),
        None if settings.people.auto_join && vouched.via == Via::Oidc => {
            let member = join(platform, email, vouched.name).await?;
            signed_in(platform, settings, &member)
        }
        None => Ok(Decision::refused("unknown")),
    }
}

/// A new member: whom to ask is all that they are shown.
async fn join<P: Platform>(
    platform: &P,
    email: Email,
    name: Option<String>,
) -> Result<Member, HttpError> {
    let name = name.filter(|name| is_name(name));
    let name = name.unwrap_or_else(|| email.local_part().to_owned());
    let id = MemberId::new(platform)?;
    let member = Member::new(id, email, name.trim().to_owned(), platform.now());
    member.save_with_email(platform, None).await?;
    Ok(member)
}

/// Whose link it is, or the sign-in with it.
pub(super) async fn link<P: Platform>(
    platform: &P,
    settings: &Settings,
    Link { code, is_used }: Link,
) -> Result<Decision, HttpError> {
    let member = if is_used {
        sign_in_link::redeem(platform, &code).await?
    } else {
        sign_in_link::look(platform, &code).await?
    };
    match member {
        None => Ok(Decision::refused("expired")),
        Some(member) if is_used => signed_in(platform, settings, &member),
        Some(Member { id, name, .. }) => {
            let member = Name { name: &name };
            Ok(Decision::ok(&Named { member }, Some(id)))
        }
    }
}

/// Whose session it is.
pub(super) async fn session<P: Platform>(
    platform: &P,
    settings: &Settings,
    Session { session }: Session,
) -> Result<Decision, HttpError> {
    let resumed = session::resume(platform, &settings.keyring, &session).await?;
    Ok(
        resumed.map_or_else(Decision::nothing, |(member, expires_at)| {
            let known = Known {
                member: Person::of(&member),
                expires_at: ExpiresAt::to_iso(expires_at),
            };
            Decision::ok(&known, Some(member.id))
        }),
    )
}

/// A session of its own for each sign-in, so that nobody can have planted it.
fn signed_in<P: Platform>(
    platform: &P,
    settings: &Settings,
    member: &Member,
) -> Result<Decision, HttpError> {
    let signed_in = SignedIn {
        member: Person::of(member),
        session: session::start(platform, &settings.keyring, member.id)?,
        max_age: session::SECONDS,
    };
    Ok(Decision::ok(&signed_in, Some(member.id)))
}
