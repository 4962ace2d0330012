//! What a call came to, as MCP content (2026-07-28, server/tools, "Tool Result"). JSON goes out once, as text, unless the server asks for
//! `structuredContent` too. What a vendor wrote comes here with its hidden characters visible.

use base64::{Engine, engine::general_purpose::STANDARD};

use super::failed::FailureText;
use super::refused::refused;
use crate::arguments::error::ArgumentError;
use crate::http::reason;
use crate::invisible::{escape_in_values, escape_invisible};
use crate::json::{depth, quote, whole_characters};
use crate::vendors::failure::Failure;

/// Levels of `structuredContent`: some clients' JSON readers stop at 64, the message around it included.
const DEEPEST: usize = 60;

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

impl ToolResult {
    /// One block, of a call that went well.
    fn block(content: String) -> Self {
        Self {
            content,
            structured: None,
            is_error: false,
        }
    }

    /// JSON as text; of a vendor's, without hidden characters.
    pub fn json(json: &str, structured: bool) -> Self {
        // In the text block a vendor's JSON is a string; here it stands as it is, and must not make the whole answer unreadable.
        let is_readable = || json.starts_with('{') && depth(json) <= DEEPEST;
        let structured =
            (structured && is_readable()).then(|| escape_in_values(&whole_characters(json)));
        Self {
            content: text_block(json),
            structured,
            is_error: false,
        }
    }

    /// Text as it is.
    pub fn text(text: &str) -> Self {
        Self::block(text_block(text))
    }

    /// Where a file is.
    pub fn link(uri: &str, name: &str) -> Self {
        let content = format!(
            "{{\"type\":\"resource_link\",\"uri\":{},\"name\":{}}}",
            quote(&escape_invisible(uri)),
            quote(name)
        );
        Self::block(content)
    }

    /// Bytes as an image, audio or an embedded resource, by their media type.
    pub fn media(uri: &str, mime_type: &str, bytes: &[u8]) -> Self {
        let mime_type = escape_invisible(mime_type);
        let data = STANDARD.encode(bytes);
        match mime_type.split('/').next() {
            Some(kind @ ("image" | "audio")) => Self::block(format!(
                "{{\"type\":\"{kind}\",\"data\":\"{data}\",\"mimeType\":{}}}",
                quote(&mime_type)
            )),
            Some(_) | None => Self::resource(uri, &mime_type, "blob", &data),
        }
    }

    /// A file that is text, as an embedded resource.
    pub fn document(uri: &str, mime_type: &str, text: &str) -> Self {
        Self::resource(uri, &escape_invisible(mime_type), "text", text)
    }

    fn resource(uri: &str, mime_type: &str, key: &str, value: &str) -> Self {
        let content = format!(
            "{{\"type\":\"resource\",\"resource\":{{\"uri\":{},\"mimeType\":{},\"{key}\":{}}}}}",
            quote(uri),
            quote(mime_type),
            quote(value)
        );
        Self::block(content)
    }

    /// A failed call, in a result of at most so many bytes, without a way to what does not fit.
    pub fn failure(failure: &mut Failure, most: usize) -> Self {
        Self::error(&FailureText::of(failure, most).alone())
    }

    /// A failed call whose JSON is made already.
    pub fn failed(json: &str) -> Self {
        Self::error(&escape_invisible(json))
    }

    /// Arguments that were refused, in a result of at most so many bytes; nothing was sent.
    pub fn refused(errors: &[ArgumentError], most: usize) -> Self {
        let intro = "Nothing was sent. Fix these and call again";
        Self::error(&refused(intro, errors, most))
    }

    /// Fields that the answer does not have.
    pub fn unknown_fields(errors: &[ArgumentError], most: usize) -> Self {
        let intro = "Nothing is shown. Fix these and call again";
        Self::error(&refused(intro, errors, most))
    }

    /// Fairlead itself refused the call.
    pub fn refusal(status: u16, message: &str) -> Self {
        Self::error(&refusal(status, message))
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

/// Whether a media type is one of text.
pub fn is_text(mime_type: &str) -> bool {
    mime_type.starts_with("text/") || mime_type.ends_with("json") || mime_type.ends_with("xml")
}

fn text_block(text: &str) -> String {
    ["{\"type\":\"text\",\"text\":", &quote(text), "}"].concat()
}

/// The JSON of a refusal of Fairlead's own.
pub fn refusal(status: u16, message: &str) -> String {
    format!(
        "{{\"statusCode\":{status},\"error\":{},\"message\":{},\"remote\":false}}",
        quote(reason(status)),
        quote(message)
    )
}
