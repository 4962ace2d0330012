//! `/mcp-server`: what the operator says of a URL of several accounts.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::fake::*;
use crate::several::Team;

#[track_caller]
fn refused(team: &Team, accounts: &Value, config: &Value) -> Vec<String> {
    let before = team.worker.platform.records.snapshot();
    let body = json!({ "name": "x", "accounts": accounts, "config": config });
    let failures = team.worker.admin("POST", "/mcp-server", &body).failures();
    let preview = json!({ "accounts": accounts, "config": config });
    let previewed = team.worker.admin("POST", "/mcp-server/preview", &preview);
    assert_eq!(previewed.failures(), failures, "a preview refuses the same");
    assert_eq!(team.worker.platform.records.snapshot(), before);
    failures
}

#[test]
fn accounts_are_known_shared_few_and_each_once() {
    let team = Team::new();
    for wrong in [
        json!(null),
        json!([]),
        json!({}),
        json!("all"),
        json!(vec![json!({ "id": team.north }); 21]),
    ] {
        let failures = refused(&team, &wrong, &json!({}));
        assert_eq!(failures.len(), 1, "{failures:?}");
        assert!(
            failures[0].starts_with("accounts: must be a list of 1 to 20"),
            "{failures:?}"
        );
    }
    let missing = team
        .worker
        .admin("POST", "/mcp-server", &json!({ "name": "x" }));
    assert_eq!(missing.failed_fields(), ["accounts"]);

    let key = format!("account:{}", team.south);
    let records = &team.worker.platform.records;
    let south = records.get(&key).expect("the account").value;
    let owner = "\"owner\":\"5a5a5a5a-0000-4000-8000-000000000000\",\"label\"";
    records.put(&key, &south.replacen("\"label\"", owner, 1));
    let failures = refused(
        &team,
        &json!([
            { "id": team.north },
            { "id": "5a5a5a5a-0000-4000-8000-000000000000" },
            { "id": "x" },
            "North",
            { "id": team.north.to_uppercase() },
            { "id": team.south },
            { "id": team.birch, "label": "Wood", "config": [] },
            { "id": "00000000-0000-0000-0000-000000000000" },
        ]),
        &json!({}),
    );
    let expected = [
        "accounts[2].id: must be the id",
        "accounts[3]: must be an object",
        "accounts[4].id: is there twice",
        "accounts[6].label: is not a field here; the fields are id, config",
        "accounts[1].id: is no account",
        "accounts[5].id: is a member's own account",
        "accounts[6].config: must be an object",
        "accounts[7].id: is no account",
    ];
    assert_eq!(failures.len(), expected.len(), "{failures:?}");
    for (failure, expected) in failures.iter().zip(expected) {
        assert!(failure.starts_with(expected), "{failure} is not {expected}");
    }
}

#[test]
fn a_key_of_config_stands_where_it_is_about_and_elsewhere_is_told_the_place() {
    let team = Team::new();
    let of_list = json!({
        "tool_exposure": "auto", "max_list_tokens": 5000, "annotations": "explicit", "structured": true,
        "chatgpt_search": true, "require_api_token_auth": true, "allowed_ips": ["203.0.113.7"],
    });
    let of_account = json!({
        "methods": ["read"], "tags": ["issues"], "tools": { "allow": ["*"] }, "tool_names": "short",
        "max_result_chars": 5000, "compact": true, "html": "text", "format": "csv",
    });
    let accounts = json!([{ "id": team.north, "config": of_account }]);
    let server = team.server(&accounts, &of_list);
    let read = team.worker.read(&server.resource()).is(200);
    assert_eq!(read["config"], of_list);
    assert_eq!(read["accounts"][0]["config"], of_account);

    for key in of_account.as_object().expect("keys").keys() {
        let failures = refused(
            &team,
            &json!([{ "id": team.north }]),
            &json!({ key: of_account[key] }),
        );
        let expected =
            format!("config.{key}: is said for each account: put it into accounts[].config");
        assert_eq!(failures, [expected]);
    }
    for key in of_list.as_object().expect("keys").keys() {
        let accounts = json!([{ "id": team.north, "config": { key: of_list[key] } }]);
        let failures = refused(&team, &accounts, &json!({}));
        let expected =
            format!("accounts[0].config.{key}: is said once for all accounts: put it into config");
        assert_eq!(failures, [expected]);
    }
    let failures = refused(
        &team,
        &json!([
            { "id": team.north, "config": { "no_such": 1, "tags": ["trees"] } },
            { "id": team.birch, "config": { "methods": ["delete"] } },
            { "id": team.south, "config": { "methods": ["list"], "tools": { "deny": ["*"] } } },
        ]),
        &json!({ "no_such": 1 }),
    );
    let fields: Vec<&str> = failures
        .iter()
        .map(|it| it.split(':').next().expect("a field"))
        .collect();
    assert_eq!(
        fields,
        [
            "config.no_such",
            "accounts[0].config.no_such",
            "accounts[0].config.tags",
            "accounts[1].config.methods",
            "accounts[2].config",
        ]
    );
    assert!(failures[4].contains("leaves no tool"), "{failures:?}");
}

