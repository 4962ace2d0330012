//! `fields`: which members of an answer the caller wants, by names or dot paths.

use super::blank::{is_hollow, is_word_of_programs};
use super::error::{At, kind_of};
use super::reading::Reading;
use crate::json::{as_json, elements, string};

/// Paths in one call, and bytes of one path.
const MOST: (usize, usize) = (100, 200);

/// Reads `"id, author.name"`, a list of such, or the JSON text of a list. Empty is none, which means all.
pub(super) fn read(json: &str, at: &At<'_>, reading: &mut Reading<'_>) -> Vec<String> {
    if is_hollow(json) || is_word_of_programs(json) {
        return Vec::new();
    }
    let Some(paths) = paths(json) else {
        reading.push(
            at,
            format!(
                "must be \"summary\", or names or dot paths with commas between, such as \"id,author.name\", not {}",
                kind_of(json)
            ),
        );
        return Vec::new();
    };
    let (most, longest) = MOST;
    if paths.len() > most {
        reading.push(at, format!("takes at most {most} names or paths"));
        return Vec::new();
    }
    for path in &paths {
        if path.len() > longest || path.split('.').any(str::is_empty) {
            let start: String = path.chars().take(50).collect();
            reading.push(
                at,
                format!(
                    "has no name or path \"{start}\": names stand between dots, as in author.name, and a path goes on through lists without an index"
                ),
            );
        }
    }
    paths
}

fn filled(mut paths: Vec<String>) -> Vec<String> {
    paths.retain(|path| !path.is_empty());
    paths
}

/// `None` when it is something else than text or a list of texts.
fn paths(json: &str) -> Option<Vec<String>> {
    let of_list = |json: &str| -> Option<Vec<String>> {
        let entries = elements(json)?;
        let texts = entries.iter().map(|entry| string(entry.get()));
        texts
            .map(|text| text.map(|text| text.trim().to_owned()))
            .collect()
    };
    if let Some(list) = as_json(json, '[') {
        return of_list(&list).map(filled);
    }
    let paths: Vec<String> = match string(json) {
        Some(text) if text.trim_start().starts_with('[') => return None,
        Some(text) => text.split(',').map(|path| path.trim().to_owned()).collect(),
        None => of_list(json)?,
    };
    Some(filled(paths))
}
