//! Vendors that send a reader round in circles: every way of paging ends, and says why.

use serde_json::{Value, json};

use crate::fake::{Client, Worker, vendor_answer};

const WHY: &str = "The vendor repeated its cursor, so the list ends here.";

/// Answers of a walk, by the text of their first record; and what the last one says.
#[track_caller]
fn walk(client: &Client<'_>, tool: &str, arguments: &Value) -> (Vec<String>, Value) {
    let mut arguments = arguments.clone();
    let mut seen = Vec::new();
    loop {
        let answer = client.call(tool, arguments.clone()).answered();
        let first = answer["result"][0].as_str().unwrap_or("none").to_owned();
        seen.push(first);
        assert!(seen.len() < 50, "a list that never ends: {seen:?}");
        let Some(cursor) = answer["next_cursor"].as_str() else {
            return (seen, answer["hint"].clone());
        };
        arguments["next_cursor"] = json!(cursor);
    }
}

#[test]
fn a_cursor_that_is_repeated_ends_the_list_in_every_style() {
    let worker = Worker::new();
    let account = worker.account_with(&json!({
        "integration": "dogwood", "context": {}, "credentials": { "key": "fake-dogwood-key" },
    }));
    let dogwood = worker.server_with(&account, &json!({}));
    let acme = worker.server();
    let search = json!({ "query": { "field": "size", "operator": "=", "value": "3" } });
    for (server, tool, arguments, body, pages) in [
        (
            &acme,
            "list_all_acme_issues",
            json!({}),
            json!({ "data": ["a"], "paging": { "next": "same" } }),
            2,
        ),
        (
            &dogwood,
            "list_all_dogwood_search_leaves",
            search,
            json!({ "data": ["a"], "next": "same" }),
            2,
        ),
        // A vendor that knows no page but the first.
        (
            &dogwood,
            "list_all_dogwood_leaves",
            json!({}),
            json!({ "data": ["a"], "pages": { "page": 1, "total": 9 } }),
            2,
        ),
        (
            &dogwood,
            "list_all_dogwood_posted_leaves",
            json!({}),
            json!({ "data": ["a"], "page": 1, "total": 9 }),
            2,
        ),
        (
            &dogwood,
            "list_all_dogwood_linked_leaves",
            json!({}),
            json!({ "data": ["a"], "pages": { "next": "https://x.example/y?a=1&b=2" } }),
            2,
        ),
    ] {
        worker.vendor_says(200, &body.to_string());
        for client in [worker.legacy(server), worker.modern(server)] {
            let (seen, hint) = walk(&client, tool, &arguments);
            assert_eq!((seen.len(), hint), (pages, json!(WHY)), "{tool}");
        }
    }
}

#[test]
fn a_next_page_that_names_itself_in_another_order_is_the_same() {
    let worker = Worker::new();
    let account = worker.account_with(&json!({
        "integration": "dogwood", "context": {}, "credentials": { "key": "fake-dogwood-key" },
    }));
    let server = worker.server_with(&account, &json!({}));
    worker.platform.script(|request| {
        let next = if request.url.contains("a=1&b=2") {
            "b=2&a=1"
        } else {
            "a=1&b=2"
        };
        let body =
            json!({ "data": ["a"], "pages": { "next": format!("https://x.example/?{next}") } });
        Ok(vendor_answer(200, &body.to_string()))
    });
    let (seen, hint) = walk(
        &worker.legacy(&server),
        "list_all_dogwood_linked_leaves",
        &json!({}),
    );
    assert_eq!((seen.len(), hint), (2, json!(WHY)));
}

#[test]
fn cursors_that_lead_back_to_an_earlier_one_end_too() {
    for length in [2_usize, 3, 5, 8] {
        let worker = Worker::new();
        let server = worker.server();
        worker.platform.script(move |request| {
            let at = request
                .url
                .split_once("after=c")
                .map_or(0, |(_, at)| at.parse().unwrap());
            let next = if at == length { 1 } else { at + 1 };
            let body =
                json!({ "data": [format!("page {at}")], "paging": { "next": format!("c{next}") } });
            Ok(vendor_answer(200, &body.to_string()))
        });
        let (mut seen, hint) = walk(&worker.legacy(&server), "list_all_acme_issues", &json!({}));
        assert_eq!(hint, WHY);
        seen.sort();
        seen.dedup();
        assert_eq!(
            seen.len(),
            length + 1,
            "every page was there before it ended"
        );
    }
}

#[test]
fn a_cursor_that_names_the_walk_may_stay_the_same() {
    let worker = Worker::new();
    let account = worker.account_with(&json!({
        "integration": "dogwood", "context": {}, "credentials": { "key": "fake-dogwood-key" },
    }));
    let server = worker.server_with(&account, &json!({}));
    let left = std::cell::Cell::new(5);
    worker.platform.script(move |_| {
        left.set(left.get() - 1);
        let records = if left.get() == 0 {
            json!([])
        } else {
            json!(["a"])
        };
        let body = json!({ "data": records, "scroll": "the walk" });
        Ok(vendor_answer(200, &body.to_string()))
    });
    let (seen, hint) = walk(
        &worker.legacy(&server),
        "list_all_dogwood_scrolled_leaves",
        &json!({}),
    );
    assert_eq!((seen.len(), hint), (5, Value::Null));
}

#[test]
fn a_walk_in_which_no_cursor_comes_twice_is_not_ended() {
    let worker = Worker::new();
    let server = worker.server();
    worker.platform.script(|request| {
        let at = request
            .url
            .split_once("after=c")
            .map_or(0, |(_, at)| at.parse().unwrap());
        let next = (at < 40).then(|| format!("c{}", at + 1));
        let body = json!({ "data": [format!("page {at}")], "paging": { "next": next } });
        Ok(vendor_answer(200, &body.to_string()))
    });
    let (seen, hint) = walk(&worker.legacy(&server), "list_all_acme_issues", &json!({}));
    assert_eq!((seen.len(), hint), (41, Value::Null));
}
