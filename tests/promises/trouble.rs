//! KV that fails, and records that cannot be read.

use serde_json::json;

use crate::fake::{Operation, Worker, request};

#[test]
fn a_kv_that_fails_is_a_503_and_nothing_is_half_written() {
    let worker = Worker::new();
    let server = worker.server();
    let (token, api_token) = worker.api_token("admin", None);
    let create = json!({
        "integration": "acme", "label": "x", "context": { "organization": "x" },
        "credentials": { "api_token": "x" },
    });
    let credentials = json!({ "credentials": { "api_token": "x" } });
    let mint = json!({ "name": "x", "scope": "mcp" });
    let (name, label, none) = (json!({ "name": "x" }), json!({ "label": "y" }), json!({}));
    let account = format!("/integrated-account/{}", server.account);
    let (mcp, credential, probe) = (
        format!("{account}/mcp"),
        format!("{account}/credentials"),
        format!("{account}/test"),
    );
    let (resource, token) = (server.resource(), format!("/api-token/{token}"));
    let rotate = format!("{resource}/rotate");
    let before = worker.platform.records.snapshot();
    for (operation, method, target, body) in [
        (Operation::Load, "POST", &server.path(), &none),
        (Operation::Load, "GET", &account, &none),
        (Operation::Load, "GET", &resource, &none),
        (Operation::Load, "PATCH", &resource, &name),
        (Operation::Load, "POST", &mcp, &name),
        (Operation::Load, "POST", &probe, &none),
        (Operation::Load, "DELETE", &token, &none),
        (
            Operation::List,
            "GET",
            &"/integrated-account".to_owned(),
            &none,
        ),
        (Operation::List, "GET", &mcp, &none),
        (Operation::List, "GET", &"/api-token".to_owned(), &none),
        (Operation::List, "DELETE", &account, &none),
        (
            Operation::Save,
            "POST",
            &"/integrated-account".to_owned(),
            &create,
        ),
        (Operation::Save, "PATCH", &account, &label),
        (Operation::Save, "PATCH", &credential, &credentials),
        (Operation::Save, "POST", &mcp, &name),
        (Operation::Save, "PATCH", &resource, &name),
        (Operation::Save, "POST", &rotate, &none),
        (Operation::Save, "POST", &"/api-token".to_owned(), &mint),
        (Operation::Remove, "DELETE", &resource, &none),
        (Operation::Remove, "DELETE", &token, &none),
        (Operation::Remove, "DELETE", &account, &none),
    ] {
        worker.platform.records.fail(operation, 0);
        let reply = worker.admin(method, target, body);
        assert_eq!(
            reply.is(503)["error"],
            "Service Unavailable",
            "{method} {target}"
        );
        assert!(
            !reply.body.contains("KV does not"),
            "inner words stay inside"
        );
        assert_eq!(
            worker.platform.records.snapshot(),
            before,
            "{method} {target}"
        );
        let lines = worker.platform.lines();
        let last = lines.last().expect("a line of the log");
        assert!(last.contains("KV does not"), "{last}");
    }
    worker.platform.records.fail(Operation::Load, 0);
    let caller = request("GET", "/integration").bearer(&api_token);
    assert_eq!(
        worker.answer(&caller).status,
        503,
        "a caller who cannot be looked up"
    );
}

#[test]
fn a_kv_that_answers_too_few_values_opens_nothing() {
    let worker = Worker::new();
    let server = worker.server();
    let (_, token) = worker.api_token("admin", None);
    worker.platform.records.answers_short.set(true);
    let account = format!("/integrated-account/{}", server.account);
    assert_eq!(worker.legacy(&server).list().status, 503);
    assert_eq!(worker.read(&account).status, 503);
    assert_eq!(worker.read(&server.resource()).status, 503);
    let caller = request("GET", "/integration").bearer(&token);
    assert_eq!(worker.answer(&caller).status, 503);
}

#[test]
fn a_list_that_fails_in_the_middle_leaves_its_cause_in_the_log() {
    let worker = Worker::new();
    worker.account();
    worker.account();
    let page = worker.read("/integrated-account?limit=1").is(200);
    let cursor = page["next_cursor"].as_str().unwrap();
    worker.platform.records.fail(Operation::List, 0);
    let target = format!("/integrated-account?limit=1&next_cursor={cursor}");
    let reply = worker.read(&target);
    assert!([400, 503].contains(&reply.status), "{reply:?}");
    let lines = worker.platform.lines();
    assert!(lines.iter().any(|line| line.contains("KV does not")));
}

#[test]
fn a_token_is_not_shown_when_its_record_was_not_written() {
    let worker = Worker::new();
    let server = worker.server();
    worker.platform.records.fail(Operation::Save, 0);
    let target = format!("/integrated-account/{}/mcp", server.account);
    let created = worker.admin("POST", &target, &json!({ "name": "x" }));
    let rotated = worker.admin("POST", &format!("{}/rotate", server.resource()), &json!({}));
    let minted = worker.admin(
        "POST",
        "/api-token",
        &json!({ "name": "x", "scope": "mcp" }),
    );
    for reply in [created, rotated, minted] {
        assert_eq!(reply.status, 503);
        assert!(!reply.body.contains("fl"), "{reply:?}");
    }
    worker.platform.records.recover();
    assert_eq!(
        worker.legacy(&server).list().status,
        200,
        "the old URL still works"
    );
}

