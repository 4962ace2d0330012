//! What KV bills for each kind of request, held to the tables of `docs/costs.md`, and the arithmetic of that page.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::json;

use crate::fake::*;

/// Cells of a table's rows, by the first; the table is the one whose head starts with these cells.
fn table(head: &[&str]) -> BTreeMap<String, Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/costs.md");
    let page = fs::read_to_string(path).expect("docs/costs.md");
    let cells = |line: &str| -> Vec<String> {
        let inner = line.trim_start_matches('|').trim_end_matches('|');
        inner
            .split('|')
            .map(|cell| cell.trim().to_owned())
            .collect()
    };
    let mut rows = BTreeMap::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if !line.starts_with('|') || !cells(line).starts_with(&head.map_owned()) {
            continue;
        }
        let body = lines
            .by_ref()
            .skip(1)
            .take_while(|line| line.starts_with('|'));
        for line in body {
            let mut row = cells(line);
            let first = row.remove(0);
            assert!(
                rows.insert(first, row).is_none(),
                "a row is there twice: {line}"
            );
        }
    }
    assert!(!rows.is_empty(), "docs/costs.md has no table {head:?}");
    rows
}

trait Owned {
    fn map_owned(&self) -> Vec<String>;
}

impl Owned for [&str] {
    fn map_owned(&self) -> Vec<String> {
        self.iter().map(|text| (*text).to_owned()).collect()
    }
}

fn number(cell: &str) -> f64 {
    cell.replace(',', "").parse().expect(cell)
}

fn bill(cells: &[String]) -> Bill {
    let count = |cell: &String| cell.parse().expect("a count");
    let [reads, writes, deletes, lists] = cells else {
        panic!("{cells:?}")
    };
    Bill {
        reads: count(reads),
        writes: count(writes),
        deletes: count(deletes),
        lists: count(lists),
    }
}

/// A deployment, with what is done after answers left undone: it has rows of its own.
struct Case {
    world: World,
    server: Server,
}

impl Case {
    fn new() -> Self {
        let world = World::new();
        let server = world.server();
        Self { world, server }
    }

    fn billed(&self, act: impl FnOnce(&Self)) -> Bill {
        self.world.platform.records.take_bill();
        act(self);
        self.world.platform.records.take_bill()
    }

    fn post(&self, path: &str, body: &str) -> Reply {
        let ask = request("POST", path).header("content-type", "application/json");
        self.world.answer(&ask.body(body))
    }

    fn call(&self, status: u16) {
        self.world.vendor_says(status, "{}");
        let client = self.world.legacy(&self.server);
        assert_eq!(client.call("list_all_acme_me", json!({})).status, 200);
    }

    /// A token of the right form that opens nothing.
    fn wrong(&self) -> String {
        let mut wrong = self.server.path();
        let last = if wrong.ends_with('A') { 'Q' } else { 'A' };
        wrong.pop();
        wrong.push(last);
        wrong
    }
}

const NOTIFICATION: &str = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";
const PING: &str = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";

