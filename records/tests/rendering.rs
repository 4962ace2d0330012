//! What a good record becomes: the text that clients see, and the data that the Worker works with.

use super::folder::Records;

#[track_caller]
pub(super) fn built(records: &Records) -> String {
    records.built().expect("no complaint")
}

/// The definition of a tool in the catalogue's source, where it stands as a Rust string literal.
#[track_caller]
pub(super) fn shows(source: &str, definition: &str) {
    assert!(
        source.contains(&format!("{definition:?}")),
        "no tool is shown as {definition} in {source}"
    );
}

#[track_caller]
pub(super) fn holds(source: &str, code: &str) {
    assert!(source.contains(code), "no `{code}` in {source}");
}

#[test]
fn no_records_make_an_empty_catalogue() {
    let source = built(&Records::none());
    assert_eq!(
        source,
        "\n/// Every integration, sorted by slug.\npub static INTEGRATIONS: &[Integration] = &[];\n"
    );
}

#[test]
fn the_same_records_make_the_same_catalogue() {
    assert_eq!(built(&Records::good()), built(&Records::good()));
}

/// The compiler denies a constant that takes it too long to evaluate, as ten thousand tools in one would.
#[test]
fn each_tool_is_a_constant_of_its_own() {
    let source = built(&Records::good());
    let tools = source.matches("Tool { name: ").count();
    let constants = source.matches(": Tool = Tool { name: ").count();
    assert_eq!((tools, constants), (8, 8), "{source}");
    holds(
        &source,
        "tools: &[TOOL_0, TOOL_1, TOOL_2, TOOL_3, TOOL_4, TOOL_5, TOOL_6, TOOL_7]",
    );
}

#[test]
fn a_paged_list_ends_with_limit_and_next_cursor() {
    let source = built(&Records::good());
    shows(
        &source,
        r#","title":"List issues","description":"Lists the issues of the workspace, the newest first.","inputSchema":{"type":"object","properties":{"state":{"type":"string","description":"Only these.","enum":["new","closed"]},"limit":{"type":"integer","default":100,"maximum":999},"next_cursor":{"type":"string"},"fields":{"type":"string","description":"summary, or paths: a,b.c"}}},"annotations":{"readOnlyHint":true}}"#,
    );
    holds(
        &source,
        r#"Argument { name: "next_cursor", also: &[], wire_name: "after", place: Place::Cursor, required: false"#,
    );
    holds(
        &source,
        r#"Argument { name: "limit", also: &[], wire_name: "per_page", place: Place::Limit, required: false"#,
    );
}

#[test]
fn what_reads_json_gets_fields_unless_it_has_some_of_its_own() {
    let count = |records: &Records| built(records).matches("place: Place::Fields").count();
    assert_eq!(count(&Records::good()), 3);
    let state = "state: { type: string, enum: [new, closed], description: Only these. }";
    let own = Records::good().but(
        "issues.yaml",
        state,
        "fields: { type: string, description: Its own. }",
    );
    assert_eq!(count(&own), 2);
    holds(
        &built(&own),
        r#"Argument { name: "fields", also: &[], wire_name: "fields", place: Place::Query"#,
    );
    let get = r#"get: { http: "GET /issues/{id}""#;
    let text = Records::good().but("integration.yaml", get, &format!("{get}, response: text"));
    assert_eq!(count(&text), 2);
}

#[test]
fn get_and_delete_get_an_id() {
    let source = built(&Records::good());
    shows(
        &source,
        r#","title":"Get an issue","description":"Returns one issue with all of its fields and its tags.","inputSchema":{"type":"object","properties":{"id":{"type":"string"},"next_cursor":{"type":"string"},"fields":{"type":"string","description":"summary, or paths: a,b.c"}},"required":["id"]},"annotations":{"readOnlyHint":true}}"#,
    );
    shows(
        &source,
        r#","title":"Delete an issue","description":"Deletes an issue for good, together with its messages.","inputSchema":{"type":"object","properties":{"id":{"type":"string"}},"required":["id"]},"annotations":{"idempotentHint":true,"openWorldHint":false}}"#,
    );
}

