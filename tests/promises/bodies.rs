//! What goes out and comes back: kinds of bodies, numbers to the letter, content for the model.

use fairlead::http::{Headers, InboundResponse};
use serde_json::{Value, json};

use crate::fake::{Worker, vendor_answer};

fn body(worker: &Worker) -> String {
    let sent = worker.platform.last_sent();
    String::from_utf8(sent.body.expect("a body")).expect("text")
}

fn typed(content_type: &str, body: &[u8]) -> InboundResponse {
    let mut headers = Headers::default();
    headers.push("content-type", content_type);
    InboundResponse {
        status: 200,
        headers,
        body: body.to_vec(),
    }
}

#[test]
fn numbers_and_key_order_go_out_as_they_were_written() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.legacy(&server);
    let arguments =
        r#"{"title":"x","weight":1.0,"extra":{"z":9007199254740993,"a":[1e2,-0.0,1.10]}}"#;
    client
        .call_verbatim("create_a_acme_issue", arguments)
        .answered();
    assert_eq!(body(&worker), arguments);
    let large = r#"{"page_token":"123456789012345678901234567890"}"#;
    client.call_verbatim("list_all_acme_issues", large);
    assert!(
        worker
            .platform
            .last_sent()
            .url
            .contains("page_token=123456789012345678901234567890&")
    );
}

#[test]
fn numbers_and_key_order_come_back_as_the_vendor_wrote_them() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.legacy(&server);
    let record = r#"{"z":9007199254740993,"a":1.0,"e":1e2,"n":-0,"s":"\u00e9\/"}"#;
    worker.vendor_says(200, &format!("{{\"data\":{record},\"x\":1}}"));
    let one = client.call("get_single_acme_issue_by_id", json!({ "id": 1 }));
    assert_eq!(one.text(), record);
    worker.vendor_says(200, &format!("{{\"data\":[{record},{record}]}}"));
    let all = client.call("list_all_acme_issues", json!({}));
    assert_eq!(
        all.text(),
        format!("{{\"result\":[{record},{record}],\"next_cursor\":null}}")
    );
}

#[test]
fn an_array_body_is_sent_as_it_is() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.legacy(&server);
    let arguments = r#"{"body":[{"a":1.0},{"b":[]}]}"#;
    client.call_verbatim("acme_issues_replace", arguments);
    assert_eq!(body(&worker), r#"[{"a":1.0},{"b":[]}]"#);
    assert_eq!(worker.platform.last_sent().method, "PUT");
}

#[test]
fn a_body_without_arguments_is_an_empty_object() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.legacy(&server);
    client.call("acme_issues_snooze", json!({ "id": "i_1" }));
    assert_eq!(body(&worker), "{}");
}

#[test]
fn a_form_is_encoded_as_browsers_do() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.legacy(&server);
    let arguments = json!({ "name": "a&b=c é", "fields": ["x", "y z"] });
    client.call("create_a_acme_form", arguments);
    assert_eq!(
        body(&worker),
        "name=a%26b%3Dc%20%C3%A9&fields=x&fields=y%20z"
    );
    assert_eq!(
        worker.platform.last_sent().headers.get("content-type"),
        Some("application/x-www-form-urlencoded")
    );
}

#[test]
fn a_file_goes_out_as_a_part_of_its_own() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.legacy(&server);
    for (file, kind, contents) in [
        (
            json!({ "name": "a.txt", "text": "hällo" }),
            "application/octet-stream",
            "hällo",
        ),
        (
            json!({ "name": "a\"\r\n.png", "data": "aGk=", "mime_type": "image/png\r\nX: y" }),
            "image/pngX: y",
            "hi",
        ),
    ] {
        client
            .call(
                "create_a_acme_attachment",
                json!({ "note": "n", "file": file }),
            )
            .answered();
        let sent = worker.platform.last_sent();
        let kind_of_all = sent.headers.get("content-type").unwrap();
        let boundary = kind_of_all
            .strip_prefix("multipart/form-data; boundary=")
            .unwrap();
        let name = file["name"].as_str().unwrap();
        let name = name
            .replace('"', "%22")
            .replace('\r', "%0D")
            .replace('\n', "%0A");
        assert_eq!(
            body(&worker),
            format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nn\r\n\
                 --{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
                 Content-Type: {kind}\r\n\r\n{contents}\r\n--{boundary}--\r\n"
            )
        );
    }
}

