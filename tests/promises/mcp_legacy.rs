//! The era of the `initialize` handshake, and what both eras share: rows 1 to 9 and 15 to 19 of the classification.

use serde_json::{Value, json};

use crate::fake::{Client, Reply, Worker, request};

fn post(worker: &Worker, target: &str, body: &str) -> Reply {
    let ask = request("POST", target).header("content-type", "application/json");
    worker.answer(&ask.body(body))
}

#[expect(clippy::needless_pass_by_value, reason = "json!(…) at every call")]
fn initialize(client: &Client<'_>, version: Value) -> Value {
    let params = json!({
        "protocolVersion": version, "capabilities": {},
        "clientInfo": { "name": "test", "version": "0" },
    });
    client.rpc("initialize", params).result()
}

#[test]
fn a_handshake_agrees_on_the_version_that_was_asked_for_or_the_newest_of_the_era() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.legacy(&server);
    for version in ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"] {
        let result = initialize(&client, json!(version));
        assert_eq!(result["protocolVersion"], version);
    }
    for version in [
        json!("2026-07-28"),
        json!("2027-01-01"),
        json!("2024-10-07"),
        json!("1"),
        json!(7),
        json!(null),
    ] {
        let result = initialize(&client, version.clone());
        assert_eq!(result["protocolVersion"], "2025-11-25", "{version}");
    }
    let bare = client.rpc("initialize", json!({})).result();
    assert_eq!(bare["protocolVersion"], "2025-11-25");
}

