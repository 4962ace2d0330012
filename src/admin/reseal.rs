//! `POST /admin/reseal`: everything that stays sealed for long is sealed anew under the first key of `CREDENTIAL_KEYS`, page by page, so
//! that the others can be taken away. That is the accounts' credentials, the tokens of those whose credentials end, and, with the first page, the
//! webhooks' secrets; cursors and kept answers are outlived by the wait.

use serde::Serialize;

use super::page::{self, List, Query};
use super::{OperatorRequest, answer};
use crate::access::account::{Account, Credentials};
use crate::access::id::WebhookId;
use crate::access::tokens::{Secrets, Tokens};
use crate::access::webhook::{self, Webhook};
use crate::access::{RecordError, kv_keys};
use crate::http::Response;
use crate::http_error::HttpError;
use crate::json::quote;
use crate::platform::Platform;

/// What became of one page.
#[derive(Default, Serialize)]
struct Done {
    resealed: u32,
    current: u32,
    failed: Vec<Failed>,
    next_cursor: Option<String>,
    limit: u32,
}

impl Done {
    fn note(&mut self, outcome: Result<Outcome, Failure>, id: impl FnOnce() -> String) {
        match outcome {
            Ok(Outcome::Resealed) => self.resealed += 1,
            Ok(Outcome::Current) => self.current += 1,
            Ok(Outcome::Gone) => {}
            Err(failure) => self.failed.push(Failed {
                id: id(),
                reason: failure.to_string(),
            }),
        }
    }
}

#[derive(Serialize)]
struct Failed {
    id: String,
    reason: String,
}

/// What became of one account, or webhook.
enum Outcome {
    Resealed,
    Current,
    /// Deleted while its page was worked on.
    Gone,
}

/// Why an account was left as it is.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("its record cannot be read by this version")]
    Corrupt,
    #[error("its record was written by a newer version of Fairlead")]
    Newer,
    #[error(
        "its credentials open with no key of CREDENTIAL_KEYS; put their key back, or send them again with PATCH …/credentials"
    )]
    Locked,
    #[error(
        "its secret opens with no key of CREDENTIAL_KEYS; put its key back, or make a new webhook"
    )]
    LockedSecret,
    #[error(
        "its access is due to be renewed, which seals it anew: POST …/test does that; run this again two minutes later"
    )]
    Due,
    #[error("its record could not be read or written at the moment; run this again")]
    Unavailable,
}

/// Does one page. Safe to repeat: what is current stays as it is.
pub(super) async fn reseal<P: Platform>(
    operator: &OperatorRequest<'_, P>,
) -> Result<Response, HttpError> {
    let query = Query::read(operator.request, &[])?;
    let List {
        result: records,
        next_cursor,
        limit,
    } = page::records(
        operator.platform,
        &query,
        kv_keys::ACCOUNTS,
        query.cursor.as_deref(),
    )
    .await?;
    let mut page = Done {
        next_cursor,
        limit,
        ..Done::default()
    };
    if query.cursor.is_none() {
        webhooks(operator, &mut page).await?;
    }
    for (key, value) in records {
        let outcome = renew(operator, &key, &value).await;
        let id = key.strip_prefix(kv_keys::ACCOUNTS).unwrap_or(&key);
        page.note(outcome, || id.to_owned());
    }
    Ok(answer(200, &page))
}

/// Does the secrets of webhooks, which are few.
async fn webhooks<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    page: &mut Done,
) -> Result<(), HttpError> {
    for id in webhook::ids(operator.platform).await? {
        let outcome = renew_secret(operator, id).await;
        page.note(outcome, || id.to_string());
    }
    Ok(())
}

