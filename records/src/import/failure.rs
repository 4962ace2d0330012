//! What the documents say of failures and of limits, for all operations together.

use std::collections::{BTreeMap, BTreeSet};

use super::document::Document;
use super::flat::{Flat, flat};
use super::note::Notes;
use super::word::snake;
use crate::read::{Value, header};

/// Where vendors put the code of an error, its sentence, and the id of the request; the first that the schema has.
const CODES: [&str; 10] = [
    "/error/code",
    "/code",
    "/error_code",
    "/errorCode",
    "/error/type",
    "/category",
    "/error_key",
    "/errors/0/code",
    "/errors/0/type",
    "/type",
];
const MESSAGES: [&str; 11] = [
    "/error/message",
    "/message",
    "/errors/0/message",
    "/detail",
    "/error_description",
    "/errors/0/detail",
    "/errors/0/title",
    "/errors/0",
    "/error",
    "/title",
    "/description",
];
const REQUESTS: [&str; 6] = [
    "/request_id",
    "/requestId",
    "/correlationId",
    "/correlation_id",
    "/trace_id",
    "/traceId",
];

/// Different error schemas that are looked at.
const MAX_SHAPES: usize = 200;

/// `errors` of integration.yaml, where a document describes failures.
pub(super) fn errors(documents: &[Document]) -> Option<Value> {
    let mut pointers: BTreeSet<String> = BTreeSet::new();
    for document in documents {
        for schema in shapes(failures(document)) {
            leaves(document, schema, "", &[], &mut pointers);
        }
    }
    let told = |known: &[&str]| -> Vec<String> {
        known
            .iter()
            .filter(|pointer| pointers.contains(**pointer))
            .take(2)
            .map(|pointer| (*pointer).to_owned())
            .collect()
    };
    let (code, message, request) = (told(&CODES), told(&MESSAGES), told(&REQUESTS));
    let mut entries = Vec::new();
    for (key, pointers) in [("code", code), ("message", message)] {
        if !pointers.is_empty() {
            entries.push((key.to_owned(), Value::strings(pointers)));
        }
    }
    if !request.is_empty() {
        entries.push((
            "request_id".to_owned(),
            Value::object([("pointers", Value::strings(request))]),
        ));
    }
    let in_success = in_success(documents);
    if !in_success.is_empty() {
        entries.push(("in_success".to_owned(), Value::Array(in_success)));
    }
    (!entries.is_empty()).then_some(Value::Object(entries))
}

/// The different schemas of responses in JSON, as far as they are looked at.
fn shapes<'a>(responses: impl Iterator<Item = &'a Value>) -> Vec<&'a Value> {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut shapes = Vec::new();
    for response in responses {
        let content = response.entries("content");
        let json = content
            .iter()
            .find(|(media, _)| super::answer::is_json(media));
        let schema = json.and_then(|(_, content)| content.get("schema"));
        shapes
            .extend(schema.filter(|schema| seen.len() < MAX_SHAPES && seen.insert(schema.json())));
    }
    shapes
}

/// Members that tell whether all is well, beside what was asked for.
const WELL: [&str; 2] = ["ok", "success"];
const ILL: [&str; 2] = ["error", "errors"];

/// What answers of a success have for a failure. A record, which has an id, may have members of these names about itself.
fn in_success(documents: &[Document]) -> Vec<Value> {
    let (mut well, mut ill) = (BTreeSet::new(), BTreeSet::new());
    for document in documents {
        let successes = responses(document).filter(|(status, _)| status.starts_with('2'));
        for schema in shapes(successes.map(|(_, response)| response)) {
            let ignored = Notes::default();
            let root = flat(document, &ignored, "", schema, &[]);
            let below = |property| flat(document, &ignored, "", property, &root.followed);
            let has_list = |flat: &Flat<'_>, above: &[&str]| {
                flat.properties.iter().any(|(key, property)| {
                    let kind = self::flat(document, &ignored, "", property, above).kind();
                    kind == Some("array") && !ILL.contains(key)
                })
            };
            let has_id = root.properties.iter().any(|(key, _)| *key == "id");
            if has_id && !has_list(&root, &root.followed) {
                continue;
            }
            for (key, property) in &root.properties {
                let inner = below(property);
                if WELL.contains(key) && inner.kind() == Some("boolean") {
                    well.insert(format!("/{key}"));
                } else if ILL.contains(key) {
                    ill.insert(format!("/{key}"));
                } else if inner.kind() == Some("object") && !key.contains(['/', '~']) {
                    // Errors beside the list in an envelope.
                    let above = [&root.followed[..], &inner.followed].concat();
                    let names = inner.properties.iter().map(|(name, _)| *name);
                    let names = names.filter(|name| ILL.contains(name));
                    if has_list(&inner, &above)
                        && !inner.properties.iter().any(|(name, _)| *name == "id")
                    {
                        ill.extend(names.map(|name| format!("/{key}/{name}")));
                    }
                }
            }
        }
    }
    let well = well.into_iter().map(|pointer| {
        let is = Value::Boolean(false);
        Value::object([("at", pointer.as_str().into()), ("is", is)])
    });
    let ill = ill.iter().map(|pointer| pointer.as_str().into());
    ill.chain(well).collect()
}

