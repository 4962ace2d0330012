//! `prompts.yaml` and `chatgpt.yaml`: texts and calls that name tools.

use super::folder::Records;

const PROMPTS: &str = r"
prompts:
  triage:
    title: Triage
    description: Reads the issues with list_all_acme_issues and says what to do.
    arguments:
      state: { description: Their state., default: any state }
      team: { description: Whose they are., required: true }
    text: |-
      Read the {state} issues of {team}: list_all_acme_issues, get_single_acme_issue_by_id.
";

const CHATGPT: &str = r#"
documents:
  issue:
    search:
      - query: words
        calls:
          - { tool: list_all_acme_me_or_so, take: { state: /state } }
          - tool: list_all_acme_search_issues
            arguments: { filter: { operator: and, subfilters: [{ field: state, operator: equals, value: "{word}" }] } }
            title: ["{/title}", "{/subject}"]
            url: "https://{region}/{/id}"
    fetch:
      - tool: get_single_acme_issue_by_id
        arguments: { id: "{id}" }
        title: "{/title}"
        url: "{/url}"
        text: [{ list: /parts, by: /author, at: [/text] }]
        metadata: { state: /state }
"#;

fn prompts() -> Records {
    Records::good().with("acme/prompts.yaml", PROMPTS)
}

fn chatgpt() -> Records {
    let text = CHATGPT.replace("list_all_acme_me_or_so", "list_all_acme_issues");
    Records::good().with("acme/chatgpt.yaml", &text)
}

#[track_caller]
fn refused(records: &Records, file: &str, complaint: &str) {
    let expected = format!("tool-docs/acme/{file}: {complaint}");
    let complaints = records.complaints();
    assert_eq!(complaints, [expected]);
}

#[test]
fn a_prompt_is_taken_apart_and_knows_the_tools_that_it_names() {
    let source = prompts().built().unwrap();
    for part in [
        r#"name: "triage""#,
        r#"PromptArgument { name: "state", description: "Their state.", default: Some("any state") }"#,
        r#"PromptArgument { name: "team", description: "Whose they are.", default: None }"#,
        r#"text: &[Piece::Text("Read the "), Piece::Value("state"), Piece::Text(" issues of "), Piece::Value("team"), "#,
    ] {
        assert!(source.contains(part), "{part}");
    }
    let names: Vec<&str> = source.split("Tool { name: \"").skip(1).collect();
    let place = |name: &str| {
        names
            .iter()
            .position(|rest| rest.starts_with(name))
            .unwrap()
    };
    let mut places = [
        place("get_single_acme_issue_by_id\""),
        place("list_all_acme_issues\""),
    ];
    places.sort_unstable();
    let [first, second] = places;
    assert!(source.contains(&format!("tools: &[{first}, {second}]")));
}

#[test]
fn a_prompt_that_would_mislead_is_refused() {
    for (from, to, complaint) in [
        (
            "{team}:",
            "{teams} {team}:",
            "prompts.triage.text: nothing fills `{teams}`; use one of state, team",
        ),
        (
            " of {team}",
            "",
            "prompts.triage.text: `team` stands nowhere in it; write {team} where it belongs, or take the argument out",
        ),
        (
            "get_single_acme_issue_by_id",
            "get_single_acme_ticket_by_id",
            "prompts.triage.text: there is no tool `get_single_acme_ticket_by_id`; write a tool's long name",
        ),
        (
            "with list_all_acme_issues",
            "with list_all_acme_tickets",
            "prompts.triage.description: there is no tool `list_all_acme_tickets`; write a tool's long name",
        ),
        (
            ", required: true",
            "",
            "prompts.triage.arguments.team: it must be either required or have a default; write `required: true`, or the words that stand for it as `default`",
        ),
        (
            ", default: any state",
            ", default: any state, required: true",
            "prompts.triage.arguments.state: it must be either required or have a default; write `required: true`, or the words that stand for it as `default`",
        ),
        (
            "  triage:",
            "  triage__issues:",
            "prompts.triage__issues: `triage__issues` cannot name a prompt and a skill; use words of a-z and 0-9 with single _ between, 40 characters at most",
        ),
        (
            "Reads the issues with list_all_acme_issues and says what to do.",
            "Reads issues.",
            "prompts.triage.description: 13 characters; say what it does and when to use it, in 40 to 400",
        ),
        (
            "    title: Triage\n",
            "",
            "prompts.triage: `title` is missing; add `title`",
        ),
        (
            "    title: Triage\n",
            "    title: Triage\n    role: user\n",
            "prompts.triage.role: this key is unknown; take it out, or use one of title, description, arguments, text",
        ),
    ] {
        refused(
            &prompts().but("prompts.yaml", from, to),
            "prompts.yaml",
            complaint,
        );
    }
}

