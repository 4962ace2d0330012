//! Values that try to leave their place: a path segment, a query value, a body's member, a host's label, a setting, a redirect. A call is
//! refused, or goes to the endpoint and the host that the record names, with nothing added.

mod arguments;
mod given_urls;
mod hosts;
mod vendors;

use std::collections::BTreeMap;

use fairlead::catalogue::{Argument, Integration, Method, PagingPlace, PagingStyle, Place, Tool};
use fairlead::http::OutboundRequest;
use serde_json::Value;

use crate::fixture::{Fixture, Vendor};
use crate::hostile::HOSTILE;
use crate::wire;

/// The hostile values, and one that is very long.
fn values() -> Vec<String> {
    let long = "../%2e%2e/@evil.example?a=1#".repeat(400);
    HOSTILE
        .iter()
        .map(|value| (*value).to_owned())
        .chain([long])
        .collect()
}

/// The account that a plain server of an integration belongs to.
fn vendor<'a>(fixture: &'a Fixture, integration: &Integration) -> &'a Vendor {
    let mut vendors = fixture.vendors.iter();
    vendors
        .find(|vendor| vendor.integration.slug == integration.slug)
        .expect("a vendor")
}

/// Checks one request of one tool against its record, and gives its query.
#[track_caller]
fn check(fixture: &Fixture, tool: &Tool, request: &OutboundRequest) -> Vec<(String, String)> {
    let integration = integration(tool);
    let method = &integration.methods[tool.method];
    let vendor = vendor(fixture, integration);
    if let Err(wrong) = wire::check(vendor, &fixture.secrets, request) {
        panic!("{}: {wrong}", tool.name);
    }
    if wire::given(vendor, request).is_some() {
        return Vec::new();
    }
    let path = request.url[vendor.base.len()..]
        .split('?')
        .next()
        .unwrap_or_default();
    assert_eq!(request.method, method.verb.as_str(), "{}", tool.name);
    let (template, found) = (method.path.split('/'), path.split('/'));
    assert_eq!(
        template.clone().count(),
        found.clone().count(),
        "{}: {}",
        tool.name,
        request.url
    );
    for (template, found) in template.zip(found) {
        assert!(
            template.contains('{') || template == found,
            "{}: {}",
            tool.name,
            request.url
        );
    }
    let query = request.url.split_once('?').map_or("", |(_, query)| query);
    form(query)
}

/// The pairs of a query or form.
fn form(text: &str) -> Vec<(String, String)> {
    let pairs = url::form_urlencoded::parse(text.as_bytes());
    pairs
        .map(|(key, value)| (key.into_owned(), value.into_owned()))
        .collect()
}

fn integration(tool: &Tool) -> &'static Integration {
    let mut all = fairlead::catalogue::INTEGRATIONS.iter();
    all.find(|integration| integration.tools.iter().any(|it| std::ptr::eq(it, tool)))
        .expect(tool.name)
}

/// How often each key may stand in a query.
fn allowed_keys(tool: &Tool, method: &Method, arguments: &Value) -> BTreeMap<String, usize> {
    let mut keys: BTreeMap<String, usize> = BTreeMap::new();
    for (key, _) in method.fixed_query {
        *keys.entry((*key).to_owned()).or_default() += 1;
    }
    if let Some(paging) = method
        .paging
        .filter(|paging| paging.place == PagingPlace::Query)
    {
        let cursor = match paging.style {
            PagingStyle::Cursor { key, .. } | PagingStyle::Page { key, .. } => key,
            PagingStyle::SizeOnly | PagingStyle::NextUrl { .. } => "",
        };
        for key in [paging.limit_key, cursor]
            .into_iter()
            .filter(|key| !key.is_empty())
        {
            *keys.entry(key.to_owned()).or_default() += 1;
        }
    }
    let given = |argument: &&Argument| argument.place == Place::Query;
    for argument in tool.arguments.iter().filter(given) {
        // A text of several ids or addresses is an entry for each.
        let pieces = |item: &Value| {
            let text = item.as_str().unwrap_or_default();
            let ends = |at: char| matches!(at, ',' | ';') || at.is_whitespace();
            text.split(ends).count()
        };
        let entries = arguments[argument.name]
            .as_array()
            .map_or(1, |items| items.iter().map(pieces).sum::<usize>().max(1));
        let name = argument.wire_name;
        *keys.entry(name.to_owned()).or_default() += entries;
        *keys.entry(format!("{name}[]")).or_default() += entries;
        for index in 0..entries {
            *keys.entry(format!("{name}[{index}]")).or_default() += 1;
        }
    }
    keys
}
