//! A vendor's search language: a tree of conditions, checked whole before anything is sent. Clients fill what they do not need with empty
//! lists, texts and objects: those are no conditions and no groups.

use std::borrow::Cow;

use super::blank::is_hollow_but_for;
use super::check::known_word;
use super::error::{At, kind_of, nearest_word};
use super::example;
use super::filter_field::{CUSTOM_FIELD, field};
use super::filter_operand::{Condition, Keys};
use super::nested::sole;
use super::reading::Reading;
use crate::catalogue::{Filter, FilterKind, Shape};
use crate::json::{Members, as_json, elements, quote, string};

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
    let json = inner.as_deref().unwrap_or(json);
    // Each level is a list in an object. What stands above this node in the example is a right one as well.
    let steps = usize::try_from(level - 1).map_or(0, |levels| levels * 2);
    let Some(members) = Members::parse(json) else {
        let example = example::around(reading.example, at, '{', steps);
        let message = format!("must be an object{example}, not {}", kind_of(json));
        reading.push(at, message);
        return None;
    };
    let all = all_keys(filter);
    if is_blank(filter, json) {
        // A key that nobody knows is no condition that was left empty.
        return known_keys(filter, &members, &all, at, reading).then(|| NOTHING.to_owned());
    }
    if !has_key(&all, &members) {
        let example = example::around(reading.example, at, '{', steps);
        let message = format!(
            "must be a condition{example}; its keys are {}",
            all.join(", ")
        );
        reading.push(at, message);
        return None;
    }
    let is_called_group = group_operator(filter, &members).is_some();
    if is_called_group || children(filter, &members, false).is_some() {
        group(filter, &members, level, at, reading)
    } else {
        condition(filter, &members, at, reading)
    }
}

/// Whether nothing is asked for: an operator that a schema requires asks for nothing of no field.
pub(super) fn is_blank(filter: &Filter, json: &str) -> bool {
    let language = filter.language;
    is_hollow_but_for(&[language.operator, language.group_operator], json)
}

/// The operator of a group, where there is one.
fn group_operator(filter: &Filter, members: &Members<'_>) -> Option<&'static str> {
    let language = filter.language;
    let operator = word(members, language.group_operator)?;
    known_word(language.group_operators, &operator)
}

/// The key and the list of a group's conditions, where there are any. A model that knows the vendor's own spelling may use it.
fn children<'a>(
    filter: &Filter,
    members: &Members<'a>,
    is_group: bool,
) -> Option<(&'static str, Cow<'a, str>)> {
    let shown = Keys::of(filter.language).children;
    let own = filter.language.children;
    [shown, own].into_iter().find_map(|key| {
        let json = members.get(key)?;
        let list = as_json(json, '[').map_or_else(|| list_of(json), Cow::Owned);
        // The vendor's own key may be that of an operand too.
        let is_one = key == shown || holds_nodes(filter, &list, is_group);
        (is_one && !is_blank(filter, &list)).then_some((key, list))
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
pub(super) fn word<'a>(members: &Members<'a>, key: &str) -> Option<Cow<'a, str>> {
    const TEXT: Shape = Shape::String {
        values: &[],
        max_length: None,
    };
    string(sole(&TEXT, members.get(key)?))
}

/// Whether a list holds conditions or groups. In a group that is what every object is meant as; elsewhere it may be an operand gone wrong.
fn holds_nodes(filter: &Filter, list: &str, is_group: bool) -> bool {
    let all = all_keys(filter);
    let is_node = |json: &str| {
        let inner = as_json(json, '{');
        Members::parse(inner.as_deref().unwrap_or(json))
            .is_some_and(|members| is_group || has_key(&all, &members))
    };
    elements(list).is_some_and(|items| items.iter().any(|item| is_node(item.get())))
}

fn has_key(keys: &[&str], members: &Members<'_>) -> bool {
    members.iter().any(|(key, _)| keys.contains(&key))
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
    let operator = group_operator(filter, members);
    let found = children(filter, members, operator.is_some());
    let key = found.as_ref().map_or(shown, |(key, _)| key);
    let known = [language.group_operator, key];
    let mut is_good = known_keys(filter, members, &known, at, reading);
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
        .filter(|(_, child)| child.get().starts_with('{') || !is_blank(filter, child.get()))
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

/// Whether an operator asks for what is not so: a hint at its opposite would find the opposite.
fn is_negated(operator: &str) -> bool {
    let operator = operator.trim().to_lowercase();
    let is_word = ["nin", "neq", "!"].contains(&operator.trim_end_matches(['=', '~']));
    is_word
        || ["not", "unset", "empty"]
            .iter()
            .any(|part| operator.contains(part))
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
    let is_good = known_keys(filter, members, &keys, at, reading);
    let (name, field, operators) = field(filter, members, at, reading)?;

    let here = at.key(language.operator);
    let given = word(members, language.operator).unwrap_or_default();
    let Some(operator) = known_word(operators, &given) else {
        let alike = operators.iter().copied();
        let alike = alike.filter(|operator| is_negated(operator) == is_negated(&given));
        let nearest = nearest_word(&given, alike);
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

/// Every key that stands in a condition or a group.
pub(super) fn all_keys(filter: &Filter) -> Vec<&'static str> {
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
    filter: &Filter,
    members: &Members<'_>,
    known: &[&str],
    at: &At<'_>,
    reading: &mut Reading<'_>,
) -> bool {
    let may_be_empty = all_keys(filter);
    let mut is_good = true;
    for (key, value) in members.iter() {
        if reading.is_full() {
            return false;
        }
        if !(known.contains(&key) || may_be_empty.contains(&key) && is_blank(filter, value)) {
            let nearest = nearest_word(key, known.iter().copied());
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
