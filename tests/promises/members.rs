//! `/member`: people who may sign in, what they may use, and how that ends.

use fairlead::platform::Limit;
use serde_json::{Value, json};

use crate::fake::*;

const NOBODY: &str = "00000000-0000-4000-8000-000000000000";

fn member(worker: &Worker, id: &str) -> Value {
    worker.read(&format!("/member/{id}")).is(200)
}

fn patch(worker: &Worker, id: &str, body: &Value) -> Reply {
    worker.admin("PATCH", &format!("/member/{id}"), body)
}

#[test]
fn a_member_is_made_without_any_access_and_shown_as_they_are_kept() {
    let worker = Worker::new();
    let body = json!({ "email": " Anna.Lee@Example.COM ", "name": " Anna Lee " });
    let made = worker.admin("POST", "/member", &body);
    let shown = made.is(201);
    let id = shown["id"].as_str().unwrap();
    assert_eq!(
        shown,
        json!({
            "id": id, "email": "anna.lee@example.com", "name": "Anna Lee", "role": "member",
            "mcp_access": false, "accounts": [],
            "created_at": "2027-01-15T08:00:00Z", "updated_at": "2027-01-15T08:00:00Z",
        })
    );
    let read = worker.read(&format!("/member/{id}"));
    assert_eq!(read.is(200), shown);
    assert_eq!(read.header("etag"), made.header("etag"));
    assert!(made.header("etag").is_some());
    assert_eq!(worker.read("/member").is(200)["result"], json!([shown]));
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let worker = Worker::new();
    let account = worker.account();
    let body = json!({
        "email": "anna", "name": "", "role": "owner", "mcp_access": "yes", "colour": 1,
        "accounts": [
            { "id": account, "config": { "tags": ["none"], "allowed_ips": ["10.0.0.1"], "colour": 1 } },
            { "id": account },
            { "id": NOBODY },
            { "id": 1 },
            { "config": [], "colour": 1 },
            "x",
        ],
    });
    let refused = worker.admin("POST", "/member", &body);
    let mut fields = refused.failed_fields();
    fields.sort();
    assert_eq!(
        fields,
        [
            "accounts[0].config.allowed_ips",
            "accounts[0].config.colour",
            "accounts[0].config.tags",
            "accounts[1].id",
            "accounts[2].id",
            "accounts[3].id",
            "accounts[4].colour",
            "accounts[4].id",
            "accounts[5]",
            "colour",
            "email",
            "mcp_access",
            "name",
            "role",
        ]
    );
    let missing = worker.admin("POST", "/member", &json!({}));
    assert_eq!(missing.failed_fields(), ["email", "name"]);
    let many = vec![json!({ "id": account }); 21];
    let many = json!({ "email": "a@example.com", "name": "A", "accounts": many });
    let refused = worker.admin("POST", "/member", &many);
    assert_eq!(refused.failed_fields(), ["accounts"]);
    assert!(worker.platform.records.keys("member:").is_empty());
    assert!(worker.platform.records.keys("email:").is_empty());
}

#[test]
fn what_an_account_may_be_given_with_is_what_a_url_may_have() {
    let worker = Worker::new();
    let account = worker.account();
    let config = json!({
        "methods": ["read"], "tool_names": "short", "tool_exposure": "auto", "max_list_tokens": 5,
        "annotations": "explicit", "structured": true, "chatgpt_search": true, "compact": true,
        "max_result_chars": 2000, "html": "text", "format": "csv", "tags": null,
    });
    let accounts = json!([{ "id": account, "config": config }]);
    let id = worker.member_with(&json!({ "accounts": accounts }));
    let mut kept = config;
    kept.as_object_mut().unwrap().remove("tags");
    assert_eq!(member(&worker, &id)["accounts"][0]["config"], kept);

    let none = json!({ "accounts": [{ "id": account, "config": { "methods": ["read"], "tools": { "deny": ["*"] } } }] });
    let refused = patch(&worker, &id, &none);
    assert!(refused.failures()[0].starts_with("accounts[0].config: leaves no tool"));
    assert_eq!(member(&worker, &id)["accounts"][0]["config"], kept);
}

