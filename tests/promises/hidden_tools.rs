//! "Why is this tool not here?": a preview with `explain` names, for each tool that is hidden, every condition that hides it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::fake::*;

const FIELDS: [&str; 4] = [
    "config.methods",
    "config.tags",
    "config.tools.allow",
    "config.tools.deny",
];

/// One filter for each field.
fn filters() -> Value {
    json!({
        "methods": ["read"],
        "tags": ["issues", "accounts"],
        "tools": { "allow": ["*pylon_issue*", "*pylon_account*"], "deny": ["*search*", "get_*"] },
    })
}

struct Seen {
    shown: BTreeSet<String>,
    hidden: BTreeMap<String, BTreeMap<String, String>>,
}

fn preview(worker: &Worker, account: &str, config: &Value) -> Seen {
    let target = format!("/integrated-account/{account}/mcp/preview");
    let body = json!({ "config": config, "explain": true });
    let seen = worker.admin("POST", &target, &body).is(200);
    let name = |tool: &Value| tool["name"].as_str().unwrap().to_owned();
    let listed = seen.get("behind").unwrap_or(&seen);
    let conditions = |tool: &Value| {
        let each = tool["conditions"].as_array().unwrap().iter();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        each.map(|it| (text(&it["field"]), text(&it["message"])))
            .collect()
    };
    let hidden = seen["hidden"].as_array().unwrap().iter();
    Seen {
        shown: listed["tools"]
            .as_array()
            .unwrap()
            .iter()
            .map(name)
            .collect(),
        hidden: hidden.map(|tool| (name(tool), conditions(tool))).collect(),
    }
}

fn pylon(worker: &Worker, changes: &Value) -> String {
    let account = json!({ "integration": "pylon", "credentials": { "api_token": VENDOR_SECRET }, "context": {} });
    worker.account_with(&changed(account, changes))
}

/// The filters of these fields alone.
fn only(fields: &[&str]) -> Value {
    let all = filters();
    let mut config = json!({});
    for field in fields {
        let mut keys = field.split('.').skip(1);
        match (keys.next().unwrap(), keys.next()) {
            (key, None) => config[key] = all[key].clone(),
            (key, Some(inner)) => config[key][inner] = all[key][inner].clone(),
        }
    }
    config
}

#[test]
fn every_tool_is_shown_or_hidden_and_each_condition_hides_by_itself() {
    let worker = Worker::new();
    let account = pylon(&worker, &json!({}));
    let all = preview(&worker, &account, &json!({}));
    assert!(all.hidden.is_empty(), "without filters nothing is hidden");
    assert!(all.shown.len() > 100);

    let together = preview(&worker, &account, &only(&FIELDS));
    let names: BTreeSet<String> = together.hidden.keys().cloned().collect();
    assert!(names.is_disjoint(&together.shown));
    assert_eq!(names.union(&together.shown).count(), all.shown.len());
    for field in FIELDS {
        let alone = preview(&worker, &account, &only(&[field]));
        let blamed = together.hidden.iter();
        let blamed: BTreeSet<&String> = blamed
            .filter(|(_, conditions)| conditions.contains_key(field))
            .map(|(name, _)| name)
            .collect();
        let hidden: BTreeSet<&String> = alone
            .hidden
            .iter()
            .filter(|(_, conditions)| conditions.contains_key(field))
            .map(|(name, _)| name)
            .collect();
        assert!(!hidden.is_empty(), "{field} hides something");
        assert_eq!(blamed, hidden, "{field}");
        for name in hidden {
            assert!(!alone.shown.contains(name), "{field} {name}");
        }
    }
}

#[test]
fn a_condition_says_what_the_tool_is_and_what_the_config_has() {
    let worker = Worker::new();
    let account = pylon(&worker, &json!({}));
    let config =
        json!({ "methods": ["read"], "tags": ["issues"], "tools": { "deny": ["*_team*"] } });
    let hidden = preview(&worker, &account, &config).hidden;
    let create = &hidden["create_a_pylon_team"];
    assert_eq!(
        create["config.methods"],
        "its method is create (write); the config has read"
    );
    assert!(
        create["config.tags"].ends_with("; the config has issues"),
        "{create:?}"
    );
    assert_eq!(create["config.tools.deny"], "*_team* denies it");
    assert!(!create.contains_key("read_only"));
}

