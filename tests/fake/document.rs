//! `/openapi.json`, as every answer in these tests is held to it: its status, its body, and the body that got it.

use std::sync::OnceLock;

use fairlead::http::{Request, Response};
use serde_json::{Map, Value};

use super::block_on;
use super::http::request;
use super::schema::misfit;
use super::worker::Worker;

/// In the order of `allow`.
const METHODS: [&str; 5] = ["GET", "HEAD", "POST", "PATCH", "DELETE"];

/// Said of all answers at once, in docs/operate.md.
const OF_EVERY_ANSWER: [&str; 6] = [
    "cache-control",
    "content-type",
    "referrer-policy",
    "x-request-id",
    "vary",
    "x-content-type-options",
];

/// The document as it is served.
pub(crate) fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| {
        let (reply, _) = block_on(Worker::new().serve(&request("GET", "/openapi.json")));
        serde_json::from_str(&reply.body).expect("JSON")
    })
}

/// One method of one path.
#[derive(Clone, Copy)]
pub(crate) struct Operation {
    pub(crate) path: &'static str,
    /// In upper case, as in a request.
    pub(crate) method: &'static str,
    value: &'static Value,
}

/// Every operation of the document.
pub(crate) fn operations() -> &'static [Operation] {
    static OPERATIONS: OnceLock<Vec<Operation>> = OnceLock::new();
    OPERATIONS.get_or_init(|| {
        let paths = members(&document()["paths"]).iter();
        let of_path = |(path, item): (&'static String, &'static Value)| {
            let methods = members(item).iter().filter(|(key, _)| *key != "parameters");
            methods.map(move |(method, value)| Operation {
                path,
                method: METHODS
                    .into_iter()
                    .find(|known| known.eq_ignore_ascii_case(method))
                    .unwrap_or_else(|| panic!("{path}: {method} is not known here")),
                value,
            })
        };
        paths.flat_map(of_path).collect()
    })
}

impl Operation {
    pub(crate) fn name(&self) -> &'static str {
        self.value["operationId"].as_str().expect("an operationId")
    }

    /// Documented statuses, sorted.
    pub(crate) fn statuses(&self) -> Vec<u16> {
        let statuses = members(&self.value["responses"]).keys();
        let mut statuses: Vec<u16> = statuses.map(|key| key.parse().expect("a status")).collect();
        statuses.sort_unstable();
        statuses
    }

    /// The schema of the body that it takes.
    pub(crate) fn body(&self) -> Option<&'static Value> {
        let schema = schema(self.value.get("requestBody")?);
        Some(follow(schema.expect("a schema")))
    }

    /// Its parameters, those of its path included.
    pub(crate) fn parameters(&self) -> Vec<&'static Value> {
        let of_path = &document()["paths"][self.path]["parameters"];
        let lists = [of_path, &self.value["parameters"]];
        let entries = lists.into_iter().filter_map(Value::as_array).flatten();
        entries.map(follow).collect()
    }

    /// Names of its parameters in `query`, `path` or `header`, sorted.
    pub(crate) fn names_in(&self, place: &str) -> Vec<&'static str> {
        let mut names: Vec<&str> = self
            .parameters()
            .into_iter()
            .filter(|parameter| parameter["in"] == place)
            .map(|parameter| parameter["name"].as_str().expect("a name"))
            .collect();
        names.sort_unstable();
        names
    }

    /// What its success leads to: operations, each with the parameters that the answer gives it.
    pub(crate) fn links(&self) -> Vec<(&'static Operation, Vec<(&'static str, &'static str)>)> {
        let statuses = self.statuses().into_iter();
        let answers = statuses.filter_map(|status| self.response(status)?.get("links"));
        let links = answers.flat_map(|links| members(links).values());
        let read = |link: &'static Value| {
            let target = operations()
                .iter()
                .find(|known| known.name() == link["operationId"]);
            let parameters = link.get("parameters").map(members).into_iter().flatten();
            let given = parameters.map(|(name, place)| {
                let place = place
                    .as_str()
                    .and_then(|text| text.strip_prefix("$response.body#"));
                (name.as_str(), place.expect("a place in the answer"))
            });
            (target.expect("a documented operation"), given.collect())
        };
        links.map(read).collect()
    }

    fn response(&self, status: u16) -> Option<&'static Value> {
        Some(follow(self.value["responses"].get(status.to_string())?))
    }
}

/// The methods of a path, as `allow` lists them.
pub(crate) fn allow(path: &str) -> String {
    let is_served = |method: &&str| operation(path, method).is_some();
    let served: Vec<&str> = METHODS.into_iter().filter(is_served).collect();
    served.join(", ")
}

fn operation(path: &str, method: &str) -> Option<&'static Operation> {
    let is_it = |operation: &&Operation| operation.path == path && operation.method == method;
    operations().iter().find(is_it)
}

