//! What an operation answers when it succeeds: the kind of its content, the list or record in it, and the fields that paging may need.

use super::document::Document;
use super::flat::flat;
use super::note::Notes;
use super::word::snake;
use crate::read::Value;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FieldKind {
    Text,
    /// Text that says it is an address.
    Address,
    Number,
    Boolean,
    List,
    Object,
}

/// A field of an answer.
#[derive(Debug, Clone)]
pub(super) struct Field {
    pub(super) pointer: String,
    pub(super) key: String,
    pub(super) kind: FieldKind,
}

#[derive(Debug, Default, Clone)]
pub(super) struct Answer {
    /// `None` = no answer of a success is described.
    pub(super) media: Option<String>,
    pub(super) is_redirect: bool,
    pub(super) is_list: bool,
    /// Where the list is; empty = the whole answer.
    pub(super) list_path: String,
    /// Where one record is, if nothing else is said beside it.
    pub(super) record_path: String,
    /// Outside of lists, four levels deep.
    pub(super) fields: Vec<Field>,
}

/// Fields that are looked at in one answer.
const MAX_FIELDS: usize = 400;
const MAX_DEPTH: usize = 4;

/// Under these vendors put what was asked for.
const ENVELOPES: [&str; 9] = [
    "data",
    "results",
    "result",
    "items",
    "records",
    "entries",
    "values",
    "response",
    "_embedded",
];

/// Beside an envelope stands nothing else that people ask for.
const BESIDE: [&str; 11] = [
    "links",
    "message",
    "meta",
    "metadata",
    "object",
    "pagination",
    "paging",
    "request_id",
    "status",
    "success",
    "type",
];

/// `words`: those of the path, one of which may be the name of the list.
pub(super) fn read(document: &Document, operation: &Value, words: &[String]) -> Answer {
    // What an answer's schema says that no tool can is of no concern: its schema is not shown.
    let notes = &Notes::default();
    let mut answer = Answer::default();
    let responses = operation.entries("responses");
    let is = |status: &str, start: char| status.len() == 3 && status.starts_with(start);
    let successes: Vec<&Value> = responses
        .iter()
        .filter(|(status, _)| is(status, '2'))
        .filter_map(|(_, response)| document.resolved(response).ok())
        .collect();
    let success = successes
        .iter()
        .max_by_key(|response| response.get("content").is_some());
    let fallback = || {
        responses
            .iter()
            .find(|(status, _)| status == "default")
            .and_then(|(_, response)| document.resolved(response).ok())
    };
    let Some(success) = success else {
        answer.is_redirect = responses.iter().any(|(status, _)| is(status, '3'));
        if !answer.is_redirect && fallback().is_some() {
            answer.media = Some("application/json".to_owned());
        }
        return answer;
    };
    let contents = success.entries("content");
    let json = contents.iter().find(|(media, _)| is_json(media));
    let Some((media, content)) = json.or(contents.first()) else {
        return answer;
    };
    answer.media = Some(bare(media));
    if let (Some(schema), true) = (content.get("schema"), is_json(media)) {
        shape(document, notes, schema, words, &mut answer);
    }
    // Part of what was asked for failed: what is beside the records must be seen.
    let is_partial = |response: &&Value| {
        let contents = response.entries("content").iter();
        let mut schemas = contents.filter_map(|(_, content)| content.get("schema"));
        schemas.any(|schema| {
            flat(document, notes, "", schema, &[])
                .properties
                .iter()
                .any(|(key, _)| *key == "errors")
        })
    };
    if successes.iter().any(is_partial) {
        answer.record_path.clear();
    }
    answer
}

/// A media type without its parameters, in lower case.
pub(super) fn bare(media: &str) -> String {
    let bare = media.split(';').next().unwrap_or(media);
    bare.trim().to_ascii_lowercase()
}

pub(super) fn is_json(media: &str) -> bool {
    let bare = bare(media);
    bare == "*/*" || bare.ends_with("/json") || bare.ends_with("+json")
}

