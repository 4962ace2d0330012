//! Links by which somebody connects an account themselves.

use serde_json::{Value, json};

use crate::fake::*;

const WEEK: u64 = 7 * 24 * 60 * 60;

const GIVEN: &str = "fake-token-of-a-customer";

/// The code of a new link.
fn link(worker: &Worker, wish: &Value) -> String {
    let made = worker.admin("POST", "/link-token", wish).is(201);
    let url = made["url"].as_str().unwrap();
    let code = url.strip_prefix("https://fairlead.example/connect/");
    code.unwrap_or_else(|| panic!("{url}")).to_owned()
}

fn look(worker: &Worker, code: &str) -> Value {
    worker.decide("connect-link", &json!({ "link": code }))
}

/// What somebody gives to connect an Acme account; `changes` are laid over that.
fn given(code: &str, changes: &Value) -> Value {
    let good = json!({
        "link": code,
        "credentials": { "api_token": GIVEN },
        "context": { "organization": "demo" },
    });
    changed(good, changes)
}

fn connect(worker: &Worker, code: &str) -> Value {
    worker.decide("connect", &given(code, &json!({})))
}

fn accounts(worker: &Worker) -> Vec<Value> {
    let list = worker.read("/integrated-account").is(200);
    list["result"].as_array().unwrap().clone()
}

/// A vendor that says whose the credential is.
fn vendor_knows(worker: &Worker) {
    worker.vendor_says(
        200,
        r#"{"data":{"email":"cara@customer.example","workspace":{"name":"Customer Ltd"}}}"#,
    );
}

fn unknown() -> Value {
    json!({ "refused": "unknown" })
}

/// What its form costs, by the names of the rows in `docs/costs.md`.
pub(crate) fn bills() -> Vec<(&'static str, Bill)> {
    let worker = Worker::new();
    let billed = |name: &'static str, act: &mut dyn FnMut()| {
        worker.platform.records.take_bill();
        act();
        (name, worker.platform.records.take_bill())
    };
    let acme = json!({ "integration": "acme" });
    let (first, second) = (link(&worker, &acme), link(&worker, &acme));
    worker.vendor_says(401, "{}");
    let refused = billed("the same, the vendor refuses the key", &mut || {
        assert_eq!(connect(&worker, &first)["said"]["status"], 401);
    });
    vendor_knows(&worker);
    let form = "its form sent with a pasted key";
    let sent = billed(form, &mut || {
        assert!(connect(&worker, &second)["connected"].is_object());
    });
    vec![sent, refused]
}

#[test]
fn a_link_is_shown_once_and_kept_as_a_hash_for_a_week() {
    let mut worker = Worker::new();
    let made = worker.admin("POST", "/link-token", &json!({})).is(201);
    let code = made["url"].as_str().unwrap().rsplit('/').next().unwrap();
    assert_eq!(code.len(), 43);
    assert_eq!(made["expires_at"], "2027-01-22T08:00:00Z");
    let saved = worker.platform.records.saved().pop().unwrap();
    assert!(saved.key.starts_with("connect:"));
    assert_eq!(saved.expiration, Some(NOW + WEEK));
    assert!(!saved.key.contains(code) && !saved.value.contains(code));
    worker.read("/link-token").is(405);
    worker.set("PUBLIC_URL", "https://tools.example.com/");
    let made = worker.admin("POST", "/link-token", &json!({})).is(201);
    let url = made["url"].as_str().unwrap();
    assert!(url.starts_with("https://tools.example.com/connect/"));
}

#[test]
fn a_repeat_with_the_same_key_gets_the_same_link() {
    let worker = Worker::new();
    let ask = request("POST", "/link-token")
        .bearer(ADMIN_TOKEN)
        .body("{}");
    let ask = ask.header("idempotency-key", "one");
    let first = worker.answer(&ask).is(201);
    assert_eq!(worker.answer(&ask).is(201), first);
    assert_eq!(worker.platform.records.keys("connect:").len(), 1);
}

