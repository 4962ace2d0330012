//! `config.allowed_ips`: from where a URL may be used.

use serde_json::{Value, json};

use crate::fake::{Reply, Server, Worker};

/// What the operator's API and the URL itself answer are compared as a whole.
fn from(worker: &Worker, server: &Server, address: Option<&str>) -> Reply {
    let mut ask = worker.legacy(server).ask("tools/list", json!({}));
    if let Some(address) = address {
        ask = ask.header("cf-connecting-ip", address);
    }
    worker.answer(&ask)
}

fn preview(worker: &Worker, account: &str, allowed_ips: &Value) -> Reply {
    let target = format!("/integrated-account/{account}/mcp/preview");
    let body = json!({ "config": { "allowed_ips": allowed_ips } });
    worker.admin("POST", &target, &body)
}

#[test]
fn a_url_works_from_the_listed_addresses_and_from_no_other() {
    let worker = Worker::new();
    let blocks = ["203.0.113.7", "198.51.100.0/24", "2001:db8:aa::/48"];
    let server = worker.configured(&json!({ "allowed_ips": blocks }));
    for address in [
        "203.0.113.7",
        "::ffff:203.0.113.7",
        "::ffff:cb00:7107",
        "198.51.100.255",
        "2001:db8:aa:ffff::1",
        "2001:DB8:AA:0:0:0:0:1",
    ] {
        assert_eq!(
            from(&worker, &server, Some(address)).status,
            200,
            "{address}"
        );
    }
    for address in [
        "203.0.113.8",
        "198.51.101.0",
        "2001:db8:ab::1",
        "::1",
        "127.0.0.1",
        "",
        "unknown",
        "203.0.113.7, 203.0.113.8",
        "203.0.113.7:443",
    ] {
        assert_eq!(
            from(&worker, &server, Some(address)).status,
            404,
            "{address}"
        );
    }
    assert_eq!(
        from(&worker, &server, None).status,
        404,
        "no address at all"
    );
}

#[test]
fn only_the_header_that_cloudflare_overwrites_counts() {
    let worker = Worker::new();
    let server = worker.configured(&json!({ "allowed_ips": ["203.0.113.7"] }));
    let ask = worker.legacy(&server).ask("tools/list", json!({}));
    for name in [
        "x-forwarded-for",
        "x-real-ip",
        "true-client-ip",
        "forwarded",
        "cf-connecting-ipv6",
        "cf-pseudo-ipv4",
    ] {
        let ask = ask.clone().header(name, "203.0.113.7");
        assert_eq!(worker.answer(&ask).status, 404, "{name}");
        let elsewhere = ask.header("cf-connecting-ip", "203.0.113.8");
        assert_eq!(worker.answer(&elsewhere).status, 404, "{name}");
    }
}

#[test]
fn from_elsewhere_the_url_answers_as_if_nobody_had_minted_it() {
    let worker = Worker::new();
    let server = worker.configured(&json!({
        "allowed_ips": ["203.0.113.7"], "require_api_token_auth": true,
    }));
    let unknown = Server {
        token: format!("fl_{}", "A".repeat(86)),
        ..server.clone()
    };
    let loads = |server: &Server, address| {
        let before = worker.platform.records.loads();
        let reply = from(&worker, server, address);
        (reply, worker.platform.records.loads() - before)
    };
    let expected = loads(&unknown, Some("198.51.100.1"));
    assert_eq!(expected.0.status, 404);
    for address in [Some("198.51.100.1"), Some("nonsense"), None] {
        assert_eq!(loads(&server, address), expected, "{address:?}");
    }
    // The second factor is asked for at the door that is open, and nowhere else.
    assert_eq!(from(&worker, &server, Some("203.0.113.7")).status, 401);
    let line = worker.platform.lines().into_iter().rev().nth(1).unwrap();
    let line: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(line["outcome"], "address_refused");
    assert_eq!(line["server"], server.id.as_str());
    assert!(worker.platform.sent().is_empty());
}

#[test]
fn a_server_without_the_list_lets_callers_in_from_anywhere() {
    let worker = Worker::new();
    let server = worker.server();
    for address in [Some("203.0.113.7"), Some("::1"), Some("nonsense"), None] {
        assert_eq!(from(&worker, &server, address).status, 200, "{address:?}");
    }
}

