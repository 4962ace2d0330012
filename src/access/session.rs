//! Sessions: that a person signed in, or that somebody showed an API token, for twelve hours. A session is a sealed text and no record, so none can
//! be ended by itself; each use reads the member or the token, whose removal ends all of theirs, and a new `CREDENTIAL_KEYS` ends everybody's.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use super::RecordError;
use super::api_token::{Caller, Presented};
use super::id::MemberId;
use super::lifetime::ExpiresAt;
use super::member::Member;
use super::seal::Keyring;
use super::token::{SESSION_PREFIX, TokenHash};
use crate::http::Headers;
use crate::platform::{Platform, PlatformError};

/// For how long a session counts.
pub const SECONDS: u64 = 12 * 60 * 60;

/// The associated data of the seal: nothing else that is sealed opens as a session.
const PLACE: &str = "session";

/// The cookie that carries a session. A browser takes one of this prefix only over TLS, from this very host, for all its paths
/// (<https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Set-Cookie#cookie_prefixes>).
const COOKIE: &str = "__Host-fairlead-session=";

#[derive(Serialize, Deserialize)]
struct Content {
    #[serde(flatten)]
    holder: Holder,
    expires_at: ExpiresAt,
}

/// Whose it is.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Holder {
    /// A person's who signed in.
    Member(MemberId),
    /// Of who showed this API token, by its hash; or `ADMIN_TOKEN`, by the hash that it had then.
    Token(String),
}

/// A new session.
pub fn start(
    platform: &impl Platform,
    keyring: &Keyring,
    holder: Holder,
) -> Result<String, PlatformError> {
    let content = Content {
        holder,
        expires_at: ExpiresAt::after(platform.now(), SECONDS),
    };
    let plain = serde_json::to_vec(&content).map_err(|error| PlatformError(error.to_string()))?;
    let sealed = keyring.seal(platform, &plain, PLACE)?;
    Ok(format!(
        "{SESSION_PREFIX}{}",
        URL_SAFE_NO_PAD.encode(sealed)
    ))
}

/// Whose session it is, and until when; `None` for one that is forged, over, no person's, or of a member who is gone.
pub async fn resume(
    platform: &impl Platform,
    keyring: &Keyring,
    session: &str,
) -> Result<Option<(Member, ExpiresAt)>, RecordError> {
    match open(platform, keyring, session) {
        Some((Holder::Member(member), expires_at)) => {
            let member = Member::load(platform, member).await?;
            Ok(member.map(|member| (member, expires_at)))
        }
        Some((Holder::Token(_), _)) | None => Ok(None),
    }
}

/// Who has the operator's API by a session.
#[derive(Debug)]
pub enum Operator {
    /// A person. Their role is for the caller to look at.
    Member(Member),
    /// Who showed a token.
    Token(Caller),
}

/// The same for the operator's API, which an API token opens too.
pub async fn resume_operator(
    platform: &impl Platform,
    keyring: &Keyring,
    admin_token: &TokenHash,
    session: &str,
) -> Result<Option<(Operator, ExpiresAt)>, RecordError> {
    let Some((holder, expires_at)) = open(platform, keyring, session) else {
        return Ok(None);
    };
    let operator = match holder {
        Holder::Member(member) => Member::load(platform, member).await?.map(Operator::Member),
        Holder::Token(hash) => match TokenHash::from_hex(&hash) {
            Some(hash) if hash.is(admin_token) => Presented::Admin
                .caller(platform)
                .await?
                .map(Operator::Token),
            Some(hash) => {
                let caller = Presented::Token(hash).caller(platform).await?;
                caller.map(Operator::Token)
            }
            None => None,
        },
    };
    Ok(operator.map(|operator| (operator, expires_at)))
}

/// What is in a session that is not over.
fn open(platform: &impl Platform, keyring: &Keyring, session: &str) -> Option<(Holder, ExpiresAt)> {
    let sealed = URL_SAFE_NO_PAD
        .decode(session.strip_prefix(SESSION_PREFIX)?)
        .ok()?;
    let plain = keyring.open(std::str::from_utf8(&sealed).ok()?, PLACE);
    let Content { holder, expires_at } = serde_json::from_slice(&plain.ok()?).ok()?;
    (!expires_at.is_over(platform.now())).then_some((holder, expires_at))
}

/// The session that a request brings: as a bearer token, or in the cookie where the browser says that a page of this very origin asks. Without
/// that word a cookie is nothing, for it comes along when any page asks. A header counts alone, whatever it holds.
pub fn presented(headers: &Headers) -> Option<&str> {
    if let Some(authorization) = headers.get("authorization") {
        let (scheme, token) = authorization.split_once(' ')?;
        let token = token.trim();
        let is_session = scheme.eq_ignore_ascii_case("bearer") && token.starts_with(SESSION_PREFIX);
        return is_session.then_some(token);
    }
    if headers.get("sec-fetch-site") != Some("same-origin") {
        return None;
    }
    let mut cookies = headers.get("cookie")?.split(';').map(str::trim);
    cookies.find_map(|cookie| cookie.strip_prefix(COOKIE))
}
