//! Attacks on a person's yes: what was agreed to for one call is tried for every other one, altered, late, twice; and what nobody agreed to is tried
//! with everything that a client or a model can say by itself.

use serde_json::{Value, json};

use crate::counts::Counts;
use crate::fake::{Reply, Server, Worker, changed};

/// A call that waits.
#[derive(Clone)]
struct Waiting {
    server: Server,
    tool: &'static str,
    arguments: Value,
}

/// Two servers of one account and one of another, each with calls that differ in little.
fn calls(worker: &Worker) -> Vec<Waiting> {
    let config = json!({ "config": { "approve": ["write"], "repeat_guard_seconds": 0 } });
    let account = worker.account();
    let servers = [
        worker.server_with(&account, &config),
        worker.server_with(&account, &config),
        worker.server_with(&worker.account(), &config),
    ];
    let of = |server: &Server| {
        [
            ("create_a_acme_issue", json!({ "title": "x" })),
            ("create_a_acme_issue", json!({ "title": "X" })),
            (
                "create_a_acme_issue",
                json!({ "title": "x", "priority": 1 }),
            ),
            (
                "create_a_acme_issue",
                json!({ "title": "x", "notify": true }),
            ),
            (
                "update_a_acme_issue_by_id",
                json!({ "id": "i_1", "title": "x" }),
            ),
            (
                "update_a_acme_issue_by_id",
                json!({ "id": "i_2", "title": "x" }),
            ),
            ("delete_a_acme_issue_by_id", json!({ "id": "i_1" })),
            ("delete_a_acme_issue_by_id", json!({ "id": "i_2" })),
            ("acme_issues_replace", json!({ "body": [{ "title": "x" }] })),
        ]
        .map(|(tool, arguments)| Waiting {
            server: server.clone(),
            tool,
            arguments,
        })
    };
    servers.iter().flat_map(of).collect()
}

fn ask(worker: &Worker, call: &Waiting, added: &Value) -> Reply {
    worker
        .modern(&call.server)
        .call_able_to_ask(call.tool, &call.arguments, added)
}

fn state(worker: &Worker, call: &Waiting) -> String {
    let result = ask(worker, call, &json!({})).result();
    result["requestState"].as_str().expect("a state").to_owned()
}

fn yes(state: &str) -> Value {
    json!({ "requestState": state, "inputResponses": { "approve": { "action": "accept", "content": {} } } })
}

/// What a client, or a model, says by itself.
fn flagged(worker: &Worker, calls: &[Waiting]) -> usize {
    let mut tried = 0;
    let flags = [
        "confirm",
        "confirmed",
        "approve",
        "approved",
        "approval",
        "force",
        "yes",
        "accept",
        "action",
        "user_approved",
    ];
    for call in calls {
        for flag in flags {
            let mut with = call.clone();
            with.arguments[flag] = json!(true);
            let legacy = worker.legacy(&with.server);
            legacy.call(with.tool, with.arguments.clone()).failed();
            for value in [json!(true), json!("accept"), json!({ "action": "accept" })] {
                ask(worker, call, &json!({ flag: value })).result();
                let responses =
                    json!({ "inputResponses": { "approve": value, flag: { "action": "accept" } } });
                ask(worker, call, &responses).result();
                let params = json!({ "name": call.tool, "arguments": call.arguments, flag: value, "_meta": { flag: value } });
                worker
                    .legacy(&call.server)
                    .rpc("tools/call", params)
                    .failed();
                tried += 4;
            }
        }
    }
    tried
}

