//! Which tools a server shows, in which order, under which names.

use serde_json::{Value, json};

use crate::fake::{Client, Worker, tool_names};

const ALL: [&str; 15] = [
    "acme_issues_export",
    "acme_issues_replace",
    "acme_issues_snooze",
    "create_a_acme_attachment",
    "create_a_acme_form",
    "create_a_acme_issue",
    "create_a_acme_review",
    "delete_a_acme_issue_by_id",
    "get_single_acme_attachment_by_id",
    "get_single_acme_issue_by_id",
    "list_all_acme_issues",
    "list_all_acme_me",
    "list_all_acme_messages",
    "list_all_acme_search_issues",
    "update_a_acme_issue_by_id",
];

const READING: [&str; 7] = [
    "acme_issues_export",
    "get_single_acme_attachment_by_id",
    "get_single_acme_issue_by_id",
    "list_all_acme_issues",
    "list_all_acme_me",
    "list_all_acme_messages",
    "list_all_acme_search_issues",
];

/// No tool is called by these names.
#[track_caller]
fn refuses(client: &Client<'_>, names: impl IntoIterator<Item = &'static str>) {
    for name in names {
        let reply = client.call(name, json!({ "id": "i_1" }));
        assert_eq!(reply.fault(), (200, -32602), "{name}");
    }
}

fn shown(config: &Value) -> Vec<String> {
    let worker = Worker::new();
    let server = worker.configured(config);
    worker.legacy(&server).tools()
}

/// The tools behind `?query`, and the URL filter's refusal.
fn narrowed<'a>(client: &Client<'a>, query: &str) -> Client<'a> {
    Client {
        target: format!("{}?{query}", client.target),
        ..client.clone()
    }
}

#[test]
fn an_empty_config_shows_every_documented_method_sorted_and_in_both_eras_alike() {
    let worker = Worker::new();
    let server = worker.server();
    let legacy = worker.legacy(&server).list().result();
    let modern = worker.modern(&server).list().result();
    assert_eq!(worker.legacy(&server).tools(), ALL);
    assert_eq!(legacy["tools"], modern["tools"]);
    assert_eq!(legacy.get("nextCursor"), None);
    assert_eq!(
        worker.legacy(&server).list(),
        worker.legacy(&server).list(),
        "the same bytes each time"
    );
}

#[test]
fn every_tool_has_what_clients_ask_for() {
    let worker = Worker::new();
    let server = worker.server();
    let tools = worker.legacy(&server).list().result()["tools"].clone();
    for tool in tools.as_array().unwrap() {
        let keys: Vec<&String> = tool.as_object().unwrap().keys().collect();
        assert_eq!(
            keys,
            ["annotations", "description", "inputSchema", "name", "title"]
        );
        assert_eq!(tool["inputSchema"]["type"], "object", "{tool}");
        let annotations = tool["annotations"].as_object().unwrap();
        let reads = READING.contains(&tool["name"].as_str().unwrap());
        assert_eq!(
            annotations.get("readOnlyHint"),
            reads.then_some(&json!(true)),
            "{tool}"
        );
    }
}

/// What the protocol takes for granted when a hint is not there.
fn effective(annotations: &Value, hint: &str) -> bool {
    let default = matches!(hint, "destructiveHint" | "openWorldHint");
    annotations[hint].as_bool().unwrap_or(default)
}

