//! A document on disk, and the folder that comes of it.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use records::Import;
use serde_json::Value;

static COUNT: AtomicUsize = AtomicUsize::new(0);

/// A folder that goes when it is dropped.
pub(super) struct Disk(pub(super) PathBuf);

impl Disk {
    pub(super) fn new() -> Self {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("import-{}-{number}", std::process::id()));
        fs::create_dir_all(&root).expect("a folder");
        Disk(root)
    }

    pub(super) fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, text).expect("a document on disk");
        path
    }

    /// What the command does with these files: its last words, or every complaint.
    pub(super) fn import(
        &self,
        files: &[PathBuf],
        is_trusted: bool,
    ) -> Result<String, Vec<String>> {
        let import = Import {
            files,
            slug: "acme",
            out: &self.0.join("out"),
            is_trusted,
            base_url: None,
        };
        let told = |complaints: Vec<records::Complaint>| {
            complaints
                .iter()
                .map(|complaint| complaint.to_string().replace(&self.shown(), ""))
                .collect()
        };
        records::import(&import).map_err(told)
    }

    fn shown(&self) -> String {
        format!("{}/", self.0.display())
    }

    pub(super) fn text(&self, file: &str) -> String {
        fs::read_to_string(self.0.join("out/acme").join(file)).unwrap_or_default()
    }

    /// The files of the imported folder.
    pub(super) fn files(&self) -> Vec<String> {
        let folder = self.0.join("out/acme");
        let entries = fs::read_dir(folder).map(|entries| entries.flatten().collect::<Vec<_>>());
        let mut names: Vec<String> = entries
            .unwrap_or_default()
            .iter()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    pub(super) fn record(&self, file: &str) -> Value {
        serde_saphyr::from_str(&self.text(file)).expect("YAML")
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).expect("no folder left behind");
    }
}

/// A good document around these paths and components, in YAML.
pub(super) fn document(paths: &str, components: &str) -> String {
    format!(
        "openapi: 3.0.3
info: {{ title: Acme API, version: '1' }}
servers: [{{ url: https://api.acme.example/v1 }}]
components:
  securitySchemes: {{ key: {{ type: http, scheme: bearer }} }}
{}
paths:
{}",
        indented(components),
        indented(paths)
    )
}

fn indented(text: &str) -> String {
    let lines: Vec<&str> = text.trim_matches('\n').lines().collect();
    format!("  {}\n", lines.join("\n  "))
}

/// The folder that comes of these paths and components, which must be right.
#[track_caller]
pub(super) fn imported(paths: &str, components: &str) -> Disk {
    let disk = Disk::new();
    let file = disk.write("acme.yaml", document(paths, components));
    if let Err(complaints) = disk.import(&[file], true) {
        panic!("{}", complaints.join("\n"));
    }
    disk
}

/// The one tool that comes of one operation: its definition, and its documentation.
#[track_caller]
pub(super) fn tool(operation: &str, components: &str) -> (Value, Value, Disk) {
    let disk = imported(operation, components);
    let definition = disk.record("integration.yaml")["resources"]["things"].clone();
    let methods = disk.record("things.yaml")["methods"].clone();
    let first = |value: &Value| {
        value
            .as_object()
            .and_then(|methods| methods.values().next())
            .cloned()
            .unwrap_or_default()
    };
    (first(&definition), first(&methods), disk)
}
