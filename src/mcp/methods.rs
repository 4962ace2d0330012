//! One function a method of MCP, in the order of a client's life. Each writes the members of its result, without the braces.

use std::fmt::Write;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::endpoint::Endpoint;
use super::era::{LEGACY, MODERN};
use super::fault::Fault;
use super::message::Call;
use super::skills::EXTENSION;
use crate::arguments::cursor::copied;
use crate::catalogue::Tool;
use crate::http::Shared;
use crate::json::{is_blank, quote, string};
use crate::platform::Platform;
use crate::tools::discovery;
use crate::tools::tool_set::{ToolSet, render_all};

/// Tools on one page of `tools/list`. No shipped integration has more, so most clients see one page.
const PAGE: usize = 500;

/// The same for every server, whatever its filters leave of prompts and skills: some clients ask for the lists whatever is declared, and one that
/// kept the capabilities sees what the operator allows later on.
const CAPABILITIES: &str = "\"tools\":{},\"prompts\":{},\"resources\":{}";

/// A method that an account answers. Any other is `ping`, or none that is served: neither takes a look at records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum McpMethod {
    Initialize,
    Discover,
    ListTools,
    CallTool,
    ListPrompts,
    GetPrompt,
    ListSkills,
    GetSkill,
    ListResources,
    ReadResource,
    ListResourceTemplates,
}

impl McpMethod {
    const ALL: [Self; 11] = [
        Self::ListTools,
        Self::CallTool,
        Self::Initialize,
        Self::Discover,
        Self::ListPrompts,
        Self::GetPrompt,
        Self::ListSkills,
        Self::GetSkill,
        Self::ListResources,
        Self::ReadResource,
        Self::ListResourceTemplates,
    ];

    pub(super) fn read(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.name() == name)
    }

    /// As messages and the log have it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Initialize => "initialize",
            Self::Discover => "server/discover",
            Self::ListTools => "tools/list",
            Self::CallTool => "tools/call",
            Self::ListPrompts => "prompts/list",
            Self::GetPrompt => "prompts/get",
            Self::ListSkills => "skills/list",
            Self::GetSkill => "skills/get",
            Self::ListResources => "resources/list",
            Self::ReadResource => "resources/read",
            Self::ListResourceTemplates => "resources/templates/list",
        }
    }

    /// Whether an era has it: each begins in a way of its own.
    pub(super) fn is_of(self, is_modern: bool) -> bool {
        let others = if is_modern {
            Self::Initialize
        } else {
            Self::Discover
        };
        self != others
    }

    /// Whether a client may keep the answer for a while.
    pub(super) fn is_cacheable(self) -> bool {
        !matches!(self, Self::CallTool | Self::GetPrompt)
    }
}

/// `initialize` (2025-11-25, basic/lifecycle): the version that was asked for if it is one of that era, else the newest of it.
/// Never 2026-07-28, which has no handshake, even to a client that asks for it here.
pub(super) fn initialize<E: Endpoint>(endpoint: &E, call: &Call<'_>, out: &mut String) {
    let asked = call.params.get("protocolVersion").and_then(string);
    let version = LEGACY
        .iter()
        .find(|version| asked.as_deref() == Some(**version))
        .unwrap_or(&LEGACY[0]);
    // Writing into a String cannot fail, here and below.
    let _ = write!(
        out,
        "\"protocolVersion\":\"{version}\",\"capabilities\":{{{CAPABILITIES}}},\"serverInfo\":"
    );
    endpoint.server_info(out);
    let _ = write!(out, ",\"instructions\":{}", quote(&endpoint.instructions()));
}

/// `server/discover` (2026-07-28, server/discover).
pub(super) fn discover<E: Endpoint>(endpoint: &E, out: &mut String) {
    let _ = write!(
        out,
        "\"supportedVersions\":[\"{MODERN}\"],\"capabilities\":{{{CAPABILITIES},\"extensions\":{{\"{EXTENSION}\":{{}}}}}},\"instructions\":{}",
        quote(&endpoint.instructions())
    );
}

/// `tools/list`: the build rendered the tools, and answers that show the same ones share their text.
pub(super) fn list_tools<E: Endpoint>(
    endpoint: &E,
    call: &Call<'_>,
    out: &mut String,
) -> Result<Option<Shared>, Fault> {
    let start = start(call)?;
    out.push_str("\"tools\":[");
    let tools = endpoint.tools();
    if tools.is_discovery() {
        out.push_str(tools.chatgpt_definitions());
        out.push_str(&discovery::definitions(tools));
        out.push(']');
        return Ok(None);
    }
    let key = format!("{start} {}", tools.key());
    let render = || {
        let mut all = tools.tools().skip(start);
        let page: Vec<&Tool> = all.by_ref().take(PAGE).collect();
        let mut text = render_all(tools, &page);
        if start == 0 {
            text.insert_str(0, tools.chatgpt_definitions());
        }
        text.push(']');
        if all.next().is_some() {
            next_cursor(start, &mut text);
        }
        text
    };
    let length = endpoint.platform().keep(&key, render);
    Ok(Some(Shared {
        key,
        at: out.len(),
        length,
    }))
}

/// Where the page begins that is asked for: the same for every list.
pub(super) fn start(call: &Call<'_>) -> Result<usize, Fault> {
    // Clients that fill every field send an empty one for the first page.
    match call.params.get("cursor").filter(|cursor| !is_blank(cursor)) {
        None => Ok(0),
        Some(cursor) => string(cursor)
            .and_then(|cursor| offset(&copied(&cursor)))
            .ok_or_else(|| {
                let what = format!("cursor is not one that {} gave", call.method);
                Fault::BadParams(what)
            }),
    }
}

/// Writes a page of a list with commas between, its end, and where the next page begins.
pub(super) fn page<T>(
    items: impl Iterator<Item = T>,
    start: usize,
    out: &mut String,
    write: impl Fn(T, &mut String),
) {
    let mut items = items.skip(start);
    for (index, item) in items.by_ref().take(PAGE).enumerate() {
        if index > 0 {
            out.push(',');
        }
        write(item, out);
    }
    out.push(']');
    if items.next().is_some() {
        next_cursor(start, out);
    }
}

fn next_cursor(start: usize, out: &mut String) {
    let cursor = URL_SAFE_NO_PAD.encode((start + PAGE).to_string());
    let _ = write!(out, ",\"nextCursor\":\"{cursor}\"");
}

fn offset(cursor: &str) -> Option<usize> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    text.parse()
        .ok()
        .filter(|offset| *offset > 0 && offset % PAGE == 0)
}
