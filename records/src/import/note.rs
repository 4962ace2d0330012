//! What a person should know about an import: what was left out, made simpler, guessed or doubtful, each with its place in the document.

use std::cell::RefCell;

/// Of which kind a note is, the gravest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// An operation that is no tool.
    NoTool,
    /// A part of an operation that the format cannot say.
    LeftOut,
    /// A schema that says less than the vendor's.
    Simplified,
    /// What the document does not tell.
    Guessed,
    /// An effect that the HTTP verb alone does not prove.
    Doubtful,
}

impl Kind {
    pub(super) const ALL: [Kind; 5] = [
        Kind::NoTool,
        Kind::LeftOut,
        Kind::Simplified,
        Kind::Guessed,
        Kind::Doubtful,
    ];

    pub(super) fn heading(self) -> &'static str {
        match self {
            Kind::NoTool => "Operations without a tool",
            Kind::LeftOut => "Left out",
            Kind::Simplified => "Simplified",
            Kind::Guessed => "Guessed",
            Kind::Doubtful => "Doubtful effects",
        }
    }

    pub(super) fn remedy(self) -> &'static str {
        match self {
            Kind::NoTool => "Document them by hand where a model should have them.",
            Kind::LeftOut => "The tools work without these parts; add by hand what people need.",
            Kind::Simplified => {
                "The vendor's schema says more than the tool's; put what matters into descriptions."
            }
            Kind::Guessed => "Look these up in the vendor's documentation.",
            Kind::Doubtful => {
                "Read what the operation does and set `effect`, or name the method anew."
            }
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Note {
    pub(super) kind: Kind,
    /// File, `#` and JSON pointer.
    pub(super) place: String,
    pub(super) why: String,
}

/// `1 tool`, `2 tools`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    let end = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{end}")
}

/// Collects while the documents are read. What is said twice is kept once.
#[derive(Debug, Default)]
pub(super) struct Notes(RefCell<Vec<Note>>);

impl Notes {
    pub(super) fn add(&self, kind: Kind, place: &str, why: impl Into<String>) {
        self.0.borrow_mut().push(Note {
            kind,
            place: place.to_owned(),
            why: why.into(),
        });
    }

    /// Where the next one will stand, for `forget`.
    pub(super) fn mark(&self) -> usize {
        self.0.borrow().len()
    }

    /// Takes back what was noted since a mark, for what is read once more.
    pub(super) fn forget(&self, mark: usize) {
        self.0.borrow_mut().truncate(mark);
    }

    pub(super) fn into_vec(self) -> Vec<Note> {
        let mut notes = self.0.into_inner();
        notes.sort();
        notes.dedup();
        notes
    }
}
