//! Two operators who edit at once: `etag`, `If-Match`, and what is left of their writes.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::fake::{ADMIN_TOKEN, Reply, Worker, request};

fn etag(reply: &Reply) -> String {
    let etag = reply
        .header("etag")
        .unwrap_or_else(|| panic!("no etag in {reply:?}"));
    let digits = etag.trim_matches('"');
    assert!(
        etag.len() == digits.len() + 2 && digits.len() == 32,
        "{etag}"
    );
    etag.to_owned()
}

fn send(worker: &Worker, method: &str, target: &str, body: &Value, if_match: &str) -> Reply {
    let ask = request(method, target).bearer(ADMIN_TOKEN);
    let ask = ask.header("if-match", if_match);
    worker.answer(&ask.body(body.to_string()))
}

#[test]
fn every_answer_that_shows_an_account_or_a_server_names_its_state() {
    let worker = Worker::new();
    let body = json!({
        "integration": "acme", "label": "Acme", "context": { "organization": "demo" },
        "credentials": { "api_token": "fake-one" },
    });
    let created = worker.admin("POST", "/integrated-account", &body);
    let id = created.is(201)["id"].as_str().unwrap().to_owned();
    let account = format!("/integrated-account/{id}");
    let minted = worker.admin(
        "POST",
        &format!("{account}/mcp"),
        &json!({ "name": "Claude" }),
    );
    let server = format!("{account}/mcp/{}", minted.is(201)["id"].as_str().unwrap());
    assert_eq!(etag(&created), etag(&worker.read(&account)));
    assert_eq!(etag(&minted), etag(&worker.read(&server)));

    // Every change of what the operator wrote makes another one, in the same second too.
    let mut seen = BTreeSet::from([etag(&created), etag(&minted)]);
    let credentials = json!({ "credentials": { "api_token": "fake-one" } });
    for (method, target, body, shown) in [
        (
            "PATCH",
            account.clone(),
            json!({ "label": "New" }),
            &account,
        ),
        (
            "PATCH",
            account.clone(),
            json!({ "read_only": true }),
            &account,
        ),
        (
            "PATCH",
            format!("{account}/credentials"),
            credentials,
            &account,
        ),
        (
            "PATCH",
            server.clone(),
            json!({ "config": { "methods": ["read"] } }),
            &server,
        ),
        (
            "PATCH",
            server.clone(),
            json!({ "expires_at": "2028-01-01T00:00:00Z" }),
            &server,
        ),
        ("POST", format!("{server}/rotate"), json!({}), &server),
    ] {
        let reply = worker.admin(method, &target, &body);
        reply.is(200);
        assert!(seen.insert(etag(&reply)), "{target} {body}");
        assert_eq!(etag(&reply), etag(&worker.read(shown)));
    }
    for reply in [
        worker.read("/integrated-account"),
        worker.read(&format!("{account}/mcp")),
        worker.admin("POST", &format!("{account}/test"), &json!({})),
        worker.read("/api-token"),
        worker.delete(&server),
    ] {
        assert_eq!((reply.status, reply.header("etag")), (200, None));
    }
}

#[test]
fn what_calls_learn_is_no_change() {
    let worker = Worker::new();
    let server = worker.server();
    let account = format!("/integrated-account/{}", server.account);
    let before = etag(&worker.read(&account));
    worker.vendor_says(401, "{}");
    worker.legacy(&server).call("list_all_acme_me", json!({}));
    let after = worker.read(&account);
    assert_eq!(
        (after.json()["status"].clone(), etag(&after)),
        (json!("needs_reauth"), before)
    );
}

/// Each change of an account or a server that exists.
fn changes(account: &str, server: &str) -> Vec<(&'static str, String, Value, String)> {
    let credentials = json!({ "credentials": { "api_token": "fake-new" } });
    vec![
        (
            "PATCH",
            account.to_owned(),
            json!({ "label": "Mine" }),
            account.to_owned(),
        ),
        (
            "PATCH",
            format!("{account}/credentials"),
            credentials,
            account.to_owned(),
        ),
        (
            "PATCH",
            server.to_owned(),
            json!({ "name": "Mine" }),
            server.to_owned(),
        ),
        (
            "POST",
            format!("{server}/rotate"),
            json!({}),
            server.to_owned(),
        ),
        ("DELETE", server.to_owned(), json!({}), server.to_owned()),
        ("DELETE", account.to_owned(), json!({}), account.to_owned()),
    ]
}