/// The document's path for a request's; one without parameters comes first. A slash at the end makes another path of a token's alone.
pub(crate) fn template(path: &str) -> Option<&'static str> {
    let path = match path.strip_prefix("/mcp/") {
        Some(_) => path,
        None => path.trim_end_matches('/'),
    };
    if !path.starts_with('/') {
        return None;
    }
    let fits = |template: &&str| {
        let wanted: Vec<&str> = template.split('/').collect();
        let found: Vec<&str> = path.split('/').collect();
        let is_fit = |(wanted, found): (&&str, &&str)| match wanted.strip_prefix('{') {
            Some(_) => !found.is_empty(),
            None => wanted == found,
        };
        wanted.len() == found.len() && wanted.iter().zip(&found).all(is_fit)
    };
    let paths = members(&document()["paths"]).keys().map(String::as_str);
    paths
        .filter(fits)
        .min_by_key(|template| template.matches('{').count())
}

/// Fails when the document does not know this answer to this request.
#[track_caller]
pub(crate) fn hold(ask: &Request, answer: &Response) {
    let Request { method, path, .. } = ask;
    let path = path.trim_end_matches('/');
    let status = answer.status;
    let is_preflight = status == 204 && method == "OPTIONS";
    // Said before the path is looked at: a foreign origin, no operator, a Worker that is not set up.
    if is_preflight || [401, 403, 429, 500, 503].contains(&status) && template(path).is_none() {
        return;
    }
    let Some(template) = template(path) else {
        assert_eq!(status, 404, "{method} {path} is not documented");
        return;
    };
    let Some(operation) = operation(template, method) else {
        let refusals = [401, 403, 405, 429, 500, 503];
        assert!(
            refusals.contains(&status),
            "{method} {template} is not documented and answers {status}"
        );
        return;
    };
    let name = operation.name();
    let response = operation.response(status);
    let response = response.unwrap_or_else(|| panic!("{name} answers {status}, undocumented"));
    if method != "HEAD" {
        hold_headers(name, response, answer);
        hold_body(name, response, answer);
    }
    // A message of JSON-RPC can be refused with 200.
    let is_taken = (200..300).contains(&status) && !answer.body.contains("\"error\":");
    if let Some(schema) = operation.body()
        && is_taken
        && let Ok(body) = serde_json::from_slice::<Value>(&ask.body)
    {
        let misfit = misfit(schema, &body, false);
        assert_eq!(misfit, None, "{name} took a body that the document refuses");
    }
}

/// An answer has the headers that are documented, all of those that are required, and no other.
#[track_caller]
fn hold_headers(name: &str, response: &'static Value, answer: &Response) {
    let documented = response.get("headers").map(members);
    let found = answer.headers.as_lines().lines();
    let found: Vec<&str> = found
        .filter_map(|line| Some(line.split_once(':')?.0))
        .collect();
    for header in &found {
        let is_known = OF_EVERY_ANSWER.contains(header) || header.starts_with("access-control-");
        let is_documented = documented.is_some_and(|known| known.contains_key(*header));
        assert!(
            is_known || is_documented,
            "{name}: {header} is not documented"
        );
    }
    for (header, value) in documented.into_iter().flatten() {
        let is_there = found.contains(&header.as_str());
        let is_required = follow(value)["required"] == true;
        assert!(is_there || !is_required, "{name} lacks the header {header}");
    }
}

#[track_caller]
fn hold_body(name: &str, response: &'static Value, answer: &Response) {
    let status = answer.status;
    let Some(schema) = schema(response) else {
        assert_eq!(answer.body, "", "{name} {status} is documented without one");
        return;
    };
    let content_type = answer.headers.get("content-type");
    let as_csv = content_type.is_some_and(|it| it.starts_with("text/csv;"));
    if as_csv && response["content"].get("text/csv").is_some() {
        return;
    }
    assert_eq!(content_type, Some("application/json"), "{name} {status}");
    // A vendor's JSON is passed on as deep as it came.
    match serde_json::from_str(&answer.body) {
        Ok(body) => assert_eq!(
            misfit(schema, &body, true),
            None,
            "{name} {status}: {}",
            answer.body
        ),
        Err(error) => assert!(
            error.to_string().starts_with("recursion limit"),
            "{name} {status}: {error}"
        ),
    }
}

/// The schema of a body or answer in JSON.
fn schema(holder: &'static Value) -> Option<&'static Value> {
    let content = holder.get("content")?;
    let mut types: Vec<&String> = members(content).keys().collect();
    types.retain(|name| *name != "text/csv");
    assert_eq!(types, ["application/json"]);
    Some(&content["application/json"]["schema"])
}

/// The value itself, or what its `$ref` names.
pub(crate) fn follow(value: &'static Value) -> &'static Value {
    match value.get("$ref").and_then(Value::as_str) {
        Some(reference) => document()
            .pointer(reference.trim_start_matches('#'))
            .unwrap_or_else(|| panic!("{reference} leads nowhere")),
        None => value,
    }
}

pub(super) fn members(value: &Value) -> &Map<String, Value> {
    value.as_object().expect("an object")
}