#[test]
fn a_wish_that_is_wrong_is_told_whole_and_makes_no_link() {
    let worker = Worker::new();
    let account = worker.account();
    let before = worker.platform.records.snapshot();
    let failures = worker
        .admin(
            "POST",
            "/link-token",
            &json!({ "integration": "nobody", "label": "", "tenant_id": 1, "member_id": account, "return_to": "javascript:alert(1)", "vendor": "acme" }),
        )
        .failures();
    for field in [
        "integration: must be one of acme, ",
        "label: ",
        "tenant_id: ",
        "member_id: ",
        "return_to: ",
        "vendor: ",
    ] {
        assert!(
            failures.iter().any(|said| said.starts_with(field)),
            "{field} in {failures:?}"
        );
    }
    let both = json!({ "account_id": account, "integration": "acme", "label": "x", "tenant_id": "x", "member_id": account });
    let failures = worker.admin("POST", "/link-token", &both).failures();
    assert_eq!(failures.len(), 4, "{failures:?}");
    for nobody in [
        json!("x"),
        json!(1),
        json!(account.replace(['1', '2', '3'], "0")),
    ] {
        let wish = json!({ "account_id": nobody });
        let failures = worker.admin("POST", "/link-token", &wish).failures();
        assert!(
            failures[0].starts_with("account_id: must be the id"),
            "{failures:?}"
        );
    }
    for url in [
        "http://app.example/",
        "https:/app.example",
        "https://",
        "https://@app.example",
        "https://a@app.example/",
        "https://app.example\\@evil.example",
        "https://app.example/\n",
        "//app.example",
        "http://localhost.evil.example/",
        "https://é.example/",
        "https://app.example:99999/",
        "https://app.example:0/",
        "https://a:b/",
        "https://1.2.3.999/",
        "https://app.0x7f/",
        "https://a..b/",
        "https://[::1/",
        "https://[::g]/",
        "http://localhost:b/",
        "http://192.0.2.7/",
    ] {
        let failures = worker
            .admin("POST", "/link-token", &json!({ "return_to": url }))
            .failures();
        assert!(
            failures[0].starts_with("return_to: must be an https URL"),
            "{url} {failures:?}"
        );
    }
    assert_eq!(worker.platform.records.snapshot(), before);
    for url in [
        "https://app.example",
        "https://app.example:8443/done?a=b#c",
        "http://localhost:3000/done",
        "http://127.0.0.1/",
        "http://[::1]:3000/",
        "https://192.0.2.7:8443/",
        "https://[2001:db8::1]/done",
        "https://intranet/done",
    ] {
        worker
            .admin("POST", "/link-token", &json!({ "return_to": url }))
            .is(201);
    }
}

#[test]
fn a_page_learns_what_to_ask_for_and_looking_uses_nothing_up() {
    let worker = Worker::new();
    let code = link(
        &worker,
        &json!({ "integration": "acme", "label": "Acme of Cara" }),
    );
    let before = worker.platform.records.snapshot();
    for _ in 0..3 {
        let form = &look(&worker, &code)["form"];
        assert_eq!(form["vendor"], json!({ "slug": "acme", "label": "Acme" }));
        assert_eq!(form["account"], "Acme of Cara");
        assert_eq!(
            (&form["reconnects"], &form["is_chosen"]),
            (&json!(false), &json!(false))
        );
        assert_eq!(form["steps"][0], "Sign in to Acme as an admin.");
        assert_eq!(
            form["credentials"],
            json!([{ "name": "api_token", "label": "API token", "help": "Made by an admin under Settings.", "is_shown": false }])
        );
        assert_eq!(
            form["variables"],
            json!([
                { "name": "region", "help": "Where the workspace lives.", "values": ["us", "eu"], "value": "us", "is_required": false },
                { "name": "organization", "help": "The first label of the Acme address.", "values": [], "value": null, "is_required": true },
            ])
        );
    }
    assert_eq!(worker.platform.records.snapshot(), before);
    assert!(worker.platform.sent().is_empty());
}

