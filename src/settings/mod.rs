//! What the operator set for this Worker: secrets, vars, and which bindings there are; read once.

pub mod activity;
pub mod oauth_client;
pub mod people;
mod read;
mod url;

use activity::Activity;
use oauth_client::OAuthClient;
use people::People;
use read::{at_least, boolean, list};

use self::url::is_url;
use crate::access::seal::{Keyring, KeyringError};
use crate::access::token::TokenHash;
use crate::http::Request;

/// Milliseconds that a vendor has for a whole answer. MCP clients give up after 60 s at the earliest.
const VENDOR_TIMEOUT_MS: u32 = 25_000;

/// Milliseconds that KV has for one operation. All but one read in a hundred come within 250 ms
/// (<https://developers.cloudflare.com/changelog/post/2025-08-22-kv-performance-improvements/>); what takes 40 times as long is not coming.
const RECORDS_TIMEOUT_MS: u32 = 10_000;

/// Bytes of a vendor's answer that are read: 128 MB are shared by all requests of an isolate.
const MAX_VENDOR_BODY_BYTES: u32 = 4 * 1024 * 1024;

/// Bytes of JSON in a tool's result. Claude Code puts what is longer into a file, unless each tool of the list asks for more; Claude takes about
/// 150,000.
const MAX_RESULT_CHARS: usize = 50_000;

/// Seconds between two writes of how much a server is used, by one isolate. KV bills each; the free plan has 1,000 a day.
const USAGE_WRITE_SECONDS: u32 = 600;

/// Shortest admin token: below that it could be guessed.
const ADMIN_TOKEN_CHARS: usize = 16;

