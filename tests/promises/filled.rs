//! Arguments as clients and models really send them: every field filled, lists and objects as texts, numbers with a point, times in any
//! spelling, ids as people copy them. The fixture vendor Dogwood has a tool with each construct.

use serde_json::{Value, json};

use crate::fake::{Client, NOW, Server, Worker};
use crate::healed::shipped;

const LIST: &str = "list_all_dogwood_nests";
const GET: &str = "get_single_dogwood_nest_by_id";
const CREATE: &str = "create_a_dogwood_nest";
const UPDATE: &str = "update_a_dogwood_nest_by_id";
const SEARCH: &str = "list_all_dogwood_search_leaves";
const BIRD: &str = "6329bd9ffe4e2e91dac76188";
const URL: &str = "https://api.dogwood.example/v1/nests";

fn dogwood(worker: &Worker, config: &Value) -> Server {
    let account = worker.account_with(&json!({
        "integration": "dogwood",
        "context": {},
        "credentials": { "key": "fake-dogwood-key" },
    }));
    worker.server_with(&account, config)
}

/// What a call sends: the URL, and the body.
#[track_caller]
pub(crate) fn sent(
    worker: &Worker,
    client: &Client<'_>,
    tool: &str,
    arguments: &Value,
) -> (String, Value) {
    // Spelled otherwise it can be the same write again, which is what these are about.
    worker.platform.take_sent();
    let reply = client.call(tool, arguments.clone());
    let sent = worker.platform.sent();
    assert_eq!(sent.len(), 1, "{arguments}: {reply:?}");
    let request = &sent[0];
    let body = request.body.as_deref().unwrap_or(b"null");
    (request.url.clone(), serde_json::from_slice(body).unwrap())
}

#[track_caller]
pub(crate) fn refused(
    worker: &Worker,
    client: &Client<'_>,
    tool: &str,
    arguments: &Value,
) -> Vec<String> {
    let before = worker.platform.sent().len();
    let mends = client.call(tool, arguments.clone()).mends();
    assert_eq!(worker.platform.sent().len(), before, "{arguments}");
    mends
}

#[test]
fn a_query_that_is_filled_with_nothing_is_none() {
    let worker = Worker::new();
    let server = dogwood(&worker, &json!({}));
    let client = worker.legacy(&server);
    let filled = json!({
        "birds": [], "kind": "", "kinds": "", "names": [""], "name": "", "storey": 0, "built_after": 0, "built_on": " ",
    });
    assert_eq!(sent(&worker, &client, LIST, &filled).0, URL);
    let nulls = json!({
        "birds": null, "kind": null, "kinds": null, "names": null, "name": null, "storey": null, "built_after": null,
    });
    assert_eq!(sent(&worker, &client, LIST, &nulls).0, URL);
    let words = json!({
        "birds": "null", "kind": "None", "kinds": ["null"], "storey": "null", "built_after": "None",
        "built_on": "null", "fields": "None", "next_cursor": "null",
    });
    assert_eq!(sent(&worker, &client, LIST, &words).0, URL);
    // Where a text is free, somebody may look for that very word; without it the vendor would answer everything.
    for word in ["null", "undefined", "None"] {
        assert_eq!(
            sent(&worker, &client, LIST, &json!({ "name": word })).0,
            format!("{URL}?name={word}")
        );
    }
    let some = json!({ "names": ["", " a ", "  "], "name": " ", "kind": "open" });
    assert_eq!(
        sent(&worker, &client, LIST, &some).0,
        format!("{URL}?kind=Open&names=a")
    );
    let apart = json!({ "name": " High  nest " });
    assert_eq!(
        sent(&worker, &client, LIST, &apart).0,
        format!("{URL}?name=High%20%20nest")
    );
}

