//! Values that mean more than their JSON type says: ids, times, and what is empty.

use super::folder::Records;
use super::rendering::{built, holds};

const FILE: &str = "issues.yaml";
const PLACE: &str = "place: { type: string, header: Region }";
const UPDATE: &str = "methods.update.body_schema.properties";

/// Good records with a form of ids.
fn with_form(form: &str) -> Records {
    Records::good().but(
        "integration.yaml",
        "filters:\n",
        &format!("id_forms:\n  issue: {form}\nfilters:\n"),
    )
}

fn forms() -> Records {
    with_form(
        "{ pattern: [uuid, digits], from: [\"#{id}\", \"/issues/{id}\"], found_by: list_all_acme_search_issues }",
    )
}

#[track_caller]
fn complains(records: &Records, file: &str, complaint: &str) {
    assert_eq!(
        records.complaints(),
        [format!("tool-docs/acme/{file}: {complaint}")]
    );
}

/// The property `place` becomes another one, without an example.
fn property(records: Records, property: &str) -> Records {
    records.but(FILE, PLACE, &format!("place: {property}"))
}

#[test]
fn an_id_has_the_form_that_its_property_names() {
    let records = property(
        forms(),
        "{ type: integer, id: issue, description: Its parent }",
    );
    let source = built(&records);
    holds(
        &source,
        r##"IdForm { noun: "an issue", patterns: &[IdPattern::Uuid, IdPattern::Digits], words: &[], from: &["#", "/issues/"], found_by: "list_all_acme_search_issues" }"##,
    );
    holds(&source, "Shape::Id { form: &ID_FORM_0, is_number: true }");
    let shown = r#"\"place\":{\"type\":\"integer\",\"description\":\"Its parent\"}"#;
    holds(&source, shown);
    // The id that the build adds is that of the resource.
    let records = forms()
        .but(FILE, "singular: issue", "singular: issue\nid: issue")
        .but(FILE, "example: { id: i_1 }", "example: { id: \"7\" }");
    let complaints = records.complaints();
    assert!(
        complaints.contains(&"tool-docs/acme/issues.yaml: methods.delete.example.id: `i_1` is not the id of an issue; write one as `id_forms.issue` describes it".to_owned()),
        "{complaints:?}"
    );
    assert!(
        !complaints
            .iter()
            .any(|complaint| complaint.contains("methods.get.")),
        "{complaints:?}"
    );
}

#[test]
fn an_id_may_be_an_e_mail_address() {
    let records = with_form("{ noun: an issue, pattern: [email] }").but(
        FILE,
        PLACE,
        "place: { type: string, id: issue, description: Its address }",
    );
    holds(
        &built(&records),
        r#"IdForm { noun: "an issue", patterns: &[IdPattern::Email], words: &[], from: &[], found_by: "" }"#,
    );
}

#[test]
fn a_field_of_a_search_has_a_form_too() {
    let records = forms().but(
        "integration.yaml",
        "state: { type: string,",
        "parent: { type: id, id: issue, operators: [equals] }\n      state: { type: string,",
    );
    holds(
        &built(&records),
        r#"FilterField { name: "parent", kind: FilterKind::Id, operators: &["equals"], values: &[], suggestions: &[], id: Some(&ID_FORM_0) }"#,
    );
}

#[test]
fn a_form_says_what_it_is_and_what_finds_it() {
    let file = "integration.yaml";
    complains(
        &with_form("{ pattern: [number] }"),
        file,
        "id_forms.issue.pattern.0: `number` is unknown; write one of uuid, digits, hex, slug, unknown, email, phone, any",
    );
    complains(
        &with_form("{ from: [\"#{id}\"] }"),
        file,
        "id_forms.issue: `pattern` is missing; add `pattern`",
    );
    complains(
        &with_form("{ pattern: [digits], from: [/issues/] }"),
        file,
        "id_forms.issue.from.0: `/issues/` does not end with {id} after some text; write what stands before the id, as in `#{id}` or `/issues/{id}`",
    );
    complains(
        &with_form("{ pattern: [digits], found_by: list_issues }"),
        file,
        "id_forms.issue.found_by: there is no tool `list_issues`; write a tool's long name, or take the key out",
    );
    complains(
        &property(forms(), "{ type: string, id: person }"),
        FILE,
        &format!(
            "{UPDATE}.place.id: integration.yaml has no `person` under `id_forms`; add it there, or use one of issue"
        ),
    );
}

#[test]
fn an_address_is_read_by_its_format_and_shown_as_a_text() {
    for (format, pattern, noun) in [
        ("email", "Email", "an e-mail address"),
        ("phone", "Phone", "a phone number"),
    ] {
        let schema = format!("{{ type: string, format: {format}, description: Whose. }}");
        let source = built(&property(Records::good(), &schema));
        holds(&source, &format!("patterns: &[IdPattern::{pattern}]"));
        holds(
            &source,
            r#"{\"type\":\"string\",\"description\":\"Whose.\"}"#,
        );
        complains(
            &property(
                Records::good(),
                &format!("{{ type: integer, format: {format} }}"),
            ),
            FILE,
            &format!("{UPDATE}.place.format: {noun} is of `type: string`; change one of them"),
        );
    }
}

