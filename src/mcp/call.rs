//! The life of a `tools/call`: find the tool, check what was sent, call the vendor, note how the account fares, show what came.

use std::borrow::Cow;

use super::composite::Run;
use super::credentials::credentials;
use super::cursor::{Page, paged};
use super::defaults::fill;
use super::dispatch::VendorTrace;
use super::endpoint::Endpoint;
use super::era::{self, Era};
use super::exchange::{note_health, send};
use super::fault::Fault;
use super::guard::{self, Passed, Write, WriteTrace};
use super::message::Call;
use super::refusal::{refused, uncallable, unsendable};
use super::repeat;
use super::session::Session;
use super::show::{Unknown, show};
use crate::access::account::Credentials;
use crate::access::repeats::Turn;
use crate::arguments::client_added::without_strays;
use crate::arguments::error::short;
use crate::arguments::misplaced::in_place;
use crate::arguments::split::split;
use crate::catalogue::{Effect, Method, Tool};
use crate::http::OutboundRequest;
use crate::json::{Members, object, string};
use crate::platform::Platform;
use crate::results::content::ToolResult;
use crate::tools::discovery::{self, Discovery};
use crate::tools::granted::Granted;
use crate::tools::presets::Writer;
use crate::tools::tool_set::ToolSet;
use crate::tools::toolbox::Found;
use crate::vendors::answer::Answer;
use crate::vendors::compose::{Connection, compose};

/// A finished call.
#[derive(Debug)]
pub(super) struct Called {
    /// What the client sees.
    pub(super) result: ToolResult,
    /// The vendor's limits, as answer headers.
    pub(super) headers: Vec<(&'static str, String)>,
    /// For the log.
    pub(super) tool: &'static str,
    /// For the log.
    pub(super) vendor: Option<VendorTrace>,
    /// What stood in the way of a write.
    pub(super) write: Option<Box<WriteTrace>>,
    /// The members of a result that asks the client for something, instead of `result`.
    pub(super) question: Option<String>,
    /// Slug of the integration that the result comes from; `None` for Fairlead's own words.
    pub(super) source: Option<&'static str>,
}

impl Called {
    /// A call that never reached the vendor.
    pub(super) fn local(tool: &'static str, result: ToolResult) -> Self {
        Self {
            result,
            headers: Vec::new(),
            tool,
            vendor: None,
            write: None,
            question: None,
            source: None,
        }
    }

    /// In a word, for the log.
    pub(super) fn outcome(&self) -> &'static str {
        let held = self.write.as_ref().and_then(|write| write.held);
        let usual = if self.result.is_error {
            "tool_error"
        } else {
            "ok"
        };
        held.unwrap_or(usual)
    }
}

/// Answers `tools/call`.
pub(super) async fn call<E: Endpoint>(
    endpoint: &E,
    era: &Era<'_>,
    request: &Call<'_>,
) -> Result<Called, Fault> {
    let name = request
        .params
        .get("name")
        .and_then(string)
        .ok_or_else(|| Fault::BadParams("name must be a string".to_owned()))?;
    let arguments = request.params.get("arguments").and_then(object);
    let arguments = arguments.as_deref();
    let tools = endpoint.tools();
    let is_document = |name: &str| {
        matches!(name, "search" | "fetch")
            && !tools.with_all_granted().chatgpt_definitions().is_empty()
    };
    let behind = |prefix: &str, name: &str| {
        let is_ours = discovery::is_one(name) || is_document(name);
        let of_vendor = || tools.behind(prefix, name);
        is_ours.then(|| name.to_owned()).or_else(of_vendor)
    };
    let name = endpoint.name(name, behind);
    if is_document(&name) {
        if tools.chatgpt_definitions().is_empty() {
            return Err(endpoint.beyond(Granted::of(Effect::Read)));
        }
        return endpoint
            .call_chatgpt(era, &name, arguments.unwrap_or("{}"))
            .await;
    }
    // A client can keep a list from before discovery was switched on or off, so names of both lists are served. Where one is in both, the list
    // that is shown counts.
    let is_discovery = tools.is_discovery();
    let is_tool = if discovery::is_one(&name) {
        !is_discovery && tools.is_known(&name)
    } else {
        !is_discovery || tools.is_known(&name)
    };
    if is_tool {
        return endpoint.call_tool(era, request, &name, arguments).await;
    }
    let strays = endpoint.strays();
    match discovery::answer(tools, &name, arguments.unwrap_or("{}"), strays) {
        Discovery::Answer(json) => Ok(Called::local(
            "discovery",
            ToolResult::json(&json, endpoint.is_structured()),
        )),
        Discovery::Call(inner) => {
            let era = era.without_mirrors();
            endpoint
                .call_tool(&era, request, &inner.tool_name, inner.arguments.as_deref())
                .await
        }
        Discovery::Unknown(message) => Err(Fault::BadParams(message)),
        Discovery::Refused(errors) => Ok(Called::local(
            "discovery",
            ToolResult::refused(&errors, tools.result_chars()),
        )),
        Discovery::Wrong(message) => Ok(Called::local(
            "discovery",
            ToolResult::refusal(400, &message),
        )),
        Discovery::NotOurs => Err(Fault::BadParams(format!(
            "this server lists only search_tools, get_tool_schema, read_tool and call_tool; find \"{}\"{} with search_tools, which says what to call it with",
            short(&name),
            tools.did_you_mean(&name, false)
        ))),
    }
}

