//! HTTP as plain data: what a caller sends and gets, what a vendor gets and sends.

use std::fmt;
use std::net::IpAddr;

/// Header names and values as one text, `name: value` a line, names in lower case: one text crosses into and out of
/// JavaScript, where a header object would cross entry by entry. Beside it stands where each line's parts are, for a request looks up some thirty.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Headers {
    lines: String,
    places: Vec<Place>,
}

/// Bytes that most requests and answers have of headers: room that is taken once.
const USUAL_BYTES: usize = 512;

/// Bytes from the start of the lines.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Place {
    name: usize,
    colon: usize,
    end: usize,
}

/// Shows names alone: a value can be a credential.
impl fmt::Debug for Headers {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self
            .places
            .iter()
            .filter_map(|place| self.lines.get(place.name..place.colon));
        formatter.debug_list().entries(names).finish()
    }
}

impl Headers {
    /// Takes over lines of `name: value`; what has no colon is no header.
    pub fn from_lines(lines: String) -> Self {
        let mut places = Vec::with_capacity(16);
        let (mut name, mut colon) = (0, None);
        for (at, byte) in lines.bytes().chain([b'\n']).enumerate() {
            match byte {
                b':' if colon.is_none() => colon = Some(at),
                b'\n' => {
                    places.extend(colon.take().map(|colon| Place {
                        name,
                        colon,
                        end: at,
                    }));
                    name = at + 1;
                }
                _ => {}
            }
        }
        Self { lines, places }
    }

    /// The lines.
    pub fn as_lines(&self) -> &str {
        &self.lines
    }

    /// Adds a header. Line breaks in the value would start a header of the caller's choice, so they are dropped.
    pub fn push(&mut self, name: &str, value: &str) {
        if self.lines.is_empty() {
            self.lines.reserve(USUAL_BYTES);
        }
        let start = self.lines.len();
        self.lines.push_str(name);
        if let Some(name) = self.lines.get_mut(start..) {
            name.make_ascii_lowercase();
        }
        let colon = self.lines.len();
        self.lines.push_str(": ");
        let is_break = |byte: u8| matches!(byte, b'\r' | b'\n' | 0);
        // Nearly no value has one, and looking at bytes costs a small part of looking at characters.
        if value.bytes().any(is_break) {
            let kept = |character: &char| !matches!(character, '\r' | '\n' | '\0');
            self.lines.extend(value.chars().filter(kept));
        } else {
            self.lines.push_str(value);
        }
        self.places.push(Place {
            name: start,
            colon,
            end: self.lines.len(),
        });
        self.lines.push('\n');
    }

    /// Adds all of another.
    pub fn append(&mut self, other: &Self) {
        let start = self.lines.len();
        self.lines.push_str(&other.lines);
        self.places.extend(other.places.iter().map(|place| Place {
            name: start + place.name,
            colon: start + place.colon,
            end: start + place.end,
        }));
    }

    /// The value of a header by its lower-case name, trimmed.
    pub fn get(&self, name: &str) -> Option<&str> {
        let is_it = |place: &&Place| {
            place.colon - place.name == name.len()
                && self.lines.get(place.name..place.colon) == Some(name)
        };
        let place = self.places.iter().find(is_it)?;
        Some(self.lines.get(place.colon + 1..place.end)?.trim())
    }

    /// The first of several names that is there.
    pub fn first(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.get(name))
    }
}

/// What goes to a vendor.
#[derive(Clone, PartialEq, Eq)]
pub struct OutboundRequest {
    /// `GET`, `POST`…
    pub method: &'static str,
    /// Absolute, checked against the integration's hosts.
    pub url: String,
    /// With the account's credentials.
    pub headers: Headers,
    /// Absent for requests without one.
    pub body: Option<Vec<u8>>,
    /// Milliseconds for the whole exchange, body included.
    pub timeout_ms: u32,
    /// Most bytes of the answer's body.
    pub max_bytes: u32,
}

/// Shows neither headers nor body: they hold credentials and customer data.
impl fmt::Debug for OutboundRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("OutboundRequest")
            .field("method", &self.method)
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

/// What goes to a receiver of the operator's.
#[derive(Clone, PartialEq, Eq)]
pub struct Notice {
    /// Absolute, and checked.
    pub url: String,
    /// With a signature.
    pub headers: Headers,
    /// JSON.
    pub body: String,
    /// Milliseconds until the answer's status has to be there.
    pub timeout_ms: u32,
}

/// Shows no URL, for it can hold a secret of the receiver's, and no body.
impl fmt::Debug for Notice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Notice")
            .field("headers", &self.headers)
            .finish_non_exhaustive()
    }
}

/// What came back.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct InboundResponse {
    /// HTTP status.
    pub status: u16,
    /// Answer headers.
    pub headers: Headers,
    /// The whole body.
    pub body: Vec<u8>,
}

