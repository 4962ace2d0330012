//! Records of vendors' APIs: what they say, how they are read from YAML and checked, and how the Worker gets them. The manual of the format is
//! `tool-docs/README.md`.
//!
//! Each room knows only those below it; `tests/promises/layers.rs` holds that. Whoever adds a key to the format starts in `read`.
//!
//! - `import`: a vendor's own description of its API becomes a folder of records.
//! - `diff`: what is different between two catalogues, for whoever deploys.
//! - `emit`: a catalogue as Rust source, for the Worker's build.
//! - `read`: folders of YAML become a catalogue, or complaints that say how to fix them.
//! - [`index`]: which tool is meant. Made by the build, searched by the Worker.
//! - [`catalogue`]: the types, which need nothing. The Worker has them and the search; the feature `read` brings the rest.
//!
//! `src/bin/records` has the commands for authors of records.

pub mod catalogue;
#[cfg(feature = "import")]
mod diff;
#[cfg(feature = "read")]
mod emit;
#[cfg(feature = "import")]
mod import;
pub mod index;
#[cfg(feature = "read")]
mod read;

#[cfg(feature = "import")]
pub use diff::{Change, Difference, DifferenceKind, Differences, diff};
#[cfg(feature = "read")]
pub use emit::emit;
#[cfg(feature = "import")]
pub use import::{Import, import};
#[cfg(feature = "read")]
pub use read::{Complaint, capitalised, document, is_slug, listed, read};
