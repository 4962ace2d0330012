//! The one line that a request leaves.

use serde_json::{Value, json};

use crate::fake::*;

fn line_of(worker: &Worker, act: impl FnOnce() -> Reply) -> (Value, Reply) {
    let before = worker.platform.lines().len();
    let reply = act();
    let lines = worker.platform.lines();
    assert_eq!(lines.len(), before + 1, "{lines:?}");
    (serde_json::from_str(&lines[before]).unwrap(), reply)
}

#[test]
fn a_call_says_when_how_long_and_how_much() {
    let worker = Worker::new();
    let server = worker.server();
    worker.vendor_says(200, "{\"data\":[]}");
    let (line, reply) = line_of(&worker, || {
        worker
            .modern(&server)
            .call("list_all_acme_issues", json!({}))
    });
    assert_eq!(line["time"], "2027-01-15T08:00:00Z");
    assert_eq!(line["method"], "tools/call");
    assert_eq!(line["tool"], "list_all_acme_issues");
    assert_eq!(line["vendor_status"], 200);
    assert_eq!(line["bytes_out"], reply.body.len());
    assert_eq!(line["vendor_bytes"], 11);
    assert_eq!((&line["ms"], &line["vendor_ms"]), (&json!(0), &json!(0)));
    assert_eq!(
        Some(line["request_id"].as_str().unwrap()),
        reply.headers.get("x-request-id")
    );
}

#[test]
fn waiting_for_the_vendor_counts() {
    let worker = Worker::new();
    let server = worker.server();
    let clock = worker.platform.clock();
    worker.platform.script(move |_| {
        clock.set(clock.get() + 3);
        Ok(vendor_answer(200, "{\"data\":[]}"))
    });
    let (line, _) = line_of(&worker, || {
        worker
            .modern(&server)
            .call("list_all_acme_issues", json!({}))
    });
    assert_eq!(
        (&line["ms"], &line["vendor_ms"]),
        (&json!(3_000), &json!(3_000))
    );
}

#[test]
fn a_list_counts_the_text_that_the_host_keeps() {
    let worker = Worker::new();
    let server = worker.server();
    for _ in 0..2 {
        let (line, reply) = line_of(&worker, || worker.modern(&server).list());
        assert_eq!(line["bytes_out"], reply.body.len());
    }
}

#[test]
fn the_id_is_cloudflares_own_or_sixteen_digits_of_ours() {
    let worker = Worker::new();
    let id_of = |ray: Option<&str>| {
        let ask = request("GET", "/healthz");
        let reply = worker.answer(&match ray {
            Some(ray) => ask.header("cf-ray", ray),
            None => ask,
        });
        reply.headers.get("x-request-id").unwrap().to_owned()
    };
    assert_eq!(id_of(Some("8f2a1b3c4d5e6f70-FRA")), "8f2a1b3c4d5e6f70-FRA");
    assert_eq!(id_of(Some("8f2a1b3c4d5e6f70")), "8f2a1b3c4d5e6f70");
    for forged in [
        None,
        Some(""),
        Some("8f2a1b3c4d5e6f7"),
        Some("8f2a1b3c4d5e6f70-\"}"),
        Some("8f2a1b3c4d5e6f70-FRANKFURT"),
        Some("zf2a1b3c4d5e6f70-FRA"),
    ] {
        let id = id_of(forged);
        assert!(
            id.len() == 16 && id.bytes().all(|byte| byte.is_ascii_hexdigit()),
            "{forged:?}: {id}"
        );
        assert_ne!(Some(id.as_str()), forged);
    }
}

/// What a message leaves in the log, where a client says this of itself.
fn client_of(worker: &Worker, ask: &Ask) -> Value {
    let (line, _) = line_of(worker, || worker.answer(ask));
    let mut said = json!({});
    for key in ["client", "client_version", "trace_id"] {
        if let Some(value) = line.get(key) {
            said[key] = value.clone();
        }
    }
    said
}

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

