//! `composites.yaml`: what a tool of several calls may be made of.

use super::folder::Records;

const FILE: &str = "composites.yaml";

const COMPOSITES: &str = r"
composites:
  issues:
    overview:
      title: Show the issues of a state
      short_name: show_issues
      description: Issues of a state, and the whole of the first two of them, in one call.
      rank: usual
      asks: [what is open]
      tags: [overview]
      query_schema:
        type: object
        properties:
          state: { type: string, enum: [new, closed], description: Their state. }
          since: { type: string, format: date-time, description: Since when. }
      one_of: [state, since]
      example: { state: new }
      steps:
        found:
          call: search_issues.list
          arguments:
            filter:
              operator: and
              subfilters:
                - { field: state, operator: equals, value: { argument: state } }
                - { field: created_at, operator: time_range, values: [{ argument: since, or: { days_ago: 7 } }, { days_ago: 0 }] }
        whole:
          call: issues.get
          for_each: { step: found, first: 2 }
          arguments: { id: { row: /id } }
      result:
        issues: { step: found, first: 10, fields: [id, title] }
        whole: { step: whole, at: /title }
";

fn good() -> Records {
    Records::good().with("acme/composites.yaml", COMPOSITES)
}

#[track_caller]
fn refused(from: &str, to: &str, complaint: &str) {
    let complaints = good().but(FILE, from, to).complaints();
    let expected = format!("tool-docs/acme/{FILE}: composites.issues.overview{complaint}");
    assert_eq!(complaints, [expected], "after `{from}` became `{to}`");
}

