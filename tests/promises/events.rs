//! What webhooks are told, when, and what becomes of it when a receiver does not take it.

use fairlead::access::event::EventName;
use fairlead::access::happened::{self, What};
use fairlead::access::id::AccountId;
use fairlead::http::Notice;
use fairlead::platform::{SendError, UnixSeconds};
use serde_json::{Value, json};

use crate::fake::*;

/// A Worker that does what is left to do after its answers, and a webhook.
pub(crate) struct Case {
    pub(crate) worker: Worker,
    pub(crate) id: String,
}

impl Case {
    pub(crate) fn new() -> Self {
        Self::with(&json!({}))
    }

    pub(crate) fn with(changes: &Value) -> Self {
        let mut worker = Worker::new();
        worker.finishes = true;
        worker.set("USAGE_WRITE_SECONDS", "0");
        let (id, _) = worker.webhook(changes);
        Self { worker, id }
    }

    /// The bodies of what was sent since this was asked last.
    pub(crate) fn told(&self) -> Vec<Value> {
        let notices = self.worker.platform.take_notices();
        let bodies = notices.iter().map(|notice| &notice.body);
        bodies
            .map(|body| serde_json::from_str(body).expect("JSON"))
            .collect()
    }

    /// The same, by name.
    pub(crate) fn names(&self) -> Vec<String> {
        let name = |body: &Value| body["event"].as_str().expect("a name").to_owned();
        self.told().iter().map(name).collect()
    }

    pub(crate) fn shown(&self) -> Value {
        self.worker.read(&format!("/webhook/{}", self.id)).is(200)
    }

    fn call(&self, server: &Server, status: u16) {
        self.worker
            .vendor_says(status, "{\"message\":\"who are you\"}");
        let client = self.worker.legacy(server);
        client.call("list_all_acme_me", json!({}));
    }

    /// So many seconds later the clock comes by.
    pub(crate) fn tick_after(&self, seconds: u64) -> Vec<String> {
        self.worker.platform.pass(seconds);
        self.worker.tick();
        self.names()
    }
}

#[test]
fn each_event_is_told_when_it_happens() {
    let case = Case::new();
    let worker = &case.worker;
    let account = worker.account();
    assert_eq!(case.names(), ["account.created", "account.active"]);
    let path = format!("/integrated-account/{account}");
    for (is_blocked, told) in [
        (true, vec![]),
        (true, vec![]),
        (false, vec!["account.active"]),
        (false, vec![]),
    ] {
        worker
            .admin("PATCH", &path, &json!({ "is_blocked": is_blocked }))
            .is(200);
        assert_eq!(case.names(), told);
    }
    let server = worker.server_with(&account, &json!({}));
    assert_eq!(case.names(), ["server.created"]);
    worker.rotate(&server);
    let server = worker.server_with(&account, &json!({}));
    case.names();

    case.call(&server, 401);
    assert_eq!(case.names(), ["account.needs_reauth"]);
    case.call(&server, 401);
    case.call(&server, 403);
    assert_eq!(case.names(), [""; 0]);
    worker.platform.pass(59);
    case.call(&server, 200);
    assert_eq!(
        case.names(),
        [""; 0],
        "a minute without a refusal has to pass"
    );
    worker.platform.pass(1);
    case.call(&server, 200);
    assert_eq!(case.names(), ["account.reactivated"]);

    worker.platform.pass(60);
    case.call(&server, 401);
    let credentials = json!({ "credentials": { "api_token": "fake-new-token" } });
    worker
        .admin("PATCH", &format!("{path}/credentials"), &credentials)
        .is(200);
    assert_eq!(
        case.names(),
        ["account.needs_reauth", "account.reactivated"]
    );
    worker
        .admin("PATCH", &format!("{path}/credentials"), &credentials)
        .is(200);
    assert_eq!(case.names(), [""; 0]);

    for (status, told) in [(401, "account.needs_reauth"), (200, "account.reactivated")] {
        worker.vendor_says(status, "{}");
        worker
            .admin("POST", &format!("{path}/test"), &json!({}))
            .is(200);
        assert_eq!(case.names(), [told]);
    }

    let several = worker.several(&json!({ "accounts": [{ "id": account }] }));
    worker.delete(&several.resource()).is(200);
    worker.delete(&server.resource()).is(200);
    assert_eq!(
        case.names(),
        ["server.created", "server.revoked", "server.revoked"]
    );
    worker.delete(&path).is(200);
    assert_eq!(case.names(), ["server.revoked", "account.deleted"]);
}

