//! The records of `tool-docs/` as they ship: every tool can be found, called and composed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use fairlead::arguments::split::split;
use fairlead::catalogue::{self, Effect, Integration, VariableValues};
use fairlead::platform::UnixSeconds;
use fairlead::vendors::compose::{Connection, compose};
use serde_json::{Value, json};

use crate::fake::Worker;

/// The last second of 2098: examples of what must be in the future do not go stale.
const LATE: UnixSeconds = UnixSeconds(4_070_908_799);

/// The integrations of `tool-docs/`, without the fixtures of tests.
pub(crate) fn shipped() -> Vec<&'static Integration> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tool-docs");
    let found: Vec<&Integration> = catalogue::INTEGRATIONS
        .iter()
        .filter(|integration| folder.join(integration.slug).is_dir())
        .collect();
    assert!(!found.is_empty());
    found
}

fn credentials(integration: &Integration) -> BTreeMap<String, String> {
    let fake = |name: &str| (name.to_owned(), "fake-credential".to_owned());
    let credentials = integration.credentials.iter();
    credentials
        .map(|credential| fake(credential.name))
        .collect()
}

/// Every context that the variables with choices allow.
fn contexts(integration: &Integration) -> Vec<BTreeMap<String, String>> {
    let mut contexts = vec![BTreeMap::new()];
    for variable in integration.variables {
        let values = match variable.values {
            VariableValues::Choice(choices) => choices.iter().map(|(name, _)| *name).collect(),
            VariableValues::DnsLabel => vec!["acme"],
        };
        contexts = contexts
            .into_iter()
            .flat_map(|context: BTreeMap<String, String>| {
                values.clone().into_iter().map(move |value| {
                    let mut context = context.clone();
                    context.insert(variable.name.to_owned(), value.to_owned());
                    context
                })
            })
            .collect();
    }
    contexts
}

#[test]
fn few_tools_are_usual() {
    for integration in shipped() {
        let usual = integration.tools.iter();
        let usual = usual.filter(|tool| tool.rank == catalogue::Rank::Usual);
        let share = usual.count() * 100 / integration.tools.len();
        assert!(
            (5..=16).contains(&share),
            "{share} % are usual: they win ties, so they are few"
        );
    }
}

#[test]
fn every_example_passes_its_schema_and_becomes_a_request_to_an_allowed_host() {
    for integration in shipped() {
        let credentials = credentials(integration);
        for context in contexts(integration) {
            let connection = Connection {
                context: &context,
                credentials: &credentials,
                base_url: None,
                timeout_ms: 1_000,
                max_bytes: 1_000,
            };
            for tool in integration.tools {
                let method = &integration.methods[tool.method];
                let example = Some(tool.example).filter(|example| !example.is_empty());
                let required = tool.arguments.iter().any(|argument| argument.required);
                assert!(example.is_some() || !required, "{}", tool.name);
                let split = split(tool, method, example, LATE, |_| None::<()>)
                    .unwrap_or_else(|mends| panic!("{}: {mends:?}", tool.name));
                // The build sends each step of a composite like an example; its own arguments belong to no request.
                if tool.composite.is_some() {
                    continue;
                }
                let request = compose(integration, method, connection, split.arguments)
                    .unwrap_or_else(|error| panic!("{}: {error}", tool.name));
                let host = request.url.strip_prefix("https://").expect("https");
                let host = host.split(['/', '?']).next().expect("a host");
                let hosts = if method.hosts.is_empty() {
                    integration.allowed_hosts
                } else {
                    method.hosts
                };
                let is_allowed = hosts.iter().any(|allowed| {
                    let (allowed, host) = (allowed.split('.'), host.split('.'));
                    allowed.clone().count() == host.clone().count()
                        && allowed
                            .zip(host)
                            .all(|(allowed, label)| allowed == "*" || allowed == label)
                });
                assert!(is_allowed, "{}: {}", tool.name, request.url);
                assert!(!request.url.contains(['{', '}']), "{}", request.url);
            }
        }
    }
}