/// The Worker's settings.
#[derive(Debug)]
pub struct Settings {
    /// Hash of `ADMIN_TOKEN`.
    pub admin_token: TokenHash,
    /// `CREDENTIAL_KEYS`.
    pub keyring: Keyring,
    /// `PUBLIC_URL`; see [`Settings::own_url`].
    pub public_url: Option<String>,
    /// `ALLOWED_ORIGINS`, comma-separated.
    pub allowed_origins: Vec<String>,
    /// `<INTEGRATION>_BASE_URL`, by slug.
    base_urls: Vec<(&'static str, String)>,
    /// Fairlead as a client of vendors, by slug.
    oauth_clients: Vec<(&'static str, OAuthClient)>,
    /// `VENDOR_TIMEOUT_MS`.
    pub vendor_timeout_ms: u32,
    /// `RECORDS_TIMEOUT_MS`.
    pub records_timeout_ms: u32,
    /// `MAX_VENDOR_BODY_BYTES`.
    pub max_vendor_body_bytes: u32,
    /// `MAX_RESULT_CHARS`.
    pub max_result_chars: usize,
    /// `USAGE_WRITE_SECONDS`: 0 means that nothing is counted.
    pub usage_write_seconds: u32,
    /// `WEBHOOKS_TO_LOOPBACK`, off unless `true`: webhooks may be on this machine, for a trial of them.
    pub webhooks_to_loopback: bool,
    /// `TOLERATE_CLIENT_BUGS`, on unless `false`: see `mcp::era`.
    pub tolerate_client_bugs: bool,
    /// Who may sign in, and how.
    pub people: People,
    /// Whether what happens is kept, and for how long.
    pub activity: Activity,
}

/// A setting is missing or malformed. Names it, never shows its value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// Not set.
    #[error("the secret {0} is not set; set it with `wrangler secret put {0}`")]
    Missing(&'static str),
    /// Too short to be safe.
    #[error(
        "the secret ADMIN_TOKEN is shorter than {ADMIN_TOKEN_CHARS} characters; make one with `openssl rand -base64 32`"
    )]
    ShortAdminToken,
    /// Keys that cannot be read.
    #[error(
        "the secret CREDENTIAL_KEYS {0}; make a key with `openssl rand -base64 32` and set CREDENTIAL_KEYS to k1:<key>"
    )]
    Keys(#[from] KeyringError),
    /// Not a positive number.
    #[error("the var {0} is not a whole number above zero")]
    NotANumber(&'static str),
    /// Not a number that may be 0.
    #[error("the var {0} is not a whole number; 0 means never")]
    NotASpan(&'static str),
    /// Neither true nor false.
    #[error("the var {0} is neither true nor false")]
    NotABoolean(&'static str),
    /// Settings that mean something together alone.
    #[error("{0} is not set; {1} are set together or not at all")]
    Incomplete(&'static str, String),
    /// One of the two names of a client at a vendor.
    #[error("{0} is not set; {1} are set together or not at all")]
    HalfAClient(String, String),
    /// Not a number of seconds that KV takes.
    #[error("the var {0} is not a whole number of seconds, 60 at the least")]
    TooFewSeconds(&'static str),
    /// Not the domain of an address.
    #[error("the var {0} has an entry that is no domain in ASCII, such as example.com")]
    NotADomain(&'static str),
    /// Not the name of an organization.
    #[error(
        "the var ACCESS_TEAM is not the first label of a cloudflareaccess.com address, in lower case"
    )]
    NotATeam,
    /// Not a usable URL.
    #[error(
        "the var {0} is not an http or https URL of printable ASCII without user, query, fragment and dot segments"
    )]
    NotAUrl(String),
}

impl Settings {
    /// Reads the settings from whatever holds them. A binding has no text: it is there, and empty.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Result<Self, SettingsError> {
        let set = |name: &str| {
            get(name)
                .map(|value| value.trim().to_owned())
                .filter(|value| !value.is_empty())
        };
        let admin_token = set("ADMIN_TOKEN").ok_or(SettingsError::Missing("ADMIN_TOKEN"))?;
        if admin_token.chars().count() < ADMIN_TOKEN_CHARS {
            return Err(SettingsError::ShortAdminToken);
        }
        let keys = set("CREDENTIAL_KEYS").ok_or(SettingsError::Missing("CREDENTIAL_KEYS"))?;
        let url = |name: String| match set(&name) {
            Some(url) if is_url(&url) => Ok(Some(url.trim_end_matches('/').to_owned())),
            Some(_) => Err(SettingsError::NotAUrl(name)),
            None => Ok(None),
        };
        let (mut base_urls, mut oauth_clients) = (Vec::new(), Vec::new());
        for integration in crate::catalogue::INTEGRATIONS {
            if let Some(base_url) = url(format!("{}_BASE_URL", integration.slug.to_uppercase()))? {
                base_urls.push((integration.slug, base_url));
            }
            if integration.oauth2.is_none() {
                continue;
            }
            let oauth_url = url(format!("{}_OAUTH_URL", integration.slug.to_uppercase()))?;
            if let Some(client) = OAuthClient::read(integration.slug, set, oauth_url)? {
                oauth_clients.push((integration.slug, client));
            }
        }
        let number =
            |name, default: u32| at_least(1, set(name), default, SettingsError::NotANumber(name));
        Ok(Self {
            admin_token: TokenHash::of(admin_token.as_bytes()),
            keyring: Keyring::parse(&keys)?,
            public_url: url("PUBLIC_URL".to_owned())?,
            allowed_origins: list(set("ALLOWED_ORIGINS"))
                .iter()
                .map(|origin| origin.trim_end_matches('/').to_owned())
                .filter(|origin| !origin.is_empty())
                .collect(),
            base_urls,
            oauth_clients,
            vendor_timeout_ms: number("VENDOR_TIMEOUT_MS", VENDOR_TIMEOUT_MS)?,
            records_timeout_ms: number("RECORDS_TIMEOUT_MS", RECORDS_TIMEOUT_MS)?,
            max_vendor_body_bytes: number("MAX_VENDOR_BODY_BYTES", MAX_VENDOR_BODY_BYTES)?,
            max_result_chars: at_least(
                1,
                set("MAX_RESULT_CHARS"),
                MAX_RESULT_CHARS,
                SettingsError::NotANumber("MAX_RESULT_CHARS"),
            )?,
            usage_write_seconds: at_least(
                0,
                set("USAGE_WRITE_SECONDS"),
                USAGE_WRITE_SECONDS,
                SettingsError::NotASpan("USAGE_WRITE_SECONDS"),
            )?,
            webhooks_to_loopback: boolean("WEBHOOKS_TO_LOOPBACK", set, false)?,
            tolerate_client_bugs: boolean("TOLERATE_CLIENT_BUGS", set, true)?,
            people: People::read(get("OAUTH_KV").is_some(), set)?,
            activity: Activity::read(get("ACTIVITY").is_some(), set)?,
        })
    }

    /// The operator's replacement of an integration's base URL.
    pub fn base_url(&self, slug: &str) -> Option<&str> {
        self.base_urls
            .iter()
            .find(|(name, _)| *name == slug)
            .map(|(_, url)| url.as_str())
    }

    /// The client that Fairlead is at an integration's vendor, where the operator made one there.
    pub fn oauth_client(&self, slug: &str) -> Option<&OAuthClient> {
        let mut clients = self.oauth_clients.iter();
        let found = clients.find(|(name, _)| *name == slug);
        found.map(|(_, client)| client)
    }

    /// What this Worker's URLs begin with: `PUBLIC_URL`, else the origin that the request was sent to.
    pub fn own_url<'a>(&'a self, request: &'a Request) -> &'a str {
        self.public_url.as_deref().unwrap_or(&request.origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::email::Email;

    const KEY: &str = "k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    fn read(pairs: &[(&str, &str)]) -> Result<Settings, String> {
        let all = [
            ("ADMIN_TOKEN", "fake-admin-token-for-tests"),
            ("CREDENTIAL_KEYS", KEY),
        ];
        let get = |name: &str| {
            let found = pairs.iter().chain(&all).find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        Settings::read(get).map_err(|error| error.to_string())
    }

    #[test]
    fn defaults_hold_when_only_the_secrets_are_set() {
        let settings = read(&[]).unwrap();
        assert_eq!(settings.vendor_timeout_ms, 25_000);
        assert_eq!(settings.records_timeout_ms, 10_000);
        assert_eq!(settings.max_vendor_body_bytes, 4_194_304);
        assert_eq!(settings.max_result_chars, 50_000);
        assert_eq!(settings.usage_write_seconds, 600);
        assert!(!settings.activity.is_on);
        assert_eq!(settings.activity.days, 30);
        assert!(
            settings.tolerate_client_bugs
                && settings.allowed_origins.is_empty()
                && settings.public_url.is_none()
        );
        let people = settings.people;
        assert_eq!(
            (people.access_token_seconds, people.refresh_token_seconds),
            (86_400, 7_776_000)
        );
        assert!(!people.is_on && !people.auto_join && people.oidc.is_none());
        assert!(people.access.is_none() && people.ema_issuers.is_empty());
    }

    #[test]
    fn a_url_may_have_a_port_and_a_path() {
        for url in [
            "http://127.0.0.1:8787",
            "https://[::1]:1/v1",
            "https://a.example/b/c",
        ] {
            let settings = read(&[("PUBLIC_URL", &format!("{url}/"))]).unwrap();
            assert_eq!(settings.public_url.as_deref(), Some(url));
        }
    }

    #[test]
    fn people_sign_in_as_it_is_set() {
        let people = read(&[
            ("OAUTH_KV", ""),
            ("OIDC_ISSUER", "https://login.example/tenant/"),
            ("OIDC_CLIENT_ID", "fairlead"),
            ("OIDC_CLIENT_SECRET", "fake-secret"),
            ("OIDC_DOMAINS", "Example.com, sub.example.org,"),
            ("OIDC_AUTO_JOIN", "true"),
            ("EMA_ISSUERS", "https://a.example/,https://b.example/t"),
            ("ACCESS_TEAM", "acme"),
            ("ACCESS_AUD", "fake-aud"),
            ("ACCESS_TOKEN_SECONDS", "60"),
            ("REFRESH_TOKEN_SECONDS", "3600"),
        ]);
        let people = people.unwrap().people;
        assert!(people.is_on && people.auto_join);
        let oidc = people.oidc.as_ref().unwrap();
        assert_eq!(oidc.issuer, "https://login.example/tenant/");
        assert_eq!(oidc.client_id, "fairlead");
        assert_eq!(
            people.ema_issuers,
            ["https://a.example/", "https://b.example/t"]
        );
        let access = people.access.as_ref().unwrap();
        assert_eq!((&*access.team, &*access.aud), ("acme", "fake-aud"));
        assert_eq!(
            (people.access_token_seconds, people.refresh_token_seconds),
            (60, 3_600)
        );
        for (address, is_admitted) in [
            ("anna@example.com", true),
            ("ANNA@EXAMPLE.COM", true),
            ("anna@sub.example.org", true),
            ("anna@example.org", false),
            ("anna@sub.example.com", false),
            ("anna@evilexample.com", false),
            ("anna@example.com.evil.example", false),
        ] {
            let email = Email::parse(address).unwrap();
            assert_eq!(people.admits(&email), is_admitted, "{address}");
        }
        let anybody = read(&[]).unwrap().people;
        assert!(anybody.admits(&Email::parse("eve@evil.example").unwrap()));
    }

    #[test]
    fn a_bad_setting_is_named_and_its_value_is_not_shown() {
        for (name, value, word) in [
            ("ADMIN_TOKEN", "", "ADMIN_TOKEN is not set"),
            ("ADMIN_TOKEN", "short-value", "shorter than 16"),
            ("CREDENTIAL_KEYS", "", "CREDENTIAL_KEYS is not set"),
            (
                "CREDENTIAL_KEYS",
                "leaked-value",
                "CREDENTIAL_KEYS has an entry",
            ),
            (
                "CREDENTIAL_KEYS",
                "k1:leaked-value",
                "CREDENTIAL_KEYS has a key",
            ),
            ("CREDENTIAL_KEYS", &format!("{KEY},{KEY}"), "same kid twice"),
            ("VENDOR_TIMEOUT_MS", "0", "VENDOR_TIMEOUT_MS"),
            ("RECORDS_TIMEOUT_MS", "leaked-value", "RECORDS_TIMEOUT_MS"),
            ("MAX_RESULT_CHARS", "leaked-value", "MAX_RESULT_CHARS"),
            ("USAGE_WRITE_SECONDS", "leaked-value", "USAGE_WRITE_SECONDS"),
            ("USAGE_WRITE_SECONDS", "-1", "0 means never"),
            ("ACTIVITY_DAYS", "0", "ACTIVITY_DAYS"),
            ("ACTIVITY_DAYS", "leaked-value", "ACTIVITY_DAYS"),
            ("USAGE_WRITE_SECONDS", "1.5", "USAGE_WRITE_SECONDS"),
            ("USAGE_WRITE_SECONDS", "4294967296", "USAGE_WRITE_SECONDS"),
            (
                "WEBHOOKS_TO_LOOPBACK",
                "leaked-value",
                "WEBHOOKS_TO_LOOPBACK",
            ),
            (
                "TOLERATE_CLIENT_BUGS",
                "leaked-value",
                "TOLERATE_CLIENT_BUGS",
            ),
            (
                "OIDC_ISSUER",
                "https://leaked-value",
                "OIDC_CLIENT_ID is not set",
            ),
            (
                "OIDC_CLIENT_SECRET",
                "leaked-value",
                "OIDC_ISSUER is not set",
            ),
            ("OIDC_DOMAINS", "a.example,leaked-value", "OIDC_DOMAINS"),
            ("OIDC_DOMAINS", "@leaked-value.example", "OIDC_DOMAINS"),
            ("OIDC_AUTO_JOIN", "leaked-value", "OIDC_AUTO_JOIN"),
            (
                "EMA_ISSUERS",
                "https://a.example,leaked-value",
                "EMA_ISSUERS",
            ),
            ("ACCESS_TEAM", "acme", "ACCESS_AUD is not set"),
            ("ACCESS_AUD", "leaked-value", "ACCESS_TEAM is not set"),
            ("ACCESS_TOKEN_SECONDS", "59", "ACCESS_TOKEN_SECONDS"),
            (
                "REFRESH_TOKEN_SECONDS",
                "leaked-value",
                "REFRESH_TOKEN_SECONDS",
            ),
            ("PUBLIC_URL", "ftp://leaked-value", "PUBLIC_URL"),
            ("PUBLIC_URL", "https://", "PUBLIC_URL"),
            ("PUBLIC_URL", "https://a@leaked-value", "PUBLIC_URL"),
            ("PUBLIC_URL", "https://a\\leaked-value", "PUBLIC_URL"),
            ("PUBLIC_URL", "https://a\tleaked-value", "PUBLIC_URL"),
            ("PUBLIC_URL", "https://leaked-value。example", "PUBLIC_URL"),
            ("PUBLIC_URL", "https://a/%2E./leaked-value", "PUBLIC_URL"),
            ("PUBLIC_URL", "https://a//leaked-value", "PUBLIC_URL"),
        ] {
            let error = read(&[(name, value)]).unwrap_err();
            assert!(error.contains(word), "{error}");
            assert!(
                !error.contains("leaked-value") && !error.contains("short-value"),
                "{error}"
            );
        }
    }
}
