//! What a person sees who opens the URL of an MCP server in a browser: what it is for. The same for every token, and without a look at any, so that
//! it tells nobody which one is alive.

use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

use crate::http::{Headers, Request, Response};

/// Its one style sheet, which the page's policy names by its hash.
const STYLE: &str = include_str!("browser.css");

/// Where the style sheet goes.
const CONTENT: &str = include_str!("browser.html");

/// Whether a page is asked for. MCP clients that open a stream by GET take `text/event-stream` alone.
pub(super) fn is_one(request: &Request) -> bool {
    let accept = request.headers.get("accept").unwrap_or_default();
    request.method == "GET" && accept.contains("text/html")
}

/// The page.
pub(super) fn page() -> Response {
    let hash = STANDARD.encode(Sha256::digest(STYLE));
    let mut headers = Headers::default();
    headers.push("content-type", "text/html; charset=utf-8");
    headers.push(
        "content-security-policy",
        &format!(
            "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        ),
    );
    Response {
        status: 200,
        headers,
        body: CONTENT.replace("{style}", STYLE),
        shared: None,
    }
}
