//! What tools are said to do, and who lets them through.

use serde_json::json;

use super::disk::{Disk, document, imported, tool};

#[test]
fn effects_follow_from_verbs_and_doubtful_ones_are_told() {
    let answer =
        "responses: { '200': { content: { application/json: { schema: { type: object } } } } }";
    let disk = imported(
        &format!(
            "
/things: {{ get: {{ {answer} }} }}
/things/{{id}}/close: {{ post: {{ {answer} }} }}
/things/batch/read: {{ post: {{ {answer} }} }}
/things/purge: {{ post: {{ {answer} }} }}
/things/{{id}}/resend: {{ get: {{ {answer} }} }}
/things/{{id}}/export: {{ get: {{ {answer} }} }}
"
        ),
        "",
    );
    let methods = disk.record("things.yaml")["methods"].clone();
    for (method, effect) in [
        ("close", "write"),
        ("batch_read", "read"),
        ("purge", "destructive"),
        ("resend", "write"),
        ("export", "read"),
    ] {
        assert_eq!(methods[method]["effect"], effect, "{method}");
    }
    let notes = disk.text("IMPORT.md");
    let (_, doubtful) = notes
        .split_once("## Doubtful effects: 3")
        .expect("three of them");
    for path in [
        "~1things~1batch~1read/post",
        "~1things~1purge/post",
        "~1things~1{id}~1resend/get",
    ] {
        assert!(doubtful.contains(path), "{path}");
    }
}

#[test]
fn descriptions_are_the_vendors_words_without_their_dress() {
    let text = "Returns **one** thing, see [the guide](https://docs.acme.example/x). <b>Never</b> a list.\\n\\n{% admonition %}\\n\\n| a | b |\\n|---|---|\\n| 1 | 2 |\\n\\n```js\\nx()\\n```\\n* first point\\n* second";
    let (_, documentation, _) = tool(
        &format!(
            "/things/{{id}}: {{ get: {{ summary: Get a thing, description: \"{text}\", responses: {{}} }} }}"
        ),
        "",
    );
    assert_eq!(
        documentation["description"],
        "Get a thing. Returns one thing, see the guide. Never a list. first point. second."
    );
    assert_eq!(documentation["imported"], true);
}

#[test]
fn a_description_is_cut_at_a_sentence_and_a_short_one_says_what_it_calls() {
    let long = "This sentence stands here many times and says nothing. ".repeat(40);
    let (_, documentation, _) = tool(
        &format!("/things: {{ get: {{ description: '{long}', responses: {{}} }} }}"),
        "",
    );
    let said = documentation["description"]
        .as_str()
        .expect("a description");
    assert!(said.len() <= 500 && said.ends_with("nothing."), "{said}");
    let (_, documentation, _) = tool("/things: { get: { summary: List, responses: {} } }", "");
    assert_eq!(
        documentation["description"],
        "List. Calls GET /things of the API of Acme."
    );
    let (_, documentation, disk) = tool("/things: { get: { responses: {} } }", "");
    assert_eq!(
        documentation["description"],
        "Calls GET /things of the API of Acme. The vendor says nothing more of it."
    );
    assert!(
        disk.text("IMPORT.md")
            .contains("`acme.yaml#/paths/~1things/get`: it has no description")
    );
}

#[test]
fn answers_are_read_as_what_they_are() {
    let answered = |responses: &str| {
        tool(
            &format!("/things/{{id}}: {{ get: {{ responses: {{ {responses} }} }} }}"),
            "",
        )
        .0
    };
    let content = |media: &str| {
        format!(
            "'200': {{ content: {{ {media}: {{ schema: {{ type: string, format: binary }} }} }} }}"
        )
    };
    assert_eq!(answered(&content("text/csv"))["response"], "text");
    assert_eq!(
        answered(&content("text/csv"))["headers"],
        json!({ "Accept": "text/csv" })
    );
    assert_eq!(answered(&content("application/pdf"))["response"], "binary");
    assert_eq!(
        answered(&content("application/x-ndjson"))["response"],
        "json_lines"
    );
    assert_eq!(
        answered("'302': { description: elsewhere }")["response"],
        "redirect"
    );
    let json = |properties: &str| {
        answered(&format!(
            "'200': {{ content: {{ application/json: {{ schema: {{ type: object, properties: {{ {properties} }} }} }} }} }}"
        ))
    };
    assert_eq!(
        json("data: { type: object }, request_id: { type: string }")["response_path"],
        "/data"
    );
    // So would what a partial success says of its other part.
    let partial = "'200': { content: { application/json: { schema: { type: object, properties: { data: { type: object } } } } } }, '207': { content: { application/json: { schema: { type: object, properties: { data: { type: object }, errors: { type: array, items: {} } } } } } }";
    assert_eq!(answered(partial).get("response_path"), None);
    // What stands beside it would be lost.
    assert_eq!(
        json("data: { type: object }, warnings: { type: array, items: {} }").get("response_path"),
        None
    );
}

