//! The document of the operator's API: YAML with anchors and merge keys for people, compact JSON on the wire.

use std::path::Path;

use super::complaint::{Complaint, Complaints};
use super::folder::parse;
use super::value::Value;

/// Holds what merge keys share. Not part of the document.
const SHARED: &str = "x-shared";

/// The JSON of the document in `file`, a path below `root`.
pub fn document(root: &Path, file: &str) -> Result<String, Vec<Complaint>> {
    let complaints = Complaints::default();
    match parse(&root.join(file), file, &complaints) {
        Some(Value::Object(entries)) => {
            let shown = entries.iter().filter(|(key, _)| key != SHARED);
            return Ok(Value::Object(shown.cloned().collect()).json());
        }
        Some(other) => complaints.add(
            file,
            "",
            format!("this is {}", other.kind()),
            "write a map: openapi, info, paths and components",
        ),
        None => {}
    }
    Err(complaints.into_vec())
}
