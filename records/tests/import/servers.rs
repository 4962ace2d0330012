//! Where the API is, how it wants to know who calls, and what its failures and limits look like.

use serde_json::{Value, json};

use super::disk::{Disk, document, imported};

const THINGS: &str = "/things: { get: { responses: { '200': { content: { application/json: { schema: { type: array, items: {} } } } } } } }";

/// integration.yaml of a good document after a change.
#[track_caller]
fn integration(from: &str, to: &str) -> Value {
    let disk = Disk::new();
    let text = document(THINGS, "");
    assert!(text.contains(from), "no {from}");
    let file = disk.write("acme.yaml", text.replacen(from, to, 1));
    disk.import(&[file], true).expect("an import");
    disk.record("integration.yaml")
}

const SERVER: &str = "{ url: https://api.acme.example/v1 }";
const SCHEME: &str = "{ type: http, scheme: bearer }";

#[test]
fn servers_become_the_base_url_with_variables_and_hosts() {
    for (server, expected) in [
        (
            SERVER,
            json!({ "base_url": "https://api.acme.example/v1", "allowed_hosts": ["api.acme.example"] }),
        ),
        (
            "{ url: 'https://{region}.acme.example/{basePath}', variables: { region: { default: us, enum: [us, eu], description: Where it is. }, basePath: { default: v2 } } }",
            json!({
                "base_url": "https://{region}.acme.example/v2", "allowed_hosts": ["eu.acme.example", "us.acme.example"],
                "variables": { "region": { "description": "Where it is.", "values": { "us": "us", "eu": "eu" }, "default": "us" } },
            }),
        ),
        (
            "{ url: 'https://{organization}.acme.example', variables: { organization: { default: demo } } }",
            json!({
                "base_url": "https://{organization}.acme.example", "allowed_hosts": ["*.acme.example"],
                "variables": { "organization": { "description": "The organization in the address of the API.", "format": "dns_label" } },
            }),
        ),
        (
            "{ url: https://api.acme.example, description: US production }, { url: https://api.eu.acme.example, description: EU }",
            json!({
                "base_url": "https://{server}", "allowed_hosts": ["api.acme.example", "api.eu.acme.example"],
                "variables": { "server": {
                    "description": "Which of the vendor's servers has the account.",
                    "values": { "us": "api.acme.example", "eu": "api.eu.acme.example" }, "default": "us",
                } },
            }),
        ),
        (
            "{ url: /api/v3 }",
            json!({ "base_url": "https://api.acme.example", "allowed_hosts": ["api.acme.example"] }),
        ),
        (
            "{ url: 'http://127.0.0.1' }",
            json!({ "base_url": "https://api.acme.example", "allowed_hosts": ["api.acme.example"] }),
        ),
    ] {
        let made = integration(SERVER, server);
        for (key, value) in expected.as_object().expect("keys") {
            assert_eq!(&made[key], value, "{key} of {server}");
        }
        assert_eq!(
            made.get("variables").is_some(),
            expected.get("variables").is_some(),
            "{server}"
        );
    }
    // The path of a server without a host goes before the paths.
    assert_eq!(
        integration(SERVER, "{ url: /api/v3 }")["resources"]["things"]["list"]["http"],
        "GET /api/v3/things"
    );
}

#[test]
fn an_address_of_the_callers_stands_for_all_servers_or_is_refused() {
    let disk = Disk::new();
    let file = disk.write("acme.yaml", document(THINGS, ""));
    let import = |base_url| {
        records::import(&records::Import {
            files: std::slice::from_ref(&file),
            slug: "acme",
            out: &disk.0.join("out"),
            is_trusted: true,
            base_url: Some(base_url),
        })
    };
    for url in [
        "api.acme.example",
        "http://api.acme.example",
        "https://localhost",
        "https://api.acme.example:8443/v2",
        "https://user@api.acme.example",
        "https://{region}.acme.example",
        "https://api.acme.example/v2?x=1",
    ] {
        let complaints = import(url).expect_err(url);
        let told: Vec<String> = complaints.iter().map(ToString::to_string).collect();
        let expected = format!("--base-url: `{url}` is not a base URL; write https://host/path");
        assert!(told.concat().starts_with(&expected), "{told:?}");
        assert!(disk.files().is_empty());
    }
    import("https://eu.acme.example/v2/").expect("an import");
    let made = disk.record("integration.yaml");
    assert_eq!(made["base_url"], "https://eu.acme.example/v2");
    assert_eq!(made["allowed_hosts"], json!(["eu.acme.example"]));
}

#[test]
fn credentials_are_those_that_a_record_can_send() {
    let bearer =
        |label: &str| json!({ "scheme": "bearer", "token": "{api_token}" , "label": label });
    for (scheme, expected) in [
        (SCHEME, bearer("API token")),
        ("{ type: oauth2, flows: {} }", bearer("Access token")),
        (
            "{ type: apiKey, in: query, name: key }",
            bearer("API token"),
        ),
        (
            "{ type: apiKey, in: header, name: X-Api-Key }",
            json!({ "scheme": "header", "name": "X-Api-Key", "value": "{api_key}", "label": "API key" }),
        ),
        (
            "{ type: http, scheme: basic }",
            json!({ "scheme": "basic", "username": "{username}", "password": "{password}" }),
        ),
    ] {
        let auth = integration(SCHEME, scheme)["auth"].clone();
        for key in ["scheme", "token", "name", "value", "username", "password"] {
            assert_eq!(auth.get(key), expected.get(key), "{key} of {scheme}");
        }
        if let Some(label) = expected.get("label") {
            let credentials = auth["credentials"].as_object().expect("credentials");
            assert_eq!(
                credentials
                    .values()
                    .next()
                    .map(|credential| &credential["label"]),
                Some(label),
                "{scheme}"
            );
        }
    }
}

