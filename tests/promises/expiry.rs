//! Access ends on the second, whatever KV still holds.

use fairlead::access::lifetime::to_iso;
use fairlead::platform::UnixSeconds;
use serde_json::{Value, json};

use crate::fake::{NOW, Server, Worker};

fn ahead(seconds: u64) -> String {
    to_iso(UnixSeconds(NOW + seconds))
}

/// A server that ends so many seconds after the clock's start.
pub(crate) fn expiring(worker: &Worker, seconds: u64) -> Server {
    worker.server_with(&worker.account(), &json!({ "expires_at": ahead(seconds) }))
}

fn expiration(worker: &Worker, key: &str) -> Option<u64> {
    let saved = worker.platform.records.get(key).expect("a record");
    saved.expiration.map(|at| at - NOW)
}

#[test]
fn a_server_stops_on_the_second_although_kv_still_holds_it() {
    let worker = Worker::new();
    let server = expiring(&worker, 60);
    worker.platform.set_clock(59);
    assert_eq!(worker.legacy(&server).list().status, 200);
    worker.platform.set_clock(60);
    assert!(
        worker.platform.records.get(&server.key()).is_some(),
        "KV was told 65 s"
    );
    assert_eq!(worker.legacy(&server).list().status, 404);
    assert_eq!(worker.modern(&server).list().status, 404);
    assert_eq!(worker.read(&server.resource()).status, 404);
}

#[test]
fn a_server_stays_dead_where_a_cache_answers_for_longer_than_kv() {
    let worker = Worker::new();
    let server = expiring(&worker, 3_600);
    worker.platform.records.keeps_expired.set(true);
    worker.platform.set_clock(3_600);
    assert_eq!(worker.legacy(&server).list().status, 404);
    worker.platform.set_clock(100_000);
    assert_eq!(worker.legacy(&server).list().status, 404);
}

#[test]
fn an_expired_server_is_gone_from_the_operators_lists_and_cannot_be_revived() {
    let worker = Worker::new();
    let server = expiring(&worker, 60);
    worker.platform.records.keeps_expired.set(true);
    worker.platform.set_clock(60);
    let list = worker.read(&format!("/integrated-account/{}/mcp", server.account));
    assert_eq!(list.is(200)["result"], json!([]));
    let resource = server.resource();
    let body = json!({ "expires_at": null });
    assert_eq!(worker.admin("PATCH", &resource, &body).status, 404);
    let rotate = format!("{resource}/rotate");
    assert_eq!(worker.admin("POST", &rotate, &json!({})).status, 404);
    assert_eq!(worker.delete(&resource).status, 404);
}

#[test]
fn kv_is_told_the_expiry_but_never_less_than_it_accepts() {
    let worker = Worker::new();
    for (seconds, told) in [(60, 65), (64, 65), (65, 65), (66, 66), (86_400, 86_400)] {
        let server = expiring(&worker, seconds);
        assert_eq!(
            expiration(&worker, &server.key()),
            Some(told),
            "{seconds} s ahead"
        );
    }
}

#[test]
fn less_than_a_minute_ahead_is_refused_and_nothing_is_written() {
    let worker = Worker::new();
    let account = worker.account();
    let writes = worker.platform.records.saved().len();
    let target = format!("/integrated-account/{account}/mcp");
    for expires_at in [
        json!(ahead(59)),
        json!(ahead(0)),
        json!("2020-01-01T00:00:00Z"),
    ] {
        let body = json!({ "name": "Claude", "expires_at": expires_at });
        let failures = worker.admin("POST", &target, &body).failures();
        assert_eq!(
            failures,
            ["expires_at: must be at least 60 seconds in the future"]
        );
    }
    for expires_at in [
        json!("2027-01-15"),
        json!("soon"),
        json!(NOW + 600),
        json!(true),
        json!(""),
    ] {
        let body = json!({ "name": "Claude", "expires_at": expires_at });
        let failures = worker.admin("POST", &target, &body).failures();
        assert!(
            failures[0].starts_with("expires_at: must be an ISO 8601"),
            "{failures:?}"
        );
    }
    assert_eq!(worker.platform.records.saved().len(), writes);
}

#[test]
fn a_kv_whose_clock_is_ahead_still_takes_the_shortest_expiry() {
    let worker = Worker::new();
    worker.platform.records.clock_ahead.set(5);
    let server = expiring(&worker, 60);
    assert_eq!(worker.legacy(&server).list().status, 200);
}

