//! The words of tools' names. A name that is no tool's hints at the tool that does the same to the same thing, or at none: what is alike in its
//! letters alone may do the opposite.

use std::collections::BTreeSet;

use crate::catalogue::{Effect, Tool};
use crate::words::{singular, spaced};

/// Words for the same doing, by the first of each line.
const VERBS: [&str; 7] = [
    "get fetch read retrieve show view",
    "list",
    "search find query lookup",
    "create add make insert",
    "update edit modify change patch set",
    "delete remove destroy",
    "close resolve",
];

/// Doings that one does for another: a server may have only one of them for a thing.
const READING: [&str; 3] = ["get", "list", "search"];

/// Words for the same thing; those that stand first are meant first. A note stays in the team and a message does not: they are two.
const NOUNS: [&str; 4] = [
    "ticket issue case",
    "contact customer person user",
    "conversation chat thread",
    "note comment",
];

/// Words that say nothing about what is done, or to what.
const FILLERS: &str = "a an the all single by id detail";

/// Letters from which two mistakes are one word still.
const TWO_MISTAKES: usize = 12;

/// A tool, as it can be meant.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meant<'a> {
    /// Its names of both sorts, the short one first.
    pub(super) names: [&'a str; 2],
    /// The name that is shown.
    pub(super) shown: &'a str,
    /// It changes nothing.
    pub(super) is_read: bool,
}

impl<'a> Meant<'a> {
    /// A tool that is shown by this name.
    pub(super) fn of(tool: &'a Tool, shown: &'a str) -> Self {
        Self {
            names: [tool.short_name, tool.name],
            shown,
            is_read: tool.effect == Effect::Read,
        }
    }
}

/// The name that is shown of the tool that is meant. `forms` are what was written, with and without what may be a client's prefix; `vendors` are
/// words that are no part of what is meant.
pub(super) fn meant<'a>(forms: &[&str], vendors: &[&str], tools: &[Meant<'a>]) -> Option<&'a str> {
    let vendors = vendors.iter().filter(|vendor| !is_common(vendor));
    let plain = |name: &str| {
        vendors.clone().fold(spaced(name), |name, vendor| {
            name.replace(&spaced(vendor), " ")
        })
    };
    let words = Words::of(tools, plain);
    let forms: Vec<String> = forms.iter().map(|form| plain(form)).collect();
    let mut forms = forms.iter();
    forms.find_map(|form| {
        let same = words.same(form).or_else(|| words.misspelt(form));
        same.or_else(|| words.same(words.known_part(form)?))
    })
}

/// One of a tool's names.
struct Name<'a> {
    tool: Meant<'a>,
    /// Its words, without the vendor.
    spaced: String,
    /// Its letters, with the vendor's.
    letters: String,
    /// What its words say.
    meaning: BTreeSet<String>,
}

/// What a server's names are made of.
struct Words<'a> {
    names: Vec<Name<'a>>,
    known: BTreeSet<String>,
    /// Things that it has tools for under this very word.
    own: BTreeSet<String>,
}

impl<'a> Words<'a> {
    fn of(tools: &[Meant<'a>], plain: impl Fn(&str) -> String) -> Self {
        let each = tools
            .iter()
            .flat_map(|tool| tool.names.map(|name| (name, *tool)));
        let each: Vec<(&str, Meant<'a>, String)> =
            each.map(|(name, tool)| (name, tool, plain(name))).collect();
        let lines = VERBS.iter().chain(&NOUNS).flat_map(|line| line.split(' '));
        let own_words = each.iter().flat_map(|(.., name)| name.split_whitespace());
        let mut words = Self {
            names: Vec::new(),
            known: lines.chain(own_words).map(singular).collect(),
            own: each.iter().filter_map(|(.., name)| thing(name)).collect(),
        };
        let named = |(name, tool, spaced): (&str, Meant<'a>, String)| Name {
            tool,
            letters: letters(&self::spaced(name)),
            meaning: words.meaning(spaced.split_whitespace()),
            spaced,
        };
        words.names = each.into_iter().map(named).collect();
        words
    }

    /// What words say, whatever their order.
    fn meaning<'b>(&self, words: impl Iterator<Item = &'b str>) -> BTreeSet<String> {
        let said = words.filter(|word| !is_in(FILLERS, &singular(word)));
        said.map(|word| self.sense(word)).collect()
    }

    /// The word that stands for one and its like: that of a thing only where the server has no such thing of its own.
    fn sense(&self, word: &str) -> String {
        if let Some(verb) = verb(word) {
            return verb.to_owned();
        }
        let word = singular(word);
        let line = NOUNS.iter().find(|line| is_in(line, &word));
        let other = line.filter(|_| !self.own.contains(&word)).and_then(|line| {
            let mut words = line.split(' ');
            words.find(|word| self.own.contains(*word))
        });
        other.map_or(word, str::to_owned)
    }

    /// The tool whose name says the same in other words.
    fn same(&self, written: &str) -> Option<&'a str> {
        let meaning = self.meaning(written.split_whitespace());
        let read = read(&meaning).filter(|things| !things.is_empty());
        let is_safe = |name: &&Name<'_>| name.tool.is_read || self::read(&meaning).is_none();
        let reads_same = |name: &&Name<'_>| read.is_some() && self::read(&name.meaning) == read;
        let reads_same = |name: &&Name<'_>| is_safe(name) && reads_same(name);
        let same = self.nearest(written, |name| is_safe(name) && name.meaning == meaning);
        same.or_else(|| self.nearest(written, reads_same))
    }

