//! A client goes on with what it saw before the operator changed something: its list of tools or prompts, or the URL that was pasted.

use fairlead::catalogue::{self, Integration};
use serde_json::{Value, json};

use crate::fake::*;
use crate::several::Team;
use crate::several_lists::connect;

fn set(worker: &Worker, server: &Server, config: &Value) {
    let body = json!({ "config": config });
    worker.admin("PATCH", &server.resource(), &body).is(200);
}

fn narrowed<'a>(client: &Client<'a>, query: &str) -> Client<'a> {
    Client {
        target: format!("{}?{query}", client.target),
        ..client.clone()
    }
}

#[test]
fn a_urls_own_filter_holds_when_names_of_the_other_sort_are_shown() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.legacy(&server);
    for (query, long, short) in [
        (
            "tools=get_issue,list_all_acme_me",
            ["get_single_acme_issue_by_id", "list_all_acme_me"],
            ["get_issue", "list_me"],
        ),
        (
            "tools=export_*,snooze_*",
            ["acme_issues_export", "acme_issues_snooze"],
            ["export_issue", "snooze_issue"],
        ),
    ] {
        let client = narrowed(&client, query);
        for (style, names) in [("short", short), ("long", long)] {
            set(&worker, &server, &json!({ "tool_names": style }));
            assert_eq!(client.tools(), names, "{query} {style}");
        }
        let hidden = client.call("delete_issue", json!({ "id": "i_1" }));
        assert_eq!(hidden.fault(), (200, -32602), "{query}");
    }
    // A pattern that long names fit does not take short ones as well: what a URL hid, it goes on hiding.
    let issues = narrowed(&client, "tools=*_issue").tools();
    assert_eq!(issues, ["create_a_acme_issue"]);
    // What the operator's own filter says is as before.
    let refused = json!({ "config": { "tools": { "allow": ["get_issue"] } } });
    let refused = worker.admin("PATCH", &server.resource(), &refused);
    refused.is(400);
}

#[test]
fn such_a_filter_of_several_accounts_holds_too() {
    let team = Team::new();
    let client = team.worker.legacy(&team.everything());
    let client = narrowed(&client, "tools=get_issue,list_trees");
    assert_eq!(
        client.tools(),
        ["get_single_acme_issue_by_id", "list_all_birch_trees"]
    );
    let reply = narrowed(&client, "x&tools=get_nothing").list();
    assert_eq!(reply.fault(), (400, -32602));
}

#[test]
fn a_tool_is_called_by_its_name_where_discovery_was_switched_on() {
    let worker = Worker::new();
    let server = worker.server();
    let config = json!({ "tool_exposure": "discovery", "methods": ["read"] });
    set(&worker, &server, &config);
    for client in [worker.legacy(&server), worker.modern(&server)] {
        client.call("list_all_acme_me", json!({})).answered();
        let issue = json!({ "id": "i_1" });
        client.call("get_issue", issue.clone()).answered();
        // The filters hold there too, and nobody is left without the way to go.
        for name in ["delete_a_acme_issue_by_id", "get_single_acme_isue_by_id"] {
            let reply = client.call(name, issue.clone());
            assert_eq!(reply.fault(), (200, -32602), "{name}");
            assert!(reply.body.contains("search_tools"), "{reply:?}");
        }
        let near = client.call("get_single_acme_isue_by_id", issue);
        assert!(
            near.body
                .contains("did you mean \\\"get_single_acme_issue_by_id\\\"?"),
            "{near:?}"
        );
    }
    assert_eq!(worker.platform.take_sent().len(), 4);
}

#[test]
fn the_four_tools_are_served_where_discovery_was_switched_off() {
    let worker = Worker::new();
    let server = worker.configured(&json!({ "tools": { "deny": ["delete_*"] } }));
    for client in [worker.legacy(&server), worker.modern(&server)] {
        let found = client.call("search_tools", json!({ "query": "issue" }));
        assert!(found.answered()["found"].as_u64() > Some(2));
        let names = json!({ "tool_names": ["list_all_acme_me"] });
        client.call("get_tool_schema", names).answered();
        let create = json!({ "tool_name": "create_a_acme_issue", "title": "Broken" });
        client.call("read_tool", create).failed();
        assert!(worker.platform.take_sent().is_empty(), "it only reads");
        for tool in ["read_tool", "call_tool"] {
            let me = json!({ "tool_name": "list_all_acme_me" });
            client.call(tool, me).answered();
            let hidden = json!({ "tool_name": "delete_issue", "id": "i_1" });
            assert_eq!(client.call(tool, hidden).fault(), (200, -32602));
        }
        assert_eq!(worker.platform.take_sent().len(), 2);
    }
    let team = Team::new();
    let client = team.worker.legacy(&team.everything());
    let arguments = json!({ "tool_name": "list_issues", "arguments": { "account": "South" } });
    client.call("read_tool", arguments).answered();
    let url = team.worker.platform.last_sent().url;
    assert!(url.starts_with("https://south."), "{url}");
}

fn vendor(slug: &str) -> &'static Integration {
    catalogue::integration(slug).expect("a shipped vendor")
}