#[test]
fn failures_and_limits_are_read_from_the_answers() {
    let disk = imported(
        "
/things:
  get:
    responses:
      '200':
        headers:
          X-RateLimit-Remaining: { schema: { type: integer } }
          X-RateLimit-Reset: { description: Unix time, schema: { type: integer } }
        content: { application/json: { schema: { type: array, items: {} } } }
      '400': { $ref: '#/components/responses/Bad' }
",
        "responses: { Bad: { content: { application/json: { schema: { type: object, properties: { request_id: { type: string }, errors: { type: array, items: { type: object, properties: { code: { type: string }, message: { type: string } } } } } } } } } }",
    );
    let made = disk.record("integration.yaml");
    assert_eq!(
        made["errors"],
        json!({ "code": ["/errors/0/code"], "message": ["/errors/0/message"], "request_id": { "pointers": ["/request_id"] } })
    );
    assert_eq!(
        made["rate_limit"],
        json!({ "remaining": ["x-ratelimit-remaining"], "reset": ["x-ratelimit-reset"], "reset_unit": "epoch_seconds", "retry_after": ["retry-after"] })
    );
}

#[test]
fn members_of_a_success_that_tell_of_a_failure_are_found() {
    let answer = |properties: &str| {
        format!(
            "content: {{ application/json: {{ schema: {{ type: object, properties: {{ {properties} }} }} }} }}"
        )
    };
    let of = |status: &str, properties: &str| {
        let answer = answer(properties);
        let disk = imported(
            &format!(
                "\n/things:\n  get:\n    responses:\n      '200': {{ content: {{ application/json: {{ schema: {{ type: array, items: {{}} }} }} }} }}\n      '{status}': {{ {answer} }}\n"
            ),
            "",
        );
        disk.record("integration.yaml")
    };
    for (properties, expected) in [
        (
            "ok: { type: boolean }, things: { type: array, items: {} }",
            json!([{ "at": "/ok", "is": false }]),
        ),
        (
            "success: { type: boolean }, result: { type: object }",
            json!([{ "at": "/success", "is": false }]),
        ),
        (
            "results: { type: array, items: {} }, errors: { type: array, items: {} }",
            json!(["/errors"]),
        ),
        (
            "data: { type: object }, error: { type: string, nullable: true }, success: { type: boolean }",
            json!(["/error", { "at": "/success", "is": false }]),
        ),
        (
            "id: { type: string }, items: { type: array, items: {} }, errors: { type: array, items: {} }",
            json!(["/errors"]),
        ),
        (
            "data: { type: object, properties: { items: { type: array, items: {} }, errors: { type: array, items: {} } } }",
            json!(["/data/errors"]),
        ),
    ] {
        for status in ["201", "207"] {
            let made = of(status, properties);
            assert_eq!(made["errors"]["in_success"], expected, "{properties}");
        }
    }
    // A record's own, and words that are no yes or no.
    for properties in [
        "id: { type: string }, error: { type: string }, success: { type: boolean }",
        "success: { type: string }, data: { type: object }",
    ] {
        assert_eq!(
            of("201", properties)["errors"].get("in_success"),
            None,
            "{properties}"
        );
    }
}

#[test]
fn a_records_own_error_is_no_failure_of_the_call() {
    let disk = imported(
        "
/jobs/{id}:
  get:
    parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
    responses: { '200': { content: { application/json: { schema: { type: object, properties: { id: { type: string }, error: { type: string } } } } } } }
/things:
  get: { responses: { '200': { content: { application/json: { schema: { type: object, properties: { data: { type: array, items: {} }, error: { type: string } } } } } } } }
",
        "",
    );
    let made = disk.record("integration.yaml");
    assert_eq!(made["errors"]["in_success"], json!(["/error"]));
    assert_eq!(
        made["resources"]["jobs"]["get"]["errors_in_success"],
        json!([])
    );
    assert_eq!(
        made["resources"]["things"]["list"].get("errors_in_success"),
        None
    );
}

#[test]
fn a_document_on_another_host_is_left_out_and_one_on_another_path_keeps_it() {
    let disk = Disk::new();
    let other = |server: &str, path: &str| {
        document(THINGS, "")
            .replace("https://api.acme.example/v1", server)
            .replace("/things:", path)
    };
    let files = [
        disk.write("one.yaml", document(THINGS, "")),
        disk.write("two.yaml", other("https://api.acme.example/v2", "/parts:")),
        disk.write("three.yaml", other("https://other.example", "/nuts:")),
    ];
    disk.import(&files, false).expect("an import");
    let made = disk.record("integration.yaml");
    assert_eq!(made["base_url"], "https://api.acme.example");
    assert_eq!(
        made["resources"]["things"]["list"]["http"],
        "GET /v1/things"
    );
    assert_eq!(made["resources"]["parts"]["list"]["http"], "GET /v2/parts");
    assert!(made["resources"].get("nuts").is_none());
    assert!(
        disk.text("IMPORT.md")
            .contains("`three.yaml#/paths/~1nuts`: its document names another host")
    );
}

#[test]
fn without_a_read_that_needs_nothing_the_probe_is_a_guess_that_is_told() {
    let disk = imported("/things/{id}: { get: { responses: {} } }", "");
    assert_eq!(disk.record("integration.yaml")["probe"], "probe.list");
    assert!(
        disk.text("IMPORT.md")
            .contains("no read without parameters is described")
    );
    let disk = imported(
        &format!("{THINGS}\n/me: {{ get: {{ responses: {{}} }} }}"),
        "",
    );
    assert_eq!(disk.record("integration.yaml")["probe"], "me.list");
}
