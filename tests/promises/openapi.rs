//! The document of the operator's API says what is served: nothing more, nothing less. `fake::document` holds every other test's answers
//! to it besides.

use std::collections::BTreeSet;

use fairlead::http::{Headers, Unread};
use fairlead::platform::Limit;
use serde_json::{Value, json};

use crate::fake::document::{allow, operations};
use crate::fake::operator_fixture::OperatorFixture;
use crate::fake::{ADMIN_TOKEN, Ask, KEY_TWO, Operation as Kv, Reply, Worker, request};

const VERBS: [&str; 8] = [
    "GET", "HEAD", "POST", "PATCH", "DELETE", "PUT", "OPTIONS", "TRACE",
];

const NOWHERE: &str = "00000000-0000-4000-8000-000000000000";

/// How a good request is made, or spoiled; each meets another answer.
type Way = (&'static str, fn(&mut OperatorFixture, Ask) -> Reply);

const WAYS: [Way; 22] = [
    ("well", |fixture, ask| {
        fixture.worker.answer(&ask.bearer(ADMIN_TOKEN))
    }),
    ("without a token", |fixture, ask| {
        fixture.worker.answer(&ask)
    }),
    ("with a token of the scope mcp", |fixture, ask| {
        let (_, token) = fixture.worker.api_token("mcp", None);
        fixture.worker.answer(&ask.bearer(&token))
    }),
    ("too often", |fixture, ask| {
        for limit in Limit::ALL {
            fixture.worker.platform.limit(limit, 0);
        }
        fixture.worker.answer(&ask)
    }),
    ("from a foreign origin", |fixture, ask| {
        let ask = ask.header("origin", "https://evil.example");
        fixture.worker.answer(&ask.bearer(ADMIN_TOKEN))
    }),
    ("of nothing that exists", |fixture, mut ask| {
        for id in [
            &fixture.server.account,
            &fixture.server.token,
            &fixture.several.id,
            &fixture.member,
            &fixture.webhook,
        ] {
            ask.0.path = ask.0.path.replace(id, NOWHERE);
        }
        ask.0.path = ask.0.path.replace(&fixture.admin.0, &"0".repeat(64));
        ask.0.path = ask.0.path.replace("acme", "none");
        fixture.worker.answer(&ask.bearer(ADMIN_TOKEN))
    }),
    ("with a body that is no JSON", |fixture, ask| {
        let ask = ask.body("{").bearer(ADMIN_TOKEN);
        fixture.worker.answer(&ask)
    }),
    ("with a body that is too long", |fixture, ask| {
        let ask = ask.body(vec![b' '; 4 * 1024 * 1024 + 1]);
        fixture.worker.answer(&ask.bearer(ADMIN_TOKEN))
    }),
    ("with a body of an unknown coding", |fixture, mut ask| {
        ask.0.unread = Some(Unread::UnknownCoding);
        fixture.worker.answer(&ask.bearer(ADMIN_TOKEN))
    }),
    ("with a wrong limit", |fixture, mut ask| {
        "limit=0".clone_into(&mut ask.0.query);
        fixture.worker.answer(&ask.bearer(ADMIN_TOKEN))
    }),
    ("as a notification", |fixture, ask| {
        let ask = ask.body("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        fixture.worker.answer(&ask.bearer(ADMIN_TOKEN))
    }),
    ("without a content type", |fixture, mut ask| {
        ask.0.headers = Headers::default();
        fixture.worker.answer(&ask.bearer(ADMIN_TOKEN))
    }),
    ("of a state that is over", |fixture, ask| {
        let ask = ask.header("if-match", "\"0\"");
        fixture.worker.answer(&ask.bearer(ADMIN_TOKEN))
    }),
    ("of no state", |fixture, ask| {
        let ask = ask.header("if-match", "0");
        fixture.worker.answer(&ask.bearer(ADMIN_TOKEN))
    }),
    ("with a bad key", |fixture, ask| {
        let ask = ask.header("idempotency-key", "a b");
        fixture.worker.answer(&ask.bearer(ADMIN_TOKEN))
    }),
    ("with a key that was used", |fixture, ask| {
        let ask = ask.header("idempotency-key", "used").bearer(ADMIN_TOKEN);
        fixture.worker.answer(&ask);
        let mut other = ask;
        other.0.body.push(b' ');
        fixture.worker.answer(&other)
    }),
    ("with a key whose answer does not open", |fixture, ask| {
        let ask = ask.header("idempotency-key", "kept").bearer(ADMIN_TOKEN);
        fixture.worker.answer(&ask);
        let keys = format!("k2:{KEY_TWO}");
        fixture.worker.set("CREDENTIAL_KEYS", &keys);
        fixture.worker.answer(&ask)
    }),
    ("when the integration is gone", |fixture, ask| {
        let records = &fixture.worker.platform.records;
        let key = format!("account:{}", fixture.server.account);
        let account = records.get(&key).expect("the account").value;
        records.put(&key, &account.replace("\"acme\"", "\"gone\""));
        fixture.worker.answer(&ask.bearer(ADMIN_TOKEN))
    }),
    ("with an address that is somebody else's", |fixture, ask| {
        let ben = json!({ "email": "ben@example.com" });
        fixture.worker.member_with(&ben);
        let ask = ask.body(ben.to_string()).bearer(ADMIN_TOKEN);
        fixture.worker.answer(&ask)
    }),
    ("when records are unavailable", |fixture, ask| {
        fixture.worker.platform.records.fail(Kv::Load, 0);
        fixture.worker.answer(&ask.bearer(&fixture.admin.1))
    }),
    ("when nothing is kept of what happens", |fixture, ask| {
        fixture.worker.unset("ACTIVITY");
        fixture.worker.answer(&ask.bearer(ADMIN_TOKEN))
    }),
    ("when the Worker is not set up", |fixture, ask| {
        fixture.worker.set("ADMIN_TOKEN", "short");
        fixture.worker.answer(&ask.bearer(ADMIN_TOKEN))
    }),
];

#[test]
fn anybody_may_read_the_document_and_no_record_is_read_for_it() {
    let worker = Worker::new();
    let reply = worker.answer(&request("GET", "/openapi.json"));
    let served = reply.is(200);
    assert_eq!(served["openapi"], "3.1.0");
    assert_eq!(served["info"]["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(served.get("x-shared"), None, "for its authors alone");
    assert_eq!(worker.platform.records.loads(), 0);
    assert_eq!(worker.answer(&request("HEAD", "/openapi.json")).status, 200);
}

#[test]
fn every_documented_operation_is_served_and_no_other() {
    let paths: BTreeSet<&str> = operations().iter().map(|known| known.path).collect();
    for path in paths {
        for verb in VERBS {
            let fixture = OperatorFixture::new();
            let known = operations()
                .iter()
                .find(|known| (known.path, known.method) == (path, verb));
            let ask = known.map_or_else(
                || request(verb, &fixture.target(path)),
                |known| fixture.ask(known),
            );
            let reply = fixture.worker.answer(&ask.bearer(ADMIN_TOKEN));
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
    let worker = Worker::new();
    let mut paths = vec![String::new()];
    let mut served = 0;
    for _ in 0..4 {
        paths = paths
            .iter()
            .flat_map(|path| words.iter().map(move |word| format!("{path}/{word}")))
            .collect();
        for path in &paths {
            // No method of this API, so that only the path is looked at. `Worker` refuses any answer that the document does not know.
            let reply = worker.answer(&request("PUT", path).bearer(ADMIN_TOKEN));
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
            let fixture = OperatorFixture::new();
            let answer = |ask: Ask| fixture.worker.answer(&ask.bearer(ADMIN_TOKEN));
            let found = answer(fixture.ask(operation)).json();
            let mut ask = fixture.ask(target);
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
            let mut fixture = OperatorFixture::new();
            let ask = fixture.ask(operation);
            let status = answer(&mut fixture, ask).status;
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
    let mut worker = Worker::new();
    let server = worker.server();
    let call = operations().iter().find(|known| known.name() == "callMcp");
    let parameters = call.expect("the operation").parameters();
    let version = parameters
        .iter()
        .find(|parameter| parameter["name"] == "mcp-protocol-version");
    let versions = version.expect("the header")["schema"]["enum"].as_array();
    let versions = versions.expect("versions").iter().filter_map(Value::as_str);
    let (modern, legacy): (Vec<&str>, Vec<&str>) = versions.partition(|it| *it == "2026-07-28");
    assert_eq!((modern.len(), legacy.len()), (1, 4));
    assert!(worker.modern(&server).list().result()["tools"].is_array());
    for version in legacy {
        let ask = worker.legacy(&server).ask("tools/list", json!({}));
        let reply = worker.answer(&ask.header("mcp-protocol-version", version));
        assert!(reply.result()["tools"].is_array(), "{version}");
    }
    worker.set("TOLERATE_CLIENT_BUGS", "false");
    let unknown = worker.legacy(&server).ask("tools/list", json!({}));
    let unknown = worker.answer(&unknown.header("mcp-protocol-version", "2024-10-07"));
    assert_eq!(unknown.status, 400);
}
