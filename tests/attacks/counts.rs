//! What an attack tried, for the table in SECURITY.md: `target/attacks/<suite>.json`, written when the suite has passed.
//! `tests/support/attacks.mjs` writes the same for suites on workerd, `tests/support/security-table.mjs` reads them.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

/// Set for a long run, whose counts are nobody's: then nothing is written.
pub(crate) const FUZZ_CASES: &str = "FUZZ_CASES";

/// The counts of one suite.
#[derive(Debug)]
pub(crate) struct Counts {
    file: PathBuf,
    rows: Vec<Value>,
}

impl Counts {
    /// Starts a suite. What an earlier run left goes, so that a failed run leaves nothing.
    pub(crate) fn open(suite: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/attacks");
        let file = folder.join(format!("{suite}.json"));
        if std::env::var_os(FUZZ_CASES).is_none() {
            fs::create_dir_all(&folder).expect("a folder for the counts");
            if file.exists() {
                fs::remove_file(&file).expect("the earlier counts go");
            }
        }
        Self {
            file,
            rows: Vec::new(),
        }
    }

    /// A promise held against an attack that was tried so many times. The promise is an id of SECURITY.md.
    pub(crate) fn held(&mut self, promise: &str, attack: &str, tried: usize) {
        assert!(tried > 0, "{promise}: nothing was tried");
        self.rows.push(
            json!({ "promise": promise, "attack": attack, "tried": tried, "result": "held" }),
        );
    }

    /// Ends a suite that has passed.
    pub(crate) fn close(self) {
        assert!(!self.rows.is_empty(), "{}: no row", self.file.display());
        if std::env::var_os(FUZZ_CASES).is_none() {
            let text = serde_json::to_string_pretty(&self.rows).expect("JSON");
            fs::write(&self.file, text).expect("the counts are written");
        }
    }
}
