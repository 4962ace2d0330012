//! What few vendors do, each as a construct of the record format: the fixture vendor Dogwood does it all.

use fairlead::http::{InboundResponse, OutboundRequest};
use serde_json::{Value, json};

use crate::fake::{Client, Server, Worker, vendor_answer};

fn dogwood(worker: &Worker) -> Server {
    let account = worker.account_with(&json!({
        "integration": "dogwood",
        "context": {},
        "credentials": { "key": "fake-dogwood-key" },
    }));
    // The same write again is what some of these are about.
    worker.server_with(
        &account,
        &json!({ "config": { "repeat_guard_seconds": 0 } }),
    )
}

fn body(request: &OutboundRequest) -> Value {
    let bytes = request.body.as_deref().unwrap_or(b"null");
    serde_json::from_slice(bytes).unwrap()
}

fn with_header(mut answer: InboundResponse, name: &str, value: &str) -> InboundResponse {
    answer.headers.push(name, value);
    answer
}

/// Walks a list of ten leaves to its end; the leaves, and what was sent.
fn walk(
    worker: &Worker,
    client: &Client<'_>,
    tool: &str,
    first: Value,
) -> (Vec<u64>, Vec<OutboundRequest>) {
    let (mut leaves, mut arguments) = (Vec::new(), first);
    let before = worker.platform.sent().len();
    for answers in 1.. {
        assert!(answers < 50, "a list that never ends");
        let page = client.call(tool, arguments.clone()).answered();
        leaves.extend(
            page["result"]
                .as_array()
                .unwrap()
                .iter()
                .map(|leaf| leaf.as_u64().unwrap()),
        );
        let cursor = page["next_cursor"].clone();
        if cursor.is_null() {
            break;
        }
        arguments["next_cursor"] = cursor;
    }
    (leaves, worker.platform.sent().split_off(before))
}

fn ten() -> Vec<u64> {
    (0..10).collect()
}

/// Leaves from `start`, at most `size`.
fn page(start: u64, size: u64) -> Vec<u64> {
    (start..(start + size).min(10)).collect()
}

#[test]
fn numbered_pages_are_walked_to_the_last_one() {
    let worker = Worker::new();
    let server = dogwood(&worker);
    let client = worker.legacy(&server);
    worker.platform.script(|request| {
        let get = |key: &str| {
            request
                .url
                .split(['?', '&'])
                .find_map(|pair| pair.strip_prefix(key))
                .map(|text| text.parse::<u64>().unwrap())
        };
        let (number, size) = (get("page=").unwrap_or(1), get("per_page=").unwrap());
        // Some endpoints write numbers as text.
        let pages = json!({ "page": number.to_string(), "total": 10_u64.div_ceil(size) });
        let answer = json!({ "data": page((number - 1) * size, size), "pages": pages });
        Ok(vendor_answer(200, &answer.to_string()))
    });
    let (leaves, sent) = walk(
        &worker,
        &client,
        "list_all_dogwood_leaves",
        json!({ "limit": 4 }),
    );
    assert_eq!(leaves, ten());
    assert_eq!(sent.len(), 3);
    assert!(
        sent[0].url.ends_with("/leaves?per_page=4") && sent[2].url.ends_with("per_page=4&page=3")
    );
    let (leaves, sent) = walk(&worker, &client, "list_all_dogwood_leaves", json!({}));
    assert_eq!((leaves, sent.len()), (ten(), 5));
    // Page 2 of another size would be other leaves, so the first page's size holds to the end.
    let tool = "list_all_dogwood_leaves";
    let first = client.call(tool, json!({ "limit": 4 })).answered();
    let cursor = &first["next_cursor"];
    let second = client
        .call(tool, json!({ "limit": 3, "next_cursor": cursor }))
        .answered();
    assert_eq!(second["result"], json!([4, 5, 6, 7]));
}

