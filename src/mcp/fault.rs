//! How MCP says no: JSON-RPC errors and the HTTP status that goes with each (2026-07-28, basic/transports and basic/versioning).

use crate::http::{Response, Unread};
use crate::http_error::slow_down;
use crate::json::quote;

/// A call that gets a JSON-RPC error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// The body is no JSON.
    NotJson,
    /// JSON, but no JSON-RPC request or notification.
    NotAMessage(&'static str),
    /// The body is not declared as JSON.
    NotDeclaredJson,
    /// The body is longer than is read.
    TooLarge,
    /// The body could not be decompressed.
    Unread(Unread),
    /// A legacy `MCP-Protocol-Version` that nobody knows.
    UnknownVersion,
    /// A 2026-07-28 envelope that lacks a part, so that the era cannot be told.
    BadEnvelope(&'static str),
    /// A mirrored header is missing or differs from the body.
    HeaderMismatch(String),
    /// A version that is not served.
    UnsupportedVersion(String),
    /// A capability that the tool needs and the client does not declare.
    MissingCapability(String),
    /// A method that is not served; whether the client is of the modern era.
    UnknownMethod(bool),
    /// Wrong parameters, an unknown tool, a bad cursor.
    BadParams(String),
    /// A resource that is not here.
    NoResource(String),
    /// A URL filter that is wrong or leaves nothing.
    BadFilter(String),
    /// The caller was allowed less than this takes: all scopes that it takes, with those that it has, and where they are given.
    InsufficientScope { scope: String, metadata: String },
    /// One call too many of a tool.
    TooMany,
    /// Fairlead failed.
    Internal,
}

impl Fault {
    /// The answer, with the id where one is known.
    pub(super) fn response(&self, id: Option<&str>) -> Response {
        let (status, code, message, data) = match self {
            Self::NotJson => (400, -32700, "The body is not JSON.".to_owned(), None),
            Self::NotAMessage(what) => (
                400,
                -32600,
                format!("Not a JSON-RPC request: {what}."),
                None,
            ),
            Self::NotDeclaredJson => (
                415,
                -32600,
                "Content-Type must be application/json.".to_owned(),
                None,
            ),
            Self::TooLarge => (
                413,
                -32600,
                "The body is longer than 4 MiB.".to_owned(),
                None,
            ),
            Self::Unread(unread) => (unread.status(), -32600, unread.message().to_owned(), None),
            Self::UnknownVersion => (
                400,
                -32600,
                "MCP-Protocol-Version is not a version of MCP that is served.".to_owned(),
                None,
            ),
            Self::BadEnvelope(what) => (400, -32602, format!("Invalid params: {what}."), None),
            Self::HeaderMismatch(what) => (400, -32020, format!("Header mismatch: {what}."), None),
            Self::UnsupportedVersion(requested) => (
                400,
                -32022,
                "Unsupported protocol version.".to_owned(),
                Some(format!(
                    "{{\"supported\":[\"2026-07-28\"],\"requested\":{}}}",
                    quote(requested)
                )),
            ),
            Self::MissingCapability(capabilities) => (
                400,
                -32021,
                "The tool needs a client capability that was not declared.".to_owned(),
                Some(format!("{{\"requiredCapabilities\":{capabilities}}}")),
            ),
            Self::UnknownMethod(is_modern) => (
                if *is_modern { 404 } else { 200 },
                -32601,
                "Method not found.".to_owned(),
                None,
            ),
            Self::BadParams(what) => (200, -32602, format!("Invalid params: {what}."), None),
            Self::NoResource(uri) => (
                200,
                -32602,
                "Invalid params: there is no such resource here; skills/list names those there are.".to_owned(),
                Some(format!("{{\"uri\":{}}}", quote(uri))),
            ),
            Self::BadFilter(what) => (400, -32602, format!("Invalid URL filter: {what}."), None),
            Self::InsufficientScope { scope, .. } => (
                403,
                -32000,
                format!("This connection was not allowed that. It takes these scopes, for which the person has to be asked: {scope}."),
                Some(format!("{{\"scope\":{}}}", quote(scope))),
            ),
            Self::TooMany => (
                429,
                -32000,
                "Too many calls of this tool for this account. Wait a minute and try again."
                    .to_owned(),
                None,
            ),
            Self::Internal => (
                200,
                -32603,
                "Internal error. Trying again later may help.".to_owned(),
                None,
            ),
        };
        let data = data.map_or_else(String::new, |data| format!(",\"data\":{data}"));
        let id = id.unwrap_or("null");
        let body = format!(
            "{{\"jsonrpc\":\"2.0\",\"id\":{id},\"error\":{{\"code\":{code},\"message\":{}{data}}}}}",
            quote(&message)
        );
        let response = Response::json(status, body);
        if let Self::Unread(unread) = self {
            unread.mark(response)
        } else if let Self::InsufficientScope { scope, metadata } = self {
            // RFC 6750 §3.1, and 2026-07-28, basic/authorization, "Scope challenge handling".
            let challenge = format!(
                "Bearer error=\"insufficient_scope\", scope=\"{scope}\", resource_metadata=\"{metadata}\""
            );
            response.with("www-authenticate", &challenge)
        } else if status == 429 {
            slow_down(response)
        } else {
            response
        }
    }
}
