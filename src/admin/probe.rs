//! `POST /integrated-account/:id/test`: the read that proves credentials work, and what the vendor said.

use serde::Serialize;

use super::accounts::{find_with_health, integration};
use super::{OperatorRequest, answer};
use crate::access::happened;
use crate::access::health::{self, Health};
use crate::access::id::AccountId;
use crate::connect::probe::probe;
use crate::connect::renew::{self, Ended};
use crate::connect::token_request::NoTokens;
use crate::http::Response;
use crate::http_error::HttpError;
use crate::platform::Platform;
use crate::views::account::status;

#[derive(Serialize)]
struct Tested {
    success: bool,
    status_code: Option<u16>,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
    status: &'static str,
}

/// Runs the probe. The answer is 200 whatever the vendor says; `success` tells.
pub(super) async fn test<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    id: &str,
) -> Result<Response, HttpError> {
    let (account, mut health) = find_with_health(operator, id).await?;
    let integration = integration(&account)?;
    let (platform, settings) = (operator.platform, operator.settings);
    let credentials = match renew::open(platform, settings, integration, &account).await {
        Ok(credentials) => credentials,
        Err(Ended::Sealed) => return Err(HttpError::Conflict("The stored credentials do not open with CREDENTIAL_KEYS; send them again with PATCH …/credentials.".to_owned())),
        Err(Ended::Busy) => return Err(HttpError::Conflict("A call renews the account's access at the moment; try again in a few seconds.".to_owned())),
        Err(Ended::Records(error)) => return Err(error.into()),
        Err(Ended::NoTokens(no_tokens)) => return unrenewed(operator, account.id, &no_tokens).await,
    };
    let probed = probe(
        platform,
        settings,
        integration,
        &account.context,
        &credentials,
    )
    .await;
    let probed = probed.map_err(|error| HttpError::Conflict(error.to_string()))?;

    let before = health.clone();
    let success = probed.outcome.is_ok();
    let (message, hint) = match probed.outcome {
        Ok(_) => {
            health = Health::default();
            (
                format!("{} accepts the credentials.", integration.label),
                None,
            )
        }
        Err(failure) => {
            if probed.status == Some(401) {
                health.last_error = Some(failure.message.clone());
            }
            (failure.message, failure.hint)
        }
    };
    if success || probed.status == Some(401) {
        // The operator asked, so this counts more than what calls learnt before, and is written at once.
        health::forget(account.id);
    }
    if health != before {
        health.save(operator.platform, account.id).await?;
        happened::changed(operator.platform.now(), &account, &before, &health);
    }
    Ok(answer(
        200,
        &Tested {
            success,
            status_code: probed.status,
            message,
            hint,
            status: status(&health),
        },
    ))
}

/// The vendor was not asked, for want of a token.
async fn unrenewed<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    account: AccountId,
    no_tokens: &NoTokens,
) -> Result<Response, HttpError> {
    let stored = find_with_health(operator, &account.to_string()).await?.1;
    let health = health::seen(account, stored);
    // Else nobody at the vendor's has anything to do.
    let is_over = matches!(no_tokens, NoTokens::Refused(_));
    Ok(answer(
        200,
        &Tested {
            success: false,
            status_code: None,
            message: no_tokens.message().to_owned(),
            hint: is_over.then(|| "Have the account connected again: POST /link-token with its account_id makes a link.".to_owned()),
            status: status(&health),
        },
    ))
}
