//! How lists are walked: each style with its own keys, and what a model gets of it.

use super::folder::{Records, refused};
use super::rendering::{built, holds, shows};

const FILE: &str = "integration.yaml";
const BY_CURSOR: &str = "{ style: cursor, in: query, cursor: after, limit: per_page, next: /next, default_limit: 100, max_limit: 999 }";
const BY_PAGE: &str = "{ style: page, in: query, page: page, limit: per_page, current: /pages/page, total: /pages/total_pages, max_limit: 150 }";
const BY_URL: &str = "{ style: next_url, limit: per_page, next: /pages/next, max_limit: 150 }";

/// Where the style names no default, the vendor's own holds.
const LIMIT_150: &str = r#""limit":{"type":"integer","maximum":150}"#;
const NEXT_CURSOR: &str = r#""next_cursor":{"type":"string"}"#;

const FIELDS: &str = r#""fields":{"type":"string","description":"summary, or paths: a,b.c"}"#;

/// Of a list that cannot be walked, and of other reads.
const READ_ON: &str = r#""next_cursor":{"type":"string"}"#;

fn styled(style: &str) -> Records {
    Records::good().but(FILE, BY_CURSOR, style)
}

/// The style of the good records' list brings exactly these complaints.
#[track_caller]
fn refused_style(style: &str, complaints: &[&str]) {
    let expected: Vec<String> = complaints
        .iter()
        .map(|complaint| format!("tool-docs/acme/integration.yaml: {complaint}"))
        .collect();
    assert_eq!(styled(style).complaints(), expected, "with {style}");
}

/// The good records' list has these arguments besides its own.
#[track_caller]
fn lists(source: &str, arguments: &[&str]) {
    let state = r#""state":{"type":"string","description":"Only these.","enum":["new","closed"]}"#;
    let arguments = [&[state], arguments, &[FIELDS]].concat().join(",");
    shows(
        source,
        &format!(
            r#","title":"List issues","description":"Lists the issues of the workspace, the newest first.","inputSchema":{{"type":"object","properties":{{{arguments}}}}},"annotations":{{"readOnlyHint":true}}}}"#
        ),
    );
}

#[test]
fn styles_are_declared_complete_and_for_lists() {
    refused(
        FILE,
        "pagination: by_cursor }",
        "pagination: by_page }",
        "resources.issues.list.pagination: there is no style `by_page`; use one of by_cursor, or declare it under `pagination`",
    );
    refused(
        FILE,
        "style: cursor",
        "style: token",
        "pagination.by_cursor.style: `token` is unknown; write one of cursor, page, next_url, limit",
    );
    refused(
        FILE,
        "default_limit: 100",
        "default_limit: 1000",
        "pagination.by_cursor.default_limit: it is larger than `max_limit`; lower it",
    );
    refused(
        FILE,
        ", max_limit: 999",
        "",
        "pagination.by_cursor: `max_limit` is missing; add `max_limit`",
    );
    refused(
        FILE,
        "http: GET /me }",
        "http: GET /me }\n    get: { http: GET /me/self, pagination: by_cursor }",
        "resources.me.get.pagination: only `list` is paged; make it the `list` of a resource of its own",
    );
    refused(
        FILE,
        "pagination: by_cursor }",
        "pagination: { use: by_cursor, in: body } }",
        "resources.issues.list.pagination: this style pages in the body, and the method has none; add `body: json` or use a style with `in: query`",
    );
}

#[test]
fn a_style_has_no_keys_of_another() {
    let cases = [
        (
            "{ style: cursor, in: query, cursor: after, limit: size, next: /next, max_limit: 9, page: page }",
            "page: this key is unknown; take it out, or use one of style, in, cursor, next, more, until_empty, once, limit, default_limit, max_limit",
        ),
        (
            "{ style: page, in: query, page: page, current: /page, total: /pages, more: /more }",
            "more: this key is unknown; take it out, or use one of style, in, page, current, total, limit, default_limit, max_limit",
        ),
        (
            "{ style: next_url, next: /next, cursor: after }",
            "cursor: this key is unknown; take it out, or use one of style, in, next, limit, default_limit, max_limit",
        ),
        (
            "{ style: limit, in: query, limit: size, max_limit: 9, next: /next }",
            "next: this key is unknown; take it out, or use one of style, in, limit, default_limit, max_limit",
        ),
    ];
    for (style, complaint) in cases {
        refused_style(style, &[&format!("pagination.by_cursor.{complaint}")]);
    }
}