#[test]
fn a_read_only_account_hides_what_writes() {
    let worker = Worker::new();
    let account = pylon(&worker, &json!({ "read_only": true }));
    let seen = preview(&worker, &account, &json!({}));
    let conditions: BTreeSet<&String> = seen.hidden.values().flat_map(BTreeMap::keys).collect();
    assert_eq!(conditions.into_iter().collect::<Vec<_>>(), ["read_only"]);
    assert!(seen.hidden.contains_key("create_a_pylon_team"));
}

#[test]
fn a_composite_is_hidden_with_what_it_calls() {
    let worker = Worker::new();
    let account = pylon(&worker, &json!({}));
    let capabilities = worker.read("/integration/pylon/capabilities").is(200);
    let composite = &capabilities["composites"][0];
    let (name, called) = (&composite["tool"], &composite["calls"][0]);
    let config = json!({ "tools": { "deny": [called] } });
    let seen = preview(&worker, &account, &config);
    let conditions = &seen.hidden[name.as_str().unwrap()];
    assert_eq!(
        conditions["calls"],
        format!("it calls {}, which is hidden", called.as_str().unwrap())
    );
}

#[test]
fn nothing_is_explained_unasked_and_discovery_hides_no_tool() {
    let worker = Worker::new();
    let account = pylon(&worker, &json!({}));
    let target = format!("/integrated-account/{account}/mcp/preview");
    for body in [json!({}), json!({ "explain": false })] {
        let seen = worker.admin("POST", &target, &body).is(200);
        assert!(seen.get("hidden").is_none(), "{body}");
    }
    let seen = preview(&worker, &account, &json!({ "tool_exposure": "discovery" }));
    assert!(seen.hidden.is_empty());
    let wrong = worker.admin("POST", &target, &json!({ "explain": "yes" }));
    assert_eq!(wrong.failed_fields(), ["explain"]);
}

#[test]
fn of_several_accounts_each_says_what_it_hides() {
    let worker = Worker::new();
    let open = pylon(&worker, &json!({ "label": "Open" }));
    let closed = pylon(&worker, &json!({ "label": "Closed", "read_only": true }));
    let mut body = json!({
        "accounts": [{ "id": open, "config": { "tags": ["issues"] } }, { "id": closed }],
    });
    let target = "/mcp-server/preview";
    let silent = worker.admin("POST", target, &body).is(200);
    assert!(silent.get("hidden").is_none(), "it was not asked for");
    body["explain"] = json!(true);
    let seen = worker.admin("POST", target, &body).is(200);
    let of = |account: &str| -> BTreeMap<&str, BTreeSet<&str>> {
        let hidden = seen["hidden"].as_array().unwrap().iter();
        let own = hidden.filter(|tool| tool["integrated_account_id"] == account);
        own.map(|tool| {
            let conditions = tool["conditions"].as_array().unwrap().iter();
            let fields = conditions.map(|it| it["field"].as_str().unwrap());
            (tool["name"].as_str().unwrap(), fields.collect())
        })
        .collect()
    };
    let (of_open, of_closed) = (of(&open), of(&closed));
    assert_eq!(
        of_open["create_a_pylon_team"],
        BTreeSet::from(["config.tags"])
    );
    assert_eq!(
        of_closed["create_a_pylon_team"],
        BTreeSet::from(["read_only"])
    );
    assert!(
        of_closed
            .values()
            .all(|fields| fields.contains("read_only"))
    );

    // What one account hides and the other shows is in the list; what both hide is not.
    let shown: BTreeSet<&str> = seen["tools"].as_array().unwrap().iter().map(name).collect();
    let of_both = of_open.keys().filter(|name| of_closed.contains_key(*name));
    assert!(of_both.clone().count() > 0);
    assert!(of_both.clone().all(|name| !shown.contains(name)));
    let of_one = of_open.keys().filter(|name| !of_closed.contains_key(*name));
    assert!(of_one.clone().count() > 0);
    assert!(of_one.clone().all(|name| shown.contains(name)));
}

