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
        "Acme: 10 endpoints defined, 8 documented\n",
        "behind the gate: 2\n  me.list: GET /me\n  issues.create: POST /issues\n",
        "  list_all_acme_search_issues\n",
        "Acme: 8 tools, ",
        "\nall integrations: 8 tools, ",
    ] {
        assert!(stdout.contains(part), "no {part:?} in {stdout}");
    }
}

#[test]
fn anything_else_is_answered_with_how_to_use_it() {
    let shipped = Records::good().on_disk();
    for arguments in [&[][..], &["chekc"], &["check", "a", "b"]] {
        let (code, stdout, stderr) = run(&shipped.0, arguments);
        assert_eq!((code, stdout.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(stderr.starts_with("Usage, "), "{stderr}");
    }
}