#[test]
fn a_body_that_is_filled_with_nothing_holds_what_was_meant() {
    let worker = Worker::new();
    let server = dogwood(&worker, &json!({}));
    let client = worker.legacy(&server);
    for filled in [
        json!({
            "name": "High", "birds": [], "neighbour_id": "", "built_at": "", "hatches_at": 0,
            "shelter": { "kind": "", "note": "", "layers": [] }, "marks": {},
        }),
        json!({
            "name": "High", "birds": null, "neighbour_id": null, "built_at": null, "hatches_at": null,
            "shelter": { "kind": null, "note": null, "layers": null }, "marks": null,
        }),
    ] {
        let (_, body) = sent(&worker, &client, CREATE, &filled);
        assert_eq!(body, json!({ "name": "High" }));
    }
    let deep = json!({
        "name": "High",
        "shelter": { "kind": "bark", "note": "", "layers": [{ "of": null }, { "of": "moss" }] },
        "marks": { "seen": null, "by": "" },
    });
    let (_, body) = sent(&worker, &client, CREATE, &deep);
    let expected = json!({
        "name": "High",
        "shelter": { "kind": "bark", "layers": [{ "of": "moss" }] },
        "marks": { "seen": null, "by": "" },
    });
    assert_eq!(body, expected, "keys of the caller's own are meant");
    for (arguments, mend) in [
        (json!({ "name": "" }), "name: is required"),
        (json!({ "name": null }), "name: is required"),
        (
            json!({ "name": "x", "shelter": { "kind": "", "note": "dry" } }),
            "shelter.kind: is required",
        ),
        (
            json!({ "name": "x", "birds": ["", {}] }),
            "birds[1]: must be a string, not an object",
        ),
    ] {
        assert_eq!(refused(&worker, &client, CREATE, &arguments), [mend]);
    }
}

#[test]
fn an_empty_value_is_sent_only_where_the_record_says_that_it_clears() {
    let worker = Worker::new();
    let server = dogwood(&worker, &json!({}));
    let client = worker.legacy(&server);
    for (given, body) in [
        (json!({ "note": "" }), json!({ "note": "" })),
        (json!({ "birds": [] }), json!({ "birds": [] })),
        (json!({ "birds": "[]" }), json!({ "birds": [] })),
        (json!({ "leaves_at": null }), json!({ "leaves_at": null })),
        (
            json!({ "neighbour_id": "null" }),
            json!({ "neighbour_id": null }),
        ),
        (
            json!({ "name": "Low", "note": null, "birds": null, "eggs": [], "leaves_at": "", "neighbour_id": "" }),
            json!({ "name": "Low" }),
        ),
        // A list of blanks is none; the empty list, which clears, was not sent.
        (
            json!({ "name": "Low", "birds": [""], "eggs": ["  ", null], "leaves_at": "undefined", "neighbour_id": "None" }),
            json!({ "name": "Low" }),
        ),
        (
            json!({ "note": "null", "eggs": ["", "a", " "] }),
            json!({ "note": "null", "eggs": ["a"] }),
        ),
    ] {
        let mut arguments = given.clone();
        arguments["id"] = json!("7");
        assert_eq!(
            sent(&worker, &client, UPDATE, &arguments).1,
            body,
            "{given}"
        );
    }
    let tools = client.list().result()["tools"].as_array().cloned().unwrap();
    let tool = tools.iter().find(|tool| tool["name"] == UPDATE).unwrap();
    let properties = &tool["inputSchema"]["properties"];
    for (property, says) in [
        ("note", "More about it; \"\" clears it."),
        ("birds", "Who lives in it; [] clears it."),
        (
            "leaves_at",
            "When it is left; in the future; RFC 3339; null clears it.",
        ),
    ] {
        assert_eq!(properties[property]["description"], says);
    }
}

#[test]
fn an_update_to_nothing_is_refused_with_what_could_be_given() {
    let worker = Worker::new();
    let server = dogwood(&worker, &json!({}));
    let client = worker.legacy(&server);
    let nothing = json!({ "id": "7", "name": "", "eggs": [], "neighbour_id": "" });
    assert_eq!(
        refused(&worker, &client, UPDATE, &nothing),
        [
            "arguments: leave nothing to send, as empty values are not; give at least one of name, note, birds, eggs, leaves_at, neighbour_id"
        ]
    );
}

#[test]
fn the_zero_of_an_id_that_may_be_left_out_is_none() {
    let worker = Worker::new();
    let server = dogwood(&worker, &json!({}));
    let client = worker.legacy(&server);
    for zero in [json!(0), json!("0"), json!(0.0), json!([0]), json!("null")] {
        let arguments = json!({ "name": "x", "neighbour_id": zero });
        let (_, body) = sent(&worker, &client, CREATE, &arguments);
        assert_eq!(body, json!({ "name": "x" }), "{zero}");
    }
    // As a string it may stand for nobody.
    let arguments = json!({ "id": "7", "neighbour_id": "0" });
    let (_, body) = sent(&worker, &client, UPDATE, &arguments);
    assert_eq!(body, json!({ "neighbour_id": "0" }));
}

