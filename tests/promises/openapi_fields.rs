//! What the document of the operator's API says of bodies and queries is what is taken.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::fake::document::{Operation, document, follow, operations};
use crate::fake::operator_fixture::OperatorFixture;
use crate::fake::{ADMIN_TOKEN, Reply, Worker};

/// Operations of the operator that take a body, each with the schema of it.
fn with_bodies() -> impl Iterator<Item = (&'static Operation, &'static Value)> {
    operations()
        .iter()
        .filter(|operation| operation.name() != "callMcp")
        .filter_map(|operation| Some((operation, operation.body()?)))
}

fn names(schema: &Value) -> BTreeSet<String> {
    let properties = schema["properties"].as_object().expect("properties");
    properties.keys().cloned().collect()
}

/// The names that a refusal lists after these words.
fn listed(failures: &[String], words: &str) -> BTreeSet<String> {
    let lists = failures.iter().filter_map(|text| text.split_once(words));
    let lists: Vec<&str> = lists.map(|(_, list)| list.trim()).collect();
    assert_eq!(lists.len(), 1, "{words} in {failures:?}");
    lists[0].split(", ").map(str::to_owned).collect()
}

#[test]
fn the_fields_of_every_body_are_the_documented_ones() {
    let fixture = OperatorFixture::new();
    let mut bodies = 0;
    for (operation, schema) in with_bodies() {
        let name = operation.name();
        assert_eq!(schema["additionalProperties"], false, "{name}");
        let ask = fixture.ask(operation).bearer(ADMIN_TOKEN);
        let reply = fixture.worker.answer(&ask.body("{\"no_such_field\":0}"));
        let fields = listed(
            &reply.failures(),
            "no_such_field: is not a field here; the fields are",
        );
        assert_eq!(fields, names(schema), "{name}");
        bodies += 1;
    }
    assert!(bodies >= 7);
}

#[test]
fn the_keys_of_a_config_are_the_documented_ones() {
    let fixture = OperatorFixture::new();
    let preview = operations()
        .iter()
        .find(|known| known.name() == "previewServer");
    let preview = preview.expect("the operation");
    let try_config = |config: Value| {
        let body = json!({ "config": config }).to_string();
        let ask = fixture.ask(preview).bearer(ADMIN_TOKEN).body(body);
        fixture.worker.answer(&ask)
    };
    let schemas = &document()["components"]["schemas"];
    let change = &schemas["ConfigChange"];
    let keys = listed(
        &try_config(json!({ "no_such_key": 0 })).failures(),
        "is not a key of config; the keys are",
    );
    assert_eq!(keys, names(change));
    assert_eq!(keys, names(&schemas["Config"]), "as it is answered");
    let emptied: serde_json::Map<String, Value> =
        keys.iter().map(|key| (key.clone(), Value::Null)).collect();
    try_config(Value::Object(emptied)).is(200);
    for key in ["tool_exposure", "tool_names"] {
        for word in change["properties"][key]["enum"].as_array().expect("words") {
            try_config(json!({ key: word })).is(200);
        }
    }
    let blocks = &change["properties"]["allowed_ips"];
    let bound = |word: &str| {
        let number = blocks[word].as_u64().expect("a number");
        usize::try_from(number).expect("a length")
    };
    for (count, status) in [
        (bound("minItems") - 1, 400),
        (bound("minItems"), 200),
        (bound("maxItems"), 200),
        (bound("maxItems") + 1, 400),
    ] {
        try_config(json!({ "allowed_ips": vec!["203.0.113.7"; count] })).is(status);
    }
    let patterns = &schemas["Patterns"];
    for key in names(patterns) {
        try_config(json!({ "tools": { key: [] } })).is(200);
    }
    let refused = try_config(json!({ "tools": { "no_such_key": [] } }));
    assert_eq!(refused.failed_fields(), ["config.tools"]);
}

#[test]
fn the_required_fields_are_the_documented_ones() {
    for (operation, schema) in with_bodies() {
        let name = operation.name();
        let required = schema["required"].as_array().map_or(&[][..], Vec::as_slice);
        let mut body = OperatorFixture::new().least_body(operation);
        // The variable is required by the integration, not by the API.
        let fields = body.as_object_mut().expect("an object");
        fields.retain(|field, _| field == "context" || required.contains(&json!(field)));
        let send = |body: &Value| {
            let fixture = OperatorFixture::new();
            let ask = fixture.ask(operation).bearer(ADMIN_TOKEN);
            fixture.worker.answer(&ask.body(body.to_string()))
        };
        let reply = send(&body);
        assert!((200..300).contains(&reply.status), "{name}: {reply:?}");
        for field in required.iter().map(|field| field.as_str().expect("a name")) {
            let mut less = body.clone();
            less.as_object_mut().expect("an object").remove(field);
            let fields = send(&less).failed_fields();
            let is_named = fields.iter().any(|name| name == field);
            assert!(is_named, "{name} without {field}: {fields:?}");
        }
    }
}

/// Operations whose query is read whole.
fn with_queries() -> impl Iterator<Item = &'static Operation> {
    operations().iter().filter(|operation| {
        operation.name() != "callMcp" && !operation.names_in("query").is_empty()
    })
}