#[test]
fn a_deletion_that_stops_halfway_leaves_no_url_without_its_account_and_can_be_repeated() {
    for successes in 0..5 {
        let worker = Worker::new();
        let account = worker.account();
        let servers = [(); 3].map(|()| worker.server_with(&account, &json!({})));
        worker.platform.records.fail(Operation::Remove, successes);
        let target = format!("/integrated-account/{account}");
        assert_eq!(worker.delete(&target).status, 503, "{successes}");
        assert_eq!(
            worker.read(&target).status,
            200,
            "the account goes last, {successes}"
        );
        worker.platform.records.recover();
        worker.delete(&target).is(200);
        assert!(worker.platform.records.keys("").is_empty());
        for server in &servers {
            assert_eq!(worker.legacy(server).list().status, 404);
        }
    }
}

#[test]
fn new_credentials_whose_second_write_fails_can_be_sent_again() {
    let worker = Worker::new();
    let server = worker.server();
    worker.vendor_says(401, "{}");
    worker.legacy(&server).call("list_all_acme_me", json!({}));
    let account = format!("/integrated-account/{}", server.account);
    let target = format!("{account}/credentials");
    let body = json!({ "credentials": { "api_token": "fake-new-token" } });
    worker.platform.records.fail(Operation::Remove, 0);
    let reply = worker.admin("PATCH", &target, &body);
    assert!(
        !reply.is(503)["message"].to_string().contains("nothing"),
        "{reply:?}"
    );
    assert_eq!(worker.read(&account).is(200)["status"], "needs_reauth");
    worker.platform.records.recover();
    assert_eq!(
        worker.admin("PATCH", &target, &body).is(200)["status"],
        "active"
    );
    assert_eq!(worker.read(&account).is(200)["status"], "active");
}

#[test]
fn account_state_that_cannot_be_written_does_not_fail_the_call() {
    let worker = Worker::new();
    let server = worker.server();
    worker.vendor_says(401, "{}");
    worker.platform.records.fail(Operation::Save, 0);
    let reply = worker.legacy(&server).call("list_all_acme_me", json!({}));
    assert_eq!(reply.failed()["statusCode"], 401);
    let lines = worker.platform.lines();
    assert!(
        lines
            .iter()
            .any(|line| line.contains("account state not written"))
    );
}

#[test]
fn a_record_that_cannot_be_read_is_a_500_that_names_its_family() {
    let worker = Worker::new();
    let server = worker.server();
    let (id, token) = worker.api_token("admin", None);
    let account = format!("/integrated-account/{}", server.account);
    let records = &worker.platform.records;
    for (key, family) in [
        (format!("account:{}", server.account), "account:"),
        (format!("health:{}", server.account), "health:"),
        (server.key(), "mcp:"),
        (format!("apitoken:{id}"), "apitoken:"),
    ] {
        let good = records.get(&key).map(|saved| saved.value);
        for garbage in ["", "{", "null", "[]", "{\"v\":1}", "leaked-value"] {
            if family == "health:" && ["[]", "{\"v\":1}"].contains(&garbage) {
                continue; // Every member of it is optional.
            }
            records.put(&key, garbage);
            let replies = match family {
                "account:" => vec![
                    worker.legacy(&server).list(),
                    worker.read(&account),
                    worker.read("/integrated-account"),
                    worker.delete(&account),
                ],
                "health:" => vec![worker.read(&account), worker.read("/integrated-account")],
                "mcp:" => vec![
                    worker.legacy(&server).list(),
                    worker.read(&server.resource()),
                    worker.read(&format!("{account}/mcp")),
                ],
                _ => vec![
                    worker.read("/api-token"),
                    worker.answer(&request("GET", "/api-token").bearer(&token)),
                ],
            };
            for reply in replies {
                let body = reply.is(500);
                let message = body["message"].as_str().unwrap();
                assert!(message.contains(family), "{message}");
                assert!(!reply.body.contains("leaked-value"));
            }
        }
        match good {
            Some(good) => records.put(&key, &good),
            None => records.remove(&key).unwrap(),
        }
    }
    assert_eq!(worker.legacy(&server).list().status, 200);
}

#[test]
fn an_account_whose_integration_is_not_in_this_build_is_kept_as_it_is() {
    let worker = Worker::new();
    let server = worker.server();
    let key = format!("account:{}", server.account);
    let saved = worker.platform.records.get(&key).unwrap();
    let gone = saved.value.replace("\"acme\"", "\"gone\"");
    worker.platform.records.put(&key, &gone);
    let account = format!("/integrated-account/{}", server.account);
    let credentials = json!({ "credentials": { "api_token": "x" } });
    let context = json!({ "context": { "organization": "x" } });
    for (method, target, body) in [
        ("PATCH", format!("{account}/credentials"), &credentials),
        ("PATCH", account.clone(), &context),
        ("POST", format!("{account}/test"), &json!({})),
        ("POST", format!("{account}/mcp"), &json!({ "name": "x" })),
    ] {
        let reply = worker.admin(method, &target, body);
        assert_eq!(reply.is(409)["error"], "Conflict", "{method} {target}");
    }
    assert_eq!(worker.platform.records.get(&key).unwrap().value, gone);
    assert_eq!(worker.read(&account).is(200)["integration"], "gone");
    assert_eq!(worker.legacy(&server).list().fault(), (200, -32603));
    worker.delete(&account).is(200);
}

#[test]
fn fields_of_a_later_version_do_not_make_a_record_unreadable() {
    let worker = Worker::new();
    let server = worker.server();
    for key in [server.key(), format!("account:{}", server.account)] {
        let saved = worker.platform.records.get(&key).unwrap();
        let later = saved.value.replacen('{', "{\"colour\":\"red\",", 1);
        worker.platform.records.put(&key, &later);
    }
    assert_eq!(worker.legacy(&server).list().status, 200);
}