#[test]
fn numbered_pages_and_nested_cursors_go_into_a_body() {
    let worker = Worker::new();
    let server = dogwood(&worker);
    let client = worker.legacy(&server);
    worker.platform.script(|request| {
        let body = body(request);
        let number = body["page"].as_u64().unwrap_or(1);
        let answer = json!({ "data": page((number - 1) * 5, 5), "page": number, "total": 2 });
        Ok(vendor_answer(200, &answer.to_string()))
    });
    let (leaves, sent) = walk(
        &worker,
        &client,
        "list_all_dogwood_posted_leaves",
        json!({}),
    );
    assert_eq!(leaves, ten());
    assert_eq!(
        sent.iter().map(body).collect::<Vec<_>>(),
        [json!({}), json!({ "page": 2 })]
    );

    worker.platform.script(|request| {
        let body = body(request);
        let start = body["pagination"]["after"]
            .as_str()
            .map_or(0, |after| after.parse().unwrap());
        let next = (start + 5 < 10).then(|| (start + 5).to_string());
        Ok(vendor_answer(
            200,
            &json!({ "data": page(start, 5), "next": next }).to_string(),
        ))
    });
    let query = json!({ "field": "size", "operator": "IN", "values": ["3", 4] });
    let (leaves, sent) = walk(
        &worker,
        &client,
        "list_all_dogwood_search_leaves",
        json!({ "query": query, "limit": 5 }),
    );
    assert_eq!(leaves, ten());
    let query = json!({ "field": "size", "operator": "IN", "value": [3, 4] });
    assert_eq!(
        body(&sent[0]),
        json!({ "query": query, "pagination": { "size": 5 } })
    );
    assert_eq!(
        body(&sent[1]),
        json!({ "query": query, "pagination": { "size": 5, "after": "5" } })
    );
}

#[test]
fn a_scroll_ends_with_an_empty_page_and_has_no_limit() {
    let worker = Worker::new();
    let server = dogwood(&worker);
    let client = worker.legacy(&server);
    worker.platform.script(|request| {
        let at = request
            .url
            .split_once("scroll=")
            .map_or(0, |(_, at)| at.parse().unwrap());
        Ok(vendor_answer(
            200,
            &json!({ "data": page(at, 5), "scroll": (at + 5).to_string() }).to_string(),
        ))
    });
    let (leaves, sent) = walk(
        &worker,
        &client,
        "list_all_dogwood_scrolled_leaves",
        json!({}),
    );
    assert_eq!((leaves, sent.len()), (ten(), 3));
    let refused = client.call("list_all_dogwood_scrolled_leaves", json!({ "limit": 5 }));
    assert_eq!(refused.mends().len(), 1);
}

#[test]
fn a_next_url_is_followed_on_the_vendors_own_host_alone() {
    let worker = Worker::new();
    let server = dogwood(&worker);
    let client = worker.legacy(&server);
    worker.platform.script(|request| {
        let at = request
            .url
            .split_once("before=")
            .map_or(0, |(_, at)| at.parse::<u64>().unwrap());
        let next = (at + 5 < 10).then(|| {
            format!(
                "https://evil.example/elsewhere?per_page=5&before={}",
                at + 5
            )
        });
        Ok(vendor_answer(
            200,
            &json!({ "data": page(at, 5), "pages": { "next": next } }).to_string(),
        ))
    });
    let (leaves, sent) = walk(
        &worker,
        &client,
        "list_all_dogwood_linked_leaves",
        json!({ "limit": 5 }),
    );
    assert_eq!(leaves, ten());
    assert_eq!(
        sent[1].url,
        "https://api.dogwood.example/v1/leaves/linked?per_page=5&before=5"
    );
}

#[test]
fn fixed_values_are_sent_and_never_shown() {
    let worker = Worker::new();
    let server = dogwood(&worker);
    let client = worker.legacy(&server);
    client
        .call("dogwood_leaves_fall", json!({ "id": 7, "to": "ground" }))
        .answered();
    let sent = worker.platform.sent();
    assert!(sent[0].url.ends_with("/leaves/7/parts?quiet=true"));
    assert_eq!(
        body(&sent[0]),
        json!({ "type": "fall", "notify": false, "to": "ground" })
    );
    let refused = client.call("dogwood_leaves_fall", json!({ "id": 7, "type": "grow" }));
    assert!(refused.mends()[0].starts_with("type: is not an argument"));
}

#[test]
fn a_cut_list_says_so_and_what_to_narrow() {
    let worker = Worker::new();
    let server = dogwood(&worker);
    let client = worker.legacy(&server);
    for (count, is_truncated) in [(2, json!(null)), (3, json!(true))] {
        worker.vendor_says(200, &json!(page(0, count)).to_string());
        let answer = client.call("list_all_dogwood_twigs", json!({})).answered();
        assert_eq!(answer["is_truncated"], is_truncated);
        assert_eq!(
            answer["hint"].as_str(),
            is_truncated.as_bool().map(|_| "Ask for one branch.")
        );
    }
    for (value, is_truncated) in [
        ("true", json!(true)),
        ("False", json!(null)),
        ("12", json!(true)),
    ] {
        let answer = with_header(vendor_answer(200, "[1]"), "dogwood-cut", value);
        worker.platform.script(move |_| Ok(answer.clone()));
        let answer = client
            .call("list_all_dogwood_branches", json!({}))
            .answered();
        assert_eq!(answer["is_truncated"], is_truncated, "{value}");
    }
}

