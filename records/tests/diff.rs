//! What an operator is told before a deploy: which tools appear, vanish or change.

use records::{Differences, diff};

use super::folder::Records;

/// The example of the update, and one without the arguments that tests take out.
const EXAMPLE: &str =
    "example: { id: i_1, title: Broken, priority: 3, labels: [a], extra: { b: true } }";
const SHORTER: &str = "example: { id: i_1, title: Broken, priority: 3 }";

fn between(old: &Records, new: &Records) -> Differences {
    let read = |records: &Records| {
        let on_disk = records.on_disk();
        records::read(&on_disk.0, &["tool-docs".into()]).expect("good records")
    };
    diff(read(old), read(new))
}

#[test]
fn the_same_records_differ_in_nothing() {
    let found = between(&Records::good(), &Records::good());
    assert_eq!(found.0, []);
    assert_eq!(found.text(), "appeared: 0, vanished: 0, changed: 0\n");
    assert_eq!(
        found.json(),
        r#"{"appeared":[],"changed":[],"vanished":[]}"#
    );
}

#[test]
fn every_change_of_a_tool_is_told() {
    for (file, from, to, expected) in [
        (
            "issues.yaml",
            "maxLength: 20",
            "maxLength: 30",
            "~ update_a_acme_issue_by_id\n    schema: `title` is {\"maxLength\":30,\"type\":\"string\"}\n",
        ),
        (
            "issues.yaml",
            "required: [title]",
            "required: [title, priority]",
            "~ update_a_acme_issue_by_id\n    schema: `priority` is required\n",
        ),
        (
            "issues.yaml",
            "extra: { type: object, additionalProperties: { type: boolean } }",
            "more: { type: string }",
            "    schema: `extra` is gone\n    schema: `more` is new and optional\n",
        ),
        (
            "issues.yaml",
            "place: { type",
            "spot: { type: string }\n        place: { type",
            "    schema: `spot` is new and optional\n",
        ),
        (
            "issues.yaml",
            "Hides an issue from",
            "Puts an issue off",
            "~ acme_issues_snooze\n    description: now: Puts an issue off",
        ),
        (
            "issues.yaml",
            "    effect: write\n    audience: team\n    tags: [triage]",
            "    effect: destructive\n    audience: team\n    tags: [triage]",
            "~ acme_issues_snooze\n    effect: destroys, and it wrote before\n",
        ),
        (
            "issues.yaml",
            "title: Replace all issues",
            "title: Swap all issues",
            "~ acme_issues_replace\n    title: now: Swap all issues\n",
        ),
        (
            "integration.yaml",
            "http: GET /issues,",
            "http: GET /tickets,",
            "~ list_all_acme_issues\n    endpoint: calls GET /tickets instead of GET /issues\n",
        ),
    ] {
        let changed = Records::good()
            .but(file, from, to)
            .but("issues.yaml", EXAMPLE, SHORTER);
        let text = between(
            &Records::good().but("issues.yaml", EXAMPLE, SHORTER),
            &changed,
        )
        .text();
        assert!(text.contains(expected), "{expected} is not in {text}");
        assert!(
            text.ends_with("appeared: 0, vanished: 0, changed: 1\n"),
            "{text}"
        );
    }
}

#[test]
fn tools_that_appear_and_vanish_are_told_with_the_name_from_before() {
    let renamed = Records::good()
        .but("integration.yaml", "snooze: {", "hide: {")
        .but("issues.yaml", "  snooze:\n", "  hide:\n");
    let found = between(&Records::good(), &renamed);
    assert_eq!(
        found.text(),
        "+ acme_issues_hide (was acme_issues_snooze)\n- acme_issues_snooze\nappeared: 1, vanished: 1, changed: 0\n"
    );
    assert_eq!(
        found.json(),
        r#"{"appeared":[{"tool":"acme_issues_hide","was":"acme_issues_snooze"}],"changed":[],"vanished":[{"tool":"acme_issues_snooze"}]}"#
    );
}

#[test]
fn the_same_path_of_another_vendor_is_no_name_from_before() {
    let renamed = Records::good().renamed("acme", "zinc").but(
        "integration.yaml",
        "integration: acme",
        "integration: zinc",
    );
    let text = between(&Records::good(), &renamed).text();
    assert!(
        text.contains("+ list_all_zinc_issues (was list_all_acme_issues)\n"),
        "{text}"
    );
    let other = renamed.but(
        "integration.yaml",
        "base_url: https://{region}/v1",
        "base_url: https://{region}/v2",
    );
    let text = between(&Records::good(), &other).text();
    assert!(text.contains("+ list_all_zinc_issues\n"), "{text}");
    assert!(!text.contains("(was "), "{text}");
}

#[test]
fn a_tool_that_is_read_and_let_through_appears() {
    let unread = Records::good().but(
        "issues.yaml",
        "  delete:\n    audience",
        "  delete:\n    imported: true\n    audience",
    );
    assert_eq!(
        between(&unread, &Records::good()).text(),
        "+ delete_a_acme_issue_by_id\nappeared: 1, vanished: 0, changed: 0\n"
    );
}
