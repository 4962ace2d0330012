//! Lists and objects of known keys.

use std::borrow::Cow;

use super::blank::{cleared, is_blank, is_empty, is_filler, is_hollow, is_no_id};
use super::check::{check, healed};
use super::error::At;
use super::filter_group;
use super::filter_language;
use super::meant::did_you_mean;
use super::number::bounds;
use super::pieces::{of_pairs, one_or_split, taken_apart};
use super::reading::Reading;
use super::slot::{Slot, named};
use crate::catalogue::{Filter, ObjectField, Others, Shape};
use crate::json::{self, Members, as_json, elements, is_empty_object, quote};

pub(super) fn array<'a>(
    shape: &Shape,
    items: &Shape,
    min: Option<u32>,
    max: Option<u32>,
    json: &'a str,
    at: &At<'_>,
    reading: &mut Reading<'_>,
) -> Option<Cow<'a, str>> {
    if !json.starts_with('[')
        && let Some(list) = one_or_split(items, json)
    {
        return entries(items, min, max, &list, at, reading)
            .map(|value| Cow::Owned(value.into_owned()));
    }
    healed(shape, json, at, reading, &|json, reading| {
        let Some(apart) = taken_apart(items, json) else {
            return entries(items, min, max, json, at, reading);
        };
        entries(items, min, max, &apart, at, reading).map(|value| Cow::Owned(value.into_owned()))
    })
}

fn entries<'a>(
    items: &Shape,
    min: Option<u32>,
    max: Option<u32>,
    json: &'a str,
    at: &At<'_>,
    reading: &mut Reading<'_>,
) -> Option<Cow<'a, str>> {
    let elements = elements(json)?;
    let filled: Vec<(usize, &str)> = elements
        .iter()
        .map(|element| element.get())
        .enumerate()
        .filter(|(_, element)| !is_blank_entry(items, element))
        .collect();
    if filled.is_empty() && !elements.is_empty() {
        // To whoever reads the slot, this is nothing.
        return Some(Cow::Borrowed("[]"));
    }
    if let Some(message) = filter_group::of_several(items, &filled) {
        reading.push(at, message);
        return None;
    }
    let count = u32::try_from(filled.len()).unwrap_or(u32::MAX);
    if min.is_some_and(|min| count < min) || max.is_some_and(|max| count > max) {
        reading.push(at, format!("has {count} entries; it {}", bounds(min, max)));
        return None;
    }
    let checked: Vec<Option<Cow<'a, str>>> = filled
        .iter()
        .map(|(index, element)| check(items, element, &at.index(*index), reading))
        .collect();
    let checked: Vec<Cow<'a, str>> = checked.into_iter().collect::<Option<_>>()?;
    // What is borrowed can be a part of an entry, such as the one value of a list, or a word of ours.
    let mut entries = elements.iter().map(|element| element.get());
    if checked.len() == elements.len() && checked.iter().all(|item| entries.next() == Some(item)) {
        return Some(Cow::Borrowed(json));
    }
    Some(Cow::Owned(format!("[{}]", checked.join(","))))
}

/// Whether an entry of a list is none: clients that fill everything fill lists with one empty entry.
pub(super) fn is_blank_entry(items: &Shape, json: &str) -> bool {
    match items {
        Shape::Any => false,
        Shape::Filter(filter) => filter_language::is_blank(filter, json),
        Shape::File => is_hollow(json) && !is_empty(json, is_empty_object),
        Shape::Array { .. } => {
            is_blank(items, json) || is_blank_list(items, json) || holds_no_condition(items, json)
        }
        Shape::Object { fields, others } => {
            is_blank(items, json)
                || is_unfilled(fields, *others, json)
                || holds_no_condition(items, json)
        }
        Shape::Boolean
        | Shape::Integer { .. }
        | Shape::Number { .. }
        | Shape::String { .. }
        | Shape::Suggested(_)
        | Shape::Time { .. }
        | Shape::Id { .. } => {
            let json = sole(items, json);
            is_blank(items, json) || json::is_blank(json) || is_filler(items, json)
        }
    }
}

fn holds_no_condition(shape: &Shape, json: &str) -> bool {
    filter_in(shape).is_some_and(|filter| filter_language::is_blank(filter, json))
}

/// Whether an object holds blanks alone, by what its keys are. A key that is not known is to be complained of, and one of the caller's own is meant.
fn is_unfilled(fields: &[ObjectField], others: Option<&Others>, json: &str) -> bool {
    let inner = as_json(json, '{');
    Members::parse(inner.as_deref().unwrap_or(json)).is_some_and(|members| {
        members.iter().all(|(key, value)| {
            let field = fields.iter().find(|field| field.name == key);
            let (shape, clears) = match (field, others) {
                (Some(field), _) => (field.shape, field.clears),
                (None, Some(others)) if !matches!(others.shape, Shape::Any) => {
                    (others.shape, others.clears)
                }
                (None, _) => return false,
            };
            let is_free = matches!(shape, Shape::Any);
            cleared(clears, shape, value).is_none()
                && (is_blank_entry(shape, value)
                    || field.is_some() && is_no_id(shape, key, value)
                    || is_free && is_hollow(value))
        })
    })
}

