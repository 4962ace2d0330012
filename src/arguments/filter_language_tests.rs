//! Trees of conditions, as they come and as they go.

use super::*;
use crate::catalogue::{FilterField, FilterKind, FilterLanguage, Operand};
use crate::platform::UnixSeconds;

static LANGUAGE: FilterLanguage = FilterLanguage {
    depth: 3,
    max_children: Some(2),
    group_operator: "operator",
    children: "subfilters",
    group_operators: &["and", "or"],
    field: "field",
    operator: "operator",
    value: "value",
    values: "values",
    operands: &[
        ("is_set", Operand::None),
        ("equals", Operand::One),
        ("in", Operand::Many),
        ("contains", Operand::OneOrMany),
        ("time_range", Operand::Range),
    ],
    is_native: false,
    takes_null: false,
};

static NATIVE: FilterLanguage = FilterLanguage {
    depth: 3,
    max_children: Some(15),
    group_operator: "operator",
    children: "value",
    group_operators: &["AND", "OR"],
    field: "field",
    operator: "operator",
    value: "value",
    values: "value",
    operands: &[
        ("=", Operand::One),
        (">", Operand::One),
        ("IN", Operand::Many),
    ],
    is_native: true,
    takes_null: true,
};

static SEARCH: Filter = Filter {
    language: &NATIVE,
    fields: &[
        FilterField {
            name: "open",
            kind: FilterKind::Boolean,
            operators: &["="],
            values: &[],
            suggestions: &[],
            id: None,
        },
        FilterField {
            name: "created_at",
            kind: FilterKind::Time,
            operators: &[">"],
            values: &[],
            suggestions: &[],
            id: None,
        },
        FilterField {
            name: "assignee_id",
            kind: FilterKind::Number,
            operators: &["=", "IN"],
            values: &[],
            suggestions: &[],
            id: None,
        },
    ],
    custom_field_operators: &["="],
    custom_field_prefix: "custom_attributes.",
};