#[test]
fn one_stands_for_a_list_and_a_list_of_one_for_that_one() {
    let worker = Worker::new();
    let server = dogwood(&worker, &json!({}));
    let client = worker.legacy(&server);
    let arguments = json!({
        "name": ["High"], "neighbour_id": [7], "shelter": { "kind": "[\"bark\"]", "layers": { "of": ["moss"] } },
        "built_at": ["2026-01-01"],
    });
    let (_, body) = sent(&worker, &client, CREATE, &arguments);
    assert_eq!(
        body,
        json!({
            "name": "High", "neighbour_id": 7, "shelter": { "kind": "bark", "layers": [{ "of": "moss" }] },
            "built_at": "2026-01-01T00:00:00Z",
        })
    );
    let arguments = json!({ "name": "x", "shelter": [{ "kind": "bark" }], "marks": [] });
    let (_, body) = sent(&worker, &client, CREATE, &arguments);
    assert_eq!(body, json!({ "name": "x", "shelter": { "kind": "bark" } }));
    let arguments = json!({ "id": ["7"], "eggs": "blue", "name": [" "] });
    let (url, body) = sent(&worker, &client, UPDATE, &arguments);
    assert_eq!(url, format!("{URL}/7"));
    assert_eq!(body, json!({ "eggs": ["blue"], "name": " " }));
    let (url, _) = sent(
        &worker,
        &client,
        LIST,
        &json!({ "names": "High", "kind": ["open"] }),
    );
    assert_eq!(url, format!("{URL}?kind=Open&names=High"));
    for (arguments, mend) in [
        (
            json!({ "name": "x", "shelter": { "kind": ["leaf", "bark"] } }),
            "shelter.kind: must be a string, not a list",
        ),
        (
            json!({ "name": "x", "shelter": { "kind": "bark", "layers": {} } }),
            "shelter.layers: must be a list, not {}",
        ),
    ] {
        assert_eq!(refused(&worker, &client, CREATE, &arguments), [mend]);
    }
}

#[test]
fn what_a_composite_is_given_has_no_spaces_around_it() {
    let worker = Worker::new();
    let server = dogwood(&worker, &json!({}));
    let client = worker.legacy(&server);
    let digest = "dogwood_leaves_digest";
    let arguments = json!({ "colour": " teal ", "size": " " });
    let (_, body) = sent(&worker, &client, digest, &arguments);
    let condition = json!({ "field": "colour", "operator": "=", "value": "teal" });
    assert_eq!(body["query"]["value"], json!([condition]));
    let nothing = json!({ "colour": "  ", "size": null });
    assert_eq!(
        refused(&worker, &client, digest, &nothing),
        ["size: is missing: give one of size, colour"]
    );
}

#[test]
fn what_is_in_a_path_has_no_spaces_around_it() {
    let worker = Worker::new();
    let server = dogwood(&worker, &json!({}));
    let client = worker.legacy(&server);
    let fall = "dogwood_leaves_fall";
    let (url, _) = sent(&worker, &client, fall, &json!({ "id": " a b ", "to": "x" }));
    assert!(url.contains("/leaves/a%20b/parts"), "{url}");
    let mends = refused(&worker, &client, fall, &json!({ "id": "  ", "to": "x" }));
    assert!(mends[0].starts_with("id: "), "{mends:?}");
}

#[test]
fn a_file_that_was_filled_with_everything_is_the_one_that_was_meant() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.legacy(&server);
    for file in [
        json!({ "name": "a.txt", "text": "hello", "data": "", "mime_type": "" }),
        json!({ "name": "a.txt", "text": "", "data": "aGVsbG8\n", "mime_type": null }),
        json!({ "name": "a.txt", "data": "data:;base64,aGVsbG8=" }),
    ] {
        client
            .call(
                "create_a_acme_attachment",
                json!({ "note": "", "file": file }),
            )
            .answered();
        let body = String::from_utf8(worker.platform.last_sent().body.unwrap()).unwrap();
        assert!(body.contains("\r\n\r\nhello\r\n"), "{body}");
        assert!(
            body.contains("Content-Type: application/octet-stream"),
            "{body}"
        );
    }
}

