//! How much a server is used: counted at once, written seldom, shown to the operator.

use serde_json::{Value, json};

use crate::fake::*;

fn world() -> World {
    let mut world = World::new();
    world.finishes = true;
    world
}

fn shown(world: &World, server: &Server) -> Value {
    world.read(&server.resource()).is(200)["usage"].clone()
}

#[test]
fn messages_are_counted_and_written_once_a_minute() {
    let world = world();
    let server = world.server();
    assert_eq!(
        shown(&world, &server),
        json!({ "messages": 0, "last_used_at": null })
    );
    let saves = || world.platform.records.saved().len();
    let before = saves();
    for _ in 0..5 {
        world.modern(&server).list();
    }
    assert_eq!(saves(), before + 1);
    assert_eq!(
        shown(&world, &server),
        json!({ "messages": 1, "last_used_at": "2027-01-15T08:00:00Z" })
    );
    world.platform.pass(60);
    world.modern(&server).list();
    assert_eq!(saves(), before + 2);
    assert_eq!(
        shown(&world, &server),
        json!({ "messages": 6, "last_used_at": "2027-01-15T08:01:00Z" })
    );
    let listed = world.read(&format!("/integrated-account/{}/mcp", server.account));
    assert_eq!(listed.is(200)["result"][0]["usage"]["messages"], 6);
}

#[test]
fn what_is_refused_at_the_door_is_no_use() {
    let world = world();
    let server = world.server();
    world.answer(&request("GET", &server.path()));
    world.answer(&request("POST", &format!("{}A", server.path())));
    assert_eq!(shown(&world, &server)["messages"], 0);
}

#[test]
fn a_write_that_fails_harms_no_call() {
    let world = world();
    let server = world.server();
    world.platform.records.fail(Operation::Save, 0);
    assert_eq!(world.modern(&server).list().status, 200);
    let lines = world.platform.lines();
    assert!(
        lines.last().unwrap().contains("usage not written"),
        "{lines:?}"
    );
}

#[test]
fn it_goes_with_its_server_and_its_account() {
    let world = world();
    let (one, other) = (world.server(), world.server());
    for server in [&one, &other] {
        world.modern(server).list();
    }
    let left = || world.platform.records.keys("usage:").len();
    assert_eq!(left(), 2);
    world.delete(&one.resource()).is(200);
    assert_eq!(left(), 1);
    world
        .delete(&format!("/integrated-account/{}", other.account))
        .is(200);
    assert_eq!(left(), 0);
}
