//! What a call came to, as MCP content (2026-07-28, server/tools, "Tool Result"). JSON goes out once, as text, unless the server asks for
//! `structuredContent` too. What a vendor wrote is shown with its hidden characters visible, and before it is cut, because that lengthens it.

use std::borrow::Cow;

use base64::{Engine, engine::general_purpose::STANDARD};

use super::mend::{MOST, Mend};
use crate::hidden::{shown, shown_in_values};
use crate::json::{depth, elements, quote, whole_characters};
use crate::vendors::failure::{Failure, reason};

/// Levels of `structuredContent`: some clients' JSON readers stop at 64, the message around it included.
const DEEPEST: usize = 60;

/// Room for the note under a text that was cut.
const NOTE_CHARS: usize = 64;

/// Room for what an answer has around its content.
const AROUND_CHARS: usize = 512;

/// A `CallToolResult` without the members that only one protocol era has.
#[derive(Debug, PartialEq, Eq)]
pub struct ToolResult {
    /// Content blocks as a JSON array's inside.
    content: String,
    /// `structuredContent`, a JSON object.
    structured: Option<String>,
    /// `isError`.
    pub is_error: bool,
}

/// The first part of a list that fits into a result.
#[derive(Debug, PartialEq, Eq)]
pub struct Fit<'a> {
    /// A JSON array.
    pub array: Cow<'a, str>,
    /// How many records of the vendor's page are shown or were shown before; `None` = all.
    pub shown: Option<usize>,
    /// How many records the vendor's page has; known only when they had to be counted.
    pub of: usize,
}

impl ToolResult {
    /// One block, of a call that went well.
    fn block(content: String) -> Self {
        Self {
            content,
            structured: None,
            is_error: false,
        }
    }

    /// JSON as text; of a vendor's, what `fit` or `value` gave.
    pub fn json(json: &str, structured: bool) -> Self {
        // In the text block a vendor's JSON is a string; here it stands as it is, and must not make the whole answer unreadable.
        let is_readable = || json.starts_with('{') && depth(json) <= DEEPEST;
        let structured =
            (structured && is_readable()).then(|| shown_in_values(&whole_characters(json)));
        Self {
            content: text_block(json),
            structured,
            is_error: false,
        }
    }

    /// Text as it is, cut to the result's size.
    pub fn text(text: &str, max_chars: usize) -> Self {
        let text = shown(text);
        if text.len() <= max_chars {
            return Self::block(text_block(&text));
        }
        let shown = cut(&text, max_chars.saturating_sub(NOTE_CHARS)).unwrap_or_default();
        let note = format!(
            "{shown}\n[cut: the first {} of {} bytes]",
            shown.len(),
            text.len()
        );
        Self::block(text_block(&note))
    }

    /// JSON a line, cut between lines.
    pub fn lines(text: &str, max_chars: usize) -> Self {
        let text = shown(text);
        let Some(start) = cut(&text, max_chars.saturating_sub(NOTE_CHARS)) else {
            return Self::block(text_block(&text));
        };
        let whole = start.rfind('\n').and_then(|end| start.get(..end));
        let shown = whole.unwrap_or(start);
        let (count, of) = (shown.lines().count(), text.lines().count());
        Self::block(text_block(&format!(
            "{shown}\n[cut: {count} of {of} lines]"
        )))
    }

    /// Where a file is.
    pub fn link(uri: &str, name: &str) -> Self {
        let content = format!(
            "{{\"type\":\"resource_link\",\"uri\":{},\"name\":{}}}",
            quote(&shown(uri)),
            quote(name)
        );
        Self::block(content)
    }

    /// Bytes as an image, audio or an embedded resource, by their media type.
    pub fn media(uri: &str, mime_type: &str, bytes: &[u8], max_chars: usize) -> Self {
        let mime_type = shown(mime_type);
        let is_text = mime_type.starts_with("text/")
            || mime_type.ends_with("json")
            || mime_type.ends_with("xml");
        let content = match mime_type.split('/').next() {
            Some(kind @ ("image" | "audio")) => format!(
                "{{\"type\":\"{kind}\",\"data\":\"{}\",\"mimeType\":{}}}",
                STANDARD.encode(bytes),
                quote(&mime_type)
            ),
            _ if is_text => {
                return Self::resource(
                    uri,
                    &mime_type,
                    "text",
                    &quote(&shortened(bytes, max_chars)),
                );
            }
            _ => return Self::resource(uri, &mime_type, "blob", &quote(&STANDARD.encode(bytes))),
        };
        Self::block(content)
    }

    fn resource(uri: &str, mime_type: &str, key: &str, value: &str) -> Self {
        let content = format!(
            "{{\"type\":\"resource\",\"resource\":{{\"uri\":{},\"mimeType\":{},\"{key}\":{value}}}}}",
            quote(uri),
            quote(mime_type)
        );
        Self::block(content)
    }

    /// A failed call.
    pub fn failure(failure: &Failure) -> Self {
        Self::error(&shown(&serde_json::to_string(failure).unwrap_or_default()))
    }

    /// Arguments that were refused; nothing was sent.
    pub fn refused(mends: &[Mend]) -> Self {
        let sentences: Vec<String> = mends
            .iter()
            .map(|mend| format!("{} {}", mend.argument, mend.message))
            .collect();
        let more = if mends.len() >= MOST {
            " There may be more."
        } else {
            ""
        };
        let message = format!(
            "Nothing was sent. Mend and call again: {}.{more}",
            sentences.join("; ")
        );
        let failures = serde_json::to_string(mends).unwrap_or_default();
        Self::error(&format!(
            "{{\"statusCode\":400,\"error\":\"Bad Request\",\"message\":{},\"remote\":false,\"details\":{{\"failures\":{failures}}}}}",
            quote(&message)
        ))
    }

