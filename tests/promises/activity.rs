//! `GET /log` and `GET /log/summary`: what is found, in which order, how it is counted and removed, and that an index finds it.

use fairlead::activity::filter::{FIELDS, Filter, Place};
use fairlead::activity::{page, summary, upkeep};
use fairlead::platform::{SqlValue, Statement};
use serde_json::{Value, json};

use crate::fake::*;

const HOUR: u64 = 3_600;

const NONE: [u64; 0] = [];

fn kept() -> Worker {
    let mut worker = Worker::new();
    worker.set("ACTIVITY", "");
    worker
}

/// A row so many seconds after the start; `changes` are laid over a good call.
fn note(worker: &Worker, after: u64, changes: &Value) {
    let call = changed(
        json!({
            "request_id": format!("{after:016x}"), "action": "tools/call", "actor": "url", "actor_id": null, "server": "s1", "account": "a1",
            "integration": "acme", "tool": "list_all_acme_me", "target": null, "client": "claude", "client_version": "1", "outcome": "ok",
            "failed": 0, "status": 200, "vendor_status": 200, "ms": 10, "vendor_ms": 9, "bytes_in": 1, "bytes_out": 2, "rate_left": null,
        }),
        changes,
    );
    let names = [
        "request_id",
        "action",
        "actor",
        "actor_id",
        "server",
        "account",
        "integration",
        "tool",
        "target",
        "client",
        "client_version",
        "outcome",
        "failed",
        "status",
        "vendor_status",
        "ms",
        "vendor_ms",
        "bytes_in",
        "bytes_out",
        "rate_left",
    ];
    let mut row = vec![json!((NOW + after) * 1_000)];
    row.extend(names.map(|name| call[name].clone()));
    worker.platform.database.note(json!(row).to_string());
}

fn ids(found: &Value) -> Vec<u64> {
    let rows = found["result"].as_array().expect("rows").iter();
    let id = |row: &Value| u64::from_str_radix(row["request_id"].as_str().expect("an id"), 16);
    rows.map(|row| id(row).expect("a number")).collect()
}

/// Seconds after the start of the rows that a query finds, over all pages.
fn found(worker: &Worker, query: &str) -> Vec<u64> {
    let mut all = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = worker
            .read(&format!("/log?{query}&next_cursor={cursor}"))
            .is(200);
        all.extend(ids(&page));
        match page["next_cursor"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => return all,
        }
    }
}

#[test]
fn a_page_is_the_latest_first_and_the_next_one_goes_on_where_it_ended() {
    let worker = kept();
    for after in 0..7 {
        // Three of the same millisecond, so that the id tells them apart.
        note(&worker, after, &json!({}));
        worker.platform.set_clock(100);
    }
    let first = worker.read("/log?limit=3").is(200);
    assert_eq!(ids(&first), [6, 5, 4]);
    assert_eq!(first["limit"], 3);
    assert_eq!(found(&worker, "limit=3"), [6, 5, 4, 3, 2, 1, 0]);
    assert_eq!(first["result"][0]["timestamp"], "2027-01-15T08:00:06.000Z");
    assert_eq!(first["result"][0]["log_type"], "mcp");
}