fn traced(trace: &str) -> String {
    format!("00-{trace}-00f067aa0ba902b7-01")
}

/// A message of 2026-07-28 whose `_meta` has these too.
fn modern(worker: &Worker, server: &Server, more: &Value) -> Ask {
    let ask = worker.modern(server).ask("server/discover", json!({}));
    let mut body: Value = serde_json::from_slice(&ask.0.body).unwrap();
    for (key, value) in more.as_object().unwrap() {
        body["params"]["_meta"][key] = value.clone();
    }
    ask.body(body.to_string())
}

fn initialize(worker: &Worker, server: &Server, client: &Value) -> Ask {
    let params =
        json!({ "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": client });
    worker.legacy(server).ask("initialize", params)
}

const INFO: &str = "io.modelcontextprotocol/clientInfo";

#[test]
fn a_client_is_named_as_it_names_itself() {
    let worker = Worker::new();
    let server = worker.server();
    let info = json!({ "name": "claude-code", "version": "2.1.3", "title": "Claude" });
    let expected = json!({ "client": "claude-code", "client_version": "2.1.3" });
    let ask = initialize(&worker, &server, &info);
    assert_eq!(client_of(&worker, &ask), expected);
    let ask = modern(&worker, &server, &json!({ INFO: info }));
    assert_eq!(client_of(&worker, &ask), expected);
    // Each message of 2026-07-28 says it, one that is refused too; of the handshake era only the first does.
    let refused = ask.header("mcp-method", "x");
    assert_eq!(client_of(&worker, &refused)["client"], "claude-code");
    let list = worker
        .legacy(&server)
        .ask("tools/list", json!({ "clientInfo": info }));
    assert_eq!(client_of(&worker, &list), json!({}));
}

#[test]
fn a_client_that_says_nothing_or_nonsense_is_not_named() {
    let worker = Worker::new();
    let server = worker.server();
    for info in [
        json!(null),
        json!("claude-code"),
        json!([{ "name": "x" }]),
        json!({}),
        json!({ "name": null, "version": 2 }),
        json!({ "name": { "name": "x" }, "version": ["x"] }),
    ] {
        let asks = [
            initialize(&worker, &server, &info),
            modern(&worker, &server, &json!({ INFO: info })),
        ];
        for ask in asks {
            assert_eq!(client_of(&worker, &ask), json!({}), "{info}");
        }
    }
}

#[test]
fn what_a_client_says_is_cut_and_cannot_write_a_line_of_its_own() {
    let worker = Worker::new();
    let server = worker.server();
    for (said, logged) in [
        ("x".repeat(65), "x".repeat(64)),
        ("é".repeat(1_000), "é".repeat(64)),
        (
            "\",\"status\":200,\"x\":\"".to_owned(),
            "\",\"status\":200,\"x\":\"".to_owned(),
        ),
        (
            "a\n{\"time\":\"2027\"}\r\n".to_owned(),
            "a\n{\"time\":\"2027\"}\r\n".to_owned(),
        ),
        (
            "\u{1b}[31m\u{0}\u{7f}\u{9b}\u{202e}\u{e0041}".to_owned(),
            "\u{1b}[31m\u{0}\u{7f}\u{9b}\u{202e}\u{e0041}".to_owned(),
        ),
        ("\\".repeat(100), "\\".repeat(64)),
        (
            format!("https://x.example/{}", server.path()),
            "https://x.example//mcp/".to_owned(),
        ),
        (server.token.clone(), String::new()),
        (format!("fla_{}", "A".repeat(43)), String::new()),
    ] {
        let info = json!({ "name": said, "version": said });
        let asks = [
            initialize(&worker, &server, &info),
            modern(&worker, &server, &json!({ INFO: info })),
        ];
        for ask in asks {
            let expected = json!({ "client": logged, "client_version": logged });
            assert_eq!(client_of(&worker, &ask), expected);
            let lines = worker.platform.lines();
            let line = lines.last().unwrap();
            assert!(
                line.chars()
                    .all(|it| !it.is_control() && !matches!(it, '\u{202e}' | '\u{e0041}')),
                "{line:?}"
            );
        }
    }
    let lone = initialize(&worker, &server, &json!({ "name": "@", "version": "1" }));
    let body = String::from_utf8(lone.0.body.clone()).unwrap();
    let lone = lone.body(body.replace('@', "\\ud800"));
    assert_eq!(client_of(&worker, &lone), json!({ "client_version": "1" }));
}

