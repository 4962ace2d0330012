//! Tokens: shown once, stored as a hash, never printed.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::id::{AccountId, ServerId};
use crate::platform::{Platform, PlatformError};

/// Starts each MCP token. Never change it: minted URLs carry it, and secret scanners look for it.
const MCP_PREFIX: &str = "fl_";

/// Starts each API token. Never change it, for the same reasons.
const API_PREFIX: &str = "fla_";

/// Starts each session, see `session`. Never change it, for the same reasons.
pub(super) const SESSION_PREFIX: &str = "fls_";

/// Bits enough that nobody finds one by trying: 256.
const SECRET_BYTES: usize = 32;

/// `fl_` and the base64url of account, server and secret. It carries its own address, so a call needs no index to find its
/// records.
pub struct McpToken {
    /// Whose account it opens.
    pub account: AccountId,
    /// Through which server.
    pub server: ServerId,
    secret: Secret,
}

/// Overwritten when it goes.
type Secret = Zeroizing<[u8; SECRET_BYTES]>;

impl McpToken {
    /// A new token for a server.
    pub fn mint(
        platform: &impl Platform,
        account: AccountId,
        server: ServerId,
    ) -> Result<Self, PlatformError> {
        let mut secret = Secret::default();
        platform.random(secret.as_mut())?;
        Ok(Self {
            account,
            server,
            secret,
        })
    }

    /// Reads a token from a URL. `None` for anything that Fairlead would not have minted: no record is read for those.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = decode(text.strip_prefix(MCP_PREFIX)?)?;
        let (account, rest) = bytes.split_first_chunk::<16>()?;
        let (server, secret) = rest.split_first_chunk::<16>()?;
        Some(Self {
            account: AccountId(Uuid::from_bytes(*account)),
            server: ServerId(Uuid::from_bytes(*server)),
            secret: Zeroizing::new(secret.try_into().ok()?),
        })
    }

    /// The text for the URL. Shown once, in the answer that mints it.
    pub fn reveal(&self) -> String {
        let mut bytes = Zeroizing::new(Vec::with_capacity(32 + SECRET_BYTES));
        bytes.extend_from_slice(self.account.0.as_bytes());
        bytes.extend_from_slice(self.server.0.as_bytes());
        bytes.extend_from_slice(self.secret.as_ref());
        format!("{MCP_PREFIX}{}", URL_SAFE_NO_PAD.encode(&*bytes))
    }

    /// What is stored.
    pub fn hash(&self) -> TokenHash {
        TokenHash::of(self.secret.as_ref())
    }
}

impl fmt::Debug for McpToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("McpToken(redacted)")
    }
}

/// `fla_` and the base64url of a secret, for the operator's API and as an MCP server's second factor.
pub struct ApiToken(Secret);

impl ApiToken {
    /// A new token.
    pub fn mint(platform: &impl Platform) -> Result<Self, PlatformError> {
        let mut secret = Secret::default();
        platform.random(secret.as_mut())?;
        Ok(Self(secret))
    }

    /// Reads a token from an `Authorization` header.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = decode(text.strip_prefix(API_PREFIX)?)?;
        Some(Self(Zeroizing::new(bytes.as_slice().try_into().ok()?)))
    }

    /// The text. Shown once, in the answer that mints it.
    pub fn reveal(&self) -> String {
        format!("{API_PREFIX}{}", URL_SAFE_NO_PAD.encode(self.0.as_ref()))
    }

    /// What is stored, and where.
    pub fn hash(&self) -> TokenHash {
        TokenHash::of(self.0.as_ref())
    }
}

impl fmt::Debug for ApiToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ApiToken(redacted)")
    }
}

fn decode(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    URL_SAFE_NO_PAD.decode(text).ok().map(Zeroizing::new)
}

