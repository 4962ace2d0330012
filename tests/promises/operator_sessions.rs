//! A session of who showed an API token to a page: it opens what the token opens, as long as the token does, and holds no token.

use serde_json::{Value, json};

use crate::fake::*;

fn sign_in(worker: &Worker, token: &str) -> Value {
    worker.decide("operator-sign-in", &json!({ "token": token }))
}

fn session(worker: &Worker, token: &str) -> String {
    let signed_in = sign_in(worker, token);
    assert_eq!(signed_in["max_age"], 43_200);
    signed_in["session"].as_str().unwrap().to_owned()
}

fn status(worker: &Worker, session: &str) -> u16 {
    let cookie = format!("__Host-fairlead-session={session}");
    let ask = request("GET", "/integration")
        .header("cookie", &cookie)
        .header("sec-fetch-site", "same-origin");
    worker.answer(&ask).status
}

fn whose(worker: &Worker, session: &str) -> Value {
    worker.decide("operator", &json!({ "session": session }))
}

#[test]
fn admin_token_opens_a_session_without_any_binding_for_people() {
    let worker = Worker::new();
    let session = session(&worker, &format!(" {ADMIN_TOKEN}\n"));
    assert_eq!(status(&worker, &session), 200);
    assert!(!session.contains(ADMIN_TOKEN));
    let known = whose(&worker, &session);
    assert!(known["expires_at"].is_string() && known.get("member").is_none());
    // What is minted with it says who it was.
    let account = worker.account();
    let mint = request("POST", &format!("/integrated-account/{account}/mcp")).bearer(&session);
    let minted = worker.answer(&mint.body(r#"{"name":"Claude"}"#)).is(201);
    assert_eq!(minted["created_by"], "admin");
}

#[test]
fn an_api_token_opens_one_while_it_is_there() {
    let worker = Worker::new();
    let (id, token) = worker.api_token("admin", None);
    let session = session(&worker, &token);
    assert_eq!(status(&worker, &session), 200);
    worker.delete(&format!("/api-token/{id}")).is(200);
    assert_eq!(status(&worker, &session), 401);
    assert_eq!(whose(&worker, &session), json!({}));
}

#[test]
fn what_opens_nothing_begins_none() {
    let worker = Worker::new();
    let (_, second_factor) = worker.api_token("mcp", None);
    assert_eq!(
        sign_in(&worker, &second_factor),
        json!({ "refused": "scope" })
    );
    let server = worker.server();
    let (id, deleted) = worker.api_token("admin", None);
    worker.delete(&format!("/api-token/{id}")).is(200);
    let own = session(&worker, ADMIN_TOKEN);
    for token in ["", " ", "wrong", &server.token, &deleted, &own] {
        let refused = json!({ "refused": "token" });
        assert_eq!(sign_in(&worker, token), refused, "{token}");
    }
}

#[test]
fn it_ends_after_twelve_hours_and_with_the_token_that_it_was_begun_with() {
    let mut worker = Worker::new();
    let session = session(&worker, ADMIN_TOKEN);
    worker.set("ADMIN_TOKEN", "another-fake-admin-token-for-tests");
    assert_eq!(status(&worker, &session), 401);
    worker.set("ADMIN_TOKEN", ADMIN_TOKEN);
    assert_eq!(status(&worker, &session), 200);
    worker.platform.pass(43_199);
    assert_eq!(status(&worker, &session), 200);
    worker.platform.pass(1);
    assert_eq!(status(&worker, &session), 401);
    assert_eq!(whose(&worker, &session), json!({}));
}

#[test]
fn it_is_no_persons_and_no_second_factor() {
    let worker = Worker::with_sign_in();
    let session = session(&worker, ADMIN_TOKEN);
    let asked = json!({ "session": session });
    assert_eq!(worker.decide("session", &asked), json!({}));
    let asked = json!({ "session": session, "scopes": ["mcp:read"] });
    for question in ["offer", "approve"] {
        let refused = json!({ "refused": "session" });
        assert_eq!(worker.decide(question, &asked), refused, "{question}");
    }
    let server = worker.configured(&json!({ "require_api_token_auth": true }));
    let list = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list" });
    let ask = request("POST", &server.path())
        .header("content-type", "application/json")
        .bearer(&session)
        .body(list.to_string());
    assert_eq!(worker.answer(&ask).status, 401);
}

#[test]
fn a_member_who_is_no_admin_is_told_apart_from_nobody() {
    let worker = Worker::with_sign_in();
    let admin = worker.member_with(&json!({ "role": "admin" }));
    let other = worker.member_with(&json!({ "email": "ben@example.com" }));
    let known = whose(&worker, &worker.session(&admin));
    assert_eq!(known["member"]["id"], admin);
    let refused = json!({ "refused": "role" });
    assert_eq!(whose(&worker, &worker.session(&other)), refused);
    assert_eq!(whose(&worker, "fls_AAAA"), json!({}));
}
