//! `audience`, `draft` and `idempotency_header`: who sees a write, what keeps it from customers, and how a vendor knows a repeated one.

use super::folder::{Records, refused};
use super::rendering::{built, holds};

const FILE: &str = "issues.yaml";
const CUSTOMER: &str = "    effect: destructive\n    audience: customer\n";

#[test]
fn what_changes_something_says_who_sees_it() {
    let missing = "it changes something, and does not say who sees that; add `audience: customer` when people outside can see what a call does, `team` for colleagues, else `system`";
    for (from, to, method) in [
        (CUSTOMER, "    effect: destructive\n", "replace"),
        ("  update:\n    audience: team\n", "  update:\n", "update"),
        ("  delete:\n    audience: team\n", "  delete:\n", "delete"),
    ] {
        refused(FILE, from, to, &format!("methods.{method}: {missing}"));
    }
    refused(
        FILE,
        "  get:\n",
        "  get:\n    audience: team\n",
        "methods.get.audience: what only reads shows nobody anything; take it out",
    );
    refused(
        FILE,
        "audience: customer",
        "audience: everyone",
        "methods.replace.audience: `everyone` is unknown; write one of customer, team, system",
    );
    let source = built(&Records::good());
    for (audience, tools) in [("Customer", 1), ("Team", 3), ("System", 1)] {
        let code = format!("audience: Some(Audience::{audience})");
        assert_eq!(source.matches(&code).count(), tools, "{audience}");
    }
    assert_eq!(source.matches("audience: None").count(), 3);
}

#[test]
fn a_draft_is_another_tool_or_other_arguments() {
    let with = |draft: &str| {
        let to = format!("  update:\n    audience: customer\n    draft: {draft}\n");
        Records::good().but(FILE, "  update:\n    audience: team\n", &to)
    };
    holds(
        &built(&with("{ tool: issues.snooze }")),
        r#"draft: Draft::Tool("acme_issues_snooze")"#,
    );
    holds(
        &built(&with("{ arguments: { priority: 5, labels: null } }")),
        r#"draft: Draft::Arguments(&[("priority", "5"), ("labels", "null")])"#,
    );
    for (draft, complaint) in [
        (
            "{}",
            ": a draft is another tool, or this one with other arguments; write `tool: resource.method` or `arguments:` with their values",
        ),
        (
            "{ tool: issues.snooze, arguments: { priority: 5 } }",
            ": a draft is another tool, or this one with other arguments; write `tool: resource.method` or `arguments:` with their values",
        ),
        (
            "{ tool: issues.hide }",
            ".tool: no tool is documented as `issues.hide`; name a documented `resource.method` that changes something unseen by customers",
        ),
        (
            "{ tool: issues.get }",
            ".tool: this tool is seen by customers too, or only reads; name a documented `resource.method` that changes something unseen by customers",
        ),
        (
            "{ tool: issues.replace }",
            ".tool: this tool is seen by customers too, or only reads; name a documented `resource.method` that changes something unseen by customers",
        ),
        (
            "{ arguments: { id: i_1 } }",
            ".arguments.id: no argument of a query or a body is called so; name one of the tool's own",
        ),
        (
            "{ arguments: { title: null } }",
            ".arguments.title: it is required, so it is always sent; give it a value",
        ),
        (
            "{ arguments: { priority: 9 } }",
            ".arguments.priority: 9 is above the maximum; make it 5 or less",
        ),
    ] {
        let expected = format!("tool-docs/acme/issues.yaml: methods.update.draft{complaint}");
        assert_eq!(with(draft).complaints(), [expected], "{draft}");
    }
    refused(
        FILE,
        "  snooze:\n    effect: write\n    audience: team\n",
        "  snooze:\n    effect: write\n    audience: team\n    draft: { arguments: { until: null } }\n",
        "methods.snooze.draft: a draft stands in for what customers see; take it out, or write `audience: customer`",
    );
}

#[test]
fn an_idempotency_header_goes_with_what_is_no_get() {
    let create = "create: { http: POST /issues, body: json }";
    let own = create.replace(" }", ", idempotency_header: Acme-Once }");
    let one = built(&Records::good().but("integration.yaml", create, &own));
    assert_eq!(
        one.matches(r#"idempotency_header: Some("acme-once")"#)
            .count(),
        1
    );
    let all = built(&Records::good().but(
        "integration.yaml",
        "probe: me.list",
        "idempotency_header: Acme-Key\nprobe: me.list",
    ));
    // Every method but three GETs.
    assert_eq!(
        all.matches(r#"idempotency_header: Some("acme-key")"#)
            .count(),
        7
    );
    assert_eq!(all.matches("idempotency_header: None").count(), 3);
    refused(
        "integration.yaml",
        "list: { http: GET /me }",
        "list: { http: GET /me, idempotency_header: Acme-Once }",
        "resources.me.list.idempotency_header: a GET may be repeated as it is; take it out",
    );
    refused(
        "integration.yaml",
        create,
        &create.replace(" }", ", idempotency_header: \"Acme Once\" }"),
        "resources.issues.create.idempotency_header: `Acme Once` is not a header name; use letters, digits and -",
    );
}