#[test]
fn a_time_is_shown_as_its_type_with_what_it_takes() {
    for (schema, shape, shown) in [
        (
            "{ type: string, format: date-time, description: Due. }",
            "Shape::Time { form: TimeForm::DateTime, is_future: false }",
            r#"{\"type\":\"string\",\"description\":\"Due; RFC 3339.\"}"#,
        ),
        (
            "{ type: integer, format: unix-seconds, future: true, description: Due }",
            "Shape::Time { form: TimeForm::UnixSeconds, is_future: true }",
            r#"{\"type\":\"integer\",\"description\":\"Due; in the future; Unix seconds or RFC 3339\"}"#,
        ),
        (
            "{ type: string, format: date, description: Due }",
            "Shape::Time { form: TimeForm::Date, is_future: false }",
            r#"{\"type\":\"string\",\"description\":\"Due; YYYY-MM-DD\"}"#,
        ),
        (
            "{ type: string, format: minutes }",
            "Shape::Time { form: TimeForm::Minutes, is_future: false }",
            r#"{\"type\":\"string\",\"description\":\"RFC 3339\"}"#,
        ),
    ] {
        let source = built(&property(Records::good(), schema));
        holds(&source, shape);
        holds(&source, shown);
    }
}

#[test]
fn a_time_has_the_type_of_its_format_and_an_example_that_stays_right() {
    for (schema, complaint) in [
        (
            "{ type: integer, format: date-time }",
            ".format: a time of this format is of `type: string`; change one of them",
        ),
        (
            "{ type: string, format: unix-seconds }",
            ".format: a time of this format is of `type: integer`; change one of them",
        ),
        (
            "{ type: string, future: true }",
            ".future: only a time can be in the future; add `format: date-time` or `format: unix-seconds`",
        ),
    ] {
        complains(
            &property(Records::good(), schema),
            FILE,
            &format!("{UPDATE}.place{complaint}"),
        );
    }
    let until = "properties: { until: { type: string } }";
    let snooze = |schema: &str| {
        let schema = format!("properties: {{ until: {schema} }}");
        Records::good().but(FILE, until, &schema)
    };
    built(&snooze("{ type: string, format: date-time }"));
    complains(
        &snooze("{ type: string, format: date-time, future: true }"),
        FILE,
        "methods.snooze.example.until: this time will pass, and the example has to stay right; write a time in 2099",
    );
    complains(
        &snooze("{ type: string, format: date }"),
        FILE,
        "methods.snooze.example.until: `2026-01-01T00:00:00Z` is not a time in this format; write it as in 2026-01-31T09:00:00Z, or where the format is `date` 2026-01-31",
    );
}

#[test]
fn what_clears_is_an_empty_value_of_the_type_and_said_in_the_description() {
    for (schema, clears, says) in [
        (
            "{ type: string, clears_with: \"\", description: Where }",
            "Text",
            r#"Where; \\\"\\\" clears it"#,
        ),
        (
            "{ type: integer, clears_with: null, description: Where }",
            "Null",
            "Where; null clears it",
        ),
        (
            "{ type: array, items: { type: string }, clears_with: [], description: Where }",
            "List",
            "Where; [] clears it",
        ),
    ] {
        let source = built(&property(Records::good(), schema));
        holds(
            &source,
            &format!(
                r#"name: "place", also: &[], wire_name: "place", place: Place::Body, required: false, clears: Clears::{clears}"#
            ),
        );
        holds(&source, says);
    }
    let fix = "this is not an empty value of the property's type; write null, for a string \"\", or for an array []";
    for schema in [
        "{ type: integer, clears_with: \"\" }",
        "{ type: string, clears_with: [] }",
        "{ type: string, clears_with: none }",
    ] {
        complains(
            &property(Records::good(), schema),
            FILE,
            &format!("{UPDATE}.place.clears_with: {fix}"),
        );
    }
    complains(
        &property(
            Records::good(),
            "{ type: array, items: { type: string, clears_with: \"\" } }",
        ),
        FILE,
        &format!(
            "{UPDATE}.place.items.clears_with: an entry of a list has nothing to clear; take it out, or give it to the array"
        ),
    );
    let state = "{ type: string, enum: [new, closed], description: Only these. }";
    complains(
        &Records::good().but(FILE, state, "{ type: string, clears_with: \"\" }"),
        FILE,
        "methods.list.query_schema.properties.state.clears_with: nothing is cleared in a path or a query; take it out",
    );
}
