//! The operations of the documents, each with what it takes and answers.

use super::answer::{self, Answer};
use super::argument::{Body, Parameter, Taken, Told};
use super::document::Document;
use super::kinds;
use super::note::{Kind, Notes};
use crate::read::Value;

/// `OpenAPI` has more verbs; vendors' tools use these.
pub(super) const VERBS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// What nobody calls as a tool, and no part of an API is lost without it.
const OTHERS: [&str; 3] = ["head", "options", "trace"];

#[derive(Debug)]
pub(super) struct Operation<'a> {
    pub(super) document: &'a Document,
    /// For notes.
    pub(super) place: String,
    pub(super) verb: &'static str,
    /// Below the base URL.
    pub(super) path: String,
    pub(super) value: &'a Value,
    pub(super) taken: Taken<'a>,
    pub(super) answer: Answer,
    /// Why it cannot be a tool, and yet can be defined.
    pub(super) obstacle: Option<String>,
}

impl<'a> Operation<'a> {
    pub(super) fn text(&self, key: &str) -> &'a str {
        self.value.text(key)
    }

    /// Which of several kinds its body is.
    pub(super) fn told(&self) -> Option<Told<'a>> {
        self.taken.body?.told
    }

    pub(super) fn http(&self, path: &str) -> String {
        format!("{} {path}", self.verb.to_ascii_uppercase())
    }

    /// Sent without credentials: an empty `security` of its own.
    pub(super) fn is_open(&self) -> bool {
        self.value
            .get("security")
            .is_some_and(|security| matches!(security, Value::Array(any) if any.is_empty()))
    }
}

/// Every operation that can be defined. `prefixes`: what the paths of each document begin with; `None` = it is on another host.
pub(super) fn all<'a>(
    documents: &'a [Document],
    prefixes: &[Option<String>],
    notes: &Notes,
) -> Vec<Operation<'a>> {
    let mut found: Vec<Operation<'a>> = Vec::new();
    for (document, prefix) in documents.iter().zip(prefixes) {
        let paths = document.root.entries("paths");
        for (path, item) in paths {
            let place = document.place(&["paths", path]);
            let Some(prefix) = prefix else {
                notes.add(
                    Kind::NoTool,
                    &place,
                    "its document names another host than the first: import it by itself",
                );
                continue;
            };
            match document.resolved(item) {
                Ok(item) => of_path(document, prefix, path, item, notes, &mut found),
                Err(why) => notes.add(Kind::NoTool, &place, why),
            }
        }
    }
    found
}

fn of_path<'a>(
    document: &'a Document,
    prefix: &str,
    path: &str,
    item: &'a Value,
    notes: &Notes,
    found: &mut Vec<Operation<'a>>,
) {
    for (verb, value) in item.as_entries() {
        let place = document.place(&["paths", path, verb]);
        if OTHERS.contains(&verb.as_str()) {
            notes.add(Kind::NoTool, &place, "such a request is no tool");
            continue;
        }
        let Some(verb) = VERBS.into_iter().find(|known| known == verb) else {
            continue;
        };
        if let Err(why) = is_path(path) {
            notes.add(Kind::NoTool, &place, why);
            continue;
        }
        if value
            .get("servers")
            .or(item.get("servers"))
            .is_some_and(|own| Some(own) != document.root.get("servers"))
        {
            notes.add(Kind::NoTool, &place, "it has a server of its own");
            continue;
        }
        let path = format!("{prefix}{path}");
        let shape = shape(&path);
        if found
            .iter()
            .any(|known| known.verb == verb && self::shape(&known.path) == shape)
        {
            notes.add(
                Kind::NoTool,
                &place,
                "the same verb and path are described before",
            );
            continue;
        }
        let mut obstacle = (value.get("deprecated") == Some(&Value::Boolean(true)))
            .then(|| "deprecated".to_owned());
        let body = body(document, value).unwrap_or_else(|why| {
            obstacle = Some(why);
            None
        });
        let words: Vec<String> = path
            .split('/')
            .filter(|part| !part.contains('{'))
            .map(super::word::snake)
            .collect();
        let answer = answer::read(document, value, &words);
        let bodies: Vec<Option<Body<'a>>> = match body.filter(|_| verb != "get") {
            // What only reads is one question, in whatever form it is put.
            Some(body) if !answer.is_list => {
                kinds::split(document, body).into_iter().map(Some).collect()
            }
            whole => vec![whole],
        };
        let parameters = parameters(document, item, value, &place, notes);
        found.extend(bodies.into_iter().map(|body| Operation {
            document,
            place: place.clone(),
            verb,
            path: path.clone(),
            value,
            taken: Taken {
                parameters: parameters.clone(),
                body,
            },
            answer: answer.clone(),
            obstacle: obstacle.clone(),
        }));
    }
}

