//! Schemas of arguments: within what every client takes, and with nothing lost that is not told.

use serde_json::{Value, json};

use super::disk::{Disk, tool};

/// The body's properties of a POST with this schema, and the folder.
#[track_caller]
pub(super) fn body(schema: &str, components: &str) -> (Value, Disk) {
    let paths = format!(
        "/things: {{ post: {{ requestBody: {{ required: true, content: {{ application/json: {{ schema: {schema} }} }} }}, responses: {{}} }} }}"
    );
    let (definition, documentation, disk) = tool(&paths, components);
    assert_eq!(definition["body"], "json");
    (documentation["body_schema"].clone(), disk)
}

#[track_caller]
fn query(parameters: &str) -> (Value, Value, Disk) {
    let (definition, documentation, disk) = tool(
        &format!("/things: {{ get: {{ parameters: [{parameters}], responses: {{}} }} }}"),
        "",
    );
    (documentation, definition, disk)
}

#[test]
fn references_are_inlined_and_combinations_merged() {
    let (schema, _) = body(
        "{ allOf: [{ $ref: '#/components/schemas/Named' }, { type: object, properties: { size: { type: integer, minimum: 1 } }, required: [size] }] }",
        "schemas: { Named: { type: object, required: [name], properties: { name: { $ref: '#/components/schemas/Name' } } }, Name: { type: string, maxLength: 20, description: What people call it } }",
    );
    assert_eq!(
        schema,
        json!({
            "type": "object",
            "properties": {
                "name": { "type": "string", "description": "What people call it", "maxLength": 20 },
                "size": { "type": "integer", "minimum": 1 },
            },
            "required": ["name", "size"],
        })
    );
}

#[test]
fn alternatives_become_one_shape_that_is_told() {
    for (alternatives, expected) in [
        (
            "oneOf: [{ type: string }, { type: 'null' }]",
            json!({ "type": "string" }),
        ),
        (
            "anyOf: [{ type: string, enum: [a] }, { type: string, enum: [b] }]",
            json!({ "type": "string", "enum": ["a", "b"] }),
        ),
        (
            "oneOf: [{ type: string }, { type: integer }]",
            json!({ "type": "string" }),
        ),
        (
            "oneOf: [{ type: object, required: [a, k], properties: { a: { type: string }, k: { type: string } } }, { type: object, required: [b, k], properties: { b: { type: string }, k: { type: string } } }]",
            json!({ "type": "object", "properties": { "a": { "type": "string" }, "k": { "type": "string" }, "b": { "type": "string" } }, "required": ["k"] }),
        ),
        (
            "oneOf: [{ type: string }, { type: array, items: { type: string } }]",
            json!({ "type": "any" }),
        ),
    ] {
        let (schema, disk) = body(
            &format!("{{ type: object, properties: {{ value: {{ {alternatives} }} }} }}"),
            "",
        );
        assert_eq!(schema["properties"]["value"], expected, "{alternatives}");
        let is_told = disk
            .text("IMPORT.md")
            .contains("/requestBody/properties/value`: alternatives");
        assert_eq!(is_told, !alternatives.contains("'null'"), "{alternatives}");
    }
}

#[test]
fn every_form_of_a_plain_value_is_said() {
    for (schema, expected) in [
        (
            "{ type: string, format: date-time }",
            json!({ "type": "string", "format": "date-time" }),
        ),
        (
            "{ type: string, format: uuid }",
            json!({ "type": "string" }),
        ),
        (
            "{ type: integer, format: int64, minimum: 0, exclusiveMinimum: true, maximum: 9.0 }",
            json!({ "type": "integer", "minimum": 1, "maximum": 9 }),
        ),
        (
            "{ type: integer, minimum: 0, maximum: 18446744073709551615 }",
            json!({ "type": "integer", "minimum": 0 }),
        ),
        (
            "{ type: integer, minimum: 9, maximum: 1 }",
            json!({ "type": "integer" }),
        ),
        ("{ type: [string, 'null'] }", json!({ "type": "string" })),
        ("{ const: on }", json!({ "type": "string", "enum": ["on"] })),
        (
            "{ type: string, enum: [a, '', a, null, 'b '] }",
            json!({ "type": "string", "enum": ["a", "b"] }),
        ),
        (
            "{ enum: ['on', 'off'] }",
            json!({ "type": "string", "enum": ["on", "off"] }),
        ),
        (
            "{ type: array }",
            json!({ "type": "array", "items": { "type": "any" } }),
        ),
        ("{}", json!({ "type": "any" })),
        ("{ type: object }", json!({ "type": "object" })),
        (
            "{ type: object, additionalProperties: { type: boolean } }",
            json!({ "type": "object", "additionalProperties": { "type": "boolean" } }),
        ),
        (
            "{ type: boolean, default: false }",
            json!({ "type": "boolean", "description": "Default: false" }),
        ),
    ] {
        let (made, _) = body(
            &format!("{{ type: object, properties: {{ value: {schema} }} }}"),
            "",
        );
        assert_eq!(made["properties"]["value"], expected, "{schema}");
    }
}

