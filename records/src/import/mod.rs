//! A vendor's own description of its API (`OpenAPI` 3.0 or 3.1) becomes a folder of records. Nothing it says is run, no other file or address
//! that it names is read, and no tool of it ships before a person has read it.
//!
//! 1. `document` reads the files; `server` and `auth` say where the API is and how it wants to know who calls; `failure` what its errors and
//!    limits look like.
//! 2. `operation` finds the operations with their parameters and bodies, one for each of the `kinds` of a body, `answer` what they answer. A `flat` schema is one without references
//!    and combinations; what alternatives say of one property is `joined`.
//! 3. `path` tells the nouns of the paths, `word` what the words mean, `name` what each operation is called, and `taken` which names are left.
//! 4. `tool` makes each a method: its `argument`s, of `parameter`s and a body, with their `schema`s and `bound`s (an object of properties
//!    `alike` is a map), how its lists are walked (`paging`, of the `candidate`s among them), what is said of it (`describe`) and its `example`.
//! 5. `folder` makes files of it all and `write` puts them on disk, once the reader of records has nothing against them. Whatever the format
//!    cannot say, or the document does not, is a `note`.

mod alike;
mod answer;
mod argument;
mod auth;
mod bound;
mod candidate;
mod describe;
mod document;
mod example;
mod failure;
mod flat;
mod folder;
mod joined;
mod kinds;
mod name;
mod note;
mod operation;
mod paging;
mod parameter;
mod path;
mod schema;
mod server;
mod taken;
mod time;
mod tool;
mod word;
mod write;

use std::fmt::Write as _;
use std::fs;
use std::hash::{BuildHasher as _, RandomState};
use std::path::{Path, PathBuf};

use self::document::{Document, place_in_first};
use self::folder::Common;
use self::name::Nameless;
use self::note::{Kind, Note, Notes};
use self::operation::Operation;
use self::tool::Made;
use self::write::Counts;
use crate::read::{Complaint, Complaints, Value, names, read};

/// What to import, and where to.
#[derive(Debug)]
pub struct Import<'a> {
    /// `OpenAPI` documents, which become one integration.
    pub files: &'a [PathBuf],
    /// The integration's name.
    pub slug: &'a str,
    /// Gets a folder of this name.
    pub out: &'a Path,
    /// Whether its tools ship unread.
    pub is_trusted: bool,
    /// Stands for the servers that the documents name.
    pub base_url: Option<&'a str>,
}

/// What came of it, for the terminal: the folder, and the counts.
pub fn import(import: &Import<'_>) -> Result<String, Vec<Complaint>> {
    let complaints = Complaints::default();
    let folder = import.out.join(import.slug);
    check(import, &folder, &complaints);
    let documents: Vec<Document> = import
        .files
        .iter()
        .filter_map(|file| Document::read(file, &complaints))
        .collect();
    let found = complaints.into_vec();
    if !found.is_empty() {
        return Err(found);
    }
    let notes = Notes::default();
    let server = server::read(import.slug, &documents, import.base_url, &notes);
    let operations = operation::all(&documents, &server.prefixes, &notes);
    let label = label(&documents, import.slug);
    let mut made = made(import.slug, &label, &operations, &notes);
    let common = Common {
        slug: import.slug,
        label: label.clone(),
        documents: &documents,
        server,
        auth: auth::read(&documents, &notes),
        errors: failure::errors(&documents),
        rate_limit: failure::rate_limit(&documents),
        query_arrays: query_arrays(&documents, &operations, &notes),
        is_trusted: import.is_trusted,
    };
    let files = accepted(import, &common, &mut made, &notes)?;
    let count = documents.iter().map(described).sum();
    let counts = Counts {
        operations: count,
        defined: made.len(),
        tools: made
            .iter()
            .filter(|method| method.documentation.is_some())
            .count(),
    };
    let names: Vec<String> = documents
        .iter()
        .map(|document| document.name.clone())
        .collect();
    note_audience(&documents, &made, &notes);
    let notes = notes.into_vec();
    let text = write::notes(&label, &names, counts, import.is_trusted, &notes);
    place(import.out, &folder, &files, &text).map_err(|error| vec![unwritable(&folder, &error)])?;
    Ok(summary(&folder, counts, import.is_trusted, &notes))
}

