//! The document of the operator's API, from YAML to JSON.

use std::path::PathBuf;
use std::{fs, process};

/// What becomes of a document, or the complaints as its author reads them.
fn built(name: &str, text: &str) -> Result<String, Vec<String>> {
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let file = format!("{name}-{}.yaml", process::id());
    fs::write(root.join(&file), text).expect("a document on disk");
    let built = records::document(&root, &file);
    fs::remove_file(root.join(&file)).expect("no file left behind");
    let spoken = |complaint: &records::Complaint| complaint.to_string().replace(&file, "it");
    built.map_err(|complaints| complaints.iter().map(spoken).collect())
}

#[test]
fn what_is_shared_is_spelled_out_in_the_order_of_the_file() {
    let text = "
openapi: 3.1.0
x-shared: { all: &all { '401': wrong, '403': never } }
paths: { /b: { <<: *all, '401': mine, '200': good }, /a: *all }
";
    let json = built("shared", text).expect("a document");
    assert!(
        json.starts_with(r#"{"openapi":"3.1.0","paths":{"/b":{"#),
        "{json}"
    );
    let document: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let expected = serde_json::json!({
        "openapi": "3.1.0",
        "paths": {
            "/a": { "401": "wrong", "403": "never" },
            "/b": { "200": "good", "401": "mine", "403": "never" },
        },
    });
    assert_eq!(document, expected);
}

#[test]
fn what_is_no_document_stops_the_build() {
    let complaint = "it: this is a list; write a map: openapi, info, paths and components";
    assert_eq!(built("list", "[openapi]"), Err(vec![complaint.to_owned()]));
    let complaints = built("broken", "openapi: [3").expect_err("no YAML");
    assert!(
        complaints[0].starts_with("it: this is not YAML: "),
        "{complaints:?}"
    );
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let missing = records::document(&root, "nowhere.yaml").expect_err("no file");
    assert!(
        missing[0]
            .to_string()
            .starts_with("nowhere.yaml: it cannot be read")
    );
}