#[test]
fn a_handshake_tells_whose_tools_these_are_and_offers_no_more_than_is_served() {
    let worker = Worker::new();
    let account = worker.account_with(&json!({ "label": "Acme \"North\"", "read_only": true }));
    let server = worker.server_with(&account, &json!({ "name": "For Claude" }));
    let result = initialize(&worker.legacy(&server), json!("2025-11-25"));
    assert_eq!(result["serverInfo"]["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(result["serverInfo"]["title"], "For Claude (Acme)");
    assert_eq!(result["capabilities"]["tools"], json!({}), "no listChanged");
    let instructions = result["instructions"].as_str().unwrap();
    for word in [
        "Acme \"North\"",
        "Acme keeps issues",
        "next_cursor",
        "429",
        "read-only",
    ] {
        assert!(instructions.contains(word), "{word} in {instructions}");
    }
    assert!(instructions.chars().count() < 2_000);
}

#[test]
fn instructions_stay_short_whatever_the_operator_wrote() {
    let worker = Worker::new();
    let account = worker.account_with(&json!({ "label": "é".repeat(200), "read_only": true }));
    let server = worker.server_with(
        &account,
        &json!({ "config": { "tool_exposure": "discovery" } }),
    );
    let result = initialize(&worker.legacy(&server), json!("2025-11-25"));
    assert!(result["instructions"].as_str().unwrap().chars().count() < 2_000);
}

#[test]
fn a_ping_is_answered_with_nothing() {
    let worker = Worker::new();
    let server = worker.server();
    assert_eq!(
        worker.legacy(&server).rpc("ping", json!({})).result(),
        json!({})
    );
}

#[test]
fn prompts_and_resources_are_empty_lists_where_filters_leave_none() {
    let worker = Worker::new();
    let server = worker.configured(&json!({ "tools": { "allow": ["list_all_acme_me"] } }));
    for (method, key) in [
        ("prompts/list", "prompts"),
        ("resources/list", "resources"),
        ("resources/templates/list", "resourceTemplates"),
    ] {
        let legacy = worker.legacy(&server).rpc(method, json!({})).result();
        assert_eq!(legacy, json!({ key: [] }));
        let modern = worker.modern(&server).rpc(method, json!({})).result();
        assert_eq!(modern[key], json!([]));
    }
    let client = worker.legacy(&server);
    for (method, params) in [
        ("prompts/get", json!({ "name": "x" })),
        ("resources/read", json!({ "uri": "x:y" })),
    ] {
        assert_eq!(client.rpc(method, params).fault(), (200, -32602));
    }
}

#[test]
fn row_3_only_json_is_read() {
    let worker = Worker::new();
    let target = worker.server().path();
    let body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
    for content_type in [
        None,
        Some("text/plain"),
        Some("application/x-www-form-urlencoded"),
        Some("application/jsonp"),
        Some(""),
    ] {
        let mut ask = request("POST", &target).body(body);
        if let Some(content_type) = content_type {
            ask = ask.header("content-type", content_type);
        }
        let reply = worker.answer(&ask);
        assert_eq!(reply.fault(), (415, -32600), "{content_type:?}");
    }
    for content_type in [
        "application/json; charset=utf-8",
        "Application/JSON",
        " application/json ;x=y",
    ] {
        let ask = request("POST", &target).header("content-type", content_type);
        assert_eq!(worker.answer(&ask.body(body)).status, 200, "{content_type}");
    }
}

#[test]
fn row_4_accept_is_not_enforced() {
    let worker = Worker::new();
    let server = worker.server();
    for accept in [
        "*/*",
        "application/json",
        "text/event-stream",
        "text/html",
        "",
    ] {
        let ask = worker.legacy(&server).ask("ping", json!({}));
        let reply = worker.answer(&ask.header("accept", accept));
        assert_eq!(reply.status, 200, "{accept}");
        assert_eq!(reply.header("content-type"), Some("application/json"));
    }
}

#[test]
fn row_5_a_body_beyond_4_mib_is_refused() {
    let worker = Worker::new();
    let target = worker.server().path();
    let frame = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"x\":\"\"}}";
    let body =
        |bytes: usize| frame.replace("\"\"", &format!("\"{}\"", "x".repeat(bytes - frame.len())));
    assert_eq!(post(&worker, &target, &body(4 * 1024 * 1024)).status, 200);
    let reply = post(&worker, &target, &body(4 * 1024 * 1024 + 1));
    assert_eq!(reply.fault(), (413, -32600));
}

#[test]
fn row_6_what_is_no_json_is_a_parse_error_without_an_id() {
    let worker = Worker::new();
    let target = worker.server().path();
    for body in [
        "",
        "nope",
        "{",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"} {}",
    ] {
        let reply = post(&worker, &target, body);
        assert_eq!(reply.fault(), (400, -32700), "{body}");
        assert_eq!(reply.json()["id"], Value::Null);
    }
    let ask = request("POST", &target).header("content-type", "application/json");
    assert_eq!(
        worker.answer(&ask.body(b"{\"a\":\"\xff\"}")).fault(),
        (400, -32700)
    );
}

#[test]
fn row_7_what_is_no_request_is_refused() {
    let worker = Worker::new();
    let target = worker.server().path();
    for body in [
        "[]",
        "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]",
        "7",
        "null",
        "{}",
        "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}",
        "{\"id\":1,\"method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}",
        "{\"jsonrpc\":\"2.0\",\"id\":1}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":1,\"message\":\"x\"}}",
        "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":true,\"method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":[1],\"method\":\"ping\"}",
    ] {
        assert_eq!(
            post(&worker, &target, body).fault(),
            (400, -32600),
            "{body}"
        );
    }
}

#[test]
fn row_8_a_notification_gets_no_answer() {
    let worker = Worker::new();
    let server = worker.server();
    for method in ["notifications/initialized", "notifications/cancelled", "x"] {
        let body = json!({ "jsonrpc": "2.0", "method": method }).to_string();
        for ask in [
            worker.legacy(&server).ask(method, json!({})),
            worker.modern(&server).ask(method, json!({})),
        ] {
            let reply = worker.answer(&ask.body(&body));
            assert_eq!((reply.status, reply.body.as_str()), (202, ""));
        }
    }
    let call = "{\"jsonrpc\":\"2.0\",\"method\":\"tools/call\",\"params\":{\"name\":\"list_all_acme_me\"}}";
    assert_eq!(post(&worker, &server.path(), call).status, 202);
    assert!(worker.platform.sent().is_empty());
}

#[test]
fn ids_come_back_to_the_letter() {
    let worker = Worker::new();
    let target = worker.server().path();
    for id in [
        "0",
        "-7",
        "1.0",
        "1e3",
        "9007199254740993",
        "123456789012345678901234567890",
        "\"\"",
        "\"a\\u00e9\\n\\\"\\/\"",
        "\"é 🙂\"",
    ] {
        for (method, member) in [("ping", "result"), ("nothing/here", "error")] {
            let body = format!("{{\"jsonrpc\":\"2.0\",\"id\": {id} ,\"method\":\"{method}\"}}");
            let reply = post(&worker, &target, &body);
            let start = format!("{{\"jsonrpc\":\"2.0\",\"id\":{id},\"{member}\":");
            assert!(reply.body.starts_with(&start), "{}", reply.body);
        }
    }
    let wrong = "{\"jsonrpc\":\"1.0\",\"id\":9007199254740993,\"method\":\"ping\"}";
    let reply = post(&worker, &target, wrong);
    assert!(reply.body.contains("\"id\":9007199254740993,"), "{reply:?}");
}

#[test]
fn row_15_a_wrong_tool_or_wrong_params_are_told_in_band() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.legacy(&server);
    for params in [
        json!({}),
        json!({ "name": 7 }),
        json!({ "name": null }),
        json!({ "name": "" }),
        json!({ "name": "no_such_tool" }),
        json!({ "name": "purge_issues" }),
    ] {
        let reply = client.rpc("tools/call", params.clone());
        assert_eq!(reply.fault(), (200, -32602), "{params}");
        let modern = worker.modern(&server).rpc("tools/call", params.clone());
        assert_eq!(modern.fault(), (200, -32602), "{params}");
    }
    let near = client.call("list_all_acme_isues", json!({}));
    let message = near.json()["error"]["message"].as_str().unwrap().to_owned();
    assert!(
        message.contains("did you mean \"list_all_acme_issues\"?"),
        "{message}"
    );
    for params in ["[{}]", "[null]", "7", "\"x\"", "\"\""] {
        let body =
            format!("{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{params}}}");
        let reply = post(&worker, &server.path(), &body);
        assert_eq!(reply.fault(), (200, -32602), "{params}");
    }
    for cursor in [
        json!("x"),
        json!(7),
        json!("NTAx"),
        json!("MA"),
        json!("LTUwMA"),
    ] {
        let reply = client.rpc("tools/list", json!({ "cursor": cursor }));
        assert_eq!(reply.fault(), (200, -32602), "{cursor}");
    }
    assert!(worker.platform.sent().is_empty());
}

#[test]
fn row_18_an_unknown_method_is_told_in_band() {
    let worker = Worker::new();
    let server = worker.server();
    for method in [
        "server/discover",
        "logging/setLevel",
        "completion/complete",
        "tasks/get",
        "x",
        "",
    ] {
        let reply = worker.legacy(&server).rpc(method, json!({}));
        assert_eq!(reply.fault(), (200, -32601), "{method}");
    }
}

#[test]
fn row_19_an_unknown_version_header_is_refused_and_an_absent_one_is_not() {
    let mut worker = Worker::new();
    let server = worker.server();
    for version in ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"] {
        let ask = worker.legacy(&server).ask("tools/list", json!({}));
        let reply = worker.answer(&ask.header("mcp-protocol-version", version));
        assert_eq!(reply.status, 200, "{version}");
    }
    worker.set("TOLERATE_CLIENT_BUGS", "false");
    for version in ["2024-10-07", "1.0", "latest", "2025-11-25, 2025-11-25"] {
        let ask = worker.legacy(&server).ask("tools/list", json!({}));
        let reply = worker.answer(&ask.header("mcp-protocol-version", version));
        assert_eq!(reply.fault(), (400, -32600), "{version}");
    }
}

#[test]
fn legacy_answers_have_nothing_of_the_other_era_and_no_session() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.legacy(&server);
    let progress = json!({ "_meta": { "progressToken": 0 } });
    let source = json!({ "fairlead/source": "acme" });
    for (reply, meta) in [
        (client.rpc("tools/list", progress), None),
        (client.call("list_all_acme_me", json!({})), Some(&source)),
        (client.rpc("initialize", json!({})), None),
    ] {
        let result = reply.result();
        for key in ["resultType", "ttlMs", "cacheScope"] {
            assert_eq!(result.get(key), None, "{key}");
        }
        assert_eq!(result.get("_meta"), meta);
        assert_eq!(reply.header("mcp-session-id"), None);
    }
}
