//! The one line that a request leaves: ids, outcomes, times and sizes. No argument, no body, no token, no path.

use std::fmt::{Display, Write};

use super::route::Route;
use crate::access::lifetime::to_iso;
use crate::access::usage::Due;
use crate::http::{Request, Response};
use crate::json::quote;
use crate::mcp::Trace;
use crate::platform::{Platform, UnixMillis};

/// What is known of a request so far.
pub(super) struct LogLine {
    /// Its name in the log and towards the caller.
    pub(super) id: String,
    /// Id of the MCP server.
    pub(super) server: Option<String>,
    /// Id of the account.
    pub(super) account: Option<String>,
    /// What MCP says of it.
    pub(super) trace: Trace,
    /// What went wrong inside.
    pub(super) detail: Option<String>,
    /// What is left to do once the answer has gone.
    pub(super) due: Option<Due>,
    route: String,
    verb: String,
    started: UnixMillis,
    received: usize,
}

impl LogLine {
    /// Starts the clock.
    pub(super) fn new<P: Platform>(platform: &P, route: Route<'_>, request: &Request) -> Self {
        Self {
            id: request_id(platform, request),
            server: None,
            account: None,
            trace: Trace::default(),
            detail: None,
            due: None,
            route: route.name(),
            verb: request.method.chars().take(8).collect(),
            started: platform.millis(),
            received: request.body.len(),
        }
    }

    /// The line, as one JSON object. Durations are milliseconds and sizes bytes; on Workers the clock stands still while code runs, so they
    /// are times of waiting.
    pub(super) fn finish<P: Platform>(&self, platform: &P, response: &Response) -> String {
        let now = platform.millis();
        let mut line = String::with_capacity(512);
        line.push('{');
        let mut add = |key: &str, value: &dyn Display| {
            let comma = if line.len() > 1 { "," } else { "" };
            // Writing into a String cannot fail.
            let _ = write!(line, "{comma}\"{key}\":{value}");
        };
        let quoted = |text: &str| format!("\"{text}\"");
        add("time", &quoted(&to_iso(now.seconds())));
        add("request_id", &quoted(&self.id));
        add("route", &quoted(&self.route));
        add("verb", &quote(&self.verb));
        add("status", &response.status);
        if let Some(server) = &self.server {
            add("server", &quoted(server));
        }
        if let Some(account) = &self.account {
            add("account", &quoted(account));
        }
        let Trace {
            method,
            tool,
            outcome,
            vendor,
        } = &self.trace;
        if !method.is_empty() {
            add("method", &quoted(method));
        }
        if let Some(tool) = tool {
            add("tool", &quoted(tool));
        }
        if !outcome.is_empty() {
            add("outcome", &quoted(outcome));
        }
        if let Some(vendor) = vendor {
            if let Some(status) = vendor.status {
                add("vendor_status", &status);
            }
            add("vendor_ms", &vendor.millis);
            add("vendor_bytes", &vendor.bytes);
        }
        add("ms", &now.since(self.started));
        add("bytes_in", &self.received);
        add("bytes_out", &response.length());
        if let Some(detail) = &self.detail {
            add("detail", &quote(detail));
        }
        line.push('}');
        line
    }
}

/// Cloudflare's own id of the request, which its other logs have too, or sixteen digits of ours where there is none.
fn request_id<P: Platform>(platform: &P, request: &Request) -> String {
    let is_ray = |ray: &&str| {
        let (id, place) = ray.split_once('-').unwrap_or((ray, ""));
        id.len() == 16
            && place.len() <= 4
            && id.bytes().all(|byte| byte.is_ascii_hexdigit())
            && place.bytes().all(|byte| byte.is_ascii_uppercase())
    };
    if let Some(ray) = request.headers.get("cf-ray").filter(is_ray) {
        return ray.to_owned();
    }
    let mut bytes = [0; 8];
    // An id that is not random still names the request.
    let _ = platform.random(&mut bytes);
    format!("{:016x}", u64::from_le_bytes(bytes))
}
