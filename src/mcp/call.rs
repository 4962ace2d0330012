//! The life of a `tools/call`: find the tool, check what was sent, call the vendor, note how the account fares, show what came.

use super::cursor::Page;
use super::era::{self, Era};
use super::fault::Fault;
use super::message::Call;
use super::{Session, VendorTrace};
use crate::access::account::{Forbidden, Health};
use crate::access::lifetime::to_iso;
use crate::catalogue::{Method, PagingStyle, Tool};
use crate::hidden::shown;
use crate::json::{Members, object, quote, string};
use crate::platform::{Limit, Platform, SendError};
use crate::tools::discovery::{self, Discovery};
use crate::tools::mend::{Mend, short};
use crate::tools::render::{ToolResult, fit, list, value};
use crate::tools::split::{Split, split};
use crate::tools::strays::without_strays;
use crate::tools::toolbox::Found;
use crate::vendors::answer::{Answer, Outcome, read};
use crate::vendors::arguments::Arguments;
use crate::vendors::compose::{ComposeError, Connection, compose};

/// What a list has around its records: keys, and a sealed cursor without the vendor's part.
const ENVELOPE_CHARS: usize = 160;

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
    /// Slug of the integration that the result comes from; `None` for Fairlead's own words.
    pub(super) source: Option<&'static str>,
}

impl Called {
    /// A call that never reached the vendor.
    fn local(tool: &'static str, result: ToolResult) -> Self {
        Self {
            result,
            headers: Vec::new(),
            tool,
            vendor: None,
            source: None,
        }
    }
}

/// Answers `tools/call`.
pub(super) async fn call<P: Platform>(
    session: &Session<'_, P>,
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
    if !session.toolbox.is_discovery() {
        return call_tool(session, era, &name, arguments).await;
    }
    let strays = session.strays();
    match discovery::answer(session.toolbox, &name, arguments.unwrap_or("{}"), strays) {
        Discovery::Answer(json) => Ok(Called::local(
            "discovery",
            ToolResult::json(&json, session.is_structured()),
        )),
        Discovery::Call(inner) => {
            let era = era.without_mirrors();
            call_tool(session, &era, &inner.tool_name, inner.arguments.as_deref()).await
        }
        Discovery::Refused(mends) => Ok(Called::local("discovery", ToolResult::refused(&mends))),
        Discovery::Wrong(message) => Ok(Called::local(
            "discovery",
            ToolResult::refusal(400, &message),
        )),
        Discovery::NotOurs => Err(Fault::BadParams(format!(
            "this server lists only search_tools, get_tool_schema and call_tool; find \"{}\" with search_tools and run it with call_tool",
            short(&name)
        ))),
    }
}

