//! Records of vendors' APIs: the format of `tool-docs/`, whose manual is `tool-docs/README.md`.
//!
//! Without the feature `read` it is what the Worker needs of them at run time: the `index` of tools and the search in it.

#[cfg(feature = "read")]
mod emit;
pub mod index;
#[cfg(feature = "read")]
mod read;

#[cfg(feature = "read")]
use std::path::{Path, PathBuf};

#[cfg(feature = "read")]
pub use read::{Complaint, document};

/// The Rust source of the catalogue of the integrations in these folders, absolute or below `root`.
#[cfg(feature = "read")]
pub fn source(root: &Path, folders: &[PathBuf]) -> Result<String, Vec<Complaint>> {
    read::integrations(root, folders).map(|integrations| emit::source(&integrations))
}
