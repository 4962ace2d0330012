//! Four tools that find and call the others.

use serde_json::{Value, json};

use crate::fake::{Client, Server, Worker, tool_names};

fn discovering(worker: &Worker, mut config: Value) -> Server {
    config["tool_exposure"] = json!("discovery");
    worker.configured(&config)
}

fn search(client: &Client<'_>, arguments: Value) -> Value {
    client.call("search_tools", arguments).answered()
}

#[test]
fn discovery_lists_four_tools_and_hides_the_rest() {
    let worker = Worker::new();
    let server = discovering(&worker, json!({}));
    let client = worker.legacy(&server);
    assert_eq!(
        client.tools(),
        ["search_tools", "get_tool_schema", "read_tool", "call_tool"]
    );
    let unknown = client.call("list_all_acme_trees", json!({}));
    assert_eq!(unknown.fault(), (200, -32602));
}

#[test]
fn a_name_that_leads_nowhere_is_what_is_told_whatever_stands_beside_it() {
    let worker = Worker::new();
    let server = discovering(&worker, json!({}));
    let client = worker.legacy(&server);
    for tool in ["call_tool", "read_tool"] {
        for mut arguments in [
            json!({ "tool_name": "get_single_acme_isue_by_id" }),
            json!({ "name": "get_single_acme_isue_by_id" }),
        ] {
            arguments["id"] = json!("1");
            let reply = client.call(tool, arguments);
            assert_eq!(reply.fault(), (200, -32602));
            let hint = "did you mean \\\"get_single_acme_issue_by_id\\\"?";
            assert!(reply.body.contains(hint), "{reply:?}");
        }
    }
}

#[test]
fn a_preview_of_discovery_shows_what_is_listed_and_what_is_behind_it() {
    let worker = Worker::new();
    let account = worker.account();
    let target = format!("/integrated-account/{account}/mcp/preview");
    let preview = |config: &Value| {
        worker
            .admin("POST", &target, &json!({ "config": config }))
            .is(200)
    };
    let plain = json!({ "tags": ["support"] });
    let all = preview(&plain);
    assert_eq!(all.get("behind"), None);
    let config = json!({ "tags": ["support"], "tool_exposure": "discovery" });
    let shown = preview(&config);
    assert_eq!(
        (&all["tool_exposure"], &shown["tool_exposure"]),
        (&json!("all"), &json!("discovery"))
    );
    for key in ["count", "bytes", "tokens", "tools"] {
        assert_eq!(
            shown["behind"][key], all[key],
            "the list as it would be without discovery"
        );
    }
    let server = worker.server_with(&account, &json!({ "config": config }));
    let listed = worker.legacy(&server).list().result();
    let listed = listed["tools"].as_array().unwrap();
    let bytes: usize = listed.iter().map(|tool| tool.to_string().len()).sum();
    assert_eq!(shown["count"], listed.len());
    assert_eq!(
        (&shown["bytes"], &shown["tokens"]),
        (&json!(bytes), &json!(bytes / 4))
    );
    assert_eq!(shown["tools"][0]["name"], "search_tools");
    assert!(shown["tokens"].as_u64() < all["tokens"].as_u64());
}

#[test]
fn the_four_tools_have_what_clients_ask_for() {
    let worker = Worker::new();
    let server = discovering(&worker, json!({}));
    let tools = worker.modern(&server).list().result()["tools"].clone();
    for tool in tools.as_array().unwrap() {
        assert_eq!(tool["inputSchema"]["type"], "object");
        assert!(tool["title"].is_string() && tool["description"].is_string());
        let annotations = tool["annotations"].as_object().unwrap();
        assert_eq!(annotations.len(), 4);
        assert_eq!(annotations["readOnlyHint"], tool["name"] != "call_tool");
    }
}

