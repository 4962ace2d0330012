//! Which tool is meant: an index over what an integration's tools are called and what people say for them, made by the build, and the search in
//! it. Both take texts apart with the same `words`, so this part of the crate needs nothing of what reads records.
//!
//! A search brings each word of a query to the terms that it can mean (`near`), adds up what each term says for each tool, and weighs the sums
//! by whether the request reads or changes something (`intent`).

#[cfg(feature = "read")]
pub(crate) mod build;
mod intent;
mod near;
mod search;
#[cfg(feature = "read")]
mod synonyms;
mod words;

pub use search::{Hit, search};

/// What a static number of thousandths is.
fn thousandths(number: impl Into<f32>) -> f32 {
    number.into() / 1000.0
}
