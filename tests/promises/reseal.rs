//! Keys of `CREDENTIAL_KEYS` that come and go, and `POST /admin/reseal`, which makes the old ones dispensable.

use serde_json::{Value, json};

use crate::fake::{
    ADMIN_TOKEN, KEY_ONE, KEY_TWO, Operation, Server, VENDOR_SECRET, Worker, request, vendor_answer,
};

const RESEAL: &str = "/admin/reseal";

fn reseal(worker: &Worker, query: &str) -> Value {
    let ask = request("POST", &format!("{RESEAL}{query}"));
    worker.answer(&ask.bearer(ADMIN_TOKEN)).is(200)
}

fn key(account: &str) -> String {
    format!("account:{account}")
}

/// The kid that sealed an account's credentials.
fn kid(worker: &Worker, account: &str) -> String {
    let value = worker.platform.records.get(&key(account)).unwrap().value;
    let record: Value = serde_json::from_str(&value).unwrap();
    let sealed = record["credentials"].as_str().unwrap();
    sealed.split(':').next().unwrap().to_owned()
}

fn both_keys(worker: &mut Worker) {
    worker.set("CREDENTIAL_KEYS", &format!("k2:{KEY_TWO},k1:{KEY_ONE}"));
}

fn new_key_alone(worker: &mut Worker) {
    worker.set("CREDENTIAL_KEYS", &format!("k2:{KEY_TWO}"));
}

/// Whether a call reaches the vendor with this credential.
#[track_caller]
fn calls_with(worker: &Worker, server: &Server, secret: &str) {
    let reply = worker.legacy(server).call("list_all_acme_me", json!({}));
    assert_eq!(reply.result().get("isError"), None, "{reply:?}");
    let sent = worker.platform.last_sent();
    let expected = format!("Bearer {secret}");
    assert_eq!(sent.headers.get("authorization"), Some(expected.as_str()));
}

#[test]
fn a_key_is_replaced_without_downtime_and_the_old_one_can_go() {
    let mut worker = Worker::new();
    let servers: Vec<Server> = (0..5)
        .map(|number| {
            let credentials =
                json!({ "credentials": { "api_token": format!("fake-token-{number}") } });
            worker.server_with(&worker.account_with(&credentials), &json!({}))
        })
        .collect();
    let cursor_under = |worker: &Worker| {
        worker.vendor_says(
            200,
            r#"{"data":[{"id":"i_1"}],"paging":{"next":"p2","more":true}}"#,
        );
        let list = worker
            .legacy(&servers[0])
            .call("list_all_acme_issues", json!({}));
        let cursor = list.answered()["next_cursor"].as_str().map(str::to_owned);
        worker.vendor_says(200, "{\"data\":{}}");
        cursor
    };
    let old_cursor = cursor_under(&worker).expect("a cursor");
    assert!(old_cursor.starts_with("k1:"), "{old_cursor}");
    let keyed = |worker: &Worker| {
        let ask = request("POST", "/api-token").bearer(ADMIN_TOKEN);
        let ask = ask.header("idempotency-key", "before");
        worker.answer(&ask.body(json!({ "name": "ci", "scope": "mcp" }).to_string()))
    };
    keyed(&worker).is(201);

    // The new key comes first, the old one stays.
    both_keys(&mut worker);
    for (number, server) in servers.iter().enumerate() {
        calls_with(&worker, server, &format!("fake-token-{number}"));
    }
    let credentials = json!({ "credentials": { "api_token": "fake-token-new" } });
    let target = format!("/integrated-account/{}/credentials", servers[4].account);
    worker.admin("PATCH", &target, &credentials).is(200);
    let kids: Vec<String> = servers
        .iter()
        .map(|one| kid(&worker, &one.account))
        .collect();
    assert_eq!(kids, ["k1", "k1", "k1", "k1", "k2"]);
    assert_eq!(keyed(&worker).header("idempotent-replayed"), Some("true"));

    // All is sealed anew.
    let done = reseal(&worker, "");
    let expected = json!({
        "resealed": 4, "current": 1, "failed": [], "next_cursor": null, "limit": 50,
    });
    assert_eq!(done, expected);
    assert!(servers.iter().all(|one| kid(&worker, &one.account) == "k2"));
    assert_eq!(reseal(&worker, "")["current"], 5, "safe to repeat");

    // The old key goes.
    new_key_alone(&mut worker);
    for (number, server) in servers.iter().enumerate().take(4) {
        calls_with(&worker, server, &format!("fake-token-{number}"));
    }
    calls_with(&worker, &servers[4], "fake-token-new");

    // What lives shortly was not sealed anew, and says so where it is met.
    let sent = worker.platform.sent().len();
    let stale = worker
        .legacy(&servers[0])
        .call("list_all_acme_issues", json!({ "next_cursor": old_cursor }));
    let mends = stale.mends();
    assert!(
        mends.iter().any(|mend| mend.starts_with("next_cursor: ")),
        "{mends:?}"
    );
    assert_eq!(worker.platform.sent().len(), sent, "nothing was sent");
    keyed(&worker).is(409);
    let fresh = cursor_under(&worker).expect("a cursor");
    assert!(fresh.starts_with("k2:"), "{fresh}");
    assert_eq!(reseal(&worker, "")["current"], 5);
}

