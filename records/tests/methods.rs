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
        "headers: &[], authenticated: true, fixed_query: &[], fixed_body: &[], capped: None, order: None, inside: None, failed_if: &[], failed_unless: &[]",
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
            "{key}.x-mode: this header is given twice; keep one; upper and lower case are the same"
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
        "resources.issues.delete.fixed.body: the method sends no body, so these values are never sent; define it with `body: json` (or form, multipart), or move them to `query`",
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
    let fix = "take it out here or under `fixed` in integration.yaml";
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
                "tool-docs/acme/issues.yaml: methods.{property}: the method always sends its own `{key}`; {fix}"
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
        "resources.issues.list.capped: a list has `pagination` or is `capped`, not both; keep one of them",
    );
    refused_key(
        UPDATE,
        capped,
        "resources.issues.update.capped: only a `list` can be `capped`; take it out, or make it the `list` of a resource of its own",
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
fn a_list_inside_a_record_is_named_by_its_place_and_order() {
    for (key, code) in [
        (
            "inside: { list: /parts/list, order: oldest_first }",
            "inside: Some(Inside { list: \"/parts/list\", order: Some(Order::OldestFirst) })",
        ),
        (
            "inside: { list: /parts }",
            "inside: Some(Inside { list: \"/parts\", order: None })",
        ),
    ] {
        holds(&built(&with(UPDATE, key)), code);
    }
    let key = "resources.issues.update.inside";
    for (inside, complaint) in [
        (
            "{ order: newest_first }",
            format!("{key}: `list` is missing; add `list`"),
        ),
        (
            "{ list: parts }",
            format!("{key}.list: the JSON pointer `parts` does not start with /; write `/parts`"),
        ),
        (
            "{ list: /a~1b }",
            format!(
                "{key}.list: `/a~1b` does not lead to a list by plain keys; write it as /key/key"
            ),
        ),
        (
            "{ list: /a, order: newest }",
            format!("{key}.order: `newest` is unknown; write one of oldest_first, newest_first"),
        ),
        (
            "{ list: /a, show: all }",
            format!("{key}.show: this key is unknown; take it out, or use one of list, order"),
        ),
    ] {
        refused_key(UPDATE, &format!("inside: {inside}"), &complaint);
    }
    refused_key(
        UPDATE,
        "response: text, inside: { list: /a }",
        "resources.issues.update: only a JSON answer has lists; take `order` and `inside` out",
    );
}

#[test]
fn a_list_without_pages_may_say_its_order() {
    let records = Records::good().but(FILE, LIST, &format!("{UNPAGED}, order: newest_first"));
    holds(&built(&records), "order: Some(Order::NewestFirst)");
    refused_key(
        LIST,
        "order: oldest_first",
        "resources.issues.list.order: a list with `pagination` comes in the vendor's order; take it out",
    );
    refused_key(
        UPDATE,
        "order: oldest_first",
        "resources.issues.update.order: only a `list` has an order of its own; take it out, or name the list inside the record: `inside: { list: /key, order: … }`",
    );
}

#[test]
fn what_makes_a_success_a_failure_holds_for_all_methods_but_those_that_say_otherwise() {
    let all = Records::good().but(
        FILE,
        "errors:\n",
        "errors:\n  in_success: [/errors, { at: /ok, is: false }]\n",
    );
    let source = built(&all);
    let each = r#"failed_if: &["/errors"], failed_unless: &["/ok"]"#;
    assert_eq!(
        source.matches("failed_if: ").count(),
        source.matches(each).count()
    );
    let own = all.but(FILE, UPDATE, &format!("{UPDATE}, errors_in_success: []"));
    holds(&built(&own), "failed_if: &[], failed_unless: &[]");
    let key = "resources.issues.update.errors_in_success";
    refused_key(
        UPDATE,
        "errors_in_success: [errors]",
        &format!("{key}.0: the JSON pointer `errors` does not start with /; write `/errors`"),
    );
    refused_key(
        UPDATE,
        "errors_in_success: [{ at: /ok, is: true }]",
        &format!(
            "{key}.0.is: only `false` can mark a failure; write `is: false`, or the pointer alone for a place that is empty in a success"
        ),
    );
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