async fn call_tool<P: Platform>(
    session: &Session<'_, P>,
    era: &Era<'_>,
    name: &str,
    arguments: Option<&str>,
) -> Result<Called, Fault> {
    let (tool, method) = match session.toolbox.find(name) {
        Found::Tool(tool, method) => (tool, method),
        Found::ReadOnly(tool) => {
            let message = "This account is read-only: tools that change something are refused.";
            return Ok(Called::local(tool.name, ToolResult::refusal(405, message)));
        }
        Found::Nothing => {
            let nearest = session.toolbox.did_you_mean(name);
            return Err(Fault::BadParams(format!(
                "unknown tool \"{}\"{nearest}",
                short(name)
            )));
        }
    };
    check_client(tool, era, session, arguments)?;
    if session.account.is_blocked {
        let message = "This account is blocked by its operator; calling again will not help.";
        return Ok(Called::local(tool.name, ToolResult::refusal(503, message)));
    }
    let open =
        |sealed: &str| Page::open(&session.settings.keyring, session.server, tool.name, sealed);
    let kept;
    let split = match split(tool, method, arguments, open) {
        Ok(split) if !tool.verbatim => Ok(split),
        // What a client added is looked for only where it can be the reason, so that other clients do not wait for it.
        Ok(_) | Err(_) => {
            kept = without_strays(tool, arguments.unwrap_or("{}"), session.strays());
            split(tool, method, Some(&kept), open)
        }
    };
    let split = match split {
        Ok(split) => split,
        Err(mends) => return Ok(Called::local(tool.name, ToolResult::refused(&mends))),
    };
    let (arguments, page) = paged(method, split);
    let Ok(credentials) = session.account.open(&session.settings.keyring) else {
        session.platform.log(
            "{\"level\":\"error\",\"message\":\"credentials do not open: is their key still in CREDENTIAL_KEYS?\"}",
        );
        let message = "This account's stored credentials cannot be opened; its operator must send them again.";
        return Ok(Called::local(tool.name, ToolResult::refusal(503, message)));
    };
    let connection = Connection {
        context: &session.account.context,
        credentials: &credentials.0,
        base_url: session.settings.base_url(session.toolbox.integration.slug),
        timeout_ms: session.settings.vendor_timeout_ms,
        max_bytes: session.settings.max_vendor_body_bytes,
    };
    let request = match compose(session.toolbox.integration, method, connection, arguments) {
        Ok(request) => request,
        Err(ComposeError::PathValue(name)) => {
            let mend = Mend {
                argument: name.to_owned(),
                message: "must not be empty, \".\" or \"..\"".to_owned(),
            };
            return Ok(Called::local(tool.name, ToolResult::refused(&[mend])));
        }
        Err(ComposeError::Address(_)) => {
            let message = "The account has no usable address; its operator must mend its context.";
            return Ok(Called::local(tool.name, ToolResult::refusal(503, message)));
        }
    };

    let key = format!("{}:{}", session.account.id, tool.name);
    if session.platform.is_too_many(Limit::Tool, &key).await {
        return Err(Fault::TooMany);
    }
    let started = session.platform.millis();
    let exchange = session.platform.send(request).await;
    let ended = session.platform.millis();
    if let Err(SendError::Unreachable(detail)) = &exchange {
        session.platform.log(&format!(
            "{{\"level\":\"warn\",\"message\":\"vendor unreachable\",\"detail\":{}}}",
            quote(detail)
        ));
    }
    let answer = read(
        session.toolbox.integration,
        method,
        exchange.as_ref(),
        &credentials.0,
        ended.seconds(),
    );
    let vendor = VendorTrace {
        status: answer.status,
        millis: ended.since(started),
        bytes: exchange.as_ref().map_or(0, |answer| answer.body.len()),
    };
    note_health(session, method, &answer).await;
    Ok(Called {
        headers: answer
            .rate_limit
            .map(|limit| limit.headers(answer.status.unwrap_or(0)))
            .unwrap_or_default(),
        vendor: Some(vendor),
        result: show(session, tool, method, &page, answer)?,
        tool: tool.name,
        source: Some(session.toolbox.integration.slug),
    })
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
        era::parameters(tool, &arguments, session.headers)?;
    }
    Ok(())
}

/// Puts the vendor's own cursor and the page size in, and says which part of which page is wanted.
fn paged<'a>(method: &Method, split: Split<'a, Page>) -> (Arguments<'a>, Page) {
    let mut arguments = split.arguments;
    let mut page = split.cursor.unwrap_or_default();
    // A page that was shown in part, or has a number, is another one in another size: records would be lost or come twice.
    let is_numbered = method
        .paging
        .is_some_and(|paging| matches!(paging.style, PagingStyle::Page { .. }));
    let is_bound = page.skip > 0 || (is_numbered && page.vendor.is_some());
    let wanted = arguments.limit.filter(|_| !is_bound).or(page.limit);
    page.limit = wanted.or_else(|| method.paging.and_then(|paging| paging.default_limit));
    arguments.limit = page.limit;
    arguments.cursor.clone_from(&page.vendor);
    (arguments, page)
}

