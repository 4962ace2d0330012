//! What clients in the field get wrong, served while `TOLERATE_CLIENT_BUGS` is on and refused while it is off.

use serde_json::{Value, json};

use crate::fake::{CAPABILITIES, Reply, Server, Worker, claim};

/// A call with exactly this `_meta` and these headers.
fn post(
    worker: &Worker,
    server: &Server,
    method: &str,
    meta: &Value,
    headers: &[(&str, &str)],
) -> Reply {
    let mut params = json!({ "name": "list_all_acme_me", "protocolVersion": "2025-11-25" });
    if !meta.is_null() {
        params["_meta"] = meta.clone();
    }
    worker.legacy(server).rpc_with(method, &params, headers)
}

/// Known and newer, unknown and newer, unknown and older, and what is no version.
const OTHER_VERSIONS: [&str; 6] = [
    "2026-07-28",
    "2027-01-01",
    "2024-10-07",
    "1.0",
    "latest",
    "2025-11-25, 2025-11-25",
];

/// How legacy clients send `_meta`, and how they send none.
fn no_claims() -> [Value; 3] {
    [Value::Null, json!({}), json!({ "progressToken": 0 })]
}

#[test]
fn a_modern_body_under_a_legacy_header_is_served_while_client_bugs_are_tolerated() {
    let mut worker = Worker::new();
    let server = worker.server();
    let meta = claim("2026-07-28");
    for version in ["2025-11-25", "2025-06-18"] {
        let headers = [("mcp-protocol-version", version)];
        let reply = post(&worker, &server, "tools/list", &meta, &headers);
        assert_eq!(reply.result()["resultType"], "complete", "served as modern");
        let call = post(&worker, &server, "tools/call", &meta, &headers);
        assert_eq!(call.status, 200, "{call:?}");
    }
    let other = [("mcp-protocol-version", "2025-11-25")];
    let reply = post(&worker, &server, "tools/list", &claim("2027-01-01"), &other);
    assert_eq!(reply.fault(), (400, -32020), "for this one pair alone");
    let absent = post(&worker, &server, "tools/list", &meta, &[]);
    assert_eq!(absent.fault(), (400, -32020));

    worker.set("TOLERATE_CLIENT_BUGS", "false");
    let headers = [
        ("mcp-protocol-version", "2025-11-25"),
        ("mcp-method", "tools/list"),
    ];
    let reply = post(&worker, &server, "tools/list", &meta, &headers);
    assert_eq!(reply.fault(), (400, -32020));
}

#[test]
fn a_handshake_agrees_whatever_version_the_header_names() {
    let mut worker = Worker::new();
    let server = worker.server();
    for version in OTHER_VERSIONS {
        for meta in no_claims() {
            let headers = [("mcp-protocol-version", version)];
            let reply = post(&worker, &server, "initialize", &meta, &headers);
            assert_eq!(reply.result()["protocolVersion"], "2025-11-25", "{version}");
        }
    }
    let modern = [
        ("mcp-protocol-version", "2026-07-28"),
        ("mcp-method", "initialize"),
    ];
    let claimed = post(
        &worker,
        &server,
        "initialize",
        &claim("2026-07-28"),
        &modern,
    );
    assert_eq!(
        claimed.fault(),
        (404, -32601),
        "a claim is of the era without a handshake"
    );
    worker.set("TOLERATE_CLIENT_BUGS", "false");
    for (version, code) in [
        ("2026-07-28", -32020),
        ("2027-01-01", -32020),
        ("1.0", -32600),
    ] {
        let headers = [("mcp-protocol-version", version)];
        let reply = post(&worker, &server, "initialize", &Value::Null, &headers);
        assert_eq!(reply.fault(), (400, code), "{version}");
    }
}

#[test]
fn a_body_without_a_claim_is_served_as_legacy_whatever_version_the_header_names() {
    let mut worker = Worker::new();
    let server = worker.server();
    for version in OTHER_VERSIONS {
        for meta in no_claims() {
            // What else a client of the modern era mirrors is not looked at either.
            let headers = [
                ("mcp-protocol-version", version),
                ("mcp-method", "something/else"),
            ];
            for method in ["tools/list", "tools/call", "ping", "prompts/list"] {
                let result = post(&worker, &server, method, &meta, &headers).result();
                assert_eq!(result.get("resultType"), None, "{method} {version}: legacy");
            }
            let unknown = post(&worker, &server, "x", &meta, &headers);
            assert_eq!(unknown.fault(), (200, -32601), "{version}");
        }
    }
    worker.set("TOLERATE_CLIENT_BUGS", "false");
    for (version, code) in [
        ("2026-07-28", -32602),
        ("2027-01-01", -32602),
        ("1.0", -32600),
    ] {
        let headers = [("mcp-protocol-version", version)];
        let reply = post(&worker, &server, "tools/list", &Value::Null, &headers);
        assert_eq!(reply.fault(), (400, code), "{version}");
    }
}