#[test]
fn a_change_says_only_what_changes_and_accounts_are_replaced_whole() {
    let worker = Worker::new();
    let (one, other) = (worker.account(), worker.account());
    let accounts = json!([{ "id": one, "config": { "methods": ["read"] } }, { "id": other }]);
    let id = worker.member_with(&json!({ "accounts": accounts, "role": "admin" }));
    worker.platform.pass(5);
    let changed = patch(&worker, &id, &json!({ "name": "Anna Lee" })).is(200);
    assert_eq!(changed["name"], "Anna Lee");
    assert_eq!(changed["email"], "anna@example.com");
    assert_eq!(changed["role"], "admin");
    assert_eq!(changed["updated_at"], "2027-01-15T08:00:05Z");
    assert_eq!(changed["accounts"].as_array().unwrap().len(), 2);
    let changed = patch(&worker, &id, &json!({ "accounts": [{ "id": other }] })).is(200);
    assert_eq!(changed["accounts"], json!([{ "id": other, "config": {} }]));
    let refused = patch(&worker, &id, &json!({ "accounts": null, "name": "No" }));
    assert_eq!(refused.failed_fields(), ["accounts"]);
    assert_eq!(member(&worker, &id), changed);
}

#[test]
fn an_address_is_one_members_alone() {
    let worker = Worker::new();
    let anna = worker.member_with(&json!({}));
    let same = json!({ "email": "ANNA@example.com", "name": "Other" });
    let refused = worker.admin("POST", "/member", &same).is(409);
    assert!(refused["message"].as_str().unwrap().contains(&anna));

    let ben = worker.member_with(&json!({ "email": "ben@example.com" }));
    let refused = patch(&worker, &ben, &json!({ "email": "Anna@example.com" }));
    assert!(refused.is(409)["message"].as_str().unwrap().contains(&anna));
    patch(&worker, &anna, &json!({ "email": "ANNA@example.com" })).is(200);
    // What was given up can be had.
    patch(&worker, &anna, &json!({ "email": "anna@new.example" })).is(200);
    patch(&worker, &ben, &json!({ "email": "anna@example.com" })).is(200);
    worker.delete(&format!("/member/{ben}")).is(200);
    worker.admin("POST", "/member", &same).is(201);
    assert_eq!(worker.platform.records.keys("email:").len(), 2);
}

#[test]
fn an_address_leads_to_nobody_who_does_not_have_it() {
    let worker = Worker::with_sign_in();
    let anna = worker.member_with(&json!({}));
    let by = |worker: &Worker, email: &str| {
        let body = json!({ "email": email, "email_verified": true, "via": "oidc" });
        worker.decide("sign-in", &body)
    };
    let key = worker.platform.records.keys("email:").remove(0);
    let kept = worker.platform.records.get(&key).unwrap().value;
    assert!(
        !key.contains("anna") && !kept.contains("anna"),
        "no list of keys names anybody"
    );
    patch(&worker, &anna, &json!({ "email": "anna@new.example" })).is(200);
    // As if the old key had stayed.
    worker.platform.records.put(&key, &kept);
    assert_eq!(
        by(&worker, "anna@example.com"),
        json!({ "refused": "unknown" })
    );
    assert_eq!(by(&worker, "anna@new.example")["member"]["id"], anna);
    worker
        .admin(
            "POST",
            "/member",
            &json!({ "email": "anna@example.com", "name": "New" }),
        )
        .is(201);
    worker.delete(&format!("/member/{anna}")).is(200);
    assert_eq!(
        by(&worker, "anna@new.example"),
        json!({ "refused": "unknown" })
    );
    assert_eq!(by(&worker, "anna@example.com")["member"]["name"], "New");
}

#[test]
fn a_member_who_is_half_written_is_not_there() {
    for saves in 0..2 {
        let worker = Worker::new();
        worker.platform.records.fail(Operation::Save, saves);
        let body = json!({ "email": "anna@example.com", "name": "Anna" });
        worker.admin("POST", "/member", &body).is(503);
        worker.platform.records.recover();
        assert_eq!(worker.read("/member").is(200)["result"], json!([]));
        worker.admin("POST", "/member", &body).is(201);
    }
}

#[test]
fn a_state_that_is_over_is_not_changed_and_a_repeat_makes_nobody_new() {
    let worker = Worker::new();
    let id = worker.member_with(&json!({}));
    let target = format!("/member/{id}");
    let etag = worker.read(&target).header("etag").unwrap().to_owned();
    patch(&worker, &id, &json!({ "name": "New" })).is(200);
    for verb in ["PATCH", "DELETE"] {
        let ask = request(verb, &target)
            .bearer(ADMIN_TOKEN)
            .header("if-match", &etag);
        assert_eq!(worker.answer(&ask.body("{}")).status, 412);
    }
    let body = json!({ "email": "ben@example.com", "name": "Ben" }).to_string();
    let ask = request("POST", "/member").bearer(ADMIN_TOKEN).body(body);
    let ask = ask.header("idempotency-key", "ben");
    let first = worker.answer(&ask);
    let again = worker.answer(&ask);
    assert_eq!(first.is(201), again.is(201));
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
}