#[test]
fn changing_the_accounts_keeps_the_filters_of_those_that_stay() {
    let team = Team::new();
    let server = team.server(
        &json!([{ "id": team.north, "config": { "methods": ["read"], "compact": true } }]),
        &json!({ "structured": true }),
    );
    let path = server.resource();
    let change = |body: &Value| team.worker.admin("PATCH", &path, body);
    let two = json!({ "accounts": [{ "id": team.south, "config": { "methods": ["list"] } }, { "id": team.north }] });
    let changed = change(&two).is(200);
    assert_eq!(
        changed["accounts"],
        json!([
            { "id": team.south, "config": { "methods": ["list"] } },
            { "id": team.north, "config": { "methods": ["read"], "compact": true } },
        ])
    );
    let merged = json!({ "accounts": [{ "id": team.north, "config": { "compact": null, "html": "text" } }] });
    let changed = change(&merged).is(200);
    let expected = json!([{ "id": team.north, "config": { "methods": ["read"], "html": "text" } }]);
    assert_eq!(changed["accounts"], expected);
    let changed = change(
        &json!({ "name": "Other", "config": { "structured": null, "annotations": "explicit" } }),
    )
    .is(200);
    assert_eq!(changed["accounts"], expected);
    assert_eq!(changed["config"], json!({ "annotations": "explicit" }));
    assert_eq!(changed["name"], "Other");
    let before = team.worker.platform.records.snapshot();
    for wrong in [
        json!([]),
        json!(null),
        json!([{ "id": team.south }, { "id": "x" }]),
    ] {
        change(&json!({ "accounts": wrong })).failures();
    }
    assert_eq!(team.worker.platform.records.snapshot(), before);
    // One that is gone is in nobody's way until the list is written anew.
    team.worker
        .delete(&format!("/integrated-account/{}", team.north))
        .is(200);
    change(&json!({ "name": "Third" })).is(200);
    let failures = change(&json!({ "accounts": [{ "id": team.north }] })).failures();
    assert!(
        failures[0].starts_with("accounts[0].id: is no account"),
        "{failures:?}"
    );
}

#[test]
fn it_is_minted_rotated_revoked_and_counted_like_any_server() {
    let mut team = Team::new();
    team.worker.finishes = true;
    let server = team.everything();
    let client = team.worker.legacy(&server);
    client.list().result();
    let path = server.resource();
    let read = team.worker.read(&path);
    let shown = read.is(200);
    assert_eq!(shown["usage"]["messages"], 1);
    assert_eq!(shown.get("integrated_account_id"), None);
    assert_eq!(shown["accounts"].as_array().map(Vec::len), Some(4));
    assert!(
        !read.body.contains(&server.token[40..]),
        "the token is shown once"
    );
    let list = team.worker.read("/mcp-server?name=Everything").is(200);
    assert_eq!(list["result"][0]["id"], server.id.as_str());

    let stale = request("DELETE", &path)
        .bearer(ADMIN_TOKEN)
        .header("if-match", "\"0\"");
    assert_eq!(team.worker.answer(&stale).status, 412);
    let rotated = team.worker.rotate(&server);
    assert_eq!(client.list().status, 404);
    let client = team.worker.legacy(&rotated);
    client.list().result();
    team.worker.platform.pass(3_600);
    team.worker
        .admin(
            "PATCH",
            &path,
            &json!({ "expires_at": "2027-01-15T09:30:00Z" }),
        )
        .is(200);
    client.list().result();
    team.worker.platform.pass(1_800);
    assert_eq!(client.list().status, 404);
    let server = team.everything();
    let client = team.worker.legacy(&server);
    team.worker.delete(&server.resource()).is(200);
    assert_eq!(client.list().status, 404);
    assert_eq!(team.worker.read(&server.resource()).status, 404);
    let key = json!({ "name": "x", "accounts": team.all() }).to_string();
    let once = || {
        let ask = request("POST", "/mcp-server").bearer(ADMIN_TOKEN);
        team.worker
            .answer(&ask.header("idempotency-key", "one").body(&key))
            .is(201)
    };
    assert_eq!(once()["url"], once()["url"]);
}

