//! A failure that comes with the status of a success: told as a failure where the record says how it looks, and nowhere else.

use fairlead::http::Headers;
use serde_json::{Value, json};

use crate::fake::{Server, Worker, vendor_answer};

fn dogwood(worker: &Worker) -> Server {
    let account = worker.account_with(&json!({
        "integration": "dogwood", "context": {}, "credentials": { "key": "fake-dogwood-key" },
    }));
    worker.server_with(&account, &json!({}))
}

#[test]
fn errors_in_a_success_are_a_failure_with_the_vendors_words() {
    let worker = Worker::new();
    let server = dogwood(&worker);
    let client = worker.modern(&server);
    for body in [
        json!({ "errors": ["the sap is frozen"], "message": "the sap is frozen", "code": "frozen" }),
        json!({ "errors": { "leaf": "gone" }, "data": [1], "message": "the sap is frozen", "code": "frozen" }),
        json!({ "errors": "gone", "message": "the sap is frozen", "code": "frozen" }),
        json!({ "ok": false, "message": "the sap is frozen", "code": "frozen" }),
    ] {
        worker.vendor_says(200, &body.to_string());
        for (tool, arguments) in [
            ("list_all_dogwood_leaves", json!({})),
            ("create_a_dogwood_twig", json!({})),
        ] {
            let failed = client.call(tool, arguments).failed();
            assert_eq!(failed["statusCode"], 502, "{body}");
            assert_eq!(failed["message"], "Dogwood answered 200: the sap is frozen");
            assert_eq!(
                (&failed["remote"], &failed["code"]),
                (&json!(true), &json!("frozen"))
            );
            assert_eq!(failed["raw_response"], body);
            let hint = failed["hint"].as_str().unwrap();
            let expected = if tool.starts_with("list") {
                "refused"
            } else {
                "may have been made"
            };
            assert!(hint.contains(expected), "{hint}");
        }
    }
}

#[test]
fn what_is_empty_there_is_a_success_and_so_is_what_no_record_says() {
    let worker = Worker::new();
    let dogwood = dogwood(&worker);
    let client = worker.legacy(&dogwood);
    for errors in ["null", "[]", "[ ]", "{ }", "\"\"", "false", "0"] {
        worker.vendor_says(
            200,
            &format!("{{\"data\":[1],\"errors\":{errors},\"ok\":true}}"),
        );
        let answer = client.call("list_all_dogwood_leaves", json!({})).answered();
        assert_eq!(answer["result"], json!([1]), "{errors}");
    }
    let body = json!({ "errors": ["counted"], "count": 3 });
    worker.vendor_says(200, &body.to_string());
    assert_eq!(
        client.call("dogwood_rings_count", json!({})).answered(),
        body
    );
    let acme = worker.server();
    worker.vendor_says(
        200,
        &json!({ "data": { "id": 1 }, "errors": ["x"] }).to_string(),
    );
    let one = worker
        .legacy(&acme)
        .call("get_single_acme_issue_by_id", json!({ "id": 1 }));
    assert_eq!(one.answered(), json!({ "id": 1 }));
}

#[test]
fn what_else_came_with_the_errors_is_shown_and_can_be_read_on() {
    let mut worker = Worker::new();
    worker.set("MAX_RESULT_CHARS", "2000");
    let server = dogwood(&worker);
    let client = worker.modern(&server);
    let leaves: Vec<Value> = (0..200)
        .map(|id| json!({ "id": id, "colour": "green" }))
        .collect();
    let body = json!({ "data": leaves, "errors": ["one shard is late"], "message": "late" });
    worker.vendor_says(200, &body.to_string());
    let (mut seen, mut arguments) = (Vec::new(), json!({}));
    for answers in 1.. {
        let reply = client.call("list_all_dogwood_leaves", arguments.clone());
        assert!(reply.text().len() <= 2_000, "{}", reply.text().len());
        let failed = reply.failed();
        assert_eq!(failed["message"], "Dogwood answered 200: late");
        let raw = &failed["raw_response"];
        assert_eq!(raw["errors"], body["errors"]);
        seen.extend(raw["data"].as_array().unwrap().clone());
        assert!(answers < 30, "it ends");
        let Some(cursor) = failed["next_cursor"].as_str() else {
            break;
        };
        arguments = json!({ "next_cursor": cursor });
    }
    assert_eq!(Value::from(seen), body["data"]);
    // A write is not asked for again.
    let failed = client.call("create_a_dogwood_twig", json!({})).failed();
    assert_eq!(failed.get("next_cursor"), None);
    assert_eq!(failed["truncated"]["cuts"][0]["of"], 200);
    // A way into what was well leads nowhere in a failure.
    worker.vendor_says(200, &json!({ "data": leaves, "pages": {} }).to_string());
    let cursor =
        client.call("list_all_dogwood_leaves", json!({})).answered()["next_cursor"].clone();
    let late = json!({ "errors": ["one shard is late"] });
    worker.vendor_says(200, &late.to_string());
    let failed = client
        .call("list_all_dogwood_leaves", json!({ "next_cursor": cursor }))
        .failed();
    assert_eq!(failed["raw_response"], late);
}

