//! The same kinds of arguments at the tools that ship: what a call of a vendor's own tool sends, when it is filled, wrapped or copied.

use serde_json::{Value, json};

use crate::fake::{Server, Worker};
use crate::filled::{refused, sent};

/// A server of a shipped vendor.
pub(crate) fn shipped(worker: &Worker, integration: &str) -> Server {
    worker.server_with(&account(worker, integration), &json!({}))
}

/// An account of a shipped vendor.
pub(crate) fn account(worker: &Worker, integration: &str) -> String {
    let (context, credentials) = match integration {
        "gladly" => (
            json!({ "organization": "acme" }),
            json!({ "email": "ada@acme.example", "api_token": "fake-token-of-a-vendor" }),
        ),
        "hubspot" | "intercom" => (
            json!({}),
            json!({ "access_token": "fake-token-of-a-vendor" }),
        ),
        _ => (json!({}), json!({ "api_token": "fake-token-of-a-vendor" })),
    };
    worker.account_with(&json!({
        "integration": integration,
        "label": format!("{integration} desk"),
        "context": context,
        "credentials": credentials,
    }))
}

#[test]
fn blank_entries_never_replace_a_list() {
    let worker = Worker::new();
    let server = shipped(&worker, "pylon");
    let client = worker.legacy(&server);
    let update = "update_a_pylon_issue_by_id";
    for (tags, expected) in [
        (json!([""]), None),
        (json!(["  ", null]), None),
        (json!("billing"), Some(json!(["billing"]))),
        (json!(["", "billing"]), Some(json!(["billing"]))),
    ] {
        let arguments = json!({ "id": "1042", "title": "x", "tags": tags });
        let (_, body) = sent(&worker, &client, update, &arguments);
        assert_eq!(body.get("tags"), expected.as_ref(), "{tags}");
        assert_eq!(body["title"], "x");
    }
    let search = "list_all_pylon_search_issues";
    for values in [json!(["billing", ""]), json!("[\"billing\",\" \"]")] {
        let filter = json!({ "field": "tags", "operator": "in", "values": values });
        let (_, body) = sent(&worker, &client, search, &json!({ "filter": filter }));
        assert_eq!(body["filter"]["values"], json!(["billing"]), "{values}");
    }
    for (field, operator, value, expected) in [
        ("state", "equals", json!("Waiting on you"), "waiting_on_you"),
        ("state", "equals", json!(" my-own state "), "my-own state"),
        ("state", "Equals", json!(["on-hold"]), "on-hold"),
        ("state", "equals", json!("On-hold"), "on_hold"),
        ("title", "string_contains", json!(" export"), " export"),
        ("title", "string contains", json!(1042.0), "1042.0"),
    ] {
        let filter = json!({ "field": field, "operator": operator, "value": value });
        let (_, body) = sent(&worker, &client, search, &json!({ "filter": filter }));
        assert_eq!(body["filter"]["value"], expected, "{value}");
    }
    let contacts = "list_all_pylon_search_contacts";
    for value in ["[\"maria@acme.example\"]", " maria@acme.example "] {
        let filter = json!({ "field": "email", "operator": "equals", "value": value });
        let (_, body) = sent(&worker, &client, contacts, &json!({ "filter": filter }));
        assert_eq!(body["filter"]["value"], "maria@acme.example", "{value}");
    }
}

#[test]
fn an_update_of_which_nothing_is_left_is_refused_however_deep_it_was_empty() {
    let worker = Worker::new();
    let server = shipped(&worker, "hubspot");
    let client = worker.legacy(&server);
    let update = "update_a_hubspot_ticket_by_id";
    for nothing in [
        json!({ "subject": "" }),
        json!({ "subject": null }),
        json!({}),
    ] {
        assert_eq!(
            refused(
                &worker,
                &client,
                update,
                &json!({ "id": "1", "properties": nothing })
            ),
            [
                "arguments: leave nothing to send, as empty values are not; give at least one of properties"
            ]
        );
    }
    let (_, body) = sent(
        &worker,
        &client,
        update,
        &json!({ "id": ["1"], "properties": { "hubspot_owner_id": "" } }),
    );
    assert_eq!(
        body["properties"],
        json!({ "hubspot_owner_id": "" }),
        "it clears"
    );
}

#[test]
fn a_task_is_not_due_before_now() {
    let worker = Worker::new();
    let server = shipped(&worker, "hubspot");
    let client = worker.legacy(&server);
    for (tool, mut arguments) in [
        (
            "create_a_hubspot_task",
            json!({ "properties": { "hs_task_subject": "x" } }),
        ),
        (
            "update_a_hubspot_task_by_id",
            json!({ "id": "1", "properties": {} }),
        ),
    ] {
        arguments["properties"]["hs_timestamp"] = json!("2025-02-01");
        let mends = refused(&worker, &client, tool, &arguments);
        assert!(
            mends[0].contains("has passed: it is 2027-01-15T08:00:00Z now"),
            "{mends:?}"
        );
        arguments["properties"]["hs_timestamp"] = json!("2099-02-01");
        let (_, body) = sent(&worker, &client, tool, &arguments);
        assert_eq!(body["properties"]["hs_timestamp"], "2099-02-01T00:00:00Z");
    }
}

