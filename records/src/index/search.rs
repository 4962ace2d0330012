//! The search.

use super::intent::{self, Said};
use super::near::{Meant, meant};
use super::{thousandths, words};
use crate::catalogue::{END, Entry, Index};

/// A tool that a query can mean.
#[derive(Debug, Clone, Copy)]
pub struct Hit {
    /// Its position.
    pub tool: usize,
    /// How well it fits.
    pub score: f32,
}

/// Characters of a query that are read.
const LONGEST: usize = 500;

/// Words of a query that are looked for: each unknown one costs a walk over all terms.
const MOST_WORDS: usize = 24;

/// What part of a score is lost when nothing else of the query is there.
const COVERAGE: f32 = 0.4;

/// What part of a score is lost when no word of the tool's title is asked for: narrow tools do not stand in for the plain one.
const TITLE: f32 = 0.55;

/// What a phrase that is the query is worth, for each unit of the query's own weight.
const PHRASE: f32 = 0.3;

/// How a score counts by how often people need the tool.
const RANKS: [f32; 3] = [0.8, 1.0, 1.25];

/// How a tool that changes something counts for a request that reads, and the other way round.
const WRITE_FOR_READ: f32 = 0.2;
const READ_FOR_WRITE: f32 = 0.25;

/// The same where only a later word speaks of a change, and where nothing speaks of either.
const READ_FOR_END: f32 = 0.6;
const WRITE_FOR_NOTHING: f32 = 0.4;

/// How a tool that needs an id counts when the query speaks of no one record, and other reads when it does.
const ONE_FOR_MANY: f32 = 0.6;
const MANY_FOR_ONE: f32 = 0.9;

/// A word of a query.
struct Asked {
    meant: Vec<Meant>,
    /// How much it tells.
    weight: f32,
}

/// The tools that a query can mean, best first, of those that are shown.
pub fn search(index: &Index<'_>, query: &str, is_shown: impl Fn(usize) -> bool) -> Vec<Hit> {
    let end = query
        .char_indices()
        .nth(LONGEST)
        .map_or(query.len(), |(at, _)| at);
    let query = query.get(..end).unwrap_or_default();
    let folded = words::folded(query);
    let asked = asked(index, &folded);
    let total: f32 = asked.iter().map(|word| word.weight).sum();
    if total <= 0.0 {
        return Vec::new();
    }
    let sums = sums(index, &asked);
    let norm = asked
        .iter()
        .map(|word| word.weight.powi(2))
        .sum::<f32>()
        .sqrt();
    let sureness = sureness(index, &asked);
    let fit = Fit {
        said: intent::said(&folded),
        change: change(index, &asked),
        is_one: words::are_of_one(&folded) || query.bytes().any(|byte| byte.is_ascii_digit()),
    };
    let mut hits: Vec<Hit> = index
        .entries
        .iter()
        .zip(&sums)
        .enumerate()
        .filter(|(tool, (_, sum))| sum.score > 0.0 && is_shown(*tool))
        .map(|(tool, (entry, sum))| {
            let covered = 1.0 - COVERAGE + COVERAGE * sum.covered / total;
            let (title, likeness) = phrases(index, entry, &sureness, norm);
            let score = sum.score * covered + PHRASE * total * likeness.powi(4);
            let rank = RANKS.get(usize::from(entry.rank)).unwrap_or(&1.0);
            let score = score * (1.0 - TITLE + TITLE * title) * rank * fit.of(entry);
            Hit { tool, score }
        })
        .collect();
    hits.sort_by(|left, right| right.score.total_cmp(&left.score));
    hits
}

fn asked(index: &Index<'_>, folded: &[String]) -> Vec<Asked> {
    let mut stems: Vec<(&str, String)> = Vec::new();
    for word in folded.iter().filter(|word| !words::is_stop_word(word)) {
        let stem = words::stem(word);
        if stems.len() < MOST_WORDS && stems.iter().all(|(_, known)| *known != stem) {
            stems.push((word, stem));
        }
    }
    stems
        .iter()
        .map(|(word, stem)| {
            let meant = meant(index, word, stem);
            let weights = meant
                .iter()
                .map(|(at, sureness)| sureness * idf(index, *at));
            Asked {
                weight: weights.fold(0.0, f32::max),
                meant,
            }
        })
        .filter(|word| !word.meant.is_empty())
        .collect()
}