/// Where a text, in its first so many bytes, begins to repeat what looks like one of these tokens.
pub fn find_token(text: &str, within: usize) -> Option<usize> {
    let is_token = |at: &usize| {
        let rest = text.get(*at..).unwrap_or_default();
        let secret = rest
            .strip_prefix(MCP_PREFIX)
            .or(rest.strip_prefix(API_PREFIX))
            .or(rest.strip_prefix(SESSION_PREFIX));
        let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        secret.is_some_and(|secret| {
            let secret = secret.bytes().take(SECRET_BYTES);
            secret.len() == SECRET_BYTES && secret.clone().all(|byte| is_base64(&byte))
        })
    };
    let starts = text.bytes().take(within).enumerate();
    let mut starts = starts.filter(|(_, byte)| *byte == b'f').map(|(at, _)| at);
    starts.find(is_token)
}

/// SHA-256 of a secret. A fast hash is right here: the secret has 256 random bits, so nothing can be guessed. Not printed, because an operator's
/// `ADMIN_TOKEN` may have fewer; and not comparable by `==`, which would stop at the first byte that differs.
#[derive(Clone)]
pub struct TokenHash([u8; 32]);

impl fmt::Debug for TokenHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TokenHash(redacted)")
    }
}

impl TokenHash {
    /// The hash of a secret of any length.
    pub fn of(secret: &[u8]) -> Self {
        Self(Sha256::digest(secret).into())
    }

    /// Its first 128 bits, for an id.
    pub fn first_half(&self) -> [u8; 16] {
        let mut half = [0; 16];
        half.iter_mut()
            .zip(self.0)
            .for_each(|(to, from)| *to = from);
        half
    }

    /// 64 lower-case hexadecimal digits.
    pub fn to_hex(&self) -> String {
        hex(&self.0)
    }

    /// Reads 64 hexadecimal digits.
    pub fn from_hex(hex: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        if hex.len() != 2 * bytes.len() {
            return None;
        }
        let mut digits = hex.bytes().map(|byte| char::from(byte).to_digit(16));
        for byte in &mut bytes {
            let pair = (digits.next()?? << 4) | digits.next()??;
            *byte = u8::try_from(pair).ok()?;
        }
        Some(Self(bytes))
    }

    /// Compared in constant time.
    pub fn is(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

/// Bytes in lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        for nibble in [byte >> 4, byte & 15] {
            digits.extend(char::from_digit(u32::from(nibble), 16));
        }
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token() -> McpToken {
        McpToken {
            account: AccountId(Uuid::from_bytes([1; 16])),
            server: ServerId(Uuid::from_bytes([2; 16])),
            secret: Zeroizing::new([3; SECRET_BYTES]),
        }
    }

    #[test]
    fn a_token_carries_its_own_address() {
        let text = token().reveal();
        let read = McpToken::parse(&text).unwrap();
        assert_eq!(
            (read.account, read.server),
            (token().account, token().server)
        );
        assert!(read.hash().is(&token().hash()));
        assert_eq!(text.len(), 3 + 86);
    }

    #[test]
    fn what_was_never_minted_is_not_read() {
        let text = token().reveal();
        for bad in [
            "",
            "fl_",
            &text[3..],
            &text[..text.len() - 1],
            &format!("{text}A"),
            &format!("{text}="),
        ] {
            assert!(McpToken::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn printing_a_token_shows_nothing_of_it() {
        assert_eq!(format!("{:?}", token()), "McpToken(redacted)");
        let api_token = ApiToken(Zeroizing::new([7; 32]));
        assert_eq!(format!("{api_token:?}"), "ApiToken(redacted)");
        assert_eq!(format!("{:?}", api_token.hash()), "TokenHash(redacted)");
    }

    #[test]
    fn a_hash_survives_hexadecimal_and_differs_by_one_bit() {
        let hash = TokenHash::of(b"secret");
        assert!(TokenHash::from_hex(&hash.to_hex()).unwrap().is(&hash));
        assert!(!hash.is(&TokenHash::of(b"secreT")));
        for bad in [
            "zz".repeat(32),
            "+f".repeat(32),
            "é".repeat(32),
            "0".repeat(63),
        ] {
            assert!(TokenHash::from_hex(&bad).is_none(), "{bad}");
        }
    }
}
