//! Lists and objects of known keys.

use std::borrow::Cow;

use super::blank::{is_blank, is_empty, is_filler, is_hollow, says_nothing};
use super::check::{check, healed};
use super::error::{At, did_you_mean};
use super::example::is_map_of;
use super::number::bounds;
use super::reading::Reading;
use super::slot::{Slot, slot};
use crate::catalogue::{ObjectField, Others, Shape};
use crate::json::{self, Members, as_json, elements, is_empty_object, quote, string};

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
        entries(items, min, max, json, at, reading)
    })
}

/// A list of the one that was given, or of what stands between commas where its entries cannot hold one; none where the text means to be JSON.
fn one_or_split(items: &Shape, json: &str) -> Option<String> {
    let has_no_comma = match items {
        Shape::Integer { .. } | Shape::Number { .. } | Shape::Time { .. } | Shape::Id { .. } => {
            true
        }
        Shape::String { values, .. } => !values.is_empty(),
        Shape::Suggested(_) => false,
        Shape::Object { .. } | Shape::File | Shape::Filter(_) => {
            let inner = as_json(json, '{');
            let one = inner.as_deref().unwrap_or(json);
            let is_one =
                one.starts_with('{') && !is_empty(one, is_empty_object) && !is_map_of(items, one);
            return is_one.then(|| format!("[{one}]"));
        }
        Shape::Any | Shape::Boolean | Shape::Array { .. } => return None,
    };
    let Some(text) = string(json) else {
        let is_number = json.starts_with(|first: char| first == '-' || first.is_ascii_digit());
        return is_number.then(|| format!("[{json}]"));
    };
    // Where a comma can be part of an entry, whoever wrote one has to say what it is. So has who wrote "none", which names no tag.
    let is_one = has_no_comma || !(text.contains([',', ';', '\n']) || says_nothing(text.trim()));
    split_text(&text).filter(|_| is_one)
}

/// A JSON list of the pieces of a text that is no JSON, whole or broken.
pub(super) fn split_text(text: &str) -> Option<String> {
    let text = text.trim();
    if text.is_empty() || text.starts_with(['[', '{', '"', '`']) {
        return None;
    }
    let pieces: Vec<String> = text
        .split(',')
        .map(str::trim)
        .filter(|piece| !piece.is_empty())
        .map(quote)
        .collect();
    Some(format!("[{}]", pieces.join(",")))
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
    let is_whole = checked.len() == elements.len();
    if is_whole && checked.iter().all(|item| matches!(item, Cow::Borrowed(_))) {
        return Some(Cow::Borrowed(json));
    }
    Some(Cow::Owned(format!("[{}]", checked.join(","))))
}

/// Whether an entry of a list is none: clients that fill everything fill lists with one empty entry. An empty object is one that was begun.
fn is_blank_entry(items: &Shape, json: &str) -> bool {
    match items {
        Shape::Any | Shape::Array { .. } | Shape::Object { .. } | Shape::Filter(_) => {
            holds_filter(items) && is_hollow(json)
        }
        Shape::File => is_hollow(json) && !is_empty(json, is_empty_object),
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
        Some([one]) if is_object == one.get().starts_with('{') && !one.get().starts_with('[') => {
            one.get()
        }
        _ => json,
    }
}

/// Whether it is a condition, or a group of them: one that is filled with nothing is none.
fn holds_filter(shape: &Shape) -> bool {
    match shape {
        Shape::Filter(_) => true,
        Shape::Array { items, .. } => holds_filter(items),
        Shape::Object { fields, .. } => fields.iter().any(|field| holds_filter(field.shape)),
        Shape::Any
        | Shape::Boolean
        | Shape::Integer { .. }
        | Shape::Number { .. }
        | Shape::String { .. }
        | Shape::Suggested(_)
        | Shape::Time { .. }
        | Shape::Id { .. }
        | Shape::File => false,
    }
}

pub(super) fn object<'a>(
    fields: &[ObjectField],
    others: Option<&Others>,
    json: &'a str,
    at: &At<'_>,
    reading: &mut Reading<'_>,
) -> Option<Cow<'a, str>> {
    let members = Members::parse(json)?;
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
                let nearest = did_you_mean(key, fields.iter().map(|field| field.name));
                reading.push(&here, format!("is not a known key{nearest}"));
                is_good = false;
                continue;
            }
        };
        let value = match slot(
            shape,
            is_required,
            clears,
            Some(value.get()),
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
