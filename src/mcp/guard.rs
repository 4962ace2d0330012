//! What stands between a composed request that changes something and the vendor: a dry run, the same write a moment ago, a person's yes. Reads
//! never come here.

use super::approval::{self, Asked};
use super::call::Called;
use super::era::Era;
use super::fault::Fault;
use super::message::Call;
use super::session::Session;
use super::{repeat, written};
use crate::access::account::Credentials;
use crate::access::repeats::{self, Turn};
use crate::catalogue::{Audience, Method, Tool};
use crate::http::OutboundRequest;
use crate::platform::Platform;
use crate::results::content::ToolResult;

/// A write on its way.
pub(super) struct Write<'a> {
    pub(super) tool: &'static Tool,
    pub(super) method: &'static Method,
    /// As they are read, without a mark of repetition.
    pub(super) arguments: Option<&'a str>,
    /// The mark's value.
    pub(super) mark: Option<&'a str>,
}

/// What the log says of a write.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WriteTrace {
    /// Who sees it.
    pub audience: Option<Audience>,
    /// Id of the member who agreed, or how somebody did.
    pub approved_by: Option<String>,
    /// Nothing was sent, and nothing is wrong: `dry_run`, `repeated`, `asked`.
    pub held: Option<&'static str>,
}

/// Whether it goes on.
pub(super) enum Passed {
    /// It is sent.
    On(Option<Turn>, WriteTrace),
    /// The call ends here.
    Ended(Box<Called>),
}

/// Asks everything that stands in a write's way, and marks the request for the vendor.
pub(super) async fn pass<P: Platform>(
    session: &Session<'_, P>,
    era: &Era<'_>,
    message: &Call<'_>,
    write: &Write<'_>,
    credentials: &Credentials,
    request: &mut OutboundRequest,
) -> Result<Passed, Fault> {
    let Write {
        tool,
        method,
        arguments,
        mark,
    } = *write;
    let toolbox = session.toolbox;
    let mut trace = WriteTrace {
        audience: toolbox.audience(tool, arguments),
        ..WriteTrace::default()
    };
    let ended = |result: ToolResult, trace: WriteTrace| {
        let called = Called::local(tool.name, result);
        Ok(Passed::Ended(Box::new(Called {
            write: Some(Box::new(trace)),
            ..called
        })))
    };
    if toolbox.config.dry_run == Some(true) {
        trace.held = Some("dry_run");
        let json = written::dry(session, credentials, request);
        return ended(ToolResult::json(&json, session.is_structured()), trace);
    }
    let digest = written::digest(request);
    // Before a person is asked: a call that comes twice must neither ask them anew nor use up a yes and then be held. A turn that ends with a
    // question or a no frees itself, so it holds no later call.
    let key = repeat::key(session, tool, &digest, mark);
    let now = session.platform.millis();
    let seconds = toolbox.config.repeat_seconds();
    let waits = toolbox.waits(tool, method, arguments);
    let turn = if seconds == 0 {
        None
    } else {
        match repeats::begin(key, seconds, request.timeout_ms, now) {
            Ok(turn) => Some(turn),
            Err(earlier) => {
                trace.held = Some("repeated");
                let of = (toolbox.name_of(tool), waits);
                let json = repeat::answer(of, earlier, seconds, now);
                return ended(ToolResult::json(&json, session.is_structured()), trace);
            }
        }
    };
    if waits {
        match approval::ask(session, era, message, tool, &digest, request).await? {
            Asked::Given(by) => trace.approved_by = Some(by),
            Asked::Refused(status, message) => {
                return ended(ToolResult::refusal(status, &message), trace);
            }
            Asked::Waits(message) => {
                trace.held = Some("asked");
                return ended(ToolResult::refusal(403, &message), trace);
            }
            Asked::Question(question) => {
                trace.held = Some("asked");
                return Ok(Passed::Ended(Box::new(Called {
                    write: Some(Box::new(trace)),
                    question: Some(question),
                    ..Called::local(tool.name, ToolResult::text(""))
                })));
            }
        }
    }
    if let Some(header) = method.idempotency_header {
        repeat::mark(header, &key, message.id, now, request);
    }
    Ok(Passed::On(turn, trace))
}
