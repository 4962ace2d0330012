//! `<resource>.yaml`: names, effects, examples and where properties go.

use super::folder::{Records, refused};

const FILE: &str = "issues.yaml";

#[test]
fn documentation_needs_a_definition() {
    refused(
        FILE,
        "  replace:",
        "  repaint:",
        "methods.repaint: documented but not defined; define `resources.issues.repaint` in integration.yaml or take the documentation out",
    );
}

#[test]
fn the_resource_is_the_files_name() {
    let complaints = Records::good()
        .but(FILE, "resource: issues", "resource: tickets")
        .complaints();
    assert_eq!(
        complaints[0],
        "tool-docs/acme/issues.yaml: resource: `tickets` is not the file's name; write `issues` or rename the file"
    );
}

#[test]
fn unknown_keys_are_named_with_the_known_ones() {
    refused(
        FILE,
        "    effect: destructive",
        "    effects: write\n    effect: destructive",
        "methods.replace.effects: this key is unknown; take it out, or use one of imported, description, title, short_name, effect, open_world, audience, draft, tags, rank, asks, summary, compact_omits, query_schema, body_schema, input_schema_json, is_error, requires_client_capabilities, instead, example",
    );
}

#[test]
fn a_description_is_neither_too_short_nor_too_long() {
    let text = "Returns one issue with all of its fields and its tags.";
    refused(
        FILE,
        text,
        "Returns an issue.",
        "methods.get.description: 17 characters tell a model too little; say what it returns and when to use it, in 40 to 900 characters",
    );
    refused(
        FILE,
        text,
        &"long ".repeat(181),
        "methods.get.description: 904 characters crowd out other tools; shorten it to 900 characters",
    );
    refused(
        FILE,
        &format!("    description: {text}\n"),
        "",
        "methods.get: `description` is missing; add `description`",
    );
}

#[test]
fn tags_are_words() {
    refused(
        FILE,
        "tags: [triage]",
        "tags: [Triage]",
        "methods.snooze.tags: `Triage` is not a tag; use a-z, 0-9 and _, a letter first",
    );
}

#[test]
fn the_singular_is_there_when_a_name_needs_it() {
    let complaints = Records::good()
        .but(FILE, "singular: issue\n", "")
        .complaints();
    let expected = ["get", "update", "delete", "snooze", "attach", "replace"]
        .map(|method| format!("tool-docs/acme/issues.yaml: methods.{method}: its names need the resource's singular; add `singular` at the top of the file"));
    assert_eq!(complaints, expected);
}

#[test]
fn a_custom_method_says_what_it_does_and_a_standard_one_does_not() {
    refused(
        FILE,
        "    effect: destructive\n",
        "",
        "methods.replace: a custom method says what it does; add `effect: read`, `write` or `destructive`",
    );
    refused(
        FILE,
        "  get:\n",
        "  get:\n    effect: read\n",
        "methods.get.effect: a standard method's effect follows from its name; take `effect` out",
    );
}

#[test]
fn tool_names_are_unique_and_clients_take_them() {
    refused(
        "search_issues.yaml",
        "short_name: search_issues",
        "short_name: list_issues",
        "methods.list: the tool name `list_issues` is also that of methods.list in tool-docs/acme/issues.yaml; change resource, singular, method or `short_name`",
    );
    refused(
        "search_issues.yaml",
        "short_name: search_issues",
        "short_name: Search-issues",
        "methods.list: clients refuse the tool name `Search-issues`; use a-z, 0-9 and _, a letter first, 64 at most: shorten resource, singular, method or `short_name`",
    );
    let records = Records::good()
        .with("acme/tickets.yaml", "resource: tickets\nsingular: issue\ntags: [issues]\nmethods:\n  get:\n    short_name: get_ticket\n    description: Returns one ticket with all of its fields and its tags.\n    example: { id: t_1 }\n")
        .but("integration.yaml", "  search_issues:", "  tickets:\n    get: { http: \"GET /tickets/{id}\" }\n  search_issues:");
    assert_eq!(
        records.complaints(),
        [
            "tool-docs/acme/tickets.yaml: methods.get: the tool name `get_single_acme_issue_by_id` is also that of methods.get in tool-docs/acme/issues.yaml; change resource, singular, method or `short_name`"
        ]
    );
}

