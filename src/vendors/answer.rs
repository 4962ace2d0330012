//! A vendor's HTTP answer becomes an outcome or a failure that a model can act on.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::compose::secrets;
use super::failure::{Failure, is_read};
use super::rate_limit::RateLimit;
use crate::catalogue::{Capped, Integration, Method, PagingStyle, ResponseKind};
use crate::http::InboundResponse;
use crate::json::{Document, elements, is_empty_list};
use crate::platform::{SendError, UnixSeconds};

/// What a call came to.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome<'a> {
    /// Records, as one JSON array, and the vendor's cursor to more.
    List {
        /// JSON text.
        array: &'a str,
        /// The vendor's next cursor: its own, or a page's number, or a URL's query.
        next: Option<Cow<'a, str>>,
        /// The vendor cut the list, and this is what to narrow.
        narrow: Option<&'static str>,
    },
    /// One JSON value.
    Value(&'a str),
    /// Text as it is.
    Text(Cow<'a, str>),
    /// Bytes and their media type.
    Media {
        /// Without parameters, in lower case.
        mime_type: String,
        /// Contents.
        bytes: &'a [u8],
    },
    /// JSON a line.
    JsonLines(Cow<'a, str>),
    /// CSV.
    Csv(Cow<'a, str>),
    /// Where a file is.
    Link(&'a str),
    /// Success without a body.
    Empty {
        /// HTTP status.
        status: u16,
        /// Id of the record that was made: the last segment of `Location`.
        id: Option<&'a str>,
    },
}

/// An answer, read.
#[derive(Debug)]
pub struct Answer<'a> {
    /// The vendor's status; `None` when no answer came.
    pub status: Option<u16>,
    /// What the vendor said of its limits.
    pub rate_limit: Option<RateLimit>,
    /// What it came to.
    pub outcome: Result<Outcome<'a>, Box<Failure>>,
}

/// Reads an exchange.
pub fn read<'a>(
    integration: &Integration,
    method: &Method,
    exchange: Result<&'a InboundResponse, &SendError>,
    credentials: &BTreeMap<String, String>,
    now: UnixSeconds,
) -> Answer<'a> {
    let response = match exchange {
        Ok(response) => response,
        Err(error) => {
            return Answer {
                status: None,
                rate_limit: None,
                outcome: Err(Box::new(Failure::unanswered(integration, method, error))),
            };
        }
    };
    let rate_limit = RateLimit::read(
        &integration.rate_limit,
        &response.headers,
        response.status,
        now,
    );
    let secrets = || secrets(&integration.auth, credentials);
    let link = link(method, response);
    let outcome = if let Some(link) = link {
        Ok(Outcome::Link(link))
    } else if (200..300).contains(&response.status) {
        succeeded(method, response).map_err(|broken| {
            Box::new(match broken {
                Broken::NotJson => Failure::not_json(integration, method, response, &secrets()),
                Broken::Failed => {
                    Failure::refused(integration, method, response, rate_limit, &secrets())
                }
            })
        })
    } else {
        Err(Box::new(Failure::refused(
            integration,
            method,
            response,
            rate_limit,
            &secrets(),
        )))
    };
    Answer {
        status: Some(response.status),
        rate_limit,
        outcome,
    }
}

/// A redirect that the record expects. It is shown, never followed.
fn link<'a>(method: &Method, response: &'a InboundResponse) -> Option<&'a str> {
    let is_expected =
        method.response == ResponseKind::Redirect && (300..400).contains(&response.status);
    response
        .headers
        .get("location")
        .filter(|location| is_expected && location.starts_with("https://"))
}

/// Why an answer with the status of a success is none.
#[derive(Debug, Clone, Copy)]
enum Broken {
    /// Its body is not what the record says.
    NotJson,
    /// Its body tells of a failure.
    Failed,
}

/// Bytes of a text that a write may be answered with in place of JSON: a word or two, such as OK.
const SAID_BYTES: usize = 300;

fn succeeded<'a>(method: &Method, response: &'a InboundResponse) -> Result<Outcome<'a>, Broken> {
    if is_blank(&response.body) {
        let location = response.headers.get("location").unwrap_or_default();
        let path = location.split(['?', '#']).next().unwrap_or_default();
        let id = path.trim_end_matches('/').rsplit('/').next();
        return Ok(Outcome::Empty {
            status: response.status,
            id: id.filter(|id| !id.is_empty()),
        });
    }
    if method.response == ResponseKind::Json {
        return json(method, response);
    }
    let mime_type = response.mime_type();
    let is_text = matches!(
        method.response,
        ResponseKind::Text | ResponseKind::JsonLines
    );
    if is_text && mime_type == "text/html" && !takes_pages(method) {
        return Err(Broken::NotJson);
    }
    if is_json_of_failure(method, response) {
        return Err(Broken::Failed);
    }
    let text = || String::from_utf8_lossy(&response.body);
    Ok(match method.response {
        ResponseKind::Text if mime_type == "text/csv" => Outcome::Csv(text()),
        ResponseKind::Text if is_json_lines(&mime_type) => Outcome::JsonLines(text()),
        ResponseKind::Text => Outcome::Text(text()),
        ResponseKind::JsonLines => Outcome::JsonLines(text()),
        ResponseKind::Json | ResponseKind::Binary | ResponseKind::Redirect => Outcome::Media {
            mime_type,
            bytes: &response.body,
        },
    })
}

