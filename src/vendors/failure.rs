//! What went wrong with a call, in words that a model can act on.

use serde::Serialize;
use serde_json::value::RawValue;

use super::rate_limit::RateLimit;
use crate::catalogue::{Hint, Integration, Method, ResponseKind, Verb};
use crate::http::{InboundResponse, reason};
use crate::json::{Document, quote};
use crate::platform::SendError;

/// Characters of a page that is not JSON.
const EXCERPT_CHARS: usize = 300;

/// Characters of a page that are looked at for its words.
const PAGE_CHARS: usize = 20_000;

/// Characters of the vendor's own sentence, code and request id.
const SAID_CHARS: usize = 1_000;

/// Stands where a vendor repeated a credential.
const REDACTED: &str = "[redacted]";

/// Shorter credentials, such as a user name, are ordinary words that would be cut out of innocent texts.
const SHORTEST_SECRET: usize = 8;

/// A failed call. Its JSON is the text of the tool's result.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub struct Failure {
    /// The vendor's HTTP status; 502 or 504 where it gave none that fits.
    #[serde(rename = "statusCode")]
    pub status_code: u16,
    /// The status in words.
    pub error: &'static str,
    /// What happened, with the vendor's own sentence where it sent one.
    pub message: String,
    /// The vendor failed, not Fairlead.
    pub remote: bool,
    /// Slug of the integration that the words come from.
    pub source: &'static str,
    /// The vendor's error code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The vendor's id of the request, for its support.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// On 429.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate_limit: Option<RateLimit>,
    /// The vendor's body. As long as it came: who shows it cuts it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw_response: Option<Raw>,
    /// Pointer to what in that body says what went wrong: shown before all else that is long.
    #[serde(skip)]
    pub telling: Option<&'static str>,
}

/// A vendor's body.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum Raw {
    /// As it came.
    Json(Box<RawValue>),
    /// The start of a page, without its markup.
    Text(String),
}

impl Failure {
    /// The vendor answered with a status that is no success, or with a body that tells of a failure under one that is.
    pub fn refused(
        integration: &Integration,
        method: &Method,
        response: &InboundResponse,
        rate_limit: Option<RateLimit>,
        secrets: &[String],
    ) -> Self {
        let text = redact(&String::from_utf8_lossy(&response.body), secrets);
        let document = Document::parse(&text);
        let scalar = |pointers: &[&str]| {
            pointers
                .iter()
                .find_map(|pointer| document.as_ref()?.scalar(pointer))
                .map(|text| cut(&text, SAID_CHARS))
        };
        let code = scalar(integration.errors.code);
        let said = scalar(integration.errors.message);
        let request_id = request_id(integration, response, secrets)
            .or_else(|| scalar(integration.errors.request_id_pointers));
        let hint = integration
            .errors
            .hints
            .iter()
            .filter(|hint| applies(hint, response.status, code.as_deref(), &text))
            .find_map(|hint| fill(hint, response, document.as_ref(), secrets))
            .unwrap_or_else(|| usual_hint(response.status, method, rate_limit));
        // The status of a success would be read as one.
        let is_success = (200..300).contains(&response.status);
        let status_code = if is_success { 502 } else { response.status };
        Self {
            status_code,
            error: reason(status_code),
            message: match said {
                Some(said) => format!("{} answered {}: {said}", integration.label, response.status),
                None if (300..400).contains(&response.status) => format!(
                    "{} answered {}, a redirect, which is not followed: it could carry the credentials elsewhere.",
                    integration.label, response.status
                ),
                None if is_success => format!(
                    "{} answered {}, and its body tells of a failure.",
                    integration.label, response.status
                ),
                None => format!(
                    "{} answered {} ({}).",
                    integration.label,
                    response.status,
                    reason(response.status)
                ),
            },
            remote: true,
            source: integration.slug,
            code,
            hint: Some(hint),
            request_id,
            rate_limit: rate_limit.filter(|_| response.status == 429),
            telling: telling(integration, method, document.as_ref()),
            raw_response: raw(&text, document),
        }
    }

