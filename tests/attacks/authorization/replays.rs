//! `Idempotency-Key`: an answer is given again to the one who got it, for the same request, and to nobody else.

use serde_json::{Value, json};

use crate::fake::{ADMIN_TOKEN, Reply, World, request};
use crate::tally::Tally;

const KEY: &str = "fake-key-0123456789";

/// Requests whose answers hold a token. Some differ in their bodies alone.
fn requests(world: &World) -> Vec<(String, Value)> {
    let (first, second) = (world.server(), world.server());
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
    let mut tally = Tally::open("authorization-replays");
    let world = World::new();
    let (deleted, gone) = world.api_token("admin", None);
    let callers = [
        ADMIN_TOKEN.to_owned(),
        world.api_token("admin", None).1,
        world.api_token("admin", None).1,
        gone,
    ];
    let strangers = [
        world.api_token("mcp", None).1,
        "fake-garbage".to_owned(),
        String::new(),
    ];
    let requests = requests(&world);
    let send = |caller: &str, (target, body): &(String, Value)| {
        let ask = request("POST", target).header("idempotency-key", KEY);
        world.answer(&ask.bearer(caller).body(body.to_string()))
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
    world.delete(&format!("/api-token/{deleted}")).is(200);
    let before = world.platform.records.snapshot();
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
        world.platform.records.snapshot(),
        before,
        "repeats change nothing"
    );
    for saved in world.platform.records.saved() {
        let mut secrets = first.iter().map(|(_, _, token)| &token[token.len() - 43..]);
        assert!(
            !secrets.any(|secret| saved.value.contains(secret)),
            "{}",
            saved.key
        );
    }
    tally.held(
        "replays-go-to-their-caller",
        "one Idempotency-Key by several callers, for several paths and bodies",
        tried,
    );
    tally.close();
}