#[test]
fn a_trace_is_named_by_its_id_alone() {
    let worker = Worker::new();
    let server = worker.server();
    let plain = || worker.legacy(&server).ask("ping", json!({}));
    let other = "0af7651916cd43dd8448eb211c80319c";
    let expected = json!({ "trace_id": TRACE });
    let ask = plain().header("traceparent", &traced(TRACE));
    assert_eq!(client_of(&worker, &ask), expected);
    let meta = json!({ "traceparent": traced(TRACE) });
    assert_eq!(
        client_of(&worker, &modern(&worker, &server, &meta)),
        expected
    );
    let legacy = worker.legacy(&server).ask("ping", json!({ "_meta": meta }));
    let both = legacy.header("traceparent", &traced(other));
    assert_eq!(
        client_of(&worker, &both),
        expected,
        "the message counts first"
    );
    for nonsense in [
        json!(7),
        json!("00-x"),
        json!(null),
        json!({ "traceparent": traced(other) }),
    ] {
        let meta = json!({ "_meta": { "traceparent": nonsense } });
        let ask = worker.legacy(&server).ask("ping", meta);
        assert_eq!(client_of(&worker, &ask), json!({}));
        let ask = ask.header("traceparent", &traced(TRACE));
        assert_eq!(client_of(&worker, &ask), expected, "then the header does");
    }
    let notification = plain()
        .body("{\"jsonrpc\":\"2.0\",\"method\":\"x\"}")
        .header("traceparent", &traced(TRACE));
    assert_eq!(client_of(&worker, &notification), expected);
    for forged in [
        format!("00-{}-00f067aa0ba902b7-01", "\"".repeat(32)),
        format!("00-{}-00f067aa0ba902b7-01", "0".repeat(32)),
        traced(&TRACE.to_uppercase()),
        format!("{}\",\"status\":1", traced(TRACE)),
        "x".repeat(10_000),
    ] {
        let ask = plain().header("traceparent", &forged);
        assert_eq!(client_of(&worker, &ask), json!({}), "{forged}");
    }
}

#[test]
fn no_vendor_learns_who_asked() {
    let worker = Worker::new();
    let server = worker.server();
    let ask = worker.modern(&server).ask(
        "tools/call",
        json!({ "name": "list_all_acme_me", "arguments": {} }),
    );
    let mut body: Value = serde_json::from_slice(&ask.0.body).unwrap();
    body["params"]["_meta"][INFO] = json!({ "name": "claude-code", "version": "2.1.3" });
    body["params"]["_meta"]["traceparent"] = json!(traced(TRACE));
    body["params"]["_meta"]["tracestate"] = json!("vendor=state");
    body["params"]["_meta"]["baggage"] = json!("user=bag");
    let ask = ask
        .body(body.to_string())
        .header("traceparent", &traced(TRACE))
        .header("tracestate", "vendor=state")
        .header("baggage", "user=bag")
        .header("user-agent", "claude-code/2.1.3");
    let said = client_of(&worker, &ask);
    assert_eq!(said["trace_id"], TRACE);
    let sent = worker.platform.last_sent();
    let all = format!("{}\n{}\n{:?}", sent.url, sent.headers.as_lines(), sent.body);
    for word in [
        TRACE,
        "claude-code",
        "00f067aa0ba902b7",
        "traceparent",
        "vendor=state",
        "user=bag",
    ] {
        assert!(!all.contains(word), "{word} in {all}");
    }
}
