//! A body of several kinds, told apart by the value of one property: a tool for each, that always sends its own value, so that each can be
//! held back, described and called by itself.

use super::argument::{Body, Told};
use super::document::Document;
use super::flat::{Flat, flat};
use super::note::Notes;
use super::word::snake;
use crate::read::Value;

/// More kinds than these make a list of tools longer than it makes it plainer.
const MAX_KINDS: usize = 6;

/// The property by whose value a body is one kind or another, and each alternative with its value, if it names one.
struct Kinds<'a> {
    key: &'a str,
    alternatives: Vec<(Option<&'a str>, &'a Value)>,
}

/// The property that tells the kinds of a body apart.
pub(super) fn told_apart_by<'a>(document: &'a Document, schema: &'a Value) -> Option<&'a str> {
    kinds(document, schema).map(|kinds| kinds.key)
}

/// The body as each of its kinds; as it is where it has one alone, or where they cannot be parted.
pub(super) fn split<'a>(document: &'a Document, body: Body<'a>) -> Vec<Body<'a>> {
    parted(document, body).unwrap_or_else(|| vec![body])
}

fn parted<'a>(document: &'a Document, body: Body<'a>) -> Option<Vec<Body<'a>>> {
    let schema = document.resolved(body.schema).ok()?;
    let has_own = !schema.entries("properties").is_empty()
        || ["allOf", "required"]
            .iter()
            .any(|key| !schema.items(key).is_empty());
    let Kinds { key, alternatives } = kinds(document, schema)?;
    if has_own || alternatives.len() > MAX_KINDS {
        return None;
    }
    let mut words: Vec<String> = Vec::new();
    let mut found: Vec<Body<'a>> = Vec::new();
    for (value, schema) in alternatives {
        let value = value?;
        // Each becomes part of a name.
        let word = snake(value);
        if word.is_empty() || words.contains(&word) {
            return None;
        }
        words.push(word);
        let shows = |shown: &&Value| shown.get(key).and_then(Value::as_text) == Some(value);
        found.push(Body {
            schema,
            example: body.example.filter(shows),
            told: Some(Told { key, value }),
            ..body
        });
    }
    Some(found)
}

fn kinds<'a>(document: &'a Document, schema: &'a Value) -> Option<Kinds<'a>> {
    let schema = document.resolved(schema).ok()?;
    let told = schema.get("discriminator");
    let alternatives = schema
        .get("oneOf")
        .or(schema.get("anyOf"))
        .map(Value::as_items)
        .filter(|alternatives| alternatives.len() > 1)?;
    // What is simplified here is noted where the body is read.
    let unheard = Notes::default();
    let shapes: Vec<Flat<'a>> = alternatives
        .iter()
        .map(|kind| flat(document, &unheard, "", kind, &[]))
        .collect();
    let constant = |shape: &Flat<'a>, name: &str| {
        let (_, schema) = shape.properties.iter().find(|(key, _)| *key == name)?;
        match flat(document, &unheard, "", schema, &[]).values?.as_slice() {
            [one] => one.as_text(),
            _ => None,
        }
    };
    let said = told
        .and_then(|told| told.get("propertyName"))
        .and_then(Value::as_text);
    let key = said.or_else(|| {
        let is_constant = |name: &&str| shapes.iter().all(|shape| constant(shape, name).is_some());
        let properties = shapes.first()?.properties.iter();
        properties.map(|(name, _)| *name).find(is_constant)
    })?;
    let mapped = |alternative: &Value| {
        let reference = Document::reference(alternative)?;
        let mapping = told?.get("mapping")?.as_entries().iter();
        let mut own = mapping.filter(|(_, target)| target.as_text() == Some(reference));
        // Of two values for one kind neither is its own.
        own.next()
            .filter(|_| own.next().is_none())
            .map(|(value, _)| value.as_str())
    };
    let alternatives = alternatives
        .iter()
        .zip(&shapes)
        .map(|(alternative, shape)| {
            (
                constant(shape, key).or_else(|| mapped(alternative)),
                alternative,
            )
        })
        .collect();
    Some(Kinds { key, alternatives })
}