#[test]
fn lists_come_as_text_of_json_or_between_commas() {
    let worker = Worker::new();
    let server = dogwood(&worker, &json!({}));
    let client = worker.legacy(&server);
    let other = "56203d253cba154d39010062";
    for birds in [
        json!([BIRD, other]),
        json!(format!("[\"{BIRD}\",\"{other}\"]")),
        json!(format!("{BIRD}, {other}")),
    ] {
        let (_, body) = sent(
            &worker,
            &client,
            CREATE,
            &json!({ "name": "x", "birds": birds }),
        );
        assert_eq!(body["birds"], json!([BIRD, other]));
    }
    let (url, _) = sent(&worker, &client, LIST, &json!({ "kinds": "open,Hollow" }));
    assert_eq!(url, format!("{URL}?kinds=open&kinds=hollow"));
    let layers = json!({ "kind": "bark", "layers": "[\"{\\\"of\\\":\\\"moss\\\"}\"]" });
    let arguments = json!({ "name": "x", "shelter": layers.to_string() });
    assert_eq!(
        sent(&worker, &client, CREATE, &arguments).1["shelter"]["layers"],
        json!([{ "of": "moss" }])
    );
    // Once too often made a text, or between fences.
    let list = json!([BIRD, other]).to_string();
    for text in [
        json!(list).to_string(),
        format!("```json\n{list}\n```"),
        format!("```\n{list}```"),
    ] {
        let (_, body) = sent(
            &worker,
            &client,
            CREATE,
            &json!({ "name": "x", "birds": text }),
        );
        assert_eq!(body["birds"], json!([BIRD, other]), "{text}");
    }
    let shelter = json!(json!({ "kind": "bark" }).to_string()).to_string();
    let (_, body) = sent(
        &worker,
        &client,
        CREATE,
        &json!({ "name": "x", "shelter": shelter }),
    );
    assert_eq!(body["shelter"], json!({ "kind": "bark" }));
    for (tool, arguments, start) in [
        (
            LIST,
            json!({ "names": "a,b" }),
            "names: must be a list, not",
        ),
        (
            LIST,
            json!({ "kinds": "[\"open\"" }),
            "kinds: must be a list",
        ),
        (
            CREATE,
            json!({ "name": "x", "birds": format!("[{BIRD}") }),
            "birds: must be a list such as [\"6329bd9ffe4e2e91dac76188\"], not",
        ),
    ] {
        let mends = refused(&worker, &client, tool, &arguments);
        assert!(mends[0].starts_with(start), "{mends:?}");
    }
}

#[test]
fn a_number_with_a_point_is_whole_where_it_is() {
    let worker = Worker::new();
    let server = dogwood(&worker, &json!({}));
    let client = worker.legacy(&server);
    for id in ["8.0", "\"8.0\"", "\" 8 \"", "8e0", "\"#8\""] {
        let arguments = format!("{{\"id\":{id}}}");
        client.call_verbatim(GET, &arguments).answered();
        assert_eq!(worker.platform.last_sent().url, format!("{URL}/8"), "{id}");
    }
    // Without a form too.
    client
        .call_verbatim("dogwood_leaves_fall", "{\"id\":8.0,\"to\":\"x\"}")
        .answered();
    assert!(worker.platform.last_sent().url.contains("/leaves/8/parts"));
    let arguments = "{\"name\":\"x\",\"neighbour_id\":9007199254740993.0}";
    client.call_verbatim(CREATE, arguments);
    let body = worker.platform.last_sent().body.unwrap();
    assert_eq!(
        String::from_utf8(body).unwrap(),
        "{\"name\":\"x\",\"neighbour_id\":9007199254740993}"
    );
}

