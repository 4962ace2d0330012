//! Search languages: trees of conditions.

use super::id_form::IdForm;

/// One search's conditions, and the language they are written in.
#[derive(Debug)]
pub struct Filter {
    /// Keys and operators.
    pub language: &'static FilterLanguage,
    /// What may be searched by.
    pub fields: &'static [FilterField],
    /// Operators of custom fields; empty = the search has none.
    pub custom_field_operators: &'static [&'static str],
    /// What the names of all custom fields begin with; empty = nothing.
    pub custom_field_prefix: &'static str,
}

/// How a vendor writes a tree of conditions.
#[derive(Debug)]
pub struct FilterLanguage {
    /// Levels, groups and leaf together.
    pub depth: u32,
    /// Conditions in one group.
    pub max_children: Option<u32>,
    /// Key of a group's operator.
    pub group_operator: &'static str,
    /// Key of a group's conditions.
    pub children: &'static str,
    /// What a group may be.
    pub group_operators: &'static [&'static str],
    /// Key of a condition's field.
    pub field: &'static str,
    /// Key of a condition's operator.
    pub operator: &'static str,
    /// Key of one operand.
    pub value: &'static str,
    /// Key of several operands; may equal `value`.
    pub values: &'static str,
    /// What each operator takes.
    pub operands: &'static [(&'static str, Operand)],
    /// Numbers and booleans go out as such, times as Unix seconds; else everything as text.
    pub is_native: bool,
    /// `value: null` is an operand.
    pub takes_null: bool,
}

/// What an operator takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operand {
    /// Nothing.
    None,
    /// One value.
    One,
    /// A list.
    Many,
    /// One value or a list.
    OneOrMany,
    /// A list of two, start and end.
    Range,
}

/// One field of a search.
#[derive(Debug)]
pub struct FilterField {
    /// The vendor's name of it.
    pub name: &'static str,
    /// What its operands are.
    pub kind: FilterKind,
    /// What may be asked of it.
    pub operators: &'static [&'static str],
    /// Closed set of operands; empty = open.
    pub values: &'static [&'static str],
    /// Some of an open set.
    pub suggestions: &'static [&'static str],
    /// What its ids look like.
    pub id: Option<&'static IdForm>,
}

/// What a field's operands are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilterKind {
    /// Text.
    String,
    /// A time.
    Time,
    /// A number, sent in the type it came in.
    Number,
    /// `true` or `false`.
    Boolean,
    /// An id.
    Id,
}
