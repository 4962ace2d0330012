//! Two accounts never meet, and credentials open in their own record alone.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::fake::{KEY_ONE, KEY_TWO, Server, VENDOR_SECRET, Worker, vendor_answer};

const OTHER_SECRET: &str = "fake-vendor-token-of-the-other";

/// A Worker with two customers of the same vendor.
fn two() -> (Worker, Server, Server) {
    let worker = Worker::new();
    let first = worker.server();
    let account = worker.account_with(&json!({
        "label": "Other",
        "context": { "organization": "other" },
        "credentials": { "api_token": OTHER_SECRET },
    }));
    let second = worker.server_with(&account, &json!({}));
    (worker, first, second)
}

fn bytes(server: &Server) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(&server.token[3..]).unwrap()
}

fn with_token(server: &Server, bytes: &[&[u8]]) -> Server {
    Server {
        token: format!("fl_{}", URL_SAFE_NO_PAD.encode(bytes.concat())),
        ..server.clone()
    }
}

fn record(worker: &Worker, account: &str) -> Value {
    let saved = worker.platform.records.get(&format!("account:{account}"));
    serde_json::from_str(&saved.expect("the record").value).unwrap()
}

#[test]
fn each_token_reaches_its_own_account_with_its_own_credentials() {
    let (worker, first, second) = two();
    for (server, organization, secret) in [
        (&first, "demo", VENDOR_SECRET),
        (&second, "other", OTHER_SECRET),
    ] {
        worker.legacy(server).call("list_all_acme_me", json!({}));
        let sent = worker.platform.last_sent();
        assert_eq!(
            sent.url,
            format!("https://{organization}.acme.example/v1/me")
        );
        let authorization = sent.headers.get("authorization");
        assert_eq!(authorization, Some(format!("Bearer {secret}").as_str()));
    }
}

#[test]
fn ids_swapped_inside_a_token_open_nothing() {
    let (worker, first, second) = two();
    let (one, two) = (bytes(&first), bytes(&second));
    for swapped in [
        with_token(&first, &[&two[..16], &one[16..]]),
        with_token(&first, &[&one[..16], &two[16..32], &one[32..]]),
        with_token(&first, &[&two[..32], &one[32..]]),
        with_token(&first, &[&one[16..32], &one[..16], &one[32..]]),
    ] {
        assert_eq!(worker.legacy(&swapped).list().status, 404);
    }
    assert_eq!(worker.legacy(&first).list().status, 200);
}

#[test]
fn a_server_is_found_through_its_own_account_alone() {
    let (worker, first, second) = two();
    let foreign = Server {
        account: first.account.clone(),
        ..second.clone()
    };
    let before = worker.platform.records.snapshot();
    let target = foreign.resource();
    assert_eq!(worker.read(&target).status, 404);
    assert_eq!(worker.delete(&target).status, 404);
    let body = json!({ "name": "Mine" });
    assert_eq!(worker.admin("PATCH", &target, &body).status, 404);
    let rotate = format!("{target}/rotate");
    assert_eq!(worker.admin("POST", &rotate, &json!({})).status, 404);
    assert_eq!(worker.platform.records.snapshot(), before);
    let list = worker
        .read(&format!("/integrated-account/{}/mcp", first.account))
        .is(200);
    assert_eq!(list["result"].as_array().unwrap().len(), 1);
    assert_eq!(list["result"][0]["id"], first.id);
}

#[test]
fn accounts_of_two_vendors_have_the_tools_of_their_own() {
    let worker = Worker::new();
    let acme = worker.server();
    let birch = worker.account_with(&json!({
        "integration": "birch",
        "context": {},
        "credentials": { "email": "a@b.example", "secret": OTHER_SECRET },
    }));
    let birch = worker.server_with(&birch, &json!({}));
    assert!(
        worker
            .legacy(&acme)
            .tools()
            .iter()
            .all(|name| name.contains("acme"))
    );
    assert_eq!(
        worker.legacy(&birch).tools(),
        ["create_a_birch_tree", "list_all_birch_trees"]
    );
    let (status, code) = worker
        .legacy(&birch)
        .call("list_all_acme_me", json!({}))
        .fault();
    assert_eq!((status, code), (200, -32602));
    assert_eq!(worker.platform.sent().len(), 0);
}

#[test]
fn no_record_holds_a_credential_and_the_same_one_is_sealed_differently_each_time() {
    let (worker, first, _) = two();
    let target = format!("/integrated-account/{}/credentials", first.account);
    let before = record(&worker, &first.account)["credentials"].clone();
    let body = json!({ "credentials": { "api_token": VENDOR_SECRET } });
    worker.admin("PATCH", &target, &body).is(200);
    let after = record(&worker, &first.account)["credentials"].clone();
    assert_ne!(before, after, "a nonce serves once");
    assert!(after.as_str().unwrap().starts_with("k1:"));
    for saved in worker.platform.records.saved() {
        for secret in [
            VENDOR_SECRET,
            OTHER_SECRET,
            &first.token,
            &first.token[46..],
        ] {
            assert!(!saved.value.contains(secret), "{}", saved.key);
            assert!(!saved.key.contains(secret), "{}", saved.key);
        }
    }
}

