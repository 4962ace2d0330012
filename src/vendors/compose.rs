//! A definition, an account and checked arguments become one HTTP request.

use std::collections::BTreeMap;
use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use zeroize::Zeroizing;

use super::arguments::Arguments;
use super::base_url::{AddressError, base_url};
use super::body;
use super::given_url;
use super::query::{Query, percent_encode};
use crate::catalogue::{
    Auth, Integration, Method, PagingPlace, PagingStyle, ResponseKind, Segment,
};
use crate::http::{Headers, OutboundRequest};
use crate::json::quote;

/// Some vendors refuse requests without one.
pub const USER_AGENT: &str = concat!("fairlead/", env!("CARGO_PKG_VERSION"));

/// What an account contributes to a request.
#[derive(Clone, Copy)]
pub struct Connection<'a> {
    /// Values of the integration's variables.
    pub context: &'a BTreeMap<String, String>,
    /// Secrets by name.
    pub credentials: &'a BTreeMap<String, String>,
    /// The operator's replacement of the base URL.
    pub base_url: Option<&'a str>,
    /// Milliseconds, unless the method says otherwise.
    pub timeout_ms: u32,
    /// Most bytes of an answer.
    pub max_bytes: u32,
}

/// Does not show the credentials.
impl fmt::Debug for Connection<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Connection")
            .field("context", &self.context)
            .finish_non_exhaustive()
    }
}

/// Why no request could be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ComposeError {
    /// A path value that would change which endpoint is called.
    #[error("{0} is part of a path: it must not be empty, \".\" or \"..\"")]
    PathValue(&'static str),
    /// A whole URL that is not on one of the record's hosts.
    #[error(
        "must be the whole and unchanged URL of a file on {wanted}, as another tool's answer shows it"
    )]
    GivenUrl {
        /// The argument that holds it.
        argument: &'static str,
        /// What it has to start with.
        wanted: String,
    },
    /// The account's context gives no address.
    #[error("the account's context has no usable address: {0}")]
    Address(#[from] AddressError),
}

/// Builds the request.
pub fn compose(
    integration: &Integration,
    method: &Method,
    connection: Connection<'_>,
    arguments: Arguments<'_>,
) -> Result<OutboundRequest, ComposeError> {
    let mut url = if method.hosts.is_empty() {
        let mut url = base_url(integration, connection.context, connection.base_url)?;
        append_path(&mut url, method, &arguments)?;
        url
    } else {
        given(method, connection, &arguments)?
    };

    let paging = paging_values(method, &arguments);
    let is_paged = |place| method.paging.is_some_and(|paging| paging.place == place);
    if let Some(rest) = next_url_query(method, &arguments) {
        url.push('?');
        url.push_str(rest);
    } else {
        let mut query = Query {
            url: &mut url,
            arrays: integration.query_arrays,
            is_first: true,
        };
        for (key, value) in method.fixed_query {
            query.push(key, value);
        }
        for (key, value) in &arguments.query {
            query.push(key, value);
        }
        if is_paged(PagingPlace::Query) {
            for (key, value) in &paging {
                query.push(key, value);
            }
        }
    }

    let mut headers = Headers::default();
    if !method.headers.iter().any(|(name, _)| *name == "accept") {
        headers.push("accept", accept(method));
    }
    headers.push("user-agent", USER_AGENT);
    for (name, value) in integration.headers {
        if !method.headers.iter().any(|(own, _)| own == name) {
            headers.push(name, value);
        }
    }
    for (name, value) in method.headers {
        headers.push(name, value);
    }
    if method.authenticated {
        authorize(&mut headers, &integration.auth, connection.credentials);
    }

    let paging = if is_paged(PagingPlace::Body) {
        paging
    } else {
        Vec::new()
    };
    let body = body::encode(method, arguments.body, paging);
    if let Some((content_type, _)) = &body {
        headers.push("content-type", content_type);
    }

    Ok(OutboundRequest {
        method: method.verb.as_str(),
        url,
        headers,
        body: body.map(|(_, bytes)| bytes),
        timeout_ms: method.timeout_ms.unwrap_or(connection.timeout_ms),
        max_bytes: connection.max_bytes,
    })
}

/// Some vendors refuse a request that would not take JSON, whatever they answer.
fn accept(method: &Method) -> &'static str {
    match method.response {
        ResponseKind::Json => "application/json",
        ResponseKind::Text
        | ResponseKind::Binary
        | ResponseKind::JsonLines
        | ResponseKind::Redirect => "application/json, */*",
    }
}

/// The URL that is the method's only argument.
fn given(
    method: &Method,
    connection: Connection<'_>,
    arguments: &Arguments<'_>,
) -> Result<String, ComposeError> {
    let (argument, url) = arguments
        .path
        .first()
        .map_or(("url", ""), |(name, url)| (name, url.as_str()));
    if given_url::is_allowed(url, method.hosts, connection.base_url) {
        return Ok(url.to_owned());
    }
    Err(ComposeError::GivenUrl {
        argument,
        wanted: given_url::wanted(method.hosts, connection.base_url),
    })
}

