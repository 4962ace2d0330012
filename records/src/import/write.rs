//! The folder on disk: records as YAML, and IMPORT.md with all that a person should know. Written beside its place and moved there whole.

use std::fmt::{self, Write as _};
use std::path::Path;
use std::{fs, io};

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_saphyr::{FlowMap, FlowSeq, ser_options};

use super::folder::Files;
use super::note::{Kind, Note, counted};
use crate::read::Value;

/// The file of notes, beside the records.
pub(super) const NOTES: &str = "IMPORT.md";

/// Maps and lists of so many characters stand on one line.
const LINE: usize = 110;

/// A value as people write it: what is short on one line.
struct Styled<'a>(&'a Value);

impl Serialize for Styled<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let is_short = || self.0.json().len() <= LINE;
        match self.0 {
            Value::Object(_) if is_short() => FlowMap(self.0).serialize(serializer),
            Value::Array(_) if is_short() => FlowSeq(self.0).serialize(serializer),
            Value::Object(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for (key, value) in entries {
                    map.serialize_entry(key, &Styled(value))?;
                }
                map.end()
            }
            Value::Array(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(&Styled(item))?;
                }
                list.end()
            }
            other @ (Value::Null
            | Value::Boolean(_)
            | Value::Integer(_)
            | Value::Number(_)
            | Value::String(_)) => other.serialize(serializer),
        }
    }
}

/// YAML that reads back as the same value.
fn yaml(value: &Value) -> String {
    let options = ser_options! { compact_list_indent: false, prefer_block_scalars: false };
    let text = serde_saphyr::to_string_with_options(&Styled(value), options).unwrap_or_default();
    match serde_saphyr::from_str::<Value>(&text) {
        Ok(back) if back == *value => text,
        // JSON is YAML as well, if less pleasant.
        Ok(_) | Err(_) => format!("{}\n", value.json()),
    }
}

/// Writes the files into `folder`, which must not be there.
pub(super) fn folder(folder: &Path, files: &Files, notes: &str) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for (name, value) in files {
        let text = yaml(value);
        let text = match name.as_str() {
            "integration.yaml" => format!(
                "# Imported: {NOTES} says what was left out, simplified, guessed and doubtful.\n{text}"
            ),
            _ => text,
        };
        fs::write(folder.join(name), text)?;
    }
    fs::write(folder.join(NOTES), notes)
}

/// What an import came to, in numbers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counts {
    pub(super) operations: usize,
    pub(super) defined: usize,
    pub(super) tools: usize,
}

impl fmt::Display for Counts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let defined = counted(self.defined, "endpoint");
        write!(
            formatter,
            "{}, {defined} defined, {}",
            counted(self.operations, "operation"),
            counted(self.tools, "tool")
        )
    }
}

/// The text of IMPORT.md.
pub(super) fn notes(
    label: &str,
    documents: &[String],
    counts: Counts,
    is_trusted: bool,
    notes: &[Note],
) -> String {
    let mut text = format!(
        "# Import of {label}\n\nMade by `records import` of {}: {counts}.\n\n",
        documents.join(", ")
    );
    text.push_str(if is_trusted {
        "Nobody has read these tools, and `trust_imported: true` in integration.yaml ships them all the same. Take `imported: true` out of each that you have read.\n"
    } else {
        "No tool ships before a person has read it: take `imported: true` out of each that you have read. `trust_imported: true` in integration.yaml ships them unread.\n"
    });
    for kind in Kind::ALL {
        let own: Vec<&Note> = notes.iter().filter(|note| note.kind == kind).collect();
        if own.is_empty() {
            continue;
        }
        let _ = writeln!(
            text,
            "\n## {}: {}\n\n{}\n",
            kind.heading(),
            own.len(),
            kind.remedy()
        );
        for note in own {
            let _ = writeln!(text, "- `{}`: {}", note.place.replace('`', "'"), note.why);
        }
    }
    text
}
