//! What KV bills for each kind of request, held to the tables of `docs/costs.md`, and the arithmetic of that page.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::bills::{afterwards, messages, operators, waiting};
use crate::fake::*;
use crate::people_bills;
use crate::several_bills::several;

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
    counted.extend(waiting());
    counted.extend(operators());
    counted.extend(people_bills::messages());
    counted.extend(people_bills::operators());
    counted.extend(people_bills::sessions());
    counted.extend(crate::connect_links::bills());
    counted.extend(several());
    counted.extend(crate::event_bills::rows());
    counted.extend(crate::connect_consent::bills());
    compare(&requests, &counted);
    compare(
        &table(&["what", "when", read, written, deleted, listed]),
        &afterwards(),
    );
}

#[test]
fn an_api_token_and_an_idempotency_key_cost_what_the_page_says() {
    let worker = Worker::new();
    let (_, token) = worker.api_token("admin", None);
    let mint = |name: &str| {
        let ask = request("POST", "/api-token").header("idempotency-key", name);
        ask.body("{\"name\":\"x\",\"scope\":\"mcp\"}")
    };
    let cost = |ask: &Ask| {
        worker.platform.records.take_bill();
        assert_eq!(worker.answer(ask).status, 201);
        worker.platform.records.take_bill()
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
        requests["`tools/call` that reads"][0],
        assumptions["keys that a message reads"][0]
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
    // An hour less the ten minutes ahead of its end, and the seconds that a mark stands.
    let renewals = 86_400.0_f64 / (3_600.0 - 600.0 + 95.0);
    let all = table(&["request", "read", "written"]);
    let written = |row: &str| number(&all[row][1]);
    let each = written("the same when it is time to renew them")
        + written("the same, which then renews them");
    assert!(page.contains(&format!(
        "renewed {} times a day, with {} keys written each time: {} of them",
        renewals.round(),
        each,
        thousands(limit("keys written") / (renewals * each))
    )));
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
