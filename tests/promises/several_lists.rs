//! Several accounts behind one URL: what a client is shown of them.

use std::collections::BTreeSet;

use fairlead::catalogue::{INTEGRATIONS, Integration};
use serde_json::{Value, json};

use crate::fake::*;
use crate::several::{Team, labels, shown};
use crate::shipped_records;

fn shipped() -> impl Iterator<Item = &'static Integration> {
    shipped_records::shipped().into_iter()
}

/// Connects an account of any integration.
pub(crate) fn connect(worker: &Worker, integration: &Integration, label: &str) -> String {
    let credentials: Value = integration
        .credentials
        .iter()
        .map(|credential| (credential.name.to_owned(), json!("fake-secret-4711")))
        .collect::<serde_json::Map<String, Value>>()
        .into();
    let context: Value = integration
        .variables
        .iter()
        .filter(|variable| variable.default.is_none())
        .map(|variable| (variable.name.to_owned(), json!("demo")))
        .collect::<serde_json::Map<String, Value>>()
        .into();
    worker.account_with(&json!({
        "integration": integration.slug, "label": label, "context": context, "credentials": credentials,
    }))
}

/// Two accounts of each shipped vendor, and the servers of them all.
fn twice(worker: &Worker, config: &Value, list: &Value) -> Server {
    let accounts: Vec<Value> = shipped()
        .flat_map(|integration| ["One", "Two"].map(|label| connect(worker, integration, label)))
        .map(|id| json!({ "id": id, "config": config }))
        .collect();
    worker.several(&json!({ "accounts": accounts, "config": list }))
}

fn all_tools(client: &Client<'_>) -> Vec<Value> {
    let mut tools = Vec::new();
    let mut params = json!({});
    loop {
        let page = client.rpc("tools/list", params).result();
        tools.extend(page["tools"].as_array().expect("tools").clone());
        match page["nextCursor"].as_str() {
            Some(cursor) => params = json!({ "cursor": cursor }),
            None => return tools,
        }
    }
}

#[test]
fn each_tool_of_shared_vendors_stands_once_and_asks_which_account_beside_arguments_of_its_own() {
    let worker = Worker::new();
    let server = twice(&worker, &json!({}), &json!({}));
    let client = worker.legacy(&server);
    let tools = all_tools(&client);
    let expected: usize = shipped().map(|integration| integration.tools.len()).sum();
    assert_eq!(tools.len(), expected);
    let (mut names, mut renamed) = (BTreeSet::new(), 0);
    for tool in &tools {
        let name = tool["name"].as_str().expect("a name");
        assert!(names.insert(name.to_owned()), "{name} is there twice");
        let schema = &tool["inputSchema"];
        let argument = schema["required"][0].as_str().expect("a required argument");
        let property = &schema["properties"][argument];
        assert_eq!(property["enum"], json!(["One", "Two"]), "{name}");
        let own = shipped()
            .flat_map(|it| it.tools)
            .find(|tool| tool.name == name)
            .expect("a tool");
        let mut without = schema.clone();
        without["properties"]
            .as_object_mut()
            .expect("properties")
            .remove(argument);
        let required = without["required"].as_array_mut().expect("a list");
        required.remove(0);
        if required.is_empty() {
            without
                .as_object_mut()
                .expect("an object")
                .remove("required");
        }
        let before: Value = serde_json::from_str(own.input_schema).expect("a schema");
        assert_eq!(without, before, "{name}");
        if argument != "account" {
            assert_eq!(argument, "vendor_account", "{name}");
            assert!(before["properties"].get("account").is_some(), "{name}");
            renamed += 1;
        }
    }
    assert!(renamed > 0, "a shipped tool has an account of its own");
}

