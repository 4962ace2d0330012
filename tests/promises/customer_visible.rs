//! `config.customer_visible`: what becomes of calls that customers see.

use serde_json::{Value, json};

use crate::fake::{Server, Worker};

const SIGN: &str = "dogwood_signs_put";
const NEST: &str = "create_a_dogwood_nest";
const FALL: &str = "dogwood_leaves_fall";
const BIRD: &str = "6329bd9ffe4e2e91dac76188";

fn dogwood(worker: &Worker, config: &Value) -> Server {
    let account = worker.account_with(&json!({
        "integration": "dogwood", "context": {}, "credentials": { "key": "fake-dogwood-key" },
    }));
    worker.server_with(&account, &json!({ "config": config }))
}

fn sign() -> Value {
    json!({ "twig_id": "t1", "bird_id": BIRD, "ranger_id": "r" })
}

#[test]
fn everything_is_there_when_nothing_or_on_is_said() {
    let worker = Worker::new();
    for config in [json!({}), json!({ "customer_visible": "on" })] {
        let server = dogwood(&worker, &config);
        let tools = worker.legacy(&server).tools();
        for name in [SIGN, NEST, FALL] {
            assert!(tools.contains(&name.to_owned()), "{config}");
        }
        worker.legacy(&server).call(SIGN, sign()).answered();
    }
}

#[test]
fn off_takes_away_what_customers_can_see() {
    let worker = Worker::new();
    let server = dogwood(&worker, &json!({ "customer_visible": "off" }));
    let client = worker.legacy(&server);
    let tools = client.tools();
    assert!(
        !tools.contains(&SIGN.to_owned()) && !tools.contains(&NEST.to_owned()),
        "{tools:?}"
    );
    assert!(tools.contains(&FALL.to_owned()));
    for (tool, arguments) in [
        (SIGN, sign()),
        (NEST, json!({ "name": "x" })),
        ("put_sign", sign()),
    ] {
        let failed = client.call(tool, arguments).failed();
        assert_eq!(failed["statusCode"], 403, "{failed}");
        let message = failed["message"].as_str().unwrap();
        assert!(
            message.starts_with("Nothing was sent: this server does nothing that customers see"),
            "{message}"
        );
    }
    assert!(worker.platform.sent().is_empty());
    client.call(FALL, json!({ "id": "1" })).answered();
}

#[test]
fn draft_sets_the_arguments_that_make_one_and_names_the_tool_that_does() {
    let worker = Worker::new();
    let server = dogwood(
        &worker,
        &json!({ "customer_visible": "draft", "repeat_guard_seconds": 0 }),
    );
    let client = worker.legacy(&server);
    let tools = client.tools();
    assert!(
        !tools.contains(&SIGN.to_owned()),
        "another tool stands in: {tools:?}"
    );
    let message = client.call(SIGN, sign()).failed()["message"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        message.contains("Use dogwood_leaves_fall instead"),
        "{message}"
    );
    let list = client.list().result();
    let mut all = list["tools"].as_array().unwrap().iter();
    let nest = all.find(|tool| tool["name"] == NEST).unwrap();
    assert!(
        nest["description"]
            .as_str()
            .unwrap()
            .ends_with(" Customers do not see it here.")
    );
    for name in ["neighbour_id", "marks"] {
        assert!(
            nest["inputSchema"]["properties"].get(name).is_none(),
            "{nest}"
        );
    }
    client.call(NEST, json!({ "name": "x" })).answered();
    let body: Value = serde_json::from_slice(&worker.platform.last_sent().body.unwrap()).unwrap();
    assert_eq!(body, json!({ "name": "x", "neighbour_id": 7 }));
    let before = worker.platform.sent().len();
    let mends = client
        .call(
            NEST,
            json!({ "name": "x", "marks": { "a": 1 }, "neighbour_id": 8 }),
        )
        .mends();
    assert_eq!(mends.len(), 2, "{mends:?}");
    assert_eq!(worker.platform.sent().len(), before);
}

