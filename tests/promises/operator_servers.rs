//! MCP servers, their config, lists and the catalogue, as the operator sees and changes them.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::fake::{ADMIN_TOKEN, Reply, Worker, request};

fn preview(worker: &Worker, account: &str, config: &Value) -> Reply {
    let target = format!("/integrated-account/{account}/mcp/preview");
    worker.admin("POST", &target, &json!({ "config": config }))
}

#[test]
fn a_config_comes_back_as_it_was_given() {
    let worker = Worker::new();
    let account = worker.account();
    let config = json!({
        "methods": ["read", "snooze"], "tags": ["issues"],
        "tools": { "allow": ["*issue*"], "deny": ["delete_*"] },
        "tool_exposure": "all", "tool_names": "short", "structured": true,
        "require_api_token_auth": false,
    });
    let server = worker.server_with(&account, &json!({ "config": config }));
    assert_eq!(worker.read(&server.resource()).is(200)["config"], config);
    let plain = worker.server_with(&account, &json!({}));
    let view = worker.read(&plain.resource()).is(200);
    assert_eq!(
        view,
        json!({
            "id": plain.id, "name": "Claude", "integrated_account_id": account, "config": {},
            "created_by": "admin", "expires_at": null,
            "created_at": "2027-01-15T08:00:00Z", "updated_at": "2027-01-15T08:00:00Z",
            "usage": { "messages": 0, "last_used_at": null },
        })
    );
}

#[test]
fn every_wrong_part_of_a_config_is_named_with_what_is_valid() {
    let worker = Worker::new();
    let account = worker.account();
    let config = json!({
        "methods": ["read", "fly"], "tags": ["issues", "nonsense"],
        "tools": { "allow": ["*none*"], "deny": ["delete_*"] },
        "tool_exposure": "some", "tool_names": 7, "structured": "yes",
        "require_api_token_auth": null, "method": ["read"],
    });
    let body = json!({ "config": config, "expires_at": "soon" });
    let target = format!("/integrated-account/{account}/mcp");
    let reply = worker.admin("POST", &target, &body);
    let mut fields = reply.failed_fields();
    fields.sort();
    assert_eq!(
        fields,
        [
            "config.method",
            "config.methods",
            "config.structured",
            "config.tags",
            "config.tool_exposure",
            "config.tool_names",
            "config.tools.allow",
            "expires_at",
            "name",
        ]
    );
    let message = reply.json()["message"].as_str().unwrap().to_owned();
    for word in [
        "fly",
        "nonsense",
        "*none*",
        "snooze",
        "triage",
        "\"discovery\"",
        "\"short\"",
    ] {
        assert!(message.contains(word), "{word} in {message}");
    }
    assert!(!message.contains("config.tools.deny"));
    for config in [json!([]), json!("read"), json!(null)] {
        let reply = preview(&worker, &account, &config);
        assert_eq!(reply.failed_fields(), ["config"], "{config}");
    }
    for tools in [
        json!([]),
        json!({ "only": [] }),
        json!({ "allow": "x" }),
        json!({ "deny": [7] }),
    ] {
        let reply = preview(&worker, &account, &json!({ "tools": tools }));
        assert_eq!(reply.failed_fields(), ["config.tools"]);
    }
}

#[test]
fn a_config_that_leaves_no_tool_is_refused() {
    let worker = Worker::new();
    let account = worker.account();
    let read_only = worker.account_with(&json!({ "read_only": true }));
    for (account, config) in [
        (
            &account,
            json!({ "methods": ["read"], "tools": { "allow": ["delete_*"] } }),
        ),
        (&account, json!({ "tools": { "deny": ["*"] } })),
        (&account, json!({ "tags": ["triage"], "methods": ["read"] })),
        (&read_only, json!({ "methods": ["write"] })),
    ] {
        assert_eq!(
            preview(&worker, account, &config).failed_fields(),
            ["config"],
            "{config}"
        );
        let target = format!("/integrated-account/{account}/mcp");
        let body = json!({ "name": "x", "config": config });
        assert_eq!(
            worker.admin("POST", &target, &body).failed_fields(),
            ["config"]
        );
    }
    assert!(worker.platform.records.keys("mcp:").is_empty());
}

