//! Customers that share a Worker: nothing of one opens, reads or changes anything of another, and nothing outlives its second.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fairlead::access::lifetime::to_iso;
use fairlead::platform::UnixSeconds;
use serde_json::{Value, json};

use crate::counts::Counts;
use crate::cursors::example;
use crate::fake::{ADMIN_TOKEN, NOW, Server, Worker, request};
use crate::fixture::{Fixture, Kind};

fn server_of(worker: &Worker, name: &str) -> [Server; 2] {
    let account = worker.account_with(&json!({
        "label": name,
        "context": { "organization": name },
        "credentials": { "api_token": format!("fake-secret-of-{name}") },
    }));
    [0, 1].map(|_| worker.server_with(&account, &json!({})))
}

fn tenants(worker: &Worker) -> Vec<Server> {
    ["ada", "bob", "cyd", "dan"]
        .iter()
        .flat_map(|name| server_of(worker, name))
        .collect()
}

#[test]
fn a_token_put_together_from_several_opens_nothing() {
    let mut counts = Counts::open("tenants-tokens");
    let worker = Worker::new();
    let servers = tenants(&worker);
    let bytes = servers
        .iter()
        .map(|server| URL_SAFE_NO_PAD.decode(&server.token[3..]).expect("a token"));
    let bytes: Vec<Vec<u8>> = bytes.collect();
    let (mut tried, mut opened) = (0, 0);
    for account in &bytes {
        for server in &bytes {
            for secret in &bytes {
                let all = [&account[..16], &server[16..32], &secret[32..]].concat();
                let token = format!("fl_{}", URL_SAFE_NO_PAD.encode(all));
                let is_real = servers.iter().any(|server| server.token == token);
                let one = Server {
                    token,
                    ..servers[0].clone()
                };
                let reply = worker.legacy(&one).call("list_all_acme_me", json!({}));
                assert_eq!(reply.status, if is_real { 200 } else { 404 });
                assert_eq!(worker.platform.take_sent().len(), usize::from(is_real));
                opened += usize::from(is_real);
                tried += 1;
            }
        }
    }
    assert_eq!(opened, 2 * servers.len(), "two servers share each account");
    counts.held(
        "accounts-stay-apart",
        "tokens of the account, server and secret of any three",
        tried,
    );
    counts.close();
}

#[test]
fn no_account_reads_or_changes_a_server_of_another() {
    let mut counts = Counts::open("tenants-resources");
    let worker = Worker::new();
    let servers = tenants(&worker);
    let before = worker.platform.records.snapshot();
    worker.platform.records.restore(&before);
    let mut tried = 0;
    for own in &servers {
        for other in servers.iter().filter(|other| other.account != own.account) {
            let spellings = [
                other.id.clone(),
                other.id.to_uppercase(),
                other.id.replace('-', ""),
            ];
            for id in spellings {
                let resource = format!("/integrated-account/{}/mcp/{id}", own.account);
                for (verb, target) in [
                    ("GET", resource.clone()),
                    ("PATCH", resource.clone()),
                    ("DELETE", resource.clone()),
                    ("POST", format!("{resource}/rotate")),
                ] {
                    let body = json!({ "name": "Mine" }).to_string();
                    let reply =
                        worker.answer(&request(verb, &target).bearer(ADMIN_TOKEN).body(body));
                    assert_eq!(reply.status, 404, "{verb} {target}: {reply:?}");
                    tried += 1;
                }
            }
        }
    }
    assert!(!worker.platform.records.is_touched());
    counts.held(
        "accounts-stay-apart",
        "servers under another account's path, read, changed, rotated, deleted",
        tried,
    );
    counts.close();
}

#[test]
fn credentials_open_in_no_record_but_their_own() {
    let mut counts = Counts::open("tenants-credentials");
    let worker = Worker::new();
    let servers = tenants(&worker);
    let key = |server: &Server| format!("account:{}", server.account);
    let record = |server: &Server| -> Value {
        let saved = worker.platform.records.get(&key(server)).expect("a record");
        serde_json::from_str(&saved.value).expect("JSON")
    };
    let mut tried = 0;
    for own in &servers {
        let good = record(own);
        for other in servers.iter().filter(|other| other.account != own.account) {
            // The seal alone, and the whole record under another key.
            let mut sealed = good.clone();
            sealed["credentials"] = record(other)["credentials"].clone();
            for (stolen, is_whole) in [(sealed, false), (record(other), true)] {
                worker.platform.records.put(&key(own), &stolen.to_string());
                let reply = worker.legacy(own).call("list_all_acme_me", json!({}));
                let status = if is_whole {
                    u64::from(reply.status)
                } else {
                    reply.failed()["statusCode"].as_u64().unwrap_or_default()
                };
                assert_eq!(status, if is_whole { 500 } else { 503 }, "{reply:?}");
                let test = format!("/integrated-account/{}/test", own.account);
                let tested = worker.admin("POST", &test, &json!({})).status;
                assert_eq!(tested, if is_whole { 500 } else { 409 });
                assert!(worker.platform.take_sent().is_empty());
                tried += 2;
            }
        }
        worker.platform.records.put(&key(own), &good.to_string());
        assert_eq!(
            worker
                .legacy(own)
                .call("list_all_acme_me", json!({}))
                .status,
            200
        );
        assert_eq!(worker.platform.take_sent().len(), 1);
    }
    counts.held(
        "accounts-stay-apart",
        "sealed credentials, and whole records, under another account's key",
        tried,
    );
    counts.close();
}

