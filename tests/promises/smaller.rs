//! Smaller answers: `fields` of a call, `compact` and `html` of a server. What is left out is counted, and nothing is said of what is not known.

use serde_json::{Value, json};

use crate::fake::{Client, Server, Worker};

const LIST: &str = "list_all_dogwood_nests";
const GET: &str = "get_single_dogwood_nest_by_id";

fn dogwood(worker: &Worker, config: &Value) -> Server {
    let account = worker.account_with(&json!({
        "integration": "dogwood", "context": {}, "credentials": { "key": "fake-dogwood-key" },
    }));
    worker.server_with(&account, &json!({ "config": config }))
}

const NESTS: &str = r#"[
  {"id": 9007199254740993, "name": "High", "shelter": {"kind": "leaf", "since": null}, "birds": [{"name": "Ada", "age": 1.0}, {"age": 2}], "note": ""},
  {"id": 2, "name": "Low", "shelter": null, "colour": "grey"}
]"#;

/// The answer to `fields` as JSON text, which must be one with a right value.
#[track_caller]
fn asked(client: &Client<'_>, fields: &Value) -> String {
    let reply = client.call(LIST, json!({ "fields": fields }));
    reply.answered();
    reply.text()
}

#[test]
fn fields_are_names_and_paths_in_any_spelling_and_what_is_left_out_is_counted() {
    let worker = Worker::new();
    let server = dogwood(&worker, &json!({}));
    let client = worker.legacy(&server);
    worker.vendor_says(200, NESTS);
    let expected = r#"{"result":[{"id":9007199254740993,"birds":[{"name":"Ada"},{}]},{"id":2}],"next_cursor":null,"omitted":{"fields":8}}"#;
    for fields in [
        json!("id,birds.name"),
        json!(" birds.name , id,"),
        json!(["id", "birds.name"]),
        json!("[\"id\", \"birds.name\"]"),
    ] {
        assert_eq!(asked(&client, &fields), expected, "{fields}");
    }
    let whole = client.call(LIST, json!({})).text();
    assert!(!whole.contains("omitted"));
    for none in [
        json!(null),
        json!(""),
        json!([]),
        json!("[]"),
        json!([""]),
        json!({}),
    ] {
        assert_eq!(asked(&client, &none), whole, "{none}");
    }
    // Nothing of it is sent.
    for request in worker.platform.sent() {
        assert!(request.url.ends_with("/nests"), "{}", request.url);
    }
}

