//! Search languages: the types of operands, and keys with several meanings.

use super::folder::{Records, refused};
use super::rendering::{built, holds};

const FILE: &str = "integration.yaml";
const SEARCH: &str = "search_issues.yaml";
const CONDITION: &str = "{ field: state, operator: equals, value: new }";

fn language(key: &str) -> Records {
    Records::good().but(
        FILE,
        "    depth: 2\n",
        &format!("    depth: 2\n    {key}\n"),
    )
}

/// A JSON text inside a definition, which stands in the source as a Rust string literal.
#[track_caller]
fn shows_part(source: &str, json: &str) {
    let literal = format!("{json:?}");
    let part = literal.trim_start_matches('"').trim_end_matches('"');
    assert!(source.contains(part), "no {json} in {source}");
}

#[test]
fn names_of_custom_fields_have_a_prefix_where_the_record_says_so() {
    let source = built(&Records::good());
    holds(&source, r#"custom_field_prefix: """#);
    let records = Records::good().but(
        FILE,
        "custom_fields: { description",
        "custom_fields: { prefix: custom., description",
    );
    holds(&built(&records), r#"custom_field_prefix: "custom.""#);
}

#[test]
fn operands_are_texts_unless_the_language_has_types() {
    for records in [Records::good(), language("operand_types: strings")] {
        let source = built(&records);
        holds(&source, "is_native: false, takes_null: false");
        shows_part(
            &source,
            r#""value":{"type":"string","description":"Operand of the operators that take one."}"#,
        );
    }
    let source = built(&language("operand_types: native"));
    holds(&source, "is_native: true, takes_null: false");
    shows_part(
        &source,
        r#""value":{"type":"string","description":"Operand of the operators that take one. Numbers, booleans and times may be written as text."},"values":{"type":"array","description":"Operands of in. Start and end of time_range.""#,
    );
    refused(
        FILE,
        "    depth: 2\n",
        "    depth: 2\n    operand_types: numbers\n",
        "filters.language.operand_types: `numbers` is unknown; write one of strings, native",
    );
}

#[test]
fn a_search_with_lists_alone_says_the_types_there() {
    let source = built(
        &language("operand_types: native")
            .but(
                FILE,
                "{ none: [is_set], one: [equals], many: [in]",
                "{ none: [is_set], many: [equals, in]",
            )
            .but(
                SEARCH,
                CONDITION,
                "{ field: state, operator: in, values: [new] }",
            ),
    );
    shows_part(
        &source,
        r#""description":"Operands of equals, in. Start and end of time_range. Numbers, booleans and times may be written as text.""#,
    );
}

#[test]
fn null_is_an_operand_where_the_language_says_so() {
    let null = "{ field: state, operator: equals, value: null }";
    let records = language("null: true").but(SEARCH, CONDITION, null);
    let source = built(&records);
    holds(&source, "is_native: false, takes_null: true");
    shows_part(
        &source,
        r#""value":{"type":"string","description":"Operand of the operators that take one. null asks for records without a value."}"#,
    );
    refused(
        SEARCH,
        CONDITION,
        null,
        "methods.list.example.filter.subfilters.0.value: this is empty; write text",
    );
    refused(
        FILE,
        "    depth: 2\n",
        "    depth: 2\n    null: \"yes\"\n",
        "filters.language.null: this is text; write true or false",
    );
}

#[test]
fn null_is_for_operators_of_one_operand() {
    for (operand, key) in [("values: [null]", "values.0"), ("value: null", "value")] {
        let condition = format!("{{ field: state, operator: in, {operand} }}");
        let records = language("null: true")
            .but(FILE, "many: [in]", "one_or_many: [in]")
            .but(SEARCH, CONDITION, &condition);
        assert_eq!(
            records.complaints(),
            [format!(
                "tool-docs/acme/search_issues.yaml: methods.list.example.filter.subfilters.0.{key}: this is empty; write text"
            )]
        );
    }
}

#[test]
fn an_integer_is_a_number() {
    for kind in ["integer", "number"] {
        let field = format!("count: {{ type: {kind}, operators: [equals] }}\n      created_at:");
        let source = built(&Records::good().but(FILE, "created_at:", &field));
        holds(
            &source,
            r#"FilterField { name: "count", kind: FilterKind::Number"#,
        );
        shows_part(&source, "count: equals (number)");
    }
}

#[test]
fn conditions_have_a_key_of_their_own() {
    for (values, children) in [
        ("value", "value"),
        ("value", "values"),
        ("values", "values"),
    ] {
        let source = built(
            &Records::good()
                .but(FILE, "values: values", &format!("values: {values}"))
                .but(
                    FILE,
                    "children: subfilters",
                    &format!("children: {children}"),
                )
                .but(SEARCH, "subfilters:", "conditions:"),
        );
        shows_part(
            &source,
            r#""values":{"type":"array","description":"Operands of in. Start and end of time_range.","items":{"type":"string"}},"conditions":{"type":"array","description":"For and, or: the conditions.""#,
        );
        holds(&source, &format!("children: \"{children}\""));
    }
}
