//! What the clock brings about: MCP servers that expire, and what a pass of it costs.

use fairlead::access::lifetime::to_iso;
use fairlead::platform::UnixSeconds;
use serde_json::{Value, json};

use crate::events::Case;
use crate::fake::*;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// `expires_at`, so many seconds after the start.
fn ends(seconds: u64) -> Value {
    json!({ "expires_at": to_iso(UnixSeconds(NOW + seconds)) })
}

fn minted(case: &Case, seconds: u64) -> Server {
    let server = case
        .worker
        .server_with(&case.worker.account(), &ends(seconds));
    case.names();
    server
}

#[test]
fn a_server_is_said_to_expire_a_day_before_and_to_have_expired_each_once() {
    let case = Case::new();
    let server = minted(&case, 3 * DAY);
    let shown = case.worker.read(&server.resource()).is(200);
    assert_eq!(case.tick_after(DAY), [""; 0]);
    assert_eq!(case.tick_after(DAY - 1), [""; 0]);
    case.worker.platform.pass(1);
    case.worker.tick();
    let told = case.told();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["event"], "server.expiring");
    assert_eq!(told[0]["payload"]["id"], shown["id"]);
    assert_eq!(told[0]["payload"]["expires_at"], shown["expires_at"]);
    for _ in 0..10 {
        assert_eq!(case.tick_after(2 * HOUR), [""; 0]);
    }
    case.worker.platform.pass(4 * HOUR);
    assert!(
        case.worker
            .platform
            .records
            .get(&server.key())
            .is_some_and(|saved| { saved.expiration.is_some_and(|at| at <= NOW + 3 * DAY) }),
        "by now KV has forgotten it"
    );
    case.worker.tick();
    let told = case.told();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["event"], "server.expired");
    assert_eq!(told[0]["created_at"], shown["expires_at"]);
    assert_eq!(told[0]["payload"]["name"], shown["name"]);
    assert_eq!(case.tick_after(10 * MINUTE), [""; 0]);
    assert!(case.worker.platform.records.keys("agenda:").is_empty());
}

#[test]
fn one_that_lives_shorter_than_the_clock_looks_is_said_to_have_expired() {
    let case = Case::new();
    minted(&case, 65);
    assert_eq!(case.tick_after(10 * MINUTE), ["server.expired"]);
    let server = minted(&case, DAY);
    let soon = ends(10 * MINUTE + 70);
    case.worker
        .admin("PATCH", &server.resource(), &soon)
        .is(200);
    assert_eq!(case.tick_after(10 * MINUTE), ["server.expired"]);
}

#[test]
fn one_that_was_revoked_does_not_expire() {
    for seconds in [65, 12 * HOUR, DAY + HOUR] {
        let case = Case::new();
        let server = minted(&case, seconds);
        let expected: &[&str] = if seconds == 12 * HOUR {
            &["server.expiring"]
        } else {
            &[]
        };
        assert_eq!(case.tick_after(1), expected);
        case.worker.delete(&server.resource()).is(200);
        assert_eq!(case.names(), ["server.revoked"]);
        assert_eq!(case.tick_after(2 * DAY), [""; 0], "{seconds}");
    }
    let case = Case::new();
    let server = minted(&case, HOUR);
    assert_eq!(case.tick_after(1), ["server.expiring"]);
    case.worker
        .delete(&format!("/integrated-account/{}", server.account))
        .is(200);
    assert_eq!(case.names(), ["server.revoked", "account.deleted"]);
    assert_eq!(case.tick_after(DAY), [""; 0]);
}

#[test]
fn one_that_was_given_more_time_expires_then() {
    let case = Case::new();
    let server = minted(&case, 12 * HOUR);
    assert_eq!(case.tick_after(1), ["server.expiring"]);
    case.worker
        .admin("PATCH", &server.resource(), &ends(5 * DAY))
        .is(200);
    assert_eq!(case.tick_after(DAY), [""; 0]);
    assert_eq!(case.tick_after(3 * DAY), ["server.expiring"]);
    assert_eq!(case.tick_after(DAY), ["server.expired"]);
    let never = minted(&case, 6 * DAY);
    case.tick_after(HOUR);
    case.worker
        .admin("PATCH", &never.resource(), &json!({ "expires_at": null }))
        .is(200);
    assert_eq!(case.tick_after(3 * DAY), [""; 0]);
}