#[test]
fn every_name_that_is_shown_leads_to_its_own_vendor_whatever_other_vendors_call_theirs() {
    for style in ["long", "short"] {
        let worker = Worker::new();
        let accounts: Vec<Value> = shipped()
            .map(|it| json!({ "id": connect(&worker, it, "Acme"), "config": { "tool_names": style } }))
            .collect();
        let server = worker.several(&json!({ "accounts": accounts }));
        let client = worker.legacy(&server);
        let tools = all_tools(&client);
        let mut shared = 0;
        let shown: BTreeSet<&str> = tools
            .iter()
            .map(|tool| tool["name"].as_str().expect("a name"))
            .collect();
        assert_eq!(shown.len(), tools.len(), "each name once");
        for integration in shipped() {
            let others = || shipped().filter(|other| other.slug != integration.slug);
            for tool in integration.tools {
                let is_shared = others().any(|other| {
                    other
                        .tools
                        .iter()
                        .any(|it| it.short_name == tool.short_name)
                });
                let name = if style == "short" && !is_shared {
                    tool.short_name
                } else {
                    tool.name
                };
                assert!(shown.contains(name), "{name}");
                shared += usize::from(is_shared);
                // A wrong argument is refused before anything is sent, and the log says whose tool it was.
                worker.platform.take_lines();
                client.call(name, json!({ "no_such_argument": 1 }));
                let line = worker.platform.take_lines().concat();
                assert!(
                    line.contains(&format!("\"tool\":\"{}\"", tool.name)),
                    "{name}: {line}"
                );
                if is_shared {
                    let reply = client.call(tool.short_name, json!({}));
                    assert_eq!(reply.fault(), (200, -32602), "{}", tool.short_name);
                    assert!(reply.body.contains(tool.name), "{reply:?}");
                }
            }
        }
        assert!(shared > 4, "{shared} short names are shared");
    }
}

#[test]
fn names_of_tools_do_not_change_with_filters_or_with_another_account_of_the_same_vendor() {
    let worker = Worker::new();
    let shipped: Vec<&Integration> = shipped().collect();
    let ids: Vec<String> = shipped
        .iter()
        .map(|it| connect(&worker, it, it.slug))
        .collect();
    let names = |configs: [Value; 2]| {
        let accounts: Vec<Value> = ids
            .iter()
            .zip(configs)
            .map(|(id, config)| json!({ "id": id, "config": config }))
            .collect();
        let server = worker.several(&json!({ "accounts": accounts }));
        let tools = all_tools(&worker.legacy(&server));
        let names: BTreeSet<String> = tools
            .iter()
            .map(|it| it["name"].as_str().expect("a name").to_owned())
            .collect();
        names
    };
    let short = json!({ "tool_names": "short" });
    let all = names([short.clone(), short.clone()]);
    let reads = json!({ "tool_names": "short", "methods": ["list"] });
    let fewer = names([reads.clone(), reads]);
    assert!(fewer.len() < all.len() && fewer.is_subset(&all));

    // Where accounts of one vendor want different names, both have the long ones.
    let other = connect(&worker, shipped[0], "Other");
    let accounts = json!([{ "id": ids[0], "config": short }, { "id": other }]);
    let mixed = worker.several(&json!({ "accounts": accounts }));
    let tools = all_tools(&worker.legacy(&mixed));
    let long: BTreeSet<&str> = shipped[0].tools.iter().map(|tool| tool.name).collect();
    assert!(
        tools
            .iter()
            .all(|tool| long.contains(tool["name"].as_str().expect("a name")))
    );
}