#[test]
fn a_word_that_a_description_suggests_is_sent_as_the_vendor_spells_it() {
    let worker = Worker::new();
    let pylon = shipped(&worker, "pylon");
    let hubspot = shipped(&worker, "hubspot");
    for (server, tool, arguments, at, expected) in [
        (
            &pylon,
            "update_a_pylon_issue_by_id",
            json!({ "id": "1042", "state": "Closed" }),
            "/state",
            "closed",
        ),
        (
            &pylon,
            "update_a_pylon_issue_by_id",
            json!({ "id": "1042", "state": "Waiting on customer" }),
            "/state",
            "waiting_on_customer",
        ),
        (
            &pylon,
            "update_a_pylon_issue_by_id",
            json!({ "id": "1042", "state": "with_legal" }),
            "/state",
            "with_legal",
        ),
        (
            &pylon,
            "update_a_pylon_issue_by_id",
            json!({ "id": "1042", "state": "on-hold" }),
            "/state",
            "on-hold",
        ),
        (
            &pylon,
            "update_a_pylon_user_by_id",
            json!({ "id": "5f0c2a9e-6f6e-4d1a-9a51-2f1d0b6f7a11", "status": "Out of office" }),
            "/status",
            "out_of_office",
        ),
        (
            &hubspot,
            "update_a_hubspot_ticket_by_id",
            json!({ "id": "1", "properties": { "hs_ticket_priority": "high" } }),
            "/properties/hs_ticket_priority",
            "HIGH",
        ),
    ] {
        let client = worker.legacy(server);
        let (_, body) = sent(&worker, &client, tool, &arguments);
        assert_eq!(body.pointer(at), Some(&json!(expected)), "{arguments}");
    }
}

#[test]
fn a_search_for_a_word_that_programs_write_for_nothing_is_one_for_that_word() {
    let worker = Worker::new();
    let server = shipped(&worker, "intercom");
    let client = worker.legacy(&server);
    let search = "list_all_intercom_content_search";
    for word in ["undefined", "null", "None"] {
        let (url, _) = sent(&worker, &client, search, &json!({ "query": word }));
        assert!(url.contains(&format!("query={word}")), "{url}");
    }
}

#[test]
fn a_number_that_people_see_finds_its_ticket() {
    let worker = Worker::new();
    let server = shipped(&worker, "intercom");
    let client = worker.legacy(&server);
    let search = "list_all_intercom_search_tickets";
    for (operator, value, expected) in [
        ("=", json!("#1042"), json!("1042")),
        ("=", json!(" 1042 "), json!("1042")),
        ("=", json!(1042.0), json!("1042")),
        ("IN", json!("1042, #1043"), json!(["1042", "1043"])),
    ] {
        let query = json!({ "field": "ticket_id", "operator": operator, "value": value });
        let (_, body) = sent(&worker, &client, search, &json!({ "query": query }));
        assert_eq!(body["query"]["value"], expected, "{value}");
    }
    let query = json!({ "field": "ticket_id", "operator": "=", "value": "maria@acme.example" });
    let mends = refused(&worker, &client, search, &json!({ "query": query }));
    assert!(
        mends[0].contains("must be the id of a ticket, the number that people see"),
        "{mends:?}"
    );
    let (_, body) = sent(
        &worker,
        &client,
        "create_a_intercom_article",
        &json!({ "title": "x", "author_id": 7.0, "parent_id": 0 }),
    );
    assert_eq!(
        (&body["author_id"], body.get("parent_id")),
        (&json!(7), None)
    );
}

#[test]
fn an_id_that_only_an_address_shows_is_taken_out_of_it() {
    let worker = Worker::new();
    let uuid = "9a2c7e51-d0b4-46f8-83e5-f4b16c9d07a2";
    for (integration, tool, place, arguments, id) in [
        (
            "intercom",
            "intercom_workflows_export",
            "id",
            json!({}),
            "67890",
        ),
        (
            "intercom",
            "list_all_intercom_internal_articles_search",
            "folder_id",
            json!({}),
            "18",
        ),
        (
            "intercom",
            "create_a_intercom_help_center_redirect",
            "target_id",
            json!({ "help_center_id": "7", "from_url": "https://x.example/a", "locale": "en", "target_type": "article" }),
            "9200145",
        ),
        (
            "pylon",
            "pylon_knowledge_base_themes_publish",
            "id",
            json!({ "knowledge_base_id": uuid }),
            uuid,
        ),
        (
            "pylon",
            "create_a_pylon_route_redirect",
            "object_id",
            json!({ "knowledge_base_id": uuid, "from_path": "/a", "object_type": "article" }),
            uuid,
        ),
        (
            "gladly",
            "list_all_gladly_help_center_answer_titles",
            "help_center_id",
            json!({ "organization_id": "Ec7MwS2rTlBn9HzOxVtA8g" }),
            "Ty4BuE9cSpHo6LkXjRzI2g",
        ),
    ] {
        let server = shipped(&worker, integration);
        let client = worker.legacy(&server);
        let kind = match place {
            "folder_id" => "folder",
            "target_id" | "object_id" => "articles",
            "help_center_id" => "help-center",
            _ if integration == "pylon" => "themes",
            _ => "workflows",
        };
        let with = |id: &str| {
            let mut arguments: Value = arguments.clone();
            arguments[place] = json!(id);
            arguments
        };
        let plain = sent(&worker, &client, tool, &with(id));
        let copied = format!("https://app.vendor.example/a/{kind}/{id}?tab=1");
        assert_eq!(
            sent(&worker, &client, tool, &with(&copied)),
            plain,
            "{tool}"
        );
        for wrong in ["maria@acme.example", "https://app.vendor.example/other/1"] {
            let mends = refused(&worker, &client, tool, &with(wrong));
            assert!(mends[0].contains("must be the id of "), "{mends:?}");
        }
    }
}