fn check(import: &Import<'_>, folder: &Path, complaints: &Complaints) {
    if !names::is_slug(import.slug) {
        complaints.add(
            "--slug",
            "",
            format!("`{}` is not a slug", import.slug),
            "use a-z and 0-9, a letter first, and 32 characters at most",
        );
    } else if folder.exists() {
        let fix = "name another with --out and compare the two with `records diff`, or remove it";
        complaints.add(
            &folder.display().to_string(),
            "",
            "this folder is there already, perhaps with a person's work in it",
            fix,
        );
    }
    if import.files.is_empty() {
        complaints.add(
            "--openapi",
            "",
            "no document is named",
            "name one or more OpenAPI documents",
        );
    }
    if let Some(url) = import.base_url
        && !server::is_base_url(url)
    {
        complaints.add(
            "--base-url",
            "",
            format!("`{url}` is not a base URL"),
            "write https://host/path: a host with a dot in it, without user, port, query and fragment",
        );
    }
}

fn label(documents: &[Document], slug: &str) -> String {
    let title = |document: &Document| {
        document
            .root
            .get("info")?
            .get("title")?
            .as_text()
            .map(describe::plain)
    };
    let own = names::capitalised(slug);
    match documents {
        [one] => title(one)
            .map(|title| {
                title
                    .trim_end_matches(['.', ' '])
                    .trim_end_matches(" API")
                    .to_owned()
            })
            .filter(|title| !title.is_empty() && title.len() <= 40)
            .unwrap_or(own),
        _ => own,
    }
}

