//! A browser that opens the URL of an MCP server: it is told what the URL is for, and nothing of the server.

use crate::fake::*;

fn open(worker: &Worker, path: &str, method: &str, accept: &str) -> Reply {
    worker.answer_unheld(&request(method, path).header("accept", accept))
}

const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

#[test]
fn a_live_url_and_a_dead_one_show_the_same_page_and_no_record_is_read() {
    let worker = Worker::new();
    let live = worker.server();
    let dead = worker.server();
    worker.delete(&dead.resource()).is(200);
    let loads = worker.platform.records.loads();
    let pages: Vec<(u16, String, String)> = [
        live.path(),
        dead.path(),
        "/mcp/fl_x".to_owned(),
        "/mcp/hello".to_owned(),
    ]
    .iter()
    .map(|path| {
        let page = open(&worker, path, "GET", BROWSER);
        let policy = page.header("content-security-policy").unwrap().to_owned();
        (page.status, page.0.body.clone(), policy)
    })
    .collect();
    let (status, body, policy) = &pages[0];
    assert_eq!(*status, 200);
    assert!(body.starts_with("<!doctype html>") && !body.contains("fl_"));
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"));
    assert!(!body.contains("{style}") && !body.contains("<script"));
    assert!(pages.iter().all(|page| page == &pages[0]));
    assert_eq!(worker.platform.records.loads(), loads);
}

#[test]
fn nobody_else_sees_it() {
    let worker = Worker::new();
    let server = worker.server();
    for (method, accept) in [
        ("GET", "text/event-stream"),
        ("GET", "application/json, text/event-stream"),
        ("GET", "*/*"),
        ("GET", ""),
        ("DELETE", BROWSER),
        ("PUT", BROWSER),
    ] {
        let reply = open(&worker, &server.path(), method, accept);
        assert_eq!(reply.status, 405, "{method} {accept}");
    }
    let list = r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#;
    let ask = request("POST", &server.path())
        .header("accept", BROWSER)
        .header("content-type", "application/json")
        .body(list);
    assert_eq!(
        worker.answer(&ask).header("content-type"),
        Some("application/json")
    );
}
