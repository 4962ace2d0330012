//! How lists are walked, where the document tells.

use serde_json::{Value, json};

use super::disk::{imported, tool};

/// The list with these parameters and fields of its answer: its style, what it says of it, and its arguments.
#[track_caller]
fn walked(parameters: &str, fields: &str) -> (Value, Value, Value) {
    let (style, definition, documentation, _) = list(parameters, fields);
    (
        style,
        definition["pagination"].clone(),
        documentation["query_schema"]["properties"].clone(),
    )
}

/// The list's style, its definition and documentation, and what a person is told.
#[track_caller]
fn list(parameters: &str, fields: &str) -> (Value, Value, Value, String) {
    let paths = format!(
        "/things: {{ get: {{ parameters: [{parameters}], responses: {{ '200': {{ content: {{ application/json: {{ schema: {{ type: object, properties: {{ data: {{ type: array, items: {{}} }}, {fields} }} }} }} }} }} }} }} }}"
    );
    let (definition, documentation, disk) = tool(&paths, "");
    let styles = disk.record("integration.yaml")["pagination"].clone();
    let style = styles
        .as_object()
        .and_then(|styles| styles.values().next())
        .cloned()
        .unwrap_or_default();
    (style, definition, documentation, disk.text("IMPORT.md"))
}

const LIMIT: &str =
    "{ name: limit, in: query, schema: { type: integer, maximum: 200, default: 20 } }";

#[test]
fn a_cursor_in_the_answer_walks_the_list() {
    for (parameter, fields, next) in [
        ("cursor", "next_cursor: { type: string }", "/next_cursor"),
        (
            "after",
            "paging: { type: object, properties: { next: { type: object, properties: { after: { type: string }, link: { type: string } } } } }",
            "/paging/next/after",
        ),
        (
            "starting_after",
            "pages: { type: object, properties: { next: { type: object, properties: { starting_after: { type: string } } } } }",
            "/pages/next/starting_after",
        ),
        (
            "pageToken",
            "nextPageToken: { type: string }",
            "/nextPageToken",
        ),
        (
            "cursor",
            "pagination: { type: object, properties: { cursor: { type: string } } }",
            "/pagination/cursor",
        ),
        ("offset", "next_offset: { type: integer }", "/next_offset"),
        (
            "scroll_param",
            "scroll_param: { type: string }, pages: { type: object, properties: { next: { type: object, properties: { starting_after: { type: string } } } } }",
            "/scroll_param",
        ),
    ] {
        let own =
            format!("{LIMIT}, {{ name: {parameter}, in: query, schema: {{ type: string }} }}");
        let (style, used, arguments) = walked(&own, fields);
        let mut expected = json!({ "style": "cursor", "in": "query", "cursor": parameter, "limit": "limit", "next": next, "max_limit": 200 });
        if parameter == "offset" {
            expected["until_empty"] = json!(true);
        }
        assert_eq!(style, expected, "{parameter}");
        assert_eq!(used, json!({ "use": "by_cursor", "default_limit": 20 }));
        assert_eq!(arguments, Value::Null, "the vendor's keys are no arguments");
    }
}

#[test]
fn pages_are_walked_where_the_answer_counts_them_and_addresses_are_followed() {
    let page = format!("{LIMIT}, {{ name: page, in: query, schema: {{ type: integer }} }}");
    let (style, _, _) = walked(
        &page,
        "page: { type: integer }, total_pages: { type: integer }",
    );
    assert_eq!(
        style,
        json!({ "style": "page", "in": "query", "page": "page", "limit": "limit", "current": "/page", "total": "/total_pages", "max_limit": 200 })
    );
    let (style, _, _) = walked(
        &page,
        "links: { type: object, properties: { next: { type: string, format: uri } } }",
    );
    assert_eq!(
        style,
        json!({ "style": "next_url", "limit": "limit", "next": "/links/next", "max_limit": 200 })
    );
}

