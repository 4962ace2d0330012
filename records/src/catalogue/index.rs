//! What an integration's tools are found by.

/// The words of an integration's tools.
#[derive(Debug, Clone, Copy, Default)]
pub struct Index<'a> {
    /// Every term, sorted by its word.
    pub terms: &'a [Term<'a>],
    /// One for each tool, in the order of the tools.
    pub entries: &'a [Entry<'a>],
}

/// A word of some tools.
#[derive(Debug, Clone, Copy)]
pub struct Term<'a> {
    /// As the analysis of texts makes it: folded and stemmed.
    pub word: &'a str,
    /// How much it tells: its inverse document frequency, in thousandths.
    pub idf: u16,
    /// Logarithm of the odds that a tool with it changes something, against those of any tool, in thousandths.
    pub lean: i16,
    /// Positions of tools, rising, and how much the word says for each, in thousandths.
    pub postings: &'a [(u16, u16)],
    /// Positions of terms that mean nearly the same.
    pub also: &'a [u16],
}

/// A tool in the index.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// Calling it changes nothing.
    pub is_read: bool,
    /// It reads one record by its id.
    pub is_one: bool,
    /// 0 for tools that people rarely need, 1 for most, 2 for those of every day.
    pub rank: u8,
    /// Its title and what people say, each phrase as positions of terms and `END` between them.
    pub phrases: &'a [u16],
}

/// Stands between phrases.
pub const END: u16 = u16::MAX;
