//! A description of an API on disk: read whole, as JSON or YAML, of a bounded size. It never leads to another file.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use percent_encoding::percent_decode_str;
use serde_saphyr::{budget, options};

use crate::read::{Complaints, Value};

/// Beyond the largest descriptions that vendors publish (13 MB), and small enough for any machine.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// References that lead to references.
const MAX_HOPS: usize = 16;

#[derive(Debug)]
pub(super) struct Document {
    /// The file's name, for notes.
    pub(super) name: String,
    pub(super) root: Value,
}

/// A value that stands where it is or where a reference leads.
pub(super) type Resolved<'a> = Result<&'a Value, &'static str>;

impl Document {
    pub(super) fn read(path: &Path, complaints: &Complaints) -> Option<Self> {
        let shown = path.display().to_string();
        let complain = |what: String, fix: &str| complaints.add(&shown, "", what, fix);
        let text = match text(path) {
            Ok(text) => text,
            Err((what, fix)) => {
                complain(what, fix);
                return None;
            }
        };
        let root = match parse(&text) {
            Ok(root) => root,
            Err(what) => {
                complain(
                    what,
                    "name a file that holds an OpenAPI document, JSON or YAML",
                );
                return None;
            }
        };
        let version = root.text("openapi");
        if !(version.starts_with("3.0") || version.starts_with("3.1")) {
            let fix = "convert it to OpenAPI 3.0 or 3.1, for example with swagger2openapi";
            let found = match (root.get("swagger"), version) {
                (Some(_), _) => "this is Swagger 2".to_owned(),
                (None, "") => "`openapi` with the version is missing".to_owned(),
                (None, version) => format!("this is OpenAPI {version}"),
            };
            complain(found, fix);
            return None;
        }
        if root
            .get("paths")
            .is_none_or(|paths| paths.as_entries().is_empty())
        {
            complain(
                "it has no `paths`".to_owned(),
                "name a document that describes operations",
            );
            return None;
        }
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        Some(Document {
            name: name.unwrap_or_default(),
            root,
        })
    }

    /// The value that a JSON pointer names.
    fn at(&self, pointer: &str) -> Option<&Value> {
        pointer
            .split('/')
            .skip(1)
            .try_fold(&self.root, |value, step| {
                let step = decoded(step);
                match value {
                    Value::Array(items) => items.get(step.parse::<usize>().ok()?),
                    value @ (Value::Null
                    | Value::Boolean(_)
                    | Value::Integer(_)
                    | Value::Number(_)
                    | Value::String(_)
                    | Value::Object(_)) => value.get(&step),
                }
            })
    }

    /// The reference of a schema, parameter or the like, if it is one to this document.
    pub(super) fn reference(value: &Value) -> Option<&str> {
        value.get("$ref").and_then(Value::as_text)
    }

    /// What a reference names: one step, because each may be a schema with words of its own.
    pub(super) fn target(&self, reference: &str) -> Resolved<'_> {
        let Some(pointer) = reference.strip_prefix('#') else {
            return Err(
                "it refers to another file or address, which is never read: merge it into this document",
            );
        };
        self.at(pointer)
            .ok_or("it refers to a place that the document does not have")
    }

    /// The value itself, or what its references lead to.
    pub(super) fn resolved<'a>(&'a self, value: &'a Value) -> Resolved<'a> {
        let mut value = value;
        for _ in 0..MAX_HOPS {
            match Self::reference(value) {
                Some(reference) => value = self.target(reference)?,
                None => return Ok(value),
            }
        }
        Err("its references lead in a circle")
    }

    /// A place in this document, for notes.
    pub(super) fn place(&self, steps: &[&str]) -> String {
        let steps: Vec<String> = steps.iter().map(|step| encoded(step)).collect();
        format!("{}#/{}", self.name, steps.join("/"))
    }
}

/// A place in the first of them, for notes about all.
pub(super) fn place_in_first(documents: &[Document], steps: &[&str]) -> String {
    let first = documents.first();
    first.map(|one| one.place(steps)).unwrap_or_default()
}

/// One step of a JSON pointer, as it stands in a URI fragment (RFC 6901 §6).
fn decoded(step: &str) -> String {
    let text = percent_decode_str(step).decode_utf8_lossy();
    text.replace("~1", "/").replace("~0", "~")
}

pub(super) fn encoded(step: &str) -> String {
    step.replace('~', "~0").replace('/', "~1")
}

fn text(path: &Path) -> Result<String, (String, &'static str)> {
    let unreadable = |error: std::io::Error| {
        (
            format!("it cannot be read: {error}"),
            "name a file that is there",
        )
    };
    let is_file = fs::metadata(path).map_err(unreadable)?.is_file();
    if !is_file {
        return Err(("this is not a file".to_owned(), "name the document itself"));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > MAX_BYTES) {
        let fix = "name a document of 64 MiB at most; the form without resolved references is the smaller one";
        return Err(("it is too large".to_owned(), fix));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        (format!("byte {at} is not UTF-8"), "save it as UTF-8")
    })?;
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}

/// JSON by its first character: a reader of JSON is ten times as fast, and knows no aliases.
fn parse(text: &str) -> Result<Value, String> {
    if text.trim_start().starts_with('{') {
        return serde_json::from_str(text).map_err(|error| format!("this is not JSON: {error}"));
    }
    // Aliases may multiply what a document says, by so much and no more.
    // OpenAPI is YAML 1.2, where `on` and `y` are texts.
    let options = options! {
        strict_booleans: true,
        budget: budget! {
            max_events: 4_000_000,
            max_nodes: 2_000_000,
            max_depth: 128,
        },
    };
    serde_saphyr::from_str_with_options(text, options)
        .map_err(|error| format!("this is not YAML: {error}"))
}
