//! The gate for what was imported: checked like all records, listed until a person has read it, and no tool before that.

use records::catalogue::Integration;

use super::folder::{Records, refused};

const LIST: &str = "    description: Lists the issues of the workspace, the newest first.\n";
const UNREAD: &str =
    "    imported: true\n    description: Lists the issues of the workspace, the newest first.\n";

/// What the reader makes of records that are right.
#[track_caller]
fn read(records: &Records) -> &'static Integration {
    let on_disk = records.on_disk();
    let read = records::read(&on_disk.0, &["tool-docs".into()]).expect("good records");
    read.first().expect("an integration")
}

#[test]
fn an_unread_tool_is_held_back_and_listed() {
    let acme = read(&Records::good().but("issues.yaml", LIST, UNREAD));
    assert_eq!(acme.tools.len(), 7);
    assert!(
        !acme
            .tools
            .iter()
            .any(|tool| tool.name == "list_all_acme_issues")
    );
    let unread: Vec<&str> = acme
        .unread
        .iter()
        .filter_map(|index| acme.methods.get(*index))
        .map(|method| method.method)
        .collect();
    assert_eq!(unread, ["list"]);
    assert!(read(&Records::good()).unread.is_empty());
}

#[test]
fn it_ships_where_the_integration_trusts_what_was_imported() {
    let trusting = Records::good().but("issues.yaml", LIST, UNREAD).but(
        "integration.yaml",
        "label: Acme\n",
        "label: Acme\ntrust_imported: true\n",
    );
    let acme = read(&trusting);
    assert_eq!((acme.tools.len(), acme.unread.len()), (8, 1));
}

#[test]
fn it_is_checked_like_all_others() {
    let complaints = Records::good()
        .but(
            "issues.yaml",
            LIST,
            "    imported: true\n    description: Short.\n",
        )
        .complaints();
    assert_eq!(
        complaints,
        [
            "tool-docs/acme/issues.yaml: methods.list.description: 6 characters tell a model too little; say what it returns and when to use it, in 40 to 900 characters"
        ]
    );
    // Its names are taken, so that trust in it breaks no other tool.
    let complaints = Records::good()
        .but(
            "issues.yaml",
            LIST,
            &format!("    imported: true\n    short_name: get_issue\n{LIST}"),
        )
        .complaints();
    assert_eq!(complaints.len(), 1, "{complaints:?}");
    assert!(
        complaints
            .concat()
            .contains("the tool name `get_issue` is also that of")
    );
}

#[test]
fn what_a_person_has_read_has_no_such_key() {
    refused(
        "issues.yaml",
        LIST,
        &UNREAD.replace("true", "false"),
        "methods.list.imported: what a person has read has no such key; take `imported` out",
    );
    refused(
        "integration.yaml",
        "label: Acme\n",
        "label: Acme\ntrust_imported: yes please\n",
        "trust_imported: this is text; write true or false",
    );
}