#[test]
fn rows_of_one_millisecond_are_neither_lost_nor_shown_twice() {
    let worker = kept();
    for id in 0..10 {
        note(&worker, 0, &json!({ "request_id": format!("{id:016x}") }));
    }
    // The same row again, as after a batch whose fate is unknown.
    note(&worker, 0, &json!({ "request_id": format!("{:016x}", 3) }));
    assert_eq!(found(&worker, "limit=3"), [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
}

#[test]
fn every_field_narrows_and_all_hold_together() {
    let worker = kept();
    worker.platform.set_clock(100);
    note(&worker, 1, &json!({}));
    for (after, (query, change)) in [
        (
            "member_id=m1",
            json!({ "actor": "member", "actor_id": "m1" }),
        ),
        (
            "actor_id=admin",
            json!({ "actor": "admin", "actor_id": "admin" }),
        ),
        (
            "actor=api_token",
            json!({ "actor": "api_token", "actor_id": "t1" }),
        ),
        ("mcp_server_id=s2", json!({ "server": "s2" })),
        ("integrated_account_id=a2", json!({ "account": "a2" })),
        ("integration=birch", json!({ "integration": "birch" })),
        ("tool_name=other", json!({ "tool": "other" })),
        ("client_name=cursor", json!({ "client": "cursor" })),
        ("client_version=2", json!({ "client_version": "2" })),
        ("outcome=dry_run", json!({ "outcome": "dry_run" })),
        ("http_status_code=202", json!({ "status": 202 })),
        ("vendor_status_code=404", json!({ "vendor_status": 404 })),
        ("request_id=abc", json!({ "request_id": "abc" })),
        ("log_type=operator", json!({ "action": "POST /member" })),
        ("failed=true", json!({ "outcome": "fault", "failed": 1 })),
    ]
    .into_iter()
    .enumerate()
    {
        let worker = kept();
        worker.platform.set_clock(100);
        let after = u64::try_from(after).unwrap() + 2;
        note(&worker, 1, &json!({}));
        note(&worker, after, &change);
        let expected = if query == "request_id=abc" {
            0xabc
        } else {
            after
        };
        assert_eq!(found(&worker, query), [expected], "{query}");
    }
    assert_eq!(
        found(
            &worker,
            "failed=false&log_type=mcp&mcp_server_id=s1&integrated_account_id=a1"
        ),
        [1]
    );
    assert_eq!(
        found(&worker, "mcp_server_id=s1&integrated_account_id=a2"),
        NONE
    );
}

#[test]
fn times_have_edges() {
    let worker = kept();
    worker.platform.set_clock(100);
    for after in 0..5 {
        note(&worker, after, &json!({}));
    }
    let at = |after: u64| format!("2027-01-15T08:00:0{after}Z");
    for (query, expected) in [
        (format!("created_at[gt]={}", at(2)), vec![4, 3]),
        (format!("created_at[gte]={}", at(2)), vec![4, 3, 2]),
        (format!("created_at[lt]={}", at(2)), vec![1, 0]),
        (format!("created_at[lte]={}", at(2)), vec![2, 1, 0]),
        (
            format!("created_at[gte]={}&created_at[lt]={}", at(1), at(3)),
            vec![2, 1],
        ),
        (
            format!("created_at[lte]={}", "2027-01-15T09:00:02%2B01:00"),
            vec![2, 1, 0],
        ),
        (
            format!("created_at[lt]={}", "2027-01-15T08:00:02.001Z"),
            vec![2, 1, 0],
        ),
    ] {
        assert_eq!(found(&worker, &query), expected, "{query}");
    }
    let none = worker.read(&format!(
        "/log?created_at[gte]={}&created_at[lt]={}",
        at(3),
        at(3)
    ));
    assert_eq!(none.failed_fields(), ["created_at[gte]"]);
}

#[test]
fn what_is_wrong_is_named_all_at_once() {
    let worker = kept();
    let reply = worker.read("/log?limit=101&actor=somebody&failed=maybe&next_cursor=x&http_status_code=20&created_at[gt]=monday&nothing=1&outcome=");
    assert_eq!(
        reply.failed_fields(),
        [
            "limit",
            "actor",
            "failed",
            "next_cursor",
            "http_status_code",
            "created_at[gt]",
            "nothing",
            "outcome"
        ]
    );
    assert_eq!(
        worker.read("/log?limit=1&limit=2").failed_fields(),
        ["limit"]
    );
    assert_eq!(
        worker.read("/log/summary?log_type=mcp").failed_fields(),
        ["log_type"]
    );
    for cursor in ["1", "1.", ".a", "x.a", "1.a'b", "-1.a", "1.a.b"] {
        assert_eq!(
            worker
                .read(&format!("/log?next_cursor={cursor}"))
                .failed_fields(),
            ["next_cursor"],
            "{cursor}"
        );
    }
}

#[test]
fn a_rare_row_is_found_over_pages_that_may_be_empty() {
    let worker = kept();
    let many = u64::from(page::MOST_LOOKED_AT) + 5;
    worker.platform.set_clock(many + 10);
    note(&worker, 0, &json!({ "client": "rare" }));
    for after in 1..=many {
        note(&worker, after, &json!({}));
    }
    let first = worker.read("/log?client_name=rare").is(200);
    assert_eq!(ids(&first), NONE);
    assert!(first["next_cursor"].is_string(), "not the end");
    assert_eq!(found(&worker, "client_name=rare"), [0]);
    let whole = found(&worker, "client_name=claude&limit=100");
    assert_eq!(whole, (1..=many).rev().collect::<Vec<_>>());
}

#[test]
fn a_database_that_does_not_answer_is_503_and_names_the_mend() {
    let worker = kept();
    worker.platform.database.fails.set(true);
    for path in ["/log", "/log?format=csv", "/log/summary"] {
        let message = worker.read(path).is(503)["message"].to_string();
        assert!(message.contains("migrations apply ACTIVITY"), "{message}");
    }
}

#[test]
fn csv_has_a_row_each_and_no_cell_is_a_formula() {
    let worker = kept();
    worker.platform.set_clock(100);
    for (after, client) in [
        "=HYPERLINK(\"http://evil.example\")",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\u{ff1d}1",
        "a,\"b\"\n\u{202e}c",
        "a;=1,+1\t-1\n@x;\u{ff0b}1",
        "\"; \"=1",
        "a-1; b=2, 3+4",
    ]
    .into_iter()
    .enumerate()
    {
        note(
            &worker,
            u64::try_from(after).unwrap(),
            &json!({ "client": client }),
        );
    }
    for reply in [
        worker.read("/log?format=csv"),
        worker.answer(
            &request("GET", "/log")
                .bearer(ADMIN_TOKEN)
                .header("accept", "text/csv"),
        ),
    ] {
        assert_eq!(reply.status, 200);
        assert_eq!(
            reply.header("content-type"),
            Some("text/csv; charset=utf-8; header=present")
        );
        assert_eq!(
            reply.header("content-disposition"),
            Some("attachment; filename=\"fairlead-activity.csv\"")
        );
        assert_eq!(reply.header("fairlead-next-cursor"), None);
        let mut reader = csv_rows(&reply.body);
        let head = reader.remove(0);
        let json = worker.read("/log").is(200);
        let mut keys: Vec<&str> = json["result"][0]
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        let mut columns: Vec<&str> = head.iter().map(String::as_str).collect();
        columns.sort_unstable();
        keys.sort_unstable();
        assert_eq!(columns, keys, "the same as in JSON");
        let client = head.iter().position(|name| name == "client_name").unwrap();
        let clients: Vec<&str> = reader
            .iter()
            .rev()
            .map(|row| row[client].as_str())
            .collect();
        assert_eq!(
            clients,
            [
                "'=HYPERLINK(\"http://evil.example\")",
                "'+1",
                "'-1",
                "'@SUM(A1)",
                "'\t'=1",
                "'\r'=1",
                "'\u{ff1d}1",
                "a,\"b\"\n\\u202ec",
                "a;'=1,'+1\t'-1\n'@x;'\u{ff0b}1",
                "\"; \"'=1",
                "a-1; b=2, 3+4"
            ]
        );
    }
}

/// Rows of cells (RFC 4180).
fn csv_rows(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut is_quoted = false;
    let mut rest = text.chars().peekable();
    while let Some(next) = rest.next() {
        match next {
            '"' if is_quoted && rest.peek() == Some(&'"') => {
                rest.next();
                rows.last_mut().unwrap().last_mut().unwrap().push('"');
            }
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => rows.last_mut().unwrap().push(String::new()),
            '\r' if !is_quoted => {}
            '\n' if !is_quoted => rows.push(vec![String::new()]),
            other => rows.last_mut().unwrap().last_mut().unwrap().push(other),
        }
    }
    rows.pop();
    rows
}

#[test]
fn csv_comes_in_parts_of_which_the_first_alone_has_a_head() {
    let worker = kept();
    worker.platform.set_clock(10_000);
    for after in 0..2_001 {
        note(&worker, after, &json!({}));
    }
    let ask = |query: &str| {
        worker.answer_unheld(&request("GET", &format!("/log?{query}")).bearer(ADMIN_TOKEN))
    };
    let first = ask("format=csv");
    let next = first
        .header("fairlead-next-cursor")
        .expect("there is more")
        .to_owned();
    assert_eq!(csv_rows(&first.body).len(), 2_001);
    let last = ask(&format!("format=csv&next_cursor={next}"));
    assert_eq!(csv_rows(&last.body).len(), 1);
    assert_eq!(last.header("fairlead-next-cursor"), None);
}

fn summary_of(worker: &Worker, query: &str) -> Value {
    worker.read(&format!("/log/summary?{query}")).is(200)
}

/// Calls, failures and percentiles of each bucket.
fn buckets(summary: &Value) -> Vec<(String, u64, u64, u64, u64)> {
    let number = |bucket: &Value, key: &str| bucket[key].as_u64().expect("a number");
    let read = |bucket: &Value| {
        let start = bucket["start"].as_str().expect("a time")[11..16].to_owned();
        (
            start,
            number(bucket, "calls"),
            number(bucket, "failed"),
            number(bucket, "p50"),
            number(bucket, "p95"),
        )
    };
    summary["buckets"]
        .as_array()
        .expect("buckets")
        .iter()
        .map(read)
        .collect()
}

#[test]
fn a_summary_counts_by_the_minute_and_by_the_hour_with_nearest_rank() {
    let worker = kept();
    // Twenty calls of 1 to 20 ms in one minute, one of them a failure, and one call in the next hour.
    for nth in 1..=20 {
        let failed = u64::from(nth == 7);
        note(
            &worker,
            nth,
            &json!({ "ms": 21 - nth, "failed": failed, "rate_left": 100 - nth }),
        );
    }
    note(&worker, HOUR, &json!({ "ms": 5 }));
    note(
        &worker,
        HOUR,
        &json!({ "request_id": "change", "action": "POST /member", "tool": null, "server": null, "actor": "admin", "actor_id": "admin" }),
    );
    worker.platform.set_clock(HOUR + 60);
    let minutes = summary_of(&worker, "created_at[gte]=2027-01-15T08:00:30Z");
    assert_eq!(minutes["bucket_seconds"], 60);
    assert_eq!(
        minutes["since"], "2027-01-15T08:00:00.000Z",
        "whole minutes"
    );
    let expected = [("08:00", 20, 1, 10, 19), ("09:00", 1, 0, 5, 5)]
        .map(|(start, calls, failed, p50, p95)| (start.to_owned(), calls, failed, p50, p95));
    assert_eq!(buckets(&minutes), expected);
    let hours = summary_of(&worker, "");
    assert_eq!(hours["bucket_seconds"], 3_600);
    assert_eq!(buckets(&hours), expected);
    assert_eq!(hours["buckets"][0]["rate_limit_remaining"], 80);
    assert_eq!(hours["buckets"][1]["rate_limit_remaining"], Value::Null);
    assert_eq!(
        hours["top_tools"],
        json!([{ "tool_name": "list_all_acme_me", "calls": 21, "failed": 1 }])
    );
    assert_eq!(
        hours["top_people"],
        json!([{ "actor": "url", "id": "s1", "calls": 21, "failed": 1 }])
    );
    assert_eq!(
        (
            &hours["buckets_complete_since"],
            &hours["top_complete_since"]
        ),
        (&Value::Null, &Value::Null)
    );
}

/// Three days of calls of two servers, two members and three tools.
fn three_days() -> Worker {
    let worker = kept();
    for hour in 0..72 {
        for nth in 0..6_u64 {
            let after = hour * HOUR + nth * 600;
            let tool = ["one", "two", "three"][usize::try_from((hour + nth) % 3).unwrap()];
            let who = match nth {
                0 => json!({ "actor": "member", "actor_id": "m1", "server": null }),
                1 => json!({ "actor": "member", "actor_id": "m2", "server": null }),
                nth => json!({ "server": format!("s{}", nth % 2) }),
            };
            let failed = u64::from(hour % 5 == 0 && nth == 3);
            let call = json!({ "tool": tool, "ms": hour + nth, "account": format!("a{}", nth % 2), "failed": failed });
            note(&worker, after, &changed(call, &who));
        }
    }
    worker.platform.set_clock(72 * HOUR + 300);
    worker
}

#[test]
fn hours_that_were_counted_say_the_same_as_their_calls() {
    let queries = [
        "",
        "tool_name=two",
        "member_id=m1",
        "mcp_server_id=s0",
        "integrated_account_id=a1",
        "integration=acme",
    ];
    let since = "created_at[gte]=2027-01-15T00:00:00Z";
    let (worker, counted) = (three_days(), three_days());
    counted.tick();
    counted.tick();
    counted.tick();
    for query in queries {
        let query = format!("{since}&{query}");
        let (one, other) = (summary_of(&worker, &query), summary_of(&counted, &query));
        assert_eq!(buckets(&one).len(), 72, "{query}");
        assert_eq!(one, other, "{query}");
    }
    // What comes later is added to what was counted.
    note(
        &counted,
        72 * HOUR + 100,
        &json!({ "ms": 7, "tool": "two" }),
    );
    let after = summary_of(&counted, since);
    assert_eq!(buckets(&after).len(), 73);
    assert_eq!(buckets(&after)[72], ("08:00".to_owned(), 1, 0, 7, 7));
    assert_eq!(after["top_people"].as_array().unwrap().len(), 4);
    let top = after["top_tools"].as_array().unwrap();
    assert_eq!(
        top[0],
        json!({ "tool_name": "two", "calls": 145, "failed": top[0]["failed"] })
    );
    // And counted once, however often it is looked after.
    counted.tick();
    assert_eq!(summary_of(&counted, since), after);
}

/// Whole days are taken as they were counted, and hours before and after them: whatever the time, and however far the counting is.
#[test]
fn days_that_were_counted_say_the_same_as_their_hours_and_calls() {
    let times = [
        ("2027-01-15T00:00:00Z", "2027-01-20T00:00:00Z"),
        ("2027-01-15T13:00:00Z", "2027-01-17T20:00:00Z"),
        ("2027-01-16T00:00:00Z", "2027-01-17T00:00:00Z"),
        ("2027-01-16T01:00:00Z", "2027-01-16T23:00:00Z"),
        ("2027-01-16T23:00:00Z", "2027-01-17T01:00:00Z"),
        ("2027-01-17T20:00:00Z", "2027-01-18T08:00:00Z"),
    ];
    let named = |worker: &Worker, (since, until): (&str, &str)| {
        let query = format!("created_at[gte]={since}&created_at[lt]={until}");
        let summary = summary_of(worker, &query);
        (summary["top_tools"].clone(), summary["top_people"].clone())
    };
    let (worker, counted) = (three_days(), three_days());
    for tick in 0..4 {
        for time in times {
            assert_eq!(
                named(&counted, time),
                named(&worker, time),
                "{time:?} {tick}"
            );
        }
        counted.tick();
    }
    let days = |worker: &Worker| {
        let sql = "SELECT day FROM activity_days WHERE kind = 'all'".to_owned();
        let values = Vec::new();
        let answer = worker.platform.database.query(&[Statement { sql, values }]);
        let answer: Value = serde_json::from_str(&answer.unwrap()).unwrap();
        answer[0].as_array().unwrap().len()
    };
    assert_eq!(days(&counted), 3, "the fourth is not over");
    // Those of a day are not added up again.
    let forget = Statement {
        sql: "DELETE FROM activity_hours WHERE kind <> 'all' AND hour / 24 = ?".to_owned(),
        values: vec![SqlValue::of(NOW / HOUR / 24 + 1)],
    };
    counted.platform.database.query(&[forget]).unwrap();
    assert_eq!(named(&counted, times[0]), named(&worker, times[0]));

    // After days without a call, the last one before them is counted with the next call.
    let later = 6 * 24 * HOUR;
    for worker in [&worker, &counted] {
        note(worker, later, &json!({ "tool": "late" }));
        worker.platform.set_clock(later + 2 * HOUR);
    }
    counted.tick();
    assert_eq!(days(&counted), 4);
    let all = ("2027-01-15T00:00:00Z", "2027-01-25T00:00:00Z");
    assert_eq!(named(&counted, all), named(&worker, all));
}

/// What D1 did not take comes with its isolate's next call. The hours before the last one are counted anew with the next, and their days.
#[test]
fn calls_that_come_hours_late_are_counted_all_the_same() {
    let (worker, counted) = (kept(), kept());
    let call = |after: u64, tool: &str| {
        for worker in [&worker, &counted] {
            note(worker, after, &json!({ "tool": tool }));
        }
    };
    let pass = |until: u64| {
        for worker in [&worker, &counted] {
            worker.platform.set_clock(until);
        }
    };
    // From 8:00 to 2:00.
    for hour in 0..18 {
        call(hour * HOUR + 60, "one");
    }
    pass(18 * HOUR + 300);
    for _ in 0..3 {
        counted.tick();
    }
    for hour in 15..18 {
        call(hour * HOUR + 90, "two");
    }
    let since = "created_at[gte]=2027-01-15T00:00:00Z";
    let of = |worker: &Worker| summary_of(worker, since);
    assert_eq!(of(&counted)["top_tools"][0]["calls"], 18, "not yet");
    call(18 * HOUR + 310, "one");
    pass(19 * HOUR + 300);
    counted.tick();
    let summary = of(&counted);
    assert_eq!(summary, of(&worker));
    assert_eq!(summary["top_tools"][1]["calls"], 3);
    // A run between two hours counts nothing anew, and the next hour brings in no more than what is three hours late.
    call(15 * HOUR + 91, "two");
    call(19 * HOUR + 310, "one");
    counted.tick();
    assert_eq!(of(&counted)["top_tools"][1]["calls"], 3);
}

/// D1 bills what is written.
#[test]
fn what_is_counted_already_is_not_written_again() {
    let worker = three_days();
    let database = &worker.platform.database;
    let written = || {
        let sql = "SELECT total_changes() AS written".to_owned();
        let values = Vec::new();
        let answer = database.query(&[Statement { sql, values }]).unwrap();
        let answer: Value = serde_json::from_str(&answer).unwrap();
        answer[0][0]["written"].as_u64().unwrap()
    };
    let first = NOW / HOUR;
    let count = || database.query(&upkeep::count(first, first + 48)).unwrap();
    let none = written();
    count();
    let once = written();
    assert!(once > none + 48);
    count();
    assert_eq!(written(), once);
    note(&worker, HOUR, &json!({ "request_id": "late", "ms": 1 }));
    count();
    assert!(written() > once, "what came late is");
    assert!(written() < once + 20, "and nothing else");
}

#[test]
fn what_one_filter_cannot_find_counted_is_counted_of_the_latest_calls_and_said_so() {
    let worker = three_days();
    for query in [
        "tool_name=two&integrated_account_id=a1",
        "client_name=claude",
        "failed=true",
    ] {
        let summary = summary_of(
            &worker,
            &format!("created_at[gte]=2027-01-15T00:00:00Z&{query}"),
        );
        let calls: u64 = buckets(&summary).iter().map(|bucket| bucket.1).sum();
        let listed = found(&worker, &format!("{query}&limit=100"));
        assert_eq!(calls, u64::try_from(listed.len()).unwrap(), "{query}");
        assert_eq!(
            summary["buckets_complete_since"],
            Value::Null,
            "all of them were looked at"
        );
    }
    let worker = kept();
    let many = u64::from(summary::MOST_LOOKED_AT) + 7;
    worker.platform.set_clock(many + HOUR * 3);
    for after in 0..many {
        note(&worker, after, &json!({}));
    }
    let summary = summary_of(
        &worker,
        "client_name=claude&created_at[gte]=2027-01-15T08:00:00Z",
    );
    assert_eq!(
        summary["buckets_complete_since"],
        "2027-01-15T08:00:07.000Z"
    );
    assert_eq!(summary["top_complete_since"], "2027-01-15T08:00:07.000Z");
    assert_eq!(summary["top_tools"][0]["calls"], summary::MOST_LOOKED_AT);
}

#[test]
fn what_is_older_than_the_days_that_are_set_is_removed_in_chunks() {
    let worker = kept();
    for after in 0..5_000 {
        note(&worker, after, &json!({}));
    }
    let kept_since = 24 * HOUR;
    note(&worker, kept_since, &json!({}));
    worker.platform.set_clock(24 * HOUR + 300);
    worker.tick();
    assert_eq!(
        worker.read("/log?limit=1").is(200)["result"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    worker.platform.set_clock(31 * 24 * HOUR - 1);
    worker.tick();
    assert_eq!(found(&worker, ""), [kept_since]);
    let summary = summary_of(&worker, "created_at[gte]=2027-01-01T00:00:00Z");
    assert_eq!(buckets(&summary).len(), 1, "hours are removed too");
    assert_eq!(
        summary["top_tools"][0]["calls"], 1,
        "days of what is gone too"
    );
    worker.platform.set_clock(31 * 24 * HOUR + 1);
    worker.tick();
    assert_eq!(found(&worker, ""), NONE);
}

#[test]
fn upkeep_is_done_where_webhooks_cannot_be_read() {
    let worker = kept();
    note(&worker, 24 * HOUR, &json!({}));
    worker.platform.set_clock(31 * 24 * HOUR - 1);
    assert_eq!(found(&worker, ""), [24 * HOUR]);
    worker.platform.set_clock(31 * 24 * HOUR + 1);
    worker.platform.records.fail(Operation::List, 0);
    worker.pass_of_clock().is(503);
    worker.platform.records.recover();
    assert_eq!(found(&worker, ""), NONE);
}

/// Every statement that the code can make for a query: each field alone, and each two of them.
fn every_statement() -> Vec<Statement> {
    let value = |name: &str| match name {
        "failed" => "true",
        "actor" => "url",
        "log_type" => "mcp",
        "http_status_code" | "vendor_status_code" => "200",
        _ => "x",
    };
    let names = FIELDS.map(|field| field.name);
    let mut filters = Vec::new();
    for span in [60_000, 30 * 24 * 3_600_000] {
        let whole = Filter::between(0, span);
        filters.push(whole.clone());
        for one in names {
            for other in names {
                let mut filter = whole.clone();
                filter.add(one, value(one)).expect("a field").unwrap();
                if one != other {
                    filter.add(other, value(other)).expect("a field").unwrap();
                }
                filters.push(filter);
            }
        }
        for word in [
            ("failed", "false"),
            ("outcome", "fault"),
            ("log_type", "operator"),
        ] {
            let mut filter = whole.clone();
            filter.add(word.0, word.1).expect("a field").unwrap();
            filters.push(filter);
        }
    }
    let before = Place {
        time: 1,
        request_id: "a".to_owned(),
    };
    let mut statements = vec![upkeep::first_uncounted()];
    statements.extend(upkeep::count(1, 7));
    statements.extend(upkeep::remove_chunk(1));
    for filter in &filters {
        statements.extend(page::statements(filter, None, 50));
        statements.extend(page::statements(filter, Some(&before), 50));
        statements.extend(summary::statements(filter));
    }
    statements
}

#[test]
fn an_index_finds_what_any_statement_asks_for() {
    let worker = kept();
    let statements = every_statement();
    assert!(statements.len() > 3_000);
    for statement in statements {
        let plan = worker.platform.database.plan(&statement);
        // A scan of a table without an index, other than of what an inner query found.
        let scans = |step: &&String| step.starts_with("SCAN activity") && !step.contains("USING");
        assert_eq!(plan.iter().find(scans), None, "{statement:?} {plan:#?}");
        let searches = plan
            .iter()
            .filter(|step| step.starts_with("SEARCH activity"));
        assert!(searches.count() > 0, "{statement:?} {plan:#?}");
    }
    // The best of the indexes that a query allows.
    for (name, index) in [
        ("member_id", "activity_by_actor"),
        ("mcp_server_id", "activity_by_server"),
        ("tool_name", "activity_by_tool"),
        ("integrated_account_id", "activity_by_account"),
        ("failed", "activity_by_failure"),
    ] {
        let mut filter = Filter::between(0, 1);
        filter.add("client_name", "x").expect("a field").unwrap();
        filter
            .add(name, if name == "failed" { "true" } else { "x" })
            .expect("a field")
            .unwrap();
        let plan = worker
            .platform
            .database
            .plan(&page::statements(&filter, None, 50)[0])
            .join("\n");
        assert!(plan.contains(index), "{name}: {plan}");
    }
}