#[test]
fn a_search_finds_by_words_of_name_tag_description_and_argument() {
    let worker = Worker::new();
    let server = discovering(&worker, json!({}));
    let client = worker.legacy(&server);
    for (query, first) in [
        ("search issues", "list_all_acme_search_issues"),
        ("delete an issue", "delete_a_acme_issue_by_id"),
        ("ISSUE, DELETE!", "delete_a_acme_issue_by_id"),
        ("triage", "acme_issues_snooze"),
        ("comma", "acme_issues_export"),
        ("pirority of a new isue", "create_a_acme_issue"),
        ("upload a file", "create_a_acme_attachment"),
    ] {
        let found = search(&client, json!({ "query": query }));
        assert_eq!(tool_names(&found)[0], first, "{query} {found}");
    }
    let few = search(&client, json!({ "query": "issue", "limit": "2" }));
    assert_eq!(tool_names(&few).len(), 2);
    assert!(few["found"].as_u64().unwrap() > 2);
    let same = search(&client, json!({ "query": "issue", "limit": 2 }));
    assert_eq!(few, same);
}

#[test]
fn a_search_without_a_hit_shows_the_resources() {
    let worker = Worker::new();
    let server = discovering(&worker, json!({ "methods": ["read"] }));
    let client = worker.legacy(&server);
    for arguments in [json!({}), json!({ "query": "" }), json!({ "query": "qqq" })] {
        let found = search(&client, arguments);
        assert_eq!(found["found"], 0);
        assert_eq!(found["tools_by_resource"]["issues"], 3);
    }
    let near = search(&client, json!({ "query": "xissuesx" }));
    assert_eq!(near["did_you_mean"][0], "issues", "{near}");
}

#[test]
fn what_the_filters_hide_cannot_be_found_shown_or_called() {
    let worker = Worker::new();
    let server = discovering(
        &worker,
        json!({ "methods": ["read"], "tool_names": "short" }),
    );
    let client = worker.legacy(&server);
    let found = search(&client, json!({ "query": "delete issue", "limit": 50 }));
    assert!(!found.to_string().contains("\"delete_issue\""), "{found}");
    assert!(tool_names(&found).contains(&"get_issue".to_owned()));
    let schema = client.call("get_tool_schema", json!({ "tool_names": ["delete_issue"] }));
    assert_eq!(schema.failed()["statusCode"], 400);
    let arguments = json!({ "tool_name": "delete_issue", "arguments": { "id": "i_1" } });
    assert_eq!(client.call("call_tool", arguments).fault(), (200, -32602));
    assert!(worker.platform.sent().is_empty());
}

#[test]
fn schemas_are_those_that_a_full_list_shows() {
    let worker = Worker::new();
    let full = worker.legacy(&worker.server()).list().result();
    let server = discovering(&worker, json!({}));
    let client = worker.legacy(&server);
    let names = ["get_single_acme_issue_by_id", "list_all_acme_issues"];
    let shown = client
        .call("get_tool_schema", json!({ "tool_names": names }))
        .answered();
    for tool in shown["tools"].as_array().unwrap() {
        let all = full["tools"].as_array().unwrap();
        assert!(all.contains(tool), "{tool}");
    }
    assert_eq!(tool_names(&shown), names);
}

#[test]
fn wrong_arguments_of_the_four_are_told_with_the_right_ones() {
    let worker = Worker::new();
    let server = discovering(&worker, json!({}));
    let client = worker.legacy(&server);
    for (tool, arguments) in [
        ("get_tool_schema", json!({})),
        ("get_tool_schema", json!({ "tool_names": [] })),
        (
            "get_tool_schema",
            json!({ "tool_names": "list_all_acme_me,list_all_acme_issues" }),
        ),
        (
            "get_tool_schema",
            json!({ "tool_names": ["a", "b", "c", "d", "e", "f"] }),
        ),
        ("call_tool", json!({})),
        ("call_tool", json!({ "tool_name": 7 })),
        ("search_tools", json!({ "query": 7 })),
    ] {
        let failed = client.call(tool, arguments.clone()).failed();
        assert_eq!(failed["statusCode"], 400, "{tool} {arguments}");
        assert_eq!(failed["remote"], false);
    }
    let one = json!({ "tool_names": "list_all_acme_me" });
    client.call("get_tool_schema", one).answered();
    let near = json!({ "tool_names": ["list_all_acme_isues"] });
    let message = client.call("get_tool_schema", near).failed()["message"].clone();
    let message = message.as_str().unwrap();
    assert!(
        message.contains("did you mean \"list_all_acme_issues\"?"),
        "{message}"
    );
    let far = json!({ "tool_names": ["zzz"] });
    let message = client.call("get_tool_schema", far).failed()["message"].clone();
    assert_eq!(
        message,
        "There is no tool \"zzz\" here. Use search_tools to find names."
    );
    let unknown = client.call("call_tool", json!({ "tool_name": "list_all_acme_isues" }));
    assert_eq!(unknown.fault(), (200, -32602));
    assert!(unknown.body.contains("list_all_acme_issues"));
}