#[test]
fn an_account_that_starts_blocked_is_not_active_yet() {
    let case = Case::new();
    case.worker.account_with(&json!({ "is_blocked": true }));
    assert_eq!(case.names(), ["account.created"]);
}

#[test]
fn an_event_is_the_record_as_the_operator_sees_it() {
    let case = Case::new();
    let worker = &case.worker;
    let server = worker.configured(&json!({ "approve": ["write"] }));
    let told = case.told();
    let shown = worker
        .read(&format!("/integrated-account/{}", server.account))
        .is(200);
    for body in &told[..2] {
        assert_eq!(body["payload"], shown);
    }
    let mut shown = worker.read(&server.resource()).is(200);
    let code = shown["approval_code"].as_str().expect("a code").to_owned();
    for left_out in ["usage", "approval_code"] {
        shown.as_object_mut().expect("an object").remove(left_out);
    }
    assert_eq!(told[2]["payload"], shown);
    case.call(&server, 401);
    let account = case.told().remove(0);
    assert_eq!(account["payload"]["status"], "needs_reauth");
    assert_eq!(
        account["payload"]["last_error"],
        "Acme answered 401: who are you"
    );
    worker
        .delete(&format!("/integrated-account/{}", server.account))
        .is(200);
    let all = format!("{told:?} {account} {:?}", case.told());
    for secret in [
        VENDOR_SECRET,
        server.token.as_str(),
        "/mcp/fl_",
        &code,
        "whsec_",
        "k1:",
    ] {
        assert!(!all.contains(secret), "{secret}");
    }
}

#[test]
fn a_delivery_is_signed_and_each_try_has_its_own_time() {
    let case = Case::new();
    case.worker.platform.receives(|_| Ok(503));
    case.worker.account_with(&json!({ "is_blocked": true }));
    let first = case.worker.platform.take_notices().remove(0);
    case.worker.platform.pass(600);
    case.worker.tick();
    let second = case.worker.platform.take_notices().remove(0);
    let header = |notice: &Notice, name: &str| notice.headers.get(name).expect(name).to_owned();
    let body: Value = serde_json::from_str(&first.body).expect("JSON");
    assert_eq!(header(&first, "webhook-id"), body["id"].as_str().unwrap());
    assert_eq!(header(&first, "webhook-timestamp"), NOW.to_string());
    assert_eq!(
        header(&second, "webhook-timestamp"),
        (NOW + 600).to_string()
    );
    assert_eq!(first.body, second.body);
    assert_eq!(header(&first, "webhook-id"), header(&second, "webhook-id"));
    assert_ne!(
        header(&first, "webhook-signature"),
        header(&second, "webhook-signature")
    );
    assert!(header(&first, "webhook-signature").starts_with("v1,"));
    assert_eq!(first.url, "https://hooks.receiver.example/fairlead");
    assert_eq!(first.timeout_ms, 5_000);
    assert_eq!(body["webhook_id"], json!(case.id));
    assert_eq!(body["created_at"], "2027-01-15T08:00:00Z");
}

