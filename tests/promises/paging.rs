//! Lists that are walked by `next_cursor`: each record once, and no cursor that anybody else made.

use fairlead::http::OutboundRequest;
use serde_json::{Value, json};

use crate::fake::{Client, Server, Worker, vendor_answer};

const LIST: &str = "list_all_acme_issues";
const SEARCH: &str = "list_all_acme_search_issues";

/// A query parameter of a request to the vendor.
fn parameter(request: &OutboundRequest, key: &str) -> Option<String> {
    let (_, query) = request.url.split_once('?')?;
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let mut found = pairs.filter(|(name, _)| *name == key);
    found
        .next()
        .map(|(_, value)| value.replace("%2B", "+").replace("%2F", "/"))
}

/// A vendor with so many issues, each about 40 bytes, and cursors of the form `at+/12`.
fn vendor_with(worker: &Worker, count: usize) {
    worker.platform.script(move |request| {
        let limit: usize = parameter(request, "per_page").unwrap().parse().unwrap();
        let start: usize = parameter(request, "after").map_or(0, |cursor| {
            cursor.strip_prefix("at+/").unwrap().parse().unwrap()
        });
        let end = (start + limit).min(count);
        let issues: Vec<Value> = (start..end)
            .map(|id| json!({ "id": id, "title": "A title of thirty characters" }))
            .collect();
        let next = (end < count).then(|| format!("at+/{end}"));
        let body = json!({ "data": issues, "paging": { "next": next, "more": end < count } });
        Ok(vendor_answer(200, &body.to_string()))
    });
}

/// Walks to the end; the ids that came, and the number of answers.
fn walk(client: &Client<'_>, first: Value) -> (Vec<u64>, usize) {
    let (mut ids, mut arguments) = (Vec::new(), first);
    for answers in 1.. {
        assert!(answers < 2_000, "a list that never ends");
        let page = client.call(LIST, arguments.clone()).answered();
        let records = page["result"].as_array().unwrap();
        ids.extend(records.iter().map(|record| record["id"].as_u64().unwrap()));
        let cursor = page["next_cursor"].clone();
        if cursor.is_null() {
            return (ids, answers);
        }
        arguments["next_cursor"] = cursor;
    }
    unreachable!("the loop ends by itself")
}

fn all(count: u64) -> Vec<u64> {
    (0..count).collect()
}

#[test]
fn a_thousand_records_come_each_exactly_once() {
    let worker = Worker::new();
    let server = worker.server();
    vendor_with(&worker, 1_000);
    let client = worker.legacy(&server);
    for (arguments, answers) in [
        (json!({}), 10),
        (json!({ "limit": 900 }), 2),
        (json!({ "limit": "7" }), 143),
    ] {
        let (ids, count) = walk(&client, arguments);
        assert_eq!(ids, all(1_000));
        assert_eq!(count, answers);
    }
}

#[test]
fn a_page_that_is_too_long_comes_in_parts_and_each_record_once() {
    for max_chars in [400, 1_000, 3_000, 12_345] {
        let mut worker = Worker::new();
        worker.set("MAX_RESULT_CHARS", &max_chars.to_string());
        let server = worker.server();
        vendor_with(&worker, 250);
        let client = worker.legacy(&server);
        for limit in [1, 10, 100] {
            let (ids, answers) = walk(&client, json!({ "limit": limit }));
            assert_eq!(ids, all(250), "{max_chars} {limit}");
            assert!(answers >= 250 / limit, "{max_chars} {limit}");
        }
        let first = client.call(LIST, json!({ "limit": 100 })).text();
        assert!(first.len() <= max_chars, "{} of {max_chars}", first.len());
    }
}

#[test]
fn a_part_of_a_page_is_asked_for_again_in_the_same_size() {
    let mut worker = Worker::new();
    worker.set("MAX_RESULT_CHARS", "500");
    let server = worker.server();
    vendor_with(&worker, 40);
    let client = worker.legacy(&server);
    let page = client.call(LIST, json!({ "limit": 30 })).answered();
    let shown = page["result"].as_array().unwrap().len();
    assert!((1..30).contains(&shown));
    // Another limit in the middle of a page would shift what was shown already.
    let again = json!({ "limit": 3, "next_cursor": page["next_cursor"] });
    let rest = client.call(LIST, again).answered();
    assert_eq!(rest["result"][0]["id"], shown);
    assert_eq!(
        parameter(&worker.platform.last_sent(), "per_page").as_deref(),
        Some("30")
    );
}

