//! 2026-07-28: each request carries its version and capabilities, mirrored in headers. Rows 10 to 14 of the classification.

use serde_json::{Value, json};

use crate::fake::{CAPABILITIES, Reply, Server, VERSION, Worker, claim};

/// A call with exactly this `_meta` and these headers.
fn post(
    worker: &Worker,
    server: &Server,
    method: &str,
    meta: &Value,
    headers: &[(&str, &str)],
) -> Reply {
    let params = json!({ "_meta": meta, "name": "list_all_acme_me" });
    worker.legacy(server).rpc_with(method, &params, headers)
}

const HEADERS: [(&str, &str); 2] = [
    ("mcp-protocol-version", "2026-07-28"),
    ("mcp-method", "tools/list"),
];

#[test]
fn a_discovery_says_what_is_served() {
    let worker = Worker::new();
    let server = worker.server();
    let result = worker
        .modern(&server)
        .rpc("server/discover", json!({}))
        .result();
    assert_eq!(result["resultType"], "complete");
    assert_eq!(result["supportedVersions"], json!(["2026-07-28"]));
    assert_eq!(result["capabilities"]["tools"], json!({}));
    assert_eq!(result["cacheScope"], "private");
    assert!(result["ttlMs"].as_u64().is_some());
    assert!(
        result["instructions"]
            .as_str()
            .unwrap()
            .contains("Acme support")
    );
    assert_eq!(result.get("serverInfo"), None, "it is not in the body");
    let info = &result["_meta"]["io.modelcontextprotocol/serverInfo"];
    assert_eq!(info["version"], env!("CARGO_PKG_VERSION"));
}

#[test]
fn every_modern_result_is_complete_and_lists_say_how_long_they_hold() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.modern(&server);
    for method in [
        "tools/list",
        "prompts/list",
        "resources/list",
        "resources/templates/list",
    ] {
        let result = client.rpc(method, json!({})).result();
        assert_eq!(result["resultType"], "complete", "{method}");
        assert_eq!(result["cacheScope"], "private", "{method}");
        assert!(result["ttlMs"].as_u64().is_some(), "{method}");
    }
    let called = client.call("list_all_acme_me", json!({})).result();
    assert_eq!(called["resultType"], "complete");
    assert_eq!(called.get("ttlMs"), None);
    let info = &called["_meta"]["io.modelcontextprotocol/serverInfo"];
    assert_eq!(info["version"], env!("CARGO_PKG_VERSION"));
}

#[test]
fn row_10_an_incomplete_envelope_is_refused() {
    let mut worker = Worker::new();
    let server = worker.server();
    for meta in [
        json!({ VERSION: "2026-07-28" }),
        json!({ VERSION: "2026-07-28", CAPABILITIES: null }),
        json!({ VERSION: "2026-07-28", CAPABILITIES: [] }),
        json!({ VERSION: "2026-07-28", CAPABILITIES: "x" }),
        json!({ VERSION: 7, CAPABILITIES: {} }),
        json!({ CAPABILITIES: {} }),
    ] {
        let reply = post(&worker, &server, "tools/list", &meta, &HEADERS);
        assert_eq!(reply.fault(), (400, -32602), "{meta}");
        assert_eq!(reply.json()["id"], "x");
    }
    worker.set("TOLERATE_CLIENT_BUGS", "false");
    let reply = post(&worker, &server, "tools/list", &json!({}), &HEADERS);
    assert_eq!(reply.fault(), (400, -32602));
}

#[test]
fn row_11_headers_that_do_not_mirror_the_body_are_refused() {
    let mut worker = Worker::new();
    let server = worker.server();
    let meta = claim("2026-07-28");
    let version = ("mcp-protocol-version", "2026-07-28");
    for (method, headers) in [
        ("tools/list", vec![]),
        ("tools/list", vec![("mcp-method", "tools/list")]),
        ("tools/list", vec![version]),
        ("tools/list", vec![version, ("mcp-method", "tools/call")]),
        ("tools/list", vec![version, ("mcp-method", "Tools/List")]),
        ("tools/list", vec![version, ("mcp-method", "")]),
        (
            "tools/list",
            vec![version, ("mcp-method", "tools/list, tools/list")],
        ),
        (
            "tools/list",
            vec![
                ("mcp-protocol-version", "2027-01-01"),
                ("mcp-method", "tools/list"),
            ],
        ),
        ("tools/call", vec![version, ("mcp-method", "tools/call")]),
        (
            "tools/call",
            vec![version, ("mcp-method", "tools/call"), ("mcp-name", "x")],
        ),
        (
            "tools/call",
            vec![
                version,
                ("mcp-method", "tools/call"),
                ("mcp-name", "List_All_Acme_Me"),
            ],
        ),
        (
            "tools/call",
            vec![
                version,
                ("mcp-method", "tools/call"),
                ("mcp-name", "=?base64?eA==?="),
            ],
        ),
        (
            "tools/call",
            vec![
                version,
                ("mcp-method", "tools/call"),
                ("mcp-name", "=?base64?!?="),
            ],
        ),
        (
            "prompts/get",
            vec![version, ("mcp-method", "prompts/get"), ("mcp-name", "x")],
        ),
    ] {
        let reply = post(&worker, &server, method, &meta, &headers);
        assert_eq!(reply.fault(), (400, -32020), "{method} {headers:?}");
        assert_eq!(reply.json()["id"], "x");
    }
    worker.set("TOLERATE_CLIENT_BUGS", "false");
    let handshake = post(&worker, &server, "initialize", &json!({}), &[version]);
    assert_eq!(handshake.fault(), (400, -32020));
    assert!(worker.platform.sent().is_empty());
}