#[test]
fn names_are_sorted_unique_and_short_enough_for_every_client() {
    for integration in shipped() {
        let names: Vec<&str> = integration.tools.iter().map(|tool| tool.name).collect();
        assert!(names.is_sorted_by(|left, right| left < right));
        let short: BTreeSet<&str> = integration
            .tools
            .iter()
            .map(|tool| tool.short_name)
            .collect();
        assert_eq!(short.len(), names.len(), "{}", integration.slug);
        for name in names.iter().chain(&short) {
            let is_word = name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
            assert!(
                is_word && name.starts_with(|c: char| c.is_ascii_lowercase()) && name.len() <= 64,
                "{name}"
            );
        }
        let by_short: Vec<&str> = integration
            .by_short_name
            .iter()
            .map(|index| integration.tools[*index].short_name)
            .collect();
        assert!(by_short.is_sorted() && by_short.len() == names.len());
    }
}

#[test]
fn every_definition_is_json_that_every_client_accepts() {
    for integration in shipped() {
        for tool in integration.tools {
            let text = format!("{{\"name\":\"{}\"{}", tool.name, tool.definition);
            let shown: Value = serde_json::from_str(&text).expect(tool.name);
            assert_eq!(shown["description"], tool.description);
            assert_eq!(shown["title"], tool.title);
            assert_eq!(shown["inputSchema"]["type"], "object", "{}", tool.name);
            check_schema(&shown["inputSchema"], tool.name);
            let reads = tool.effect == Effect::Read;
            let hints: Value = serde_json::from_str(tool.annotations).expect(tool.name);
            assert_eq!(hints["readOnlyHint"], reads, "{}", tool.name);
            let destroys = tool.effect == Effect::Destructive;
            assert_eq!(hints["destructiveHint"], destroys, "{}", tool.name);
            let hint = |name: &str| shown["annotations"].get(name).and_then(Value::as_bool);
            assert_eq!(hint("readOnlyHint"), reads.then_some(true), "{}", tool.name);
            let spares = (tool.effect == Effect::Write).then_some(false);
            assert_eq!(hint("destructiveHint"), spares, "{}", tool.name);
            assert!(text.len() < 6_100, "{} has {} bytes", tool.name, text.len());
        }
    }
}

/// The subset that every client accepts.
fn check_schema(schema: &Value, place: &str) {
    let members = schema
        .as_object()
        .unwrap_or_else(|| panic!("{place}: {schema}"));
    for key in [
        "$ref",
        "oneOf",
        "anyOf",
        "allOf",
        "not",
        "wire_name",
        "filter",
    ] {
        assert!(!members.contains_key(key), "{place}: {key}");
    }
    if let Some(kind) = members.get("type") {
        assert!(kind.is_string(), "{place}: one type each");
        assert!(
            kind != "array" || members.contains_key("items"),
            "{place}: items"
        );
    }
    if let Some(items) = members.get("items") {
        check_schema(items, place);
    }
    for (key, schema) in members
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        let is_key = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
        assert!(
            key.chars().all(is_key) && (1..=64).contains(&key.len()),
            "{place}: {key}"
        );
        check_schema(schema, &format!("{place}.{key}"));
    }
}

#[test]
fn custom_methods_that_write_are_never_taken_for_reads_of_a_get() {
    for integration in shipped() {
        for tool in integration.tools {
            let method = &integration.methods[tool.method];
            let expected = match method.method {
                "list" | "get" => Some(Effect::Read),
                "create" | "update" => Some(Effect::Write),
                "delete" => Some(Effect::Destructive),
                _ => None,
            };
            if let Some(expected) = expected {
                assert_eq!(tool.effect, expected, "{}", tool.name);
            }
            let is_delete = method.verb == catalogue::Verb::Delete;
            assert!(!is_delete || tool.effect != Effect::Read, "{}", tool.name);
        }
    }
}

