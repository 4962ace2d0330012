//! `config.chatgpt_search`: `search` and `fetch` in the shape that ChatGPT requires, made of calls of tools.

use fairlead::catalogue::{INTEGRATIONS, QueryForm};
use serde_json::{Value, json};

use crate::fake::{Reply, Server, Worker, vendor_answer};

fn server(worker: &Worker, mut config: Value) -> Server {
    config["chatgpt_search"] = json!(true);
    worker.configured(&config)
}

/// The content of an answer, which is there twice, alike.
#[track_caller]
fn twice(reply: &Reply) -> Value {
    let result = reply.result();
    assert_ne!(result.get("isError"), Some(&json!(true)), "{result}");
    assert_eq!(result["content"].as_array().map(Vec::len), Some(1));
    let text: Value = serde_json::from_str(result["content"][0]["text"].as_str().unwrap()).unwrap();
    assert_eq!(text, result["structuredContent"]);
    text
}

/// A vendor whose paths answer what the table says; any other is 404.
fn vendor(worker: &Worker, table: &'static [(&'static str, &'static str)]) {
    worker.platform.script(move |request| {
        let path = request.url.split_once("/v1").map_or("", |(_, path)| path);
        let path = path.split('?').next().unwrap_or_default();
        let found = table.iter().find(|(known, _)| *known == path);
        Ok(found.map_or_else(
            || vendor_answer(404, "{\"message\":\"nothing there\"}"),
            |(_, body)| vendor_answer(200, body),
        ))
    });
}

