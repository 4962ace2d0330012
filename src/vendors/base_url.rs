//! Where an integration lives for one account. A tool's arguments never take part in this.

use std::collections::BTreeMap;

use crate::catalogue::{Integration, Variable, VariableValues};

/// Why an account's `context` gives no address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// A variable without default and value.
    #[error("is required: {0}")]
    Missing(&'static str),
    /// A value outside the set.
    #[error("must be one of {0}")]
    NotAChoice(String),
    /// Not one DNS label.
    #[error("must be one DNS label: letters, digits and inner hyphens, at most 63")]
    NotALabel,
    /// The finished host is not one of the integration's.
    #[error("leads to a host that is not the vendor's")]
    ForeignHost,
}

/// The base URL of an account, without a slash at its end. `fixed` is the operator's replacement (a sandbox, a simulator, a proxy).
pub fn base_url(
    integration: &Integration,
    context: &BTreeMap<String, String>,
    fixed: Option<&str>,
) -> Result<String, AddressError> {
    if let Some(fixed) = fixed {
        return Ok(fixed.trim_end_matches('/').to_owned());
    }
    let url = completed(integration, integration.base_url, context)?;
    if is_allowed(integration, &url) {
        Ok(url.trim_end_matches('/').to_owned())
    } else {
        Err(AddressError::ForeignHost)
    }
}

/// The URL of an endpoint that the client's secret goes to. `fixed` is the operator's replacement of its scheme and host.
pub fn endpoint(
    integration: &Integration,
    template: &str,
    context: &BTreeMap<String, String>,
    fixed: Option<&str>,
) -> Result<String, AddressError> {
    let url = completed(integration, template, context)?;
    if fixed.is_none() && !is_allowed(integration, &url) {
        return Err(AddressError::ForeignHost);
    }
    Ok(replaced(url, fixed))
}

/// The same of one that a browser goes to with nothing secret: it may be any host that the record names.
pub fn endpoint_of_browser(
    integration: &Integration,
    template: &str,
    context: &BTreeMap<String, String>,
    fixed: Option<&str>,
) -> Result<String, AddressError> {
    Ok(replaced(completed(integration, template, context)?, fixed))
}

fn replaced(url: String, fixed: Option<&str>) -> String {
    let Some(fixed) = fixed else {
        return url;
    };
    let rest = url.strip_prefix("https://").unwrap_or(&url);
    let path = rest.find('/').and_then(|at| rest.get(at..));
    format!(
        "{}{}",
        fixed.trim_end_matches('/'),
        path.unwrap_or_default()
    )
}

fn completed(
    integration: &Integration,
    template: &str,
    context: &BTreeMap<String, String>,
) -> Result<String, AddressError> {
    let mut url = template.to_owned();
    for variable in integration.variables {
        let value = resolve(variable, context.get(variable.name).map(String::as_str))?;
        url = url.replace(&format!("{{{}}}", variable.name), value);
    }
    if url.starts_with("https://") {
        Ok(url)
    } else {
        Err(AddressError::ForeignHost)
    }
}

fn is_allowed(integration: &Integration, url: &str) -> bool {
    let rest = url.strip_prefix("https://");
    let host = rest.map(|rest| rest.split('/').next().unwrap_or_default());
    let mut allowed = integration.allowed_hosts.iter();
    host.is_some_and(|host| allowed.any(|allowed| is_host(allowed, host)))
}

/// What goes into the template for a variable.
pub fn resolve<'a>(variable: &Variable, value: Option<&'a str>) -> Result<&'a str, AddressError> {
    let value = value
        .or(variable.default)
        .ok_or(AddressError::Missing(variable.description))?;
    match variable.values {
        VariableValues::Choice(choices) => choices
            .iter()
            .find(|(name, _)| *name == value)
            .map(|(_, text)| *text)
            .ok_or_else(|| {
                let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
                AddressError::NotAChoice(names.join(", "))
            }),
        VariableValues::DnsLabel if is_label(value) => Ok(value),
        VariableValues::DnsLabel => Err(AddressError::NotALabel),
    }
}

fn is_label(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

/// `*` in an allowed host stands for exactly one label.
pub(super) fn is_host(allowed: &str, host: &str) -> bool {
    let (mut allowed, mut host) = (allowed.split('.'), host.split('.'));
    loop {
        match (allowed.next(), host.next()) {
            (None, None) => return true,
            (Some("*"), Some(label)) if is_label(label) => {}
            (Some(expected), Some(label)) if expected.eq_ignore_ascii_case(label) => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_exactly_one_label() {
        assert!(is_host("*.acme.example", "org.acme.example"));
        for host in [
            "acme.example",
            "a.b.acme.example",
            ".acme.example",
            "org.acme.example.evil",
            "org@evil.acme.example",
        ] {
            assert!(!is_host("*.acme.example", host), "{host}");
        }
    }

    #[test]
    fn a_label_has_no_dots_slashes_or_outer_hyphens() {
        for good in ["a", "acme-2", "A1"] {
            assert!(is_label(good), "{good}");
        }
        for bad in [
            "",
            "-a",
            "a-",
            "a.b",
            "a/b",
            "a@b",
            "a b",
            "é",
            &"a".repeat(64),
        ] {
            assert!(!is_label(bad), "{bad}");
        }
    }
}
