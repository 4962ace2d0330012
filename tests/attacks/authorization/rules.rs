//! What a server must answer, written from docs/ without the code under test.

use fairlead::catalogue::{self, Effect, Tool};
use serde_json::{Value, json};

use super::callers::{Caller, Rank};
use crate::fake::{Reply, Server};

pub(super) const STATES: [&str; 4] = ["active", "needs_reauth", "blocked", "read_only"];

pub(super) const FILTERS: [&str; 7] =
    ["none", "read", "write", "tag", "allow", "deny", "discovery"];

/// A URL's own filters, and whether their words mean anything.
pub(super) const NARROWINGS: [&str; 6] = [
    "",
    "v=2",
    "methods=read",
    "tools=create_a_acme_issue,delete_*",
    "tags=admin",
    "methods=nothing",
];

pub(super) fn config(filter: &str) -> Value {
    match filter {
        "read" => json!({ "methods": ["read"] }),
        "write" => json!({ "methods": ["write"] }),
        "tag" => json!({ "tags": ["admin"] }),
        "allow" => json!({ "tools": { "allow": ["list_all_acme_me", "create_a_acme_issue"] } }),
        "deny" => json!({ "tools": { "deny": ["*_me", "delete_*"] } }),
        "discovery" => json!({ "tool_exposure": "discovery" }),
        _ => json!({}),
    }
}

/// What the operator's filter leaves.
pub(super) fn passes(filter: &str, tool: &Tool) -> bool {
    match filter {
        "read" => tool.effect == Effect::Read,
        "write" => tool.effect != Effect::Read,
        "tag" => tool.tags.contains(&"admin"),
        "allow" => ["list_all_acme_me", "create_a_acme_issue"].contains(&tool.name),
        "deny" => !tool.name.ends_with("_me") && !tool.name.starts_with("delete_"),
        _ => true,
    }
}

/// What the URL leaves of it.
pub(super) fn is_left(narrowing: &str, tool: &Tool) -> bool {
    match narrowing {
        "methods=read" => tool.effect == Effect::Read,
        "tools=create_a_acme_issue,delete_*" => {
            tool.name == "create_a_acme_issue" || tool.name.starts_with("delete_")
        }
        "tags=admin" => tool.tags.contains(&"admin"),
        _ => true,
    }
}

/// What a client may send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Message {
    Initialize,
    List,
    Read,
    Write,
    Destroy,
    Mistake,
    Unknown,
    NoMethod,
    Notification,
}

pub(super) const MESSAGES: [Message; 9] = [
    Message::Initialize,
    Message::List,
    Message::Read,
    Message::Write,
    Message::Destroy,
    Message::Mistake,
    Message::Unknown,
    Message::NoMethod,
    Message::Notification,
];

impl Message {
    /// The tool that it calls, and how.
    pub(super) fn call(self) -> Option<(&'static str, Value)> {
        match self {
            Self::Read => Some(("list_all_acme_me", json!({}))),
            Self::Write => Some(("create_a_acme_issue", json!({ "title": "x" }))),
            Self::Destroy => Some(("delete_a_acme_issue_by_id", json!({ "id": 1 }))),
            Self::Mistake => Some(("list_all_acme_me", json!({ "no": 1 }))),
            Self::Unknown => Some(("list_all_birch_trees", json!({}))),
            Self::Initialize | Self::List | Self::NoMethod | Self::Notification => None,
        }
    }

    pub(super) fn body(self, is_discovery: bool) -> Value {
        let (method, params) = match (self, self.call()) {
            (_, Some((name, arguments))) if is_discovery => {
                let arguments = json!({ "tool_name": name, "arguments": arguments });
                (
                    "tools/call",
                    json!({ "name": "call_tool", "arguments": arguments }),
                )
            }
            (_, Some((name, arguments))) => (
                "tools/call",
                json!({ "name": name, "arguments": arguments }),
            ),
            (Self::Initialize, None) => ("initialize", json!({ "protocolVersion": "2025-11-25" })),
            (Self::List, None) => ("tools/list", json!({})),
            (Self::Notification, None) => ("notifications/initialized", json!({})),
            (_, None) => ("accounts/list", json!({})),
        };
        let mut body = json!({ "jsonrpc": "2.0", "method": method, "params": params });
        if self != Self::Notification {
            body["id"] = json!(1);
        }
        body
    }
}

/// A living server and its state.
pub(super) struct Door {
    pub(super) server: Server,
    pub(super) is_locked: bool,
    pub(super) state: &'static str,
    pub(super) filter: &'static str,
    pub(super) secret: String,
}

/// The rule. `Err` is a refusal by HTTP status or JSON-RPC code, `Ok` the status that a tool says, 200 for none.
pub(super) fn expected(
    door: &Door,
    caller: &Caller,
    narrowing: &str,
    message: Message,
) -> Result<u16, i64> {
    if door.is_locked && caller.rank == Rank::Nobody {
        return Err(401);
    }
    let tools = catalogue::integration("acme").expect("acme").tools;
    let is_writable = |tool: &Tool| door.state != "read_only" || tool.effect == Effect::Read;
    let fits = |tool: &Tool| passes(door.filter, tool) && is_left(narrowing, tool);
    let is_narrowed = !matches!(narrowing, "" | "v=2");
    let is_empty = !tools.iter().any(|tool| fits(tool) && is_writable(tool));
    if narrowing == "methods=nothing" || (is_narrowed && is_empty) {
        return Err(400);
    }
    let Some((name, _)) = message.call() else {
        return if message == Message::NoMethod {
            Err(-32601)
        } else {
            Ok(200)
        };
    };
    let Some(tool) = tools
        .iter()
        .find(|tool| tool.name == name)
        .filter(|tool| fits(tool))
    else {
        return Err(-32602);
    };
    if !is_writable(tool) {
        return Ok(405);
    }
    match (door.state, message) {
        ("blocked", _) => Ok(503),
        (_, Message::Mistake) => Ok(400),
        _ => Ok(200),
    }
}

/// The names that a list must show.
pub(super) fn names(door: &Door, narrowing: &str) -> Vec<&'static str> {
    if door.filter == "discovery" {
        return vec!["search_tools", "get_tool_schema", "read_tool", "call_tool"];
    }
    let tools = catalogue::integration("acme").expect("acme").tools.iter();
    tools
        .filter(|tool| passes(door.filter, tool) && is_left(narrowing, tool))
        .filter(|tool| door.state != "read_only" || tool.effect == Effect::Read)
        .map(|tool| tool.name)
        .collect()
}

/// What an answer came to, in the words of the rule.
pub(super) fn outcome(reply: &Reply) -> Result<u16, i64> {
    if reply.status == 202 {
        return Ok(200);
    }
    if reply.status != 200 {
        return Err(i64::from(reply.status));
    }
    let body = reply.json();
    if let Some(code) = body["error"]["code"].as_i64() {
        return Err(code);
    }
    if body["result"]["isError"] != true {
        return Ok(200);
    }
    let status = reply.failed()["statusCode"].as_u64().expect("a status");
    Ok(u16::try_from(status).expect("a status"))
}
