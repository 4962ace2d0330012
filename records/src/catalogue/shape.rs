//! What a value may be.

use super::filter::Filter;
use super::id_form::IdForm;
use super::time_form::TimeForm;

/// What a value may be.
#[derive(Debug)]
pub enum Shape {
    /// Any JSON.
    Any,
    /// A string, or a number that stands for one.
    String {
        /// Closed set; empty = open.
        values: &'static [&'static str],
        /// In characters.
        max_length: Option<u32>,
    },
    /// Usually one of these words, in whatever spelling; any other text is one of the caller's own.
    Suggested(&'static [&'static str]),
    /// A whole number, or its decimal string.
    Integer {
        /// Closed set; empty = open.
        values: &'static [i64],
        /// Smallest.
        min: Option<i64>,
        /// Largest.
        max: Option<i64>,
    },
    /// A number, or its decimal string.
    Number {
        /// Smallest.
        min: Option<f64>,
        /// Largest.
        max: Option<f64>,
    },
    /// `true` or `false`, or their strings.
    Boolean,
    /// A time, in any usual spelling.
    Time {
        /// As the vendor writes it.
        form: TimeForm,
        /// The vendor takes none that has passed.
        is_future: bool,
    },
    /// An id, bare or as people copy it.
    Id {
        /// What it looks like.
        form: &'static IdForm,
        /// The vendor's type of it is a number.
        is_number: bool,
    },
    /// A list.
    Array {
        /// What each entry may be.
        items: &'static Shape,
        /// Fewest entries.
        min: Option<u32>,
        /// Most entries.
        max: Option<u32>,
    },
    /// An object with known keys; `others` is what unknown keys may hold, `None` refuses them.
    Object {
        /// Its keys.
        fields: &'static [ObjectField],
        /// Free keys.
        others: Option<&'static Others>,
    },
    /// A file in a multipart body.
    File,
    /// A tree of conditions.
    Filter(&'static Filter),
}

/// What stands under the keys of a map.
#[derive(Debug)]
pub struct Others {
    /// What each value may be.
    pub shape: &'static Shape,
    /// Which empty value is sent.
    pub clears: Clears,
}

/// One key of an object.
#[derive(Debug)]
pub struct ObjectField {
    /// What the model calls it.
    pub name: &'static str,
    /// What the vendor calls it.
    pub wire_name: &'static str,
    /// Must be there.
    pub required: bool,
    /// Which empty value is sent.
    pub clears: Clears,
    /// What its value may be.
    pub shape: &'static Shape,
}

/// The empty value by which a vendor takes away what a field holds. Clients that fill every field send the others, and mean nothing by them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clears {
    /// None: an empty value is as good as none.
    Nothing,
    /// `null`
    Null,
    /// `""`
    Text,
    /// `[]`
    List,
}