#[test]
fn a_long_failure_is_read_on_in_parts_that_clients_show_whole() {
    let worker = Worker::new();
    let server = dogwood(&worker);
    let client = worker.modern(&server);
    let leaves: Vec<Value> = (0..900).map(|id| json!({ "id": id })).collect();
    let body = json!({ "data": leaves, "errors": ["late"], "log": "x".repeat(20_000) });
    worker.vendor_says(200, &body.to_string());
    let (mut seen, mut log, mut arguments) = (Vec::new(), String::new(), json!({}));
    loop {
        let reply = client.call("list_all_dogwood_leaves", arguments);
        assert!(reply.text().len() <= 10_000, "{}", reply.text().len());
        let failed = reply.failed();
        let raw = &failed["raw_response"];
        seen.extend(raw["data"].as_array().cloned().unwrap_or_default());
        log.push_str(raw["log"].as_str().unwrap_or_default());
        assert!(log.len() <= 20_000, "it ends");
        let Some(cursor) = failed["next_cursor"].as_str() else {
            break;
        };
        arguments = json!({ "next_cursor": cursor });
    }
    assert_eq!(
        (Value::from(seen), log.len()),
        (body["data"].clone(), 20_000)
    );
}

#[test]
fn a_way_into_a_failure_begins_again_where_all_is_well() {
    let mut worker = Worker::new();
    worker.set("MAX_RESULT_CHARS", "2000");
    let server = dogwood(&worker);
    let client = worker.modern(&server);
    let history = json!({ "id": 7 });
    for (tool, arguments, key) in [
        ("list_all_dogwood_leaves", json!({}), "data"),
        ("get_single_dogwood_leaf_by_id", history.clone(), "veins"),
    ] {
        let entries: Vec<Value> = (0..400)
            .map(|id| json!({ "id": id, "text": "x".repeat(300) }))
            .collect();
        let late = json!({ "errors": ["late"], key: entries });
        worker.vendor_says(200, &late.to_string());
        let failed = client.call(tool, arguments.clone()).failed();
        let mut again = arguments;
        again["next_cursor"] = failed["next_cursor"].clone();
        worker.vendor_says(200, &json!({ key: entries }).to_string());
        let answer = client.call(tool, again).answered();
        let list = answer.get("result").or_else(|| answer.get(key)).unwrap();
        assert_eq!(list[0], entries[0], "{tool}");
    }
    // A record's own member of that name is no failure's.
    let long = "x".repeat(9_000);
    worker.vendor_says(200, &json!({ "raw_response": long }).to_string());
    let (mut text, mut arguments) = (String::new(), history);
    loop {
        let answer = client
            .call("get_single_dogwood_leaf_by_id", arguments.clone())
            .answered();
        text.push_str(answer["raw_response"].as_str().unwrap());
        assert!(text.len() <= long.len(), "it ends");
        if answer["next_cursor"].is_null() {
            break;
        }
        arguments["next_cursor"] = answer["next_cursor"].clone();
    }
    assert_eq!(text, long);
}

