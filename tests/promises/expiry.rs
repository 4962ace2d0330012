//! Access ends on the second, whatever KV still holds.

use fairlead::access::lifetime::to_iso;
use fairlead::platform::UnixSeconds;
use serde_json::{Value, json};

use crate::fake::{NOW, Server, World};

fn ahead(seconds: u64) -> String {
    to_iso(UnixSeconds(NOW + seconds))
}

fn expiring(world: &World, seconds: u64) -> Server {
    world.server_with(&world.account(), &json!({ "expires_at": ahead(seconds) }))
}

fn expiration(world: &World, key: &str) -> Option<u64> {
    let saved = world.platform.records.get(key).expect("a record");
    saved.expiration.map(|at| at - NOW)
}

#[test]
fn a_server_stops_on_the_second_although_kv_still_holds_it() {
    let world = World::new();
    let server = expiring(&world, 60);
    world.platform.set_clock(59);
    assert_eq!(world.legacy(&server).list().status, 200);
    world.platform.set_clock(60);
    assert!(
        world.platform.records.get(&server.key()).is_some(),
        "KV was told 65 s"
    );
    assert_eq!(world.legacy(&server).list().status, 404);
    assert_eq!(world.modern(&server).list().status, 404);
    assert_eq!(world.read(&server.resource()).status, 404);
}

#[test]
fn a_server_stays_dead_where_a_cache_answers_for_longer_than_kv() {
    let world = World::new();
    let server = expiring(&world, 3_600);
    world.platform.records.keeps_expired.set(true);
    world.platform.set_clock(3_600);
    assert_eq!(world.legacy(&server).list().status, 404);
    world.platform.set_clock(100_000);
    assert_eq!(world.legacy(&server).list().status, 404);
}

#[test]
fn an_expired_server_is_gone_from_the_operators_lists_and_cannot_be_revived() {
    let world = World::new();
    let server = expiring(&world, 60);
    world.platform.records.keeps_expired.set(true);
    world.platform.set_clock(60);
    let list = world.read(&format!("/integrated-account/{}/mcp", server.account));
    assert_eq!(list.is(200)["result"], json!([]));
    let resource = server.resource();
    let body = json!({ "expires_at": null });
    assert_eq!(world.admin("PATCH", &resource, &body).status, 404);
    let rotate = format!("{resource}/rotate");
    assert_eq!(world.admin("POST", &rotate, &json!({})).status, 404);
    assert_eq!(world.delete(&resource).status, 404);
}

#[test]
fn kv_is_told_the_expiry_but_never_less_than_it_accepts() {
    let world = World::new();
    for (seconds, told) in [(60, 65), (64, 65), (65, 65), (66, 66), (86_400, 86_400)] {
        let server = expiring(&world, seconds);
        assert_eq!(
            expiration(&world, &server.key()),
            Some(told),
            "{seconds} s ahead"
        );
    }
}

#[test]
fn less_than_a_minute_ahead_is_refused_and_nothing_is_written() {
    let world = World::new();
    let account = world.account();
    let writes = world.platform.records.saved().len();
    let target = format!("/integrated-account/{account}/mcp");
    for expires_at in [
        json!(ahead(59)),
        json!(ahead(0)),
        json!("2020-01-01T00:00:00Z"),
    ] {
        let body = json!({ "name": "Claude", "expires_at": expires_at });
        let failures = world.admin("POST", &target, &body).failures();
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
        let failures = world.admin("POST", &target, &body).failures();
        assert!(
            failures[0].starts_with("expires_at: must be an ISO 8601"),
            "{failures:?}"
        );
    }
    assert_eq!(world.platform.records.saved().len(), writes);
}

#[test]
fn a_kv_whose_clock_is_ahead_still_takes_the_shortest_expiry() {
    let world = World::new();
    world.platform.records.clock_ahead.set(5);
    let server = expiring(&world, 60);
    assert_eq!(world.legacy(&server).list().status, 200);
}