#[test]
fn a_style_has_the_keys_of_its_own() {
    let missing = |key: &str| format!("pagination.by_cursor: `{key}` is missing; add `{key}`");
    let cases = [
        ("{ style: cursor }", &["in", "cursor", "next"][..]),
        ("{ style: page }", &["in", "page", "current", "total"]),
        ("{ style: next_url }", &["next"]),
        ("{ style: limit }", &["in", "limit"]),
    ];
    for (style, keys) in cases {
        let complaints: Vec<String> = keys.iter().map(|key| missing(key)).collect();
        let complaints: Vec<&str> = complaints.iter().map(String::as_str).collect();
        refused_style(style, &complaints);
    }
}

#[test]
fn pointers_into_a_page_start_with_a_slash() {
    for (from, key, pointer) in [
        ("current: /pages/page", "current", "pages/page"),
        ("total: /pages/total_pages", "total", "pages/total_pages"),
    ] {
        refused_style(
            &BY_PAGE.replace(from, &format!("{key}: {pointer}")),
            &[&format!(
                "pagination.by_cursor.{key}: the JSON pointer `{pointer}` does not start with /; write `/{pointer}`"
            )],
        );
    }
    refused_style(
        &BY_URL.replace("/pages/next", "pages/next"),
        &[
            "pagination.by_cursor.next: the JSON pointer `pages/next` does not start with /; write `/pages/next`",
        ],
    );
    refused_style(
        &BY_CURSOR.replace("next: /next", "next: /next, more: more"),
        &[
            "pagination.by_cursor.more: the JSON pointer `more` does not start with /; write `/more`",
        ],
    );
}

#[test]
fn a_style_without_a_page_size_bounds_none() {
    refused_style(
        &BY_CURSOR.replace("limit: per_page, ", ""),
        &[
            "pagination.by_cursor.default_limit: this style sends no page size; add the vendor's key as `limit` or take this out",
            "pagination.by_cursor.max_limit: this style sends no page size; add the vendor's key as `limit` or take this out",
        ],
    );
}

#[test]
fn a_next_url_is_followed_with_its_query() {
    refused_style(
        &BY_URL.replace("next_url", "next_url, in: body"),
        &[
            "pagination.by_cursor.in: the URL of the next page is followed as it is, with its query; take `in` out",
        ],
    );
    assert_eq!(
        styled(&BY_URL.replace("next_url", "next_url, in: query")).complaints(),
        Vec::<String>::new()
    );
}

#[test]
fn a_key_with_a_slash_is_a_place_in_a_json_body() {
    refused_style(
        &BY_CURSOR.replace("after", "paging/after"),
        &[
            "pagination.by_cursor.cursor: `paging/after` is a place in a body, and this style pages in the query; write a key of the query, or page with `in: body`",
        ],
    );
    refused_style(
        &BY_URL.replace("per_page", "paging/size"),
        &[
            "pagination.by_cursor.limit: `paging/size` is a place in a body, and this style pages in the query; write a key of the query, or page with `in: body`",
        ],
    );
    for key in ["/after", "paging/", "a//b", "a/b/c"] {
        let records = in_body(&format!("cursor: {key}, limit: size"));
        assert_eq!(
            records.complaints(),
            [format!(
                "tool-docs/acme/integration.yaml: pagination.in_body.cursor: `{key}` does not name a place in a body; write `a/b` for key b of the object a"
            )]
        );
    }
    let form = in_body("cursor: paging/after, limit: size").but(
        FILE,
        "POST /issues/search, body: json",
        "POST /issues/search, body: form",
    );
    assert_eq!(
        form.complaints(),
        [
            "tool-docs/acme/integration.yaml: resources.search_issues.list.pagination: only a JSON body has a place for `paging/after`; define the method with `body: json`"
        ]
    );
}

/// The good records with a search that is paged in its body.
fn in_body(keys: &str) -> Records {
    Records::good()
        .but(
            FILE,
            "pagination:\n",
            &format!(
                "pagination:\n  in_body: {{ style: cursor, in: body, {keys}, next: /next, max_limit: 150 }}\n"
            ),
        )
        .but(
            FILE,
            "POST /issues/search, body: json",
            "POST /issues/search, body: json, pagination: in_body",
        )
}