#[test]
fn what_is_only_answered_and_what_is_deprecated_is_no_argument() {
    let (schema, disk) = body(
        "{ type: object, properties: { id: { type: string, readOnly: true }, old: { type: string, deprecated: true }, name: { type: string } } }",
        "",
    );
    assert_eq!(
        schema["properties"],
        json!({ "name": { "type": "string" } })
    );
    assert!(
        disk.text("IMPORT.md")
            .contains("/properties/old`: deprecated")
    );
}

#[test]
fn many_properties_of_one_shape_become_a_map() {
    let keys: Vec<String> = ["ar", "bg", "cs", "da", "de", "el", "en", "es", "fr"]
        .iter()
        .map(|key| format!("{key}: {{ $ref: '#/components/schemas/Text' }}"))
        .collect();
    let (schema, _) = body(
        &format!(
            "{{ type: object, properties: {{ texts: {{ type: object, properties: {{ {} }} }} }} }}",
            keys.join(", ")
        ),
        "schemas: { Text: { type: object, properties: { body: { type: string } } } }",
    );
    assert_eq!(
        schema["properties"]["texts"],
        json!({
            "type": "object", "description": "Keys: ar, bg, cs, da, de, el, en, es, fr",
            "additionalProperties": { "type": "object", "properties": { "body": { "type": "string" } } },
        })
    );
}

#[test]
fn keys_that_clients_refuse_get_clean_names_and_no_name_stands_twice() {
    let (documentation, _, _) = query(
        "{ name: 'expand[]', in: query, schema: { type: array, items: { type: string } } }, { name: next_cursor, in: query, schema: { type: string } }, { name: filter, in: query, style: deepObject, schema: { type: object, properties: { 'from': { type: string } } } }",
    );
    let properties = &documentation["query_schema"]["properties"];
    assert_eq!(properties["expand"]["wire_name"], "expand[]");
    assert_eq!(properties["next_cursor_value"]["wire_name"], "next_cursor");
    assert_eq!(
        properties["filter_from"],
        json!({ "type": "string", "wire_name": "filter[from]" })
    );
    let (_, documentation, _) = tool(
        "/things/{name}: { put: { parameters: [{ name: name, in: path, required: true, schema: { type: string } }], requestBody: { content: { application/json: { schema: { type: object, properties: { name: { type: string } } } } } }, responses: {} } }",
        "",
    );
    assert_eq!(
        documentation["body_schema"]["properties"]["name_value"],
        json!({ "type": "string", "wire_name": "name" })
    );
    assert_eq!(
        documentation["query_schema"]["properties"]["name"],
        json!({ "type": "string" })
    );
}

#[test]
fn ids_in_paths_are_text_whatever_the_vendor_counts_them_with() {
    let (definition, documentation, _) = tool(
        "/things/{thing_id}: { get: { parameters: [{ name: thing_id, in: path, required: true, schema: { type: integer, minimum: 1 } }], responses: {} } }",
        "",
    );
    assert_eq!(definition["http"], "GET /things/{id}");
    assert_eq!(
        documentation["query_schema"]["properties"]["id"],
        json!({ "type": "string" })
    );
    assert_eq!(documentation["example"], json!({ "id": "1001" }));
}

