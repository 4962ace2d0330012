//! What clients in the field get wrong, served while `TOLERATE_CLIENT_BUGS` is on and refused while it is off.

use serde_json::{Value, json};

use crate::fake::{CAPABILITIES, Reply, Server, VERSION, Worker, claim, request};

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
    let probe = json!({ "_meta": claim("2026-07-28") });
    let probe = worker
        .legacy(&server)
        .rpc_with("initialize", &probe, &modern);
    assert_eq!(
        probe.fault(),
        (404, -32601),
        "a client of the era without a handshake probes with nothing of one"
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

#[test]
fn under_a_legacy_header_a_claim_that_is_none_of_the_modern_era_is_none() {
    let mut worker = Worker::new();
    let server = worker.server();
    let metas = [
        claim("2025-11-25"),
        claim("2024-11-05"),
        claim("nope"),
        json!({ VERSION: "2025-11-25" }),
        json!({ VERSION: "2025-06-18", CAPABILITIES: null }),
        json!({ VERSION: "2026-07-28" }),
        json!({ VERSION: "2026-07-28", CAPABILITIES: null }),
        json!({ VERSION: "2026-07-28", CAPABILITIES: [] }),
        json!({ VERSION: 7, CAPABILITIES: {} }),
        json!({ VERSION: null }),
        json!({ CAPABILITIES: {} }),
    ];
    for version in ["2025-11-25", "2025-03-26"] {
        let headers = [("mcp-protocol-version", version)];
        for meta in &metas {
            for method in ["tools/list", "tools/call", "ping"] {
                let result = post(&worker, &server, method, meta, &headers).result();
                assert_eq!(result.get("resultType"), None, "{method} {meta}: legacy");
            }
            let probe = post(&worker, &server, "server/discover", meta, &headers);
            assert_eq!(probe.fault(), (200, -32601), "{meta}");
        }
        let ping = post(&worker, &server, "ping", &claim("2026-07-28"), &headers);
        assert_eq!(ping.result(), json!({}));
    }
    // Elsewhere a version that is not served is told as the protocol wants.
    for (header, meta, code) in [
        (Some("2026-07-28"), claim("nope"), -32020),
        (Some("2026-07-28"), claim("2024-10-07"), -32020),
        (Some("2099-01-01"), claim("2099-01-01"), -32022),
        (Some("2026-07-28"), json!({ VERSION: "2026-07-28" }), -32602),
    ] {
        let headers = header.map(|version| ("mcp-protocol-version", version));
        let headers: Vec<(&str, &str)> = headers.into_iter().collect();
        let reply = post(&worker, &server, "tools/list", &meta, &headers);
        assert_eq!(reply.fault(), (400, code), "{header:?} {meta}");
    }
    worker.set("TOLERATE_CLIENT_BUGS", "false");
    let headers = [("mcp-protocol-version", "2025-11-25")];
    for (meta, code) in [
        (claim("2025-11-25"), -32022),
        (claim("2025-06-18"), -32020),
        (json!({ VERSION: "2026-07-28" }), -32602),
        (json!({ VERSION: 7, CAPABILITIES: {} }), -32602),
        (claim("2026-07-28"), -32020),
    ] {
        let reply = post(&worker, &server, "ping", &meta, &headers);
        assert_eq!(reply.fault(), (400, code), "{meta}");
    }
}

#[test]
fn a_claim_that_restates_a_handshakes_version_is_none_under_any_header_and_without_one() {
    let mut worker = Worker::new();
    let server = worker.server();
    let headers = [None, Some("2026-07-28"), Some("2027-01-01"), Some("latest")];
    let headers = headers.map(|version| version.map(|version| ("mcp-protocol-version", version)));
    let claims = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];
    let metas = claims.map(|version| [claim(version), json!({ VERSION: version })]);
    for header in headers {
        let headers: Vec<(&str, &str)> = header.into_iter().collect();
        for meta in metas.as_flattened() {
            for method in ["tools/list", "tools/call", "ping", "prompts/list"] {
                let result = post(&worker, &server, method, meta, &headers).result();
                assert_eq!(result.get("resultType"), None, "{method} {meta}: legacy");
            }
            let probe = post(&worker, &server, "server/discover", meta, &headers);
            assert_eq!(probe.fault(), (200, -32601), "{header:?} {meta}");
        }
    }
    worker.set("TOLERATE_CLIENT_BUGS", "false");
    let headers = [("mcp-protocol-version", "2026-07-28")];
    for (headers, meta, code) in [
        (&[][..], &metas[0][0], -32022),
        (&[], &metas[0][1], -32602),
        (&headers, &metas[0][0], -32020),
    ] {
        let reply = post(&worker, &server, "tools/list", meta, headers);
        assert_eq!(reply.fault(), (400, code), "{headers:?} {meta}");
    }
}

