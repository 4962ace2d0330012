//! The index of an integration's tools: BM25F over what a tool is called, what people say for it, what it does and takes, and what is said of
//! the other tools of its resource. All that depends on the records alone is settled here.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{synonyms, words};
use crate::catalogue::END;

/// What the index knows of a tool.
#[derive(Debug, Default)]
pub(crate) struct Document {
    pub(crate) name: String,
    pub(crate) resource: String,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) asks: Vec<String>,
    pub(crate) tags: Vec<String>,
    /// Names of arguments at every depth, and the values that they may have.
    pub(crate) arguments: Vec<String>,
    pub(crate) is_read: bool,
    pub(crate) is_one: bool,
    pub(crate) rank: u8,
}

/// As `Term`, with what it holds.
#[derive(Debug)]
pub(crate) struct BuiltTerm {
    pub(crate) word: String,
    pub(crate) idf: u16,
    pub(crate) lean: i16,
    pub(crate) postings: Vec<(u16, u16)>,
    pub(crate) also: BTreeSet<u16>,
}

/// As `Entry`, with what it holds.
#[derive(Debug)]
pub(crate) struct BuiltEntry {
    pub(crate) is_read: bool,
    pub(crate) is_one: bool,
    pub(crate) rank: u8,
    pub(crate) phrases: Vec<u16>,
}

/// As `Index`, with what it holds.
#[derive(Debug)]
pub(crate) struct BuiltIndex {
    pub(crate) terms: Vec<BuiltTerm>,
    pub(crate) entries: Vec<BuiltEntry>,
}

/// How much a word of a field counts, how much a field longer than usual takes from it, and whether the field says what the tool is about.
struct Field {
    weight: f32,
    length: f32,
    tells: bool,
}

const fn field(weight: f32, length: f32, tells: bool) -> Field {
    Field {
        weight,
        length,
        tells,
    }
}

/// In the order of `Texts`.
const FIELDS: [Field; 8] = [
    field(2.5, 0.4, true),
    field(4.0, 0.65, true),
    field(3.5, 0.4, true),
    field(0.8, 0.7, true),
    field(1.5, 0.3, false),
    field(1.8, 0.3, false),
    field(0.35, 0.5, false),
    field(0.5, 0.6, false),
];

/// Where the count of a word stops to matter (k1 of BM25).
const SATURATION: f32 = 1.6;

/// What the share of a resource's tools that a word is said of counts for each of them: "case" leads to all tools of tickets.
const SIBLINGS: f32 = 2.5;

/// What a tool counts among those that have a word, when the word stands in a field that does not say what the tool is about.
const MENTION: f32 = 0.25;

/// Tools added to each side, so that a word of one tool leans to nothing.
const SMOOTHING: f32 = 3.0;

/// Words of names that tell nothing which the request's verb does not.
const LOOKUPS: [&str; 3] = ["all", "get", "list"];

/// The terms of each field: name, title, resource, asks, tags, the description's first sentence and the others, arguments.
type Texts = [Vec<String>; FIELDS.len()];

/// The index of these tools of the vendor of this name.
pub(crate) fn build(label: &str, documents: &[Document]) -> BuiltIndex {
    let vendor = words::terms(label);
    let texts: Vec<Texts> = documents
        .iter()
        .map(|document| texts(document, &vendor))
        .collect();
    let mut counts = counts(&texts);
    add_siblings(documents, &texts, &mut counts);
    let groups: Vec<Vec<String>> = synonyms::GROUPS
        .iter()
        .map(|group| words::terms(group))
        .filter(|group| group.iter().any(|word| counts.contains_key(word)))
        .collect();
    for word in groups.iter().flatten() {
        counts.entry(word.clone()).or_default();
    }
    let frequencies = frequencies(&texts);
    let frequency = |word: &String| {
        frequencies.get(word).copied().unwrap_or_else(|| {
            let synonyms = groups.iter().filter(|group| group.contains(word)).flatten();
            let known = synonyms.filter_map(|word| frequencies.get(word));
            known.copied().fold(SMOOTHING, f32::max)
        })
    };
    let leans = leans(documents, &texts);
    let mut terms: Vec<BuiltTerm> = counts
        .iter()
        .map(|(word, tools)| {
            let frequency = frequency(word).max(0.5);
            let others = (number(documents.len()) - frequency + 0.5).max(0.5);
            let idf = (1.0 + others / (frequency + 0.5)).ln();
            let says = |count: &f32| thousandths(idf * count / (SATURATION + count));
            BuiltTerm {
                word: word.clone(),
                idf: thousandths(idf),
                lean: lean(leans.get(word).copied().unwrap_or_default(), documents),
                postings: tools
                    .iter()
                    .map(|(tool, count)| (position(*tool), says(count)))
                    .collect(),
                also: BTreeSet::new(),
            }
        })
        .collect();
    let at: HashMap<&String, u16> = counts.keys().zip(0..).collect();
    for group in &groups {
        let group: Vec<u16> = group
            .iter()
            .filter_map(|word| at.get(word).copied())
            .collect();
        for one in &group {
            let others = group.iter().filter(|other| *other != one);
            if let Some(term) = terms.get_mut(usize::from(*one)) {
                term.also.extend(others);
            }
        }
    }
    let entries = documents
        .iter()
        .zip(&texts)
        .map(|(document, texts)| BuiltEntry {
            is_read: document.is_read,
            is_one: document.is_one,
            rank: document.rank,
            phrases: phrases(document, texts, &at),
        })
        .collect();
    BuiltIndex { terms, entries }
}

