//! Records of vendors' APIs: what they say, how they are read from YAML and checked, and how the Worker gets them. The manual of the format is
//! `tool-docs/README.md`.
//!
//! Each room knows only those below it; `tests/promises/layers.rs` holds that. Whoever adds a key to the format starts in `read`.
//!
//! - `emit`: a catalogue as Rust source, for the Worker's build.
//! - `read`: folders of YAML become a catalogue, or complaints that say how to fix them.
//! - [`catalogue`]: the types, which need nothing. The Worker has them alone; the feature `read` brings the rest.
//!
//! `src/bin/records` has the commands for authors of records.

pub mod catalogue;
#[cfg(feature = "read")]
mod emit;
#[cfg(feature = "read")]
mod read;

#[cfg(feature = "read")]
pub use emit::emit;
#[cfg(feature = "read")]
pub use read::{Complaint, document, listed, read};