/// Calls a tool, as what its name led to.
pub(super) async fn call_tool<P: Platform>(
    session: &Session<'_, P>,
    era: &Era<'_>,
    message: &Call<'_>,
    found: (&str, Found),
    arguments: Option<&str>,
) -> Result<Called, Fault> {
    ask(
        session,
        era,
        Some(message),
        found,
        arguments,
        |asked, answer| show(session, &asked, answer),
    )
    .await
}

/// What a vendor was asked.
#[derive(Debug)]
pub(super) struct Asked<'a> {
    pub(super) tool: &'static Tool,
    pub(super) method: &'static Method,
    pub(super) arguments: Option<&'a str>,
    pub(super) fields: &'a [String],
    /// What the answer is to say of the arguments.
    pub(super) hint: Option<&'a str>,
    pub(super) page: &'a Page,
}

/// Calls a tool: every call of the product goes through here. `make` makes a result of what the vendor answers. `message` is a client's; without
/// one it is a record that calls, and only reads.
pub(super) async fn ask<P: Platform>(
    session: &Session<'_, P>,
    era: &Era<'_>,
    message: Option<&Call<'_>>,
    (name, found): (&str, Found),
    arguments: Option<&str>,
    make: impl FnOnce(Asked<'_>, Answer<'_>) -> Result<Result<ToolResult, Unknown>, Fault>,
) -> Result<Called, Fault> {
    let (tool, method) = match found {
        Found::Tool(tool, method) => (tool, method),
        found @ (Found::ReadOnly(_) | Found::KeptBack(_) | Found::Beyond(_) | Found::Nothing) => {
            return uncallable(session, name, &found);
        }
    };
    check_client(tool, era, session, arguments)?;
    if session.account.is_blocked {
        let message = "This account is blocked by its operator; calling again will not help.";
        return Ok(Called::local(tool.name, ToolResult::refusal(503, message)));
    }
    let whose = (session.door, session.account.id);
    let open = |sealed: &str| Page::open(&session.settings.keyring, whose, tool.name, sealed);
    let now = session.platform.now();
    let unmarked = repeat::unmark(tool, arguments);
    let (plain, mark) = unmarked
        .as_ref()
        .map(|(json, mark)| (json.as_str(), mark.as_str()))
        .unzip();
    let arguments = plain.or(arguments);
    let writer = message.map_or(Writer::Record, |_| Writer::Model);
    let preset = |json| session.toolbox.set(tool, json, writer);
    let first = preset(arguments);
    let as_set = first.json.as_deref().or(arguments);
    let (kept, again);
    let (preset, arguments, split) = match split(tool, method, as_set, now, open) {
        Ok(split) if !tool.verbatim => (&first, as_set, Ok(split)),
        // What a client added is looked for only where it can be the reason, so that other clients do not wait for it; and only in what came, so
        // that nothing is taken away that the operator set.
        Ok(_) | Err(_) => {
            kept = mended(tool, arguments.unwrap_or("{}"), session.strays());
            again = preset(Some(&kept));
            let as_set = again.json.as_deref().or(Some(&kept));
            (&again, as_set, split(tool, method, as_set, now, open))
        }
    };
    let split = preset.refuse(split);
    let split = split.and_then(|split| paged(method, session.shape(), split));
    let (mut request_arguments, page, fields, hint) = match split {
        Ok(split) => split,
        Err(errors) => return Ok(refused(session, tool, errors)),
    };
    let credentials = match credentials(session, tool).await {
        Ok(credentials) => credentials,
        Err(called) => return Ok(called),
    };
    if let Some(composite) = tool.composite {
        let run = Run::new(
            session,
            composite,
            &request_arguments.query,
            &page,
            &credentials,
        );
        // In a box of its own, so that other calls do not carry its state.
        return Box::pin(run.called(tool, arguments)).await;
    }
    let connection = connection(session, &credentials);
    if !tool.defaults.is_empty() {
        // In a box of its own, like a composite.
        let filled = Box::pin(fill(session, tool, &credentials, &mut request_arguments)).await;
        if let Err(unfilled) = filled {
            return unfilled.called(session, tool);
        }
    }
    let mut request = match compose(
        session.toolbox.integration,
        method,
        connection,
        request_arguments,
    ) {
        Ok(request) => request,
        Err(error) => return Ok(Called::local(tool.name, unsendable(&error))),
    };
    let (mut turn, mut write) = (None, None);
    if tool.effect != Effect::Read {
        let message = message.ok_or(Fault::Internal)?;
        let written = Write {
            tool,
            method,
            arguments,
            mark,
        };
        // In a box of its own, so that reads do not carry its state.
        let passed = guard::pass(session, era, message, &written, &credentials, &mut request);
        match Box::pin(passed).await? {
            Passed::On(begun, trace) => (turn, write) = (begun, Some(Box::new(trace))),
            Passed::Ended(called) => return Ok(*called),
        }
    }
    let asked = Asked {
        tool,
        method,
        arguments,
        fields: &fields,
        hint: hint.as_deref(),
        page: &page,
    };
    let of = (&credentials, turn, write);
    sent(session, request, asked, of, make).await
}

