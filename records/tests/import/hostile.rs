//! Documents that mean harm, or are none: refused with a remedy or cut to size, and never half-written.

use std::fmt::Write as _;

use super::disk::{Disk, document, imported};

/// The one complaint about a file of these bytes; nothing is written.
#[track_caller]
fn refused(bytes: impl AsRef<[u8]>) -> String {
    let disk = Disk::new();
    let file = disk.write("acme.yaml", bytes);
    let complaints = disk
        .import(&[file], true)
        .expect_err("a document that is refused");
    assert!(!disk.0.join("out").exists());
    assert_eq!(complaints.len(), 1, "{complaints:?}");
    complaints.concat()
}

const GET: &str = "{ get: { responses: {} } }";

#[test]
fn what_is_no_document_is_refused() {
    for (text, complaint) in [
        ("", "acme.yaml: "),
        (
            "[1, 2]",
            "acme.yaml: `openapi` with the version is missing; convert it to OpenAPI 3.0 or 3.1",
        ),
        ("swagger: '2.0'", "acme.yaml: this is Swagger 2; convert it"),
        (
            "openapi: 4.0.0",
            "acme.yaml: this is OpenAPI 4.0.0; convert it",
        ),
        (
            "openapi: 3.0.0\npaths: {}",
            "acme.yaml: it has no `paths`; name a document that describes operations",
        ),
        ("{\"openapi\": ", "acme.yaml: this is not JSON: "),
        ("a: [", "acme.yaml: this is not YAML: "),
    ] {
        let told = refused(text);
        assert!(told.starts_with(complaint), "{text:?}: {told}");
    }
    assert_eq!(
        refused(b"openapi: \xff3"),
        "acme.yaml: byte 9 is not UTF-8; save it as UTF-8"
    );
}

#[test]
fn a_file_that_is_not_there_and_a_slug_that_is_none_are_refused() {
    let disk = Disk::new();
    let complaints = disk
        .import(&[disk.0.join("nowhere.yaml")], true)
        .expect_err("no file");
    assert!(
        complaints
            .concat()
            .starts_with("nowhere.yaml: it cannot be read"),
        "{complaints:?}"
    );
    let complaints = disk
        .import(std::slice::from_ref(&disk.0), true)
        .expect_err("a folder");
    assert!(
        complaints.concat().contains("this is not a file"),
        "{complaints:?}"
    );
    for slug in ["../up", "Up", "a_b", "", "a/b", "/tmp"] {
        let file = disk.write("acme.yaml", document(&format!("/things: {GET}"), ""));
        let import = records::Import {
            files: &[file],
            slug,
            out: &disk.0.join("out"),
            is_trusted: true,
            base_url: None,
        };
        let complaints = records::import(&import).expect_err("no slug");
        assert!(
            complaints.iter().any(|one| one
                .to_string()
                .starts_with(&format!("--slug: `{slug}` is not a slug"))),
            "{slug}"
        );
        assert!(!disk.0.join("out").exists());
    }
}

#[test]
fn aliases_that_multiply_are_stopped() {
    let mut text =
        "openapi: 3.0.0\npaths: { /x: { get: {} } }\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
            .to_owned();
    for level in 1..10 {
        let before = format!("*a{}", level - 1);
        let _ = writeln!(
            text,
            "a{level}: &a{level} [{}]",
            [before.as_str(); 10].join(", ")
        );
    }
    assert!(refused(&text).starts_with("acme.yaml: this is not YAML: "));
}

#[test]
fn nesting_without_end_is_stopped() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let inner = if open == "[" { "" } else { "1" };
        let nested = format!("{}{inner}{}", open.repeat(100_000), close.repeat(100_000));
        let told = refused(format!("{{\"openapi\":\"3.0.0\",\"x\":{nested}}}"));
        assert!(told.contains("this is not JSON"), "{told}");
        let told = refused(format!("openapi: 3.0.0\nx: {nested}"));
        assert!(told.contains("this is not YAML"), "{told}");
    }
}

/// The body of a POST with this schema, as text.
#[track_caller]
fn body(schema: &str, components: &str) -> (String, String) {
    let paths = format!(
        "/things: {{ post: {{ requestBody: {{ content: {{ application/json: {{ schema: {schema} }} }} }}, responses: {{}} }} }}"
    );
    let disk = imported(&paths, components);
    let record = disk.record("things.yaml");
    (
        record["methods"]["create"]["body_schema"].to_string(),
        disk.text("IMPORT.md"),
    )
}

#[test]
fn schemas_that_hold_themselves_end() {
    let (schema, notes) = body(
        "{ $ref: '#/components/schemas/A' }",
        "schemas: { A: { type: object, properties: { name: { type: string }, a: { $ref: '#/components/schemas/A' }, b: { $ref: '#/components/schemas/B' } } }, B: { allOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' }] } }",
    );
    assert!(schema.contains("\"name\""), "{schema}");
    assert!(notes.contains("it holds itself or is too large"), "{notes}");
    // A reference to itself says nothing at all.
    let (_, notes) = body(
        "{ type: object, properties: { x: { $ref: '#/components/schemas/X' } } }",
        "schemas: { X: { $ref: '#/components/schemas/X' } }",
    );
    assert!(notes.contains("/properties/x`: it holds itself"), "{notes}");
}

