//! How sign-in is set up, read and checked once for both languages. No secret is among it.

use serde::Serialize;

use super::Decision;
use crate::settings::Settings;
use crate::tools::granted::Granted;

#[derive(Serialize)]
struct Setup<'a> {
    public_url: Option<&'a str>,
    scopes: [&'static str; 3],
    oidc: Option<Oidc<'a>>,
    ema_issuers: &'a [String],
    access: Option<Access<'a>>,
    access_token_seconds: u32,
    refresh_token_seconds: u32,
}

#[derive(Serialize)]
struct Oidc<'a> {
    issuer: &'a str,
    client_id: &'a str,
}

#[derive(Serialize)]
struct Access<'a> {
    team: &'a str,
    aud: &'a str,
}

pub(super) fn setup(settings: &Settings) -> Decision {
    let people = &settings.people;
    let setup = Setup {
        public_url: settings.public_url.as_deref(),
        scopes: Granted::SCOPES,
        oidc: people.oidc.as_ref().map(|oidc| Oidc {
            issuer: &oidc.issuer,
            client_id: &oidc.client_id,
        }),
        ema_issuers: &people.ema_issuers,
        access: people.access.as_ref().map(|access| Access {
            team: &access.team,
            aud: &access.aud,
        }),
        access_token_seconds: people.access_token_seconds,
        refresh_token_seconds: people.refresh_token_seconds,
    };
    Decision::ok(&setup, None)
}
