//! What finds an integration's tools, as statics.

use serde_json::Value;

use super::code::{list, structure, text};
use super::statics::Statics;
use crate::index::build::{BuiltEntry, BuiltTerm, Document, build};
use crate::read::asks::Rank;
use crate::read::integration::Integration;
use crate::read::resource::Effect;
use crate::read::tool::Tool;

pub(crate) fn index(integration: &Integration, tools: &[Tool], statics: &mut Statics) -> String {
    let documents: Vec<Document> = tools
        .iter()
        .map(|tool| document(integration, tool))
        .collect();
    let index = build(&integration.label, &documents);
    let terms = list(index.terms.iter().map(term));
    let entries = list(index.entries.iter().map(entry));
    let terms = statics.name("TERMS", "&[Term<'static>]", terms);
    let entries = statics.name("ENTRIES", "&[Entry<'static>]", entries);
    structure("Index", [("terms", terms), ("entries", entries)])
}

fn document(integration: &Integration, tool: &Tool) -> Document {
    let method = integration.methods.get(tool.method);
    let mut arguments = Vec::new();
    if let Ok(schema) = serde_json::from_str(&tool.input_schema) {
        words_of(&schema, &mut arguments);
    }
    Document {
        name: tool.short_name.clone(),
        resource: method.map_or_else(String::new, |method| method.resource.clone()),
        title: tool.title.clone(),
        description: tool.description.clone(),
        asks: tool.asks.phrases.clone(),
        tags: tool.tags.clone(),
        arguments,
        is_read: tool.effect == Effect::Read,
        is_one: method.is_some_and(|method| method.name == "get"),
        rank: match tool.asks.rank {
            Rank::Rare => 0,
            Rank::Ordinary => 1,
            Rank::Usual => 2,
        },
    }
}

/// Names of properties and closed values at every depth of a schema, once each.
fn words_of(schema: &Value, words: &mut Vec<String>) {
    let mut add = |word: &str| {
        if !words.iter().any(|known| known == word) {
            words.push(word.to_owned());
        }
    };
    match schema {
        Value::Object(members) => {
            if let Some(Value::Object(properties)) = members.get("properties") {
                properties.keys().for_each(|name| add(name));
            }
            if let Some(Value::Array(values)) = members.get("enum") {
                values.iter().filter_map(Value::as_str).for_each(&mut add);
            }
            for member in members.values() {
                words_of(member, words);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| words_of(item, words)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn term(term: &BuiltTerm) -> String {
    let postings = term
        .postings
        .iter()
        .map(|(tool, says)| format!("({tool}, {says})"));
    format!(
        "Term {{ word: {}, idf: {}, lean: {}, postings: {}, also: {} }}",
        text(&term.word),
        term.idf,
        term.lean,
        list(postings),
        list(term.also.iter().map(u16::to_string))
    )
}

fn entry(entry: &BuiltEntry) -> String {
    format!(
        "Entry {{ is_read: {}, is_one: {}, rank: {}, phrases: {} }}",
        entry.is_read,
        entry.is_one,
        entry.rank,
        list(entry.phrases.iter().map(u16::to_string))
    )
}
