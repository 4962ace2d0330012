//! `integration.yaml`.

use super::folder::{Records, refused};

const FILE: &str = "integration.yaml";

#[test]
fn the_good_records_bring_no_complaint() {
    assert_eq!(Records::good().complaints(), Vec::<String>::new());
}

#[test]
fn a_slug_leaves_room_in_the_names_that_it_begins() {
    let long = "a".repeat(33);
    let complaints = Records::good()
        .but(FILE, "integration: acme", &format!("integration: {long}"))
        .complaints();
    let expected = format!(
        "tool-docs/acme/integration.yaml: integration: `{long}` is not a slug; use a-z and 0-9, a letter first, and 32 characters at most: it begins names that clients cut at 40"
    );
    assert!(complaints.contains(&expected), "{complaints:?}");
}

#[test]
fn every_complaint_is_shown_and_not_only_the_first() {
    let records = Records::good()
        .but(FILE, "label: Acme", "name: Acme")
        .but("issues.yaml", "tags: [issues]", "tags: []")
        .but(
            "search_issues.yaml",
            "type: filter, filter: issues",
            "type: filter, filter: people",
        );
    assert_eq!(
        records.complaints(),
        [
            "tool-docs/acme/integration.yaml: `label` is missing; add `label`",
            "tool-docs/acme/integration.yaml: name: this key is unknown; take it out, or use one of integration, label, docs_url, instructions, base_url, variables, allowed_hosts, auth, connect, headers, query_array_format, rate_limit, errors, id_forms, filters, open_world, trust_imported, idempotency_header, pagination, resources, probe",
            "tool-docs/acme/issues.yaml: tags: there are no tags; name one or more; a server's filters match them",
            "tool-docs/acme/search_issues.yaml: methods.list.body_schema.properties.filter.filter: integration.yaml has no search `people` under `filters`; use one of issues",
        ]
    );
}

#[test]
fn a_folder_of_documentation_needs_a_definition() {
    let records = Records::none().with("acme/issues.yaml", "resource: issues");
    assert_eq!(
        records.complaints(),
        ["tool-docs/acme: there is no integration.yaml; add it: it says what the API is"]
    );
}

#[test]
fn a_file_that_is_not_yaml_is_named() {
    let complaints = Records::good()
        .but(FILE, "label: Acme", "label: [Acme")
        .complaints();
    assert!(
        complaints[0].starts_with("tool-docs/acme/integration.yaml: this is not YAML: "),
        "{complaints:?}"
    );
}

#[test]
fn a_key_that_stands_twice_is_refused() {
    let complaints = Records::good()
        .but(FILE, "label: Acme", "label: Acme\nlabel: Acme")
        .complaints();
    assert!(complaints[0].contains("label"), "{complaints:?}");
}

#[test]
fn the_slug_is_the_folder() {
    refused(
        FILE,
        "integration: acme",
        "integration: acne",
        "integration: `acne` is not the folder's name; write `acme` or rename the folder",
    );
}

#[test]
fn instructions_are_short() {
    let long = format!("instructions: {}", "a".repeat(901));
    refused(
        FILE,
        "instructions: Acme keeps issues.",
        &long,
        "instructions: 901 characters are too long; shorten them to 900",
    );
}

#[test]
fn the_base_url_holds_declared_variables_only() {
    refused(
        FILE,
        "/v1",
        "/{version}",
        "base_url: `{version}` is not a variable; declare it under `variables.version`",
    );
    refused(
        FILE,
        "https://{region}/v1\nvariables:",
        "https://{region}\nvariables:\n  shard: { description: Which., format: dns_label }",
        "variables.shard: the base URL does not use it; write {shard} into `base_url` or take it out",
    );
    refused(
        FILE,
        "https://{region}",
        "http://{region}",
        "base_url: `http://{region}/v1` is not a base URL; write https://host/path, without / at the end, query or fragment",
    );
}

#[test]
fn a_variable_has_values_or_a_format() {
    refused(
        FILE,
        "    default: us",
        "    default: us\n    format: dns_label",
        "variables.region: a variable has either `values` or `format`; keep one: `values: { … }` or `format: dns_label`",
    );
    refused(
        FILE,
        "default: us",
        "default: asia",
        "variables.region.default: `asia` is not among the values; use one of them",
    );
}

#[test]
fn allowed_hosts_and_completed_hosts_match() {
    refused(
        FILE,
        "[api.acme.example, ",
        "[api.acme.example, acme.example, ",
        "allowed_hosts: no completed base URL has the host `acme.example`; take it out, or let the base URL reach it; it completes to api.acme.example, api.eu.acme.example",
    );
    refused(
        FILE,
        ", \"api.*.acme.example\"]",
        "]",
        "allowed_hosts: the base URL completes to `api.eu.acme.example`, which is not allowed; add api.eu.acme.example",
    );
}

#[test]
fn an_allowed_host_holds_nothing_that_leads_a_url_to_another() {
    for host in [r"evil.example\.acme.example", "user@api.acme.example"] {
        let records = Records::good()
            .but(FILE, "us: api.acme.example", &format!("us: '{host}'"))
            .but(FILE, "[api.acme.example, ", &format!("['{host}', "));
        assert_eq!(
            records.complaints(),
            [format!(
                "tool-docs/acme/integration.yaml: allowed_hosts: `{host}` is not a host; write a DNS name; a label may be `*`"
            )]
        );
    }
}

