//! Sign-in links: how a person signs in where no identity provider is set. Good once, for a quarter of an hour.
//!
//! KV has no compare-and-set, and a place goes on for 30 seconds with what it has read. So of two uses at the same moment, or in two places within
//! those seconds, both can succeed; after that a link that was used is dead everywhere.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::id::MemberId;
use super::lifetime::ExpiresAt;
use super::member::Member;
use super::token::TokenHash;
use super::{Record, RecordError, kv_keys, load};
use crate::platform::{Platform, UnixSeconds};

/// For how long a link is good.
const SECONDS: u64 = 15 * 60;

/// Bits enough that nobody finds one by trying: 256.
const SECRET_BYTES: usize = 32;

/// What is stored of a link, under the hash of its code.
#[derive(Debug, Serialize, Deserialize)]
pub struct SignInLink {
    /// Version of this record's shape.
    pub v: u32,
    /// Who signs in with it.
    pub member: MemberId,
    /// Seconds since 1970.
    pub created_at: u64,
}

impl Record for SignInLink {
    const FAMILY: &'static str = kv_keys::SIGN_IN_LINKS;
    const VERSION: u32 = 1;

    fn version(&self) -> u32 {
        self.v
    }
}

impl SignInLink {
    fn expires_at(&self) -> ExpiresAt {
        ExpiresAt::after(UnixSeconds(self.created_at), SECONDS)
    }
}

/// Makes a link: its code, which is shown once, and until when it is good.
pub async fn mint(
    platform: &impl Platform,
    member: MemberId,
) -> Result<(String, ExpiresAt), RecordError> {
    let mut secret = Zeroizing::new([0; SECRET_BYTES]);
    platform.random(secret.as_mut())?;
    let code = URL_SAFE_NO_PAD.encode(secret.as_ref());
    let now = platform.now();
    let link = SignInLink {
        v: SignInLink::VERSION,
        member,
        created_at: now.0,
    };
    let expires_at = link.expires_at();
    super::save(platform, &key(&code), &link, expires_at.kv_expiration(now)).await?;
    Ok((code, expires_at))
}

/// Who would sign in with a code; nothing of it is used up.
pub async fn look(platform: &impl Platform, code: &str) -> Result<Option<Member>, RecordError> {
    let [value] = load(platform, [key(code)]).await?;
    let Some(value) = value else {
        return Ok(None);
    };
    let link: SignInLink = super::read(&value)?;
    if link.expires_at().is_over(platform.now()) {
        return Ok(None);
    }
    Member::load(platform, link.member).await
}

/// The same, and uses it up.
pub async fn redeem(platform: &impl Platform, code: &str) -> Result<Option<Member>, RecordError> {
    let member = look(platform, code).await?;
    if member.is_some() {
        platform.remove(&key(code)).await?;
    }
    Ok(member)
}

fn key(code: &str) -> String {
    kv_keys::sign_in_link(&TokenHash::of(code.as_bytes()))
}