#[test]
fn a_webhook_is_told_what_it_asked_for_while_it_is_active() {
    let case = Case::with(&json!({ "events": ["server.created", "account.deleted"] }));
    let path = format!("/webhook/{}", case.id);
    let server = case.worker.server();
    assert_eq!(case.names(), ["server.created"]);
    case.worker
        .admin("PATCH", &path, &json!({ "events": null }))
        .is(200);
    case.worker.delete(&server.resource()).is(200);
    assert_eq!(case.names(), ["server.revoked"]);
    case.worker
        .admin("PATCH", &path, &json!({ "active": false }))
        .is(200);
    case.worker.account();
    assert_eq!(case.names(), [""; 0]);
    case.worker
        .admin("PATCH", &path, &json!({ "active": true }))
        .is(200);
    case.worker.account();
    assert_eq!(case.names(), ["account.created", "account.active"]);
    case.worker.delete(&path).is(200);
    case.worker.account();
    assert_eq!(case.names(), [""; 0]);
}

#[test]
fn what_is_not_taken_is_tried_again_ever_later_and_then_given_up() {
    let case = Case::with(&json!({ "events": ["account.created"] }));
    case.worker.platform.receives(|_| Ok(500));
    case.worker.account();
    assert_eq!(case.names().len(), 1);
    for wait in [60, 5 * 60, 30 * 60, 2 * 60 * 60, 12 * 60 * 60] {
        assert_eq!(case.tick_after(wait - 1), [""; 0], "{wait}");
        assert_eq!(case.tick_after(1), ["account.created"], "{wait}");
    }
    assert_eq!(case.shown()["last_delivery"]["attempt"], 6);
    assert!(case.worker.platform.records.keys("agenda:").is_empty());
    assert_eq!(case.tick_after(7 * 24 * 60 * 60), [""; 0]);
    let lines = case.worker.platform.lines().join("\n");
    assert!(lines.contains("\"event given up\"") && !lines.contains("receiver.example"));
}

#[test]
fn a_receiver_that_comes_back_gets_what_it_missed_once() {
    let case = Case::with(&json!({ "events": ["account.created"] }));
    case.worker
        .platform
        .receives(|_| Err(SendError::Unreachable("reset".to_owned())));
    let account = case.worker.account();
    let first = case.told().remove(0);
    case.worker.platform.receives(|_| Ok(204));
    case.worker.platform.pass(600);
    case.worker.tick();
    let again = case.told();
    assert_eq!(again, std::slice::from_ref(&first));
    assert_eq!(again[0]["payload"]["id"], json!(account));
    assert_eq!(case.tick_after(600), [""; 0]);
    assert_eq!(case.shown()["last_delivery"]["success"], true);
}

/// Makes the webhook give up so many events.
fn give_up(case: &Case, events: usize) {
    for _ in 0..events {
        case.worker.account();
        for _ in 0..5 {
            case.worker.platform.pass(12 * 60 * 60);
            case.worker.tick();
        }
    }
    case.names();
}

#[test]
fn five_events_in_a_row_that_nobody_took_disable_a_webhook_and_an_operator_enables_it() {
    let case = Case::with(&json!({ "events": ["account.created"] }));
    case.worker.platform.receives(|_| Ok(500));
    give_up(&case, 4);
    assert_eq!(case.shown()["active"], true);
    case.worker.platform.receives(|_| Ok(200));
    case.worker.account();
    case.worker.platform.receives(|_| Ok(500));
    give_up(&case, 4);
    assert_eq!(
        case.shown()["active"],
        true,
        "one that was taken starts the row anew"
    );
    give_up(&case, 1);
    let shown = case.shown();
    assert_eq!(shown["active"], false);
    assert!(shown["disabled_at"].is_string());
    let reason = shown["disabled_reason"].as_str().expect("a reason");
    assert!(reason.starts_with("5 events in a row"), "{reason}");
    let lines = case.worker.platform.lines();
    let disabled: Vec<&String> = lines
        .iter()
        .filter(|line| line.contains("\"webhook disabled\""))
        .collect();
    assert_eq!(disabled.len(), 1);
    assert!(disabled[0].contains(&case.id), "{disabled:?}");
    case.worker.account();
    assert_eq!(case.names(), [""; 0]);
    case.worker.platform.receives(|_| Ok(200));
    let path = format!("/webhook/{}", case.id);
    let enabled = case
        .worker
        .admin("PATCH", &path, &json!({ "active": true }))
        .is(200);
    assert_eq!(
        (&enabled["active"], &enabled["disabled_at"]),
        (&json!(true), &Value::Null)
    );
    case.worker.account();
    assert_eq!(case.names(), ["account.created"]);
}

