//! Where the API is: the documents' `servers` become one base URL with its variables and hosts.

use super::document::{Document, place_in_first};
use super::note::{Kind, Notes};
use super::word::snake;
use crate::read::{Value, names};

/// `base_url`, `variables` and `allowed_hosts` of integration.yaml, and what each document's paths begin with.
#[derive(Debug, PartialEq)]
pub(super) struct Server {
    pub(super) base_url: String,
    pub(super) variables: Option<Value>,
    pub(super) hosts: Vec<String>,
    /// One for each document; `None` = it is on another host.
    pub(super) prefixes: Vec<Option<String>>,
}

/// A server of a document.
#[derive(Debug, Clone, PartialEq)]
struct Address {
    host: String,
    /// Empty, or `/…`.
    path: String,
    description: String,
    variables: Vec<(String, Variable)>,
}

#[derive(Debug, Clone, PartialEq)]
struct Variable {
    description: String,
    values: Vec<String>,
    default: String,
}

/// What can stand for all servers: a whole address, in which nothing is left open.
pub(super) fn is_base_url(url: &str) -> bool {
    !url.contains(['{', '}', '@']) && address(url, &Value::Null).is_some()
}

/// `given` stands for all that the documents say.
pub(super) fn read(
    slug: &str,
    documents: &[Document],
    given: Option<&str>,
    notes: &Notes,
) -> Server {
    let given = given.and_then(|url| address(url, &Value::Null));
    let all: Vec<Vec<Address>> = documents
        .iter()
        .map(|document| match &given {
            Some(given) => vec![given.clone()],
            None => addresses(document, notes),
        })
        .collect();
    let Some(main) = all.iter().find_map(|addresses| addresses.first()).cloned() else {
        let place = place_in_first(documents, &["servers"]);
        let host = format!("api.{slug}.example");
        notes.add(Kind::Guessed, &place, format!("no server with https is described: `base_url` is https://{host}, which is nowhere; import again with --base-url"));
        return Server {
            base_url: format!("https://{host}"),
            variables: None,
            hosts: vec![host],
            prefixes: documents
                .iter()
                .map(|document| Some(relative(document)))
                .collect(),
        };
    };
    let paths: Vec<Option<&str>> = all
        .iter()
        .map(
            |addresses| match addresses.iter().find(|address| address.host == main.host) {
                Some(address) => Some(address.path.as_str()),
                None if addresses.is_empty() => Some(main.path.as_str()),
                None => None,
            },
        )
        .collect();
    // One path for all stands in the base URL, several stand before the paths.
    let is_shared = paths.iter().flatten().all(|path| *path == main.path);
    let base_path = if is_shared { main.path.as_str() } else { "" };
    let prefixes = paths
        .iter()
        .map(|path| path.map(|path| path.strip_prefix(base_path).unwrap_or(path).to_owned()))
        .collect();
    let others: Vec<&Address> = all
        .iter()
        .flatten()
        .filter(|address| address.host != main.host && address.path == main.path)
        .collect();
    if main.variables.is_empty() && !others.is_empty() && documents.len() == 1 {
        return choice(&main, &others, base_path, prefixes);
    }
    with_variables(&main, base_path, prefixes, documents, notes)
}

/// Several hosts with the same API: the operator chooses one.
fn choice(
    main: &Address,
    others: &[&Address],
    base_path: &str,
    prefixes: Vec<Option<String>>,
) -> Server {
    let mut values: Vec<(String, Value)> = Vec::new();
    let mut hosts: Vec<String> = Vec::new();
    for (index, address) in [main].into_iter().chain(others.iter().copied()).enumerate() {
        let told = snake(
            address
                .description
                .split_whitespace()
                .next()
                .unwrap_or_default(),
        );
        let name = if told.is_empty() || values.iter().any(|(name, _)| *name == told) {
            format!("server_{}", index + 1)
        } else {
            told
        };
        if !address.variables.is_empty() || hosts.contains(&address.host) {
            continue;
        }
        values.push((name, address.host.as_str().into()));
        hosts.push(address.host.clone());
    }
    let default = values
        .first()
        .map_or(Value::Null, |(name, _)| Value::from(name.as_str()));
    let server = Value::object([
        (
            "description",
            "Which of the vendor's servers has the account.".into(),
        ),
        ("values", Value::Object(values)),
        ("default", default),
    ]);
    Server {
        base_url: format!("https://{{server}}{base_path}"),
        variables: Some(Value::object([("server", server)])),
        hosts,
        prefixes,
    }
}

