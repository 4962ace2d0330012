//! `Idempotency-Key`: what a repeat gets, for whom, for how long, and what is kept of it.

use std::collections::BTreeSet;

use fairlead::access::token::TokenHash;
use serde_json::{Value, json};

use crate::fake::{
    ADMIN_TOKEN, KEY_ONE, KEY_TWO, NOW, Operation, Reply, VENDOR_SECRET, Worker, request,
};

const DAY: u64 = 86_400;

fn send_as(worker: &Worker, token: &str, key: &str, target: &str, body: &Value) -> Reply {
    let ask = request("POST", target).bearer(token);
    let ask = ask.header("idempotency-key", key);
    worker.answer(&ask.body(body.to_string()))
}

fn send(worker: &Worker, key: &str, target: &str, body: &Value) -> Reply {
    send_as(worker, ADMIN_TOKEN, key, target, body)
}

fn is_replay(reply: &Reply) -> bool {
    reply.header("idempotent-replayed") == Some("true")
}

fn new_account() -> Value {
    json!({
        "integration": "acme", "label": "Acme support", "context": { "organization": "demo" },
        "credentials": { "api_token": VENDOR_SECRET },
    })
}

fn new_token() -> Value {
    json!({ "name": "ci", "scope": "mcp" })
}

#[test]
fn a_repeat_gets_the_first_answer_again_and_changes_nothing() {
    let worker = Worker::new();
    let server = worker.server();
    let mcp = format!("/integrated-account/{}/mcp", server.account);
    let rotate = format!("{}/rotate", server.resource());
    for (target, body) in [
        ("/integrated-account", new_account()),
        (mcp.as_str(), json!({ "name": "Claude" })),
        (rotate.as_str(), json!({})),
        ("/api-token", new_token()),
        ("/admin/reseal?limit=7", json!({})),
    ] {
        let first = send(&worker, "the-key", target, &body);
        assert!([200, 201].contains(&first.status), "{first:?}");
        assert_eq!(first.header("idempotent-replayed"), None, "{target}");
        let before = worker.platform.records.snapshot();
        worker.platform.pass(7);
        for _ in 0..2 {
            let again = send(&worker, "the-key", target, &body);
            assert!(is_replay(&again), "{again:?}");
            assert_eq!((again.status, &again.body), (first.status, &first.body));
            assert_eq!(again.header("etag"), first.header("etag"));
            assert_eq!(again.header("content-type"), Some("application/json"));
            assert_eq!(again.header("cache-control"), Some("no-store"));
        }
        assert_eq!(worker.platform.records.snapshot(), before, "{target}");
    }
}

#[test]
fn a_slash_at_the_end_makes_no_other_request() {
    let worker = Worker::new();
    let first = send(&worker, "k", "/api-token", &new_token());
    let again = send(&worker, "k", "/api-token/", &new_token());
    assert_eq!((is_replay(&again), &again.body), (true, &first.body));
}

#[test]
fn without_a_key_every_request_is_carried_out_and_costs_no_read_for_it() {
    let worker = Worker::new();
    for count in 1..=3 {
        worker.admin("POST", "/api-token", &new_token()).is(201);
        assert_eq!(worker.platform.records.keys("apitoken:").len(), count);
    }
    assert!(worker.platform.records.keys("idem:").is_empty());
    assert_eq!(worker.platform.records.loads(), 0);
    send(&worker, "k", "/api-token", &new_token()).is(201);
    assert_eq!(worker.platform.records.loads(), 1);
}

#[test]
fn what_changes_nothing_takes_no_key() {
    let worker = Worker::new();
    let account = worker.account();
    let path = format!("/integrated-account/{account}");
    for _ in 0..2 {
        for target in [format!("{path}/test"), format!("{path}/mcp/preview")] {
            let reply = send(&worker, "k", &target, &json!({}));
            assert_eq!((reply.status, is_replay(&reply)), (200, false), "{target}");
        }
    }
    assert_eq!(worker.platform.sent().len(), 2, "each test asks the vendor");
    assert!(worker.platform.records.keys("idem:").is_empty());
}