#[test]
fn the_server_says_what_it_is_and_which_accounts_there_are_in_few_words() {
    let worker = Worker::new();
    let long = "Ä \" label ".repeat(18);
    // One that is connected by consent alone takes no credential here.
    let with_credentials: Vec<&Integration> = INTEGRATIONS
        .iter()
        .filter(|integration| !integration.credentials.is_empty())
        .collect();
    let accounts: Vec<Value> = (0..20)
        .map(|number| {
            let integration = with_credentials[number % with_credentials.len()];
            json!({ "id": connect(&worker, integration, &format!("{number} {long}")) })
        })
        .collect();
    for (name, list) in [
        (
            "Everything there is, for everybody who may see it",
            json!({}),
        ),
        ("日本", json!({ "tool_exposure": "discovery" })),
    ] {
        let server = worker.several(&json!({ "name": name, "accounts": accounts, "config": list }));
        let asked = json!({ "protocolVersion": "2025-11-25", "capabilities": {} });
        let hello = worker.legacy(&server).rpc("initialize", asked).result();
        let info = &hello["serverInfo"];
        let called = info["name"].as_str().expect("a name");
        assert!(called.len() <= 40, "{called}");
        assert!(
            called
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
            "{called}"
        );
        assert!(called.ends_with(&server.id[..6]), "{called}");
        assert!(info["title"].as_str().expect("a title").starts_with(name));
        let instructions = hello["instructions"].as_str().expect("instructions");
        assert!(
            instructions.chars().count() < 2_000,
            "{}",
            instructions.chars().count()
        );
        assert!(
            instructions.starts_with("Tools for 20 accounts: "),
            "{instructions}"
        );
        assert!(instructions.contains(" more."), "{instructions}");
        let modern = worker
            .modern(&server)
            .rpc("server/discover", json!({}))
            .result();
        assert_eq!(modern["instructions"], hello["instructions"]);
        assert_eq!(modern["_meta"]["io.modelcontextprotocol/serverInfo"], *info);
    }
    let team = Team::new();
    let server = team.everything();
    let asked = json!({ "protocolVersion": "2025-11-25", "capabilities": {} });
    let hello = team
        .worker
        .legacy(&server)
        .rpc("initialize", asked)
        .result();
    let instructions = hello["instructions"].as_str().expect("instructions");
    let accounts =
        "Tools for 4 accounts: Acme \"North\", \"South\"; Birch \"Wood\"; Dogwood \"Nests\".";
    assert!(instructions.starts_with(accounts), "{instructions}");
    assert!(
        instructions.contains("account says which one"),
        "{instructions}"
    );
    assert!(
        instructions.contains("Birch keeps trees."),
        "{instructions}"
    );
}

#[test]
fn a_query_narrows_all_of_the_accounts_and_a_word_that_none_knows_is_refused() {
    let team = Team::new();
    let server = team.everything();
    let narrowed = |query: &str| {
        let client = team.worker.legacy(&server);
        let target = format!("{}?{query}", client.target);
        Client { target, ..client }
    };
    let trees = narrowed("tags=trees").tools();
    assert_eq!(trees, ["create_a_birch_tree", "list_all_birch_trees"]);
    let reads = narrowed("methods=read&tools=*_acme_*,list_all_birch_trees").tools();
    assert!(
        reads.contains(&"list_all_acme_issues".to_owned()),
        "{reads:?}"
    );
    assert!(
        reads.contains(&"list_all_birch_trees".to_owned()),
        "{reads:?}"
    );
    assert!(
        !reads
            .iter()
            .any(|name| name.contains("dogwood") || name.starts_with("create"))
    );
    let client = narrowed("tags=trees");
    client
        .call("list_all_acme_issues", json!({ "account": "North" }))
        .fault();
    assert!(team.worker.platform.sent().is_empty());
    for query in [
        "tags=trees,nonsense",
        "methods=nonsense",
        "tools=nonsense",
        "tags=trees&methods=delete",
    ] {
        let reply = narrowed(query).list();
        assert_eq!(reply.status, 400, "{query} {reply:?}");
    }
    assert!(narrowed("tags=nonsense").list().body.contains("nonsense"));
}