#[test]
fn who_has_a_link_without_a_vendor_chooses_and_with_one_cannot() {
    let worker = Worker::new();
    vendor_knows(&worker);
    let open = link(&worker, &json!({}));
    let vendors = look(&worker, &open)["vendors"].clone();
    assert!(
        vendors
            .as_array()
            .unwrap()
            .contains(&json!({ "slug": "birch", "label": "Birch" }))
    );
    let chosen = |code: &str, slug: &str| {
        worker.decide(
            "connect-link",
            &json!({ "link": code, "integration": slug }),
        )
    };
    assert_eq!(chosen(&open, "birch")["form"]["is_chosen"], true);
    assert_eq!(
        chosen(&open, "birch")["form"]["credentials"][0]["is_shown"],
        true
    );
    assert_eq!(chosen(&open, "nobody")["vendors"], vendors);
    let named = link(&worker, &json!({ "integration": "acme" }));
    assert_eq!(chosen(&named, "birch")["form"]["vendor"]["slug"], "acme");
    assert_eq!(connect(&worker, &open), unknown(), "no vendor was chosen");
    let done = worker.decide("connect", &given(&open, &json!({ "integration": "acme" })));
    assert_eq!(done["connected"]["vendor"], "Acme");
}

#[test]
fn what_the_probe_found_is_told_and_the_account_is_stored_sealed() {
    let worker = Worker::new();
    vendor_knows(&worker);
    let wish = json!({ "integration": "acme", "tenant_id": "cust_9", "return_to": "https://app.example/done?x=1#top" });
    let code = link(&worker, &wish);
    let connected = connect(&worker, &code)["connected"].clone();
    let [account] = &accounts(&worker)[..] else {
        panic!("one account");
    };
    let id = account["id"].as_str().unwrap();
    assert_eq!(
        connected,
        json!({
            "vendor": "Acme", "account": "Acme Customer Ltd", "person": "cara@customer.example", "workspace": "Customer Ltd",
            "reconnects": false, "return_to": format!("https://app.example/done?x=1&integrated_account_id={id}#top"),
        })
    );
    assert_eq!(
        (
            &account["label"],
            &account["tenant_id"],
            &account["owner_member_id"],
            &account["status"]
        ),
        (
            &json!("Acme Customer Ltd"),
            &json!("cust_9"),
            &Value::Null,
            &json!("active")
        )
    );
    assert_eq!(account["context"], json!({ "organization": "demo" }));
    let sent = worker.platform.last_sent();
    assert_eq!(sent.url, "https://demo.acme.example/v1/me");
    assert_eq!(
        sent.headers.get("authorization"),
        Some(&*format!("Bearer {GIVEN}"))
    );
    let stored = worker.platform.records.snapshot();
    assert!(stored.values().all(|saved| !saved.value.contains(GIVEN)));
    assert!(
        worker
            .platform
            .lines()
            .iter()
            .all(|line| !line.contains(GIVEN) && !line.contains(&code))
    );
    assert!(
        worker
            .platform
            .lines()
            .iter()
            .any(|line| line.contains(id) && line.contains("\"connected\""))
    );
    let server = worker.server_with(id, &json!({}));
    worker
        .legacy(&server)
        .call("list_all_acme_me", json!({}))
        .answered();
}

