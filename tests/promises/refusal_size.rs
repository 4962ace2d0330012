//! Arguments that are refused, and what discovery answers, keep to the size of a result like anything else.

use serde_json::{Map, Value, json};

use crate::fake::{Client, Worker};
use crate::healed::shipped;

/// Bytes of a failure, whatever a result may have.
const MOST: usize = 10_000;

/// What was refused, which must be whole JSON in this size.
#[track_caller]
fn refused(client: &Client<'_>, tool: &str, arguments: &Value, most: usize) -> Value {
    let reply = client.call(tool, arguments.clone());
    let length = reply.text().len();
    assert!(length <= most, "{length} of {most}: {tool}");
    let failed = reply.failed();
    let shown = failed["details"]["failures"].as_array().expect("failures");
    assert!(!shown.is_empty());
    failed
}

fn conditions(count: usize, each: impl Fn(usize) -> Value) -> Vec<Value> {
    (0..count).map(each).collect()
}

fn intercom(count: usize) -> Value {
    let each = |at| json!({ "field": format!("colour{at}"), "operator": "=", "value": "x" });
    json!({ "query": { "operator": "AND", "value": conditions(count, each) } })
}

fn pylon(count: usize) -> Value {
    let each = |at| json!({ "field": format!("colour{at}"), "operator": "equals", "value": "x" });
    json!({ "filter": { "operator": "and", "subfilters": conditions(count, each) } })
}

fn strays(count: usize) -> Value {
    let stray = |at| (format!("{at:0>100}"), json!(1));
    Value::Object((0..count).map(stray).collect::<Map<_, _>>())
}

#[test]
fn refused_arguments_are_as_short_as_any_failure() {
    for (limit, most) in [("50000", MOST), ("1000", 1_000)] {
        let mut worker = Worker::new();
        worker.set("MAX_RESULT_CHARS", limit);
        for (vendor, tool, arguments) in [
            (
                "intercom",
                "list_all_intercom_search_conversations",
                intercom(15),
            ),
            (
                "intercom",
                "list_all_intercom_search_conversations",
                strays(200),
            ),
            ("pylon", "list_all_pylon_search_issues", pylon(20)),
            ("pylon", "list_all_pylon_search_issues", pylon(60)),
        ] {
            let server = shipped(&worker, vendor);
            refused(&worker.legacy(&server), tool, &arguments, most);
        }
    }
}

#[test]
fn what_would_be_right_is_said_once_and_every_failure_is_told() {
    let worker = Worker::new();
    let server = shipped(&worker, "intercom");
    let tool = "list_all_intercom_search_conversations";
    let failed = refused(&worker.legacy(&server), tool, &intercom(15), MOST);
    let failures = failed["details"]["failures"].as_array().unwrap();
    assert_eq!(failures.len(), 15);
    let said = |at: usize| failures[at]["message"].as_str().unwrap();
    assert!(said(0).starts_with("must be one of "), "{}", said(0));
    for at in 1..15 {
        assert!(said(at).len() < 150, "{}", said(at));
        let first = failures[0]["argument"].as_str().unwrap();
        assert!(said(at).contains(&format!("those named for {first}")));
    }
}

#[test]
fn how_many_failures_are_left_out_is_said() {
    let mut worker = Worker::new();
    worker.set("MAX_RESULT_CHARS", "1000");
    let server = shipped(&worker, "intercom");
    let client = worker.legacy(&server);
    let tool = "list_all_intercom_search_conversations";
    let failed = refused(&client, tool, &strays(20), 1_000);
    let message = failed["message"].as_str().unwrap();
    assert!(message.contains(" And "), "{message}");
    assert!(message.ends_with(" more."), "{message}");
}

#[test]
fn names_of_a_vendors_own_fields_are_cut_too() {
    let mut worker = Worker::new();
    worker.set("MAX_RESULT_CHARS", "1000");
    let server = shipped(&worker, "gladly");
    let attribute = |at| (format!("{at:0>90}"), json!("x"));
    let attributes: Map<String, Value> = (0..60).map(attribute).collect();
    let customer = json!({ "id": "c1", "customAttributes": attributes });
    worker.vendor_says(200, &customer.to_string());
    let arguments = json!({ "id": "c1", "fields": "customAttributes.zzz" });
    let client = worker.legacy(&server);
    let failed = refused(
        &client,
        "get_single_gladly_customer_by_id",
        &arguments,
        1_000,
    );
    let message = failed["message"].as_str().unwrap();
    assert!(message.contains("customAttributes.zzz"), "{message}");
    assert!(message.contains("more characters"), "{message}");
}

#[test]
fn discovery_answers_what_fits_and_names_the_rest() {
    let mut worker = Worker::new();
    worker.set("MAX_RESULT_CHARS", "5000");
    let account = worker.account_with(&json!({
        "integration": "pylon", "context": {}, "credentials": { "api_token": "fake-token-of-a-vendor" },
    }));
    let config = json!({ "tool_exposure": "discovery" });
    let server = worker.server_with(&account, &json!({ "config": config }));
    let client = worker.legacy(&server);
    let names = [
        "list_all_pylon_search_issues",
        "create_a_pylon_issue",
        "update_a_pylon_issue_by_id",
        "list_all_pylon_search_accounts",
        "list_all_pylon_search_contacts",
    ];
    let reply = client.call("get_tool_schema", json!({ "tool_names": names }));
    let shown = reply.answered();
    let tools = shown["tools"].as_array().unwrap();
    assert!(!tools.is_empty() && tools.len() < 5, "{}", tools.len());
    assert!(tools.len() == 1 || reply.text().len() <= 5_000);
    let mut all: Vec<&Value> = tools.iter().map(|tool| &tool["name"]).collect();
    all.extend(shown["left_out"].as_array().unwrap());
    all.sort_by_key(|name| {
        name.as_str()
            .and_then(|name| names.iter().position(|own| *own == name))
    });
    assert_eq!(json!(all), json!(names));
    for name in shown["left_out"].as_array().unwrap() {
        let alone = client.call("get_tool_schema", json!({ "tool_names": [name] }));
        assert_eq!(alone.answered()["tools"][0]["name"], *name);
    }
    let search = json!({ "query": "issues", "limit": "50" });
    let reply = client.call("search_tools", search);
    let found = reply.answered();
    let tools = found["tools"].as_array().unwrap();
    assert!(!tools.is_empty());
    assert!(found["found"].as_u64() > u64::try_from(tools.len()).ok());
    assert!(
        tools.len() == 1 || reply.text().len() <= 5_000,
        "{}",
        reply.text().len()
    );
    worker.set("MAX_RESULT_CHARS", "1000");
    let reply = worker.legacy(&server).call("search_tools", json!({}));
    assert!(reply.text().len() <= 1_000, "{}", reply.text().len());
    reply.answered();
}
