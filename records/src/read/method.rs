//! The endpoints that integration.yaml defines.

use super::answer::Failed;
use super::capped::{self, Capped};
use super::fixed::{self, Fixed};
use super::given_url;
use super::header;
use super::inside::{self, Inside, Order};
use super::names;
use super::node::Node;
use super::paging::{Paging, PagingPlace, Styles};
use super::value::Value;

#[derive(Debug)]
pub(crate) struct Method {
    pub(crate) resource: String,
    pub(crate) name: String,
    pub(crate) verb: Verb,
    pub(crate) path: String,
    /// Not empty: the path's one parameter is a whole URL on one of these.
    pub(crate) hosts: Vec<String>,
    pub(crate) body: BodyKind,
    pub(crate) response: ResponseKind,
    pub(crate) response_path: String,
    pub(crate) paging: Option<Paging>,
    pub(crate) timeout_ms: Option<u32>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) authenticated: bool,
    pub(crate) fixed: Fixed,
    pub(crate) capped: Option<Capped>,
    pub(crate) order: Option<Order>,
    pub(crate) inside: Option<Inside>,
    pub(crate) failed_if: Vec<String>,
    pub(crate) failed_unless: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verb {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BodyKind {
    None,
    Json,
    Form,
    Multipart,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ResponseKind {
    Json,
    Text,
    Binary,
    JsonLines,
    Redirect,
}

impl Method {
    pub(crate) fn is_standard(&self) -> bool {
        matches!(
            self.name.as_str(),
            "list" | "get" | "create" | "update" | "delete"
        )
    }

    pub(crate) fn is_standard_read(&self) -> bool {
        matches!(self.name.as_str(), "list" | "get")
    }

    /// The `{names}` of its path.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = &str> {
        names::places(&self.path)
    }
}

/// `resources` of integration.yaml, with the named styles of `pagination` and what makes a success of this vendor a failure.
pub(crate) fn read(
    resources: &Node<'_>,
    styles: Option<&Node<'_>>,
    failed: &Failed,
) -> Vec<Method> {
    let styles = Styles::read(styles);
    let mut methods = Vec::new();
    for (resource, node) in resources.entries() {
        if !names::is_word(resource) {
            node.complain(
                "this is no name for a resource",
                "use a-z, 0-9 and _, a letter first",
            );
        }
        for (name, node) in node.entries() {
            if !names::is_word(name) {
                node.complain(
                    "this is no name for a method",
                    "use a-z, 0-9 and _, a letter first",
                );
            }
            methods.extend(method(resource, name, &node, &styles, failed));
        }
    }
    methods
}

fn method(
    resource: &str,
    name: &str,
    node: &Node<'_>,
    styles: &Styles<'_>,
    failed: &Failed,
) -> Option<Method> {
    let bodies = [
        ("json", BodyKind::Json),
        ("form", BodyKind::Form),
        ("multipart", BodyKind::Multipart),
    ];
    let responses = [
        ("json", ResponseKind::Json),
        ("text", ResponseKind::Text),
        ("binary", ResponseKind::Binary),
        ("json_lines", ResponseKind::JsonLines),
        ("redirect", ResponseKind::Redirect),
    ];
    let mut keys = node.keys()?;
    let hosts = keys.get("hosts");
    let http = keys
        .need("http")
        .and_then(|http| endpoint(&http, hosts.is_some()));
    let hosts = hosts
        .map(|hosts| given_url::hosts(&hosts, node))
        .unwrap_or_default();
    let body = keys
        .get("body")
        .and_then(|body| body.choice(&bodies))
        .unwrap_or(BodyKind::None);
    let response = keys
        .get("response")
        .and_then(|response| response.choice(&responses))
        .unwrap_or(ResponseKind::Json);
    let response_path = keys
        .get("response_path")
        .and_then(|path| path.pointer())
        .unwrap_or_default();
    let paging = keys.get("pagination").and_then(|node| {
        if name != "list" {
            node.complain(
                "only `list` is paged",
                "make it the `list` of a resource of its own",
            );
        }
        let paging = styles.used(&node)?;
        if paging.place == PagingPlace::Body && body == BodyKind::None {
            node.complain(
                "this style pages in the body, and the method has none",
                "add `body: json` or use a style with `in: query`",
            );
        }
        if let Some(key) = paging.keys().find(|key| key.contains('/'))
            && matches!(body, BodyKind::Form | BodyKind::Multipart)
        {
            node.complain(
                format!("only a JSON body has a place for `{key}`"),
                "define the method with `body: json`",
            );
        }
        Some(paging)
    });
    let timeout_ms = keys.get("timeout_ms").and_then(|timeout| timeout.integer());
    let headers = keys
        .get("headers")
        .map(|node| header::sent(&node))
        .unwrap_or_default();
    let authenticated = keys
        .get("auth")
        .and_then(|auth| auth.choice(&[("none", false)]))
        .unwrap_or(hosts.is_empty());
    let fixed = keys
        .get("fixed")
        .and_then(|node| fixed::read(&node, body, paging.as_ref()))
        .unwrap_or_default();
    let is_paged = node.value().get("pagination").is_some();
    let capped = keys
        .get("capped")
        .and_then(|node| capped::read(&node, name, is_paged));
    let (order, inside) = inside::read(&mut keys, name, is_paged, response == ResponseKind::Json);
    let failed = keys
        .get("errors_in_success")
        .and_then(|node| Failed::read(&node))
        .unwrap_or_else(|| failed.clone());
    keys.finish();
    // A complaint about `http` is enough; what documents the method is still looked at.
    let (verb, path) = http.unwrap_or((Verb::Get, "/".to_owned()));
    Some(Method {
        resource: resource.to_owned(),
        name: name.to_owned(),
        verb,
        path,
        hosts,
        body,
        response,
        response_path,
        paging,
        timeout_ms,
        headers,
        authenticated,
        fixed,
        capped,
        order,
        inside,
        failed_if: failed.filled,
        failed_unless: failed.not_true,
    })
}

fn endpoint(node: &Node<'_>, is_given: bool) -> Option<(Verb, String)> {
    let (verb, path) = node.text()?.split_once(' ').or_else(|| {
        node.complain(
            "verb and path are not both there",
            "write them as `GET /issues/{id}`",
        );
        None
    })?;
    let verbs = [
        ("GET", Verb::Get),
        ("POST", Verb::Post),
        ("PUT", Verb::Put),
        ("PATCH", Verb::Patch),
        ("DELETE", Verb::Delete),
    ];
    let verb = node.with(&Value::from(verb)).choice(&verbs);
    if is_given {
        given_url::check(node, verb, path);
    } else if !path.starts_with('/') || path.contains(['?', '#', ' ']) {
        node.complain(
            format!("`{path}` is not a path"),
            "start it with / and leave out query, fragment and spaces",
        );
    }
    let places: Vec<&str> = names::places(path).collect();
    for (index, place) in places.iter().enumerate() {
        if !names::is_word(place) {
            node.complain(
                format!("`{{{place}}}` is no name for a parameter"),
                "use a-z, 0-9 and _, a letter first",
            );
        }
        if places.iter().take(index).any(|earlier| earlier == place) {
            node.complain(
                format!("`{{{place}}}` stands twice"),
                "name the parent `{<singular>_id}`",
            );
        }
    }
    if path.matches(['{', '}']).count() != 2 * places.len() {
        node.complain("a brace has no partner", "write parameters as {name}");
    }
    Some((verb?, path.to_owned()))
}
