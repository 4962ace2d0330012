//! The terms that a word can mean: itself, a synonym, a misspelling of another, a form that the stemmer does not know, a compound.

use crate::catalogue::{Index, Term};

/// A term, by its position, and how surely it is meant: 1 at most.
pub(super) type Meant = (usize, f32);

/// Terms that one unknown word is taken for. More of them would be guessing.
const MOST: usize = 4;

/// A guess so far below the best is none.
const GAP: f32 = 0.15;

/// Bytes of a word that can be a misspelling: shorter ones are too near to everything.
const SHORTEST: usize = 4;

/// Bytes from which two mistakes are one word still.
const TWO_MISTAKES: usize = 8;

/// How surely a word means its synonym.
const SYNONYM: f32 = 0.8;

/// How surely a word means a compound that it is in, or that is in it.
const COMPOUND: f32 = 0.6;

/// What a word of a query can mean, given as it is and stemmed: a misspelt word can have an ending that is none.
pub(super) fn meant(index: &Index<'_>, word: &str, stem: &str) -> Vec<Meant> {
    let mut meant = match position(index, stem) {
        Some(at) => vec![(at, 1.0)],
        None => guessed(index, word, stem),
    };
    let synonyms: Vec<Meant> = meant
        .iter()
        .filter_map(|(at, sureness)| Some((index.terms.get(*at)?.also, sureness * SYNONYM)))
        .flat_map(|(also, sureness)| also.iter().map(move |at| (usize::from(*at), sureness)))
        .collect();
    for (at, sureness) in synonyms {
        if meant.iter().all(|(known, _)| *known != at) {
            meant.push((at, sureness));
        }
    }
    meant
}

fn position(index: &Index<'_>, stem: &str) -> Option<usize> {
    index
        .terms
        .binary_search_by(|term| term.word.cmp(stem))
        .ok()
}

fn guessed(index: &Index<'_>, word: &str, stem: &str) -> Vec<Meant> {
    let forms = [Form::of(stem), Form::of(word)];
    let mut meant: Vec<Meant> = index
        .terms
        .iter()
        .map(|term| forms.iter().map(|form| form.near(term)).fold(0.0, f32::max))
        .enumerate()
        .filter(|(_, sureness)| *sureness > 0.0)
        .collect();
    meant.sort_by(|left, right| right.1.total_cmp(&left.1));
    let best = meant.first().map_or(0.0, |(_, sureness)| *sureness);
    meant.retain(|(_, sureness)| *sureness > best - GAP);
    meant.truncate(MOST);
    if meant.is_empty() {
        compounds(index, stem)
    } else {
        meant
    }
}

/// A word that is no term.
struct Form<'a> {
    word: &'a str,
    letters: u32,
}

impl<'a> Form<'a> {
    fn of(word: &'a str) -> Self {
        Self {
            word,
            letters: letters(word),
        }
    }

    /// How surely it means this term; 0 = not at all.
    fn near(&self, term: &Term<'_>) -> f32 {
        let lengths = [self.word.len(), term.word.len()];
        let [longer, shorter] = [
            lengths.into_iter().fold(0, usize::max),
            lengths.into_iter().fold(usize::MAX, usize::min),
        ];
        if shorter < SHORTEST {
            return 0.0;
        }
        let pairs = self.word.bytes().zip(term.word.bytes());
        let common = pairs.take_while(|(left, right)| left == right).count();
        if common == shorter && shorter > SHORTEST && 2 * shorter > longer {
            return 0.5 + 0.5 * share(shorter, longer);
        }
        if common > 5 && 3 * common >= 2 * longer {
            return 0.7;
        }
        let allowed = if longer < TWO_MISTAKES { 1 } else { 2 };
        // Each mistake changes two letters at most: most terms need no closer look.
        let others = (self.letters ^ letters(term.word)).count_ones();
        if longer - shorter > allowed || others > 4 {
            return 0.0;
        }
        let mistakes = strsim::osa_distance(self.word, term.word);
        let starts_alike = common > 0;
        match mistakes {
            1 if longer > SHORTEST || starts_alike => 1.0 - 1.2 * share(1, longer),
            2 if allowed == 2 && starts_alike => 1.0 - 2.4 * share(1, longer),
            _ => 0.0,
        }
    }
}

/// A word's letters, a bit each.
fn letters(word: &str) -> u32 {
    word.bytes()
        .fold(0, |letters, byte| letters | 1 << (byte & 31))
}

fn share(part: usize, whole: usize) -> f32 {
    let number = |number| f32::from(u16::try_from(number).unwrap_or(u16::MAX));
    number(part) / number(whole)
}

/// Compounds, as German makes them: terms that start or end with the word, and the longest ones that it starts and ends with.
fn compounds(index: &Index<'_>, word: &str) -> Vec<Meant> {
    let terms = || {
        index
            .terms
            .iter()
            .map(|term| term.word)
            .enumerate()
            .filter(|(_, term)| term.len() >= SHORTEST)
    };
    let around = terms()
        .filter(|(_, term)| word.len() > 5 && (term.starts_with(word) || term.ends_with(word)));
    let first = terms()
        .filter(|(_, term)| word.starts_with(term))
        .max_by_key(|(_, term)| term.len());
    let last = terms()
        .filter(|(_, term)| word.ends_with(term))
        .max_by_key(|(_, term)| term.len());
    around
        .take(MOST)
        .chain(first)
        .chain(last)
        .map(|(at, _)| (at, COMPOUND))
        .collect()
}