/// A list of nothing but blanks.
pub(super) fn is_blank_list(shape: &Shape, json: &str) -> bool {
    let Shape::Array { items, .. } = shape else {
        return false;
    };
    let inner = as_json(json, '[');
    elements(inner.as_deref().unwrap_or(json))
        .is_some_and(|all| all.iter().all(|entry| is_blank_entry(items, entry.get())))
}

/// The one value of a list, where no list is wanted; nothing where there is none in it.
pub(super) fn sole<'a>(shape: &Shape, json: &'a str) -> &'a str {
    let is_object = match shape {
        Shape::Boolean
        | Shape::Integer { .. }
        | Shape::Number { .. }
        | Shape::String { .. }
        | Shape::Suggested(_)
        | Shape::Time { .. }
        | Shape::Id { .. } => false,
        Shape::Object { .. } | Shape::File | Shape::Filter(_) => true,
        Shape::Any | Shape::Array { .. } => return json,
    };
    if !json.starts_with('[') {
        return json;
    }
    match elements(json).as_deref() {
        Some([]) => "null",
        Some([one])
            if is_object == one.get().starts_with('{')
                && !one.get().starts_with('[')
                && of_pairs(shape, json).is_none() =>
        {
            one.get()
        }
        _ => json,
    }
}

/// The language of what is a condition, or a group of them.
pub(super) fn filter_in(shape: &Shape) -> Option<&'static Filter> {
    match shape {
        Shape::Filter(filter) => Some(filter),
        Shape::Array { items, .. } => filter_in(items),
        Shape::Object { fields, .. } => fields.iter().find_map(|field| filter_in(field.shape)),
        Shape::Any
        | Shape::Boolean
        | Shape::Integer { .. }
        | Shape::Number { .. }
        | Shape::String { .. }
        | Shape::Suggested(_)
        | Shape::Time { .. }
        | Shape::Id { .. }
        | Shape::File => None,
    }
}

fn is_text(shape: &Shape) -> bool {
    matches!(shape, Shape::String { .. } | Shape::Suggested(_))
}

pub(super) fn object<'a>(
    fields: &[ObjectField],
    others: Option<&Others>,
    json: &'a str,
    at: &At<'_>,
    reading: &mut Reading<'_>,
) -> Option<Cow<'a, str>> {
    let members = Members::parse(json)?;
    if let Some(group) = filter_group::of_one(fields, &members) {
        return object(fields, others, &group, at, reading)
            .map(|value| Cow::Owned(value.into_owned()));
    }
    // Free keys with free values: nobody fills those but on purpose.
    if fields.is_empty() && others.is_some_and(|others| matches!(others.shape, Shape::Any)) {
        return Some(Cow::Borrowed(json));
    }
    let mut is_good = true;
    for field in fields.iter().filter(|field| field.required) {
        if members.get(field.name).is_none() {
            reading.push(&at.key(field.name), "is required");
            is_good = false;
        }
    }
    let mut out = String::from("{");
    for (key, value) in &members.0 {
        if reading.is_full() {
            return None;
        }
        let here = at.key(key);
        let field = fields.iter().find(|field| field.name == key);
        let (shape, is_required, clears) = match (field, others) {
            (Some(field), _) => (field.shape, field.required, field.clears),
            (None, Some(others)) => (others.shape, false, others.clears),
            (None, None) => {
                let nearest = did_you_mean(key, "", fields.iter().map(|field| field.name));
                reading.push(&here, format!("is not a known key{nearest}"));
                is_good = false;
                continue;
            }
        };
        // A property that the vendor keeps as a text can be a yes or no: its name is the caller's own, so no schema told.
        let is_yes_or_no = field.is_none() && matches!(value.get(), "true" | "false");
        let word = (is_yes_or_no && is_text(shape)).then(|| quote(value.get()));
        let value = match named(
            field.map_or("", |field| field.name),
            shape,
            is_required,
            clears,
            Some(word.as_deref().unwrap_or(value.get())),
            &here,
            reading,
        ) {
            Slot::Sent(value) => value,
            Slot::Absent => continue,
            Slot::Wrong => {
                is_good = false;
                continue;
            }
        };
        if out.len() > 1 {
            out.push(',');
        }
        out.push_str(&quote(field.map_or(key.as_ref(), |field| field.wire_name)));
        out.push(':');
        out.push_str(&value);
    }
    out.push('}');
    is_good.then_some(Cow::Owned(out))
}