#[test]
fn a_fraction_of_a_second_never_outlives_what_was_asked() {
    let world = World::new();
    let account = world.account();
    let server = world.server_with(
        &account,
        &json!({ "expires_at": "2027-01-15T09:01:40.9+01:00" }),
    );
    let read = world.read(&server.resource()).is(200);
    assert_eq!(read["expires_at"], ahead(100));
    world.platform.set_clock(100);
    assert_eq!(world.legacy(&server).list().status, 404);
}

#[test]
fn null_clears_an_expiry_in_the_record_and_in_kv() {
    let world = World::new();
    let server = expiring(&world, 600);
    let cleared = world.admin("PATCH", &server.resource(), &json!({ "expires_at": null }));
    assert_eq!(cleared.is(200)["expires_at"], Value::Null);
    assert_eq!(expiration(&world, &server.key()), None);
    world.platform.set_clock(10_000_000);
    assert_eq!(world.legacy(&server).list().status, 200);
}

#[test]
fn a_new_expiry_replaces_the_old_one_in_both_directions() {
    let world = World::new();
    let server = expiring(&world, 600);
    let body = json!({ "expires_at": ahead(1_200) });
    assert_eq!(
        world.admin("PATCH", &server.resource(), &body).is(200)["expires_at"],
        ahead(1_200)
    );
    world.platform.set_clock(900);
    assert_eq!(world.legacy(&server).list().status, 200);
    let body = json!({ "expires_at": ahead(960) });
    world.admin("PATCH", &server.resource(), &body).is(200);
    assert_eq!(expiration(&world, &server.key()), Some(965));
    world.platform.set_clock(960);
    assert_eq!(world.legacy(&server).list().status, 404);
}

#[test]
fn a_patch_shortly_before_the_end_is_taken_by_kv_and_prolongs_nothing() {
    let world = World::new();
    let server = expiring(&world, 600);
    world.platform.set_clock(590);
    let patched = world.admin("PATCH", &server.resource(), &json!({ "name": "Later" }));
    assert_eq!(patched.is(200)["expires_at"], ahead(600));
    assert_eq!(
        expiration(&world, &server.key()),
        Some(655),
        "65 s after the write"
    );
    world.platform.set_clock(599);
    assert_eq!(world.legacy(&server).list().status, 200);
    world.platform.set_clock(600);
    assert_eq!(world.legacy(&server).list().status, 404);
}

#[test]
fn rotating_keeps_the_expiry() {
    let world = World::new();
    let server = expiring(&world, 600);
    world.platform.set_clock(570);
    let rotated = world.rotate(&server);
    assert_eq!(expiration(&world, &rotated.key()), Some(635));
    assert_eq!(world.legacy(&rotated).list().status, 200);
    world.platform.set_clock(600);
    assert_eq!(world.legacy(&rotated).list().status, 404);
}

#[test]
fn an_api_token_stops_on_the_second_too() {
    let world = World::new();
    let (id, token) = world.api_token("admin", Some(&ahead(60)));
    let list = |world: &World| {
        let ask = crate::fake::request("GET", "/integrated-account").bearer(&token);
        world.answer(&ask).status
    };
    assert_eq!(expiration(&world, &format!("apitoken:{id}")), Some(65));
    world.platform.set_clock(59);
    assert_eq!(list(&world), 200);
    world.platform.set_clock(60);
    assert_eq!(list(&world), 401);
    assert_eq!(world.read("/api-token").is(200)["result"], json!([]));
    let body = json!({ "name": "ci", "scope": "mcp", "expires_at": ahead(119) });
    assert_eq!(
        world.admin("POST", "/api-token", &body).failed_fields(),
        ["expires_at"]
    );
}

#[test]
fn an_expiry_past_2038_ends_by_the_clock_alone() {
    let world = World::new();
    let end = 2_200_000_000;
    let body = json!({ "expires_at": to_iso(UnixSeconds(end)) });
    let server = world.server_with(&world.account(), &body);
    assert_eq!(expiration(&world, &server.key()), None);
    world.platform.set_clock(end - NOW - 1);
    assert_eq!(world.legacy(&server).list().status, 200);
    world.platform.set_clock(end - NOW);
    assert_eq!(world.legacy(&server).list().status, 404);
}
