//! URLs that open nothing, and verbs that reach nothing.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fairlead::access::lifetime::to_iso;
use fairlead::platform::UnixSeconds;
use serde_json::json;

use super::callers::{END, callers};
use super::rules::{MESSAGES, Message, NARROWINGS};
use crate::counts::Counts;
use crate::fake::{NOW, Reply, Server, Worker, request};

/// URLs that open nothing, each with what is wrong with it.
fn dead(worker: &Worker, server: &Server, other: &Server) -> Vec<(&'static str, u64, String)> {
    let bytes = |server: &Server| URL_SAFE_NO_PAD.decode(&server.token[3..]).expect("a token");
    let (own, foreign) = (bytes(server), bytes(other));
    let spliced = |parts: [&[u8]; 3]| format!("fl_{}", URL_SAFE_NO_PAD.encode(parts.concat()));
    let ending = |seconds: u64| {
        let end = to_iso(UnixSeconds(NOW + seconds));
        worker
            .server_with(&server.account, &json!({ "expires_at": end }))
            .token
    };
    let rotated = worker.server_with(&server.account, &json!({}));
    worker.rotate(&rotated);
    let deleted = worker.server_with(&server.account, &json!({}));
    worker.delete(&deleted.resource()).is(200);
    let orphan = worker.server();
    worker
        .delete(&format!("/integrated-account/{}", orphan.account))
        .is(200);
    let (admin_id, admin) = worker.api_token("admin", None);
    let (_, mcp) = worker.api_token("mcp", None);
    let token = &server.token;
    vec![
        ("on the second of its end", END, ending(END)),
        ("long after its end", END + 1_000_000, ending(END)),
        ("rotated away", 0, rotated.token),
        ("deleted", 0, deleted.token),
        ("of a deleted account", 0, orphan.token),
        (
            "the other's account",
            0,
            spliced([&foreign[..16], &own[16..32], &own[32..]]),
        ),
        (
            "the other's server",
            0,
            spliced([&own[..16], &foreign[16..32], &own[32..]]),
        ),
        (
            "the other's account and server",
            0,
            spliced([&foreign[..16], &foreign[16..32], &own[32..]]),
        ),
        (
            "the other's secret",
            0,
            spliced([&own[..16], &own[16..32], &foreign[32..]]),
        ),
        (
            "the hash for the secret",
            0,
            spliced([&own[..16], &own[16..32], &[0; 32]]),
        ),
        ("no secret", 0, spliced([&own[..16], &own[16..32], &[]])),
        ("cut", 0, token[..token.len() - 1].to_owned()),
        ("prolonged", 0, format!("{token}A")),
        ("padded", 0, format!("{token}==")),
        ("in capitals", 0, token.to_uppercase()),
        ("of another prefix", 0, format!("fla_{}", &token[3..])),
        ("an admin's API token", 0, admin),
        ("an mcp's API token", 0, mcp),
        ("an API token's id", 0, admin_id),
        ("a server's id", 0, server.id.clone()),
        ("an account's id", 0, server.account.clone()),
        ("garbage", 0, "fake-garbage".to_owned()),
    ]
}

#[test]
fn a_url_that_opens_nothing_opens_nothing_for_anybody() {
    let mut counts = Counts::open("authorization-dead-urls");
    let worker = Worker::new();
    let (server, other) = (worker.server(), worker.server());
    let dead = dead(&worker, &server, &other);
    let callers = callers(&worker, &server);
    worker.platform.records.keeps_expired.set(true);
    let before = worker.platform.records.snapshot();
    worker.platform.records.restore(&before);
    let mut replies: Vec<Reply> = Vec::new();
    let mut tried = 0;
    for (what, clock, token) in &dead {
        for caller in &callers {
            for narrowing in NARROWINGS {
                for message in MESSAGES {
                    let ask = request("POST", &format!("/mcp/{token}"))
                        .header("content-type", "application/json")
                        .body(message.body(false).to_string());
                    let mut ask = caller.sends(ask);
                    if ask.0.query.is_empty() {
                        narrowing.clone_into(&mut ask.0.query);
                    }
                    worker.platform.set_clock(*clock);
                    let reply = worker.answer(&ask);
                    assert_eq!(reply.status, 404, "{what} by {}: {reply:?}", caller.name);
                    replies.push(reply);
                    replies.dedup();
                    tried += 1;
                }
            }
        }
    }
    assert_eq!(replies.len(), 1, "the same to the byte: {replies:?}");
    assert!(worker.platform.take_sent().is_empty() && !worker.platform.records.is_touched());
    counts.held(
        "urls-fail-alike",
        "dead URLs × callers × narrowings × messages",
        tried,
    );
    counts.close();
}

#[test]
fn no_verb_but_post_reaches_a_server() {
    let mut counts = Counts::open("authorization-verbs");
    let worker = Worker::new();
    let (server, other) = (worker.server(), worker.server());
    let callers = callers(&worker, &server);
    let mut tokens: Vec<String> = dead(&worker, &server, &other)
        .into_iter()
        .map(|(_, _, token)| token)
        .collect();
    tokens.push(server.token.clone());
    worker.platform.take_lines();
    let before = worker.platform.records.snapshot();
    worker.platform.records.restore(&before);
    let mut tried = 0;
    for verb in [
        "GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "post", "",
    ] {
        for token in &tokens {
            for caller in &callers {
                let ask = request(verb, &format!("/mcp/{token}"));
                let ask = ask.header("content-type", "application/json");
                let ask = ask.body(Message::Read.body(false).to_string());
                let reply = worker.answer(&caller.sends(ask));
                assert_eq!(reply.status, 405, "{verb} by {}: {reply:?}", caller.name);
                assert_eq!(reply.header("allow"), Some("POST"));
                tried += 1;
            }
        }
    }
    // Nothing was read, so nothing is told of whether a token lives.
    assert_eq!(worker.platform.records.loads(), 0);
    assert!(worker.platform.take_sent().is_empty() && !worker.platform.records.is_touched());
    counts.held(
        "urls-fail-alike",
        "other verbs × URLs, dead and living × callers: nothing is read",
        tried,
    );
    counts.close();
}