#[test]
fn pylon_has_the_tools_that_were_promised() {
    let pylon = catalogue::integration("pylon").expect("Pylon ships");
    let endpoints: BTreeSet<String> = pylon
        .methods
        .iter()
        .filter(|method| method.hosts.is_empty())
        .map(|method| format!("{:?} {}", method.verb, method.path))
        .collect();
    assert_eq!(endpoints.len(), 158, "every endpoint is defined");
    assert!(pylon.tools.len() >= 140, "{} tools", pylon.tools.len());
    for name in [
        "list_all_pylon_users",
        "get_single_pylon_user_by_id",
        "update_a_pylon_user_by_id",
        "list_all_pylon_me",
        "list_all_pylon_user_roles",
        "list_all_pylon_teams",
        "get_single_pylon_team_by_id",
        "create_a_pylon_team",
        "update_a_pylon_team_by_id",
        "create_a_pylon_attachment",
    ] {
        assert!(pylon.tools.iter().any(|tool| tool.name == name), "{name}");
    }
    for tag in [
        "issues",
        "accounts",
        "contacts",
        "users",
        "knowledge_base",
        "tasks",
        "admin",
    ] {
        assert!(pylon.tags.contains(&tag), "{tag} in {:?}", pylon.tags);
    }
}

#[test]
fn a_pylon_server_serves_both_regions_and_filters_its_tools() {
    let worker = Worker::new();
    for (context, host) in [
        (json!({}), "https://api.usepylon.com/"),
        (json!({ "region": "eu" }), "https://api.eu.usepylon.com/"),
    ] {
        let account = worker.account_with(&json!({
            "integration": "pylon", "label": "Acme", "context": context,
        }));
        let server = worker.server_with(&account, &json!({}));
        assert!(worker.legacy(&server).tools().len() >= 140);
        worker.legacy(&server).call("list_all_pylon_me", json!({}));
        let sent = worker.platform.last_sent();
        assert!(sent.url.starts_with(host), "{}", sent.url);
        let reading = json!({ "config": { "methods": ["read"] } });
        let reading = worker.server_with(&account, &reading);
        let tools = worker.legacy(&reading).list().result()["tools"].clone();
        let tools = tools.as_array().unwrap().clone();
        assert!(tools.len() > 50);
        for tool in tools {
            assert_eq!(tool["annotations"]["readOnlyHint"], true, "{tool}");
        }
    }
}

/// What a whole list may weigh, in tokens of four bytes: the rest of a model's context is for its work.
#[test]
fn no_vendors_list_outgrows_its_budget() {
    for (slug, most) in [
        ("intercom", 45_000),
        ("pylon", 32_000),
        ("gladly", 15_000),
        ("hubspot", 18_000),
    ] {
        let integration = catalogue::integration(slug).expect(slug);
        let bytes: usize = integration
            .tools
            .iter()
            .map(|tool| "{\"name\":\"\"".len() + tool.name.len() + tool.definition.len())
            .sum();
        assert!(bytes / 4 < most, "{slug} has {} tokens", bytes / 4);
    }
}

#[test]
fn a_short_pylon_server_has_the_names_of_pylons_own() {
    // https://docs.usepylon.com/pylon-docs/mcp
    let own = [
        "search_issues",
        "get_issue",
        "get_issue_messages",
        "create_issue",
        "update_issue",
        "search_accounts",
        "get_account",
        "update_account",
        "get_contact",
        "get_user",
        "get_me",
        "get_projects",
        "get_project",
        "search_projects",
        "get_project_templates",
        "create_project",
        "create_project_from_template",
        "update_project",
        "get_milestones",
        "get_milestone",
        "create_milestone",
        "update_milestone",
        "get_tasks",
        "get_task",
        "search_tasks",
        "create_task",
        "update_task",
        "delete_task",
        "upload_account_files",
    ];
    let worker = Worker::new();
    let account = worker.account_with(&json!({ "integration": "pylon", "context": {} }));
    let short = json!({ "config": { "tool_names": "short" } });
    let server = worker.server_with(&account, &short);
    let tools = worker.legacy(&server).tools();
    for name in own {
        assert!(tools.contains(&name.to_owned()), "{name} in {tools:?}");
    }
}

