//! A call that waits for a person and comes twice, with the guard against repeated writes that every server has.

use serde_json::json;

use crate::approvals::{
    CREATE, approval_code, ask, asked, link, press, refused, state, title, yes,
};
use crate::fake::{Server, Worker};

/// No word of `repeat_guard_seconds`: ten seconds.
fn usual(worker: &Worker) -> Server {
    worker.configured(&json!({ "approve": ["write"] }))
}

/// A call that somebody agreed to, and its link.
fn agreed(worker: &Worker, server: &Server) -> String {
    let code = link(&worker.legacy(server).call(CREATE, title("x")));
    agree(worker, server, &code);
    code
}

fn agree(worker: &Worker, server: &Server, code: &str) {
    let with = json!({ "approval_code": approval_code(worker, server) });
    let done = press(worker, code, "approve", &with);
    assert_eq!(done, json!({ "done": "approved" }));
}

#[test]
fn the_same_call_twice_at_once_is_made_once_and_asks_nobody_anew() {
    for schedule in 0..256 {
        let worker = Worker::new();
        let server = usual(&worker);
        agreed(&worker, &server);
        let call = || {
            let params = json!({ "name": CREATE, "arguments": title("x") });
            worker.legacy(&server).ask("tools/call", params)
        };
        let (one, other) = worker.at_once(schedule, &call(), &call());
        let answers = [one.answered(), other.answered()];
        let held = answers.iter().filter(|answer| answer["sent"] == false);
        assert_eq!(held.count(), 1, "{schedule} {answers:?}");
        assert_eq!(worker.platform.sent().len(), 1, "{schedule}");
        assert_eq!(state(&worker), "used", "{schedule}");
    }
}

#[test]
fn the_same_call_after_the_answer_is_held_and_later_asked_about_anew() {
    let worker = Worker::new();
    let server = usual(&worker);
    let code = agreed(&worker, &server);
    let client = worker.legacy(&server);
    client.call(CREATE, title("x")).answered();
    let again = client.call(CREATE, title("x")).answered();
    assert_eq!(again["first"]["state"], "succeeded", "{again}");
    assert_eq!(state(&worker), "used", "nobody was asked anew");
    worker.platform.pass(10);
    assert_eq!(link(&client.call(CREATE, title("x"))), code);
    assert_eq!(state(&worker), "asked");
    assert_eq!(worker.platform.sent().len(), 1);
}

#[test]
fn a_call_that_only_asked_or_was_refused_holds_no_later_one() {
    let worker = Worker::new();
    let server = usual(&worker);
    let client = worker.legacy(&server);
    let code = link(&client.call(CREATE, title("x")));
    assert_eq!(link(&client.call(CREATE, title("x"))), code);
    let with = json!({ "approval_code": approval_code(&worker, &server) });
    press(&worker, &code, "decline", &with);
    for _ in 0..2 {
        refused(&client.call(CREATE, title("x")), "a person said no");
    }
    for _ in 0..2 {
        asked(&ask(&worker, &server, CREATE, &title("x"), &json!({})));
    }
    assert!(worker.platform.sent().is_empty());
}

#[test]
fn after_a_send_that_failed_a_person_is_asked_anew() {
    let worker = Worker::new();
    let server = usual(&worker);
    let code = agreed(&worker, &server);
    let client = worker.legacy(&server);
    worker.vendor_says(500, "{}");
    assert_eq!(client.call(CREATE, title("x")).failed()["statusCode"], 500);
    assert_eq!(
        link(&client.call(CREATE, title("x"))),
        code,
        "a yes counts once"
    );
    assert_eq!(worker.platform.sent().len(), 1);
    worker.vendor_says(200, "{\"data\":{}}");
    worker.platform.pass(1);
    agree(&worker, &server, &code);
    client.call(CREATE, title("x")).answered();
    assert_eq!(worker.platform.sent().len(), 2);
}

#[test]
fn a_fresh_yes_is_not_used_up_by_a_call_that_is_held() {
    let worker = Worker::new();
    let server = usual(&worker);
    let question = || asked(&ask(&worker, &server, CREATE, &title("x"), &json!({}))).0;
    let (first, second) = (question(), question());
    let answer = |state: &str| ask(&worker, &server, CREATE, &title("x"), &yes(state));
    answer(&first).answered();
    assert_eq!(answer(&second).answered()["sent"], false);
    worker.platform.pass(10);
    answer(&second).answered();
    assert_eq!(worker.platform.sent().len(), 2, "each yes counted once");
}

#[test]
fn who_is_held_while_a_call_asks_is_told_how_to_see_the_question() {
    let is_told = (0..256).any(|schedule| {
        let worker = Worker::new();
        let server = usual(&worker);
        let call = || {
            let params = json!({ "name": CREATE, "arguments": title("x") });
            worker.legacy(&server).ask("tools/call", params)
        };
        let (one, other) = worker.at_once(schedule, &call(), &call());
        let told =
            [&one, &other].map(|reply| reply.body.contains("call again if you have not seen it"));
        assert!(told != [true, true], "one of them has the link");
        told.contains(&true)
    });
    assert!(is_told);
}
