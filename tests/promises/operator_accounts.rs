//! Accounts as the operator sees and changes them.

use serde_json::{Value, json};

use crate::fake::{ADMIN_TOKEN, VENDOR_SECRET, World, request, vendor_answer};

fn create(world: &World, body: &Value) -> crate::fake::Reply {
    world.admin("POST", "/integrated-account", body)
}

fn path(account: &str) -> String {
    format!("/integrated-account/{account}")
}

#[test]
fn a_new_account_is_shown_without_its_credentials() {
    let world = World::new();
    let body = json!({
        "integration": "acme", "label": " Acme support ", "tenant_id": "acme-1",
        "context": { "organization": "demo", "region": "eu" },
        "credentials": { "api_token": format!(" {VENDOR_SECRET}\n") },
        "read_only": true, "is_blocked": true,
    });
    let created = create(&world, &body).is(201);
    let id = created["id"].as_str().unwrap().to_owned();
    let expected = json!({
        "id": id, "integration": "acme", "label": "Acme support", "tenant_id": "acme-1",
        "context": { "organization": "demo", "region": "eu" },
        "status": "active", "last_error": null, "last_forbidden_error": null,
        "read_only": true, "is_blocked": true, "authentication_method": "bearer",
        "created_at": "2027-01-15T08:00:00Z", "updated_at": "2027-01-15T08:00:00Z",
    });
    assert_eq!(created, expected);
    assert_eq!(world.read(&path(&id)).is(200), expected);
    let list = world.read("/integrated-account").is(200);
    assert_eq!(
        list,
        json!({ "result": [expected], "next_cursor": null, "limit": 50 })
    );
}

#[test]
fn every_wrong_field_is_named_in_one_answer() {
    let world = World::new();
    let body = json!({
        "integration": "acme", "label": "", "tenant_id": 7,
        "context": { "region": "mars", "organization": "a.b", "colour": "red", "api_token": "x" },
        "credentials": { "api_token": "", "password": "x" },
        "read_only": "yes", "is_blocked": 1, "labels": [],
    });
    let mut fields = create(&world, &body).failed_fields();
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
    assert!(world.platform.records.saved().is_empty());
}

#[test]
fn a_wrong_field_is_named_once() {
    let world = World::new();
    let body = json!({
        "integration": "acme", "label": "Acme",
        "context": { "organization": "a.b" },
        "credentials": { "api_token": VENDOR_SECRET },
    });
    let failures = create(&world, &body).failures();
    assert_eq!(failures.len(), 1, "{failures:?}");
    assert!(failures[0].starts_with("context.organization: must be one DNS label"));
}

#[test]
fn missing_fields_are_named_with_what_they_are() {
    let world = World::new();
    assert_eq!(
        create(&world, &json!({})).failures(),
        ["integration: is required", "label: is required"]
    );
    let body = json!({ "integration": "mars", "label": "x" });
    let failures = create(&world, &body).failures();
    assert!(failures[0].contains("acme") && failures[0].contains("birch"));
    let body = json!({ "integration": "birch", "label": "x", "credentials": {} });
    let failures = create(&world, &body).failures();
    assert_eq!(
        failures,
        [
            "credentials.email: is required: Email. The address of the user.",
            "credentials.secret: is required: Secret. Made by the user.",
        ]
    );
    let body = json!({ "integration": "acme", "label": "x", "credentials": { "api_token": "x" } });
    assert_eq!(
        create(&world, &body).failed_fields(),
        ["context.organization"]
    );
}

#[test]
fn a_credential_that_could_start_a_header_is_refused_and_not_repeated() {
    let world = World::new();
    for secret in ["a\r\nx-evil: 1", "a\nb", "é", "\u{7f}", "a\u{0}b"] {
        let body = json!({
            "integration": "cedar", "label": "x", "credentials": { "key": secret },
        });
        let reply = create(&world, &body);
        assert_eq!(reply.failed_fields(), ["credentials.key"], "{secret:?}");
        assert!(!reply.body.contains("evil"));
    }
}

#[test]
fn a_body_that_is_no_object_is_refused_everywhere() {
    let world = World::new();
    let server = world.server();
    let account = path(&server.account);
    let before = world.platform.records.snapshot();
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
            let reply = world.answer(&ask);
            assert_eq!(reply.is(400)["error"], "Bad Request", "{target} {body}");
            assert_eq!(reply.json().get("details"), None);
        }
        let long = format!("{{\"name\":\"{}\"}}", "x".repeat(4 * 1024 * 1024));
        let ask = request(method, &target).bearer(ADMIN_TOKEN).body(long);
        assert_eq!(world.answer(&ask).status, 413, "{target}");
        let reply = world.admin(method, &target, &json!({ "colour": "red", "size": 7 }));
        let fields = reply.failed_fields();
        assert!(
            fields.contains(&"colour".to_owned()) && fields.contains(&"size".to_owned()),
            "{target} {fields:?}"
        );
    }
    assert_eq!(world.platform.records.snapshot(), before);
}

