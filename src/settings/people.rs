//! Who may sign in, and how. All of it is off until the binding `OAUTH_KV` is there; what is set is checked all the same.

use super::read::{at_least, boolean, list};
use super::{SettingsError, is_url};
use crate::access::email::Email;

/// Seconds for which an access token is good. Hosted clients are known to lose their connection when it ends within the hour.
const ACCESS_TOKEN_SECONDS: u32 = 24 * 60 * 60;

/// Seconds after which a refresh token that was not used ends: 90 days.
const REFRESH_TOKEN_SECONDS: u32 = 90 * 24 * 60 * 60;

/// Shortest life of a token: KV takes no shorter one (<https://developers.cloudflare.com/kv/api/write-key-value-pairs/>).
const SHORTEST_SECONDS: u32 = 60;

/// What is set of it.
#[derive(Debug)]
pub struct People {
    /// Whether the binding `OAUTH_KV` is there.
    pub is_on: bool,
    /// `OIDC_ISSUER` and `OIDC_CLIENT_ID`; without them people sign in by links.
    pub oidc: Option<Oidc>,
    /// `OIDC_DOMAINS`, comma-separated, in lower case: domains of the addresses that may sign in; any when there is none.
    pub domains: Vec<String>,
    /// `OIDC_AUTO_JOIN`: who signs in with the identity provider and is not known becomes a member, without any access.
    pub auto_join: bool,
    /// `EMA_ISSUERS`, comma-separated: identity providers that sign in for a whole company.
    pub ema_issuers: Vec<String>,
    /// `ACCESS_TEAM` and `ACCESS_AUD`: Cloudflare Access is in front.
    pub access: Option<AccessTeam>,
    /// `ACCESS_TOKEN_SECONDS`.
    pub access_token_seconds: u32,
    /// `REFRESH_TOKEN_SECONDS`.
    pub refresh_token_seconds: u32,
}

/// The company's identity provider. Its secret, `OIDC_CLIENT_SECRET`, is only looked for here.
#[derive(Debug)]
pub struct Oidc {
    /// As the provider spells it: an issuer is compared to the letter.
    pub issuer: String,
    /// Fairlead's name there.
    pub client_id: String,
}

/// An organization of Cloudflare Access.
#[derive(Debug)]
pub struct AccessTeam {
    /// The first label of its `cloudflareaccess.com` address.
    pub team: String,
    /// The application's audience tag.
    pub aud: String,
}

impl People {
    /// Reads it. `set` gives what is set and not empty.
    pub(super) fn read(
        is_on: bool,
        set: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, SettingsError> {
        let seconds = |name, default| {
            let error = SettingsError::TooFewSeconds(name);
            at_least(SHORTEST_SECONDS, set(name), default, error)
        };
        let [issuer, client_id, _] = all_or_none(
            &set,
            ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"],
        )?;
        let [team, aud] = all_or_none(&set, ["ACCESS_TEAM", "ACCESS_AUD"])?;
        if issuer.as_deref().is_some_and(|issuer| !is_url(issuer)) {
            return Err(SettingsError::NotAUrl("OIDC_ISSUER".to_owned()));
        }
        if team.as_deref().is_some_and(|team| !is_label(team)) {
            return Err(SettingsError::NotATeam);
        }
        let ema_issuers = list(set("EMA_ISSUERS"));
        if !ema_issuers.iter().all(|issuer| is_url(issuer)) {
            return Err(SettingsError::NotAUrl("EMA_ISSUERS".to_owned()));
        }
        let domains: Option<Vec<String>> = list(set("OIDC_DOMAINS"))
            .iter()
            .map(|text| domain(text))
            .collect();
        Ok(Self {
            is_on,
            oidc: issuer
                .zip(client_id)
                .map(|(issuer, client_id)| Oidc { issuer, client_id }),
            domains: domains.ok_or(SettingsError::NotADomain("OIDC_DOMAINS"))?,
            auto_join: boolean("OIDC_AUTO_JOIN", &set, false)?,
            ema_issuers,
            access: team.zip(aud).map(|(team, aud)| AccessTeam { team, aud }),
            access_token_seconds: seconds("ACCESS_TOKEN_SECONDS", ACCESS_TOKEN_SECONDS)?,
            refresh_token_seconds: seconds("REFRESH_TOKEN_SECONDS", REFRESH_TOKEN_SECONDS)?,
        })
    }

    /// Whether an address is of a domain that may sign in. Compared whole: what only ends or begins like one is another.
    pub fn admits(&self, email: &Email) -> bool {
        self.domains.is_empty() || self.domains.iter().any(|domain| domain == email.domain())
    }
}

/// Settings that mean something together alone.
fn all_or_none<const N: usize>(
    set: impl Fn(&str) -> Option<String>,
    names: [&'static str; N],
) -> Result<[Option<String>; N], SettingsError> {
    let values = names.map(set);
    let missing = names.iter().zip(&values).find(|(_, value)| value.is_none());
    match missing {
        Some((missing, _)) if values.iter().any(Option::is_some) => {
            Err(SettingsError::Incomplete(missing, names.join(", ")))
        }
        _ => Ok(values),
    }
}

/// The domain of an address, and nothing besides.
fn domain(text: &str) -> Option<String> {
    let email = Email::parse(&format!("a@{text}"))?;
    (email.domain() == text.to_ascii_lowercase()).then(|| email.domain().to_owned())
}

fn is_label(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}
