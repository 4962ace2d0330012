//! Records that other versions wrote: older ones serve, newer ones are refused and left alone.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::fake::{ADMIN_TOKEN, Reply, Worker, request};

const ACCOUNT: &str = "00000000-0000-4000-8000-00000000000a";
const SERVER: &str = "00000000-0000-4000-8000-00000000000b";
const MEMBER: &str = "00000000-0000-4000-8000-00000000000c";
const WEBHOOK: &str = "00000000-0000-4000-8000-00000000000d";
const API_TOKEN_ID: &str = "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925";

/// Account, server, and a secret of 32 zero bytes.
const TOKEN: &str =
    "fl_AAAAAAAAQACAAAAAAAAACgAAAAAAAEAAgAAAAAAAAAsAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const API_TOKEN: &str = "fla_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

const VERSIONS: [u32; 1] = [1];
const FAMILIES: [&str; 14] = [
    "account",
    "health",
    "mcp",
    "apitoken",
    "idem",
    "usage",
    "member",
    "email",
    "signin",
    "approval",
    "wrongcode",
    "connect",
    "webhook",
    "delivery",
];

/// The key under which a family's record was stored.
fn key(family: &str) -> String {
    match family {
        "account" => format!("account:{ACCOUNT}"),
        "health" => format!("health:{ACCOUNT}"),
        "mcp" => format!("mcp:{ACCOUNT}:{SERVER}"),
        "usage" => format!("usage:{ACCOUNT}:{SERVER}"),
        "apitoken" => format!("apitoken:{API_TOKEN_ID}"),
        "member" => format!("member:{MEMBER}"),
        "webhook" | "delivery" => format!("{family}:{WEBHOOK}"),
        // SHA-256 of `anna@example.com`, and of `of-version-1`.
        "email" => {
            "email:f7d54c22dda5b1780276601cd005909b70543fc4a6ba72d735b4cb9bbb611f01".to_owned()
        }
        "signin" => {
            "signin:8fbad3f375367b7ff9eb139d82eaf9da9a153d358f7ce17479d42f85dcbb1545".to_owned()
        }
        // SHA-256 of `of-version-1`.
        "wrongcode" => {
            "wrongcode:8fbad3f375367b7ff9eb139d82eaf9da9a153d358f7ce17479d42f85dcbb1545".to_owned()
        }
        "approval" => {
            "approval:8fbad3f375367b7ff9eb139d82eaf9da9a153d358f7ce17479d42f85dcbb1545".to_owned()
        }
        "connect" => {
            "connect:8fbad3f375367b7ff9eb139d82eaf9da9a153d358f7ce17479d42f85dcbb1545".to_owned()
        }
        // SHA-256 of `admin`, `POST`, `/api-token` and `of-version-1`, a line each.
        "idem" => {
            "idem:2a0613c9318f7cf1f8bbbce1806fa0354fd9ffffa3961ae6ddfafc06b0bdc8fb".to_owned()
        }
        other => panic!("no family {other}"),
    }
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/records-of-versions")
}