#[test]
fn only_what_is_sent_changes_and_context_is_merged_key_by_key() {
    let world = World::new();
    let account = world.account_with(&json!({ "tenant_id": "one" }));
    world.platform.pass(5);
    let target = path(&account);
    let patched = world.admin("PATCH", &target, &json!({ "context": { "region": "eu" } }));
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
    let patched = world.admin("PATCH", &target, &body).is(200);
    assert_eq!(patched["context"], json!({ "organization": "new" }));
    assert_eq!(patched["tenant_id"], Value::Null);
    assert_eq!(patched["label"], "L");

    let body = json!({ "context": { "organization": null } });
    let failures = world.admin("PATCH", &target, &body).failed_fields();
    assert_eq!(failures, ["context.organization"], "it has no default");
    assert_eq!(world.read(&target).is(200), patched);
    assert_eq!(world.admin("PATCH", &target, &json!({})).status, 200);
}

#[test]
fn what_cannot_change_is_not_a_field_of_a_patch() {
    let world = World::new();
    let account = world.account();
    for field in [
        "id",
        "integration",
        "credentials",
        "status",
        "last_error",
        "created_at",
    ] {
        let reply = world.admin("PATCH", &path(&account), &json!({ field: "x" }));
        assert_eq!(reply.failed_fields(), [field]);
    }
}

#[test]
fn a_changed_context_changes_where_calls_go() {
    let world = World::new();
    let server = world.server();
    let body = json!({ "context": { "region": "eu", "organization": "New-1" } });
    world.admin("PATCH", &path(&server.account), &body).is(200);
    world.legacy(&server).call("list_all_acme_me", json!({}));
    assert_eq!(
        world.platform.last_sent().url,
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
        let reply = world.admin("PATCH", &path(&server.account), &body);
        assert_eq!(reply.status, 400, "{hostile}");
    }
}

#[test]
fn new_credentials_replace_all_and_make_the_account_active() {
    let world = World::new();
    let server = world.server();
    world.vendor_says(401, "{\"message\":\"no\"}");
    world.legacy(&server).call("list_all_acme_me", json!({}));
    let target = path(&server.account);
    assert_eq!(world.read(&target).is(200)["status"], "needs_reauth");

    let wrong = json!({ "credentials": { "api_token": 7 }, "label": "x" });
    let credentials = format!("{target}/credentials");
    let fields = world.admin("PATCH", &credentials, &wrong).failed_fields();
    assert_eq!(fields, ["credentials.api_token", "label"]);
    assert_eq!(
        world
            .admin("PATCH", &credentials, &json!({}))
            .failed_fields(),
        ["credentials"]
    );

    let body = json!({ "credentials": { "api_token": "fake-new-token" } });
    let replaced = world.admin("PATCH", &credentials, &body).is(200);
    assert_eq!(
        (&replaced["status"], &replaced["last_error"]),
        (&json!("active"), &Value::Null)
    );
    assert_eq!(world.read(&target).is(200), replaced);
    world.legacy(&server).call("list_all_acme_me", json!({}));
    assert_eq!(
        world.platform.last_sent().headers.get("authorization"),
        Some("Bearer fake-new-token")
    );
}

#[test]
fn the_probe_says_what_the_vendor_said() {
    let world = World::new();
    let account = world.account();
    let target = format!("{}/test", path(&account));
    let test = |status: u16, body: &str| {
        world.vendor_says(status, body);
        let ask = request("POST", &target).bearer(ADMIN_TOKEN);
        world.answer(&ask).is(200)
    };
    let good = test(200, "{\"data\":{}}");
    assert_eq!(good["success"], true);
    assert_eq!(good["status_code"], 200);
    assert_eq!(good["status"], "active");
    assert_eq!(
        world.platform.last_sent().url,
        "https://demo.acme.example/v1/me"
    );

    let bad = test(401, "{\"code\":\"wrong_region\",\"message\":\"not here\"}");
    assert_eq!(bad["success"], false);
    assert_eq!(bad["status_code"], 401);
    assert_eq!(bad["status"], "needs_reauth");
    assert!(bad["message"].as_str().unwrap().contains("not here"));
    assert_eq!(bad["hint"], "The token belongs to another region.");
    assert_eq!(
        world.read(&path(&account)).is(200)["status"],
        "needs_reauth"
    );

    let down = test(503, "<html>down</html>");
    assert_eq!(
        (&down["success"], &down["status"]),
        (&json!(false), &json!("needs_reauth"))
    );
    assert_eq!(test(200, "{\"data\":{}}")["status"], "active");
    assert_eq!(
        world.read(&path(&account)).is(200)["last_error"],
        Value::Null
    );

    world
        .platform
        .script(|_| Err(fairlead::platform::SendError::Timeout(25_000)));
    let ask = request("POST", &target).bearer(ADMIN_TOKEN);
    let silent = world.answer(&ask).is(200);
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
    let world = World::new();
    let other = world.server();
    let account = world.account();
    let servers: Vec<_> = (0..7)
        .map(|_| world.server_with(&account, &json!({})))
        .collect();
    world.platform.script(|_| Ok(vendor_answer(401, "{}")));
    world
        .legacy(&servers[0])
        .call("list_all_acme_me", json!({}));
    world.platform.records.page.set(Some(2));
    world.platform.records.starts_lists_empty.set(true);
    assert_eq!(
        world.delete(&path(&account)).is(200),
        json!({ "id": account })
    );
    for server in &servers {
        assert_eq!(world.legacy(server).list().status, 404);
    }
    let left = world.platform.records.keys("");
    assert_eq!(left.len(), 2, "{left:?}");
    assert_eq!(world.legacy(&other).list().status, 200);
    assert_eq!(world.read(&path(&account)).status, 404);
    assert_eq!(world.delete(&path(&account)).status, 404);
}
