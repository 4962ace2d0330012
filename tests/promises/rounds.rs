//! Vendors that send a reader round in circles: every way of paging ends, and says why.

use serde_json::{Value, json};

use crate::fake::{Client, Server, Worker, vendor_answer};

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

fn dogwood(worker: &Worker) -> Server {
    let account = worker.account_with(&json!({
        "integration": "dogwood", "context": {}, "credentials": { "key": "fake-dogwood-key" },
    }));
    worker.server_with(&account, &json!({}))
}

#[test]
fn a_cursor_that_is_repeated_ends_the_list_in_every_style() {
    let worker = Worker::new();
    let dogwood = dogwood(&worker);
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
    let server = dogwood(&worker);
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
    let server = dogwood(&worker);
    let left = std::cell::Cell::new(5);
    worker.platform.script(move |_| {
        left.set(left.get() - 1);
        let records = if left.get() == 0 {
            json!([])
        } else {
            json!([format!("page {}", left.get())])
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
fn a_cursor_that_names_the_walk_ends_it_when_the_page_is_the_same_too() {
    for length in [1_usize, 2, 5] {
        let worker = Worker::new();
        let server = dogwood(&worker);
        let asked = std::cell::Cell::new(0);
        worker.platform.script(move |_| {
            let at = asked.replace(asked.get() + 1);
            let records: Vec<Value> = (0..9)
                .map(|id| json!({ "id": id, "state": "open", "at": at % length }))
                .collect();
            let body = json!({ "data": records, "scroll": "the walk" });
            Ok(vendor_answer(200, &body.to_string()))
        });
        let client = worker.legacy(&server);
        let (seen, hint) = walk(&client, "list_all_dogwood_scrolled_leaves", &json!({}));
        assert_eq!(
            hint,
            "The vendor repeated its cursor and its page, so the list ends here."
        );
        assert!(
            (length..4 * length).contains(&seen.len()),
            "{length} {}",
            seen.len()
        );
    }
}

#[test]
fn pages_of_a_scroll_that_differ_in_what_is_not_shown_are_not_the_same() {
    let worker = Worker::new();
    let server = dogwood(&worker);
    let left = std::cell::Cell::new(9);
    worker.platform.script(move |_| {
        left.set(left.get() - 1);
        let records = if left.get() == 0 {
            json!([])
        } else {
            json!([{ "id": left.get(), "state": "open" }])
        };
        let body = json!({ "data": records, "scroll": "the walk" });
        Ok(vendor_answer(200, &body.to_string()))
    });
    let client = worker.legacy(&server);
    let only = json!({ "fields": "state" });
    let (seen, hint) = walk(&client, "list_all_dogwood_scrolled_leaves", &only);
    assert_eq!((seen.len(), hint), (9, Value::Null));
}

#[test]
fn pages_that_are_counted_end_with_two_empty_ones() {
    let worker = Worker::new();
    let server = dogwood(&worker);
    let client = worker.legacy(&server);
    for (tool, key, counted) in [
        (
            "list_all_dogwood_leaves",
            "page=",
            "{\"page\":N,\"total\":1000000}",
        ),
        (
            "list_all_dogwood_linked_leaves",
            "page=",
            "{\"next\":\"https://x.example/y?a=b&page=M\"}",
        ),
        (
            "list_all_dogwood_linked_leaves",
            "offset=",
            "{\"next\":\"https://x.example/y?offset=M&a=b\"}",
        ),
    ] {
        worker.platform.script(move |request| {
            let mut parts = request.url.split(['?', '&']);
            let at = parts.find_map(|part| part.strip_prefix(key));
            let at: u32 = at.unwrap_or("1").parse().unwrap();
            let pages = counted
                .replace('N', &at.to_string())
                .replace('M', &(at + 1).to_string());
            let data = if at < 4 { "[ \"a\" ]" } else { "[ ]" };
            Ok(vendor_answer(
                200,
                &format!("{{\"data\":{data},\"pages\":{pages}}}"),
            ))
        });
        let (seen, hint) = walk(&client, tool, &json!({}));
        assert_eq!(seen, ["a", "a", "a", "none", "none"], "{tool} {key}");
        assert!(hint.as_str().unwrap().contains("empty page"), "{hint}");
    }
    // A cursor that is a number, of a page or of a record.
    let acme = worker.server();
    let client = worker.legacy(&acme);
    for (step, limit) in [(1, json!(7)), (7, json!(7)), (100, json!(null))] {
        worker.platform.script(move |request| {
            let mut parts = request.url.split(['?', '&']);
            let at = parts.find_map(|part| part.strip_prefix("after="));
            let at: u32 = at.map_or(0, |at| at.parse().unwrap());
            let data = if at < 3 * step {
                json!(["a"])
            } else {
                json!([])
            };
            let body = json!({ "data": data, "paging": { "next": at + step } });
            Ok(vendor_answer(200, &body.to_string()))
        });
        let (seen, hint) = walk(&client, "list_all_acme_issues", &json!({ "limit": limit }));
        assert_eq!(seen, ["a", "a", "a", "none", "none"], "{step}");
        assert!(hint.as_str().unwrap().contains("empty page"), "{hint}");
    }
    let client = worker.legacy(&server);
    // What a cursor says of what was last seen is no number of a page: a page without a match may stand before one with.
    worker.platform.script(|request| {
        let at = ["c4", "c3", "c2", "c1"]
            .into_iter()
            .position(|at| request.url.contains(at));
        let at = at.map_or(1, |at| 5 - at);
        let data = if at == 4 { "[\"a\"]" } else { "[]" };
        let next = if at == 4 {
            "null".to_owned()
        } else {
            format!("\"https://x.example/y?after=c{at}\"")
        };
        Ok(vendor_answer(
            200,
            &format!("{{\"data\":{data},\"pages\":{{\"next\":{next}}}}}"),
        ))
    });
    let (seen, _) = walk(&client, "list_all_dogwood_linked_leaves", &json!({}));
    assert_eq!(seen.last().map(String::as_str), Some("a"));
}

/// Pages that are there, by number; the others are empty.
#[track_caller]
fn found(pages: &'static [usize], last: usize) -> (Vec<String>, Value) {
    let worker = Worker::new();
    let server = dogwood(&worker);
    worker.platform.script(move |request| {
        let mut parts = request.url.split(['?', '&']);
        let at = parts.find_map(|part| part.strip_prefix("page="));
        let at: usize = at.map_or(1, |at| at.parse().unwrap());
        let is_there = pages.contains(&at);
        let data = is_there.then(|| format!("page {at}"));
        let data: Vec<String> = data.into_iter().collect();
        let body = json!({ "data": data, "pages": { "page": at, "total": last } });
        Ok(vendor_answer(200, &body.to_string()))
    });
    let client = worker.legacy(&server);
    walk(&client, "list_all_dogwood_leaves", &json!({}))
}

#[test]
fn an_empty_page_in_the_middle_hides_none_of_those_after_it() {
    let (seen, hint) = found(&[1, 3, 5], 5);
    assert_eq!(seen, ["page 1", "none", "page 3", "none", "page 5"]);
    assert_eq!(hint, Value::Null);
    let (seen, _) = found(&[2], 2);
    assert_eq!(seen, ["none", "page 2"]);
    let (seen, hint) = found(&[1], 2);
    assert_eq!((seen.len(), hint), (2, Value::Null), "all were there");
    // What cannot be reached is told.
    let (seen, hint) = found(&[1, 4], 5);
    assert_eq!(seen, ["page 1", "none", "none"]);
    let why = "The vendor counts on after empty pages, so the list ends here.";
    assert_eq!(hint, why);
}

#[test]
fn an_address_that_says_what_was_last_seen_goes_on_after_empty_pages() {
    for step in [100, 2] {
        let worker = Worker::new();
        let server = dogwood(&worker);
        worker.platform.script(move |request| {
            let mut parts = request.url.split(['?', '&']);
            let at = parts.find_map(|part| part.strip_prefix("after_id="));
            let at: u64 = at.map_or(1_400, |at| at.parse().unwrap());
            let is_last = at >= 1_400 + 4 * step;
            let data = if is_last { json!(["a"]) } else { json!([]) };
            let next = (!is_last).then(|| {
                let seen = if step == 2 { at } else { 0 };
                format!("https://x.example/y?after_id={}&seen={seen}", at + step)
            });
            let body = json!({ "data": data, "pages": { "next": next } });
            Ok(vendor_answer(200, &body.to_string()))
        });
        let client = worker.legacy(&server);
        let limit = json!({ "limit": 2 });
        let (seen, hint) = walk(&client, "list_all_dogwood_linked_leaves", &limit);
        assert_eq!(seen, ["none", "none", "none", "none", "a"], "{step}");
        assert_eq!(hint, Value::Null, "{step}");
    }
}

#[test]
fn a_composites_pages_end_with_two_empty_ones_too() {
    let worker = Worker::new();
    let server = dogwood(&worker);
    worker.platform.script(|request| {
        let asked: Value = serde_json::from_slice(request.body.as_deref().unwrap()).unwrap();
        let at = asked["pagination"]["after"].as_str();
        let at: u64 = at.map_or(1, |at| at.parse().unwrap());
        let body = json!({ "data": [], "next": at + 1 });
        Ok(vendor_answer(200, &body.to_string()))
    });
    let red = json!({ "colour": "red" });
    let client = worker.legacy(&server);
    let (seen, hint) = walk(&client, "dogwood_leaves_digest", &red);
    assert_eq!(seen.len(), 3, "the first is asked for without a number");
    assert!(hint.as_str().unwrap().contains("empty page"), "{hint}");
}

#[test]
fn a_whole_number_that_stays_is_no_walk_of_its_own() {
    let worker = Worker::new();
    let server = dogwood(&worker);
    let asked = std::cell::Cell::new(0);
    worker.platform.script(move |_| {
        asked.set(asked.get() + 1);
        // Records that differ each time, such as those with the time of the answer.
        let body = json!({ "data": [format!("page {}", asked.get())], "scroll": 2 });
        Ok(vendor_answer(200, &body.to_string()))
    });
    let client = worker.legacy(&server);
    let (seen, hint) = walk(&client, "list_all_dogwood_scrolled_leaves", &json!({}));
    assert_eq!((seen.len(), hint), (2, json!(WHY)));
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
