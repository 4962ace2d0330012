//! A vendor's search language: a tree of conditions, checked whole before anything is sent.

use std::borrow::Cow;

use super::filter_operand::{Condition, Keys};
use super::mend::{At, Mends, did_you_mean, kind_of};
use crate::catalogue::{Filter, FilterKind};
use crate::json::{Members, elements, quote, string};

/// Key under which a model names a custom field; it goes out under the language's own key.
const CUSTOM_FIELD: &str = "custom_field";

/// The tree as the vendor takes it; `None` when a mend was noted.
pub(super) fn check(filter: &Filter, json: &str, at: &At<'_>, mends: &mut Mends) -> Option<String> {
    node(filter, json, 1, at, mends)
}

fn node(filter: &Filter, json: &str, level: u32, at: &At<'_>, mends: &mut Mends) -> Option<String> {
    let Some(members) = Members::parse(json) else {
        mends.push(at, format!("must be an object, not {}", kind_of(json)));
        return None;
    };
    let language = filter.language;
    let operator = members.get(language.group_operator).and_then(string);
    let is_group = members.get(Keys::of(language).children).is_some()
        || operator
            .as_deref()
            .is_some_and(|operator| language.group_operators.contains(&operator));
    if is_group {
        group(filter, &members, level, at, mends)
    } else {
        condition(filter, &members, at, mends)
    }
}

fn group(
    filter: &Filter,
    members: &Members<'_>,
    level: u32,
    at: &At<'_>,
    mends: &mut Mends,
) -> Option<String> {
    let language = filter.language;
    let keys = Keys::of(language);
    let known = [language.group_operator, keys.children];
    // A model that knows the vendor's own spelling may use it.
    let own = language.children != keys.children && members.get(keys.children).is_none();
    let children = if own {
        language.children
    } else {
        keys.children
    };
    let mut is_good = own || known_keys(members, &known, at, mends);
    let operator = members
        .get(language.group_operator)
        .and_then(string)
        .unwrap_or_default();
    if !language.group_operators.contains(&operator.as_ref()) {
        let message = format!(
            "of a group must be {}",
            language.group_operators.join(" or ")
        );
        mends.push(&at.key(language.group_operator), message);
        is_good = false;
    }
    let here = at.key(children);
    if level >= language.depth {
        mends.push(
            &here,
            format!(
                "is nested too deep: at most {} levels, conditions included",
                language.depth
            ),
        );
        return None;
    }
    let children = members.get(children).and_then(elements).unwrap_or_default();
    let most = language.max_children.unwrap_or(u32::MAX);
    if children.is_empty() || u32::try_from(children.len()).is_ok_and(|count| count > most) {
        let message = match language.max_children {
            Some(most) => format!("must be a list of 1 to {most} conditions"),
            None => "must be a list of at least one condition".to_owned(),
        };
        mends.push(&here, message);
        return None;
    }
    let checked: Vec<Option<String>> = children
        .iter()
        .enumerate()
        .map(|(index, child)| node(filter, child.get(), level + 1, &here.index(index), mends))
        .collect();
    let checked: Vec<String> = checked.into_iter().collect::<Option<_>>()?;
    is_good.then(|| {
        format!(
            "{{{}:{},{}:[{}]}}",
            quote(language.group_operator),
            quote(&operator),
            quote(language.children),
            checked.join(",")
        )
    })
}

fn condition(
    filter: &Filter,
    members: &Members<'_>,
    at: &At<'_>,
    mends: &mut Mends,
) -> Option<String> {
    let language = filter.language;
    let shown = Keys::of(language);
    let mut keys = vec![language.field, language.operator, shown.value, shown.values];
    if !filter.custom_field_operators.is_empty() {
        keys.push(CUSTOM_FIELD);
    }
    let is_good = known_keys(members, &keys, at, mends);
    let (name, kind, operators, values) = field(filter, members, at, mends)?;

    let here = at.key(language.operator);
    let operator = members
        .get(language.operator)
        .and_then(string)
        .unwrap_or_default();
    if !operators.contains(&operator.as_ref()) {
        let nearest = did_you_mean(&operator, operators.iter().copied());
        mends.push(
            &here,
            format!(
                "for {name} must be one of {}{nearest}",
                operators.join(", ")
            ),
        );
        return None;
    }
    let condition = Condition {
        language,
        operator: &operator,
        kind,
        closed: values,
    };
    let operand = condition.operand(members, at, mends)?;
    is_good.then(|| {
        format!(
            "{{{}:{},{}:{}{operand}}}",
            quote(language.field),
            quote(&name),
            quote(language.operator),
            quote(&operator)
        )
    })
}

