//! What becomes a row, and what never stands in one.

use fairlead::http::InboundResponse;
use serde_json::{Value, json};

use crate::fake::*;

/// The places of a row's values, as `migrations/0001_activity.sql` names them.
const COLUMNS: [&str; 21] = [
    "time",
    "request_id",
    "action",
    "actor",
    "actor_id",
    "server",
    "account",
    "integration",
    "tool",
    "target",
    "client",
    "client_version",
    "outcome",
    "failed",
    "status",
    "vendor_status",
    "ms",
    "vendor_ms",
    "bytes_in",
    "bytes_out",
    "rate_left",
];

fn kept() -> Worker {
    let mut worker = Worker::with_sign_in();
    worker.set("ACTIVITY", "");
    worker
}

/// Rows that came of it, as objects.
fn rows(worker: &Worker, act: impl FnOnce()) -> Vec<Value> {
    let before = worker.platform.database.noted().len();
    act();
    let noted = worker.platform.database.noted();
    let named = |row: &Value| {
        let values = row.as_array().expect("a list");
        assert_eq!(values.len(), COLUMNS.len());
        COLUMNS
            .into_iter()
            .zip(values)
            .map(|(name, value)| (name.to_owned(), value.clone()))
            .collect()
    };
    noted[before..].iter().map(named).collect()
}

fn row(worker: &Worker, act: impl FnOnce()) -> Value {
    let mut rows = rows(worker, act);
    assert_eq!(rows.len(), 1, "{rows:?}");
    rows.remove(0)
}

/// A row has all of these.
#[track_caller]
fn says(row: &Value, wanted: &Value) {
    for (name, value) in wanted.as_object().expect("an object") {
        assert_eq!(&row[name], value, "{name} of {row}");
    }
}

#[test]
fn a_call_of_a_url_is_one_row_with_all_that_is_known_of_it() {
    let worker = kept();
    let server = worker.server();
    let clock = worker.platform.clock();
    worker.platform.script(move |_| {
        clock.set(clock.get() + 2);
        let mut answer: InboundResponse = vendor_answer(200, "{\"data\":[]}");
        for (name, value) in [
            ("ratelimit-limit", "60"),
            ("ratelimit-remaining", "41"),
            ("ratelimit-reset", "7"),
        ] {
            answer.headers.push(name, value);
        }
        Ok(answer)
    });
    let mut reply = None;
    let row = row(&worker, || {
        reply = Some(
            worker
                .modern(&server)
                .call("list_all_acme_issues", json!({ "limit": "2" })),
        );
    });
    let reply = reply.unwrap();
    says(
        &row,
        &json!({
            "time": (NOW + 2) * 1_000,
            "request_id": reply.header("x-request-id"),
            "action": "tools/call",
            "actor": "url",
            "actor_id": null,
            "server": server.id,
            "account": server.account,
            "integration": "acme",
            "tool": "list_all_acme_issues",
            "target": null,
            "outcome": "ok",
            "failed": 0,
            "status": 200,
            "vendor_status": 200,
            "ms": 2_000,
            "vendor_ms": 2_000,
            "bytes_out": reply.body.len(),
        }),
    );
    assert_eq!(
        row["rate_left"]
            .as_u64()
            .map(|left| left.to_string())
            .as_deref(),
        reply.header("ratelimit-remaining")
    );
    assert!(row["bytes_in"].as_u64() > Some(0));
}

#[test]
fn a_member_is_named_by_id_and_so_is_the_account_that_was_called() {
    let worker = kept();
    let account = worker.account();
    let member = worker.member_with(&json!({ "accounts": [{ "id": account }] }));
    let call = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": { "name": "list_all_acme_me", "arguments": {} } });
    let ask = request("POST", "/mcp")
        .header("content-type", "application/json")
        .body(call.to_string());
    let identity = json!({ "member": member, "grant": null, "scopes": ["mcp:read"] });
    let row = row(&worker, || {
        worker.answer_member(&ask, &identity).answered();
    });
    says(
        &row,
        &json!({ "actor": "member", "actor_id": member, "server": null, "account": account, "tool": "list_all_acme_me" }),
    );
    assert!(!row.to_string().contains("anna"), "{row}");
}

