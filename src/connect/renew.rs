//! An account's credentials as they are good now: access tokens that end are renewed ahead of that, by one call at a time.
//!
//! A refresh token may be good once. So what a renewal gave is kept by this isolate before anything else: a record that cannot be written does not
//! lose the account, and one that KV still shows as it was before is not taken for what is there. `access::renewing` says whose turn it is.

use std::collections::BTreeMap;

use super::token_request::{NoTokens, USUAL_SECONDS, ask};
use crate::access::account::{Account, Credentials};
use crate::access::health::{self, Refused};
use crate::access::lifetime::ExpiresAt;
use crate::access::renewing::{self, SETTLES, Turn};
use crate::access::tokens::{self, Kept, Secrets, Tokens};
use crate::access::{RecordError, seal::NotOurs};
use crate::catalogue::Integration;
use crate::json::quote;
use crate::platform::{Platform, UnixSeconds};
use crate::settings::Settings;

/// Milliseconds between two looks at what somebody else does.
const PAUSE_MS: u32 = 1_000;

/// Looks before a call is told to come again.
const MOST_LOOKS: usize = 12;

/// Why there are no credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// They do not open, or are not there.
    Sealed,
    /// Another call renews them, for longer than one waits.
    Busy,
    /// The vendor gave none.
    NoTokens(NoTokens),
    /// Records could not be read or written.
    Records(RecordError),
}

impl From<NotOurs> for Ended {
    fn from(_: NotOurs) -> Self {
        Self::Sealed
    }
}

impl From<RecordError> for Ended {
    fn from(error: RecordError) -> Self {
        Self::Records(error)
    }
}

/// The credentials of an account, for one call.
pub async fn open<P: Platform>(
    platform: &P,
    settings: &Settings,
    integration: &Integration,
    account: &Account,
) -> Result<Credentials, Ended> {
    if account.has_tokens {
        good(platform, settings, integration, account).await
    } else {
        Ok(account.open(&settings.keyring)?)
    }
}

/// Those that a consent gave.
async fn good<P: Platform>(
    platform: &P,
    settings: &Settings,
    integration: &Integration,
    account: &Account,
) -> Result<Credentials, Ended> {
    let kept = own(account);
    if let Some(kept) = &kept {
        if !kept.is_saved {
            save(platform, &kept.tokens).await;
        }
        if !kept.tokens.are_due(platform.now()) {
            return credentials(settings, &kept.tokens);
        }
    }
    for _ in 0..MOST_LOOKS {
        let tokens = match (newest(platform, account).await, &kept) {
            // KV is not needed for what this isolate has, as long as that is good.
            (Err(Ended::Records(error)), Some(kept)) if kept.tokens.are_good(platform.now()) => {
                note(platform, "tokens not read", &error.to_string());
                return credentials(settings, &kept.tokens);
            }
            (newest, _) => newest?,
        };
        let now = platform.now();
        if !tokens.are_due(now) {
            return credentials(settings, &tokens);
        }
        let is_good = tokens.are_good(now);
        match turn(platform, account, &tokens, is_good).await {
            Ok(Next::Renew(turn)) => {
                let of = (integration, account);
                return renew(platform, settings, of, tokens, turn).await;
            }
            Ok(Next::LookAgain) => {}
            Ok(Next::Wait) if is_good => return credentials(settings, &tokens),
            Ok(Next::Wait) => platform.pause(PAUSE_MS).await,
            Err(Ended::Records(error)) if is_good => {
                note(platform, "tokens not renewed", &error.to_string());
                return credentials(settings, &tokens);
            }
            Err(ended) => return Err(ended),
        }
    }
    Err(Ended::Busy)
}

/// What a call does with tokens that are due.
enum Next {
    Renew(Turn),
    /// Another call has renewed them.
    LookAgain,
    /// It is not its turn.
    Wait,
}

async fn turn<P: Platform>(
    platform: &P,
    account: &Account,
    tokens: &Tokens,
    is_good: bool,
) -> Result<Next, Ended> {
    let Some(turn) = renewing::take(platform, account.id, is_good).await? else {
        return Ok(Next::Wait);
    };
    // While the mark was looked at, another call may have come to its end.
    let newest = newest(platform, account).await;
    if newest
        .as_ref()
        .is_ok_and(|newest| newest.obtained_at <= tokens.obtained_at)
    {
        return Ok(Next::Renew(turn));
    }
    end(platform, turn).await;
    newest.map(|_| Next::LookAgain)
}

/// What this isolate has of the credentials that the account has now.
fn own(account: &Account) -> Option<Kept> {
    tokens::kept(account.id).filter(|kept| kept.tokens.are_of(account))
}

/// Of what is stored and what this isolate has, what was got last. Tokens of a connection before, or of one that this place's view of the account does
/// not show yet, are another workspace's.
async fn newest<P: Platform>(platform: &P, account: &Account) -> Result<Tokens, Ended> {
    let stored = Tokens::load(platform, account.id).await?;
    let stored = stored.ok_or(Ended::Sealed)?;
    let own = own(account).map(|kept| kept.tokens);
    if !stored.are_of(account) {
        return match own {
            Some(own) => Ok(own),
            None => Err(apart(platform, account, &stored).await),
        };
    }
    match own {
        Some(own) if own.obtained_at >= stored.obtained_at => {
            if own.obtained_at > stored.obtained_at {
                save(platform, &own).await;
            }
            Ok(own)
        }
        Some(_) | None => {
            tokens::keep(&stored, true);
            Ok(stored)
        }
    }
}