#[test]
fn errors_are_found_where_no_json_was_expected() {
    let worker = Worker::new();
    let server = dogwood(&worker);
    let client = worker.legacy(&server);
    let failed = json!({ "errors": ["the sap is frozen"], "message": "the sap is frozen" });
    let says = |kind: &'static str, body: String| {
        worker.platform.script(move |_| {
            let mut answer = vendor_answer(200, &body);
            answer.headers = Headers::default();
            answer.headers.push("content-type", kind);
            Ok(answer)
        });
    };
    let tools = [
        ("dogwood_leaves_history", json!({ "id": 7 })),
        ("dogwood_leaves_picture", json!({ "id": 7 })),
    ];
    for (tool, arguments) in tools.clone() {
        for kind in ["application/json", "text/plain"] {
            for body in [failed.to_string(), format!("\u{feff} {failed:#}\n")] {
                says(kind, body);
                let told = client.call(tool, arguments.clone()).failed();
                assert_eq!(told["message"], "Dogwood answered 200: the sap is frozen");
                assert_eq!(told["raw_response"], failed);
            }
        }
    }
    let (lines, arguments) = &tools[0];
    for fine in [
        "{\"errors\":[]}\n".to_owned(),
        format!("{failed}\n{failed}"),
    ] {
        says("application/x-ndjson", fine.clone());
        assert_eq!(client.call(lines, arguments.clone()).text(), fine);
    }
    says("text/html; charset=utf-8", "<h1>Sign in</h1>".to_owned());
    let told = client.call(lines, arguments.clone()).failed();
    assert_eq!(
        told["message"],
        "Dogwood answered 200 with text/html instead of JSON a line."
    );
}

#[test]
fn such_an_answer_is_no_sign_that_the_credentials_work_again() {
    let worker = Worker::new();
    let server = dogwood(&worker);
    let client = worker.legacy(&server);
    let account = format!("/integrated-account/{}", server.account);
    let status = || worker.read(&account).json()["status"].clone();
    worker.vendor_says(401, "{}");
    client.call("list_all_dogwood_leaves", json!({})).failed();
    assert_eq!(status(), "needs_reauth");
    worker.vendor_says(200, "{\"errors\":[\"x\"]}");
    client.call("list_all_dogwood_leaves", json!({})).failed();
    assert_eq!(status(), "needs_reauth");
    let tested = worker.admin("POST", &format!("{account}/test"), &json!({}));
    assert_eq!(tested.json()["success"], false, "{tested:?}");
    assert_eq!(status(), "needs_reauth");
    worker.vendor_says(200, "{\"data\":[]}");
    client.call("list_all_dogwood_leaves", json!({})).answered();
    assert_eq!(status(), "active");
}

#[test]
fn shipped_records_say_what_their_vendors_call_errors() {
    let worker = Worker::new();
    for (integration, context, credentials, tool, arguments, body) in [
        (
            "pylon",
            json!({}),
            json!({ "api_token": "fake-pylon-token" }),
            "list_all_pylon_me",
            json!({}),
            json!({ "errors": ["no"], "request_id": "r" }),
        ),
        (
            "pylon",
            json!({}),
            json!({ "api_token": "fake-pylon-token" }),
            "pylon_accounts_bulk_update",
            json!({ "account_ids": ["8b1d3f52-1c0e-4a57-9d53-6a2c7e4f9b10"], "tags": ["x"] }),
            json!({ "success": false, "request_id": "r" }),
        ),
        (
            "gladly",
            json!({ "organization": "acme" }),
            json!({ "email": "fake@people.example", "api_token": "fake-gladly-token" }),
            "list_all_gladly_agents",
            json!({}),
            json!({ "errors": [{ "code": "invalid" }] }),
        ),
        (
            "intercom",
            json!({}),
            json!({ "access_token": "fake-intercom-token" }),
            "list_all_intercom_me",
            json!({}),
            json!({ "type": "error.list", "errors": [{ "code": "x", "message": "no" }] }),
        ),
        (
            "hubspot",
            json!({}),
            json!({ "access_token": "fake-hubspot-token" }),
            "hubspot_tickets_update_many",
            json!({ "inputs": [{ "id": "1", "properties": { "subject": "x" } }] }),
            json!({ "status": "COMPLETE", "results": [], "numErrors": 5, "errors": [{ "message": "no" }] }),
        ),
    ] {
        let account = worker.account_with(&json!({
            "integration": integration, "context": context, "credentials": credentials,
        }));
        let server = worker.server_with(&account, &json!({}));
        worker.vendor_says(200, &body.to_string());
        let failed: Value = worker.legacy(&server).call(tool, arguments).failed();
        assert_eq!(
            (&failed["statusCode"], &failed["remote"]),
            (&json!(502), &json!(true))
        );
    }
}