fn append_path(
    url: &mut String,
    method: &Method,
    arguments: &Arguments<'_>,
) -> Result<(), ComposeError> {
    for segment in method.segments {
        match segment {
            Segment::Text(text) => url.push_str(text),
            Segment::Parameter(name) => {
                let value = arguments
                    .path
                    .iter()
                    .find(|(key, _)| key == name)
                    .map_or("", |(_, value)| value.as_str());
                if is_dots(value) {
                    return Err(ComposeError::PathValue(name));
                }
                percent_encode(url, value);
            }
        }
    }
    Ok(())
}

/// Whether a path value would change which endpoint is called. fetch resolves dot segments, encoded ones too: `DELETE /issues/..` would become `DELETE /`.
/// WHATWG URL, "double-dot URL path segment": <https://url.spec.whatwg.org/#double-dot-path-segment>
pub fn is_dots(value: &str) -> bool {
    let value = value.trim();
    value.len() <= "%2e%2e".len()
        && matches!(
            value.to_ascii_lowercase().replace("%2e", ".").as_str(),
            "" | "." | ".."
        )
}

/// The vendor's paging keys with JSON values. `NextUrl` has none: its cursor is the whole query.
fn paging_values(method: &Method, arguments: &Arguments<'_>) -> Vec<(&'static str, String)> {
    let Some(paging) = method.paging else {
        return Vec::new();
    };
    let mut values = Vec::new();
    let limit = arguments.limit.or(paging.default_limit);
    if let Some(limit) = limit.filter(|_| !paging.limit_key.is_empty()) {
        values.push((paging.limit_key, limit.to_string()));
    }
    match (paging.style, &arguments.cursor) {
        (PagingStyle::Cursor { key, .. }, Some(cursor)) => values.push((key, quote(cursor))),
        (PagingStyle::Page { key, .. }, Some(number)) => values.push((key, number.clone())),
        (
            PagingStyle::SizeOnly
            | PagingStyle::NextUrl { .. }
            | PagingStyle::Cursor { .. }
            | PagingStyle::Page { .. },
            _,
        ) => {}
    }
    values
}

fn authorize(headers: &mut Headers, auth: &Auth, credentials: &BTreeMap<String, String>) {
    match auth {
        Auth::Bearer { token } => headers.push(
            "authorization",
            &format!("Bearer {}", fill(token, credentials)),
        ),
        Auth::Basic { username, password } => headers.push(
            "authorization",
            &format!("Basic {}", basic(username, password, credentials)),
        ),
        Auth::Header { name, value } => headers.push(name, &fill(value, credentials)),
    }
}

/// Every text of a request that proves who sent it: none of them may come back in an answer.
pub fn secrets(auth: &Auth, credentials: &BTreeMap<String, String>) -> Zeroizing<Vec<String>> {
    let mut secrets: Zeroizing<Vec<String>> =
        Zeroizing::new(credentials.values().cloned().collect());
    if let Auth::Basic { username, password } = auth {
        secrets.push(basic(username, password, credentials));
    }
    secrets
}

fn basic(username: &str, password: &str, credentials: &BTreeMap<String, String>) -> String {
    STANDARD.encode(format!(
        "{}:{}",
        fill(username, credentials),
        fill(password, credentials)
    ))
}

/// Puts credentials into a template. One pass, so a credential's own braces are not read as a place.
fn fill(template: &str, values: &BTreeMap<String, String>) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{')
        && let Some((name, tail)) = after.split_once('}')
    {
        out.push_str(before);
        out.push_str(values.get(name).map_or("", String::as_str));
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// The query of the page that the vendor named, without the question mark.
fn next_url_query<'a>(method: &Method, arguments: &'a Arguments<'_>) -> Option<&'a str> {
    let paging = method.paging?;
    let PagingStyle::NextUrl { .. } = paging.style else {
        return None;
    };
    arguments.cursor.as_deref()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_are_refused_in_any_spelling_and_other_values_stay_in_their_segment() {
        for bad in ["", ".", "..", "%2e", "%2E%2e", ".%2e", " ", " .. "] {
            assert!(is_dots(bad), "{bad:?}");
        }
        for (value, encoded) in [
            ("a/b", "a%2Fb"),
            ("../x", "..%2Fx"),
            ("%2f", "%252f"),
            ("a?b#c", "a%3Fb%23c"),
            ("a\r\nb", "a%0D%0Ab"),
            ("é", "%C3%A9"),
            ("...", "..."),
        ] {
            assert!(!is_dots(value), "{value:?}");
            let mut out = String::new();
            percent_encode(&mut out, value);
            assert_eq!(out, encoded);
        }
    }

    #[test]
    fn a_credential_with_braces_is_not_read_as_a_template() {
        let values = BTreeMap::from([
            ("a".to_owned(), "{b}".to_owned()),
            ("b".to_owned(), "no".to_owned()),
        ]);
        assert_eq!(fill("x {a} {b} {", &values), "x {b} no {");
    }
}
