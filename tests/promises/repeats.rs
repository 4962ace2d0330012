//! The same write twice: it is sent once, the answer says what became of the first, and a second one on purpose goes out.

use fairlead::http::OutboundRequest;
use fairlead::platform::SendError;
use serde_json::{Value, json};

use crate::fake::{Reply, Server, Worker, vendor_answer};

const CREATE: &str = "create_a_acme_issue";

fn create(title: &str) -> Value {
    json!({ "title": title })
}

#[track_caller]
fn held(reply: &Reply) -> Value {
    let answered = reply.answered();
    assert_eq!(answered["sent"], false, "{reply:?}");
    answered
}

#[test]
fn a_write_that_succeeded_a_moment_ago_is_not_sent_again() {
    let worker = Worker::new();
    let server = worker.server();
    worker.vendor_says(201, "{\"data\":{\"id\":\"i_9\"}}");
    let (legacy, modern) = (worker.legacy(&server), worker.modern(&server));
    assert_eq!(legacy.call(CREATE, create("x")).answered()["id"], "i_9");
    worker.platform.pass(3);
    let again = held(&modern.call(CREATE, create("x")));
    assert_eq!(
        again["first"],
        json!({ "state": "succeeded", "status": 201, "seconds_ago": 3 })
    );
    let message = again["message"].as_str().unwrap();
    for said in [
        "Not sent again",
        "succeeded 3 s ago",
        "wait 7 s,",
        "repeat_on_purpose",
    ] {
        assert!(message.contains(said), "{said} in {message}");
    }
    // Spelled otherwise it is the same write.
    held(&legacy.call_verbatim(
        CREATE,
        r#"{ "priority": null, "title": "x", "labels": [] }"#,
    ));
    assert_eq!(worker.platform.sent().len(), 1);
    worker.platform.pass(7);
    legacy.call(CREATE, create("x")).answered();
    assert_eq!(worker.platform.sent().len(), 2, "ten seconds are over");
}

#[test]
fn another_write_is_another_one() {
    let worker = Worker::new();
    let server = worker.server();
    let other = worker.server_with(&server.account, &json!({}));
    let elsewhere = worker.server();
    let client = worker.legacy(&server);
    for (count, (client, tool, arguments)) in [
        (client.clone(), CREATE, create("x")),
        (client.clone(), CREATE, create("y")),
        (
            client.clone(),
            "update_a_acme_issue_by_id",
            json!({ "id": "i_1", "title": "x" }),
        ),
        (
            client,
            "update_a_acme_issue_by_id",
            json!({ "id": "i_2", "title": "x" }),
        ),
        (worker.legacy(&other), CREATE, create("x")),
        (worker.legacy(&elsewhere), CREATE, create("x")),
    ]
    .into_iter()
    .enumerate()
    {
        client.call(tool, arguments).answered();
        assert_eq!(worker.platform.sent().len(), count + 1);
    }
}

#[test]
fn a_read_is_sent_each_time() {
    let worker = Worker::new();
    let server = worker.server();
    for _ in 0..3 {
        worker
            .legacy(&server)
            .call("list_all_acme_me", json!({}))
            .answered();
    }
    assert_eq!(worker.platform.sent().len(), 3);
}

#[test]
fn a_write_that_failed_may_be_sent_again_at_once() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.legacy(&server);
    for (count, answer) in [
        Ok(vendor_answer(500, "{}")),
        Ok(vendor_answer(429, "{}")),
        Ok(vendor_answer(400, "{}")),
        Err(SendError::Timeout(25_000)),
        Err(SendError::Unreachable("reset".to_owned())),
    ]
    .into_iter()
    .enumerate()
    {
        worker
            .platform
            .script(move |_: &OutboundRequest| answer.clone());
        client.call(CREATE, create("x")).failed();
        assert_eq!(worker.platform.sent().len(), count + 1);
    }
    worker.vendor_says(200, "{\"data\":{}}");
    client.call(CREATE, create("x")).answered();
    held(&client.call(CREATE, create("x")));
}

#[test]
fn it_is_done_again_on_purpose_and_that_too_once_for_each_word() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.legacy(&server);
    let on_purpose = |mark: Value| json!({ "title": "x", "repeat_on_purpose": mark });
    client.call(CREATE, create("x")).answered();
    client.call(CREATE, on_purpose(json!(1))).answered();
    held(&client.call(CREATE, on_purpose(json!(1))));
    client.call(CREATE, on_purpose(json!(2))).answered();
    // No word at all.
    held(&client.call(CREATE, on_purpose(json!(null))));
    held(&client.call(CREATE, on_purpose(json!(false))));
    let sent = worker.platform.sent();
    assert_eq!(sent.len(), 3);
    let body =
        |request: &OutboundRequest| String::from_utf8(request.body.clone().unwrap()).unwrap();
    assert!(
        sent.iter().all(|request| body(request) == body(&sent[0])),
        "the vendor never sees it"
    );
    // Reads have no use for it, and say so.
    let mends = client
        .call("list_all_acme_me", json!({ "repeat_on_purpose": 1 }))
        .mends();
    assert!(
        mends[0].starts_with("repeat_on_purpose: is not an argument"),
        "{mends:?}"
    );
}

