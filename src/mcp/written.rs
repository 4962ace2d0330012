//! A request that would change something, in words: for a person who has to agree, and for a dry run.

use std::fmt::Write;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::session::Session;
use super::shown_body::{fields, one_line};
use crate::access::account::Credentials;
use crate::catalogue::{Auth, Tool};
use crate::http::OutboundRequest;
use crate::invisible::escape_invisible;
use crate::json::{Members, elements, object_of, quote};
use crate::platform::Platform;
use crate::results::member::with_member;
use crate::vendors::compose::secrets;

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
    /// What is in the body, by names. Where all of it is too long the longest values are cut, and say so.
    pub body: Vec<(String, String)>,
}

impl Written {
    /// Or why nobody can be asked about it.
    pub(super) fn of<P: Platform>(
        session: &Session<'_, P>,
        tool: &Tool,
        request: &OutboundRequest,
    ) -> Result<Self, String> {
        let name = session.toolbox.name_of(tool);
        let body = fields(request).map_err(|longest| {
            format!(
                "Nothing was sent: a person has to agree to {name}, and this is more than they can be shown, even with long texts cut. Shorten \
                 {longest}, or do it in several calls."
            )
        })?;
        Ok(Self {
            vendor: session.toolbox.integration.label.to_owned(),
            account: one_line(&session.account.label),
            server: one_line(session.server_name),
            tool: name.to_owned(),
            title: tool.title.to_owned(),
            verb: request.method.to_owned(),
            path: one_line(path(&request.url)),
            body,
        })
    }

    /// All of it, a line each. A value's further lines have a bar before them, so that none can pass for a line of ours.
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
            let value = value.replace('\n', "\n  | ");
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
    let body = match request
        .body
        .as_deref()
        .map(|body| (body, std::str::from_utf8(body)))
    {
        None => "null".to_owned(),
        Some((_, Ok(text))) if Members::parse(text).is_some() || elements(text).is_some() => {
            text.to_owned()
        }
        Some((_, Ok(text))) => quote(text),
        Some((bytes, Err(_))) => quote(&format!("{} bytes that are no text", bytes.len())),
    };
    let open = format!(
        "{{\"dry_run\":true,\"sent\":false,\"message\":{}",
        quote(
            "Nothing was sent: this server is a dry run. This is the request that would have gone out."
        )
    );
    let shown = format!(
        "{{\"method\":\"{}\",\"url\":{},\"headers\":{headers},\"body\":{body}}}",
        request.method,
        quote(&request.url)
    );
    let shown = escape_invisible(&shown);
    let most = session.max_result_chars();
    with_member(&open, "request", &shown, "truncated", most)
}
