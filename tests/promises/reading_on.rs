//! Nothing of a vendor's answer is out of reach: what does not fit into one result comes with the next ones.

use fairlead::http::Headers;
use serde_json::{Value, json};

use crate::fake::{Client, Server, Worker, vendor_answer};

const GET: &str = "get_single_dogwood_leaf_by_id";

fn dogwood(worker: &Worker) -> Server {
    let account = worker.account_with(&json!({
        "integration": "dogwood", "context": {}, "credentials": { "key": "fake-dogwood-key" },
    }));
    worker.server_with(&account, &json!({}))
}

fn limited_worker(max_chars: usize) -> (Worker, Server) {
    let mut worker = Worker::new();
    worker.set("MAX_RESULT_CHARS", &max_chars.to_string());
    let server = dogwood(&worker);
    (worker, server)
}

/// All answers of a walk, from the first to the one without a cursor.
#[track_caller]
fn walk(client: &Client<'_>, tool: &str, arguments: &Value, max_chars: usize) -> Vec<Value> {
    let mut arguments = arguments.clone();
    let mut answers = Vec::new();
    loop {
        let reply = client.call(tool, arguments.clone());
        let length = reply.text().len();
        assert!(length <= max_chars, "{length} of {max_chars}: {reply:?}");
        answers.push(reply.answered());
        assert!(answers.len() < 2_000, "an answer that never ends");
        match reply.answered()["next_cursor"].as_str() {
            Some(cursor) => arguments["next_cursor"] = json!(cursor),
            None => return answers,
        }
    }
}

fn vein(id: usize) -> Value {
    json!({ "id": id, "author": { "name": "Ada" }, "body": format!("<p>vein {id} é</p>") })
}

fn leaf(count: usize) -> Value {
    let veins: Vec<Value> = (0..count).map(vein).collect();
    json!({
        "id": "c1", "state": "open", "tags": ["a", "b"],
        "veins": { "type": "list", "total": count, "list": veins },
        "rating": { "score": 5 },
    })
}

#[track_caller]
fn ids(list: &Value) -> Vec<u64> {
    let entries = list.as_array().unwrap();
    let id = |entry: &Value| entry["id"].as_u64().unwrap();
    entries.iter().map(id).collect()
}

fn all(count: u64) -> Vec<u64> {
    (0..count).collect()
}

#[test]
fn a_long_list_inside_a_record_comes_newest_first_and_the_record_stays() {
    for max_chars in [1_000, 4_000, 20_000] {
        let (worker, server) = limited_worker(max_chars);
        worker.vendor_says(200, &leaf(500).to_string());
        let client = worker.modern(&server);
        let answers = walk(&client, GET, &json!({ "id": "c1" }), max_chars);
        assert!(answers.len() > 1);
        let mut seen = Vec::new();
        for answer in &answers {
            assert_eq!(answer["id"], "c1");
            let veins = answer["veins"]["list"].as_array().unwrap();
            let part = ids(&answer["veins"]["list"]);
            for (entry, id) in veins.iter().zip(&part) {
                assert_eq!(*entry, vein(usize::try_from(*id).unwrap()));
            }
            assert!(part.is_sorted(), "in the vendor's order");
            let mark = &answer["truncated"]["cuts"][0];
            assert_eq!(mark["at"], "/veins/list");
            assert_eq!(mark["what"], "entries");
            assert_eq!(mark["first"], part[0] + 1);
            assert_eq!(mark["last"], part.last().unwrap() + 1);
            assert_eq!((&mark["of"], &mark["left"]), (&json!(500), &json!(part[0])));
            assert_eq!(mark["order"], "oldest_first");
            seen.splice(0..0, part);
        }
        assert_eq!(seen, all(500));
        let first = &answers[0];
        assert_eq!(first["veins"]["total"], 500);
        assert_eq!(first["state"], "open");
        assert_eq!(first["rating"], json!({ "score": 5 }));
        assert_eq!(first["tags"], json!(["a", "b"]));
    }
}

#[test]
fn an_answer_that_fits_is_not_touched() {
    let (worker, server) = limited_worker(60_000);
    let body = leaf(100).to_string();
    worker.vendor_says(200, &body);
    let reply = worker.legacy(&server).call(GET, json!({ "id": "c1" }));
    assert_eq!(reply.text(), body);
}