fn with_query(operation: &Operation, query: &str) -> Reply {
    let fixture = OperatorFixture::new();
    let mut ask = fixture.ask(operation).bearer(ADMIN_TOKEN);
    query.clone_into(&mut ask.0.query);
    fixture.worker.answer(&ask)
}

#[test]
fn the_query_parameters_are_the_documented_ones() {
    let mut queries = 0;
    for operation in with_queries() {
        let failures = with_query(operation, "no_such_parameter=0").failures();
        let taken = listed(
            &failures,
            "no_such_parameter: is not a query parameter here; they are",
        );
        let documented: BTreeSet<String> = operation
            .names_in("query")
            .into_iter()
            .map(str::to_owned)
            .collect();
        assert_eq!(taken, documented, "{}", operation.name());
        queries += 1;
    }
    assert!(queries >= 4);
}

#[test]
fn the_values_of_query_parameters_are_the_documented_ones() {
    for operation in with_queries() {
        for parameter in operation.parameters() {
            let field = parameter["name"].as_str().expect("a name");
            let schema = follow(&parameter["schema"]);
            if parameter["in"] != "query" {
                continue;
            }
            let item = schema.get("items").unwrap_or(schema);
            let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect();
            let (good, bad): (Vec<String>, Vec<String>) =
                if let Some(words) = item["enum"].as_array() {
                    let words = words
                        .iter()
                        .map(|word| word.as_str().expect("a word").to_owned());
                    (words.collect(), texts(&["none", ""]))
                } else if item["type"] == "boolean" {
                    (texts(&["true", "false"]), texts(&["yes", ""]))
                } else if item["format"] == "date-time" {
                    let good = ["2027-01-31T09:00:00Z", "1969-07-20T20:17:40-05:00"];
                    (texts(&good), texts(&["2027-01-31", ""]))
                } else if item["type"] == "integer" {
                    let bound = |word: &str| item[word].as_u64().expect("a number");
                    let (least, most) = (bound("minimum"), bound("maximum"));
                    let outside = [least - 1, most + 1].map(|number| number.to_string());
                    (vec![least.to_string(), most.to_string()], outside.to_vec())
                } else if item["minLength"] == 1 {
                    (texts(&["acme"]), texts(&[""]))
                } else {
                    (texts(&[""]), texts(&["no cursor"]))
                };
            for value in good {
                let reply = with_query(operation, &format!("{field}={value}"));
                assert_eq!(reply.status, 200, "{}: {field}={value}", operation.name());
            }
            for value in bad {
                let fields = with_query(operation, &format!("{field}={value}")).failed_fields();
                assert_eq!(fields, [field], "{}: {value}", operation.name());
            }
        }
        if !operation.names_in("query").contains(&"limit") {
            continue;
        }
        let limit = follow(&document()["components"]["parameters"]["Limit"]);
        let reply = with_query(operation, "");
        assert_eq!(reply.is(200)["limit"], limit["schema"]["default"]);
    }
}

#[test]
fn a_header_counts_where_it_is_documented() {
    for operation in operations() {
        for (header, bad) in [("if-match", "0"), ("idempotency-key", "a b")] {
            let fixture = OperatorFixture::new();
            let ask = fixture.ask(operation).bearer(ADMIN_TOKEN);
            let reply = fixture.worker.answer(&ask.header(header, bad));
            if operation.names_in("header").contains(&header) {
                assert_eq!(reply.failed_fields(), [header], "{}", operation.name());
            } else {
                assert!((200..300).contains(&reply.status), "{}", operation.name());
            }
        }
    }
}

#[test]
fn texts_are_as_long_as_documented() {
    let schemas = &document()["components"]["schemas"];
    let name = &schemas["Name"];
    let secret = &schemas["Credentials"]["additionalProperties"];
    let worker = Worker::new();
    let path = format!("/integrated-account/{}", worker.account());
    let label = |length: u64| {
        let label = "é".repeat(usize::try_from(length).expect("a length"));
        worker.admin("PATCH", &path, &json!({ "label": label }))
    };
    let credential = |length: u64| {
        let token = "x".repeat(usize::try_from(length).expect("a length"));
        let body = json!({ "credentials": { "api_token": token } });
        worker.admin("PATCH", &format!("{path}/credentials"), &body)
    };
    let bound = |schema: &Value, word: &str| schema[word].as_u64().expect("a length");
    for word in ["minLength", "maxLength"] {
        label(bound(name, word)).is(200);
        credential(bound(secret, word)).is(200);
    }
    assert_eq!(
        label(bound(name, "minLength") - 1).failed_fields(),
        ["label"]
    );
    assert_eq!(
        label(bound(name, "maxLength") + 1).failed_fields(),
        ["label"]
    );
    let token = ["credentials.api_token"];
    assert_eq!(
        credential(bound(secret, "minLength") - 1).failed_fields(),
        token
    );
    assert_eq!(
        credential(bound(secret, "maxLength") + 1).failed_fields(),
        token
    );
}
