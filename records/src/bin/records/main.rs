//! Commands for authors of records, at the root of a clone: `cargo run -p records -- check FOLDER`, and its siblings below.

mod new;
mod options;
mod report;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use records::catalogue::Integration;
use records::{Import, listed};

use self::options::{Options, Unknown};

const USAGE: &str = "Usage, at the root of a clone:
  records check [FOLDER]    are the records of tool-docs right, and those of FOLDER beside them?
  records report [FOLDER]   what do they define, document and hold back, and what does each tool weigh?
  records diff OLD NEW [--json]
                            which tools appear, vanish or change between two folders? Ends with 1 where any does
  records new SLUG [--out FOLDER]
                            a first folder for an integration, with comments
  records import --openapi FILE… --slug SLUG [--out FOLDER] [--base-url URL] [--trust]
                            OpenAPI documents become an integration; --trust ships its tools before a person has read them
FOLDER holds a folder for each integration, or is one. Without it FAIRLEAD_RECORDS names one, as in a build; what is made goes into
FAIRLEAD_RECORDS, else into tool-docs.";

/// The records that ship.
const SHIPPED: &str = "tool-docs";

/// Names one more folder of integrations, here and in a build.
const OWN_RECORDS: &str = "FAIRLEAD_RECORDS";

/// How a command ends: what it prints, and whether it found what it was to look for.
type Outcome = Result<(String, ExitCode), String>;

fn main() -> ExitCode {
    let mut arguments = env::args_os().skip(1);
    let command = arguments.next();
    let command = command.as_deref().and_then(std::ffi::OsStr::to_str);
    let outcome = Options::read(arguments).and_then(|options| match command {
        Some("check") => shown(&options, summary),
        Some("report") => shown(&options, report::report),
        Some("diff") => diff(&options),
        Some("new") => new(&options),
        Some("import") => import(&options),
        _ => Err(Unknown),
    });
    match outcome {
        Err(Unknown) => {
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
        Ok(Ok((text, code))) => {
            print!("{text}");
            code
        }
        Ok(Err(error)) => {
            eprintln!("{error}");
            // `diff` keeps 1 for what it looks for.
            ExitCode::from(if command == Some("diff") { 2 } else { 1 })
        }
    }
}

fn own_records() -> Option<PathBuf> {
    env::var_os(OWN_RECORDS)
        .filter(|folder| !folder.is_empty())
        .map(PathBuf::from)
}

fn shown(options: &Options, text: fn(&[Integration]) -> String) -> Result<Outcome, Unknown> {
    options.only(&[])?;
    let folder = match options.plain.as_slice() {
        [] => own_records(),
        [folder] => Some(PathBuf::from(folder)),
        _ => return Err(Unknown),
    };
    let read = records::read(Path::new(""), &folders(folder));
    Ok(read
        .map(|all| (text(all), ExitCode::SUCCESS))
        .map_err(|complaints| listed(&complaints)))
}

fn diff(options: &Options) -> Result<Outcome, Unknown> {
    options.only(&["--json"])?;
    let [old, new] = options.plain.as_slice() else {
        return Err(Unknown);
    };
    let read = |folder: &str| records::read(Path::new(""), &[PathBuf::from(folder)]);
    let both = read(old).and_then(|old| Ok((old, read(new)?)));
    Ok(both
        .map_err(|complaints| listed(&complaints))
        .map(|(old, new)| {
            let found = records::diff(old, new);
            let text = if options.has("--json") {
                format!("{}\n", found.json())
            } else {
                found.text()
            };
            (text, ExitCode::from(u8::from(!found.0.is_empty())))
        }))
}

fn out(options: &Options) -> PathBuf {
    let named = options.one("--out").map(PathBuf::from);
    named
        .or_else(own_records)
        .unwrap_or_else(|| PathBuf::from(SHIPPED))
}

fn new(options: &Options) -> Result<Outcome, Unknown> {
    options.only(&["--out"])?;
    let [slug] = options.plain.as_slice() else {
        return Err(Unknown);
    };
    Ok(new::new(slug, &out(options)).map(|text| (text, ExitCode::SUCCESS)))
}

fn import(options: &Options) -> Result<Outcome, Unknown> {
    options.only(&["--openapi", "--slug", "--out", "--base-url", "--trust"])?;
    let files: Vec<PathBuf> = options.all("--openapi").map(PathBuf::from).collect();
    let slug = options.one("--slug").ok_or(Unknown)?;
    if files.is_empty() || !options.plain.is_empty() {
        return Err(Unknown);
    }
    let import = Import {
        files: &files,
        slug,
        out: &out(options),
        is_trusted: options.has("--trust"),
        base_url: options.one("--base-url"),
    };
    Ok(records::import(&import)
        .map(|text| (text, ExitCode::SUCCESS))
        .map_err(|complaints| listed(&complaints)))
}

/// The shipped records, and those of one more folder.
fn folders(own: Option<PathBuf>) -> Vec<PathBuf> {
    let is_shipped = |folder: &PathBuf| match (fs::canonicalize(folder), fs::canonicalize(SHIPPED))
    {
        (Ok(folder), Ok(shipped)) => folder.starts_with(shipped),
        (Ok(_) | Err(_), _) => false,
    };
    let own = own.filter(|folder| !folder.as_os_str().is_empty() && !is_shipped(folder));
    [PathBuf::from(SHIPPED)].into_iter().chain(own).collect()
}

fn summary(integrations: &[Integration]) -> String {
    let line = |integration: &Integration| {
        let (slug, tools) = (integration.slug, integration.tools.len());
        format!(
            "{slug}: {tools} tools, nothing to fix\n{}",
            report::unread(integration)
        )
    };
    integrations.iter().map(line).collect()
}