#[test]
fn schemas_that_fan_out_are_cut() {
    let mut schemas = String::from("schemas:\n  S12: { type: string }\n");
    for level in 0..12 {
        let properties: Vec<String> = (0..12)
            .map(|key| format!("p{key}: {{ $ref: '#/components/schemas/S{}' }}", level + 1))
            .collect();
        let _ = writeln!(
            schemas,
            "  S{level}: {{ type: object, properties: {{ same: {{ type: string }}, {} }} }}",
            properties.join(", ")
        );
    }
    let (schema, _) = body("{ $ref: '#/components/schemas/S0' }", &schemas);
    assert!(schema.len() < 6_000);
    // Alternatives of alternatives, too.
    let mut schemas = String::from("schemas:\n  T30: { type: string }\n");
    for level in 0..30 {
        let next = format!("{{ $ref: '#/components/schemas/T{}' }}", level + 1);
        let _ = writeln!(
            schemas,
            "  T{level}: {{ anyOf: [{next}, {{ allOf: [{next}] }}] }}"
        );
    }
    let (schema, _) = body(
        "{ type: object, properties: { x: { $ref: '#/components/schemas/T0' } } }",
        &schemas,
    );
    assert!(schema.len() < 6_000);
}

#[test]
fn references_to_files_and_addresses_are_never_read() {
    for target in [
        "other.yaml#/X",
        "file:///etc/passwd",
        "https://acme.example/schema.json",
        "/etc/passwd",
    ] {
        let (schema, notes) = body(
            &format!("{{ type: object, properties: {{ x: {{ $ref: '{target}' }} }} }}"),
            "",
        );
        assert!(schema.contains("\"x\":{\"type\":\"any\"}"), "{schema}");
        assert!(
            notes.contains(&format!(
                "`{target}`: it refers to another file or address, which is never read"
            )),
            "{notes}"
        );
    }
    let (_, notes) = body(
        "{ type: object, properties: { x: { $ref: '#/components/schemas/Missing' } } }",
        "",
    );
    assert!(
        notes.contains("it refers to a place that the document does not have"),
        "{notes}"
    );
}

#[test]
fn huge_enums_become_text_with_some_of_them_said() {
    let values: Vec<String> = (0..5_000).map(|value| format!("value{value}")).collect();
    let (schema, notes) = body(
        &format!(
            "{{ type: object, properties: {{ x: {{ type: string, enum: [{}] }} }} }}",
            values.join(", ")
        ),
        "",
    );
    assert!(
        schema.contains("Such as value0, value1") && !schema.contains("enum"),
        "{schema}"
    );
    assert!(
        notes.contains("5000 values are too many for a list"),
        "{notes}"
    );
}

#[test]
fn paths_that_lead_elsewhere_are_no_operations() {
    let paths = [
        "/../etc", "/a?b=c", "/a#b", "x", "/a b", "/{a", "/a}", "/{}/x", "/./y",
    ];
    let text = paths.map(|path| format!("'{path}': {GET}\n")).concat();
    let disk = imported(&format!("/things: {GET}\n{text}"), "");
    assert_eq!(
        disk.files(),
        ["IMPORT.md", "integration.yaml", "things.yaml"]
    );
    assert!(
        disk.text("IMPORT.md")
            .contains(&format!("## Operations without a tool: {}", paths.len()))
    );
}

#[test]
fn names_of_files_never_leave_the_folder() {
    let disk = imported(
        &format!(
            "'/..%2f..%2fetc/passwd': {GET}\n'/...': {GET}\n'/C:/x': {GET}\n'/things': {GET}\n'/ünï/cödé': {GET}"
        ),
        "",
    );
    for file in disk.files() {
        assert!(
            file == "IMPORT.md"
                || file
                    .trim_end_matches(".yaml")
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_'),
            "{file}"
        );
    }
    let mut beside: Vec<String> = std::fs::read_dir(disk.0.join("out"))
        .expect("a folder")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    beside.sort();
    assert_eq!(beside, ["acme"], "no scratch is left");
}

#[test]
fn texts_that_mean_to_be_something_else_stay_texts() {
    let nasty = "Text\\u202e\\U000E0141 with: # signs\\n---\\nimported: false\\n{{x}} \\\"quotes\\\" 'more' & *stars* that is long enough";
    let disk = imported(
        &format!(
            "/things: {{ get: {{ summary: \"{nasty}\", tags: [\"a: b\\n- c\"], operationId: \"x: y\", responses: {{}} }} }}"
        ),
        "",
    );
    let record = disk.record("things.yaml");
    assert_eq!(record["methods"]["list"]["imported"], true);
    assert!(
        !record["methods"]["list"]["description"]
            .to_string()
            .contains(['\u{202e}', '\u{e0141}'])
    );
}