#[test]
fn one_that_was_given_more_time_and_then_revoked_does_not_expire() {
    for later in [json!({ "expires_at": null }), ends(5 * DAY)] {
        let case = Case::new();
        let server = minted(&case, 12 * HOUR);
        assert_eq!(case.tick_after(1), ["server.expiring"]);
        // The same end again is no other.
        for (body, noted) in [(&ends(12 * HOUR), 1), (&later, 0)] {
            case.worker.admin("PATCH", &server.resource(), body).is(200);
            let agenda = case.worker.platform.records.keys("agenda:");
            assert_eq!(agenda.len(), noted, "{body}");
        }
        case.worker.delete(&server.resource()).is(200);
        assert_eq!(case.names(), ["server.revoked"]);
        assert_eq!(case.tick_after(DAY), [""; 0]);
    }
}

#[test]
fn one_of_several_accounts_expires_as_well() {
    let case = Case::new();
    let account = case.worker.account();
    let mut body = ends(HOUR);
    body["accounts"] = json!([{ "id": account }]);
    case.worker.several(&body);
    case.names();
    assert_eq!(case.tick_after(1), ["server.expiring"]);
    assert_eq!(case.tick_after(HOUR), ["server.expired"]);
}

#[test]
fn two_passes_that_see_the_same_name_the_event_alike() {
    let case = Case::new();
    minted(&case, HOUR);
    let before = case.worker.platform.records.snapshot();
    case.worker.tick();
    let first = case.told();
    case.worker.platform.records.restore(&before);
    case.worker.tick();
    assert_eq!(case.told(), first);
    assert_eq!(first.len(), 1);
}

#[test]
fn a_pass_reads_no_server_that_is_far_from_its_end() {
    let case = Case::new();
    let account = case.worker.account();
    for days in 0..30 {
        case.worker.server_with(&account, &ends((days + 2) * DAY));
        case.worker.server_with(&account, &json!({}));
    }
    case.names();
    case.worker.platform.records.page.set(Some(10));
    case.worker.platform.records.take_bill();
    assert_eq!(case.worker.tick(), json!({ "due": 0, "expiring": 0 }));
    let bill = case.worker.platform.records.take_bill();
    assert_eq!(
        bill,
        Bill {
            reads: 2,
            lists: 1 + 1 + 6,
            ..Bill::default()
        }
    );
}

#[test]
fn a_pass_without_webhooks_is_one_list() {
    let worker = Worker::new();
    worker.server();
    worker.platform.records.take_bill();
    worker.tick();
    assert_eq!(
        worker.platform.records.take_bill(),
        Bill {
            lists: 1,
            ..Bill::default()
        }
    );
}

#[test]
fn what_cannot_be_read_stands_in_nobodys_way() {
    let case = Case::new();
    let server = minted(&case, HOUR);
    let account = &server.account;
    let records = &case.worker.platform.records;
    records.put(&format!("agenda:000000000001:webhook:{}:x", case.id), "{");
    records.put("agenda:x", "{}");
    records.put("agenda:000000000002:webhook:x:y", "{\"v\":1}");
    records.put(
        &format!("agenda:000000000003:mcp:{account}:{}", server.id),
        "{\"v\":7}",
    );
    assert_eq!(case.tick_after(1), ["server.expiring"]);
    let lines = case.worker.platform.lines().join("\n");
    assert!(lines.contains("record left out of events"), "{lines}");
}

#[test]
fn a_pass_that_fails_midway_is_made_up_for_by_the_next() {
    for operation in [
        Operation::Load,
        Operation::Save,
        Operation::List,
        Operation::Remove,
    ] {
        for successes in 0..4 {
            let case = Case::new();
            minted(&case, 2 * HOUR);
            case.worker.platform.pass(1);
            case.worker.platform.records.fail(operation, successes);
            case.worker.pass_of_clock();
            case.worker.platform.records.recover();
            let mut told = case.names();
            told.extend(case.tick_after(10 * MINUTE));
            told.extend(case.tick_after(3 * HOUR));
            told.extend(case.tick_after(DAY));
            let count = |name: &str| told.iter().filter(|told| *told == name).count();
            assert!(
                count("server.expiring") >= 1,
                "{operation:?} {successes}: {told:?}"
            );
            assert_eq!(
                count("server.expired"),
                1,
                "{operation:?} {successes}: {told:?}"
            );
        }
    }
}