    /// What is written without the first words that the server knows nothing of: they may be a client's.
    fn known_part<'b>(&self, written: &'b str) -> Option<&'b str> {
        let mut words = written.split_whitespace();
        let first = words.find(|word| self.known.contains(&singular(word)))?;
        let (before, _) = written.split_once(&format!(" {first} "))?;
        written.get(before.len()..).filter(|_| !before.is_empty())
    }

    /// Of tools that are meant alike, the one with the most like letters.
    fn nearest(&self, written: &str, is_meant: impl Fn(&&Name<'a>) -> bool) -> Option<&'a str> {
        let plurals = |spaced: &str| {
            let words = spaced.split_whitespace();
            words.filter(|word| singular(word) != *word).count()
        };
        let ours = plurals(written);
        let distance = |name: &&Name<'_>| {
            let mistakes = strsim::osa_distance(written, &name.spaced);
            (plurals(&name.spaced).abs_diff(ours), mistakes)
        };
        let meant = self.names.iter().filter(is_meant);
        meant.min_by_key(distance).map(|name| name.tool.shown)
    }

    /// The tool whose name has almost the same letters: what is written has a word that nobody knows, and the tool has all others.
    fn misspelt(&self, written: &str) -> Option<&'a str> {
        let words: Vec<&str> = written.split_whitespace().collect();
        let (known, unknown): (Vec<&str>, Vec<&str>) = words
            .iter()
            .partition(|word| self.known.contains(&singular(word)));
        if unknown.is_empty() {
            return None;
        }
        let known = self.meaning(known.into_iter());
        let is_read = read(&known).is_some();
        let ours = letters(written);
        let allowed = if ours.len() < TWO_MISTAKES { 1 } else { 2 };
        let mistakes = |name: &Name<'a>| {
            let theirs = [letters(&name.spaced), name.letters.clone()].into_iter();
            let theirs = theirs.filter(|theirs| theirs.len().abs_diff(ours.len()) <= allowed);
            let mistakes = theirs.map(|theirs| strsim::osa_distance(&ours, &theirs));
            mistakes.min().filter(|mistakes| *mistakes <= allowed)
        };
        let near = self
            .names
            .iter()
            .filter(|name| known.is_subset(&name.meaning) && (name.tool.is_read || !is_read));
        let near = near.filter_map(|name| Some((mistakes(name)?, name.tool.shown)));
        near.min_by_key(|(mistakes, _)| *mistakes)
            .map(|(_, shown)| shown)
    }
}

/// What is read, of words that say that something is.
fn read(meaning: &BTreeSet<String>) -> Option<BTreeSet<String>> {
    let is_reading = |word: &String| READING.contains(&word.as_str());
    let (reading, things): (BTreeSet<_>, BTreeSet<_>) =
        meaning.iter().cloned().partition(is_reading);
    (!reading.is_empty()).then_some(things)
}

/// What a name is about that says one doing and one thing.
fn thing(spaced: &str) -> Option<String> {
    let words = spaced.split_whitespace();
    let mut words = words.filter(|word| !is_in(FILLERS, word));
    verb(words.next()?)?;
    let thing = singular(words.next()?);
    words.next().is_none().then_some(thing)
}

/// Whether a word says a doing or a thing, whoever else is called so.
pub(super) fn is_common(word: &str) -> bool {
    let mut lines = VERBS.iter().chain(&NOUNS);
    lines.any(|line| is_in(line, word))
}

/// The doing that a word means.
fn verb(word: &str) -> Option<&'static str> {
    let line = VERBS.iter().find(|line| is_in(line, word))?;
    line.split(' ').next()
}

/// A text without its spaces: where one is missing or too many is a mistake like any other.
fn letters(spaced: &str) -> String {
    spaced.split_whitespace().collect()
}

fn is_in(line: &str, word: &str) -> bool {
    line.split(' ').any(|known| known == word)
}