#[test]
fn several_accounts_are_told_apart() {
    let worker = kept();
    let of = |label: &str| worker.account_with(&json!({ "label": label }));
    let (north, south) = (of("North"), of("South"));
    let accounts = json!([{ "id": north }, { "id": south }]);
    let server = worker.several(&json!({ "accounts": accounts }));
    let row = row(&worker, || {
        let arguments = json!({ "account": "South" });
        let client = worker.modern(&server);
        client.call("list_all_acme_me", arguments).answered();
    });
    says(&row, &json!({ "server": server.id, "account": south }));
}

#[test]
fn a_failure_says_which() {
    let worker = kept();
    let server = worker.server();
    worker.vendor_says(500, "{}");
    let by_vendor = row(&worker, || {
        worker
            .modern(&server)
            .call("list_all_acme_me", json!({}))
            .failed();
    });
    says(
        &by_vendor,
        &json!({ "outcome": "tool_error", "failed": 1, "vendor_status": 500, "status": 200 }),
    );
    let by_arguments = row(&worker, || {
        worker
            .modern(&server)
            .call("list_all_acme_me", json!({ "no_such_argument": 1 }))
            .failed();
    });
    says(
        &by_arguments,
        &json!({ "outcome": "tool_error", "failed": 1, "vendor_status": null, "tool": "list_all_acme_me" }),
    );
    let unknown = row(&worker, || {
        worker
            .modern(&server)
            .call("no_such_tool", json!({}))
            .fault();
    });
    says(
        &unknown,
        &json!({ "outcome": "fault", "failed": 1, "tool": null, "integration": null }),
    );
}

#[test]
fn what_changes_nothing_is_no_row() {
    let worker = kept();
    let server = worker.server();
    let made = rows(&worker, || {
        worker.modern(&server).list();
        worker.legacy(&server).list();
        worker.answer(&request("GET", "/healthz"));
        worker.read("/integrated-account");
        worker
            .admin(
                "POST",
                &format!("/integrated-account/{}/mcp/preview", server.account),
                &json!({}),
            )
            .is(200);
        worker
            .admin(
                "POST",
                &format!("/integrated-account/{}/test", server.account),
                &json!({}),
            )
            .is(200);
        worker.answer_unheld(&request("DELETE", "/integrated-account/x"));
        worker.answer_unheld(
            &request("DELETE", &format!("/integrated-account/{}", server.account))
                .bearer("fla_wrong"),
        );
    });
    assert_eq!(made, Vec::<Value>::new());
}

#[test]
fn a_change_says_who_made_it_and_to_what() {
    let worker = kept();
    let (id, token) = worker.api_token("admin", None);
    let mut server = None;
    let made = rows(&worker, || server = Some(worker.server()));
    let server = server.unwrap();
    assert_eq!(made.len(), 2);
    says(
        &made[0],
        &json!({ "action": "POST /integrated-account", "actor": "admin", "actor_id": "admin", "account": server.account, "server": null, "outcome": "ok", "status": 201 }),
    );
    says(
        &made[1],
        &json!({ "action": "POST /integrated-account/:id/mcp", "account": server.account, "server": server.id }),
    );

    let renamed = row(&worker, || {
        let ask = request("PATCH", &server.resource())
            .bearer(&token)
            .body("{\"name\":\"Other\"}");
        worker.answer(&ask).is(200);
    });
    says(
        &renamed,
        &json!({ "action": "PATCH /integrated-account/:id/mcp/:id", "actor": "api_token", "actor_id": id, "server": server.id, "target": null, "failed": 0 }),
    );

    let member = row(&worker, || {
        worker.member_with(&json!({ "role": "admin" }));
    });
    says(
        &member,
        &json!({ "action": "POST /member", "account": null, "server": null }),
    );
    let member = member["target"].as_str().unwrap();
    assert!(worker.read(&format!("/member/{member}")).is(200)["id"] == member);

    let session = worker.session(member);
    let by_member = row(&worker, || {
        let ask = request("DELETE", &format!("/integrated-account/{}", server.account));
        let cookie = format!("__Host-fairlead-session={session}");
        worker.answer_unheld(
            &ask.header("cookie", &cookie)
                .header("sec-fetch-site", "same-origin"),
        );
    });
    says(
        &by_member,
        &json!({ "action": "DELETE /integrated-account/:id", "actor": "member", "actor_id": member, "account": server.account, "outcome": "ok" }),
    );
}

