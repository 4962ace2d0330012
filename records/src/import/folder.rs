//! What was made becomes the files of an integration's folder.

use std::collections::{BTreeMap, BTreeSet};

use super::document::{Document, place_in_first};
use super::note::{Kind, Notes};
use super::server::Server;
use super::tool::Made;
use crate::read::Value;

/// What goes into integration.yaml beside the methods.
pub(super) struct Common<'a> {
    pub(super) slug: &'a str,
    pub(super) label: String,
    pub(super) documents: &'a [Document],
    pub(super) server: Server,
    pub(super) auth: Value,
    pub(super) errors: Option<Value>,
    pub(super) rate_limit: Value,
    pub(super) query_arrays: &'static str,
    pub(super) is_trusted: bool,
}

/// The contents of files by name.
pub(super) type Files = BTreeMap<String, Value>;

/// Whoever the credentials belong to is the best proof that they work.
const SELVES: [&str; 12] = [
    "me",
    "self",
    "whoami",
    "current_user",
    "user",
    "users_me",
    "account",
    "profile",
    "myself",
    "users",
    "owners",
    "accounts",
];

pub(super) fn files(common: &Common<'_>, made: &[Made], notes: &Notes) -> Files {
    let mut files = Files::new();
    let headers = shared_headers(made);
    let (styles, used) = styles(made);
    let mut resources: Vec<(String, Vec<(String, Value)>)> = Vec::new();
    for (method, style) in made.iter().zip(used) {
        let mut definition = method.definition.clone();
        definition.extend(style.map(|style| ("pagination".to_owned(), style)));
        let own = method
            .headers
            .iter()
            .filter(|header| !headers.contains(header));
        let own: Vec<(String, Value)> = own
            .map(|(name, value)| (name.clone(), value.as_str().into()))
            .collect();
        if !own.is_empty() {
            match definition.iter_mut().find(|(key, _)| key == "headers") {
                Some((_, Value::Object(entries))) => entries.extend(own),
                _ => definition.push(("headers".to_owned(), Value::Object(own))),
            }
        }
        let entry = (method.method.clone(), Value::Object(definition));
        match resources
            .iter_mut()
            .find(|(name, _)| *name == method.resource)
        {
            Some((_, methods)) => methods.push(entry),
            None => resources.push((method.resource.clone(), vec![entry])),
        }
    }
    let probe = probe(made, &mut resources, common, notes);
    let mut entries: Vec<(String, Value)> = Vec::new();
    let mut put = |key: &str, value: Option<Value>| {
        entries.extend(value.map(|value| (key.to_owned(), value)));
    };
    put("integration", Some(common.slug.into()));
    put("label", Some(common.label.as_str().into()));
    put("docs_url", Some(docs_url(common, notes).into()));
    put(
        "instructions",
        Some(instructions(common, &resources).into()),
    );
    put(
        "trust_imported",
        common.is_trusted.then_some(Value::Boolean(true)),
    );
    put("base_url", Some(common.server.base_url.as_str().into()));
    put("variables", common.server.variables.clone());
    put("allowed_hosts", Some(Value::strings(&common.server.hosts)));
    put("auth", Some(common.auth.clone()));
    let sent = headers
        .iter()
        .map(|(name, value)| (name.clone(), Value::from(value.as_str())));
    put(
        "headers",
        (!headers.is_empty()).then(|| Value::Object(sent.collect())),
    );
    put("query_array_format", Some(common.query_arrays.into()));
    put("rate_limit", Some(common.rate_limit.clone()));
    put("errors", common.errors.clone());
    put(
        "pagination",
        (!styles.is_empty()).then_some(Value::Object(styles)),
    );
    put("probe", Some(probe.into()));
    let resources = resources
        .into_iter()
        .map(|(name, methods)| (name, Value::Object(methods)));
    put("resources", Some(Value::Object(resources.collect())));
    files.insert("integration.yaml".to_owned(), Value::Object(entries));
    files.extend(documentation(made));
    files
}

/// Headers that most operations send alike.
fn shared_headers(made: &[Made]) -> Vec<(String, String)> {
    let mut counts: BTreeMap<&(String, String), usize> = BTreeMap::new();
    for header in made.iter().flat_map(|method| &method.headers) {
        *counts.entry(header).or_default() += 1;
    }
    let mut shared: Vec<(String, String)> = Vec::new();
    for (header, count) in counts {
        let is_new = !shared
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case(&header.0));
        if count * 2 > made.len() && is_new {
            shared.push(header.clone());
        }
    }
    shared
}

type Named = Vec<(String, Value)>;

/// The named styles, and for each method the use of one.
fn styles(made: &[Made]) -> (Named, Vec<Option<Value>>) {
    let mut styles: Vec<(String, Value, Option<i64>)> = Vec::new();
    let mut used = Vec::new();
    for method in made {
        let Some(paging) = &method.paging else {
            used.push(None);
            continue;
        };
        let known = styles.iter().find(|(_, style, _)| *style == paging.style);
        let (name, maximum) = if let Some((name, _, maximum)) = known {
            (name.clone(), *maximum)
        } else {
            let is_free = |name: &String| !styles.iter().any(|(known, _, _)| known == name);
            let numbered = (2..).map(|number| format!("{}_{number}", paging.name));
            let mut names = std::iter::once(paging.name.to_owned()).chain(numbered);
            let name = names.find(is_free).unwrap_or_default();
            styles.push((name.clone(), paging.style.clone(), paging.maximum));
            (name, paging.maximum)
        };
        let mut entries = vec![("use".to_owned(), Value::from(name.as_str()))];
        entries.extend(
            paging
                .default
                .map(|default| ("default_limit".to_owned(), Value::Integer(default))),
        );
        if let Some(own) = paging.maximum.filter(|own| Some(*own) != maximum) {
            entries.push(("max_limit".to_owned(), Value::Integer(own)));
        }
        used.push(Some(if entries.len() == 1 {
            name.into()
        } else {
            Value::Object(entries)
        }));
    }
    let styles = styles.into_iter().map(|(name, style, maximum)| {
        let mut entries = style.as_entries().to_vec();
        entries.extend(maximum.map(|maximum| ("max_limit".to_owned(), Value::Integer(maximum))));
        (name, Value::Object(entries))
    });
    (styles.collect(), used)
}

