//! What a PATCH merges, replaces and clears, field by field, and that it does nothing else.

use serde_json::{Value, json};

use crate::fake::{Server, Worker};

/// One PATCH: what is sent of a field, and what the field shows then; `None` = it is refused.
type Rule = (&'static str, Value, Option<Value>);

/// Each rule by itself, on a resource that is made anew.
fn hold(rules: &[Rule], make: impl Fn(&Worker) -> String) {
    for (field, sent, expected) in rules {
        let worker = Worker::new();
        let target = make(&worker);
        let before = worker.read(&target).is(200);
        let records = worker.platform.records.snapshot();
        let reply = worker.admin("PATCH", &target, &json!({ *field: sent }));
        let Some(expected) = expected else {
            let failed = reply.failed_fields();
            let is_named = failed
                .iter()
                .all(|name| name.split('.').next() == Some(*field));
            assert!(is_named, "{field} {sent}: {failed:?}");
            assert_eq!(
                worker.platform.records.snapshot(),
                records,
                "{field} {sent}"
            );
            continue;
        };
        let mut wanted = before.clone();
        wanted[*field] = expected.clone();
        assert_eq!(
            reply.is(200),
            wanted,
            "{field} {sent}: nothing else changes"
        );
        assert_eq!(worker.read(&target).is(200), wanted);
    }
}

#[test]
fn of_an_account() {
    let rules = [
        ("label", json!("New"), Some(json!("New"))),
        ("label", json!(null), None),
        ("label", json!(""), None),
        ("tenant_id", json!("two"), Some(json!("two"))),
        ("tenant_id", json!(null), Some(json!(null))),
        ("tenant_id", json!(""), None),
        ("read_only", json!(true), Some(json!(true))),
        ("read_only", json!(false), Some(json!(false))),
        ("read_only", json!(null), None),
        ("is_blocked", json!(true), Some(json!(true))),
        ("is_blocked", json!(null), None),
        ("is_blocked", json!("true"), None),
        // Merged key by key.
        (
            "context",
            json!({}),
            Some(json!({ "organization": "demo", "region": "eu" })),
        ),
        (
            "context",
            json!({ "region": "us" }),
            Some(json!({ "organization": "demo", "region": "us" })),
        ),
        (
            "context",
            json!({ "region": null }),
            Some(json!({ "organization": "demo" })),
        ),
        (
            "context",
            json!({ "organization": "new" }),
            Some(json!({ "organization": "new", "region": "eu" })),
        ),
        ("context", json!({ "organization": null }), None),
        ("context", json!({ "region": { "us": true } }), None),
        ("context", json!(null), None),
        // What is somebody else's to say.
        ("status", json!("active"), None),
        ("integration", json!("acme"), None),
        ("credentials", json!({ "api_token": "x" }), None),
        ("last_error", json!(null), None),
        ("v", json!(2), None),
    ];
    hold(&rules, |worker| {
        let changes = json!({
            "tenant_id": "one", "context": { "organization": "demo", "region": "eu" },
        });
        format!("/integrated-account/{}", worker.account_with(&changes))
    });
}

#[test]
fn of_a_server() {
    let rules = [
        ("name", json!("New"), Some(json!("New"))),
        ("name", json!(null), None),
        ("expires_at", json!(null), Some(json!(null))),
        (
            "expires_at",
            json!("2029-01-01T01:00:00+01:00"),
            Some(json!("2029-01-01T00:00:00Z")),
        ),
        ("expires_at", json!("2020-01-01T00:00:00Z"), None),
        // Merged by its top-level keys: what a key holds is replaced whole.
        (
            "config",
            json!({}),
            Some(json!({ "methods": ["read"], "tools": { "deny": ["delete_*"] } })),
        ),
        (
            "config",
            json!({ "methods": ["list", "get"] }),
            Some(json!({ "methods": ["list", "get"], "tools": { "deny": ["delete_*"] } })),
        ),
        (
            "config",
            json!({ "tools": { "allow": ["*issue*"] } }),
            Some(json!({ "methods": ["read"], "tools": { "allow": ["*issue*"] } })),
        ),
        (
            "config",
            json!({ "structured": true, "methods": null }),
            Some(json!({ "structured": true, "tools": { "deny": ["delete_*"] } })),
        ),
        (
            "config",
            json!({ "tags": null }),
            Some(json!({ "methods": ["read"], "tools": { "deny": ["delete_*"] } })),
        ),
        (
            "config",
            json!({ "methods": null, "tools": null }),
            Some(json!({})),
        ),
        // An empty list is no condition, and is shown as it was given.
        (
            "config",
            json!({ "methods": [] }),
            Some(json!({ "methods": [], "tools": { "deny": ["delete_*"] } })),
        ),
        ("config", json!(null), None),
        ("config", json!([]), None),
        ("config", json!({ "tools": { "deny": null } }), None),
        ("config", json!({ "tools": { "deny": ["*"] } }), None),
        ("config", json!({ "colour": null }), None),
        ("config", json!({ "colour": "red" }), None),
        ("token", json!("fl_mine"), None),
        ("created_by", json!("me"), None),
    ];
    hold(&rules, |worker| {
        let config = json!({ "methods": ["read"], "tools": { "deny": ["delete_*"] } });
        let body = json!({ "config": config, "expires_at": "2028-01-01T00:00:00Z" });
        worker.server_with(&worker.account(), &body).resource()
    });
}

#[test]
fn all_fields_of_a_patch_count_or_none() {
    let worker = Worker::new();
    let server = worker.server();
    let account = format!("/integrated-account/{}", server.account);
    for (target, body) in [
        (
            &account,
            json!({ "label": "New", "is_blocked": true, "read_only": 7 }),
        ),
        (
            &account,
            json!({ "label": "New", "context": { "region": "eu", "organization": "a.b" } }),
        ),
        (
            &server.resource(),
            json!({ "name": "New", "expires_at": "soon" }),
        ),
        (
            &server.resource(),
            json!({ "expires_at": "2029-01-01T00:00:00Z", "config": { "tags": ["none"] } }),
        ),
    ] {
        let before = worker.platform.records.snapshot();
        assert_eq!(worker.admin("PATCH", target, &body).status, 400, "{body}");
        assert_eq!(worker.platform.records.snapshot(), before, "{body}");
    }
}

#[test]
fn credentials_are_replaced_whole() {
    let worker = Worker::new();
    let account = worker.account_with(&json!({
        "integration": "birch", "context": {},
        "credentials": { "email": "a@b.example", "secret": "fake-birch-secret" },
    }));
    let target = format!("/integrated-account/{account}/credentials");
    let before = worker.platform.records.snapshot();
    for credentials in [
        json!({ "secret": "new" }),
        json!({ "email": null, "secret": "new" }),
        json!({}),
    ] {
        let reply = worker.admin("PATCH", &target, &json!({ "credentials": credentials }));
        assert_eq!(reply.status, 400, "none is kept from before: {credentials}");
    }
    assert_eq!(worker.platform.records.snapshot(), before);
}

/// Whether a reading and a writing tool reach the vendor, and the statuses of those that do not.
fn calls(worker: &Worker, server: &Server) -> [Option<u64>; 2] {
    let status = |tool: &str, arguments: Value| {
        let sent = worker.platform.sent().len();
        let reply = worker.legacy(server).call(tool, arguments);
        let is_sent = worker.platform.sent().len() > sent;
        (!is_sent).then(|| reply.failed()["statusCode"].as_u64().unwrap())
    };
    [
        status("list_all_acme_me", json!({})),
        status("delete_a_acme_issue_by_id", json!({ "id": "i_1" })),
    ]
}

#[test]
fn blocked_and_read_only_count_at_once_and_together() {
    let worker = Worker::new();
    let server = worker.server();
    let target = format!("/integrated-account/{}", server.account);
    for (changes, expected) in [
        (json!({}), [None, None]),
        (json!({ "read_only": true }), [None, Some(405)]),
        (json!({ "is_blocked": true }), [Some(503), Some(405)]),
        (json!({ "read_only": false }), [Some(503), Some(503)]),
        (json!({ "label": "Still blocked" }), [Some(503), Some(503)]),
        (json!({ "is_blocked": false }), [None, None]),
    ] {
        worker.admin("PATCH", &target, &changes).is(200);
        // The same write again would not be sent.
        worker.platform.pass(11);
        assert_eq!(calls(&worker, &server), expected, "{changes}");
    }
    // The operator's own test still asks the vendor, so that a block can be lifted knowingly.
    worker
        .admin("PATCH", &target, &json!({ "is_blocked": true }))
        .is(200);
    let tested = worker
        .admin("POST", &format!("{target}/test"), &json!({}))
        .is(200);
    assert_eq!(
        (&tested["success"], &tested["status_code"]),
        (&json!(true), &json!(200))
    );
}
