//! What a vendor can do wrong, as a tool error that a model can act on.

use fairlead::http::{Headers, InboundResponse};
use fairlead::platform::SendError;
use serde_json::{Value, json};

use crate::fake::{NOW, Reply, Worker, vendor_answer};

const LIST: &str = "list_all_acme_issues";

fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> InboundResponse {
    let mut lines = Headers::default();
    for (name, value) in headers {
        lines.push(name, value);
    }
    InboundResponse {
        status,
        headers: lines,
        body: body.as_bytes().to_vec(),
    }
}

/// One call of this tool, with the vendor answering so.
fn call(tool: &str, answer: Result<InboundResponse, SendError>) -> Reply {
    let worker = Worker::new();
    let server = worker.server();
    worker.platform.script(move |_| answer.clone());
    let arguments = if tool == LIST {
        json!({})
    } else {
        json!({ "id": "i_1" })
    };
    let reply = worker.legacy(&server).call(tool, arguments);
    assert_eq!(worker.platform.sent().len(), 1, "nothing is retried");
    reply
}

fn get(answer: Result<InboundResponse, SendError>) -> Value {
    call("get_single_acme_issue_by_id", answer).failed()
}

#[test]
fn every_failing_status_is_a_tool_error_with_a_hint() {
    for (status, error, hint) in [
        (400, "Bad Request", "Fix what it names"),
        (401, "Unauthorized", "must replace them"),
        (402, "Payment Required", "Read its message"),
        (403, "Forbidden", "not allowed to do this"),
        (404, "Not Found", "Check the id"),
        (409, "Conflict", "Read the record"),
        (410, "Gone", "Read its message"),
        (418, "Client Error", "Read its message"),
        (422, "Unprocessable Entity", "Fix what it names"),
        (429, "Too Many Requests", "repeat the same call"),
        (500, "Internal Server Error", "repeated a little later"),
        (502, "Bad Gateway", "repeated a little later"),
        (503, "Service Unavailable", "repeated a little later"),
        (599, "Server Error", "repeated a little later"),
    ] {
        let body = r#"{"code":"c_1","errors":[{"message":"said so"}],"request_id":"r_1"}"#;
        let failed = get(Ok(vendor_answer(status, body)));
        assert_eq!(failed["statusCode"], status);
        assert_eq!(failed["error"], error, "{status}");
        assert_eq!(failed["remote"], true, "{status}");
        assert_eq!(
            failed["message"],
            format!("Acme answered {status}: said so")
        );
        assert_eq!(failed["code"], "c_1");
        assert_eq!(failed["request_id"], "r_1");
        assert_eq!(
            failed["raw_response"],
            serde_json::from_str::<Value>(body).unwrap()
        );
        let said = failed["hint"].as_str().unwrap();
        assert!(said.contains(hint), "{status} {said}");
    }
}

#[test]
fn a_write_that_may_have_happened_is_not_to_be_repeated_blindly() {
    for answer in [
        Ok(vendor_answer(500, "{}")),
        Err(SendError::Timeout(25_000)),
        Err(SendError::Unreachable("reset".to_owned())),
        Ok(vendor_answer(200, "{\"id\":")),
    ] {
        let failed = call("update_a_acme_issue_by_id", answer).failed();
        let hint = failed["hint"].as_str().unwrap();
        assert!(hint.contains("read the record before"), "{failed}");
    }
}

#[test]
fn a_blank_body_is_a_success_without_one() {
    for body in ["\r\n", " ", "\u{feff}", "\u{feff}\n"] {
        for tool in ["update_a_acme_issue_by_id", "get_single_acme_issue_by_id"] {
            let location = [("location", "https://api.acme.example/v1/issues/i_9?x=1")];
            let reply = call(tool, Ok(answer(201, &location, body)));
            assert_eq!(
                reply.answered(),
                json!({ "status": 201, "id": "i_9" }),
                "{body:?}"
            );
        }
    }
}