#[test]
fn auth_templates_and_credentials_match() {
    refused(
        FILE,
        "\"{api_token}\"",
        "\"{api_token}{key}\"",
        "auth.token: `key` is not a credential; declare it under `auth.credentials.key`",
    );
    refused(
        FILE,
        "  credentials:",
        "  credentials:\n    key: { label: Key, help: None. }",
        "auth.credentials.key: no template uses this secret; put it into a template or take it out",
    );
    refused(
        FILE,
        "scheme: bearer\n  token",
        "scheme: oauth\n  token",
        "auth.scheme: `oauth` is unknown; write one of bearer, basic, header, oauth2",
    );
}

#[test]
fn header_names_are_header_names() {
    refused(
        FILE,
        "Acme-Version",
        "Acme Version",
        "headers.Acme Version: `Acme Version` is not a header name; use letters, digits and -",
    );
    refused(
        FILE,
        "{ Acme-Version: \"2\" }",
        "{ Acme-Version: \"2\", acme-version: \"3\" }",
        "headers.acme-version: this header is given twice; keep one; upper and lower case are the same",
    );
}

#[test]
fn pointers_start_with_a_slash() {
    refused(
        FILE,
        "[/code]",
        "[code]",
        "errors.code.0: the JSON pointer `code` does not start with /; write `/code`",
    );
    refused(
        FILE,
        "response_path: /data",
        "response_path: data",
        "resources.issues.list.response_path: the JSON pointer `data` does not start with /; write `/data`",
    );
    refused(
        FILE,
        "next: /next",
        "next: next",
        "pagination.by_cursor.next: the JSON pointer `next` does not start with /; write `/next`",
    );
}

#[test]
fn a_hint_uses_declared_values_and_a_condition() {
    refused(
        FILE,
        "with id {id}",
        "with id {new_id}",
        "errors.hints.0.hint: `{new_id}` is not among the values; declare it: `values: { new_id: /pointer }`",
    );
    refused(
        FILE,
        "status: [301, 400]",
        "status: []",
        "errors.hints.0: this hint matches every failure; add `status`, `code` or `contains`",
    );
}

#[test]
fn a_hint_names_the_header_of_a_value() {
    refused(
        FILE,
        "id: /errors/0/id",
        "id: \"header:\"",
        "errors.hints.0.values.id: no header is named; name it, such as `header:location`",
    );
    refused(
        FILE,
        "id: /errors/0/id",
        "id: \"header: link\"",
        "errors.hints.0.values.id: ` link` is not a header name; use letters, digits and -",
    );
    refused(
        FILE,
        "id: /errors/0/id",
        "id: head:link",
        "errors.hints.0.values.id: the JSON pointer `head:link` does not start with /; write `/head:link`",
    );
}

#[test]
fn the_probe_is_a_defined_read_without_parameters() {
    let fix = "name a defined `list` or `get` whose path has no parameters, such as me.list";
    for probe in ["you.list", "issues.create", "issues.get"] {
        refused(
            FILE,
            "probe: me.list",
            &format!("probe: {probe}"),
            &format!("probe: `{probe}` is not a defined read; {fix}"),
        );
    }
    refused(
        FILE,
        "http: GET /me",
        "http: GET /me, auth: none",
        "probe: `me.list` goes out without credentials, so it proves nothing; name a read without `auth: none`",
    );
}

#[test]
fn an_endpoint_is_a_verb_and_a_path() {
    refused(
        FILE,
        "GET /me",
        "/me",
        "resources.me.list.http: this is not an HTTP method and a path; write them as `GET /issues/{id}`",
    );
    refused(
        FILE,
        "GET /me",
        "FETCH /me",
        "resources.me.list.http: `FETCH` is unknown; write one of GET, POST, PUT, PATCH, DELETE",
    );
    refused(
        FILE,
        "GET /me",
        "GET /me?full=1",
        "resources.me.list.http: `/me?full=1` is not a path; start it with / and leave out query, fragment and spaces",
    );
    refused(
        FILE,
        "http: POST /issues, body: json",
        "http: POST /issues, body: xml",
        "resources.issues.create.body: `xml` is unknown; write one of json, form, multipart",
    );
}

#[test]
fn a_search_names_declared_operators() {
    refused(
        FILE,
        "operators: [equals, in],",
        "operators: [equals, like],",
        "filters.issues.fields.state.operators: no class of operands has the operator `like`; add it under `filters.language.operands` or correct it",
    );
    refused(
        FILE,
        "operators: [equals, is_set]",
        "operators: [equals, is_set, like]",
        "filters.issues.custom_fields.operators: no class of operands has the operator `like`; add it under `filters.language.operands` or correct it",
    );
    refused(
        FILE,
        "one: [equals]",
        "one: [equals], one_or_many: [in]",
        "filters.language.operands.many: `in` is in two classes; keep one",
    );
    refused(
        FILE,
        "values: [new, closed]",
        "values: [new, closed], suggestions: [x]",
        "filters.issues.fields.state: `values` is a closed set and `suggestions` an open one; keep one of them",
    );
    let complaints = Records::good()
        .but(
            FILE,
            "    group: { operator: operator, children: subfilters, operators: [and, or] }\n",
            "",
        )
        .complaints();
    assert_eq!(
        complaints[0],
        "tool-docs/acme/integration.yaml: filters.language: more than one level needs groups; add `group: { operator, children, operators }`"
    );
}
