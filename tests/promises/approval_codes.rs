//! Wrong approval codes: they are counted, whatever else happens meanwhile, and take nothing back that somebody said.

use fairlead::platform::Limit;
use serde_json::{Value, json};

use crate::approvals::{CREATE, approval_code, guarded, link, open, press, refused, state, title};
use crate::fake::{Ask, Operation, Worker, request};

const WRONG: &str = "0000-0000-0000";

fn question(name: &str, body: &Value) -> Ask {
    let ask = request("POST", &format!("/{name}")).at("https://fairlead.internal");
    ask.body(body.to_string())
}

#[test]
fn a_wrong_code_takes_no_yes_and_no_no_back() {
    for schedule in 0..64 {
        for (decision, done) in [("approve", "approved"), ("decline", "declined")] {
            let worker = Worker::new();
            let server = guarded(&worker);
            let right = approval_code(&worker, &server);
            let client = worker.legacy(&server);
            let code = link(&client.call(CREATE, title("x")));
            let wrong = question("approval", &json!({ "code": code, "approval_code": WRONG }));
            let said = question(
                "approve-call",
                &json!({ "code": code, "approval_code": right, "decision": decision }),
            );
            let (_, said) = worker.decided_at_once(schedule, &wrong, &said);
            assert_eq!(said.is(200), json!({ "done": done }));
            assert_eq!(state(&worker), done, "{schedule}");
            let reply = client.call(CREATE, title("x"));
            if decision == "approve" {
                reply.answered();
            } else {
                refused(&reply, "a person said no");
            }
        }
    }
}

#[test]
fn a_wrong_code_after_the_call_was_made_changes_nothing() {
    let worker = Worker::new();
    let server = guarded(&worker);
    let with = json!({ "approval_code": approval_code(&worker, &server) });
    let client = worker.legacy(&server);
    let code = link(&client.call(CREATE, title("x")));
    press(&worker, &code, "approve", &with);
    client.call(CREATE, title("x")).answered();
    let saved = worker.platform.records.snapshot();
    let late = open(&worker, &code, &json!({ "approval_code": WRONG }));
    assert_eq!(late, json!({ "refused": "used" }));
    assert_eq!(worker.platform.records.snapshot(), saved);
    assert_eq!(state(&worker), "used");
    // An isolate that knows nothing has KV alone to go by.
    fairlead::access::forget_all();
    link(&client.call(CREATE, title("x")));
    assert_eq!(worker.platform.sent().len(), 1);
}

#[test]
fn a_braked_address_goes_on_being_counted_for_the_call() {
    let worker = Worker::new();
    worker.platform.limit(Limit::WrongTokens, 2);
    let server = guarded(&worker);
    let client = worker.legacy(&server);
    let code = link(&client.call(CREATE, title("x")));
    let ask = |typed: &str| {
        let body = json!({ "code": code, "approval_code": typed, "address": "203.0.113.7" });
        worker.ask_unheld("approval", &body.to_string())
    };
    let statuses: Vec<u16> = (0..5).map(|_| ask(WRONG).status).collect();
    assert_eq!(statuses, [200, 200, 429, 429, 429]);
    // The right one and a wrong one are answered alike from now on, and neither is counted: neither was compared.
    let right = approval_code(&worker, &server);
    for typed in [&right, WRONG] {
        assert_eq!(ask(typed).is(200), json!({ "refused": "locked" }));
    }
    let counted = worker.platform.counted();
    let entry = ("WRONG_TOKEN_LIMIT", "203.0.113.7".to_owned(), 5);
    assert!(counted.contains(&entry), "{counted:?}");
    refused(&client.call(CREATE, title("x")), "too many wrong codes");
    worker.platform.pass(3_600);
    link(&client.call(CREATE, title("x")));
    assert_eq!(
        open(&worker, &code, &json!({ "approval_code": right }))["state"],
        "asked",
        "asked for anew, it is counted anew"
    );
}

#[test]
fn a_wrong_code_that_cannot_be_written_down_is_counted_for_its_address() {
    let worker = Worker::new();
    let server = guarded(&worker);
    let code = link(&worker.legacy(&server).call(CREATE, title("x")));
    worker.platform.records.fail(Operation::Save, 0);
    let body = json!({ "code": code, "approval_code": WRONG, "address": "203.0.113.7" });
    let reply = worker.ask_unheld("approval", &body.to_string());
    assert!(reply.status >= 500, "{reply:?}");
    let counted = worker.platform.counted();
    let entry = ("WRONG_TOKEN_LIMIT", "203.0.113.7".to_owned(), 1);
    assert!(counted.contains(&entry), "{counted:?}");
}

/// What somebody has said already is no place to guess at codes.
#[test]
fn a_code_for_what_does_not_wait_is_not_looked_at() {
    let worker = Worker::new();
    let server = guarded(&worker);
    let right = approval_code(&worker, &server);
    let client = worker.legacy(&server);
    let code = link(&client.call(CREATE, title("x")));
    press(
        &worker,
        &code,
        "decline",
        &json!({ "approval_code": right }),
    );
    for typed in [WRONG, &right] {
        for ask in ["approval", "approve-call"] {
            let body = json!({ "code": code, "approval_code": typed, "decision": "approve" });
            let answer = worker.decide(ask, &body);
            assert_eq!(answer, json!({ "refused": "declined" }), "{typed} {ask}");
        }
    }
    assert!(worker.platform.records.keys("wrongcode:").is_empty());
}
