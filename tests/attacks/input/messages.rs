//! JSON-RPC messages over HTTP, of both eras: right, then one thing broken.

use fairlead::catalogue::Tool;
use serde_json::json;

use super::arguments::{Must, arguments, strange};
use super::choices::Choices;
use super::oracle::Case;
use crate::fake::{Ask, request};
use crate::fixture::{Door, Fixture, Kind};

const MODERN: &str = "2026-07-28";

/// One message, and the headers that go with it.
struct Message {
    id: String,
    method: String,
    /// Members of `params`, without the braces.
    params: String,
    name: Option<String>,
    is_modern: bool,
}

impl Message {
    fn body(&self) -> String {
        let comma = if self.params.is_empty() { "" } else { "," };
        let meta = if self.is_modern {
            format!(
                "{comma}\"_meta\":{{\"io.modelcontextprotocol/protocolVersion\":\"{MODERN}\",\
                 \"io.modelcontextprotocol/clientCapabilities\":{{\"sampling\":{{}},\"elicitation\":{{}}}}}}"
            )
        } else {
            String::new()
        };
        format!(
            "{{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":{},\"params\":{{{}{meta}}}}}",
            self.id,
            json!(self.method),
            self.params
        )
    }

    fn ask(&self, door: &Door) -> Ask {
        let mut ask =
            request("POST", &door.server.path()).header("content-type", "application/json");
        if self.is_modern {
            ask = ask
                .header("mcp-protocol-version", MODERN)
                .header("mcp-method", &self.method);
            if let Some(name) = &self.name {
                ask = ask.header("mcp-name", name);
            }
        }
        ask.body(self.body())
    }
}

/// A `tools/call` of any tool on any server.
pub(crate) fn call(fixture: &Fixture, choices: &mut Choices<'_>) -> Case {
    let door = &fixture.doors[choices.pick(fixture.doors.len())];
    let tool = &door.integration.tools[choices.pick(door.integration.tools.len())];
    let (arguments, mut must) = arguments(tool, &fixture.schemas[tool.name], choices);
    let is_modern = choices.rarely(3);
    let mirrored = tool.arguments.iter().any(|it| it.header.is_some());
    // The headers that mirror some arguments are left out: `mcp_parameters` is about them.
    if is_modern && mirrored {
        must = Must::Either;
    }
    let shown = if door.kind == Kind::Short {
        tool.short_name
    } else {
        tool.name
    };
    let (name, params) = if door.kind == Kind::Discovery {
        let inner = format!(
            "{{\"tool_name\":{},\"arguments\":{arguments}}}",
            json!(shown)
        );
        ("call_tool", inner)
    } else {
        (shown, arguments)
    };
    let message = Message {
        id: id(choices),
        method: "tools/call".to_owned(),
        params: format!("\"name\":{},\"arguments\":{params}", json!(name)),
        name: Some(name.to_owned()),
        is_modern,
    };
    let mut ask = message.ask(door);
    if door.kind == Kind::SecondFactor {
        ask = ask.bearer(choices.one(&[&fixture.api_tokens[0], &fixture.api_tokens[1]]));
    }
    let is_refused = match door.kind {
        Kind::BlockedAccount => true,
        Kind::ReadOnlyAccount | Kind::ReadsOnly => is_write(tool),
        Kind::Plain | Kind::Short | Kind::Discovery | Kind::Structured | Kind::SecondFactor => {
            false
        }
    };
    if is_refused && must == Must::BeSent {
        must = Must::BeRefused;
    }
    Case {
        id: Some(message.id),
        ..Case::new(ask, must)
    }
    .in_any_weather(choices)
}

fn is_write(tool: &Tool) -> bool {
    tool.effect != fairlead::catalogue::Effect::Read
}

/// Any message but a call, or any message with its frame broken.
pub(crate) fn message(fixture: &Fixture, choices: &mut Choices<'_>) -> Case {
    // Long lists cost time and try nothing new, so they are asked of the small integrations.
    let small = ["acme", "birch", "cedar", "dogwood"];
    let kinds = [Kind::Plain, Kind::Short, Kind::Discovery, Kind::Structured];
    let door = fixture.door(choices.one(&small), choices.one(&kinds));
    let (method, params, name) = method(door, choices);
    let is_modern = match method.as_str() {
        "initialize" | "ping" => false,
        "server/discover" => true,
        _ => choices.pick(2) == 1,
    };
    let message = Message {
        id: id(choices),
        method,
        params,
        name,
        is_modern,
    };
    let ask = message.ask(door);
    let body = ask.0.body.clone();
    let (ask, id) = match choices.pick(4) {
        0 => (ask, Some(message.id)),
        1 => (head(&ask, choices), Some(message.id)),
        2 => (frame(ask, &message, choices), None),
        _ => (ask.body(choices.spoil(&body)), None),
    };
    // What is left of a broken body may still have an id, this one or another.
    let id = id.or_else(|| readable_id(&ask.0.body));
    Case {
        id,
        ..Case::new(ask, Must::Either)
    }
    .in_any_weather(choices)
}

/// The last `id` of an object, as JavaScript would read it.
fn readable_id(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?;
    let text = text.trim_start_matches('\u{feff}').trim();
    let members: std::collections::BTreeMap<String, &serde_json::value::RawValue> =
        serde_json::from_str(text).ok()?;
    members.get("id").map(|id| id.get().to_owned())
}

fn id(choices: &mut Choices<'_>) -> String {
    let ids = [
        "1",
        "0",
        "-7",
        "1.0",
        "9007199254740993",
        "\"a\"",
        "\"\"",
        "\"\\u00e9\"",
        "1e2",
    ];
    choices.one(&ids).to_owned()
}