#[test]
fn config_is_merged_by_its_top_level_keys() {
    let worker = Worker::new();
    let server = worker.configured(&json!({
        "methods": ["read"], "tools": { "deny": ["list_all_acme_me"] },
    }));
    let patch = |config: Value| {
        let body = json!({ "config": config });
        worker.admin("PATCH", &server.resource(), &body).is(200)["config"].clone()
    };
    assert_eq!(
        patch(json!({ "tool_names": "short", "tools": { "allow": ["*issue*"] } })),
        json!({
            "methods": ["read"], "tools": { "allow": ["*issue*"] }, "tool_names": "short",
        })
    );
    assert_eq!(
        patch(json!({ "methods": null, "tools": null })),
        json!({ "tool_names": "short" })
    );
    assert_eq!(patch(json!({})), json!({ "tool_names": "short" }));
    let before = worker.read(&server.resource()).is(200);
    let body = json!({ "name": "New", "config": { "tags": ["nonsense"] } });
    let reply = worker.admin("PATCH", &server.resource(), &body);
    assert_eq!(reply.failed_fields(), ["config.tags"]);
    assert_eq!(
        worker.read(&server.resource()).is(200),
        before,
        "all or nothing"
    );
}

#[test]
fn short_names_count_in_filters_where_they_are_shown() {
    let worker = Worker::new();
    let account = worker.account();
    let short = json!({ "tools": { "deny": ["delete_issue"] } });
    let reply = preview(&worker, &account, &short);
    assert_eq!(
        reply.failed_fields(),
        ["config.tools.deny"],
        "it would deny nothing"
    );
    let mut config = short.clone();
    config["tool_names"] = json!("short");
    let server = worker.server_with(&account, &json!({ "config": config }));
    assert!(
        !worker
            .legacy(&server)
            .tools()
            .contains(&"delete_issue".to_owned())
    );
    let body = json!({ "config": { "tool_names": "long" } });
    let reply = worker.admin("PATCH", &server.resource(), &body);
    assert_eq!(
        reply.failed_fields(),
        ["config.tools.deny"],
        "it would open what was denied"
    );
}

#[test]
fn a_patch_of_a_server_changes_what_its_url_shows_and_keeps_the_url() {
    let worker = Worker::new();
    let server = worker.server();
    assert_eq!(worker.legacy(&server).tools().len(), 15);
    worker.platform.pass(7);
    let body = json!({ "name": "Cursor", "config": { "tags": ["triage"] } });
    let patched = worker.admin("PATCH", &server.resource(), &body).is(200);
    assert_eq!(patched["name"], "Cursor");
    assert_eq!(patched["updated_at"], "2027-01-15T08:00:07Z");
    assert_eq!(worker.legacy(&server).tools(), ["acme_issues_snooze"]);
    for field in [
        "id",
        "token",
        "token_hash",
        "created_by",
        "integrated_account_id",
    ] {
        let reply = worker.admin("PATCH", &server.resource(), &json!({ field: "x" }));
        assert_eq!(reply.failed_fields(), [field]);
    }
}

#[test]
fn a_preview_shows_what_a_server_would_list_and_creates_nothing() {
    let worker = Worker::new();
    let account = worker.account();
    let config = json!({ "tags": ["support"], "tool_names": "short" });
    let before = worker.platform.records.snapshot();
    let shown = preview(&worker, &account, &config).is(200);
    assert_eq!(worker.platform.records.snapshot(), before);
    let server = worker.server_with(&account, &json!({ "config": config }));
    let listed = worker.legacy(&server).list().result();
    let listed = listed["tools"].as_array().unwrap();
    let tools = shown["tools"].as_array().unwrap();
    assert_eq!(shown["count"], listed.len());
    for (shown, listed) in tools.iter().zip(listed) {
        for key in ["name", "title", "description", "annotations"] {
            assert_eq!(shown[key], listed[key]);
        }
    }
    let bytes: usize = listed.iter().map(|tool| tool.to_string().len()).sum();
    assert_eq!(shown["bytes"], bytes);
    assert_eq!(shown["tokens"], bytes / 4);
}

/// Walks a list by `next_cursor`; the ids it gave, and in how many pages.
fn walk(worker: &Worker, target: &str, key: &str) -> (Vec<String>, usize) {
    let (mut ids, mut pages, mut cursor) = (Vec::new(), 0, String::new());
    loop {
        let page = worker.read(&format!("{target}{cursor}")).is(200);
        pages += 1;
        let result = page["result"].as_array().unwrap();
        ids.extend(
            result
                .iter()
                .map(|one| one[key].as_str().unwrap().to_owned()),
        );
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&next_cursor={next}"),
            None => return (ids, pages),
        }
        assert!(pages < 100, "a list that never ends");
    }
}