    /// A success whose body is not what the record says.
    pub fn not_json(
        integration: &Integration,
        method: &Method,
        response: &InboundResponse,
        secrets: &[String],
    ) -> Self {
        let text = redact(&String::from_utf8_lossy(&response.body), secrets);
        let kind = response.mime_type();
        let expected = match method.response {
            ResponseKind::Text => "text",
            ResponseKind::JsonLines => "JSON a line",
            ResponseKind::Json | ResponseKind::Binary | ResponseKind::Redirect => "JSON",
        };
        let what = if kind.contains("json") {
            "JSON that is broken or cut short".to_owned()
        } else {
            format!("{kind} instead of {expected}")
        };
        Self {
            status_code: 502,
            error: reason(502),
            message: format!(
                "{} answered {} with {what}.",
                integration.label, response.status
            ),
            remote: true,
            source: integration.slug,
            code: None,
            hint: Some(repeat_hint(method)),
            request_id: request_id(integration, response, secrets),
            rate_limit: None,
            raw_response: Some(Raw::Text(excerpt(&text))),
            telling: None,
        }
    }

    /// No answer came, or not a whole one.
    pub fn unanswered(integration: &Integration, method: &Method, error: &SendError) -> Self {
        let (status_code, message, hint) = match error {
            SendError::Timeout(ms) => (
                504,
                format!(
                    "{} gave no complete answer within {ms} ms.",
                    integration.label
                ),
                repeat_hint(method),
            ),
            SendError::TooLarge(bytes) => (
                502,
                format!(
                    "{}'s answer is longer than the {bytes} bytes that are read.",
                    integration.label
                ),
                "Ask for less: a smaller limit, a narrower time window, or one record.".to_owned(),
            ),
            SendError::Unreachable(_) => (
                502,
                format!(
                    "{} could not be reached, or closed the connection.",
                    integration.label
                ),
                repeat_hint(method),
            ),
        };
        Self {
            status_code,
            error: reason(status_code),
            message,
            remote: true,
            source: integration.slug,
            code: None,
            hint: Some(hint),
            request_id: None,
            rate_limit: None,
            raw_response: None,
            telling: None,
        }
    }
}

/// Takes out what a vendor repeats of the account's credentials: an error text must not hand them to a client or a log. Done before
/// anything is cut, so that no part of one is left at an end.
pub fn redact(text: &str, secrets: &[String]) -> String {
    secrets
        .iter()
        .filter(|secret| secret.len() >= SHORTEST_SECRET)
        .fold(text.to_owned(), |text, secret| {
            let quoted = quote(secret);
            let quoted = quoted.trim_matches('"');
            // Some encoders escape the slash, which base64 has.
            text.replace(&quoted.replace('/', "\\/"), REDACTED)
                .replace(quoted, REDACTED)
                .replace(secret, REDACTED)
        })
}

/// The vendor's id of the request, where a header carries it.
fn request_id(
    integration: &Integration,
    response: &InboundResponse,
    secrets: &[String],
) -> Option<String> {
    let id = response
        .headers
        .first(integration.errors.request_id_headers)?;
    Some(cut(&redact(id, secrets), SAID_CHARS))
}

fn applies(hint: &Hint, status: u16, code: Option<&str>, body: &str) -> bool {
    (hint.status.is_empty() || hint.status.contains(&status))
        && hint.code.is_none_or(|expected| code == Some(expected))
        && hint.contains.is_none_or(|text| body.contains(text))
}

/// `None` when the answer lacks a value that the hint speaks of.
fn fill(
    hint: &Hint,
    response: &InboundResponse,
    document: Option<&Document<'_>>,
    secrets: &[String],
) -> Option<String> {
    let mut text = hint.hint.to_owned();
    for (name, place) in hint.values {
        let value = match place.strip_prefix("header:") {
            Some(header) => redact(response.headers.get(header)?, secrets).into(),
            None => document?.scalar(place)?,
        };
        text = text.replace(&format!("{{{name}}}"), &cut(&value, SAID_CHARS));
    }
    Some(text)
}

