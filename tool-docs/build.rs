//! Turns the records of tool-docs/ into `static` data, or stops the build with what is wrong with them.

#[path = "build/mod.rs"]
mod build;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

/// Names one more folder of integrations, for records that are not to stand in this repository. Relative to its root, or absolute.
const OWN_RECORDS: &str = "FAIRLEAD_RECORDS";

fn main() -> ExitCode {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut parents = vec![PathBuf::from("tool-docs")];
    if env::var_os("CARGO_FEATURE_TEST_INTEGRATIONS").is_some() {
        parents.push(PathBuf::from("tests/integrations"));
    }
    println!("cargo::rerun-if-env-changed={OWN_RECORDS}");
    parents.extend(
        env::var_os(OWN_RECORDS)
            .filter(|folder| !folder.is_empty())
            .map(PathBuf::from),
    );
    for parent in &parents {
        println!("cargo::rerun-if-changed={}", parent.display());
    }
    let source = match build::catalogue(&root, &parents) {
        Ok(source) => source,
        Err(complaints) => {
            for complaint in &complaints {
                eprintln!("{complaint}");
            }
            eprintln!("{} to mend in the records", complaints.len());
            return ExitCode::FAILURE;
        }
    };
    let path = Path::new(&env::var_os("OUT_DIR").unwrap_or_default()).join("catalogue.rs");
    match fs::write(&path, source) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error}", path.display());
            ExitCode::FAILURE
        }
    }
}