fn name(tool: &Value) -> &str {
    tool["name"].as_str().unwrap()
}

/// What a tool costs is its part of the list, as `tools/list` sends it, at four bytes a token.
#[test]
fn each_tool_says_what_it_costs() {
    let worker = Worker::new();
    let account = pylon(&worker, &json!({}));
    let config = json!({ "config": { "tool_names": "short" } });
    let listed = worker
        .legacy(&worker.server_with(&account, &config))
        .list()
        .result();
    let listed = listed["tools"].as_array().unwrap();
    let target = format!("/integrated-account/{account}/mcp/preview");
    let seen = worker.admin("POST", &target, &config).is(200);
    let costs: BTreeMap<&str, u64> = seen["tools"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tool| (name(tool), tool["tokens"].as_u64().unwrap()))
        .collect();
    assert_eq!(costs.len(), listed.len());
    for tool in listed {
        let bytes = u64::try_from(tool.to_string().len()).unwrap();
        assert_eq!(costs[name(tool)], bytes / 4, "{}", name(tool));
    }

    let long = worker.admin("POST", &target, &json!({})).is(200);
    let capabilities = worker.read("/integration/pylon/capabilities").is(200);
    let resources = capabilities["resources"].as_array().unwrap().iter();
    let methods = resources.flat_map(|resource| resource["methods"].as_array().unwrap());
    let composites = capabilities["composites"].as_array().unwrap().iter();
    let all: BTreeMap<&str, &Value> = methods
        .chain(composites)
        .filter_map(|method| Some((method["tool"].as_str()?, &method["tokens"])))
        .collect();
    for tool in long["tools"].as_array().unwrap() {
        assert_eq!(all[name(tool)], &tool["tokens"], "{}", name(tool));
    }
}

/// Whatever a config says, a tool is shown or it is told why not.
#[test]
fn no_key_of_a_config_hides_a_tool_in_silence() {
    let worker = Worker::new();
    let (free, read_only) = (pylon(&worker, &json!({})), json!({ "read_only": true }));
    let read_only = pylon(&worker, &read_only);
    let all = preview(&worker, &free, &json!({})).shown.len();
    for config in [
        json!({ "customer_visible": "off" }),
        json!({ "customer_visible": "draft" }),
        json!({ "customer_visible": "approve" }),
        json!({ "approve": ["write"] }),
        json!({ "approve": ["destructive"], "approve_by": "page" }),
        json!({ "dry_run": true }),
        json!({ "tool_names": "short" }),
        json!({ "tool_exposure": "discovery" }),
        json!({ "tool_exposure": "auto" }),
        json!({ "annotations": "explicit" }),
        json!({ "structured": true }),
        json!({ "chatgpt_search": true }),
        json!({ "compact": true, "html": "text", "format": "csv", "max_result_chars": 2_000 }),
        json!({ "frozen": { "*": { "limit": 5 } } }),
        json!({ "repeat_guard_seconds": 0 }),
        json!({ "methods": ["write"], "customer_visible": "off" }),
    ] {
        for account in [&free, &read_only] {
            if account == &read_only && config["methods"] != Value::Null {
                continue;
            }
            let seen = preview(&worker, account, &config);
            let own = |name: &&String| !["search", "fetch"].contains(&name.as_str());
            let shown = seen.shown.iter().filter(own).count();
            assert_eq!(shown + seen.hidden.len(), all, "{config}");
        }
    }
    let seen = preview(&worker, &free, &json!({ "customer_visible": "off" }));
    let article = &seen.hidden["create_a_pylon_article"];
    assert_eq!(
        article["config.customer_visible"],
        "customers would see what it does"
    );
}