#[test]
fn hints_that_say_what_silence_says_are_left_out_unless_the_operator_wants_all_four() {
    let worker = Worker::new();
    let listed = |config: Value| {
        let server = worker.configured(&config);
        let tools = worker.legacy(&server).list().result()["tools"].clone();
        serde_json::from_value::<Vec<Value>>(tools).unwrap()
    };
    let (implicit, explicit) = (
        listed(json!({})),
        listed(json!({ "annotations": "explicit" })),
    );
    assert_eq!(implicit, listed(json!({ "annotations": "implicit" })));
    assert_eq!(implicit.len(), explicit.len());
    for (implicit, explicit) in implicit.iter().zip(&explicit) {
        let (short, all) = (&implicit["annotations"], &explicit["annotations"]);
        assert_eq!(all.as_object().unwrap().len(), 4, "{explicit}");
        for (hint, said) in short.as_object().unwrap() {
            assert_eq!(said, &all[hint], "{implicit}");
            assert_ne!(*said, effective(&json!({}), hint), "{implicit}");
        }
        let reads = all["readOnlyHint"] == true;
        assert_eq!(effective(short, "readOnlyHint"), reads, "{implicit}");
        // Of a tool that only reads the protocol asks nothing more.
        for hint in ["destructiveHint", "idempotentHint", "openWorldHint"] {
            assert!(reads || all[hint] == effective(short, hint), "{implicit}");
        }
        for key in ["name", "title", "description", "inputSchema"] {
            assert_eq!(implicit[key], explicit[key]);
        }
    }
    let account = worker.account();
    let body = json!({ "config": { "annotations": "all" } });
    let refused = worker.admin("POST", &format!("/integrated-account/{account}/mcp"), &body);
    assert!(
        refused
            .body
            .contains("must be \\\"implicit\\\" or \\\"explicit\\\""),
        "{}",
        refused.body
    );
}

#[test]
fn what_only_reads_can_be_read_on_and_nothing_else() {
    let worker = Worker::new();
    let server = worker.server();
    let tools = worker.legacy(&server).list().result()["tools"].clone();
    for tool in tools.as_array().unwrap() {
        let name = tool["name"].as_str().unwrap();
        let has_cursor = tool["inputSchema"]["properties"]
            .get("next_cursor")
            .is_some();
        // The probe's answer is short; a cursor is taken there and not shown.
        let is_read = READING.contains(&name) && name != "list_all_acme_me";
        assert_eq!(has_cursor, is_read, "{name}");
    }
    let client = worker.legacy(&server);
    let long = json!({ "data": { "text": "x".repeat(200_000) } });
    worker.vendor_says(200, &long.to_string());
    let first = client.call("list_all_acme_me", json!({})).answered();
    let again = json!({ "next_cursor": first["next_cursor"] });
    let second = client.call("list_all_acme_me", again).answered();
    assert_eq!(
        second["truncated"]["cuts"][0]["first"],
        first["truncated"]["cuts"][0]["last"].as_u64().unwrap() + 1
    );
}

#[test]
fn methods_filter_by_what_a_tool_does() {
    assert_eq!(shown(&json!({ "methods": ["read"] })), READING);
    let writing = shown(&json!({ "methods": ["write"] }));
    assert_eq!(writing.len(), ALL.len() - READING.len());
    assert!(writing.iter().all(|name| !READING.contains(&name.as_str())));
    assert_eq!(shown(&json!({ "methods": ["read", "write"] })), ALL);
    assert_eq!(
        shown(&json!({ "methods": ["custom"] })),
        [
            "acme_issues_export",
            "acme_issues_replace",
            "acme_issues_snooze"
        ]
    );
    assert_eq!(
        shown(&json!({ "methods": ["delete", "snooze"] })),
        ["acme_issues_snooze", "delete_a_acme_issue_by_id"]
    );
    assert_eq!(shown(&json!({ "methods": [] })), ALL);
}

#[test]
fn tags_match_any_of_resource_and_method() {
    assert_eq!(
        shown(&json!({ "tags": ["triage"] })),
        ["acme_issues_snooze"]
    );
    assert_eq!(
        shown(&json!({ "tags": ["admin", "triage"] })),
        [
            "acme_issues_snooze",
            "create_a_acme_form",
            "create_a_acme_review",
            "list_all_acme_me"
        ]
    );
    let support = shown(&json!({ "tags": ["support"] }));
    assert!(support.contains(&"list_all_acme_messages".to_owned()));
    assert!(!support.contains(&"list_all_acme_search_issues".to_owned()));
}