#[test]
fn examples_are_the_vendors_where_the_record_takes_them() {
    let post = |rest: &str| {
        let paths = format!(
            "/things: {{ post: {{ requestBody: {{ required: true, content: {{ application/json: {rest} }} }}, responses: {{}} }} }}"
        );
        tool(&paths, "").1["example"].clone()
    };
    let schema = "schema: { type: object, required: [name], properties: { name: { type: string }, size: { type: integer, maximum: 5 } } }";
    assert_eq!(
        post(&format!(
            "{{ {schema}, example: {{ name: lamp, size: 3, other: 1 }} }}"
        )),
        json!({ "name": "lamp", "size": 3 })
    );
    assert_eq!(
        post(&format!("{{ {schema}, example: {{ size: 9 }} }}")),
        json!({ "name": "example" })
    );
    assert_eq!(
        post(
            "{ schema: { type: object, required: [a, b, c, d], properties: { a: { type: string, format: uuid }, b: { type: string, enum: [x, y] }, c: { type: string, minLength: 12 }, d: { type: string, example: shown } } } }"
        ),
        json!({ "a": "4a1c9d0e-5f3b-4c2a-9e7d-8b6f5a4c3d2e", "b": "x", "c": "examplexxxxx", "d": "shown" })
    );
    // A map of free keys has one: without any, a call says nothing.
    assert_eq!(
        post(
            "{ schema: { type: object, required: [properties], properties: { properties: { type: object, additionalProperties: { type: string } } } } }"
        ),
        json!({ "properties": { "key": "example" } })
    );
}

#[test]
fn what_cannot_be_a_tool_is_defined_and_told() {
    let disk = imported(
        "
/things: { get: { responses: {} } }
/old: { get: { deprecated: true, responses: {} } }
/keyed: { get: { parameters: [{ name: X-Key, in: header, required: true, schema: { type: string } }], responses: {} } }
/raw: { post: { requestBody: { required: true, content: { application/xml: { schema: { type: object } } } }, responses: {} } }
/map: { post: { requestBody: { required: true, content: { application/json: { schema: { type: object, additionalProperties: { type: string } } } } }, responses: {} } }
",
        "",
    );
    assert_eq!(
        disk.files(),
        ["IMPORT.md", "integration.yaml", "things.yaml"]
    );
    let notes = disk.text("IMPORT.md");
    for (path, why) in [
        ("old/get", "deprecated"),
        ("keyed/get", "a header `X-Key` is required"),
        (
            "raw/post",
            "its body is application/xml, which no record can say",
        ),
        ("map/post", "its body is a map with keys of the caller's"),
    ] {
        assert!(
            notes.contains(&format!("~1{path}`: {why}")),
            "{path} in {notes}"
        );
    }
    assert!(
        notes.contains("5 operations, 5 endpoints defined, 1 tool."),
        "{notes}"
    );
}

#[test]
fn every_parameter_that_stands_in_the_path_alone_is_an_argument_and_told() {
    let disk = imported(
        "/things/{thing_id}/parts/{part_id}: { get: { responses: {} } }",
        "",
    );
    let method = disk.record("thing_parts.yaml")["methods"]["get"].clone();
    let notes = disk.text("IMPORT.md");
    for (vendors, ours) in [("thing_id", "thing_id"), ("part_id", "id")] {
        assert_eq!(
            method["query_schema"]["properties"][ours],
            json!({ "type": "string" })
        );
        assert_eq!(method["example"][ours], "1001");
        assert!(
            notes.contains(&format!(
                "the path's `{vendors}` is not described: any text"
            )),
            "{notes}"
        );
    }
}

#[test]
fn no_imported_tool_ships_before_it_is_read_unless_all_are_trusted() {
    for is_trusted in [false, true] {
        let disk = Disk::new();
        let file = disk.write(
            "acme.yaml",
            document("/things: { get: { responses: {} } }", ""),
        );
        let summary = disk.import(&[file], is_trusted).expect("an import");
        assert_eq!(summary.contains("ship unread"), is_trusted, "{summary}");
        let read = records::read(&disk.0, &["out".into()]).expect("records that are right");
        let acme = read.first().expect("an integration");
        assert_eq!(acme.tools.len(), usize::from(is_trusted));
        assert_eq!(acme.unread, [0]);
    }
}