#[test]
fn a_document_is_made_of_calls_with_places() {
    let source = chatgpt().built().unwrap();
    for part in [
        r#"id: &["id"]"#,
        "query: QueryForm::Words",
        r#"take: &[("state", "/state")]"#,
        r#"&[JsonPiece::Text("{\"filter\":{\"operator\":\"and\",\"subfilters\":["), JsonPiece::EachWord(&["#,
        r#"title: &[&[Piece::At("/title")], &[Piece::At("/subject")]]"#,
        r#"url: &[&[Piece::Text("https://"), Piece::Value("region"), Piece::Text("/"), Piece::At("/id")]]"#,
        r#"text: &[DocumentText { list: "/parts", by: Some("/author"), at: &["/text"] }]"#,
    ] {
        assert!(source.contains(part), "{part}");
    }
}

#[test]
fn a_document_that_cannot_be_found_or_read_is_refused() {
    for (from, to, complaint) in [
        (
            "tool: get_single_acme_issue_by_id",
            "tool: get_single_acme_ticket_by_id",
            "documents.issue.fetch.0.tool: there is no tool `get_single_acme_ticket_by_id`; write a tool's long name",
        ),
        (
            "tool: get_single_acme_issue_by_id",
            "tool: delete_a_acme_issue_by_id",
            "documents.issue.fetch.0.tool: `delete_a_acme_issue_by_id` changes something; name a tool that reads",
        ),
        (
            r#"arguments: { id: "{id}" }"#,
            r#"arguments: { id: "{id}", issue: x }"#,
            "documents.issue.fetch.0.arguments.issue: the tool has no argument `issue`; use one of id, next_cursor, fields",
        ),
        (
            "        arguments: { id: \"{id}\" }\n",
            "",
            "documents.issue.fetch.0: the tool needs the argument `id`; add it to `arguments`",
        ),
        (
            r#"{ id: "{id}" }"#,
            r#"{ id: "{query}" }"#,
            "documents.issue.fetch.0.arguments.id: nothing fills `{query}`; use one of region, id",
        ),
        (
            "https://{region}/{/id}",
            "https://{regions}/{/id}",
            "documents.issue.search.0.calls.1.url: nothing fills `{regions}`; use one of region, query, state, or a JSON pointer",
        ),
        (
            "        url: \"{/url}\"\n",
            "",
            "documents.issue.fetch: 0 calls say what the url is; write `url` on one",
        ),
        (
            "        text: [{ list: /parts, by: /author, at: [/text] }]\n",
            "",
            "documents.issue.fetch: nothing says where the text is; write `text` on a call",
        ),
        (
            "query: words",
            "query: sentence",
            "documents.issue.search.0.query: `sentence` is unknown; write one of words, email, phone",
        ),
        (
            "          - { tool: list_all_acme_issues, take: { state: /state } }\n",
            "          - { tool: list_all_acme_issues, take: { state: /a } }\n          - { tool: list_all_acme_issues, take: { b: /b } }\n          - { tool: list_all_acme_issues, take: { c: /c } }\n",
            "documents.issue.search.0.calls: 4 calls; describe one to 3",
        ),
    ] {
        let complaints = chatgpt().but("chatgpt.yaml", from, to).complaints();
        let expected = format!("tool-docs/acme/chatgpt.yaml: {complaint}");
        assert!(complaints.contains(&expected), "{expected}\n{complaints:?}");
    }
}

#[test]
fn all_kinds_together_take_few_calls_for_one_query() {
    let text = CHATGPT.replace("list_all_acme_me_or_so", "list_all_acme_issues");
    let (head, kind) = text.split_once("  issue:").unwrap();
    let two = format!("{head}  issue:{kind}  other:{kind}");
    refused(
        &Records::good().with("acme/chatgpt.yaml", &two),
        "chatgpt.yaml",
        "documents: a query of the form words takes 4 calls; bring it down to 3",
    );
}

#[test]
fn no_tool_has_a_name_that_chatgpt_calls() {
    let records = chatgpt().but(
        "search_issues.yaml",
        "short_name: search_issues",
        "short_name: search",
    );
    refused(
        &records,
        "chatgpt.yaml",
        "`search` is also a name of the tool list_all_acme_search_issues; give the tool another `short_name`",
    );
}
