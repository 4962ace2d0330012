//! The rarer keys of a method: headers, credentials, fixed values, capped lists, kinds of answers.

use super::folder::{Records, refused};
use super::rendering::{built, holds};

const FILE: &str = "integration.yaml";
const LIST: &str = "http: GET /issues, response_path: /data, pagination: by_cursor";
const UNPAGED: &str = "http: GET /issues, response_path: /data";
const UPDATE: &str = "\"PATCH /issues/{id}\", body: json";
const SEARCH: &str = "http: POST /issues/search, body: json";

fn with(method: &str, key: &str) -> Records {
    Records::good().but(FILE, method, &format!("{method}, {key}"))
}

#[track_caller]
fn refused_key(method: &str, key: &str, complaint: &str) {
    refused(FILE, method, &format!("{method}, {key}"), complaint);
}

#[test]
fn the_rarer_keys_are_left_out_as_a_rule() {
    holds(
        &built(&Records::good()),
        "headers: &[], authenticated: true, fixed_query: &[], fixed_body: &[], capped: None",
    );
}

#[test]
fn header_names_are_lower_case() {
    let source = built(&with(
        UPDATE,
        "headers: { Accept: text/csv, X-Mode: \"2\" }",
    ));
    holds(
        &source,
        r#"headers: &[("accept", "text/csv"), ("x-mode", "2")], authenticated: true"#,
    );
    holds(&source, r#"headers: &[("acme-version", "2")]"#);
}

#[test]
fn a_methods_headers_are_headers() {
    let key = "resources.issues.update.headers";
    refused_key(
        UPDATE,
        "headers: { \"X Mode\": a }",
        &format!("{key}.X Mode: `X Mode` is not a header name; use letters, digits and -"),
    );
    refused_key(
        UPDATE,
        "headers: { X-Mode: a, x-mode: b }",
        &format!(
            "{key}.x-mode: this header stands twice; keep one; upper and lower case are the same"
        ),
    );
    refused_key(
        UPDATE,
        "headers: { X-Mode: 2 }",
        &format!("{key}.X-Mode: this is a whole number; write it in quotes"),
    );
}

#[test]
fn a_method_goes_out_without_credentials_when_it_says_so() {
    holds(
        &built(&with(UPDATE, "auth: none")),
        "headers: &[], authenticated: false",
    );
    refused_key(
        UPDATE,
        "auth: basic",
        "resources.issues.update.auth: `basic` is unknown; write one of none",
    );
}

#[test]
fn fixed_values_are_json() {
    let source = built(&with(
        UPDATE,
        "fixed: { query: { display_as: plaintext, page: 1, deep: [a, 2] }, body: { note: true, ratio: 1.5, from: { type: admin, ids: [\"1\"] } } }",
    ));
    holds(
        &source,
        r#"fixed_query: &[("display_as", "\"plaintext\""), ("page", "1"), ("deep", "[\"a\",2]")]"#,
    );
    holds(
        &source,
        r#"fixed_body: &[("note", "true"), ("ratio", "1.5"), ("from", "{\"type\":\"admin\",\"ids\":[\"1\"]}")]"#,
    );
    assert!(
        !source.contains(r#"\"display_as\""#),
        "a model sees it: {source}"
    );
}

#[test]
fn a_body_may_be_fixed_values_alone() {
    let records = with(
        "\"DELETE /issues/{id}\"",
        "body: json, fixed: { body: { state: closed } }",
    );
    holds(
        &built(&records),
        r#"fixed_body: &[("state", "\"closed\"")]"#,
    );
}

#[test]
fn fixed_values_go_somewhere_and_are_values() {
    refused_key(
        "http: \"DELETE /issues/{id}\"",
        "fixed: { body: { state: closed } }",
        "resources.issues.delete.fixed.body: the method sends no body, so these values go nowhere; define it with `body: json` (or form, multipart), or move them to `query`",
    );
    refused_key(
        UPDATE,
        "fixed: { body: { state: } }",
        "resources.issues.update.fixed.body.state: this is empty; write the value or take the key out",
    );
    refused_key(
        UPDATE,
        "fixed: { path: { state: closed } }",
        "resources.issues.update.fixed.path: this key is unknown; take it out, or use one of query, body",
    );
    refused_key(
        UPDATE,
        "fixed: closed",
        "resources.issues.update.fixed: this is text; write a map",
    );
}

#[test]
fn fixed_values_are_not_paging() {
    for key in ["after", "per_page"] {
        refused_key(
            LIST,
            &format!("fixed: {{ query: {{ {key}: x }} }}"),
            &format!(
                "resources.issues.list.fixed.query.{key}: `pagination` sends this key; take it out"
            ),
        );
    }
    let records = with(SEARCH, "pagination: in_body, fixed: { query: { paging: x }, body: { paging: { size: 1 } } }").but(
        FILE,
        "pagination:\n",
        "pagination:\n  in_body: { style: page, in: body, page: paging/number, current: /page, total: /pages }\n",
    );
    assert_eq!(
        records.complaints(),
        [
            "tool-docs/acme/integration.yaml: resources.search_issues.list.fixed.body.paging: `pagination` sends this key; take it out"
        ]
    );
}

#[test]
fn fixed_values_are_not_arguments() {
    let mend = "take it out here or under `fixed` in integration.yaml";
    let cases = [
        (LIST, "query", "state", "list.query_schema.properties.state"),
        (
            UPDATE,
            "body",
            "title",
            "update.body_schema.properties.title",
        ),
        (
            UPDATE,
            "body",
            "fields[priority]",
            "update.body_schema.properties.priority",
        ),
    ];
    for (method, place, key, property) in cases {
        assert_eq!(
            with(method, &format!("fixed: {{ {place}: {{ \"{key}\": x }} }}")).complaints(),
            [format!(
                "tool-docs/acme/issues.yaml: methods.{property}: the method always sends its own `{key}`; {mend}"
            )]
        );
    }
    let elsewhere = with(
        UPDATE,
        "fixed: { query: { title: x }, body: { priority: 1 } }",
    );
    assert_eq!(elsewhere.complaints(), Vec::<String>::new());
}

#[test]
fn a_body_that_is_an_argument_has_no_place_for_fixed_values() {
    let replace = "http: PUT /issues, body: json";
    let fixed = "fixed: { body: { state: closed } }";
    assert_eq!(
        with(replace, fixed).complaints(),
        [
            "tool-docs/acme/issues.yaml: methods.replace.body_schema: a list body has no place for fixed values; describe an object, or take `fixed.body` out of integration.yaml"
        ]
    );
    let verbatim = with(replace, fixed).but(
        "issues.yaml",
        "    body_schema: { type: array, description: The issues., items: { type: object } }\n    example: { body: [{ title: Broken }] }\n",
        "    input_schema_json: '{\"type\":\"object\"}'\n",
    );
    assert_eq!(
        verbatim.complaints(),
        [
            "tool-docs/acme/issues.yaml: methods.replace.input_schema_json: its arguments are the body as they are; take `fixed.body` out of integration.yaml"
        ]
    );
}

#[test]
fn a_capped_list_tells_its_limit_and_what_to_narrow() {
    let capped = "capped: { limit: 1000, header: X-Limited-Data, narrow: Give a time. }";
    let source = built(&Records::good().but(FILE, LIST, &format!("{UNPAGED}, {capped}")));
    holds(
        &source,
        r#"capped: Some(Capped { limit: 1_000, header: "x-limited-data", narrow: "Give a time." })"#,
    );
    let counted = "capped: { limit: 50, narrow: Give a time. }";
    let source = built(&Records::good().but(FILE, LIST, &format!("{UNPAGED}, {counted}")));
    holds(&source, r#"Capped { limit: 50, header: "", narrow"#);
}

#[test]
fn capped_is_for_lists_without_pagination() {
    let capped = "capped: { limit: 50, narrow: Give a time. }";
    refused_key(
        LIST,
        capped,
        "resources.issues.list.capped: a list with `pagination` is continued, not cut; keep one of them",
    );
    refused_key(
        UPDATE,
        capped,
        "resources.issues.update.capped: only a `list` is cut; take it out, or make it the `list` of a resource of its own",
    );
    let me = "http: GET /me";
    for (capped, complaint) in [
        (
            "{ narrow: Give a time. }",
            ": `limit` is missing; add `limit`",
        ),
        ("{ limit: 50 }", ": `narrow` is missing; add `narrow`"),
        (
            "{ limit: 50, header: \"a b\", narrow: Give a time. }",
            ".header: `a b` is not a header name; use letters, digits and -",
        ),
        (
            "{ limit: 50, max: 60, narrow: Give a time. }",
            ".max: this key is unknown; take it out, or use one of limit, header, narrow",
        ),
    ] {
        refused_key(
            me,
            &format!("capped: {capped}"),
            &format!("resources.me.list.capped{complaint}"),
        );
    }
}

#[test]
fn an_answer_has_one_of_five_kinds() {
    for (word, kind) in [
        ("json", "Json"),
        ("text", "Text"),
        ("binary", "Binary"),
        ("json_lines", "JsonLines"),
        ("redirect", "Redirect"),
    ] {
        let source = built(&with(UPDATE, &format!("response: {word}")));
        holds(
            &source,
            &format!("body: BodyKind::Json, response: ResponseKind::{kind}, response_path: \"\""),
        );
    }
    refused_key(
        UPDATE,
        "response: xml",
        "resources.issues.update.response: `xml` is unknown; write one of json, text, binary, json_lines, redirect",
    );
}

#[test]
fn a_hint_may_take_a_value_from_a_header() {
    let source = built(&Records::good().but(FILE, "id: /errors/0/id", "id: header:Link"));
    holds(&source, r#"values: &[("id", "header:link")]"#);
}
