//! What a person reads before they agree: every name and every short value, however long the rest is, and no line that a value made up.

use serde_json::{Value, json};

use crate::approvals::{CREATE, approval_code, ask, asked, guarded, link, open};
use crate::fake::{Reply, Worker};

/// The body as the page of a call shows it.
#[track_caller]
fn shown(worker: &Worker, tool: &str, arguments: Value) -> Vec<(String, String)> {
    let server = guarded(worker);
    let code = link(&worker.legacy(&server).call(tool, arguments));
    let with = json!({ "approval_code": approval_code(worker, &server) });
    let shown = open(worker, &code, &with);
    serde_json::from_value(shown["approval"]["body"].clone()).expect("names and values")
}

#[track_caller]
fn value<'a>(body: &'a [(String, String)], name: &str) -> &'a str {
    let found = body.iter().find(|(known, _)| known == name);
    &found.unwrap_or_else(|| panic!("no {name} in {body:?}")).1
}

fn chars(body: &[(String, String)]) -> usize {
    let count = |text: &str| text.chars().count();
    body.iter()
        .map(|(name, value)| count(name) + count(value))
        .sum()
}

#[test]
fn a_long_value_hides_no_other() {
    let worker = Worker::new();
    let requester = json!({ "email": "é".repeat(30_000) });
    let body = shown(
        &worker,
        CREATE,
        json!({ "title": "To all", "requester": requester, "extra": "comment" }),
    );
    assert_eq!(value(&body, "title"), "To all");
    assert_eq!(value(&body, "extra"), "comment");
    let email = value(&body, "requester.email");
    assert!(
        email.ends_with("more characters, which are not shown"),
        "{}",
        &email[email.len() - 80..]
    );
    assert!(chars(&body) < 20_100, "{}", chars(&body));
}

#[test]
fn a_long_value_hides_none_inside_the_same_object() {
    let worker = Worker::new();
    let extra = json!({
        "body": "x".repeat(30_000),
        "message_type": "comment",
        "to": [{ "email": "all@customer.example", "note": "y".repeat(30_000) }],
    });
    let body = shown(&worker, CREATE, json!({ "title": "x", "extra": extra }));
    for (name, text) in [
        ("title", "x"),
        ("extra.message_type", "comment"),
        ("extra.to[0].email", "all@customer.example"),
    ] {
        assert_eq!(value(&body, name), text);
    }
    for name in ["extra.body", "extra.to[0].note"] {
        assert!(value(&body, name).contains("which are not shown"), "{name}");
    }
    // What fits stays as it is written.
    let extra = json!({ "a": ["b"] });
    let body = shown(&worker, CREATE, json!({ "title": "x", "extra": extra }));
    assert_eq!(value(&body, "extra"), "{\"a\":[\"b\"]}");
}

#[test]
fn forms_and_parts_are_read_like_members() {
    let worker = Worker::new();
    let long = "x".repeat(30_000);
    let body = shown(
        &worker,
        "create_a_acme_form",
        json!({ "name": long, "fields": ["e-mail & more", "question"] }),
    );
    assert_eq!(value(&body, "fields"), "e-mail & more");
    assert!(value(&body, "name").contains("which are not shown"));
    for (file, says) in [
        (
            json!({ "name": "a.txt", "text": long }),
            "file a.txt, 30000 bytes:\nxxx",
        ),
        (
            json!({ "name": "a.png", "data": "/w==" }),
            "file a.png, 1 bytes:\n1 bytes that are no text",
        ),
    ] {
        let body = shown(
            &worker,
            "create_a_acme_attachment",
            json!({ "file": file, "note": "For all" }),
        );
        assert_eq!(value(&body, "note"), "For all");
        assert!(value(&body, "file").starts_with(says), "{body:?}");
    }
}

#[test]
fn nobody_is_asked_to_agree_to_what_they_cannot_be_shown() {
    let worker = Worker::new();
    let server = guarded(&worker);
    let many: Vec<String> = (0..500)
        .map(|number| format!("{number}{}", "x".repeat(150)))
        .collect();
    let mut deep = json!("x".repeat(30_000));
    for _ in 0..40 {
        deep = json!({ "in": deep });
    }
    let is_refused = |reply: &Reply| {
        let failed = reply.failed();
        assert_eq!(failed["statusCode"], 400, "{reply:?}");
        let message = failed["message"].as_str().unwrap();
        assert!(message.starts_with("Nothing was sent"), "{message}");
        assert!(
            message.contains("Shorten extra, or do it in several calls."),
            "{message}"
        );
    };
    for extra in [json!(many), deep] {
        let arguments = json!({ "title": "x", "extra": extra });
        is_refused(&worker.legacy(&server).call(CREATE, arguments.clone()));
        is_refused(&ask(&worker, &server, CREATE, &arguments, &json!({})));
    }
    assert!(worker.platform.records.keys("approval:").is_empty());
    assert!(worker.platform.sent().is_empty());
}

#[test]
fn no_value_looks_like_a_line_of_its_own() {
    let worker = Worker::new();
    let server = guarded(&worker);
    for end in [
        "\n", "\r\n", "\r", "\u{2028}", "\u{2029}", "\u{85}", "\u{b}",
    ] {
        let extra = format!("Hello{end}  message_type: note{end}Account: Another");
        let arguments = json!({ "title": "x", "extra": extra });
        let (_, message) = asked(&ask(&worker, &server, CREATE, &arguments, &json!({})));
        let is_break = |c: char| {
            matches!(
                c,
                '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
            )
        };
        let starts = message.split(is_break).map(|line| {
            let line = line.trim_start();
            line.starts_with("message_type") || line.starts_with("Account: Another")
        });
        assert!(
            !starts.into_iter().any(|is_made_up| is_made_up),
            "{end:?} {message}"
        );
    }
    // Nor does a name.
    let extra = json!({ "a\n  to: me\u{2028}to": "x", "b": "y".repeat(30_000) });
    let arguments = json!({ "title": "x", "extra": extra });
    let (_, message) = asked(&ask(&worker, &server, CREATE, &arguments, &json!({})));
    assert!(
        message.contains("\n  extra.a\\n  to: me\\u2028to: x\n"),
        "{}",
        &message[..300]
    );
}
