//! The subset of JSON Schema that every client accepts.

use super::folder::{Records, refused};

const FILE: &str = "issues.yaml";
const STATE: &str = "{ type: string, enum: [new, closed], description: Only these. }";

#[track_caller]
fn refused_property(property: &str, complaint: &str) {
    refused(
        FILE,
        STATE,
        property,
        &format!("methods.list.query_schema.properties.state{complaint}"),
    );
}

#[test]
fn the_root_is_an_object_without_combinators() {
    refused(
        FILE,
        "type: object\n      properties:\n        state",
        "properties:\n        state",
        "methods.list.query_schema: the root is not `type: object`; describe an object, or in `body_schema` an array",
    );
    let fix = "describe one shape; put alternatives into the description or into a second tool";
    for key in ["oneOf", "anyOf", "allOf", "$ref"] {
        let spoiled = format!("{key}: []\n      type: object\n      properties:\n        state");
        let complaints = Records::good()
            .but(
                FILE,
                "type: object\n      properties:\n        state",
                &spoiled,
            )
            .complaints();
        let expected = format!(
            "tool-docs/acme/issues.yaml: methods.list.query_schema: `{key}` breaks clients; {fix}"
        );
        assert!(complaints.contains(&expected), "{complaints:?}");
        let complaints = Records::good()
            .but(FILE, STATE, &format!("{{ type: string, {key}: [] }}"))
            .complaints();
        let expected = format!(
            "tool-docs/acme/issues.yaml: methods.list.query_schema.properties.state: `{key}` breaks clients; {fix}"
        );
        assert!(complaints.contains(&expected), "{complaints:?}");
    }
}

#[test]
fn a_property_has_one_known_type() {
    refused_property(
        "{ type: [string, \"null\"] }",
        ".type: a list of types breaks clients; write one type and make the property optional",
    );
    refused_property(
        "{ description: Only these. }",
        ": `type` is missing; add one `type`; `any` takes any JSON value",
    );
    refused_property(
        "{ type: date }",
        ".type: `date` is not a type; write one of string, integer, number, boolean, array, object, file, any, filter",
    );
    refused_property(
        "true",
        ": a schema cannot be true or false; write `type: any` for any value",
    );
}

#[test]
fn a_keyword_outside_the_subset_is_refused() {
    refused_property(
        "{ type: string, pattern: a+ }",
        ".pattern: this key is unknown; take it out, or use one of wire_name, also, default_from, header, description, format, id, clears_with, type, future, enum, maxLength, suggestions",
    );
}

#[test]
fn an_array_has_items_and_a_map_has_a_schema() {
    refused_property(
        "{ type: array }",
        ": an array without `items` breaks clients; add `items`, if need be `{ type: any }`",
    );
    refused_property(
        "{ type: object, additionalProperties: false }",
        ".additionalProperties: `additionalProperties` cannot be true or false; write the schema of its values; without the key an object with properties takes no others",
    );
}

#[test]
fn property_keys_are_ones_that_clients_take() {
    refused(
        FILE,
        "state: {",
        "\"filter[state]\": {",
        "methods.list.query_schema.properties.filter[state]: clients refuse this key; give it a clean name of letters, digits, _ . - (64 at most) and the vendor's key as `wire_name`",
    );
}

#[test]
fn what_is_required_is_described() {
    refused(
        FILE,
        "required: [title]",
        "required: [title, body]",
        "methods.update.body_schema.required.1: `body` is not among the properties; describe it or take it out",
    );
}

#[test]
fn suggestions_stand_in_the_description_and_alone() {
    refused_property(
        "{ type: string, suggestions: [new, closed], description: new or your own. }",
        ".suggestions: the description does not name `closed`; name it there: a model sees the description alone",
    );
    refused_property(
        "{ type: string, suggestions: [new], maxLength: 9, description: new or your own. }",
        ".suggestions: an open set of words stands beside `enum` or `maxLength`; keep one of them",
    );
}

#[test]
fn an_enum_holds_values_of_its_type_once_each() {
    refused_property(
        "{ type: string, enum: [new, 1] }",
        ".enum.1: this is a whole number; write it in quotes",
    );
    refused_property(
        "{ type: string, enum: [new, new] }",
        ".enum: `new` is listed twice; take one out",
    );
}

#[test]
fn two_properties_are_not_sent_under_one_key() {
    refused(
        FILE,
        "title: { type: string, maxLength: 20 }",
        "title: { type: string, wire_name: labels }",
        "methods.update.body_schema.properties.labels: two properties are sent as `labels`; change a `wire_name`",
    );
}

#[test]
fn a_header_mirrors_a_plain_argument_once() {
    refused(
        FILE,
        "header: Region",
        "header: The Region",
        "methods.update.body_schema.properties.place.header: `The Region` is not a header name; use letters, digits and -",
    );
    refused(
        FILE,
        "title: { type: string,",
        "title: { type: string, header: region,",
        "methods.update: two properties have the header `region`; rename one; upper and lower case are the same",
    );
    refused(
        FILE,
        "labels: { type: array,",
        "labels: { type: array, header: Labels,",
        "methods.update.body_schema.properties.labels.header: this value cannot be mirrored in a header; keep `header` to strings, integers and booleans at the root",
    );
    refused(
        FILE,
        "additionalProperties: { type: boolean }",
        "properties: { b: { type: boolean, header: B } }",
        "methods.update.body_schema.properties.extra.properties.b.header: this value cannot be mirrored in a header; keep `header` to strings, integers and booleans at the root",
    );
}

#[test]
fn files_and_searches_go_where_they_can() {
    let property = "methods.list.query_schema";
    refused(
        FILE,
        STATE,
        "{ type: file }",
        &format!("{property}: a file or a search goes into a body; move it to `body_schema`"),
    );
    refused(
        FILE,
        STATE,
        "{ type: filter, filter: issues }",
        &format!("{property}: a file or a search goes into a body; move it to `body_schema`"),
    );
}

#[test]
fn a_file_is_a_part_of_its_own() {
    let complaints = Records::good()
        .but(
            FILE,
            "{ file: { type: file, description: The file. } }",
            "{ file: { type: object, properties: { inner: { type: file } } } }",
        )
        .complaints();
    assert_eq!(
        complaints[0],
        "tool-docs/acme/issues.yaml: methods.attach.body_schema.properties.file: a file is a part of the body by itself; make it a property of the body itself, or a list of files there"
    );
}

#[test]
fn a_definition_stays_small() {
    let complaints = Records::good()
        .but(
            FILE,
            STATE,
            &format!("{{ type: string, description: {} }}", "a".repeat(6000)),
        )
        .complaints();
    assert!(
        complaints[0]
            .starts_with("tool-docs/acme/issues.yaml: methods.list: the tool's definition has 6"),
        "{complaints:?}"
    );
    assert!(
        complaints[0]
            .ends_with(" bytes; shorten its descriptions or drop properties, to 6000 bytes"),
        "{complaints:?}"
    );
}
