//! The one line that a request leaves: ids, outcomes, times and sizes, and who the client says that it is. No argument, no body, no token, no path.

use super::route::Route;
use crate::access::AfterResponse;
use crate::access::lifetime::to_iso;
use crate::activity::row::Actor;
use crate::http::{Request, Response};
use crate::http_error::HttpError;
use crate::invisible::escape_invisible;
use crate::json::quote;
use crate::mcp::{Client, Trace};
use crate::platform::{Platform, UnixMillis};

/// What is known of a request so far.
pub(super) struct LogLine<'a> {
    /// Its name in the log and towards the caller.
    pub(super) id: String,
    /// Id of the MCP server.
    pub(super) server: Option<String>,
    /// Id of the account.
    pub(super) account: Option<String>,
    /// Id of the member.
    pub(super) member: Option<String>,
    /// The operator who was let in.
    pub(super) operator: Option<Actor>,
    /// What MCP says of it.
    pub(super) trace: Trace<'a>,
    /// What is left to do once the answer has gone.
    pub(super) due: Vec<AfterResponse>,
    /// What went wrong inside.
    detail: Option<String>,
    route: String,
    verb: String,
    /// When it came.
    pub(super) started: UnixMillis,
    /// Bytes of its body.
    pub(super) received: usize,
}

impl LogLine<'_> {
    /// Starts the clock.
    pub(super) fn new<P: Platform>(platform: &P, route: Route<'_>, request: &Request) -> Self {
        Self {
            id: request_id(platform, request),
            server: None,
            account: None,
            member: None,
            operator: None,
            trace: Trace::default(),
            due: Vec::new(),
            detail: None,
            route: route.name(),
            verb: request.method.chars().take(8).collect(),
            started: platform.millis(),
            received: request.body.len(),
        }
    }

    /// The answer of a refusal. What went wrong inside is noted, and not answered.
    pub(super) fn refuse(&mut self, refusal: &HttpError) -> Response {
        self.detail = refusal.detail();
        refusal.response()
    }

    /// The line, as one JSON object. Durations are milliseconds and sizes bytes; on Workers the clock stands still while code runs, so they
    /// are times of waiting.
    pub(super) fn finish<P: Platform>(&self, platform: &P, response: &Response) -> String {
        let now = platform.millis();
        let mut line = Line(String::with_capacity(512));
        line.text("time", &to_iso(now.seconds()));
        line.text("request_id", &self.id);
        line.text("route", &self.route);
        line.json("verb", &quote(&self.verb));
        line.number("status", &response.status);
        if let Some(server) = &self.server {
            line.text("server", server);
        }
        match (&self.account, self.trace.account) {
            (Some(account), _) => line.text("account", account),
            (None, Some(account)) => line.text("account", &account.to_string()),
            (None, None) => {}
        }
        if let Some(member) = &self.member {
            line.text("member", member);
        }
        let Trace {
            method,
            tool,
            outcome,
            vendor,
            write,
            account: _,
            client:
                Client {
                    name,
                    version,
                    trace_id,
                },
        } = &self.trace;
        if !method.is_empty() {
            line.text("method", method);
        }
        if let Some(tool) = tool {
            line.text("tool", tool);
        }
        if !outcome.is_empty() {
            line.text("outcome", outcome);
        }
        if let Some(vendor) = vendor {
            if let Some(status) = vendor.status {
                line.number("vendor_status", &status);
            }
            line.number("vendor_ms", &vendor.millis);
            line.number("vendor_bytes", &vendor.bytes);
        }
        if let Some(write) = write {
            if let Some(audience) = write.audience {
                line.text("audience", audience.as_str());
            }
            if let Some(by) = &write.approved_by {
                line.json("approved_by", &quote(by));
            }
        }
        for (key, said) in [("client", name), ("client_version", version)] {
            if let Some(said) = said {
                line.json(key, &escape_invisible(&quote(said)));
            }
        }
        if let Some(trace_id) = trace_id {
            line.text("trace_id", trace_id);
        }
        line.number("ms", &now.since(self.started));
        line.number("bytes_in", &self.received);
        line.number("bytes_out", &response.length());
        if let Some(detail) = &self.detail {
            line.json("detail", &quote(detail));
        }
        line.end()
    }
}

/// Members of a JSON object.
struct Line(String);

impl Line {
    fn json(&mut self, key: &str, json: &str) {
        let start = if self.0.is_empty() { "{\"" } else { ",\"" };
        for piece in [start, key, "\":", json] {
            self.0.push_str(piece);
        }
    }

    fn number(&mut self, key: &str, number: &impl ToString) {
        self.json(key, &number.to_string());
    }

    /// A text that needs no escape.
    fn text(&mut self, key: &str, text: &str) {
        self.json(key, "\"");
        self.0.push_str(text);
        self.0.push('"');
    }

    fn end(mut self) -> String {
        self.0.push('}');
        self.0
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