#[test]
fn a_newest_entry_that_comes_in_meanwhile_neither_hides_nor_repeats_another() {
    for (tool, is_oldest_first) in [
        ("list_all_dogwood_rings", true),
        ("list_all_dogwood_layers", false),
    ] {
        let (worker, server) = limited_worker(1_000);
        let client = worker.legacy(&server);
        let (mut seen, mut arguments) = (Vec::new(), json!({}));
        for turn in 0.. {
            let mut entries: Vec<Value> = (0..40 + turn).map(vein).collect();
            if !is_oldest_first {
                entries.reverse();
            }
            worker.vendor_says(200, &Value::from(entries).to_string());
            let answer = client.call(tool, arguments.clone()).answered();
            let mut page = ids(&answer["result"]);
            if !is_oldest_first {
                page.reverse();
            }
            assert!(page.is_sorted(), "{page:?} in the vendor's order");
            seen.splice(0..0, page);
            arguments["next_cursor"] = answer["next_cursor"].clone();
            if arguments["next_cursor"].is_null() {
                break;
            }
        }
        assert_eq!(seen, all(40), "{tool}");
    }
}

#[test]
fn a_list_that_the_vendor_cuts_can_be_read_to_its_end() {
    let (worker, server) = limited_worker(1_000);
    let client = worker.legacy(&server);
    let entries: Vec<Value> = (0..50).map(vein).collect();
    worker.vendor_says(200, &Value::from(entries).to_string());
    let answers = walk(&client, "list_all_dogwood_twigs", &json!({}), 1_000);
    let pages = answers.iter().flat_map(|answer| ids(&answer["result"]));
    assert_eq!(pages.collect::<Vec<u64>>(), all(50));
    for answer in answers {
        assert_eq!(answer["is_truncated"], true);
        assert_eq!(answer["hint"], "Ask for one branch.");
        assert_eq!(answer["truncated"]["cuts"][0]["of"], 50);
    }
}

#[test]
fn one_long_text_is_cut_inside_its_field_and_its_record_stays_known() {
    let (worker, server) = limited_worker(2_000);
    let client = worker.legacy(&server);
    let long = "Grüße 👋 \"quoted\" \\ back\nline ".repeat(400);
    let record =
        |id: usize, body: &str| json!({ "id": id, "body": body, "author": "Ada", "at": 17 });
    let list = json!([record(0, "short"), record(1, &long), record(2, "short")]);
    worker.vendor_says(200, &list.to_string());
    let answers = walk(&client, "list_all_dogwood_twigs", &json!({}), 2_000);
    let mut bodies = [String::new(), String::new(), String::new()];
    for answer in &answers {
        for record in answer["result"].as_array().unwrap() {
            let id = usize::try_from(record["id"].as_u64().unwrap()).unwrap();
            bodies[id].push_str(record["body"].as_str().unwrap());
            assert_eq!(
                (&record["author"], &record["at"]),
                (&json!("Ada"), &json!(17))
            );
        }
    }
    assert_eq!(
        bodies,
        ["short".to_owned(), long.clone(), "short".to_owned()]
    );
    let cuts = answers[1]["truncated"]["cuts"].as_array().unwrap();
    let cut = cuts.iter().find(|cut| cut["what"] == "characters").unwrap();
    assert_eq!(cut["at"], "/result/0/body");
    assert_eq!(cut["of"], long.chars().count());
}

#[test]
fn a_cursor_to_the_rest_of_one_record_shows_no_other() {
    let (worker, server) = limited_worker(1_000);
    let client = worker.legacy(&server);
    worker.vendor_says(200, &leaf(100).to_string());
    let ask = json!({ "id": "7", "colour": "red" });
    let cursor = client.call(GET, ask).answered()["next_cursor"].clone();
    let sent = worker.platform.sent().len();
    for mut other in [
        json!({ "id": "8", "colour": "red" }),
        json!({ "id": "7" }),
        json!({ "id": "7", "colour": "blue" }),
    ] {
        other["next_cursor"] = cursor.clone();
        let mends = client.call(GET, other).mends();
        let expected = "next_cursor: is for the rest of an answer to other arguments";
        assert!(mends[0].starts_with(expected), "{mends:?}");
    }
    assert_eq!(worker.platform.sent().len(), sent, "nothing is sent");
    let spelled = format!("{{\"next_cursor\":{cursor}, \"colour\": \"red\", \"id\":7}}");
    let same = client.call_verbatim(GET, &spelled).answered();
    assert!(same["veins"]["list"].is_array(), "{same}");
}

#[test]
fn what_changed_something_is_not_called_again_for_the_rest_of_its_answer() {
    let (worker, server) = limited_worker(1_000);
    let client = worker.legacy(&server);
    let body = json!({ "id": 7, "log": "x".repeat(5_000) });
    worker.vendor_says(200, &body.to_string());
    let answer = client.call("create_a_dogwood_twig", json!({})).answered();
    assert_eq!(
        (&answer["id"], &answer["next_cursor"]),
        (&json!(7), &Value::Null)
    );
    let hint = answer["truncated"]["hint"].as_str().unwrap();
    assert!(hint.contains("would repeat the change"), "{hint}");
    let refused = client.call("create_a_dogwood_twig", json!({ "next_cursor": "x" }));
    assert!(refused.mends()[0].starts_with("next_cursor: is not an argument"));
}