#[test]
fn a_yes_is_one_persons_to_one_call() {
    let mut counts = Counts::open("approvals");
    let worker = Worker::new();
    let calls = calls(&worker);
    let sent = || worker.platform.sent().len();

    let states: Vec<String> = calls.iter().map(|call| state(&worker, call)).collect();
    let mut tried = 0;
    for (at, call) in calls.iter().enumerate() {
        for (other, state) in states.iter().enumerate() {
            if other != at {
                ask(&worker, call, &yes(state)).failed();
                tried += 1;
            }
        }
    }
    assert_eq!(sent(), 0);
    counts.held(
        "approvals-are-a-persons",
        "states of other arguments, tools, servers and accounts",
        tried,
    );

    let mut tried = 0;
    for (call, state) in calls.iter().zip(&states) {
        for at in 0..state.len() {
            let mut bytes = state.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let altered = String::from_utf8(bytes).unwrap();
            // The last letter of base64 can hold bits that mean nothing, and decoders refuse them.
            ask(&worker, call, &yes(&altered)).failed();
            tried += 1;
        }
        for end in (0..state.len()).step_by(7) {
            ask(&worker, call, &yes(&state[..end])).failed();
            tried += 1;
        }
    }
    assert_eq!(sent(), 0);
    counts.held(
        "approvals-are-a-persons",
        "states: each letter altered, and cut anywhere",
        tried,
    );

    let tried = flagged(&worker, &calls);
    assert_eq!(sent(), 0);
    counts.held(
        "approvals-are-a-persons",
        "flags × values × places that a client fills by itself",
        tried,
    );

    // Each yes, then once more, from an isolate that knows and one that does not; then all others after their time.
    let mut tried = 0;
    let (early, late) = states.split_at(states.len() / 2);
    for (call, state) in calls.iter().zip(early) {
        let before = sent();
        ask(&worker, call, &yes(state)).answered();
        for forgets in [false, true, false] {
            if forgets {
                fairlead::access::forget_all();
            }
            ask(&worker, call, &yes(state)).failed();
            tried += 1;
        }
        assert_eq!(sent(), before + 1, "{}", call.tool);
    }
    worker.platform.pass(300);
    let before = sent();
    for (call, state) in calls.iter().skip(early.len()).zip(late) {
        for _ in 0..2 {
            ask(&worker, call, &yes(state)).failed();
            tried += 1;
        }
    }
    assert_eq!(sent(), before);
    counts.held(
        "approvals-are-a-persons",
        "states that were used, in isolates old and new, or are too old",
        tried,
    );

    counts.held(
        "approvals-are-a-persons",
        "links pressed with wrong codes, of other servers too, and without any",
        pressed(&worker, &calls),
    );
    assert_eq!(sent(), before);
    counts.close();
}

/// Each link, with the codes of all other servers and what is none.
fn pressed(worker: &Worker, calls: &[Waiting]) -> usize {
    let codes: Vec<(String, String)> = calls
        .iter()
        .map(|call| {
            let shown = worker.read(&call.server.resource()).is(200);
            let code = shown["approval_code"].as_str().expect("a code").to_owned();
            (call.server.id.clone(), code)
        })
        .collect();
    let mut tried = 0;
    for call in calls {
        let reply = worker
            .legacy(&call.server)
            .call(call.tool, call.arguments.clone());
        let message = reply.failed()["message"].as_str().unwrap().to_owned();
        let (_, rest) = message.split_once("/approve/").expect("a link");
        let link = rest.split(' ').next().unwrap();
        let others = codes.iter().filter(|(server, _)| *server != call.server.id);
        let others = others.map(|(_, code)| json!({ "approval_code": code }));
        let nothing = [
            json!({}),
            json!({ "session": "fls_x" }),
            json!({ "session": call.server.token }),
            json!({ "approval_code": call.server.token }),
            json!({ "approval_code": link }),
        ];
        for with in nothing.into_iter().chain(others) {
            let body = json!({ "code": link, "decision": "approve", "address": "203.0.113.9" });
            let answer = worker.decide("approve-call", &changed(body, &with));
            assert!(answer["refused"].is_string(), "{answer}");
            tried += 1;
        }
        worker
            .legacy(&call.server)
            .call(call.tool, call.arguments.clone())
            .failed();
    }
    tried
}
