//! Lists that can be longer than one answer.

/// How entries of a list follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Order {
    OldestFirst,
    NewestFirst,
}

impl Order {
    /// As records and models read it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OldestFirst => "oldest_first",
            Self::NewestFirst => "newest_first",
        }
    }
}

/// A list inside a record.
#[derive(Debug, Clone, Copy)]
pub struct Inside {
    /// JSON pointer to it, below the record.
    pub list: &'static str,
    /// How it is ordered; `None` = not known.
    pub order: Option<Order>,
}

/// A list that the vendor cuts.
#[derive(Debug, Clone, Copy)]
pub struct Capped {
    /// Most records of an answer.
    pub limit: u32,
    /// The header that tells a cut list, in lower case; empty = as many records as `limit`.
    pub header: &'static str,
    /// What to narrow.
    pub narrow: &'static str,
}
