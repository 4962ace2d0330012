//! `config.defaults` and `config.frozen`: arguments that the operator sets.

use serde_json::{Value, json};

use crate::fake::{Client, Reply, Worker};

const CREATE: &str = "create_a_acme_issue";

#[track_caller]
fn tool(client: &Client<'_>, name: &str) -> Value {
    let list = client.list().result();
    let mut tools = list["tools"].as_array().unwrap().iter();
    tools.find(|tool| tool["name"] == name).expect(name).clone()
}

fn sent(worker: &Worker) -> (String, Value) {
    let request = worker.platform.last_sent();
    let body = serde_json::from_slice(request.body.as_deref().unwrap_or(b"null")).unwrap();
    (request.url, body)
}

fn refused(worker: &Worker, config: &Value) -> Vec<String> {
    let account = worker.account();
    let body = json!({ "name": "x", "config": config });
    let reply: Reply = worker.admin("POST", &format!("/integrated-account/{account}/mcp"), &body);
    reply.failures()
}

#[test]
fn a_default_is_shown_and_counts_where_nothing_is_given() {
    let worker = Worker::new();
    let server = worker.configured(&json!({
        "repeat_guard_seconds": 0,
        "defaults": { CREATE: { "title": "Untitled", "labels": ["a"] }, "*": { "limit": 20 } },
    }));
    let client = worker.legacy(&server);
    let schema = &tool(&client, CREATE)["inputSchema"];
    assert_eq!(schema["properties"]["title"]["default"], "Untitled");
    assert_eq!(
        schema["properties"]["title"]["maxLength"], 20,
        "the rest stays"
    );
    assert_eq!(schema["properties"]["labels"]["default"], json!(["a"]));
    assert!(schema.get("required").is_none(), "{schema}");
    let limit = &tool(&client, "list_all_acme_issues")["inputSchema"]["properties"]["limit"];
    assert_eq!(
        limit,
        &json!({ "type": "integer", "maximum": 999, "default": 20 })
    );
    client.call(CREATE, json!({})).answered();
    assert_eq!(
        sent(&worker).1,
        json!({ "title": "Untitled", "labels": ["a"] })
    );
    client
        .call(CREATE, json!({ "title": "Mine", "labels": null }))
        .answered();
    assert_eq!(sent(&worker).1, json!({ "title": "Mine", "labels": ["a"] }));
    client.call("list_all_acme_issues", json!({})).result();
    assert!(
        sent(&worker).0.ends_with("per_page=20"),
        "{}",
        sent(&worker).0
    );
    client
        .call("list_all_acme_issues", json!({ "limit": 3 }))
        .result();
    assert!(sent(&worker).0.ends_with("per_page=3"));
}

#[test]
fn what_is_frozen_is_not_shown_and_not_chosen() {
    let worker = Worker::new();
    let server = worker.configured(&json!({
        "repeat_guard_seconds": 0,
        "frozen": { CREATE: { "title": "Fixed", "notify": null, "priority": 3 } },
    }));
    let client = worker.legacy(&server);
    let shown = tool(&client, CREATE);
    let properties = shown["inputSchema"]["properties"].as_object().unwrap();
    for name in ["title", "notify", "priority"] {
        assert!(!properties.contains_key(name), "{shown}");
    }
    assert!(properties.contains_key("labels"));
    assert!(shown["inputSchema"].get("required").is_none(), "{shown}");
    for arguments in [
        json!({}),
        json!({ "title": "Fixed" }),
        json!({ "title": "", "notify": null, "priority": "3" }),
    ] {
        client.call(CREATE, arguments).answered();
        let (url, body) = sent(&worker);
        assert_eq!(url, "https://demo.acme.example/v1/issues");
        assert_eq!(body["title"], "Fixed");
        assert_eq!(body["fields[priority]"].to_string().trim_matches('"'), "3");
    }
    let before = worker.platform.sent().len();
    let mends = client
        .call(
            CREATE,
            json!({ "title": "Mine", "notify": true, "priority": 9, "labels": {} }),
        )
        .mends();
    let said = "is set by this server's operator: leave it out";
    for name in ["title", "notify", "priority"] {
        assert!(mends.contains(&format!("{name}: {said}")), "{mends:?}");
    }
    assert!(
        mends.iter().any(|mend| mend.starts_with("labels: ")),
        "all at once: {mends:?}"
    );
    assert_eq!(worker.platform.sent().len(), before);
}