/// An account and its tokens are of two connections. KV shows both within a while; after that, one of them was not stored, and a person is needed.
async fn apart<P: Platform>(platform: &P, account: &Account, stored: &Tokens) -> Ended {
    let changed = UnixSeconds(stored.obtained_at.max(account.updated_at));
    if platform.now() < changed.after(SETTLES) {
        return Ended::Busy;
    }
    let message = "What was given for this account was not stored whole".to_owned();
    let refused = Refused::Credentials(message.clone());
    match health::refused(platform, account.id, refused).await {
        Ok(()) => Ended::NoTokens(NoTokens::Refused(message)),
        Err(error) => error.into(),
    }
}

async fn renew<P: Platform>(
    platform: &P,
    settings: &Settings,
    (integration, account): (&Integration, &Account),
    tokens: Tokens,
    turn: Turn,
) -> Result<Credentials, Ended> {
    let secrets = tokens.open(&settings.keyring)?;
    let asked = refresh(platform, settings, (integration, account), &secrets).await;
    let renewed = match asked {
        Ok((secrets, expires_at)) => {
            let keyring = &settings.keyring;
            let renewed = Tokens::new(platform, keyring, account, &secrets, expires_at);
            let renewed = renewed.map_err(RecordError::from)?;
            // What is kept of another connection was got while this went on.
            if tokens::kept(account.id).is_none_or(|kept| kept.tokens.are_of(account)) {
                tokens::keep(&renewed, false);
                save(platform, &renewed).await;
            }
            Ok(credentials(settings, &renewed))
        }
        Err(no_tokens) => Err(no_tokens),
    };
    end(platform, turn).await;
    match renewed {
        Ok(credentials) => credentials,
        Err(no_tokens) => failed(platform, settings, account, (&tokens, secrets), no_tokens).await,
    }
}

async fn end<P: Platform>(platform: &P, turn: Turn) {
    if let Err(error) = turn.end(platform).await {
        note(platform, "mark not taken away", &error.to_string());
    }
}

async fn refresh<P: Platform>(
    platform: &P,
    settings: &Settings,
    (integration, account): (&Integration, &Account),
    secrets: &Secrets,
) -> Result<(Secrets, ExpiresAt), NoTokens> {
    let Some(oauth2) = &integration.oauth2 else {
        let message = format!("{} is no longer asked for access", integration.label);
        return Err(NoTokens::Unset(message));
    };
    let grant = [
        ("grant_type", "refresh_token"),
        ("refresh_token", secrets.refresh_token.as_str()),
    ];
    let (of, context) = ((integration, oauth2), &account.context);
    let given = ask(platform, settings, of, oauth2.refresh, context, &grant).await?;
    let name = oauth2.credential.to_owned();
    let renewed = Secrets {
        credentials: Credentials(BTreeMap::from([(name, given.access_token)])),
        // RFC 6749, 6: without a new one, the old one goes on.
        refresh_token: given
            .refresh_token
            .unwrap_or_else(|| secrets.refresh_token.clone()),
    };
    // A token that can be renewed ends, whether the vendor says when or not.
    let seconds = given.seconds.unwrap_or(USUAL_SECONDS);
    Ok((renewed, ExpiresAt::after(platform.now(), seconds)))
}

/// Nothing new came. What there is may still be good; and what another place got may be there by now.
async fn failed<P: Platform>(
    platform: &P,
    settings: &Settings,
    account: &Account,
    (tokens, mut secrets): (&Tokens, Secrets),
    no_tokens: NoTokens,
) -> Result<Credentials, Ended> {
    note(platform, "tokens not renewed", no_tokens.message());
    let newest = newest(platform, account).await;
    if let Ok(newest) = &newest
        && newest.obtained_at > tokens.obtained_at
    {
        return credentials(settings, newest);
    }
    if tokens.are_good(platform.now()) {
        return Ok(std::mem::take(&mut secrets.credentials));
    }
    newest?;
    if let NoTokens::Refused(message) = &no_tokens {
        let refused = Refused::Credentials(message.clone());
        health::refused(platform, account.id, refused).await?;
    }
    Err(Ended::NoTokens(no_tokens))
}

/// Stores what was got, unless the account is gone or was connected anew meanwhile, as far as KV tells. What fails is tried again by the next call
/// here that finds the account as it was.
async fn save<P: Platform>(platform: &P, tokens: &Tokens) {
    let id = tokens.account;
    let saved = match Tokens::load(platform, id).await {
        Ok(Some(stored)) if stored.connection != tokens.connection => return,
        Ok(Some(stored)) if stored.obtained_at <= tokens.obtained_at => tokens.save(platform).await,
        Ok(Some(stored)) => {
            tokens::keep(&stored, true);
            return;
        }
        Ok(None) => {
            tokens::forget(id);
            return;
        }
        Err(error) => Err(error),
    };
    match saved {
        Ok(()) => tokens::keep(tokens, true),
        Err(error) => note(platform, "tokens not written", &error.to_string()),
    }
}

fn credentials(settings: &Settings, tokens: &Tokens) -> Result<Credentials, Ended> {
    let mut secrets = tokens.open(&settings.keyring)?;
    Ok(std::mem::take(&mut secrets.credentials))
}

fn note(platform: &impl Platform, message: &str, detail: &str) {
    platform.log(&format!(
        "{{\"level\":\"error\",\"message\":{},\"detail\":{}}}",
        quote(message),
        quote(detail)
    ));
}