fn record(version: u32, family: &str) -> Value {
    let path = folder().join(format!("{version}/{family}.json"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    serde_json::from_str(&text).expect("JSON")
}

/// A Worker whose KV holds the records of a version.
fn worker_of(version: u32) -> Worker {
    let worker = Worker::new();
    for family in FAMILIES {
        put(&worker, family, &record(version, family));
    }
    worker
}

fn put(worker: &Worker, family: &str, record: &Value) {
    worker
        .platform
        .records
        .put(&key(family), &record.to_string());
}

fn account() -> String {
    format!("/integrated-account/{ACCOUNT}")
}

fn server() -> String {
    format!("{}/mcp/{SERVER}", account())
}

fn call(worker: &Worker) -> Reply {
    let body = json!({
        "jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": { "name": "list_all_acme_me", "arguments": {} },
    });
    let ask = request("POST", &format!("/mcp/{TOKEN}")).header("content-type", "application/json");
    worker.answer(&ask.bearer(API_TOKEN).body(body.to_string()))
}

/// A question of our own JavaScript that reads the family's record.
fn ask(worker: &Worker, family: &str) -> Reply {
    match family {
        "email" => worker.ask_unheld(
            "sign-in",
            r#"{"email":"Anna@example.com","email_verified":true,"via":"oidc"}"#,
        ),
        "approval" => worker.ask_unheld("approval", r#"{"code":"of-version-1"}"#),
        "connect" => worker.ask_unheld("connect-link", r#"{"link":"of-version-1"}"#),
        _ => worker.ask_unheld("sign-in-link", r#"{"code":"of-version-1","use":false}"#),
    }
}

fn member() -> String {
    format!("/member/{MEMBER}")
}

fn webhook() -> String {
    format!("/webhook/{WEBHOOK}")
}

fn call_as_member(worker: &Worker) -> Reply {
    let body = r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"list_all_acme_me","arguments":{}}}"#;
    let ask = request("POST", "/mcp").header("content-type", "application/json");
    let identity = json!({ "member": MEMBER, "scopes": ["mcp:read"] });
    worker.answer_member(&ask.body(body), &identity)
}

fn repeat(worker: &Worker) -> Reply {
    let ask = request("POST", "/api-token").bearer(ADMIN_TOKEN);
    let ask = ask.header("idempotency-key", "of-version-1");
    worker.answer(&ask.body(r#"{"name":"ci","scope":"mcp"}"#))
}

#[test]
fn every_version_that_was_ever_written_is_kept() {
    let entries = fs::read_dir(folder()).expect("the folder");
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut versions: Vec<u32> = names.filter_map(|name| name.parse().ok()).collect();
    versions.sort_unstable();
    assert_eq!(versions, VERSIONS);
}

#[test]
fn records_of_every_version_serve_calls() {
    for version in VERSIONS {
        let mut worker = worker_of(version);
        worker.finishes = true;
        let reply = call(&worker);
        assert_eq!(reply.answered(), json!({ "ok": true }));
        let sent = worker.platform.last_sent();
        assert_eq!(sent.url, "https://demo.eu.acme.example/v1/me");
        assert_eq!(
            sent.headers.get("authorization"),
            Some("Bearer fake-vendor-token-of-version-1")
        );
        assert_eq!(
            worker.platform.records.get(&key("health")),
            None,
            "the success took back what the record said"
        );
        assert_eq!(call_as_member(&worker).answered(), json!({ "ok": true }));
        let signed_in = ask(&worker, "email").is(200);
        assert_eq!(signed_in["member"]["id"], MEMBER);
        let session = json!({ "code": "of-version-1", "session": signed_in["session"] });
        let waiting = worker.decide("approval", &session);
        assert_eq!(
            waiting["approval"]["body"],
            json!([["title", "New"]]),
            "{waiting}"
        );
        let named = ask(&worker, "signin").is(200);
        assert_eq!(named, json!({ "member": { "name": "Anna" } }));
        let form = &ask(&worker, "connect").is(200)["form"];
        assert_eq!(
            (
                &form["account"],
                &form["vendor"]["slug"],
                &form["is_chosen"]
            ),
            (&json!("Acme of a customer"), &json!("acme"), &json!(false))
        );
    }
}

#[test]
fn records_of_every_version_are_shown_as_they_were_written() {
    for version in VERSIONS {
        let worker = worker_of(version);
        let expected = json!({
            "id": ACCOUNT, "integration": "acme", "label": "Acme support", "tenant_id": "acme",
            "owner_member_id": null,
            "context": { "organization": "demo", "region": "eu" },
            "status": "needs_reauth", "last_error": "Acme answered 401: who are you",
            "last_forbidden_error": {
                "resource": "issues", "method": "delete", "message": "Acme answered 403: not yours",
                "occurred_at": "2026-11-20T12:00:00Z",
            },
            "read_only": false, "is_blocked": false, "authentication_method": "bearer",
            "created_at": "2026-11-18T11:06:40Z", "updated_at": "2026-11-18T11:07:40Z",
        });
        assert_eq!(worker.read(&account()).is(200), expected);
        let list = worker
            .read("/integrated-account?status=needs_reauth")
            .is(200);
        assert_eq!(list["result"], json!([expected]));

        let expected = json!({
            "id": SERVER, "name": "Claude", "integrated_account_id": ACCOUNT,
            "config": record(version, "mcp")["config"], "created_by": "admin",
            "expires_at": "2037-01-31T09:00:00Z",
            "created_at": "2026-11-18T11:06:40Z", "updated_at": "2026-11-18T11:07:40Z",
            "usage": { "messages": 42, "last_used_at": "2026-11-20T12:00:00Z" },
        });
        assert_eq!(worker.read(&server()).is(200), expected);
        let list = worker.read(&format!("{}/mcp", account())).is(200);
        assert_eq!(list["result"], json!([expected]));

        let expected = json!({
            "id": API_TOKEN_ID, "name": "ci", "scope": "mcp",
            "expires_at": "2037-01-31T09:00:00Z", "created_at": "2026-11-18T11:06:40Z",
        });
        assert_eq!(
            worker.read("/api-token").is(200)["result"],
            json!([expected])
        );

        let expected = json!({
            "id": MEMBER, "email": "anna@example.com", "name": "Anna", "role": "admin",
            "mcp_access": true, "accounts": record(version, "member")["accounts"],
            "created_at": "2026-11-18T11:06:40Z", "updated_at": "2026-11-18T11:07:40Z",
        });
        assert_eq!(worker.read(&member()).is(200), expected);
        assert_eq!(worker.read("/member").is(200)["result"], json!([expected]));

        let expected = json!({
            "id": WEBHOOK, "url": "https://hooks.receiver.example/fairlead", "label": "Pager",
            "events": ["account.created", "server.expired"], "active": true,
            "disabled_at": null, "disabled_reason": null,
            "last_delivery": {
                "event_id": "00000000-0000-4000-8000-00000000000e", "event": "account.created",
                "at": "2026-11-20T12:00:00Z", "attempt": 2, "success": false,
                "status_code": 500, "message": "The receiver answered 500.",
            },
            "created_at": "2026-11-18T11:06:40Z", "updated_at": "2026-11-18T11:07:40Z",
        });
        assert_eq!(worker.read(&webhook()).is(200), expected);
        assert_eq!(worker.read("/webhook").is(200)["result"], json!([expected]));

        let repeat = repeat(&worker);
        let expected = json!({
            "id": API_TOKEN_ID, "name": "ci", "scope": "mcp", "expires_at": null,
            "created_at": "2026-11-18T11:06:40Z", "token": API_TOKEN,
        });
        assert_eq!(repeat.is(201), expected);
        assert_eq!(repeat.header("idempotent-replayed"), Some("true"));
    }
}

#[test]
fn records_of_every_version_can_be_changed_and_serve_on() {
    for version in VERSIONS {
        let worker = worker_of(version);
        let label = json!({ "label": "New", "context": { "region": "us" } });
        worker.admin("PATCH", &account(), &label).is(200);
        let config = json!({ "config": { "tags": null, "require_api_token_auth": null } });
        worker.admin("PATCH", &server(), &config).is(200);
        call(&worker).answered();
        assert_eq!(
            worker.platform.last_sent().url,
            "https://demo.acme.example/v1/me"
        );
        let credentials = json!({ "credentials": { "api_token": "fake-new" } });
        worker
            .admin("PATCH", &format!("{}/credentials", account()), &credentials)
            .is(200);
        let sealed = worker.admin("POST", "/admin/reseal", &json!({})).is(200);
        assert_eq!(
            (&sealed["current"], &sealed["failed"]),
            (&json!(2), &json!([])),
            "the account and the webhook"
        );
        let test = format!("{}/test", webhook());
        let tested = worker.admin("POST", &test, &json!({})).is(200);
        assert_eq!(tested["success"], true);
        worker.delete(&webhook()).is(200);
        worker
            .admin("POST", &format!("{}/rotate", server()), &json!({}))
            .is(200);
        assert_eq!(call(&worker).status, 404);
        worker.delete(&format!("/api-token/{API_TOKEN_ID}")).is(200);
        let email = json!({ "email": "anna@new.example" });
        worker.admin("PATCH", &member(), &email).is(200);
        call_as_member(&worker).answered();
        worker.delete(&account()).is(200);
        worker.delete(&member()).is(200);
        let kept = ["approval", "connect", "idem", "signin", "wrongcode"].map(key);
        assert_eq!(worker.platform.records.keys(""), kept);
    }
}

#[test]
fn what_waits_since_another_version_is_told() {
    for version in VERSIONS {
        let worker = worker_of(version);
        let [retry, end] = ["agenda", "agenda-end"].map(|name| record(version, name).to_string());
        let records = &worker.platform.records;
        records.put(&format!("agenda:001795000000:webhook:{WEBHOOK}:1"), &retry);
        let gone = "00000000-0000-4000-8000-00000000000f";
        records.put(&format!("agenda:001795000000:mcp:{ACCOUNT}:{gone}"), &end);
        worker.tick();
        let notices = worker.platform.take_notices();
        let told: Vec<Value> = notices
            .iter()
            .map(|notice| serde_json::from_str(&notice.body).expect("JSON"))
            .collect();
        assert_eq!(told.len(), 2, "{told:?}");
        let names = [&told[0]["event"], &told[1]["event"]];
        assert_eq!(names, ["server.expired", "account.created"]);
        assert_eq!(told[1]["payload"]["label"], "Acme support");
        assert_eq!(told[0]["payload"]["id"], gone);
        assert!(records.keys("agenda:").is_empty());
    }
}

#[test]
fn what_is_written_today_has_every_member_of_the_newest_kept_version() {
    let mut worker = worker_of(1);
    worker.finishes = true;
    let before = worker.platform.records.snapshot();
    let account = worker.account_with(&json!({ "tenant_id": "acme" }));
    worker.server_with(&account, &json!({ "expires_at": "2037-01-31T09:00:00Z" }));
    let guarded = worker.configured(&json!({ "approve": ["write"] }));
    let create = json!({ "title": "New" });
    let waits = worker.legacy(&guarded).call("create_a_acme_issue", create);
    let code = crate::approvals::link(&waits);
    let wrong = json!({ "code": code, "approval_code": "0000" });
    worker.decide("approval", &wrong);
    worker.api_token("mcp", None);
    worker.set("OAUTH_KV", "");
    let ben = worker.member_with(&json!({ "email": "ben@example.com" }));
    let link = format!("/member/{ben}/sign-in-link");
    worker.admin("POST", &link, &json!({})).is(201);
    let wish = json!({
        "integration": "acme", "label": "Acme", "tenant_id": "acme", "member_id": ben,
        "return_to": "https://app.example/done",
    });
    worker.admin("POST", "/link-token", &wish).is(201);
    let ask = request("POST", "/admin/reseal").bearer(ADMIN_TOKEN);
    worker
        .answer(&ask.header("idempotency-key", "today"))
        .is(200);
    let (id, _) = worker.webhook(&json!({ "label": "Pager", "events": ["account.created"] }));
    let test = format!("/webhook/{id}/test");
    worker.admin("POST", &test, &json!({})).is(200);
    worker.platform.records.remove(&key("health")).unwrap();
    worker.vendor_says(401, "{}");
    call(&worker).failed();
    for family in FAMILIES {
        let prefix = format!("{family}:");
        let written = worker
            .platform
            .records
            .snapshot()
            .into_values()
            .find(|saved| saved.key.starts_with(&prefix) && before.get(&saved.key) != Some(saved));
        let written = written.unwrap_or_else(|| panic!("no {family} was written"));
        let written: Value = serde_json::from_str(&written.value).unwrap();
        assert_eq!(written["v"], VERSIONS[VERSIONS.len() - 1], "{family}");
        let kept = record(VERSIONS[VERSIONS.len() - 1], family);
        for member in kept.as_object().unwrap().keys() {
            assert!(written.get(member).is_some(), "{family} lost {member}");
        }
    }
}

/// Every answer that reads a family's record.
fn readers(worker: &Worker, family: &str) -> Vec<Reply> {
    let rename = json!({ "name": "New" });
    let list = format!("{}/mcp", account());
    match family {
        "account" => vec![
            call(worker),
            worker.read(&account()),
            worker.read("/integrated-account"),
            worker.read(&server()),
            worker.admin("PATCH", &account(), &json!({ "label": "New" })),
            worker.admin("POST", &format!("{}/test", account()), &json!({})),
            worker.admin("POST", &list, &rename),
            worker.delete(&account()),
        ],
        // A call goes on without it.
        "health" => vec![
            worker.read(&account()),
            worker.read("/integrated-account"),
            worker.admin("POST", &format!("{}/test", account()), &json!({})),
        ],
        "mcp" => vec![
            call(worker),
            worker.read(&server()),
            worker.read(&list),
            worker.admin("PATCH", &server(), &rename),
            worker.admin("POST", &format!("{}/rotate", server()), &json!({})),
            worker.delete(&server()),
        ],
        "apitoken" => vec![
            call(worker),
            worker.read("/api-token"),
            worker.answer(&request("GET", "/api-token").bearer(API_TOKEN)),
        ],
        "usage" => vec![worker.read(&server()), worker.read(&list)],
        "member" => vec![
            worker.read(&member()),
            worker.read("/member"),
            worker.admin("PATCH", &member(), &rename),
            worker.delete(&member()),
            call_as_member(worker),
            ask(worker, "email"),
            ask(worker, "signin"),
            ask(worker, "connect"),
        ],
        "email" => vec![
            ask(worker, "email"),
            worker.admin(
                "POST",
                "/member",
                &json!({ "email": "anna@example.com", "name": "New" }),
            ),
            worker.delete(&member()),
        ],
        // Resealing tells it apart, and a deletion removes it: `events` has them.
        "webhook" | "delivery" => vec![
            worker.read(&webhook()),
            worker.read("/webhook"),
            worker.admin("PATCH", &webhook(), &json!({ "label": "New" })),
            worker.admin("POST", &format!("{}/test", webhook()), &json!({})),
        ],
        "signin" => vec![ask(worker, "signin")],
        "connect" => vec![
            ask(worker, "connect"),
            worker.ask_unheld("connect", r#"{"link":"of-version-1"}"#),
        ],
        "approval" | "wrongcode" => vec![
            ask(worker, "approval"),
            worker.ask_unheld(
                "approve-call",
                r#"{"code":"of-version-1","decision":"approve"}"#,
            ),
        ],
        _ => vec![repeat(worker)],
    }
}

/// That whatever reads the record is refused with these words, tells no value of it, and leaves it as it is.
#[track_caller]
fn is_refused(family: &str, value: &Value, words: &str) {
    let worker = worker_of(1);
    put(&worker, family, value);
    let before = worker.platform.records.snapshot();
    for reply in readers(&worker, family) {
        let message = reply.is(500)["message"].as_str().unwrap().to_owned();
        assert!(message.contains(&format!("{family}:")), "{message}");
        assert!(message.contains(words), "{message}");
        assert!(!reply.body.contains("leaked"), "{message}");
    }
    assert_eq!(
        worker.platform.records.snapshot(),
        before,
        "{family} {value}"
    );
    assert!(worker.platform.sent().is_empty(), "no vendor was called");
    let lines = worker.platform.lines().join("\n");
    assert!(
        lines.contains(family) && !lines.contains("leaked"),
        "{lines}"
    );
}

#[test]
fn a_record_of_a_newer_version_is_refused_and_left_alone() {
    for family in FAMILIES {
        let mut same = record(1, family);
        same["v"] = json!(2);
        same["colour"] = json!("leaked-value");
        let mut far = same.clone();
        far["v"] = json!(u64::from(u32::MAX) + 1);
        let strange = json!({ "v": 2, "everything": ["leaked-value"] });
        for value in [same, far, strange] {
            is_refused(family, &value, "was written by a newer version of Fairlead");
        }
    }
}

#[test]
fn a_record_of_no_version_cannot_be_read() {
    for family in FAMILIES {
        for version in [json!(0), json!(-1), json!("1"), json!(1.5), json!(null)] {
            let mut value = record(1, family);
            value["v"] = version;
            value["colour"] = json!("leaked-value");
            is_refused(family, &value, "cannot be read by this version");
        }
    }
}

#[test]
fn a_call_goes_on_without_a_health_that_cannot_be_read_and_leaves_it_alone() {
    for version in [json!(2), json!(0)] {
        let mut worker = worker_of(1);
        worker.finishes = true;
        let mut value = record(1, "health");
        value["v"] = version;
        put(&worker, "health", &value);
        let before = worker.platform.records.get(&key("health"));
        assert_eq!(call(&worker).answered(), json!({ "ok": true }));
        worker.vendor_says(401, "{}");
        assert_eq!(call(&worker).failed()["statusCode"], 401);
        assert_eq!(worker.platform.records.get(&key("health")), before);
        let lines = worker.platform.lines();
        let says = |line: &&String| line.contains("account state not written");
        assert!(
            lines
                .iter()
                .any(|line| says(&line) && line.contains("health:"))
        );
    }
}

#[test]
fn members_that_came_later_may_be_missing_and_all_others_may_not() {
    for (family, optional) in [
        (
            "account",
            &["tenant_id", "context", "read_only", "is_blocked"][..],
        ),
        ("health", &["v", "last_error", "last_forbidden_error"]),
        ("mcp", &["config", "expires_at"]),
        ("apitoken", &["expires_at"]),
        ("idem", &[]),
        ("member", &["accounts"]),
        ("email", &[]),
        ("signin", &[]),
        ("approval", &["wrong"]),
        ("wrongcode", &[]),
        ("webhook", &["label", "events"]),
        ("delivery", &["v", "last", "given_up", "disabled"]),
        (
            "connect",
            &[
                "reconnects",
                "integration",
                "label",
                "tenant_id",
                "owner",
                "return_to",
            ],
        ),
    ] {
        let whole = record(1, family);
        for member in whole.as_object().unwrap().keys() {
            let mut value = whole.clone();
            value.as_object_mut().unwrap().remove(member);
            if !optional.contains(&member.as_str()) {
                is_refused(family, &value, "cannot be read by this version");
                continue;
            }
            let worker = worker_of(1);
            put(&worker, family, &value);
            call(&worker).result();
            for target in ["/integrated-account", "/api-token", &account(), &server()] {
                worker.read(target).is(200);
            }
        }
    }
}