#[test]
fn call_tool_is_the_call_itself() {
    let worker = Worker::new();
    let server = discovering(&worker, json!({}));
    let client = worker.legacy(&server);
    let arguments =
        json!({ "tool_name": "get_single_acme_issue_by_id", "arguments": { "id": 42 } });
    client.call("call_tool", arguments).answered();
    assert_eq!(
        worker.platform.last_sent().url,
        "https://demo.acme.example/v1/issues/42"
    );
    let bare = json!({ "tool_name": "list_all_acme_me" });
    client.call("call_tool", bare).answered();
    let wrong = json!({ "tool_name": "get_single_acme_issue_by_id", "arguments": { "ids": 1 } });
    let mends = client.call("call_tool", wrong).mends();
    assert_eq!(mends.len(), 2, "{mends:?}");
    assert_eq!(worker.platform.sent().len(), 2);
}

#[test]
fn what_stands_beside_a_tools_name_is_taken_for_its_arguments() {
    let worker = Worker::new();
    let server = discovering(&worker, json!({}));
    let client = worker.legacy(&server);
    let get = "get_single_acme_issue_by_id";
    for arguments in [
        json!({ "tool_name": get, "id": "i_1" }),
        json!({ "name": get, "id": "i_1" }),
        json!({ "name": get, "arguments": { "id": "i_1" } }),
        json!({ "tool_name": get, "id": "i_1", "arguments": {} }),
        json!({ "tool_name": get, "id": "i_1", "arguments": null }),
        json!({ "tool_name": get, "id": "i_1", "arguments": "{}" }),
        json!({ "tool_name": get, "id": "i_1", "arguments": "" }),
        json!({ "tool_name": get, "id": "i_1", "arguments": { "id": "i_1" } }),
        json!({ "tool_name": get, "id": "i_1", "toolCallId": "call_1" }),
    ] {
        let before = worker.platform.sent().len();
        client.call("call_tool", arguments.clone()).answered();
        assert_eq!(worker.platform.sent().len(), before + 1, "{arguments}");
        assert!(
            worker.platform.last_sent().url.ends_with("/issues/i_1"),
            "{arguments}"
        );
    }
    let parts = json!({
        "tool_name": "create_a_acme_issue", "title": "Broken", "arguments": { "priority": 3 },
    });
    client.call("call_tool", parts).answered();
    let body = worker.platform.last_sent().body.expect("a body");
    let body: Value = serde_json::from_slice(&body).expect("JSON");
    assert_eq!(body["title"], "Broken", "{body}");
    assert_eq!(body.as_object().expect("an object").len(), 2, "{body}");
}

#[test]
fn other_names_for_the_tool_and_its_arguments_are_taken_while_client_bugs_are_tolerated() {
    let mut worker = Worker::new();
    let server = discovering(&worker, json!({}));
    let get = "get_single_acme_issue_by_id";
    let calls = [
        json!({ "tool_name": get, "args": { "id": "i_1" } }),
        json!({ "tool_name": get, "parameters": { "id": "i_1" } }),
        json!({ "tool_name": get, "input": "{\"id\":\"i_1\"}" }),
        json!({ "tool_name": get, "params": { "id": "i_1" } }),
        json!({ "toolName": get, "tool_input": { "id": "i_1" } }),
        json!({ "tool": get, "arguments": { "id": "i_1" } }),
        json!({ "tool": get, "id": "i_1" }),
    ];
    let finds = [
        ("get_tool_schema", json!({ "name": get }), get),
        ("get_tool_schema", json!({ "tool_name": get }), get),
        (
            "search_tools",
            json!({ "q": "search issues" }),
            "list_all_acme_search_issues",
        ),
    ];
    {
        let client = worker.legacy(&server);
        for call in &calls {
            for tool in ["call_tool", "read_tool"] {
                client.call(tool, call.clone()).answered();
                let url = worker.platform.last_sent().url;
                assert!(url.ends_with("/issues/i_1"), "{call}");
            }
        }
        for (tool, arguments, expected) in &finds {
            let found = client.call(tool, arguments.clone()).answered();
            assert_eq!(found["tools"][0]["name"], *expected, "{tool} {arguments}");
        }
        for wrong in [
            json!({ "tool_name": get, "args": "i_1" }),
            json!({ "tool_name": get, "args": [{ "id": "i_1" }] }),
            json!({ "tool_name": get, "args": { "id": "i_1" }, "arguments": {} }),
        ] {
            let mends = client.call("call_tool", wrong.clone()).mends();
            assert!(mends[0].starts_with("args"), "{wrong}: {mends:?}");
        }
    }
    worker.set("TOLERATE_CLIENT_BUGS", "false");
    worker.platform.take_sent();
    let client = worker.legacy(&server);
    for call in calls {
        client.call("call_tool", call).mends();
    }
    for (tool, arguments, _) in finds {
        client.call(tool, arguments).mends();
    }
    assert!(worker.platform.sent().is_empty());
}

