//! Bodies that could not be decompressed. That a host decompresses them is held by tests/e2e/encoding.test.mjs.

use fairlead::http::Unread;
use serde_json::json;

use crate::fake::{ADMIN_TOKEN, Worker, request};

#[test]
fn a_message_that_could_not_be_decompressed_is_refused_with_what_is_taken() {
    let worker = Worker::new();
    let server = worker.server();
    let mut ask = worker.legacy(&server).ask("tools/list", json!({}));
    ask.0.unread = Some(Unread::UnknownCoding);
    let reply = worker.answer(&ask);
    assert_eq!(reply.fault(), (415, -32600));
    assert_eq!(reply.header("accept-encoding"), Some("gzip, deflate"));
    assert!(reply.body.contains("gzip or deflate"), "{reply:?}");
    ask.0.unread = Some(Unread::BrokenCoding);
    let reply = worker.answer(&ask);
    assert_eq!(reply.fault(), (400, -32600));
    assert!(reply.body.contains("Content-Encoding"), "{reply:?}");
    assert_eq!(reply.header("accept-encoding"), None);
}

#[test]
fn an_operators_body_that_could_not_be_decompressed_changes_nothing() {
    let worker = Worker::new();
    let body = json!({ "name": "ci", "scope": "mcp" }).to_string();
    let before = worker.platform.records.snapshot();
    for (unread, status) in [(Unread::UnknownCoding, 415), (Unread::BrokenCoding, 400)] {
        let mut ask = request("POST", "/api-token")
            .bearer(ADMIN_TOKEN)
            .body(&body);
        ask.0.unread = Some(unread);
        let reply = worker.answer(&ask);
        let told = reply.is(status);
        assert_eq!(told["message"], unread.message());
        let taken = (status == 415).then_some("gzip, deflate");
        assert_eq!(reply.header("accept-encoding"), taken);
    }
    assert_eq!(worker.platform.records.snapshot(), before);
}