#[test]
fn a_receiver_that_is_gone_is_not_asked_again_and_a_redirect_is_no_yes() {
    let case = Case::new();
    case.worker.platform.receives(|_| Ok(302));
    case.worker.account_with(&json!({ "is_blocked": true }));
    let shown = case.shown();
    assert_eq!(shown["last_delivery"]["success"], false);
    assert_eq!(
        shown["last_delivery"]["message"],
        "The receiver answered 302; redirects are not followed."
    );
    case.worker.platform.receives(|_| Ok(410));
    case.names();
    assert_eq!(case.tick_after(600).len(), 1);
    assert_eq!(
        case.shown()["disabled_reason"],
        "The receiver answered 410 Gone."
    );
    case.worker.account();
    assert_eq!(case.tick_after(24 * 60 * 60), [""; 0]);
}

#[test]
fn a_receiver_that_stalls_holds_up_nobody_else_and_is_waited_for_once() {
    let case = Case::new();
    let quick = "https://quick.receiver.example/";
    case.worker.webhook(&json!({ "url": quick }));
    case.worker.platform.receives(move |notice| {
        if notice.url == quick {
            Ok(204)
        } else {
            Err(SendError::Timeout(5_000))
        }
    });
    let server = case.worker.server();
    case.worker.platform.take_notices();
    case.worker
        .delete(&format!("/integrated-account/{}", server.account))
        .is(200);
    let urls = |notices: Vec<Notice>| notices.iter().filter(|notice| notice.url == quick).count();
    let notices = case.worker.platform.take_notices();
    assert_eq!((notices.len(), urls(notices)), (3, 2), "revoked, deleted");
    assert_eq!(
        case.shown()["last_delivery"]["message"],
        "No answer within 5 seconds."
    );
    case.worker.platform.receives(|_| Ok(204));
    let missed: Vec<String> = (0..3).flat_map(|_| case.tick_after(600)).collect();
    assert_eq!(missed.len(), 5, "each of {missed:?}");
}

#[test]
fn what_one_run_does_not_come_to_is_told_by_the_clock() {
    let case = Case::with(&json!({ "events": ["server.revoked"] }));
    let account = case.worker.account();
    for _ in 0..90 {
        case.worker.server_with(&account, &json!({}));
    }
    case.worker.platform.records.take_bill();
    case.worker
        .delete(&format!("/integrated-account/{account}"))
        .is(200);
    let mut told = case.told();
    assert!(told.len() < 50, "{}", told.len());
    assert!(case.worker.platform.records.take_bill().writes < 5);
    while told.len() < 90 {
        let before = told.len();
        case.worker.platform.pass(600);
        case.worker.tick();
        told.extend(case.told());
        assert!(told.len() > before, "{before} and no more");
    }
    let ids = told.iter().map(|body| body["payload"]["id"].to_string());
    assert_eq!(ids.collect::<std::collections::BTreeSet<_>>().len(), 90);
    assert_eq!(told.len(), 90);
}

#[test]
fn without_webhooks_an_event_costs_one_look_in_half_a_minute() {
    let mut worker = Worker::new();
    worker.finishes = true;
    let bill = |seconds: u64| {
        worker.platform.pass(seconds);
        worker.platform.records.take_bill();
        worker.account();
        worker.platform.records.take_bill()
    };
    let written = Bill {
        writes: 1,
        ..Bill::default()
    };
    assert_eq!(
        bill(0),
        Bill {
            lists: 1,
            ..written
        }
    );
    assert_eq!(bill(29), written);
    assert_eq!(
        bill(1),
        Bill {
            lists: 1,
            ..written
        }
    );
}

