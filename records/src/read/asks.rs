//! What people say when a tool is the one that they need, and how usual it is. Only the search for tools sees it.

use super::node::{Keys, Node};
use crate::catalogue::Rank;

/// `rank` and `asks` of a method.
#[derive(Debug)]
pub(crate) struct Asks {
    pub(crate) rank: Rank,
    pub(crate) phrases: &'static [&'static str],
}

/// Bytes of a phrase. What is longer is a description.
const MOST_BYTES: usize = 90;

/// Phrases of one tool. More of them would outweigh its siblings.
const MOST_PHRASES: usize = 8;

pub(crate) fn read(keys: &mut Keys<'_>) -> Asks {
    let ranks = [("usual", Rank::Usual), ("rare", Rank::Rare)];
    let rank = keys.get("rank").and_then(|rank| rank.choice(&ranks));
    let phrases = keys.get("asks").map(|asks| phrases(&asks));
    Asks {
        rank: rank.unwrap_or(Rank::Ordinary),
        phrases: phrases.unwrap_or_default(),
    }
}

fn phrases(node: &Node<'_>) -> &'static [&'static str] {
    let phrases = node.texts();
    if !(1..=MOST_PHRASES).contains(&phrases.len()) {
        node.complain(
            format!("{} phrases", phrases.len()),
            format!("give one to {MOST_PHRASES} things that people say when they need this tool"),
        );
    }
    for (index, phrase) in phrases.iter().enumerate() {
        let is_long = phrase.len() > MOST_BYTES;
        if is_long || phrase.trim() != *phrase || phrase.is_empty() {
            node.complain(
                format!("`{phrase}` is not a phrase"),
                format!("use a few words, {MOST_BYTES} bytes at most, without spaces around them"),
            );
        }
        let said = |other: &&str| other.to_lowercase() == phrase.to_lowercase();
        if phrases.iter().take(index).any(said) {
            node.complain(format!("`{phrase}` is here twice"), "take one out");
        }
    }
    phrases
}
