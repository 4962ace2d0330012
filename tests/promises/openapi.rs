//! The document of the operator's API says what is served: nothing more, nothing less. `fake::document` holds every other test's answers
//! to it besides.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::fake::document::{Operation, allow, document, follow, operations};
use crate::fake::{ADMIN_TOKEN, Ask, Operation as Kv, Reply, Server, World, request};

const VERBS: [&str; 8] = [
    "GET", "HEAD", "POST", "PATCH", "DELETE", "PUT", "OPTIONS", "TRACE",
];

const NOWHERE: &str = "00000000-0000-4000-8000-000000000000";

/// A Fairlead with one of everything, and good requests to it.
struct Office {
    world: World,
    server: Server,
    /// Id of an API token of the scope `admin`, and the token.
    admin: (String, String),
}

impl Office {
    fn new() -> Self {
        let world = World::new();
        let server = world.configured(&json!({ "require_api_token_auth": true }));
        let admin = world.api_token("admin", None);
        Self {
            world,
            server,
            admin,
        }
    }

    fn target(&self, path: &str) -> String {
        let id = if path.starts_with("/api-token") {
            &self.admin.0
        } else {
            &self.server.account
        };
        path.replace("{slug}", "acme")
            .replace("{id}", id)
            .replace("{mcp_id}", &self.server.id)
            .replace("{token}", &self.server.token)
    }

    /// What an operation accepts.
    fn ask(&self, operation: &Operation) -> Ask {
        request(operation.method, &self.target(operation.path))
            .header("content-type", "application/json")
            .body(body(operation).to_string())
    }
}

