//! A value in a step's arguments: constant, or taken from the composite's arguments, from an earlier step's answer or from the row that is at hand.

use super::keep;
use super::node::{Keys, Node};
use super::property::Property;
use super::value::Value;
use crate::catalogue::{Filling, Step};

/// What may be taken at a place of a record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sources<'a> {
    pub(super) arguments: &'a [Property],
    pub(super) steps: &'a [Step],
    pub(super) has_row: bool,
}

/// What a filling comes to with the composite's example.
#[derive(Debug)]
pub(super) enum Sample {
    Known(Value),
    /// Only the call itself tells.
    Unknown,
    Absent,
}

/// A map with one of these keys is no constant.
const PLACES: [&str; 4] = ["argument", "step", "row", "days_ago"];

pub(super) fn read(node: &Node<'_>, sources: Sources<'_>) -> Option<Filling> {
    match node.value() {
        Value::Object(entries)
            if entries
                .iter()
                .any(|(key, _)| PLACES.contains(&key.as_str())) =>
        {
            place(node, sources)
        }
        Value::Object(_) => {
            let entries = node.entries().into_iter();
            let filled = entries.map(|(key, node)| Some((key, read(&node, sources)?)));
            Some(Filling::Object(keep::list(
                filled.collect::<Option<Vec<_>>>()?,
            )))
        }
        Value::Array(_) => {
            let items = node.items();
            let filled = items.iter().map(|item| read(item, sources));
            Some(Filling::List(keep::list(
                filled.collect::<Option<Vec<_>>>()?,
            )))
        }
        Value::Null
        | Value::Boolean(_)
        | Value::Integer(_)
        | Value::Number(_)
        | Value::String(_) => Some(Filling::Constant(keep::text(node.value().json()))),
    }
}

fn place(node: &Node<'_>, sources: Sources<'_>) -> Option<Filling> {
    let mut keys = node.keys()?;
    let found = if let Some(argument) = keys.get("argument") {
        self::argument(&argument, &mut keys, sources)
    } else if let Some(step) = keys.get("step") {
        answer(&step, &mut keys, sources)
    } else if let Some(row) = keys.get("row") {
        if !sources.has_row {
            row.complain(
                "there is no row outside a step with `for_each`",
                "take the value from a step: `{ step: name, at: /pointer }`",
            );
        }
        Some(Filling::Row(pointer(&row)?))
    } else {
        let days = keys.need("days_ago")?;
        Some(Filling::DaysAgo(days.integer()?))
    };
    keys.finish();
    found
}

fn argument(node: &Node<'_>, keys: &mut Keys<'_>, sources: Sources<'_>) -> Option<Filling> {
    let name = node.text()?;
    if !sources.arguments.iter().any(|known| known.name == name) {
        node.complain(
            format!("the composite has no argument `{name}`"),
            format!("describe it under `query_schema.properties.{name}`"),
        );
    }
    let argument = Filling::Argument(name);
    match keys.get("or") {
        Some(or) => Some(Filling::Or(keep::list([argument, read(&or, sources)?]))),
        None => Some(argument),
    }
}

fn answer(node: &Node<'_>, keys: &mut Keys<'_>, sources: Sources<'_>) -> Option<Filling> {
    let (at, each) = (keys.get("at"), keys.get("each"));
    let index = earlier(node, sources.steps)?;
    if sources
        .steps
        .get(index)
        .is_some_and(|step| step.for_each.is_some())
    {
        node.complain(
            "a step with `for_each` has several answers",
            "take the value from a step that is called once",
        );
    }
    match (at, each) {
        (Some(at), None) => Some(Filling::Answer(index, pointer(&at)?)),
        (None, Some(each)) => Some(Filling::Each(index, pointer(&each)?)),
        (Some(_), Some(_)) | (None, None) => {
            node.complain(
                "it does not say which value",
                "add `at: /pointer` for one, or `each: /pointer` for that of each row",
            );
            None
        }
    }
}

/// An earlier step, by its name.
pub(super) fn earlier(node: &Node<'_>, steps: &[Step]) -> Option<usize> {
    let name = node.text()?;
    let found = steps.iter().position(|step| step.name == name);
    if found.is_none() {
        node.complain(
            format!("there is no step `{name}` before this"),
            "name a step that comes earlier",
        );
    }
    found
}

/// An RFC 6901 pointer below an answer or a row.
pub(super) fn pointer(node: &Node<'_>) -> Option<&'static str> {
    let pointer = node.pointer()?;
    let is_escaped = |rest: &str| rest.starts_with(['0', '1']);
    if pointer.split('~').skip(1).any(|rest| !is_escaped(rest)) {
        node.complain(
            format!("`{pointer}` is no JSON pointer"),
            "write `~` as `~0` and `/` in a key as `~1`",
        );
    }
    Some(pointer)
}

/// Whether it holds this argument.
pub(super) fn takes(filling: &Filling, argument: &str) -> bool {
    match filling {
        Filling::Argument(name) => *name == argument,
        Filling::Or(items) | Filling::List(items) => items.iter().any(|item| takes(item, argument)),
        Filling::Object(entries) => entries.iter().any(|(_, item)| takes(item, argument)),
        Filling::Constant(_)
        | Filling::Answer(..)
        | Filling::Each(..)
        | Filling::Row(_)
        | Filling::DaysAgo(_) => false,
    }
}

/// What it comes to with this example, by the rules that the Worker fills it by.
pub(super) fn sample(filling: &Filling, example: &Value) -> Sample {
    match filling {
        Filling::Constant(json) => {
            serde_json::from_str(json).map_or(Sample::Unknown, Sample::Known)
        }
        Filling::Argument(name) => match example.get(name) {
            Some(value) => Sample::Known(value.clone()),
            None => Sample::Absent,
        },
        Filling::Answer(..) | Filling::Each(..) | Filling::Row(_) => Sample::Unknown,
        Filling::DaysAgo(_) => Sample::Known("2026-01-01T00:00:00Z".into()),
        Filling::Or(items) => {
            let samples = items.iter().map(|item| sample(item, example));
            let mut there = samples.filter(|sample| !matches!(sample, Sample::Absent));
            there.next().unwrap_or(Sample::Absent)
        }
        Filling::Object(entries) => {
            let mut members = Vec::new();
            for (key, item) in *entries {
                match sample(item, example) {
                    Sample::Known(value) => members.push(((*key).to_owned(), value)),
                    missing @ (Sample::Unknown | Sample::Absent) => return missing,
                }
            }
            Sample::Known(Value::Object(members))
        }
        Filling::List(items) => {
            let mut values = Vec::new();
            for item in *items {
                match sample(item, example) {
                    Sample::Known(value) => values.push(value),
                    Sample::Absent => {}
                    Sample::Unknown => return Sample::Unknown,
                }
            }
            if values.is_empty() && !items.is_empty() {
                return Sample::Absent;
            }
            Sample::Known(Value::Array(values))
        }
    }
}
