//! `POST /integrated-account/:id/test`: the read that proves credentials work, and what the vendor said.

use serde::Serialize;

use super::accounts::{find_with_health, integration, note_change};
use super::{OperatorRequest, answer};
use crate::access::health::{self, Health};
use crate::http::Response;
use crate::http_error::HttpError;
use crate::platform::Platform;
use crate::vendors::answer::read;
use crate::vendors::arguments::Arguments;
use crate::vendors::compose::{Connection, compose};
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
    let method = integration
        .methods
        .get(integration.probe)
        .ok_or_else(|| HttpError::Conflict("The integration has no probe.".to_owned()))?;
    let credentials = account.open(&operator.settings.keyring).map_err(|_| {
        HttpError::Conflict("The stored credentials do not open with CREDENTIAL_KEYS; send them again with PATCH …/credentials.".to_owned())
    })?;
    let connection = Connection {
        context: &account.context,
        credentials: &credentials.0,
        base_url: operator.settings.base_url(integration.slug),
        timeout_ms: operator.settings.vendor_timeout_ms,
        max_bytes: operator.settings.max_vendor_body_bytes,
    };
    let request = compose(integration, method, connection, Arguments::default())
        .map_err(|error| HttpError::Conflict(format!("No request can be made: {error}.")))?;
    let exchange = operator.platform.send(request).await;
    let answered = read(
        integration,
        method,
        exchange.as_ref(),
        &credentials.0,
        operator.platform.now(),
    );

    let before = health.clone();
    let success = answered.outcome.is_ok();
    let (message, hint) = match answered.outcome {
        Ok(_) => {
            health = Health::default();
            (
                format!("{} accepts the credentials.", integration.label),
                None,
            )
        }
        Err(failure) => {
            if answered.status == Some(401) {
                health.last_error = Some(failure.message.clone());
            }
            (failure.message, failure.hint)
        }
    };
    if success || answered.status == Some(401) {
        // The operator asked, so this counts more than what calls learnt before, and is written at once.
        health::forget(account.id);
    }
    if health != before {
        health.save(operator.platform, account.id).await?;
        note_change(operator, &account, &before, &health);
    }
    Ok(answer(
        200,
        &Tested {
            success,
            status_code: answered.status,
            message,
            hint,
            status: status(&health),
        },
    ))
}