    /// Fairlead itself refused the call.
    pub fn refusal(status: u16, message: &str) -> Self {
        Self::error(&format!(
            "{{\"statusCode\":{status},\"error\":{},\"message\":{},\"remote\":false}}",
            quote(reason(status)),
            quote(message)
        ))
    }

    fn error(json: &str) -> Self {
        Self {
            content: text_block(json),
            structured: None,
            is_error: true,
        }
    }

    /// Writes the members that both eras have, without the braces.
    pub fn write(&self, out: &mut String) {
        out.reserve(self.content.len() + AROUND_CHARS);
        out.push_str("\"content\":[");
        out.push_str(&self.content);
        out.push(']');
        if let Some(structured) = &self.structured {
            out.push_str(",\"structuredContent\":");
            out.push_str(structured);
        }
        if self.is_error {
            out.push_str(",\"isError\":true");
        }
    }
}

/// A list's JSON. `capped` tells how many records a list that cannot be continued would have had, `narrow` that the vendor cut it.
pub fn list(
    array: &str,
    next_cursor: Option<&str>,
    capped: Option<(usize, usize)>,
    narrow: Option<&str>,
) -> String {
    let cursor = next_cursor.map_or_else(|| "null".to_owned(), quote);
    let mut out = String::with_capacity(array.len() + cursor.len() + 32);
    out.push_str("{\"result\":");
    out.push_str(array);
    out.push_str(",\"next_cursor\":");
    out.push_str(&cursor);
    if let Some((shown, of)) = capped {
        let note = format!(",\"truncated\":{{\"shown\":{shown},\"of\":{of}}}");
        out.push_str(&note);
    }
    if let Some(narrow) = narrow {
        let note = format!(",\"is_truncated\":true,\"hint\":{}", quote(narrow));
        out.push_str(&note);
    }
    out.push('}');
    out
}

/// Leaves out the first `skip` records of a page, and as many at its end as do not fit.
pub fn fit(array: &str, skip: usize, max_chars: usize) -> Fit<'_> {
    let array = shown(array);
    if skip == 0 && array.len() <= max_chars {
        return Fit {
            array,
            shown: None,
            of: 0,
        };
    }
    let records = elements(&array).unwrap_or_default();
    let mut out = String::from("[");
    let mut shown = skip.min(records.len());
    for record in records.iter().skip(skip) {
        let record = record.get();
        if out.len() > 1 && out.len() + record.len() > max_chars {
            break;
        }
        if out.len() > 1 {
            out.push(',');
        }
        // A record that alone is too long is shown in part rather than never.
        out.push_str(&whole_or_start(Cow::Borrowed(record), max_chars));
        shown += 1;
    }
    out.push(']');
    Fit {
        array: Cow::Owned(out),
        shown: (shown < records.len()).then_some(shown),
        of: records.len(),
    }
}

/// One value, or what fits of it, marked as cut.
pub fn value(json: &str, max_chars: usize) -> Cow<'_, str> {
    whole_or_start(shown(json), max_chars)
}

fn whole_or_start(json: Cow<'_, str>, max_chars: usize) -> Cow<'_, str> {
    let Some(mut start) = cut(&json, max_chars) else {
        return json;
    };
    loop {
        let shown = format!(
            "{{\"truncated\":true,\"bytes\":{},\"start\":{}}}",
            json.len(),
            quote(start)
        );
        // Quoting lengthens the text by what it escapes.
        let excess = shown.len().saturating_sub(max_chars);
        if excess == 0 || start.is_empty() {
            return Cow::Owned(shown);
        }
        start = cut(start, start.len().saturating_sub(excess)).unwrap_or_default();
    }
}

/// The first part of a text that is too long, at a character's border; `None` when it fits.
fn cut(text: &str, max_chars: usize) -> Option<&str> {
    (text.len() > max_chars).then(|| {
        text.get(..text.floor_char_boundary(max_chars))
            .unwrap_or_default()
    })
}

fn shortened(bytes: &[u8], max_chars: usize) -> String {
    let text = String::from_utf8_lossy(bytes);
    let text = shown(&text);
    cut(&text, max_chars).map_or_else(|| text.clone().into_owned(), str::to_owned)
}

fn text_block(text: &str) -> String {
    ["{\"type\":\"text\",\"text\":", &quote(text), "}"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_is_too_long_is_shown_in_parts_and_each_record_once() {
        let array = "[1,22,333,4444,55555]";
        assert_eq!(fit(array, 0, 100).shown, None);
        let mut skip = 0;
        let mut seen = Vec::new();
        loop {
            let page = fit(array, skip, 9);
            seen.extend(
                elements(&page.array)
                    .unwrap()
                    .iter()
                    .map(|record| record.get().to_owned()),
            );
            let Some(shown) = page.shown else { break };
            assert!(shown > skip);
            skip = shown;
        }
        assert_eq!(seen, ["1", "22", "333", "4444", "55555"]);
    }

    #[test]
    fn a_value_that_is_too_long_says_so_and_stays_json() {
        let long = format!("\"{}\"", "é".repeat(50));
        let shown: serde_json::Value = serde_json::from_str(&value(&long, 20)).unwrap();
        assert_eq!(shown["truncated"], true);
        assert_eq!(shown["bytes"], 102);
        assert_eq!(value("[1]", 20), "[1]");
    }
}