fn messages() -> Vec<(&'static str, Bill)> {
    let case = Case::new();
    let (legacy, modern) = (
        case.world.legacy(&case.server),
        case.world.modern(&case.server),
    );
    let path = case.server.path();
    let mut rows = Vec::new();
    let mut row = |name, bill| rows.push((name, bill));
    let refused = |reply: Reply, status| assert_eq!(reply.status, status, "{reply:?}");

    row(
        "URL with a token of the wrong form",
        case.billed(|case| {
            for path in ["/mcp/x", "/mcp/", "/mcp/fl_AAAA", &format!("{path}A")] {
                refused(case.post(path, PING), 404);
            }
        }),
    );
    row(
        "URL with a token that opens nothing",
        case.billed(|case| refused(case.post(&case.wrong(), PING), 404)),
    );
    for body in [NOTIFICATION, "{", "[]"] {
        row(
            "the same, with a notification or a body that is no message",
            case.billed(|case| refused(case.post(&case.wrong(), body), 404)),
        );
    }
    row(
        "notification",
        case.billed(|case| refused(case.post(&path, NOTIFICATION), 202)),
    );
    let filler = " ".repeat(4 * 1024 * 1024);
    for (body, status) in [
        ("", 400),
        ("{\"jsonrpc\":\"2.0\"", 400),
        ("[]", 400),
        ("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}", 400),
        (&format!("{PING}{filler}"), 413),
    ] {
        row(
            "body that is no message, has the wrong `Content-Type` or is too long",
            case.billed(|case| refused(case.post(&path, body), status)),
        );
    }
    row(
        "body that is no message, has the wrong `Content-Type` or is too long",
        case.billed(|case| refused(case.world.answer(&request("POST", &path).body(PING)), 415)),
    );
    let hello = json!({ "protocolVersion": "2025-11-25", "capabilities": {} });
    row(
        "`initialize`",
        case.billed(|_| drop(legacy.rpc("initialize", hello).result())),
    );
    row(
        "`server/discover`",
        case.billed(|_| drop(modern.rpc("server/discover", json!({})).result())),
    );
    row(
        "`ping`",
        case.billed(|_| drop(legacy.rpc("ping", json!({})).result())),
    );
    for client in [&legacy, &modern] {
        row(
            "`tools/list`",
            case.billed(|_| drop(client.list().result())),
        );
        row(
            "`tools/call` that reads",
            case.billed(|_| drop(client.call("list_all_acme_me", json!({})).answered())),
        );
        row(
            "`tools/call` that writes",
            case.billed(|_| {
                let issue = json!({ "title": "New" });
                drop(client.call("create_a_acme_issue", issue).answered());
            }),
        );
        row(
            "`tools/call` that is refused before it is sent",
            case.billed(|_| drop(client.call("create_a_acme_issue", json!({})).mends())),
        );
    }
    for status in [401, 403] {
        let case = Case::new();
        row(
            "`tools/call`, the vendor answers 401 or 403 for the first time",
            case.billed(|case| case.call(status)),
        );
        row(
            "the same again within a minute",
            case.billed(|case| case.call(status)),
        );
        row(
            "`tools/call` that succeeds within a minute after that",
            case.billed(|case| case.call(200)),
        );
    }
    let world = World::new();
    let (_, token) = world.api_token("mcp", None);
    let server = world.configured(&json!({ "require_api_token_auth": true }));
    let ask = |token: &str| world.legacy(&server).ask("ping", json!({})).bearer(token);
    for (name, token) in [
        (
            "message with the second factor, an API token",
            token.as_str(),
        ),
        ("message with the second factor, `ADMIN_TOKEN`", ADMIN_TOKEN),
    ] {
        world.platform.records.take_bill();
        assert_eq!(world.answer(&ask(token)).status, 200);
        row(name, world.platform.records.take_bill());
    }
    rows
}

fn afterwards() -> Vec<(&'static str, Bill)> {
    let mut case = Case::new();
    case.world.set("USAGE_WRITE_SECONDS", "0");
    let mut rows = Vec::new();
    let mut beside = |name, case: &mut Case, status: u16| {
        case.world.finishes = true;
        let all = case.billed(|case| case.call(status));
        rows.push((
            name,
            Bill {
                reads: all.reads - 2,
                ..all
            },
        ));
    };
    beside("look at an account's health", &mut case, 200);
    let none = Bill {
        reads: 2,
        ..Bill::default()
    };
    assert_eq!(case.billed(|case| case.call(200)), none);
    case.world.platform.pass(60);
    beside("look at an account's health", &mut case, 200);
    for status in [401, 403] {
        case.world.platform.pass(60);
        case.call(status);
        assert_eq!(case.billed(|case| case.call(200)), none);
        case.world.platform.pass(60);
        beside("take back what a 401 or 403 left", &mut case, 200);
    }
    case.world.set("USAGE_WRITE_SECONDS", "600");
    for _ in 0..2 {
        case.world.platform.pass(600);
        case.world.finishes = true;
        let all = case.billed(|case| drop(case.world.legacy(&case.server).list()));
        let usage = Bill {
            reads: all.reads - 2,
            ..all
        };
        assert_eq!(
            case.billed(|case| drop(case.world.legacy(&case.server).list())),
            none
        );
        rows.push(("write down how much a server is used", usage));
    }
    rows
}

