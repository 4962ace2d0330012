//! How much a server is used: counted at once, written seldom, shown to the operator.

use serde_json::{Value, json};

use crate::fake::*;

fn worker() -> Worker {
    let mut worker = Worker::new();
    worker.finishes = true;
    worker
}

fn shown(worker: &Worker, server: &Server) -> Value {
    worker.read(&server.resource()).is(200)["usage"].clone()
}

#[test]
fn messages_are_counted_and_written_once_in_ten_minutes() {
    let worker = worker();
    let server = worker.server();
    assert_eq!(
        shown(&worker, &server),
        json!({ "messages": 0, "last_used_at": null })
    );
    let saves = || worker.platform.records.saved().len();
    let before = saves();
    for _ in 0..5 {
        worker.modern(&server).list();
    }
    assert_eq!(saves(), before + 1);
    assert_eq!(
        shown(&worker, &server),
        json!({ "messages": 1, "last_used_at": "2027-01-15T08:00:00Z" })
    );
    worker.platform.pass(599);
    worker.modern(&server).list();
    assert_eq!(saves(), before + 1);
    worker.platform.pass(1);
    worker.modern(&server).list();
    assert_eq!(saves(), before + 2);
    assert_eq!(
        shown(&worker, &server),
        json!({ "messages": 7, "last_used_at": "2027-01-15T08:10:00Z" })
    );
    let listed = worker.read(&format!("/integrated-account/{}/mcp", server.account));
    assert_eq!(listed.is(200)["result"][0]["usage"]["messages"], 7);
}

#[test]
fn the_operator_says_how_seldom_it_is_written() {
    let mut worker = worker();
    worker.set("USAGE_WRITE_SECONDS", "60");
    let server = worker.server();
    let saves = || worker.platform.records.saved().len();
    let before = saves();
    for (seconds, writes) in [(0, 1), (59, 1), (1, 2), (600, 3)] {
        worker.platform.pass(seconds);
        worker.modern(&server).list();
        assert_eq!(saves(), before + writes, "{seconds}");
    }
}

#[test]
fn with_0_nothing_is_counted_read_or_written() {
    let mut worker = worker();
    let server = worker.server();
    worker.modern(&server).list();
    worker.set("USAGE_WRITE_SECONDS", "0");
    let account = format!("/integrated-account/{}/mcp", server.account);
    let records = &worker.platform.records;
    let before = records.saved().len();
    worker.platform.pass(100_000);
    worker.modern(&server).list();
    assert_eq!(records.saved().len(), before);
    records.take_bill();
    assert_eq!(shown(&worker, &server), Value::Null);
    assert_eq!(records.take_bill().reads, 2);
    let listed = worker.read(&account).is(200);
    assert_eq!(listed["result"][0]["usage"], Value::Null);
    assert_eq!(records.take_bill().reads, 2);
    let minted = worker
        .admin("POST", &account, &json!({ "name": "x" }))
        .is(201);
    assert_eq!(minted["usage"], Value::Null);
    let rotate = format!("{}/rotate", server.resource());
    let rotated = worker.admin("POST", &rotate, &json!({})).is(200);
    assert_eq!(rotated["usage"], Value::Null);
}

#[test]
fn what_is_refused_at_the_door_is_no_use() {
    let worker = worker();
    let server = worker.server();
    worker.answer(&request("GET", &server.path()));
    worker.answer(&request("POST", &format!("{}A", server.path())));
    assert_eq!(shown(&worker, &server)["messages"], 0);
}

#[test]
fn a_write_that_fails_harms_no_call() {
    let worker = worker();
    let server = worker.server();
    worker.platform.records.fail(Operation::Save, 0);
    assert_eq!(worker.modern(&server).list().status, 200);
    let lines = worker.platform.lines();
    assert!(
        lines.last().unwrap().contains("usage not written"),
        "{lines:?}"
    );
}

#[test]
fn it_goes_with_its_server_and_its_account() {
    let worker = worker();
    let (one, other) = (worker.server(), worker.server());
    for server in [&one, &other] {
        worker.modern(server).list();
    }
    let left = || worker.platform.records.keys("usage:").len();
    assert_eq!(left(), 2);
    worker.delete(&one.resource()).is(200);
    assert_eq!(left(), 1);
    worker
        .delete(&format!("/integrated-account/{}", other.account))
        .is(200);
    assert_eq!(left(), 0);
}