fn shape(
    document: &Document,
    notes: &Notes,
    schema: &Value,
    words: &[String],
    answer: &mut Answer,
) {
    let root = flat(document, notes, "", schema, &[]);
    if root.kind() == Some("array") {
        answer.is_list = true;
        return;
    }
    fields(document, notes, schema, "", &[], answer);
    let top: Vec<&Field> = answer
        .fields
        .iter()
        .filter(|field| field.pointer == format!("/{}", field.key))
        .collect();
    let is_envelope = |field: &&&Field| ENVELOPES.contains(&field.key.as_str());
    let is_noun = |field: &&&Field| words.contains(&snake(&field.key));
    // What stands beside an envelope and is not missed.
    let is_alone = |one: &Field| {
        top.iter()
            .all(|field| field.pointer == one.pointer || is_beside(field))
    };
    let lists: Vec<&&Field> = top
        .iter()
        .filter(|field| field.kind == FieldKind::List)
        .collect();
    let has_id = top.iter().any(|field| field.key == "id");
    let list = lists
        .iter()
        .copied()
        .find(is_envelope)
        .or_else(|| {
            lists
                .iter()
                .copied()
                .find(|list| !has_id && is_noun(list) && is_alone(list))
        })
        .or_else(|| {
            lists
                .iter()
                .copied()
                .find(|list| lists.len() == 1 && !has_id && is_alone(list))
        });
    if let Some(list) = list {
        answer.is_list = true;
        answer.list_path.clone_from(&list.pointer);
        if is_envelope(&list) && is_alone(list) {
            answer.record_path.clone_from(&list.pointer);
        }
        return;
    }
    let Some(envelope) = top
        .iter()
        .filter(|field| field.kind == FieldKind::Object)
        .find(is_envelope)
    else {
        return;
    };
    if is_alone(envelope) {
        answer.record_path.clone_from(&envelope.pointer);
    }
    let below = format!("{}/", envelope.pointer);
    let is_inner = |field: &&Field| {
        field
            .pointer
            .strip_prefix(&below)
            .is_some_and(|rest| !rest.contains('/'))
    };
    let inner: Vec<&Field> = answer.fields.iter().filter(is_inner).collect();
    let inner_lists: Vec<&&Field> = inner
        .iter()
        .filter(|field| field.kind == FieldKind::List)
        .collect();
    let list = inner_lists
        .iter()
        .find(|field| words.contains(&snake(&field.key)))
        .or(inner_lists.first().filter(|_| inner_lists.len() == 1));
    if let Some(list) = list.filter(|_| !inner.iter().any(|field| field.key == "id")) {
        answer.is_list = true;
        answer.list_path.clone_from(&list.pointer);
    }
}

fn is_beside(field: &Field) -> bool {
    let key = snake(&field.key);
    let counts = [
        "count", "total", "page", "pages", "cursor", "offset", "limit", "next", "previous", "prev",
        "more", "size",
    ];
    BESIDE.contains(&key.as_str()) || key.split('_').any(|word| counts.contains(&word))
}

fn fields<'a>(
    document: &'a Document,
    notes: &Notes,
    schema: &'a Value,
    pointer: &str,
    above: &[&'a str],
    answer: &mut Answer,
) {
    let depth = pointer.matches('/').count();
    let flat = flat(document, notes, "", schema, above);
    if flat.is_circular || depth >= MAX_DEPTH || answer.fields.len() >= MAX_FIELDS {
        return;
    }
    let above = [above, &flat.followed].concat();
    for (key, property) in &flat.properties {
        // Such a key has no plain pointer.
        if key.is_empty() || key.contains(['/', '~']) {
            continue;
        }
        let own = self::flat(document, notes, "", property, &above);
        let kind = match own.kind() {
            Some("array") => FieldKind::List,
            Some("object") => FieldKind::Object,
            Some("boolean") => FieldKind::Boolean,
            Some("integer" | "number") => FieldKind::Number,
            Some("string") if is_address(&own) => FieldKind::Address,
            Some(_) | None => FieldKind::Text,
        };
        let pointer = format!("{pointer}/{key}");
        answer.fields.push(Field {
            pointer: pointer.clone(),
            key: (*key).to_owned(),
            kind,
        });
        if kind == FieldKind::Object {
            fields(document, notes, property, &pointer, &above, answer);
        }
    }
}

fn is_address(flat: &super::flat::Flat<'_>) -> bool {
    let said = flat.text("description").unwrap_or_default().to_lowercase();
    let example = flat.text("example").unwrap_or_default();
    matches!(flat.text("format"), Some("uri" | "url"))
        || example.contains("://")
        || said.contains("url")
        || said.contains("link to")
}