#[test]
fn a_record_with_members_of_such_names_keeps_them_apart() {
    let (worker, server) = limited_worker(1_000);
    let client = worker.legacy(&server);
    let own = json!({ "id": 7, "next_cursor": "its own", "log": "x".repeat(3_000) });
    for (body, pointer) in [(own, "/result/log"), (json!("x".repeat(3_000)), "/result")] {
        worker.vendor_says(200, &body.to_string());
        let answers = walk(&client, GET, &json!({ "id": 1 }), 1_000);
        let piece = |answer: &Value| {
            answer
                .pointer(pointer)
                .unwrap()
                .as_str()
                .unwrap()
                .to_owned()
        };
        assert_eq!(
            answers.iter().map(piece).collect::<String>(),
            "x".repeat(3_000)
        );
    }
}

#[test]
fn structured_content_is_the_same_part() {
    let mut worker = Worker::new();
    worker.set("MAX_RESULT_CHARS", "1000");
    let server = worker.configured(&json!({ "structured": true }));
    let body = json!({ "data": { "id": 1, "text": "é".repeat(3_000) } });
    worker.vendor_says(200, &body.to_string());
    let one = json!({ "id": 1 });
    let reply = worker
        .legacy(&server)
        .call("get_single_acme_issue_by_id", one);
    assert_eq!(reply.result()["structuredContent"], reply.answered());
    assert!(reply.answered()["next_cursor"].is_string());
}

/// A text without its last line, that line, and the cursor in it.
#[track_caller]
fn noted(text: &str) -> (&str, &str, Option<&str>) {
    let (piece, note) = text.rsplit_once('\n').unwrap();
    let cursor = note.split_once("next_cursor \"");
    (
        piece,
        note,
        cursor.map(|(_, rest)| rest.trim_end_matches("\"]")),
    )
}

#[test]
fn a_text_can_be_read_on_and_so_can_lines_and_a_file_of_text() {
    let mut worker = Worker::new();
    worker.set("MAX_RESULT_CHARS", "1000");
    let (acme, dogwood) = (worker.server(), dogwood(&worker));
    let lines: Vec<String> = (0..150)
        .map(|at| format!("{{\"at\":{at},\"é\":\"👋\"}}"))
        .collect();
    let text = format!("{}\n", lines.join("\n"));
    let mut answer = vendor_answer(200, &text);
    answer.headers = Headers::default();
    answer.headers.push("content-type", "text/csv");
    worker.platform.script(move |_| Ok(answer.clone()));
    let one = json!({ "id": 7 });
    // CSV has its first line, the names, in each part.
    for (server, tool, mut arguments, is_table) in [
        (&acme, "acme_issues_export", json!({}), true),
        (&dogwood, "dogwood_leaves_history", one.clone(), false),
        (&acme, "get_single_acme_attachment_by_id", one, true),
    ] {
        let client = worker.legacy(server);
        let mut pieces = Vec::new();
        loop {
            let result = client.call(tool, arguments.clone()).result();
            let block = &result["content"][0];
            let shown = block.get("text").unwrap_or(&block["resource"]["text"]);
            let shown = shown.as_str().unwrap();
            assert!(shown.len() <= 1_000, "{tool}: {}", shown.len());
            let (piece, note, cursor) = noted(shown);
            let is_first = pieces.is_empty();
            let own = piece.strip_prefix(&format!("{}\n", lines[0]));
            let own = own.filter(|_| is_table && !is_first).unwrap_or(piece);
            assert_eq!(own != piece, is_table && !is_first, "{piece}");
            pieces.push(own.to_owned());
            let is_json = |line| serde_json::from_str::<Value>(line).is_ok();
            assert!(piece.lines().all(is_json), "{piece}");
            let count: usize = pieces.iter().map(|piece| piece.lines().count()).sum();
            let first = count + 1 - own.lines().count();
            let said = format!("[cut: lines {first} to {count} of 150");
            assert!(note.starts_with(&said), "{said} {note}");
            let Some(cursor) = cursor else {
                assert!(note.ends_with(", the end]"), "{note}");
                break;
            };
            arguments["next_cursor"] = json!(cursor);
        }
        assert!(pieces.len() > 3);
        assert_eq!(pieces.join("\n"), text.trim_end(), "{tool}");
    }
}

