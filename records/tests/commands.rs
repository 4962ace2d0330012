//! The commands for authors: what they print, and how they end.

use std::path::Path;
use std::process::{Command, Output};

use super::folder::Records;

fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new(env!("CARGO_BIN_EXE_records"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("FAIRLEAD_RECORDS")
        .output()
        .expect("the command runs");
    let text = |bytes| String::from_utf8(bytes).expect("text");
    (status.code(), text(stdout), text(stderr))
}

/// Records of another vendor than those of `Records::good`.
fn own() -> Records {
    Records::good().renamed("acme", "zinc").but(
        "integration.yaml",
        "integration: acme",
        "integration: zinc",
    )
}

#[test]
fn check_says_of_good_records_that_there_is_nothing_to_fix() {
    let shipped = Records::good().on_disk();
    let acme = "acme: 8 tools, nothing to fix\n".to_owned();
    for arguments in [&["check"][..], &["check", "tool-docs"]] {
        assert_eq!(
            run(&shipped.0, arguments),
            (Some(0), acme.clone(), String::new())
        );
    }
    let own = own().on_disk();
    let folder = own.0.join("tool-docs").display().to_string();
    assert_eq!(
        run(&shipped.0, &["check", &folder]),
        (
            Some(0),
            format!("{acme}zinc: 8 tools, nothing to fix\n"),
            String::new()
        )
    );
}

#[test]
fn check_lists_every_complaint_and_fails() {
    let shipped = Records::good()
        .but("issues.yaml", "resource: issues", "resource: tickets")
        .but("integration.yaml", "label: Acme\n", "")
        .on_disk();
    for command in ["check", "report"] {
        let (code, stdout, stderr) = run(&shipped.0, &[command]);
        assert_eq!((code, stdout.as_str()), (Some(1), ""));
        let lines: Vec<&str> = stderr.lines().collect();
        assert_eq!(
            lines.first(),
            Some(&"tool-docs/acme/integration.yaml: `label` is missing; add `label`")
        );
        let count = format!("{} to fix", lines.len() - 1);
        assert_eq!(lines.last(), Some(&count.as_str()));
        assert!(lines.len() > 3, "{stderr}");
    }
}

#[test]
fn check_refuses_a_name_that_ships_and_a_folder_that_is_not_there() {
    let shipped = Records::good().on_disk();
    let same = Records::good().on_disk();
    let folder = same.0.join("tool-docs").display().to_string();
    for (folder, complaint) in [
        (folder.as_str(), "two folders are called `acme`"),
        ("nowhere", "nowhere: there is no such folder"),
    ] {
        let (code, _, stderr) = run(&shipped.0, &["check", folder]);
        assert_eq!(code, Some(1));
        assert!(stderr.contains(complaint), "{stderr}");
    }
}

#[test]
fn report_says_what_is_documented_what_is_held_back_and_what_tools_weigh() {
    let shipped = Records::good().on_disk();
    let (code, stdout, stderr) = run(&shipped.0, &["report"]);
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    for part in [
        "Acme: 10 endpoints defined, 8 documented, 0 composites\n",
        "behind the gate: 2\n  me.list: GET /me\n  issues.create: POST /issues\n",
        "  list_all_acme_search_issues\n",
        "Acme: 8 tools, ",
        "\nall integrations: 8 tools, ",
    ] {
        assert!(stdout.contains(part), "no {part:?} in {stdout}");
    }
}

#[test]
fn check_and_report_list_what_nobody_has_read() {
    let unread = |text: &str| {
        Records::good()
            .but(
                "issues.yaml",
                "  delete:\n",
                "  delete:\n    imported: true\n",
            )
            .but("integration.yaml", "label: Acme\n", text)
    };
    let held = unread("label: Acme\n").on_disk();
    let (code, stdout, _) = run(&held.0, &["check"]);
    assert_eq!(
        (code, stdout.as_str()),
        (
            Some(0),
            "acme: 7 tools, nothing to fix\nacme: 1 imported and unread, they do not ship before that; take `imported: true` out of each that you have read\n  issues.delete\n"
        )
    );
    let trusting = unread("label: Acme\ntrust_imported: true\n").on_disk();
    let (_, stdout, _) = run(&trusting.0, &["report"]);
    assert!(
        stdout.contains("acme: 1 imported and unread, they ship all the same"),
        "{stdout}"
    );
}

#[test]
fn check_takes_the_folder_of_one_integration() {
    let shipped = Records::good().on_disk();
    let own = own().on_disk();
    let folder = own.0.join("tool-docs/zinc").display().to_string();
    let (code, stdout, stderr) = run(&shipped.0, &["check", &folder]);
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    assert!(
        stdout.contains("zinc: 8 tools, nothing to fix\n"),
        "{stdout}"
    );
    // One of those that ship is checked with them.
    let (code, stdout, _) = run(&shipped.0, &["check", "tool-docs/acme"]);
    assert_eq!(
        (code, stdout.as_str()),
        (Some(0), "acme: 8 tools, nothing to fix\n")
    );
}

#[test]
fn diff_ends_with_1_where_a_tool_differs_and_with_2_where_records_are_wrong() {
    let old = Records::good().on_disk();
    let new = Records::good()
        .but(
            "issues.yaml",
            "Hides an issue",
            "Puts an issue off, or hides it",
        )
        .on_disk();
    let wrong = Records::good()
        .but("integration.yaml", "label: Acme\n", "")
        .on_disk();
    let [old, new, wrong] =
        [&old, &new, &wrong].map(|records| records.0.join("tool-docs").display().to_string());
    let here = std::path::Path::new(".");
    assert_eq!(
        run(here, &["diff", &old, &old]),
        (
            Some(0),
            "appeared: 0, vanished: 0, changed: 0\n".to_owned(),
            String::new()
        )
    );
    let (code, stdout, _) = run(here, &["diff", &old, &new]);
    assert_eq!(code, Some(1));
    assert!(stdout.starts_with("~ acme_issues_snooze\n"), "{stdout}");
    let (code, stdout, _) = run(here, &["diff", &old, &new, "--json"]);
    assert_eq!(code, Some(1));
    assert!(
        stdout.starts_with("{\"appeared\":[],\"changed\":[{\"changes\":[{"),
        "{stdout}"
    );
    let (code, _, stderr) = run(here, &["diff", &old, &wrong]);
    assert_eq!(code, Some(2));
    assert!(stderr.contains("`label` is missing"), "{stderr}");
}

#[test]
fn new_writes_a_folder_that_check_has_nothing_against() {
    let shipped = Records::good().on_disk();
    let (code, stdout, stderr) = run(&shipped.0, &["new", "zinc", "--out", "mine"]);
    assert_eq!((code, stderr.as_str()), (Some(0), ""), "{stdout}");
    let (code, stdout, stderr) = run(&shipped.0, &["check", "mine"]);
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    assert!(
        stdout.contains("zinc: 4 tools, nothing to fix\n"),
        "{stdout}"
    );
    for (arguments, complaint) in [
        (
            ["new", "zinc", "--out", "mine"],
            "mine/zinc: this folder is there already",
        ),
        (
            ["new", "No_slug", "--out", "mine"],
            "`No_slug` is not a slug; use a-z and 0-9",
        ),
    ] {
        let (code, _, stderr) = run(&shipped.0, &arguments);
        assert_eq!(code, Some(1));
        assert!(stderr.starts_with(complaint), "{stderr}");
    }
}

#[test]
fn import_makes_a_folder_that_check_has_nothing_against() {
    let shipped = Records::good().on_disk();
    let document = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../tests/vendors/imported/elder.yaml"
    );
    let arguments = [
        "import",
        "--openapi",
        document,
        "--slug",
        "elder",
        "--out",
        "mine",
        "--trust",
    ];
    let (code, stdout, stderr) = run(&shipped.0, &arguments);
    assert_eq!((code, stderr.as_str()), (Some(0), ""), "{stdout}");
    assert!(stdout.starts_with("mine/elder: 14 operations, 14 endpoints defined, 13 tools\nOperations without a tool: 1\n  elder.yaml#/paths/~1old/get: deprecated\n"), "{stdout}");
    let (code, stdout, stderr) = run(&shipped.0, &["check", "mine"]);
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    assert!(
        stdout.contains(
            "elder: 13 tools, nothing to fix\nelder: 13 imported and unread, they ship all the same"
        ),
        "{stdout}"
    );
    // The fixture that the Worker is tested with is what comes of this document, to the letter.
    let fixture = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/integrations/elder");
    let read = |folder: &Path| {
        let entries = std::fs::read_dir(folder).expect("a folder").flatten();
        let mut files: Vec<(String, String)> = entries
            .map(|entry| {
                (
                    entry.file_name().to_string_lossy().into_owned(),
                    std::fs::read_to_string(entry.path()).expect("text"),
                )
            })
            .collect();
        files.sort();
        files
    };
    assert_eq!(
        read(&shipped.0.join("mine/elder")),
        read(Path::new(fixture)),
        "import it anew: CONTRIBUTING.md says how"
    );
}

#[test]
fn anything_else_is_answered_with_how_to_use_it() {
    let shipped = Records::good().on_disk();
    for arguments in [
        &[][..],
        &["chekc"],
        &["check", "a", "b"],
        &["check", "--json"],
        &["diff", "a"],
        &["new"],
        &["new", "a", "--out"],
        &["new", "a", "--out", "--trust"],
        &["import", "--slug", "a"],
        &["import", "--openapi", "a.yaml", "--out", "--slug", "a"],
        &["import", "--openapi", "a.yaml"],
        &["import", "--openapi", "a.yaml", "--slug", "a", "--force"],
    ] {
        let (code, stdout, stderr) = run(&shipped.0, arguments);
        assert_eq!((code, stdout.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(stderr.starts_with("Usage, "), "{stderr}");
    }
}