#[test]
fn summary_is_what_the_record_names_and_the_whole_where_it_names_nothing() {
    let worker = Worker::new();
    let server = dogwood(&worker, &json!({}));
    let client = worker.legacy(&server);
    worker.vendor_says(200, NESTS);
    // `shelter` is null in one row, and `summary` itself in none.
    let expected = r#"{"result":[{"id":9007199254740993,"name":"High","shelter":{"kind":"leaf"}},{"id":2,"name":"Low","shelter":null}],"next_cursor":null,"omitted":{"fields":4}}"#;
    assert_eq!(asked(&client, &json!("summary")), expected);
    let more = asked(&client, &json!("summary,note"));
    assert!(
        more.contains("\"note\":\"\"") && more.contains("\"fields\":3"),
        "{more}"
    );
    worker.vendor_says(200, r#"[{"id":1,"summary":"s","x":1}]"#);
    let own = r#"{"result":[{"id":1,"summary":"s"}],"next_cursor":null,"omitted":{"fields":1}}"#;
    assert_eq!(asked(&client, &json!("summary")), own);
    worker.vendor_says(200, r#"{"id":1,"x":null}"#);
    let one = client.call(GET, json!({ "id": 1, "fields": "summary" }));
    assert_eq!(one.text(), r#"{"id":1,"x":null}"#);
}

#[test]
fn a_record_says_what_it_lacks_among_its_own_members() {
    let worker = Worker::new();
    let server = dogwood(&worker, &json!({ "structured": true }));
    let client = worker.legacy(&server);
    let call = |body: &str, fields: &str| {
        worker.vendor_says(200, body);
        let reply = client.call(GET, json!({ "id": 1, "fields": fields }));
        assert_eq!(reply.answered(), reply.result()["structuredContent"]);
        reply.text()
    };
    assert_eq!(
        call(r#"{"id":1,"x":null}"#, "id"),
        r#"{"id":1,"omitted":{"fields":1}}"#
    );
    assert_eq!(
        call(r#"{"omitted":1,"x":null}"#, "omitted"),
        r#"{"result":{"omitted":1},"next_cursor":null,"omitted":{"fields":1}}"#
    );
    assert_eq!(call(r#"{"id":1}"#, "id"), r#"{"id":1}"#);
}

#[test]
fn a_name_that_nothing_in_the_answer_has_is_refused_with_the_nearest() {
    let worker = Worker::new();
    let server = dogwood(&worker, &json!({}));
    let client = worker.legacy(&server);
    worker.vendor_says(200, NESTS);
    for (fields, mend) in [
        (
            "nmae",
            "fields: has \"nmae\", which is nowhere in this answer (did you mean \"name\"?); here are id, name, shelter, birds, note, colour",
        ),
        (
            "id,birds.nam",
            "fields: has \"birds.nam\", which is nowhere in this answer (did you mean \"birds.name\"?); here are birds.name, birds.age",
        ),
        (
            "sumary",
            "fields: has \"sumary\", which is nowhere in this answer (did you mean \"summary\"?); here are id, name, shelter, birds, note, colour",
        ),
        (
            "name.first",
            "fields: has \"name.first\", but name holds no fields of its own here: ask for \"name\"",
        ),
    ] {
        let reply = client.call(LIST, json!({ "fields": fields }));
        assert_eq!(reply.mends(), [mend]);
        // These are not the vendor's words.
        assert_eq!(reply.result().get("_meta"), None);
        let message = reply.failed()["message"].as_str().unwrap().to_owned();
        assert!(
            message.starts_with("Nothing is shown. Fix these"),
            "{message}"
        );
    }
    // Some row has it; or nothing is known of it.
    for right in ["colour", "birds.age", "shelter.kind", "id,name"] {
        asked(&client, &json!(right));
    }
    worker.vendor_says(200, "[]");
    assert_eq!(
        asked(&client, &json!("anything")),
        "{\"result\":[],\"next_cursor\":null}"
    );
    worker.vendor_says(200, r#"[{"id":1,"owner":null,"tags":[],"more":{}}]"#);
    asked(&client, &json!("id,owner.name,tags.name,more.x"));
    worker.vendor_says(200, r#"["a","b"]"#);
    let plain = client.call(LIST, json!({ "fields": "x" }));
    let mend = "fields: has \"x\", but this answer has no fields: leave it out";
    assert_eq!(plain.mends(), [mend]);
    // A failure of the vendor is told as it is.
    worker.vendor_says(404, "{\"code\":\"gone\"}");
    let failed = client.call(LIST, json!({ "fields": "nmae" })).failed();
    assert_eq!(failed["statusCode"], 404);
}

#[test]
fn what_is_no_list_of_names_is_refused_before_anything_is_sent() {
    let worker = Worker::new();
    let server = dogwood(&worker, &json!({}));
    let client = worker.legacy(&server);
    let many: Vec<String> = (0..101).map(|at| format!("f{at}")).collect();
    for (fields, says) in [
        (
            json!(7),
            "fields: must be \"summary\", or names or dot paths with commas between, such as \"id,author.name\", not a number",
        ),
        (json!([1]), "not a list"),
        (json!({ "id": true }), "not an object"),
        (json!("a..b"), "fields: has no name or path \"a..b\""),
        (json!(".a"), "fields: has no name or path \".a\""),
        (
            json!(["x".repeat(201)]),
            "fields: has no name or path \"xxx",
        ),
        (json!(many), "fields: takes at most 100 names or paths"),
    ] {
        let mends = client.call(LIST, json!({ "fields": fields })).mends();
        assert!(
            mends.len() == 1 && mends[0].contains(says),
            "{fields} {mends:?}"
        );
    }
    assert!(worker.platform.sent().is_empty());
}

#[test]
fn a_later_page_is_not_judged_by_the_names_of_the_first() {
    let worker = Worker::new();
    let server = dogwood(&worker, &json!({}));
    let client = worker.legacy(&server);
    let page = |row: Value, current: u32| {
        let body = json!({ "data": [row], "pages": { "page": current, "total": 2 } });
        worker.vendor_says(200, &body.to_string());
    };
    let list = "list_all_dogwood_leaves";
    page(json!({ "id": 1, "rare": 2, "x": 3 }), 1);
    let first = client.call(list, json!({ "fields": "id,rare" })).answered();
    assert_eq!(first["omitted"], json!({ "fields": 1 }));
    page(json!({ "id": 2, "x": 3 }), 2);
    let next = json!({ "fields": "id,rare", "next_cursor": first["next_cursor"] });
    let second = client.call(list, next).answered();
    assert_eq!(second["result"], json!([{ "id": 2 }]));
}

#[test]
fn a_vendors_own_fields_stay_its_own() {
    let worker = Worker::new();
    let server = dogwood(&worker, &json!({}));
    let client = worker.legacy(&server);
    worker.vendor_says(200, r#"[{"id":1,"age":2}]"#);
    let reply = client.call("list_all_dogwood_layers", json!({ "fields": "id" }));
    assert_eq!(reply.answered()["result"], json!([{ "id": 1, "age": 2 }]));
    assert!(
        worker
            .platform
            .last_sent()
            .url
            .ends_with("/layers?fields=id")
    );
    let tools = client.list().result()["tools"].clone();
    let schema = |name: &str| {
        let tools = tools.as_array().unwrap();
        let tool = tools.iter().find(|tool| tool["name"] == name).unwrap();
        tool["inputSchema"]["properties"]["fields"].clone()
    };
    let own = schema("list_all_dogwood_layers");
    assert_eq!(own["description"], "The vendor's own.");
    assert_eq!(schema(LIST)["type"], "string");
    // What changes something, and what is no JSON, has none.
    for name in [
        "create_a_dogwood_nest",
        "dogwood_leaves_history",
        "dogwood_leaves_picture",
    ] {
        assert_eq!(schema(name), Value::Null, "{name}");
    }
}

#[test]
fn a_server_can_leave_out_what_is_empty_and_show_html_as_text() {
    let worker = Worker::new();
    let body = r#"[{"id":null,"a":null,"b":"","c":[],"d":{"e":{}},"f":0,"g":[null,{"h":""}],"body":"<p>Hi <a href=\"https://acme.example\">you</a></p>","note":"1 < 2"}]"#;
    for (config, expected) in [
        (
            json!({ "compact": true }),
            r#"{"result":[{"id":null,"f":0,"g":[null,{}],"body":"<p>Hi <a href=\"https://acme.example\">you</a></p>","note":"1 < 2"}],"next_cursor":null,"omitted":{"empty":5}}"#,
        ),
        (
            json!({ "compact": true, "html": "text" }),
            r#"{"result":[{"id":null,"f":0,"g":[null,{}],"body":"Hi you (https://acme.example)","note":"1 < 2"}],"next_cursor":null,"omitted":{"empty":5,"html":1}}"#,
        ),
        (
            json!({ "compact": false, "html": "markdown" }),
            r#"{"result":[{"id":null,"a":null,"b":"","c":[],"d":{"e":{}},"f":0,"g":[null,{"h":""}],"body":"Hi [you](https://acme.example)","note":"1 < 2"}],"next_cursor":null,"omitted":{"html":1}}"#,
        ),
    ] {
        let server = dogwood(&worker, &config);
        worker.vendor_says(200, body);
        let client = worker.legacy(&server);
        assert_eq!(client.call(LIST, json!({})).text(), expected, "{config}");
        let picked = client.call(LIST, json!({ "fields": "note" })).answered();
        assert_eq!(picked["result"], json!([{ "note": "1 < 2" }]));
        assert_eq!(picked["omitted"], json!({ "fields": 8 }));
        // A failure keeps all that it says.
        worker.vendor_says(400, r#"{"message":"<p>no</p>","why":null}"#);
        let failed = client.call(LIST, json!({})).failed();
        assert_eq!(
            failed["raw_response"],
            json!({ "message": "<p>no</p>", "why": null })
        );
    }
}

#[test]
fn what_html_spells_out_is_not_hidden_either() {
    let worker = Worker::new();
    let server = dogwood(&worker, &json!({ "html": "text" }));
    worker.vendor_says(
        200,
        r#"[{"a":"<p>x&#x202e;y&#xe0041;\ud83d</p>","b":"<p>x&#x202e;y</p>"}]"#,
    );
    let text = worker.legacy(&server).call(LIST, json!({})).text();
    assert!(text.contains(r#""b":"x\u202ey""#), "{text}");
    // Half of a character makes no text to read; the string stays as it came.
    assert!(
        text.contains(r#""a":"<p>x&#x202e;y&#xe0041;\ud83d</p>""#),
        "{text}"
    );
}

#[test]
fn what_a_server_leaves_out_is_chosen_by_its_operator() {
    let worker = Worker::new();
    let account = worker.account();
    let preview = format!("/integrated-account/{account}/mcp/preview");
    for (key, wrong, says) in [
        (
            "compact",
            json!("yes"),
            "config.compact: must be true or false",
        ),
        (
            "format",
            json!("toon"),
            "config.format: must be \"json\" or \"csv\"",
        ),
        (
            "html",
            json!("plain"),
            "config.html: must be \"text\" or \"markdown\"",
        ),
        (
            "html",
            json!(true),
            "config.html: must be \"text\" or \"markdown\"",
        ),
    ] {
        let reply = worker.admin("POST", &preview, &json!({ "config": { key: wrong } }));
        assert_eq!(reply.failures(), [says]);
    }
    let config = json!({ "compact": true, "html": "markdown" });
    worker
        .admin("POST", &preview, &json!({ "config": config }))
        .is(200);
    let server = worker.server_with(&account, &json!({ "config": config }));
    assert_eq!(worker.read(&server.resource()).is(200)["config"], config);
    let cleared = json!({ "config": { "compact": null, "html": null } });
    let cleared = worker.admin("PATCH", &server.resource(), &cleared).is(200);
    assert_eq!(cleared["config"], json!({}));
}

#[test]
fn lists_of_flat_records_go_out_as_a_table_and_are_read_on_as_one() {
    let mut worker = Worker::new();
    worker.set("MAX_RESULT_CHARS", "1000");
    let config = json!({ "format": "csv", "structured": true });
    let server = dogwood(&worker, &config);
    let client = worker.legacy(&server);
    worker.vendor_says(200, NESTS);
    let text = asked(&client, &json!("id,name,shelter.kind"));
    let expected = r#"{"result":"id,name,shelter.kind,shelter\n9007199254740993,High,leaf,\n2,Low,,\n","next_cursor":null,"omitted":{"fields":4}}"#;
    assert_eq!(text, expected);
    // Birds are a list.
    assert!(client.call(LIST, json!({})).answered()["result"].is_array());
    let rows: Vec<Value> = (0..300)
        .map(|id| json!({ "id": id, "name": "é\"," }))
        .collect();
    worker.vendor_says(200, &json!(rows).to_string());
    let (mut arguments, mut seen) = (json!({}), String::new());
    loop {
        let reply = client.call(LIST, arguments.clone());
        let answer = reply.answered();
        assert!(reply.text().len() <= 1_000);
        assert_eq!(answer, reply.result()["structuredContent"]);
        let table = answer["result"].as_str().unwrap();
        seen.push_str(table.strip_prefix("id,name\n").unwrap());
        let Some(cursor) = answer["next_cursor"].as_str() else {
            break;
        };
        arguments["next_cursor"] = json!(cursor);
    }
    let all: Vec<String> = (0..300).map(|id| format!("{id},\"é\"\",\"\n")).collect();
    assert_eq!(seen, all.concat());
}

#[test]
fn the_rest_of_an_answer_is_for_the_same_fields_and_the_same_server() {
    let mut worker = Worker::new();
    worker.set("MAX_RESULT_CHARS", "1000");
    let server = dogwood(&worker, &json!({}));
    let rows: Vec<Value> = (0..200)
        .map(|id| json!({ "id": id, "x": null, "y": "z" }))
        .collect();
    worker.vendor_says(200, &json!(rows).to_string());
    let client = worker.legacy(&server);
    let first = client.call(LIST, json!({ "fields": "id,y" })).answered();
    assert_eq!(first["omitted"], json!({ "fields": 200 }));
    let cursor = first["next_cursor"].clone();
    let with = |fields: &str| client.call(LIST, json!({ "fields": fields, "next_cursor": cursor }));
    let rest = with("id,y").answered();
    let next = first["result"].as_array().unwrap().len();
    assert_eq!(rest["result"][0], json!({ "id": next, "y": "z" }));
    assert_eq!(rest["omitted"], json!({ "fields": 200 }));
    let other = "next_cursor: is for the rest of an answer to other arguments";
    assert!(with("id").mends()[0].starts_with(other));
    assert!(with("").mends()[0].starts_with(other));
    let compact = json!({ "config": { "compact": true } });
    worker.admin("PATCH", &server.resource(), &compact).is(200);
    assert!(with("id,y").mends()[0].starts_with(other));
}