/// What calls learn of an account is written only when it changes: KV takes one write a second for a key.
async fn note_health<P: Platform>(session: &Session<'_, P>, method: &Method, answer: &Answer<'_>) {
    let mut health = session.health.clone();
    match (&answer.outcome, answer.status) {
        (Err(failure), Some(401)) => {
            health
                .last_error
                .get_or_insert_with(|| failure.message.clone());
        }
        (Err(failure), Some(403)) => {
            let is_known = health.last_forbidden_error.as_ref().is_some_and(|known| {
                known.resource == method.resource && known.method == method.method
            });
            if !is_known {
                health.last_forbidden_error = Some(Forbidden {
                    resource: method.resource.to_owned(),
                    method: method.method.to_owned(),
                    message: failure.message.clone(),
                    occurred_at: to_iso(session.platform.now()),
                });
            }
        }
        (Ok(_), _) => health = Health::default(),
        (Err(_), _) => {}
    }
    if health != *session.health
        && let Err(error) = health.save(session.platform, session.account.id).await
    {
        session.platform.log(&format!(
            "{{\"level\":\"error\",\"message\":\"account state not written\",\"detail\":{}}}",
            quote(&error.to_string())
        ));
    }
}

fn show<P: Platform>(
    session: &Session<'_, P>,
    tool: &Tool,
    method: &Method,
    page: &Page,
    answer: Answer<'_>,
) -> Result<ToolResult, Fault> {
    let max_chars = session.settings.max_result_chars;
    let mut result = match answer.outcome {
        Err(failure) => return Ok(ToolResult::failure(&failure)),
        Ok(Outcome::List {
            array,
            next,
            narrow,
        }) => {
            // The cursor to the rest of a page carries the page's own.
            let cursor = page.vendor.as_ref().map_or(0, String::len) * 3 / 2;
            let fit = fit(
                array,
                page.skip,
                max_chars.saturating_sub(ENVELOPE_CHARS + cursor),
            );
            let can_continue = method
                .paging
                .is_some_and(|paging| !matches!(paging.style, PagingStyle::SizeOnly));
            let following = match (fit.shown, next) {
                (Some(shown), _) if can_continue => Some(Page {
                    skip: shown,
                    ..page.clone()
                }),
                (_, Some(cursor)) => Some(Page {
                    vendor: Some(cursor.into_owned()),
                    skip: 0,
                    limit: page.limit,
                }),
                (_, None) => None,
            };
            let following = following.map(|page| {
                page.seal(
                    session.platform,
                    &session.settings.keyring,
                    session.server,
                    tool.name,
                )
            });
            let following = following.transpose().map_err(|_| Fault::Internal)?;
            let capped = fit
                .shown
                .filter(|_| !can_continue)
                .map(|shown| (shown, fit.of));
            ToolResult::json(
                &list(&fit.array, following.as_deref(), capped, narrow),
                session.is_structured(),
            )
        }
        Ok(Outcome::Value(json)) => {
            ToolResult::json(&value(json, max_chars), session.is_structured())
        }
        Ok(Outcome::Text(text)) => ToolResult::text(&text, max_chars),
        Ok(Outcome::Media { mime_type, bytes }) => {
            let uri = format!(
                "fairlead://{}{}",
                session.toolbox.integration.slug, method.path
            );
            ToolResult::media(&uri, &mime_type, bytes, max_chars)
        }
        Ok(Outcome::Lines(text)) => ToolResult::lines(&text, max_chars),
        Ok(Outcome::Link(uri)) => ToolResult::link(uri, tool.title),
        Ok(Outcome::Empty { status, id }) => {
            let id = id.map_or_else(String::new, |id| format!(",\"id\":{}", shown(&quote(id))));
            ToolResult::json(
                &format!("{{\"status\":{status}{id}}}"),
                session.is_structured(),
            )
        }
    };
    result.is_error |= tool.is_error;
    Ok(result)
}
