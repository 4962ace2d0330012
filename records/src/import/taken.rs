//! Names that are given away, one for each operation: unique, and short enough for every client.

use std::collections::{BTreeMap, BTreeSet};

use super::name::{Meant, Name, Nameless, renamed};
use super::path::{Noun, Paths, Step};
use super::word;
use crate::read::names;

/// Files of an integration's folder that document no resource.
const RESERVED: [&str; 4] = ["integration", "composites", "prompts", "chatgpt"];

/// Names that are given away.
pub(super) struct Taken<'a> {
    slug: &'a str,
    methods: BTreeSet<(String, String)>,
    tools: BTreeSet<String>,
    /// A resource belongs to the nouns that got it first.
    owners: BTreeMap<String, String>,
}

impl<'a> Taken<'a> {
    pub(super) fn new(slug: &'a str) -> Self {
        Taken {
            slug,
            methods: BTreeSet::new(),
            tools: BTreeSet::new(),
            owners: BTreeMap::new(),
        }
    }

    pub(super) fn name(
        &mut self,
        operation: &Nameless<'_>,
        meant: &Meant<'_>,
        paths: &Paths,
    ) -> Name {
        let candidates = resources(&meant.nouns, meant.is_search);
        let chain = chain(meant);
        let by_rule = candidates
            .iter()
            .find(|resource| self.give(resource, &meant.method, &chain));
        let is_makeshift = by_rule.is_none();
        let (resource, method) = match by_rule {
            Some(resource) => (resource.clone(), meant.method.clone()),
            None => self.makeshift(operation, meant, &candidates),
        };
        let singular = word::singular(&resource);
        let (path, places) = renamed(operation.path, meant, &method, paths);
        Name {
            resource,
            singular,
            method,
            path,
            places,
            is_makeshift,
        }
    }

    /// Takes the names of a tool, if all of them are free and fit.
    fn give(&mut self, resource: &str, method: &str, chain: &str) -> bool {
        let singular = word::singular(resource);
        let long = names::long(self.slug, resource, method, &singular);
        let short = names::short(resource, method, &singular);
        let pair = (resource.to_owned(), method.to_owned());
        let is_mine = self.owners.get(resource).is_none_or(|owner| owner == chain);
        let fits = [&long, &short].iter().all(|name| names::is_tool_name(name));
        let is_free = !RESERVED.contains(&resource)
            && !self.methods.contains(&pair)
            && long != short
            && !self.tools.contains(&long)
            && !self.tools.contains(&short);
        if !(is_mine && fits && is_free) {
            return false;
        }
        self.owners
            .entry(resource.to_owned())
            .or_insert_with(|| chain.to_owned());
        self.methods.insert(pair);
        self.tools.extend([long, short]);
        true
    }

    /// What is left when every name by the rules is taken or too long: names by the vendor's operation id, shortened and counted.
    fn makeshift(
        &mut self,
        operation: &Nameless<'_>,
        meant: &Meant<'_>,
        candidates: &[String],
    ) -> (String, String) {
        let chain = chain(meant);
        let own = operation.id.rsplit(['/', '}']).next().unwrap_or_default();
        let id = word::snake(own);
        let methods = [meant.method.clone(), id];
        let mut resources = candidates.to_vec();
        resources.extend(candidates.iter().flat_map(|resource| shortened(resource)));
        for method in methods.iter().filter(|method| !method.is_empty()) {
            for resource in &resources {
                if self.give(resource, method, &chain) {
                    return (resource.clone(), method.clone());
                }
            }
        }
        // There are as many numbers as operations, so one is free.
        let resource = resources.iter().min_by_key(|resource| resource.len());
        let resource: String = resource
            .map_or("things", String::as_str)
            .chars()
            .take(20)
            .collect();
        let resource = resource.trim_end_matches('_');
        let method: String = meant.method.chars().take(12).collect();
        let method = method.trim_end_matches('_');
        for number in 2_u32.. {
            let numbered = format!("{resource}_{number}");
            if self.give(&numbered, method, &format!("{chain} {number}")) {
                return (numbered, method.to_owned());
            }
        }
        (resource.to_owned(), method.to_owned())
    }
}

/// What tells two resources apart that could have one name.
fn chain(meant: &Meant<'_>) -> String {
    let words: Vec<String> = meant
        .owner
        .iter()
        .filter_map(|step| match step {
            Step::Word(word) => Some(word.clone()),
            Step::Place(_) => None,
        })
        .collect();
    format!(
        "{}{}",
        words.join("/"),
        if meant.is_search { "?" } else { "" }
    )
}

/// Names for a resource, the best first: with the noun above it, with all of them, with the words that sort.
fn resources(nouns: &[Noun], is_search: bool) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut add = |name: String| {
        let name = if is_search {
            format!("search_{name}")
        } else {
            name
        };
        if !found.contains(&name) {
            found.push(name);
        }
    };
    let Some((last, above)) = nouns.split_last() else {
        return vec!["root".to_owned()];
    };
    for depth in [1, 2, above.len()] {
        let start = above.len().saturating_sub(depth);
        add(joined(above.get(start..).unwrap_or_default(), &last.name));
    }
    for nouns in [
        nouns
            .get(above.len().saturating_sub(1)..)
            .unwrap_or_default(),
        nouns,
    ] {
        let mut words: Vec<String> = Vec::new();
        for noun in nouns {
            words.extend(
                noun.sorting
                    .iter()
                    .filter(|word| *word != "search")
                    .cloned(),
            );
            words.push(word::singular(&noun.name));
        }
        words.pop();
        words.push(last.name.clone());
        add(words.join("_"));
    }
    add(last.name.clone());
    add(format!("api_{}", last.name));
    found
}

/// `issue_followers`; a noun that begins with the one above it keeps its name.
fn joined(above: &[Noun], last: &str) -> String {
    above.iter().rev().fold(last.to_owned(), |name, noun| {
        let one = word::singular(&noun.name);
        if name.starts_with(&format!("{one}_")) || name == one || name == noun.name {
            name
        } else {
            format!("{one}_{name}")
        }
    })
}

/// A long name with words left out from the front, then from the middle.
fn shortened(resource: &str) -> Vec<String> {
    let words: Vec<&str> = resource.split('_').collect();
    let mut shorter = Vec::new();
    for skipped in 1..words.len() {
        shorter.push(words.get(skipped..).unwrap_or_default().join("_"));
    }
    shorter.retain(|name| name.starts_with(|first: char| first.is_ascii_lowercase()));
    shorter
}