/// Serializers that write what is not there as `null` do so with the id too; the official Python server answers 202.
#[test]
fn a_notification_whose_id_is_null_is_one() {
    let mut worker = Worker::new();
    let server = worker.server();
    let send = |worker: &Worker, method: &str, filler: &str| {
        let body = json!({ "jsonrpc": "2.0", "method": method, "id": null }).to_string();
        let ask = request("POST", &server.path()).header("content-type", "application/json");
        worker.answer(&ask.body(format!("{body}{filler}")))
    };
    let methods = ["notifications/initialized", "notifications/cancelled"];
    // Longer than what is read for anybody.
    for filler in ["", &" ".repeat(70 * 1024)] {
        for method in methods {
            let reply = send(&worker, method, filler);
            assert_eq!((reply.status, reply.body.as_str()), (202, ""), "{method}");
        }
        for method in ["ping", "tools/list", "initialize", "notifications"] {
            assert_eq!(
                send(&worker, method, filler).fault(),
                (400, -32600),
                "{method}"
            );
        }
    }
    worker.set("TOLERATE_CLIENT_BUGS", "false");
    for method in methods {
        assert_eq!(send(&worker, method, "").fault(), (400, -32600), "{method}");
    }
}

#[test]
fn a_handshake_agrees_whatever_its_body_claims() {
    let mut worker = Worker::new();
    let server = worker.server();
    let metas = [
        claim("2026-07-28"),
        claim("2025-11-25"),
        claim("2099-01-01"),
        json!({ VERSION: "2026-07-28" }),
        json!({ VERSION: 7 }),
        json!({ CAPABILITIES: {} }),
    ];
    for header in [
        None,
        Some("2025-11-25"),
        Some("2024-11-05"),
        Some("latest"),
        Some("2026-07-28"),
        Some("2099-01-01"),
    ] {
        let headers = header.map(|version| ("mcp-protocol-version", version));
        let headers: Vec<(&str, &str)> = headers.into_iter().collect();
        for meta in &metas {
            let reply = post(&worker, &server, "initialize", meta, &headers);
            let result = reply.result();
            assert_eq!(result["protocolVersion"], "2025-11-25", "{header:?} {meta}");
        }
    }
    worker.set("TOLERATE_CLIENT_BUGS", "false");
    let reply = post(&worker, &server, "initialize", &claim("2026-07-28"), &[]);
    assert_eq!(reply.fault(), (400, -32020));
}

/// What is said of a text that begins as an object does, and is none.
const BROKEN: &str = ": the text that was sent is no JSON object, it ends too early or something in it is not escaped";

#[test]
fn params_and_arguments_that_are_empty_in_another_form_are_none() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.legacy(&server);
    for params in [json!(null), json!([])] {
        for method in ["ping", "tools/list", "prompts/list", "initialize"] {
            client.rpc_with(method, &params, &[]).result();
        }
    }
    for cursor in [json!(""), json!(" "), json!(null)] {
        for method in [
            "tools/list",
            "prompts/list",
            "resources/list",
            "skills/list",
        ] {
            let params = json!({ "cursor": cursor });
            let first = client.rpc(method, json!({})).result();
            assert_eq!(client.rpc(method, params).result(), first, "{method}");
        }
    }
    let discovery = worker.configured(&json!({ "tool_exposure": "discovery" }));
    let documents = worker.configured(&json!({ "chatgpt_search": true }));
    let (discovery, documents) = (worker.legacy(&discovery), worker.legacy(&documents));
    let none = [
        "[]", "[ ]", "null", "\"\"", "\" \"", "\"[]\"", "\"null\"", "\" {} \"", "{}",
    ];
    for none in none {
        client.call_verbatim("list_all_acme_me", none).answered();
        let mends = client
            .call_verbatim("get_single_acme_issue_by_id", none)
            .mends();
        assert!(mends[0].starts_with("id: is required"), "{none} {mends:?}");
        discovery.call_verbatim("search_tools", none).answered();
        let me = format!("{{\"tool_name\":\"list_all_acme_me\",\"arguments\":{none}}}");
        discovery.call_verbatim("call_tool", &me).answered();
        let mends = documents.call_verbatim("search", none).mends();
        assert!(mends[0].starts_with("query"), "{none} {mends:?}");
    }
    worker.platform.take_sent();
    for (wrong, what) in [
        ("[1]", ", not a list"),
        ("7", ", not a number"),
        ("\"x\"", ", not a string"),
        ("\"{\\\"id\\\": 1\"", BROKEN),
        ("\"```json\\n{\\\"id\\\": 1\\n```\"", BROKEN),
    ] {
        let expected = [format!("arguments: must be an object{what}")];
        let mends = client.call_verbatim("list_all_acme_me", wrong).mends();
        assert_eq!(mends, expected, "{wrong}");
        let mends = discovery.call_verbatim("search_tools", wrong).mends();
        assert_eq!(mends, expected, "{wrong}");
        let issue = format!(
            "{{\"tool_name\":\"get_single_acme_issue_by_id\",\"id\":\"1\",\"arguments\":{wrong}}}"
        );
        let mends = discovery.call_verbatim("call_tool", &issue).mends();
        assert_eq!(mends, expected, "{wrong}");
    }
    assert!(worker.platform.sent().is_empty());
}

