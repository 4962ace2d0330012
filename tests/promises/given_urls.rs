//! A tool that reads a URL of the vendor's files: what is sent, what a refusal says, and that it says nothing of the account's credentials.

use serde_json::{Value, json};

use crate::fake::{Server, Worker, vendor_answer};

const TOOL: &str = "cedar_planks_photo";
const URL: &str = "https://files.cedar.example/yard%2Fplank.png?Signature=a~b_&Expires=1";

fn cedar(worker: &Worker) -> Server {
    let account = worker.account_with(&json!({
        "integration": "cedar", "context": {}, "credentials": { "key": "fake-key" },
    }));
    worker.server_with(&account, &json!({}))
}

#[test]
fn it_goes_out_to_the_letter_and_without_credentials() {
    let worker = Worker::new();
    let server = cedar(&worker);
    for url in [URL, "https://eu.cdn.cedar.example//a/b"] {
        worker.legacy(&server).call(TOOL, json!({ "url": url }));
        let sent = worker.platform.last_sent();
        assert_eq!((sent.method, sent.url.as_str()), ("GET", url));
        assert_eq!(sent.headers.get("x-cedar-key"), None);
        assert_eq!(sent.headers.get("authorization"), None);
        assert_eq!(sent.body, None);
    }
}

#[test]
fn the_file_is_shown_by_its_media_type() {
    let worker = Worker::new();
    let server = cedar(&worker);
    let shown = |mime_type: &str| -> Value {
        let mut answer = vendor_answer(200, "hi");
        answer.headers =
            fairlead::http::Headers::from_lines(format!("content-type: {mime_type}\n"));
        worker.platform.script(move |_| Ok(answer.clone()));
        let reply = worker.legacy(&server).call(TOOL, json!({ "url": URL }));
        reply.result()["content"][0].clone()
    };
    assert_eq!(
        shown("image/png"),
        json!({ "type": "image", "data": "aGk=", "mimeType": "image/png" })
    );
    assert_eq!(
        shown("application/pdf")["resource"],
        json!({ "uri": "fairlead://cedar/{url}", "mimeType": "application/pdf", "blob": "aGk=" })
    );
}

#[test]
fn a_refusal_names_the_argument_and_the_hosts() {
    let worker = Worker::new();
    let server = cedar(&worker);
    let reply = worker
        .legacy(&server)
        .call(TOOL, json!({ "url": "https://evil.example/a" }));
    assert_eq!(
        reply.mends(),
        [
            "url: must be the whole and unchanged URL of a file on https://files.cedar.example or https://*.cdn.cedar.example, as another tool's answer shows it"
        ]
    );
    assert!(worker.platform.sent().is_empty());
}

#[test]
fn what_the_file_host_says_changes_nothing_of_the_account() {
    let worker = Worker::new();
    let server = cedar(&worker);
    let status = || {
        let target = format!("/integrated-account/{}", server.account);
        let account = worker.read(&target).is(200);
        (
            account["status"].clone(),
            account["last_forbidden_error"].clone(),
        )
    };
    for code in [401, 403] {
        worker.vendor_says(code, "<Error/>");
        let reply = worker.legacy(&server).call(TOOL, json!({ "url": URL }));
        assert_eq!(reply.failed()["statusCode"], code);
        assert_eq!(status(), (json!("active"), Value::Null), "{code}");
    }
    worker.vendor_says(401, "{}");
    worker
        .legacy(&server)
        .call("list_all_cedar_planks", json!({}));
    assert_eq!(status().0, "needs_reauth");
    worker.vendor_says(200, "hi");
    worker.legacy(&server).call(TOOL, json!({ "url": URL }));
    assert_eq!(
        status().0,
        "needs_reauth",
        "no proof that the key works again"
    );
}