#[test]
fn a_composite_is_a_reading_tool_with_the_tags_of_what_it_calls() {
    let source = good().built().unwrap();
    for part in [
        "name: \"acme_issues_overview\", short_name: \"show_issues\"",
        "tags: &[\"issues\", \"overview\"]",
        r#"\"readOnlyHint\":true,\"destructiveHint\":false,\"idempotentHint\":true"#,
        "one_of: &[\"state\", \"since\"]",
        "for_each: Some(ForEach { step: 0, at: \"\", rows: Rows::First(2), key: \"/id\" })",
        "arguments: &[(\"id\", Filling::Row(\"/id\"))]",
        "Filling::Or(&[Filling::Argument(\"since\"), Filling::DaysAgo(7)])",
        "Excerpt { name: \"whole\", step: 1, at: \"/title\", rows: Rows::All, fields: &[], texts: &[] }",
    ] {
        assert!(source.contains(part), "{part}");
    }
    assert!(
        source.contains(r#"\"next_cursor\""#),
        "a cut answer can be read on"
    );
}

#[test]
fn a_step_calls_a_documented_tool_that_reads() {
    refused(
        "call: issues.get",
        "call: issues.export",
        ".steps.whole.call: `issues.export` is no documented method; name one as resource.method, such as issues.list",
    );
    let complaints = good()
        .but(FILE, "call: issues.get", "call: issues.delete")
        .complaints();
    assert_eq!(
        complaints,
        [format!(
            "tool-docs/acme/{FILE}: composites.issues.overview.steps.whole.call: `issues.delete` changes something; name a method that only reads"
        )]
    );
}

#[test]
fn one_run_has_five_calls_at_most_and_a_bound() {
    refused(
        "first: 2 }",
        "first: 5 }",
        ".steps: 6 calls in one run; make it 1 to 5: fewer steps, or fewer rows in `for_each`",
    );
    refused(
        "{ step: found, first: 2 }",
        "{ step: found }",
        ".steps.whole.for_each: the number of calls has no bound; add `first: 3` or `last: 3`",
    );
    refused(
        "first: 2 }",
        "first: 2, last: 2 }",
        ".steps.whole.for_each.last: `first` and `last` exclude each other; keep one of them",
    );
}

#[test]
fn arguments_are_those_of_the_tool() {
    refused(
        "{ id: { row: /id } }",
        "{ id: { row: /id }, colour: red }",
        ".steps.whole.arguments.colour: the tool has no such argument; use one of next_cursor, fields",
    );
    refused(
        "{ id: { row: /id } }",
        "{}",
        ".steps.whole.arguments: `id` is required and missing; add it",
    );
    refused(
        "{ field: state, operator: equals",
        "{ field: mood, operator: equals",
        ".steps.found.arguments.filter.subfilters.0.field: the search has no such field; use one of its fields",
    );
    refused(
        "{ id: { row: /id } }",
        "{ id: { row: /id }, next_cursor: x }",
        ".steps.whole.arguments.next_cursor: a step starts at the beginning; take it out; `paged: true` goes on with a list",
    );
}

#[test]
fn values_come_from_what_is_there() {
    refused(
        "{ row: /id }",
        "{ row: id }",
        ".steps.whole.arguments.id.row: the JSON pointer `id` does not start with /; write `/id`",
    );
    refused(
        "{ row: /id }",
        "{ step: found, at: \"/0/a~2\" }",
        ".steps.whole.arguments.id.at: `/0/a~2` is no JSON pointer; write `~` as `~0` and `/` in a key as `~1`",
    );
    refused(
        "{ row: /id }",
        "{ step: later, at: /0/id }",
        ".steps.whole.arguments.id.step: there is no step `later` before this; name a step that comes earlier",
    );
    refused(
        "{ row: /id }",
        "{ step: found }",
        ".steps.whole.arguments.id.step: it does not say which value; add `at: /pointer` for one, or `each: /pointer` for that of each row",
    );
    refused(
        "          for_each: { step: found, first: 2 }\n",
        "",
        ".steps.whole.arguments.id.row: there is no row outside a step with `for_each`; take the value from a step: `{ step: name, at: /pointer }`",
    );
    let complaints = good()
        .but(FILE, "{ argument: state }", "{ argument: mood }")
        .complaints();
    let place = format!("tool-docs/acme/{FILE}: composites.issues.overview");
    assert_eq!(
        complaints,
        [
            format!(
                "{place}.steps.found.arguments.filter.subfilters.0.value.argument: the composite has no argument `mood`; describe it under `query_schema.properties.mood`"
            ),
            format!(
                "{place}.query_schema.properties.state: no step takes this argument; write `{{ argument: state }}` where it goes, or take it out"
            ),
        ]
    );
}

#[test]
fn its_own_arguments_are_plain_and_taken_by_a_step() {
    refused(
        "{ field: state, operator: equals, value: { argument: state } }",
        "{ field: state, operator: equals, value: new }",
        ".query_schema.properties.state: no step takes this argument; write `{ argument: state }` where it goes, or take it out",
    );
    refused(
        "{ type: string, enum: [new, closed], description: Their state. }",
        "{ type: string, wire_name: s, enum: [new, closed], description: Their state. }",
        ".query_schema.properties.state: a composite takes plain values, and sends none by itself; make it a string, a number or a boolean without `wire_name`",
    );
    refused(
        "one_of: [state, since]",
        "one_of: [state, until]",
        ".one_of: `until` is no optional argument; name arguments of `query_schema` that are not required",
    );
    refused(
        "      example: { state: new }\n",
        "",
        ": it has no example; add `example` with arguments that find something",
    );
    let complaints = good()
        .but(FILE, "example: { state: new }", "example: { state: lost }")
        .complaints();
    let place = format!("tool-docs/acme/{FILE}: composites.issues.overview");
    assert_eq!(
        complaints,
        [
            format!(
                "{place}.steps.found.arguments.filter.subfilters.0.value: `lost` is not a value of `state`; use a value that the field takes"
            ),
            format!("{place}.example.state: `lost` is not in the enum; use one of new, closed"),
        ],
        "the example's values are tried in the steps"
    );
}

#[test]
fn what_is_shown_is_of_a_step() {
    refused(
        "whole: { step: whole, at: /title }",
        "whole: { step: other, at: /title }",
        ".result.whole.step: there is no step `other` before this; name a step that comes earlier",
    );
    refused(
        "fields: [id, title]",
        "fields: summary",
        ".result.issues.fields: the tool has no `summary`; list the fields here",
    );
    refused(
        "fields: [id, title]",
        "fields: [id, title], texts: { body: 100 }",
        ".result.issues.texts.body: this is none of the fields; add it to `fields`",
    );
    refused(
        "whole: { step: whole, at: /title }",
        "notes: { step: whole, at: /title }",
        ".result.notes: the answer has a key of this name; choose another",
    );
}

#[test]
fn only_a_list_that_goes_on_is_paged_and_only_one() {
    refused(
        "          call: search_issues.list",
        "          call: search_issues.list\n          paged: true",
        ".steps.found.paged: only a list that goes on, and is called once, is paged; take it out",
    );
}

#[test]
fn a_page_is_of_a_size_that_the_vendor_takes() {
    let step = "        found:\n          call: search_issues.list";
    let other = "        all:\n          call: issues.list\n          arguments: { limit: 1000 }\n        found:\n          call: search_issues.list";
    refused(
        step,
        other,
        ".steps.all.arguments.limit: 1000 is above the maximum; make it 999 or less",
    );
    let fine = good().but(FILE, step, &other.replace("1000", "999"));
    assert_eq!(fine.complaints(), Vec::<String>::new());
}

#[test]
fn its_names_are_its_own() {
    let complaints = good()
        .but(FILE, "short_name: show_issues", "short_name: search_issues")
        .complaints();
    assert!(
        complaints[0].contains("the tool name `search_issues` is also that of"),
        "{complaints:?}"
    );
    let complaints = good().but(FILE, "    overview:", "    list:").complaints();
    assert_eq!(
        complaints,
        [format!(
            "tool-docs/acme/{FILE}: composites.issues.list: a composite is no standard method; name it after what it shows"
        )]
    );
}
