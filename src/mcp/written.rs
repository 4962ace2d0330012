//! A request that would change something, in words: for a person who has to agree, and for a dry run.

use std::fmt::Write;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::session::Session;
use crate::access::account::Credentials;
use crate::catalogue::{Auth, Tool};
use crate::http::OutboundRequest;
use crate::invisible::escape_invisible;
use crate::json::{Members, object_of, quote, string};
use crate::platform::Platform;
use crate::vendors::compose::secrets;

/// Characters of a body that a person is shown. What is beyond is counted.
const MOST_CHARS: usize = 20_000;

/// Stands where a credential goes out.
const REDACTED: &str = "[redacted]";

/// What a request is told from others by: all that the vendor would act on.
pub(super) fn digest(request: &OutboundRequest) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(request.method);
    hash.update([0]);
    hash.update(&request.url);
    hash.update([0]);
    hash.update(request.body.as_deref().unwrap_or_default());
    hash.finalize().into()
}

/// A request as a person reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// The vendor's name.
    pub vendor: String,
    /// The account's label.
    pub account: String,
    /// The MCP server's name.
    pub server: String,
    /// The tool's name.
    pub tool: String,
    /// What it does, in a few words.
    pub title: String,
    /// HTTP verb.
    pub verb: String,
    /// Path and query.
    pub path: String,
    /// The body's members and their values, or one without a name.
    pub body: Vec<(String, String)>,
}

impl Written {
    pub(super) fn of<P: Platform>(
        session: &Session<'_, P>,
        tool: &Tool,
        request: &OutboundRequest,
    ) -> Self {
        let clean = |text: &str| escape_invisible(text).into_owned();
        Self {
            vendor: session.toolbox.integration.label.to_owned(),
            account: clean(&session.account.label),
            server: clean(session.server_name),
            tool: session.toolbox.name_of(tool).to_owned(),
            title: tool.title.to_owned(),
            verb: request.method.to_owned(),
            path: clean(path(&request.url)),
            body: members(request.body.as_deref().unwrap_or_default()),
        }
    }

    /// All of it, a line each. A value's further lines are set in, so that none can pass for a line of ours.
    pub(super) fn text(&self) -> String {
        let Self {
            vendor,
            account,
            server,
            tool,
            title,
            verb,
            path,
            body,
        } = self;
        let mut text = format!(
            "{title} in {vendor}\nAccount: {account}\nMCP server: {server}\nTool: {tool}\nRequest: {verb} {path}"
        );
        for (name, value) in body {
            let value = value.replace('\n', "\n  ");
            // Writing into a String cannot fail.
            let _ = write!(text, "\n  {name}: {value}");
        }
        text
    }
}

/// From the path on.
fn path(url: &str) -> &str {
    let below = url.split_once("://").map_or(url, |(_, rest)| rest);
    below
        .find('/')
        .and_then(|at| below.get(at..))
        .unwrap_or("/")
}

fn members(body: &[u8]) -> Vec<(String, String)> {
    if body.is_empty() {
        return Vec::new();
    }
    let Ok(text) = std::str::from_utf8(body) else {
        return vec![(
            "body".to_owned(),
            format!("{} bytes that are no text", body.len()),
        )];
    };
    let Some(members) = Members::parse(text) else {
        return vec![("body".to_owned(), cut(text, MOST_CHARS).0)];
    };
    let mut left = MOST_CHARS;
    let mut all = Vec::new();
    for (name, value) in &members.0 {
        let value = string(value.get()).unwrap_or_else(|| value.get().into());
        let (value, taken) = cut(&value, left);
        left = left.saturating_sub(taken);
        all.push((escape_invisible(name).into_owned(), value));
    }
    all
}

/// The start of a text, with how much more there is; and the characters that it took.
fn cut(text: &str, most: usize) -> (String, usize) {
    let count = text.chars().count();
    if count <= most {
        return (escape_invisible(text).into_owned(), count);
    }
    let start: String = text.chars().take(most).collect();
    let more = count - most;
    (
        format!(
            "{} … and {more} more characters, which are not shown",
            escape_invisible(&start)
        ),
        most,
    )
}

/// The request as it would go out, without what proves who sends it.
pub(super) fn dry<P: Platform>(
    session: &Session<'_, P>,
    credentials: &Credentials,
    request: &OutboundRequest,
) -> String {
    let auth = &session.toolbox.integration.auth;
    let secrets = secrets(auth, &credentials.0);
    let is_secret = |name: &str, value: &str| {
        let own = match auth {
            Auth::Bearer { .. } | Auth::Basic { .. } => "authorization",
            Auth::Header { name, .. } => name,
        };
        name.eq_ignore_ascii_case(own)
            || secrets
                .iter()
                .any(|secret| !secret.is_empty() && value.contains(secret.as_str()))
    };
    let lines = request.headers.as_lines().lines();
    let headers = lines.filter_map(|line| line.split_once(": "));
    let headers = object_of(headers.map(|(name, value)| {
        let is_secret = is_secret(name, value);
        (name, quote(if is_secret { REDACTED } else { value }))
    }));
    let most = session.max_result_chars();
    let body = match request
        .body
        .as_deref()
        .map(|body| (body, std::str::from_utf8(body)))
    {
        None => "null".to_owned(),
        Some((_, Ok(text))) if text.len() <= most && Members::parse(text).is_some() => {
            text.to_owned()
        }
        Some((_, Ok(text))) => quote(&cut(text, most).0),
        Some((bytes, Err(_))) => quote(&format!("{} bytes that are no text", bytes.len())),
    };
    let json = format!(
        "{{\"dry_run\":true,\"sent\":false,\"message\":{},\"request\":{{\"method\":\"{}\",\"url\":{},\"headers\":{headers},\"body\":{body}}}}}",
        quote(
            "Nothing was sent: this server is a dry run. This is the request that would have gone out."
        ),
        request.method,
        quote(&request.url)
    );
    escape_invisible(&json).into_owned()
}
