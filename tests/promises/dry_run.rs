//! `config.dry_run`: what would change something says what it would send; what reads goes on.

use serde_json::{Value, json};

use crate::fake::{VENDOR_SECRET, Worker};

#[test]
fn a_write_answers_with_the_request_that_it_would_send_and_sends_nothing() {
    let worker = Worker::new();
    let server = worker.configured(&json!({ "dry_run": true }));
    for client in [worker.legacy(&server), worker.modern(&server)] {
        let arguments = json!({ "title": "Größe", "notify": true, "priority": 2 });
        let dry = client.call("create_a_acme_issue", arguments).answered();
        assert_eq!(dry["dry_run"], true);
        assert_eq!(dry["sent"], false);
        assert!(
            dry["message"]
                .as_str()
                .unwrap()
                .starts_with("Nothing was sent")
        );
        let request = &dry["request"];
        assert_eq!(request["method"], "POST");
        assert_eq!(
            request["url"],
            "https://demo.acme.example/v1/issues?notify=true"
        );
        assert_eq!(
            request["body"],
            json!({ "title": "Größe", "fields[priority]": 2 })
        );
        assert_eq!(request["headers"]["authorization"], "[redacted]");
        assert_eq!(request["headers"]["acme-version"], "2");
        assert_eq!(request["headers"]["content-type"], "application/json");
    }
    assert!(worker.platform.sent().is_empty());
    worker
        .legacy(&server)
        .call("list_all_acme_me", json!({}))
        .answered();
    assert_eq!(worker.platform.sent().len(), 1, "reads go on");
}

#[test]
fn writes_of_every_shape_are_dry_and_show_no_credential() {
    let worker = Worker::new();
    let server = worker.configured(&json!({ "dry_run": true, "repeat_guard_seconds": 0 }));
    let file = json!({ "file": { "name": "a.txt", "text": "hello" } });
    for (tool, arguments) in [
        (
            "update_a_acme_issue_by_id",
            json!({ "id": "i_1", "title": "x" }),
        ),
        ("delete_a_acme_issue_by_id", json!({ "id": "i_1" })),
        ("acme_issues_snooze", json!({ "id": "i_1", "until": "x" })),
        ("acme_issues_replace", json!({ "body": [{ "title": "x" }] })),
        ("create_a_acme_form", json!({ "name": "x" })),
        ("create_a_acme_attachment", file),
    ] {
        let reply = worker.legacy(&server).call(tool, arguments);
        assert_eq!(reply.answered()["sent"], false, "{tool}");
        assert!(!reply.body.contains(VENDOR_SECRET), "{tool}");
    }
    let birch = worker.account_with(&json!({
        "integration": "birch", "context": {},
        "credentials": { "email": "a@b.example", "secret": "fake-birch-secret" },
    }));
    let dogwood = worker.account_with(&json!({
        "integration": "dogwood", "context": {}, "credentials": { "key": "fake-dogwood-key" },
    }));
    let body = json!({ "config": { "dry_run": true } });
    let birch = worker.server_with(&birch, &body);
    let tree = worker
        .legacy(&birch)
        .call("create_a_birch_tree", json!({ "kind": "oak" }));
    assert!(!tree.body.contains("fake-birch-secret"), "{tree:?}");
    assert_eq!(
        tree.answered()["request"]["headers"]["authorization"],
        "[redacted]"
    );
    let dogwood = worker.server_with(&dogwood, &body);
    let twig = worker
        .legacy(&dogwood)
        .call("create_a_dogwood_twig", json!({}));
    assert!(!twig.body.contains("fake-dogwood-key"), "{twig:?}");
    assert_eq!(
        twig.answered()["request"]["headers"]["x-dogwood-key"],
        "[redacted]"
    );
    assert!(worker.platform.sent().is_empty());
}

/// A long text is cut inside its field, a long list by its entries, and both say so; the rest of the request stays as it is.
#[test]
fn a_request_that_is_too_long_for_a_result_is_shown_in_part() {
    let mut worker = Worker::new();
    worker.set("MAX_RESULT_CHARS", "4000");
    let server = worker.configured(&json!({ "dry_run": true }));
    let entries: Vec<Value> = (0..500)
        .map(|at| json!({ "title": at.to_string() }))
        .collect();
    for (tool, arguments, at) in [
        (
            "update_a_acme_issue_by_id",
            json!({ "id": "i_1", "title": "\u{e000}\"".repeat(9_000) }),
            "/request/body/title",
        ),
        (
            "acme_issues_replace",
            json!({ "body": entries }),
            "/request/body",
        ),
        (
            "create_a_acme_form",
            json!({ "name": "é".repeat(9_000) }),
            "/request/body",
        ),
    ] {
        let reply = worker.legacy(&server).call(tool, arguments);
        assert!(reply.text().len() <= 4_000, "{}", reply.text().len());
        let dry = reply.answered();
        assert!(!dry["request"]["url"].is_null());
        assert_eq!(dry["request"]["headers"]["authorization"], "[redacted]");
        let cut = &dry["truncated"]["cuts"][0];
        assert_eq!(cut["at"], at, "{dry}");
        let (last, of) = (cut["last"].as_u64().unwrap(), cut["of"].as_u64().unwrap());
        assert!(last > 20 && last < of, "{cut}");
        assert_eq!(
            dry["truncated"]["hint"],
            "Cut to fit. The rest is not shown."
        );
    }
    let whole = worker
        .legacy(&server)
        .call("acme_issues_replace", json!({ "body": [{ "title": "x" }] }));
    assert_eq!(
        whole.answered()["request"]["body"],
        json!([{ "title": "x" }])
    );
}

/// What is wrong is told as ever, so that a dry run tells whether a call would go out.
#[test]
fn a_call_that_would_be_refused_is_refused() {
    let worker = Worker::new();
    let server = worker.configured(&json!({ "dry_run": true }));
    let mends = worker
        .legacy(&server)
        .call("create_a_acme_issue", json!({ "priority": 9 }))
        .mends();
    assert_eq!(mends.len(), 2, "{mends:?}");
}

#[test]
fn a_dry_run_is_told_to_models_and_to_the_log() {
    let worker = Worker::new();
    let server = worker.configured(&json!({ "dry_run": true }));
    let client = worker.legacy(&server);
    let started = client.rpc("initialize", json!({ "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": { "name": "x", "version": "1" } }));
    let instructions = started.result()["instructions"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(instructions.contains("dry run"), "{instructions}");
    worker.platform.take_lines();
    client
        .call("create_a_acme_issue", json!({ "title": "x" }))
        .answered();
    let line: Value = serde_json::from_str(&worker.platform.take_lines()[0]).unwrap();
    assert_eq!(line["outcome"], "dry_run");
}
