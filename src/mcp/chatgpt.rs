//! The life of a call of ChatGPT's `search` and `fetch`: some calls of tools, each sent like any other, and one document made of them.

use std::borrow::Cow;
use std::fmt::Write;

use super::call::Called;
use super::document_calls::Run;
use super::endpoint::Endpoint;
use super::era::Era;
use super::fault::Fault;
use super::session::Session;
use crate::access::id::AccountId;
use crate::arguments::error::ArgumentError;
use crate::catalogue::{DocumentCall, DocumentKind, DocumentText, Order};
use crate::invisible::{escape_in_values, escape_invisible};
use crate::json::{Document, elements, quote};
use crate::platform::Platform;
use crate::results::content::ToolResult;
use crate::results::messages::fitted;
use crate::results::window::opening;
use crate::tools::chatgpt::{Query, Values, id, parts};
use crate::vendors::base_url::resolve;

/// Documents of one kind in an answer of `search`.
const MOST_RESULTS: usize = 10;

/// Bytes of JSON that a title or a value of the metadata has at most, and their share of a result that is short.
const TITLE_CHARS: (usize, usize) = (400, 8);

/// Values of the metadata have together the same share.
const METADATA_SHARE: usize = 8;

/// Share of a result that an address may take: half of one is none.
const URL_SHARE: usize = 4;

/// Room that a text has at least before it has to be there twice.
const TEXT_CHARS: usize = 512;

/// Room for the note on documents that were found and do not fit.
const NOTE_CHARS: usize = 60;

/// Said of a document whose last call has further pages.
const MORE: &str = "[there is more than this page shows]";

/// What marks a document as one of an account's, where there are several.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Mark<'a>(pub(super) Option<(AccountId, &'a str)>);

/// What an account has for a query.
pub(super) struct Found<'a, P> {
    pub(super) run: Run<'a, P>,
    /// JSON, one each.
    pub(super) results: Vec<String>,
    /// What was not searched.
    pub(super) notes: Vec<String>,
    /// What the first failure came to, when nothing was searched.
    pub(super) failed: Option<ToolResult>,
}

/// Answers a call of one of the two.
pub(super) async fn call<P: Platform>(
    session: &Session<'_, P>,
    era: &Era<'_>,
    name: &str,
    arguments: &str,
) -> Result<Called, Fault> {
    let strays = session.strays();
    if name == "search" {
        return match Query::read(arguments, strays) {
            Ok(query) => search(session, era, &query).await,
            Err(errors) => Ok(refused("search", &errors, session.max_result_chars())),
        };
    }
    let id = match id(arguments, strays) {
        Ok(id) => id,
        Err(errors) => return Ok(refused("fetch", &errors, session.max_result_chars())),
    };
    fetch(session, era, &id, Mark::default()).await
}

pub(super) fn refused(tool: &'static str, errors: &[ArgumentError], most: usize) -> Called {
    Called::local(tool, ToolResult::refused(errors, most))
}

async fn search<P: Platform>(
    session: &Session<'_, P>,
    era: &Era<'_>,
    query: &Query,
) -> Result<Called, Fault> {
    let found = find(session, era, query, Mark::default()).await?;
    let result = match found.failed {
        Some(failure) => failure,
        None => listed(&found.results, &found.notes, session.max_result_chars()),
    };
    let source = session.toolbox.integration.slug;
    Ok(found.run.into_called(result, Some(source)))
}

/// Searches one account.
pub(super) async fn find<'a, P: Platform>(
    session: &'a Session<'a, P>,
    era: &Era<'a>,
    query: &Query,
    mark: Mark<'_>,
) -> Result<Found<'a, P>, Fault> {
    let mut run = Run::new(session, era, "search");
    let (mut results, mut notes) = (Vec::new(), Vec::new());
    let mut failed = None;
    let mut has_answer = false;
    for kind in session.toolbox.kinds() {
        let Some(way) = session.toolbox.way(kind, query) else {
            notes.push(format!(
                "{}: not searched; this kind takes a query of another form",
                kind.name
            ));
            continue;
        };
        let mut values = known(session);
        values.set("query", Cow::Borrowed(query.text.as_str()));
        let mut found = Vec::new();
        let mut goes_on = false;
        let failure = run
            .calls(
                way.calls,
                &mut values,
                &query.words,
                |call, answer, values| {
                    if !call.title.is_empty() {
                        goes_on = answer.goes_on && !call.matching.is_empty();
                        let most = session.max_result_chars();
                        found = rows((kind, mark, most), call, &answer.json, values, &query.words);
                    }
                },
            )
            .await?;
        has_answer |= failure.is_none();
        if failure.is_some() {
            notes.push(format!(
                "{}: not searched, the vendor refused it",
                kind.name
            ));
        } else if goes_on {
            notes.push(format!("{}: only the first page was searched", kind.name));
        }
        failed = failed.or(failure);
        results.extend(found);
    }
    Ok(Found {
        run,
        results,
        notes,
        failed: failed.filter(|_| !has_answer),
    })
}