#[test]
fn it_is_done_again_on_purpose_through_discovery_too() {
    let worker = Worker::new();
    let server = worker.configured(&json!({ "tool_exposure": "discovery" }));
    let client = worker.legacy(&server);
    let call = |mark: Value, beside: bool| {
        let mut arguments = create("x");
        let mut call = json!({ "tool_name": CREATE });
        if beside {
            call["repeat_on_purpose"] = mark;
        } else {
            arguments["repeat_on_purpose"] = mark;
        }
        call["arguments"] = arguments;
        client.call("call_tool", call)
    };
    call(json!(null), false).answered();
    held(&call(json!(null), false));
    call(json!(1), false).answered();
    call(json!(2), true).answered();
    held(&call(json!(2), false));
    assert_eq!(worker.platform.sent().len(), 3);
}

#[test]
fn an_operator_sets_how_long_or_never() {
    let worker = Worker::new();
    let never = worker.configured(&json!({ "repeat_guard_seconds": 0 }));
    let long = worker.configured(&json!({ "repeat_guard_seconds": 600 }));
    for _ in 0..2 {
        worker.legacy(&never).call(CREATE, create("x")).answered();
    }
    worker.legacy(&long).call(CREATE, create("x")).answered();
    worker.platform.pass(599);
    held(&worker.legacy(&long).call(CREATE, create("x")));
    assert_eq!(worker.platform.sent().len(), 3);
    let account = worker.account();
    for seconds in [json!(601), json!(-1), json!(1.5), json!("10"), json!(true)] {
        let body = json!({ "name": "x", "config": { "repeat_guard_seconds": seconds } });
        let reply = worker.admin("POST", &format!("/integrated-account/{account}/mcp"), &body);
        assert_eq!(
            reply.failures(),
            [
                "config.repeat_guard_seconds: must be a whole number from 0 to 600; 0 sends every write, null means 10"
            ]
        );
    }
}

#[test]
fn the_log_says_that_it_was_held() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.legacy(&server);
    client.call(CREATE, create("x")).answered();
    worker.platform.take_lines();
    held(&client.call(CREATE, create("x")));
    let lines = worker.platform.take_lines();
    let line: Value = serde_json::from_str(&lines[0]).unwrap();
    assert_eq!(line["outcome"], "repeated");
    assert_eq!(line["tool"], CREATE);
    assert_eq!(line["audience"], "team");
    assert!(line.get("vendor_status").is_none(), "{line}");
}

fn fixture(worker: &Worker, integration: &str, credentials: &Value) -> Server {
    let account = worker.account_with(&json!({
        "integration": integration, "context": {}, "credentials": credentials,
    }));
    worker.server_with(
        &account,
        &json!({ "config": { "repeat_guard_seconds": 0 } }),
    )
}

/// The key of a write, by a JSON-RPC id.
fn key(
    worker: &Worker,
    server: &Server,
    header: &str,
    tool: &str,
    id: u32,
    arguments: &Value,
) -> Option<String> {
    let ask = worker.legacy(server).ask(
        "tools/call",
        json!({ "name": tool, "arguments": arguments }),
    );
    let body = String::from_utf8(ask.0.body.clone()).unwrap();
    let body = body.replace("\"id\":1", &format!("\"id\":{id}"));
    worker.answer(&ask.body(body)).result();
    let sent = worker.platform.last_sent();
    sent.headers.get(header).map(str::to_owned)
}

#[test]
fn a_vendor_that_takes_a_key_gets_the_same_one_for_a_clients_retry_and_else_another() {
    let worker = Worker::new();
    let birch = json!({ "email": "a@b.example", "secret": "fake-birch-secret" });
    let (server, other) = (
        fixture(&worker, "birch", &birch),
        fixture(&worker, "birch", &birch),
    );
    let header = "birch-idempotency-key";
    let tree = |kind: &str| json!({ "kind": kind });
    let of = |server: &Server, id: u32, kind: &str| {
        key(
            &worker,
            server,
            header,
            "create_a_birch_tree",
            id,
            &tree(kind),
        )
        .expect("a key")
    };
    let first = of(&server, 1, "oak");
    assert!(
        first.len() < 64
            && first
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    );
    assert_eq!(of(&server, 1, "oak"), first, "a client's retry");
    worker.platform.pass(60);
    assert_eq!(of(&server, 1, "oak"), first, "a minute later");
    for (server, id, kind) in [(&server, 2, "oak"), (&server, 1, "elm"), (&other, 1, "oak")] {
        assert_ne!(of(server, id, kind), first, "{id} {kind}");
    }
    worker.platform.pass(3_600);
    assert_ne!(
        of(&server, 1, "oak"),
        first,
        "a later session counts from the same number"
    );
    assert_eq!(
        key(
            &worker,
            &server,
            header,
            "list_all_birch_trees",
            1,
            &json!({})
        ),
        None
    );
}

#[test]
fn a_key_may_be_one_methods_own() {
    let worker = Worker::new();
    let server = fixture(&worker, "dogwood", &json!({ "key": "fake-dogwood-key" }));
    let header = "dogwood-once";
    assert!(
        key(
            &worker,
            &server,
            header,
            "create_a_dogwood_twig",
            1,
            &json!({})
        )
        .is_some()
    );
    let nest = json!({ "name": "x" });
    assert_eq!(
        key(&worker, &server, header, "create_a_dogwood_nest", 1, &nest),
        None
    );
}
