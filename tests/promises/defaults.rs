//! Arguments that the vendor tells when a caller leaves them out, names from before, and arguments that an endpoint does not have.

use serde_json::{Value, json};

use crate::fake::{Server, Worker, vendor_answer};
use fairlead::platform::Limit;

const PUT: &str = "dogwood_signs_put";
const BIRD: &str = "6329bd9ffe4e2e91dac76188";
const URL: &str = "https://api.dogwood.example/v1";

fn dogwood(worker: &Worker) -> Server {
    let account = worker.account_with(&json!({
        "integration": "dogwood",
        "context": {},
        "credentials": { "key": "fake-dogwood-key" },
    }));
    // The same write again is what some of these are about.
    worker.server_with(
        &account,
        &json!({ "config": { "repeat_guard_seconds": 0 } }),
    )
}

/// A vendor that answers `GET /me` so, and everything else with `{}`.
fn me_says(worker: &Worker, status: u16, body: &'static str) {
    worker.platform.script(move |request| {
        Ok(if request.url.ends_with("/me") {
            vendor_answer(status, body)
        } else {
            vendor_answer(200, "{}")
        })
    });
}

/// Every request of a call: where it went, and its body.
fn sent(worker: &Worker) -> Vec<(String, Value)> {
    let requests = worker.platform.take_sent();
    let sent = requests.into_iter().map(|request| {
        let body = request.body.as_deref().unwrap_or(b"null");
        let body = serde_json::from_slice(body).expect("JSON");
        (request.url.replacen(URL, "", 1), body)
    });
    sent.collect()
}

#[test]
fn what_is_left_out_is_read_from_the_vendor_and_only_then() {
    let worker = Worker::new();
    let server = dogwood(&worker);
    let client = worker.legacy(&server);
    worker.platform.take_sent();
    me_says(&worker, 200, r#"{"ranger":{"id":"r_7"}}"#);
    let given = json!({ "twig_id": "t1", "bird_id": BIRD, "ranger_id": "r_1" });
    client.call(PUT, given).answered();
    let body = json!({ "ranger_id": "r_1", "bird": { "id": BIRD } });
    assert_eq!(sent(&worker), [("/twigs/t1/signs".to_owned(), body)]);
    for absent in [
        json!({}),
        json!({ "ranger_id": null }),
        json!({ "ranger_id": "" }),
    ] {
        let mut arguments = json!({ "twig_id": "t1", "bird_id": BIRD, "bird_name": "Wren" });
        for (key, value) in absent.as_object().expect("an object") {
            arguments[key] = value.clone();
        }
        client.call(PUT, arguments).answered();
        let body = json!({ "ranger_id": "r_7", "bird": { "id": BIRD, "name": "Wren" } });
        let expected = [
            ("/me".to_owned(), Value::Null),
            ("/twigs/t1/signs".to_owned(), body),
        ];
        assert_eq!(sent(&worker), expected, "{absent}");
    }
}

#[test]
fn a_number_becomes_the_text_that_the_argument_is() {
    let worker = Worker::new();
    let server = dogwood(&worker);
    worker.platform.take_sent();
    me_says(&worker, 200, r#"{"ranger":{"id":7}}"#);
    let arguments = json!({ "twig_id": "t1", "bird_id": BIRD });
    worker.legacy(&server).call(PUT, arguments).answered();
    assert_eq!(sent(&worker)[1].1["ranger_id"], "7");
}

#[test]
fn a_default_that_cannot_be_read_sends_nothing_and_says_what_is_missing() {
    let worker = Worker::new();
    let server = dogwood(&worker);
    let client = worker.legacy(&server);
    let arguments = json!({ "twig_id": "t1", "bird_id": BIRD });
    worker.platform.take_sent();
    for body in [
        "{}",
        r#"{"ranger":{"id":null}}"#,
        r#"{"ranger":{"id":[1,2]}}"#,
    ] {
        me_says(&worker, 200, body);
        let mends = client.call(PUT, arguments.clone()).mends();
        let says =
            "ranger_id: is required here: its default could not be read from the vendor (GET /me)";
        assert_eq!(mends, [says], "{body}");
        assert_eq!(sent(&worker).len(), 1, "{body}");
    }
    me_says(&worker, 403, r#"{"code":"no","message":"Not you."}"#);
    let failed = client.call(PUT, arguments).failed();
    assert_eq!(failed["statusCode"], 403);
    assert_eq!(sent(&worker), [("/me".to_owned(), Value::Null)]);
}

#[test]
fn what_is_wrong_with_the_other_arguments_is_said_before_anything_is_asked() {
    let worker = Worker::new();
    let server = dogwood(&worker);
    worker.platform.take_sent();
    me_says(&worker, 200, r#"{"ranger":{"id":"r_7"}}"#);
    let arguments = json!({ "twig_id": "t1" });
    let mends = worker.legacy(&server).call(PUT, arguments).mends();
    assert_eq!(mends, ["bird_id: is required"]);
    assert!(worker.platform.take_sent().is_empty());
}

#[test]
fn asking_for_a_default_is_braked_as_calls_are() {
    let worker = Worker::new();
    let server = dogwood(&worker);
    let client = worker.legacy(&server);
    me_says(&worker, 200, r#"{"ranger":{"id":"r_7"}}"#);
    worker.platform.limit(Limit::Tool, 1);
    let arguments = json!({ "twig_id": "t1", "bird_id": BIRD });
    worker.platform.take_sent();
    client.call(PUT, arguments.clone()).answered();
    assert_eq!(worker.platform.take_sent().len(), 2);
    assert_eq!(client.call(PUT, arguments).status, 429);
    assert!(worker.platform.take_sent().is_empty());
}

#[test]
fn a_name_from_before_is_taken_and_not_shown() {
    let worker = Worker::new();
    let server = dogwood(&worker);
    let client = worker.legacy(&server);
    worker.platform.take_sent();
    me_says(&worker, 200, r#"{"ranger":{"id":"r_7"}}"#);
    for name in ["bird_id", "id", "bird"] {
        client
            .call(
                PUT,
                json!({ "twig_id": "t1", "ranger_id": "r_1", name: BIRD }),
            )
            .answered();
        let body = json!({ "ranger_id": "r_1", "bird": { "id": BIRD } });
        assert_eq!(sent(&worker)[0].1, body, "{name}");
    }
    let other = "6329bd9ffe4e2e91dac76189";
    let both = json!({ "twig_id": "t1", "ranger_id": "r_1", "bird_id": BIRD, "id": other });
    let says = "bird_id: is given as `id` too, with another value: send it once";
    assert_eq!(client.call(PUT, both).mends(), [says]);
    let list = client.list().result();
    let tools = list["tools"].as_array().expect("tools");
    let tool = tools.iter().find(|tool| tool["name"] == PUT).expect(PUT);
    let schema = &tool["inputSchema"];
    let names: Vec<&String> = schema["properties"]
        .as_object()
        .expect("properties")
        .keys()
        .collect();
    assert_eq!(
        names,
        ["bird_id", "bird_name", "note", "ranger_id", "twig_id"]
    );
    assert_eq!(schema["required"], json!(["twig_id", "bird_id"]));
}

#[test]
fn an_argument_that_the_endpoint_does_not_have_is_refused_with_what_to_do_instead() {
    let worker = Worker::new();
    let server = dogwood(&worker);
    let client = worker.legacy(&server);
    let arguments = json!({ "twig_id": "t1", "bird_id": BIRD, "colour": "red" });
    let says = "colour: is not an argument of this tool: every sign is green";
    assert_eq!(client.call(PUT, arguments).mends(), [says]);
}
