//! A cursor to the rest of an answer goes with the arguments that the answer was for, however they are spelled; and is taken out of whatever a
//! model copied with it.

use serde_json::{Value, json};

use crate::fake::{Client, Server, Worker, changed};

const SEARCH: &str = "list_all_dogwood_search_leaves";
const NEST: &str = "get_single_dogwood_nest_by_id";

fn cutting(worker: &mut Worker, config: &Value) -> Server {
    worker.set("MAX_RESULT_CHARS", "1000");
    let account = worker.account_with(&json!({
        "integration": "dogwood", "context": {}, "credentials": { "key": "fake-dogwood-key" },
    }));
    let server = worker.server_with(&account, &json!({ "config": config }));
    let rows: Vec<Value> = (0..90)
        .map(|id| json!({ "id": id, "name": "leaf", "age": 1 }))
        .collect();
    worker.vendor_says(200, &json!({ "data": rows }).to_string());
    server
}

/// The way to the rest of what these arguments are answered.
#[track_caller]
fn cursor(client: &Client<'_>, tool: &str, arguments: &Value) -> String {
    let answer = client.call(tool, arguments.clone()).answered();
    answer["next_cursor"].as_str().expect("a rest").to_owned()
}

fn first_id(rows: &Value) -> u64 {
    rows[0]["id"].as_u64().expect("rows with ids")
}

#[test]
fn the_rest_of_an_answer_comes_for_the_same_arguments_in_any_spelling() {
    let mut worker = Worker::new();
    let server = cutting(&mut worker, &json!({}));
    let client = worker.legacy(&server);
    let query = |query: Value| json!({ "query": query });
    let size = json!({ "field": "size", "operator": "=", "value": "3" });
    let grown =
        |value: Value| json!({ "query": { "field": "grown_at", "operator": ">", "value": value } });
    let with_fields = |fields: Value| json!({ "query": size, "fields": fields });
    for (tool, first, others, wrong) in [
        (
            SEARCH,
            query(size.clone()),
            vec![
                json!({ "query": r#"{"value": "3", "operator": "=", "field": "size"}"#, "fields": "" }),
                query(json!({ "field": "size", "operator": "=", "value": 3 })),
                query(json!({ "operator": "AND", "value": [size] })),
                query(json!([size])),
            ],
            query(json!({ "field": "size", "operator": "=", "value": "4" })),
        ),
        (
            SEARCH,
            grown(json!("2026-01-01")),
            vec![
                grown(json!("2026-01-01T00:00:00Z")),
                grown(json!(1_767_225_600)),
            ],
            grown(json!("2026-01-02")),
        ),
        (
            SEARCH,
            with_fields(json!("id,name")),
            vec![
                with_fields(json!(["id", "name"])),
                with_fields(json!(" name, id")),
            ],
            with_fields(json!("id")),
        ),
        (
            NEST,
            json!({ "id": "7" }),
            vec![
                json!({ "id": 7 }),
                json!({ "id": " 7 " }),
                json!({ "id": "#7" }),
                json!({ "id": "https://app.dogwood.example/nests/7" }),
            ],
            json!({ "id": "8" }),
        ),
    ] {
        let next = json!({ "next_cursor": cursor(&client, tool, &first) });
        for other in &others {
            let answer = client.call(tool, changed(other.clone(), &next)).answered();
            let rows = answer.get("data").unwrap_or(&answer["result"]);
            assert!(first_id(rows) > 0, "{other}");
        }
        let refused = client.call(tool, changed(wrong, &next)).mends();
        assert!(refused[0].contains("other arguments"), "{refused:?}");
    }
}

#[test]
fn what_the_operator_set_is_the_same_when_a_model_says_it_too() {
    let mut worker = Worker::new();
    let defaults = json!({ "*search_leaves": { "query": { "field": "size", "operator": "=", "value": "3" } } });
    let server = cutting(&mut worker, &json!({ "defaults": defaults }));
    let client = worker.legacy(&server);
    let next = cursor(&client, SEARCH, &json!({}));
    let said =
        json!({ "query": { "value": 3, "operator": "=", "field": "size" }, "next_cursor": next });
    client.call(SEARCH, said).answered();
}

#[test]
fn a_cursor_is_taken_with_what_was_copied_around_it() {
    let mut worker = Worker::new();
    let server = cutting(&mut worker, &json!({}));
    let client = worker.legacy(&server);
    let cursor = cursor(&client, NEST, &json!({ "id": "7" }));
    let (start, end) = cursor.split_at(40);
    let rest = client.call(NEST, json!({ "id": "7", "next_cursor": cursor }));
    let rest = rest.answered()["data"].clone();
    assert!(first_id(&rest) > 0);
    for copied in [
        format!(" {cursor}\n"),
        format!("\"{cursor}\""),
        format!("`{cursor}`"),
        format!("'{cursor}'"),
        format!("<{cursor}>"),
        format!("“{cursor}”"),
        format!("{start}\n  {end}"),
        format!("{start}\u{200b}{end}"),
    ] {
        let reply = client.call(NEST, json!({ "id": "7", "next_cursor": copied }));
        assert_eq!(reply.answered()["data"], rest, "{copied:?}");
    }
    let altered = format!("{start}A{end}");
    let reply = client.call(NEST, json!({ "id": "7", "next_cursor": altered }));
    assert_eq!(reply.mends().len(), 1);
    for list in ["tools/list", "prompts/list", "resources/list"] {
        // The second page: of the few things here, none is on it.
        for copied in ["NTAw", " NTAw\n", "\"NTAw\"", "`NTAw`", "<NT\nAw>"] {
            let reply = client.rpc(list, json!({ "cursor": copied }));
            assert_eq!(reply.result().get("nextCursor"), None, "{copied:?}");
        }
        let reply = client.rpc(list, json!({ "cursor": "\"NTAx\"" }));
        assert_eq!(reply.fault(), (200, -32602));
    }
}
