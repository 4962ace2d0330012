//! Living servers: every account state, filter, narrowing, message and caller.

use fairlead::access::lifetime::to_iso;
use fairlead::platform::UnixSeconds;
use serde_json::json;

use super::callers::callers;
use super::rules::{
    Door, FILTERS, MESSAGES, Message, NARROWINGS, STATES, config, expected, names, outcome,
};
use crate::counts::Counts;
use crate::fake::{NOW, VENDOR_SECRET, Worker, request, tool_names, vendor_answer};

/// Four accounts of their own state and credential, each with a server for each filter, with and without a second factor.
fn doors(worker: &Worker) -> Vec<Door> {
    let mut doors = Vec::new();
    for state in STATES {
        let secret = format!("{VENDOR_SECRET}-of-{state}");
        let account = worker.account_with(&json!({ "credentials": { "api_token": secret } }));
        for filter in FILTERS {
            for is_locked in [false, true] {
                let mut config = config(filter);
                config["require_api_token_auth"] = json!(is_locked);
                let end = to_iso(UnixSeconds(NOW + 100_000_000));
                let server =
                    worker.server_with(&account, &json!({ "config": config, "expires_at": end }));
                doors.push(Door {
                    server,
                    is_locked,
                    state,
                    filter,
                    secret: secret.clone(),
                });
            }
        }
        let target = format!("/integrated-account/{account}");
        match state {
            "blocked" => drop(
                worker
                    .admin("PATCH", &target, &json!({ "is_blocked": true }))
                    .is(200),
            ),
            "read_only" => drop(
                worker
                    .admin("PATCH", &target, &json!({ "read_only": true }))
                    .is(200),
            ),
            "needs_reauth" => {
                worker.vendor_says(401, "{}");
                worker
                    .admin("POST", &format!("{target}/test"), &json!({}))
                    .is(200);
                worker
                    .platform
                    .script(|_| Ok(vendor_answer(200, "{\"data\":{\"ok\":true}}")));
                assert_eq!(worker.read(&target).is(200)["status"], "needs_reauth");
            }
            _ => {}
        }
    }
    doors
}

#[test]
fn every_cell_of_a_living_server_is_as_the_rule_says() {
    let mut counts = Counts::open("authorization-servers");
    let mut worker = Worker::new();
    worker.finishes = true;
    worker.set("USAGE_WRITE_SECONDS", "0");
    let doors = doors(&worker);
    let callers = callers(&worker, &doors[0].server);
    worker.platform.records.keeps_expired.set(true);
    let before = worker.platform.records.snapshot();
    worker.platform.take_sent();
    let (mut tried, mut locked, mut calls) = (0, 0, 0);
    for door in &doors {
        // Where no second factor is asked for, nobody looks at what is in the header: three callers show it.
        let asked = if door.is_locked { callers.len() } else { 3 };
        for caller in callers.iter().rev().take(asked) {
            for narrowing in NARROWINGS {
                for message in MESSAGES {
                    worker.platform.records.restore(&before);
                    fairlead::access::forget_all();
                    worker.platform.set_clock(caller.clock);
                    let mut ask = request("POST", &door.server.path())
                        .header("content-type", "application/json")
                        .body(message.body(door.filter == "discovery").to_string());
                    ask = caller.sends(ask);
                    let query = [narrowing, &ask.0.query].join("&");
                    query.trim_matches('&').clone_into(&mut ask.0.query);
                    let reply = worker.answer(&ask);
                    tried += 1;
                    locked += usize::from(door.is_locked);
                    let cell = format!(
                        "{} locked {} filter {} ?{narrowing} {message:?} by {}",
                        door.state, door.is_locked, door.filter, caller.name
                    );
                    let rule = expected(door, caller, narrowing, message);
                    assert_eq!(outcome(&reply), rule, "{cell}: {reply:?}");
                    let sent = worker.platform.take_sent();
                    let is_sent = message.call().is_some() && rule == Ok(200);
                    assert_eq!(sent.len(), usize::from(is_sent), "{cell}: {reply:?}");
                    for request in &sent {
                        calls += 1;
                        let proof = format!("Bearer {}", door.secret);
                        assert_eq!(
                            request.headers.get("authorization"),
                            Some(&*proof),
                            "{cell}"
                        );
                    }
                    if message == Message::List && rule == Ok(200) {
                        assert_eq!(
                            tool_names(&reply.result()),
                            names(door, narrowing),
                            "{cell}"
                        );
                    }
                    // Only a vendor's answer changes anything, and only what is known of the account's health.
                    let is_healed = is_sent && door.state == "needs_reauth";
                    assert_eq!(worker.platform.records.is_touched(), is_healed, "{cell}");
                    worker.platform.take_lines();
                }
            }
        }
    }
    println!("{tried} cells");
    counts.held(
        "filters-hold",
        "account states × filters × narrowings × messages: what is shown, sent and refused",
        tried,
    );
    counts.held(
        "second-factor-is-asked-for",
        "callers × account states × filters × messages, at servers with a second factor",
        locked,
    );
    counts.held(
        "accounts-stay-apart",
        "calls of four accounts: each is sent with its own credential",
        calls,
    );
    counts.close();
}