#[test]
fn a_cursor_in_the_body_may_stand_in_an_object() {
    let records = in_body("cursor: paging/after, limit: paging/size");
    let source = built(&records);
    holds(
        &source,
        r#"Paging { place: PagingPlace::Body, style: PagingStyle::Cursor { key: "paging/after", next: "/next", more: "", until_empty: false, once: "" }, limit_key: "paging/size", default_limit: None, max_limit: 150 }"#,
    );
    let filter = "properties: { filter:";
    for key in ["paging", "limit", "next_cursor"] {
        let complaints = in_body("cursor: paging/after, limit: paging/size")
            .but(
                "search_issues.yaml",
                filter,
                &format!("properties: {{ {key}: {{ type: object }}, filter:"),
            )
            .complaints();
        assert_eq!(
            complaints,
            [format!(
                "tool-docs/acme/search_issues.yaml: methods.list.body_schema.properties.{key}: a paged list gets `limit` and `next_cursor` by itself; take it out"
            )]
        );
    }
}

#[test]
fn a_list_body_is_not_paged() {
    let complaints = in_body("cursor: after, limit: size")
        .but(
            "search_issues.yaml",
            "      type: object\n      properties: { filter: { type: filter, filter: issues, description: Conditions. } }\n      required: [filter]\n",
            "      type: array\n      items: { type: filter, filter: issues }\n",
        )
        .but("search_issues.yaml", "      filter:\n        operator: and\n", "      body:\n      - operator: and\n")
        .complaints();
    assert_eq!(
        complaints,
        [
            "tool-docs/acme/search_issues.yaml: methods.list.body_schema: a list body has no place for paging; describe an object, or use a style with `in: query`"
        ]
    );
}

#[test]
fn a_cursor_style_may_end_with_an_empty_page_and_leave_the_size_to_the_vendor() {
    let source = built(&styled(
        "{ style: cursor, in: query, cursor: after, next: /next, more: /more, until_empty: true, once: Read one. }",
    ));
    holds(
        &source,
        r#"paging: Some(Paging { place: PagingPlace::Query, style: PagingStyle::Cursor { key: "after", next: "/next", more: "/more", until_empty: true, once: "Read one." }, limit_key: "", default_limit: None, max_limit: u32::MAX })"#,
    );
    lists(&source, &[NEXT_CURSOR]);
}

#[test]
fn numbered_pages_give_a_limit_and_a_cursor() {
    let source = built(&styled(BY_PAGE));
    holds(
        &source,
        r#"paging: Some(Paging { place: PagingPlace::Query, style: PagingStyle::Page { key: "page", current: "/pages/page", total: "/pages/total_pages" }, limit_key: "per_page", default_limit: None, max_limit: 150 })"#,
    );
    lists(&source, &[LIMIT_150, NEXT_CURSOR]);
    let bare = "{ style: page, in: query, page: page, current: /page, total: /pages }";
    lists(&built(&styled(bare)), &[NEXT_CURSOR]);
}

#[test]
fn a_next_url_gives_a_limit_and_a_cursor() {
    let source = built(&styled(BY_URL));
    holds(
        &source,
        r#"paging: Some(Paging { place: PagingPlace::Query, style: PagingStyle::NextUrl { next: "/pages/next" }, limit_key: "per_page", default_limit: None, max_limit: 150 })"#,
    );
    lists(&source, &[LIMIT_150, NEXT_CURSOR]);
    lists(
        &built(&styled("{ style: next_url, next: /next }")),
        &[NEXT_CURSOR],
    );
}

#[test]
fn a_page_size_alone_gives_a_limit_and_a_cursor_within_the_answer() {
    let source = built(&styled(
        "{ style: limit, in: query, limit: top, max_limit: 200 }",
    ));
    holds(
        &source,
        r#"paging: Some(Paging { place: PagingPlace::Query, style: PagingStyle::SizeOnly, limit_key: "top", default_limit: None, max_limit: 200 })"#,
    );
    let limit = r#""limit":{"type":"integer","maximum":200}"#;
    lists(&source, &[limit, READ_ON]);
}

#[test]
fn a_list_changes_a_style() {
    let source = built(&Records::good().but(
        FILE,
        "pagination: by_cursor }",
        "pagination: { use: by_cursor, until_empty: true, max_limit: 1000 } }",
    ));
    holds(&source, "until_empty: true");
    holds(&source, "max_limit: 1_000");
}

#[test]
fn a_read_has_no_cursor_of_its_own() {
    let records = Records::good().but(
        "issues.yaml",
        "    example: { id: i_1 }\n",
        "    query_schema: { type: object, properties: { next_cursor: { type: string } } }\n    example: { id: i_1 }\n",
    );
    assert_eq!(
        records.complaints(),
        [
            "tool-docs/acme/issues.yaml: methods.get.query_schema.properties.next_cursor: a tool that reads gets `next_cursor` by itself; rename it and give it the vendor's key as `wire_name`"
        ]
    );
}
