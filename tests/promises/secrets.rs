//! No token, credential or Authorization value stands anywhere but in the two answers that mint one.

use serde_json::json;

use crate::fake::{ADMIN_TOKEN, KEY_ONE, Reply, VENDOR_SECRET, Worker, request, vendor_answer};

const NEW_SECRET: &str = "fake-vendor-token-after-rotation";

/// Base64 of `a@b.example/token:fake-birch-secret`.
const BASIC: &str = "YUBiLmV4YW1wbGUvdG9rZW46ZmFrZS1iaXJjaC1zZWNyZXQ=";

/// A vendor whose failures repeat what it was sent.
fn echoes(worker: &Worker, status: u16) {
    worker.platform.script(move |request| {
        let echo = json!({
            "message": format!("refused {}", request.headers.as_lines()),
            "code": request.headers.get("authorization"),
            "request_id": request.headers.get("authorization"),
            "request": request.headers.as_lines(),
        });
        let body = if status == 200 {
            "[]".to_owned()
        } else {
            echo.to_string()
        };
        Ok(vendor_answer(status, &body))
    });
}

/// Everything that Fairlead does, well and badly; the answers, but for those that mint, and the secrets.
fn session() -> (Worker, Vec<Reply>, Vec<String>) {
    let worker = Worker::new();
    let mut replies = Vec::new();
    let server = worker.server();
    let account = format!("/integrated-account/{}", server.account);
    let renewed = worker.rotate(&server);
    let (_, mcp) = worker.api_token("mcp", None);
    let (admin_id, admin) = worker.api_token("admin", None);
    let birch = worker.account_with(&json!({
        "integration": "birch", "context": {},
        "credentials": { "email": "a@b.example", "secret": "fake-birch-secret" },
    }));
    let birch = worker.server_with(&birch, &json!({}));
    let locked = json!({ "config": { "require_api_token_auth": true } });
    let locked = worker.server_with(&renewed.account, &locked);

    for client in [
        worker.legacy(&renewed),
        worker.modern(&renewed),
        worker.legacy(&server),
        worker.legacy(&birch),
        worker.legacy(&locked),
    ] {
        replies.push(client.list());
        replies.push(client.rpc("initialize", json!({})));
        replies.push(client.rpc("server/discover", json!({})));
        for status in [200, 401, 403, 404, 429, 500, 302, 200] {
            echoes(&worker, status);
            for tool in ["list_all_acme_me", "list_all_birch_trees", "nothing"] {
                replies.push(client.call(tool, json!({ "ids": [VENDOR_SECRET.len()] })));
                replies.push(client.call(tool, json!({})));
            }
            replies.push(worker.admin("POST", &format!("{account}/test"), &json!({})));
            replies.push(worker.read(&account));
        }
    }
    let credentials = json!({ "credentials": { "api_token": NEW_SECRET } });
    replies.push(worker.admin("PATCH", &format!("{account}/credentials"), &credentials));
    replies.push(worker.admin(
        "PATCH",
        &format!("{account}/credentials"),
        &json!({
            "credentials": { "api_token": format!("{NEW_SECRET}\r\n\u{7f}x"), "other": NEW_SECRET },
        }),
    ));
    for target in [
        "/integrated-account",
        "/api-token",
        "/integration/acme",
        "/none",
        &account,
        &format!("{account}/mcp"),
        &server.resource(),
        &server.path(),
        &renewed.path(),
        &format!("/.well-known/oauth-protected-resource{}", renewed.path()),
    ] {
        replies.push(worker.read(target));
        replies.push(worker.answer(&request("GET", target).bearer(&mcp)));
        replies.push(worker.answer(&request("GET", target).bearer(&admin)));
        replies.push(worker.answer(&request("POST", target).bearer(&format!("{admin}x"))));
    }
    let ask = worker.legacy(&locked).ask("tools/list", json!({}));
    replies.push(worker.answer(&ask.bearer(&mcp)));
    replies.push(worker.delete(&format!("/api-token/{admin_id}")));
    for (key, value) in [
        (renewed.key(), "garbage"),
        (format!("account:{}", birch.account), "{}"),
    ] {
        worker.platform.records.put(&key, value);
    }
    replies.push(worker.legacy(&renewed).list());
    replies.push(worker.legacy(&birch).list());

    let tokens = [&server, &renewed, &birch, &locked].map(|server| server.token.clone());
    let mut secrets = vec![
        ADMIN_TOKEN.to_owned(),
        VENDOR_SECRET.to_owned(),
        NEW_SECRET.to_owned(),
        "fake-birch-secret".to_owned(),
        BASIC.to_owned(),
        KEY_ONE.to_owned(),
        mcp,
        admin,
    ];
    // The secret part of a token is as bad as the token.
    secrets.extend(tokens.iter().map(|token| token[46..].to_owned()));
    secrets.extend(tokens);
    (worker, replies, secrets)
}