#[test]
fn a_path_parameter_has_a_plain_property() {
    let property = "properties: { id: { type: string, description: Id of the issue. } }";
    let complaints = Records::good()
        .but(FILE, property, "properties: {}")
        .complaints();
    assert_eq!(
        complaints[0],
        "tool-docs/acme/issues.yaml: methods.snooze: the path parameter `id` has no property; describe it under `query_schema.properties.id`"
    );
    refused(
        FILE,
        "id: { type: string, description",
        "id: { type: string, wire_name: key, description",
        "methods.snooze.query_schema.properties.id: a path parameter's key is not sent; take `wire_name` out",
    );
    refused(
        FILE,
        property,
        "properties: { id: { type: any } }",
        "methods.snooze.query_schema.properties.id: a path takes one plain value; make it a string",
    );
    refused(
        FILE,
        "properties: { until: {",
        "properties: { id: { type: string }, until: {",
        "methods.snooze.body_schema.properties.id: the path has a parameter of this name, so the property is never sent; rename it and give it the vendor's key as `wire_name`",
    );
}

#[test]
fn a_property_goes_somewhere() {
    let records = Records::good().but(
        "integration.yaml",
        "\"PATCH /issues/{id}\", body: json",
        "\"PATCH /issues/{id}\"",
    );
    assert_eq!(
        records.complaints(),
        [
            "tool-docs/acme/issues.yaml: methods.update.body_schema: the method sends no body, so its properties are never sent; define the method with `body: json` (or form, multipart), or move the properties to `query_schema`"
        ]
    );
    refused(
        FILE,
        "properties: { until: { type: string } }",
        "properties: { until: { type: string }, state: { type: file } }",
        "methods.snooze.body_schema.properties.state: a file goes into a multipart body; define the method with `body: multipart`",
    );
}

#[test]
fn a_paged_list_describes_no_paging() {
    let fix = "a paged list gets `limit` and `next_cursor` by itself; take it out";
    for key in ["limit", "next_cursor", "after", "per_page"] {
        let property = format!("properties:\n        {key}: {{ type: string }}\n        state:");
        refused(
            FILE,
            "properties:\n        state:",
            &property,
            &format!("methods.list.query_schema.properties.{key}: {fix}"),
        );
    }
}

#[test]
fn required_arguments_come_with_an_example() {
    refused(
        FILE,
        "    example: { body: [{ title: Broken }] }\n",
        "",
        "methods.replace: it has required arguments and no example; add `example` with arguments that the vendor would take",
    );
}

#[test]
fn an_example_is_a_call_that_would_be_taken() {
    let example =
        "example: { id: i_1, title: Broken, priority: 3, labels: [a], extra: { b: true } }";
    let cases = [
        (
            "{ title: Broken }",
            ": `id` is required and missing; add it",
        ),
        (
            "{ id: 1, title: Broken }",
            ".id: this is a whole number; write it in quotes: the schema wants a string",
        ),
        (
            "{ id: i_1, title: Broken, color: red }",
            ".color: the tool has no such argument; use one of id, title, priority, labels, extra, place",
        ),
        (
            "{ id: i_1, title: aaaaaaaaaaaaaaaaaaaaa }",
            ".title: 21 is above the maximum; make it 20 or less",
        ),
        (
            "{ id: i_1, title: Broken, priority: 0 }",
            ".priority: 0 is below the minimum; make it 1 or more",
        ),
        (
            "{ id: i_1, title: Broken, labels: [a, b, c] }",
            ".labels: 3 is above the maximum; make it 2 or less",
        ),
        (
            "{ id: i_1, title: Broken, extra: { b: 1 } }",
            ".extra.b: this is a whole number; write true or false",
        ),
    ];
    for (bad, complaint) in cases {
        refused(
            FILE,
            example,
            &format!("example: {bad}"),
            &format!("methods.update.example{complaint}"),
        );
    }
    refused(
        FILE,
        "text: hello }",
        "text: hello, data: aGk= }",
        "methods.attach.example.file: a file has either `data` or `text`; keep one",
    );
}

