//! Flat arguments become one vendor request, or all of their mends in one answer.

use serde_json::{Value, json};

use crate::fake::{Server, Worker};

const CREATE: &str = "create_a_acme_issue";

fn body(worker: &Worker) -> String {
    let sent = worker.platform.last_sent();
    String::from_utf8(sent.body.expect("a body")).expect("text")
}

fn foreign(worker: &Worker, integration: &str, credentials: &Value) -> Server {
    let account = worker.account_with(&json!({
        "integration": integration, "context": {}, "credentials": credentials,
    }));
    worker.server_with(&account, &json!({}))
}

#[test]
fn flat_arguments_go_to_path_query_and_body() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.legacy(&server);
    let arguments = json!({
        "notify": true, "title": "Broken", "priority": 2, "labels": ["a", "b"],
        "requester": { "email": "a@b.example" },
    });
    client.call(CREATE, arguments).answered();
    let sent = worker.platform.last_sent();
    assert_eq!(sent.method, "POST");
    assert_eq!(
        sent.url, "https://demo.acme.example/v1/issues?notify=true",
        "a key in both goes to the query"
    );
    let body: Value = serde_json::from_str(&body(&worker)).unwrap();
    assert_eq!(
        body,
        json!({
            "title": "Broken", "fields[priority]": 2, "labels": ["a", "b"],
            "requester": { "email": "a@b.example" },
        })
    );
    for (name, value) in [
        ("authorization", "Bearer fake-vendor-token-4711"),
        ("content-type", "application/json"),
        ("accept", "application/json"),
        ("acme-version", "2"),
    ] {
        assert_eq!(sent.headers.get(name), Some(value));
    }
    assert!(
        sent.headers
            .get("user-agent")
            .unwrap()
            .starts_with("fairlead/")
    );
}

#[test]
fn a_request_without_a_body_has_neither_body_nor_its_type() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.legacy(&server);
    let arguments = json!({ "id": "i_1" });
    client
        .call("delete_a_acme_issue_by_id", arguments)
        .answered();
    let sent = worker.platform.last_sent();
    assert_eq!((sent.method, sent.body), ("DELETE", None));
    assert_eq!(sent.headers.get("content-type"), None);
}

#[test]
fn every_mend_comes_in_one_answer_and_nothing_is_sent() {
    let worker = Worker::new();
    let server = worker.server();
    let arguments = json!({
        "titel": "x", "priority": 9, "weight": "much", "labels": ["a", 1, {}, "b"],
        "requester": { "mail": "x", "age": "old" }, "notify": "perhaps",
    });
    let mends = worker.legacy(&server).call(CREATE, arguments).mends();
    for start in [
        "titel: is not an argument of this tool",
        "title: is required",
        "priority: must be from 1 to 5",
        "weight: must be a number, not \"much\"",
        "labels: has 4 entries",
        "requester.email: is required",
        "requester.mail: is not a known key",
        "requester.age: must be a whole number, not \"old\"",
        "notify: must be true or false, not \"perhaps\"",
    ] {
        assert!(
            mends.iter().any(|mend| mend.starts_with(start)),
            "{start} in {mends:#?}"
        );
    }
    assert_eq!(mends.len(), 9, "{mends:#?}");
    let all = mends.join("\n");
    for near in ["title", "email"] {
        assert!(all.contains(&format!("did you mean \"{near}\"?")), "{all}");
    }
    assert!(worker.platform.sent().is_empty());
}

#[test]
fn wrong_values_are_refused_with_what_would_be_right() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.legacy(&server);
    for (tool, arguments, expected) in [
        (
            "list_all_acme_issues",
            json!({ "state": "open" }),
            "state: must be one of new, closed",
        ),
        (
            "list_all_acme_issues",
            json!({ "state": "close" }),
            "state: must be one of new, closed",
        ),
        (
            "list_all_acme_issues",
            json!({ "state": ["new", "closed"] }),
            "state: must be a string, not a list",
        ),
        (
            "list_all_acme_issues",
            json!({ "labels": "a,b" }),
            "labels: must be a list, not \"a,b\"",
        ),
        (
            "list_all_acme_issues",
            json!({ "page_token": 1.5 }),
            "page_token: must be a whole number, not 1.5",
        ),
        (
            CREATE,
            json!({ "title": "x".repeat(21) }),
            "title: must have at most 20 characters",
        ),
        (CREATE, json!({ "title": null }), "title: is required"),
        (
            CREATE,
            json!({ "title": "x", "weight": -1 }),
            "weight: must be at least 0",
        ),
        (
            "get_single_acme_issue_by_id",
            json!({ "id": true }),
            "id: must be a string, not a boolean",
        ),
        (
            "acme_issues_replace",
            json!({ "body": "x" }),
            "body: must be a list such as [{\"title\":\"Broken\"}], not",
        ),
        (
            "list_all_acme_search_issues",
            json!({ "filter": { "field": "status", "operator": "equals", "value": "new" } }),
            "filter.field: must be one of state, created_at",
        ),
    ] {
        let mends = client.call(tool, arguments.clone()).mends();
        assert_eq!(mends.len(), 1, "{mends:?}");
        assert!(mends[0].starts_with(expected), "{arguments} {mends:?}");
    }
    for arguments in ["[{}]", "7", "\"x\"", "true"] {
        let mends = client.call_verbatim(CREATE, arguments).mends();
        assert!(
            mends[0].starts_with("arguments: must be an object"),
            "{mends:?}"
        );
    }
    assert!(worker.platform.sent().is_empty());
}

