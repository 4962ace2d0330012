//! The base URL with its variables, and the hosts that it may end up with.

use super::keep;
use super::names;
use super::node::Node;
use crate::catalogue::{Variable, VariableValues};

/// What a URL of the vendor's may be completed with, and the hosts that it may end up with.
#[derive(Debug)]
pub(crate) struct Completed<'a> {
    pub(crate) variables: &'a [Variable],
    pub(crate) hosts: &'a [&'static str],
}

pub(crate) fn variables(node: &Node<'_>) -> &'static [Variable] {
    let entries = node.entries().into_iter();
    keep::list(entries.filter_map(|(name, node)| variable(name, &node)))
}

fn variable(name: &'static str, node: &Node<'_>) -> Option<Variable> {
    let mut keys = node.keys()?;
    let description = keys.need_text("description");
    let values = keys.get("values").map(|values| values.pairs());
    let format = keys
        .get("format")
        .and_then(|format| format.choice(&[("dns_label", ())]));
    let default = keys.get("default").and_then(|default| default.text());
    keys.finish();
    if values.is_some() == format.is_some() {
        node.complain(
            "a variable has either `values` or `format`",
            "keep one: `values: { … }` or `format: dns_label`",
        );
    }
    let values = values.unwrap_or_default();
    let is_known =
        |default: &str| values.is_empty() || values.iter().any(|(name, _)| *name == default);
    if let Some(default) = default.filter(|default| !is_known(default)) {
        node.complain_at(
            "default",
            format!("`{default}` is not among the values"),
            "use one of them",
        );
    }
    Some(Variable {
        name,
        description,
        values: match values {
            [] => VariableValues::DnsLabel,
            values => VariableValues::Choice(values),
        },
        default,
    })
}

pub(crate) fn check(node: &Node<'_>, base_url: &str, variables: &[Variable], allowed: &[&str]) {
    if !base_url.starts_with("https://") || base_url.ends_with('/') || base_url.contains(['?', '#'])
    {
        node.complain_at(
            "base_url",
            format!("`{base_url}` is not a base URL"),
            "write https://host/path, without / at the end, query or fragment",
        );
        return;
    }
    let places: Vec<&str> = names::places(base_url).collect();
    for place in places
        .iter()
        .filter(|place| !variables.iter().any(|variable| variable.name == **place))
    {
        node.complain_at(
            "base_url",
            format!("`{{{place}}}` is not a variable"),
            format!("declare it under `variables.{place}`"),
        );
    }
    for variable in variables
        .iter()
        .filter(|variable| !places.contains(&variable.name))
    {
        let key = format!("variables.{}", variable.name);
        node.complain_at(
            &key,
            "the base URL does not use it",
            format!("write {{{}}} into `base_url` or take it out", variable.name),
        );
    }

    for pattern in allowed.iter().filter(|pattern| !is_pattern(pattern)) {
        node.complain_at(
            "allowed_hosts",
            format!("`{pattern}` is not a host"),
            "write a DNS name; a label may be `*`",
        );
    }
    let hosts: Vec<String> = completed(base_url, variables)
        .iter()
        .map(|url| host(url).to_owned())
        .collect();
    for pattern in allowed
        .iter()
        .filter(|pattern| !hosts.iter().any(|host| matches(pattern, host)))
    {
        let fix = format!(
            "take it out, or let the base URL reach it; it completes to {}",
            hosts.join(", ")
        );
        node.complain_at(
            "allowed_hosts",
            format!("no completed base URL has the host `{pattern}`"),
            fix,
        );
    }
    for host in hosts
        .iter()
        .filter(|host| !allowed.iter().any(|pattern| matches(pattern, host)))
    {
        node.complain_at(
            "allowed_hosts",
            format!("the base URL completes to `{host}`, which is not allowed"),
            format!("add {host}"),
        );
    }
}

/// A whole URL over the same variables. `hosts` are those that it may have, where it matters.
pub(crate) fn check_endpoint(
    node: &Node<'_>,
    url: &str,
    variables: &[Variable],
    hosts: Option<&[&str]>,
) {
    let first = url.find("://").map_or(0, |at| at + 3);
    let has_path = url.get(first..).is_some_and(|rest| rest.contains('/'));
    if !url.starts_with("https://") || !has_path || url.contains(['?', '#', '@', '\\', ' ']) {
        node.complain(
            format!("`{url}` is not the URL of an endpoint"),
            "write https://host/path, without query or fragment",
        );
        return;
    }
    for place in names::places(url) {
        if !variables.iter().any(|variable| variable.name == place) {
            node.complain(
                format!("`{{{place}}}` is not a variable"),
                format!("declare it under `variables.{place}`"),
            );
        }
    }
    for url in completed(url, variables) {
        let host = host(&url);
        if hosts.is_some_and(|hosts| !hosts.iter().any(|pattern| matches(pattern, host))) {
            node.complain(format!("it completes to `{host}`, which is not allowed, and the client's secret goes there"),
                "use one of `allowed_hosts`",
            );
        }
    }
}

/// Every URL that the variables can make; `label` stands for a DNS label of the operator's.
fn completed(base_url: &str, variables: &[Variable]) -> Vec<String> {
    variables
        .iter()
        .fold(vec![base_url.to_owned()], |urls, variable| {
            let place = format!("{{{}}}", variable.name);
            let values: Vec<&str> = match variable.values {
                VariableValues::DnsLabel => vec!["label"],
                VariableValues::Choice(values) => values.iter().map(|(_, value)| *value).collect(),
            };
            urls.iter()
                .flat_map(|url| values.iter().map(|value| url.replace(&place, value)))
                .collect()
        })
}

/// Nothing by which a URL parser would find another host than the text before the first `/`, as a backslash or an `@` would.
fn is_pattern(host: &str) -> bool {
    host.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b".-_*:".contains(&byte))
}

fn host(url: &str) -> &str {
    let rest = url.strip_prefix("https://").unwrap_or(url);
    rest.split('/').next().unwrap_or(rest)
}

fn matches(pattern: &str, host: &str) -> bool {
    let (pattern, host): (Vec<&str>, Vec<&str>) =
        (pattern.split('.').collect(), host.split('.').collect());
    pattern.len() == host.len()
        && pattern
            .iter()
            .zip(&host)
            .all(|(wanted, label)| *wanted == "*" || wanted == label)
}