const FULL: &[(&str, &str)] = &[
    ("/me", r#"{"data":{"id":"u_1"}}"#),
    (
        "/issues",
        r#"{"data":[{"id":"a","title":"Invoice","text":"late"},{"id":"b","title":"Refund","text":"a refund of an invoice"},{"id":"c","title":"Hello"},{"title":"refund without id"}]}"#,
    ),
    (
        "/issues/search",
        r#"{"data":[{"id":"s_1","title":"Refund please","url":"https://app.acme.example/s_1"},{"id":7}]}"#,
    ),
    (
        "/issues/b",
        r#"{"data":{"id":"b","title":"Refund","url":"https://app.acme.example/b","state":"new","number":7,"first":{"author":"Ada","text":"Where is it?"},"more":[{"author":"Bo","subject":"Re","text":"Soon\u202e."},{"author":"Cy"},{"text":"Thanks"}]}}"#,
    ),
    (
        "/issues/s_1",
        r#"{"data":{"title":"Refund please","url":"https://app.acme.example/s_1","text":"Hi"}}"#,
    ),
    (
        "/issues/s_1/messages/email",
        r#"{"data":[{"author":"Ada","text":"one"},{"author":"Bo","text":"two"}]}"#,
    ),
];

#[test]
fn they_are_listed_first_with_their_output_schemas_where_the_operator_wants_them() {
    let worker = Worker::new();
    let plain = worker.legacy(&worker.server()).tools();
    assert!(!plain.contains(&"search".to_owned()));
    for (config, rest) in [
        (json!({}), plain),
        (json!({ "tool_exposure": "discovery" }), vec![]),
    ] {
        let server = server(&worker, config);
        let listed = worker.modern(&server).list().result();
        let tools = listed["tools"].as_array().unwrap();
        assert_eq!(
            (&tools[0]["name"], &tools[1]["name"]),
            (&json!("search"), &json!("fetch"))
        );
        for (tool, required) in [
            (&tools[0], json!(["results"])),
            (&tools[1], json!(["id", "title", "text", "url"])),
        ] {
            assert_eq!(tool["outputSchema"]["type"], "object");
            assert_eq!(tool["outputSchema"]["required"], required);
            assert_eq!(tool["annotations"]["readOnlyHint"], true);
            let annotations = tool["annotations"].as_object().unwrap();
            assert_eq!(annotations.len(), 4);
        }
        if !rest.is_empty() {
            assert_eq!(tools.len(), rest.len() + 2);
        }
    }
}

#[test]
fn a_search_asks_each_kind_and_answers_what_can_be_cited() {
    let worker = Worker::new();
    vendor(&worker, FULL);
    let server = server(&worker, json!({}));
    let expected = json!({ "results": [
        { "id": "note:u_1/b", "title": "Refund", "url": "https://demo.acme.example/notes/b" },
        { "id": "note:u_1/a", "title": "Invoice", "url": "https://demo.acme.example/notes/a" },
        { "id": "issue:s_1", "title": "Refund please", "url": "https://app.acme.example/s_1" },
        { "id": "issue:7", "title": "issue:7", "url": "urn:issue:7" },
    ] });
    for client in [worker.legacy(&server), worker.modern(&server)] {
        worker.platform.take_sent();
        let reply = client.call("search", json!({ "query": "Refund, of an invoice" }));
        assert_eq!(twice(&reply), expected);
        let sent = worker.platform.take_sent();
        let urls: Vec<&str> = sent.iter().map(|request| request.url.as_str()).collect();
        assert_eq!(urls.len(), 3, "{urls:?}");
        assert!(
            urls[1].ends_with("/issues?label=u_1&per_page=50"),
            "{urls:?}"
        );
        let body: Value = serde_json::from_slice(sent[2].body.as_deref().unwrap()).unwrap();
        let words: Vec<&Value> = body["filter"]["subfilters"]
            .as_array()
            .unwrap()
            .iter()
            .map(|leaf| &leaf["value"])
            .collect();
        assert_eq!(words, ["refund", "invoice"]);
    }
}

#[test]
fn a_kind_that_does_not_take_the_query_is_told() {
    let worker = Worker::new();
    vendor(&worker, FULL);
    let server = server(&worker, json!({}));
    let reply = worker
        .legacy(&server)
        .call("search", json!({ "query": "ada@person.example" }));
    let answer = twice(&reply);
    assert_eq!(answer["results"].as_array().map(Vec::len), Some(2));
    assert_eq!(
        answer["notes"],
        json!(["note: not searched; this kind takes a query of another form"])
    );
    assert_eq!(worker.platform.sent().len(), 1);
}

#[test]
fn a_fetch_reads_the_whole_document() {
    let worker = Worker::new();
    vendor(&worker, FULL);
    let server = server(&worker, json!({}));
    let client = worker.modern(&server);
    let note = twice(&client.call("fetch", json!({ "id": "note:u_1/b" })));
    assert_eq!(
        note,
        json!({
            "id": "note:u_1/b",
            "title": "Refund of u_1",
            "text": "Ada: Where is it?\n\nBo: Re\nSoon\\u202e.\n\nThanks",
            "url": "https://app.acme.example/b",
            "metadata": { "state": "new", "number": "7" },
        })
    );
    let issue = twice(&client.call("fetch", json!({ "id": "issue:s_1" })));
    assert_eq!(issue["text"], "Hi\n\nAda: one\n\nBo: two");
    assert_eq!(issue["metadata"], json!({}));
}

#[test]
fn a_long_text_is_cut_and_says_so() {
    let worker = Worker::new();
    worker.platform.script(|_| {
        let text = "é".repeat(40_000);
        Ok(vendor_answer(
            200,
            &format!("{{\"data\":{{\"title\":\"x\",\"first\":{{\"text\":\"{text}\"}}}}}}"),
        ))
    });
    let server = server(&worker, json!({ "max_result_chars": 20_000 }));
    let reply = worker
        .legacy(&server)
        .call("fetch", json!({ "id": "note:u_1/b" }));
    let text = twice(&reply)["text"].as_str().unwrap().to_owned();
    assert!(reply.text().len() <= 20_000);
    assert!(
        text.ends_with(" of 40000; the rest is not shown]"),
        "{}",
        &text[text.len() - 90..]
    );
}

/// A server of a shipped vendor, whose tools are the documents' own.
fn shipped(worker: &Worker, slug: &str, context: &Value, credentials: &Value, most: u32) -> Server {
    let account = worker.account_with(&json!({
        "integration": slug, "context": context, "credentials": credentials,
    }));
    let config = json!({ "chatgpt_search": true, "max_result_chars": most });
    worker.server_with(&account, &json!({ "config": config }))
}

#[test]
fn a_long_conversation_keeps_how_it_began_and_its_newest_messages() {
    let worker = Worker::new();
    let part = |at: usize| {
        let body = format!("part {at} says \"hello\"\n\u{202e}\t{}", "\\".repeat(50));
        json!({ "author": { "name": "Ada" }, "body": body })
    };
    let parts: Vec<Value> = (0..500).map(part).collect();
    let conversation = json!({
        "id": "7", "title": "😀".repeat(3_000), "state": "open",
        "source": { "author": { "name": "Bo" , "email": "x".repeat(5_000) }, "body": "how it began" },
        "conversation_parts": { "conversation_parts": parts },
    });
    worker.vendor_says(200, &conversation.to_string());
    for most in [1_000, 3_000, 20_000] {
        let token = json!({ "access_token": "fake-intercom-token" });
        let server = shipped(&worker, "intercom", &json!({}), &token, most);
        let reply = worker
            .legacy(&server)
            .call("fetch", json!({ "id": "conversation:7" }));
        let length = u32::try_from(reply.text().len()).unwrap();
        assert!(length <= most && length > most / 3, "{length} of {most}");
        let document = twice(&reply);
        let text = document["text"].as_str().unwrap();
        assert!(text.starts_with("Bo: how it began\n\n[cut: "), "{text}");
        assert!(
            text.contains(" of 501 messages are not shown here]\n\nAda: part 4"),
            "{text}"
        );
        assert!(
            text.contains("\n\nAda: part 499 says \"hello\"\n\\u202e\t"),
            "{text}"
        );
        assert!(document["title"].as_str().unwrap().ends_with("😀…"));
        assert_eq!(document["metadata"]["state"], "open");
    }
}

#[test]
fn a_list_of_messages_that_says_its_order_keeps_its_newest_too() {
    let worker = Worker::new();
    worker.platform.script(|request| {
        let items: Vec<Value> = (0..200)
            .map(|at| json!({ "initiator": { "type": "AGENT" }, "content": { "content": format!("item {at} {}", "x".repeat(60)) } }))
            .collect();
        let is_list = request.url.ends_with("/items");
        let answer = if is_list { json!(items) } else { json!({ "id": "c", "status": "OPEN" }) };
        Ok(vendor_answer(200, &answer.to_string()))
    });
    let token = json!({ "email": "fake@people.example", "api_token": "fake-gladly-token" });
    let server = shipped(
        &worker,
        "gladly",
        &json!({ "organization": "acme" }),
        &token,
        3_000,
    );
    let reply = worker
        .legacy(&server)
        .call("fetch", json!({ "id": "conversation:c" }));
    let text = twice(&reply)["text"].as_str().unwrap().to_owned();
    assert!(text.starts_with("AGENT: item 0 "), "{text}");
    assert!(
        text.contains("\n\nAGENT: item 198 ") && text.contains("\n\nAGENT: item 199 "),
        "{text}"
    );
}

#[test]
fn a_search_holds_the_limit_and_says_what_does_not_fit() {
    let worker = Worker::new();
    worker.platform.script(|_| {
        let rows: Vec<Value> = (0..10)
            .map(|at| json!({ "id": at, "title": "\u{202e}refund \"\"\"".repeat(90), "url": "https://a.example/".repeat(90) }))
            .collect();
        let data = json!({ "data": rows });
        Ok(vendor_answer(200, &data.to_string()))
    });
    let config = |most: u32| json!({ "max_result_chars": most });
    for (most, found) in [(1_000, 2..6), (60_000, 10..11)] {
        let server = server(&worker, config(most));
        let reply = worker
            .legacy(&server)
            .call("search", json!({ "query": "refund" }));
        let length = u32::try_from(reply.text().len()).unwrap();
        assert!(length <= most, "{length} of {most}");
        let answer = twice(&reply);
        let count = answer["results"].as_array().unwrap().len();
        assert!(found.contains(&count), "{answer}");
        let note = format!("{} more were found and do not fit", 10 - count);
        assert_eq!(
            answer["notes"].to_string().contains(&note),
            count < 10,
            "{answer}"
        );
    }
}

#[test]
fn one_kind_that_fails_is_told_and_all_that_fail_are_a_failure() {
    let worker = Worker::new();
    let server = server(&worker, json!({}));
    let client = worker.legacy(&server);
    vendor(&worker, &FULL[2..3]);
    let answer = twice(&client.call("search", json!({ "query": "refund" })));
    assert_eq!(answer["results"].as_array().map(Vec::len), Some(2));
    assert_eq!(
        answer["notes"],
        json!(["note: not searched, the vendor refused it"])
    );
    vendor(&worker, &[]);
    let failed = client.call("search", json!({ "query": "refund" })).failed();
    assert_eq!(
        (&failed["statusCode"], &failed["message"]),
        (&json!(404), &json!("Acme answered 404: nothing there"))
    );
    let failed = client.call("fetch", json!({ "id": "issue:s_1" })).failed();
    assert_eq!(failed["statusCode"], 404);
}

#[test]
fn nothing_found_is_an_empty_list() {
    let worker = Worker::new();
    vendor(
        &worker,
        &[
            ("/me", r#"{"data":{}}"#),
            ("/issues/search", r#"{"data":[]}"#),
        ],
    );
    let server = server(&worker, json!({}));
    let answer = twice(
        &worker
            .legacy(&server)
            .call("search", json!({ "query": "refund" })),
    );
    assert_eq!(answer, json!({ "results": [] }));
}

#[test]
fn wrong_arguments_are_refused_and_nothing_is_sent() {
    let worker = Worker::new();
    let server = server(&worker, json!({}));
    let client = worker.legacy(&server);
    for (tool, arguments, mend) in [
        ("search", json!({}), "query"),
        ("search", json!({ "query": "  " }), "query"),
        ("search", json!({ "query": 7 }), "query"),
        ("search", json!({ "query": "x", "limit": 5 }), "limit"),
        ("fetch", json!({}), "id"),
        ("fetch", json!({ "id": "b" }), "id"),
        ("fetch", json!({ "id": "note:b" }), "id"),
        ("fetch", json!({ "id": "note:/b" }), "id"),
        ("fetch", json!({ "id": "tree:b" }), "id"),
    ] {
        let mends = client.call(tool, arguments.clone()).mends();
        assert_eq!(mends.len(), 1, "{tool} {arguments}");
        assert!(mends[0].starts_with(mend), "{mends:?}");
    }
    assert!(worker.platform.sent().is_empty());
}

#[test]
fn filters_hide_kinds_and_with_the_last_kind_both_tools() {
    let worker = Worker::new();
    vendor(&worker, FULL);
    let server_without = |denied: &[&str]| server(&worker, json!({ "tools": { "deny": denied } }));
    let one = server_without(&["list_all_acme_me"]);
    let client = worker.legacy(&one);
    let found = twice(&client.call("search", json!({ "query": "refund" })));
    assert_eq!(found["results"].as_array().map(Vec::len), Some(2));
    let mends = client.call("fetch", json!({ "id": "note:u_1/b" })).mends();
    assert!(mends[0].starts_with("id"), "{mends:?}");

    let none = server_without(&["get_single_acme_issue_by_id"]);
    let client = worker.legacy(&none);
    assert!(!client.tools().contains(&"search".to_owned()));
    assert_eq!(
        client.call("search", json!({ "query": "x" })).fault(),
        (200, -32602)
    );
    let plain = worker.server();
    let reply = worker
        .legacy(&plain)
        .call("fetch", json!({ "id": "note:u_1/b" }));
    assert_eq!(reply.fault(), (200, -32602), "only where they are listed");
}

#[test]
fn a_preview_counts_them() {
    let worker = Worker::new();
    let account = worker.account();
    let target = format!("/integrated-account/{account}/mcp/preview");
    let preview = |config: Value| {
        worker
            .admin("POST", &target, &json!({ "config": config }))
            .is(200)
    };
    let with = preview(json!({ "chatgpt_search": true }));
    let without = preview(json!({}));
    assert_eq!(
        with["count"].as_u64(),
        without["count"].as_u64().map(|count| count + 2)
    );
    let discovery = preview(json!({ "chatgpt_search": true, "tool_exposure": "discovery" }));
    assert_eq!(discovery["tools"][1]["name"], "fetch");
    assert_eq!(discovery["behind"]["count"], without["count"]);
    let wrong = worker.admin(
        "POST",
        &target,
        &json!({ "config": { "chatgpt_search": "yes" } }),
    );
    assert_eq!(wrong.failed_fields(), ["config.chatgpt_search"]);
}

#[test]
fn each_shipped_vendor_has_its_articles_and_conversations() {
    for integration in INTEGRATIONS {
        if !["gladly", "intercom", "pylon"].contains(&integration.slug) {
            continue;
        }
        let kinds: Vec<&str> = integration.documents.iter().map(|kind| kind.name).collect();
        assert_eq!(kinds, ["article", "conversation"]);
        for form in [QueryForm::Words, QueryForm::Email] {
            let takes = integration.documents.iter().any(|kind| {
                let mut searches = kind.searches.iter();
                searches.any(|search| [QueryForm::Any, form].contains(&search.query))
            });
            assert!(takes, "{} {form:?}", integration.slug);
        }
    }
}