#[test]
fn a_record_that_alone_is_too_long_comes_in_parts_and_the_list_goes_on() {
    let mut worker = Worker::new();
    worker.set("MAX_RESULT_CHARS", "1000");
    let server = worker.server();
    let long = "é".repeat(2_000);
    let records = json!([{ "id": 0 }, { "id": 1, "text": long }, { "id": 2 }]);
    let body = json!({ "data": records, "paging": { "next": "more" } });
    worker.vendor_says(200, &body.to_string());
    let client = worker.legacy(&server);
    let (mut seen, mut text, mut arguments) = (Vec::new(), String::new(), json!({}));
    while seen.last() != Some(&2) {
        let page = client.call(LIST, arguments).answered();
        for record in page["result"].as_array().unwrap() {
            text.push_str(record["text"].as_str().unwrap_or_default());
            seen.push(record["id"].as_u64().unwrap());
        }
        arguments = json!({ "next_cursor": page["next_cursor"] });
        assert!(seen.len() < 30, "{seen:?}");
    }
    seen.dedup();
    assert_eq!((seen, text), (vec![0, 1, 2], long));
    // The last part leads to the vendor's next page.
    client.call(LIST, arguments).answered();
    assert_eq!(
        parameter(&worker.platform.last_sent(), "after").as_deref(),
        Some("more")
    );
}

#[test]
fn a_list_without_a_cursor_goes_on_in_the_vendors_one_answer() {
    let mut worker = Worker::new();
    worker.set("MAX_RESULT_CHARS", "700");
    let server = worker.server();
    let records: Vec<Value> = (0..120).map(|id| json!({ "id": id })).collect();
    worker.vendor_says(200, &Value::from(records).to_string());
    let mut arguments = json!({ "issue_id": "i_1", "kind": "email", "limit": 200 });
    let client = worker.legacy(&server);
    let mut ids: Vec<u64> = Vec::new();
    loop {
        let reply = client
            .call("list_all_acme_messages", arguments.clone())
            .answered();
        let page = reply["result"].as_array().unwrap();
        let cut = &reply["truncated"]["cuts"][0];
        assert_eq!((&cut["at"], &cut["of"]), (&json!("/result"), &json!(120)));
        assert_eq!(cut["first"], ids.len() + 1);
        ids.extend(page.iter().map(|record| record["id"].as_u64().unwrap()));
        assert_eq!(
            (&cut["last"], &cut["left"]),
            (&json!(ids.len()), &json!(120 - ids.len()))
        );
        // The size that was asked for stays, whatever comes with the cursor.
        assert!(worker.platform.last_sent().url.ends_with("/email?top=200"));
        if reply["next_cursor"].is_null() {
            break;
        }
        arguments["next_cursor"] = reply["next_cursor"].clone();
        arguments["limit"] = json!(3);
    }
    assert_eq!(ids, all(120));
}

#[test]
fn a_page_size_is_checked_against_the_vendors_largest() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.legacy(&server);
    for limit in [
        json!(-1),
        json!(1_000),
        json!("many"),
        json!(1.5),
        json!([1, 2]),
    ] {
        let mends = client.call(LIST, json!({ "limit": limit })).mends();
        assert!(mends[0].starts_with("limit: must be"), "{mends:?}");
    }
    assert!(worker.platform.sent().is_empty());
    // Clients that fill every field send a zero or nothing for a limit that nobody asked for.
    for (limit, sent) in [
        (json!(1), "1"),
        (json!("999"), "999"),
        (json!(10.0), "10"),
        (json!(" 1e1 "), "10"),
        (json!(null), "100"),
        (json!(""), "100"),
        (json!(0), "100"),
        (json!("0"), "100"),
        (json!([]), "100"),
        (json!("null"), "100"),
        (json!([20]), "20"),
    ] {
        client.call(LIST, json!({ "limit": limit }));
        let request = worker.platform.last_sent();
        assert_eq!(parameter(&request, "per_page").as_deref(), Some(sent));
    }
}

#[test]
fn a_cursor_in_the_body_goes_back_into_the_body() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.legacy(&server);
    worker.vendor_says(200, "{\"data\":[1],\"paging\":{\"next\":9007199254740993}}");
    let filter = json!({ "field": "state", "operator": "equals", "value": "new" });
    let page = client.call(SEARCH, json!({ "filter": filter })).answered();
    let again = json!({ "filter": filter, "next_cursor": page["next_cursor"], "limit": 5 });
    client.call(SEARCH, again).answered();
    let body = worker.platform.last_sent().body.unwrap();
    assert_eq!(
        String::from_utf8(body).unwrap(),
        concat!(
            r#"{"filter":{"field":"state","operator":"equals","value":"new"},"#,
            r#""size":5,"cursor":"9007199254740993"}"#
        )
    );
}

#[test]
fn a_vendors_cursor_goes_back_to_the_letter() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.legacy(&server);
    for (cursor, sent) in [
        ("a\nb", "a%0Ab"),
        ("\n\n", "%0A%0A"),
        ("é\"\\&=", "%C3%A9%22%5C%26%3D"),
        (" ", "%20"),
        ("0", "0"),
    ] {
        let body = json!({ "data": [], "paging": { "next": cursor } });
        worker.vendor_says(200, &body.to_string());
        let page = client.call(LIST, json!({})).answered();
        let again = json!({ "next_cursor": page["next_cursor"] });
        client.call(LIST, again).answered();
        let url = worker.platform.last_sent().url;
        assert!(url.ends_with(&format!("after={sent}")), "{cursor:?} {url}");
    }
}