fn method(door: &Door, choices: &mut Choices<'_>) -> (String, String, Option<String>) {
    let plain = |method: &str| (method.to_owned(), String::new(), None);
    match choices.pick(14) {
        0 => plain("ping"),
        1 => plain("tools/list"),
        2 => {
            let cursor = choices.one(&[
                "NTAw",
                "MA",
                "",
                "LTUwMA",
                "x",
                "MTg0NDY3NDQwNzM3MDk1NTE1MDA",
            ]);
            let cursor = json!(cursor).to_string();
            (
                "tools/list".to_owned(),
                format!("\"cursor\":{cursor}"),
                None,
            )
        }
        3 => {
            let version = choices.one(&["2025-11-25", "2024-11-05", "2026-07-28", "1", ""]);
            let params = format!("\"protocolVersion\":\"{version}\",\"capabilities\":{{}}");
            ("initialize".to_owned(), params, None)
        }
        4 => plain("server/discover"),
        5 => plain(choices.one(&["prompts/list", "resources/list", "resources/templates/list"])),
        6 => {
            let uri = choices.hostile();
            let params = format!("\"uri\":{}", json!(uri));
            ("resources/read".to_owned(), params, Some(uri))
        }
        7 => {
            let name = choices.hostile();
            let params = format!("\"name\":{}", json!(name));
            ("prompts/get".to_owned(), params, Some(name))
        }
        8 => (choices.hostile(), String::new(), None),
        9 => {
            let method = choices.one(&[
                "notifications/initialized",
                "completion/complete",
                "logging/setLevel",
            ]);
            (
                method.to_owned(),
                format!("\"a\":{}", strange(choices)),
                None,
            )
        }
        10 if door.kind == Kind::Discovery => {
            let (name, arguments) = match choices.pick(3) {
                0 => (
                    "search_tools",
                    json!({ "query": choices.hostile(), "limit": strange(choices) }),
                ),
                1 => (
                    "get_tool_schema",
                    json!({ "tool_names": [choices.hostile(), door.integration.tools[0].name] }),
                ),
                _ => (
                    choices.one(&["search_tools", "get_tool_schema", "call_tool"]),
                    strange(choices),
                ),
            };
            let params = format!("\"name\":\"{name}\",\"arguments\":{arguments}");
            ("tools/call".to_owned(), params, Some(name.to_owned()))
        }
        _ => {
            let name = match choices.pick(3) {
                0 => choices.hostile(),
                1 => door.integration.tools[0].name.to_uppercase(),
                _ => format!("{}x", door.integration.tools[0].name),
            };
            let params = format!(
                "\"name\":{},\"arguments\":{}",
                json!(name),
                strange(choices)
            );
            ("tools/call".to_owned(), params, Some(name))
        }
    }
}

/// One header changed. What mirrors the body no longer does, or the body is something else.
fn head(ask: &Ask, choices: &mut Choices<'_>) -> Ask {
    let name = choices.one(&[
        "mcp-protocol-version",
        "mcp-method",
        "mcp-name",
        "content-type",
        "accept",
        "mcp-session-id",
        "content-length",
        "transfer-encoding",
        "x-http-method-override",
    ]);
    let value = match choices.pick(6) {
        0 => choices.hostile(),
        1 => choices
            .one(&[
                "2025-11-25",
                "2025-06-18",
                "2026-07-28",
                "2026-07-29",
                "2099-01-01",
            ])
            .to_owned(),
        2 => choices
            .one(&[
                "text/plain",
                "application/json;charset=utf-7",
                "APPLICATION/JSON ; x",
                "multipart/form-data",
            ])
            .to_owned(),
        3 => "=?base64?dG9vbHMvY2FsbA==?=".to_owned(),
        4 => "=?base64?%%%?=".to_owned(),
        _ => choices
            .one(&["tools/call", "tools/list", "chunked", "0", "99999999999"])
            .to_owned(),
    };
    let mut asked = Ask(ask.0.clone());
    let others = ask.0.headers.as_lines().lines();
    let others = others.filter(|line| !line.starts_with(&format!("{name}:")));
    let lines: Vec<String> = others.map(|line| format!("{line}\n")).collect();
    asked.0.headers = fairlead::http::Headers::from_lines(lines.concat());
    asked.header(name, &value)
}

/// One member of the frame changed.
fn frame(ask: Ask, message: &Message, choices: &mut Choices<'_>) -> Ask {
    let body = message.body();
    let id = format!("\"id\":{}", message.id);
    let strange = strange(choices);
    let claim = format!("\"{MODERN}\"");
    let body = match choices.pick(14) {
        0 => body.replacen("\"2.0\"", "\"1.0\"", 1),
        1 => body.replacen("\"jsonrpc\":\"2.0\",", "", 1),
        2 => body.replacen(&id, &format!("\"id\":{strange}"), 1),
        3 => body.replacen(&id, "\"id\":\"\\ud800\"", 1),
        4 => body.replacen(&format!("{id},"), "", 1),
        5 => body.replacen(&id, &format!("\"id\":9,{id}"), 1),
        6 => body.replacen("\"method\":", "\"methods\":", 1),
        7 => body.replacen("\"params\":{", &format!("\"params\":{strange},\"x\":{{"), 1),
        8 => format!("[{body}]"),
        9 => format!("{body}{body}"),
        10 => format!("\u{feff} {body}\n"),
        11 => body.replacen(&claim, &strange.to_string(), 1),
        12 => body.replacen(
            "{\"sampling\"",
            &format!("{strange},\"x\":{{\"sampling\""),
            1,
        ),
        _ => body.replacen("\"method\":", "\"result\":{},\"method\":", 1),
    };
    ask.body(body)
}