/// Whether nothing is said: some servers end an empty answer with a line's end, or begin it with a byte order mark.
fn is_blank(body: &[u8]) -> bool {
    without_mark(body).trim_ascii_start().is_empty()
}

/// A body without its byte order mark, which belongs to no text.
fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body)
}

/// Whether a media type is one of JSON a line.
pub fn is_json_lines(mime_type: &str) -> bool {
    mime_type.ends_with("ndjson") || mime_type.ends_with("jsonl")
}

/// Whether the record asks for HTML.
fn takes_pages(method: &Method) -> bool {
    let accepts = |(name, value): &(&str, &str)| *name == "accept" && value.contains("html");
    method.headers.iter().any(accepts)
}

/// Vendors say in JSON what went wrong where they send something else when all is well. A file by its own address says nothing of the call.
fn is_json_of_failure(method: &Method, response: &InboundResponse) -> bool {
    if !method.hosts.is_empty() || (method.failed_if.is_empty() && method.failed_unless.is_empty())
    {
        return false;
    }
    let body = without_mark(&response.body);
    // Of lines the first alone is read, for what follows it is no part of it.
    let text = body.trim_ascii_start().first() == Some(&b'{');
    let text = text.then(|| std::str::from_utf8(body).ok()).flatten();
    text.and_then(Document::parse)
        .is_some_and(|document| tells_of_failure(method, &document))
}

/// Fails for anything that is not one whole JSON text: HTML or half an answer never reaches the model as data.
fn json<'a>(method: &Method, response: &'a InboundResponse) -> Result<Outcome<'a>, Broken> {
    let text = std::str::from_utf8(&response.body).map_err(|_| Broken::NotJson)?;
    let Some(document) = Document::parse(text) else {
        let said = said(method, response, text).ok_or(Broken::NotJson)?;
        return Ok(Outcome::Text(Cow::Borrowed(said)));
    };
    if tells_of_failure(method, &document) {
        return Err(Broken::Failed);
    }
    let value = document.at(method.response_path).unwrap_or(document.text());
    // Some vendors write an empty list as null.
    let value = if method.method == "list" && value == "null" {
        "[]"
    } else {
        value
    };
    if method.method != "list" || !value.starts_with('[') {
        return Ok(Outcome::Value(value));
    }
    Ok(Outcome::List {
        array: value,
        next: method
            .paging
            .and_then(|paging| next(paging.style, &document, value)),
        narrow: method
            .capped
            .filter(|capped| is_cut(capped, response, value))
            .map(|capped| capped.narrow),
    })
}

/// The word or two that a write is answered with: the change was made, and to call that a failure would have it made again.
fn said<'a>(method: &Method, response: &InboundResponse, text: &'a str) -> Option<&'a str> {
    let text = text.trim();
    let is_plain = !text.starts_with(['{', '[', '<', '"']) && text.len() <= SAID_BYTES;
    (is_plain && !is_read(method) && response.mime_type() == "text/plain").then_some(text)
}

/// Some vendors answer a failure with the status of a success.
fn tells_of_failure(method: &Method, document: &Document<'_>) -> bool {
    let at = |pointer: &&str| document.at(pointer);
    let is_filled = |value: &str| {
        let mut inside = value.chars().filter(|c| !c.is_ascii_whitespace());
        !matches!(value, "null" | "false" | "0")
            && !matches!(
                (inside.next(), inside.next()),
                (Some('"'), Some('"')) | (Some('['), Some(']')) | (Some('{'), Some('}'))
            )
    };
    method.failed_if.iter().filter_map(at).any(is_filled)
        || method
            .failed_unless
            .iter()
            .filter_map(at)
            .any(|value| value == "false")
}

/// The cursor to the next page, as the style has it.
fn next<'a>(style: PagingStyle, document: &Document<'a>, array: &str) -> Option<Cow<'a, str>> {
    match style {
        PagingStyle::SizeOnly => None,
        PagingStyle::Cursor {
            next,
            more,
            until_empty,
            ..
        } => {
            let has_more = more.is_empty() || document.at(more) != Some("false");
            let is_over = until_empty && is_empty_list(array);
            document.scalar(next).filter(|_| has_more && !is_over)
        }
        PagingStyle::Page { current, total, .. } => {
            let number = |pointer| document.scalar(pointer)?.parse::<u64>().ok();
            let (current, total) = (number(current)?, number(total)?);
            // An empty page can stand before one with records: who is asked for the page judges that.
            (current < total).then(|| Cow::Owned((current + 1).to_string()))
        }
        // Only the query is kept: the next call goes to the same endpoint, whatever host the URL names.
        PagingStyle::NextUrl { next } => {
            let url = document.scalar(next)?;
            let (_, query) = url.split_once('?')?;
            let query = query.split('#').next().unwrap_or_default();
            let is_plain = query.bytes().all(|byte| byte.is_ascii_graphic());
            (is_plain && !query.is_empty()).then(|| Cow::Owned(query.to_owned()))
        }
    }
}

fn is_cut(capped: &Capped, response: &InboundResponse, array: &str) -> bool {
    if capped.header.is_empty() {
        let count = elements(array).map_or(0, |records| records.len());
        return u32::try_from(count).is_ok_and(|count| count >= capped.limit);
    }
    let flag = response.headers.get(capped.header).unwrap_or_default();
    !flag.is_empty() && !flag.eq_ignore_ascii_case("false")
}
