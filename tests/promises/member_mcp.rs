//! MCP of a person who signed in: who is let in, to which accounts, and what is said to who is not.

use fairlead::platform::Limit;
use serde_json::{Value, json};

use crate::fake::*;

const NOBODY: &str = "00000000-0000-4000-8000-000000000000";
const GRANT: &str = "00000000-0000-4000-8000-0000000000aa";

const ALL: [&str; 3] = ["mcp:read", "mcp:write", "mcp:destructive"];

fn identity(member: &str) -> Value {
    json!({ "member": member, "grant": GRANT, "scopes": ALL })
}

fn ask(target: &str, method: &str) -> Ask {
    let body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": {} });
    let ask = request("POST", target).header("content-type", "application/json");
    ask.body(body.to_string())
}

fn list(worker: &Worker, target: &str, member: &str) -> Reply {
    worker.answer_member(&ask(target, "tools/list"), &identity(member))
}

fn patch(worker: &Worker, member: &str, body: &Value) {
    worker
        .admin("PATCH", &format!("/member/{member}"), body)
        .is(200);
}

/// A member, and the account that she may use.
fn anna(worker: &Worker) -> (String, String) {
    let account = worker.account();
    let member = worker.member_with(&json!({ "accounts": [{ "id": account }] }));
    (member, account)
}

#[test]
fn a_member_has_the_tools_of_their_account_as_the_operator_set_them() {
    let worker = Worker::new();
    let (member, account) = anna(&worker);
    let both = ["/mcp".to_owned(), format!("/mcp/a/{account}")];
    let all = worker
        .legacy(&worker.server_with(&account, &json!({})))
        .tools();
    for target in &both {
        assert_eq!(
            tool_names(&list(&worker, target, &member).result()),
            all,
            "{target}"
        );
    }
    let call = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": { "name": "list_all_acme_me", "arguments": {} } });
    for target in &both {
        let ask = ask(target, "tools/call").body(call.to_string());
        worker.answer_member(&ask, &identity(&member)).answered();
    }
    assert_eq!(worker.platform.take_sent().len(), 2);
    let config = json!({ "tools": { "allow": ["list_all_acme_me"] } });
    patch(
        &worker,
        &member,
        &json!({ "accounts": [{ "id": account, "config": config }] }),
    );
    for target in &both {
        assert_eq!(
            tool_names(&list(&worker, target, &member).result()),
            ["list_all_acme_me"]
        );
    }
}

#[test]
fn each_address_of_a_person_has_a_name_of_its_own() {
    let worker = Worker::new();
    let accounts = [(); 2].map(|()| worker.account());
    let grants = accounts.clone().map(|id| json!({ "id": id }));
    let member = worker.member_with(&json!({ "accounts": grants }));
    let name = |target: &str| {
        let reply = worker.answer_member(&ask(target, "initialize"), &identity(&member));
        reply.result()["serverInfo"]["name"].clone()
    };
    assert_eq!(name("/mcp"), format!("fairlead-fairlead-{}", &member[..6]));
    for account in accounts {
        let expected = format!("acme-acme-support-{}", &account[..6]);
        for end in ["", "/"] {
            assert_eq!(name(&format!("/mcp/a/{account}{end}")), expected);
        }
    }
}

#[test]
fn what_the_records_say_now_counts() {
    let worker = Worker::new();
    let (member, account) = anna(&worker);
    let own = format!("/mcp/a/{account}");
    list(&worker, &own, &member).result();
    patch(&worker, &member, &json!({ "accounts": [] }));
    assert_eq!(list(&worker, &own, &member).status, 404);
    assert_eq!(list(&worker, "/mcp", &member).status, 403);
    patch(
        &worker,
        &member,
        &json!({ "accounts": [{ "id": account }] }),
    );
    list(&worker, &own, &member).result();
    worker
        .admin(
            "PATCH",
            &format!("/integrated-account/{account}"),
            &json!({ "is_blocked": true }),
        )
        .is(200);
    list(&worker, &own, &member).result();
    worker
        .delete(&format!("/integrated-account/{account}"))
        .is(200);
    assert_eq!(list(&worker, &own, &member).status, 404);
    let kept = worker.read(&format!("/member/{member}")).is(200);
    assert_eq!(kept["accounts"][0]["id"], account, "it is in nobody's way");
    assert!(worker.platform.sent().is_empty());
}

#[test]
fn who_is_gone_is_asked_to_sign_in_again() {
    let mut worker = Worker::new();
    let (member, _) = anna(&worker);
    worker.delete(&format!("/member/{member}")).is(200);
    let refused = list(&worker, "/mcp", &member);
    assert_eq!(refused.is(401)["statusCode"], 401);
    assert_eq!(
        refused.header("www-authenticate"),
        Some(
            "Bearer error=\"invalid_token\", error_description=\"The person who signed in is no longer known here\", resource_metadata=\"https://fairlead.example/.well-known/oauth-protected-resource/mcp\""
        )
    );
    worker.set("PUBLIC_URL", "https://tools.example.com");
    let refused = list(&worker, "/mcp", &member);
    let challenge = refused.header("www-authenticate").unwrap();
    assert!(
        challenge
            .contains("\"https://tools.example.com/.well-known/oauth-protected-resource/mcp\"")
    );
}