#[test]
fn a_page_has_fifty_records_at_most_unless_more_are_asked_for() {
    for (said, sent) in [
        ("default: 20", 20),
        ("default: 100, maximum: 500", 50),
        ("maximum: 500", 50),
        ("maximum: 30", 30),
        ("minimum: 1", 50),
    ] {
        let own = format!(
            "{{ name: limit, in: query, schema: {{ type: integer, {said} }} }}, {{ name: cursor, in: query, schema: {{ type: string }} }}"
        );
        let (_, used, _) = walked(&own, "next_cursor: { type: string }");
        assert_eq!(used["default_limit"], sent, "{said}");
    }
    // What nothing leads on from is as long as the vendor makes it.
    let limit = "{ name: limit, in: query, schema: { type: integer, default: 100, maximum: 500 } }";
    let (_, used, _) = walked(limit, "total: { type: integer }");
    assert_eq!(used["default_limit"], 100);
}

#[test]
fn numbers_of_pages_end_with_an_empty_page() {
    for (parameter, fields) in [
        ("page", "next_page: { type: integer }"),
        ("offset", "next_offset: { type: integer }"),
    ] {
        let own =
            format!("{LIMIT}, {{ name: {parameter}, in: query, schema: {{ type: integer }} }}");
        let (style, _, _) = walked(&own, fields);
        assert_eq!(
            (&style["style"], &style["until_empty"]),
            (&json!("cursor"), &json!(true))
        );
    }
    let own = format!("{LIMIT}, {{ name: cursor, in: query, schema: {{ type: string }} }}");
    let (style, _, _) = walked(&own, "next_cursor: { type: string }");
    assert_eq!(style.get("until_empty"), None);
}

#[test]
fn what_the_answer_does_not_continue_stays_arguments() {
    let offset = format!("{LIMIT}, {{ name: offset, in: query, schema: {{ type: integer }} }}");
    let (style, used, arguments) = walked(&offset, "total: { type: integer }");
    assert_eq!((style, used), (Value::Null, Value::Null));
    assert!(arguments.get("offset").is_some() && arguments.get("limit").is_some());
    let (style, _, _) = walked(LIMIT, "total: { type: integer }");
    assert_eq!(
        style,
        json!({ "style": "limit", "in": "query", "limit": "limit", "max_limit": 200 })
    );
}

#[test]
fn a_bound_in_words_counts_and_one_that_is_missing_is_a_guess() {
    for (said, max) in [
        ("The maximum is 150.", 150),
        ("Up to 50 records", 50),
        ("between 1 and 250", 250),
        ("Page size", 100),
    ] {
        let limit = format!(
            "{{ name: limit, in: query, description: '{said}', schema: {{ type: integer }} }}"
        );
        let (style, _, _, notes) = list(&limit, "total: { type: integer }");
        assert_eq!(style["max_limit"], max, "{said}");
        let is_guess = notes.contains("how many records a page has at most is not told: 100");
        assert_eq!(is_guess, said == "Page size", "{notes}");
    }
}

#[test]
fn a_search_pages_in_its_body() {
    let disk = imported(
        "
/things/search:
  post:
    requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/Search' } } } }
    responses: { '200': { content: { application/json: { schema: { type: object, properties: { data: { type: array, items: {} }, pages: { type: object, properties: { next: { type: object, properties: { starting_after: { type: string } } } } } } } } } } }
",
        "schemas: { Search: { type: object, required: [query], properties: { query: { type: string }, pagination: { type: object, properties: { per_page: { type: integer, maximum: 150 }, starting_after: { type: string } } } } } }",
    );
    let made = disk.record("integration.yaml");
    assert_eq!(
        made["pagination"]["by_cursor_in_body"],
        json!({ "style": "cursor", "in": "body", "cursor": "pagination/starting_after", "limit": "pagination/per_page", "next": "/pages/next/starting_after", "max_limit": 150 })
    );
    let body = disk.record("search_things.yaml")["methods"]["list"]["body_schema"].clone();
    assert_eq!(
        body["properties"].as_object().map(serde_json::Map::len),
        Some(1),
        "{body}"
    );
}
