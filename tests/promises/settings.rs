//! What the operator sets: what is missing is named, what is there counts.

use serde_json::json;

use crate::fake::{ADMIN_TOKEN, Worker, request};

#[test]
fn a_missing_or_malformed_setting_stops_everything_with_its_name_and_never_its_value() {
    for (name, value) in [
        ("ADMIN_TOKEN", ""),
        ("ADMIN_TOKEN", "leaked-value"),
        ("CREDENTIAL_KEYS", ""),
        ("CREDENTIAL_KEYS", "leaked-value"),
        ("CREDENTIAL_KEYS", "k1:leaked-value"),
        ("CREDENTIAL_KEYS", "k1:bGVha2VkLXZhbHVl"),
        ("VENDOR_TIMEOUT_MS", "leaked-value"),
        ("RECORDS_TIMEOUT_MS", "0"),
        ("MAX_VENDOR_BODY_BYTES", "-1"),
        ("MAX_RESULT_CHARS", "0"),
        ("PUBLIC_URL", "leaked-value"),
        ("ACME_BASE_URL", "https://x.example?leaked-value"),
    ] {
        let mut worker = Worker::new();
        let server = worker.server();
        worker.set(name, value);
        for reply in [
            worker.answer(&request("GET", "/healthz")),
            worker.read("/integrated-account"),
            worker.legacy(&server).list(),
            worker.answer(&request("GET", "/nothing")),
        ] {
            let body = reply.is(500);
            let message = body["message"].as_str().unwrap();
            assert!(message.contains(name), "{message}");
            assert!(!reply.body.contains("leaked") && !reply.body.contains("bGVha2"));
        }
        let lines = worker.platform.lines().join("\n");
        assert!(lines.contains(name) && !lines.contains("leaked"));
    }
}

#[test]
fn a_replaced_base_url_is_where_calls_go() {
    let mut worker = Worker::new();
    let server = worker.server();
    worker.set("ACME_BASE_URL", "http://127.0.0.1:9000/acme/");
    worker.legacy(&server).call("list_all_acme_me", json!({}));
    assert_eq!(
        worker.platform.last_sent().url,
        "http://127.0.0.1:9000/acme/me"
    );
}

#[test]
fn limits_of_the_settings_go_with_every_vendor_call() {
    let mut worker = Worker::new();
    let server = worker.server();
    worker.set("VENDOR_TIMEOUT_MS", "1234");
    worker.set("MAX_VENDOR_BODY_BYTES", "99");
    worker.legacy(&server).call("list_all_acme_me", json!({}));
    let sent = worker.platform.last_sent();
    assert_eq!((sent.timeout_ms, sent.max_bytes), (1234, 99));
    worker.legacy(&server).call("acme_issues_export", json!({}));
    assert_eq!(
        worker.platform.last_sent().timeout_ms,
        60_000,
        "the record has its own"
    );
}

#[test]
fn pages_of_other_origins_are_refused_and_listed_ones_may_read() {
    let mut worker = Worker::new();
    let server = worker.server();
    let ask = worker.legacy(&server).ask("tools/list", json!({}));
    let from = |worker: &Worker, origin: &str| worker.answer(&ask.clone().header("origin", origin));
    for origin in [
        "https://evil.example",
        "null",
        "http://localhost:6274",
        "https://fairlead.example",
    ] {
        assert_eq!(from(&worker, origin).status, 403, "{origin}");
    }
    worker.set("ALLOWED_ORIGINS", "https://app.example/, https://b.example");
    for origin in ["https://app.example", "https://b.example"] {
        let reply = from(&worker, origin);
        assert_eq!(reply.status, 200);
        assert_eq!(reply.header("access-control-allow-origin"), Some(origin));
        assert_eq!(reply.header("vary"), Some("origin"));
    }
    for origin in [
        "https://app.example.evil.example",
        "https://evil.example",
        "http://app.example",
    ] {
        let reply = from(&worker, origin);
        assert_eq!(reply.status, 403, "{origin}");
        assert_eq!(reply.header("access-control-allow-origin"), None);
    }
    let local = ask.clone().at("http://127.0.0.1:8787");
    let local = local.header("origin", "http://localhost:6274");
    assert_eq!(worker.answer(&local).status, 200);
    let preflight = request("OPTIONS", &server.path()).header("origin", "https://app.example");
    let usual = worker.answer(&preflight);
    let usual = usual.header("access-control-allow-headers");
    for (asked, allowed) in [
        ("mcp-param-region", Some("mcp-param-region")),
        ("content-type,mcp-name", Some("content-type,mcp-name")),
        // The runtime would throw at these.
        ("\u{feff}x", usual),
        ("x\u{1}", usual),
        ("é", usual),
    ] {
        let ask = preflight
            .clone()
            .header("access-control-request-headers", asked);
        let reply = worker.answer(&ask);
        assert_eq!(reply.status, 204);
        let found = reply.header("access-control-allow-headers");
        assert_eq!(found, allowed, "{asked:?}");
    }
    let foreign = request("GET", "/integrated-account").bearer(ADMIN_TOKEN);
    let foreign = foreign.header("origin", "https://evil.example");
    assert_eq!(worker.answer(&foreign).status, 403);
}
