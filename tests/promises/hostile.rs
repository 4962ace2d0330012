//! Input that is made to hurt: nothing overflows, nothing panics, no answer grows without bound.

use serde_json::json;

use crate::fake::{ADMIN_TOKEN, Random, Worker, request};

/// JSON nested this deep overflows a stack that follows it.
const DEPTH: usize = 100_000;

#[test]
fn json_nested_beyond_any_stack_is_refused_or_passed_on() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.legacy(&server);
    let lists = format!("{}{}", "[".repeat(DEPTH), "]".repeat(DEPTH));
    let objects = format!("{}1{}", "{\"a\":".repeat(DEPTH), "}".repeat(DEPTH));
    for deep in [&lists, &objects] {
        let post = |body: &str| {
            let ask = request("POST", &server.path()).header("content-type", "application/json");
            worker.answer(&ask.body(body))
        };
        assert_eq!(post(deep).status, 400);
        let framed = format!(
            "{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"x\",\"params\":{{\"a\":{deep}}}}}"
        );
        assert_eq!(post(&framed).fault(), (200, -32601));
        let arguments = format!("{{\"title\":\"x\",\"extra\":{deep}}}");
        client.call_verbatim("create_a_acme_issue", &arguments);
        assert_eq!(
            worker.platform.last_sent().body.unwrap().len(),
            arguments.len(),
            "passed on as it is"
        );
        let filter = format!("{{\"filter\":{deep}}}");
        client
            .call_verbatim("list_all_acme_search_issues", &filter)
            .mends();
        let quoted = serde_json::to_string(&arguments).unwrap();
        let healed = format!("{{\"title\":\"x\",\"requester\":{quoted}}}");
        client.call_verbatim("create_a_acme_issue", &healed).mends();

        worker.vendor_says(200, &format!("{{\"data\":{deep}}}"));
        let reply = client.call("get_single_acme_issue_by_id", json!({ "id": 1 }));
        assert_eq!(reply.result().get("isError"), None);
        worker.vendor_says(400, &format!("{{\"errors\":{deep}}}"));
        let reply = client.call("get_single_acme_issue_by_id", json!({ "id": 1 }));
        assert_eq!(reply.failed()["statusCode"], 400);

        let ask = request("POST", "/integrated-account").bearer(ADMIN_TOKEN);
        let reply = worker.answer(&ask.body(format!("{{\"context\":{deep}}}")));
        assert_eq!(reply.status, 400);
    }
}

#[test]
fn a_call_with_more_mistakes_than_anybody_reads_gets_a_short_answer() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.legacy(&server);
    let keys: Vec<String> = (0..20_000)
        .map(|number| format!("\"k{number}\":1"))
        .collect();
    let keys = format!("{{{}}}", keys.join(","));
    let items = format!("{{\"labels\":[{}{{}}]}}", "{},".repeat(20_000));
    let nested = format!("{{\"title\":\"x\",\"requester\":{keys}}}");
    for (tool, arguments) in [
        ("create_a_acme_issue", &keys),
        ("create_a_acme_issue", &nested),
        ("list_all_acme_issues", &items),
    ] {
        let reply = client.call_verbatim(tool, arguments);
        assert!(!reply.mends().is_empty());
        let length = reply.body.len();
        assert!(length < 100_000, "{length} bytes for {tool}");
    }
}

#[test]
fn a_name_of_any_length_gets_a_short_answer() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.legacy(&server);
    let long = "list_".repeat(20_000);
    let unknown = client.call(&long, json!({}));
    assert_eq!(unknown.fault(), (200, -32602));
    assert!(unknown.body.len() < 10_000, "{}", unknown.body.len());
    let discovery = worker.configured(&json!({ "tool_exposure": "discovery" }));
    let discovery = worker.legacy(&discovery);
    for reply in [
        client.call("list_all_acme_me", json!({ long.as_str(): 1 })),
        client.call("list_all_acme_issues", json!({ "state": long })),
        discovery.call("get_tool_schema", json!({ "tool_names": [long] })),
        discovery.call("search_tools", json!({ "query": long })),
    ] {
        assert_eq!(reply.status, 200);
        assert!(reply.body.len() < 10_000, "{}", reply.body.len());
    }
}