#[test]
fn who_may_not_use_mcp_is_told_whom_to_ask_and_not_to_sign_in() {
    let worker = Worker::new();
    let (member, _) = anna(&worker);
    patch(&worker, &member, &json!({ "mcp_access": false }));
    let refused = list(&worker, "/mcp", &member);
    let message = refused.is(403)["message"].as_str().unwrap().to_owned();
    assert_eq!(
        message,
        "You may not use MCP here. Ask whoever gave you this URL."
    );
    assert_eq!(refused.header("www-authenticate"), None);
    for name in ["Cleo", "Dora", "Eli", "Finn"] {
        let email = format!("{name}@example.com");
        worker.member_with(&json!({ "name": name, "email": email, "role": "admin" }));
    }
    let message = list(&worker, "/mcp", &member).is(403)["message"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(message.matches("@example.com").count(), 3, "{message}");
    assert!(!message.contains("anna@"), "{message}");
}

#[test]
fn another_members_own_account_is_as_one_that_does_not_exist() {
    let worker = Worker::new();
    let (member, _) = anna(&worker);
    let ben = worker.member_with(&json!({ "email": "ben@example.com" }));
    let own = worker.account_with(&json!({ "owner_member_id": ben }));
    patch(&worker, &ben, &json!({ "accounts": [{ "id": own }] }));
    let target = format!("/mcp/a/{own}");
    list(&worker, &target, &ben).result();
    let nowhere = list(&worker, &format!("/mcp/a/{NOBODY}"), &member);
    assert_eq!(nowhere.status, 404);
    assert_eq!(list(&worker, &target, &member), nowhere);
    // Even where her record names it, by whatever way it came there.
    let key = format!("member:{member}");
    let kept = worker.platform.records.get(&key).unwrap().value;
    let mut record: Value = serde_json::from_str(&kept).unwrap();
    record["accounts"][0]["id"] = json!(own);
    worker.platform.records.put(&key, &record.to_string());
    assert_eq!(list(&worker, &target, &member), nowhere);
    assert_eq!(list(&worker, "/mcp", &member).status, 403);
    for path in ["/mcp/a/", "/mcp/a/none", "/mcp/b", "/member"] {
        assert_eq!(list(&worker, path, &member).status, 404, "{path}");
    }
}

#[test]
fn what_http_wants_is_wanted_here_too() {
    let mut worker = Worker::new();
    worker.set("ALLOWED_ORIGINS", "https://app.example");
    let (member, _) = anna(&worker);
    let identity = identity(&member);
    for verb in ["GET", "DELETE", "PUT", "HEAD"] {
        let refused = worker.answer_member(&request(verb, "/mcp"), &identity);
        assert_eq!(
            (refused.status, refused.header("allow")),
            (405, Some("POST")),
            "{verb}"
        );
    }
    let from = |origin: &str| {
        let ask = ask("/mcp", "ping").header("origin", origin);
        worker.answer_member(&ask, &identity)
    };
    assert_eq!(from("https://evil.example").status, 403);
    let allowed = from("https://app.example");
    assert_eq!(
        allowed.header("access-control-allow-origin"),
        Some("https://app.example")
    );
    assert_eq!(allowed.status, 200);
    assert_eq!(allowed.header("cache-control"), Some("no-store"));
    let long = ask("/mcp", "ping").body(vec![b' '; 4 * 1024 * 1024 + 1]);
    assert_eq!(worker.answer_member(&long, &identity).status, 413);
    let plain = request("POST", "/mcp").body("{}");
    assert_eq!(worker.answer_member(&plain, &identity).status, 415);
    let note =
        ask("/mcp", "ping").body(r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#);
    assert_eq!(worker.answer_member(&note, &identity).status, 202);
    worker.set("ADMIN_TOKEN", "short");
    assert_eq!(
        worker.answer_member(&ask("/mcp", "ping"), &identity).status,
        500
    );
}

#[test]
fn an_identity_that_is_none_opens_nothing() {
    let worker = Worker::new();
    let (member, _) = anna(&worker);
    for identity in [
        json!(null),
        json!("x"),
        json!({}),
        json!({ "member": "anna", "grant": GRANT, "scopes": ALL }),
        json!({ "member": member, "grant": "x", "scopes": ALL }),
        json!({ "member": member, "grant": GRANT }),
    ] {
        let refused = worker.answer_member(&ask("/mcp", "tools/list"), &identity);
        assert_eq!(refused.status, 503, "{identity}");
    }
    let none = json!({ "member": member, "scopes": ALL });
    worker
        .answer_member(&ask("/mcp", "tools/list"), &none)
        .result();
}

#[test]
fn messages_of_a_member_are_limited_and_counted_by_who_it_is() {
    let mut worker = Worker::new();
    worker.finishes = true;
    let (member, _) = anna(&worker);
    worker.platform.limit(Limit::Server, 2);
    for status in [200, 200, 429] {
        let reply = list(&worker, "/mcp", &member);
        assert_eq!(reply.status, status);
    }
    assert_eq!(
        worker.platform.counted(),
        [("SERVER_LIMIT", member.clone(), 3)]
    );
    let usage = format!("usage:{member}:{GRANT}");
    assert_eq!(worker.platform.records.keys("usage:"), [usage.as_str()]);
    worker.delete(&format!("/member/{member}")).is(200);
    assert!(
        worker.platform.records.keys("usage:").is_empty(),
        "it goes with the member"
    );
}

#[test]
fn the_line_names_the_member_by_id_alone() {
    let worker = Worker::new();
    let (member, account) = anna(&worker);
    worker.platform.take_lines();
    list(&worker, &format!("/mcp/a/{account}"), &member);
    list(&worker, "/mcp", NOBODY);
    let lines = worker.platform.take_lines();
    let lines: Vec<Value> = lines
        .iter()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 2);
    let of = |line: &Value, key: &str| line[key].as_str().unwrap_or_default().to_owned();
    assert_eq!(
        ["route", "member", "account", "method", "outcome"].map(|key| of(&lines[0], key)),
        ["/mcp/a/:id", &member, &account, "tools/list", "ok"]
    );
    assert_eq!(
        ["route", "member"].map(|key| of(&lines[1], key)),
        ["/mcp", NOBODY]
    );
    assert!(!format!("{lines:?}").contains('@'));
}

#[test]
fn what_a_person_can_allow_is_offered_with_what_there_is() {
    let worker = Worker::with_sign_in();
    let (member, account) = anna(&worker);
    let other = worker.account_with(&json!({ "label": "Read only", "read_only": true }));
    let gone = worker.account();
    let accounts = json!([{ "id": account }, { "id": other }, { "id": gone }]);
    patch(&worker, &member, &json!({ "accounts": accounts }));
    worker
        .delete(&format!("/integrated-account/{gone}"))
        .is(200);
    let session = worker.session(&member);
    let offer =
        |scopes: Value| worker.decide("offer", &json!({ "session": session, "scopes": scopes }));
    let offered = offer(json!(["openid", "mcp:write", "mcp:read"]));
    assert_eq!(offered["scopes"], json!(["mcp:read", "mcp:write"]));
    assert_eq!(offered["member"]["id"], member);
    assert_eq!(offered["ask"], json!([]));
    let offered = offered["accounts"].as_array().unwrap().clone();
    let labels: Vec<&Value> = offered.iter().map(|account| &account["label"]).collect();
    assert_eq!(labels, ["Acme support", "Read only"]);
    assert_eq!(offered[0]["vendor"], "Acme");
    let tools = |at: usize, effect: &str| offered[at]["tools"][effect].as_u64().unwrap();
    assert!(tools(0, "read") > 0 && tools(0, "write") > 0 && tools(0, "destructive") > 0);
    assert_eq!((tools(1, "write"), tools(1, "destructive")), (0, 0));

    worker.member_with(&json!({ "email": "cleo@example.com", "name": "Cleo", "role": "admin" }));
    patch(&worker, &member, &json!({ "mcp_access": false }));
    assert_eq!(
        offer(json!([]))["ask"],
        json!([{ "name": "Cleo", "email": "cleo@example.com" }])
    );
    let none = worker.decide("offer", &json!({ "session": "fls_x", "scopes": [] }));
    assert_eq!(none, json!({ "refused": "session" }));
}

#[test]
fn what_a_person_allowed_gets_an_id_of_its_own() {
    let worker = Worker::with_sign_in();
    let (member, _) = anna(&worker);
    let session = worker.session(&member);
    let approve =
        |scopes: Value| worker.decide("approve", &json!({ "session": session, "scopes": scopes }));
    let one = approve(json!(["mcp:destructive", "mcp:read", "mcp:read", "admin"]));
    assert_eq!(one["member"], member);
    assert_eq!(one["scopes"], json!(["mcp:read", "mcp:destructive"]));
    let other = approve(json!(["mcp:read"]));
    assert_ne!(one["grant"], other["grant"]);
    assert_eq!(one["grant"].as_str().unwrap().len(), 36);
    assert_eq!(approve(json!(["openid"])), json!({ "refused": "scopes" }));
    patch(&worker, &member, &json!({ "mcp_access": false }));
    assert_eq!(
        approve(json!(["mcp:read"])),
        json!({ "refused": "no_access" })
    );
    worker.delete(&format!("/member/{member}")).is(200);
    assert_eq!(
        approve(json!(["mcp:read"])),
        json!({ "refused": "session" })
    );
}