#[test]
fn a_list_of_blanks_is_no_choice_against_what_is_frozen() {
    let worker = Worker::new();
    let server = worker.configured(&json!({
        "repeat_guard_seconds": 0, "frozen": { "*": { "labels": null, "title": "Fixed" } },
    }));
    let client = worker.legacy(&server);
    for filled in [
        json!([""]),
        json!(["  ", null]),
        json!("[\"\"]"),
        json!("null"),
    ] {
        let arguments = json!({ "labels": filled, "title": [""] });
        client.call(CREATE, arguments).answered();
        let (_, body) = sent(&worker);
        assert_eq!(
            (&body["title"], body.get("labels")),
            (&json!("Fixed"), None),
            "{filled}"
        );
    }
}

/// A frozen null is never sent, whatever a client fills in for it.
#[test]
fn no_spelling_gets_past_what_is_frozen() {
    let worker = Worker::new();
    let server = worker.configured(&json!({
        "repeat_guard_seconds": 0, "frozen": { "*": { "labels": null, "title": "Fixed" } },
    }));
    let client = worker.legacy(&server);
    for arguments in [
        r#"{"title":"Fixed","title":"Mine"}"#,
        r#"{"t\u0069tle":"Mine"}"#,
        r#"{"labels":["x"]}"#,
        r#"{"labels":"x"}"#,
        r#"{"title":["Fixed"]}"#,
        r#"{"title":{"a":"Fixed"}}"#,
    ] {
        let before = worker.platform.sent().len();
        client.call_verbatim(CREATE, arguments).mends();
        assert_eq!(worker.platform.sent().len(), before, "{arguments}");
    }
    for arguments in [
        r#"{"labels":[]}"#,
        r#"{"labels":""}"#,
        r#"{"title":"Mine","title":"Fixed"}"#,
    ] {
        client.call_verbatim(CREATE, arguments).answered();
        assert_eq!(sent(&worker).1, json!({ "title": "Fixed" }), "{arguments}");
    }
}

#[test]
fn a_more_exact_name_goes_over_a_wider_one_and_frozen_over_default() {
    let worker = Worker::new();
    let server = worker.configured(&json!({
        "repeat_guard_seconds": 0,
        "defaults": { "*": { "title": "any" }, "create_*": { "title": "created" }, CREATE: { "priority": 1 } },
        "frozen": { "*": { "priority": 5 } },
    }));
    let client = worker.legacy(&server);
    client.call(CREATE, json!({})).answered();
    assert_eq!(
        sent(&worker).1,
        json!({ "title": "created", "fields[priority]": 5 })
    );
    client
        .call("update_a_acme_issue_by_id", json!({ "id": "i_1" }))
        .answered();
    assert_eq!(sent(&worker).1, json!({ "title": "any" }));
}

#[test]
fn steps_of_composites_and_discovery_have_them_too() {
    let worker = Worker::new();
    let account = worker.account_with(&json!({
        "integration": "dogwood", "context": {}, "credentials": { "key": "fake-dogwood-key" },
    }));
    let config = json!({ "frozen": { "*": { "kind": "Open" } }, "tool_exposure": "discovery" });
    let server = worker.server_with(&account, &json!({ "config": config }));
    let client = worker.legacy(&server);
    let schema = client.call(
        "get_tool_schema",
        json!({ "tool_names": ["list_all_dogwood_nests"] }),
    );
    assert!(
        !schema.text().contains("\\\"kind\\\":{") && !schema.text().contains("\"kind\":{"),
        "{schema:?}"
    );
    let found = client
        .call(
            "search_tools",
            json!({ "query": "list the nests in the tree" }),
        )
        .answered();
    let best = &found["tools"][0];
    assert_eq!(best["name"], "list_all_dogwood_nests");
    assert!(
        best["inputSchema"]["properties"].get("kind").is_none(),
        "{best}"
    );
    worker.vendor_says(200, "[]");
    client
        .call(
            "read_tool",
            json!({ "tool_name": "list_all_dogwood_nests" }),
        )
        .result();
    assert!(sent(&worker).0.contains("kind=Open"), "{}", sent(&worker).0);
}