#[test]
fn a_short_name_means_a_tool_of_the_only_vendor_that_shows_it() {
    let (pylon, intercom) = (vendor("pylon"), vendor("intercom"));
    let shared = pylon.tools.iter().find_map(|tool| {
        let mut others = intercom.tools.iter();
        let other = others.find(|other| other.short_name == tool.short_name)?;
        Some((tool, other))
    });
    let (own, other) = shared.expect("a short name of both");
    let worker = Worker::new();
    let ids = [pylon, intercom].map(|it| connect(&worker, it, it.slug));
    let call = |denied: [bool; 2]| {
        let accounts = ids.iter().zip([own, other]).zip(denied);
        let accounts: Vec<Value> = accounts
            .map(|((id, tool), is_denied)| {
                let deny = if is_denied { vec![tool.name] } else { vec![] };
                let config = json!({ "tool_names": "short", "tools": { "deny": deny } });
                json!({ "id": id, "config": config })
            })
            .collect();
        let server = worker.several(&json!({ "accounts": accounts }));
        worker.platform.take_lines();
        // Refused before anything is sent; the log says whose tool it was.
        let arguments = json!({ "no_such_argument": 1 });
        let reply = worker.legacy(&server).call(own.short_name, arguments);
        (reply, worker.platform.take_lines().concat())
    };
    for (denied, tool) in [([false, true], own), ([true, false], other)] {
        let (reply, line) = call(denied);
        reply.mends();
        assert!(
            line.contains(&format!("\"tool\":\"{}\"", tool.name)),
            "{line}"
        );
    }
    let (both, _) = call([false, false]);
    assert!(both.body.contains("several vendors"), "{both:?}");
    let accounts = ids.clone().map(|id| json!({ "id": id }));
    let config = json!({ "tool_exposure": "discovery" });
    let server = worker.several(&json!({ "accounts": accounts, "config": config }));
    let client = worker.legacy(&server);
    let names = json!({ "tool_names": [own.short_name] });
    let message = client.call("get_tool_schema", names).failed()["message"].to_string();
    assert!(
        message.contains(own.name) && message.contains(other.name),
        "{message}"
    );
    let flat = json!({ "tool_name": own.short_name, "no_such_argument": 1 });
    let reply = client.call("call_tool", flat);
    assert!(reply.body.contains("several vendors"), "{reply:?}");
    let (neither, _) = call([true, true]);
    assert!(neither.body.contains("unknown tool"), "{neither:?}");
    assert!(worker.platform.sent().is_empty());
}

#[test]
fn a_prompt_is_found_by_its_name_from_before_where_one_alone_has_it() {
    let worker = Worker::new();
    let ids: Vec<String> = ["pylon", "intercom"]
        .map(|slug| connect(&worker, vendor(slug), slug))
        .into();
    let get = |accounts: &Value, name: &str| {
        let server = worker.several(&json!({ "accounts": accounts }));
        let client = worker.legacy(&server);
        client.rpc("prompts/get", json!({ "name": name }))
    };
    let alone = json!([{ "id": ids[0] }]);
    let mute = json!([{ "id": ids[0] }, { "id": ids[1], "config": { "tools": { "allow": ["list_all_intercom_me"] } } }]);
    let both = json!([{ "id": ids[0] }, { "id": ids[1] }]);
    let text = |reply: Reply| {
        let result = reply.result();
        result["messages"][0]["content"]["text"].to_string()
    };
    let expected = text(get(&alone, "triage"));
    assert!(expected.contains("pylon"), "{expected}");
    for (accounts, name) in [
        (&alone, "pylon_triage"),
        (&mute, "triage"),
        (&mute, "pylon_triage"),
        (&both, "pylon_triage"),
    ] {
        assert_eq!(text(get(accounts, name)), expected, "{name} {accounts}");
    }
    for (accounts, name) in [
        (&both, "triage"),
        (&alone, "intercom_triage"),
        (&alone, "pylontriage"),
        (&alone, "pylon_"),
    ] {
        let reply = get(accounts, name);
        assert_eq!(reply.fault(), (200, -32602), "{name} {accounts}");
    }
    let unclear = get(&both, "triage").body.clone();
    assert!(
        unclear.contains("pylon_triage, intercom_triage"),
        "{unclear}"
    );
}

#[test]
fn an_account_is_named_where_it_is_the_only_one_that_is_left() {
    let team = Team::new();
    let config = json!({ "tool_exposure": "discovery" });
    let one = json!([{ "id": team.north }]);
    let client = team.worker.legacy(&team.server(&one, &config));
    let get = "get_single_acme_issue_by_id";
    for arguments in [
        json!({ "tool_name": get, "id": "i_1", "account": "North" }),
        json!({ "tool_name": get, "arguments": { "id": "i_1", "account": "North" } }),
        json!({ "tool_name": get, "arguments": { "id": "i_1" }, "account": "north" }),
    ] {
        client.call("call_tool", arguments.clone()).answered();
        let url = team.worker.platform.last_sent().url;
        assert!(url.ends_with("/issues/i_1"), "{arguments}");
    }
    team.worker.platform.take_sent();
    // One that went is not another.
    let gone = json!({ "tool_name": get, "id": "i_1", "account": "South" });
    let mends = client.call("call_tool", gone).mends();
    assert!(mends[0].contains("give one of \"North\""), "{mends:?}");
    let wrong = json!({ "tool_name": get, "id": "i_1", "acount": "North" });
    let mends = client.call("call_tool", wrong).mends();
    assert!(!mends[0].contains(", account"), "{mends:?}");
    assert!(team.worker.platform.sent().is_empty());
}