/// Only a client of the modern era sends these, so it is told what its envelope lacks.
#[test]
fn a_modern_request_without_its_claim_is_not_taken_for_a_legacy_one() {
    let worker = Worker::new();
    let server = worker.server();
    let headers = [("mcp-protocol-version", "2026-07-28")];
    let half = json!({ CAPABILITIES: {} });
    for (method, meta) in [
        ("server/discover", &Value::Null),
        ("server/discover", &half),
        ("tools/list", &half),
    ] {
        let reply = post(&worker, &server, method, meta, &headers);
        assert_eq!(reply.fault(), (400, -32602), "{method} {meta}");
    }
    let newer = [
        ("mcp-protocol-version", "2027-01-01"),
        ("mcp-method", "tools/list"),
    ];
    let reply = post(&worker, &server, "tools/list", &claim("2026-07-28"), &newer);
    assert_eq!(reply.fault(), (400, -32020), "a claim and another header");
}

const STRAYS: [&str; 13] = fairlead::arguments::client_added::KNOWN;

/// What n8n sends with each call, in the words of the reports.
fn of_n8n() -> Value {
    json!({
        "sessionId": "1bd19f08", "action": "sendMessage", "chatInput": "Who am I?",
        "tool": "list_all_acme_me", "toolCallId": "call_1",
    })
}

#[test]
fn what_known_clients_add_to_a_call_is_dropped() {
    let worker = Worker::new();
    let server = worker.server();
    let discovery = worker.configured(&json!({ "tool_exposure": "discovery" }));
    let doors = [worker.legacy(&server), worker.modern(&server)];
    for client in doors {
        client.call("list_all_acme_me", of_n8n()).answered();
        for stray in STRAYS {
            for value in [json!("x"), json!(null), json!({ "progressToken": 1 })] {
                let arguments = json!({ "id": "i_1", stray: value });
                client
                    .call("get_single_acme_issue_by_id", arguments)
                    .answered();
                assert!(
                    worker.platform.last_sent().url.ends_with("/issues/i_1"),
                    "{stray}"
                );
            }
        }
    }
    let client = worker.legacy(&discovery);
    let me = json!({ "tool_name": "list_all_acme_me" });
    for (tool, mut arguments) in [
        ("search_tools", json!({ "query": "issue" })),
        (
            "get_tool_schema",
            json!({ "tool_names": ["list_all_acme_me"] }),
        ),
        ("call_tool", me.clone()),
        (
            "call_tool",
            json!({ "tool_name": "list_all_acme_me", "arguments": of_n8n() }),
        ),
    ] {
        for stray in STRAYS {
            arguments[stray] = json!("x");
        }
        client.call(tool, arguments).answered();
    }
    assert_eq!(
        worker.platform.last_sent().url,
        "https://demo.acme.example/v1/me"
    );
}

#[test]
fn what_a_client_added_is_dropped_before_a_vendor_sees_it() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.legacy(&server);
    let mut arguments = of_n8n();
    arguments["title"] = json!("Broken");
    client.call("create_a_acme_issue", arguments).answered();
    let body: Value = serde_json::from_slice(&worker.platform.last_sent().body.unwrap()).unwrap();
    assert_eq!(body, json!({ "title": "Broken" }));
}

#[test]
fn what_a_model_invents_is_refused_with_the_nearest_name_beside_what_is_dropped() {
    let worker = Worker::new();
    let server = worker.server();
    let mut arguments = of_n8n();
    arguments["ids"] = json!("i_1");
    let mends = worker
        .legacy(&server)
        .call("get_single_acme_issue_by_id", arguments)
        .mends();
    assert_eq!(mends.len(), 2, "{mends:?}");
    assert!(mends[0].contains("did you mean \"id\"?"), "{mends:?}");
    assert!(worker.platform.sent().is_empty());
}

#[test]
fn nothing_is_dropped_for_an_operator_who_tolerates_no_bugs() {
    let mut worker = Worker::new();
    worker.set("TOLERATE_CLIENT_BUGS", "false");
    let server = worker.server();
    let discovery = worker.configured(&json!({ "tool_exposure": "discovery" }));
    for stray in STRAYS {
        let mends = worker
            .legacy(&server)
            .call("list_all_acme_me", json!({ stray: "x" }))
            .mends();
        assert_eq!(mends.len(), 1, "{stray}");
        for (tool, mut arguments) in [
            ("search_tools", json!({})),
            (
                "get_tool_schema",
                json!({ "tool_names": ["list_all_acme_me"] }),
            ),
            ("call_tool", json!({ "tool_name": "list_all_acme_me" })),
        ] {
            arguments[stray] = json!("x");
            let mends = worker.legacy(&discovery).call(tool, arguments).mends();
            assert_eq!(mends.len(), 1, "{tool} {stray}");
        }
    }
    assert!(worker.platform.sent().is_empty());
}
