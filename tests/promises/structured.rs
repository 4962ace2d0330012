//! `structuredContent`: where it is sent, and that no vendor's answer makes the message around it unreadable.

use serde_json::json;

use crate::fake::Worker;

#[test]
fn structured_content_is_sent_only_where_the_server_asks_for_it() {
    let worker = Worker::new();
    let plain = worker.server();
    let server = worker.configured(&json!({ "structured": true }));
    worker.vendor_says(200, "{\"data\":[{\"id\":9007199254740993}]}");
    let call = |server| {
        worker
            .legacy(server)
            .call("list_all_acme_issues", json!({}))
    };
    assert_eq!(call(&plain).result().get("structuredContent"), None);
    let reply = call(&server);
    let expected =
        "\"structuredContent\":{\"result\":[{\"id\":9007199254740993}],\"next_cursor\":null}";
    assert!(reply.body.contains(expected), "{reply:?}");
    assert_eq!(reply.answered(), reply.result()["structuredContent"]);
    worker.vendor_says(500, "{}");
    assert_eq!(call(&server).result().get("structuredContent"), None);
    worker.vendor_says(200, "[1]");
    let array = worker
        .legacy(&server)
        .call("delete_a_acme_issue_by_id", json!({ "id": 1 }));
    assert_eq!(
        array.result().get("structuredContent"),
        None,
        "an object or nothing"
    );
}

#[test]
fn no_vendor_makes_an_answer_with_structured_content_unreadable() {
    let worker = Worker::new();
    let server = worker.configured(&json!({ "structured": true }));
    worker.vendor_says(200, "{\"data\":[{\"preview\":\"cut \\ud83d\"}]}");
    let reply = worker
        .legacy(&server)
        .call("list_all_acme_issues", json!({}));
    // `json` reads like a client that knows no half surrogate pairs.
    let structured = reply.json()["result"]["structuredContent"].clone();
    assert_eq!(structured["result"][0]["preview"], "cut \u{fffd}");
    assert!(reply.text().contains("cut \\ud83d"), "as it was written");
    for (levels, is_shown) in [(50, true), (10_000, false)] {
        let deep = format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        worker.vendor_says(200, &format!("{{\"data\":{{\"a\":{deep}}}}}"));
        let one = json!({ "id": 1 });
        let reply = worker
            .legacy(&server)
            .call("get_single_acme_issue_by_id", one);
        assert_eq!(reply.text(), format!("{{\"a\":{deep}}}"));
        assert_eq!(
            reply.result()["structuredContent"].is_object(),
            is_shown,
            "{levels}"
        );
    }
}
