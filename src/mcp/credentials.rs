//! What an account's requests are sent with: its credentials, and the tokens of a consent, which are renewed here when they end.

use super::call::Called;
use super::session::Session;
use crate::access::account::Credentials;
use crate::catalogue::Tool;
use crate::connect::renew::{self, Ended};
use crate::connect::token_request::NoTokens;
use crate::json::quote;
use crate::platform::Platform;
use crate::results::content::ToolResult;

/// Opens them, or says why the call ends here.
pub(super) async fn credentials<P: Platform>(
    session: &Session<'_, P>,
    tool: &Tool,
) -> Result<Credentials, Called> {
    if session.account.has_tokens {
        // In a box of its own, so that other accounts' calls do not carry its state.
        return Box::pin(renewed(session, tool)).await;
    }
    let opened = session.account.open(&session.settings.keyring);
    opened.map_err(|_| sealed(session, tool))
}

/// The credentials of an account whose tokens end, or why there are none.
async fn renewed<P: Platform>(
    session: &Session<'_, P>,
    tool: &Tool,
) -> Result<Credentials, Called> {
    let (platform, settings) = (session.platform, session.settings);
    let opened = renew::open(
        platform,
        settings,
        session.toolbox.integration,
        session.account,
    );
    let refusal = match opened.await {
        Ok(credentials) => return Ok(credentials),
        Err(Ended::Sealed) => return Err(sealed(session, tool)),
        Err(Ended::Busy) => ToolResult::refusal(
            503,
            "This account's access is being renewed by another call. Repeat the same call in a few seconds.",
        ),
        Err(Ended::NoTokens(NoTokens::Refused(said))) => ToolResult::refusal(
            401,
            &format!(
                "The access to this account has ended, and nothing was sent. {said}. Calling again will not help: whoever runs this server must have it connected again."
            ),
        ),
        Err(Ended::NoTokens(NoTokens::Unanswered(said))) => ToolResult::refusal(
            502,
            &format!(
                "The access to this account could not be renewed, and nothing was sent. {said}. The same call can be repeated a little later."
            ),
        ),
        Err(Ended::NoTokens(NoTokens::Unset(said) | NoTokens::NoAddress(said))) => {
            ToolResult::refusal(
                503,
                &format!(
                    "The access to this account could not be renewed, and nothing was sent. {said}. Whoever runs this server must mend that."
                ),
            )
        }
        Err(Ended::Records(error)) => {
            let detail = quote(&error.to_string());
            platform.log(&format!(
                "{{\"level\":\"error\",\"message\":\"tokens not read\",\"detail\":{detail}}}"
            ));
            ToolResult::refusal(
                503,
                "What Fairlead stored of this account could not be read, and nothing was sent. The same call can be repeated a little later.",
            )
        }
    };
    Err(Called::local(tool.name, refusal))
}

/// The account's credentials do not open.
fn sealed<P: Platform>(session: &Session<'_, P>, tool: &Tool) -> Called {
    session.platform.log(
        "{\"level\":\"error\",\"message\":\"credentials do not open: is their key still in CREDENTIAL_KEYS?\"}",
    );
    let message =
        "This account's stored credentials cannot be opened; its operator must send them again.";
    Called::local(tool.name, ToolResult::refusal(503, message))
}
