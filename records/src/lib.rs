//! Records of vendors' APIs: the format of `tool-docs/`, whose manual is `tool-docs/README.md`.

mod emit;
mod read;

use std::path::{Path, PathBuf};

pub use read::{Complaint, document};

/// The Rust source of the catalogue of the integrations in these folders, absolute or below `root`.
pub fn source(root: &Path, folders: &[PathBuf]) -> Result<String, Vec<Complaint>> {
    read::integrations(root, folders).map(|integrations| emit::source(&integrations))
}
