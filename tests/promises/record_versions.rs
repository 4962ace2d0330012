//! Records that other versions wrote: older ones serve, newer ones are refused and left alone.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::fake::{ADMIN_TOKEN, Reply, World, request};

const ACCOUNT: &str = "00000000-0000-4000-8000-00000000000a";
const SERVER: &str = "00000000-0000-4000-8000-00000000000b";
const API_TOKEN_ID: &str = "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925";

/// Account, server, and a secret of 32 zero bytes.
const TOKEN: &str =
    "fl_AAAAAAAAQACAAAAAAAAACgAAAAAAAEAAgAAAAAAAAAsAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const API_TOKEN: &str = "fla_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

const VERSIONS: [u32; 1] = [1];
const FAMILIES: [&str; 6] = ["account", "health", "mcp", "apitoken", "idem", "usage"];

/// The key under which a family's record was stored.
fn key(family: &str) -> String {
    match family {
        "account" => format!("account:{ACCOUNT}"),
        "health" => format!("health:{ACCOUNT}"),
        "mcp" => format!("mcp:{ACCOUNT}:{SERVER}"),
        "usage" => format!("usage:{ACCOUNT}:{SERVER}"),
        "apitoken" => format!("apitoken:{API_TOKEN_ID}"),
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

/// A world whose KV holds the records of a version.
fn world_of(version: u32) -> World {
    let world = World::new();
    for family in FAMILIES {
        put(&world, family, &record(version, family));
    }
    world
}

fn put(world: &World, family: &str, record: &Value) {
    world
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

fn call(world: &World) -> Reply {
    let body = json!({
        "jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": { "name": "list_all_acme_me", "arguments": {} },
    });
    let ask = request("POST", &format!("/mcp/{TOKEN}")).header("content-type", "application/json");
    world.answer(&ask.bearer(API_TOKEN).body(body.to_string()))
}

fn repeat(world: &World) -> Reply {
    let ask = request("POST", "/api-token").bearer(ADMIN_TOKEN);
    let ask = ask.header("idempotency-key", "of-version-1");
    world.answer(&ask.body(r#"{"name":"ci","scope":"mcp"}"#))
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
        let mut world = world_of(version);
        world.finishes = true;
        let reply = call(&world);
        assert_eq!(reply.answered(), json!({ "ok": true }));
        let sent = world.platform.last_sent();
        assert_eq!(sent.url, "https://demo.eu.acme.example/v1/me");
        assert_eq!(
            sent.headers.get("authorization"),
            Some("Bearer fake-vendor-token-of-version-1")
        );
        assert_eq!(
            world.platform.records.get(&key("health")),
            None,
            "the success took back what the record said"
        );
    }
}

#[test]
fn records_of_every_version_are_shown_as_they_were_written() {
    for version in VERSIONS {
        let world = world_of(version);
        let expected = json!({
            "id": ACCOUNT, "integration": "acme", "label": "Acme support", "tenant_id": "acme",
            "context": { "organization": "demo", "region": "eu" },
            "status": "needs_reauth", "last_error": "Acme answered 401: who are you",
            "last_forbidden_error": {
                "resource": "issues", "method": "delete", "message": "Acme answered 403: not yours",
                "occurred_at": "2026-11-20T12:00:00Z",
            },
            "read_only": false, "is_blocked": false, "authentication_method": "bearer",
            "created_at": "2026-11-18T11:06:40Z", "updated_at": "2026-11-18T11:07:40Z",
        });
        assert_eq!(world.read(&account()).is(200), expected);
        let list = world
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
        assert_eq!(world.read(&server()).is(200), expected);
        let list = world.read(&format!("{}/mcp", account())).is(200);
        assert_eq!(list["result"], json!([expected]));

        let expected = json!({
            "id": API_TOKEN_ID, "name": "ci", "scope": "mcp",
            "expires_at": "2037-01-31T09:00:00Z", "created_at": "2026-11-18T11:06:40Z",
        });
        assert_eq!(
            world.read("/api-token").is(200)["result"],
            json!([expected])
        );

        let repeat = repeat(&world);
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
        let world = world_of(version);
        let label = json!({ "label": "New", "context": { "region": "us" } });
        world.admin("PATCH", &account(), &label).is(200);
        let config = json!({ "config": { "tags": null, "require_api_token_auth": null } });
        world.admin("PATCH", &server(), &config).is(200);
        call(&world).answered();
        assert_eq!(
            world.platform.last_sent().url,
            "https://demo.acme.example/v1/me"
        );
        let credentials = json!({ "credentials": { "api_token": "fake-new" } });
        world
            .admin("PATCH", &format!("{}/credentials", account()), &credentials)
            .is(200);
        let sealed = world.admin("POST", "/admin/reseal", &json!({})).is(200);
        assert_eq!(
            (&sealed["current"], &sealed["failed"]),
            (&json!(1), &json!([]))
        );
        world
            .admin("POST", &format!("{}/rotate", server()), &json!({}))
            .is(200);
        assert_eq!(call(&world).status, 404);
        world.delete(&format!("/api-token/{API_TOKEN_ID}")).is(200);
        world.delete(&account()).is(200);
        assert_eq!(world.platform.records.keys(""), [key("idem")]);
    }
}

#[test]
fn what_is_written_today_has_every_member_of_the_newest_kept_version() {
    let mut world = world_of(1);
    world.finishes = true;
    let before = world.platform.records.snapshot();
    let account = world.account_with(&json!({ "tenant_id": "acme" }));
    world.server_with(&account, &json!({ "expires_at": "2037-01-31T09:00:00Z" }));
    world.api_token("mcp", None);
    let ask = request("POST", "/admin/reseal").bearer(ADMIN_TOKEN);
    world
        .answer(&ask.header("idempotency-key", "today"))
        .is(200);
    world.platform.records.remove(&key("health")).unwrap();
    world.vendor_says(401, "{}");
    call(&world).failed();
    for family in FAMILIES {
        let prefix = format!("{family}:");
        let written = world
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
fn readers(world: &World, family: &str) -> Vec<Reply> {
    let rename = json!({ "name": "New" });
    let list = format!("{}/mcp", account());
    match family {
        "account" => vec![
            call(world),
            world.read(&account()),
            world.read("/integrated-account"),
            world.read(&server()),
            world.admin("PATCH", &account(), &json!({ "label": "New" })),
            world.admin("POST", &format!("{}/test", account()), &json!({})),
            world.admin("POST", &list, &rename),
            world.delete(&account()),
        ],
        // A call goes on without it.
        "health" => vec![
            world.read(&account()),
            world.read("/integrated-account"),
            world.admin("POST", &format!("{}/test", account()), &json!({})),
        ],
        "mcp" => vec![
            call(world),
            world.read(&server()),
            world.read(&list),
            world.admin("PATCH", &server(), &rename),
            world.admin("POST", &format!("{}/rotate", server()), &json!({})),
            world.delete(&server()),
        ],
        "apitoken" => vec![
            call(world),
            world.read("/api-token"),
            world.answer(&request("GET", "/api-token").bearer(API_TOKEN)),
        ],
        "usage" => vec![world.read(&server()), world.read(&list)],
        _ => vec![repeat(world)],
    }
}

/// That whatever reads the record is refused with these words, tells no value of it, and leaves it as it is.
#[track_caller]
fn is_refused(family: &str, value: &Value, words: &str) {
    let world = world_of(1);
    put(&world, family, value);
    let before = world.platform.records.snapshot();
    for reply in readers(&world, family) {
        let message = reply.is(500)["message"].as_str().unwrap().to_owned();
        assert!(message.contains(&format!("{family}:")), "{message}");
        assert!(message.contains(words), "{message}");
        assert!(!reply.body.contains("leaked"), "{message}");
    }
    assert_eq!(
        world.platform.records.snapshot(),
        before,
        "{family} {value}"
    );
    assert!(world.platform.sent().is_empty(), "no vendor was called");
    let lines = world.platform.lines().join("\n");
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
        let mut world = world_of(1);
        world.finishes = true;
        let mut value = record(1, "health");
        value["v"] = version;
        put(&world, "health", &value);
        let before = world.platform.records.get(&key("health"));
        assert_eq!(call(&world).answered(), json!({ "ok": true }));
        world.vendor_says(401, "{}");
        assert_eq!(call(&world).failed()["statusCode"], 401);
        assert_eq!(world.platform.records.get(&key("health")), before);
        let lines = world.platform.lines();
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
    ] {
        let whole = record(1, family);
        for member in whole.as_object().unwrap().keys() {
            let mut value = whole.clone();
            value.as_object_mut().unwrap().remove(member);
            if !optional.contains(&member.as_str()) {
                is_refused(family, &value, "cannot be read by this version");
                continue;
            }
            let world = world_of(1);
            put(&world, family, &value);
            call(&world).result();
            for target in ["/integrated-account", "/api-token", &account(), &server()] {
                world.read(target).is(200);
            }
        }
    }
}
