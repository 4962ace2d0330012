//! Two accounts never meet, and credentials open in their own record alone.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::fake::{KEY_ONE, KEY_TWO, Server, VENDOR_SECRET, World, vendor_answer};

const OTHER_SECRET: &str = "fake-vendor-token-of-the-other";

/// A world with two customers of the same vendor.
fn two() -> (World, Server, Server) {
    let world = World::new();
    let first = world.server();
    let account = world.account_with(&json!({
        "label": "Other",
        "context": { "organization": "other" },
        "credentials": { "api_token": OTHER_SECRET },
    }));
    let second = world.server_with(&account, &json!({}));
    (world, first, second)
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

fn record(world: &World, account: &str) -> Value {
    let saved = world.platform.records.get(&format!("account:{account}"));
    serde_json::from_str(&saved.expect("the record").value).unwrap()
}

#[test]
fn each_token_reaches_its_own_account_with_its_own_credentials() {
    let (world, first, second) = two();
    for (server, organization, secret) in [
        (&first, "demo", VENDOR_SECRET),
        (&second, "other", OTHER_SECRET),
    ] {
        world.legacy(server).call("list_all_acme_me", json!({}));
        let sent = world.platform.last_sent();
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
    let (world, first, second) = two();
    let (one, two) = (bytes(&first), bytes(&second));
    for swapped in [
        with_token(&first, &[&two[..16], &one[16..]]),
        with_token(&first, &[&one[..16], &two[16..32], &one[32..]]),
        with_token(&first, &[&two[..32], &one[32..]]),
        with_token(&first, &[&one[16..32], &one[..16], &one[32..]]),
    ] {
        assert_eq!(world.legacy(&swapped).list().status, 404);
    }
    assert_eq!(world.legacy(&first).list().status, 200);
}

#[test]
fn a_server_is_found_through_its_own_account_alone() {
    let (world, first, second) = two();
    let foreign = Server {
        account: first.account.clone(),
        ..second.clone()
    };
    let before = world.platform.records.snapshot();
    let target = foreign.resource();
    assert_eq!(world.read(&target).status, 404);
    assert_eq!(world.delete(&target).status, 404);
    let body = json!({ "name": "Mine" });
    assert_eq!(world.admin("PATCH", &target, &body).status, 404);
    let rotate = format!("{target}/rotate");
    assert_eq!(world.admin("POST", &rotate, &json!({})).status, 404);
    assert_eq!(world.platform.records.snapshot(), before);
    let list = world
        .read(&format!("/integrated-account/{}/mcp", first.account))
        .is(200);
    assert_eq!(list["result"].as_array().unwrap().len(), 1);
    assert_eq!(list["result"][0]["id"], first.id);
}

#[test]
fn accounts_of_two_vendors_have_the_tools_of_their_own() {
    let world = World::new();
    let acme = world.server();
    let birch = world.account_with(&json!({
        "integration": "birch",
        "context": {},
        "credentials": { "email": "a@b.example", "secret": OTHER_SECRET },
    }));
    let birch = world.server_with(&birch, &json!({}));
    assert!(
        world
            .legacy(&acme)
            .tools()
            .iter()
            .all(|name| name.contains("acme"))
    );
    assert_eq!(
        world.legacy(&birch).tools(),
        ["create_a_birch_tree", "list_all_birch_trees"]
    );
    let (status, code) = world
        .legacy(&birch)
        .call("list_all_acme_me", json!({}))
        .fault();
    assert_eq!((status, code), (200, -32602));
    assert_eq!(world.platform.sent().len(), 0);
}

#[test]
fn no_record_holds_a_credential_and_the_same_one_is_sealed_differently_each_time() {
    let (world, first, _) = two();
    let target = format!("/integrated-account/{}/credentials", first.account);
    let before = record(&world, &first.account)["credentials"].clone();
    let body = json!({ "credentials": { "api_token": VENDOR_SECRET } });
    world.admin("PATCH", &target, &body).is(200);
    let after = record(&world, &first.account)["credentials"].clone();
    assert_ne!(before, after, "a nonce serves once");
    assert!(after.as_str().unwrap().starts_with("k1:"));
    for saved in world.platform.records.saved() {
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
    let (world, first, second) = two();
    let mut stolen = record(&world, &second.account);
    stolen["credentials"] = record(&world, &first.account)["credentials"].clone();
    let key = format!("account:{}", second.account);
    world.platform.records.put(&key, &stolen.to_string());
    let reply = world.legacy(&second).call("list_all_acme_me", json!({}));
    assert_eq!(reply.failed()["statusCode"], 503);
    assert!(world.platform.sent().is_empty());
    let test = format!("/integrated-account/{}/test", second.account);
    assert_eq!(world.admin("POST", &test, &json!({})).status, 409);
}

#[test]
fn a_record_under_another_key_is_none() {
    let (world, first, second) = two();
    let own = format!("account:{}", second.account);
    let stolen = record(&world, &first.account).to_string();
    let good = record(&world, &second.account).to_string();
    world.platform.records.put(&own, &stolen);
    assert_eq!(world.legacy(&second).list().status, 500);
    let target = format!("/integrated-account/{}", second.account);
    assert_eq!(world.read(&target).status, 500);
    world.platform.records.put(&own, &good);
    assert_eq!(world.legacy(&second).list().status, 200);

    // The first customer's server, put under the second's account, still opens nothing of it.
    let server = world.platform.records.get(&first.key()).unwrap().value;
    world.platform.records.put(&second.key(), &server);
    assert_eq!(world.legacy(&second).list().status, 500);
    assert_eq!(world.read(&second.resource()).status, 500);
    assert!(world.platform.sent().is_empty());
}

#[test]
fn an_altered_seal_does_not_open() {
    let (world, first, _) = two();
    let good = record(&world, &first.account);
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
        world.platform.records.put(&key, &record.to_string());
        let reply = world.legacy(&first).call("list_all_acme_me", json!({}));
        assert_eq!(reply.failed()["statusCode"], 503, "{bad}");
    }
    assert!(world.platform.sent().is_empty());
}

#[test]
fn keys_rotate_without_downtime() {
    let mut world = World::new();
    let server = world.server();
    let calls = |world: &World| {
        world
            .legacy(&server)
            .call("list_all_acme_me", json!({}))
            .status
    };
    world.set("CREDENTIAL_KEYS", &format!("k2:{KEY_TWO},k1:{KEY_ONE}"));
    assert_eq!(calls(&world), 200);
    assert_eq!(world.platform.sent().len(), 1);

    let target = format!("/integrated-account/{}/credentials", server.account);
    let body = json!({ "credentials": { "api_token": VENDOR_SECRET } });
    world.admin("PATCH", &target, &body).is(200);
    let sealed = record(&world, &server.account)["credentials"].clone();
    assert!(
        sealed.as_str().unwrap().starts_with("k2:"),
        "the first key seals"
    );

    world.set("CREDENTIAL_KEYS", &format!("k2:{KEY_TWO}"));
    assert_eq!(calls(&world), 200);
    assert_eq!(world.platform.sent().len(), 2);
}

#[test]
fn credentials_whose_key_is_gone_fail_clearly_and_send_nothing() {
    let mut world = World::new();
    let server = world.server();
    world.set("CREDENTIAL_KEYS", &format!("k2:{KEY_TWO}"));
    let reply = world.legacy(&server).call("list_all_acme_me", json!({}));
    assert_eq!(reply.failed()["statusCode"], 503);
    assert!(world.platform.sent().is_empty());
    assert!(
        world
            .platform
            .lines()
            .iter()
            .any(|line| line.contains("CREDENTIAL_KEYS")),
        "{:?}",
        world.platform.lines()
    );
    let test = format!("/integrated-account/{}/test", server.account);
    let message = world.admin("POST", &test, &json!({})).is(409)["message"].clone();
    assert!(
        message.as_str().unwrap().contains("CREDENTIAL_KEYS"),
        "{message}"
    );
    // Listing tools needs no credentials.
    assert_eq!(world.legacy(&server).list().status, 200);
}

#[test]
fn a_cursor_opens_for_the_server_that_gave_it() {
    let (world, first, second) = two();
    world.platform.script(|_| {
        Ok(vendor_answer(
            200,
            "{\"data\":[1],\"paging\":{\"next\":\"page-2\",\"more\":true}}",
        ))
    });
    let page = world.legacy(&first).call("list_all_acme_issues", json!({}));
    let cursor = page.answered()["next_cursor"].clone();
    let sent = world.platform.sent().len();
    let again = json!({ "next_cursor": cursor });
    let reply = world
        .legacy(&second)
        .call("list_all_acme_issues", again.clone());
    assert!(reply.mends()[0].starts_with("next_cursor: is not a cursor"));
    assert_eq!(world.platform.sent().len(), sent);
    world
        .legacy(&first)
        .call("list_all_acme_issues", again)
        .answered();
    assert!(world.platform.last_sent().url.contains("after=page-2"));
}