fn usual_hint(status: u16, method: &Method, rate_limit: Option<RateLimit>) -> String {
    match status {
        401 => "The vendor refuses the account's credentials. Calling again will not help; whoever runs this server must replace them.".to_owned(),
        403 => "The account's credentials are valid but not allowed to do this. Calling again will not help.".to_owned(),
        404 => "There is no such record, or it is not visible to this account. Check the id with a list or search tool.".to_owned(),
        409 => "It conflicts with what is there. Read the record, then decide.".to_owned(),
        400 | 422 => "The vendor refused the arguments. Fix what it names and call again.".to_owned(),
        429 => rate_limit.and_then(|limit| limit.retry_after).map_or_else(
            || "The vendor's limit is used up. Wait before calling again.".to_owned(),
            |seconds| format!("The vendor's limit is used up. Wait {seconds} s, then repeat the same call."),
        ),
        200..=299 if is_read(method) => "The vendor refused the call. Read its message before calling again.".to_owned(),
        200..=299 => "The vendor reports errors; a part of the change may have been made. Read the record before repeating the call.".to_owned(),
        300..=399 => "The endpoint may have moved. Calling again will not help.".to_owned(),
        500.. => repeat_hint(method),
        _ => "The vendor refused the call. Read its message before calling again.".to_owned(),
    }
}

/// Whether an endpoint only tells, as far as HTTP and the method's name show.
pub(super) fn is_read(method: &Method) -> bool {
    method.verb == Verb::Get || method.method == "list"
}

fn repeat_hint(method: &Method) -> String {
    if is_read(method) {
        "The same call can be repeated a little later.".to_owned()
    } else {
        "It is unknown whether the change was made: read the record before repeating the call."
            .to_owned()
    }
}

fn raw(text: &str, document: Option<Document<'_>>) -> Option<Raw> {
    if text.is_empty() {
        return None;
    }
    let json = document.map(|document| document.text().to_owned());
    let json = json.and_then(|json| RawValue::from_string(json).ok());
    Some(json.map_or_else(|| Raw::Text(excerpt(text)), Raw::Json))
}

/// Where the record says that a failure has its words: what makes a success one, or the list that the vendor's sentence and code are taken from.
fn telling(
    integration: &Integration,
    method: &Method,
    document: Option<&Document<'_>>,
) -> Option<&'static str> {
    let rules = &integration.errors;
    let words = rules.message.iter().chain(rules.code);
    let lists = words.filter_map(|pointer| Some(pointer.split_once("/0")?.0));
    let is_long = |pointer: &&str| {
        let found = document.and_then(|document| document.at(pointer));
        !pointer.is_empty() && found.is_some_and(|value| value.starts_with(['[', '{']))
    };
    method.failed_if.iter().copied().chain(lists).find(is_long)
}

fn cut(text: &str, chars: usize) -> String {
    text.chars().take(chars).collect()
}

/// A page's words without its markup, scripts and styles, cut to a few lines.
fn excerpt(text: &str) -> String {
    // A page of megabytes has said what it has to say in its first part.
    let end = text
        .char_indices()
        .nth(PAGE_CHARS)
        .map_or(text.len(), |(at, _)| at);
    let text = text.get(..end).unwrap_or_default();
    let lower = text.to_ascii_lowercase();
    let mut words = String::new();
    let mut at = 0;
    while let Some(tag) = find(&lower, "<", at) {
        words.push_str(text.get(at..tag).unwrap_or_default());
        words.push(' ');
        let inside = lower.get(tag + 1..).unwrap_or_default();
        let closing = ["script", "style"]
            .into_iter()
            .find(|name| inside.starts_with(name));
        let from = closing.map_or(Some(tag), |name| find(&lower, &format!("</{name}"), tag));
        at = from
            .and_then(|from| find(&lower, ">", from))
            .map_or(text.len(), |end| end + 1);
    }
    words.push_str(text.get(at..).unwrap_or_default());
    let joined = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let plain: String = joined.chars().filter(|c| !c.is_control()).collect();
    cut(&plain, EXCERPT_CHARS)
}

fn find(text: &str, what: &str, from: usize) -> Option<usize> {
    text.get(from..)?.find(what).map(|at| from + at)
}

#[cfg(test)]
mod tests {
    use super::excerpt;

    #[test]
    fn a_page_becomes_its_words() {
        let page = "<html><head><style>a{color:red}</style><SCRIPT>x<y</SCRIPT></head><body><h1>502\nBad  Gateway</h1>nginx</body>";
        assert_eq!(excerpt(page), "502 Bad Gateway nginx");
        assert_eq!(excerpt("plain \u{7}text"), "plain text");
        assert_eq!(excerpt(&"x".repeat(999)).len(), 300);
        assert_eq!(excerpt("cut <a href="), "cut");
    }
}