#[test]
fn a_folder_that_is_there_is_never_written_over() {
    let disk = Disk::new();
    let file = disk.write(
        "acme.yaml",
        document("/things: { get: { responses: {} } }", ""),
    );
    disk.import(std::slice::from_ref(&file), false)
        .expect("the first import");
    let before = disk.text("things.yaml");
    let complaints = disk
        .import(&[file], true)
        .expect_err("a folder that is there");
    assert!(
        complaints
            .concat()
            .starts_with("out/acme: this folder is there already"),
        "{complaints:?}"
    );
    assert_eq!(disk.text("things.yaml"), before);
}

/// A POST of things whose body is one of these schemas, each of one kind; `more` stands beside `oneOf`.
fn of_kinds(kinds: &[String], more: &str) -> String {
    format!(
        "/things: {{ post: {{ summary: Send a thing to somebody, requestBody: {{ required: true, content: {{ application/json: {{ schema: {{ oneOf: [{}]{more} }} }} }} }}, responses: {{}} }} }}",
        kinds.join(", ")
    )
}

fn kind(name: &str, own: &str) -> String {
    format!(
        "{{ type: object, required: [kind, {own}], properties: {{ kind: {{ type: string, enum: [{name}] }}, {own}: {{ type: string }} }} }}"
    )
}

#[test]
fn a_body_of_several_kinds_is_a_tool_for_each() {
    let disk = imported(
        &of_kinds(&[kind("Reply", "text"), kind("internal-note", "note")], ""),
        "",
    );
    let integration = disk.record("integration.yaml");
    let documentation = disk.record("things.yaml");
    for (method, value, own) in [
        ("send_reply", "Reply", "text"),
        ("send_internal_note", "internal-note", "note"),
    ] {
        assert_eq!(
            integration["resources"]["things"][method]["fixed"],
            json!({ "body": { "kind": value } }),
            "{integration}"
        );
        let tool = &documentation["methods"][method];
        assert_eq!(tool["body_schema"]["required"], json!([own]), "{tool}");
        assert_eq!(
            tool["body_schema"]["properties"].as_object().unwrap().len(),
            1
        );
        assert!(
            tool["description"]
                .as_str()
                .unwrap()
                .ends_with(&format!("This one is for `kind` {value} alone."))
        );
    }
}

#[test]
fn a_body_whose_kinds_cannot_be_parted_is_one_tool_and_told() {
    let many: Vec<String> = (0..7)
        .map(|number| kind(&format!("kind{number}"), "text"))
        .collect();
    let alike = [kind("reply", "text"), kind("Reply", "note")];
    let beside = ", properties: { to: { type: string } }";
    let two = [kind("reply", "text"), kind("note", "text")];
    for (kinds, more) in [(many.as_slice(), ""), (&alike, ""), (&two, beside)] {
        let (_, documentation, disk) = tool(&of_kinds(kinds, more), "");
        let values = &documentation["body_schema"]["properties"]["kind"]["enum"];
        assert_eq!(
            values.as_array().map(Vec::len),
            Some(kinds.len()),
            "{documentation}"
        );
        assert!(disk.text("IMPORT.md").contains("told apart by `kind`"));
    }
}

#[test]
fn kinds_that_only_the_mapping_names_are_parted_too() {
    let schemas = "schemas: { Reply: { type: object, required: [text], properties: { kind: { type: string }, text: { type: string } } }, Note: { type: object, properties: { kind: { type: string }, note: { type: string } } } }";
    let told = ", properties: {}, discriminator: { propertyName: kind, mapping: { reply: '#/components/schemas/Reply', note: '#/components/schemas/Note' } }";
    let reference = |name: &str| format!("{{ $ref: '#/components/schemas/{name}' }}");
    let disk = imported(
        &of_kinds(&[reference("Reply"), reference("Note")], told),
        schemas,
    );
    let methods = &disk.record("integration.yaml")["resources"]["things"];
    assert_eq!(
        methods["send_reply"]["fixed"],
        json!({ "body": { "kind": "reply" } })
    );
    assert_eq!(
        methods["send_note"]["fixed"],
        json!({ "body": { "kind": "note" } })
    );
}