#[test]
fn a_time_is_taken_in_any_spelling_and_sent_in_the_vendors() {
    let worker = Worker::new();
    let server = dogwood(&worker, &json!({}));
    let client = worker.legacy(&server);
    for time in [
        json!("2099-04-10T00:00:00Z"),
        json!("2099-04-10"),
        json!(4_079_462_400_u64),
        json!("4079462400"),
    ] {
        let arguments = json!({ "name": "x", "built_at": time, "hatches_at": time });
        let (_, body) = sent(&worker, &client, CREATE, &arguments);
        assert_eq!(
            body,
            json!({ "name": "x", "built_at": "2099-04-10T00:00:00Z", "hatches_at": 4_079_462_400_u64 })
        );
        let arguments = json!({ "built_after": time, "built_on": time });
        let (url, _) = sent(&worker, &client, LIST, &arguments);
        assert_eq!(
            url,
            format!("{URL}?built_after=4079462400&built_on=2099-04-10")
        );
        let query = json!({ "field": "grown_at", "operator": ">", "value": time });
        let (_, body) = sent(&worker, &client, SEARCH, &json!({ "query": query }));
        assert_eq!(body["query"]["value"], 4_079_462_400_u64);
    }
    for (tool, arguments, place) in [
        (
            LIST,
            json!({ "built_after": 1_795_800_000_000_u64 }),
            "built_after",
        ),
        (
            CREATE,
            json!({ "name": "x", "built_at": "1795800000000" }),
            "built_at",
        ),
        (
            SEARCH,
            json!({ "query": { "field": "grown_at", "operator": ">", "value": "1795800000000" } }),
            "query.value",
        ),
    ] {
        assert_eq!(
            refused(&worker, &client, tool, &arguments),
            [format!(
                "{place}: 1795800000000 is milliseconds; send 1795800000"
            )]
        );
    }
    // The platform's clock says what has passed.
    let arguments = json!({ "name": "x", "hatches_at": NOW });
    assert_eq!(
        refused(&worker, &client, CREATE, &arguments),
        [
            "hatches_at: 2027-01-15T08:00:00Z has passed: it is 2027-01-15T08:00:00Z now; send a later time"
        ]
    );
    let soon = json!({ "name": "x", "hatches_at": NOW + 1 });
    sent(&worker, &client, CREATE, &soon);
    worker.platform.pass(60);
    refused(&worker, &client, CREATE, &soon);
}

#[test]
fn what_is_no_id_is_refused_with_its_form_and_the_tool_that_finds_it_as_this_server_calls_it() {
    let worker = Worker::new();
    let long = dogwood(&worker, &json!({}));
    let short = dogwood(&worker, &json!({ "config": { "tool_names": "short" } }));
    let contact = json!({ "name": "x", "birds": ["maria@acme.example"] });
    for (server, create, finder) in [
        (&long, CREATE, "list_all_dogwood_nests"),
        (&short, "create_nest", "list_nests"),
    ] {
        let client = worker.legacy(server);
        assert_eq!(
            refused(&worker, &client, create, &contact),
            [format!(
                "birds[0]: must be the id of a bird (hexadecimal digits), not \"maria@acme.example\"; {finder} finds it"
            )]
        );
    }
    let client = worker.legacy(&long);
    for (tool, arguments, place) in [
        (LIST, json!({ "birds": "robin" }), "birds[0]"),
        (GET, json!({ "id": "robin@nest.example" }), "id"),
        (
            GET,
            json!({ "id": "https://dogwood.example/leaves/7" }),
            "id",
        ),
        (
            UPDATE,
            json!({ "id": "7", "neighbour_id": "High" }),
            "neighbour_id",
        ),
        (
            SEARCH,
            json!({ "query": { "field": "nest_id", "operator": "IN", "values": ["High"] } }),
            "query.values",
        ),
    ] {
        let mends = refused(&worker, &client, tool, &arguments);
        let start = format!("{place}: must be the id of ");
        assert!(
            mends.len() == 1 && mends[0].starts_with(&start),
            "{mends:?}"
        );
    }
    for id in ["#7", "https://dogwood.example/a/nests/7?tab=eggs", "7"] {
        let (url, _) = sent(&worker, &client, GET, &json!({ "id": id }));
        assert_eq!(url, format!("{URL}/7"));
        let query = json!({ "field": "nest_id", "operator": "=", "value": id });
        let (_, body) = sent(&worker, &client, SEARCH, &json!({ "query": query }));
        assert_eq!(body["query"]["value"], "7");
    }
}