#[test]
fn an_answer_is_kept_for_a_day_and_no_longer() {
    let worker = Worker::new();
    let first = send(&worker, "k", "/api-token", &new_token());
    let key = worker.platform.records.keys("idem:").remove(0);
    let saved = worker.platform.records.get(&key).unwrap();
    assert_eq!(saved.expiration, Some(NOW + DAY));
    // A cache may answer for longer than KV: the clock decides.
    worker.platform.records.keeps_expired.set(true);
    worker.platform.set_clock(DAY - 1);
    assert_eq!(
        send(&worker, "k", "/api-token", &new_token()).body,
        first.body
    );
    worker.platform.set_clock(DAY);
    let anew = send(&worker, "k", "/api-token", &new_token());
    assert!(!is_replay(&anew) && anew.body != first.body, "{anew:?}");
}

#[test]
fn a_key_that_was_sent_with_another_body_or_query_is_422_and_nothing_is_done() {
    let worker = Worker::new();
    send(&worker, "k", "/api-token", &new_token()).is(201);
    send(&worker, "k", "/admin/reseal?limit=7", &json!({})).is(200);
    let before = worker.platform.records.snapshot();
    let other = json!({ "name": "ci", "scope": "admin" });
    let spaced = json!({ "scope": "mcp", "name": "ci " });
    for (target, body) in [
        ("/api-token", &other),
        ("/api-token", &spaced),
        ("/api-token", &json!({})),
        ("/api-token?x=1", &new_token()),
        ("/admin/reseal?limit=8", &json!({})),
    ] {
        let reply = send(&worker, "k", target, body);
        let body = reply.is(422);
        assert_eq!(body["error"], "Unprocessable Entity", "{target}");
        let message = body["message"].as_str().unwrap();
        assert!(
            message.contains("Idempotency-Key") && message.contains("body"),
            "{message}"
        );
        assert!(
            !is_replay(&reply) && !reply.body.contains("fla_"),
            "{reply:?}"
        );
    }
    assert_eq!(worker.platform.records.snapshot(), before);
}

#[test]
fn a_key_is_1_to_255_visible_ascii_characters() {
    let worker = Worker::new();
    let every: String = (0x21..0x7fu8).map(char::from).collect();
    for key in [
        "k",
        "\"8e03978e-40d5-43dd-bc93-6894a57f9324\"",
        &every,
        &"x".repeat(255),
    ] {
        send(&worker, key, "/api-token", &new_token()).is(201);
        assert!(
            is_replay(&send(&worker, key, "/api-token", &new_token())),
            "{key}"
        );
    }
    let before = worker.platform.records.snapshot();
    for key in [
        "",
        " ",
        "a b",
        "a, b",
        "é",
        "\t",
        "a\u{7f}",
        "\u{200b}",
        &"x".repeat(256),
    ] {
        let reply = send(&worker, key, "/api-token", &new_token());
        let failures = reply.failures();
        assert_eq!(
            failures,
            ["idempotency-key: must be 1 to 255 visible ASCII characters"],
            "{key:?}"
        );
    }
    assert_eq!(worker.platform.records.snapshot(), before);
}

#[test]
fn a_refusal_is_not_kept_so_what_was_mended_may_use_its_key() {
    let worker = Worker::new();
    let server = worker.server();
    let mcp = format!("/integrated-account/{}/mcp", server.account);
    assert_eq!(
        send(&worker, "k", &mcp, &json!({})).failed_fields(),
        ["name"]
    );
    worker.platform.records.fail(Operation::Save, 0);
    let good = json!({ "name": "Claude" });
    send(&worker, "k", &mcp, &good).is(503);
    worker.platform.records.fail(Operation::Load, 0);
    send(&worker, "k", &mcp, &good).is(503);
    worker.platform.records.recover();
    assert!(worker.platform.records.keys("idem:").is_empty());

    let rotate = format!("{}/rotate", server.resource());
    let ask = request("POST", &rotate)
        .bearer(ADMIN_TOKEN)
        .header("idempotency-key", "k");
    let stale = ask
        .clone()
        .header("if-match", "\"00000000000000000000000000000000\"");
    worker.answer(&stale).is(412);
    let gone = "/integrated-account/00000000-0000-4000-8000-000000000000/mcp";
    send(&worker, "k", gone, &good).is(404);

    let made = send(&worker, "k", &mcp, &good);
    assert!(made.status == 201 && !is_replay(&made), "{made:?}");
    let rotated = worker.answer(&ask);
    assert!(rotated.status == 200 && !is_replay(&rotated), "{rotated:?}");
}