#[test]
fn no_value_is_dropped_in_silence() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.legacy(&server);
    // Half of a surrogate pair is valid JSON and no text; a number in a string may stand between spaces.
    for (tool, arguments) in [
        (CREATE, r#"{"title":"\ud800"}"#),
        (CREATE, r#"{"title":"x","weight":" 4.5 "}"#),
        (CREATE, r#"{"title":"x","requester":{"email":"\udc00"}}"#),
        ("list_all_acme_issues", r#"{"label":"\ud800"}"#),
        ("list_all_acme_issues", r#"{"labels":["a","\ud800"]}"#),
        ("list_all_acme_issues", r#"{"next_cursor":"\ud800"}"#),
        ("get_single_acme_issue_by_id", r#"{"id":"\ud800"}"#),
        (
            "update_a_acme_issue_by_id",
            r#"{"id":"i_1","title":"\ud800"}"#,
        ),
        (
            "list_all_acme_search_issues",
            r#"{"filter":{"field":"state","operator":"equals","value":"\ud800"}}"#,
        ),
    ] {
        let before = worker.platform.sent().len();
        let reply = client.call_verbatim(tool, arguments);
        let sent = worker.platform.sent();
        if sent.len() == before {
            assert!(!reply.mends().is_empty(), "{arguments}");
        } else {
            let request = sent.last().unwrap();
            let bytes = request.body.clone().unwrap_or_default();
            let all = format!("{} {}", request.url, String::from_utf8_lossy(&bytes));
            assert!(
                all.contains("4.5") || all.contains("%EF%BF%BD") || all.contains('\u{fffd}'),
                "{arguments} became {all}"
            );
        }
    }
}

#[test]
fn a_path_value_stays_inside_its_segment() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.legacy(&server);
    for (id, segment) in [
        ("a/b", "a%2Fb"),
        ("../../admin", "..%2F..%2Fadmin"),
        ("a?x=1#y", "a%3Fx%3D1%23y"),
        ("%2f", "%252f"),
        ("%2e%2e%2f", "%252e%252e%252f"),
        ("a\r\nHost: evil.example", "a%0D%0AHost%3A%20evil.example"),
        ("a\\b", "a%5Cb"),
        ("é🙂", "%C3%A9%F0%9F%99%82"),
        ("@evil.example", "%40evil.example"),
        ("...", "..."),
        ("a;b", "a%3Bb"),
        ("\u{0}", "%00"),
    ] {
        client
            .call("get_single_acme_issue_by_id", json!({ "id": id }))
            .answered();
        assert_eq!(
            worker.platform.last_sent().url,
            format!("https://demo.acme.example/v1/issues/{segment}"),
            "{id:?}"
        );
    }
}

#[test]
fn a_path_value_that_would_change_the_endpoint_is_refused() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.legacy(&server);
    for id in [
        "", ".", "..", "%2e", "%2E%2e", ".%2E", " ", " .. ", "\t", "\u{a0}",
    ] {
        let reply = client.call("delete_a_acme_issue_by_id", json!({ "id": id }));
        let mends = reply.mends();
        assert_eq!(mends.len(), 1, "{id:?}");
        assert!(mends[0].starts_with("id: "), "{mends:?}");
    }
    let two = json!({ "issue_id": "..", "kind": "." });
    let mends = client.call("list_all_acme_messages", two).mends();
    assert_eq!(mends.len(), 2, "{mends:?}");
    assert!(worker.platform.sent().is_empty());
}

#[test]
fn a_query_value_stays_inside_its_value() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.legacy(&server);
    let arguments = json!({ "label": "a&admin=1#x y+z=é\r\nx", "labels": ["a,b", "c&d"] });
    client.call("list_all_acme_issues", arguments).answered();
    assert_eq!(
        worker.platform.last_sent().url,
        "https://demo.acme.example/v1/issues?labels=a%2Cb&labels=c%26d&label=a%26admin%3D1%23x%20y%2Bz%3D%C3%A9%0D%0Ax&per_page=100"
    );
}

#[test]
fn arrays_go_into_a_query_in_each_vendors_way() {
    let worker = Worker::new();
    let birch = foreign(
        &worker,
        "birch",
        &json!({ "email": "a@b.example", "secret": "fake" }),
    );
    let arguments = json!({ "kinds": ["oak", "elm"] });
    worker
        .legacy(&birch)
        .call("list_all_birch_trees", arguments);
    let sent = worker.platform.last_sent();
    assert_eq!(
        sent.url,
        "https://api.birch.example/trees?kinds%5B%5D=oak&kinds%5B%5D=elm"
    );
    let cedar = foreign(&worker, "cedar", &json!({ "key": "fake-key" }));
    let arguments = json!({ "lengths": [1, "2", 3] });
    worker
        .legacy(&cedar)
        .call("list_all_cedar_planks", arguments);
    let sent = worker.platform.last_sent();
    assert_eq!(
        sent.url,
        "https://api.cedar.example/2.0/planks?lengths=1%2C2%2C3"
    );
}

#[test]
fn each_vendor_gets_credentials_in_its_own_way() {
    let worker = Worker::new();
    let credentials = json!({ "email": "a@b.example", "secret": "fake{email}" });
    let birch = foreign(&worker, "birch", &credentials);
    worker
        .legacy(&birch)
        .call("list_all_birch_trees", json!({}));
    // base64 of a@b.example/token:fake{email}
    assert_eq!(
        worker.platform.last_sent().headers.get("authorization"),
        Some("Basic YUBiLmV4YW1wbGUvdG9rZW46ZmFrZXtlbWFpbH0=")
    );
    let cedar = foreign(&worker, "cedar", &json!({ "key": "fake-key" }));
    worker
        .legacy(&cedar)
        .call("list_all_cedar_planks", json!({}));
    let sent = worker.platform.last_sent();
    assert_eq!(sent.headers.get("x-cedar-key"), Some("key fake-key"));
    assert_eq!(sent.headers.get("authorization"), None);
}

#[test]
fn harmless_mistakes_are_healed() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.legacy(&server);
    for id in ["42", "\"42\""] {
        let arguments = format!("{{\"id\":{id}}}");
        client.call_verbatim("get_single_acme_issue_by_id", &arguments);
        assert!(worker.platform.last_sent().url.ends_with("/issues/42"));
    }
    let arguments = json!({
        "title": 42, "priority": "3", "weight": "1.50", "notify": "true",
        "labels": "[\"a\", 7]", "requester": " {\"email\": 5, \"age\": \"9\"} ",
    });
    client.call(CREATE, arguments).answered();
    assert_eq!(
        body(&worker),
        r#"{"title":"42","fields[priority]":3,"weight":1.50,"labels":["a","7"],"requester":{"email":"5","age":9}}"#
    );
    assert!(worker.platform.last_sent().url.ends_with("?notify=true"));
    let json = r#"{"title":"[1]","extra":"[1]"}"#;
    client.call_verbatim(CREATE, json).answered();
    assert_eq!(body(&worker), json, "never where a string is wanted");
    let all = r#""{\"id\": 42}""#;
    client
        .call_verbatim("get_single_acme_issue_by_id", all)
        .answered();
    assert!(worker.platform.last_sent().url.ends_with("/issues/42"));
    let nulls = json!({ "title": "x", "priority": null, "labels": null, "colour": null });
    let mends = client.call(CREATE, nulls).mends();
    assert_eq!(
        mends.len(),
        1,
        "null is not given, and colour is unknown all the same"
    );
}

#[test]
fn absent_and_null_arguments_are_none() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.legacy(&server);
    for params in [
        json!({ "name": "list_all_acme_me" }),
        json!({ "name": "list_all_acme_me", "arguments": null }),
        json!({ "name": "list_all_acme_me", "arguments": {} }),
    ] {
        client.rpc("tools/call", params).answered();
    }
    assert_eq!(worker.platform.sent().len(), 3);
}