#[test]
fn the_list_comes_back_in_one_spelling_and_is_stored_so() {
    let worker = Worker::new();
    let given = ["::ffff:203.0.113.0/120", " 2001:DB8::/32", "203.0.113.7/32"];
    let shown = json!(["203.0.113.0/24", "2001:db8::/32", "203.0.113.7"]);
    let account = worker.account();
    let target = format!("/integrated-account/{account}/mcp");
    let body = json!({ "name": "Claude", "config": { "allowed_ips": given } });
    let created = worker.admin("POST", &target, &body).is(201);
    assert_eq!(created["config"], json!({ "allowed_ips": shown }));
    let resource = format!("{target}/{}", created["id"].as_str().unwrap());
    assert_eq!(worker.read(&resource).is(200)["config"], created["config"]);
    assert_eq!(
        worker.read(&target).is(200)["result"][0]["config"],
        created["config"]
    );
    let key = format!("mcp:{account}:{}", created["id"].as_str().unwrap());
    let record: Value =
        serde_json::from_str(&worker.platform.records.get(&key).unwrap().value).unwrap();
    assert_eq!(record["config"], created["config"]);
    assert_eq!(preview(&worker, &account, &shown).status, 200);
}

#[test]
fn a_patch_replaces_the_list_and_null_opens_the_door_again() {
    let worker = Worker::new();
    let server = worker.configured(&json!({ "allowed_ips": ["203.0.113.7"], "structured": true }));
    let patch = |allowed_ips: Value| {
        let body = json!({ "config": { "allowed_ips": allowed_ips } });
        worker.admin("PATCH", &server.resource(), &body)
    };
    let patched = patch(json!(["198.51.100.0/24"])).is(200);
    assert_eq!(
        patched["config"],
        json!({ "allowed_ips": ["198.51.100.0/24"], "structured": true })
    );
    assert_eq!(from(&worker, &server, Some("203.0.113.7")).status, 404);
    assert_eq!(from(&worker, &server, Some("198.51.100.1")).status, 200);
    // What is refused changes nothing.
    assert_eq!(patch(json!([])).failed_fields(), ["config.allowed_ips"]);
    assert_eq!(from(&worker, &server, Some("203.0.113.7")).status, 404);
    let patched = patch(Value::Null).is(200);
    assert_eq!(patched["config"], json!({ "structured": true }));
    assert_eq!(from(&worker, &server, None).status, 200);
}

#[test]
fn a_url_cannot_widen_the_list() {
    let worker = Worker::new();
    let mut server = worker.configured(&json!({ "allowed_ips": ["203.0.113.7"] }));
    server.token = format!("{}?allowed_ips=198.51.100.1", server.token);
    assert_eq!(from(&worker, &server, Some("198.51.100.1")).status, 404);
    assert_eq!(from(&worker, &server, Some("203.0.113.7")).status, 200);
}

#[test]
fn a_list_that_is_none_is_refused_with_the_mend() {
    let worker = Worker::new();
    let account = worker.account();
    let many = |count: u8| {
        json!(
            (0..count)
                .map(|n| format!("203.0.113.{n}"))
                .collect::<Vec<_>>()
        )
    };
    assert_eq!(preview(&worker, &account, &many(50)).status, 200);
    for wrong in [
        json!([]),
        json!("203.0.113.7"),
        json!([203]),
        json!({}),
        json!(true),
        many(51),
    ] {
        let failures = preview(&worker, &account, &wrong).failures();
        assert_eq!(failures.len(), 1, "{wrong}");
        for word in ["config.allowed_ips: must be a list of 1 to 50", "null"] {
            assert!(failures[0].contains(word), "{}", failures[0]);
        }
    }
    let wrong = json!([
        "203.0.113.7/24",
        "198.51.100.1",
        "office",
        "::/129",
        "x".repeat(9_000)
    ]);
    let failures = preview(&worker, &account, &wrong).failures();
    assert_eq!(failures.len(), 1);
    for word in [
        "\"203.0.113.7/24\" has bits set beyond its prefix; write 203.0.113.0/24 for the block, or 203.0.113.7",
        "\"office\" is no IP address or CIDR block",
        "\"::/129\" has no prefix from 0 to 128",
    ] {
        assert!(failures[0].contains(word), "{word} in {}", failures[0]);
    }
    assert!(!failures[0].contains("198.51.100.1"), "{}", failures[0]);
    assert!(failures[0].len() < 1_000, "{} bytes", failures[0].len());
}

#[test]
fn a_stored_list_that_cannot_be_read_opens_for_nobody() {
    let worker = Worker::new();
    let server = worker.configured(&json!({ "allowed_ips": ["203.0.113.7"] }));
    let record = worker.platform.records.get(&server.key()).unwrap().value;
    for (list, status) in [
        ("[]", 404),
        ("[\"office\"]", 500),
        ("[\"203.0.113.7/8\"]", 500),
    ] {
        let spoiled = record.replace("[\"203.0.113.7\"]", list);
        assert_ne!(spoiled, record);
        worker.platform.records.put(&server.key(), &spoiled);
        assert_eq!(
            from(&worker, &server, Some("203.0.113.7")).status,
            status,
            "{list}"
        );
    }
}
