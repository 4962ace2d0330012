//! Prompts: which a server offers, and what becomes of their arguments and of the tools that they name.

use fairlead::catalogue::INTEGRATIONS;
use serde_json::{Value, json};

use crate::fake::{Client, Worker};

fn names(client: &Client<'_>) -> Vec<String> {
    let result = client.rpc("prompts/list", json!({})).result();
    let prompts = result["prompts"].as_array().expect("prompts");
    let name = |prompt: &Value| prompt["name"].as_str().expect("a name").to_owned();
    prompts.iter().map(name).collect()
}

fn get(client: &Client<'_>, name: &str, arguments: &Value) -> String {
    let params = json!({ "name": name, "arguments": arguments });
    let result = client.rpc("prompts/get", params).result();
    let messages = result["messages"].as_array().expect("messages");
    assert_eq!(messages.len(), 1);
    assert_eq!(messages[0]["role"], "user");
    assert_eq!(messages[0]["content"]["type"], "text");
    messages[0]["content"]["text"]
        .as_str()
        .expect("text")
        .to_owned()
}

fn refusal(client: &Client<'_>, params: Value) -> String {
    let reply = client.rpc("prompts/get", params);
    assert_eq!(reply.fault(), (200, -32602));
    reply.json()["error"]["message"]
        .as_str()
        .expect("a message")
        .to_owned()
}

#[test]
fn both_eras_list_the_same_prompts_with_their_arguments() {
    let worker = Worker::new();
    let server = worker.server();
    let legacy = worker
        .legacy(&server)
        .rpc("prompts/list", json!({}))
        .result();
    let modern = worker
        .modern(&server)
        .rpc("prompts/list", json!({}))
        .result();
    assert_eq!(legacy["prompts"], modern["prompts"]);
    assert_eq!(legacy.get("nextCursor"), None);
    assert_eq!(
        legacy["prompts"][0],
        json!({
            "name": "triage",
            "title": "Triage the issues",
            "description": "Reads the newest issues with list_all_acme_issues and proposes what to do with each.",
            "arguments": [
                { "name": "state", "description": "Only issues in this state.", "required": false },
                { "name": "team", "description": "Whose issues.", "required": true },
            ],
        })
    );
    let wrong = worker
        .legacy(&server)
        .rpc("prompts/list", json!({ "cursor": "made-up" }));
    assert_eq!(wrong.fault(), (200, -32602));
}

#[test]
fn a_prompt_comes_with_its_arguments_filled_in_and_is_not_kept() {
    let worker = Worker::new();
    let server = worker.server();
    let text = "Look at the issues of Billing in new: list_all_acme_issues, then get_single_acme_issue_by_id.\nBilling decides.";
    let arguments = json!({ "team": "Billing", "state": "new" });
    assert_eq!(get(&worker.legacy(&server), "triage", &arguments), text);
    assert_eq!(get(&worker.modern(&server), "triage", &arguments), text);
    let params = json!({ "name": "triage", "arguments": arguments });
    let result = worker.modern(&server).rpc("prompts/get", params).result();
    assert_eq!(result["resultType"], "complete");
    assert_eq!(result.get("ttlMs"), None, "only lists hold for a while");
}

#[test]
fn what_is_left_out_or_empty_has_the_words_of_the_record() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.legacy(&server);
    for arguments in [
        json!({ "team": "Billing" }),
        json!({ "team": "Billing", "state": "" }),
        json!({ "team": "Billing", "state": null }),
        json!("{\"team\":\"Billing\"}"),
    ] {
        assert!(get(&client, "triage", &arguments).contains("of Billing in any state:"));
    }
}

#[test]
fn a_value_fills_no_place_and_names_no_tool() {
    let worker = Worker::new();
    let server = worker.configured(&json!({ "tool_names": "short" }));
    let arguments = json!({ "team": "{state} list_all_acme_issues", "state": "x" });
    let text = get(&worker.legacy(&server), "triage", &arguments);
    assert!(text.starts_with(
        "Look at the issues of {state} list_all_acme_issues in x: list_issues, then get_issue."
    ));
}

#[test]
fn what_is_missing_or_wrong_is_named() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.legacy(&server);
    for (params, words) in [
        (
            json!({ "name": "triage", "arguments": { "state": "new" } }),
            vec!["argument team is required: Whose issues"],
        ),
        (
            json!({ "name": "triage", "arguments": { "team": " ", "state": [7] } }),
            vec![
                "argument team is required",
                "argument state must be a string, not a list",
            ],
        ),
        (
            json!({ "name": "triage", "arguments": { "team": "x", "stat": "new" } }),
            vec![
                "stat is not an argument of the prompt triage (did you mean \"state\"?); its arguments are state, team",
            ],
        ),
        (
            json!({ "name": "triage", "arguments": [1] }),
            vec!["arguments must be an object"],
        ),
        (
            json!({ "name": "triage", "arguments": "{\"team\": \"x\"" }),
            vec!["arguments must be an object: the text that was sent is no JSON object"],
        ),
        (
            json!({ "name": "triag" }),
            vec!["unknown prompt \"triag\" (did you mean \"triage\"?)"],
        ),
        (json!({ "name": 7 }), vec!["name must be a string"]),
    ] {
        let message = refusal(&client, params);
        for word in words {
            assert!(message.contains(word), "{message}");
        }
    }
}