/// The arguments without what a client added, and with each condition where it belongs.
pub(super) fn mended<'a>(tool: &Tool, json: &'a str, strays: &[&str]) -> Cow<'a, str> {
    in_place(tool, without_strays(tool, json, strays))
}

/// Sends what passed every check, and tells what came.
async fn sent<P: Platform>(
    session: &Session<'_, P>,
    request: OutboundRequest,
    asked: Asked<'_>,
    (credentials, turn, write): (&Credentials, Option<Turn>, Option<Box<WriteTrace>>),
    make: impl FnOnce(Asked<'_>, Answer<'_>) -> Result<Result<ToolResult, Unknown>, Fault>,
) -> Result<Called, Fault> {
    let (tool, method) = (asked.tool, asked.method);
    let exchange = send(session, tool.name, request).await?;
    let answer = exchange.read(session, method, credentials);
    if let (Some(turn), Ok(_), Some(status)) = (turn, &answer.outcome, answer.status) {
        turn.succeeded(status, session.platform.millis());
    }
    let vendor = exchange.trace(&answer);
    note_health(session, method, &answer).await;
    let headers = limits(&answer);
    let (result, source) = match make(asked, answer)? {
        Ok(result) => (result, Some(session.toolbox.integration.slug)),
        Err(unknown) => {
            let most = session.max_result_chars();
            (ToolResult::unknown_fields(&unknown, most), None)
        }
    };
    Ok(Called {
        result,
        headers,
        tool: tool.name,
        vendor: Some(vendor),
        write,
        question: None,
        source,
    })
}

/// What the account contributes to a request.
pub(super) fn connection<'a, P: Platform>(
    session: &Session<'a, P>,
    credentials: &'a Credentials,
) -> Connection<'a> {
    Connection {
        context: &session.account.context,
        credentials: &credentials.0,
        base_url: session.settings.base_url(session.toolbox.integration.slug),
        timeout_ms: session.settings.vendor_timeout_ms,
        max_bytes: session.settings.max_vendor_body_bytes,
    }
}

/// What the vendor said of its limits, as headers.
fn limits(answer: &Answer<'_>) -> Vec<(&'static str, String)> {
    let status = answer.status.unwrap_or(0);
    let headers = answer.rate_limit.map(|limit| limit.headers(status));
    headers.unwrap_or_default()
}

/// What a 2026-07-28 client must bring: declared capabilities, and headers that mirror annotated arguments.
fn check_client<P: Platform>(
    tool: &Tool,
    era: &Era<'_>,
    session: &Session<'_, P>,
    arguments: Option<&str>,
) -> Result<(), Fault> {
    let Era::Modern {
        capabilities,
        has_mirrors,
    } = era
    else {
        return Ok(());
    };
    let missing: Vec<String> = tool
        .requires_client_capabilities
        .iter()
        .filter(|capability| capabilities.get(capability).is_none())
        .map(|capability| format!("\"{capability}\":{{}}"))
        .collect();
    if !missing.is_empty() {
        return Err(Fault::MissingCapability(format!(
            "{{{}}}",
            missing.join(",")
        )));
    }
    if *has_mirrors
        && tool
            .arguments
            .iter()
            .any(|argument| argument.header.is_some())
    {
        let arguments = arguments.and_then(Members::parse).unwrap_or_default();
        era::parameters(tool, &arguments, &session.request.headers)?;
    }
    Ok(())
}
