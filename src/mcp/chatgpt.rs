//! The life of a call of ChatGPT's `search` and `fetch`: some calls of tools, each sent like any other, and one document made of them.

use std::borrow::Cow;
use std::fmt::Write;

use super::call::{Called, ask};
use super::era::Era;
use super::fault::Fault;
use super::message::Call;
use super::{Session, VendorTrace};
use crate::arguments::error::ArgumentError;
use crate::catalogue::{DocumentCall, DocumentKind, DocumentText};
use crate::invisible::escape_in_values;
use crate::json::{Document, elements, quote};
use crate::platform::Platform;
use crate::results::content::ToolResult;
use crate::results::envelope::{Around, note};
use crate::results::window::start;
use crate::tools::chatgpt::{Query, Values, id, parts};
use crate::tools::presets::Writer;
use crate::vendors::answer::Outcome;
use crate::vendors::base_url::resolve;

/// Documents of one kind in an answer of `search`.
const MOST_RESULTS: usize = 10;

/// Room for what a document has beside its text. The text stands in the answer twice, as JSON calls for.
const AROUND_CHARS: usize = 1024;

/// What a vendor answered, as far as documents are made of it.
#[derive(Debug)]
struct Answered {
    json: String,
    /// The vendor has more.
    goes_on: bool,
}

/// Answers a call of one of the two.
pub(super) async fn call<P: Platform>(
    session: &Session<'_, P>,
    era: &Era<'_>,
    message: &Call<'_>,
    name: &str,
    arguments: &str,
) -> Result<Called, Fault> {
    let strays = session.strays();
    if name == "search" {
        return match Query::read(arguments, strays) {
            Ok(query) => search(session, era, message, &query).await,
            Err(errors) => Ok(refused("search", &errors)),
        };
    }
    let id = match id(arguments, strays) {
        Ok(id) => id,
        Err(errors) => return Ok(refused("fetch", &errors)),
    };
    match parts(session.toolbox.kinds(), &id) {
        Ok((kind, values)) => fetch(session, era, message, kind, &id, values).await,
        Err(errors) => Ok(refused("fetch", &errors)),
    }
}

fn refused(tool: &'static str, errors: &[ArgumentError]) -> Called {
    Called::local(tool, ToolResult::refused(errors))
}

async fn search<P: Platform>(
    session: &Session<'_, P>,
    era: &Era<'_>,
    message: &Call<'_>,
    query: &Query,
) -> Result<Called, Fault> {
    let mut run = Run::new(session, era, message, "search");
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
                        found = rows(kind, call, &answer.json, values, &query.words);
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
    if let Some(failure) = failed.filter(|_| !has_answer) {
        return Ok(run.into_called(failure));
    }
    let notes = if notes.is_empty() {
        String::new()
    } else {
        let notes: Vec<String> = notes.iter().map(|note| quote(note)).collect();
        format!(",\"notes\":[{}]", notes.join(","))
    };
    let json = format!("{{\"results\":[{}]{notes}}}", results.join(","));
    Ok(run.into_called(ToolResult::json(&escape_in_values(&json), true)))
}

/// The entries of a list as results; of those that the vendor did not search, the ones that hold words of the query, most of them first.
fn rows(
    kind: &DocumentKind,
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
            Some((score, result(&id, title, url)))
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
fn result(id: &str, title: Option<String>, url: Option<String>) -> String {
    let title = title.unwrap_or_else(|| id.to_owned());
    let url = url.unwrap_or_else(|| format!("urn:{id}"));
    format!(
        "\"id\":{},\"title\":{},\"url\":{}",
        quote(id),
        quote(&title),
        quote(&url)
    )
}

async fn fetch<P: Platform>(
    session: &Session<'_, P>,
    era: &Era<'_>,
    message: &Call<'_>,
    kind: &DocumentKind,
    id: &str,
    parts: Values<'_>,
) -> Result<Called, Fault> {
    let mut run = Run::new(session, era, message, "fetch");
    let mut values = known(session);
    values.add(parts);
    let (mut title, mut url, mut texts, mut metadata) = (None, None, Vec::new(), String::new());
    let failure = run
        .calls(kind.fetch, &mut values, &[], |call, answer, values| {
            let Some(document) = Document::parse(&answer.json) else {
                return;
            };
            title = title.take().or_else(|| values.first(call.title, &document));
            url = url.take().or_else(|| values.first(call.url, &document));
            for from in call.text {
                texts.extend(said(from, &document));
            }
            if answer.goes_on {
                texts.push("[there is more than this page shows]".to_owned());
            }
            for (key, pointer) in call.metadata {
                if let Some(value) = document.scalar(pointer) {
                    let comma = if metadata.is_empty() { "" } else { "," };
                    // Writing into a String cannot fail.
                    let _ = write!(metadata, "{comma}\"{key}\":{}", quote(&value));
                }
            }
        })
        .await?;
    if let Some(failure) = failure {
        return Ok(run.into_called(failure));
    }
    let text = texts.join("\n\n");
    let text = cut(&text, session.max_result_chars());
    let json = format!(
        "{{{},\"text\":{},\"metadata\":{{{metadata}}}}}",
        result(id, title, url),
        quote(&text)
    );
    Ok(run.into_called(ToolResult::json(&escape_in_values(&json), true)))
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
        (!text.is_empty()).then(|| format!("{by}{text}"))
    };
    entries.into_iter().filter_map(entry).collect()
}