/// A read that needs nothing: the first of whoever calls, else the first of all.
fn probe(
    made: &[Made],
    resources: &mut Vec<(String, Named)>,
    common: &Common<'_>,
    notes: &Notes,
) -> String {
    let able: Vec<&Made> = made.iter().filter(|method| method.is_probe).collect();
    let of_self = SELVES
        .iter()
        .find_map(|own| able.iter().find(|method| method.resource == *own));
    if let Some(found) = of_self.or(able.first()) {
        if of_self.is_none() {
            notes.add(
                Kind::Guessed,
                &found.place,
                "the read that proves that credentials work: `probe`",
            );
        }
        return format!("{}.{}", found.resource, found.method);
    }
    // The documents have no such read, and the format wants one.
    notes.add(
        Kind::Guessed,
        &place_in_first(common.documents, &["paths"]),
        "no read without parameters is described: `probe` is GET /, which may not be there",
    );
    let name = if resources.iter().any(|(name, _)| name == "probe") {
        "probe_root"
    } else {
        "probe"
    };
    let list = ("list".to_owned(), Value::object([("http", "GET /".into())]));
    resources.push((name.to_owned(), vec![list]));
    format!("{name}.list")
}

/// Where a document says that the API is documented: by its own keys, or by an extension that names documentation.
fn docs_url(common: &Common<'_>, notes: &Notes) -> String {
    let is_url = |url: &&str| url.starts_with("https://") && !url.contains(char::is_whitespace);
    let told = common.documents.iter().find_map(|document| {
        let info = document.root.entries("info");
        let is_named = |(key, _): &&(String, Value)| key.contains("documentation");
        let own = document
            .root
            .get("externalDocs")
            .and_then(|value| value.get("url"));
        let contact = document
            .root
            .get("info")
            .and_then(|info| info.get("contact")?.get("url"));
        let extensions = info.iter().filter(is_named).filter_map(|(_, value)| {
            let first = value.as_items().first().unwrap_or(value);
            first.get("url")
        });
        let urls = own.into_iter().chain(extensions).chain(contact);
        urls.filter_map(Value::as_text).find(is_url)
    });
    told.map_or_else(
        || {
            notes.add(
                Kind::Guessed,
                &place_in_first(common.documents, &["info"]),
                "no documentation is named: `docs_url` is nowhere",
            );
            format!("https://docs.{}.example", common.slug)
        },
        str::to_owned,
    )
}

fn instructions(common: &Common<'_>, resources: &[(String, Named)]) -> String {
    // Of several documents none describes the whole.
    let whole = common
        .documents
        .iter()
        .filter(|_| common.documents.len() == 1);
    let said = whole.into_iter().find_map(|document| {
        let description = document.root.get("info")?.get("description")?.as_text()?;
        let plain = super::describe::plain(description);
        (!plain.is_empty()).then_some(plain)
    });
    let nouns: Vec<String> = resources
        .iter()
        .map(|(name, _)| name.replace('_', " "))
        .filter(|name| !name.starts_with("search"))
        .take(12)
        .collect();
    let own = format!("{} has {}.", common.label, nouns.join(", "));
    let said = said
        .map(|said| format!(" {}", super::describe::cut(&said, 400)))
        .unwrap_or_default();
    super::describe::cut(&format!("{own}{said}"), 890)
}

/// `<resource>.yaml` for each resource that has tools.
fn documentation(made: &[Made]) -> Files {
    let mut files = Files::new();
    let names: BTreeSet<&str> = made.iter().map(|method| method.resource.as_str()).collect();
    for name in names {
        let own: Vec<&Made> = made
            .iter()
            .filter(|method| method.resource == name)
            .collect();
        let Some(first) = own.iter().find(|method| method.documentation.is_some()) else {
            continue;
        };
        let shared: Vec<String> = first
            .tags
            .iter()
            .filter(|tag| own.iter().all(|method| method.tags.contains(tag)))
            .cloned()
            .collect();
        let tags = if shared.is_empty() {
            vec![name.to_owned()]
        } else {
            shared
        };
        let methods = own.iter().filter_map(|method| {
            let mut entries = method.documentation.clone()?;
            let more: Vec<&String> = method
                .tags
                .iter()
                .filter(|tag| !tags.contains(tag))
                .collect();
            if !more.is_empty() {
                entries.insert(1, ("tags".to_owned(), Value::strings(more)));
            }
            Some((method.method.clone(), Value::Object(entries)))
        });
        let methods = Value::Object(methods.collect());
        let record = Value::object([
            ("resource", name.into()),
            ("singular", first.singular.as_str().into()),
            ("tags", Value::strings(&tags)),
            ("methods", methods),
        ]);
        files.insert(format!("{name}.yaml"), record);
    }
    files
}