#[test]
fn mirrored_headers_may_have_spaces_around_and_be_base64() {
    let worker = Worker::new();
    let server = worker.server();
    for name in [
        "list_all_acme_me",
        "  list_all_acme_me  ",
        "=?base64?bGlzdF9hbGxfYWNtZV9tZQ==?=",
    ] {
        let headers = [
            ("mcp-protocol-version", " 2026-07-28 "),
            ("mcp-method", "tools/call"),
            ("mcp-name", name),
        ];
        let reply = post(
            &worker,
            &server,
            "tools/call",
            &claim("2026-07-28"),
            &headers,
        );
        assert_eq!(reply.status, 200, "{name} {reply:?}");
        reply.answered();
    }
    let unpadded = [
        ("mcp-protocol-version", "2026-07-28"),
        ("mcp-method", "tools/call"),
        ("mcp-name", "=?base64?bGlzdF9hbGxfYWNtZV9tZQ?="),
    ];
    let reply = post(
        &worker,
        &server,
        "tools/call",
        &claim("2026-07-28"),
        &unpadded,
    );
    assert_eq!(reply.fault(), (400, -32020));
}

#[test]
fn row_12_a_version_that_is_not_served_is_told_with_those_that_are() {
    let mut worker = Worker::new();
    let server = worker.server();
    for version in ["2027-01-01", "2025-11-25", "1900-01-01", "nope"] {
        // That of a version which a handshake agreed on is no claim while client bugs are tolerated.
        let tolerates = if version == "2025-11-25" {
            "false"
        } else {
            "true"
        };
        worker.set("TOLERATE_CLIENT_BUGS", tolerates);
        // Decided before the missing headers of row 11.
        let headers = [("mcp-protocol-version", version)];
        let reply = post(&worker, &server, "tools/list", &claim(version), &headers);
        assert_eq!(reply.fault(), (400, -32022), "{version}");
        assert_eq!(
            reply.json()["error"]["data"],
            json!({ "supported": ["2026-07-28"], "requested": version })
        );
    }
}

#[test]
fn row_13_a_method_that_is_not_served_is_a_404_with_the_id() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.modern(&server);
    for method in [
        "initialize",
        "ping",
        "subscriptions/listen",
        "logging/setLevel",
        "tasks/get",
        "x",
    ] {
        let reply = client.rpc(method, json!({}));
        assert_eq!(reply.fault(), (404, -32601), "{method}");
        assert_eq!(reply.json()["id"], 1);
    }
}

#[test]
fn row_14_a_tool_that_needs_a_capability_is_refused_to_clients_without_it() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.modern(&server);
    let reply = client.call("create_a_acme_review", json!({ "text": "x" }));
    assert_eq!(reply.fault(), (400, -32021));
    assert_eq!(
        reply.json()["error"]["data"],
        json!({ "requiredCapabilities": { "sampling": {} } })
    );
    assert!(worker.platform.sent().is_empty());
    let ask = client.ask(
        "tools/call",
        json!({ "name": "create_a_acme_review", "arguments": {} }),
    );
    let body = String::from_utf8(ask.0.body.clone()).unwrap();
    let able = body.replace(
        &format!("\"{CAPABILITIES}\":{{}}"),
        &format!("\"{CAPABILITIES}\":{{\"sampling\":{{}}}}"),
    );
    assert_ne!(able, body);
    assert_eq!(worker.answer(&ask.body(able)).status, 200);
    // The handshake era declares capabilities once, and nothing is kept between requests.
    let legacy = worker
        .legacy(&server)
        .call("create_a_acme_review", json!({}));
    assert_eq!(legacy.status, 200);
}

#[test]
fn row_17_an_inner_fault_is_told_in_band_and_without_its_cause() {
    let worker = Worker::new();
    let server = worker.server();
    // An account of a vendor that this build does not have.
    let key = format!("account:{}", server.account);
    let record = worker.platform.records.get(&key).unwrap().value;
    worker
        .platform
        .records
        .put(&key, &record.replace("\"acme\"", "\"gone\""));
    let reply = worker.modern(&server).call("list_all_acme_me", json!({}));
    assert_eq!(reply.fault(), (200, -32603));
    assert!(!reply.body.contains("gone"), "{reply:?}");
}