/// A text as long as fits, with a last line that says what is missing: `fetch` has no way to the rest.
fn cut(text: &str, most: usize) -> Cow<'_, str> {
    let room = most.saturating_sub(AROUND_CHARS).max(AROUND_CHARS) / 2;
    if text.len() <= room {
        return Cow::Borrowed(text);
    }
    let piece = start(text, room, false);
    let count = |text: &str| text.chars().count();
    let note = note(
        "characters",
        (1, count(piece)),
        count(text),
        &Around::default(),
    );
    Cow::Owned([piece, &note].concat())
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

/// Calls of one call, one after the other.
struct Run<'a, P> {
    session: &'a Session<'a, P>,
    era: Era<'a>,
    message: &'a Call<'a>,
    tool: &'static str,
    headers: Vec<(&'static str, String)>,
    vendor: Option<VendorTrace>,
}

impl<'a, P: Platform> Run<'a, P> {
    fn new(
        session: &'a Session<'a, P>,
        era: &Era<'a>,
        message: &'a Call<'a>,
        tool: &'static str,
    ) -> Self {
        Self {
            session,
            era: era.without_mirrors(),
            message,
            tool,
            headers: Vec::new(),
            vendor: None,
        }
    }

    /// Sends them, and gives what the first that failed came to. A value that an answer does not have ends the way: there is nothing to find.
    async fn calls<'b>(
        &mut self,
        calls: &'static [DocumentCall],
        values: &mut Values<'b>,
        words: &[String],
        mut each: impl FnMut(&'static DocumentCall, &Answered, &Values<'b>),
    ) -> Result<Option<ToolResult>, Fault> {
        for call in calls {
            let tool = self.session.toolbox.integration.tools.get(call.tool);
            let (Some(tool), Some(arguments)) = (tool, values.arguments(call.arguments, words))
            else {
                return Ok(None);
            };
            let set = self
                .session
                .toolbox
                .set(tool, Some(&arguments), Writer::Record);
            let arguments = set.json.unwrap_or(arguments);
            let mut answered = None;
            let called = ask(
                self.session,
                &self.era,
                self.message,
                tool.name,
                Some(&arguments),
                |_, answer| {
                    let (json, goes_on) = match answer.outcome {
                        Ok(Outcome::List { array, next, .. }) => (array, next.is_some()),
                        Ok(Outcome::Value(json)) => (json, false),
                        Ok(_) => ("null", false),
                        Err(failure) => return Ok(Ok(ToolResult::failure(&failure))),
                    };
                    let json = json.to_owned();
                    answered = Some(Answered { json, goes_on });
                    Ok(Ok(ToolResult::text("")))
                },
            )
            .await?;
            self.note(&called);
            let Some(answered) = answered else {
                return Ok(Some(called.result));
            };
            each(call, &answered, values);
            let Some(document) = Document::parse(&answered.json) else {
                continue;
            };
            for (name, pointer) in call.take {
                let Some(value) = document.scalar(pointer) else {
                    return Ok(None);
                };
                values.set(name, Cow::Owned(value.into_owned()));
            }
        }
        Ok(None)
    }

    /// For the log: the last answer's status, and all of their bytes and milliseconds.
    fn note(&mut self, called: &Called) {
        self.headers.clone_from(&called.headers);
        if let Some(vendor) = called.vendor {
            let before = self.vendor.unwrap_or(VendorTrace {
                status: None,
                millis: 0,
                bytes: 0,
            });
            self.vendor = Some(VendorTrace {
                status: vendor.status,
                millis: before.millis.saturating_add(vendor.millis),
                bytes: before.bytes.saturating_add(vendor.bytes),
            });
        }
    }

    fn into_called(self, result: ToolResult) -> Called {
        Called {
            headers: self.headers,
            vendor: self.vendor,
            source: Some(self.session.toolbox.integration.slug),
            ..Called::local(self.tool, result)
        }
    }
}
