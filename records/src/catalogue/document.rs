//! What ChatGPT's `search` and `fetch` find and read of a vendor.

use super::prompt::Piece;

/// One kind of document that ChatGPT's `search` finds and `fetch` reads.
#[derive(Debug)]
pub struct DocumentKind {
    /// What its ids begin with.
    pub name: &'static str,
    /// What an id is made of, in this order.
    pub id: &'static [&'static str],
    /// Ways to search; the first that takes a query of its form counts.
    pub searches: &'static [DocumentSearch],
    /// The calls that read one.
    pub fetch: &'static [DocumentCall],
}

/// One way to search for documents.
#[derive(Debug)]
pub struct DocumentSearch {
    /// What it takes.
    pub query: QueryForm,
    /// The last answers a list of them.
    pub calls: &'static [DocumentCall],
}

/// What a query is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueryForm {
    /// Whatever it is.
    Any,
    /// None of the others.
    Words,
    /// An e-mail address.
    Email,
    /// A phone number in E.164.
    Phone,
}

/// One call on the way to documents, and what is made of its answer.
#[derive(Debug)]
pub struct DocumentCall {
    /// Index into `tools`; it reads.
    pub tool: usize,
    /// The JSON of its arguments.
    pub arguments: &'static [JsonPiece],
    /// Values for the calls after it, and pointers to them in its answer.
    pub take: &'static [(&'static str, &'static str)],
    /// Pointers to where the words of the query are looked for, when the vendor does not; empty = the vendor does.
    pub matching: &'static [&'static str],
    /// The document's title, if this call tells it: the first that can be filled counts.
    pub title: &'static [&'static [Piece]],
    /// Its address in the same way.
    pub url: &'static [&'static [Piece]],
    /// Its texts, if this call has them.
    pub text: &'static [DocumentText],
    /// Keys of its metadata, and pointers to their values.
    pub metadata: &'static [(&'static str, &'static str)],
}

/// Texts of an answer.
#[derive(Debug)]
pub struct DocumentText {
    /// Pointer to the list that they stand in; empty = the answer, each entry of it if it is a list.
    pub list: &'static str,
    /// Pointer to who wrote one.
    pub by: Option<&'static str>,
    /// Pointers to what is said, one line each.
    pub at: &'static [&'static str],
}

/// A stretch of the JSON of a call's arguments.
#[derive(Debug)]
pub enum JsonPiece {
    /// As it is.
    Text(&'static str),
    /// A string.
    Value(&'static [Piece]),
    /// Once for each word of the query, with commas between.
    EachWord(&'static [JsonPiece]),
}