#[test]
fn a_whole_session_leaves_no_secret_in_answers_log_lines_or_kv() {
    let (worker, replies, secrets) = session();
    assert!(replies.len() > 200);
    let answers = replies.iter().map(|reply| {
        let all = format!("{}{}", reply.headers.as_lines(), reply.body);
        ("an answer", all)
    });
    let lines = worker.platform.lines();
    assert!(lines.len() > 200);
    let lines = lines.into_iter().map(|line| ("a line of the log", line));
    let saved = worker.platform.records.saved();
    let saved = saved
        .into_iter()
        .map(|saved| ("KV", saved.key + " " + &saved.value));
    let mut found = Vec::new();
    for (place, text) in answers.chain(lines).chain(saved) {
        for secret in &secrets {
            if let Some(at) = text.find(secret.as_str()) {
                let before: String = text[..at].chars().rev().take(60).collect();
                let before: String = before.chars().rev().collect();
                found.push(format!("{place}: {before}{secret}"));
            }
        }
    }
    found.sort();
    found.dedup();
    assert!(
        found.is_empty(),
        "{}
{}",
        found.len(),
        found.join(
            "
"
        )
    );
}

#[test]
fn a_cut_leaves_no_part_of_a_credential_that_a_vendor_repeats() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.legacy(&server);
    let part = &VENDOR_SECRET[..VENDOR_SECRET.len() - 4];
    // Wherever an error text is cut, the cut falls into the credential once.
    for length in (270..310).chain(970..1_010).chain(3_930..4_010) {
        let said = format!("{}{VENDOR_SECRET}{}", "x".repeat(length), "y".repeat(5_000));
        let body = json!({ "code": said, "message": said, "request_id": said });
        for (status, body) in [(401, body.to_string()), (500, said)] {
            worker.vendor_says(status, &body);
            let reply = client.call("list_all_acme_me", json!({}));
            assert!(!reply.body.contains(part), "cut after {length}");
        }
    }
    for saved in worker.platform.records.saved() {
        assert!(!saved.value.contains(part), "{}", saved.value);
    }
}

#[test]
fn the_session_really_sends_its_credentials() {
    let (worker, _, _) = session();
    let sent = worker.platform.sent();
    let all: String = sent
        .iter()
        .map(|request| request.headers.as_lines())
        .collect();
    assert!(all.contains(VENDOR_SECRET) && all.contains(BASIC));
}

#[test]
fn a_log_line_is_json_and_tells_ids_and_outcomes_alone() {
    let (worker, _, _) = session();
    for line in worker.platform.lines() {
        let line: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        let known = [
            "route",
            "verb",
            "status",
            "server",
            "account",
            "method",
            "tool",
            "vendor_status",
            "vendor_ms",
            "vendor_bytes",
            "outcome",
            "time",
            "request_id",
            "ms",
            "bytes_in",
            "bytes_out",
            "detail",
            "level",
            "message",
        ];
        for key in line.as_object().unwrap().keys() {
            assert!(known.contains(&key.as_str()), "{key} in {line}");
        }
    }
}

#[test]
fn what_a_caller_writes_does_not_reach_the_log() {
    let worker = Worker::new();
    let server = worker.server();
    let marker = "leaked-value";
    let client = worker.legacy(&server);
    client.call(marker, json!({ marker: marker }));
    client.call("get_single_acme_issue_by_id", json!({ "id": marker }));
    client.rpc(marker, json!({}));
    worker.answer(&request(marker, &format!("/{marker}?{marker}=1")));
    worker.answer(&request("GET", &format!("/mcp/{marker}")).header("origin", marker));
    worker.read(&format!("/integrated-account/{marker}?{marker}"));
    worker.admin("POST", "/integrated-account", &json!({ marker: marker }));
    for line in worker.platform.lines() {
        assert!(!line.contains(marker), "{line}");
    }
}

#[test]
fn a_credential_in_an_answers_header_does_not_get_through_either() {
    let worker = Worker::new();
    let client = worker.server();
    let client = worker.legacy(&client);
    for (status, body) in [(200, "<html>"), (500, "{}")] {
        worker.platform.script(move |request| {
            let mut answer = vendor_answer(status, body);
            let echo = request.headers.get("authorization").unwrap_or_default();
            answer.headers.push("x-request-id", echo);
            Ok(answer)
        });
        let failed = client.call("list_all_acme_me", json!({}));
        assert_eq!(failed.failed()["request_id"], "Bearer [redacted]");
        assert!(!failed.body.contains(VENDOR_SECRET), "{}", failed.body);
    }
}