#[test]
fn what_is_an_argument_of_neither_is_refused_with_the_nearest_name() {
    let worker = Worker::new();
    let server = discovering(&worker, json!({}));
    let client = worker.legacy(&server);
    let get = "get_single_acme_issue_by_id";
    for (arguments, place, hint) in [
        (
            json!({ "tool_name": get, "argument": { "id": "i_1" } }),
            "argument",
            "did you mean \"arguments\"?",
        ),
        (
            json!({ "tool_name": get, "idd": "i_1" }),
            "idd",
            "did you mean \"id\"?",
        ),
        (
            json!({ "tool_nam": get }),
            "tool_nam",
            "did you mean \"tool_name\"?",
        ),
        (
            json!({ "tool_name": get, "id": "i_1", "arguments": { "id": "i_2" } }),
            "arguments.id",
            "with another value",
        ),
        (
            json!({ "tool_name": get, "id": "i_1", "arguments": [1] }),
            "arguments",
            "must be an object",
        ),
        (json!({ "id": "i_1" }), "tool_name", "must be a name"),
    ] {
        let mends = client.call("call_tool", arguments.clone()).mends();
        let found = mends
            .iter()
            .any(|mend| mend.starts_with(place) && mend.contains(hint));
        assert!(found, "{arguments}: {mends:?}");
    }
    for (tool, arguments, hint) in [
        (
            "search_tools",
            json!({ "querry": "issue" }),
            "did you mean \"query\"?",
        ),
        (
            "get_tool_schema",
            json!({ "tool_names": [get], "tool_name": get }),
            "did you mean \"tool_names\"?",
        ),
    ] {
        let mends = client.call(tool, arguments).mends();
        assert!(mends[0].contains(hint), "{tool}: {mends:?}");
    }
    assert!(worker.platform.sent().is_empty());
}

#[test]
fn arguments_that_arrive_as_a_string_of_json_are_healed() {
    let worker = Worker::new();
    let server = discovering(&worker, json!({}));
    let client = worker.legacy(&server);
    let arguments = json!({
        "tool_name": "get_single_acme_issue_by_id", "arguments": "{\"id\": \"i_1\"}",
    });
    client.call("call_tool", arguments).answered();
    assert!(worker.platform.last_sent().url.ends_with("/issues/i_1"));
}

#[test]
fn the_best_hit_comes_as_it_is_called_and_the_next_by_name_and_title() {
    let worker = Worker::new();
    let full = worker.legacy(&worker.server()).list().result();
    let server = discovering(&worker, json!({}));
    let client = worker.legacy(&server);
    for (query, name, call_with) in [
        ("search issues", "list_all_acme_search_issues", "read_tool"),
        ("delete an issue", "delete_a_acme_issue_by_id", "call_tool"),
    ] {
        let found = search(&client, json!({ "query": query }));
        let tools = found["tools"].as_array().unwrap();
        let listed = full["tools"].as_array().unwrap();
        let same = |name: &Value| listed.iter().find(|tool| tool["name"] == *name).unwrap();
        let best = same(&json!(name));
        assert_eq!(
            tools[0],
            json!({
                "name": name, "call_with": call_with,
                "description": best["description"], "inputSchema": best["inputSchema"],
            })
        );
        assert!(tools.len() > 2, "{found}");
        for tool in &tools[1..] {
            let title = &same(&tool["name"])["title"];
            assert_eq!(*tool, json!({ "name": tool["name"], "title": title }));
        }
        client
            .call(
                "get_tool_schema",
                json!({ "tool_names": [tools[1]["name"]] }),
            )
            .answered();
    }
}