#[test]
fn names_are_allowed_and_denied_by_pattern_and_deny_wins() {
    assert_eq!(
        shown(&json!({ "tools": { "allow": ["*_issue_by_id", "list_all_acme_me"] } })),
        [
            "delete_a_acme_issue_by_id",
            "get_single_acme_issue_by_id",
            "list_all_acme_me",
            "update_a_acme_issue_by_id"
        ]
    );
    let denied =
        shown(&json!({ "tools": { "deny": ["delete_*", "acme_*", "create_a_acme_form"] } }));
    assert_eq!(denied.len(), ALL.len() - 5);
    assert_eq!(
        shown(&json!({ "tools": { "allow": ["*issue*"], "deny": ["*issues*", "delete_*"] } })),
        [
            "create_a_acme_issue",
            "get_single_acme_issue_by_id",
            "update_a_acme_issue_by_id"
        ]
    );
}

#[test]
fn all_conditions_hold_together() {
    assert_eq!(
        shown(&json!({
            "methods": ["read"], "tags": ["issues"], "tools": { "deny": ["*search*", "*export*"] },
        })),
        [
            "get_single_acme_attachment_by_id",
            "get_single_acme_issue_by_id",
            "list_all_acme_issues"
        ]
    );
}

#[test]
fn what_is_not_listed_cannot_be_called() {
    let worker = Worker::new();
    let server = worker.configured(&json!({ "methods": ["read"] }));
    let writing = ALL.into_iter().filter(|name| !READING.contains(name));
    refuses(&worker.legacy(&server), writing);
    assert!(worker.platform.sent().is_empty());
}

#[test]
fn a_url_narrows_and_never_widens() {
    let worker = Worker::new();
    let server = worker.configured(&json!({ "methods": ["read"] }));
    let client = worker.legacy(&server);
    let tools = |query: &str| narrowed(&client, query).tools();
    assert_eq!(tools("tags=admin"), ["list_all_acme_me"]);
    assert_eq!(
        tools("methods=get&tags=issues"),
        [
            "get_single_acme_attachment_by_id",
            "get_single_acme_issue_by_id"
        ]
    );
    assert_eq!(tools("methods=read,write"), READING, "not wider");
    assert_eq!(
        tools("tools=list_all_acme_me,%2Asearch%2A"),
        ["list_all_acme_me", "list_all_acme_search_issues"]
    );
    assert_eq!(
        tools("tools=list_all_acme_me&tools=get_single_acme_issue_by_id"),
        ["get_single_acme_issue_by_id", "list_all_acme_me"]
    );
    assert_eq!(tools("v=2&refresh&utm_source=x&methods="), READING);

    let admin = narrowed(&client, "tags=admin");
    let hidden = admin.call("get_single_acme_issue_by_id", json!({ "id": "i_1" }));
    assert_eq!(hidden.fault(), (200, -32602));
    for query in [
        "methods=fly",
        "tags=nonsense",
        "tools=none",
        "tags=triage",
        "methods=write",
        "tools=delete_a_acme_issue_by_id",
        "tools=delete_issue",
    ] {
        let reply = narrowed(&client, query).list();
        assert_eq!(reply.fault(), (400, -32602), "{query}");
    }
    let message = narrowed(&client, "tags=nonsense").list().body.clone();
    assert!(message.contains("triage"), "the valid ones are named");
    assert!(worker.platform.sent().is_empty());
}

#[test]
fn short_names_replace_the_long_ones() {
    let worker = Worker::new();
    let server = worker.configured(&json!({ "tool_names": "short" }));
    let client = worker.legacy(&server);
    assert_eq!(
        client.tools(),
        [
            "export_issue",
            "replace_issue",
            "snooze_issue",
            "create_attachment",
            "create_form",
            "create_issue",
            "create_review",
            "delete_issue",
            "get_attachment",
            "get_issue",
            "list_issues",
            "list_me",
            "list_messages",
            "search_issues",
            "update_issue",
        ]
    );
    client.call("list_me", json!({})).answered();
    // Texts that were written for long names still lead somewhere.
    client.call("list_all_acme_me", json!({})).answered();
    let modern = worker.modern(&server).call("list_me", json!({}));
    modern.answered();
    assert_eq!(narrowed(&client, "tools=list_me").tools(), ["list_me"]);
    assert_eq!(
        narrowed(&client, "tools=list_all_acme_me").tools(),
        ["list_me"]
    );
}

