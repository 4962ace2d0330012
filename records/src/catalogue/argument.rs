//! One argument of a tool.

use super::shape::{Clears, Shape};

/// One argument of a tool.
#[derive(Debug)]
pub struct Argument {
    /// What the model calls it.
    pub name: &'static str,
    /// What it was called before: taken, and not shown.
    pub also: &'static [&'static str],
    /// What the vendor calls it.
    pub wire_name: &'static str,
    /// Where its value goes.
    pub place: Place,
    /// Must be there.
    pub required: bool,
    /// Which empty value is sent.
    pub clears: Clears,
    /// What its value may be.
    pub shape: &'static Shape,
    /// `x-mcp-header`: the `Mcp-Param-…` header that mirrors it.
    pub header: Option<&'static str>,
}

impl Argument {
    /// Whether a caller means it by this name.
    pub fn is_called(&self, name: &str) -> bool {
        self.name == name || self.also.contains(&name)
    }
}

/// An argument whose value another read of the vendor tells.
#[derive(Debug)]
pub struct ArgumentDefault {
    /// Its index in the tool's `arguments`.
    pub argument: usize,
    /// Index of that read in the integration's `methods`.
    pub method: usize,
    /// JSON pointer into its answer.
    pub pointer: &'static str,
}

/// Where an argument's value goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Into the path.
    Path,
    /// Into the query string.
    Query,
    /// Into the body, under its wire name.
    Body,
    /// It is the body.
    WholeBody,
    /// `limit` of a list.
    Limit,
    /// `next_cursor` of a list.
    Cursor,
    /// `fields` of an answer that is to be shown.
    Fields,
}