/// Shows no body: it holds customer data, and can repeat a credential.
impl fmt::Debug for InboundResponse {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("InboundResponse")
            .field("status", &self.status)
            .field("headers", &self.headers)
            .finish_non_exhaustive()
    }
}

impl InboundResponse {
    /// The media type without its parameters, in lower case.
    pub fn mime_type(&self) -> String {
        let value = self
            .headers
            .get("content-type")
            .unwrap_or("application/octet-stream");
        value
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase()
    }
}

/// What a caller sent.
#[derive(Clone, Default)]
pub struct Request {
    /// `GET`, `POST`…
    pub method: String,
    /// `https://host:port`, as the caller addressed the Worker.
    pub origin: String,
    /// Percent-encoded, starting with a slash.
    pub path: String,
    /// Without the question mark; empty when there is none.
    pub query: String,
    /// Names in lower case.
    pub headers: Headers,
    /// The whole body, decompressed by the host, or one byte more than Fairlead takes.
    pub body: Vec<u8>,
    /// Why there is no body although one was sent.
    pub unread: Option<Unread>,
}

/// A body that could not be decompressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// Its `Content-Encoding` is none of [`CODINGS`].
    UnknownCoding,
    /// It is not what its `Content-Encoding` says.
    BrokenCoding,
}

/// Values of `Content-Encoding` that a host undoes, as `Accept-Encoding` names them in the answer to any other (RFC 9110, 15.5.16).
pub const CODINGS: &str = "gzip, deflate";

impl Unread {
    /// The HTTP status that says so.
    pub fn status(self) -> u16 {
        match self {
            Self::UnknownCoding => 415,
            Self::BrokenCoding => 400,
        }
    }

    /// What is wrong, and what would be right.
    pub fn message(self) -> &'static str {
        match self {
            Self::UnknownCoding => {
                "The body's Content-Encoding is not served; send it as it is, or compressed as gzip or deflate."
            }
            Self::BrokenCoding => {
                "The body is not what its Content-Encoding says: it could not be decompressed."
            }
        }
    }

    /// Adds what a caller may send instead.
    pub fn mark(self, response: Response) -> Response {
        match self {
            Self::UnknownCoding => response.with("accept-encoding", CODINGS),
            Self::BrokenCoding => response,
        }
    }
}

impl Request {
    /// The address that the caller connects from; `None` when the host does not tell. Cloudflare overwrites this one header with the address
    /// of the connection; `X-Forwarded-For` begins with whatever the caller wrote, and `True-Client-IP` is the caller's own where nobody set it up.
    /// <https://developers.cloudflare.com/fundamentals/reference/http-headers/>
    pub fn address(&self) -> Option<IpAddr> {
        self.headers.get("cf-connecting-ip")?.parse().ok()
    }
}

/// Shows neither path nor headers nor body: a path holds a token, the rest customer data.
impl fmt::Debug for Request {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Request")
            .field("method", &self.method)
            .finish_non_exhaustive()
    }
}

/// What a caller gets.
#[derive(Clone, PartialEq, Eq)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Answer headers, names in lower case.
    pub headers: Headers,
    /// Text in UTF-8; empty for answers without a body.
    pub body: String,
    /// A text that belongs into the body and that the host keeps, so that no answer has to build it again.
    pub shared: Option<Shared>,
}

/// A text that many answers share, kept by the host ([`crate::platform::Platform::keep`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// Tells what is in it.
    pub key: String,
    /// Where it goes: bytes from the body's start, between two characters.
    pub at: usize,
    /// Its bytes.
    pub length: usize,
}

/// Shows no body: it can hold customer data and, once, a token.
impl fmt::Debug for Response {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Response")
            .field("status", &self.status)
            .field("headers", &self.headers)
            .finish_non_exhaustive()
    }
}

impl Response {
    /// JSON.
    pub fn json(status: u16, body: String) -> Self {
        let mut headers = Headers::default();
        headers.push("content-type", "application/json");
        Self {
            status,
            headers,
            body,
            shared: None,
        }
    }

    /// No body.
    pub fn empty(status: u16) -> Self {
        Self {
            status,
            headers: Headers::default(),
            body: String::new(),
            shared: None,
        }
    }

    /// Bytes of the whole body.
    pub fn length(&self) -> usize {
        self.body.len() + self.shared.as_ref().map_or(0, |shared| shared.length)
    }

    /// Adds a header.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push(name, value);
        self
    }
}

/// A status in words: those that Fairlead and vendors send.
pub fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        300..=399 => "Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        402 => "Payment Required",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        408 => "Request Timeout",
        409 => "Conflict",
        410 => "Gone",
        412 => "Precondition Failed",
        413 => "Payload Too Large",
        415 => "Unsupported Media Type",
        422 => "Unprocessable Entity",
        423 => "Locked",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        505.. => "Server Error",
        _ => "Client Error",
    }
}
