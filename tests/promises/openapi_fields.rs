//! What the document of the operator's API says of bodies and queries is what is taken.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::fake::document::{Operation, document, follow, operations};
use crate::fake::office::{Office, least_body};
use crate::fake::{ADMIN_TOKEN, World};

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
    let office = Office::new();
    let mut bodies = 0;
    for (operation, schema) in with_bodies() {
        let name = operation.name();
        assert_eq!(schema["additionalProperties"], false, "{name}");
        let ask = office.ask(operation).bearer(ADMIN_TOKEN);
        let reply = office.world.answer(&ask.body("{\"no_such_field\":0}"));
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
    let office = Office::new();
    let preview = operations()
        .iter()
        .find(|known| known.name() == "previewServer");
    let preview = preview.expect("the operation");
    let try_config = |config: Value| {
        let body = json!({ "config": config }).to_string();
        let ask = office.ask(preview).bearer(ADMIN_TOKEN).body(body);
        office.world.answer(&ask)
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
        let mut body = least_body(operation);
        // The variable is required by the integration, not by the API.
        let fields = body.as_object_mut().expect("an object");
        fields.retain(|field, _| field == "context" || required.contains(&json!(field)));
        let send = |body: &Value| {
            let office = Office::new();
            let ask = office.ask(operation).bearer(ADMIN_TOKEN);
            office.world.answer(&ask.body(body.to_string()))
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

#[test]
fn the_query_parameters_of_every_list_are_the_documented_ones() {
    let office = Office::new();
    let read = |operation: &Operation, query: &str| {
        let mut ask = office.ask(operation).bearer(ADMIN_TOKEN);
        query.clone_into(&mut ask.0.query);
        office.world.answer(&ask)
    };
    let mut lists = 0;
    for operation in operations() {
        let documented = operation.names_in("query");
        if operation.method != "GET" || documented.is_empty() {
            continue;
        }
        let name = operation.name();
        let failures = read(operation, "no_such_parameter=0").failures();
        let failures: Vec<String> = failures
            .iter()
            .map(|text| text.replace(" and ", ", "))
            .collect();
        let taken = listed(
            &failures,
            "no_such_parameter: is not a query parameter here; they are",
        );
        let taken: Vec<&str> = taken.iter().map(String::as_str).collect();
        assert_eq!(taken, documented, "{name}");

        let limit = follow(&document()["components"]["parameters"]["Limit"]);
        let bound = |word: &str| limit["schema"][word].as_u64().expect("a number");
        let (least, most) = (bound("minimum"), bound("maximum"));
        assert_eq!(read(operation, "").is(200)["limit"], bound("default"));
        for good in [least, most] {
            assert_eq!(
                read(operation, &format!("limit={good}")).is(200)["limit"],
                good
            );
        }
        for bad in [least - 1, most + 1] {
            let fields = read(operation, &format!("limit={bad}")).failed_fields();
            assert_eq!(fields, ["limit"]);
        }
        lists += 1;
    }
    assert!(lists >= 3);
}

#[test]
fn texts_are_as_long_as_documented() {
    let schemas = &document()["components"]["schemas"];
    let name = &schemas["Name"];
    let secret = &schemas["Credentials"]["additionalProperties"];
    let world = World::new();
    let path = format!("/integrated-account/{}", world.account());
    let label = |length: u64| {
        let label = "é".repeat(usize::try_from(length).expect("a length"));
        world.admin("PATCH", &path, &json!({ "label": label }))
    };
    let credential = |length: u64| {
        let token = "x".repeat(usize::try_from(length).expect("a length"));
        let body = json!({ "credentials": { "api_token": token } });
        world.admin("PATCH", &format!("{path}/credentials"), &body)
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