#[test]
fn a_change_by_somebody_who_has_not_seen_the_last_one_is_refused() {
    let worker = Worker::new();
    let server = worker.server();
    let account = format!("/integrated-account/{}", server.account);
    for (method, target, body, shown) in changes(&account, &server.resource()) {
        let seen = etag(&worker.read(&shown));
        let is_server = shown.contains("/mcp/");
        let theirs = if is_server {
            json!({ "name": "Theirs" })
        } else {
            json!({ "label": "Theirs" })
        };
        worker.platform.pass(1);
        worker.admin("PATCH", &shown, &theirs).is(200);
        let before = worker.platform.records.snapshot();
        let refused = send(&worker, method, &target, &body, &seen).is(412);
        assert_eq!(refused["error"], "Precondition Failed");
        let message = refused["message"].as_str().unwrap();
        assert!(
            message.contains("has changed") && message.contains("Read it again"),
            "{message}"
        );
        assert_eq!(
            worker.platform.records.snapshot(),
            before,
            "{method} {target}"
        );
        let now = etag(&worker.read(&shown));
        send(&worker, method, &target, &body, &now).is(200);
    }
    assert!(
        worker.platform.records.keys("").is_empty(),
        "the deletions went through"
    );
}

#[test]
fn if_match_is_read_in_every_spelling_and_refused_in_none_that_is_right() {
    let worker = Worker::new();
    let account = format!("/integrated-account/{}", worker.account());
    let body = json!({ "label": "New" });
    for spelling in ["E", "W/E", "\"x\", E", "W/\"x\",W/E", "*"] {
        let wanted = spelling.replace('E', &etag(&worker.read(&account)));
        send(&worker, "PATCH", &account, &body, &wanted).is(200);
    }
    for foreign in ["\"x\"", "\"\"", "W/\"x\", \"y\"", "\"*\""] {
        send(&worker, "PATCH", &account, &body, foreign).is(412);
    }
    for wrong in ["", "x", "E", "\"x", "\"x\" \"y\"", "*, \"x\""] {
        let plain = etag(&worker.read(&account));
        let wanted = wrong.replace('E', plain.trim_matches('"'));
        let failures = send(&worker, "PATCH", &account, &body, &wanted).failures();
        assert!(
            failures[0].starts_with("if-match: must be the etag header"),
            "{failures:?}"
        );
    }
    let nowhere = "/integrated-account/00000000-0000-4000-8000-000000000000";
    send(&worker, "PATCH", nowhere, &body, "*").is(404);
}

#[test]
fn without_if_match_the_last_write_wins() {
    let worker = Worker::new();
    let server = worker.server();
    let target = server.resource();
    worker
        .admin("PATCH", &target, &json!({ "name": "First" }))
        .is(200);
    worker
        .admin("PATCH", &target, &json!({ "name": "Second" }))
        .is(200);
    assert_eq!(worker.read(&target).is(200)["name"], "Second");
}

/// A way for two requests to fall together: 8 turns cover every order of their operations on records.
const SCHEDULES: std::ops::Range<u32> = 0..256;

#[test]
fn two_edits_that_fall_together_leave_one_whole_record() {
    let mut outcomes = BTreeSet::new();
    for schedule in SCHEDULES {
        let worker = Worker::new();
        let account = format!("/integrated-account/{}", worker.account());
        let edit = |who: &str, region: &str, flag: bool| {
            let context = json!({ "organization": who, "region": region });
            json!({ "label": who, "tenant_id": who, "context": context, "read_only": flag, "is_blocked": flag })
        };
        let (one, other) = (edit("one", "us", true), edit("two", "eu", false));
        let ask = |body: &Value| {
            request("PATCH", &account)
                .bearer(ADMIN_TOKEN)
                .body(body.to_string())
        };
        let (first, second) = worker.at_once(schedule, &ask(&one), &ask(&other));
        for (reply, body) in [(first, &one), (second, &other)] {
            let shown = reply.is(200);
            for (key, value) in body.as_object().unwrap() {
                assert_eq!(&shown[key], value, "each sees its own edit, {schedule:b}");
            }
        }
        let left = worker.read(&account).is(200);
        let is = |edit: &Value| {
            edit.as_object()
                .unwrap()
                .iter()
                .all(|(key, value)| &left[key] == value)
        };
        assert!(is(&one) != is(&other), "a mix: {left}");
        outcomes.insert(is(&one));
    }
    assert_eq!(outcomes.len(), 2, "either may win");
}