/// The code of a server is no part of the pages; a change of the server takes it along, and people go on with it.
#[test]
fn an_approval_code_is_sealed_anew_with_its_server() {
    let mut worker = Worker::new();
    let config = json!({ "approve": ["write"] });
    let [changed, unchanged] = [(); 2].map(|()| worker.configured(&config));
    let code = |worker: &Worker, server: &Server| {
        worker.read(&server.resource()).is(200)["approval_code"].clone()
    };
    let before = code(&worker, &changed);
    both_keys(&mut worker);
    worker
        .admin("PATCH", &changed.resource(), &json!({}))
        .is(200);
    assert_eq!(code(&worker, &changed), before);
    assert!(code(&worker, &unchanged).is_string());
    reseal(&worker, "");
    new_key_alone(&mut worker);
    assert_eq!(code(&worker, &changed), before);
    assert_eq!(code(&worker, &unchanged), Value::Null);
}

#[test]
fn it_goes_page_by_page_and_writes_only_what_it_must() {
    let mut worker = Worker::new();
    let accounts: Vec<String> = (0..7).map(|_| worker.account()).collect();
    worker.server_with(&accounts[0], &json!({}));
    worker.api_token("mcp", None);
    both_keys(&mut worker);
    let others = |worker: &Worker| {
        let mut records = worker.platform.records.snapshot();
        records.retain(|key, _| !key.starts_with("account:"));
        records
    };
    let untouched = others(&worker);
    let writes = worker.platform.records.saved().len();
    let (mut query, mut pages) = ("?limit=3".to_owned(), Vec::new());
    loop {
        let page = reseal(&worker, &query);
        assert_eq!(page["limit"], 3);
        pages.push(page["resealed"].as_u64().unwrap());
        match page["next_cursor"].as_str() {
            Some(cursor) => query = format!("?limit=3&next_cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(pages, [3, 3, 1]);
    assert_eq!(worker.platform.records.saved().len(), writes + 7);
    assert_eq!(others(&worker), untouched);

    let before = worker.platform.records.snapshot();
    worker.platform.records.fail(Operation::Save, 0);
    let again = reseal(&worker, "?limit=100");
    assert_eq!(
        (&again["resealed"], &again["current"]),
        (&json!(0), &json!(7))
    );
    assert_eq!(
        worker.platform.records.snapshot(),
        before,
        "nothing was written"
    );
}

#[test]
fn an_account_keeps_all_but_its_seal() {
    let mut worker = Worker::new();
    let account = worker.account_with(&json!({ "tenant_id": "acme-1", "read_only": true }));
    let target = format!("/integrated-account/{account}");
    let before = worker.read(&target).is(200);
    both_keys(&mut worker);
    worker.platform.pass(60);
    assert_eq!(reseal(&worker, "")["resealed"], 1);
    assert_eq!(worker.read(&target).is(200), before, "not even updated_at");
}

#[test]
fn what_cannot_be_sealed_anew_is_told_by_id_and_reason_and_stops_nothing() {
    let mut worker = Worker::new();
    let accounts: Vec<String> = (0..5).map(|_| worker.account()).collect();
    let records = &worker.platform.records;
    let altered = |account: &str, from: &str, to: &str| {
        let value = records.get(&key(account)).unwrap().value;
        assert!(value.contains(from), "{value}");
        records.put(&key(account), &value.replacen(from, to, 1));
    };
    altered(&accounts[0], "\"k1:", "\"k9:");
    records.put(&key(&accounts[1]), "leaked-value");
    altered(&accounts[2], "{\"v\":1", "{\"v\":2");
    records.put(
        &key(&accounts[3]),
        &records.get(&key(&accounts[4])).unwrap().value,
    );
    records.put("account:nonsense", "{}");
    both_keys(&mut worker);
    let done = reseal(&worker, "");
    assert_eq!(
        (&done["resealed"], &done["current"]),
        (&json!(1), &json!(0))
    );
    let mut told: Vec<(String, String)> = done["failed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            assert_eq!(one.as_object().unwrap().len(), 2, "{one}");
            let text = |key: &str| one[key].as_str().unwrap().to_owned();
            (text("id"), text("reason"))
        })
        .collect();
    told.sort();
    let mut expected = [
        (accounts[0].clone(), "open with no key of CREDENTIAL_KEYS"),
        (accounts[1].clone(), "cannot be read by this version"),
        (accounts[2].clone(), "newer version"),
        (accounts[3].clone(), "cannot be read by this version"),
        ("nonsense".to_owned(), "cannot be read by this version"),
    ];
    expected.sort();
    assert_eq!(told.len(), expected.len(), "{told:?}");
    for ((id, reason), (expected_id, words)) in told.iter().zip(&expected) {
        assert_eq!(id, expected_id);
        assert!(reason.contains(words), "{reason}");
    }
    assert_eq!(kid(&worker, &accounts[4]), "k2");
    let all = format!("{done} {}", worker.platform.lines().join("\n"));
    for secret in [VENDOR_SECRET, "leaked-value", KEY_ONE, "k9:"] {
        assert!(!all.contains(secret), "{secret}");
    }
}

#[test]
fn a_new_key_under_an_old_name_does_not_pass_for_current() {
    let mut worker = Worker::new();
    let account = worker.account();
    worker.set("CREDENTIAL_KEYS", &format!("k1:{KEY_TWO}"));
    let done = reseal(&worker, "");
    assert_eq!(
        (&done["resealed"], &done["current"]),
        (&json!(0), &json!(0))
    );
    assert_eq!(done["failed"][0]["id"], account);
}

#[test]
fn kv_that_fails_loses_nothing_and_the_rest_is_done_the_next_time() {
    let mut worker = Worker::new();
    let accounts: Vec<String> = (0..4).map(|_| worker.account()).collect();
    both_keys(&mut worker);
    let before = worker.platform.records.snapshot();
    for operation in [Operation::List, Operation::Load] {
        worker.platform.records.fail(operation, 0);
        let ask = request("POST", RESEAL).bearer(ADMIN_TOKEN);
        worker.answer(&ask).is(503);
        assert_eq!(worker.platform.records.snapshot(), before);
    }
    worker.platform.records.fail(Operation::Save, 2);
    let done = reseal(&worker, "");
    assert_eq!(done["resealed"], 2);
    let failed = done["failed"].as_array().unwrap();
    assert_eq!(failed.len(), 2, "{done}");
    for one in failed {
        let reason = one["reason"].as_str().unwrap();
        assert!(reason.contains("run this again") && !reason.contains("KV does not"));
    }
    worker.platform.records.recover();
    let again = reseal(&worker, "");
    assert_eq!(
        (&again["resealed"], &again["current"]),
        (&json!(2), &json!(2))
    );
    assert!(accounts.iter().all(|account| kid(&worker, account) == "k2"));
}

#[test]
fn its_query_is_that_of_a_list() {
    let worker = Worker::new();
    for (query, field) in [
        ("?limit=0", "limit"),
        ("?limit=101", "limit"),
        ("?colour=red", "colour"),
        ("?label=x", "label"),
        ("?next_cursor=mine", "next_cursor"),
    ] {
        let ask = request("POST", &format!("{RESEAL}{query}"));
        let reply = worker.answer(&ask.bearer(ADMIN_TOKEN));
        assert_eq!(reply.failed_fields(), [field], "{query}");
    }
}

/// Every turn belongs to the operator's other request from when the reseal has read its page.
const AFTER_THE_PAGE: u32 = !0b111;

#[test]
fn what_an_operator_changes_while_a_page_is_worked_on_is_not_undone() {
    let mut worker = Worker::new();
    let server = worker.server();
    let target = format!("/integrated-account/{}", server.account);
    both_keys(&mut worker);
    let ask = request("POST", RESEAL).bearer(ADMIN_TOKEN);
    let label = request("PATCH", &target).bearer(ADMIN_TOKEN);
    let label = label.body(json!({ "label": "Renamed" }).to_string());
    let (done, patched) = worker.at_once(AFTER_THE_PAGE, &ask, &label);
    assert_eq!(done.is(200)["resealed"], 1);
    patched.is(200);
    assert_eq!(worker.read(&target).is(200)["label"], "Renamed");
    assert_eq!(kid(&worker, &server.account), "k2");

    worker.set("CREDENTIAL_KEYS", &format!("k1:{KEY_ONE},k2:{KEY_TWO}"));
    let renewed = request("PATCH", &format!("{target}/credentials")).bearer(ADMIN_TOKEN);
    let renewed = renewed.body(json!({ "credentials": { "api_token": "fake-new" } }).to_string());
    let (done, patched) = worker.at_once(AFTER_THE_PAGE, &ask, &renewed);
    assert_eq!(
        done.is(200)["current"],
        1,
        "the change was sealed with the first key"
    );
    patched.is(200);
    calls_with(&worker, &server, "fake-new");

    both_keys(&mut worker);
    let delete = request("DELETE", &target).bearer(ADMIN_TOKEN);
    let (done, deleted) = worker.at_once(AFTER_THE_PAGE, &ask, &delete);
    let done = done.is(200);
    deleted.is(200);
    assert_eq!(
        (&done["resealed"], &done["failed"]),
        (&json!(0), &json!([]))
    );
    assert!(
        worker.platform.records.keys("").is_empty(),
        "nothing came back"
    );
}

#[test]
fn however_it_falls_together_with_a_change_the_record_is_whole_and_opens() {
    for schedule in 0..256 {
        let mut worker = Worker::new();
        let server = worker.server();
        both_keys(&mut worker);
        worker
            .platform
            .script(|_| Ok(vendor_answer(200, "{\"data\":{}}")));
        let ask = request("POST", RESEAL).bearer(ADMIN_TOKEN);
        let target = format!("/integrated-account/{}/credentials", server.account);
        let body = json!({ "credentials": { "api_token": "fake-new" } }).to_string();
        let change = request("PATCH", &target).bearer(ADMIN_TOKEN).body(body);
        let (done, changed) = worker.at_once(schedule, &ask, &change);
        assert_eq!(done.is(200)["failed"], json!([]));
        changed.is(200);
        assert_eq!(kid(&worker, &server.account), "k2");
        let reply = worker.legacy(&server).call("list_all_acme_me", json!({}));
        reply.answered();
        let sent = worker.platform.last_sent();
        let sent = sent.headers.get("authorization").unwrap();
        let possible = [
            "Bearer fake-new".to_owned(),
            format!("Bearer {VENDOR_SECRET}"),
        ];
        assert!(possible.iter().any(|one| one == sent), "{sent}");
    }
}
