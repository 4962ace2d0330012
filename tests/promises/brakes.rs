//! Limits on callers: what is counted, by what, and what one too many gets.

use fairlead::platform::Limit;
use serde_json::json;

use crate::fake::*;

fn wrong(worker: &Worker, address: &str) -> Reply {
    let ask = request("POST", &format!("/mcp/fl_{}", "A".repeat(86)));
    worker.answer(&ask.header("cf-connecting-ip", address))
}

#[track_caller]
fn is_told_to_wait(reply: &Reply) {
    assert_eq!(reply.status, 429, "{reply:?}");
    for (name, value) in [
        ("retry-after", "60"),
        ("ratelimit-remaining", "0"),
        ("ratelimit-reset", "60"),
    ] {
        assert_eq!(reply.headers.get(name), Some(value), "{name}");
    }
}

#[test]
fn wrong_tokens_count_by_address_and_right_ones_go_on() {
    let worker = Worker::new();
    let server = worker.server();
    worker.platform.limit(Limit::WrongTokens, 2);
    for _ in 0..2 {
        assert_eq!(wrong(&worker, "198.51.100.1").status, 404);
    }
    is_told_to_wait(&wrong(&worker, "198.51.100.1"));
    assert_eq!(wrong(&worker, "198.51.100.2").status, 404);
    let right = worker
        .modern(&server)
        .ask("tools/list", json!({}))
        .header("cf-connecting-ip", "198.51.100.1");
    assert_eq!(worker.answer(&right).status, 200);
    let operator = request("GET", "/api-token").header("cf-connecting-ip", "198.51.100.1");
    is_told_to_wait(&worker.answer(&operator.bearer("fla_wrong")));
}

#[test]
fn a_flood_of_malformed_tokens_costs_no_read() {
    let worker = Worker::new();
    worker.platform.limit(Limit::WrongTokens, 3);
    let before = worker.platform.records.loads();
    for _ in 0..50 {
        let ask = request("POST", "/mcp/fl_short").header("cf-connecting-ip", "198.51.100.1");
        worker.answer(&ask);
    }
    assert_eq!(worker.platform.records.loads(), before);
}

#[test]
fn messages_count_by_server() {
    let worker = Worker::new();
    let (server, other) = (worker.server(), worker.server());
    worker.platform.limit(Limit::Server, 2);
    for _ in 0..2 {
        assert_eq!(worker.modern(&server).list().status, 200);
    }
    is_told_to_wait(&worker.modern(&server).list());
    assert_eq!(worker.modern(&other).list().status, 200);
}

#[test]
fn calls_count_by_account_and_tool_and_only_those_that_would_go_out() {
    let worker = Worker::new();
    let (server, other) = (worker.server(), worker.server());
    worker.platform.limit(Limit::Tool, 1);
    let call = |server: &Server, tool: &str, arguments| worker.modern(server).call(tool, arguments);
    let refused = call(&server, "list_all_acme_issues", json!({ "nonsense": 1 }));
    assert_eq!(refused.status, 200);
    assert_eq!(call(&server, "list_all_acme_issues", json!({})).status, 200);
    let sent = worker.platform.sent().len();
    let reply = call(&server, "list_all_acme_issues", json!({}));
    is_told_to_wait(&reply);
    assert_eq!(reply.json()["error"]["code"], -32000);
    assert_eq!(worker.platform.sent().len(), sent, "no vendor was called");
    assert_eq!(
        call(&other, "list_all_acme_issues", json!({})).status,
        200,
        "another account"
    );
    let keys: Vec<String> = worker
        .platform
        .counted()
        .into_iter()
        .filter(|(limit, ..)| *limit == "TOOL_LIMIT")
        .map(|(_, key, _)| key)
        .collect();
    assert!(
        keys.contains(&format!("{}:list_all_acme_issues", server.account)),
        "{keys:?}"
    );
}