#[test]
fn a_word_in_place_of_json_is_a_success_of_a_write_alone() {
    let plain = [("content-type", "text/plain; charset=utf-8")];
    let said = |tool: &str, body: &str| call(tool, Ok(answer(200, &plain, body)));
    let update = "update_a_acme_issue_by_id";
    assert_eq!(said(update, "OK\n").text(), "OK");
    for body in ["{\"id\":", "[1", "<html>no</html>", &"OK ".repeat(200)] {
        assert_eq!(said(update, body).failed()["statusCode"], 502, "{body}");
    }
    let read = said("get_single_acme_issue_by_id", "OK").failed();
    assert_eq!(
        read["message"],
        "Acme answered 200 with text/plain instead of JSON."
    );
    let page = [("content-type", "text/html")];
    let page = call(update, Ok(answer(200, &page, "OK")));
    assert_eq!(page.failed()["statusCode"], 502);
}

#[test]
fn hints_of_the_records_hold_values_from_the_answer() {
    for (status, body, hint) in [
        (
            401,
            r#"{"code":"wrong_region"}"#,
            "The token belongs to another region.",
        ),
        (
            400,
            r#"{"code":"moved","errors":[{"id":"i_2"}]}"#,
            "This issue was merged; call again with id i_2.",
        ),
        (
            301,
            r#"{"code":"moved","errors":[{"id":9007199254740993}]}"#,
            "This issue was merged; call again with id 9007199254740993.",
        ),
        (
            409,
            r#"{"message":"it is already closed"}"#,
            "Open the issue first.",
        ),
    ] {
        let failed = get(Ok(vendor_answer(status, body)));
        assert_eq!(failed["hint"], hint, "{body}");
    }
    let bare = get(Ok(vendor_answer(400, r#"{"code":"moved"}"#)));
    assert!(!bare["hint"].as_str().unwrap().contains("{id}"), "{bare}");
}

#[test]
fn html_never_reaches_the_model_as_data() {
    let page = "<html><head><style>a{}</style><script>alert(1)</script></head><body><h1>502</h1>Bad <b>Gateway</b></body></html>";
    for (status, expected) in [(502, 502), (200, 502), (404, 404)] {
        let html = answer(
            status,
            &[("content-type", "text/html; charset=utf-8")],
            page,
        );
        let failed = get(Ok(html));
        assert_eq!(failed["statusCode"], expected);
        assert_eq!(failed["raw_response"], "502 Bad Gateway");
        assert!(!failed.to_string().contains('<'), "{failed}");
    }
    let long = format!("<p>{}</p>", "word ".repeat(100_000));
    let failed = get(Ok(answer(500, &[("content-type", "text/html")], &long)));
    assert!(
        failed.to_string().len() < 1_500,
        "{}",
        failed.to_string().len()
    );
}

#[test]
fn json_that_is_cut_or_broken_is_a_failure_and_not_data() {
    let whole = r#"{"data":[{"id":1},{"id":2}],"paging":{"next":"x"}}"#;
    for cut in 1..whole.len() {
        let failed = get(Ok(vendor_answer(200, &whole[..cut])));
        assert_eq!(failed["statusCode"], 502, "{cut}");
    }
    for body in ["{} {}", "nope", "\u{0}", "{\"data\":[1,]}", "NaN"] {
        let failed = get(Ok(vendor_answer(200, body)));
        assert_eq!(failed["statusCode"], 502, "{body}");
        let message = failed["message"].as_str().unwrap();
        assert!(message.contains("broken or cut short"), "{message}");
    }
    let not_text = InboundResponse {
        body: b"{\"data\":\"\xff\"}".to_vec(),
        ..vendor_answer(200, "")
    };
    assert_eq!(get(Ok(not_text))["statusCode"], 502);
}

#[test]
fn a_redirect_is_not_followed_and_its_target_not_shown() {
    let to = "https://evil.example/take?token=1";
    for status in [301, 302, 303, 307, 308] {
        let failed = get(Ok(answer(status, &[("location", to)], "")));
        assert_eq!(failed["statusCode"], status);
        assert_eq!(failed["error"], "Redirect");
        assert!(failed["message"].as_str().unwrap().contains("not followed"));
        assert!(!failed.to_string().contains("evil"), "{failed}");
    }
}

#[test]
fn silence_and_too_much_are_told_apart() {
    for (error, status, word) in [
        (SendError::Timeout(1_234), 504, "within 1234 ms"),
        (SendError::TooLarge(99), 502, "longer than the 99 bytes"),
        (
            SendError::Unreachable("inner words".to_owned()),
            502,
            "could not be reached",
        ),
    ] {
        let failed = get(Err(error));
        assert_eq!(failed["statusCode"], status);
        assert_eq!(failed["remote"], true);
        assert!(
            failed["message"].as_str().unwrap().contains(word),
            "{failed}"
        );
        assert!(failed["hint"].is_string());
        assert!(!failed.to_string().contains("inner words"));
    }
    let hint = get(Err(SendError::TooLarge(99)))["hint"].clone();
    assert!(hint.as_str().unwrap().contains("smaller limit"));
}

#[test]
fn a_long_error_body_stays_json_and_says_what_it_lacks() {
    let long = json!({ "message": "m", "details": "x".repeat(100_000), "id": 7 }).to_string();
    let failed = get(Ok(vendor_answer(422, &long)));
    assert_eq!(failed["message"], "Acme answered 422: m");
    let raw = &failed["raw_response"];
    assert_eq!((&raw["message"], &raw["id"]), (&json!("m"), &json!(7)));
    let details = raw["details"].as_str().unwrap();
    assert!(details.len() > 5_000);
    let cut = &failed["truncated"]["cuts"][0];
    assert_eq!(cut["at"], "/raw_response/details");
    assert_eq!(cut["left"], 100_000 - details.len());
    assert_eq!(failed.get("next_cursor"), None, "a refusal is not read on");
    let short = json!({ "message": "m", "details": "x".repeat(6_000) });
    let failed = get(Ok(vendor_answer(422, &short.to_string())));
    assert_eq!(failed["raw_response"], short);
    assert_eq!(failed.get("truncated"), None);
}

#[test]
fn a_failure_has_no_more_bytes_than_any_result() {
    let errors: Vec<Value> = (0..90)
        .map(|at| json!({ "code": format!("c{at}"), "message": "\u{202e}is wrong, and so on" }))
        .collect();
    for body in [
        json!({ "errors": errors, "request_id": "r_1" }),
        json!({ "message": "😀".repeat(4_000), "details": "😀".repeat(4_000) }),
        json!({ "message": "\u{202e}\"\n".repeat(4_000), "code": "é".repeat(900), "request_id": "\\".repeat(900) }),
        json!("x".repeat(9_000)),
    ] {
        for most in [1_000, 3_000] {
            let mut worker = Worker::new();
            worker.set("MAX_RESULT_CHARS", &most.to_string());
            let server = worker.server();
            worker.vendor_says(422, &body.to_string());
            let one = json!({ "id": "i_1" });
            let reply = worker
                .legacy(&server)
                .call("get_single_acme_issue_by_id", one);
            assert!(reply.text().len() <= most, "{} {}", most, reply.text());
            let failed = reply.failed();
            assert_eq!(failed["statusCode"], 422);
            assert!(
                failed["truncated"]["cuts"][0]["left"].as_u64().unwrap() > 0,
                "{failed}"
            );
            let raw = &failed["raw_response"];
            if body.get("errors").is_some() {
                let shown = raw["errors"].as_array().expect("errors first");
                assert!(!shown.is_empty(), "{failed}");
                assert_eq!(raw["request_id"], "r_1");
            }
        }
    }
}

#[test]
fn a_failure_ends_before_claude_code_cuts_it() {
    let errors: Vec<Value> = (0..2_000).map(|at| json!({ "code": at })).collect();
    let body = json!({ "errors": errors, "request_id": "r_1" }).to_string();
    for most in ["50000", "400000"] {
        let mut worker = Worker::new();
        worker.set("MAX_RESULT_CHARS", most);
        let server = worker.server();
        let client = worker.legacy(&server);
        worker.vendor_says(422, &body);
        let one = json!({ "id": "i_1" });
        let reply = client.call("get_single_acme_issue_by_id", one);
        let text = reply.text();
        assert!((8_000..=10_000).contains(&text.len()), "{}", text.len());
        let failed = reply.failed();
        assert_eq!(failed["raw_response"]["request_id"], "r_1");
        assert_eq!(failed["truncated"]["cuts"][0]["of"], 2_000);
    }
}

#[test]
fn a_long_message_of_the_vendor_is_capped_too() {
    let long = json!({ "message": "m".repeat(100_000) }).to_string();
    let failed = get(Ok(vendor_answer(422, &long)));
    assert!(failed["message"].as_str().unwrap().len() < 1_100);
    let raw = failed["raw_response"]["message"].as_str().unwrap();
    let cut = &failed["truncated"]["cuts"][0];
    assert_eq!(cut["left"], 100_000 - raw.len());
}

#[test]
fn a_vendors_limits_are_headers_of_the_answer() {
    let now = NOW + 30;
    let reset = now.to_string();
    for (status, headers, expected) in [
        (
            200,
            vec![
                ("x-rate-limit-limit", "100"),
                ("x-rate-limit-remaining", "7"),
                ("x-rate-limit-reset", reset.as_str()),
            ],
            [Some("100"), Some("7"), Some("30"), None],
        ),
        (
            200,
            vec![("x-rate-limit-remaining", "7"), ("retry-after", "9")],
            [None, Some("7"), Some("9"), None],
        ),
        (
            429,
            vec![("x-rate-limit-limit", "100;w=60"), ("retry-after", "12")],
            [Some("100"), None, Some("12"), Some("12")],
        ),
        (429, vec![], [None, None, Some("60"), Some("60")]),
        (
            403,
            vec![("x-rate-limit-remaining", "0")],
            [None, Some("0"), Some("60"), None],
        ),
        (200, vec![], [None, None, None, None]),
        (
            200,
            vec![("x-rate-limit-limit", "many\r\nx-evil: 1")],
            [None, None, None, None],
        ),
    ] {
        let reply = call(LIST, Ok(answer(status, &headers, "{\"data\":[]}")));
        assert_eq!(reply.status, 200, "a fault of the vendor is none of MCP");
        let names = [
            "ratelimit-limit",
            "ratelimit-remaining",
            "ratelimit-reset",
            "retry-after",
        ];
        assert_eq!(
            names.map(|name| reply.header(name)),
            expected,
            "{headers:?}"
        );
        assert_eq!(reply.header("x-evil"), None);
    }
}

#[test]
fn a_429_says_in_the_error_how_long_to_wait() {
    let headers = [("x-rate-limit-limit", "10"), ("retry-after", "12")];
    let failed = get(Ok(answer(429, &headers, "{}")));
    assert_eq!(
        failed["rate_limit"],
        json!({ "limit": 10, "reset": 12, "retry_after": 12 })
    );
    assert!(failed["hint"].as_str().unwrap().contains("Wait 12 s"));
    let other = get(Ok(answer(500, &headers, "{}")));
    assert_eq!(other.get("rate_limit"), None);
}

#[test]
fn a_vendor_that_counts_in_milliseconds_is_understood() {
    let worker = Worker::new();
    let account = worker.account_with(&json!({
        "integration": "birch", "context": {},
        "credentials": { "email": "a@b.example", "secret": "fake" },
    }));
    let server = worker.server_with(&account, &json!({}));
    let reset = (NOW * 1_000 + 29_500).to_string();
    worker.platform.script(move |_| {
        Ok(answer(
            200,
            &[("ratelimit-limit", "5"), ("ratelimit-reset", &reset)],
            "[]",
        ))
    });
    let reply = worker
        .legacy(&server)
        .call("list_all_birch_trees", json!({}));
    assert_eq!(reply.header("ratelimit-reset"), Some("30"));
}

#[test]
fn both_eras_see_the_same_failure() {
    let worker = Worker::new();
    let server = worker.server();
    worker.vendor_says(404, "{\"message\":\"none\"}");
    let arguments = json!({ "id": "i_1" });
    let tool = "get_single_acme_issue_by_id";
    let legacy = worker.legacy(&server).call(tool, arguments.clone());
    let modern = worker.modern(&server).call(tool, arguments);
    assert_eq!(legacy.failed(), modern.failed());
    assert_eq!(modern.result()["resultType"], "complete");
}
