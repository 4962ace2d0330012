//! `Idempotency-Key`: a repeat of a request that changed something gets the first answer again, for a day, and changes nothing more.
//!
//! KV has no compare-and-set and shows a write elsewhere with a delay, so this holds for a repeat that comes after the first answer was
//! kept and can be read. Two at the same time are both carried out, each whole.

use super::OperatorRequest;
use crate::access::kept_answer::{Answer, KeptAnswer};
use crate::access::kv_keys;
use crate::access::lifetime::ExpiresAt;
use crate::access::token::TokenHash;
use crate::http::{Headers, Response};
use crate::http_error::HttpError;
use crate::json::quote;
use crate::platform::Platform;

/// For how long an answer is kept.
const KEPT_SECONDS: u64 = 24 * 60 * 60;

/// Characters of a key.
const MAX_KEY: usize = 255;

/// Carries out a change, or gives the answer that it had the first time. Refusals are not kept: what was mended may be sent with
/// the same key.
pub(super) async fn once<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    change: impl Future<Output = Result<Response, HttpError>>,
) -> Result<Response, HttpError> {
    let Some(key) = operator.request.headers.get("idempotency-key") else {
        return change.await;
    };
    if !is_key(key) {
        let message = format!("must be 1 to {MAX_KEY} visible ASCII characters");
        return Err(HttpError::field("idempotency-key", message));
    }
    let place = kv_keys::answer(&whose(operator, key));
    let request = what(operator).to_hex();
    if let Some(kept) = KeptAnswer::load(operator.platform, &place).await? {
        let first = kept.open(&operator.settings.keyring, &place).map_err(|_| {
            HttpError::Conflict("The answer that is kept under this Idempotency-Key does not open: its key is no longer in CREDENTIAL_KEYS. Look whether the change was made, then send a new Idempotency-Key.".to_owned())
        })?;
        return if first.request == request {
            Ok(replay(first))
        } else {
            Err(HttpError::KeyReused)
        };
    }
    let response = change.await?;
    keep(operator, &place, request, &response).await;
    Ok(response)
}

/// One caller's key for one path. None of the parts can hold a line break.
fn whose<P: Platform>(operator: &OperatorRequest<'_, P>, key: &str) -> TokenHash {
    let path = operator.request.path.trim_end_matches('/');
    let method = &operator.request.method;
    TokenHash::of(format!("{}\n{method}\n{path}\n{key}", operator.caller.id).as_bytes())
}

/// What was asked for.
fn what<P: Platform>(operator: &OperatorRequest<'_, P>) -> TokenHash {
    let query = operator.request.query.as_bytes();
    TokenHash::of(&[query, b"\n", &operator.request.body].concat())
}

/// The change is made, so an answer that cannot be kept is given all the same: it may hold the only copy of a token.
async fn keep<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    place: &str,
    request: String,
    response: &Response,
) {
    let answer = Answer {
        request,
        status: response.status,
        headers: response.headers.as_lines().to_owned(),
        body: response.body.clone(),
    };
    let expires_at = ExpiresAt::after(operator.platform.now(), KEPT_SECONDS);
    let kept = KeptAnswer::seal(
        operator.platform,
        &operator.settings.keyring,
        place,
        &answer,
        expires_at,
    );
    let kept = match kept {
        Ok(kept) => kept.save(operator.platform, place).await,
        Err(error) => Err(error.into()),
    };
    if let Err(error) = kept {
        operator.platform.log(&format!(
            "{{\"level\":\"error\",\"message\":\"answer not kept for its Idempotency-Key\",\"detail\":{}}}",
            quote(&error.to_string())
        ));
    }
}

fn replay(answer: Answer) -> Response {
    let response = Response {
        status: answer.status,
        headers: Headers::from_lines(answer.headers),
        body: answer.body,
        shared: None,
    };
    response.with("idempotent-replayed", "true")
}

fn is_key(key: &str) -> bool {
    (1..=MAX_KEY).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic())
}
