//! Consent at the vendor.

use super::host::{self, Completed};
use super::node::Node;
use super::value::Value;
use crate::catalogue::{Auth, Authorize, ClientAuth, OAuth2, Variable, VariableValues};

const CLIENT_AUTH: [(&str, ClientAuth); 2] =
    [("body", ClientAuth::Body), ("basic", ClientAuth::Basic)];

/// `scheme` is how requests carry the access token.
pub(crate) fn read(node: &Node<'_>, scheme: &Auth, completed: &Completed<'_>) -> Option<OAuth2> {
    let mut keys = node.keys()?;
    let authorize = keys.need("authorize");
    let authorize = authorize.and_then(|node| authorize_at(&node, completed.variables));
    // The client's secret goes to these.
    let endpoint = |node: Node<'_>| {
        let url = node.text()?;
        host::check_endpoint(&node, url, completed.variables, Some(completed.hosts));
        Some(url)
    };
    let token = keys.need("token").and_then(endpoint);
    let refresh = keys.get("refresh").and_then(endpoint);
    let scopes = keys.texts("scopes");
    let pkce = keys.get("pkce").and_then(|node| node.boolean());
    let client = keys
        .get("client_authentication")
        .and_then(|node| node.choice(&CLIENT_AUTH));
    let issuer = keys.get("issuer").and_then(|node| node.text());
    let workspace = keys.get("workspace").and_then(|node| node.pointer());
    keys.finish();
    let credential = match scheme {
        Auth::Bearer { token } => token
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'))
            .filter(|name| !name.contains(['{', '}'])),
        Auth::Basic { .. } | Auth::Header { .. } => None,
    };
    if credential.is_none() {
        node.complain(
            "an access token is sent as it is, and `auth` sends something else",
            "write `scheme: oauth2`, or `scheme: bearer` with a `token` that is one credential",
        );
    }
    Some(OAuth2 {
        authorize: authorize?,
        token: token?,
        refresh: refresh.or(token)?,
        scopes,
        pkce: pkce.unwrap_or(false),
        client: client.unwrap_or(ClientAuth::Body),
        issuer,
        credential: credential?,
        workspace,
    })
}

/// One URL, or `{ variable: { value: URL } }`. A person goes there with nothing of ours, so it may be any host.
fn authorize_at(node: &Node<'_>, variables: &[Variable]) -> Option<Authorize> {
    if let Value::String(url) = node.value() {
        host::check_endpoint(node, url, variables, None);
        return Some(Authorize::Url(url));
    }
    let entries = node.entries();
    let [(name, by_value)] = entries.as_slice() else {
        node.complain(
            "it is neither a URL nor one variable's",
            "write https://host/path, or `variable: { value: https://host/path }`",
        );
        return None;
    };
    let variable = variables.iter().find(|variable| variable.name == *name);
    let Some(VariableValues::Choice(values)) = variable.map(|variable| &variable.values) else {
        by_value.complain("this is no variable with `values`", "use one that has them");
        return None;
    };
    for (value, node) in by_value.entries() {
        if !values.iter().any(|(name, _)| *name == value) {
            node.complain("the variable has no such value", "take it out");
        }
        host::check_endpoint(&node, node.text()?, variables, None);
    }
    let urls = by_value.pairs();
    for (value, _) in *values {
        if !urls.iter().any(|(name, _)| name == value) {
            by_value.complain(
                format!("`{value}` has no URL"),
                "give one for each value of the variable",
            );
        }
    }
    Some(Authorize::By {
        variable: name,
        urls,
    })
}
