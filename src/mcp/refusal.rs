//! Calls that end before anything is sent, and why.

use super::call::Called;
use super::cursor::Page;
use super::endpoint::Endpoint;
use super::fault::Fault;
use super::session::Session;
use crate::access::account::Credentials;
use crate::arguments::client_added::without_strays;
use crate::arguments::error::{ArgumentError, short};
use crate::arguments::split::split;
use crate::catalogue::Tool;
use crate::connect::renew::{self, Ended};
use crate::connect::token_request::NoTokens;
use crate::json::quote;
use crate::platform::Platform;
use crate::results::content::ToolResult;
use crate::tools::tool_set::ToolSet;
use crate::tools::toolbox::Found;
use crate::vendors::compose::ComposeError;

/// A call that does not say which account it is for, with whatever else is wrong with it. Nothing is sent.
pub(super) fn unclear<P: Platform>(
    session: &Session<'_, P>,
    found: &Found,
    error: ArgumentError,
    others: &str,
) -> Result<Called, Fault> {
    let Found::Tool(tool, method) = found else {
        return Err(Fault::Internal);
    };
    let others = without_strays(tool, others, session.strays());
    let now = session.platform.now();
    // Whose cursor it is cannot be told.
    let split = split(tool, method, Some(&others), now, |_| Some(Page::default()));
    let mut errors = vec![error];
    errors.extend(split.err().into_iter().flatten());
    Ok(refused(session, tool, errors))
}

/// Why what a name led to cannot be called.
pub(super) fn uncallable<E: Endpoint>(
    endpoint: &E,
    name: &str,
    found: &Found,
) -> Result<Called, Fault> {
    let tools = endpoint.tools();
    match found {
        Found::ReadOnly(tool) => {
            let message = "This account is read-only: tools that change something are refused.";
            Ok(Called::local(tool.name, ToolResult::refusal(405, message)))
        }
        Found::KeptBack(tool) => {
            let advice = tools.advice(tool);
            Ok(Called::local(tool.name, ToolResult::refusal(403, &advice)))
        }
        Found::Beyond(tool) => Err(endpoint.beyond(tools.needs(tool))),
        Found::Tool(..) | Found::Nothing => {
            let nearest = tools.did_you_mean(name);
            Err(Fault::BadParams(format!(
                "unknown tool \"{}\"{nearest}",
                short(name)
            )))
        }
    }
}

/// A refusal that names other tools as this server shows them.
pub(super) fn refused<P: Platform>(
    session: &Session<'_, P>,
    tool: &Tool,
    mut errors: Vec<ArgumentError>,
) -> Called {
    for error in &mut errors {
        let said = std::mem::take(&mut error.message);
        session.toolbox.rename(&said, &mut error.message);
    }
    Called::local(tool.name, ToolResult::refused(&errors))
}

/// Why there is nothing to send.
pub(super) fn unsendable(error: &ComposeError) -> ToolResult {
    let fix = |argument: &str, message: String| {
        ToolResult::refused(&[ArgumentError::new(argument, message)])
    };
    match error {
        ComposeError::PathValue(name) => fix(name, "must not be empty, \".\" or \"..\"".to_owned()),
        ComposeError::GivenUrl { argument, .. } => fix(argument, error.to_string()),
        ComposeError::Address(_) => ToolResult::refusal(
            503,
            "The account has no usable address; its operator must fix its context.",
        ),
    }
}

/// The credentials of an account whose tokens end, or why there are none.
pub(super) async fn renewed<P: Platform>(
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
pub(super) fn sealed<P: Platform>(session: &Session<'_, P>, tool: &Tool) -> Called {
    session.platform.log(
        "{\"level\":\"error\",\"message\":\"credentials do not open: is their key still in CREDENTIAL_KEYS?\"}",
    );
    let message =
        "This account's stored credentials cannot be opened; its operator must send them again.";
    Called::local(tool.name, ToolResult::refusal(503, message))
}