fn with_variables(
    main: &Address,
    base_path: &str,
    prefixes: Vec<Option<String>>,
    documents: &[Document],
    notes: &Notes,
) -> Server {
    let mut base_url = format!("https://{}{base_path}", main.host);
    let mut hosts = vec![main.host.clone()];
    let mut variables: Vec<(String, Value)> = Vec::new();
    let place = place_in_first(documents, &["servers"]);
    for (vendors, variable) in &main.variables {
        let (before, name) = (format!("{{{vendors}}}"), snake(vendors));
        if !base_url.contains(&before) {
            continue;
        }
        let is_label = |text: &str| {
            !text.is_empty()
                && text
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        let in_host = main.host.contains(&before);
        // A variable of the path is what the vendor sets unless the operator has a choice.
        let is_plain = !in_host && variable.values.len() < 2
            || variable.values.len() == 1
            || !names::is_word(&name);
        if is_plain {
            base_url = base_url.replace(&before, &variable.default);
            hosts = hosts
                .iter()
                .map(|host| host.replace(&before, &variable.default))
                .collect();
            continue;
        }
        base_url = base_url.replace(&before, &format!("{{{name}}}"));
        let description = if variable.description.is_empty() {
            format!("The {} in the address of the API.", name.replace('_', " "))
        } else {
            variable.description.clone()
        };
        let mut entries = vec![("description".to_owned(), Value::from(description))];
        if variable.values.is_empty() {
            if !is_label(&variable.default) {
                notes.add(
                    Kind::Guessed,
                    &place,
                    format!("`{vendors}` is taken as one DNS label"),
                );
            }
            entries.push(("format".to_owned(), "dns_label".into()));
            hosts = hosts
                .iter()
                .map(|host| host.replace(&before, "*"))
                .collect();
        } else {
            let values = variable
                .values
                .iter()
                .map(|value| (value.clone(), Value::from(value.as_str())));
            entries.push(("values".to_owned(), Value::Object(values.collect())));
            entries.push(("default".to_owned(), variable.default.as_str().into()));
            hosts = hosts
                .iter()
                .flat_map(|host| {
                    variable
                        .values
                        .iter()
                        .map(|value| host.replace(&before, value))
                })
                .collect();
        }
        variables.push((name, Value::Object(entries)));
    }
    hosts.sort();
    hosts.dedup();
    Server {
        base_url,
        variables: (!variables.is_empty()).then_some(Value::Object(variables)),
        hosts,
        prefixes,
    }
}

/// A document's servers that can be called.
fn addresses(document: &Document, notes: &Notes) -> Vec<Address> {
    let servers = document.root.items("servers");
    let mut found = Vec::new();
    for (index, server) in servers.iter().enumerate() {
        let url = server.text("url");
        match address(url, server) {
            Some(address) => found.push(address),
            None => notes.add(
                Kind::LeftOut,
                &document.place(&["servers", &index.to_string()]),
                format!("`{url}` is no address with https and a host"),
            ),
        }
    }
    found
}

fn address(url: &str, server: &Value) -> Option<Address> {
    let rest = url.strip_prefix("https://")?;
    let (host, path) = rest
        .split_once('/')
        .map_or((rest, String::new()), |(host, path)| {
            (host, format!("/{path}"))
        });
    let path = path.trim_end_matches('/').to_owned();
    let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '{' | '}' | '_');
    let is_sane =
        host.contains(['.', '{']) && host.chars().all(is_host) && !path.contains(['?', '#', ' ']);
    let text = |value: &Value, key: &str| value.text(key).to_owned();
    let variables = server.entries("variables");
    let variables = variables.iter().map(|(name, variable)| {
        let values = variable.items("enum");
        let read = Variable {
            description: super::describe::cut(
                &super::describe::plain(&text(variable, "description")),
                200,
            ),
            values: values
                .iter()
                .filter_map(Value::as_text)
                .map(str::to_owned)
                .collect(),
            default: text(variable, "default"),
        };
        (name.clone(), read)
    });
    is_sane.then(|| Address {
        host: host.to_owned(),
        path,
        description: text(server, "description"),
        variables: variables.collect(),
    })
}

/// The path of a server that is only a path: `/api/v3`.
fn relative(document: &Document) -> String {
    let servers = document.root.items("servers");
    let url = servers
        .first()
        .and_then(|server| server.get("url"))
        .and_then(Value::as_text)
        .unwrap_or_default();
    let is_path =
        url.starts_with('/') && !url.starts_with("//") && !url.contains(['?', '#', ' ', '{']);
    if is_path {
        url.trim_end_matches('/').to_owned()
    } else {
        String::new()
    }
}
