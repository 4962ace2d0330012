//! Which members of an answer a caller asked for, and which of them no row has.

use crate::arguments::error::{ArgumentError, nearest_word, short};
use crate::catalogue::Tool;
use crate::json::{Members, elements};

/// What stands for the record's own choice.
const SUMMARY: &str = "summary";

/// Names in one refusal.
const MOST_NAMES: usize = 40;

/// Lists within lists that are looked into.
const DEEPEST: usize = 8;

/// The paths that were asked for; none = the whole answer. `summary` is the record's choice, or all where the answer is as short, and a member
/// of that name where there is one.
pub fn paths<'a>(tool: &Tool, asked: &'a [String]) -> Vec<&'a str> {
    let asked: Vec<&str> = asked.iter().map(String::as_str).collect();
    if !asked.contains(&SUMMARY) {
        return asked;
    }
    if tool.summary.is_empty() {
        return Vec::new();
    }
    let others = asked
        .into_iter()
        .filter(|path| !tool.summary.contains(path));
    tool.summary.iter().copied().chain(others).collect()
}

/// What a compact server leaves out of a row that is not asked for by fields.
pub fn aside(tool: &Tool, asked: &[String]) -> &'static [&'static str] {
    if asked.is_empty() {
        tool.compact_omits
    } else {
        &[]
    }
}

/// What is wrong with the paths that led nowhere. Rows differ, so one that some row has, or that the record names, is right; and nothing is known
/// of a path that ends at null or at an empty list.
pub fn unknown(tool: &Tool, json: &str, paths: &[&str], found: &[bool]) -> Vec<ArgumentError> {
    let lost = paths.iter().zip(found).filter(|(_, found)| !**found);
    lost.map(|(path, _)| *path)
        .filter(|path| *path != SUMMARY && !is_named(tool, path))
        .filter_map(|path| missing(json, path))
        .map(|message| ArgumentError::new("fields", message))
        .collect()
}

fn is_named(tool: &Tool, path: &str) -> bool {
    tool.summary.iter().any(|named| {
        named
            .strip_prefix(path)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })
}

/// Why a path leads nowhere; `None` where the answer does not tell.
fn missing(json: &str, path: &str) -> Option<String> {
    let (mut values, mut rest) = (flat(json), path);
    loop {
        let rows: Vec<Members<'_>> = values
            .iter()
            .filter_map(|row| Members::parse(row))
            .collect();
        let before = path.strip_suffix(rest).unwrap_or_default();
        let mut names: Vec<&str> = Vec::new();
        for (key, _) in rows.iter().flat_map(|row| &row.0) {
            if !names.contains(&key.as_ref()) {
                names.push(key);
            }
        }
        let next = names.iter().find_map(|name| {
            let after = rest.strip_prefix(name)?.strip_prefix('.')?;
            Some((*name, after))
        });
        if let Some((name, after)) = next {
            let below = rows.iter().filter_map(|row| row.get(name));
            values = below.flat_map(flat).collect();
            rest = after;
            continue;
        }
        if !names.is_empty() {
            return Some(nearest(path, before, &names));
        }
        let is_other = |value: &&str| !matches!(*value, "null" | "\"\"" | "{}");
        let is_plain = rows.is_empty() && values.iter().any(is_other);
        return is_plain.then(|| match before.strip_suffix('.') {
            Some(before) => format!(
                "has \"{}\", but {} holds no fields of its own here: ask for \"{}\"",
                short(path),
                short(before),
                short(before)
            ),
            None => format!(
                "has \"{}\", but this answer has no fields: leave it out",
                short(path)
            ),
        });
    }
}

fn nearest(path: &str, before: &str, names: &[&str]) -> String {
    let full: Vec<String> = names.iter().map(|name| format!("{before}{name}")).collect();
    let shown = full.iter().map(String::as_str);
    let words = std::iter::once(SUMMARY).filter(|_| before.is_empty());
    let candidates = shown.clone().chain(words);
    let nearest = nearest_word(path, candidates);
    let more = if names.len() > MOST_NAMES {
        ", …"
    } else {
        ""
    };
    let listed: Vec<&str> = shown.take(MOST_NAMES).collect();
    format!(
        "has \"{}\", which is nowhere in this answer{nearest}; here are {}{more}",
        short(path),
        listed.join(", ")
    )
}

fn entries(json: &str) -> Vec<&str> {
    match elements(json) {
        Some(entries) => entries.iter().map(|entry| entry.get()).collect(),
        None => vec![json],
    }
}

/// What stands in a list, and in lists in it; anything else itself.
fn flat(json: &str) -> Vec<&str> {
    let mut values = vec![json];
    for _ in 0..DEEPEST {
        if !values.iter().any(|value| value.starts_with('[')) {
            break;
        }
        values = values.into_iter().flat_map(entries).collect();
    }
    values
}