/// A client goes on with the list that it has when the operator changes `tool_names`.
#[test]
fn names_of_both_sorts_are_served_whichever_are_shown() {
    let worker = Worker::new();
    for config in [
        json!({}),
        json!({ "tool_names": "short" }),
        json!({ "tool_exposure": "discovery" }),
    ] {
        let server = worker.configured(&config);
        let client = worker.legacy(&server);
        for name in ["get_issue", "get_single_acme_issue_by_id"] {
            let id = json!({ "id": "i_1" });
            let reply = if config["tool_exposure"] == "discovery" {
                let wanted = json!({ "tool_names": [name] });
                let shown = client.call("get_tool_schema", wanted).answered();
                assert_eq!(tool_names(&shown), ["get_single_acme_issue_by_id"]);
                client.call("call_tool", json!({ "tool_name": name, "arguments": id }))
            } else {
                client.call(name, id)
            };
            reply.answered();
            assert!(worker.platform.last_sent().url.ends_with("/issues/i_1"));
        }
    }
}

#[test]
fn a_hint_is_the_name_that_is_shown_whichever_was_meant() {
    let worker = Worker::new();
    for (config, shown) in [
        (json!({}), "get_single_acme_issue_by_id"),
        (json!({ "tool_names": "short" }), "get_issue"),
    ] {
        let server = worker.configured(&config);
        for name in ["get_isue", "get_single_acme_isue_by_id"] {
            let reply = worker.legacy(&server).call(name, json!({ "id": "i_1" }));
            let hint = format!("(did you mean \\\"{shown}\\\"?)");
            assert!(reply.body.contains(&hint), "{name}: {}", reply.body);
        }
    }
    let server =
        worker.configured(&json!({ "tools": { "deny": ["get_single_acme_issue_by_id"] } }));
    let reply = worker.legacy(&server).call("get_isue", json!({}));
    assert!(
        !reply.body.contains("get_single_acme_issue_by_id"),
        "what is hidden is not hinted at"
    );
}

#[test]
fn neither_name_leads_past_a_filter() {
    let worker = Worker::new();
    let config = json!({ "tool_names": "short", "tools": { "deny": ["delete_issue"] } });
    let server = worker.configured(&config);
    refuses(
        &worker.legacy(&server),
        ["delete_issue", "delete_a_acme_issue_by_id"],
    );
    let config = json!({ "tools": { "deny": ["delete_a_acme_issue_by_id"] } });
    let long = worker.configured(&config);
    refuses(
        &worker.legacy(&long),
        ["delete_issue", "delete_a_acme_issue_by_id"],
    );
    assert!(worker.platform.sent().is_empty());
}

#[test]
fn a_read_only_account_lists_no_writing_tool_and_refuses_them() {
    let worker = Worker::new();
    let server = worker.server();
    let target = format!("/integrated-account/{}", server.account);
    let body = json!({ "read_only": true });
    worker.admin("PATCH", &target, &body).is(200);
    let client = worker.legacy(&server);
    assert_eq!(client.tools(), READING);
    for name in ALL.iter().filter(|name| !READING.contains(name)) {
        let failed = client.call(name, json!({ "id": "i_1" })).failed();
        assert_eq!(failed["statusCode"], 405, "{name}");
        assert_eq!(failed["remote"], false);
    }
    assert!(worker.platform.sent().is_empty());
    client.call("list_all_acme_me", json!({})).answered();
}

#[test]
fn a_blocked_account_answers_without_a_call() {
    let worker = Worker::new();
    let server = worker.server();
    let target = format!("/integrated-account/{}", server.account);
    worker.admin("PATCH", &target, &json!({ "is_blocked": true }));
    let client = worker.legacy(&server);
    let failed = client.call("list_all_acme_me", json!({})).failed();
    assert_eq!(failed["statusCode"], 503);
    assert_eq!(failed["remote"], false);
    assert!(worker.platform.sent().is_empty());
    worker.admin("PATCH", &target, &json!({ "is_blocked": false }));
    client.call("list_all_acme_me", json!({})).answered();
}