#[test]
fn a_key_of_one_token_path_or_record_never_replays_for_another() {
    let worker = Worker::new();
    let (_, one) = worker.api_token("admin", None);
    let (other_id, other) = worker.api_token("admin", None);
    let (_, mcp) = worker.api_token("mcp", None);
    let (first, second) = (worker.account(), worker.account());
    let server = json!({ "name": "Claude" });
    let mut answers = BTreeSet::new();
    for token in [ADMIN_TOKEN, &one, &other] {
        for account in [&first, &second] {
            let target = format!("/integrated-account/{account}/mcp");
            let made = send_as(&worker, token, "k", &target, &server);
            assert!(made.status == 201 && !is_replay(&made), "{made:?}");
            assert!(is_replay(&send_as(&worker, token, "k", &target, &server)));
            answers.insert(made.body.clone());
        }
    }
    assert_eq!(answers.len(), 6);
    assert_eq!(worker.platform.records.keys("idem:").len(), 6);
    // A key opens nothing by itself: whoever may not ask is refused before it is looked at.
    let target = format!("/integrated-account/{first}/mcp");
    let loads = worker.platform.records.loads();
    let nobody = request("POST", &target).header("idempotency-key", "k");
    worker.answer(&nobody.body(server.to_string())).is(401);
    assert_eq!(worker.platform.records.loads(), loads);
    send_as(&worker, &mcp, "k", &target, &server).is(403);
    worker.delete(&format!("/api-token/{other_id}")).is(200);
    send_as(&worker, &other, "k", &target, &server).is(401);
}

