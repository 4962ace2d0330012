//! A composite: one tool that is several calls of others. The fixture vendor Dogwood has two.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use fairlead::http::{InboundResponse, OutboundRequest};
use fairlead::platform::{Limit, SendError};
use serde_json::{Value, json};

use crate::fake::{NOW, Server, Worker, vendor_answer};

const OVERVIEW: &str = "dogwood_nests_overview";
const DIGEST: &str = "dogwood_leaves_digest";

fn dogwood(worker: &Worker, config: &Value) -> Server {
    let account = worker.account_with(&json!({
        "integration": "dogwood",
        "context": {},
        "credentials": { "key": "fake-dogwood-key" },
    }));
    worker.server_with(&account, &json!({ "config": config }))
}

fn path(request: &OutboundRequest) -> &str {
    let path = request.url.strip_prefix("https://api.dogwood.example/v1");
    path.expect("Dogwood's address").split('?').next().unwrap()
}

fn body(request: &OutboundRequest) -> Value {
    serde_json::from_slice(request.body.as_deref().unwrap_or(b"null")).unwrap()
}

fn leaf(id: u64) -> Value {
    json!({ "id": id, "size": 3, "text": format!("<p>Leaf &amp; <b>stem</b> {id}</p>") })
}

/// A tree with one nest, four leaves in it, and five veins in each leaf.
#[expect(clippy::unnecessary_wraps, reason = "a script of the fake may fail")]
fn tree(request: &OutboundRequest) -> Result<InboundResponse, SendError> {
    let veins: Vec<u64> = (1..=5).collect();
    let answer = match path(request) {
        "/nests" => json!([{ "id": 7, "name": "Crow", "eggs": 4 }]),
        "/leaves/search" => json!({ "data": (1..=4).map(leaf).collect::<Vec<_>>() }),
        path if path.starts_with("/leaf/") => json!({ "veins": { "list": veins } }),
        other => panic!("{other} is not called"),
    };
    Ok(vendor_answer(200, &answer.to_string()))
}

fn failing(
    at: &'static str,
    status: u16,
) -> impl Fn(&OutboundRequest) -> Result<InboundResponse, SendError> {
    move |request| {
        if path(request).starts_with(at) {
            let body = json!({ "code": "x", "message": "no such thing" });
            return Ok(vendor_answer(status, &body.to_string()));
        }
        tree(request)
    }
}

fn paths(worker: &Worker) -> Vec<String> {
    worker
        .platform
        .sent()
        .iter()
        .map(|request| path(request).to_owned())
        .collect()
}

#[test]
fn steps_take_values_from_earlier_ones_and_make_one_result() {
    let worker = Worker::new();
    let server = dogwood(&worker, &json!({}));
    worker.platform.script(tree);
    let answer = worker
        .legacy(&server)
        .call(OVERVIEW, json!({ "colour": "green" }))
        .answered();
    let kept = |id: u64| json!({ "id": id, "text": format!("Leaf & stem {id}") });
    assert_eq!(
        answer,
        json!({
            "nest": { "id": 7, "name": "Crow" },
            "leaves": [kept(1), kept(2), kept(3)],
            "veins": [
                { "for": 1, "of": 5, "result": [4, 5] },
                { "for": 2, "of": 5, "result": [4, 5] },
            ],
            "notes": [
                "veins: asked for the first 2 of the 4 in leaves.",
                "leaves: the first 3 of 4 are shown.",
            ],
            "next_cursor": null,
        })
    );
    assert_eq!(
        paths(&worker),
        ["/nests", "/leaves/search", "/leaf/1", "/leaf/2"]
    );
    let midnight = (NOW / 86_400 - 7) * 86_400;
    assert_eq!(
        body(&worker.platform.sent()[1]),
        json!({
            "query": { "operator": "AND", "value": [
                { "field": "nest_id", "operator": "=", "value": "7" },
                { "field": "grown_at", "operator": ">", "value": midnight },
                { "field": "colour", "operator": "=", "value": "green" },
            ] },
            "pagination": { "size": 5 },
        })
    );
}

#[test]
fn what_the_caller_leaves_out_takes_its_condition_with_it() {
    let worker = Worker::new();
    let server = dogwood(&worker, &json!({}));
    worker.platform.script(tree);
    let client = worker.legacy(&server);
    client
        .call(OVERVIEW, json!({ "since": "2026-03-01" }))
        .answered();
    let query = &body(&worker.platform.sent()[1])["query"]["value"];
    let fields: Vec<&Value> = query
        .as_array()
        .unwrap()
        .iter()
        .map(|condition| &condition["field"])
        .collect();
    assert_eq!(fields, ["nest_id", "grown_at"]);
    assert_eq!(query[1]["value"], 1_772_323_200);
    let refused = client.call(DIGEST, json!({})).mends();
    assert_eq!(refused, ["size: is missing: give one of size, colour"]);
    let refused = client.call(OVERVIEW, json!({ "color": "green" })).mends();
    assert!(refused[0].starts_with("color: "), "{refused:?}");
    assert_eq!(worker.platform.sent().len(), 4, "nothing was sent");
}