#[test]
fn a_cursor_opens_for_its_own_server_and_tool_alone() {
    let mut counts = Counts::open("tenants-cursors");
    let fixture = Fixture::new();
    let mut tried = 0;
    for given in fixture.cursors() {
        let own = &fixture.doors[given.door];
        let same_tool = |kind: Kind| {
            [Kind::Plain, Kind::Structured, Kind::ReadsOnly, Kind::Short].contains(&kind)
        };
        // The same tool on every other server, and every other list on this one.
        for door in fixture
            .doors
            .iter()
            .filter(|door| door.integration.slug == own.integration.slug)
        {
            let is_own_door = door.server.id == own.server.id;
            for tool in door.integration.tools {
                let is_list = door.integration.methods[tool.method].paging.is_some();
                let is_own_tool = tool.name == given.tool.name;
                let takes_cursor = tool
                    .arguments
                    .iter()
                    .any(|argument| argument.name == "next_cursor");
                if !is_list || !takes_cursor || !same_tool(door.kind) || is_own_door == is_own_tool
                {
                    continue;
                }
                let mut arguments = example(tool);
                arguments["next_cursor"] = json!(given.cursor);
                let reply = fixture
                    .worker
                    .legacy(&door.server)
                    .call(tool.name, arguments);
                let mends = reply.mends();
                assert!(
                    mends[0].starts_with("next_cursor: is not a cursor"),
                    "{mends:?}"
                );
                assert!(fixture.worker.platform.take_sent().is_empty());
                fixture.worker.platform.take_lines();
                tried += 1;
            }
        }
    }
    assert!(tried > 1_000, "{tried}");
    counts.held(
        "cursors-are-sealed",
        "every list's cursor at every other list and server of its integration",
        tried,
    );
    counts.close();
}

#[test]
fn access_ends_on_the_second_and_with_the_rotation() {
    let mut counts = Counts::open("tenants-endings");
    let worker = Worker::new();
    let account = worker.account();
    worker.platform.records.keeps_expired.set(true);
    let mut tried = 0;
    for length in [60, 61, 65, 66, 120, 3_600, 86_400, 31_536_000] {
        worker.platform.set_clock(0);
        let end = to_iso(UnixSeconds(NOW + length));
        let server = worker.server_with(&account, &json!({ "expires_at": end }));
        let (_, admin) = worker.api_token("admin", Some(&end));
        for clock in [
            0,
            length - 60,
            length - 2,
            length - 1,
            length,
            length + 1,
            length + 4,
            length + 5,
            length + 6,
            length * 2,
        ] {
            worker.platform.set_clock(clock);
            let is_over = clock >= length;
            let listed = worker.legacy(&server).list();
            assert_eq!(
                listed.status,
                if is_over { 404 } else { 200 },
                "{clock} of {length}"
            );
            let read = worker.answer(&request("GET", "/api-token").bearer(&admin));
            assert_eq!(
                read.status,
                if is_over { 401 } else { 200 },
                "{clock} of {length}"
            );
            tried += 2;
        }
    }
    counts.held(
        "access-ends-on-the-second",
        "servers and API tokens around the second of their end, in a KV that keeps them",
        tried,
    );

    worker.platform.set_clock(0);
    let mut server = worker.server_with(&account, &json!({}));
    let mut gone = Vec::new();
    let mut rotations = 0;
    for _ in 0..20 {
        let renewed = worker.rotate(&server);
        gone.push(std::mem::replace(&mut server, renewed));
        for old in &gone {
            assert_eq!(worker.legacy(old).list().status, 404);
            rotations += 1;
        }
        assert_eq!(worker.legacy(&server).list().status, 200);
    }
    counts.held(
        "urls-fail-alike",
        "every earlier URL after each of 20 rotations",
        rotations,
    );
    counts.close();
}