#[test]
fn our_own_keys_are_gone_from_what_clients_see() {
    let source = built(&Records::good());
    shows(
        &source,
        r#","title":"Update an issue","description":"Changes an issue; keys that are left out stay as they are.","inputSchema":{"type":"object","properties":{"id":{"type":"string"},"title":{"type":"string","maxLength":20},"priority":{"type":"integer","minimum":1,"maximum":5},"labels":{"type":"array","items":{"type":"string"},"maxItems":2},"extra":{"type":"object","properties":{},"additionalProperties":{"type":"boolean"}},"place":{"type":"string","x-mcp-header":"Region"}},"required":["id","title"]},"annotations":{"destructiveHint":false,"idempotentHint":true,"openWorldHint":false}}"#,
    );
    holds(
        &source,
        r#"Argument { name: "priority", also: &[], wire_name: "fields[priority]", place: Place::Body"#,
    );
    holds(&source, r#"header: Some("Region") }"#);
}

/// Hosts refuse a whole list for one object without `properties`, and for `additionalProperties: false`.
#[test]
fn every_object_has_properties_but_one_of_any_keys() {
    let schema = "{ type: string, enum: [new, closed], description: Only these. }";
    for (written, shown) in [
        ("{ type: object }", r#""state":{"type":"object"}"#),
        (
            "{ type: object, additionalProperties: { type: any } }",
            r#""state":{"type":"object"}"#,
        ),
        (
            "{ type: object, additionalProperties: { type: string } }",
            r#""state":{"type":"object","properties":{},"additionalProperties":{"type":"string"}}"#,
        ),
        (
            "{ type: object, properties: { a: { type: object, properties: {} } } }",
            r#""state":{"type":"object","properties":{"a":{"type":"object","properties":{}}}}"#,
        ),
    ] {
        let records = Records::good()
            .but("issues.yaml", "query_schema:", "body_schema:")
            .but("issues.yaml", schema, written)
            .but(
                "integration.yaml",
                "list: { http: GET /issues",
                "list: { http: POST /issues, body: json",
            );
        let source = built(&records);
        let shown = format!("{shown:?}");
        holds(&source, shown.trim_matches('"'));
    }
    let none = built(
        &Records::good()
            .but("issues.yaml", &format!("    query_schema:\n      type: object\n      properties:\n        state: {schema}\n"), "")
            .but("integration.yaml", "response_path: /data, pagination: by_cursor", "response: text")
            // Where a read has no pages it can be read on all the same; the probe alone does not show it.
            .but("integration.yaml", "probe: me.list", "probe: issues.list"),
    );
    holds(
        &none,
        r#"\"inputSchema\":{\"type\":\"object\",\"properties\":{}}"#,
    );
    assert!(!none.contains("\\\"additionalProperties\\\":false"));
}

#[test]
fn a_list_body_is_one_argument() {
    let source = built(&Records::good());
    shows(
        &source,
        r#","title":"Replace all issues","description":"Replaces every issue of the workspace by the ones that you give.","inputSchema":{"type":"object","properties":{"body":{"type":"array","description":"The issues.","items":{"type":"object"}}},"required":["body"]},"annotations":{"openWorldHint":false}}"#,
    );
    holds(
        &source,
        r#"Argument { name: "body", also: &[], wire_name: "body", place: Place::WholeBody, required: true"#,
    );
}

#[test]
fn a_file_is_shown_as_an_object() {
    let source = built(&Records::good());
    shows(
        &source,
        r#","title":"Attach issue","description":"Uploads one file and returns the address that a reply can use.","inputSchema":{"type":"object","properties":{"file":{"type":"object","description":"The file.","properties":{"name":{"type":"string","description":"File name with its extension."},"data":{"type":"string","description":"The content as base64."},"text":{"type":"string","description":"The content as plain text, instead of `data`."},"mime_type":{"type":"string","description":"Media type, such as image/png."}},"required":["name"]}},"required":["file"]},"annotations":{"destructiveHint":false,"openWorldHint":false}}"#,
    );
}

const CONDITIONS: &str = r#"{"type":"object","description":"Conditions. Fields and operators: state: equals, in (new|closed); created_at: time_range (RFC 3339); custom_field: equals, is_set.","properties":{"field":{"type":"string","enum":["state","created_at"]},"custom_field":{"type":"string","description":"Slug of a custom field. Instead of `field`."},"operator":{"type":"string","enum":["is_set","equals","in","time_range","and","or"]},"value":{"type":"string","description":"Operand of the operators that take one."},"values":{"type":"array","description":"Operands of in. Start and end of time_range.","items":{"type":"string"}},"subfilters":{"type":"array","description":"For and, or: the conditions.","items":{"type":"object","properties":{"field":{"type":"string"},"custom_field":{"type":"string"},"operator":{"type":"string"},"value":{"type":"string"},"values":{"type":"array","items":{"type":"string"}}},"required":["operator"]},"maxItems":2}},"required":["operator"]}"#;

fn search(conditions: &str) -> String {
    format!(
        r#","title":"Search issues","description":"Finds issues by their fields; use it when a list is too much.","inputSchema":{{"type":"object","properties":{{"filter":{conditions},"next_cursor":{{"type":"string"}},"fields":{{"type":"string","description":"summary, or paths: a,b.c"}}}},"required":["filter"]}},"annotations":{{"readOnlyHint":true}}}}"#
    )
}

#[test]
fn a_search_language_is_unrolled_to_its_depth() {
    shows(&built(&Records::good()), &search(CONDITIONS));
}

#[test]
fn a_language_with_one_key_for_operands_shows_two() {
    let source = built(&Records::good().but("integration.yaml", "values: values", "values: value"));
    shows(&source, &search(CONDITIONS));
    holds(&source, r#"value: "value", values: "value""#);
}

#[test]
fn a_language_with_one_key_for_everything_shows_three() {
    let source = built(
        &Records::good()
            .but("integration.yaml", "values: values", "values: value")
            .but(
                "integration.yaml",
                "children: subfilters",
                "children: value",
            )
            .but("search_issues.yaml", "subfilters:", "conditions:"),
    );
    shows(
        &source,
        &search(&CONDITIONS.replace("subfilters", "conditions")),
    );
    holds(&source, r#"children: "value""#);
}

#[test]
fn a_key_in_both_schemas_goes_to_the_query() {
    let spoiled = "methods:\n  list:\n    query_schema: { type: object, properties: { filter: { type: string } } }";
    let records = Records::good()
        .but("search_issues.yaml", "methods:\n  list:", spoiled)
        .but(
            "search_issues.yaml",
            "    example:\n      filter:\n",
            "    example:\n      filter: x\n      junk:\n",
        );
    let complaints = records.complaints();
    assert_eq!(
        complaints,
        [
            "tool-docs/acme/search_issues.yaml: methods.list.example.junk: the tool has no such argument; use one of filter, next_cursor, fields"
        ]
    );
}

#[test]
fn a_verbatim_schema_is_shown_to_the_letter() {
    let schema = r##"{"type":"object","$defs":{"a":{"type":["string","null"]}},"oneOf":[{"$ref":"#/$defs/a"}]}"##;
    let body = "    body_schema: { type: array, description: The issues., items: { type: object } }\n    example: { body: [{ title: Broken }] }\n";
    let verbatim = format!(
        "    input_schema_json: '{schema}'\n    is_error: true\n    requires_client_capabilities: [sampling]\n"
    );
    let source = built(&Records::good().but("issues.yaml", body, &verbatim));
    holds(&source, format!("{schema:?}").trim_matches('"'));
    holds(
        &source,
        "verbatim: true, is_error: true, requires_client_capabilities: &[\"sampling\"]",
    );
}

#[test]
fn titles_take_the_article_of_the_noun() {
    for (singular, title) in [
        ("user", "Get a user"),
        ("account", "Get an account"),
        ("hour", "Get an hour"),
        ("tag", "Get a tag"),
    ] {
        let source = built(&Records::good().but(
            "issues.yaml",
            "singular: issue",
            &format!("singular: {singular}"),
        ));
        holds(&source, &format!(r#"\"title\":\"{title}\""#));
    }
}

#[test]
fn equal_shapes_are_one_static() {
    let source = built(&Records::good());
    assert_eq!(
        source
            .matches("Shape = Shape::String { values: &[], max_length: None };")
            .count(),
        1,
        "{source}"
    );
}

#[test]
fn whether_a_tool_reaches_the_outside_world_is_said_by_the_method_or_else_by_the_integration() {
    let shows_open = |records: &Records, open: bool| {
        let source = built(records);
        let count = |open: bool| {
            source
                .matches(&format!(r#"\"openWorldHint\":{open}}}", hints: "#))
                .count()
        };
        (count(open), count(!open))
    };
    let good = Records::good();
    let (closed, open) = shows_open(&good, false);
    assert!(closed > 0);
    assert_eq!(open, 0, "a vendor's account is a world of its own");
    let all = good.but(
        "integration.yaml",
        "probe: me.list",
        "open_world: true\nprobe: me.list",
    );
    assert_eq!(shows_open(&all, true), (closed, 0));
    let but_one = all.but(
        "issues.yaml",
        "    effect: destructive",
        "    effect: destructive\n    open_world: false",
    );
    assert_eq!(shows_open(&but_one, true), (closed - 1, 1));
    let one = Records::good().but(
        "issues.yaml",
        "    effect: destructive",
        "    effect: destructive\n    open_world: true",
    );
    assert_eq!(shows_open(&one, true), (1, closed - 1));
}