#[test]
fn what_is_kept_is_sealed_and_tells_nothing_of_the_request() {
    let worker = Worker::new();
    let account = send(&worker, "the-key", "/integrated-account", &new_account()).is(201);
    let mcp = format!(
        "/integrated-account/{}/mcp",
        account["id"].as_str().unwrap()
    );
    let server = send(&worker, "the-key", &mcp, &json!({ "name": "Claude" })).is(201);
    let token = server["token"].as_str().unwrap();
    let request = new_account().to_string();
    let hashes = [request.clone(), format!("\n{request}")];
    let hashes = hashes.map(|text| TokenHash::of(text.as_bytes()).to_hex());
    let keys = worker.platform.records.keys("idem:");
    assert_eq!(keys.len(), 2);
    for key in &keys {
        let value = worker.platform.records.get(key).unwrap().value;
        let record: Value = serde_json::from_str(&value).unwrap();
        let members: Vec<&String> = record.as_object().unwrap().keys().collect();
        assert_eq!(members, ["answer", "expires_at", "v"]);
        assert!(record["answer"].as_str().unwrap().starts_with("k1:"));
        let text = format!("{key} {value}");
        for secret in [
            token,
            &token[46..],
            VENDOR_SECRET,
            "the-key",
            "Acme support",
            &hashes[0],
            &hashes[1],
        ] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
}

/// What the refusal of an answer that does not open says, and that nothing was done.
fn is_politely_refused(worker: &Worker) {
    let before = worker.platform.records.snapshot();
    let reply = send(worker, "k", "/api-token", &new_token());
    let message = reply.is(409)["message"].as_str().unwrap().to_owned();
    assert!(
        message.contains("CREDENTIAL_KEYS") && message.contains("new Idempotency-Key"),
        "{message}"
    );
    assert_eq!(worker.platform.records.snapshot(), before);
    let fresh = send(worker, "another", "/api-token", &new_token());
    assert!(fresh.status == 201 && !is_replay(&fresh), "{fresh:?}");
}

#[test]
fn an_answer_whose_key_is_gone_is_refused_with_the_mend_and_nothing_is_done() {
    let mut worker = Worker::new();
    let first = send(&worker, "k", "/api-token", &new_token());
    worker.set("CREDENTIAL_KEYS", &format!("k2:{KEY_TWO},k1:{KEY_ONE}"));
    assert_eq!(
        send(&worker, "k", "/api-token", &new_token()).body,
        first.body
    );
    worker.set("CREDENTIAL_KEYS", &format!("k2:{KEY_TWO}"));
    is_politely_refused(&worker);
}

#[test]
fn an_answer_that_was_altered_or_moved_is_not_given() {
    let worker = Worker::new();
    send(&worker, "k", "/api-token", &new_token()).is(201);
    let mine = worker.platform.records.keys("idem:").remove(0);
    send(&worker, "k", "/integrated-account", &new_account()).is(201);
    let keys = worker.platform.records.keys("idem:");
    let other = keys.iter().find(|key| **key != mine).unwrap();
    let moved = worker.platform.records.get(other).unwrap().value;
    let good = worker.platform.records.get(&mine).unwrap().value;
    for value in [
        moved,
        good.replace("k1:", "k9:"),
        good.replace("\",\"expires", "A\",\"expires"),
    ] {
        assert_ne!(value, good);
        worker.platform.records.put(&mine, &value);
        is_politely_refused(&worker);
        worker.platform.records.remove(&mine).unwrap();
        for key in worker.platform.records.keys("idem:") {
            worker.platform.records.remove(&key).unwrap();
        }
    }
    for (value, word) in [("{", "cannot be read"), ("{\"v\":2}", "newer version")] {
        worker.platform.records.put(&mine, value);
        let refused = send(&worker, "k", "/api-token", &new_token()).is(500);
        let message = refused["message"].as_str().unwrap();
        assert!(
            message.contains("idem:") && message.contains(word),
            "{message}"
        );
    }
}

#[test]
fn an_answer_that_cannot_be_kept_is_given_all_the_same() {
    let worker = Worker::new();
    // The API token's record is the first write, the kept answer the second.
    worker.platform.records.fail(Operation::Save, 1);
    let made = send(
        &worker,
        "k",
        "/api-token",
        &json!({ "name": "ci", "scope": "admin" }),
    );
    let token = made.is(201)["token"].as_str().unwrap().to_owned();
    worker.platform.records.recover();
    assert_eq!(
        worker
            .answer(&request("GET", "/api-token").bearer(&token))
            .status,
        200
    );
    let lines = worker.platform.lines();
    assert!(
        lines.iter().any(|line| line.contains("answer not kept")),
        "{lines:?}"
    );
    assert!(!lines.join("\n").contains(&token));
    let again = send(
        &worker,
        "k",
        "/api-token",
        &json!({ "name": "ci", "scope": "admin" }),
    );
    assert!(
        again.status == 201 && !is_replay(&again),
        "carried out again"
    );
}

#[test]
fn two_at_once_are_both_whole_and_one_after_the_other_is_one() {
    let mut outcomes = BTreeSet::new();
    for schedule in 0..64 {
        let worker = Worker::new();
        let body = json!({ "name": "ci", "scope": "admin" }).to_string();
        let ask = request("POST", "/api-token").bearer(ADMIN_TOKEN);
        let ask = ask.header("idempotency-key", "k").body(body);
        let (one, other) = worker.at_once(schedule, &ask, &ask);
        let tokens: BTreeSet<String> = [&one, &other]
            .map(|reply| reply.is(201)["token"].as_str().unwrap().to_owned())
            .into();
        let records = worker.platform.records.keys("apitoken:").len();
        assert_eq!(
            records,
            tokens.len(),
            "a record for each token that was shown"
        );
        for token in &tokens {
            let list = worker.answer(&request("GET", "/api-token").bearer(token));
            assert_eq!(list.is(200)["result"].as_array().unwrap().len(), records);
        }
        let replays = [&one, &other]
            .into_iter()
            .filter(|reply| is_replay(reply))
            .count();
        assert_eq!(replays + records, 2, "{schedule:b}");
        let later = worker.answer(&ask);
        assert!(is_replay(&later), "{later:?}");
        assert!(tokens.contains(later.json()["token"].as_str().unwrap()));
        outcomes.insert(records);
    }
    assert_eq!(
        outcomes,
        BTreeSet::from([1, 2]),
        "docs/provision.md says both happen"
    );
}