/// A path without the names of its parameters.
fn shape(path: &str) -> String {
    path.split('{')
        .enumerate()
        .map(|(index, part)| match part.split_once('}') {
            Some((_, rest)) if index > 0 => format!("{{}}{rest}"),
            Some(_) | None => part.to_owned(),
        })
        .collect()
}

/// What can be the path of a record.
fn is_path(path: &str) -> Result<(), &'static str> {
    let braces = path.matches('{').count();
    let pairs = path
        .split('{')
        .skip(1)
        .filter(|rest| rest.find('}').is_some_and(|end| end > 0))
        .count();
    let is_up = |part: &str| part == "." || part == "..";
    if !path.starts_with('/') {
        Err("its path does not start with /")
    } else if path.contains(['?', '#', ' ', '\\']) || path.chars().any(char::is_control) {
        Err("its path has a query, a fragment, a space or what no path has")
    } else if path.split('/').any(is_up) {
        Err("its path leads up: `.` and `..` are no parts of a path")
    } else if braces != pairs || path.matches('}').count() != pairs {
        Err("its path has a brace that is not opened or not closed")
    } else {
        Ok(())
    }
}

/// Those of the operation, and those of its path that it does not describe itself.
fn parameters<'a>(
    document: &'a Document,
    item: &'a Value,
    operation: &'a Value,
    place: &str,
    notes: &Notes,
) -> Vec<Parameter<'a>> {
    let mut found: Vec<Parameter<'a>> = Vec::new();
    for owner in [operation, item] {
        for (index, parameter) in owner.items("parameters").iter().enumerate() {
            let value = match document.resolved(parameter) {
                Ok(value) => value,
                Err(why) => {
                    notes.add(Kind::LeftOut, &format!("{place}/parameters/{index}"), why);
                    continue;
                }
            };
            let (name, within) = (value.text("name"), value.text("in"));
            if !found
                .iter()
                .any(|known| known.name == name && known.within == within)
            {
                found.push(Parameter {
                    name,
                    within,
                    value,
                });
            }
        }
    }
    found
}

/// The body in the best of its forms; an error says why none can be sent.
fn body<'a>(document: &'a Document, operation: &'a Value) -> Result<Option<Body<'a>>, String> {
    let Some(described) = operation.get("requestBody") else {
        return Ok(None);
    };
    let described = document.resolved(described).map_err(str::to_owned)?;
    let is_required = described.get("required") == Some(&Value::Boolean(true));
    let contents = described.entries("content");
    let kind_of = |media: &str| match answer::bare(media).as_str() {
        _ if answer::is_json(media) => "json",
        "multipart/form-data" => "multipart",
        "application/x-www-form-urlencoded" => "form",
        _ => "",
    };
    for kind in ["json", "multipart", "form"] {
        let Some((_, content)) = contents.iter().find(|(media, _)| kind_of(media) == kind) else {
            continue;
        };
        let Some(schema) = content.get("schema") else {
            continue;
        };
        return Ok(Some(Body {
            kind,
            schema,
            example: example(document, content),
            is_required,
            told: None,
        }));
    }
    match contents.first() {
        Some((media, _)) if is_required => {
            Err(format!("its body is {media}, which no record can say"))
        }
        Some(_) | None => Ok(None),
    }
}

/// What the vendor shows as a value, of a body or of a parameter.
pub(super) fn example<'a>(document: &'a Document, content: &'a Value) -> Option<&'a Value> {
    let one = content
        .get("example")
        .filter(|value| **value != Value::Null);
    one.or_else(|| {
        let (_, first) = content.get("examples")?.as_entries().first()?;
        document.resolved(first).ok()?.get("value")
    })
}