#[test]
fn a_link_is_used_up_by_success_alone() {
    let worker = Worker::new();
    let code = link(&worker, &json!({ "integration": "acme" }));
    let before = worker.platform.records.snapshot();
    for (status, body) in [
        (401, r#"{"message":"who are you"}"#),
        (403, "{}"),
        (404, "{}"),
        (429, "{}"),
        (500, "<html>"),
        (200, "no JSON"),
        (302, ""),
    ] {
        worker.vendor_says(status, body);
        let said = connect(&worker, &code)["said"].clone();
        assert_eq!(
            (&said["vendor"], &said["status"]),
            (&json!("Acme"), &json!(status))
        );
        assert!(
            said["message"].as_str().unwrap().contains("Acme answered"),
            "{said}"
        );
        assert_eq!(
            worker.platform.records.snapshot(),
            before,
            "nothing is half-written"
        );
    }
    worker
        .platform
        .script(|_| Err(fairlead::platform::SendError::Timeout(1)));
    assert_eq!(connect(&worker, &code)["said"]["status"], Value::Null);
    let wrong = json!({ "credentials": { "api_token": "no\nheader", "other": "x" }, "context": { "organization": "a/b", "region": "mars" } });
    let sent = worker.platform.sent().len();
    let failures = worker.decide("connect", &given(&code, &wrong))["failures"].clone();
    let fields: Vec<&str> = failures
        .as_array()
        .unwrap()
        .iter()
        .map(|failure| failure["field"].as_str().unwrap())
        .collect();
    assert_eq!(
        fields,
        [
            "credentials.api_token",
            "credentials.other",
            "context.organization",
            "context.region"
        ]
    );
    assert_eq!(
        worker.platform.sent().len(),
        sent,
        "the vendor was not asked"
    );
    assert_eq!(worker.platform.records.snapshot(), before);
    vendor_knows(&worker);
    assert!(connect(&worker, &code)["connected"].is_object());
    for _ in 0..2 {
        assert_eq!(connect(&worker, &code), unknown());
        assert_eq!(look(&worker, &code), unknown());
    }
    assert_eq!(accounts(&worker).len(), 1);
}

#[test]
fn a_vendor_that_repeats_the_credential_does_not_have_it_shown() {
    let worker = Worker::new();
    let code = link(&worker, &json!({ "integration": "acme" }));
    worker.vendor_says(
        401,
        &json!({ "message": format!("bad token {GIVEN}") }).to_string(),
    );
    let said = connect(&worker, &code);
    assert_eq!(
        said["said"]["message"],
        "Acme answered 401: bad token [redacted]"
    );
}

#[test]
fn two_uses_at_once_make_one_account() {
    for schedule in 0..64 {
        let worker = Worker::new();
        vendor_knows(&worker);
        let code = link(&worker, &json!({ "integration": "acme" }));
        let ask = |secret: &str| {
            let body = given(&code, &json!({ "credentials": { "api_token": secret } }));
            request("POST", "/connect")
                .at("https://fairlead.internal")
                .body(body.to_string())
        };
        let (one, other) = worker.decided_at_once(schedule, &ask("fake-one"), &ask("fake-other"));
        assert!(one.is(200)["connected"].is_object() || other.is(200)["connected"].is_object());
        assert_eq!(accounts(&worker).len(), 1, "{schedule}");
        assert_eq!(look(&worker, &code), unknown(), "{schedule}");
    }
}

#[test]
fn a_link_ends_on_the_second_even_where_it_is_still_kept() {
    let worker = Worker::new();
    let code = link(&worker, &json!({ "integration": "acme" }));
    worker.platform.records.keeps_expired.set(true);
    worker.platform.set_clock(WEEK - 1);
    assert!(look(&worker, &code)["form"].is_object());
    worker.platform.set_clock(WEEK);
    assert_eq!(look(&worker, &code), unknown());
    assert_eq!(connect(&worker, &code), unknown());
    assert!(worker.platform.sent().is_empty());
}

#[test]
fn what_is_no_link_opens_nothing_and_is_counted() {
    let worker = Worker::new();
    let code = link(&worker, &json!({ "integration": "acme" }));
    for none in [
        "",
        "x",
        "../member",
        "callback",
        &"A".repeat(43),
        &"A".repeat(5_000),
        &code.to_lowercase(),
        &format!("{code}="),
    ] {
        assert_eq!(look(&worker, none), unknown(), "{none}");
        assert_eq!(connect(&worker, none), unknown(), "{none}");
    }
    worker
        .platform
        .limit(fairlead::platform::Limit::WrongTokens, 2);
    let guess = |link: &str| {
        let body = json!({ "link": link, "address": "192.0.2.7" });
        worker.ask_unheld("connect-link", &body.to_string()).status
    };
    assert_eq!(
        [guess("a"), guess("b"), guess("c"), guess(&code)],
        [200, 200, 429, 200]
    );
}

#[test]
fn tries_of_a_link_have_a_brake_of_their_own() {
    let worker = Worker::new();
    worker.vendor_says(401, "{}");
    worker
        .platform
        .limit(fairlead::platform::Limit::WrongTokens, 2);
    let code = link(&worker, &json!({ "integration": "acme" }));
    let connect = || worker.ask_unheld("connect", &given(&code, &json!({})).to_string());
    assert_eq!(
        [connect().status, connect().status, connect().status],
        [200, 200, 429]
    );
    assert_eq!(worker.platform.sent().len(), 2);
}

#[test]
fn a_link_for_a_member_makes_an_account_of_theirs() {
    let worker = Worker::with_sign_in();
    vendor_knows(&worker);
    let anna = worker.member_with(&json!({}));
    let ben = worker.member_with(&json!({ "email": "ben@example.com" }));
    let code = link(
        &worker,
        &json!({ "integration": "acme", "member_id": anna, "label": "Anna's" }),
    );
    connect(&worker, &code);
    let [account] = &accounts(&worker)[..] else {
        panic!("one account");
    };
    assert_eq!(
        (&account["owner_member_id"], &account["label"]),
        (&json!(anna), &json!("Anna's"))
    );
    let give = |member: &str| {
        let body = json!({ "accounts": [{ "id": account["id"] }] });
        worker.admin("PATCH", &format!("/member/{member}"), &body)
    };
    give(&ben).is(400);
    give(&anna).is(200);
    let code = link(&worker, &json!({ "integration": "acme", "member_id": ben }));
    worker.delete(&format!("/member/{ben}")).is(200);
    assert_eq!(
        look(&worker, &code),
        unknown(),
        "whose it was to be is gone"
    );
    assert_eq!(connect(&worker, &code), unknown());
}

#[test]
fn an_account_that_is_connected_again_keeps_its_id_its_servers_and_its_name() {
    let worker = Worker::new();
    let account = worker.account_with(
        &json!({ "tenant_id": "acme", "context": { "organization": "demo", "region": "eu" } }),
    );
    let server = worker.server_with(&account, &json!({}));
    worker.vendor_says(401, r#"{"message":"token is over"}"#);
    worker
        .legacy(&server)
        .call("list_all_acme_me", json!({}))
        .failed();
    let target = format!("/integrated-account/{account}");
    assert_eq!(worker.read(&target).is(200)["status"], "needs_reauth");
    let code = link(&worker, &json!({ "account_id": account }));
    let form = look(&worker, &code)["form"].clone();
    assert_eq!(
        (&form["reconnects"], &form["account"]),
        (&json!(true), &json!("Acme support"))
    );
    assert_eq!(form["variables"][0]["value"], "eu");
    assert_eq!(form["variables"][1]["value"], "demo");
    assert_eq!(connect(&worker, &code)["said"]["status"], 401);
    assert_eq!(
        worker.read(&target).is(200)["status"],
        "needs_reauth",
        "a refused try changes nothing"
    );
    vendor_knows(&worker);
    worker.platform.pass(60);
    let connected = connect(&worker, &code)["connected"].clone();
    assert_eq!(
        (&connected["reconnects"], &connected["account"]),
        (&json!(true), &json!("Acme support"))
    );
    let shown = worker.read(&target).is(200);
    assert_eq!(
        (&shown["status"], &shown["label"], &shown["tenant_id"]),
        (&json!("active"), &json!("Acme support"), &json!("acme"))
    );
    assert_eq!(shown["context"], json!({ "organization": "demo" }));
    worker
        .legacy(&server)
        .call("list_all_acme_me", json!({}))
        .answered();
    assert_eq!(
        worker.platform.last_sent().headers.get("authorization"),
        Some(&*format!("Bearer {GIVEN}"))
    );
    assert_eq!(look(&worker, &code), unknown());
    let code = link(&worker, &json!({ "account_id": account }));
    worker.delete(&target).is(200);
    assert_eq!(
        look(&worker, &code),
        unknown(),
        "the account is gone, and no link brings it back"
    );
    assert_eq!(connect(&worker, &code), unknown());
}

/// What uses an account would go on in somebody else's data.
#[test]
fn an_account_is_not_connected_again_to_another_workspace() {
    let worker = Worker::new();
    let says = |id: &Value, name: &str| {
        let me = json!({ "data": { "email": "cara@customer.example", "workspace": { "id": id, "name": name } } });
        worker.vendor_says(200, &me.to_string());
    };
    says(&json!(17), "Customer Ltd");
    let first = link(&worker, &json!({ "integration": "acme" }));
    assert!(connect(&worker, &first)["connected"].is_object());
    let account = accounts(&worker)[0]["id"].as_str().unwrap().to_owned();
    let server = worker.server_with(&account, &json!({}));

    let code = link(&worker, &json!({ "account_id": account }));
    let before = worker.platform.records.snapshot();
    says(&json!(18), "Customer Ltd");
    assert_eq!(
        connect(&worker, &code),
        json!({ "elsewhere": {
            "vendor": "Acme", "account": "Acme Customer Ltd", "workspace": "Customer Ltd", "again": format!("/connect/{code}"),
        } })
    );
    assert_eq!(
        worker.platform.records.snapshot(),
        before,
        "nothing is half-written, and the link is as good as before"
    );
    assert!(
        worker
            .platform
            .lines()
            .iter()
            .any(|line| line.contains("\"elsewhere\""))
    );

    // By its id, whatever it is called by now. A vendor that tells none is taken at its word.
    says(&json!("17"), "Customer Corporation");
    assert!(connect(&worker, &code)["connected"].is_object());
    let code = link(&worker, &json!({ "account_id": account }));
    says(&Value::Null, "Customer Corporation");
    assert!(connect(&worker, &code)["connected"].is_object());
    let code = link(&worker, &json!({ "account_id": account }));
    says(&json!(18), "Other");
    assert!(
        connect(&worker, &code)["elsewhere"].is_object(),
        "what it was is not forgotten"
    );

    // Who has the operator's API may move it.
    let target = format!("/integrated-account/{account}/credentials");
    let credentials = json!({ "credentials": { "api_token": "fake-other-token" } });
    worker.admin("PATCH", &target, &credentials).is(200);
    let code = link(&worker, &json!({ "account_id": account }));
    assert!(connect(&worker, &code)["connected"].is_object());
    let code = link(&worker, &json!({ "account_id": account }));
    says(&json!(17), "Customer Ltd");
    assert!(connect(&worker, &code)["elsewhere"].is_object());
    worker
        .legacy(&server)
        .call("list_all_acme_me", json!({}))
        .answered();
}

/// Whoever has an old link could put credentials of theirs in place of those that were given since.
#[test]
fn a_link_to_connect_again_ends_when_the_account_gets_other_credentials() {
    let worker = Worker::new();
    vendor_knows(&worker);
    let account = worker.account();
    let again = || link(&worker, &json!({ "account_id": account }));
    let (one, other) = (again(), again());
    let label = json!({ "label": "Renamed" });
    let target = format!("/integrated-account/{account}");
    worker.admin("PATCH", &target, &label).is(200);
    assert!(
        look(&worker, &other)["form"].is_object(),
        "its credentials are the same"
    );
    assert!(connect(&worker, &one)["connected"].is_object());
    assert_eq!(look(&worker, &other), unknown());
    assert_eq!(connect(&worker, &other), unknown());
    let code = again();
    let credentials = json!({ "credentials": { "api_token": "fake-other-token" } });
    worker
        .admin("PATCH", &format!("{target}/credentials"), &credentials)
        .is(200);
    assert_eq!(connect(&worker, &code), unknown());
    assert!(connect(&worker, &again())["connected"].is_object());
}

/// Accounts and links of versions that knew no connections.
#[test]
fn an_older_link_connects_an_older_account_again() {
    let worker = Worker::new();
    vendor_knows(&worker);
    let account = worker.account();
    let code = link(&worker, &json!({ "account_id": account }));
    let records = &worker.platform.records;
    for key in [
        format!("account:{account}"),
        records.keys("connect:").remove(0),
    ] {
        let mut older: Value = serde_json::from_str(&records.get(&key).unwrap().value).unwrap();
        older.as_object_mut().unwrap().remove("connection").unwrap();
        records.put(&key, &older.to_string());
    }
    assert!(connect(&worker, &code)["connected"].is_object());
    assert!(connect(&worker, &code)["connected"].is_null());
}

/// The question has read its records and asks the vendor; then the other request has all turns.
const WHILE_THE_VENDOR_IS_ASKED: u32 = !0b111;

#[test]
fn what_an_operator_does_while_the_vendor_is_asked_stays() {
    let worker = Worker::new();
    vendor_knows(&worker);
    let account = worker.account();
    let target = format!("/integrated-account/{account}");
    let code = link(&worker, &json!({ "account_id": account }));
    let ask = |code: &str| {
        request("POST", "/connect")
            .at("https://fairlead.internal")
            .body(given(code, &json!({})).to_string())
    };
    let change = json!({ "is_blocked": true, "read_only": true, "label": "Renamed" });
    let patch = request("PATCH", &target).bearer(ADMIN_TOKEN);
    let patch = patch.body(change.to_string());
    let meanwhile = WHILE_THE_VENDOR_IS_ASKED;
    let (connected, patched) = worker.decided_meanwhile(meanwhile, &ask(&code), &patch);
    patched.is(200);
    assert_eq!(connected.is(200)["connected"]["account"], "Renamed");
    let shown = worker.read(&target).is(200);
    for (field, value) in change.as_object().unwrap() {
        assert_eq!(&shown[field], value, "{field}");
    }

    let code = link(&worker, &json!({ "account_id": account }));
    let credentials = json!({ "credentials": { "api_token": "fake-other-token" } });
    let replace = request("PATCH", &format!("{target}/credentials")).bearer(ADMIN_TOKEN);
    let replace = replace.body(credentials.to_string());
    let (connected, replaced) = worker.decided_meanwhile(meanwhile, &ask(&code), &replace);
    replaced.is(200);
    assert_eq!(connected.is(200), unknown());

    let code = link(&worker, &json!({ "account_id": account }));
    let delete = request("DELETE", &target).bearer(ADMIN_TOKEN);
    let (connected, deleted) = worker.decided_meanwhile(meanwhile, &ask(&code), &delete);
    deleted.is(200);
    assert_eq!(connected.is(200), unknown());
    assert!(accounts(&worker).is_empty(), "nothing brings it back");
}

#[test]
fn records_that_cannot_be_written_lose_nothing() {
    let body = |code: &str| given(code, &json!({})).to_string();
    let worker = Worker::new();
    vendor_knows(&worker);
    let code = link(&worker, &json!({ "integration": "acme" }));
    worker.platform.records.fail(Operation::Save, 0);
    worker.ask_unheld("connect", &body(&code)).is(503);
    worker.platform.records.recover();
    assert!(accounts(&worker).is_empty());
    assert!(
        look(&worker, &code)["form"].is_object(),
        "the link is as good as before"
    );
    worker.platform.records.fail(Operation::Remove, 0);
    worker.ask_unheld("connect", &body(&code)).is(503);
    worker.platform.records.recover();
    assert_eq!(accounts(&worker).len(), 1);
    assert_eq!(
        connect(&worker, &code),
        unknown(),
        "what outlives its account makes no second one"
    );
    assert_eq!(accounts(&worker).len(), 1);
}