#[test]
fn instructions_stay_within_what_clients_show() {
    let worker = Worker::new();
    for integration in shipped() {
        for context in contexts(integration) {
            let account = worker.account_with(&json!({
                "integration": integration.slug, "label": "x".repeat(200), "context": context,
                "credentials": credentials(integration), "read_only": true,
            }));
            let config = json!({ "config": { "tool_exposure": "discovery" } });
            let server = worker.server_with(&account, &config);
            let result = worker.legacy(&server).rpc("initialize", json!({})).result();
            let text = result["instructions"].as_str().unwrap().to_owned();
            assert!(text.chars().count() < 2_000, "{}", text.chars().count());
        }
    }
}

/// Words of a text that look like a tool's long name. A vendor may have fields that start with its own name, so a custom method's
/// name counts only where a resource follows.
fn names_in<'a>(text: &'a str, integration: &'static Integration) -> impl Iterator<Item = &'a str> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let standard = ["list_all", "get_single", "create_a", "update_a", "delete_a"];
    let slug = integration.slug;
    text.split(move |c: char| !is_word(c)).filter(move |word| {
        let is_standard = standard
            .iter()
            .any(|start| word.starts_with(&format!("{start}_{slug}_")));
        let is_custom = integration
            .methods
            .iter()
            .any(|method| word.starts_with(&format!("{slug}_{}_", method.resource)));
        is_standard || is_custom
    })
}

#[test]
fn texts_speak_of_tools_that_exist_under_the_names_that_are_shown() {
    let worker = Worker::new();
    for integration in shipped() {
        let account = worker.account_with(&json!({
            "integration": integration.slug, "context": contexts(integration)[0], "credentials": credentials(integration),
        }));
        let long = worker.server_with(&account, &json!({}));
        let short = json!({ "config": { "tool_names": "short" } });
        let short = worker.server_with(&account, &short);
        for (server, has_long) in [(&long, true), (&short, false)] {
            let client = worker.legacy(server);
            let shown = client.tools();
            for text in [
                client.list().body.clone(),
                client.rpc("initialize", json!({})).body.clone(),
            ] {
                for name in names_in(&text, integration) {
                    let is_shown = shown.iter().any(|tool| tool == name);
                    assert!(has_long && is_shown, "{name} where {has_long}");
                }
            }
        }
    }
}

/// What reaches people, websites or systems outside the vendor's account says so, and nothing else does.
#[test]
fn the_open_world_begins_where_the_account_ends() {
    for (name, expected) in [
        ("pylon_messages_create_reply", true),
        ("pylon_messages_create_note", false),
        ("create_a_pylon_issue", true),
        ("create_a_pylon_account", false),
        ("list_all_pylon_issues", false),
        ("pylon_attachments_download", false),
        ("create_a_pylon_attachment", true),
        ("pylon_knowledge_base_themes_publish", true),
        ("create_a_gladly_sms", true),
        ("create_a_gladly_email", true),
        ("gladly_conversation_items_reply", true),
        ("create_a_gladly_conversation_note", false),
        ("create_a_gladly_webhook", true),
        ("create_a_intercom_message", true),
        ("intercom_conversations_reply_to_customer", true),
        ("intercom_conversations_add_note", false),
        ("intercom_article_drafts_stage", false),
        ("intercom_article_drafts_publish", true),
        ("create_a_intercom_phone_call_redirect", true),
        ("create_a_intercom_contact", false),
        ("hubspot_messages_reply", true),
        ("hubspot_messages_add_comment", false),
        ("create_a_hubspot_note", false),
        ("create_a_hubspot_ticket", false),
    ] {
        let mut tools = shipped()
            .into_iter()
            .flat_map(|integration| integration.tools);
        let tool = tools.find(|tool| tool.name == name).expect(name);
        let hint = format!("\"openWorldHint\":{expected}}}");
        assert!(
            tool.annotations.ends_with(&hint),
            "{name}: {}",
            tool.annotations
        );
    }
    for tool in shipped()
        .into_iter()
        .flat_map(|integration| integration.tools)
    {
        let is_open = tool.annotations.ends_with("\"openWorldHint\":true}");
        assert!(!is_open || tool.effect != Effect::Read, "{}", tool.name);
    }
}
