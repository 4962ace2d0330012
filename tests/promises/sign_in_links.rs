//! Signing in by a link that the operator made.

use serde_json::{Value, json};

use crate::fake::*;

/// The code of a new link.
fn code(worker: &Worker, member: &str) -> String {
    let target = format!("/member/{member}/sign-in-link");
    let link = worker.admin("POST", &target, &json!({})).is(201);
    let url = link["url"].as_str().unwrap();
    url.rsplit_once('/').unwrap().1.to_owned()
}

fn look(worker: &Worker, code: &str) -> Value {
    worker.decide("sign-in-link", &json!({ "code": code, "use": false }))
}

fn redeem(worker: &Worker, code: &str) -> Value {
    worker.decide("sign-in-link", &json!({ "code": code, "use": true }))
}

#[test]
fn a_link_is_shown_once_and_kept_as_a_hash_for_a_quarter_of_an_hour() {
    let mut worker = Worker::with_sign_in();
    let anna = worker.member_with(&json!({}));
    let target = format!("/member/{anna}/sign-in-link");
    let link = worker.admin("POST", &target, &json!({})).is(201);
    let url = link["url"].as_str().unwrap();
    let code = url
        .strip_prefix("https://fairlead.example/sign-in/link/")
        .unwrap();
    assert_eq!(code.len(), 43);
    assert_eq!(link["expires_at"], "2027-01-15T08:15:00Z");
    let saved = worker.platform.records.saved().pop().unwrap();
    assert!(saved.key.starts_with("signin:"));
    assert_eq!(saved.expiration, Some(NOW + 900));
    assert!(!saved.key.contains(code) && !saved.value.contains(code));
    worker.set("PUBLIC_URL", "https://tools.example.com/");
    let link = worker.admin("POST", &target, &json!({})).is(201);
    let url = link["url"].as_str().unwrap();
    assert!(
        url.starts_with("https://tools.example.com/sign-in/link/"),
        "{url}"
    );
}

#[test]
fn where_nobody_can_sign_in_there_is_no_link() {
    let worker = Worker::new();
    let anna = worker.member_with(&json!({}));
    let target = format!("/member/{anna}/sign-in-link");
    let refused = worker.admin("POST", &target, &json!({})).is(409);
    assert!(refused["message"].as_str().unwrap().contains("OAUTH_KV"));
    assert!(worker.platform.records.keys("signin:").is_empty());
}

#[test]
fn looking_uses_nothing_up_and_using_does() {
    let worker = Worker::with_sign_in();
    let anna = worker.member_with(&json!({}));
    let code = code(&worker, &anna);
    for _ in 0..3 {
        assert_eq!(
            look(&worker, &code),
            json!({ "member": { "name": "Anna" } })
        );
    }
    let signed_in = redeem(&worker, &code);
    assert_eq!(signed_in["max_age"], 43_200);
    assert_eq!(
        signed_in["member"],
        json!({ "id": anna, "name": "Anna", "email": "anna@example.com", "role": "member", "mcp_access": true })
    );
    assert!(signed_in["session"].as_str().unwrap().starts_with("fls_"));
    let expired = json!({ "refused": "expired" });
    assert_eq!(redeem(&worker, &code), expired);
    assert_eq!(look(&worker, &code), expired);
}

#[test]
fn a_link_ends_on_the_second_even_where_it_is_still_kept() {
    let worker = Worker::with_sign_in();
    let anna = worker.member_with(&json!({}));
    let code = code(&worker, &anna);
    worker.platform.records.keeps_expired.set(true);
    worker.platform.set_clock(899);
    assert_eq!(look(&worker, &code)["member"]["name"], "Anna");
    worker.platform.set_clock(900);
    assert_eq!(look(&worker, &code), json!({ "refused": "expired" }));
    assert_eq!(redeem(&worker, &code), json!({ "refused": "expired" }));
}

#[test]
fn a_link_of_somebody_who_is_gone_and_a_code_that_is_none_are_as_expired() {
    let worker = Worker::with_sign_in();
    let anna = worker.member_with(&json!({}));
    let code = code(&worker, &anna);
    worker.delete(&format!("/member/{anna}")).is(200);
    let expired = json!({ "refused": "expired" });
    assert_eq!(redeem(&worker, &code), expired);
    for none in ["", "x", "../member", &"A".repeat(43), &"A".repeat(5_000)] {
        assert_eq!(redeem(&worker, none), expired, "{none}");
    }
}

#[test]
fn a_link_that_cannot_be_used_up_signs_nobody_in() {
    let worker = Worker::with_sign_in();
    let anna = worker.member_with(&json!({}));
    let code = code(&worker, &anna);
    worker.platform.records.fail(Operation::Remove, 0);
    let body = json!({ "code": code, "use": true }).to_string();
    worker.ask_unheld("sign-in-link", &body).is(503);
    worker.platform.records.recover();
    assert_eq!(redeem(&worker, &code)["member"]["id"], anna);
}

#[test]
fn a_repeat_with_the_same_key_gets_the_same_link() {
    let worker = Worker::with_sign_in();
    let anna = worker.member_with(&json!({}));
    let ask = request("POST", &format!("/member/{anna}/sign-in-link"));
    let ask = ask.bearer(ADMIN_TOKEN).header("idempotency-key", "one");
    let first = worker.answer(&ask).is(201);
    assert_eq!(worker.answer(&ask).is(201), first);
    assert_eq!(worker.platform.records.keys("signin:").len(), 1);
    let stored = worker.platform.records.snapshot();
    let code = first["url"].as_str().unwrap().rsplit_once('/').unwrap().1;
    assert!(stored.values().all(|saved| !saved.value.contains(code)));
}