#[test]
fn a_file_that_cannot_be_read_is_refused() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.legacy(&server);
    for (file, place) in [
        (json!("a.txt"), "file:"),
        (json!({}), "file.name:"),
        (json!({ "text": "x" }), "file.name:"),
        (json!({ "name": "" , "text": "x" }), "file.name:"),
        (json!({ "name": "a" }), "file:"),
        (json!({ "name": "a", "text": "x", "data": "eA==" }), "file:"),
        (json!({ "name": "a", "data": "not base64" }), "file.data:"),
        // Eight letters without the space, as base64 could be.
        (json!({ "name": "a", "data": "two words" }), "file.data:"),
        (json!({ "name": "a", "text": "x", "size": 7 }), "file.size:"),
    ] {
        let reply = client.call("create_a_acme_attachment", json!({ "file": file }));
        let mends = reply.mends();
        assert!(mends[0].starts_with(place), "{file} {mends:?}");
    }
    assert!(worker.platform.sent().is_empty());
}

#[test]
fn verbatim_arguments_are_the_body_to_the_letter() {
    let worker = Worker::new();
    let account = worker.account_with(&json!({
        "integration": "birch", "context": {},
        "credentials": { "email": "a@b.example", "secret": "fake" },
    }));
    let server = worker.server_with(&account, &json!({}));
    let arguments = r#"{"kind": "oak","other":[1.0]}"#;
    worker
        .legacy(&server)
        .call_verbatim("create_a_birch_tree", arguments);
    assert_eq!(body(&worker), arguments);
}

#[test]
fn verbatim_arguments_are_still_an_object() {
    let worker = Worker::new();
    let account = worker.account_with(&json!({
        "integration": "birch", "context": {},
        "credentials": { "email": "a@b.example", "secret": "fake" },
    }));
    let server = worker.server_with(&account, &json!({}));
    let client = worker.legacy(&server);
    for arguments in ["[1]", "7", "\"x\""] {
        client
            .call_verbatim("create_a_birch_tree", arguments)
            .mends();
    }
    assert!(worker.platform.sent().is_empty());
}

/// Their schema says which keys they may have, and nothing checks them: one that takes any key may mean what a client can have added.
#[test]
fn verbatim_arguments_lose_what_clients_add_where_their_schema_has_no_room_for_it() {
    let worker = Worker::new();
    let account = worker.account_with(&json!({
        "integration": "conformance", "context": {}, "credentials": { "api_key": "fake" },
    }));
    let closed = worker.server_with(&account, &json!({}));
    let add = "conformance_people_add";
    let arguments = json!({ "name": "Ada", "email": "a@b.example", "toolCallId": "call_1" });
    worker.legacy(&closed).call(add, arguments.clone());
    let person: Value = serde_json::from_str(&body(&worker)).unwrap();
    assert_eq!(person, json!({ "name": "Ada", "email": "a@b.example" }));
    let account = worker.account_with(&json!({
        "integration": "birch", "context": {},
        "credentials": { "email": "a@b.example", "secret": "fake" },
    }));
    let open = worker.server_with(&account, &json!({}));
    worker
        .legacy(&open)
        .call("create_a_birch_tree", arguments.clone());
    let tree: Value = serde_json::from_str(&body(&worker)).unwrap();
    assert_eq!(tree, arguments);
}

#[test]
fn search_conditions_go_out_as_the_vendor_writes_them() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.legacy(&server);
    let arguments = json!({
        "filter": {
            "operator": "and",
            "subfilters": [
                { "field": "state", "operator": "in", "values": ["new"] },
                { "custom_field": "plan", "operator": "equals", "value": "pro" },
            ],
        },
        "limit": 7,
    });
    client
        .call("list_all_acme_search_issues", arguments)
        .answered();
    assert_eq!(
        body(&worker),
        concat!(
            r#"{"filter":{"operator":"and","subfilters":[{"field":"state","operator":"in","values":["new"]},"#,
            r#"{"field":"plan","operator":"equals","value":"pro"}]},"size":7}"#
        )
    );
}