#[test]
fn the_end_is_what_the_vendor_says_it_is() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.legacy(&server);
    for paging in [
        "{}",
        "{\"next\":null}",
        "{\"next\":\"\"}",
        "{\"next\":\"x\",\"more\":false}",
        "{\"next\":{}}",
        "null",
        "[]",
    ] {
        worker.vendor_says(200, &format!("{{\"data\":[1],\"paging\":{paging}}}"));
        let page = client.call(LIST, json!({})).answered();
        assert_eq!(page["next_cursor"], Value::Null, "{paging}");
    }
    for paging in [
        "{\"next\":\"x\"}",
        "{\"next\":\"x\",\"more\":true}",
        "{\"next\":7}",
    ] {
        worker.vendor_says(200, &format!("{{\"data\":[],\"paging\":{paging}}}"));
        let page = client.call(LIST, json!({})).answered();
        assert!(page["next_cursor"].is_string(), "{paging}");
    }
}

/// A server in the middle of a list, and its cursor.
fn halfway(worker: &Worker) -> (Server, String) {
    let server = worker.server();
    vendor_with(worker, 300);
    let page = worker.legacy(&server).call(LIST, json!({})).answered();
    (server, page["next_cursor"].as_str().unwrap().to_owned())
}

#[test]
fn an_altered_or_foreign_cursor_is_refused_and_nothing_is_sent() {
    let worker = Worker::new();
    let (server, cursor) = halfway(&worker);
    let client = worker.legacy(&server);
    let sent = worker.platform.sent().len();
    let mut wrong: Vec<String> = (0..cursor.len())
        .map(|at| {
            let mut bytes = cursor.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            String::from_utf8(bytes).unwrap()
        })
        .collect();
    wrong.extend([
        cursor[1..].to_owned(),
        cursor[..cursor.len() - 1].to_owned(),
        format!("{cursor}A"),
        cursor.to_uppercase(),
        "at+/100".to_owned(),
        "Null ".repeat(2),
        "2".to_owned(),
    ]);
    for cursor in wrong {
        let mends = client.call(LIST, json!({ "next_cursor": cursor })).mends();
        assert!(
            mends[0].starts_with("next_cursor: is not a cursor that"),
            "{cursor} {mends:?}"
        );
    }
    for cursor in [json!({}), json!([1, 2]), json!(true)] {
        let mends = client.call(LIST, json!({ "next_cursor": cursor })).mends();
        assert!(
            mends[0].starts_with("next_cursor: must be a string"),
            "{mends:?}"
        );
    }
    let filter = json!({ "field": "state", "operator": "equals", "value": "new" });
    let foreign = json!({ "filter": filter, "next_cursor": cursor });
    let mends = client.call(SEARCH, foreign).mends();
    assert!(
        mends[0].starts_with("next_cursor: is not a cursor that"),
        "{mends:?}"
    );
    assert_eq!(worker.platform.sent().len(), sent);
    client
        .call(LIST, json!({ "next_cursor": cursor }))
        .answered();
}

#[test]
fn a_wrong_cursor_and_a_wrong_argument_are_told_together() {
    let worker = Worker::new();
    let server = worker.server();
    let arguments = json!({ "state": "open", "next_cursor": "x" });
    let mends = worker.legacy(&server).call(LIST, arguments).mends();
    assert_eq!(mends.len(), 2, "{mends:?}");
}

#[test]
fn an_empty_or_null_cursor_starts_at_the_beginning() {
    let worker = Worker::new();
    let server = worker.server();
    vendor_with(&worker, 3);
    for cursor in [json!(""), json!(null)] {
        let reply = worker
            .legacy(&server)
            .call(LIST, json!({ "next_cursor": cursor }));
        assert_eq!(reply.answered()["result"][0]["id"], 0);
    }
}

#[test]
fn a_cursor_shows_nothing_of_what_is_in_it() {
    let worker = Worker::new();
    let (_, cursor) = halfway(&worker);
    assert!(
        !cursor.contains("100") || !cursor.contains("at"),
        "{cursor}"
    );
    let (_, other) = halfway(&worker);
    assert_ne!(cursor, other);
}

#[test]
fn a_cursor_outlives_a_change_of_keys_and_of_the_url() {
    let mut worker = Worker::new();
    let (server, cursor) = halfway(&worker);
    let keys = format!("k2:{},k1:{}", crate::fake::KEY_TWO, crate::fake::KEY_ONE);
    worker.set("CREDENTIAL_KEYS", &keys);
    let server = worker.rotate(&server);
    let client = worker.legacy(&server);
    let page = client
        .call(LIST, json!({ "next_cursor": cursor }))
        .answered();
    assert_eq!(page["result"][0]["id"], 100);
}
