//! The endpoints that integration.yaml defines.

use super::capped;
use super::failed::Failed;
use super::fixed;
use super::given_url;
use super::header;
use super::keep;
use super::list;
use super::names;
use super::node::{Keys, Node};
use super::paging::Styles;
use super::value::Value;
use crate::catalogue::{BodyKind, Method, Paging, PagingPlace, ResponseKind, Segment, Verb};

impl Method {
    /// `resource.method`, as records refer to it.
    pub(crate) fn reference(&self) -> String {
        format!("{}.{}", self.resource, self.method)
    }

    pub(crate) fn is_standard(&self) -> bool {
        matches!(self.method, "list" | "get" | "create" | "update" | "delete")
    }

    pub(crate) fn is_standard_read(&self) -> bool {
        matches!(self.method, "list" | "get")
    }

    /// The `{names}` of its path.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = &'static str> {
        names::places(self.path)
    }

    /// Whether a value of its own goes out under this key.
    pub(crate) fn fixes(&self, place: PagingPlace, key: &str) -> bool {
        let fixed = match place {
            PagingPlace::Query => self.fixed_query,
            PagingPlace::Body => self.fixed_body,
        };
        fixed.iter().any(|(sent, _)| *sent == key)
    }
}

/// What holds for a method that does not say otherwise.
#[derive(Debug)]
pub(crate) struct Usual {
    /// What makes a success of this vendor a failure.
    pub(crate) failed: Failed,
    pub(crate) idempotency_header: Option<&'static str>,
}

impl Usual {
    pub(crate) fn read(keys: &mut Keys<'_>, failed: Failed) -> Self {
        let header = keys.get("idempotency_header");
        Self {
            failed,
            idempotency_header: header.and_then(|node| header::one(&node)),
        }
    }
}

/// `resources` of integration.yaml, with the named styles of `pagination`.
pub(crate) fn read(
    resources: &Node<'_>,
    styles: Option<&Node<'_>>,
    usual: &Usual,
) -> &'static [Method] {
    let styles = Styles::read(styles);
    let mut methods = Vec::new();
    for (resource, node) in resources.entries() {
        if !names::is_word(resource) {
            node.complain(
                "this cannot be the name of a resource",
                "use a-z, 0-9 and _, a letter first",
            );
        }
        for (name, node) in node.entries() {
            if !names::is_word(name) {
                node.complain(
                    "this cannot be the name of a method",
                    "use a-z, 0-9 and _, a letter first",
                );
            }
            methods.extend(method(resource, name, &node, &styles, usual));
        }
    }
    keep::list(methods)
}

fn method(
    resource: &'static str,
    name: &'static str,
    node: &Node<'_>,
    styles: &Styles<'_>,
    usual: &Usual,
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
    let paging = keys
        .get("pagination")
        .and_then(|node| paging(&node, name, body, styles));
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
    let (order, inside) = list::read(&mut keys, name, is_paged, response == ResponseKind::Json);
    let failed = keys
        .get("errors_in_success")
        .and_then(|node| Failed::read(&node))
        .unwrap_or(usual.failed);
    let idempotency = keys.get("idempotency_header");
    keys.finish();
    // A complaint about `http` is enough; what documents the method is still looked at.
    let (verb, path) = http.unwrap_or((Verb::Get, "/"));
    if let Some(node) = idempotency.as_ref().filter(|_| verb == Verb::Get) {
        node.complain("a GET may be repeated as it is", "take it out");
    }
    let idempotency = idempotency.and_then(|node| header::one(&node));
    Some(Method {
        resource,
        method: name,
        verb,
        path,
        segments: keep::list(segments(path)),
        hosts,
        body,
        response,
        response_path,
        paging,
        timeout_ms,
        headers,
        idempotency_header: idempotency
            .or(usual.idempotency_header)
            .filter(|_| verb != Verb::Get),
        authenticated,
        fixed_query: fixed.query,
        fixed_body: fixed.body,
        capped,
        order,
        inside,
        failed_if: failed.filled,
        failed_unless: failed.not_true,
    })
}

/// `pagination` of a method: one of the styles.
fn paging(node: &Node<'_>, method: &str, body: BodyKind, styles: &Styles<'_>) -> Option<Paging> {
    if method != "list" {
        node.complain(
            "only `list` is paged",
            "make it the `list` of a resource of its own",
        );
    }
    let paging = styles.used(node)?;
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
}

fn endpoint(node: &Node<'_>, is_given: bool) -> Option<(Verb, &'static str)> {
    let (verb, path) = node.text()?.split_once(' ').or_else(|| {
        node.complain(
            "this is not an HTTP method and a path",
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
    let verb = node.with(keep::one(Value::from(verb))).choice(&verbs);
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
                format!("`{{{place}}}` cannot be the name of a parameter"),
                "use a-z, 0-9 and _, a letter first",
            );
        }
        if places.iter().take(index).any(|earlier| earlier == place) {
            node.complain(
                format!("`{{{place}}}` occurs twice"),
                "name the parent `{<singular>_id}`",
            );
        }
    }
    if path.matches(['{', '}']).count() != 2 * places.len() {
        node.complain(
            "a brace is not opened or not closed",
            "write parameters as {name}",
        );
    }
    Some((verb?, path))
}

/// A path template, taken apart.
fn segments(path: &'static str) -> Vec<Segment> {
    let mut segments = Vec::new();
    for (index, part) in path.split('{').enumerate() {
        let (parameter, rest) = match part.split_once('}') {
            Some((parameter, rest)) if index > 0 => (Some(parameter), rest),
            Some(_) | None => (None, part),
        };
        segments.extend(parameter.map(Segment::Parameter));
        segments.extend((!rest.is_empty()).then_some(Segment::Text(rest)));
    }
    segments
}
