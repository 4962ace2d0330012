//! `Mcp-Param-…`: arguments that a tool's schema mirrors in headers (2026-07-28, server/tools, "x-mcp-header").

use serde_json::{Value, json};

use crate::fake::{Client, Reply, Worker};

const TOOL: &str = "update_a_acme_issue_by_id";

#[expect(clippy::needless_pass_by_value, reason = "json!(…) at every call")]
fn call(client: &Client<'_>, arguments: Value, headers: &[(&str, &str)]) -> Reply {
    let mut ask = client.ask(
        "tools/call",
        json!({ "name": TOOL, "arguments": arguments }),
    );
    for (name, value) in headers {
        ask = ask.header(name, value);
    }
    client.worker.answer(&ask)
}

#[test]
fn the_schema_says_which_arguments_are_mirrored() {
    let worker = Worker::new();
    let server = worker.server();
    let tools = worker.modern(&server).list().result()["tools"].clone();
    let tool = tools
        .as_array()
        .unwrap()
        .iter()
        .find(|tool| tool["name"] == TOOL)
        .unwrap();
    let properties = &tool["inputSchema"]["properties"];
    assert_eq!(properties["region"]["x-mcp-header"], "Region");
    assert_eq!(properties["title"].get("x-mcp-header"), None);
}

#[test]
fn a_header_that_says_the_same_passes() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.modern(&server);
    for (arguments, headers) in [
        (json!({ "region": "eu" }), vec![("mcp-param-region", "eu")]),
        (
            json!({ "region": "Zürich" }),
            vec![("mcp-param-region", "=?base64?WsO8cmljaA==?=")],
        ),
        (
            json!({ "region": "eu" }),
            vec![("mcp-param-region", " eu ")],
        ),
        (json!({ "number": 42 }), vec![("mcp-param-number", "42")]),
        (json!({ "number": 42 }), vec![("mcp-param-number", "42.0")]),
        (json!({ "number": "42" }), vec![("mcp-param-number", "42")]),
        (
            json!({ "urgent": true }),
            vec![("mcp-param-urgent", "true")],
        ),
        (json!({ "region": null }), vec![]),
        (json!({}), vec![]),
        (
            json!({ "region": "eu", "number": 1 }),
            vec![("mcp-param-number", "1"), ("mcp-param-region", "eu")],
        ),
    ] {
        let mut arguments = arguments;
        arguments["id"] = json!("i_1");
        let reply = call(&client, arguments.clone(), &headers);
        assert_eq!(reply.status, 200, "{arguments} {headers:?} {reply:?}");
    }
}

#[test]
fn a_header_that_is_missing_or_differs_is_refused_and_nothing_is_sent() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.modern(&server);
    for (arguments, headers) in [
        (json!({ "region": "eu" }), vec![]),
        (json!({ "region": "eu" }), vec![("mcp-param-region", "us")]),
        (json!({ "region": "eu" }), vec![("mcp-param-region", "EU")]),
        (
            json!({ "region": "eu" }),
            vec![("mcp-param-region", "eu, eu")],
        ),
        (
            json!({ "region": "eu" }),
            vec![("mcp-param-region", "=?base64?ZXU?=")],
        ),
        (
            json!({ "region": "eu" }),
            vec![("mcp-param-region", "=?base64?%%?=")],
        ),
        (json!({ "number": 42 }), vec![("mcp-param-number", "43")]),
        (json!({ "number": 42 }), vec![("mcp-param-number", "x")]),
        (json!({ "urgent": true }), vec![("mcp-param-urgent", "1")]),
        (
            json!({ "region": "eu", "number": 1 }),
            vec![("mcp-param-region", "eu")],
        ),
    ] {
        let mut arguments = arguments;
        arguments["id"] = json!("i_1");
        let reply = call(&client, arguments.clone(), &headers);
        assert_eq!(reply.fault(), (400, -32020), "{arguments} {headers:?}");
    }
    assert!(worker.platform.sent().is_empty());
}

#[test]
fn integers_that_differ_beyond_53_bits_are_told_apart() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.modern(&server);
    let arguments = json!({ "id": "i_1", "number": 9_007_199_254_740_993_u64 });
    let same = [("mcp-param-number", "9007199254740993")];
    assert_eq!(call(&client, arguments.clone(), &same).status, 200);
    let other = [("mcp-param-number", "9007199254740992")];
    assert_eq!(call(&client, arguments, &other).fault(), (400, -32020));
}

#[test]
fn clients_of_the_handshake_era_send_no_such_headers() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.legacy(&server);
    let arguments = json!({ "id": "i_1", "region": "eu" });
    assert_eq!(call(&client, arguments, &[]).status, 200);
}

#[test]
fn a_tool_called_through_call_tool_has_no_headers_to_mirror() {
    // The client sees the schema of call_tool, which annotates nothing.
    let worker = Worker::new();
    let server = worker.configured(&json!({ "tool_exposure": "discovery" }));
    let arguments = json!({ "tool_name": TOOL, "arguments": { "id": "i_1", "region": "eu" } });
    let reply = worker.modern(&server).call("call_tool", arguments);
    assert_eq!(reply.status, 200, "{reply:?}");
    assert_eq!(worker.platform.sent().len(), 1);
}