#[test]
fn bodies_go_out_as_the_vendor_takes_them() {
    let call = |media: &str, schema: &str| {
        tool(
            &format!(
                "/things: {{ post: {{ requestBody: {{ required: true, content: {{ {media}: {{ schema: {schema} }} }} }}, responses: {{}} }} }}"
            ),
            "",
        )
    };
    let (definition, documentation, _) = call(
        "multipart/form-data",
        "{ type: object, required: [file], properties: { file: { type: string, format: binary }, note: { type: string } } }",
    );
    assert_eq!(definition["body"], "multipart");
    assert_eq!(
        documentation["body_schema"]["properties"]["file"],
        json!({ "type": "file" })
    );
    let (definition, _, _) = call(
        "application/x-www-form-urlencoded",
        "{ type: object, properties: { a: { type: string } } }",
    );
    assert_eq!(definition["body"], "form");
    let (_, documentation, _) = call(
        "application/json",
        "{ type: array, items: { type: string } }",
    );
    assert_eq!(
        documentation["body_schema"],
        json!({ "type": "array", "items": { "type": "string" } })
    );
    assert_eq!(documentation["example"], json!({ "body": ["example"] }));
}

#[test]
fn a_header_with_one_value_is_sent_and_others_are_told() {
    let header = |name: &str, rest: &str| format!("{{ name: {name}, in: header, {rest} }}");
    let parameters = [
        header("Acme-Version", "schema: { type: string, default: '2' }"),
        header("Accept", "schema: { type: string }"),
        header("X-Trace", "schema: { type: string }"),
    ];
    let (_, _, disk) = query(&parameters.join(", "));
    assert_eq!(
        disk.record("integration.yaml")["headers"],
        json!({ "Acme-Version": "2" })
    );
    let notes = disk.text("IMPORT.md");
    assert!(
        notes.contains("header 'X-Trace'`: headers are no arguments")
            && !notes.contains("'Accept'"),
        "{notes}"
    );
}

#[test]
fn a_schema_that_is_too_long_says_less_until_it_fits() {
    let words =
        "Words that say at great length what nobody needs to know about this one property. "
            .repeat(3);
    let many: Vec<String> = (0..60)
        .map(|number| format!("p{number}: {{ type: string, description: '{words}' }}"))
        .collect();
    let (schema, disk) = body(
        &format!(
            "{{ type: object, required: [p7], properties: {{ {} }} }}",
            many.join(", ")
        ),
        "",
    );
    assert!(schema["properties"].get("p7").is_some());
    assert!(
        schema.to_string().len() < 5_500,
        "{}",
        schema.to_string().len()
    );
    assert!(disk.text("IMPORT.md").contains("its schema is "));
    let more: Vec<String> = (0..600)
        .map(|number| format!("a_rather_long_name_of_a_property_{number}: {{ type: string }}"))
        .collect();
    let (schema, disk) = body(
        &format!(
            "{{ type: object, required: [a_rather_long_name_of_a_property_599], properties: {{ {} }} }}",
            more.join(", ")
        ),
        "",
    );
    assert!(
        schema["properties"]
            .get("a_rather_long_name_of_a_property_599")
            .is_some()
    );
    assert!(
        disk.text("IMPORT.md")
            .contains("optional arguments left out")
    );
}

#[test]
fn what_alternatives_say_of_one_property_is_joined() {
    let both = |left: &str, right: &str| {
        let kind = |value: &str| format!("{{ type: object, properties: {{ value: {value} }} }}");
        body(
            &format!("{{ oneOf: [{}, {}] }}", kind(left), kind(right)),
            "",
        )
        .0["properties"]["value"]
            .clone()
    };
    for (left, right, expected) in [
        (
            "{ type: string, enum: [a, b] }",
            "{ type: string, enum: [b, c] }",
            json!({ "type": "string", "enum": ["a", "b", "c"] }),
        ),
        (
            "{ type: string, enum: [a] }",
            "{ type: string }",
            json!({ "type": "string" }),
        ),
        (
            "{ type: integer, maximum: 5 }",
            "{ type: integer, maximum: 9 }",
            json!({ "type": "integer" }),
        ),
        (
            "{ type: string }",
            "{ type: boolean }",
            json!({ "type": "any" }),
        ),
        (
            "{ type: object, required: [a, b], properties: { a: { type: string }, b: { type: string, enum: [x] } } }",
            "{ type: object, required: [b], properties: { b: { type: string, enum: [y] }, c: { type: string } } }",
            json!({ "type": "object", "properties": { "a": { "type": "string" }, "b": { "type": "string", "enum": ["x", "y"] }, "c": { "type": "string" } }, "required": ["b"] }),
        ),
        (
            "{ type: array, maxItems: 1, items: { type: string, enum: [a] } }",
            "{ type: array, items: { type: string, enum: [b] } }",
            json!({ "type": "array", "items": { "type": "string", "enum": ["a", "b"] } }),
        ),
    ] {
        assert_eq!(both(left, right), expected, "{left} or {right}");
    }
}