/// Whether an answer is a record that has members of these names about itself: they say nothing of the call.
pub(super) fn tells_of_itself(answer: &super::answer::Answer) -> bool {
    let has = |names: &[&str]| {
        let mut fields = answer.fields.iter();
        fields.any(|field| {
            let is_outer = field.pointer.matches('/').count() == 1;
            is_outer && names.contains(&field.key.as_str())
        })
    };
    !answer.is_list && has(&["id"]) && (has(&WELL) || has(&ILL))
}

fn operations(document: &Document) -> impl Iterator<Item = &Value> {
    let paths = document.root.entries("paths");
    paths
        .iter()
        .flat_map(|(_, item)| item.as_entries())
        .map(|(_, operation)| operation)
}

fn responses(document: &Document) -> impl Iterator<Item = (&str, &Value)> {
    operations(document)
        .flat_map(|operation| operation.entries("responses"))
        .filter_map(|(status, response)| Some((status.as_str(), document.resolved(response).ok()?)))
}

fn failures(document: &Document) -> impl Iterator<Item = &Value> {
    let is_failure = |status: &str| status.starts_with(['4', '5']) || status == "default";
    responses(document)
        .filter(move |(status, _)| is_failure(status))
        .map(|(_, response)| response)
}

/// Pointers to the texts and numbers of a failure; of a list the first entry.
fn leaves<'a>(
    document: &'a Document,
    schema: &'a Value,
    pointer: &str,
    above: &[&'a str],
    found: &mut BTreeSet<String>,
) {
    let ignored = Notes::default();
    let flat = flat(document, &ignored, "", schema, above);
    if flat.is_circular || pointer.matches('/').count() > 3 || found.len() > 100 {
        return;
    }
    let above = [above, &flat.followed].concat();
    match flat.kind() {
        Some("object") => {
            for (key, property) in &flat.properties {
                if !key.is_empty() && !key.contains(['/', '~']) {
                    leaves(
                        document,
                        property,
                        &format!("{pointer}/{key}"),
                        &above,
                        found,
                    );
                }
            }
        }
        Some("array") => {
            if let Some(items @ Value::Object(_)) = flat.keyword("items") {
                leaves(document, items, &format!("{pointer}/0"), &above, found);
            }
        }
        _ => {
            found.insert(pointer.to_owned());
        }
    }
}

/// `rate_limit` of integration.yaml, of the headers that answers are said to have. `Retry-After` is HTTP's own.
pub(super) fn rate_limit(documents: &[Document]) -> Value {
    let mut named: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut unit = "seconds";
    for (name, header) in documents
        .iter()
        .flat_map(responses)
        .flat_map(|(_, response)| response.entries("headers"))
    {
        let lower = name.to_ascii_lowercase();
        let words = snake(&lower);
        let is_limit = words.contains("ratelimit") || words.contains("rate_limit");
        if !is_limit || !header::is_name(name) {
            continue;
        }
        let key = match words.rsplit('_').next() {
            Some("remaining") => "remaining",
            Some("reset") => "reset",
            Some("limit" | "ratelimit" | "max") => "limit",
            _ => continue,
        };
        if key == "reset" {
            let said = header.json().to_lowercase();
            if said.contains("epoch") || said.contains("unix") || said.contains("timestamp") {
                unit = if said.contains("milli") {
                    "epoch_millis"
                } else {
                    "epoch_seconds"
                };
            } else if is_moment(header) {
                unit = "epoch_seconds";
            } else if said.contains("rfc")
                || said.contains("iso 8601")
                || said.contains("date-time")
            {
                unit = "rfc3339";
            }
        }
        named.entry(key).or_default().insert(lower);
    }
    let mut entries: Vec<(String, Value)> = Vec::new();
    for key in ["limit", "remaining", "reset"] {
        if let Some(headers) = named.get(key) {
            entries.push((key.to_owned(), Value::strings(headers)));
        }
    }
    if named.contains_key("reset") {
        entries.push(("reset_unit".to_owned(), unit.into()));
    }
    entries.push(("retry_after".to_owned(), Value::strings(["retry-after"])));
    Value::Object(entries)
}

/// Whether its example is a moment of this century in seconds.
fn is_moment(header: &Value) -> bool {
    let inner = header
        .get("schema")
        .and_then(|schema| schema.get("example"));
    header
        .get("example")
        .or(inner)
        .and_then(super::bound::whole)
        .is_some_and(|example| (1_000_000_000..10_000_000_000).contains(&example))
}