#[test]
fn an_empty_answer_or_a_404_is_told_as_nothing_found() {
    let worker = Worker::new();
    let server = dogwood(&worker, &json!({}));
    let client = worker.legacy(&server);
    worker.platform.script(|_| Ok(vendor_answer(200, "[]")));
    let answer = client.call(OVERVIEW, json!({})).answered();
    assert_eq!(
        (&answer["nest"], &answer["leaves"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(
        answer["notes"],
        json!([
            "nests: nothing found. Asked: list_all_dogwood_nests {}.",
            "leaves: not asked, because an earlier step found nothing that it needs.",
        ])
    );
    assert_eq!(paths(&worker), ["/nests"]);
    worker.platform.script(failing("/leaf/", 404));
    let answer = client.call(OVERVIEW, json!({})).answered();
    assert_eq!(answer["veins"], json!([]));
    assert_eq!(
        answer["notes"][1],
        "veins: nothing found. Asked: get_single_dogwood_leaf_by_id {\"id\":1}. Dogwood answered 404: no such thing"
    );
}

#[test]
fn a_failing_step_is_named_and_what_came_before_is_kept() {
    let worker = Worker::new();
    let server = dogwood(&worker, &json!({}));
    worker.platform.script(failing("/leaves/search", 500));
    let failed = worker.legacy(&server).call(OVERVIEW, json!({})).failed();
    assert_eq!(failed["failed_step"], "leaves");
    assert_eq!(
        failed["message"],
        "Step 2 of 3 (leaves, list_all_dogwood_search_leaves) failed. Dogwood answered 500: no such thing"
    );
    assert_eq!(
        (&failed["statusCode"], &failed["remote"]),
        (&json!(500), &json!(true))
    );
    assert!(failed["hint"].is_string());
    assert_eq!(
        failed["results"]["nest"],
        json!({ "id": 7, "name": "Crow" })
    );
    assert_eq!(
        paths(&worker),
        ["/nests", "/leaves/search"],
        "later steps are not called"
    );

    // One of the rows.
    worker.platform.script(failing("/leaf/2", 500));
    let failed = worker.legacy(&server).call(OVERVIEW, json!({})).failed();
    assert_eq!(failed["failed_step"], "veins");
    assert_eq!(
        failed["results"]["veins"],
        json!([{ "for": 1, "of": 5, "result": [4, 5] }])
    );
}

#[test]
fn an_account_that_is_refused_in_a_step_needs_new_credentials() {
    let mut worker = Worker::new();
    worker.finishes = true;
    let server = dogwood(&worker, &json!({}));
    worker.platform.script(failing("/leaves/search", 401));
    let failed = worker.legacy(&server).call(OVERVIEW, json!({})).failed();
    assert_eq!(
        (&failed["statusCode"], &failed["failed_step"]),
        (&json!(401), &json!("leaves"))
    );
    let account = worker
        .read(&format!("/integrated-account/{}", server.account))
        .is(200);
    assert_eq!(account["status"], "needs_reauth");
}

#[test]
fn each_step_counts_as_a_call_of_its_own_tool() {
    let worker = Worker::new();
    let server = dogwood(&worker, &json!({}));
    worker.platform.script(tree);
    worker.platform.limit(Limit::Tool, 1);
    let failed = worker.legacy(&server).call(OVERVIEW, json!({})).failed();
    assert_eq!(
        (&failed["statusCode"], &failed["failed_step"]),
        (&json!(429), &json!("veins"))
    );
    assert_eq!(paths(&worker).len(), 3);
    let again = worker.legacy(&server).call(OVERVIEW, json!({}));
    assert_eq!(
        again.status, 429,
        "the first step's tool was called already"
    );
}

#[test]
fn the_vendors_tightest_limit_is_told() {
    let worker = Worker::new();
    let server = dogwood(&worker, &json!({}));
    let left = Cell::new(9);
    worker.platform.script(move |request| {
        // The third call has the fewest left.
        left.set(if left.get() == 7 { 2 } else { left.get() - 1 });
        let mut answer = tree(request)?;
        answer.headers.push(
            "dogwood-left",
            &if path(request) == "/leaf/2" {
                50
            } else {
                left.get()
            }
            .to_string(),
        );
        Ok(answer)
    });
    let reply = worker.legacy(&server).call(OVERVIEW, json!({}));
    assert_eq!(reply.header("ratelimit-remaining"), Some("2"));
}

#[test]
fn one_time_limit_holds_for_all_steps() {
    let mut worker = Worker::new();
    worker.set("VENDOR_TIMEOUT_MS", "10000");
    let server = dogwood(&worker, &json!({}));
    let clock = worker.platform.clock();
    let limits = Rc::new(RefCell::new(Vec::new()));
    let seen = Rc::clone(&limits);
    worker.platform.script(move |request| {
        seen.borrow_mut().push(request.timeout_ms);
        clock.set(clock.get() + 4);
        tree(request)
    });
    let failed = worker.legacy(&server).call(OVERVIEW, json!({})).failed();
    assert_eq!(*limits.borrow(), [10_000, 6_000, 2_000]);
    assert_eq!(
        (&failed["statusCode"], &failed["failed_step"]),
        (&json!(504), &json!("veins"))
    );
    assert_eq!(failed["results"]["veins"][0]["for"], 1);
}

#[test]
fn a_digest_goes_on_with_the_vendors_pages_and_loses_nothing() {
    let worker = Worker::new();
    let server = dogwood(&worker, &json!({}));
    worker.platform.script(|request| {
        let body = body(request);
        let start = body["pagination"]["after"]
            .as_str()
            .map_or(0, |after| after.parse::<u64>().unwrap());
        let leaves: Vec<Value> = (start..(start + 4).min(10)).map(leaf).collect();
        let next = (start + 4 < 10).then(|| (start + 4).to_string());
        Ok(vendor_answer(
            200,
            &json!({ "data": leaves, "next": next }).to_string(),
        ))
    });
    let client = worker.legacy(&server);
    let (mut ids, mut arguments) = (Vec::new(), json!({ "size": 3 }));
    for calls in 1.. {
        assert!(calls <= 3, "three pages");
        let page = client.call(DIGEST, arguments.clone()).answered();
        let leaves = page["leaves"].as_array().unwrap();
        ids.extend(leaves.iter().map(|leaf| leaf["id"].as_u64().unwrap()));
        if page["next_cursor"].is_null() {
            break;
        }
        arguments["next_cursor"] = page["next_cursor"].clone();
    }
    assert_eq!(ids, (0..10).collect::<Vec<_>>());
}

#[test]
fn a_result_that_is_too_long_is_read_on() {
    let mut worker = Worker::new();
    worker.set("MAX_RESULT_CHARS", "3000");
    let server = dogwood(&worker, &json!({}));
    worker.platform.script(|request| {
        let long = |id: u64| json!({ "id": id, "text": format!("{id}-{}", "x".repeat(900)) });
        let answer = json!({ "data": (0..9).map(long).collect::<Vec<_>>() });
        assert_eq!(path(request), "/leaves/search");
        Ok(vendor_answer(200, &answer.to_string()))
    });
    let client = worker.legacy(&server);
    let (mut ids, mut arguments, mut parts) = (Vec::new(), json!({ "colour": "red" }), 0);
    loop {
        parts += 1;
        assert!(parts < 9, "it ends");
        let reply = client.call(DIGEST, arguments.clone());
        assert!(reply.text().len() <= 3000);
        let part = reply.answered();
        for leaf in part["leaves"].as_array().into_iter().flatten() {
            ids.push(leaf["id"].as_u64().unwrap());
        }
        if part["next_cursor"].is_null() {
            break;
        }
        arguments["next_cursor"] = part["next_cursor"].clone();
    }
    assert_eq!(ids, (0..9).collect::<Vec<_>>());
    assert!(parts > 2);
}

#[test]
fn a_step_that_fails_at_length_leaves_room_for_what_was_found() {
    for (setting, most) in [("2000", 2_000), ("50000", 10_000)] {
        let mut worker = Worker::new();
        worker.set("MAX_RESULT_CHARS", setting);
        let server = dogwood(&worker, &json!({}));
        worker.platform.script(|request| {
            if path(request) == "/nests" {
                let nest = json!([{ "id": 7, "name": "n".repeat(60_000) }]);
                return Ok(vendor_answer(200, &nest.to_string()));
            }
            if path(request) == "/leaves/search" {
                return tree(request);
            }
            let body = json!({ "message": "😀".repeat(3_000), "errors": vec!["e"; 9_000] });
            Ok(vendor_answer(422, &body.to_string()))
        });
        let reply = worker.legacy(&server).call(OVERVIEW, json!({}));
        assert!(reply.text().len() <= most, "{}", reply.text().len());
        let failed = reply.failed();
        assert_eq!(failed["failed_step"], "veins");
        let found = &failed["results"];
        assert_eq!(found["nest"]["id"], 7, "{failed}");
        let name = found["nest"]["name"].as_str().unwrap();
        assert!(name.len() > most / 5, "{}", name.len());
        let lacks = &failed["results_truncated"];
        let cut = &lacks["cuts"][0];
        assert_eq!(cut["at"], "/results/nest/name", "{failed}");
        assert_eq!(cut["last"], name.len());
        assert_eq!(cut["of"], 60_000);
        assert!(lacks["hint"].as_str().unwrap().contains("not shown"));
    }
}

#[test]
fn it_is_there_only_where_all_that_it_calls_is() {
    let worker = Worker::new();
    let account = worker.account_with(&json!({
        "integration": "dogwood", "context": {}, "credentials": { "key": "fake-dogwood-key" }, "read_only": true,
    }));
    let listed = |config: Value| {
        let server = worker.server_with(&account, &json!({ "config": config }));
        let client = worker.legacy(&server);
        let is_listed = client.tools().iter().any(|name| name == OVERVIEW);
        let reply = client.call(OVERVIEW, json!({}));
        assert_eq!(
            is_listed,
            reply.json().get("error").is_none(),
            "listed is callable"
        );
        is_listed
    };
    worker.platform.script(tree);
    for config in [
        json!({}),
        json!({ "methods": ["read"] }),
        json!({ "methods": ["list", "get", "custom"] }),
        json!({ "methods": ["list", "get", "overview"] }),
        json!({ "tags": ["leaves", "nests"] }),
        json!({ "tools": { "allow": ["*dogwood*"] } }),
        json!({ "tools": { "allow": [OVERVIEW, "list_all_dogwood_*", "get_*"] } }),
    ] {
        assert!(listed(config.clone()), "{config}");
    }
    for config in [
        json!({ "methods": ["list", "get"] }),
        json!({ "methods": ["list", "custom"] }),
        json!({ "methods": ["get"] }),
        json!({ "tags": ["leaves"] }),
        json!({ "tools": { "deny": ["get_single_dogwood_leaf_by_id"] } }),
        json!({ "tools": { "deny": [OVERVIEW] } }),
        json!({ "tools": { "allow": ["list_all_dogwood_*", "get_*"] } }),
    ] {
        assert!(!listed(config.clone()), "{config}");
    }
}

#[test]
fn a_server_of_a_composite_alone_is_told_what_else_it_needs() {
    let worker = Worker::new();
    let account = dogwood(&worker, &json!({})).account;
    let body = json!({ "name": "x", "config": { "tools": { "allow": [OVERVIEW] } } });
    let refused = worker.admin("POST", &format!("/integrated-account/{account}/mcp"), &body);
    assert_eq!(
        refused.failures(),
        [format!(
            "config: leaves no tool, because {OVERVIEW} is there only where the tools are that it calls, such as \
             list_all_dogwood_nests; POST /integrated-account/:id/mcp/preview shows what a config gives"
        )]
    );
}

#[test]
fn it_is_listed_found_and_named_like_any_tool_that_reads() {
    let worker = Worker::new();
    let server = dogwood(&worker, &json!({}));
    let list = worker.legacy(&server).list().result();
    let tool = list["tools"]
        .as_array()
        .unwrap()
        .iter()
        .find(|tool| tool["name"] == OVERVIEW)
        .unwrap();
    assert_eq!(tool["annotations"]["readOnlyHint"], true);
    assert_eq!(tool["title"], "Show a nest with leaves");
    let arguments: Vec<&String> = tool["inputSchema"]["properties"]
        .as_object()
        .unwrap()
        .keys()
        .collect();
    assert_eq!(arguments.len(), 3, "{arguments:?}");

    worker.platform.script(tree);
    let short = dogwood(&worker, &json!({ "tool_names": "short" }));
    let failed = worker.legacy(&short).call("show_nest_overview", json!({}));
    assert!(failed.answered()["nest"].is_object());

    let discovering = dogwood(&worker, &json!({ "tool_exposure": "discovery" }));
    let client = worker.legacy(&discovering);
    let found = client
        .call("search_tools", json!({ "query": "nest overview" }))
        .answered();
    assert_eq!(found["tools"][0]["name"], OVERVIEW);
    let called = client.call(
        "call_tool",
        json!({ "tool_name": OVERVIEW, "arguments": {} }),
    );
    assert_eq!(called.answered()["nest"]["name"], "Crow");

    let account = &server.account;
    let preview = worker
        .admin(
            "POST",
            &format!("/integrated-account/{account}/mcp/preview"),
            &json!({ "config": {} }),
        )
        .is(200);
    let previewed = preview["tools"].as_array().unwrap();
    assert!(
        previewed.iter().any(|tool| tool["name"] == OVERVIEW),
        "{preview}"
    );
}