#[test]
fn a_native_language_gets_numbers_booleans_seconds_and_null_under_its_one_key() {
    for (shown, sent) in [
        (
            r#"{"operator":"AND","conditions":[{"field":"open","operator":"=","value":"true"},{"field":"assignee_id","operator":"IN","values":["7",8]}]}"#,
            r#"{"operator":"AND","value":[{"field":"open","operator":"=","value":true},{"field":"assignee_id","operator":"IN","value":[7,8]}]}"#,
        ),
        (
            r#"{"operator":"OR","value":[{"field":"created_at","operator":">","value":"2026-01-01T00:00:00Z"},{"field":"created_at","operator":">","value":1767225600}]}"#,
            r#"{"operator":"OR","value":[{"field":"created_at","operator":">","value":1767225600},{"field":"created_at","operator":">","value":1767225600}]}"#,
        ),
        (
            r#"{"field":"assignee_id","operator":"=","value":null}"#,
            r#"{"field":"assignee_id","operator":"=","value":null}"#,
        ),
        (
            r#"{"custom_field":"custom_attributes.tier","operator":"=","value":3}"#,
            r#"{"field":"custom_attributes.tier","operator":"=","value":3}"#,
        ),
    ] {
        assert_eq!(of(&SEARCH, shown).as_deref(), Ok(sent));
    }
    assert_eq!(
        of(&SEARCH, r#"{"field":"created_at","operator":">","value":"soon"}"#),
        Err("filter.value must be Unix seconds, an RFC 3339 time such as 2026-01-31T09:00:00Z, or a date, not \"soon\"".to_owned())
    );
}

static FILTER: Filter = Filter {
    language: &LANGUAGE,
    fields: &[
        FilterField {
            name: "state",
            kind: FilterKind::String,
            operators: &["equals", "in"],
            values: &["new", "closed"],
            suggestions: &["urgent"],
            id: None,
        },
        FilterField {
            name: "created_at",
            kind: FilterKind::Time,
            operators: &["time_range"],
            values: &[],
            suggestions: &[],
            id: None,
        },
        FilterField {
            name: "tags",
            kind: FilterKind::String,
            operators: &["contains", "is_set"],
            values: &[],
            suggestions: &[],
            id: None,
        },
    ],
    custom_field_operators: &["equals", "time_range"],
    custom_field_prefix: "",
};

fn run(json: &str) -> Result<String, String> {
    of(&FILTER, json)
}

fn of(filter: &Filter, json: &str) -> Result<String, String> {
    let mut reading = Reading::new(UnixSeconds(0), "");
    let value = check(filter, json, &At::argument("filter"), &mut reading);
    reading
        .unless_any(value.unwrap_or_default())
        .map_err(|errors| {
            errors
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("; ")
        })
}

#[test]
fn a_good_tree_goes_out_as_the_vendor_writes_it() {
    let leaf = r#"{"field":"state","operator":"in","values":["new","closed"]}"#;
    assert_eq!(run(leaf).as_deref(), Ok(leaf));
    let tree = format!(
        r#"{{"operator":"and","subfilters":[{{"operator":"or","subfilters":[{leaf}]}},{leaf}]}}"#
    );
    assert_eq!(run(&tree).as_deref(), Ok(tree.as_str()));
    assert_eq!(
        run(r#"{"custom_field":"tier","operator":"equals","value":7}"#).as_deref(),
        Ok(r#"{"field":"tier","operator":"equals","value":"7"}"#)
    );
    assert_eq!(
        run(r#"{"field":"tags","operator":"is_set","value":null}"#).as_deref(),
        Ok(r#"{"field":"tags","operator":"is_set"}"#)
    );
}

#[test]
fn a_value_for_a_list_and_a_list_of_one_for_a_value_are_healed() {
    assert_eq!(
        run(r#"{"field":"state","operator":"in","value":"new"}"#).as_deref(),
        Ok(r#"{"field":"state","operator":"in","values":["new"]}"#)
    );
    assert_eq!(
        run(r#"{"field":"state","operator":"equals","values":["new"]}"#).as_deref(),
        Ok(r#"{"field":"state","operator":"equals","value":"new"}"#)
    );
}

#[test]
fn one_condition_where_a_list_of_them_is_wanted_is_that_list() {
    let leaf = r#"{"field":"state","operator":"equals","value":"new"}"#;
    let group = format!(r#"{{"operator":"and","subfilters":[{leaf}]}}"#);
    let native = r#"{"field":"open","operator":"=","value":true}"#;
    for (filter, one, expected) in [
        (
            &FILTER,
            format!(r#"{{"operator":["and"],"subfilters":{leaf}}}"#),
            group.as_str(),
        ),
        (
            &FILTER,
            format!(r#"{{"operator":"and","subfilters":{}}}"#, quote(leaf)),
            group.as_str(),
        ),
        (
            &SEARCH,
            format!(r#"{{"operator":"AND","value":{native}}}"#),
            r#"{"operator":"AND","value":[{"field":"open","operator":"=","value":true}]}"#,
        ),
    ] {
        assert_eq!(of(filter, &one).as_deref(), Ok(expected), "{one}");
    }
}

#[test]
fn empty_groups_lists_and_texts_are_no_conditions() {
    let leaf = r#"{"field":"state","operator":"equals","value":"new"}"#;
    for filled in [
        r#"{"field":"state","operator":"equals","value":"new","subfilters":[]}"#,
        r#"{"field":"state","operator":"equals","value":"new","subfilters":null,"values":[],"custom_field":""}"#,
        r#"{"field":"state","operator":"equals","value":"","values":["new"],"subfilters":"[]"}"#,
        r#"{"field":"state","operator":"equals","value":"new","subfilters":[{},{"field":""}]}"#,
        r#"{"field":" State ","operator":"EQUALS","value":"New"}"#,
        r#"{"field":["state"],"operator":["equals"],"value":["new"]}"#,
        r#""{\"field\":\"state\",\"operator\":\"equals\",\"value\":\"new\"}""#,
    ] {
        let at = At::argument("filter");
        let mut reading = Reading::new(UnixSeconds(0), "");
        let sent = check(&FILTER, filled, &at, &mut reading);
        assert_eq!(sent.as_deref(), Some(leaf), "{filled}");
    }
    for (filled, sent) in [
        (
            r#"{"operator":"and","subfilters":[]}"#.to_owned(),
            "{}".to_owned(),
        ),
        (
            r#"{"operator":"and","subfilters":[{"operator":"or","subfilters":[{}]}]}"#.to_owned(),
            "{}".to_owned(),
        ),
        (
            r#"{"operator":"","field":null,"values":[""]}"#.to_owned(),
            "{}".to_owned(),
        ),
        (
            format!(
                r#"{{"operator":"AND","field":"","subfilters":[{{"operator":"or","subfilters":[]}},{leaf}]}}"#
            ),
            format!(r#"{{"operator":"and","subfilters":[{leaf}]}}"#),
        ),
        (
            format!(
                r#"{{"operator":"and","subfilters":{}}}"#,
                quote(&format!("[{leaf}]"))
            ),
            format!(r#"{{"operator":"and","subfilters":[{leaf}]}}"#),
        ),
        (
            format!(r#"{{"operator":"and","subfilters":[{}]}}"#, quote(leaf)),
            format!(r#"{{"operator":"and","subfilters":[{leaf}]}}"#),
        ),
    ] {
        assert_eq!(run(&filled), Ok(sent), "{filled}");
    }
    assert_eq!(
        of(
            &SEARCH,
            r#"{"field":"assignee_id","operator":"=","value":"7","conditions":[]}"#
        )
        .as_deref(),
        Ok(r#"{"field":"assignee_id","operator":"=","value":7}"#)
    );
}

#[test]
fn operands_in_a_text_are_taken_apart_where_none_can_hold_a_comma() {
    let tags = |values: &str| format!(r#"{{"field":"tags","operator":"contains",{values}}}"#);
    let state = |values: &str| format!(r#"{{"field":"state","operator":"in",{values}}}"#);
    for (given, sent) in [
        (tags(r#""values":"[\"billing\",\"a\"]""#), tags(r#""values":["billing","a"]"#)),
        (tags(r#""value":"[\"billing\"]""#), tags(r#""value":"billing""#)),
        (tags(r#""value":"a, b""#), tags(r#""value":"a, b""#)),
        (state(r#""values":"new, Closed""#), state(r#""values":["new","closed"]"#)),
        (state(r#""value":"[\"new\"]""#), state(r#""values":["new"]"#)),
        (
            r#"{"field":"created_at","operator":"time_range","value":"2026-01-01, 2026-02-01"}"#.to_owned(),
            r#"{"field":"created_at","operator":"time_range","values":["2026-01-01T00:00:00Z","2026-02-01T00:00:00Z"]}"#.to_owned(),
        ),
        (
            r#"{"custom_field":"renewal","operator":"time_range","values":["2026-01-01",1770000000]}"#.to_owned(),
            r#"{"field":"renewal","operator":"time_range","values":["2026-01-01T00:00:00Z","2026-02-02T02:40:00Z"]}"#.to_owned(),
        ),
        (
            r#"{"custom_field":"app_version","operator":"equals","value":2.0}"#.to_owned(),
            r#"{"field":"app_version","operator":"equals","value":"2.0"}"#.to_owned(),
        ),
        (
            r#"{"custom_field":"crm_id","operator":"equals","value":2.0}"#.to_owned(),
            r#"{"field":"crm_id","operator":"equals","value":"2"}"#.to_owned(),
        ),
        (
            r#"{"custom_field":"tier","operator":"equals","value":"[urgent] a"}"#.to_owned(),
            r#"{"field":"tier","operator":"equals","value":"[urgent] a"}"#.to_owned(),
        ),
    ] {
        assert_eq!(run(&given), Ok(sent), "{given}");
    }
    for (given, sent) in [
        (
            r#"{"field":"assignee_id","operator":"IN","value":"7, 8.0"}"#,
            r#"{"field":"assignee_id","operator":"IN","value":[7,8]}"#,
        ),
        (
            r#"{"field":"open","operator":"=","value":"True"}"#,
            r#"{"field":"open","operator":"=","value":true}"#,
        ),
        (
            r#"{"field":"created_at","operator":">","value":"2026-01-01"}"#,
            r#"{"field":"created_at","operator":">","value":1767225600}"#,
        ),
    ] {
        assert_eq!(of(&SEARCH, given).as_deref(), Ok(sent));
    }
    assert_eq!(
        of(
            &SEARCH,
            r#"{"field":"created_at","operator":">","value":1795800000000}"#
        ),
        Err("filter.value 1795800000000 is milliseconds; send 1795800000".to_owned())
    );
}

#[test]
fn the_error_names_the_condition() {
    for (json, expected) in [
        (
            r#"{"field":"stat","operator":"equals","value":"new"}"#,
            "filter.field must be one of state, created_at, tags, or use custom_field for the slug of a custom field (did you mean \"state\"?)",
        ),
        (
            r#"{"operator":"and","subfilters":[{"field":"state","operator":"contains","value":"new"}]}"#,
            "filter.subfilters[0].operator for state must be one of equals, in",
        ),
        (
            r#"{"field":"state","operator":"equals","value":"old"}"#,
            "filter.value must be one of new, closed",
        ),
        (
            r#"{"field":"created_at","operator":"time_range","values":["2026-01-01"]}"#,
            "filter.values is wrong: time_range takes a list of two, start and end",
        ),
        (
            r#"{"field":"created_at","operator":"time_range","values":["soon","2026-01-02T00:00:00Z"]}"#,
            "filter.values must be an RFC 3339 time such as 2026-01-31T09:00:00Z, or a date, not \"soon\"",
        ),
        (
            r#"{"field":"tags","operator":"contains","values":"[\"a\""}"#,
            "filter.values must be a list such as [\"a\"], not \"[\\\"a\\\"\"",
        ),
        (
            r#"{"field":"tags","operator":"contains"}"#,
            "filter.values is wrong: contains takes a value or a list",
        ),
        (
            r#"{"operator":"equals","value":"x"}"#,
            "filter.field is required in a condition (or custom_field)",
        ),
        (
            r#"{"field":"state","custom_field":"x","operator":"equals","value":"new"}"#,
            "filter.custom_field and field exclude each other",
        ),
        (
            r#"{"operator":"nor","subfilters":[{"field":"tags","operator":"is_set"}]}"#,
            "filter.operator of a group must be and or or",
        ),
        (
            r#"{"operator":"and","subfilters":"x"}"#,
            "filter.subfilters must be a list of 1 to 2 conditions",
        ),
        (
            r#"{"operator":"and","field":"state","value":"new","subfilters":[]}"#,
            "filter.field does not belong here; the keys are operator, subfilters; filter.value does not belong here; the keys are operator, subfilters",
        ),
        (
            r#"{"filters":[]}"#,
            "filter.filters does not belong here; the keys are field, operator, value, values, custom_field, subfilters (did you mean \"subfilters\"?)",
        ),
        (
            r#"{"operator":"and","subfilters":[{"operator":"and","subfilters":[{"operator":"and","subfilters":[{"field":"tags","operator":"is_set"}]}]}]}"#,
            "filter.subfilters[0].subfilters[0].subfilters is nested too deep: at most 3 levels, conditions included",
        ),
        ("[1]", "filter must be an object, not a list"),
    ] {
        assert_eq!(run(json), Err(expected.to_owned()), "{json}");
    }
}