#[test]
fn no_answer_fails_because_events_cannot_be_told_or_kept() {
    for operation in [Operation::List, Operation::Load] {
        let case = Case::new();
        let server = case.worker.server();
        fairlead::access::webhook::forget_all();
        case.worker.platform.receives(|_| Ok(500));
        case.names();
        case.worker.platform.records.fail(operation, 0);
        let body = json!({ "integration": "acme", "label": "x", "context": { "organization": "x" }, "credentials": { "api_token": "fake" } });
        case.worker
            .admin("POST", "/integrated-account", &body)
            .is(201);
        case.worker.platform.records.recover();
        let lines = case.worker.platform.take_lines().join("\n");
        assert!(lines.contains("events not told"), "{lines}");
        case.worker.delete(&server.resource()).is(200);
    }
    let case = Case::new();
    case.worker.platform.receives(|_| Ok(500));
    case.worker.platform.records.fail(Operation::Save, 1);
    case.worker.account();
    case.worker.platform.records.recover();
    let lines = case.worker.platform.take_lines().join("\n");
    assert!(lines.contains("events not kept"), "{lines}");
}

#[test]
fn an_event_that_cannot_be_made_takes_no_other_along() {
    let case = Case::new();
    let account = case.worker.account();
    case.names();
    let records = &case.worker.platform.records;
    records.put(&format!("account:{account}"), "{");
    let id = AccountId::parse(&account).expect("an id");
    let what = What::AccountOf(EventName::AccountNeedsReauth, id, Box::default());
    happened::note(UnixSeconds(NOW), what);
    case.worker.account_with(&json!({ "is_blocked": true }));
    assert_eq!(case.names(), ["account.created"]);
    let lines = case.worker.platform.take_lines().join("\n");
    assert!(lines.contains("event not told"), "{lines}");
}

#[test]
fn what_is_tried_again_stays_until_what_is_left_of_it_is_written() {
    for (accounts, successes) in [(1, 0), (2, 0), (2, 1)] {
        let case = Case::with(&json!({ "events": ["account.created"] }));
        case.worker
            .platform
            .receives(|_| Err(SendError::Timeout(5_000)));
        let made: Vec<String> = (0..accounts).map(|_| case.worker.account()).collect();
        case.names();
        let records = &case.worker.platform.records;
        assert_eq!(records.keys("agenda:").len(), accounts);
        case.worker.platform.pass(600);
        records.fail(Operation::Save, successes);
        case.worker.pass_of_clock().is(503);
        records.recover();
        assert_eq!(records.keys("agenda:").len(), accounts, "{successes}");
        case.names();
        case.worker.platform.receives(|_| Ok(204));
        case.worker.platform.pass(600);
        case.worker.tick();
        let mut told: Vec<String> = case
            .told()
            .iter()
            .map(|body| body["payload"]["id"].as_str().expect("an id").to_owned())
            .collect();
        told.sort();
        let mut wanted = made;
        wanted.sort();
        assert_eq!(told, wanted, "{successes}");
        assert!(records.keys("agenda:").is_empty());
    }
}