fn texts(document: &Document, vendor: &[String]) -> Texts {
    let (first, rest) = document
        .description
        .split_once(". ")
        .unwrap_or((&document.description, ""));
    let terms = |text: &str| -> Vec<String> {
        let mut terms = words::terms(text);
        terms.retain(|term| !vendor.contains(term));
        terms
    };
    let called = |text: &str| -> Vec<String> {
        let mut terms = terms(text);
        terms.retain(|term| !LOOKUPS.contains(&term.as_str()));
        terms
    };
    [
        called(&document.name),
        called(&document.title),
        terms(&document.resource),
        terms(&document.asks.join(" ")),
        terms(&document.tags.join(" ")),
        terms(first),
        terms(rest),
        terms(&document.arguments.join(" ")),
    ]
}

/// How often each word stands in each tool, by the fields' weights and lengths.
fn counts(texts: &[Texts]) -> BTreeMap<String, BTreeMap<usize, f32>> {
    let mut counts: BTreeMap<String, BTreeMap<usize, f32>> = BTreeMap::new();
    for (position, field) in FIELDS.iter().enumerate() {
        let of = |texts: &Texts| texts.get(position).map_or(0, Vec::len);
        let sum: usize = texts.iter().map(of).sum();
        let usual = (number(sum) / number(texts.len())).max(1.0);
        for (tool, texts) in texts.iter().enumerate() {
            let length = 1.0 - field.length + field.length * number(of(texts)) / usual;
            for word in texts.get(position).into_iter().flatten() {
                let tools = counts.entry(word.clone()).or_default();
                *tools.entry(tool).or_default() += field.weight / length;
            }
        }
    }
    counts
}

fn add_siblings(
    documents: &[Document],
    texts: &[Texts],
    counts: &mut BTreeMap<String, BTreeMap<usize, f32>>,
) {
    let mut resources: BTreeMap<&str, Vec<(usize, BTreeSet<&String>)>> = BTreeMap::new();
    for (tool, (document, [_, title, _, asks, ..])) in documents.iter().zip(texts).enumerate() {
        let said = title.iter().chain(asks).collect();
        let tools = resources.entry(&document.resource).or_default();
        tools.push((tool, said));
    }
    for tools in resources.values().filter(|tools| tools.len() > 1) {
        let mut said: BTreeMap<&String, usize> = BTreeMap::new();
        for word in tools.iter().flat_map(|(_, said)| said) {
            *said.entry(word).or_default() += 1;
        }
        for (word, count) in said {
            let of = counts.entry(word.clone()).or_default();
            for (tool, _) in tools {
                *of.entry(*tool).or_default() += SIBLINGS * number(count) / number(tools.len());
            }
        }
    }
}

/// How many tools each word is in, where a mention counts less.
fn frequencies(texts: &[Texts]) -> HashMap<String, f32> {
    let mut frequencies = HashMap::new();
    for texts in texts {
        let mut here: HashMap<&String, f32> = HashMap::new();
        for (field, words) in FIELDS.iter().zip(texts) {
            let counts = if field.tells { 1.0 } else { MENTION };
            for word in words {
                let known = here.entry(word).or_default();
                *known = known.max(counts);
            }
        }
        for (word, counts) in here {
            *frequencies.entry(word.clone()).or_default() += counts;
        }
    }
    frequencies
}

/// How many reading and how many other tools each word of names, titles and asks is in.
fn leans(documents: &[Document], texts: &[Texts]) -> HashMap<String, (f32, f32)> {
    let mut leans: HashMap<String, (f32, f32)> = HashMap::new();
    for (document, [name, title, _, asks, ..]) in documents.iter().zip(texts) {
        let words: BTreeSet<&String> = name.iter().chain(title).chain(asks).collect();
        for word in words {
            let (reads, writes) = leans.entry(word.clone()).or_default();
            let side = if document.is_read { reads } else { writes };
            *side += 1.0;
        }
    }
    leans
}

fn lean((reads, writes): (f32, f32), documents: &[Document]) -> i16 {
    let reading = number(documents.iter().filter(|it| it.is_read).count());
    let writing = number(documents.len()) - reading;
    let share = |some: f32, all: f32| (some + SMOOTHING) / (all + SMOOTHING);
    let odds = share(writes, writing) / share(reads, reading);
    let size = thousandths(odds.ln().abs());
    let size = i16::try_from(size).unwrap_or(i16::MAX);
    if odds < 1.0 { -size } else { size }
}

/// The title first, because a search asks how much of it is meant: without the word that all searches have.
fn phrases(document: &Document, [name, title, ..]: &Texts, at: &HashMap<&String, u16>) -> Vec<u16> {
    let title = title.iter().filter(|word| *word != "search").cloned();
    let asks = document.asks.iter().map(|phrase| words::terms(phrase));
    let phrases = [title.collect(), name.clone()].into_iter().chain(asks);
    let mut out = Vec::new();
    for (index, phrase) in phrases.enumerate() {
        if index > 0 {
            out.push(END);
        }
        let terms: BTreeSet<u16> = phrase
            .iter()
            .filter_map(|word| at.get(word).copied())
            .collect();
        out.extend(terms);
    }
    out
}

fn position(tool: usize) -> u16 {
    u16::try_from(tool).unwrap_or(u16::MAX)
}

fn number(count: usize) -> f32 {
    f32::from(u16::try_from(count).unwrap_or(u16::MAX))
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "no other way from a float; `as` keeps within the bounds"
)]
fn thousandths(number: f32) -> u16 {
    (number * 1000.0) as u16
}
