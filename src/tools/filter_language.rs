//! A vendor's search language: a tree of conditions, checked whole before anything is sent. Clients fill what they do not need with empty
//! lists, texts and objects: those are no conditions and no groups.

use std::borrow::Cow;

use super::blank::is_hollow;
use super::check::{as_json, known_word};
use super::example;
use super::filter_operand::{Condition, Keys};
use super::mend::{At, did_you_mean, kind_of};
use super::reading::Reading;
use crate::catalogue::{Filter, FilterField};
use crate::json::{Members, elements, quote, string};

/// Key under which a model names a custom field; it goes out under the language's own key.
const CUSTOM_FIELD: &str = "custom_field";

/// What a tree without a condition comes to.
const NOTHING: &str = "{}";

/// The tree as the vendor takes it, `{}` where it asks for nothing; `None` when a mend was noted.
pub(super) fn check(
    filter: &Filter,
    json: &str,
    at: &At<'_>,
    reading: &mut Reading<'_>,
) -> Option<String> {
    node(filter, json, 1, at, reading)
}

fn node(
    filter: &Filter,
    json: &str,
    level: u32,
    at: &At<'_>,
    reading: &mut Reading<'_>,
) -> Option<String> {
    let inner = as_json(json, '{');
    let Some(members) = Members::parse(inner.as_deref().unwrap_or(json)) else {
        let example = example::at(reading.example, at, '{');
        let message = format!("must be an object{example}, not {}", kind_of(json));
        reading.push(at, message);
        return None;
    };
    if members.0.iter().all(|(_, value)| is_hollow(value.get())) {
        // A key that nobody knows is no condition that was left empty.
        let all = all_keys(filter);
        return known_keys(&members, &all, &[], at, reading).then(|| NOTHING.to_owned());
    }
    let language = filter.language;
    let operator = members.get(language.group_operator).and_then(string);
    let is_group = children(filter, &members).is_some()
        || operator
            .as_deref()
            .is_some_and(|operator| known_word(language.group_operators, operator).is_some());
    if is_group {
        group(filter, &members, level, at, reading)
    } else {
        condition(filter, &members, at, reading)
    }
}

/// The key and the list of a group's conditions, where there are any. A model that knows the vendor's own spelling may use it.
fn children<'a>(filter: &Filter, members: &Members<'a>) -> Option<(&'static str, Cow<'a, str>)> {
    let shown = Keys::of(filter.language).children;
    let own = filter.language.children;
    [shown, own].into_iter().find_map(|key| {
        let json = members.get(key)?;
        let list = as_json(json, '[').map_or(Cow::Borrowed(json), Cow::Owned);
        // The vendor's own key may be that of an operand too.
        let is_one = key == shown || holds_objects(&list);
        (is_one && !is_hollow(&list)).then_some((key, list))
    })
}

fn holds_objects(list: &str) -> bool {
    elements(list).is_some_and(|items| {
        items
            .iter()
            .any(|item| item.get().starts_with('{') || as_json(item.get(), '{').is_some())
    })
}

fn group(
    filter: &Filter,
    members: &Members<'_>,
    level: u32,
    at: &At<'_>,
    reading: &mut Reading<'_>,
) -> Option<String> {
    let language = filter.language;
    let shown = Keys::of(language).children;
    let found = children(filter, members);
    let key = found.as_ref().map_or(shown, |(key, _)| key);
    let known = [language.group_operator, key];
    let mut is_good = known_keys(members, &known, &all_keys(filter), at, reading);
    let operator = members.get(language.group_operator).and_then(string);
    let operator = operator.and_then(|operator| known_word(language.group_operators, &operator));
    if operator.is_none() {
        let message = format!(
            "of a group must be {}",
            language.group_operators.join(" or ")
        );
        reading.push(&at.key(language.group_operator), message);
        is_good = false;
    }
    let Some((key, list)) = found else {
        return is_good.then(|| NOTHING.to_owned());
    };
    let here = at.key(key);
    if level >= language.depth {
        reading.push(
            &here,
            format!(
                "is nested too deep: at most {} levels, conditions included",
                language.depth
            ),
        );
        return None;
    }
    let children = elements(&list).unwrap_or_default();
    let most = language.max_children.unwrap_or(u32::MAX);
    if children.is_empty() || u32::try_from(children.len()).is_ok_and(|count| count > most) {
        let message = match language.max_children {
            Some(most) => format!("must be a list of 1 to {most} conditions"),
            None => "must be a list of at least one condition".to_owned(),
        };
        reading.push(&here, message);
        return None;
    }
    let checked: Vec<Option<String>> = children
        .iter()
        .enumerate()
        .filter(|(_, child)| child.get().starts_with('{') || !is_hollow(child.get()))
        .map(|(index, child)| node(filter, child.get(), level + 1, &here.index(index), reading))
        .collect();
    let mut checked: Vec<String> = checked.into_iter().collect::<Option<_>>()?;
    checked.retain(|child| child != NOTHING);
    let operator = operator.filter(|_| is_good)?;
    if checked.is_empty() {
        return Some(NOTHING.to_owned());
    }
    Some(format!(
        "{{{}:{},{}:[{}]}}",
        quote(language.group_operator),
        quote(operator),
        quote(language.children),
        checked.join(",")
    ))
}