#[test]
fn a_change_that_is_refused_says_so_and_repeats_no_text_of_the_path() {
    let worker = kept();
    let secret = format!("fl_{}", "A".repeat(86));
    let refused = row(&worker, || {
        worker.answer_unheld(&request("DELETE", &format!("/member/{secret}")).bearer(ADMIN_TOKEN));
    });
    says(
        &refused,
        &json!({ "action": "DELETE /member/:id", "outcome": "refused", "failed": 1, "status": 404, "target": null }),
    );
    assert!(!refused.to_string().contains("fl_"), "{refused}");
}

#[test]
fn no_row_holds_an_argument_a_body_a_token_or_an_address() {
    let worker = kept();
    let server = worker.server();
    worker.member_with(&json!({ "email": "private@example.com", "name": "Private Person" }));
    worker.vendor_says(200, "{\"data\":{\"secret\":\"of-the-vendor\"}}");
    worker.modern(&server).call(
        "list_all_acme_issues",
        json!({ "limit": "4711", "search": "of-the-caller" }),
    );
    let all = json!(worker.platform.database.noted()).to_string();
    for private in [
        "private",
        "Private",
        "of-the-vendor",
        "of-the-caller",
        VENDOR_SECRET,
        ADMIN_TOKEN,
        &server.token,
        "4711",
        "Acme support",
    ] {
        assert!(!all.contains(private), "{private}: {all}");
    }
}

#[test]
fn a_client_that_does_not_say_who_it_is_is_known_by_its_user_agent() {
    let worker = kept();
    let server = worker.server();
    for (agent, name, version) in [
        (
            "claude-code/2.0.1 (cli)",
            json!("claude-code"),
            json!("2.0.1"),
        ),
        ("python-httpx/0.28", json!("python-httpx"), json!("0.28")),
        ("curl", json!("curl"), json!(null)),
        ("=cmd()/1", json!(null), json!(null)),
        ("a@b/=1", json!(null), json!(null)),
        ("", json!(null), json!(null)),
        (&format!("x/{}", "1".repeat(65)), json!("x"), json!(null)),
    ] {
        let row = row(&worker, || {
            let ask = worker.legacy(&server).ask(
                "tools/call",
                json!({ "name": "list_all_acme_me", "arguments": {} }),
            );
            worker.answer(&ask.header("user-agent", agent));
        });
        says(&row, &json!({ "client": name, "client_version": version }));
    }
    let said = row(&worker, || {
        let call = json!({ "name": "list_all_acme_me", "arguments": {} });
        let ask = worker.modern(&server).ask("tools/call", call);
        let mut body: Value = serde_json::from_slice(&ask.0.body).unwrap();
        let client = json!({ "name": "cursor", "version": "3" });
        body["params"]["_meta"]["io.modelcontextprotocol/clientInfo"] = client;
        let ask = ask.body(body.to_string());
        worker.answer(&ask.header("user-agent", "curl/8"));
    });
    says(&said, &json!({ "client": "cursor", "client_version": "3" }));
}

#[test]
fn without_the_binding_nothing_is_noted_and_everything_says_so() {
    let worker = Worker::new();
    let server = worker.server();
    worker
        .modern(&server)
        .call("list_all_acme_me", json!({}))
        .answered();
    assert!(worker.platform.database.noted().is_empty());
    for path in ["/log", "/log/summary"] {
        let message = worker.read(path).is(404)["message"].to_string();
        assert!(message.contains("ACTIVITY is not set"), "{message}");
    }
    let health =
        |worker: &Worker| worker.answer(&request("GET", "/healthz")).is(200)["activity"].clone();
    assert_eq!(health(&worker), "off: the binding ACTIVITY is not set");
    assert_eq!(health(&kept()), "on");
}