#[test]
fn values_are_checked_when_they_are_written() {
    let worker = Worker::new();
    for (config, failure) in [
        (
            json!({ "frozen": 1 }),
            "config.frozen: must be an object of tool names (* for any text), each with an object of arguments and their values, such as {\"*\": {\"limit\": 20}}",
        ),
        (
            json!({ "defaults": { "*": 1 } }),
            "config.defaults: must be an object of tool names (* for any text), each with an object of arguments and their values, such as {\"*\": {\"limit\": 20}}",
        ),
        (
            json!({ "frozen": { "create_a_acme_isue": { "title": "x" } } }),
            "config.frozen.create_a_acme_isue: is the name of no tool (did you mean \"create_a_acme_issue\"?); write a tool's name, * for any text",
        ),
        (
            json!({ "frozen": { CREATE: { "titel": "x" } } }),
            "config.frozen.create_a_acme_issue.titel: is an argument of no tool that this names (did you mean \"title\"?)",
        ),
        (
            json!({ "frozen": { CREATE: { "priority": 9 } } }),
            "config.frozen.create_a_acme_issue.priority: does not fit create_a_acme_issue: must be from 1 to 5",
        ),
        (
            json!({ "defaults": { CREATE: { "requester": { "age": 3 } } } }),
            "config.defaults.create_a_acme_issue.requester: does not fit create_a_acme_issue: .email is required",
        ),
        (
            json!({ "frozen": { CREATE: { "title": null } } }),
            "config.frozen.create_a_acme_issue.title: is required by create_a_acme_issue: give it a value",
        ),
        (
            json!({ "defaults": { CREATE: { "priority": null } } }),
            "config.defaults.create_a_acme_issue.priority: must be a value; to keep an argument from being sent, put null under frozen",
        ),
        (
            json!({ "defaults": { "list_all_acme_issues": { "limit": 5000 } } }),
            "config.defaults.list_all_acme_issues.limit: does not fit list_all_acme_issues: must be from 1 to 999",
        ),
        (
            json!({ "frozen": { "*": { "next_cursor": "x" } } }),
            "config.frozen.*.next_cursor: is an argument of no tool that this names",
        ),
    ] {
        let failures = refused(&worker, &config);
        assert_eq!(failures.len(), 1, "{failures:?}");
        assert!(
            failures[0].starts_with(failure),
            "{failures:?}\nwanted {failure}"
        );
    }
    let long = "x".repeat(9_000);
    let failures = refused(
        &worker,
        &json!({ "defaults": { CREATE: { "extra": long } } }),
    );
    assert_eq!(
        failures,
        ["config.defaults: must be at most 8192 bytes of JSON"]
    );
}

/// A list of a server without them is the text that it was.
#[test]
fn without_them_a_list_is_as_the_build_rendered_it() {
    let worker = Worker::new();
    let plain = worker.server();
    let server = worker.configured(&json!({ "defaults": { CREATE: { "title": "x" } } }));
    let (plain, changed) = (
        worker.legacy(&plain).list().result(),
        worker.legacy(&server).list().result(),
    );
    let (plain, changed) = (
        plain["tools"].as_array().unwrap(),
        changed["tools"].as_array().unwrap(),
    );
    assert_eq!(plain.len(), changed.len());
    for (plain, changed) in plain.iter().zip(changed) {
        assert_eq!(plain == changed, plain["name"] != CREATE, "{changed}");
    }
}