fn idf(index: &Index<'_>, at: usize) -> f32 {
    index
        .terms
        .get(at)
        .map_or(0.0, |term| thousandths(term.idf))
}

/// What the words together say for a tool.
#[derive(Clone, Copy, Default)]
struct Sum {
    score: f32,
    /// The weight of the words that are there.
    covered: f32,
}

fn sums(index: &Index<'_>, asked: &[Asked]) -> Vec<Sum> {
    let mut sums = vec![Sum::default(); index.entries.len()];
    let mut best = vec![0.0_f32; index.entries.len()];
    for word in asked {
        best.fill(0.0);
        for (at, sureness) in &word.meant {
            let postings = index.terms.get(*at).map_or(&[][..], |term| term.postings);
            for (tool, says) in postings {
                if let Some(best) = best.get_mut(usize::from(*tool)) {
                    *best = best.max(sureness * thousandths(*says));
                }
            }
        }
        for (sum, best) in sums.iter_mut().zip(&best).filter(|(_, best)| **best > 0.0) {
            sum.score += best;
            sum.covered += word.weight;
        }
    }
    sums
}

/// How surely each term is meant.
fn sureness(index: &Index<'_>, asked: &[Asked]) -> Vec<f32> {
    let mut all = vec![0.0_f32; index.terms.len()];
    for (at, sureness) in asked.iter().flat_map(|word| &word.meant) {
        if let Some(known) = all.get_mut(*at) {
            *known = known.max(*sureness);
        }
    }
    all
}

/// How much of the title is asked for, and how like the query the likest phrase is.
fn phrases(index: &Index<'_>, entry: &Entry<'_>, sureness: &[f32], norm: f32) -> (f32, f32) {
    let mut title = None;
    let mut likest = 0.0_f32;
    for phrase in entry.phrases.split(|at| *at == END) {
        let (mut weight, mut asked, mut square, mut product) = (0.0, 0.0, 0.0, 0.0);
        for at in phrase.iter().map(|at| usize::from(*at)) {
            let idf = idf(index, at);
            let sureness = sureness.get(at).unwrap_or(&0.0);
            weight += idf;
            asked += idf * sureness;
            square += idf * idf;
            product += idf * idf * sureness;
        }
        if title.is_none() {
            title = Some(if weight > 0.0 { asked / weight } else { 0.0 });
        }
        if square > 0.0 {
            likest = likest.max(product / (square.sqrt() * norm));
        }
    }
    (title.unwrap_or_default(), likest)
}

/// The probability that a request without a known verb changes something, by its first word, where verbs stand, and its last, where German has them.
fn change(index: &Index<'_>, asked: &[Asked]) -> f32 {
    let lean = |word: &Asked| {
        let (at, sureness) = word.meant.first()?;
        Some(thousandths(index.terms.get(*at)?.lean) * sureness)
    };
    let last = asked.iter().skip(1).last();
    let lean: f32 = asked.first().into_iter().chain(last).filter_map(lean).sum();
    1.0 / (1.0 + (1.5 - 0.6 * lean).exp())
}

/// How tools of a kind count.
struct Fit {
    said: Said,
    change: f32,
    is_one: bool,
}

impl Fit {
    fn of(&self, entry: &Entry<'_>) -> f32 {
        let between = |least: f32, share: f32| least + (1.0 - least) * share;
        let by_intent = match (self.said, entry.is_read) {
            (Said::Reads | Said::Several, true) | (Said::Writes | Said::Ends, false) => 1.0,
            (Said::Reads, false) => WRITE_FOR_READ,
            (Said::Writes, true) => READ_FOR_WRITE,
            (Said::Ends, true) => READ_FOR_END,
            (Said::Several, false) => WRITE_FOR_NOTHING,
            (Said::Nothing, true) => between(READ_FOR_END, 1.0 - self.change),
            (Said::Nothing, false) => between(WRITE_FOR_NOTHING, self.change),
        };
        let by_number = match (entry.is_one, self.is_one) {
            (true, false) => ONE_FOR_MANY,
            (false, true) if entry.is_read => MANY_FOR_ONE,
            _ => 1.0,
        };
        by_intent * by_number
    }
}