fn condition(
    filter: &Filter,
    members: &Members<'_>,
    at: &At<'_>,
    reading: &mut Reading<'_>,
) -> Option<String> {
    let language = filter.language;
    let shown = Keys::of(language);
    let mut keys = vec![language.field, language.operator, shown.value, shown.values];
    if !filter.custom_field_operators.is_empty() {
        keys.push(CUSTOM_FIELD);
    }
    let is_good = known_keys(members, &keys, &all_keys(filter), at, reading);
    let (name, field, operators) = field(filter, members, at, reading)?;

    let here = at.key(language.operator);
    let given = members
        .get(language.operator)
        .and_then(string)
        .unwrap_or_default();
    let Some(operator) = known_word(operators, &given) else {
        let nearest = did_you_mean(&given, operators.iter().copied());
        reading.push(
            &here,
            format!(
                "for {name} must be one of {}{nearest}",
                operators.join(", ")
            ),
        );
        return None;
    };
    let condition = Condition {
        language,
        operator,
        field,
    };
    let operand = condition.operand(members, at, reading)?;
    is_good.then(|| {
        format!(
            "{{{}:{},{}:{}{operand}}}",
            quote(language.field),
            quote(&name),
            quote(language.operator),
            quote(operator)
        )
    })
}

/// A field's name, what is known of it (nothing of a custom field), and its operators.
type Known<'a> = (
    Cow<'a, str>,
    Option<&'static FilterField>,
    &'static [&'static str],
);

fn field<'a>(
    filter: &Filter,
    members: &Members<'a>,
    at: &At<'_>,
    reading: &mut Reading<'_>,
) -> Option<Known<'a>> {
    let language = filter.language;
    let word = |key| {
        let text = members.get(key).and_then(string);
        text.filter(|text| !text.trim().is_empty())
    };
    let named = word(language.field);
    let custom = word(CUSTOM_FIELD);
    let has_custom = !filter.custom_field_operators.is_empty();
    match (named, custom) {
        (Some(name), None) => {
            let names: Vec<&str> = filter.fields.iter().map(|field| field.name).collect();
            let known = known_word(&names, &name);
            if let Some(field) = filter.fields.iter().find(|field| Some(field.name) == known) {
                return Some((Cow::Borrowed(field.name), Some(field), field.operators));
            }
            let nearest = did_you_mean(&name, names.iter().copied());
            let or_custom = if has_custom {
                ", or use custom_field for the slug of a custom field"
            } else {
                ""
            };
            reading.push(
                &at.key(language.field),
                format!("must be one of {}{or_custom}{nearest}", names.join(", ")),
            );
            None
        }
        (None, Some(slug)) if has_custom => Some((slug, None, filter.custom_field_operators)),
        (Some(_), Some(_)) if has_custom => {
            reading.push(
                &at.key(CUSTOM_FIELD),
                format!("and {} exclude each other", language.field),
            );
            None
        }
        _ => {
            let or_custom = if has_custom { " (or custom_field)" } else { "" };
            reading.push(
                &at.key(language.field),
                format!("is required in a condition{or_custom}"),
            );
            None
        }
    }
}

/// Every key that stands in a condition or a group.
fn all_keys(filter: &Filter) -> Vec<&'static str> {
    let language = filter.language;
    let shown = Keys::of(language);
    let mut keys = vec![language.field, language.operator, shown.value, shown.values];
    if !filter.custom_field_operators.is_empty() {
        keys.push(CUSTOM_FIELD);
    }
    if language.group_operator != language.operator {
        keys.push(language.group_operator);
    }
    keys.push(shown.children);
    keys
}

/// Whether nothing stands here but what belongs: keys of the other kind of node only where they are empty.
fn known_keys(
    members: &Members<'_>,
    known: &[&str],
    may_be_empty: &[&str],
    at: &At<'_>,
    reading: &mut Reading<'_>,
) -> bool {
    let mut is_good = true;
    for (key, value) in &members.0 {
        if reading.is_full() {
            return false;
        }
        let key = key.as_ref();
        if !(known.contains(&key) || may_be_empty.contains(&key) && is_hollow(value.get())) {
            let nearest = did_you_mean(key, known.iter().copied());
            reading.push(
                &at.key(key),
                format!(
                    "does not belong here; the keys are {}{nearest}",
                    known.join(", ")
                ),
            );
            is_good = false;
        }
    }
    is_good
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{FilterKind, FilterLanguage, Operand};
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
        custom_field_operators: &["equals"],
    };

    fn run(json: &str) -> Result<String, String> {
        of(&FILTER, json)
    }

    fn of(filter: &Filter, json: &str) -> Result<String, String> {
        let mut reading = Reading::new(UnixSeconds(0), "");
        let value = check(filter, json, &At::argument("filter"), &mut reading);
        reading
            .unless_any(value.unwrap_or_default())
            .map_err(|mends| {
                mends
                    .iter()
                    .map(|mend| format!("{} {}", mend.argument, mend.message))
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
    fn empty_groups_lists_and_texts_are_no_conditions() {
        let leaf = r#"{"field":"state","operator":"equals","value":"new"}"#;
        for filled in [
            r#"{"field":"state","operator":"equals","value":"new","subfilters":[]}"#,
            r#"{"field":"state","operator":"equals","value":"new","subfilters":null,"values":[],"custom_field":""}"#,
            r#"{"field":"state","operator":"equals","value":"","values":["new"],"subfilters":"[]"}"#,
            r#"{"field":"state","operator":"equals","value":"new","subfilters":[{},{"field":""}]}"#,
            r#"{"field":" State ","operator":"EQUALS","value":"New"}"#,
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
                r#"{"operator":"and","subfilters":[{"operator":"or","subfilters":[{}]}]}"#
                    .to_owned(),
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
}
