//! What a client says of itself and of its trace. It is for the log alone: it decides nothing, and no vendor gets it.

use std::borrow::Cow;

use super::message::Call;
use crate::access::token::find_token;
use crate::http::Headers;
use crate::json::{Members, string};

/// Characters of a name or version that the log takes.
const MOST_CHARS: usize = 64;

const INFO: &str = "io.modelcontextprotocol/clientInfo";

/// A client, in its own words.
#[derive(Debug, Default)]
pub struct Client<'a> {
    /// Its name, as it came but for its length.
    pub name: Option<Cow<'a, str>>,
    /// Its version, likewise.
    pub version: Option<Cow<'a, str>>,
    /// The trace that the message belongs to: 32 hexadecimal digits.
    pub trace_id: Option<&'a str>,
}

impl<'a> Client<'a> {
    /// Of a message that is no call: only its headers were read.
    pub(super) fn of_headers(headers: &'a Headers) -> Self {
        Self {
            trace_id: headers.get("traceparent").and_then(trace_id),
            ..Self::default()
        }
    }

    /// Of a call. The handshake era says who it is once, 2026-07-28 each time.
    pub(super) fn of(call: &Call<'a>, headers: &'a Headers) -> Self {
        let info = match call.meta.get(INFO) {
            None if call.method == "initialize" => call.params.get("clientInfo"),
            info => info,
        };
        let info = info.and_then(Members::parse).unwrap_or_default();
        let said = |key| info.get(key).and_then(string).map(cut);
        // What needs an escape is none, so the quotes are all that has to go.
        let traced = call.meta.get("traceparent");
        let traced = traced.and_then(|json| json.strip_prefix('"')?.strip_suffix('"'));
        Self {
            name: said("name"),
            version: said("version"),
            trace_id: traced
                .and_then(trace_id)
                .or_else(|| Self::of_headers(headers).trace_id),
        }
    }
}

/// The start of a text, up to where it might repeat a token: some clients call themselves by their URL.
fn cut(text: Cow<'_, str>) -> Cow<'_, str> {
    let end = text.char_indices().nth(MOST_CHARS).map(|(at, _)| at);
    let end = end.unwrap_or(text.len());
    let end = find_token(&text, end).unwrap_or(end);
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.get(..end).unwrap_or_default()),
        Cow::Owned(mut text) => {
            text.truncate(end);
            Cow::Owned(text)
        }
    }
}

/// The trace's id in a `traceparent`. A version above 00 may have more at its end (<https://www.w3.org/TR/trace-context/>, "Versioning").
fn trace_id(parent: &str) -> Option<&str> {
    let is_hex = |text: &&str| {
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        text.bytes().all(is_digit)
    };
    let is_set = |text: &&str| text.bytes().any(|byte| byte != b'0');
    let mut parts = parent.splitn(5, '-');
    let mut part = |length| {
        let part = parts.next().filter(|part| part.len() == length);
        part.filter(is_hex)
    };
    let version = part(2).filter(|version| *version != "ff")?;
    let trace = part(32).filter(is_set)?;
    part(16).filter(is_set)?;
    part(2)?;
    let is_over = parts.next().is_none();
    (is_over || version != "00").then_some(trace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_has_an_id_only_where_w3c_says_so() {
        let (trace, span) = ("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7");
        for good in [
            format!("00-{trace}-{span}-01"),
            format!("00-{trace}-{span}-00"),
            format!("cc-{trace}-{span}-01"),
            format!("cc-{trace}-{span}-01-what-comes-later"),
        ] {
            assert_eq!(trace_id(&good), Some(trace), "{good}");
        }
        for bad in [
            String::new(),
            trace.to_owned(),
            format!("00-{trace}-{span}"),
            format!("00-{trace}-{span}-01-"),
            format!("00-{trace}-{span}-01-more"),
            format!("ff-{trace}-{span}-01"),
            format!("0-{trace}-{span}-01"),
            format!("00-{trace}-{span}-1"),
            format!("00-{trace}-{span}-0g"),
            format!("00-{}-{span}-01", trace.to_uppercase()),
            format!("00-{}-{span}-01", "0".repeat(32)),
            format!("00-{trace}-{}-01", "0".repeat(16)),
            format!("00-{}-{span}-01", &trace[1..]),
            format!("00-{}\"-{span}-01", &trace[1..]),
            format!("00-{trace}\n-{span}-01"),
            format!(" 00-{trace}-{span}-01"),
        ] {
            assert_eq!(trace_id(&bad), None, "{bad}");
        }
    }

    #[test]
    fn a_text_ends_after_64_characters_or_where_a_token_starts() {
        let cut = |text: &str| cut(Cow::Borrowed(text)).into_owned();
        assert_eq!(cut("claude-code"), "claude-code");
        assert_eq!(cut(&"é".repeat(65)), "é".repeat(64));
        assert_eq!(
            cut("fl_studio and fla_shlight"),
            "fl_studio and fla_shlight"
        );
        for token in [
            format!("fl_{}", "A".repeat(86)),
            format!("fla_{}", "A".repeat(43)),
        ] {
            assert_eq!(
                cut(&format!("https://x.example/mcp/{token}")),
                "https://x.example/mcp/"
            );
            assert_eq!(cut(&format!("{}{token}", "x".repeat(63))), "x".repeat(63));
            assert_eq!(cut(&token), "");
        }
    }
}