/// What a client sends that gives no argument, and one that adds some of its own.
fn nothing() -> [Value; 5] {
    [
        json!({ "name": "triage" }),
        json!({ "name": "triage", "arguments": null }),
        json!({ "name": "triage", "arguments": {} }),
        json!({ "name": "triage", "arguments": [] }),
        json!({ "name": "triage", "arguments": { "toolCallId": "call_1", "reason": "x" } }),
    ]
}

#[test]
fn a_client_that_gives_no_argument_at_all_sees_where_they_go() {
    let mut worker = Worker::new();
    let server = worker.server();
    for params in nothing() {
        for client in [worker.legacy(&server), worker.modern(&server)] {
            let result = client.rpc("prompts/get", params.clone()).result();
            let text = result["messages"][0]["content"]["text"].as_str().unwrap();
            let start = "Look at the issues of <team> in any state:";
            assert!(text.starts_with(start), "{params} {text}");
        }
    }
    let client = worker.legacy(&server);
    assert!(get(&client, "snooze", &json!({})).starts_with("Read the issue <issue> with"));
    let asked = get(&client, "triage", &json!({ "team": "$1" }));
    assert!(asked.contains("issues of $1 in any state"), "{asked}");

    worker.set("TOLERATE_CLIENT_BUGS", "false");
    for params in nothing() {
        let message = refusal(&worker.legacy(&server), params);
        assert!(message.contains("argument team is required"), "{message}");
    }
}

#[test]
fn numbers_and_booleans_are_taken_for_their_text() {
    let mut worker = Worker::new();
    let server = worker.server();
    let arguments = json!({ "team": 5, "state": true });
    let text = get(&worker.legacy(&server), "triage", &arguments);
    assert!(
        text.starts_with("Look at the issues of 5 in true:"),
        "{text}"
    );
    worker.set("TOLERATE_CLIENT_BUGS", "false");
    let params = json!({ "name": "triage", "arguments": arguments });
    let message = refusal(&worker.legacy(&server), params);
    assert!(message.contains("argument team must be a string, not a number"));
}

#[test]
fn a_prompt_is_there_only_where_every_tool_that_it_names_is() {
    let worker = Worker::new();
    let all = ["triage", "snooze"];
    for (config, expected) in [
        (json!({}), &all[..]),
        (json!({ "methods": ["read"] }), &all[..1]),
        (
            json!({ "tools": { "deny": ["list_all_acme_issues"] } }),
            &all[1..],
        ),
        (
            json!({ "tools": { "allow": ["list_all_acme_issues"] } }),
            &[],
        ),
    ] {
        let server = worker.configured(&config);
        let client = worker.legacy(&server);
        assert_eq!(names(&client), expected, "{config}");
        for name in all.iter().filter(|name| !expected.contains(name)) {
            let arguments = json!({ "team": "x", "issue": "x" });
            let message = refusal(&client, json!({ "name": name, "arguments": arguments }));
            assert!(message.contains("unknown prompt"), "{message}");
        }
    }
    let account = worker.account_with(&json!({ "read_only": true }));
    let server = worker.server_with(&account, &json!({}));
    assert_eq!(names(&worker.legacy(&server)), ["triage"]);
    let mut client = worker.legacy(&worker.server());
    client.target += "?methods=read";
    assert_eq!(names(&client), ["triage"], "the URL narrows too");
}

#[test]
fn tools_have_the_names_that_the_server_shows_and_in_discovery_the_way_to_them() {
    let worker = Worker::new();
    let server = worker.configured(&json!({ "tool_names": "short" }));
    let client = worker.legacy(&server);
    assert!(get(&client, "snooze", &json!({ "issue": "i_1" })).contains("with snooze_issue."));
    let listed = client.rpc("prompts/list", json!({})).result();
    let description = listed["prompts"][0]["description"].as_str().unwrap();
    assert!(
        description.contains("with list_issues and"),
        "{description}"
    );

    let server = worker.configured(&json!({ "tool_exposure": "discovery" }));
    let client = worker.legacy(&server);
    assert_eq!(names(&client), ["triage", "snooze"]);
    let text = get(&client, "snooze", &json!({ "issue": "i_1" }));
    for name in ["acme_issues_snooze", "search_tools", "call_tool"] {
        assert!(text.contains(name), "{text}");
    }
}

#[test]
fn each_shipped_vendor_has_the_four_ways_of_work() {
    for integration in INTEGRATIONS {
        if !["gladly", "intercom", "pylon"].contains(&integration.slug) {
            continue;
        }
        let names: Vec<&str> = integration
            .prompts
            .iter()
            .map(|prompt| prompt.name)
            .collect();
        assert_eq!(
            names,
            ["triage", "escalation", "call_audit", "weekly_summary"]
        );
        for prompt in integration.prompts {
            assert!(
                prompt.tools.len() > 1,
                "{} {}",
                integration.slug,
                prompt.name
            );
        }
    }
}
