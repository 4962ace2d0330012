//! Arguments that a client adds under names that a tool has too: whose they are, as far as that can be told.

use serde_json::{Value, json};

use crate::fake::*;
use crate::healed::shipped;

const HISTORY: &str = "dogwood_leaves_history";

fn dogwood(worker: &Worker, config: &Value) -> Server {
    let account = json!({ "integration": "dogwood", "context": {}, "credentials": { "key": "fake-dogwood-key" } });
    worker.server_with(&worker.account_with(&account), config)
}

/// What stands after the path of a call that goes out.
fn query(worker: &Worker, reply: &Reply) -> String {
    let sent = worker.platform.take_sent();
    let [sent] = sent.as_slice() else {
        panic!("{} requests: {reply:?}", sent.len())
    };
    let (_, query) = sent.url.split_once('?').unwrap_or_default();
    query.to_owned()
}

#[test]
fn beside_what_only_n8n_sends_its_other_names_are_its_own_though_the_tool_has_them() {
    let worker = Worker::new();
    let client = dogwood(&worker, &json!({}));
    let client = worker.legacy(&client);
    let discovery = dogwood(
        &worker,
        &json!({ "config": { "tool_exposure": "discovery" } }),
    );
    let discovery = worker.legacy(&discovery);
    let doors = |arguments: &Value, expected: &str| {
        let mut flat = arguments.clone();
        flat["tool_name"] = json!(HISTORY);
        let inner = json!({ "tool_name": HISTORY, "arguments": arguments });
        for (client, tool, arguments) in [
            (&client, HISTORY, arguments.clone()),
            (&discovery, "call_tool", flat),
            (&discovery, "read_tool", inner),
        ] {
            let reply = client.call(tool, arguments.clone());
            assert_eq!(query(&worker, &reply), expected, "{tool} {arguments}");
        }
    };
    let own = json!({ "id": "1", "sessionId": "s_1", "action": "fall" });
    doors(&own, "sessionId=s_1&action=fall");
    for mark in ["toolCallId", "chatInput"] {
        let chat = json!({ "id": "1", "sessionId": "1bd19f08", "action": "sendMessage", "tool": HISTORY, mark: "x" });
        doors(&chat, "");
        // A word that the argument takes is none of n8n's.
        let meant = json!({ "id": "1", "sessionId": "1bd19f08", "action": "Fall", mark: "x" });
        doors(&meant, "action=fall");
    }
}

#[test]
fn a_chat_of_n8n_empties_no_conversation_of_gladly() {
    let mut worker = Worker::new();
    let server = shipped(&worker, "gladly");
    let tool = "list_all_gladly_conversation_items";
    let arguments = json!({
        "conversation_id": "Zt7Ue1bGQ9mR4yHc6KfXsw", "toolCallId": "call_1", "sessionId": "8d1f0d6b3c2e4f0f9a57",
        "chatInput": "show me", "action": "sendMessage", "tool": tool,
    });
    let reply = worker.legacy(&server).call(tool, arguments.clone());
    assert_eq!(query(&worker, &reply), "");
    let session = json!({ "conversation_id": "Zt7Ue1bGQ9mR4yHc6KfXsw", "sessionId": "S2wNd9PvRkS8jLq3ExTo5g" });
    let reply = worker.legacy(&server).call(tool, session);
    assert_eq!(query(&worker, &reply), "sessionId=S2wNd9PvRkS8jLq3ExTo5g");

    worker.set("TOLERATE_CLIENT_BUGS", "false");
    let mends = worker.legacy(&server).call(tool, arguments).mends();
    assert_eq!(mends.len(), 4, "{mends:?}");
    assert!(worker.platform.sent().is_empty());
}

#[test]
fn what_a_call_cannot_do_without_was_given() {
    let worker = Worker::new();
    let server = shipped(&worker, "intercom");
    let client = worker.legacy(&server);
    let tool = "intercom_content_bulk_action";
    let call = |action: &str| {
        let content = json!([{ "type": "article_content", "id": "12345678" }]);
        let arguments = json!({ "action": action, "content_ids": content, "toolCallId": "call_1" });
        client.call(tool, arguments)
    };
    let mends = call("sendMessage").mends();
    assert_eq!(mends.len(), 1, "{mends:?}");
    assert!(mends[0].starts_with("action: must be one of"), "{mends:?}");
    assert!(worker.platform.sent().is_empty());
    call("unpublish");
    let body = worker.platform.last_sent().body.expect("a body");
    let body: Value = serde_json::from_slice(&body).expect("JSON");
    assert_eq!(body["action"], "unpublish");
}

#[test]
fn what_the_operator_set_is_nobodys_stray() {
    let worker = Worker::new();
    for key in ["frozen", "defaults"] {
        let config = json!({ key: { HISTORY: { "sessionId": "s_9", "action": "fall" } } });
        let server = dogwood(&worker, &json!({ "config": config }));
        for mark in ["toolCallId", "chatInput"] {
            let chat =
                json!({ "id": "1", "sessionId": "1bd19f08", "action": "sendMessage", mark: "x" });
            for arguments in [json!({ "id": "1", mark: "x" }), chat] {
                let reply = worker.legacy(&server).call(HISTORY, arguments.clone());
                let set = "sessionId=s_9&action=fall";
                assert_eq!(query(&worker, &reply), set, "{key} {arguments}");
            }
        }
    }
}