#[test]
fn discovery_searches_all_accounts_and_calls_the_one_that_is_named() {
    let team = Team::new();
    let server = team.server(
        &json!([
            { "id": team.north, "config": { "methods": ["read"] } },
            { "id": team.south },
            { "id": team.birch },
        ]),
        &json!({ "tool_exposure": "discovery" }),
    );
    let client = team.worker.legacy(&server);
    let four = ["search_tools", "get_tool_schema", "read_tool", "call_tool"];
    assert_eq!(client.tools(), four);
    let found = client
        .call("search_tools", json!({ "query": "plant a tree" }))
        .answered();
    assert_eq!(found["tools"][0]["name"], "create_a_birch_tree");
    assert_eq!(found["tools"][0]["accounts"], json!(["Wood"]));
    let found = client
        .call("search_tools", json!({ "query": "create an issue" }))
        .answered();
    let best = &found["tools"][0];
    assert_eq!(best["name"], "create_a_acme_issue");
    assert_eq!(best["accounts"], json!(["South"]));
    assert_eq!(
        best["inputSchema"]["properties"]["account"]["enum"],
        json!(["South"])
    );
    let found = client
        .call(
            "search_tools",
            json!({ "query": "list issues", "limit": 50 }),
        )
        .answered();
    let tools = found["tools"].as_array().expect("tools");
    assert!(
        tools.iter().all(|tool| tool["accounts"].is_array()),
        "{found}"
    );
    let issues = tools
        .iter()
        .find(|tool| tool["name"] == "list_all_acme_issues")
        .expect("the list");
    assert_eq!(issues["accounts"], json!(["North", "South"]));
    let map = client.call("search_tools", json!({})).answered();
    assert_eq!(map["tools_by_resource"]["birch trees"], 2);
    // Whose account or vendor is named comes first, whatever else fits.
    for (query, name) in [
        ("list of wood", "list_all_birch_trees"),
        ("list all of South's", "list_all_acme_"),
        ("birch list", "list_all_birch_trees"),
    ] {
        let found = client
            .call("search_tools", json!({ "query": query }))
            .answered();
        let best = found["tools"][0]["name"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        assert!(best.starts_with(name), "{query}: {found}");
    }
    let names = json!({ "tool_names": ["list_all_acme_issues", "list_all_birch_trees"] });
    let schemas = client.call("get_tool_schema", names).answered();
    assert_eq!(
        schemas["tools"][0]["inputSchema"]["required"],
        json!(["account"])
    );
    assert_eq!(schemas["tools"][1]["inputSchema"].get("required"), None);

    for arguments in [
        json!({ "tool_name": "list_all_acme_issues", "arguments": { "account": "South" } }),
        json!({ "tool_name": "list_all_acme_issues", "account": "South" }),
    ] {
        client.call("read_tool", arguments).answered();
        let sent = team.worker.platform.last_sent();
        assert!(sent.url.starts_with("https://south."), "{}", sent.url);
    }
    team.worker.platform.take_sent();
    for arguments in [
        json!({ "tool_name": "list_all_acme_issues" }),
        json!({ "tool_name": "list_all_acme_issues", "account": "South", "arguments": { "account": "North" } }),
    ] {
        client.call("read_tool", arguments).failed();
    }
    client
        .call(
            "call_tool",
            json!({ "tool_name": "create_a_acme_issue", "account": "North", "title": "x" }),
        )
        .failed();
    client
        .call(
            "read_tool",
            json!({ "tool_name": "create_a_acme_issue", "account": "South", "title": "x" }),
        )
        .failed();
    assert!(team.worker.platform.sent().is_empty());
}

#[test]
fn prompts_and_skills_say_which_accounts_they_can_be_about() {
    let team = Team::new();
    let server = team.server(
        &json!([
            { "id": team.north, "config": { "tools": { "deny": ["acme_issues_snooze"] } } },
            { "id": team.south },
            { "id": team.birch },
        ]),
        &json!({}),
    );
    let client = team.worker.modern(&server);
    let prompt = |name: &str, arguments: Value| {
        let got = client
            .rpc(
                "prompts/get",
                json!({ "name": name, "arguments": arguments }),
            )
            .result();
        got["messages"][0]["content"]["text"]
            .as_str()
            .expect("a text")
            .to_owned()
    };
    let both = prompt("triage", json!({ "team": "Support" }));
    assert!(
        both.contains("one of the accounts \"North\", \"South\""),
        "{both}"
    );
    let one = prompt("snooze", json!({ "issue": "i_1" }));
    assert!(one.contains("the account \"South\""), "{one}");
    let listed = client.rpc("prompts/list", json!({})).result();
    assert_eq!(
        listed["prompts"].as_array().map(Vec::len),
        Some(2),
        "each once"
    );
    let skill = team
        .worker
        .legacy(&server)
        .rpc(
            "resources/read",
            json!({ "uri": "skill://acme/snooze/SKILL.md" }),
        )
        .result();
    assert!(
        skill["contents"][0]["text"]
            .as_str()
            .expect("a text")
            .contains("the account \"South\"")
    );
    let alone = team.server(&json!([{ "id": team.south }]), &json!({}));
    let client = team.worker.modern(&alone);
    let got = client
        .rpc(
            "prompts/get",
            json!({ "name": "snooze", "arguments": { "issue": "1" } }),
        )
        .result();
    assert!(!got.to_string().contains("South"), "{got}");
}

#[test]
fn documents_of_all_accounts_are_found_and_each_is_read_where_it_was_found() {
    let team = Team::new();
    let server = team.server(
        &json!([{ "id": team.north }, { "id": team.south }, { "id": team.birch }]),
        &json!({ "chatgpt_search": true }),
    );
    let client = team.worker.legacy(&server);
    assert_eq!(client.tools()[..2], ["search", "fetch"]);
    team.worker.platform.script(|request| {
        let whose = if request.url.contains("//north.") {
            "north"
        } else {
            "south"
        };
        let row = format!("{{\"id\":\"s_1\",\"title\":\"Of {whose}\",\"text\":\"refund\"}}");
        let body = if request.url.contains("/issues/s_1") && !request.url.contains("messages") {
            format!("{{\"data\":{row}}}")
        } else {
            format!("{{\"data\":[{row}]}}")
        };
        Ok(vendor_answer(200, &body))
    });
    let found = client
        .call("search", json!({ "query": "refund" }))
        .answered();
    let results = found["results"].as_array().expect("results").clone();
    for (id, account, title) in [
        (&team.north, "North", "Of north"),
        (&team.south, "South", "Of south"),
    ] {
        let own = format!("{id}:issue:s_1");
        let result = results.iter().find(|result| result["id"] == own.as_str());
        let result = result.unwrap_or_else(|| panic!("no {own} in {results:?}"));
        assert_eq!(result["account"], account);
        team.worker.platform.take_sent();
        team.worker.platform.take_lines();
        let document = client.call("fetch", json!({ "id": own })).answered();
        assert_eq!(document["title"], title);
        assert_eq!(document["id"], own.as_str());
        for sent in team.worker.platform.take_sent() {
            assert!(
                sent.url.contains(&format!("//{}.", account.to_lowercase())),
                "{}",
                sent.url
            );
        }
        assert!(
            team.worker
                .platform
                .take_lines()
                .concat()
                .contains(id.as_str())
        );
    }
    for id in [
        "issue:s_1".to_owned(),
        format!("{}:issue:s_1", team.birch),
        format!("{}:issue:s_1", team.dogwood),
        "5a5a5a5a-0000-4000-8000-000000000000:issue:s_1".to_owned(),
    ] {
        client.call("fetch", json!({ "id": id })).mends();
    }
    assert!(team.worker.platform.sent().is_empty());
    // One that its vendor refuses hides no other.
    team.worker.platform.script(|request| {
        let status = if request.url.contains("//north.") {
            500
        } else {
            200
        };
        Ok(vendor_answer(
            status,
            "{\"data\":[{\"id\":\"s_1\",\"title\":\"refund\"}]}",
        ))
    });
    let found = client
        .call("search", json!({ "query": "refund" }))
        .answered();
    assert!(
        found["results"].to_string().contains(&team.south),
        "{found}"
    );
    assert!(found["notes"].to_string().contains("North: "), "{found}");
}

#[test]
fn a_server_of_one_account_is_like_that_accounts_own() {
    let team = Team::new();
    let several = team.server(&json!([{ "id": team.north }]), &json!({}));
    let own = team
        .worker
        .server_with(&team.north, &json!({ "name": "Everything" }));
    let asked = json!({ "protocolVersion": "2025-11-25", "capabilities": {} });
    let (one, other) = (team.worker.legacy(&several), team.worker.legacy(&own));
    assert_eq!(one.list().result(), other.list().result());
    let (hello, theirs) = (
        one.rpc("initialize", asked.clone()).result(),
        other.rpc("initialize", asked).result(),
    );
    assert_eq!(hello["instructions"], theirs["instructions"]);
    assert_eq!(hello["serverInfo"]["title"], theirs["serverInfo"]["title"]);
    assert_ne!(hello["serverInfo"]["name"], theirs["serverInfo"]["name"]);
    one.call("list_all_acme_issues", json!({ "account": "North" }))
        .answered();
    one.call("list_all_acme_issues", json!({ "account": "South" }))
        .mends();
    assert_eq!(
        labels(&team.worker.legacy(&team.everything()), "list_all_acme_me"),
        ["North", "South"]
    );
    assert_eq!(
        shown(&one, "list_all_acme_me")["inputSchema"]["properties"].get("account"),
        None
    );
}