/// A field's name, what its operands are (`None` for a custom field), its operators and closed values.
type Known<'a> = (
    Cow<'a, str>,
    Option<FilterKind>,
    &'static [&'static str],
    &'static [&'static str],
);

fn field<'a>(
    filter: &Filter,
    members: &Members<'a>,
    at: &At<'_>,
    mends: &mut Mends,
) -> Option<Known<'a>> {
    let language = filter.language;
    let named = members.get(language.field).and_then(string);
    let custom = members
        .get(CUSTOM_FIELD)
        .and_then(string)
        .filter(|slug| !slug.is_empty());
    let has_custom = !filter.custom_field_operators.is_empty();
    match (named, custom) {
        (Some(name), None) => {
            if let Some(field) = filter.fields.iter().find(|field| field.name == name) {
                return Some((name, Some(field.kind), field.operators, field.values));
            }
            let nearest = did_you_mean(&name, filter.fields.iter().map(|field| field.name));
            let valid: Vec<&str> = filter.fields.iter().map(|field| field.name).collect();
            let or_custom = if has_custom {
                ", or use custom_field for the slug of a custom field"
            } else {
                ""
            };
            mends.push(
                &at.key(language.field),
                format!("must be one of {}{or_custom}{nearest}", valid.join(", ")),
            );
            None
        }
        (None, Some(slug)) if has_custom => Some((slug, None, filter.custom_field_operators, &[])),
        (Some(_), Some(_)) if has_custom => {
            mends.push(
                &at.key(CUSTOM_FIELD),
                format!("and {} exclude each other", language.field),
            );
            None
        }
        _ => {
            let or_custom = if has_custom { " (or custom_field)" } else { "" };
            mends.push(
                &at.key(language.field),
                format!("is required in a condition{or_custom}"),
            );
            None
        }
    }
}

fn known_keys(members: &Members<'_>, known: &[&str], at: &At<'_>, mends: &mut Mends) -> bool {
    let mut is_good = true;
    for (key, _) in &members.0 {
        if mends.is_full() {
            return false;
        }
        if !known.contains(&key.as_ref()) {
            let nearest = did_you_mean(key, known.iter().copied());
            mends.push(
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
    use crate::catalogue::{FilterField, FilterLanguage, Operand};

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
            },
            FilterField {
                name: "created_at",
                kind: FilterKind::Time,
                operators: &[">"],
                values: &[],
            },
            FilterField {
                name: "assignee_id",
                kind: FilterKind::Number,
                operators: &["=", "IN"],
                values: &[],
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
            Err("filter.value must be Unix seconds, or an RFC 3339 time such as 2026-01-31T09:00:00Z".to_owned())
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
            },
            FilterField {
                name: "created_at",
                kind: FilterKind::Time,
                operators: &["time_range"],
                values: &[],
            },
            FilterField {
                name: "tags",
                kind: FilterKind::String,
                operators: &["contains", "is_set"],
                values: &[],
            },
        ],
        custom_field_operators: &["equals"],
    };

    fn run(json: &str) -> Result<String, String> {
        of(&FILTER, json)
    }

    fn of(filter: &Filter, json: &str) -> Result<String, String> {
        let mut mends = Mends::default();
        let value = check(filter, json, &At::argument("filter"), &mut mends);
        mends
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
                r#"{"field":"created_at","operator":"time_range","values":["2026-01-01","2026-01-02T00:00:00Z"]}"#,
                "filter.values must be an RFC 3339 time such as 2026-01-31T09:00:00Z",
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
                r#"{"operator":"and","subfilters":[]}"#,
                "filter.subfilters must be a list of 1 to 2 conditions",
            ),
            (
                r#"{"filters":[]}"#,
                "filter.filters does not belong here; the keys are field, operator, value, values, custom_field; filter.field is required in a condition (or custom_field)",
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