#[test]
fn members_are_listed_page_by_page_and_narrowed() {
    let worker = Worker::new();
    for (name, role, mcp_access) in [
        ("a", "admin", true),
        ("b", "member", true),
        ("c", "member", false),
    ] {
        let email = format!("{name}@example.com");
        worker.member_with(
            &json!({ "email": email, "name": name, "role": role, "mcp_access": mcp_access }),
        );
    }
    let names = |query: &str| {
        let list = worker.read(&format!("/member?{query}")).is(200);
        let result = list["result"].as_array().unwrap().clone();
        let mut names: Vec<String> = result
            .iter()
            .map(|it| it["name"].as_str().unwrap().to_owned())
            .collect();
        names.sort();
        names.concat()
    };
    assert_eq!(names(""), "abc");
    assert_eq!(names("role=member"), "bc");
    assert_eq!(names("mcp_access=true&role=member"), "b");
    assert_eq!(names("email=a@example.com"), "a");
    assert_eq!(names("name[in]=a,c"), "ac");
    let page = worker.read("/member?limit=2").is(200);
    assert_eq!(page["result"].as_array().unwrap().len(), 2);
    let cursor = page["next_cursor"].as_str().unwrap();
    let page = worker
        .read(&format!("/member?limit=2&next_cursor={cursor}"))
        .is(200);
    assert_eq!(page["result"].as_array().unwrap().len(), 1);
    assert_eq!(page["next_cursor"], json!(null));
}

