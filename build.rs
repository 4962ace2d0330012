//! Has the records of tool-docs/ made into `static` data and the API's document into JSON, or stops the build with what is wrong with them.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

/// Names one more folder of integrations, for records that are not to stand in this repository. Relative to its root, or absolute.
const OWN_RECORDS: &str = "FAIRLEAD_RECORDS";

/// What `GET /openapi.json` serves, as people write it.
const OPENAPI: &str = "src/gateway/openapi.yaml";

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
    for source in parents.iter().chain([&PathBuf::from(OPENAPI)]) {
        println!("cargo::rerun-if-changed={}", source.display());
    }
    let outputs = [
        (
            "catalogue.rs",
            records::read(&root, &parents).map(records::emit),
        ),
        ("openapi.json", records::document(&root, OPENAPI)),
    ];
    let folder = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let mut code = ExitCode::SUCCESS;
    for (file, output) in outputs {
        if let Err(error) = write(&folder.join(file), output) {
            eprintln!("{error}");
            code = ExitCode::FAILURE;
        }
    }
    code
}

fn write(path: &Path, output: Result<String, Vec<records::Complaint>>) -> Result<(), String> {
    let text = output.map_err(|complaints| records::listed(&complaints))?;
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}
