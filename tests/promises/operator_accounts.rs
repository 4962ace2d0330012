//! Accounts as the operator sees and changes them.

use serde_json::{Value, json};

use crate::fake::{ADMIN_TOKEN, VENDOR_SECRET, Worker, request, vendor_answer};

fn create(worker: &Worker, body: &Value) -> crate::fake::Reply {
    worker.admin("POST", "/integrated-account", body)
}

fn path(account: &str) -> String {
    format!("/integrated-account/{account}")
}

#[test]
fn a_new_account_is_shown_without_its_credentials() {
    let worker = Worker::new();
    let body = json!({
        "integration": "acme", "label": " Acme support ", "tenant_id": "acme-1",
        "context": { "organization": "demo", "region": "eu" },
        "credentials": { "api_token": format!(" {VENDOR_SECRET}\n") },
        "read_only": true, "is_blocked": true,
    });
    let created = create(&worker, &body).is(201);
    let id = created["id"].as_str().unwrap().to_owned();
    let expected = json!({
        "id": id, "integration": "acme", "label": "Acme support", "tenant_id": "acme-1",
        "owner_member_id": null, "context": { "organization": "demo", "region": "eu" },
        "status": "active", "last_error": null, "last_forbidden_error": null,
        "read_only": true, "is_blocked": true, "authentication_method": "bearer",
        "created_at": "2027-01-15T08:00:00Z", "updated_at": "2027-01-15T08:00:00Z",
    });
    assert_eq!(created, expected);
    assert_eq!(worker.read(&path(&id)).is(200), expected);
    let list = worker.read("/integrated-account").is(200);
    assert_eq!(
        list,
        json!({ "result": [expected], "next_cursor": null, "limit": 50 })
    );
}

#[test]
fn every_wrong_field_is_named_in_one_answer() {
    let worker = Worker::new();
    let body = json!({
        "integration": "acme", "label": "", "tenant_id": 7,
        "context": { "region": "mars", "organization": "a.b", "colour": "red", "api_token": "x" },
        "credentials": { "api_token": "", "password": "x" },
        "read_only": "yes", "is_blocked": 1, "labels": [],
    });
    let mut fields = create(&worker, &body).failed_fields();
    fields.sort();
    fields.dedup();
    assert_eq!(
        fields,
        [
            "context.api_token",
            "context.colour",
            "context.organization",
            "context.region",
            "credentials.api_token",
            "credentials.password",
            "is_blocked",
            "label",
            "labels",
            "read_only",
            "tenant_id",
        ]
    );
    assert!(worker.platform.records.saved().is_empty());
}

#[test]
fn a_wrong_field_is_named_once() {
    let worker = Worker::new();
    let body = json!({
        "integration": "acme", "label": "Acme",
        "context": { "organization": "a.b" },
        "credentials": { "api_token": VENDOR_SECRET },
    });
    let failures = create(&worker, &body).failures();
    assert_eq!(failures.len(), 1, "{failures:?}");
    assert!(failures[0].starts_with("context.organization: must be one DNS label"));
}

#[test]
fn missing_fields_are_named_with_what_they_are() {
    let worker = Worker::new();
    assert_eq!(
        create(&worker, &json!({})).failures(),
        ["integration: is required", "label: is required"]
    );
    let body = json!({ "integration": "mars", "label": "x" });
    let failures = create(&worker, &body).failures();
    assert!(failures[0].contains("acme") && failures[0].contains("birch"));
    let body = json!({ "integration": "birch", "label": "x", "credentials": {} });
    let failures = create(&worker, &body).failures();
    assert_eq!(
        failures,
        [
            "credentials.email: is required: Email. The address of the user.",
            "credentials.secret: is required: Secret. Made by the user.",
        ]
    );
    let body = json!({ "integration": "acme", "label": "x", "credentials": { "api_token": "x" } });
    assert_eq!(
        create(&worker, &body).failed_fields(),
        ["context.organization"]
    );
}

#[test]
fn a_credential_that_could_start_a_header_is_refused_and_not_repeated() {
    let worker = Worker::new();
    for secret in ["a\r\nx-evil: 1", "a\nb", "é", "\u{7f}", "a\u{0}b"] {
        let body = json!({
            "integration": "cedar", "label": "x", "credentials": { "key": secret },
        });
        let reply = create(&worker, &body);
        assert_eq!(reply.failed_fields(), ["credentials.key"], "{secret:?}");
        assert!(!reply.body.contains("evil"));
    }
}

