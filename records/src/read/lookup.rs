//! What the tools of an integration are looked up by, made once so that the Worker sorts and counts nothing.

use std::collections::BTreeSet;

use serde_json::Value;

use super::keep;
use super::tool::Documented;
use crate::catalogue::{Effect, Entry, Index, Integration, Rank, Term, Tool};
use crate::index::build::{BuiltEntry, BuiltTerm, Document, build};

/// The integration with these tools, which are sorted by name.
pub(crate) fn with(integration: Integration, documented: Vec<Documented>) -> Integration {
    let documents: Vec<Document> = documented
        .iter()
        .map(|documented| document(&integration, documented))
        .collect();
    let built = build(integration.label, &documents);
    let tools: Vec<Tool> = documented.into_iter().map(|one| one.tool).collect();
    Integration {
        by_short_name: by_short_name(&tools),
        tags: tags(&tools),
        index: Index {
            terms: keep::list(built.terms.into_iter().map(term)),
            entries: keep::list(built.entries.into_iter().map(entry)),
        },
        tools: keep::list(tools),
        ..integration
    }
}

fn by_short_name(tools: &[Tool]) -> &'static [usize] {
    let mut names: Vec<(&str, usize)> = tools
        .iter()
        .enumerate()
        .map(|(index, tool)| (tool.short_name, index))
        .collect();
    names.sort_unstable();
    keep::list(names.into_iter().map(|(_, tool)| tool))
}

fn tags(tools: &[Tool]) -> &'static [&'static str] {
    let tags: BTreeSet<&str> = tools.iter().flat_map(|tool| tool.tags).copied().collect();
    keep::list(tags)
}

fn document(integration: &Integration, Documented { tool, asks, .. }: &Documented) -> Document {
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    // A composite's endpoint is that of its first step.
    let method = integration.methods.get(tool.method);
    let method = method.filter(|_| tool.composite.is_none());
    let mut arguments = Vec::new();
    if let Ok(schema) = serde_json::from_str(tool.input_schema) {
        words_of(&schema, &mut arguments);
    }
    Document {
        name: tool.short_name.to_owned(),
        resource: method.map_or_else(String::new, |method| method.resource.to_owned()),
        title: tool.title.to_owned(),
        description: tool.description.to_owned(),
        asks: owned(asks),
        tags: owned(tool.tags),
        arguments,
        is_read: tool.effect == Effect::Read,
        is_one: method.is_some_and(|method| method.method == "get"),
        rank: match tool.rank {
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

fn term(built: BuiltTerm) -> Term<'static> {
    Term {
        word: keep::text(built.word),
        idf: built.idf,
        lean: built.lean,
        postings: keep::list(built.postings),
        also: keep::list(built.also),
    }
}

fn entry(built: BuiltEntry) -> Entry<'static> {
    Entry {
        is_read: built.is_read,
        is_one: built.is_one,
        rank: built.rank,
        phrases: keep::list(built.phrases),
    }
}