#[test]
fn what_a_member_allowed_is_shown_and_revoked() {
    let mut worker = Worker::new();
    worker.finishes = true;
    let account = worker.account();
    let anna = worker.member_with(&json!({ "accounts": [{ "id": account }] }));
    let ben = worker.member_with(&json!({ "email": "ben@example.com" }));
    let [first, second, third] =
        ["1", "2", "3"].map(|digit| format!("0000000{digit}-0000-4000-8000-000000000000"));
    worker.platform.grant(&anna, &first);
    worker.platform.pass(10);
    worker.platform.grant(&anna, &second);
    worker.platform.grant(&ben, &third);
    let ask = request("POST", "/mcp").header("content-type", "application/json");
    let ask = ask.body(r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#);
    let identity = json!({ "member": anna, "grant": first, "scopes": ["mcp:read"] });
    worker.answer_member(&ask, &identity).is(200);

    let target = format!("/member/{anna}/grant");
    let shown = worker.read(&target).is(200);
    assert_eq!(
        shown["result"],
        json!([
            {
                "id": second, "client_name": "Claude", "client_host": "claude.example",
                "scopes": ["mcp:read"], "created_at": "2027-01-15T08:00:10Z", "expires_at": null,
                "usage": { "messages": 0, "last_used_at": null },
            },
            {
                "id": first, "client_name": "Claude", "client_host": "claude.example",
                "scopes": ["mcp:read"], "created_at": "2027-01-15T08:00:00Z", "expires_at": null,
                "usage": { "messages": 1, "last_used_at": "2027-01-15T08:00:10Z" },
            },
        ])
    );
    worker.delete(&format!("{target}/{third}")).is(404);
    assert_eq!(
        worker.delete(&format!("{target}/{first}")).is(200),
        json!({ "id": first })
    );
    worker.delete(&format!("{target}/{first}")).is(404);
    assert_eq!(worker.delete(&target).is(200), json!({ "revoked": 1 }));
    assert_eq!(worker.read(&target).is(200)["result"], json!([]));
    let others = worker.read(&format!("/member/{ben}/grant")).is(200);
    assert_eq!(others["result"][0]["id"], third, "nobody else's goes");
    worker.set("USAGE_WRITE_SECONDS", "0");
    let others = worker.read(&format!("/member/{ben}/grant")).is(200);
    assert_eq!(others["result"][0]["usage"], json!(null));
}

#[test]
fn access_that_ends_takes_what_it_allowed_along() {
    let worker = Worker::new();
    let grants = |worker: &Worker| worker.platform.grants.borrow().len();
    let id = worker.member_with(&json!({}));
    worker.platform.grant(&id, "one");
    patch(&worker, &id, &json!({ "name": "New", "mcp_access": true })).is(200);
    assert_eq!(grants(&worker), 1);
    // Where grants cannot be reached nothing is done, so that it can be done again.
    worker.platform.grants_fail.set(true);
    patch(&worker, &id, &json!({ "mcp_access": false })).is(503);
    worker.delete(&format!("/member/{id}")).is(503);
    assert_eq!(member(&worker, &id)["mcp_access"], true);
    worker.platform.grants_fail.set(false);
    patch(&worker, &id, &json!({ "mcp_access": false })).is(200);
    assert_eq!(grants(&worker), 0);

    worker.platform.grant(&id, "two");
    assert_eq!(
        worker.delete(&format!("/member/{id}")).is(200),
        json!({ "id": id })
    );
    assert_eq!(grants(&worker), 0);
    worker.read(&format!("/member/{id}")).is(404);
    worker.delete(&format!("/member/{id}")).is(404);
    assert!(worker.platform.records.keys("").is_empty());
}

#[test]
fn an_account_of_somebodys_own_is_theirs_alone() {
    let worker = Worker::new();
    let anna = worker.member_with(&json!({}));
    let ben = worker.member_with(&json!({ "email": "ben@example.com" }));
    let body = |owner: Value| {
        json!({
            "integration": "acme", "label": "Anna's", "context": { "organization": "demo" },
            "credentials": { "api_token": VENDOR_SECRET }, "owner_member_id": owner,
        })
    };
    for owner in [json!(NOBODY), json!("anna"), json!(1)] {
        let refused = worker.admin("POST", "/integrated-account", &body(owner));
        assert_eq!(refused.failed_fields(), ["owner_member_id"]);
    }
    let shared = worker
        .admin("POST", "/integrated-account", &body(json!(null)))
        .is(201);
    assert_eq!(shared["owner_member_id"], json!(null));
    let own = worker
        .admin("POST", "/integrated-account", &body(json!(anna)))
        .is(201);
    assert_eq!(own["owner_member_id"], anna);
    let id = own["id"].as_str().unwrap();
    let target = format!("/integrated-account/{id}");
    let change = worker.admin("PATCH", &target, &json!({ "owner_member_id": null }));
    assert_eq!(
        change.failed_fields(),
        ["owner_member_id"],
        "it never changes"
    );
    let owned = worker.read(&format!("/integrated-account?owner_member_id={anna}"));
    assert_eq!(owned.is(200)["result"], json!([own]));

    let refused = worker.admin(
        "POST",
        &format!("{target}/mcp"),
        &json!({ "name": "Claude" }),
    );
    assert!(refused.is(409)["message"].as_str().unwrap().contains(&anna));
    let accounts = json!({ "accounts": [{ "id": id }] });
    patch(&worker, &anna, &accounts).is(200);
    let refused = patch(&worker, &ben, &accounts);
    let nowhere = patch(&worker, &ben, &json!({ "accounts": [{ "id": NOBODY }] }));
    assert_eq!(refused.failed_fields(), ["accounts[0].id"]);
    assert_eq!(nowhere.failed_fields(), ["accounts[0].id"]);
}

#[test]
fn a_url_of_an_account_that_became_somebodys_own_opens_nothing() {
    let worker = Worker::new();
    let server = worker.server();
    worker.legacy(&server).list().is(200);
    let key = format!("account:{}", server.account);
    let kept = worker.platform.records.get(&key).unwrap().value;
    let owned = kept.replacen('{', &format!("{{\"owner\":\"{NOBODY}\","), 1);
    worker.platform.records.put(&key, &owned);
    let dead = worker.legacy(&server).list();
    worker.delete(&server.resource()).is(200);
    assert_eq!(
        worker.legacy(&server).list(),
        dead,
        "as if nobody had minted it"
    );
    assert_eq!(dead.status, 404);
}

#[test]
fn whether_people_can_sign_in_is_said_without_a_token() {
    let mut worker = Worker::new();
    let said =
        |worker: &Worker| worker.answer(&request("GET", "/healthz")).is(200)["sign_in"].clone();
    assert_eq!(said(&worker), "off: the binding OAUTH_KV is not set");
    worker.set("OAUTH_KV", "");
    assert_eq!(said(&worker), "on");
    worker.platform.limit(Limit::Server, 0);
    assert_eq!(said(&worker), "on");
}
