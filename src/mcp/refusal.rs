//! Calls that end before anything is sent, and why.

use super::call::{Called, mended};
use super::cursor::Page;
use super::endpoint::Endpoint;
use super::fault::Fault;
use super::session::Session;
use crate::arguments::error::ArgumentError;
use crate::arguments::split::split;
use crate::catalogue::Tool;
use crate::platform::Platform;
use crate::results::content::ToolResult;
use crate::results::failed::MOST_CHARS;
use crate::tools::discovery::unknown;
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
    let others = mended(tool, others, session.strays());
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
        Found::Tool(..) | Found::Nothing => Err(Fault::BadParams(unknown(tools, name, false))),
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
    let most = session.max_result_chars();
    Called::local(tool.name, ToolResult::refused(&errors, most))
}

/// Why there is nothing to send.
pub(super) fn unsendable(error: &ComposeError) -> ToolResult {
    let fix = |argument: &str, message: String| {
        ToolResult::refused(&[ArgumentError::new(argument, message)], MOST_CHARS)
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