#[test]
fn a_line_that_alone_is_too_long_is_cut_inside_and_stays_json() {
    let (worker, server) = limited_worker(1_000);
    let client = worker.legacy(&server);
    let long = "é\"".repeat(900);
    let line = json!({ "id": 7, "body": long, "state": "open" });
    let text = format!("{{\"a\":1}}\r\n{line}\n{{\"c\":3}}\n\n");
    worker.vendor_says(200, &text);
    let (mut body, mut lines, mut arguments) = (String::new(), Vec::new(), json!({ "id": 7 }));
    loop {
        let shown = client
            .call("dogwood_leaves_history", arguments.clone())
            .text();
        assert!(shown.len() <= 1_000, "{}", shown.len());
        let (piece, note, cursor) = noted(&shown);
        for line in piece.lines() {
            let line: Value = serde_json::from_str(line).expect("JSON stays JSON");
            if line["id"] == 7 {
                assert_eq!(line["state"], "open");
                let expected = "[cut: lines 2 to ";
                assert!(note.starts_with(expected), "{note}");
                let mark = "of 4; of number 2 a part: [{\"at\":\"/body\",\"what\":\"characters\",";
                assert!(note.contains(mark), "{note}");
                body.push_str(line["body"].as_str().unwrap());
            }
            lines.push(line);
        }
        let Some(cursor) = cursor else { break };
        arguments["next_cursor"] = json!(cursor);
    }
    assert_eq!(body, long);
    assert_eq!(
        (&lines[0], lines.last()),
        (&json!({ "a": 1 }), Some(&json!({ "c": 3 })))
    );
}

#[test]
fn a_line_that_is_no_json_and_too_long_comes_in_pieces_that_say_so() {
    let (worker, server) = limited_worker(1_000);
    let client = worker.legacy(&server);
    let long = "wörter ".repeat(300);
    worker.vendor_says(200, &format!("first\n{long}\nlast"));
    let (mut seen, mut arguments) = (String::new(), json!({ "id": 7 }));
    loop {
        let shown = client
            .call("dogwood_leaves_history", arguments.clone())
            .text();
        assert!(shown.len() <= 1_000, "{}", shown.len());
        let (piece, note, cursor) = noted(&shown);
        let is_part = note.contains("; of number 2 a part: [{\"at\":\"\",\"what\":\"characters\"");
        assert_eq!(is_part, piece.contains('ö'), "{note}");
        seen.push_str(piece);
        let Some(cursor) = cursor else { break };
        arguments["next_cursor"] = json!(cursor);
    }
    assert_eq!(seen.replace('\n', ""), format!("first{long}last"));
}

#[test]
fn csv_is_cut_between_its_records() {
    let (mut worker, rows) = (Worker::new(), 40);
    worker.set("MAX_RESULT_CHARS", "1000");
    let server = worker.server();
    let client = worker.legacy(&server);
    let cell = "\"two\nlines, \"\"quoted\"\"\"";
    let lines: Vec<String> = (0..rows).map(|at| format!("{at},{cell}\n")).collect();
    let text = lines.concat();
    let mut answer = vendor_answer(200, &format!("id,text\n{text}"));
    answer.headers = Headers::default();
    answer
        .headers
        .push("content-type", "text/csv; charset=utf-8");
    worker.platform.script(move |_| Ok(answer.clone()));
    let (mut seen, mut arguments) = (String::new(), json!({}));
    loop {
        let shown = client.call("acme_issues_export", arguments.clone()).text();
        let (piece, note, cursor) = noted(&shown);
        assert!(note.contains(" of 41"), "records are counted: {note}");
        seen.push_str(piece.strip_prefix("id,text\n").expect("the names"));
        seen.push('\n');
        assert!(piece.ends_with(cell), "{piece}");
        let Some(cursor) = cursor else { break };
        arguments["next_cursor"] = json!(cursor);
    }
    assert_eq!(seen, text);
}

#[test]
fn lines_are_known_by_their_media_type_too() {
    let mut worker = Worker::new();
    worker.set("MAX_RESULT_CHARS", "1000");
    let server = worker.server();
    let client = worker.legacy(&server);
    let text = "{\"at\":1}\n".repeat(300);
    let mut answer = vendor_answer(200, &text);
    answer.headers = Headers::default();
    answer.headers.push("content-type", "application/x-ndjson");
    worker.platform.script(move |_| Ok(answer.clone()));
    for (tool, arguments) in [
        ("acme_issues_export", json!({})),
        ("get_single_acme_attachment_by_id", json!({ "id": 7 })),
    ] {
        let result = client.call(tool, arguments).result();
        let block = &result["content"][0];
        let shown = block.get("text").unwrap_or(&block["resource"]["text"]);
        let (piece, note, _) = noted(shown.as_str().unwrap());
        assert!(piece.lines().all(|line| line == "{\"at\":1}"), "{piece}");
        assert!(
            note.starts_with("[cut: lines 1 to ") && note.contains(" of 300;"),
            "{note}"
        );
    }
}