#[test]
fn read_tool_calls_what_reads_and_refuses_the_rest_with_the_right_tool() {
    let worker = Worker::new();
    let server = discovering(&worker, json!({ "tool_names": "short" }));
    let client = worker.legacy(&server);
    let read = json!({ "tool_name": "get_issue", "arguments": { "id": "i_1" } });
    client.call("read_tool", read).answered();
    assert!(worker.platform.last_sent().url.ends_with("/issues/i_1"));
    for name in ["delete_issue", "delete_a_acme_issue_by_id", "create_issue"] {
        let write = json!({ "tool_name": name, "arguments": { "id": "i_1" } });
        let failed = client.call("read_tool", write).failed();
        assert_eq!(failed["statusCode"], 400, "{failed}");
        let message = failed["message"].as_str().unwrap();
        assert!(message.ends_with("call it with call_tool."), "{message}");
    }
    let unknown = client.call("read_tool", json!({ "tool_name": "get_isue" }));
    assert!(unknown.body.contains("get_issue"), "{unknown:?}");
    for (tool, is_hinted) in [("read_tool", false), ("call_tool", true)] {
        let unknown = client.call(tool, json!({ "tool_name": "remove_issue" }));
        assert_eq!(unknown.fault(), (200, -32602), "{tool}");
        assert_eq!(
            unknown.body.contains("delete_issue"),
            is_hinted,
            "{unknown:?}"
        );
    }
    let mends = client.call("read_tool", json!({})).mends();
    assert!(mends[0].starts_with("tool_name"), "{mends:?}");
    assert_eq!(worker.platform.sent().len(), 1);
}

#[test]
fn what_only_reads_is_found_before_what_changes_something() {
    let worker = Worker::new();
    let server = discovering(&worker, json!({}));
    let client = worker.legacy(&server);
    for query in [
        "find issue",
        "which issues are there",
        "open issues",
        "issues",
        "zeig mir issues",
    ] {
        let found = search(&client, json!({ "query": query }));
        assert_eq!(
            found["tools"][0]["call_with"], "read_tool",
            "{query} {found}"
        );
    }
    for query in ["snooze the issue", "please create an issue", "craete issue"] {
        let found = search(&client, json!({ "query": query }));
        assert_eq!(
            found["tools"][0]["call_with"], "call_tool",
            "{query} {found}"
        );
    }
}

#[test]
fn auto_is_discovery_from_the_first_token_too_many() {
    let worker = Worker::new();
    let account = worker.account();
    let target = format!("/integrated-account/{account}/mcp/preview");
    let preview = |config: Value| {
        worker
            .admin("POST", &target, &json!({ "config": config }))
            .is(200)
    };
    for filter in [json!({}), json!({ "methods": ["read"] })] {
        let with = |exposure: &str, tokens: Value| {
            let mut config = filter.clone();
            config["tool_exposure"] = json!(exposure);
            if !tokens.is_null() {
                config["max_list_tokens"] = tokens;
            }
            config
        };
        let all = preview(with("all", Value::Null));
        let tokens = all["tokens"].as_u64().unwrap();
        for (most, became) in [(tokens, "all"), (tokens - 1, "discovery"), (1, "discovery")] {
            let config = with("auto", json!(most));
            assert_eq!(preview(config.clone())["tool_exposure"], became, "{config}");
            let server = worker.server_with(&account, &json!({ "config": config }));
            let count = worker.legacy(&server).tools().len();
            let listed = if became == "all" {
                all["count"].as_u64()
            } else {
                Some(4)
            };
            assert_eq!(Some(u64::try_from(count).unwrap()), listed);
        }
        let default = preview(with("auto", Value::Null))["tool_exposure"].clone();
        assert_eq!(default, if tokens > 10_000 { "discovery" } else { "all" });
    }
    for wrong in [json!(0), json!("many"), json!(1_000_001), json!(1.5)] {
        let body = json!({ "config": { "tool_exposure": "auto", "max_list_tokens": wrong } });
        let failures = worker.admin("POST", &target, &body).failures();
        assert_eq!(failures.len(), 1, "{failures:?}");
    }
}
