//! Commands for authors of records, at the root of a clone: `cargo run -p records -- check FOLDER` and `cargo run -p records -- report`.

mod report;

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use records::catalogue::Integration;

const USAGE: &str = "Usage, at the root of a clone:
  records check [FOLDER]    are the records of tool-docs right, and those of FOLDER beside them?
  records report [FOLDER]   what do they define, document and hold back, and what does each tool weigh?
FOLDER holds a folder for each integration. Without it FAIRLEAD_RECORDS names one, as in a build.";

/// The records that ship.
const SHIPPED: &str = "tool-docs";

/// Names one more folder of integrations, here and in a build.
const OWN_RECORDS: &str = "FAIRLEAD_RECORDS";

fn main() -> ExitCode {
    let mut arguments = env::args_os().skip(1);
    let (command, folder, more) = (arguments.next(), arguments.next(), arguments.next());
    let shows: fn(&[Integration]) -> String =
        match (command.as_deref().and_then(OsStr::to_str), more) {
            (Some("check"), None) => summary,
            (Some("report"), None) => report::report,
            _ => {
                eprintln!("{USAGE}");
                return ExitCode::from(2);
            }
        };
    let own = folder.or_else(|| env::var_os(OWN_RECORDS));
    match records::read(Path::new(""), &folders(own.map(PathBuf::from))) {
        Ok(integrations) => {
            print!("{}", shows(integrations));
            ExitCode::SUCCESS
        }
        Err(complaints) => {
            eprintln!("{}", records::listed(&complaints));
            ExitCode::FAILURE
        }
    }
}

/// The shipped records, and those of one more folder.
fn folders(own: Option<PathBuf>) -> Vec<PathBuf> {
    let is_shipped = |folder: &PathBuf| match (fs::canonicalize(folder), fs::canonicalize(SHIPPED))
    {
        (Ok(folder), Ok(shipped)) => folder == shipped,
        (Ok(_) | Err(_), _) => false,
    };
    let own = own.filter(|folder| !folder.as_os_str().is_empty() && !is_shipped(folder));
    [PathBuf::from(SHIPPED)].into_iter().chain(own).collect()
}

fn summary(integrations: &[Integration]) -> String {
    let line = |integration: &Integration| {
        let (slug, tools) = (integration.slug, integration.tools.len());
        format!("{slug}: {tools} tools, nothing to fix\n")
    };
    integrations.iter().map(line).collect()
}