fn operators() -> Vec<(&'static str, Bill)> {
    let mut case = Case::new();
    let path = format!("/integrated-account/{}", case.server.account);
    let (mcp, server) = (format!("{path}/mcp"), case.server.resource());
    let (token, _) = case.world.api_token("mcp", None);
    case.world.api_token("admin", None);
    case.world.account();
    let account = json!({
        "integration": "acme", "label": "x", "context": { "organization": "x" },
        "credentials": { "api_token": "fake-token" },
    });
    let name = json!({ "name": "x" });
    let other = case.world.server_with(&case.server.account, &name);
    let credentials = json!({ "credentials": { "api_token": "fake-token" } });
    let (label, none) = (json!({ "label": "y" }), json!({}));
    let mint = json!({ "name": "x", "scope": "mcp" });
    // A server that was used.
    case.world.finishes = true;
    case.world.set("USAGE_WRITE_SECONDS", "600");
    drop(case.world.legacy(&case.server).list());
    case.world.finishes = false;
    let asks = [
        (
            "`GET /integration`",
            "GET",
            "/integration".to_owned(),
            &none,
        ),
        (
            "`GET /integrated-account`, 2 accounts",
            "GET",
            "/integrated-account".to_owned(),
            &none,
        ),
        ("`GET /integrated-account/:id`", "GET", path.clone(), &none),
        (
            "`PATCH /integrated-account/:id`",
            "PATCH",
            path.clone(),
            &label,
        ),
        (
            "`PATCH /integrated-account/:id/credentials`",
            "PATCH",
            format!("{path}/credentials"),
            &credentials,
        ),
        (
            "`POST /integrated-account/:id/test`",
            "POST",
            format!("{path}/test"),
            &none,
        ),
        (
            "`POST /integrated-account/:id/mcp/preview`",
            "POST",
            format!("{mcp}/preview"),
            &none,
        ),
        (
            "`GET /integrated-account/:id/mcp`, 2 servers",
            "GET",
            mcp.clone(),
            &none,
        ),
        (
            "`POST /integrated-account/:id/mcp`",
            "POST",
            mcp.clone(),
            &name,
        ),
        (
            "`GET /integrated-account/:id/mcp/:mcp_id`",
            "GET",
            server.clone(),
            &none,
        ),
        (
            "`PATCH /integrated-account/:id/mcp/:mcp_id`",
            "PATCH",
            server.clone(),
            &name,
        ),
        (
            "`POST /integrated-account/:id/mcp/:mcp_id/rotate`",
            "POST",
            format!("{server}/rotate"),
            &none,
        ),
        (
            "`DELETE /integrated-account/:id/mcp/:mcp_id`",
            "DELETE",
            other.resource(),
            &none,
        ),
        (
            "`GET /api-token`, 2 tokens",
            "GET",
            "/api-token".to_owned(),
            &none,
        ),
        ("`POST /api-token`", "POST", "/api-token".to_owned(), &mint),
        (
            "`DELETE /api-token/:id`",
            "DELETE",
            format!("/api-token/{token}"),
            &none,
        ),
        (
            "`POST /admin/reseal`, 2 accounts that are current",
            "POST",
            "/admin/reseal".to_owned(),
            &none,
        ),
        (
            "`POST /integrated-account`",
            "POST",
            "/integrated-account".to_owned(),
            &account,
        ),
    ];
    let mut rows = Vec::new();
    let mut minted = Vec::new();
    for (row, method, target, body) in asks {
        let bill = case.billed(|case| {
            let reply = case.world.admin(method, &target, body);
            assert!((200..300).contains(&reply.status), "{row}: {reply:?}");
            if row == "`POST /integrated-account/:id/mcp`" {
                minted.push(reply.json()["id"].as_str().unwrap().to_owned());
            }
        });
        rows.push((row, bill));
    }
    // One server is left.
    for id in minted {
        case.world.delete(&format!("{mcp}/{id}")).is(200);
    }
    let bill = case.billed(|case| drop(case.world.delete(&path).is(200)));
    rows.push((
        "`DELETE /integrated-account/:id`, 1 server that was used",
        bill,
    ));
    rows
}

/// That each row of a table is as often as it was counted, and that it has no other.
#[track_caller]
fn compare(written: &BTreeMap<String, Vec<String>>, counted: &[(&str, Bill)]) {
    for (name, bill_of) in counted {
        let row = written
            .get(*name)
            .unwrap_or_else(|| panic!("no row {name}"));
        let counts = &row[row.len() - 4..];
        assert_eq!(bill(counts), *bill_of, "{name}");
    }
    for name in written.keys() {
        assert!(
            counted.iter().any(|(counted, _)| counted == name),
            "{name} is not counted"
        );
    }
}

#[test]
fn what_kv_bills_is_what_the_tables_say() {
    let counts = ["read", "written", "deleted", "listed"];
    let [read, written, deleted, listed] = counts;
    let requests = table(&["request", read, written, deleted, listed]);
    let mut counted = messages();
    counted.extend(operators());
    compare(&requests, &counted);
    compare(
        &table(&["what", "when", read, written, deleted, listed]),
        &afterwards(),
    );
}

