//! What may go to a vendor: written from the records, without the code under test.

use fairlead::catalogue::{Method, PagingStyle};
use fairlead::http::OutboundRequest;
use url::{Position, Url};

use crate::fixture::Vendor;

/// Checks a request against the vendor that it must be for; `Err` says what is wrong with it.
pub(crate) fn check(
    vendor: &Vendor,
    secrets: &[String],
    request: &OutboundRequest,
) -> Result<(), String> {
    if let Some(method) = given(vendor, request) {
        return check_given(vendor, method, secrets, request);
    }
    let wrong = |what: &str| Err(format!("{what}: {} {}", request.method, request.url));
    let Ok(url) = Url::parse(&request.url) else {
        return wrong("not a URL");
    };
    let (address, query) = request.url.split_once('?').unwrap_or((&request.url, ""));
    if &url[..Position::AfterPath] != address {
        return wrong("a URL that fetch would rewrite");
    }
    let host = Url::parse(&vendor.base).expect("a base URL");
    if url.origin() != host.origin() || url.port().is_some() || url.scheme() != "https" {
        return wrong("another host, port or scheme");
    }
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return wrong("user information or a fragment");
    }
    if secrets.iter().any(|secret| request.url.contains(secret)) {
        return wrong("a secret in the URL");
    }
    let Some(method) = endpoint(vendor, request) else {
        return wrong("no endpoint of the record");
    };
    // The next page's query is the vendor's own.
    let is_vendors = method
        .paging
        .is_some_and(|paging| matches!(paging.style, PagingStyle::NextUrl { .. }));
    if !is_vendors
        && !query
            .bytes()
            .all(|byte| is_plain(byte) || b"&=".contains(&byte))
    {
        return wrong("a query with something else than pairs");
    }
    headers(vendor, method, secrets, request)?;
    let body = String::from_utf8_lossy(request.body.as_deref().unwrap_or_default());
    if secrets.iter().any(|secret| body.contains(secret)) {
        return wrong("a secret in the body");
    }
    Ok(())
}

/// The method that reads a URL on another host than the vendor's API, if this is one.
pub(crate) fn given(vendor: &Vendor, request: &OutboundRequest) -> Option<&'static Method> {
    let url = Url::parse(&request.url).ok()?;
    let host = url.host_str()?;
    let fits = |allowed: &str| {
        let (allowed, host) = (allowed.split('.'), host.split('.'));
        allowed.clone().count() == host.clone().count()
            && allowed
                .zip(host)
                .all(|(allowed, label)| allowed == label || (allowed == "*" && !label.is_empty()))
    };
    let mut methods = vendor.integration.methods.iter();
    methods.find(|method| method.hosts.iter().any(|allowed| fits(allowed)))
}

/// A given URL goes out to the letter, over TLS, with nothing that proves anything.
fn check_given(
    vendor: &Vendor,
    method: &Method,
    secrets: &[String],
    request: &OutboundRequest,
) -> Result<(), String> {
    let wrong = |what: &str| Err(format!("{what}: {} {}", request.method, request.url));
    let Ok(url) = Url::parse(&request.url) else {
        return wrong("not a URL");
    };
    let (authority, target) = request.url["https://".len()..]
        .split_once('/')
        .unwrap_or_default();
    let is_as_read = url.host_str() == Some(authority.to_ascii_lowercase().as_str())
        && url[Position::BeforePath..] == format!("/{target}");
    if !request.url.starts_with("https://") || !is_as_read {
        return wrong("a URL that fetch would rewrite");
    }
    if url.port().is_some() || !url.username().is_empty() || url.password().is_some() {
        return wrong("a port or user information");
    }
    if url.fragment().is_some() || request.method != "GET" || request.body.is_some() {
        return wrong("more than a URL");
    }
    if secrets.iter().any(|secret| request.url.contains(secret)) {
        return wrong("a secret in the URL");
    }
    if method.authenticated || request.headers.get(&vendor.proof.0).is_some() {
        return wrong("a credential");
    }
    headers(vendor, method, secrets, request)
}

/// The endpoint whose verb and path these are.
pub(crate) fn endpoint(vendor: &Vendor, request: &OutboundRequest) -> Option<&'static Method> {
    let target = request.url.strip_prefix(&vendor.base)?;
    let path = target.split('?').next().unwrap_or_default();
    let mut methods = vendor.integration.methods.iter();
    methods.find(|method| method.verb.as_str() == request.method && fits(method.path, path))
}

/// Whether a path has the segments of a template, each value in one segment.
fn fits(template: &str, path: &str) -> bool {
    let (expected, found): (Vec<&str>, Vec<&str>) =
        (template.split('/').collect(), path.split('/').collect());
    expected.len() == found.len()
        && expected.iter().zip(found).all(|(expected, found)| {
            let Some((start, rest)) = expected.split_once('{') else {
                return *expected == found;
            };
            let end = rest.split_once('}').map_or("", |(_, end)| end);
            let value = found
                .strip_prefix(start)
                .and_then(|rest| rest.strip_suffix(end));
            value.is_some_and(is_one_segment)
        })
}

/// A percent-encoded value that no URL parser takes for nothing or for a step up.
fn is_one_segment(value: &str) -> bool {
    !matches!(value, "" | "." | "..") && value.bytes().all(is_plain)
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte)
}

fn headers(
    vendor: &Vendor,
    method: &Method,
    secrets: &[String],
    request: &OutboundRequest,
) -> Result<(), String> {
    let (proof, value) = &vendor.proof;
    let mut known: Vec<String> = ["accept", "user-agent", "content-type"]
        .map(str::to_owned)
        .to_vec();
    let fixed = vendor.integration.headers.iter().chain(method.headers);
    known.extend(fixed.map(|(name, _)| name.to_lowercase()));
    known.extend(method.idempotency_header.map(str::to_lowercase));
    let mut seen: Vec<&str> = Vec::new();
    for line in request.headers.as_lines().split_terminator('\n') {
        let Some((name, found)) = line.split_once(": ") else {
            return Err(format!("a header that is none: {line:?}"));
        };
        if seen.contains(&name) {
            return Err(format!("{name} twice"));
        }
        seen.push(name);
        if found.chars().any(char::is_control) {
            return Err(format!("a control character in {name}"));
        }
        if name == proof {
            if !method.authenticated || found != value {
                return Err(format!("another credential in {name}"));
            }
        } else if !known.iter().any(|known| known == name) {
            return Err(format!("a header of nobody's: {name}"));
        } else if secrets.iter().any(|secret| found.contains(secret)) {
            return Err(format!("a secret in {name}"));
        }
    }
    if method.authenticated && !seen.contains(&proof.as_str()) {
        return Err(format!("no {proof}"));
    }
    Ok(())
}