#[test]
fn lists_are_walked_by_their_cursor_and_show_each_record_once() {
    let worker = Worker::new();
    let account = worker.account();
    let minted: BTreeSet<String> = (0..23)
        .map(|_| worker.server_with(&account, &json!({})).id)
        .collect();
    worker.server();
    for starts_empty in [false, true] {
        worker.platform.records.starts_lists_empty.set(starts_empty);
        let target = format!("/integrated-account/{account}/mcp?limit=5");
        let (ids, pages) = walk(&worker, &target, "id");
        assert_eq!(ids.len(), minted.len());
        assert_eq!(ids.into_iter().collect::<BTreeSet<_>>(), minted);
        assert_eq!(pages, 5 + usize::from(starts_empty));
        let (accounts, _) = walk(&worker, "/integrated-account?limit=1", "id");
        assert_eq!(accounts.len(), 2);
    }
    let page = worker.read("/integrated-account?limit=1").is(200);
    assert_eq!(page["limit"], 1);
}

#[test]
fn a_list_of_a_hundred_accounts_stays_within_one_bulk_get() {
    let worker = Worker::new();
    for number in 0..101 {
        worker.account_with(&json!({ "label": format!("Account {number}") }));
    }
    let page = worker.read("/integrated-account?limit=100").is(200);
    assert_eq!(page["result"].as_array().unwrap().len(), 100);
    let (ids, pages) = walk(&worker, "/integrated-account?limit=100", "id");
    assert_eq!((ids.len(), pages), (101, 2));
}

#[test]
fn a_wrong_query_is_named() {
    let worker = Worker::new();
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=many", "limit"),
        ("limit=-1", "limit"),
        ("limit=", "limit"),
        ("colour=red", "colour"),
        ("next_cursor=mine", "next_cursor"),
    ] {
        let reply = worker.read(&format!("/integrated-account?{query}"));
        assert_eq!(reply.failed_fields(), [field], "{query}");
    }
}

#[test]
fn the_catalogue_tells_what_can_be_connected() {
    let worker = Worker::new();
    let list = worker.read("/integration").is(200);
    let slugs: Vec<&str> = list["result"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["slug"].as_str())
        .collect();
    assert!(
        slugs.contains(&"acme") && slugs.contains(&"birch"),
        "{slugs:?}"
    );
    let acme = worker.read("/integration/acme").is(200);
    assert_eq!(acme["label"], "Acme");
    assert_eq!(acme["auth"]["scheme"], "bearer");
    assert_eq!(acme["auth"]["credentials"][0]["name"], "api_token");
    assert_eq!(acme["tools"], 15);
    assert_eq!(
        acme["tags"],
        json!(["admin", "issues", "support", "triage"])
    );
    let variables = acme["variables"].as_array().unwrap();
    let region = variables
        .iter()
        .find(|one| one["name"] == "region")
        .unwrap();
    assert_eq!(region["values"], json!(["us", "eu"]));
    assert_eq!(region["default"], "us");
}

#[test]
fn capabilities_tell_which_endpoints_the_quality_gate_holds_back() {
    let worker = Worker::new();
    let report = worker.read("/integration/acme/capabilities").is(200);
    assert_eq!(
        report["integration"],
        json!({ "slug": "acme", "label": "Acme" })
    );
    let resources = report["resources"].as_array().unwrap();
    let issues = resources
        .iter()
        .find(|one| one["resource"] == "issues")
        .unwrap();
    let method = |name: &str| {
        let methods = issues["methods"].as_array().unwrap();
        methods
            .iter()
            .find(|one| one["method"] == name)
            .unwrap()
            .clone()
    };
    assert_eq!(method("get")["tool"], "get_single_acme_issue_by_id");
    assert_eq!(method("get")["http"], "GET /issues/{id}");
    assert_eq!(method("replace")["effect"], "destructive");
    assert_eq!(
        method("snooze")["tags"],
        json!(["issues", "support", "triage"])
    );
    let purge = method("purge");
    assert_eq!(
        (&purge["tool"], &purge["has_description"]),
        (&Value::Null, &json!(false))
    );
    let readiness = &report["ai_readiness"];
    assert_eq!(readiness["methods"], 16);
    assert_eq!(readiness["methods_with_descriptions"], 15);
    assert_eq!(readiness["ai_ready_score"], 0.93);
}

#[test]
fn the_wrong_fields_of_an_api_token_are_named() {
    let worker = Worker::new();
    let reply = worker.admin(
        "POST",
        "/api-token",
        &json!({ "name": "a\nb", "scope": "root", "expires_at": 7, "token": "mine" }),
    );
    assert_eq!(
        reply.failed_fields(),
        ["name", "scope", "expires_at", "token"]
    );
    let ask = request("POST", "/api-token").bearer(ADMIN_TOKEN).body("{}");
    assert_eq!(worker.answer(&ask).failed_fields(), ["name", "scope"]);
}
