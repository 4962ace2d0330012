//! What the paths of an API say of its nouns: which of their words name records, which say what is done, and which only sort.

use std::collections::{BTreeMap, BTreeSet};

use super::word;

/// A part of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// In snake case.
    Word(String),
    /// The vendor's name of a parameter.
    Place(String),
}

/// A path in parts; `{id}.json` counts as a parameter, `{id}:cancel` as one and a word, `{a}...{b}` as two.
pub(super) fn steps(path: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    for part in path.split('/').filter(|part| !part.is_empty()) {
        let Some((before, places)) = part.split_once('{') else {
            steps.extend(part.split(':').map(|word| Step::Word(word::snake(word))));
            continue;
        };
        if !before.is_empty() {
            steps.push(Step::Word(word::snake(before)));
        }
        for place in places.split('{') {
            let (name, rest) = place.split_once('}').unwrap_or((place, ""));
            steps.push(Step::Place(name.to_owned()));
            steps.extend(
                rest.strip_prefix(':')
                    .map(|word| Step::Word(word::snake(word))),
            );
        }
    }
    steps.retain(|step| !matches!(step, Step::Word(word) if word.is_empty() || sorts(word)));
    steps
}

/// `v3`, `api` and dates: versions, no nouns.
fn sorts(word: &str) -> bool {
    let is_number = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'_')
    };
    matches!(word, "api" | "rest")
        || word.strip_prefix('v').is_some_and(is_number)
        || word.strip_prefix('n').is_some_and(is_number)
}

/// What every operation of the documents together says of the paths.
#[derive(Debug, Default)]
pub(super) struct Paths {
    /// Verbs by path.
    verbs: BTreeMap<String, BTreeSet<&'static str>>,
    /// Paths whose records are many: a list is read there, or a parameter follows.
    collections: BTreeSet<String>,
}

fn key(steps: &[Step]) -> String {
    steps
        .iter()
        .map(|step| match step {
            Step::Word(word) => format!("/{word}"),
            Step::Place(_) => "/{}".to_owned(),
        })
        .collect()
}

impl Paths {
    pub(super) fn add(&mut self, verb: &'static str, steps: &[Step], is_list: bool) {
        self.verbs.entry(key(steps)).or_default().insert(verb);
        if is_list && verb == "get" {
            self.collections.insert(key(steps));
        }
        for (index, step) in steps.iter().enumerate() {
            if matches!(step, Step::Place(_)) && index > 0 {
                self.collections
                    .insert(key(steps.get(..index).unwrap_or_default()));
            }
        }
    }

    pub(super) fn has(&self, steps: &[Step], verb: &str) -> bool {
        self.verbs
            .get(&key(steps))
            .is_some_and(|verbs| verbs.contains(verb))
    }

    /// Whether many records are here. A parameter after a list names one of its records, whatever comes behind it.
    pub(super) fn is_collection(&self, steps: &[Step]) -> bool {
        let is_one = match steps.split_last() {
            Some((Step::Place(_), above)) => self.has(above, "get") || self.has(above, "post"),
            Some((Step::Word(_), _)) | None => false,
        };
        !is_one && self.collections.contains(&key(steps))
    }

    /// Whether a path that ends in a word ends in a noun.
    fn ends_in_noun(&self, steps: &[Step]) -> bool {
        let Some(Step::Word(word)) = steps.last() else {
            return false;
        };
        if matches!(word.as_str(), "search" | "query")
            && self
                .verbs
                .get(&key(steps))
                .is_some_and(|verbs| verbs.len() == 1)
        {
            return false;
        }
        let does = word
            .split('_')
            .next()
            .is_some_and(|first| word::deed(first).is_some());
        let is_kept = ["put", "patch", "delete"]
            .iter()
            .any(|verb| self.has(steps, verb));
        self.is_collection(steps)
            || self.has(steps, "get") && (!does || is_kept)
            || !does && word::is_plural(word)
    }

    fn is_known(&self, steps: &[Step]) -> bool {
        self.is_collection(steps) || self.has(steps, "get")
    }

    /// How many parts lead to the record or records; the rest are words that say what is done with them.
    pub(super) fn owner(&self, steps: &[Step]) -> usize {
        let end = steps.len();
        let run = steps
            .iter()
            .rposition(|step| matches!(step, Step::Place(_)))
            .map_or(0, |place| place + 1);
        if run == end || self.ends_in_noun(steps) {
            return end;
        }
        let known = (run + 1..end)
            .rev()
            .find(|length| self.is_known(steps.get(..*length).unwrap_or_default()));
        let length = match known {
            Some(length) => length,
            None if run > 0 => run,
            None if end > 1 => end - 1,
            None => end,
        };
        // `batch` and `bulk` belong to what is done.
        match steps.get(..length).unwrap_or_default() {
            [.., Step::Word(word)] if length > 1 && matches!(word.as_str(), "batch" | "bulk") => {
                length - 1
            }
            _ => length,
        }
    }

    /// The nouns on the way to an owner, and the words before each that only sort.
    pub(super) fn nouns(&self, owner: &[Step]) -> Vec<Noun> {
        let mut nouns: Vec<Noun> = Vec::new();
        let mut sorting = Vec::new();
        let last = owner.iter().rposition(|step| matches!(step, Step::Word(_)));
        for (index, step) in owner.iter().enumerate() {
            let Step::Word(word) = step else { continue };
            let is_followed = matches!(owner.get(index + 1), Some(Step::Place(_)));
            let is_noun = is_followed
                || last == Some(index)
                || self.has(owner.get(..=index).unwrap_or_default(), "get");
            if is_noun {
                nouns.push(Noun {
                    name: word.clone(),
                    sorting: std::mem::take(&mut sorting),
                });
            } else {
                sorting.push(word.clone());
            }
        }
        nouns
    }
}

#[derive(Debug, Clone)]
pub(super) struct Noun {
    pub(super) name: String,
    pub(super) sorting: Vec<String>,
}
