//! Lists and objects of known keys.

use std::borrow::Cow;

use super::blank::is_hollow;
use super::check::{check, healed};
use super::error::{At, did_you_mean};
use super::number::bounds;
use super::reading::Reading;
use super::slot::{Slot, slot};
use crate::catalogue::{ObjectField, Others, Shape};
use crate::json::{Members, elements, quote, string};

pub(super) fn array<'a>(
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
    healed(json, '[', "a list", at, reading, &|json, reading| {
        entries(items, min, max, json, at, reading)
    })
}

/// A list of what stands between commas, where its entries cannot hold one; none where the text means to be JSON.
fn one_or_split(items: &Shape, json: &str) -> Option<String> {
    let has_no_comma = match items {
        Shape::Integer { .. } | Shape::Number { .. } | Shape::Time { .. } | Shape::Id { .. } => {
            true
        }
        Shape::String { values, .. } => !values.is_empty(),
        Shape::Any
        | Shape::Boolean
        | Shape::Array { .. }
        | Shape::Object { .. }
        | Shape::File
        | Shape::Filter(_) => false,
    };
    if !has_no_comma {
        return None;
    }
    let Some(text) = string(json) else {
        let is_number = json.starts_with(|first: char| first == '-' || first.is_ascii_digit());
        return is_number.then(|| format!("[{json}]"));
    };
    split_text(&text)
}

/// A JSON list of the pieces of a text.
pub(super) fn split_text(text: &str) -> Option<String> {
    let text = text.trim();
    if text.is_empty() || text.starts_with(['[', '{']) {
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
    let mut elements = elements(json)?;
    let sent = elements.len();
    if holds_filter(items) {
        elements.retain(|element| !is_hollow(element.get()));
    }
    let count = u32::try_from(elements.len()).unwrap_or(u32::MAX);
    if min.is_some_and(|min| count < min) || max.is_some_and(|max| count > max) {
        reading.push(at, format!("has {count} entries; it {}", bounds(min, max)));
        return None;
    }
    let checked: Vec<Option<Cow<'a, str>>> = elements
        .iter()
        .enumerate()
        .map(|(index, element)| check(items, element.get(), &at.index(index), reading))
        .collect();
    let checked: Vec<Cow<'a, str>> = checked.into_iter().collect::<Option<_>>()?;
    let is_whole = checked.len() == sent;
    if is_whole && checked.iter().all(|item| matches!(item, Cow::Borrowed(_))) {
        return Some(Cow::Borrowed(json));
    }
    Some(Cow::Owned(format!("[{}]", checked.join(","))))
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