/// That customers see nothing goes over what else the operator froze.
#[test]
fn a_draft_stays_one_whatever_else_is_set() {
    let worker = Worker::new();
    let config = json!({ "customer_visible": "draft", "frozen": { NEST: { "neighbour_id": 9, "marks": { "a": 1 } } } });
    let server = dogwood(&worker, &config);
    worker
        .legacy(&server)
        .call(NEST, json!({ "name": "x" }))
        .answered();
    let body: Value = serde_json::from_slice(&worker.platform.last_sent().body.unwrap()).unwrap();
    assert_eq!(body, json!({ "name": "x", "neighbour_id": 7 }));
}

/// A draft that the filters hide is no advice.
#[test]
fn advice_names_a_tool_that_is_there() {
    let worker = Worker::new();
    let config = json!({ "customer_visible": "draft", "tools": { "deny": [FALL] } });
    let server = dogwood(&worker, &config);
    let message = worker.legacy(&server).call(SIGN, sign()).failed()["message"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        message.ends_with("so that a person can do it in Dogwood."),
        "{message}"
    );
    let discovery = dogwood(
        &worker,
        &json!({ "customer_visible": "draft", "tool_exposure": "discovery" }),
    );
    let client = worker.legacy(&discovery);
    let schema = client.call("get_tool_schema", json!({ "tool_names": [SIGN] }));
    assert!(
        schema.text().contains("Use dogwood_leaves_fall instead"),
        "{schema:?}"
    );
    let call = client.call(
        "call_tool",
        json!({ "tool_name": SIGN, "arguments": sign() }),
    );
    assert_eq!(call.failed()["statusCode"], 403);
    assert!(worker.platform.sent().is_empty());
}

#[test]
fn the_log_and_the_preview_say_who_sees_a_call() {
    let worker = Worker::new();
    let server = dogwood(&worker, &json!({ "repeat_guard_seconds": 0 }));
    let client = worker.legacy(&server);
    for (tool, arguments, audience) in [
        (SIGN, sign(), json!("customer")),
        (FALL, json!({ "id": "1" }), json!("team")),
        (NEST, json!({ "name": "x" }), json!("customer")),
        (
            NEST,
            json!({ "name": "x", "neighbour_id": 7 }),
            json!("team"),
        ),
        (
            NEST,
            json!({ "name": "x", "neighbour_id": "7", "marks": {} }),
            json!("customer"),
        ),
        (
            NEST,
            json!({ "name": "x", "neighbour_id": 8 }),
            json!("customer"),
        ),
        ("list_all_dogwood_twigs", json!({}), Value::Null),
    ] {
        worker.platform.take_lines();
        client.call(tool, arguments.clone()).result();
        let line: Value = serde_json::from_str(&worker.platform.take_lines()[0]).unwrap();
        assert_eq!(line["audience"], audience, "{tool} {arguments}");
    }
    let body = json!({ "config": { "customer_visible": "approve" } });
    let preview = worker
        .admin(
            "POST",
            &format!("/integrated-account/{}/mcp/preview", server.account),
            &body,
        )
        .is(200);
    let of = |name: &str| {
        let tools = preview["tools"].as_array().unwrap();
        let tool = tools.iter().find(|tool| tool["name"] == name).expect(name);
        (tool["audience"].clone(), tool["approval"].clone())
    };
    assert_eq!(of(SIGN), (json!("customer"), json!(true)));
    assert_eq!(of(NEST), (json!("customer"), json!(true)));
    assert_eq!(of(FALL), (json!("team"), Value::Null));
    assert_eq!(of("list_all_dogwood_twigs"), (Value::Null, Value::Null));
    let capabilities = worker.read("/integration/dogwood/capabilities").is(200);
    assert!(
        capabilities
            .to_string()
            .contains("\"audience\":\"customer\""),
        "{capabilities}"
    );
}

#[test]
fn the_words_are_checked() {
    let worker = Worker::new();
    let account = worker.account();
    let body = json!({ "name": "x", "config": { "customer_visible": "never", "approve": ["write", "list_*", "x"] } });
    let reply = worker.admin("POST", &format!("/integrated-account/{account}/mcp"), &body);
    assert_eq!(
        reply.failures(),
        [
            "config.customer_visible: must be \"on\", \"approve\", \"draft\" or \"off\"",
            "config.approve: names no tool that changes something: list_*, x; valid are write, destructive, custom, and tool names with * for any text",
        ]
    );
}
