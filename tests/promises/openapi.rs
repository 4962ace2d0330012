//! The document of the operator's API says what is served: nothing more, nothing less. `fake::document` holds every other test's answers
//! to it besides.

use std::collections::BTreeSet;

use fairlead::http::{Headers, Unread};
use fairlead::platform::Limit;
use serde_json::{Value, json};

use crate::fake::document::{allow, operations};
use crate::fake::office::Office;
use crate::fake::{ADMIN_TOKEN, Ask, KEY_TWO, Operation as Kv, Reply, World, request};

const VERBS: [&str; 8] = [
    "GET", "HEAD", "POST", "PATCH", "DELETE", "PUT", "OPTIONS", "TRACE",
];

const NOWHERE: &str = "00000000-0000-4000-8000-000000000000";

/// How a good request is made, or spoiled; each meets another answer.
type Way = (&'static str, fn(&mut Office, Ask) -> Reply);

const WAYS: [Way; 20] = [
    ("well", |office, ask| {
        office.world.answer(&ask.bearer(ADMIN_TOKEN))
    }),
    ("without a token", |office, ask| office.world.answer(&ask)),
    ("with a token of the scope mcp", |office, ask| {
        let (_, token) = office.world.api_token("mcp", None);
        office.world.answer(&ask.bearer(&token))
    }),
    ("too often", |office, ask| {
        for limit in Limit::ALL {
            office.world.platform.limit(limit, 0);
        }
        office.world.answer(&ask)
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
    ("with a body of an unknown coding", |office, mut ask| {
        ask.0.unread = Some(Unread::UnknownCoding);
        office.world.answer(&ask.bearer(ADMIN_TOKEN))
    }),
    ("with a wrong limit", |office, mut ask| {
        "limit=0".clone_into(&mut ask.0.query);
        office.world.answer(&ask.bearer(ADMIN_TOKEN))
    }),
    ("as a notification", |office, ask| {
        let ask = ask.body("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        office.world.answer(&ask.bearer(ADMIN_TOKEN))
    }),
    ("without a content type", |office, mut ask| {
        ask.0.headers = Headers::default();
        office.world.answer(&ask.bearer(ADMIN_TOKEN))
    }),
    ("of a state that is over", |office, ask| {
        let ask = ask.header("if-match", "\"0\"");
        office.world.answer(&ask.bearer(ADMIN_TOKEN))
    }),
    ("of no state", |office, ask| {
        let ask = ask.header("if-match", "0");
        office.world.answer(&ask.bearer(ADMIN_TOKEN))
    }),
    ("with a bad key", |office, ask| {
        let ask = ask.header("idempotency-key", "a b");
        office.world.answer(&ask.bearer(ADMIN_TOKEN))
    }),
    ("with a key that was used", |office, ask| {
        let ask = ask.header("idempotency-key", "used").bearer(ADMIN_TOKEN);
        office.world.answer(&ask);
        let mut other = ask;
        other.0.body.push(b' ');
        office.world.answer(&other)
    }),
    ("with a key whose answer does not open", |office, ask| {
        let ask = ask.header("idempotency-key", "kept").bearer(ADMIN_TOKEN);
        office.world.answer(&ask);
        let keys = format!("k2:{KEY_TWO}");
        office.world.set("CREDENTIAL_KEYS", &keys);
        office.world.answer(&ask)
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
fn links_lead_from_an_answer_to_what_can_be_done_with_it() {
    let mut links = 0;
    for operation in operations() {
        for (target, parameters) in operation.links() {
            let office = Office::new();
            let answer = |ask: Ask| office.world.answer(&ask.bearer(ADMIN_TOKEN));
            let found = answer(office.ask(operation)).json();
            let mut ask = office.ask(target);
            let mut path = target.path.to_owned();
            for (name, place) in parameters {
                let value = found.pointer(place).and_then(Value::as_str);
                path = path.replace(&format!("{{{name}}}"), value.expect("a value"));
            }
            let (from, to) = (operation.name(), target.name());
            assert!(!path.contains('{'), "{from} to {to}: {path}");
            ask.0.path = path;
            let status = answer(ask).status;
            assert!((200..300).contains(&status), "{from} to {to}: {status}");
            links += 1;
        }
    }
    assert!(links >= 11);
}

#[test]
fn every_documented_status_can_be_seen_and_no_other() {
    for operation in operations() {
        let name = operation.name();
        let mut seen = BTreeSet::new();
        for (way, answer) in WAYS {
            let mut office = Office::new();
            let ask = office.ask(operation);
            let status = answer(&mut office, ask).status;
            let known = operation.statuses();
            assert!(known.contains(&status), "{name} {way}: {status}");
            seen.insert(status);
        }
        let documented: BTreeSet<u16> = operation.statuses().into_iter().collect();
        assert_eq!(seen, documented, "{name}");
    }
}

#[test]
fn the_versions_of_the_protocol_are_the_documented_ones() {
    let mut world = World::new();
    let server = world.server();
    let call = operations().iter().find(|known| known.name() == "callMcp");
    let parameters = call.expect("the operation").parameters();
    let version = parameters
        .iter()
        .find(|parameter| parameter["name"] == "mcp-protocol-version");
    let versions = version.expect("the header")["schema"]["enum"].as_array();
    let versions = versions.expect("versions").iter().filter_map(Value::as_str);
    let (modern, legacy): (Vec<&str>, Vec<&str>) = versions.partition(|it| *it == "2026-07-28");
    assert_eq!((modern.len(), legacy.len()), (1, 4));
    assert!(world.modern(&server).list().result()["tools"].is_array());
    for version in legacy {
        let ask = world.legacy(&server).ask("tools/list", json!({}));
        let reply = world.answer(&ask.header("mcp-protocol-version", version));
        assert!(reply.result()["tools"].is_array(), "{version}");
    }
    world.set("TOLERATE_CLIENT_BUGS", "false");
    let unknown = world.legacy(&server).ask("tools/list", json!({}));
    let unknown = world.answer(&unknown.header("mcp-protocol-version", "2024-10-07"));
    assert_eq!(unknown.status, 400);
}
