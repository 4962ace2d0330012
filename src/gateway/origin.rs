//! Which web pages may call: an allow-list against DNS rebinding (MCP, basic/transports, "Security Warning"). Clients that are no browser send no
//! `Origin` and pass.

use crate::http::{Request, Response};
use crate::settings::Settings;

/// Headers that a browser client may send.
const ALLOWED_HEADERS: &str = "authorization, content-type, idempotency-key, if-match, mcp-protocol-version, mcp-method, mcp-name, mcp-session-id";

/// Headers that it may read.
const EXPOSED_HEADERS: &str = "etag, idempotent-replayed, ratelimit-limit, ratelimit-remaining, ratelimit-reset, retry-after, x-request-id";

/// A request's origin, judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin<'a> {
    /// No browser, or none that says so.
    Absent,
    /// On the list.
    Allowed(&'a str),
    /// Not on the list.
    Foreign,
}

impl<'a> Origin<'a> {
    /// Judges the `Origin` header. A page on this machine may call a Worker on this machine: that is development. Where Fairlead's own pages call,
    /// this very origin may; without TLS that proves nothing, for a name can be made to lead here.
    pub(super) fn of(request: &'a Request, settings: &Settings, is_for_own_pages: bool) -> Self {
        let Some(origin) = request.headers.get("origin") else {
            return Self::Absent;
        };
        let is_listed = settings
            .allowed_origins
            .iter()
            .any(|allowed| allowed == origin);
        let is_own = is_for_own_pages && origin == request.origin && origin.starts_with("https://");
        if is_listed || is_own || (is_loopback(origin) && is_loopback(&request.origin)) {
            Self::Allowed(origin)
        } else {
            Self::Foreign
        }
    }

    /// Lets the page read the answer.
    pub(super) fn mark(self, response: Response) -> Response {
        match self {
            Self::Allowed(origin) => response
                .with("access-control-allow-origin", origin)
                .with("access-control-expose-headers", EXPOSED_HEADERS)
                .with("vary", "origin"),
            Self::Absent | Self::Foreign => response,
        }
    }

    /// Answers a browser's preflight.
    pub(super) fn preflight(self, request: &Request) -> Response {
        // Mcp-Param-… headers have names of the tools' own, so what the browser asks for is what it gets, if it is a list of names: the
        // runtime throws at a header that cannot be sent.
        let asked = request
            .headers
            .get("access-control-request-headers")
            .filter(|asked| asked.bytes().all(is_list))
            .unwrap_or(ALLOWED_HEADERS);
        self.mark(Response::empty(204))
            .with("access-control-allow-methods", "GET, POST, PATCH, DELETE")
            .with("access-control-allow-headers", asked)
            .with("access-control-max-age", "600")
    }
}

/// A byte of a list of header names (RFC 9110, 5.6.2).
fn is_list(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~, ".contains(&byte)
}

fn is_loopback(origin: &str) -> bool {
    let Some(host) = origin
        .strip_prefix("http://")
        .or_else(|| origin.strip_prefix("https://"))
    else {
        return false;
    };
    let name = if host.starts_with('[') {
        host.split(']').next()
    } else {
        host.split(':').next()
    };
    matches!(name, Some("localhost" | "127.0.0.1" | "[::1"))
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn only_this_machine_is_loopback() {
        for good in [
            "http://localhost",
            "http://localhost:6274",
            "https://127.0.0.1:1",
            "http://[::1]:8787",
        ] {
            assert!(is_loopback(good), "{good}");
        }
        for bad in [
            "null",
            "",
            "http://localhost.evil.example",
            "http://127.0.0.1.evil.example",
            "http://evil.example:80",
        ] {
            assert!(!is_loopback(bad), "{bad}");
        }
    }
}