#[test]
fn a_body_that_is_no_object_is_refused_everywhere() {
    let worker = Worker::new();
    let server = worker.server();
    let account = path(&server.account);
    let before = worker.platform.records.snapshot();
    for (method, target) in [
        ("POST", "/integrated-account".to_owned()),
        ("PATCH", account.clone()),
        ("PATCH", format!("{account}/credentials")),
        ("POST", format!("{account}/mcp")),
        ("POST", format!("{account}/mcp/preview")),
        ("PATCH", server.resource()),
        ("POST", "/api-token".to_owned()),
    ] {
        for body in ["", "null", "[]", "7", "\"{}\"", "{", "{} x", "\u{1}"] {
            let ask = request(method, &target).bearer(ADMIN_TOKEN).body(body);
            let reply = worker.answer(&ask);
            assert_eq!(reply.is(400)["error"], "Bad Request", "{target} {body}");
            assert_eq!(reply.json().get("details"), None);
        }
        let long = format!("{{\"name\":\"{}\"}}", "x".repeat(4 * 1024 * 1024));
        let ask = request(method, &target).bearer(ADMIN_TOKEN).body(long);
        assert_eq!(worker.answer(&ask).status, 413, "{target}");
        let reply = worker.admin(method, &target, &json!({ "colour": "red", "size": 7 }));
        let fields = reply.failed_fields();
        assert!(
            fields.contains(&"colour".to_owned()) && fields.contains(&"size".to_owned()),
            "{target} {fields:?}"
        );
    }
    assert_eq!(worker.platform.records.snapshot(), before);
}

#[test]
fn only_what_is_sent_changes_and_context_is_merged_key_by_key() {
    let worker = Worker::new();
    let account = worker.account_with(&json!({ "tenant_id": "one" }));
    worker.platform.pass(5);
    let target = path(&account);
    let patched = worker.admin("PATCH", &target, &json!({ "context": { "region": "eu" } }));
    let patched = patched.is(200);
    assert_eq!(
        patched["context"],
        json!({ "organization": "demo", "region": "eu" })
    );
    assert_eq!(patched["label"], "Acme support");
    assert_eq!(patched["tenant_id"], "one");
    assert_eq!(patched["created_at"], "2027-01-15T08:00:00Z");
    assert_eq!(patched["updated_at"], "2027-01-15T08:00:05Z");

    let body = json!({
        "context": { "region": null, "organization": "new" }, "tenant_id": null, "label": "L",
    });
    let patched = worker.admin("PATCH", &target, &body).is(200);
    assert_eq!(patched["context"], json!({ "organization": "new" }));
    assert_eq!(patched["tenant_id"], Value::Null);
    assert_eq!(patched["label"], "L");

    let body = json!({ "context": { "organization": null } });
    let failures = worker.admin("PATCH", &target, &body).failed_fields();
    assert_eq!(failures, ["context.organization"], "it has no default");
    assert_eq!(worker.read(&target).is(200), patched);
    assert_eq!(worker.admin("PATCH", &target, &json!({})).status, 200);
}

#[test]
fn what_cannot_change_is_not_a_field_of_a_patch() {
    let worker = Worker::new();
    let account = worker.account();
    for field in [
        "id",
        "integration",
        "credentials",
        "status",
        "last_error",
        "created_at",
    ] {
        let reply = worker.admin("PATCH", &path(&account), &json!({ field: "x" }));
        assert_eq!(reply.failed_fields(), [field]);
    }
}

#[test]
fn a_changed_context_changes_where_calls_go() {
    let worker = Worker::new();
    let server = worker.server();
    let body = json!({ "context": { "region": "eu", "organization": "New-1" } });
    worker.admin("PATCH", &path(&server.account), &body).is(200);
    worker.legacy(&server).call("list_all_acme_me", json!({}));
    assert_eq!(
        worker.platform.last_sent().url,
        "https://New-1.eu.acme.example/v1/me"
    );
    for hostile in [
        "evil.example/",
        "a@evil.example",
        "evil.example#",
        "a.b",
        "-a",
        "",
        "é",
        "a b",
    ] {
        let body = json!({ "context": { "organization": hostile } });
        let reply = worker.admin("PATCH", &path(&server.account), &body);
        assert_eq!(reply.status, 400, "{hostile}");
    }
}

