//! What finds an integration's tools, as statics.

use super::code::{list, structure, text};
use super::statics::Statics;
use crate::catalogue::{Entry, Index, Term};

pub(super) fn index(index: &Index<'_>, statics: &mut Statics) -> String {
    let terms = list(index.terms.iter().map(term));
    let entries = list(index.entries.iter().map(entry));
    let terms = statics.name("TERMS", "&[Term<'static>]", terms);
    let entries = statics.name("ENTRIES", "&[Entry<'static>]", entries);
    structure("Index", [("terms", terms), ("entries", entries)])
}

fn term(term: &Term<'_>) -> String {
    let postings = term.postings.iter();
    structure(
        "Term",
        [
            ("word", text(term.word)),
            ("idf", term.idf.to_string()),
            ("lean", term.lean.to_string()),
            (
                "postings",
                list(postings.map(|(tool, says)| format!("({tool}, {says})"))),
            ),
            ("also", list(term.also.iter().map(u16::to_string))),
        ],
    )
}

fn entry(entry: &Entry<'_>) -> String {
    structure(
        "Entry",
        [
            ("is_read", entry.is_read.to_string()),
            ("is_one", entry.is_one.to_string()),
            ("rank", entry.rank.to_string()),
            ("phrases", list(entry.phrases.iter().map(u16::to_string))),
        ],
    )
}
