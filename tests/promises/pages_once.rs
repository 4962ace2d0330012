//! A walk that the vendor keeps: the same request brings its next page, so no record of a page may be left for another call.

use std::cell::Cell;

use serde_json::{Value, json};

use crate::fake::{Client, Worker, vendor_answer};

const WALK: &str = "list_all_dogwood_scrolled_leaves";

/// A vendor with pages of two records each, and the way to say one thing of all.
fn walking(worker: &Worker, pages: usize, name: usize) {
    let asked = Cell::new(0);
    worker.platform.script(move |_| {
        let page = asked.replace(asked.get() + 1);
        let row = |id: usize| json!({ "id": id, "name": "é".repeat(name), "tags": vec!["a"; 40] });
        let rows: Vec<Value> = (2 * page..2 * page + 2).map(row).collect();
        let rows = if page < pages { rows } else { Vec::new() };
        let body = json!({ "data": rows, "scroll": "the walk" });
        Ok(vendor_answer(200, &body.to_string()))
    });
}

fn client(worker: &mut Worker, most: usize) -> Client<'_> {
    worker.set("MAX_RESULT_CHARS", &most.to_string());
    let account = worker.account_with(&json!({
        "integration": "dogwood", "context": {}, "credentials": { "key": "fake-dogwood-key" },
    }));
    let server = worker.server_with(&account, &json!({}));
    worker.legacy(&server)
}

#[test]
fn a_walk_that_cannot_be_asked_twice_loses_no_record_however_long_they_are() {
    for (most, name) in [
        (50_000, 20),
        (50_000, 20_000),
        (2_000, 20_000),
        (1_000, 200),
    ] {
        let mut worker = Worker::new();
        let client = client(&mut worker, most);
        walking(client.worker, 3, name);
        let (mut seen, mut next) = (Vec::new(), json!({}));
        for _ in 0..4 {
            let reply = client.call(WALK, next.clone());
            assert!(
                reply.text().len() <= most,
                "{} of {most}",
                reply.text().len()
            );
            let answer = reply.answered();
            let rows = answer["result"].as_array().unwrap();
            let is_cut = rows.iter().any(|row| row["name"] != "é".repeat(name));
            assert_eq!(answer.get("is_truncated").is_some(), is_cut, "{answer}");
            if is_cut {
                let hint = answer["hint"].as_str().unwrap();
                assert!(hint.contains("get_single_dogwood_leaf_by_id"), "{hint}");
            }
            seen.extend(rows.iter().map(|row| row["id"].as_u64().unwrap()));
            next = json!({ "next_cursor": answer["next_cursor"] });
            if answer["next_cursor"].is_null() {
                break;
            }
        }
        assert_eq!(seen, [0, 1, 2, 3, 4, 5], "{most}");
        assert_eq!(next["next_cursor"], Value::Null);
    }
}

#[test]
fn a_long_text_is_cut_in_its_field_and_says_so() {
    let mut worker = Worker::new();
    let client = client(&mut worker, 50_000);
    walking(client.worker, 1, 20_000);
    let answer = client.call(WALK, json!({})).answered();
    let name = answer["result"][1]["name"].as_str().unwrap();
    assert!(name.ends_with(" of 20000 characters]"), "{name}");
    assert_eq!(answer["result"][1]["tags"].as_array().unwrap().len(), 40);
}

#[test]
fn what_does_not_fit_even_by_its_ids_is_counted() {
    let mut worker = Worker::new();
    let client = client(&mut worker, 1_000);
    let rows: Vec<Value> = (0..100)
        .map(|id| json!({ "id": format!("{id:0>20}") }))
        .collect();
    worker_says(client.worker, &rows);
    let reply = client.call(WALK, json!({}));
    assert!(reply.text().len() <= 1_000);
    let answer = reply.answered();
    let shown = answer["result"].as_array().unwrap().len();
    let hint = answer["hint"].as_str().unwrap();
    assert!(
        shown > 5 && hint.contains(&format!("Only {shown} of the 100 records")),
        "{hint}"
    );
}

fn worker_says(worker: &Worker, rows: &[Value]) {
    worker.vendor_says(
        200,
        &json!({ "data": rows, "scroll": "the walk" }).to_string(),
    );
}

#[test]
fn a_typing_error_in_fields_does_not_cost_the_page() {
    let mut worker = Worker::new();
    let client = client(&mut worker, 50_000);
    walking(client.worker, 1, 20);
    let answer = client.call(WALK, json!({ "fields": "nmae" })).answered();
    assert_eq!(answer["result"][0]["name"], "é".repeat(20));
    let hint = answer["hint"].as_str().unwrap();
    assert!(hint.contains("did you mean \"name\"?"), "{hint}");
}

#[test]
fn what_is_cut_to_its_ids_has_them_whatever_fields_were_asked_for() {
    let mut worker = Worker::new();
    let client = client(&mut worker, 5_000);
    let rows: Vec<Value> = (0..100)
        .map(|id| json!({ "id": id, "name": "n".repeat(80), "tags": vec!["a"; 40] }))
        .collect();
    worker_says(client.worker, &rows);
    let answer = client.call(WALK, json!({ "fields": "tags" })).answered();
    let shown = answer["result"].as_array().unwrap();
    let ids: Vec<Value> = shown.iter().map(|row| row["id"].clone()).collect();
    assert_eq!(ids, (0..100).map(Value::from).collect::<Vec<Value>>());
    assert!(shown.iter().all(|row| row["tags"].is_null()), "{answer}");
    assert_eq!(answer["omitted"]["fields"], 200, "{answer}");
}