#[test]
fn new_credentials_replace_all_and_make_the_account_active() {
    let worker = Worker::new();
    let server = worker.server();
    worker.vendor_says(401, "{\"message\":\"no\"}");
    worker.legacy(&server).call("list_all_acme_me", json!({}));
    let target = path(&server.account);
    assert_eq!(worker.read(&target).is(200)["status"], "needs_reauth");

    let wrong = json!({ "credentials": { "api_token": 7 }, "label": "x" });
    let credentials = format!("{target}/credentials");
    let fields = worker.admin("PATCH", &credentials, &wrong).failed_fields();
    assert_eq!(fields, ["credentials.api_token", "label"]);
    assert_eq!(
        worker
            .admin("PATCH", &credentials, &json!({}))
            .failed_fields(),
        ["credentials"]
    );

    let body = json!({ "credentials": { "api_token": "fake-new-token" } });
    let replaced = worker.admin("PATCH", &credentials, &body).is(200);
    assert_eq!(
        (&replaced["status"], &replaced["last_error"]),
        (&json!("active"), &Value::Null)
    );
    assert_eq!(worker.read(&target).is(200), replaced);
    worker.legacy(&server).call("list_all_acme_me", json!({}));
    assert_eq!(
        worker.platform.last_sent().headers.get("authorization"),
        Some("Bearer fake-new-token")
    );
}

#[test]
fn the_probe_says_what_the_vendor_said() {
    let worker = Worker::new();
    let account = worker.account();
    let target = format!("{}/test", path(&account));
    let test = |status: u16, body: &str| {
        worker.vendor_says(status, body);
        let ask = request("POST", &target).bearer(ADMIN_TOKEN);
        worker.answer(&ask).is(200)
    };
    let good = test(200, "{\"data\":{}}");
    assert_eq!(good["success"], true);
    assert_eq!(good["status_code"], 200);
    assert_eq!(good["status"], "active");
    assert_eq!(
        worker.platform.last_sent().url,
        "https://demo.acme.example/v1/me"
    );

    let bad = test(401, "{\"code\":\"wrong_region\",\"message\":\"not here\"}");
    assert_eq!(bad["success"], false);
    assert_eq!(bad["status_code"], 401);
    assert_eq!(bad["status"], "needs_reauth");
    assert!(bad["message"].as_str().unwrap().contains("not here"));
    assert_eq!(bad["hint"], "The token belongs to another region.");
    assert_eq!(
        worker.read(&path(&account)).is(200)["status"],
        "needs_reauth"
    );

    let down = test(503, "<html>down</html>");
    assert_eq!(
        (&down["success"], &down["status"]),
        (&json!(false), &json!("needs_reauth"))
    );
    assert_eq!(test(200, "{\"data\":{}}")["status"], "active");
    assert_eq!(
        worker.read(&path(&account)).is(200)["last_error"],
        Value::Null
    );

    worker
        .platform
        .script(|_| Err(fairlead::platform::SendError::Timeout(25_000)));
    let ask = request("POST", &target).bearer(ADMIN_TOKEN);
    let silent = worker.answer(&ask).is(200);
    assert_eq!(
        (&silent["success"], &silent["status_code"]),
        (&json!(false), &Value::Null)
    );
    assert_eq!(
        silent["status"], "active",
        "silence says nothing of the credentials"
    );
}

#[test]
fn deleting_an_account_removes_its_servers_over_all_pages_and_nothing_else() {
    let worker = Worker::new();
    let other = worker.server();
    let account = worker.account();
    let servers: Vec<_> = (0..7)
        .map(|_| worker.server_with(&account, &json!({})))
        .collect();
    worker.platform.script(|_| Ok(vendor_answer(401, "{}")));
    worker
        .legacy(&servers[0])
        .call("list_all_acme_me", json!({}));
    worker.platform.records.page.set(Some(2));
    worker.platform.records.starts_lists_empty.set(true);
    assert_eq!(
        worker.delete(&path(&account)).is(200),
        json!({ "id": account })
    );
    for server in &servers {
        assert_eq!(worker.legacy(server).list().status, 404);
    }
    let left = worker.platform.records.keys("");
    assert_eq!(left.len(), 2, "{left:?}");
    assert_eq!(worker.legacy(&other).list().status, 200);
    assert_eq!(worker.read(&path(&account)).status, 404);
    assert_eq!(worker.delete(&path(&account)).status, 404);
}