/// The least that an operation takes.
fn body(operation: &Operation) -> Value {
    match operation.name() {
        "createAccount" => json!({
            "integration": "acme",
            "label": "Acme",
            "context": { "organization": "demo" },
            "credentials": { "api_token": "fake-vendor-token-0815" },
        }),
        "updateAccount" => json!({ "context": {} }),
        "replaceCredentials" => {
            json!({ "credentials": { "api_token": "fake-vendor-token-0815" } })
        }
        "createServer" => json!({ "name": "Claude" }),
        "createApiToken" => json!({ "name": "ci", "scope": "mcp" }),
        "callMcp" => json!({ "jsonrpc": "2.0", "id": 1, "method": "ping" }),
        _ => json!({}),
    }
}

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
fn anybody_may_read_the_document_and_no_record_is_read_for_it() {
    let world = World::new();
    let reply = world.answer(&request("GET", "/openapi.json"));
    let served = reply.is(200);
    assert_eq!(served["openapi"], "3.1.0");
    assert_eq!(served["info"]["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(served.get("x-shared"), None, "for its authors alone");
    assert_eq!(world.platform.records.loads(), 0);
    assert_eq!(world.answer(&request("HEAD", "/openapi.json")).status, 200);
}

#[test]
fn every_documented_operation_is_served_and_no_other() {
    let paths: BTreeSet<&str> = operations().iter().map(|known| known.path).collect();
    for path in paths {
        for verb in VERBS {
            let office = Office::new();
            let known = operations()
                .iter()
                .find(|known| (known.path, known.method) == (path, verb));
            let ask = known.map_or_else(
                || request(verb, &office.target(path)),
                |known| office.ask(known),
            );
            let reply = office.world.answer(&ask.bearer(ADMIN_TOKEN));
            if known.is_some() {
                assert!(
                    (200..300).contains(&reply.status),
                    "{verb} {path} {reply:?}"
                );
            } else {
                assert_eq!(reply.status, 405, "{verb} {path}");
                assert_eq!(reply.header("allow"), Some(allow(path).as_str()), "{path}");
            }
        }
    }
}

#[test]
fn nothing_is_served_at_a_path_that_is_not_documented() {
    let mut words: BTreeSet<&str> = operations()
        .iter()
        .flat_map(|known| known.path.split('/'))
        .filter(|word| !word.is_empty() && !word.starts_with('{'))
        .collect();
    // What such an API could have besides, and an id.
    words.extend([NOWHERE, "tools", "token"]);
    let world = World::new();
    let mut paths = vec![String::new()];
    let mut served = 0;
    for _ in 0..4 {
        paths = paths
            .iter()
            .flat_map(|path| words.iter().map(move |word| format!("{path}/{word}")))
            .collect();
        for path in &paths {
            // No method of this API, so that only the path is looked at. `World` refuses any answer that the document does not know.
            let reply = world.answer(&request("PUT", path).bearer(ADMIN_TOKEN));
            served += usize::from(reply.status == 405);
        }
    }
    assert!(served > 100, "{served} paths exist, whatever their ids");
}

#[test]
fn every_documented_status_can_be_seen_and_no_other() {
    type Way = (&'static str, fn(&mut Office, Ask) -> Reply);
    let ways: [Way; 12] = [
        ("well", |office, ask| {
            office.world.answer(&ask.bearer(ADMIN_TOKEN))
        }),
        ("without a token", |office, ask| office.world.answer(&ask)),
        ("with a token of the scope mcp", |office, ask| {
            let (_, token) = office.world.api_token("mcp", None);
            office.world.answer(&ask.bearer(&token))
        }),
        ("from a foreign origin", |office, ask| {
            let ask = ask.header("origin", "https://evil.example");
            office.world.answer(&ask.bearer(ADMIN_TOKEN))
        }),
        ("of nothing that exists", |office, mut ask| {
            for id in [&office.server.account, &office.server.token] {
                ask.0.path = ask.0.path.replace(id, NOWHERE);
            }
            ask.0.path = ask.0.path.replace(&office.admin.0, &"0".repeat(64));
            ask.0.path = ask.0.path.replace("acme", "none");
            office.world.answer(&ask.bearer(ADMIN_TOKEN))
        }),
        ("with a body that is no JSON", |office, ask| {
            let ask = ask.body("{").bearer(ADMIN_TOKEN);
            office.world.answer(&ask)
        }),
        ("with a body that is too long", |office, ask| {
            let ask = ask.body(vec![b' '; 4 * 1024 * 1024 + 1]);
            office.world.answer(&ask.bearer(ADMIN_TOKEN))
        }),
        ("with a wrong limit", |office, mut ask| {
            "limit=0".clone_into(&mut ask.0.query);
            office.world.answer(&ask.bearer(ADMIN_TOKEN))
        }),
        ("as a notification, or without a type", |office, mut ask| {
            let notification = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" });
            let told = ask.clone().body(notification.to_string());
            if ask.0.path.starts_with("/mcp/") {
                let told = office.world.answer(&told.bearer(ADMIN_TOKEN));
                assert_eq!(told.status, 202);
            }
            ask.0.headers = Default::default();
            office.world.answer(&ask.bearer(ADMIN_TOKEN))
        }),
        ("when the integration is gone", |office, ask| {
            let records = &office.world.platform.records;
            let key = format!("account:{}", office.server.account);
            let account = records.get(&key).expect("the account").value;
            records.put(&key, &account.replace("\"acme\"", "\"gone\""));
            office.world.answer(&ask.bearer(ADMIN_TOKEN))
        }),
        ("when records are unavailable", |office, ask| {
            office.world.platform.records.fail(Kv::Load, 0);
            office.world.answer(&ask.bearer(&office.admin.1))
        }),
        ("when the Worker is not set up", |office, ask| {
            office.world.set("ADMIN_TOKEN", "short");
            office.world.answer(&ask.bearer(ADMIN_TOKEN))
        }),
    ];
    for operation in operations() {
        let name = operation.name();
        let mut seen = BTreeSet::new();
        for (way, answer) in &ways {
            let mut office = Office::new();
            let ask = office.ask(operation);
            let status = answer(&mut office, ask).status;
            let known = operation.statuses();
            assert!(known.contains(&status), "{name} {way}: {status}");
            seen.insert(status);
        }
        if name == "callMcp" {
            seen.insert(202);
        }
        let documented: BTreeSet<u16> = operation.statuses().into_iter().collect();
        assert_eq!(seen, documented, "{name}");
    }
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
        let mut body = body(operation);
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