#[test]
fn what_a_run_learnt_undoes_nothing_that_another_did() {
    let case = Case::with(&json!({ "events": ["account.created"] }));
    let records = &case.worker.platform.records;
    let key = format!("delivery:{}", case.id);
    let disabled = json!({
        "v": 1, "last": null, "given_up": 5, "disabled": { "at": NOW, "reason": "Elsewhere." },
    });
    // The second finds nothing new, so this isolate goes on with what it read.
    case.worker.account();
    case.worker.account();
    records.put(&key, &disabled.to_string());
    case.worker.platform.pass(1);
    case.worker.platform.receives(|_| Ok(500));
    case.worker.account();
    assert_eq!(case.names().len(), 3);
    let shown = case.shown();
    assert_eq!(shown["disabled_reason"], "Elsewhere.");
    assert_eq!(shown["last_delivery"]["status_code"], 500);

    records.put(&key, "{\"v\":1}");
    fairlead::access::webhook::forget_all();
    case.worker.platform.receives(|_| Ok(204));
    case.worker.account();
    case.worker.account();
    for key in [format!("webhook:{}", case.id), key] {
        records.remove(&key).expect("KV");
    }
    case.worker.platform.receives(|_| Ok(200));
    case.names();
    case.worker.account();
    assert_eq!(
        case.names().len(),
        1,
        "it is told for as long as it is known"
    );
    assert_eq!(records.keys("delivery:"), [""; 0]);
}

#[test]
fn a_webhook_that_cannot_be_read_stops_no_other_and_can_be_deleted() {
    for (family, value) in [
        ("webhook", "{"),
        ("webhook", "{\"v\":7}"),
        ("delivery", "{\"v\":7}"),
        ("delivery", "null"),
    ] {
        let case = Case::with(&json!({ "events": ["account.created"] }));
        let worker = &case.worker;
        let records = &worker.platform.records;
        let (broken, _) = worker.webhook(&json!({ "events": ["account.deleted"] }));
        worker.platform.receives(|_| Ok(500));
        let account = worker.account();
        worker
            .delete(&format!("/integrated-account/{account}"))
            .is(200);
        worker.platform.receives(|_| Ok(204));
        let whole = records.snapshot();
        records.put(&format!("{family}:{broken}"), value);
        fairlead::access::webhook::forget_all();
        worker.platform.take_lines();
        case.names();
        worker.account();
        assert_eq!(case.names(), ["account.created"], "{family} {value}");
        let lines = worker.platform.take_lines().join("\n");
        assert!(
            lines.contains("webhook left out") && lines.contains(&broken),
            "{lines}"
        );
        assert_eq!(case.tick_after(600), ["account.created"]);

        let resealed = worker.admin("POST", "/admin/reseal", &json!({})).is(200);
        assert_eq!(resealed["failed"][0]["id"], json!(broken), "{resealed}");
        worker.webhook(&json!({}));
        let path = format!("/webhook/{broken}");
        let seen = request("DELETE", &path)
            .bearer(ADMIN_TOKEN)
            .header("if-match", "\"0123456789abcdef0123456789abcdef\"");
        worker.answer(&seen).is(412);
        worker.delete(&path).is(200);
        assert_eq!(worker.read(&path).status, 404);
        let left = records.keys("");
        assert!(!left.contains(&format!("{family}:{broken}")), "{left:?}");

        // Where it can be read again, it is told what waited.
        records.restore(&whole);
        worker.platform.pass(600);
        records.put(&format!("{family}:{broken}"), value);
        worker.tick();
        records.put(
            &format!("webhook:{broken}"),
            &whole[&format!("webhook:{broken}")].value,
        );
        let state = records.remove(&format!("delivery:{broken}"));
        state.expect("KV");
        case.names();
        assert_eq!(
            case.tick_after(600),
            ["account.deleted"],
            "{family} {value}"
        );
    }
}

#[test]
fn a_refused_change_and_a_repeat_tell_nothing() {
    let case = Case::new();
    case.worker.admin(
        "POST",
        "/integrated-account",
        &json!({ "integration": "acme" }),
    );
    assert_eq!(case.names(), [""; 0]);
    let server = case.worker.server();
    case.names();
    let path = format!("/integrated-account/{}/mcp", server.account);
    let ask = request("POST", &path)
        .bearer(ADMIN_TOKEN)
        .header("idempotency-key", "once");
    let ask = ask.body("{\"name\":\"Claude\"}");
    case.worker.answer(&ask).is(201);
    case.worker.answer(&ask).is(201);
    assert_eq!(case.names(), ["server.created"]);
}