#[test]
fn sealed_credentials_do_not_open_in_another_accounts_record() {
    let (worker, first, second) = two();
    let mut stolen = record(&worker, &second.account);
    stolen["credentials"] = record(&worker, &first.account)["credentials"].clone();
    let key = format!("account:{}", second.account);
    worker.platform.records.put(&key, &stolen.to_string());
    let reply = worker.legacy(&second).call("list_all_acme_me", json!({}));
    assert_eq!(reply.failed()["statusCode"], 503);
    assert!(worker.platform.sent().is_empty());
    let test = format!("/integrated-account/{}/test", second.account);
    assert_eq!(worker.admin("POST", &test, &json!({})).status, 409);
}

#[test]
fn a_record_under_another_key_is_none() {
    let (worker, first, second) = two();
    let own = format!("account:{}", second.account);
    let stolen = record(&worker, &first.account).to_string();
    let good = record(&worker, &second.account).to_string();
    worker.platform.records.put(&own, &stolen);
    assert_eq!(worker.legacy(&second).list().status, 500);
    let target = format!("/integrated-account/{}", second.account);
    assert_eq!(worker.read(&target).status, 500);
    worker.platform.records.put(&own, &good);
    assert_eq!(worker.legacy(&second).list().status, 200);

    // The first customer's server, put under the second's account, still opens nothing of it.
    let server = worker.platform.records.get(&first.key()).unwrap().value;
    worker.platform.records.put(&second.key(), &server);
    assert_eq!(worker.legacy(&second).list().status, 500);
    assert_eq!(worker.read(&second.resource()).status, 500);
    assert!(worker.platform.sent().is_empty());
}

#[test]
fn an_altered_seal_does_not_open() {
    let (worker, first, _) = two();
    let good = record(&worker, &first.account);
    let sealed = good["credentials"].as_str().unwrap();
    let key = format!("account:{}", first.account);
    let last = if sealed.ends_with('A') { 'B' } else { 'A' };
    for bad in [
        format!("{}{last}", &sealed[..sealed.len() - 1]),
        sealed.replacen("k1:", "k2:", 1),
        sealed.replacen("k1:", "", 1),
        format!("k1:{KEY_ONE}:{KEY_ONE}"),
        "k1::".to_owned(),
        String::new(),
    ] {
        let mut record = good.clone();
        record["credentials"] = json!(bad);
        worker.platform.records.put(&key, &record.to_string());
        let reply = worker.legacy(&first).call("list_all_acme_me", json!({}));
        assert_eq!(reply.failed()["statusCode"], 503, "{bad}");
    }
    assert!(worker.platform.sent().is_empty());
}

#[test]
fn keys_rotate_without_downtime() {
    let mut worker = Worker::new();
    let server = worker.server();
    let calls = |worker: &Worker| {
        worker
            .legacy(&server)
            .call("list_all_acme_me", json!({}))
            .status
    };
    worker.set("CREDENTIAL_KEYS", &format!("k2:{KEY_TWO},k1:{KEY_ONE}"));
    assert_eq!(calls(&worker), 200);
    assert_eq!(worker.platform.sent().len(), 1);

    let target = format!("/integrated-account/{}/credentials", server.account);
    let body = json!({ "credentials": { "api_token": VENDOR_SECRET } });
    worker.admin("PATCH", &target, &body).is(200);
    let sealed = record(&worker, &server.account)["credentials"].clone();
    assert!(
        sealed.as_str().unwrap().starts_with("k2:"),
        "the first key seals"
    );

    worker.set("CREDENTIAL_KEYS", &format!("k2:{KEY_TWO}"));
    assert_eq!(calls(&worker), 200);
    assert_eq!(worker.platform.sent().len(), 2);
}

#[test]
fn credentials_whose_key_is_gone_fail_clearly_and_send_nothing() {
    let mut worker = Worker::new();
    let server = worker.server();
    worker.set("CREDENTIAL_KEYS", &format!("k2:{KEY_TWO}"));
    let reply = worker.legacy(&server).call("list_all_acme_me", json!({}));
    assert_eq!(reply.failed()["statusCode"], 503);
    assert!(worker.platform.sent().is_empty());
    assert!(
        worker
            .platform
            .lines()
            .iter()
            .any(|line| line.contains("CREDENTIAL_KEYS")),
        "{:?}",
        worker.platform.lines()
    );
    let test = format!("/integrated-account/{}/test", server.account);
    let message = worker.admin("POST", &test, &json!({})).is(409)["message"].clone();
    assert!(
        message.as_str().unwrap().contains("CREDENTIAL_KEYS"),
        "{message}"
    );
    // Listing tools needs no credentials.
    assert_eq!(worker.legacy(&server).list().status, 200);
}

#[test]
fn a_cursor_opens_for_the_server_that_gave_it() {
    let (worker, first, second) = two();
    worker.platform.script(|_| {
        Ok(vendor_answer(
            200,
            "{\"data\":[1],\"paging\":{\"next\":\"page-2\",\"more\":true}}",
        ))
    });
    let page = worker
        .legacy(&first)
        .call("list_all_acme_issues", json!({}));
    let cursor = page.answered()["next_cursor"].clone();
    let sent = worker.platform.sent().len();
    let again = json!({ "next_cursor": cursor });
    let reply = worker
        .legacy(&second)
        .call("list_all_acme_issues", again.clone());
    assert!(reply.mends()[0].starts_with("next_cursor: is not a cursor"));
    assert_eq!(worker.platform.sent().len(), sent);
    worker
        .legacy(&first)
        .call("list_all_acme_issues", again)
        .answered();
    assert!(worker.platform.last_sent().url.contains("after=page-2"));
}
