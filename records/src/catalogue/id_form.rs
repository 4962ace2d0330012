//! How a vendor's ids look.

/// How a vendor's ids of one kind look, and where people copy them from.
#[derive(Debug)]
pub struct IdForm {
    /// What it is the id of, in words.
    pub noun: &'static str,
    /// An id is of one of these.
    pub patterns: &'static [IdPattern],
    /// Words that stand for an id.
    pub words: &'static [&'static str],
    /// What stands before the id in a copied text: `#` at its start, the others anywhere in an address.
    pub from: &'static [&'static str],
    /// The tool that finds such ids; empty = none does.
    pub found_by: &'static str,
}

/// What an id is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdPattern {
    /// `8b1d3f52-1c0e-4a57-9d53-6a2c7e4f9b10`
    Uuid,
    /// Digits alone.
    Digits,
    /// Six hexadecimal digits or more, one of them below ten: so it is no word.
    Hex,
    /// Letters, digits, `_` and `-`.
    Slug,
    /// Not known: no space, no `@`, no address.
    Unknown,
    /// An e-mail address.
    Email,
    /// A phone number, in whatever spelling.
    Phone,
    /// Whatever another system calls it: no address.
    Any,
}
