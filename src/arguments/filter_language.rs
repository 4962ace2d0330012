//! A vendor's search language: a tree of conditions, checked whole before anything is sent. Clients fill what they do not need with empty
//! lists, texts and objects: those are no conditions and no groups.

use std::borrow::Cow;

use super::blank::is_hollow;
use super::check::known_word;
use super::error::{At, did_you_mean, kind_of};
use super::example;
use super::filter_operand::{Condition, Keys};
use super::nested::sole;
use super::reading::Reading;
use crate::catalogue::{Filter, FilterField, FilterKind, Shape};
use crate::json::{Members, as_json, elements, quote, string};

/// Key under which a model names a custom field; it goes out under the language's own key.
const CUSTOM_FIELD: &str = "custom_field";

/// What a tree without a condition comes to.
const NOTHING: &str = "{}";

/// The tree as the vendor takes it, `{}` where it asks for nothing; `None` when an error was noted.
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
    let operator = word(&members, language.group_operator);
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
        let list = as_json(json, '[').map_or_else(|| list_of(json), Cow::Owned);
        // The vendor's own key may be that of an operand too.
        let is_one = key == shown || holds_objects(&list);
        (is_one && !is_hollow(&list)).then_some((key, list))
    })
}

/// One condition where a list of them is wanted is that list.
fn list_of(json: &str) -> Cow<'_, str> {
    let inner = as_json(json, '{');
    let one = inner.as_deref().unwrap_or(json);
    if one.starts_with('{') {
        Cow::Owned(format!("[{one}]"))
    } else {
        Cow::Borrowed(json)
    }
}

/// A name or a word, be it in a list of one.
fn word<'a>(members: &Members<'a>, key: &str) -> Option<Cow<'a, str>> {
    const TEXT: Shape = Shape::String {
        values: &[],
        max_length: None,
    };
    string(sole(&TEXT, members.get(key)?))
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
    let operator = word(members, language.group_operator);
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
    let given = word(members, language.operator).unwrap_or_default();
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
        name: &name,
        field,
        is_time: field.is_none() && asks_for_times(filter, operator),
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

/// Whether an operator is one of times alone: that is all that is known of a custom field.
fn asks_for_times(filter: &Filter, operator: &str) -> bool {
    let mut kinds = filter
        .fields
        .iter()
        .filter(|field| field.operators.contains(&operator))
        .map(|field| field.kind)
        .peekable();
    kinds.peek().is_some() && kinds.all(|kind| kind == FilterKind::Time)
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
    let given = |key| {
        let text = word(members, key);
        text.filter(|text| !text.trim().is_empty())
    };
    let named = given(language.field);
    let custom = given(CUSTOM_FIELD);
    let has_custom = !filter.custom_field_operators.is_empty();
    match (named, custom) {
        (Some(name), None) => {
            let fields: Vec<&str> = filter.fields.iter().map(|field| field.name).collect();
            let word = known_word(&fields, &name);
            if let Some(field) = filter.fields.iter().find(|field| Some(field.name) == word) {
                return Some((Cow::Borrowed(field.name), Some(field), field.operators));
            }
            let nearest = did_you_mean(&name, fields.iter().copied());
            let or_custom = if has_custom {
                ", or use custom_field for the slug of a custom field"
            } else {
                ""
            };
            reading.push(
                &at.key(language.field),
                format!("must be one of {}{or_custom}{nearest}", fields.join(", ")),
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
#[path = "filter_language_tests.rs"]
mod tests;
