//! Sessions: that a person signed in, for twelve hours. A session is a sealed text and no record, so none can be ended by itself; each use reads
//! the member, whose removal ends all of theirs, and a new `CREDENTIAL_KEYS` ends everybody's.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use super::RecordError;
use super::id::MemberId;
use super::lifetime::ExpiresAt;
use super::member::Member;
use super::seal::Keyring;
use super::token::SESSION_PREFIX;
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
    member: MemberId,
    expires_at: ExpiresAt,
}

/// A new session of a member.
pub fn start(
    platform: &impl Platform,
    keyring: &Keyring,
    member: MemberId,
) -> Result<String, PlatformError> {
    let content = Content {
        member,
        expires_at: ExpiresAt::after(platform.now(), SECONDS),
    };
    let plain = serde_json::to_vec(&content).map_err(|error| PlatformError(error.to_string()))?;
    let sealed = keyring.seal(platform, &plain, PLACE)?;
    Ok(format!(
        "{SESSION_PREFIX}{}",
        URL_SAFE_NO_PAD.encode(sealed)
    ))
}

/// Whose session it is, and until when; `None` for one that is forged, over, or of a member who is gone.
pub async fn resume(
    platform: &impl Platform,
    keyring: &Keyring,
    session: &str,
) -> Result<Option<(Member, ExpiresAt)>, RecordError> {
    let Some(Content { member, expires_at }) = open(keyring, session) else {
        return Ok(None);
    };
    if expires_at.is_over(platform.now()) {
        return Ok(None);
    }
    let member = Member::load(platform, member).await?;
    Ok(member.map(|member| (member, expires_at)))
}

fn open(keyring: &Keyring, session: &str) -> Option<Content> {
    let sealed = URL_SAFE_NO_PAD
        .decode(session.strip_prefix(SESSION_PREFIX)?)
        .ok()?;
    let plain = keyring.open(std::str::from_utf8(&sealed).ok()?, PLACE);
    serde_json::from_slice(&plain.ok()?).ok()
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
