//! `Idempotency-Key`: an answer is given again to the one who got it, for the same request, and to nobody else.

use serde_json::{Value, json};

use crate::counts::Counts;
use crate::fake::{ADMIN_TOKEN, Reply, Worker, request};

const KEY: &str = "fake-key-0123456789";

/// Requests whose answers hold a token. Some differ in their bodies alone.
fn requests(worker: &Worker) -> Vec<(String, Value)> {
    let (first, second) = (worker.server(), worker.server());
    let mint = |account: &str| format!("/integrated-account/{account}/mcp");
    vec![
        (mint(&first.account), json!({ "name": "One" })),
        (mint(&first.account), json!({ "name": "Two" })),
        (mint(&second.account), json!({ "name": "One" })),
        (format!("{}/rotate", first.resource()), json!({})),
        (format!("{}/rotate", second.resource()), json!({})),
        (
            "/api-token".to_owned(),
            json!({ "name": "One", "scope": "mcp" }),
        ),
        (
            "/api-token".to_owned(),
            json!({ "name": "One", "scope": "admin" }),
        ),
    ]
}

fn token(reply: &Reply) -> String {
    reply.json()["token"].as_str().expect("a token").to_owned()
}

#[test]
fn no_kept_answer_reaches_another_caller_or_request() {
    let mut counts = Counts::open("authorization-replays");
    let worker = Worker::new();
    let (deleted, gone) = worker.api_token("admin", None);
    let callers = [
        ADMIN_TOKEN.to_owned(),
        worker.api_token("admin", None).1,
        worker.api_token("admin", None).1,
        gone,
    ];
    let strangers = [
        worker.api_token("mcp", None).1,
        "fake-garbage".to_owned(),
        String::new(),
    ];
    let requests = requests(&worker);
    let send = |caller: &str, (target, body): &(String, Value)| {
        let ask = request("POST", target).header("idempotency-key", KEY);
        worker.answer(&ask.bearer(caller).body(body.to_string()))
    };
    // Who asked first, for what, and the token of the answer.
    let mut first: Vec<(usize, usize, String)> = Vec::new();
    let mut tried = 0;
    for (who, caller) in callers.iter().enumerate() {
        for (what, wanted) in requests.iter().enumerate() {
            let reply = send(caller, wanted);
            tried += 1;
            let mut earlier = first.iter();
            if earlier.any(|(other, path, _)| *other == who && requests[*path].0 == wanted.0) {
                assert_eq!(reply.status, 422, "another body: {reply:?}");
                continue;
            }
            assert!(matches!(reply.status, 200 | 201), "{reply:?}");
            assert_eq!(reply.header("idempotent-replayed"), None, "{who} {what}");
            let fresh = token(&reply);
            assert!(
                first.iter().all(|(_, _, other)| *other != fresh),
                "{who} {what}"
            );
            first.push((who, what, fresh));
        }
    }
    worker.delete(&format!("/api-token/{deleted}")).is(200);
    let before = worker.platform.records.snapshot();
    for (who, what, given) in &first {
        let again = send(&callers[*who], &requests[*what]);
        if *who == 3 {
            assert_eq!(again.status, 401, "a deleted token gets nothing again");
        } else {
            assert_eq!(token(&again), *given, "{again:?}");
            assert_eq!(again.header("idempotent-replayed"), Some("true"));
        }
        for stranger in &strangers {
            let reply = send(stranger, &requests[*what]);
            assert!(matches!(reply.status, 401 | 403), "{reply:?}");
            assert!(!reply.body.contains(given));
        }
        tried += 1 + strangers.len();
    }
    assert_eq!(
        worker.platform.records.snapshot(),
        before,
        "repeats change nothing"
    );
    for saved in worker.platform.records.saved() {
        let mut secrets = first.iter().map(|(_, _, token)| &token[token.len() - 43..]);
        assert!(
            !secrets.any(|secret| saved.value.contains(secret)),
            "{}",
            saved.key
        );
    }
    counts.held(
        "replays-go-to-their-caller",
        "one Idempotency-Key by several callers, for several paths and bodies",
        tried,
    );
    counts.close();
}