/// The answer of `search`, in at most so many bytes as far as there is a document in it.
pub(super) fn listed(results: &[String], notes: &[String], most: usize) -> ToolResult {
    let said = |notes: &[String]| {
        let notes: Vec<String> = notes.iter().map(|note| quote(note)).collect();
        format!(",\"notes\":[{}]", notes.join(","))
    };
    let results: Vec<String> = results
        .iter()
        .map(|result| escape_in_values(result))
        .collect();
    let mut room = most.saturating_sub(said(notes).len() + NOTE_CHARS);
    let fits = |result: &&String| {
        let is_in = result.len() < room;
        room = room.saturating_sub(result.len() + 1);
        is_in
    };
    let shown = results
        .iter()
        .take_while(fits)
        .count()
        .max(1)
        .min(results.len());
    let mut notes = notes.to_vec();
    if shown < results.len() {
        let left = results.len() - shown;
        notes.push(format!("{left} more were found and do not fit"));
    }
    let notes = if notes.is_empty() {
        String::new()
    } else {
        escape_in_values(&said(&notes))
    };
    let shown = results.get(..shown).unwrap_or_default().join(",");
    ToolResult::json(&format!("{{\"results\":[{shown}]{notes}}}"), true)
}

/// The entries of a list as results; of those that the vendor did not search, the ones that hold words of the query, most of them first.
fn rows(
    (kind, mark, most): (&DocumentKind, Mark<'_>, usize),
    call: &DocumentCall,
    json: &str,
    values: &Values<'_>,
    words: &[String],
) -> Vec<String> {
    let rows = elements(json).unwrap_or_default();
    let rows = rows.iter().filter_map(|row| Document::parse(row.get()));
    let mut found: Vec<(usize, String)> = rows
        .filter_map(|row| {
            let id = values.id(kind, &row)?;
            let score = if call.matching.is_empty() {
                1
            } else {
                let texts = call.matching.iter().filter_map(|at| row.scalar(at));
                let text: String = texts.map(|text| text.to_lowercase() + " ").collect();
                words
                    .iter()
                    .filter(|word| text.contains(word.as_str()))
                    .count()
            };
            let title = values.first(call.title, &row);
            let url = values.first(call.url, &row);
            Some((score, result(mark, &id, (title, url), most)))
        })
        .filter(|(score, _)| *score > 0)
        .collect();
    // Stable: rows that match alike stay in the vendor's order.
    found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    found.truncate(MOST_RESULTS);
    found
        .into_iter()
        .map(|(_, result)| format!("{{{result}}}"))
        .collect()
}

/// Clients cite a document by both, so neither is ever empty.
fn result(
    mark: Mark<'_>,
    id: &str,
    (title, url): (Option<String>, Option<String>),
    most: usize,
) -> String {
    let (id, account) = match mark.0 {
        None => (Cow::Borrowed(id), String::new()),
        Some((account, label)) => (
            Cow::Owned(format!("{account}:{id}")),
            format!(",\"account\":{}", quote(label)),
        ),
    };
    let title = title.map(|title| title_of(&title, most));
    let title = title.unwrap_or_else(|| id.clone().into_owned());
    let url = url.filter(|url| quote(url).len() <= most / URL_SHARE);
    let url = url.unwrap_or_else(|| format!("urn:{id}"));
    format!(
        "\"id\":{},\"title\":{},\"url\":{}{account}",
        quote(&id),
        quote(&title),
        quote(&url)
    )
}

/// A text as long as a title may be.
fn title_of(text: &str, most: usize) -> String {
    let (chars, share) = TITLE_CHARS;
    let text = escape_invisible(text);
    match opening(&text, chars.min(most / share)) {
        (_, "") => text.into_owned(),
        (start, _) => format!("{start}…"),
    }
}

/// Reads a document of one account.
pub(super) async fn fetch<P: Platform>(
    session: &Session<'_, P>,
    era: &Era<'_>,
    id: &str,
    mark: Mark<'_>,
) -> Result<Called, Fault> {
    let (kind, parts) = match parts(session.toolbox.kinds(), id) {
        Ok(parts) => parts,
        Err(errors) => return Ok(refused("fetch", &errors, session.max_result_chars())),
    };
    let source = Some(session.toolbox.integration.slug);
    let mut run = Run::new(session, era, "fetch");
    let mut values = known(session);
    values.add(parts);
    let (mut title, mut url, mut texts, mut metadata) = (None, None, Vec::new(), String::new());
    let (mut order, mut goes_on) = (None, false);
    let most = session.max_result_chars();
    let failure = run
        .calls(kind.fetch, &mut values, &[], |call, answer, values| {
            let Some(document) = Document::parse(&answer.json) else {
                return;
            };
            title = title.take().or_else(|| values.first(call.title, &document));
            url = url.take().or_else(|| values.first(call.url, &document));
            for from in call.text {
                texts.extend(said(from, &document));
                order = order_of(session, call, from).or(order);
            }
            goes_on |= answer.goes_on;
            for (key, pointer) in call.metadata {
                if let Some(value) = document.scalar(pointer) {
                    let comma = if metadata.is_empty() { "" } else { "," };
                    let value = quote(&title_of(&value, most));
                    if metadata.len() + key.len() + value.len() <= most / METADATA_SHARE {
                        // Writing into a String cannot fail.
                        let _ = write!(metadata, "{comma}\"{key}\":{value}");
                    }
                }
            }
        })
        .await?;
    if let Some(failure) = failure {
        return Ok(run.into_called(failure, source));
    }
    let head = result(mark, id, (title, url), most);
    let head = escape_in_values(&format!("{{{head},\"text\":"));
    let tail = escape_in_values(&format!(",\"metadata\":{{{metadata}}}}}"));
    let left = most.saturating_sub(head.len() + tail.len() + MORE.len() + 6);
    // The text stands in the answer twice, as JSON calls for.
    let mut text = fitted(&texts, order, (left / 2).max(left.min(TEXT_CHARS)));
    if goes_on {
        text.push_str("\n\n");
        text.push_str(MORE);
    }
    let result = ToolResult::json(&[&head, &quote(&text), tail.as_str()].concat(), true);
    Ok(run.into_called(result, source))
}

/// What an answer says in one of its lists, with who said it.
fn said(from: &DocumentText, answer: &Document<'_>) -> Vec<String> {
    let place = answer.at(from.list).unwrap_or_default();
    let entries = match elements(place) {
        Some(entries) => entries.iter().map(|entry| entry.get()).collect(),
        None => vec![place],
    };
    let entry = |json: &str| {
        let entry = Document::parse(json)?;
        let lines: Vec<Cow<'_, str>> = from.at.iter().filter_map(|at| entry.scalar(at)).collect();
        let text = lines.join("\n");
        let by = from.by.and_then(|by| entry.scalar(by));
        let by = by.map_or_else(String::new, |by| format!("{by}: "));
        // Escaped here, so that its length is known.
        (!text.is_empty()).then(|| escape_invisible(&format!("{by}{text}")).into_owned())
    };
    entries.into_iter().filter_map(entry).collect()
}

/// How the list is ordered that texts are taken from, as far as its record says.
fn order_of<P: Platform>(
    session: &Session<'_, P>,
    call: &DocumentCall,
    from: &DocumentText,
) -> Option<Order> {
    let integration = session.toolbox.integration;
    let tool = integration.tools.get(call.tool)?;
    let method = integration.methods.get(tool.method)?;
    if from.list.is_empty() {
        return method.order;
    }
    let inside = method.inside.filter(|inside| inside.list == from.list);
    inside.and_then(|inside| inside.order)
}

/// What places can hold on any call: the account's own part of its vendor's address.
fn known<'a, P: Platform>(session: &Session<'a, P>) -> Values<'a> {
    let mut values = Values::default();
    for variable in session.toolbox.integration.variables {
        let own = session
            .account
            .context
            .get(variable.name)
            .map(String::as_str);
        if let Ok(value) = resolve(variable, own) {
            values.set(variable.name, Cow::Borrowed(value));
        }
    }
    values
}