#[test]
fn an_example_speaks_the_search_language() {
    let condition = "{ field: state, operator: equals, value: new }";
    let cases = [
        (
            "{ field: status, operator: equals, value: new }",
            ".field: the search has no such field; use one of its fields",
        ),
        (
            "{ field: state, operator: time_range, values: [a, b] }",
            ".operator: the field does not take `time_range`; use one of equals, in",
        ),
        (
            "{ field: state, operator: equals, values: [new] }",
            ": its operator does not take these operands; give it one operand",
        ),
        (
            "{ field: state, operator: equals, value: old }",
            ".value: `old` is not a value of `state`; use a value that the field takes",
        ),
        (
            "{ operator: or, subfilters: [{ field: state, operator: equals, value: new }] }",
            ": the tree is deeper than 2 levels; make it flatter",
        ),
        (
            "{ field: created_at, operator: time_range, values: [\"2026-01-01T00:00:00Z\", \"2026-01-02\"] }",
            ".values.1: `2026-01-02` is not a value of `created_at`; use a value that the field takes",
        ),
        (
            "{ field: state, operator: equals, value: new, not: x }",
            ".not: a condition has no such key; use one of field, operator, value, values, subfilters, custom_field",
        ),
    ];
    for (bad, complaint) in cases {
        let key = "methods.list.example.filter.subfilters.0";
        refused(
            "search_issues.yaml",
            condition,
            bad,
            &format!("{key}{complaint}"),
        );
    }
}

#[test]
fn an_examples_groups_are_as_large_as_the_language_allows() {
    let group = "operator: and\n        subfilters:\n";
    let third = format!("{group}          - {{ field: state, operator: equals, value: closed }}\n");
    refused(
        "search_issues.yaml",
        group,
        &third,
        "methods.list.example.filter.subfilters: 3 conditions in one group; use 2 at most",
    );
    refused(
        "search_issues.yaml",
        group,
        &group.replace("and", "nor"),
        "methods.list.example.filter: a group has one of the group operators; use one of and, or",
    );
}

#[test]
fn a_verbatim_schema_is_an_object_and_stands_alone() {
    let body =
        "    body_schema: { type: array, description: The issues., items: { type: object } }\n";
    refused(
        FILE,
        body,
        "    input_schema_json: '{\"type\":\"array\"}'\n",
        "methods.replace.input_schema_json: the schema's root is not `\"type\":\"object\"`; add it; clients refuse the whole list otherwise",
    );
    refused(
        FILE,
        body,
        "    input_schema_json: '{\"type\"'\n",
        "methods.replace.input_schema_json: this is not JSON: EOF while parsing an object at line 1 column 7; correct it",
    );
    refused(
        FILE,
        body,
        &format!("    input_schema_json: '{{\"type\":\"object\"}}'\n{body}"),
        "methods.replace.input_schema_json: its arguments all go to the body; take `query_schema` and `body_schema` out and use a path without parameters",
    );
}

#[test]
fn what_a_compact_server_leaves_out_is_no_part_of_the_summary() {
    let get = "description: Returns one issue";
    let with = |lines: &str| {
        let records = Records::good().but(FILE, get, &format!("{lines}\n    {get}"));
        records.complaints().remove(0)
    };
    for (lines, complaint) in [
        (
            "compact_omits: [stats]",
            "compact_omits: only a tool with a `summary` has fields that are less worth; name the fields of a summary, or take `compact_omits` out",
        ),
        (
            "summary: [id, stats.age]\n    compact_omits: [stats]",
            "compact_omits: `stats` is in the summary; take it out here or there",
        ),
        (
            "summary: [id]\n    compact_omits: [stats.age]",
            "compact_omits: `stats.age` is not a member; use the name of a member, without dots",
        ),
    ] {
        assert_eq!(
            with(lines),
            format!("tool-docs/acme/{FILE}: methods.get.{complaint}")
        );
    }
}