#[test]
fn edits_of_different_fields_that_fall_together_leave_a_record_that_one_of_them_wrote() {
    let mut outcomes = BTreeSet::new();
    for schedule in SCHEDULES {
        let worker = Worker::new();
        let server = worker.server().resource();
        let ask = |body: Value| {
            request("PATCH", &server)
                .bearer(ADMIN_TOKEN)
                .body(body.to_string())
        };
        let (name, config) = (
            json!({ "name": "New" }),
            json!({ "config": { "methods": ["read"] } }),
        );
        let (first, second) = worker.at_once(schedule, &ask(name), &ask(config));
        let left = worker.read(&server).is(200);
        assert!(left == first.is(200) || left == second.is(200), "{left}");
        outcomes.insert((left["name"] == "New", left["config"] != json!({})));
    }
    // Both, when one followed the other; one of them, when it did not. Never neither.
    assert_eq!(
        outcomes,
        BTreeSet::from([(true, true), (true, false), (false, true)])
    );
}

#[test]
fn with_if_match_a_second_edit_is_refused_unless_both_read_before_either_wrote() {
    let mut outcomes = BTreeSet::new();
    for schedule in SCHEDULES {
        let worker = Worker::new();
        let account = format!("/integrated-account/{}", worker.account());
        let seen = etag(&worker.read(&account));
        let ask = |label: &str| {
            let ask = request("PATCH", &account)
                .bearer(ADMIN_TOKEN)
                .header("if-match", &seen);
            ask.body(json!({ "label": label }).to_string())
        };
        let (one, other) = worker.at_once(schedule, &ask("one"), &ask("two"));
        let statuses = [one.status, other.status];
        let label = worker.read(&account).is(200)["label"].clone();
        match statuses {
            [200, 412] => assert_eq!(label, "one"),
            [412, 200] => assert_eq!(label, "two"),
            [200, 200] => assert!(label == "one" || label == "two", "{label}"),
            _ => panic!("{one:?} {other:?}"),
        }
        outcomes.insert(statuses);
    }
    assert_eq!(
        outcomes.len(),
        3,
        "{outcomes:?}: docs/provision.md says that it is no lock"
    );
}

#[test]
fn an_edit_and_a_rotation_that_fall_together_leave_exactly_one_url_that_works() {
    for schedule in SCHEDULES {
        let worker = Worker::new();
        let server = worker.server();
        let edit = request("PATCH", &server.resource()).bearer(ADMIN_TOKEN);
        let edit = edit.body(json!({ "name": "New" }).to_string());
        let rotate = request("POST", &format!("{}/rotate", server.resource())).bearer(ADMIN_TOKEN);
        let (edited, rotated) = worker.at_once(schedule, &edit, &rotate);
        edited.is(200);
        let mut renewed = server.clone();
        rotated.is(200)["token"]
            .as_str()
            .unwrap()
            .clone_into(&mut renewed.token);
        let statuses = [&server, &renewed].map(|server| worker.legacy(server).list().status);
        assert!(
            statuses == [404, 200] || statuses == [200, 404],
            "{schedule:b} {statuses:?}"
        );
    }
}

#[test]
fn an_edit_and_a_deletion_that_fall_together_leave_a_whole_record_or_none() {
    for schedule in SCHEDULES {
        let worker = Worker::new();
        let server = worker.server();
        let edit = request("PATCH", &server.resource()).bearer(ADMIN_TOKEN);
        let edit = edit.body(json!({ "name": "New" }).to_string());
        let delete = request("DELETE", &server.resource()).bearer(ADMIN_TOKEN);
        let (edited, deleted) = worker.at_once(schedule, &edit, &delete);
        deleted.is(200);
        assert!([200, 404].contains(&edited.status), "{edited:?}");
        let left = worker.read(&server.resource());
        if left.status == 200 {
            assert_eq!(left.json(), edited.json());
        } else {
            left.is(404);
        }
    }
}