#[test]
fn a_filter_that_is_filled_asks_for_what_was_meant() {
    let worker = Worker::new();
    let server = dogwood(&worker, &json!({}));
    let client = worker.legacy(&server);
    let condition = json!({ "field": "size", "operator": "=", "value": 3 });
    for query in [
        json!({ "field": "size", "operator": "=", "value": "3", "conditions": [] }),
        json!({ "field": "size", "operator": "=", "value": "3", "values": [], "conditions": null }),
        json!({ "field": "size", "operator": "=", "value": "", "values": "[3.0]" }),
        json!({ "field": "SIZE", "operator": "=", "value": " 3 ", "conditions": [{}] }),
        json!(json!({ "field": "size", "operator": "=", "value": "3" }).to_string()),
        json!(
            json!(json!({ "field": "size", "operator": "=", "value": ["3", ""] }).to_string())
                .to_string()
        ),
        json!({ "field": "size", "operator": "=", "value": "[\"3\"]" }),
        json!([{ "field": ["size"], "operator": ["="], "value": ["3"] }]),
        json!("[{\"field\":\"size\",\"operator\":\"=\",\"value\":3}]"),
    ] {
        let (_, body) = sent(&worker, &client, SEARCH, &json!({ "query": query }));
        assert_eq!(body["query"], condition, "{query}");
    }
    for (value, operator, sent_as) in [
        (json!(" Dark  green "), "=", json!("Dark  green")),
        (json!("[\"teal\"]"), "=", json!("teal")),
        (json!("[teal] a"), "=", json!("[teal] a")),
        (json!("['teal']"), "=", json!("teal")),
        (json!(7.0), "=", json!("7.0")),
        (json!("re-d"), "=", json!("re-d")),
        (json!([" teal ", ""]), "IN", json!(["teal"])),
        (json!(["Green", " "]), "IN", json!(["green"])),
    ] {
        let query = json!({ "field": "colour", "operator": operator, "value": value });
        let (_, body) = sent(&worker, &client, SEARCH, &json!({ "query": query }));
        assert_eq!(body["query"]["value"], sent_as, "{value}");
    }
    let group = json!({ "operator": "and", "field": "", "conditions": [
        { "operator": "OR", "conditions": [] },
        json!({ "field": "colour", "operator": "IN", "values": "red, Green" }).to_string(),
    ] });
    let (_, body) = sent(&worker, &client, SEARCH, &json!({ "query": group }));
    let inner = json!({ "field": "colour", "operator": "IN", "value": ["red", "green"] });
    assert_eq!(
        body["query"],
        json!({ "operator": "AND", "value": [inner] })
    );
    for nothing in [
        json!({}),
        json!({ "operator": "AND", "conditions": [{ "operator": "OR", "conditions": [] }] }),
        json!(""),
        json!({ "field": "", "operator": "", "value": null }),
    ] {
        assert_eq!(
            refused(&worker, &client, SEARCH, &json!({ "query": nothing })),
            [r#"query: is required, such as {"field":"size","operator":"=","value":"3"}"#],
            "{nothing}"
        );
    }
    assert_eq!(
        refused(
            &worker,
            &client,
            SEARCH,
            &json!({ "query": "maria@acme.example" })
        ),
        [
            "query: must be an object such as {\"field\":\"size\",\"operator\":\"=\",\"value\":\"3\"}, not \"maria@acme.example\""
        ]
    );
}

#[test]
fn conditions_and_groups_of_a_list_that_hold_nothing_are_none() {
    let worker = Worker::new();
    let server = shipped(&worker, "hubspot");
    let client = worker.legacy(&server);
    let search = "list_all_hubspot_search_tickets";
    let nothing = json!({ "propertyName": "", "operator": "", "value": "", "values": [] });
    let condition = json!({ "propertyName": "hs_pipeline_stage", "operator": "EQ", "value": "1" });
    let groups = json!([
        { "filters": [nothing, condition, {}] },
        { "filters": [] },
        { "filters": [nothing] },
    ]);
    let (_, body) = sent(&worker, &client, search, &json!({ "filterGroups": groups }));
    assert_eq!(body["filterGroups"], json!([{ "filters": [condition] }]));
    let (_, body) = sent(
        &worker,
        &client,
        search,
        &json!({ "filterGroups": [{ "filters": [] }] }),
    );
    assert_eq!(body.get("filterGroups").unwrap_or(&json!([])), &json!([]));
}
