//! An endpoint.

use super::list::{Capped, Inside, Order};
use super::paging::Paging;

/// One endpoint.
#[derive(Debug)]
pub struct Method {
    /// The noun.
    pub resource: &'static str,
    /// The verb: `list`, `get`, `create`, `update`, `delete` or the vendor's own.
    pub method: &'static str,
    /// HTTP verb.
    pub verb: Verb,
    /// Path template below the base URL, as in the record.
    pub path: &'static str,
    /// The same, taken apart.
    pub segments: &'static [Segment],
    /// Not empty: the path is one parameter that holds a whole URL, which must be on one of these hosts; `*` stands for one DNS label.
    /// It goes out without credentials.
    pub hosts: &'static [&'static str],
    /// How the body goes out.
    pub body: BodyKind,
    /// How the answer comes in.
    pub response: ResponseKind,
    /// JSON pointer to what the model gets; empty = the whole body.
    pub response_path: &'static str,
    /// How a list is walked.
    pub paging: Option<Paging>,
    /// Replaces the Worker's deadline.
    pub timeout_ms: Option<u32>,
    /// Sent with this method, over the integration's of the same name; names in lower case.
    pub headers: &'static [(&'static str, &'static str)],
    /// Header by which the vendor knows a repeated write for the first one.
    pub idempotency_header: Option<&'static str>,
    /// Credentials go with it.
    pub authenticated: bool,
    /// Query keys with JSON values that are always sent.
    pub fixed_query: &'static [(&'static str, &'static str)],
    /// Body keys with JSON values that are always sent.
    pub fixed_body: &'static [(&'static str, &'static str)],
    /// A list that the vendor cuts without saying how to go on.
    pub capped: Option<Capped>,
    /// How a list without paging is ordered.
    pub order: Option<Order>,
    /// A list inside a record that can be too long for one answer.
    pub inside: Option<Inside>,
    /// Pointers into an answer of a success: anything there but null, false, zero and what is empty makes it a failure.
    pub failed_if: &'static [&'static str],
    /// Pointers into an answer of a success: `false` there makes it a failure.
    pub failed_unless: &'static [&'static str],
}

/// HTTP verbs that vendors use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Verb {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Verb {
    /// As HTTP writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// A part of a path. `/issues/{id}/messages` is `Text("/issues/")`, `Parameter("id")`, `Text("/messages")`.
#[derive(Debug)]
pub enum Segment {
    /// Sent as it is.
    Text(&'static str),
    /// The value of this argument, percent-encoded.
    Parameter(&'static str),
}

/// How a request's body goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyKind {
    /// No body.
    None,
    /// `application/json`
    Json,
    /// `application/x-www-form-urlencoded`
    Form,
    /// `multipart/form-data`
    Multipart,
}

/// What an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseKind {
    /// JSON.
    Json,
    /// Text, shown as it is.
    Text,
    /// Bytes, shown by their media type.
    Binary,
    /// JSON a line, shown as text.
    JsonLines,
    /// A redirect to a file, shown as a link.
    Redirect,
}
