//! The floor plans of `src/lib.rs` and `records/src/lib.rs`: who may know whom.

use std::fs;
use std::path::{Path, PathBuf};

/// Crates that exist on the Workers runtime alone.
const RUNTIME: [&str; 6] = [
    "getrandom",
    "worker",
    "js_sys",
    "web_sys",
    "wasm_bindgen",
    "wasm_bindgen_futures",
];

const VENDORS: [&str; 4] = ["pylon", "gladly", "intercom", "hubspot"];

/// The sources of the Worker, and of what makes records into its catalogue.
const CRATES: [&str; 2] = ["src", "records/src"];

/// A file of a crate, comments blanked.
struct Source {
    path: String,
    room: String,
    code: String,
}

impl Source {
    fn place(&self, at: usize) -> String {
        let line = self.code[..at].matches('\n').count() + 1;
        format!("{}:{line}", self.path)
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of sources");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut files: Vec<PathBuf> = paths
        .flat_map(|path| {
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect();
    files.sort();
    files
}

fn sources(folder: &str) -> Vec<Source> {
    let read = |file: PathBuf| {
        let path = file.strip_prefix(root()).expect("below the root");
        let below = path.strip_prefix(folder).expect("below its crate");
        let room = below.iter().next().expect("a room").to_string_lossy();
        let text = fs::read_to_string(&file).expect("a source");
        let code: Vec<&str> = text
            .lines()
            .map(|line| line.split("//").next().unwrap_or_default())
            .collect();
        Source {
            path: path.display().to_string(),
            room: room.trim_end_matches(".rs").to_owned(),
            code: code.join("\n"),
        }
    };
    let sources: Vec<Source> = files(&root().join(folder)).into_iter().map(read).collect();
    assert!(sources.len() > 20, "the sources were not found");
    sources
}

fn plan(folder: &str) -> String {
    fs::read_to_string(root().join(folder).join("lib.rs")).expect("the plan")
}

/// The rooms from the top down, as `lib.rs` lists them. Each may name those below it.
fn rooms(folder: &str) -> Vec<String> {
    let room = |line: &str| {
        let (name, _) = line.strip_prefix("//! - ")?.split_once(':')?;
        Some(name.trim_matches(['[', ']', '`']).to_owned())
    };
    plan(folder).lines().filter_map(room).collect()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Where a word stands, as a word of its own.
fn places<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    code.match_indices(word)
        .map(|(at, _)| at)
        .filter(move |at| {
            let (before, rest) = code.split_at(*at);
            !before.ends_with(is_word) && !rest[word.len()..].starts_with(is_word)
        })
}

/// What follows `crate::`: one name, or the first names in a group.
fn names_after_crate(code: &str, at: usize) -> Vec<String> {
    let Some(path) = code[at..].strip_prefix("crate::") else {
        return Vec::new();
    };
    let Some(group) = path.strip_prefix('{') else {
        return vec![path.chars().take_while(|c| is_word(*c)).collect()];
    };
    let mut depth = 0;
    let mut entries = vec![String::new()];
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => entries.push(String::new()),
            c if depth == 0 => entries.last_mut().expect("an entry").push(c),
            _ => {}
        }
    }
    let name = |entry: &String| entry.trim().chars().take_while(|c| is_word(*c)).collect();
    entries.iter().map(name).collect()
}

#[test]
fn the_reader_of_imports_sees_every_form() {
    for (code, expected) in [
        ("use crate::http::{Headers, Request};", vec!["http"]),
        (
            "use crate::{\n admin,\n mcp::{self, tools}\n};",
            vec!["admin", "mcp"],
        ),
        ("for x in crate::catalogue::ALL {", vec!["catalogue"]),
        ("pub(crate) fn x() {}", vec![]),
    ] {
        let at = places(code, "crate").next().expect("the word crate");
        assert_eq!(names_after_crate(code, at), expected, "{code}");
    }
}

/// What is wrong with a crate whose sources are these. Its commands, in `bin`, see of it what others see.
fn misplaced(rooms: &[String], sources: &[Source]) -> Vec<String> {
    let level = |room: &str| rooms.iter().position(|name| name == room);
    let mut wrong = Vec::new();
    let rooms = sources
        .iter()
        .filter(|source| !["lib", "bin"].contains(&source.room.as_str()));
    for source in rooms {
        let Some(own) = level(&source.room) else {
            wrong.push(format!("{}: in no room of the floor plan", source.path));
            continue;
        };
        for at in places(&source.code, "crate") {
            for name in names_after_crate(&source.code, at) {
                if level(&name).is_some_and(|other| other < own) {
                    let place = source.place(at);
                    wrong.push(format!("{place}: {} names {name}", source.room));
                }
            }
        }
        for (at, _) in source.code.match_indices("super::super::") {
            wrong.push(format!("{}: leaves its room", source.place(at)));
        }
    }
    wrong
}

#[test]
fn no_room_names_a_room_above_it() {
    for folder in CRATES {
        let wrong = misplaced(&rooms(folder), &sources(folder));
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    }
}

#[test]
fn a_room_that_names_one_above_it_is_told() {
    let rooms = ["emit", "read", "catalogue"].map(str::to_owned);
    let source = |path: &str, code: &str| Source {
        path: path.to_owned(),
        room: path.split('/').next().expect("a room").to_owned(),
        code: code.to_owned(),
    };
    let sources = [
        source("lib", "pub use crate::emit::emit;"),
        source("bin/records/main.rs", "use crate::report;"),
        source("emit/mod.rs", "use crate::catalogue::Tool;"),
        source(
            "catalogue/tool.rs",
            "\nuse crate::{read::Node, catalogue::Tool};",
        ),
        source("read/node.rs", "use super::super::emit;"),
        source("index/mod.rs", ""),
    ];
    assert_eq!(
        misplaced(&rooms, &sources),
        [
            "catalogue/tool.rs:2: catalogue names read",
            "read/node.rs:1: leaves its room",
            "index/mod.rs: in no room of the floor plan",
        ]
    );
}

#[test]
fn the_floor_plan_lists_every_module() {
    for folder in CRATES {
        let mut rooms = rooms(folder);
        rooms.sort();
        let plan = plan(folder);
        let mut modules: Vec<&str> = plan
            .lines()
            .filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod "))
            .map(|line| line.trim_end_matches(';'))
            .collect();
        modules.sort_unstable();
        assert_eq!(rooms, modules, "{folder}");
    }
}

#[test]
fn only_the_edge_knows_the_runtime() {
    let mut wrong = Vec::new();
    for source in sources("src").iter().filter(|source| source.room != "edge") {
        for name in RUNTIME {
            for at in places(&source.code, name) {
                let (before, rest) = source.code.split_at(at);
                let is_path = rest[name.len()..].starts_with("::");
                if is_path || before.ends_with("use ") || before.ends_with("extern crate ") {
                    wrong.push(format!("{}: {name}", source.place(at)));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// `.clippy.toml` refuses the functions; this refuses what clippy does not see: the edge's JavaScript, and a second place in the edge.
#[test]
fn random_bytes_come_from_one_place() {
    let host = root().join("src/edge/host.rs");
    let host = fs::read_to_string(host).expect("the host");
    assert_eq!(host.matches("getrandom::").count(), 1);
    let mut wrong = Vec::new();
    for entry in fs::read_dir(root().join("src/edge")).expect("the edge") {
        let path = entry.expect("an entry").path();
        // The sign-in's secrets are its libraries' and Rust's; what it draws itself names a request in the log.
        if path.is_dir() {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a source");
        let is_host = path.ends_with("host.rs");
        for word in [
            "Math.random",
            "Math::random",
            "getRandomValues",
            "randomUUID",
            "getrandom",
        ] {
            if text.contains(word) && !is_host {
                wrong.push(format!("{}: {word}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_vendor_is_named_in_the_sources() {
    let mut wrong = Vec::new();
    let all = CRATES.iter().flat_map(|folder| files(&root().join(folder)));
    for file in all {
        let text = fs::read_to_string(&file).expect("a source").to_lowercase();
        for (index, line) in text.lines().enumerate() {
            for vendor in VENDORS.iter().filter(|vendor| line.contains(*vendor)) {
                wrong.push(format!("{}:{}: {vendor}", file.display(), index + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
