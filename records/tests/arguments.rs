//! Arguments that the vendor tells, names from before, keys in an object of the body, and arguments that an endpoint does not have.

use super::folder::{Records, refused};
use super::rendering::{built, holds};

const FILE: &str = "issues.yaml";
const UNTIL: &str = "until: { type: string }";
const EXTRA: &str = "extra: { type: object, additionalProperties: { type: boolean } }";

fn snooze(property: &str) -> Records {
    Records::good().but(FILE, UNTIL, property)
}

/// What is said of the property `until` of the tool that snoozes.
#[track_caller]
fn refused_until(property: &str, complaint: &str) {
    let key = "methods.snooze.body_schema.properties.until";
    refused(FILE, UNTIL, property, &format!("{key}{complaint}"));
}

#[test]
fn a_default_is_read_from_a_method_without_arguments() {
    let source = built(&snooze(
        "until: { type: string, default_from: { method: me.list, pointer: /until } }",
    ));
    holds(
        &source,
        r#"defaults: &[ArgumentDefault { argument: 1, method: 0, pointer: "/until" }]"#,
    );
    for (method, complaint) in [
        (
            "me",
            ".default_from.method: `me` names no method; write it as `resource.method`, such as `me.list`",
        ),
        (
            "me.get",
            ".default_from.method: integration.yaml defines no such method; define it under `resources`, or name another",
        ),
        (
            "issues.get",
            ".default_from.method: a default is read without arguments; name one with `http: GET` and a path without parameters",
        ),
        (
            "issues.create",
            ".default_from.method: a default is read without arguments; name one with `http: GET` and a path without parameters",
        ),
    ] {
        let property = format!(
            "until: {{ type: string, default_from: {{ method: {method}, pointer: /until }} }}"
        );
        refused_until(&property, complaint);
    }
}

#[test]
fn a_default_fills_an_optional_plain_value_of_a_query_or_a_body() {
    let nothing = ".default_from: nothing is filled in here; give it to an optional plain value of a query or a body";
    let default = "default_from: { method: me.list, pointer: /until }";
    refused_until(&format!("until: {{ type: any, {default} }}"), nothing);
    refused(
        FILE,
        "properties: { id: { type: string, description: Id of the issue. } }",
        &format!("properties: {{ id: {{ type: string, {default} }} }}"),
        &format!("methods.snooze.query_schema.properties.id{nothing}"),
    );
    refused(
        FILE,
        EXTRA,
        &format!("extra: {{ type: object, properties: {{ b: {{ type: boolean, {default} }} }} }}"),
        "methods.update.body_schema.properties.extra.properties.b.default_from: only an argument itself has such a default; take it out, or give it to a property at the root",
    );
}

#[test]
fn a_name_from_before_is_no_argument_of_its_own() {
    let source = built(&snooze("until: { type: string, also: [snooze_until] }"));
    holds(
        &source,
        r#"Argument { name: "until", also: &["snooze_until"], wire_name: "until""#,
    );
    refused_until(
        "until: { type: string, also: [id] }",
        ".also: `id` is an argument of its own; take it out",
    );
    refused_until(
        "until: { type: string, also: [until] }",
        ".also: `until` is no other name; write what clients called it before",
    );
    refused(
        FILE,
        EXTRA,
        "extra: { type: object, properties: { b: { type: boolean, also: [c] } } }",
        "methods.update.body_schema.properties.extra.properties.b.also: only an argument itself has other names; take it out, or give it to a property at the root",
    );
}

#[test]
fn a_key_in_an_object_of_the_body_needs_a_json_body() {
    let source = built(&snooze("until: { type: string, wire_name: snooze/until }"));
    holds(&source, r#"wire_name: "snooze/until""#);
    refused(
        FILE,
        "file: { type: file, description: The file. }",
        "file: { type: file, description: The file. }, name: { type: string, wire_name: meta/name }",
        "methods.attach.body_schema.properties.name: only a JSON body has a place for `meta/name`; define the method with `body: json`",
    );
}

#[test]
fn what_is_said_of_an_argument_that_an_endpoint_does_not_have_is_no_argument_of_it() {
    let said = |name: &str| format!("    tags: [triage]\n    instead: {{ {name}: send until }}\n");
    let source = built(&Records::good().but(FILE, "    tags: [triage]\n", &said("days")));
    holds(&source, r#"instead: &[("days", "send until")]"#);
    refused(
        FILE,
        "    tags: [triage]\n",
        &said("until"),
        "methods.snooze.instead.until: the tool has this argument; take it out, or take the argument out",
    );
}

#[test]
fn the_one_id_of_a_path_is_taken_by_its_other_names_but_for_what_a_record_explains() {
    let taken = r#"name: "id", also: &["issue_id", "issueId"]"#;
    holds(&built(&Records::good()), taken);
    let explained = Records::good().but(
        "issues.yaml",
        "  get:\n",
        "  get:\n    instead: { issue_id: it is another number, issueId: it is another number }\n",
    );
    let source = built(&explained);
    let before = built(&Records::good()).matches(taken).count();
    assert_eq!(source.matches(taken).count(), before - 1);
}