#[test]
fn a_fraction_of_a_second_never_outlives_what_was_asked() {
    let worker = Worker::new();
    let account = worker.account();
    let server = worker.server_with(
        &account,
        &json!({ "expires_at": "2027-01-15T09:01:40.9+01:00" }),
    );
    let read = worker.read(&server.resource()).is(200);
    assert_eq!(read["expires_at"], ahead(100));
    worker.platform.set_clock(100);
    assert_eq!(worker.legacy(&server).list().status, 404);
}

#[test]
fn null_clears_an_expiry_in_the_record_and_in_kv() {
    let worker = Worker::new();
    let server = expiring(&worker, 600);
    let cleared = worker.admin("PATCH", &server.resource(), &json!({ "expires_at": null }));
    assert_eq!(cleared.is(200)["expires_at"], Value::Null);
    assert_eq!(expiration(&worker, &server.key()), None);
    worker.platform.set_clock(10_000_000);
    assert_eq!(worker.legacy(&server).list().status, 200);
}

#[test]
fn a_new_expiry_replaces_the_old_one_in_both_directions() {
    let worker = Worker::new();
    let server = expiring(&worker, 600);
    let body = json!({ "expires_at": ahead(1_200) });
    assert_eq!(
        worker.admin("PATCH", &server.resource(), &body).is(200)["expires_at"],
        ahead(1_200)
    );
    worker.platform.set_clock(900);
    assert_eq!(worker.legacy(&server).list().status, 200);
    let body = json!({ "expires_at": ahead(960) });
    worker.admin("PATCH", &server.resource(), &body).is(200);
    assert_eq!(expiration(&worker, &server.key()), Some(965));
    worker.platform.set_clock(960);
    assert_eq!(worker.legacy(&server).list().status, 404);
}

#[test]
fn a_patch_shortly_before_the_end_is_taken_by_kv_and_prolongs_nothing() {
    let worker = Worker::new();
    let server = expiring(&worker, 600);
    worker.platform.set_clock(590);
    let patched = worker.admin("PATCH", &server.resource(), &json!({ "name": "Later" }));
    assert_eq!(patched.is(200)["expires_at"], ahead(600));
    assert_eq!(
        expiration(&worker, &server.key()),
        Some(655),
        "65 s after the write"
    );
    worker.platform.set_clock(599);
    assert_eq!(worker.legacy(&server).list().status, 200);
    worker.platform.set_clock(600);
    assert_eq!(worker.legacy(&server).list().status, 404);
}

#[test]
fn rotating_keeps_the_expiry() {
    let worker = Worker::new();
    let server = expiring(&worker, 600);
    worker.platform.set_clock(570);
    let rotated = worker.rotate(&server);
    assert_eq!(expiration(&worker, &rotated.key()), Some(635));
    assert_eq!(worker.legacy(&rotated).list().status, 200);
    worker.platform.set_clock(600);
    assert_eq!(worker.legacy(&rotated).list().status, 404);
}

#[test]
fn an_api_token_stops_on_the_second_too() {
    let worker = Worker::new();
    let (id, token) = worker.api_token("admin", Some(&ahead(60)));
    let list = |worker: &Worker| {
        let ask = crate::fake::request("GET", "/integrated-account").bearer(&token);
        worker.answer(&ask).status
    };
    assert_eq!(expiration(&worker, &format!("apitoken:{id}")), Some(65));
    worker.platform.set_clock(59);
    assert_eq!(list(&worker), 200);
    worker.platform.set_clock(60);
    assert_eq!(list(&worker), 401);
    assert_eq!(worker.read("/api-token").is(200)["result"], json!([]));
    let body = json!({ "name": "ci", "scope": "mcp", "expires_at": ahead(119) });
    assert_eq!(
        worker.admin("POST", "/api-token", &body).failed_fields(),
        ["expires_at"]
    );
}

#[test]
fn an_expiry_past_2038_ends_by_the_clock_alone() {
    let worker = Worker::new();
    let end = 2_200_000_000;
    let body = json!({ "expires_at": to_iso(UnixSeconds(end)) });
    let server = worker.server_with(&worker.account(), &body);
    assert_eq!(expiration(&worker, &server.key()), None);
    worker.platform.set_clock(end - NOW - 1);
    assert_eq!(worker.legacy(&server).list().status, 200);
    worker.platform.set_clock(end - NOW);
    assert_eq!(worker.legacy(&server).list().status, 404);
}