#[test]
fn an_empty_answer_says_its_status() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.legacy(&server);
    worker.vendor_says(204, "");
    let gone = client.call("delete_a_acme_issue_by_id", json!({ "id": "i_1" }));
    assert_eq!(gone.answered(), json!({ "status": 204 }));
}

#[test]
fn text_and_bytes_become_content_of_their_own_kind() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.legacy(&server);
    worker
        .platform
        .script(|_| Ok(typed("text/csv", "a,b\nä,2".as_bytes())));
    let text = client.call("acme_issues_export", json!({}));
    assert_eq!(text.text(), "a,b\nä,2");
    for (content_type, expected) in [
        (
            "image/png; x=y",
            json!({ "type": "image", "data": "aGk=", "mimeType": "image/png" }),
        ),
        (
            "Audio/MPEG",
            json!({ "type": "audio", "data": "aGk=", "mimeType": "audio/mpeg" }),
        ),
        (
            "application/pdf",
            json!({ "type": "resource", "resource": {
                "uri": "fairlead://acme/attachments/{id}", "mimeType": "application/pdf", "blob": "aGk=",
            } }),
        ),
        (
            "text/plain",
            json!({ "type": "resource", "resource": {
                "uri": "fairlead://acme/attachments/{id}", "mimeType": "text/plain", "text": "hi",
            } }),
        ),
    ] {
        worker
            .platform
            .script(move |_| Ok(typed(content_type, b"hi")));
        let reply = client.call("get_single_acme_attachment_by_id", json!({ "id": "f_1" }));
        assert_eq!(
            reply.result()["content"],
            json!([expected]),
            "{content_type}"
        );
    }
}

/// Every character as an escape of JSON, so that the JSON does not hold what it says.
fn escaped(text: &str) -> String {
    let units = text.encode_utf16();
    let escapes: Vec<String> = units.map(|unit| format!("\\u{unit:04x}")).collect();
    escapes.concat()
}

#[test]
fn an_argument_cannot_add_a_part_to_a_multipart_body() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.legacy(&server);
    let file = "\"file\":{\"name\":\"a.txt\",\"text\":\"x\"}";
    let send = |note: &str| {
        client.call_verbatim(
            "create_a_acme_attachment",
            &format!("{{\"note\":\"{note}\",{file}}}"),
        );
        let sent = worker.platform.last_sent();
        let content_type = sent.headers.get("content-type").expect("a type");
        let boundary = content_type.split("boundary=").nth(1).expect("a boundary");
        (
            format!("--{boundary}"),
            String::from_utf8(sent.body.expect("a body")).expect("text"),
        )
    };
    let (known, first) = send("a");
    assert_eq!(first.matches(&known).count(), 3, "two parts and the end");
    let smuggled =
        format!("\r\n{known}\r\nContent-Disposition: form-data; name=\"admin\"\r\n\r\ntrue");
    let (boundary, second) = send(&escaped(&smuggled));
    assert!(second.contains(&smuggled), "the note as it was written");
    assert_eq!(second.matches(&boundary).count(), 3, "{second}");
}

#[test]
fn an_answer_that_is_a_failure_by_declaration_is_one() {
    let worker = Worker::new();
    let account = worker.account_with(&json!({
        "integration": "cedar", "context": {}, "credentials": { "key": "fake" },
    }));
    let server = worker.server_with(&account, &json!({}));
    worker
        .platform
        .script(|_| Ok(vendor_answer(200, "{\"rot\":true}")));
    let reply = worker
        .legacy(&server)
        .call("cedar_planks_inspect", json!({}));
    assert_eq!(reply.failed(), json!({ "rot": true }));
}

#[test]
fn a_list_is_a_list_even_when_it_is_empty_or_null() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.legacy(&server);
    let empty = json!({ "result": [], "next_cursor": null });
    for body in [
        "{\"data\":[]}",
        "{\"data\":[],\"paging\":{\"next\":\"\"}}",
        "{\"data\":null}",
    ] {
        worker.vendor_says(200, body);
        let reply = client.call("list_all_acme_issues", json!({}));
        assert_eq!(reply.answered(), empty, "{body}");
    }
    worker.vendor_says(200, "{\"data\":{\"id\":1}}");
    let me: Value = client.call("list_all_acme_me", json!({})).answered();
    assert_eq!(
        me,
        json!({ "id": 1 }),
        "a current-user read is a single record"
    );
}
