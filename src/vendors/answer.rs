//! A vendor's HTTP answer becomes an outcome or a failure that a model can act on.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::compose::secrets;
use super::failure::Failure;
use super::rate_limit::RateLimit;
use crate::catalogue::{Integration, Method, ResponseKind};
use crate::http::InboundResponse;
use crate::json::Document;
use crate::platform::{SendError, UnixSeconds};

/// What a call came to.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome<'a> {
    /// Records, as one JSON array, and the vendor's cursor to more.
    List {
        /// JSON text.
        array: &'a str,
        /// The vendor's next cursor.
        next: Option<Cow<'a, str>>,
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
    /// Success without a body.
    Empty {
        /// HTTP status.
        status: u16,
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
    let outcome = if (200..300).contains(&response.status) {
        succeeded(method, response)
            .ok_or_else(|| Box::new(Failure::not_json(integration, method, response, &secrets())))
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

/// `None` for a body that is not what the record says.
fn succeeded<'a>(method: &Method, response: &'a InboundResponse) -> Option<Outcome<'a>> {
    if response.body.is_empty() {
        return Some(Outcome::Empty {
            status: response.status,
        });
    }
    match method.response {
        ResponseKind::Text => Some(Outcome::Text(String::from_utf8_lossy(&response.body))),
        ResponseKind::Binary => Some(Outcome::Media {
            mime_type: response.mime_type(),
            bytes: &response.body,
        }),
        ResponseKind::Json => json(method, response),
    }
}

/// `None` for anything that is not one whole JSON text: HTML or half an answer never reaches the model as data.
fn json<'a>(method: &Method, response: &'a InboundResponse) -> Option<Outcome<'a>> {
    let document = Document::parse(std::str::from_utf8(&response.body).ok()?)?;
    let value = document.at(method.response_path).unwrap_or(document.text());
    // Some vendors write an empty list as null.
    let value = if method.method == "list" && value == "null" {
        "[]"
    } else {
        value
    };
    if method.method != "list" || !value.starts_with('[') {
        return Some(Outcome::Value(value));
    }
    let keys = method.paging.and_then(|paging| paging.cursor);
    let next = keys.and_then(|keys| {
        let has_more = keys.more.is_empty() || document.at(keys.more) != Some("false");
        document.scalar(keys.next).filter(|_| has_more)
    });
    Some(Outcome::List { array: value, next })
}
