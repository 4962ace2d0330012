//! A visitor who was allowed less: tools beyond that are not shown, and a call of one says what it takes.

use fairlead::access::account::Account;
use fairlead::access::id::{AccountId, MemberId, ServerId};
use fairlead::access::{Visit, Visited};
use fairlead::mcp::{Post, serve_visit};
use fairlead::platform::Limit;
use fairlead::tools::config::Config;
use fairlead::tools::granted::Granted;
use serde_json::{Value, json};

use crate::fake::*;
use crate::several::Team;

const LIST: &str = "list_all_acme_issues";

const MEMBER: &str = "5a5a5a5a-0000-4000-8000-00000000000a";

/// A member with these accounts, who allowed a client these scopes.
struct Person<'a> {
    team: &'a Team,
    accounts: Vec<&'a str>,
    scopes: &'a [&'a str],
    config: Config,
    member: &'static str,
}

impl<'a> Person<'a> {
    fn new(team: &'a Team, scopes: &'a [&'a str]) -> Self {
        Self {
            team,
            accounts: vec![&team.north, &team.south, &team.dogwood],
            scopes,
            config: Config::default(),
            member: MEMBER,
        }
    }

    fn rpc(&self, method: &str, params: &Value) -> Reply {
        let worker = &self.team.worker;
        let body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        let ask = request("POST", "/mcp").header("content-type", "application/json");
        let ask = ask.body(body.to_string());
        let account = |id: &&str| {
            let id = AccountId::parse(id).expect("an id");
            let account = block_on(Account::load(&worker.platform, id)).expect("KV");
            Visited {
                account: account.expect("an account"),
                config: self.config.clone(),
            }
        };
        let visit = Visit {
            name: "Ada".to_owned(),
            door: ServerId::parse(self.member).expect("an id"),
            member: MemberId::parse(self.member),
            granted: Granted::of_scopes(self.scopes.iter().copied()),
            accounts: self.accounts.iter().map(account).collect(),
        };
        let served = serve_visit(
            &worker.platform,
            worker.settings(),
            &visit,
            Post::read(&ask.0, true),
        );
        Reply(worker.whole(block_on(served).response))
    }

    fn call(&self, tool: &str, arguments: &Value) -> Reply {
        self.rpc(
            "tools/call",
            &json!({ "name": tool, "arguments": arguments }),
        )
    }

    fn tools(&self) -> Vec<String> {
        tool_names(&self.rpc("tools/list", &json!({})).result())
    }
}

/// The scopes that a refusal asks for.
#[track_caller]
fn asked(reply: &Reply) -> String {
    assert_eq!(reply.status, 403, "{reply:?}");
    let error = &reply.json()["error"];
    assert!(
        error["code"].is_i64() && error["message"].is_string(),
        "{reply:?}"
    );
    let challenge = reply.header("www-authenticate").expect("a challenge");
    let rest = challenge
        .strip_prefix("Bearer error=\"insufficient_scope\", scope=\"")
        .expect(challenge);
    let (scope, rest) = rest.split_once('"').expect(challenge);
    let metadata = "https://fairlead.example/.well-known/oauth-protected-resource/mcp";
    assert_eq!(rest, format!(", resource_metadata=\"{metadata}\""));
    scope.to_owned()
}

#[test]
fn tools_are_shown_as_far_as_was_allowed_and_a_call_beyond_asks_for_that_and_what_there_is() {
    let team = Team::new();
    let reading = (
        "list_all_acme_issues",
        "mcp:read",
        json!({ "account": "North" }),
    );
    let writing = (
        "create_a_acme_issue",
        "mcp:write",
        json!({ "account": "North", "title": "x" }),
    );
    let deleting = (
        "delete_a_acme_issue_by_id",
        "mcp:destructive",
        json!({ "account": "North", "id": "1" }),
    );
    for scopes in [
        &["mcp:read"][..],
        &["mcp:read", "mcp:write"],
        &["mcp:write"],
        &["mcp:read", "mcp:destructive"],
        &["mcp:destructive", "mcp:write", "mcp:read"],
        &[],
    ] {
        let person = Person::new(&team, scopes);
        let tools = person.tools();
        for (tool, scope, arguments) in [&reading, &writing, &deleting] {
            team.worker.platform.take_sent();
            // The same write again would not be sent.
            team.worker.platform.pass(11);
            let is_allowed = scopes.contains(scope);
            assert_eq!(
                tools.contains(&(*tool).to_owned()),
                is_allowed,
                "{tool} {scopes:?}"
            );
            let reply = person.call(tool, arguments);
            if is_allowed {
                assert_eq!(reply.status, 200, "{tool} {scopes:?}");
                assert_eq!(team.worker.platform.sent().len(), 1);
            } else {
                let all = Granted::SCOPES.into_iter();
                let wanted: Vec<&str> = all
                    .filter(|it| it == scope || scopes.contains(it))
                    .collect();
                assert_eq!(asked(&reply), wanted.join(" "));
                assert!(team.worker.platform.sent().is_empty());
            }
        }
    }
}

#[test]
fn what_the_account_refuses_anyway_is_not_asked_for() {
    let team = Team::new();
    for id in [&team.north, &team.south] {
        let target = format!("/integrated-account/{id}");
        team.worker
            .admin("PATCH", &target, &json!({ "read_only": true }))
            .is(200);
    }
    let person = Person::new(&team, &["mcp:read"]);
    let refused = person.call(
        "create_a_acme_issue",
        &json!({ "account": "North", "title": "x" }),
    );
    assert_eq!(refused.failed()["statusCode"], 405);
    let unknown = person.call("create_a_birch_tree", &json!({}));
    assert_eq!(unknown.fault(), (200, -32602));
}

#[test]
fn discovery_shows_and_calls_nothing_beyond() {
    // A client can keep the four from before the operator switched discovery off, and the names from before it was switched on.
    for exposure in ["discovery", "all"] {
        nothing_beyond(&json!({ "tool_exposure": exposure }));
    }
}

fn nothing_beyond(config: &Value) {
    let team = Team::new();
    let config: Config = serde_json::from_value(config.clone()).expect("a config");
    let person = Person {
        config,
        ..Person::new(&team, &["mcp:read"])
    };
    let found = person
        .call(
            "search_tools",
            &json!({ "query": "create an issue", "limit": 50 }),
        )
        .answered();
    assert!(
        !found.to_string().contains("create_a_acme_issue"),
        "{found}"
    );
    let schema = person.call(
        "get_tool_schema",
        &json!({ "tool_names": ["create_a_acme_issue"] }),
    );
    assert!(
        schema.failed()["message"]
            .as_str()
            .expect("words")
            .contains("mcp:write")
    );
    let write = json!({ "tool_name": "create_a_acme_issue", "account": "North", "title": "x" });
    assert_eq!(
        asked(&person.call("call_tool", &write)),
        "mcp:read mcp:write"
    );
    person.call("read_tool", &write).failed();
    let direct = json!({ "account": "North", "title": "x" });
    let direct = person.call("create_a_acme_issue", &direct);
    assert_eq!(asked(&direct), "mcp:read mcp:write");
    let read = json!({ "tool_name": "list_all_acme_issues", "account": "South" });
    assert!(team.worker.platform.sent().is_empty());
    person.call("read_tool", &read).answered();
}

#[test]
fn workflows_prompts_skills_and_documents_take_what_their_tools_take() {
    let team = Team::new();
    team.worker.vendor_says(200, "[]");
    let writer = Person::new(&team, &["mcp:write"]);
    assert!(
        !writer
            .tools()
            .contains(&"dogwood_nests_overview".to_owned())
    );
    let overview = writer.call("dogwood_nests_overview", &json!({}));
    assert_eq!(asked(&overview), "mcp:read mcp:write");

    let reader = Person::new(&team, &["mcp:read"]);
    assert!(
        reader
            .tools()
            .contains(&"dogwood_nests_overview".to_owned())
    );
    let prompts = reader.rpc("prompts/list", &json!({})).result();
    let names: Vec<&Value> = prompts["prompts"]
        .as_array()
        .expect("prompts")
        .iter()
        .map(|it| &it["name"])
        .collect();
    assert_eq!(names, ["triage"]);
    let snooze = json!({ "name": "snooze", "arguments": { "issue": "1" } });
    assert_eq!(
        asked(&reader.rpc("prompts/get", &snooze)),
        "mcp:read mcp:write"
    );
    let skill = json!({ "uri": "skill://acme/snooze/SKILL.md" });
    for method in ["skills/get", "resources/read"] {
        assert_eq!(asked(&reader.rpc(method, &skill)), "mcp:read mcp:write");
    }
    let nothing = json!({ "uri": "skill://acme/nothing/SKILL.md" });
    assert_eq!(reader.rpc("skills/get", &nothing).fault(), (200, -32602));

    let config: Config =
        serde_json::from_value(json!({ "chatgpt_search": true })).expect("a config");
    let writer = Person {
        config: config.clone(),
        ..Person::new(&team, &["mcp:write"])
    };
    assert!(!writer.tools().contains(&"search".to_owned()));
    for (tool, arguments) in [
        ("search", json!({ "query": "x" })),
        ("fetch", json!({ "id": "x" })),
    ] {
        assert_eq!(asked(&writer.call(tool, &arguments)), "mcp:read mcp:write");
    }
    let reader = Person {
        config,
        ..Person::new(&team, &["mcp:read"])
    };
    assert_eq!(reader.tools()[..2], ["search", "fetch"]);
    assert!(team.worker.platform.sent().is_empty());
}

#[test]
fn lists_of_people_who_were_allowed_different_things_are_not_shared() {
    let team = Team::new();
    let few = Person::new(&team, &["mcp:read"]).tools();
    let all = Person::new(&team, &Granted::SCOPES).tools();
    assert!(few.len() < all.len());
    assert_eq!(Person::new(&team, &["mcp:read"]).tools(), few);
    let one = Person {
        accounts: vec![&team.north],
        ..Person::new(&team, &["mcp:read"])
    };
    let url = team.worker.server_with(&team.north, &json!({}));
    let own = team.worker.legacy(&url).tools();
    assert!(one.tools().len() < own.len());
    assert_eq!(team.worker.legacy(&url).tools(), own);
}

#[test]
fn cursors_and_limits_are_each_persons_own() {
    let team = Team::new();
    team.worker.vendor_says(
        200,
        r#"{"data":[{"id":"a"}],"paging":{"next":"n","more":true}}"#,
    );
    let ada = Person::new(&team, &["mcp:read"]);
    let bo = Person {
        member: "5a5a5a5a-0000-4000-8000-00000000000b",
        ..Person::new(&team, &["mcp:read"])
    };
    let first = ada.call(LIST, &json!({ "account": "North" })).answered();
    let next = |label: &str| json!({ "account": label, "next_cursor": first["next_cursor"] });
    ada.call(LIST, &next("North")).answered();
    team.worker.platform.take_sent();
    ada.call(LIST, &next("South")).mends();
    bo.call(LIST, &next("North")).mends();
    assert!(team.worker.platform.sent().is_empty());

    let key = format!("{MEMBER}:{}:{LIST}", team.north);
    let counted = team.worker.platform.counted();
    let count = counted
        .iter()
        .find(|(limit, counted, _)| *limit == Limit::Tool.binding() && *counted == key);
    assert_eq!(count.map(|(.., count)| *count), Some(2), "{counted:?}");
    team.worker.platform.limit(Limit::Tool, 2);
    assert_eq!(ada.call(LIST, &json!({ "account": "North" })).status, 429);
    assert_eq!(ada.call(LIST, &json!({ "account": "South" })).status, 200);
    assert_eq!(bo.call(LIST, &json!({ "account": "North" })).status, 200);
}