fn made(slug: &str, label: &str, operations: &[Operation<'_>], notes: &Notes) -> Vec<Made> {
    let nameless: Vec<Nameless<'_>> = operations
        .iter()
        .map(|operation| Nameless {
            verb: operation.verb,
            path: &operation.path,
            id: operation.text("operationId"),
            summary: operation.text("summary"),
            is_list: operation.answer.is_list,
            kind: operation.told().map(|told| word::snake(told.value)),
        })
        .collect();
    let names = name::names(slug, &nameless);
    let tools = operations.iter().zip(&names);
    tools
        .map(|(operation, name)| {
            if name.is_makeshift {
                let what = format!(
                    "the name by the rules is taken or too long: {}.{}",
                    name.resource, name.method
                );
                notes.add(Kind::Guessed, &operation.place, what);
            }
            tool::made(operation, name, label, notes)
        })
        .collect()
}

/// Once for all of them: who sees what a tool changes is in no document.
fn note_audience(documents: &[Document], made: &[Made], notes: &Notes) {
    let writes = made
        .iter()
        .filter_map(|method| method.documentation.as_ref());
    let writes = writes.filter(|entries| entries.iter().any(|(key, _)| key == "audience"));
    let count = writes.count();
    if count > 0 {
        let what = format!(
            "who sees a change: `audience` is customer, which holds back the most, for every tool that writes ({count})"
        );
        notes.add(Kind::Guessed, &place_in_first(documents, &["paths"]), what);
    }
}

/// How most lists go into a query.
fn query_arrays(
    documents: &[Document],
    operations: &[Operation<'_>],
    notes: &Notes,
) -> &'static str {
    let mut repeat = 0_usize;
    let mut comma = 0_usize;
    for operation in operations {
        for parameter in operation
            .taken
            .parameters
            .iter()
            .filter(|parameter| parameter.within == "query")
        {
            let schema = parameter.value.get("schema").unwrap_or(&Value::Null);
            if flat::flat(operation.document, notes, &operation.place, schema, &[]).kind()
                != Some("array")
            {
                continue;
            }
            if parameter.value.get("explode") == Some(&Value::Boolean(false)) {
                comma += 1;
            } else {
                repeat += 1;
            }
        }
    }
    if comma > 0 && repeat > 0 {
        let place = place_in_first(documents, &["paths"]);
        notes.add(Kind::Simplified, &place, format!("lists in queries repeat their key ({repeat}) or are joined by commas ({comma}): all go out as most do"));
    }
    if comma > repeat { "comma" } else { "repeat" }
}

fn described(document: &Document) -> usize {
    let paths = document.root.entries("paths");
    let is_verb = |(verb, _): &&(String, Value)| operation::VERBS.contains(&verb.as_str());
    paths
        .iter()
        .map(|(_, item)| item.as_entries().iter().filter(is_verb).count())
        .sum()
}

/// How often the reader of records is asked: what it refuses goes behind the gate, which can be seen by others.
const ROUNDS: usize = 4;

/// Files that the reader of records takes: a tool that it refuses is defined and no more.
fn accepted(
    import: &Import<'_>,
    common: &Common<'_>,
    made: &mut [Made],
    notes: &Notes,
) -> Result<folder::Files, Vec<Complaint>> {
    let mark = notes.mark();
    let mut refused: Vec<(String, String)> = Vec::new();
    let mut left = Vec::new();
    for _ in 0..ROUNDS {
        notes.forget(mark);
        for (place, why) in &refused {
            notes.add(Kind::NoTool, place, why.clone());
        }
        let files = folder::files(common, made, notes);
        left = complaints(import, &files);
        if left.is_empty() {
            return Ok(files);
        }
        let before = refused.len();
        for complaint in &left {
            let (file, key) = complaint.place();
            let Some(rest) = key.strip_prefix("methods.") else {
                continue;
            };
            let method = rest.split('.').next().unwrap_or(rest);
            let resource = file
                .rsplit('/')
                .next()
                .unwrap_or(file)
                .trim_end_matches(".yaml");
            let of_it = |one: &&mut Made| one.resource == resource && one.method == method;
            if let Some(one) = made.iter_mut().find(of_it)
                && one.documentation.take().is_some()
            {
                refused.push((one.place.clone(), complaint.to_string()));
            }
        }
        if refused.len() == before {
            break;
        }
    }
    Err(left)
}

/// What the reader says of these files, which are nowhere else yet.
fn complaints(import: &Import<'_>, files: &folder::Files) -> Vec<Complaint> {
    let scratch = Scratch::beside(import.out);
    let written = write::folder(&scratch.0.join(import.slug), files, "");
    match written {
        Err(error) => vec![unwritable(&scratch.0, &error)],
        Ok(()) => read(&scratch.0, &[PathBuf::new()])
            .err()
            .unwrap_or_default(),
    }
}

/// Moves the finished folder to its place: it is there whole or not at all.
fn place(out: &Path, folder: &Path, files: &folder::Files, notes: &str) -> std::io::Result<()> {
    let scratch = Scratch::beside(out);
    let whole = scratch.0.join("whole");
    write::folder(&whole, files, notes)?;
    fs::rename(&whole, folder)
}

/// A folder that goes when it is dropped, on the same disk as where the records go.
struct Scratch(PathBuf);

impl Scratch {
    fn beside(out: &Path) -> Self {
        // By chance: a process has no number where the npm package runs this (WASI).
        #[expect(clippy::disallowed_methods, reason = "a name, and no secret")]
        let name = format!(".import-{:016x}", RandomState::new().hash_one(out));
        Scratch(out.join(name))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Nothing is in it that anybody misses.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn unwritable(folder: &Path, error: &std::io::Error) -> Complaint {
    Complaint::new(
        &folder.display().to_string(),
        "",
        format!("it cannot be written: {error}"),
        "name another folder with --out",
    )
}

fn summary(folder: &Path, counts: Counts, is_trusted: bool, notes: &[Note]) -> String {
    let mut text = format!("{}: {counts}\n", folder.display());
    for kind in Kind::ALL {
        let own: Vec<&Note> = notes.iter().filter(|note| note.kind == kind).collect();
        if !own.is_empty() {
            let _ = writeln!(text, "{}: {}", kind.heading(), own.len());
        }
        for note in own.iter().filter(|note| note.kind == Kind::NoTool) {
            let _ = writeln!(text, "  {}: {}", note.place, note.why);
        }
    }
    let _ = writeln!(
        text,
        "{} lists each with its place.",
        folder.join(write::NOTES).display()
    );
    text.push_str(if is_trusted {
        "Its tools ship unread: `trust_imported: true` in integration.yaml.\n"
    } else {
        "No tool ships before a person has read it and taken its `imported: true` out.\n"
    });
    text
}