#[test]
fn what_a_client_says_of_itself_costs_a_short_line_whatever_it_is() {
    let worker = Worker::new();
    let server = worker.server();
    let lists = format!("{}{}", "[".repeat(DEPTH), "]".repeat(DEPTH));
    let objects = format!("{}1{}", "{\"a\":".repeat(DEPTH), "}".repeat(DEPTH));
    let long = format!("\"{}\"", "\\u202e\\n\\\"}".repeat(20_000));
    for said in [&lists, &objects, &long] {
        for info in [
            said.clone(),
            format!("{{\"name\":{said},\"version\":{said}}}"),
        ] {
            let params = format!(
                "{{\"clientInfo\":{info},\"_meta\":{{\"io.modelcontextprotocol/clientInfo\":{info},\"traceparent\":{said}}}}}"
            );
            let body = format!(
                "{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{params}}}"
            );
            let ask = request("POST", &server.path()).header("content-type", "application/json");
            assert_eq!(worker.answer(&ask.body(body)).status, 200);
            let lines = worker.platform.take_lines();
            let line = lines.last().unwrap();
            assert!(line.len() < 2_000, "{} bytes", line.len());
            assert!(
                serde_json::from_str::<serde_json::Value>(line).is_ok(),
                "{line}"
            );
        }
    }
}

#[test]
fn a_result_stays_within_what_was_set_whatever_its_kind() {
    let mut worker = Worker::new();
    worker.set("MAX_RESULT_CHARS", "1000");
    let server = worker.server();
    let client = worker.legacy(&server);
    for text in ["x", "é", "\"", "\\", "\u{1}", "🙂"] {
        let long = text.repeat(5_000);
        let record = json!({ "text": long });
        worker.vendor_says(200, &json!({ "data": record }).to_string());
        let one = client.call("get_single_acme_issue_by_id", json!({ "id": 1 }));
        assert!(one.answered()["truncated"].is_object());
        worker.vendor_says(200, &json!({ "data": [record, record] }).to_string());
        let list = client.call("list_all_acme_issues", json!({}));
        assert!(list.answered()["truncated"].is_object());
        worker.vendor_says(200, &long);
        let plain = client.call("acme_issues_export", json!({}));
        for (what, reply) in [("a record", one), ("a list", list), ("a text", plain)] {
            let length = reply.text().chars().count();
            assert!(length <= 1_000, "{what} of {text:?}: {length}");
        }
    }
}

#[test]
fn spoiled_requests_and_answers_always_get_an_answer() {
    let worker = Worker::new();
    let server = worker.server();
    let modern = worker.modern(&server);
    let account = format!("/integrated-account/{}", server.account);
    let create = json!({
        "integration": "acme", "label": "x", "context": { "organization": "x" },
        "credentials": { "api_token": "fake" }, "config": { "methods": ["read"] },
        "name": "x", "expires_at": "2027-02-01T00:00:00Z", "scope": "mcp",
    });
    let call = json!({
        "jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": { "name": "create_a_acme_issue", "arguments": {
            "title": "é", "priority": "3", "labels": "[\"a\"]", "requester": { "email": "x" },
        } },
    });
    let vendor = json!({
        "data": [{ "id": 1 }], "paging": { "next": "x", "more": true },
        "errors": [{ "message": "<b>x</b>", "id": "7" }], "code": "moved",
    });
    let mut random = Random(42);
    for _ in 0..1_500 {
        let status = [200, 200, 301, 400, 401, 403, 429, 500][random.below(8)];
        let answer = fairlead::http::InboundResponse {
            body: random.spoil(&vendor.to_string()),
            ..crate::fake::vendor_answer(status, "")
        };
        worker.platform.script(move |_| Ok(answer.clone()));
        let body = random.spoil(&call.to_string());
        let ask = request("POST", &server.path()).header("content-type", "application/json");
        let mut replies = vec![worker.answer(&ask.body(body))];
        let name = [
            "list_all_acme_issues",
            "list_all_acme_me",
            "acme_issues_export",
        ][random.below(3)];
        replies.push(modern.call(name, json!({})));
        let target = [
            "/integrated-account".to_owned(),
            account.clone(),
            format!("{account}/mcp"),
            format!("{account}/mcp/preview"),
            "/api-token".to_owned(),
        ];
        let target = target[random.below(5)].clone();
        let method = ["POST", "PATCH"][random.below(2)];
        let body = random.spoil(&create.to_string());
        replies.push(worker.answer(&request(method, &target).bearer(ADMIN_TOKEN).body(body)));
        let path = random.spoil(&format!("{target}?limit=5&next_cursor=x"));
        let path = String::from_utf8_lossy(&path).into_owned();
        replies.push(worker.answer(&request("GET", &path).bearer(ADMIN_TOKEN)));
        for reply in replies {
            assert!((200..600).contains(&reply.status));
            assert!(reply.status == 202 || reply.status == 204 || reply.json().is_object());
        }
    }
}
