//! Every method of the product, and what an answer has around what its method wrote.

use std::fmt::Write;

use super::client_info::Client;
use super::endpoint::Endpoint;
use super::era::{self, Era};
use super::fault::Fault;
use super::guard::WriteTrace;
use super::message::Call;
use super::methods::McpMethod;
use super::{call, methods, prompts, skills};
use crate::access::id::AccountId;
use crate::http::{Request, Response};
use crate::settings::Settings;

/// Milliseconds for which a client may keep a list. A list changes when the operator changes its filters or deploys.
const TTL_MS: u32 = 60_000;

/// Bytes of most answers without what a tool brings: room that is taken once.
const USUAL_BYTES: usize = 2048;

/// Key of a tool result's `_meta` (basic, "`_meta`": a prefix of dotted labels, a slash, a name). Absent where the words are Fairlead's own.
const SOURCE: &str = "fairlead/source";

/// An answer, and what the log says of it.
#[derive(Debug)]
pub struct Served<'a> {
    /// For the client.
    pub response: Response,
    /// For the log.
    pub trace: Trace<'a>,
}

/// What the log says of a message.
#[derive(Debug, Default)]
pub struct Trace<'a> {
    /// The MCP method; empty when none could be read or it is none of ours.
    pub method: &'static str,
    /// The tool that was called.
    pub tool: Option<&'static str>,
    /// `ok`, `tool_error`, `fault`, or what kept the message from being read.
    pub outcome: &'static str,
    /// The vendor's part.
    pub vendor: Option<VendorTrace>,
    /// What stood in the way of a write.
    pub write: Option<Box<WriteTrace>>,
    /// The account that was called, where there are several.
    pub account: Option<AccountId>,
    /// Who sent it, in its own words.
    pub client: Client<'a>,
}

/// What the log says of a vendor's answer.
#[derive(Debug, Clone, Copy)]
pub struct VendorTrace {
    /// HTTP status; `None` when no answer came.
    pub status: Option<u16>,
    /// Milliseconds until the whole answer was there.
    pub millis: u64,
    /// Bytes of its body.
    pub bytes: usize,
}

impl<'a> Served<'a> {
    /// No message could be made of it.
    pub(super) fn refused(request: &'a Request, fault: &Fault, id: Option<&str>) -> Self {
        Self {
            response: fault.response(id),
            trace: Trace {
                outcome: "fault",
                client: Client::of_headers(&request.headers),
                ..Trace::default()
            },
        }
    }

    /// A notification wants no answer.
    pub(super) fn notified(request: &'a Request) -> Self {
        Self {
            response: Response::empty(202),
            trace: Trace {
                method: "notification",
                outcome: "ok",
                client: Client::of_headers(&request.headers),
                ..Trace::default()
            },
        }
    }
}

/// Answers a request that is none of [`McpMethod`]: `ping`, or a method that is not served.
pub(super) fn ping_or_unknown<'a>(
    settings: &Settings,
    request: &'a Request,
    call: &Call<'a>,
) -> Served<'a> {
    let mut trace = Trace {
        outcome: "ok",
        client: Client::of(call, &request.headers),
        ..Trace::default()
    };
    let fault = match era::tell(call, &request.headers, settings.tolerate_client_bugs) {
        Ok(Era::Legacy) if call.method == "ping" => {
            trace.method = "ping";
            let pong = format!("{{\"jsonrpc\":\"2.0\",\"id\":{},\"result\":{{}}}}", call.id);
            let response = Response::json(200, pong);
            return Served { response, trace };
        }
        Ok(era) => Fault::UnknownMethod(era.is_modern()),
        Err(fault) => fault,
    };
    trace.outcome = "fault";
    Served {
        response: fault.response(Some(call.id)),
        trace,
    }
}

