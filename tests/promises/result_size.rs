//! How long a result may be: what the Worker says, and what a server says for itself.

use serde_json::json;

use crate::fake::{Server, Worker};

#[test]
fn the_size_of_a_result_is_within_bounds_and_counts_for_that_server() {
    let mut worker = Worker::new();
    worker.set("MAX_RESULT_CHARS", "3000");
    let account = worker.account();
    for wrong in [
        json!(999),
        json!(500_001),
        json!(-1),
        json!(1_000.5),
        json!("2000"),
        json!([]),
    ] {
        let preview = format!("/integrated-account/{account}/mcp/preview");
        let config = json!({ "config": { "max_result_chars": wrong } });
        let reply = worker.admin("POST", &preview, &config);
        let expected = "config.max_result_chars: must be a whole number from 1000 to 500000";
        assert!(
            reply.failures()[0].starts_with(expected),
            "{wrong} {reply:?}"
        );
    }
    let body = json!({ "data": { "id": 1, "text": "x".repeat(20_000) } });
    worker.vendor_says(200, &body.to_string());
    let length = |server: &Server| {
        let one = json!({ "id": 1 });
        let reply = worker
            .legacy(server)
            .call("get_single_acme_issue_by_id", one);
        reply.text().len()
    };
    let server = worker.server_with(&account, &json!({}));
    assert!((2_000..=3_000).contains(&length(&server)));
    for chars in [1_000, 10_000, 500_000] {
        let changed = json!({ "config": { "max_result_chars": chars } });
        let server_view = worker.admin("PATCH", &server.resource(), &changed).is(200);
        assert_eq!(server_view["config"]["max_result_chars"], chars);
        assert!(length(&server) <= chars);
        assert!(length(&server) > (chars / 3).min(20_000));
    }
    let cleared = json!({ "config": { "max_result_chars": null } });
    let cleared = worker.admin("PATCH", &server.resource(), &cleared).is(200);
    assert_eq!(cleared["config"], json!({}));
    assert!(length(&server) <= 3_000);
}

#[test]
fn a_server_whose_results_may_be_long_tells_the_client_that_asks_for_it() {
    const KEY: &str = "anthropic/maxResultSizeChars";
    let worker = Worker::new();
    for (chars, told) in [
        (json!(null), None),
        (json!(50_000), None),
        (json!(90_000), Some(90_000)),
    ] {
        for exposure in ["all", "discovery"] {
            let config = json!({ "tool_exposure": exposure, "max_result_chars": chars });
            let server = worker.configured(&config);
            let legacy = worker.legacy(&server).list().result()["tools"].clone();
            assert_eq!(legacy, worker.modern(&server).list().result()["tools"]);
            let tools = legacy.as_array().unwrap();
            let with_meta = tools.iter().filter(|tool| {
                let meta = tool.get("_meta").map(|meta| meta[KEY].as_u64());
                assert_eq!(meta, meta.and(told.map(Some)), "{tool}");
                meta.is_some()
            });
            let expected = match (told, exposure) {
                (None, _) => 0,
                // Only those that call have long results.
                (Some(_), "discovery") => 2,
                (Some(_), _) => tools.len(),
            };
            assert_eq!(with_meta.count(), expected, "{chars} {exposure}");
        }
    }
}

#[test]
fn what_the_worker_says_is_asked_for_as_what_a_server_says_is() {
    const KEY: &str = "anthropic/maxResultSizeChars";
    // Claude Code files away what has more characters than this and was not asked for.
    let usual = Worker::new();
    usual.vendor_says(
        200,
        &json!({ "data": { "id": 1, "text": "x".repeat(90_000) } }).to_string(),
    );
    let one = json!({ "id": 1 });
    let reply = usual
        .legacy(&usual.server())
        .call("get_single_acme_issue_by_id", one);
    assert!(reply.text().len() <= 50_000, "{}", reply.text().len());
    for (usual, own, told) in [
        ("70000", json!(null), json!(70_000)),
        ("2000000", json!(null), json!(500_000)),
        ("70000", json!(50_000), json!(null)),
        ("70000", json!(90_000), json!(90_000)),
    ] {
        let mut worker = Worker::new();
        worker.set("MAX_RESULT_CHARS", usual);
        let server = worker.configured(&json!({ "max_result_chars": own }));
        for client in [worker.legacy(&server), worker.modern(&server)] {
            let tools = client.list().result()["tools"].clone();
            for tool in tools.as_array().unwrap() {
                assert_eq!(tool["_meta"][KEY], told, "{own} {tool}");
            }
        }
        // Of several accounts, one that says nothing has what the Worker says.
        let (first, second) = (worker.account(), worker.account());
        let accounts = json!([
            { "id": first, "config": { "max_result_chars": 1_000 } },
            { "id": second, "config": { "max_result_chars": own } },
        ]);
        let joint = worker.several(&json!({ "accounts": accounts }));
        let tools = worker.modern(&joint).list().result()["tools"].clone();
        let asked = tools[0]["_meta"][KEY].clone();
        assert_eq!(asked, told, "{own}");
    }
}
