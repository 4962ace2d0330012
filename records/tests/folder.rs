//! A folder of good records on disk, to be spoiled one change at a time.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{fs, process};

const INTEGRATION: &str = r#"
integration: acme
label: Acme
docs_url: https://docs.acme.example
instructions: Acme keeps issues.
base_url: https://{region}/v1
variables:
  region:
    description: Where the workspace lives.
    values: { us: api.acme.example, eu: api.eu.acme.example }
    default: us
allowed_hosts: [api.acme.example, "api.*.acme.example"]
auth:
  scheme: bearer
  token: "{api_token}"
  credentials:
    api_token: { label: API token, help: Made by an admin. }
headers: { Acme-Version: "2" }
errors:
  code: [/code]
  hints:
    - status: [301, 400]
      values: { id: /errors/0/id }
      hint: "Merged; call again with id {id}."
pagination:
  by_cursor: { style: cursor, in: query, cursor: after, limit: per_page, next: /next, default_limit: 100, max_limit: 999 }
filters:
  language:
    depth: 2
    max_children: 2
    group: { operator: operator, children: subfilters, operators: [and, or] }
    leaf: { field: field, operator: operator, value: value, values: values }
    operands: { none: [is_set], one: [equals], many: [in], range: [time_range] }
  issues:
    fields:
      state: { type: string, operators: [equals, in], values: [new, closed] }
      created_at: { type: time, operators: [time_range] }
    custom_fields: { description: Slug of a custom field., operators: [equals, is_set] }
probe: me.list
resources:
  me:
    list: { http: GET /me }
  issues:
    list: { http: GET /issues, response_path: /data, pagination: by_cursor }
    get: { http: "GET /issues/{id}" }
    create: { http: POST /issues, body: json }
    update: { http: "PATCH /issues/{id}", body: json }
    delete: { http: "DELETE /issues/{id}" }
    snooze: { http: "POST /issues/{id}/snooze", body: json }
    attach: { http: POST /files, body: multipart }
    replace: { http: PUT /issues, body: json }
  search_issues:
    list: { http: POST /issues/search, body: json }
"#;

const ISSUES: &str = r#"
resource: issues
singular: issue
tags: [issues]
methods:
  list:
    description: Lists the issues of the workspace, the newest first.
    query_schema:
      type: object
      properties:
        state: { type: string, enum: [new, closed], description: Only these. }
  get:
    description: Returns one issue with all of its fields and its tags.
    example: { id: i_1 }
  update:
    audience: team
    description: Changes an issue; keys that are left out stay as they are.
    body_schema:
      type: object
      properties:
        title: { type: string, maxLength: 20 }
        priority: { type: integer, minimum: 1, maximum: 5, wire_name: "fields[priority]" }
        labels: { type: array, items: { type: string }, maxItems: 2 }
        extra: { type: object, additionalProperties: { type: boolean } }
        place: { type: string, header: Region }
      required: [title]
    example: { id: i_1, title: Broken, priority: 3, labels: [a], extra: { b: true } }
  delete:
    audience: team
    description: Deletes an issue for good, together with its messages.
    example: { id: i_1 }
  snooze:
    effect: write
    audience: team
    tags: [triage]
    description: Hides an issue from the queue until the time that you give.
    query_schema:
      type: object
      properties: { id: { type: string, description: Id of the issue. } }
    body_schema:
      type: object
      properties: { until: { type: string } }
    example: { id: i_1, until: "2026-01-01T00:00:00Z" }
  attach:
    effect: write
    audience: system
    description: Uploads one file and returns the address that a reply can use.
    body_schema: { type: object, properties: { file: { type: file, description: The file. } }, required: [file] }
    example: { file: { name: a.txt, text: hello } }
  replace:
    effect: destructive
    audience: customer
    title: Replace all issues
    description: Replaces every issue of the workspace by the ones that you give.
    body_schema: { type: array, description: The issues., items: { type: object } }
    example: { body: [{ title: Broken }] }
"#;

const SEARCH_ISSUES: &str = r"
resource: search_issues
tags: [issues]
methods:
  list:
    short_name: search_issues
    description: Finds issues by their fields; use it when a list is too much.
    body_schema:
      type: object
      properties: { filter: { type: filter, filter: issues, description: Conditions. } }
      required: [filter]
    example:
      filter:
        operator: and
        subfilters:
          - { field: state, operator: equals, value: new }
          - { custom_field: plan, operator: is_set }
";

static COUNT: AtomicUsize = AtomicUsize::new(0);

#[derive(Debug)]
pub(super) struct Records(Vec<(String, String)>);

impl Records {
    pub(super) fn good() -> Self {
        Records(Vec::new())
            .with("acme/integration.yaml", INTEGRATION)
            .with("acme/issues.yaml", ISSUES)
            .with("acme/search_issues.yaml", SEARCH_ISSUES)
    }

    pub(super) fn none() -> Self {
        Records(Vec::new())
    }

    pub(super) fn with(mut self, file: &str, text: &str) -> Self {
        self.0.push((file.to_owned(), text.to_owned()));
        self
    }

    /// The same records in a folder of another name.
    pub(super) fn renamed(mut self, from: &str, to: &str) -> Self {
        for (name, _) in &mut self.0 {
            *name = name.replacen(from, to, 1);
        }
        self
    }

    /// Replaces a text that stands in the file.
    pub(super) fn but(mut self, file: &str, from: &str, to: &str) -> Self {
        let record = self
            .0
            .iter_mut()
            .find(|(name, _)| name.ends_with(file))
            .expect("a record of this name");
        assert!(record.1.contains(from), "{file} has no `{from}`");
        record.1 = record.1.replacen(from, to, 1);
        self
    }

    /// The catalogue's source, or the complaints as an author reads them.
    pub(super) fn built(&self) -> Result<String, Vec<String>> {
        let on_disk = self.on_disk();
        catalogue(&on_disk.0, &["tool-docs".into()])
    }

    /// Writes the records to a new folder's `tool-docs/`.
    pub(super) fn on_disk(&self) -> OnDisk {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("records-{}-{number}", process::id()));
        fs::create_dir_all(root.join("tool-docs")).expect("a folder for the records");
        for (file, text) in &self.0 {
            let path = root.join("tool-docs").join(file);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder for the records");
            fs::write(path, text).expect("a record on disk");
        }
        OnDisk(root)
    }

    pub(super) fn complaints(&self) -> Vec<String> {
        self.built().err().unwrap_or_default()
    }
}

/// A folder that goes when it is dropped.
#[derive(Debug)]
pub(super) struct OnDisk(pub(super) PathBuf);

impl Drop for OnDisk {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).expect("no folder left behind");
    }
}

/// The build script's work, with complaints as an author reads them.
pub(super) fn catalogue(root: &Path, parents: &[PathBuf]) -> Result<String, Vec<String>> {
    records::read(root, parents)
        .map(records::emit)
        .map_err(|complaints| complaints.iter().map(ToString::to_string).collect())
}

/// One change to a good record brings exactly this complaint.
#[track_caller]
pub(super) fn refused(file: &str, from: &str, to: &str, complaint: &str) {
    let complaints = Records::good().but(file, from, to).complaints();
    assert_eq!(
        complaints,
        [format!("tool-docs/acme/{file}: {complaint}")],
        "after `{from}` became `{to}`"
    );
}