/// Answers one message.
pub(super) async fn answer<'a, E: Endpoint>(
    endpoint: &E,
    (method, request): (McpMethod, &Call<'_>),
    client: Client<'a>,
) -> Served<'a> {
    let mut served = Served {
        response: Response::empty(200),
        trace: Trace {
            outcome: "ok",
            client,
            ..Trace::default()
        },
    };
    let mut body = String::with_capacity(USUAL_BYTES);
    let done = match era::tell(
        request,
        &endpoint.request().headers,
        endpoint.settings().tolerate_client_bugs,
    ) {
        Ok(era) if method.is_of(era.is_modern()) => {
            served.trace.method = method.name();
            let asked = (&era, method, request);
            dispatch(endpoint, asked, &mut body, &mut served).await
        }
        Ok(era) => Err(Fault::UnknownMethod(era.is_modern())),
        Err(fault) => Err(fault),
    };
    match done {
        Ok(()) => {
            let mut response = Response::json(200, body);
            response.headers.append(&served.response.headers);
            response.shared = served.response.shared.take();
            served.response = response;
        }
        Err(fault) => {
            served.response = fault.response(Some(request.id));
            served.trace.outcome = "fault";
        }
    }
    served.trace.account = endpoint.called();
    served
}

/// Every method of the product. Writes the answer to `out`; headers and a shared text for it are left in `served`.
async fn dispatch<E: Endpoint>(
    endpoint: &E,
    (era, method, request): (&Era<'_>, McpMethod, &Call<'_>),
    out: &mut String,
    served: &mut Served<'_>,
) -> Result<(), Fault> {
    let is_modern = era.is_modern();
    out.push_str("{\"jsonrpc\":\"2.0\",\"id\":");
    out.push_str(request.id);
    out.push_str(",\"result\":{");
    if is_modern {
        out.push_str("\"resultType\":\"complete\",");
    }
    let mut source = None;
    match method {
        McpMethod::Initialize => methods::initialize(endpoint, request, out),
        McpMethod::Discover => methods::discover(endpoint, out),
        McpMethod::ListTools => {
            served.response.shared = methods::list_tools(endpoint, request, out)?;
        }
        McpMethod::CallTool => {
            let called = call::call(endpoint, era, request).await?;
            for (name, value) in &called.headers {
                served.response.headers.push(name, value);
            }
            served.trace.tool = Some(called.tool);
            served.trace.vendor = called.vendor;
            served.trace.outcome = called.outcome();
            if let Some(question) = &called.question {
                ask_client(question, out);
            } else {
                called.result.write(out);
            }
            served.trace.write = called.write;
            source = called.source;
        }
        McpMethod::ListPrompts => prompts::list(endpoint, request, out)?,
        McpMethod::GetPrompt => prompts::get(endpoint, request, out)?,
        McpMethod::ListSkills => skills::list(endpoint, request, out)?,
        McpMethod::GetSkill => skills::get(endpoint, request, out)?,
        McpMethod::ListResources => skills::resources(endpoint, era, request, out)?,
        McpMethod::ReadResource => skills::read(endpoint, request, out)?,
        McpMethod::ListResourceTemplates => out.push_str("\"resourceTemplates\":[]"),
    }
    if is_modern {
        finish(endpoint, method.is_cacheable(), source, out);
    } else if let Some(slug) = source {
        let _ = write!(out, ",\"_meta\":{{\"{SOURCE}\":\"{slug}\"}}");
    }
    out.push_str("}}");
    Ok(())
}

/// Makes of a complete result one that asks for something, which only 2026-07-28 has (basic/patterns/mrtr).
fn ask_client(question: &str, out: &mut String) {
    const COMPLETE: &str = "\"complete\",";
    if out.ends_with(COMPLETE) {
        out.truncate(out.len() - COMPLETE.len());
    }
    out.push_str("\"input_required\",");
    out.push_str(question);
}

/// What every result of 2026-07-28 has beside its own members (basic, "Results"; server/utilities/caching).
fn finish<E: Endpoint>(endpoint: &E, is_cacheable: bool, source: Option<&str>, out: &mut String) {
    // Writing into a String cannot fail.
    if is_cacheable {
        let _ = write!(out, ",\"ttlMs\":{TTL_MS},\"cacheScope\":\"private\"");
    }
    out.push_str(",\"_meta\":{\"io.modelcontextprotocol/serverInfo\":");
    endpoint.server_info(out);
    if let Some(slug) = source {
        let _ = write!(out, ",\"{SOURCE}\":\"{slug}\"");
    }
    out.push('}');
}