/// Read again right before the write, as an account is.
async fn renew_secret<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    id: WebhookId,
) -> Result<Outcome, Failure> {
    let keyring = &operator.settings.keyring;
    let found = Webhook::load(operator.platform, id).await;
    let Some((mut webhook, _)) = found.map_err(|error| noted(operator, &error))? else {
        return Ok(Outcome::Gone);
    };
    let secret = webhook.open(keyring).map_err(|_| Failure::LockedSecret)?;
    if keyring.is_current(&webhook.secret) {
        return Ok(Outcome::Current);
    }
    webhook.secret = keyring
        .seal(operator.platform, &secret, &kv_keys::webhook(id))
        .map_err(|error| noted(operator, &error.into()))?;
    let saved = webhook.save(operator.platform).await;
    saved.map_err(|error| noted(operator, &error))?;
    Ok(Outcome::Resealed)
}

async fn renew<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    key: &str,
    listed: &str,
) -> Result<Outcome, Failure> {
    let tokens = reseal_tokens(operator, key, listed).await?;
    if due(operator, key, listed)?.is_none() {
        return Ok(tokens);
    }
    // Read again right before the write: KV has no compare-and-set, and what an operator changed since the page was read should stay.
    let values = operator.platform.load(&[key.to_owned()]).await;
    let values = values.map_err(|error| noted(operator, &error.into()))?;
    let Some(Some(value)) = values.into_iter().next() else {
        return Ok(Outcome::Gone);
    };
    let Some((mut account, credentials)) = due(operator, key, &value)? else {
        return Ok(Outcome::Current);
    };
    account
        .seal(operator.platform, &operator.settings.keyring, &credentials)
        .map_err(|error| noted(operator, &error.into()))?;
    let saved = account.save(operator.platform).await;
    saved.map_err(|error| noted(operator, &error))?;
    Ok(Outcome::Resealed)
}

/// The tokens of such an account, read right before the write. Those that are due stay as they are: another place may renew them at this moment, and
/// what is written here would bring a used one back.
async fn reseal_tokens<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    key: &str,
    listed: &str,
) -> Result<Outcome, Failure> {
    let account = Account::read(key, listed).map_err(|error| noted(operator, &error))?;
    if !account.has_tokens {
        return Ok(Outcome::Current);
    }
    let (platform, keyring) = (operator.platform, &operator.settings.keyring);
    let tokens = Tokens::load(platform, account.id).await;
    let Some(tokens) = tokens.map_err(|error| noted(operator, &error))? else {
        return Ok(Outcome::Gone);
    };
    let secrets: Secrets = tokens.open(keyring).map_err(|_| Failure::Locked)?;
    if keyring.is_current(&tokens.sealed) {
        return Ok(Outcome::Current);
    }
    if tokens.are_due(platform.now()) {
        return Err(Failure::Due);
    }
    let tokens = tokens.resealed(platform, keyring, &secrets);
    let tokens = tokens.map_err(|error| noted(operator, &error.into()))?;
    let saved = tokens.save(platform).await;
    saved.map_err(|error| noted(operator, &error))?;
    Ok(Outcome::Resealed)
}

/// An account that another key than the first one sealed. Current ones are opened too: a key may have come back under an old name.
fn due<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    key: &str,
    value: &str,
) -> Result<Option<(Account, Credentials)>, Failure> {
    let keyring = &operator.settings.keyring;
    let account = Account::read(key, value).map_err(|error| noted(operator, &error))?;
    let credentials = account.open(keyring).map_err(|_| Failure::Locked)?;
    let is_due = !keyring.is_current(&account.credentials);
    Ok(is_due.then_some((account, credentials)))
}

/// What went wrong inside is for the log.
fn noted<P: Platform>(operator: &OperatorRequest<'_, P>, error: &RecordError) -> Failure {
    operator.platform.log(&format!(
        "{{\"level\":\"error\",\"message\":\"account not sealed anew\",\"detail\":{}}}",
        quote(&error.to_string())
    ));
    match error {
        RecordError::Unavailable(_) => Failure::Unavailable,
        RecordError::Corrupt(_) => Failure::Corrupt,
        RecordError::Newer(_) => Failure::Newer,
    }
}
