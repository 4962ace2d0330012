//! An MCP client of either era, as far as tests need one.

use serde_json::{Value, json};

use super::changed;
use super::http::{Ask, Reply, request};
use super::worker::Worker;

/// Keys of `_meta` in every request of 2026-07-28.
pub(crate) const VERSION: &str = "io.modelcontextprotocol/protocolVersion";
pub(crate) const CAPABILITIES: &str = "io.modelcontextprotocol/clientCapabilities";

/// The `_meta` of a client that speaks this version.
pub(crate) fn claim(version: &str) -> Value {
    json!({ VERSION: version, CAPABILITIES: {} })
}

/// Speaks to one MCP server.
#[derive(Clone)]
pub(crate) struct Client<'a> {
    pub(crate) worker: &'a Worker,
    pub(crate) target: String,
    pub(crate) is_modern: bool,
}

impl Client<'_> {
    pub(crate) fn list(&self) -> Reply {
        self.rpc("tools/list", json!({}))
    }

    #[expect(clippy::needless_pass_by_value, reason = "json!(…) at every call")]
    pub(crate) fn call(&self, tool: &str, arguments: Value) -> Reply {
        self.rpc(
            "tools/call",
            json!({ "name": tool, "arguments": arguments }),
        )
    }

    pub(crate) fn rpc(&self, method: &str, params: Value) -> Reply {
        self.worker.answer(&self.ask(method, params))
    }

    /// A call whose arguments are spelled to the letter.
    pub(crate) fn call_verbatim(&self, tool: &str, arguments: &str) -> Reply {
        let ask = self.ask("tools/call", json!({ "name": tool, "arguments": "@" }));
        let body = String::from_utf8(ask.0.body.clone()).expect("JSON");
        self.worker
            .answer(&ask.body(body.replace("\"@\"", arguments)))
    }

    /// The request itself, to be changed before it is sent.
    pub(crate) fn ask(&self, method: &str, mut params: Value) -> Ask {
        let mut ask = request("POST", &self.target).header("content-type", "application/json");
        if self.is_modern {
            params["_meta"] = claim("2026-07-28");
            ask = ask
                .header("mcp-protocol-version", "2026-07-28")
                .header("mcp-method", method);
            if let Some(name) = params["name"].as_str() {
                ask = ask.header("mcp-name", name);
            }
        }
        let body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        ask.body(body.to_string())
    }

    /// A request with exactly these params and headers.
    pub(crate) fn rpc_with(&self, method: &str, params: &Value, headers: &[(&str, &str)]) -> Reply {
        let mut ask = request("POST", &self.target).header("content-type", "application/json");
        for (name, value) in headers {
            ask = ask.header(name, value);
        }
        let body = json!({ "jsonrpc": "2.0", "id": "x", "method": method, "params": params });
        self.worker.answer(&ask.body(body.to_string()))
    }

    /// A call by a client of 2026-07-28 that can ask its user; `added` stands beside the tool's name and its arguments.
    pub(crate) fn call_able_to_ask(&self, tool: &str, arguments: &Value, added: &Value) -> Reply {
        let mut params = changed(json!({ "name": tool, "arguments": arguments }), added);
        params["_meta"] = json!({ VERSION: "2026-07-28", CAPABILITIES: { "elicitation": {} } });
        let headers = [
            ("mcp-protocol-version", "2026-07-28"),
            ("mcp-method", "tools/call"),
            ("mcp-name", tool),
        ];
        self.rpc_with("tools/call", &params, &headers)
    }

    /// The names that `tools/list` shows.
    #[track_caller]
    pub(crate) fn tools(&self) -> Vec<String> {
        tool_names(&self.list().result())
    }
}

#[track_caller]
pub(crate) fn tool_names(result: &Value) -> Vec<String> {
    let tools = result["tools"].as_array().expect("tools");
    let name = |tool: &Value| tool["name"].as_str().expect("a name").to_owned();
    tools.iter().map(name).collect()
}