#[test]
fn a_redirect_is_shown_as_a_link_and_never_followed() {
    let worker = Worker::new();
    let server = dogwood(&worker);
    let client = worker.legacy(&server);
    let answer = with_header(
        vendor_answer(303, ""),
        "location",
        "https://files.example/leaf.png?sig=1",
    );
    worker.platform.script(move |_| Ok(answer.clone()));
    let reply = client.call("dogwood_leaves_picture", json!({ "id": 7 }));
    let block = &reply.result()["content"][0];
    assert_eq!(block["type"], "resource_link");
    assert_eq!(block["uri"], "https://files.example/leaf.png?sig=1");
    assert_eq!(worker.platform.sent().len(), 1);
    // Anything but https stays the failure that a redirect is.
    let answer = with_header(vendor_answer(303, ""), "location", "javascript:alert(1)");
    worker.platform.script(move |_| Ok(answer.clone()));
    let reply = client.call("dogwood_leaves_picture", json!({ "id": 7 }));
    assert_eq!(reply.result()["isError"], true);
}

#[test]
fn json_lines_are_text_cut_between_lines_and_headers_of_a_method_win() {
    let mut worker = Worker::new();
    worker.set("MAX_RESULT_CHARS", "400");
    let server = dogwood(&worker);
    let client = worker.legacy(&server);
    let lines: Vec<String> = (0..60).map(|at| format!("{{\"at\":{at}}}")).collect();
    worker.vendor_says(200, &lines.join("\n"));
    let text = client
        .call("dogwood_leaves_history", json!({ "id": 7 }))
        .text();
    let (shown, note) = text.rsplit_once('\n').unwrap();
    assert!(
        shown
            .lines()
            .all(|line| serde_json::from_str::<Value>(line).is_ok()),
        "{text}"
    );
    let expected = format!(
        "[cut: lines 1 to {} of 60; for the rest",
        shown.lines().count()
    );
    assert!(note.starts_with(&expected), "{note}");
    let headers = &worker.platform.sent()[0].headers;
    assert_eq!(headers.get("accept"), Some("application/x-ndjson"));
    assert_eq!(headers.get("dogwood-version"), Some("4"));
    assert_eq!(headers.as_lines().matches("dogwood-version").count(), 1);
}

#[test]
fn a_record_that_was_made_without_a_body_has_the_id_of_its_address() {
    let worker = Worker::new();
    let server = dogwood(&worker);
    let client = worker.legacy(&server);
    let answer = with_header(
        vendor_answer(201, ""),
        "location",
        "https://api.dogwood.example/v1/twigs/t-42?x=1",
    );
    worker.platform.script(move |_| Ok(answer.clone()));
    let made = client.call("create_a_dogwood_twig", json!({})).answered();
    assert_eq!(made, json!({ "status": 201, "id": "t-42" }));
    worker.vendor_says(204, "");
    let made = client.call("create_a_dogwood_twig", json!({})).answered();
    assert_eq!(made, json!({ "status": 204 }));
}

#[test]
fn credentials_stay_away_from_what_needs_none() {
    let worker = Worker::new();
    let server = dogwood(&worker);
    let client = worker.legacy(&server);
    client.call("list_all_dogwood_branches", json!({}));
    client.call("list_all_dogwood_twigs", json!({}));
    let sent = worker.platform.sent();
    let keys: Vec<_> = sent
        .iter()
        .map(|request| request.headers.get("x-dogwood-key"))
        .collect();
    assert_eq!(keys, [None, Some("fake-dogwood-key")]);
}

#[test]
fn a_hint_can_quote_a_header() {
    let worker = Worker::new();
    let server = dogwood(&worker);
    let client = worker.legacy(&server);
    let answer = with_header(
        vendor_answer(410, "{}"),
        "link",
        "<https://api.dogwood.example/v1/leaves/9>",
    );
    worker.platform.script(move |_| Ok(answer.clone()));
    let failed = client.call("list_all_dogwood_leaves", json!({})).failed();
    assert_eq!(
        failed["hint"],
        "It moved to <https://api.dogwood.example/v1/leaves/9>."
    );
}