#[test]
fn arguments_between_fences_or_quoted_twice_are_read_wherever_they_stand() {
    let worker = Worker::new();
    let server = worker.server();
    let discovery = worker.configured(&json!({ "tool_exposure": "discovery" }));
    let (client, discovery) = (worker.legacy(&server), worker.legacy(&discovery));
    let get = "get_single_acme_issue_by_id";
    let (id, team) = (json!({ "id": "i_1" }), json!({ "team": "x" }));
    let prompt = |arguments: Value| {
        let params = json!({ "name": "triage", "arguments": arguments });
        client.rpc("prompts/get", params).result()
    };
    let plain = prompt(team.clone());
    let wraps: [fn(&Value) -> String; 4] = [
        Value::to_string,
        |json| format!("```json\n{json}\n```"),
        |json| json!(json.to_string()).to_string(),
        |json| json!(format!("```\n{json}\n```")).to_string(),
    ];
    for wrap in wraps {
        let (id, team) = (json!(wrap(&id)), json!(wrap(&team)));
        client.call(get, id.clone()).answered();
        for tool in ["read_tool", "call_tool"] {
            let inner = json!({ "tool_name": get, "arguments": id });
            discovery.call(tool, inner.clone()).answered();
            discovery.call(tool, json!(wrap(&inner))).answered();
        }
        assert_eq!(prompt(team.clone()), plain, "{team}");
    }
    for none in ["```\nnull\n```", "\"\"", "\"[]\"", "```json\n{}\n```"] {
        client.call("list_all_acme_me", json!(none)).answered();
    }
}

#[test]
fn a_clients_prefix_before_a_name_is_taken_away() {
    let mut worker = Worker::new();
    let server = worker.server();
    let discovery = worker.configured(&json!({ "tool_exposure": "discovery" }));
    let documents = worker.configured(&json!({ "chatgpt_search": true }));
    let prefixes = [
        "mcp__acme__",
        "mcp__my__acme__",
        "acme.",
        "acme:",
        "acme/",
        "functions.acme__",
    ];
    for prefix in prefixes {
        for client in [worker.legacy(&server), worker.modern(&server)] {
            for name in ["list_all_acme_me", "list_me"] {
                let name = format!("{prefix}{name}");
                client.call(&name, json!({})).answered();
            }
        }
        let client = worker.legacy(&discovery);
        let me = format!("{prefix}list_all_acme_me");
        for tool in ["read_tool", "call_tool"] {
            let arguments = json!({ "tool_name": me, "arguments": {} });
            client.call(tool, arguments.clone()).answered();
            client
                .call(&format!("{prefix}{tool}"), arguments)
                .answered();
        }
        let names = json!({ "tool_names": [me] });
        client.call("get_tool_schema", names).answered();
        let create = json!({ "tool_name": format!("{prefix}create_issue"), "title": "x" });
        assert_eq!(client.call("read_tool", create).failed()["statusCode"], 400);
        let name = format!("{prefix}fetch");
        worker.legacy(&documents).call(&name, json!({})).mends();
        let triage = json!({ "name": format!("{prefix}triage"), "arguments": { "team": "x" } });
        worker.legacy(&server).rpc("prompts/get", triage).result();
    }
    worker.platform.take_sent();
    let hinted = [
        ("acme_get_issue", "get_single_acme_issue_by_id"),
        ("acme-get_issue", "get_single_acme_issue_by_id"),
        ("get-issue", "get_single_acme_issue_by_id"),
        ("Get_Issue", "get_single_acme_issue_by_id"),
        ("getIssue", "get_single_acme_issue_by_id"),
        ("LIST_ALL_ACME_ME", "list_all_acme_me"),
        ("list-all-acme-me", "list_all_acme_me"),
        ("mcp__acme__list_all_acme_mee", "list_all_acme_me"),
        ("mcp__acme__get-issue", "get_single_acme_issue_by_id"),
    ];
    for (name, expected) in hinted {
        for client in [worker.legacy(&server), worker.legacy(&discovery)] {
            let reply = client.call(name, json!({ "id": "i_1" }));
            assert_eq!(reply.fault(), (200, -32602), "{name}");
            let hint = format!("did you mean \\\"{expected}\\\"?");
            assert!(reply.body.contains(&hint), "{name}: {reply:?}");
        }
    }
    worker.set("TOLERATE_CLIENT_BUGS", "false");
    for client in [worker.legacy(&server), worker.legacy(&discovery)] {
        let reply = client.call("mcp__acme__list_all_acme_me", json!({}));
        assert_eq!(reply.fault(), (200, -32602));
        assert!(reply.body.contains("\\\"list_all_acme_me\\\""), "{reply:?}");
    }
    assert!(worker.platform.sent().is_empty());
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

const STRAYS: [&str; 17] = fairlead::arguments::client_added::KNOWN;

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
        ("read_tool", me.clone()),
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