#[test]
fn an_api_token_and_an_idempotency_key_cost_what_the_page_says() {
    let world = World::new();
    let (_, token) = world.api_token("admin", None);
    let mint = |name: &str| {
        let ask = request("POST", "/api-token").header("idempotency-key", name);
        ask.body("{\"name\":\"x\",\"scope\":\"mcp\"}")
    };
    let cost = |ask: &Ask| {
        world.platform.records.take_bill();
        assert_eq!(world.answer(ask).status, 201);
        world.platform.records.take_bill()
    };
    let of_admin = cost(&mint("one").bearer(ADMIN_TOKEN));
    assert_eq!((of_admin.reads, of_admin.writes), (1, 2));
    let of_token = cost(&mint("two").bearer(&token));
    assert_eq!((of_token.reads, of_token.writes), (2, 2));
}

#[test]
fn no_message_reads_more_than_two_keys_before_its_answer() {
    for (name, bill) in messages() {
        let is_asked_for = name.contains("second factor") || name.contains("first time");
        assert!(bill.reads <= 2 + usize::from(is_asked_for), "{name}");
    }
}

#[test]
fn the_months_and_the_days_follow_from_the_tables() {
    let prices = table(&["what", "included in a month", "each million more"]);
    let assumptions = table(&["assumption", "number"]);
    let assumed = |name: &str| number(&assumptions[name][0]);
    let cost = |name: &str, count: f64| {
        let [included, more] = &prices[name][..] else {
            panic!("{name}")
        };
        (count - number(included)).max(0.0) / 1e6 * number(more)
    };
    let requests = table(&["request", "read"]);
    assert_eq!(
        number(&requests["`tools/call` that reads"][0]),
        assumed("keys that a message reads")
    );
    let after = table(&["what", "when", "read"]);
    let reads_after = |name: &str| number(&after[name][1]);
    let interval = f64::from(settings().usage_write_seconds);

    let accounts = assumed("accounts in use all month around the clock, each with one server");
    let watched = accounts * assumed("isolates that answer for each of them");
    let seconds = assumed("days") * 86_400.0;
    let writes = watched * seconds / interval;
    let money = |dollars: f64| format!("{dollars:.2}");
    let months = table(&["messages in a month", "requests"]);
    assert_eq!(months.len(), 3);
    for (messages, cells) in months {
        let messages = number(&messages);
        let looks = (watched * seconds / 60.0).min(messages);
        let reads = messages * assumed("keys that a message reads")
            + looks * reads_after("look at an account's health")
            + writes * reads_after("write down how much a server is used");
        let parts = [
            cost("requests", messages),
            cost(
                "milliseconds of CPU",
                messages * assumed("milliseconds of CPU for a message"),
            ),
            cost("keys read", reads),
            cost("keys written", writes),
        ];
        let total = number(&prices["the plan itself"][0]) + parts.iter().sum::<f64>();
        let expected: Vec<String> = parts
            .iter()
            .chain([&total])
            .map(|part| money(*part))
            .collect();
        assert_eq!(cells, expected, "{messages} messages");
    }

    let days = table(&["limit of a day", "number", "reached after"]);
    let limit = |name: &str| number(&days[name][0]);
    let reached = |name: &str| days[name][1].clone();
    let thousands = |count: f64| {
        let count = format!("{:.0}", count.floor());
        let (start, end) = count.split_at(count.len().saturating_sub(3));
        if start.is_empty() {
            end.to_owned()
        } else {
            format!("{start},{end}")
        }
    };
    assert_eq!(
        reached("requests"),
        format!("{} messages", thousands(limit("requests")))
    );
    let each = assumed("keys that a message reads");
    let alone = each + reads_after("look at an account's health");
    assert_eq!(
        reached("keys read"),
        format!(
            "{} messages, or {} that each come alone in their minute",
            thousands(limit("keys read") / each),
            thousands(limit("keys read") / alone)
        )
    );
    let servers = |interval: f64| thousands(limit("keys written") / (86_400.0 / interval));
    assert_eq!(
        reached("keys written"),
        format!(
            "{} servers that one isolate each answers for around the clock, with `USAGE_WRITE_SECONDS` at {interval}",
            servers(interval)
        )
    );
    let page =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/costs.md")).unwrap();
    assert!(page.contains(&format!("`\"3600\"` gives {} servers", servers(3_600.0))));
}

fn settings() -> fairlead::settings::Settings {
    let secrets = [
        ("ADMIN_TOKEN", ADMIN_TOKEN),
        ("CREDENTIAL_KEYS", &format!("k1:{KEY_ONE}")),
    ];
    let get = |name: &str| {
        let found = secrets.iter().find(|(key, _)| *key == name);
        found.map(|(_, value)| (*value).to_owned())
    };
    fairlead::settings::Settings::read(get).expect("settings")
}