#[test]
fn its_door_is_as_tight_as_any_others() {
    let team = Team::new();
    let config = json!({ "require_api_token_auth": true, "allowed_ips": ["203.0.113.7"] });
    let server = team.server(&team.all(), &config);
    let ask = |address: &str| {
        let mut ask = team.worker.legacy(&server).ask("tools/list", json!({}));
        ask = ask.header("cf-connecting-ip", address);
        ask
    };
    assert_eq!(
        team.worker
            .answer(&ask("203.0.113.8").bearer(ADMIN_TOKEN))
            .status,
        404
    );
    assert_eq!(team.worker.answer(&ask("203.0.113.7")).status, 401);
    assert_eq!(
        team.worker
            .answer(&ask("203.0.113.7").bearer(ADMIN_TOKEN))
            .status,
        200
    );
    team.worker
        .platform
        .limit(fairlead::platform::Limit::Server, 0);
    assert_eq!(
        team.worker
            .answer(&ask("203.0.113.7").bearer(ADMIN_TOKEN))
            .status,
        429
    );
    // The place of its record is no account's: nothing of the operator's API leads there by that way.
    for path in ["", "/mcp", &format!("/mcp/{}", server.id)] {
        let target = format!("/integrated-account/{}{path}", server.account);
        for method in ["GET", "DELETE", "PATCH"] {
            let reply = team.worker.admin(method, &target, &json!({}));
            assert!(
                [404, 405].contains(&reply.status),
                "{method} {target} {reply:?}"
            );
        }
    }
    // A server of one account is none of several.
    let single = team.worker.server_with(&team.north, &json!({}));
    assert_eq!(
        team.worker
            .read(&format!("/mcp-server/{}", single.id))
            .status,
        404
    );
    let mcp = team.worker.api_token("mcp", None).1;
    let ask = request("GET", "/mcp-server").bearer(&mcp);
    assert_eq!(team.worker.answer(&ask).status, 403);
}

#[test]
fn parts_of_a_token_of_one_account_and_of_several_open_nothing_together() {
    let team = Team::new();
    let one = team.worker.server_with(&team.north, &json!({}));
    let several = team.everything();
    let parts = |server: &Server| URL_SAFE_NO_PAD.decode(&server.token[3..]).expect("a token");
    let all = [parts(&one), parts(&several)];
    let mut opened = 0;
    for account in &all {
        for id in &all {
            for secret in &all {
                let bytes = [&account[..16], &id[16..32], &secret[32..]].concat();
                let token = format!("fl_{}", URL_SAFE_NO_PAD.encode(bytes));
                let is_real = [&one.token, &several.token].contains(&&token);
                let mixed = Server {
                    token,
                    ..one.clone()
                };
                let status = team.worker.legacy(&mixed).list().status;
                assert_eq!(status, if is_real { 200 } else { 404 });
                opened += usize::from(is_real);
            }
        }
    }
    assert_eq!(opened, 2);
}

#[test]
fn a_preview_shows_the_list_that_a_client_gets() {
    let team = Team::new();
    for config in [
        json!({}),
        json!({ "tool_exposure": "discovery" }),
        json!({ "tool_exposure": "auto", "max_list_tokens": 100, "chatgpt_search": true }),
        json!({ "tool_exposure": "auto", "max_list_tokens": 100_000, "annotations": "explicit" }),
    ] {
        let body = json!({ "accounts": team.all(), "config": config });
        let preview = team
            .worker
            .admin("POST", "/mcp-server/preview", &body)
            .is(200);
        let server = team.server(&team.all(), &config);
        let listed = team.worker.legacy(&server).list().result();
        let names = |tools: &Value| -> Vec<Value> {
            let tools = tools.as_array().expect("tools");
            tools.iter().map(|tool| tool["name"].clone()).collect()
        };
        assert_eq!(
            names(&preview["tools"]),
            names(&listed["tools"]),
            "{config}"
        );
        let text = listed["tools"].to_string();
        let bytes = usize::try_from(preview["bytes"].as_u64().expect("bytes")).expect("a length");
        assert!(bytes > text.len() / 2);
    }
}
