//! Ids, e-mail addresses and phone numbers at the tools that ship: what stands for none is not sent, what cannot be one is refused with the
//! tool that finds it, and what was copied with something around it is the one that was meant.

use serde_json::{Value, json};

use crate::fake::Worker;
use crate::filled::{refused, sent};
use crate::healed::shipped;

const CUSTOMER: &str = "k3VnQ8sJTh2xWm5dYpLr0A";
const CONVERSATION: &str = "Zt7Ue1bGQ9mR4yHc6KfXsw";
const INBOX: &str = "Jq4LrD8pSeOb2NtFhUvY9A";
const ISSUE: &str = "2b9d1e60-84d7-4f3c-8a0e-5b7c6f1d9e24";

#[test]
fn what_can_only_fill_an_id_of_ones_own_or_an_address_is_not_sent() {
    let worker = Worker::new();
    let gladly = shipped(&worker, "gladly");
    let client = worker.legacy(&gladly);
    for filler in [json!(0), json!("null"), json!(" "), json!("N/A"), json!([])] {
        let task = json!({
            "customer_id": CUSTOMER, "body": "x", "dueAt": "2099-01-15T17:00:00Z",
            "assignee": { "inboxId": INBOX }, "id": filler,
        });
        let (_, body) = sent(&worker, &client, "create_a_gladly_task", &task);
        assert_eq!(body.get("id"), None, "{filler}");
        let update = json!({ "id": CUSTOMER, "name": "x", "externalCustomerId": filler });
        let (_, body) = sent(&worker, &client, "update_a_gladly_customer_by_id", &update);
        assert_eq!(body, json!({ "name": "x" }), "{filler}");
        let items = json!({ "conversation_id": CONVERSATION, "sessionId": filler });
        let (url, _) = sent(
            &worker,
            &client,
            "list_all_gladly_conversation_items",
            &items,
        );
        assert!(url.ends_with("/items"), "{url}");
    }
    for filler in [json!(0), json!("null"), json!(""), json!(["null"])] {
        let email = "ana@acme.example";
        let lookup = json!({ "email": email, "phoneNumber": filler, "externalCustomerId": filler });
        let (url, _) = sent(&worker, &client, "list_all_gladly_customers", &lookup);
        assert!(url.ends_with("?email=ana%40acme.example"), "{url}");
        let overview = json!({ "email": email, "phone": filler });
        worker.platform.take_sent();
        client.call("gladly_customers_overview", overview);
        let url = &worker.platform.sent()[0].url;
        assert!(url.ends_with("?email=ana%40acme.example"), "{url}");
    }
}

#[test]
fn a_zero_that_stands_for_nobody_or_for_a_first_one_is_sent() {
    let worker = Worker::new();
    let intercom = shipped(&worker, "intercom");
    let ticket = json!({ "id": "7", "assignee_id": 0, "admin_id": 1 });
    let (_, body) = sent(
        &worker,
        &worker.legacy(&intercom),
        "update_a_intercom_ticket_by_id",
        &ticket,
    );
    assert_eq!(body["assignee_id"].to_string().trim_matches('"'), "0");
    let hubspot = shipped(&worker, "hubspot");
    let ticket =
        json!({ "properties": { "subject": "x", "hs_pipeline": 0, "hs_pipeline_stage": "1" } });
    let client = worker.legacy(&hubspot);
    let (_, body) = sent(&worker, &client, "create_a_hubspot_ticket", &ticket);
    assert_eq!(body["properties"]["hs_pipeline"], "0");
}

#[test]
fn one_filler_does_not_replace_a_list() {
    let worker = Worker::new();
    let server = shipped(&worker, "pylon");
    let client = worker.legacy(&server);
    let update = "update_a_pylon_issue_by_id";
    for filler in [json!(0), json!("null"), json!(0.0)] {
        let arguments = json!({ "id": "1042", "title": "x", "tags": filler });
        let (_, body) = sent(&worker, &client, update, &arguments);
        assert_eq!(body, json!({ "title": "x" }), "{filler}");
    }
    for word in ["none", "N/A", " nil "] {
        let mends = refused(
            &worker,
            &client,
            update,
            &json!({ "id": "1042", "tags": word }),
        );
        assert_eq!(mends.len(), 1);
        assert!(mends[0].starts_with("tags: must be a list"), "{mends:?}");
    }
    // Whoever writes a list means what is in it.
    let (_, body) = sent(
        &worker,
        &client,
        update,
        &json!({ "id": "1042", "tags": ["none"] }),
    );
    assert_eq!(body, json!({ "tags": ["none"] }));
}

#[test]
fn an_optional_object_that_is_filled_with_words_for_nothing_is_none() {
    let worker = Worker::new();
    let server = shipped(&worker, "gladly");
    let client = worker.legacy(&server);
    let update = "update_a_gladly_task_by_id";
    for assignee in [
        json!({ "inboxId": "null", "agentId": "null" }),
        json!({ "inboxId": "", "agentId": "undefined" }),
        json!({ "inboxId": 0, "agentId": null }),
    ] {
        let arguments = json!({ "id": "x", "body": "y", "assignee": assignee });
        let (_, body) = sent(&worker, &client, update, &arguments);
        assert_eq!(body, json!({ "body": "y" }), "{assignee}");
    }
    let half = json!({ "id": "x", "assignee": { "inboxId": "null", "agentId": CUSTOMER } });
    let mends = refused(&worker, &client, update, &half);
    assert_eq!(
        mends,
        [
            "assignee.inboxId: must be the id of an inbox (letters, digits, _ and -), not \"null\"; list_all_gladly_inboxes finds it"
        ]
    );
}

#[test]
fn what_can_be_no_id_is_refused_in_a_path_with_the_tool_that_finds_it() {
    let worker = Worker::new();
    for (vendor, tool, arguments, finder) in [
        (
            "pylon",
            "get_single_pylon_team_by_id",
            json!({ "id": "Tier 1" }),
            "list_all_pylon_teams",
        ),
        (
            "pylon",
            "get_single_pylon_team_by_id",
            json!({ "id": "1" }),
            "list_all_pylon_teams",
        ),
        (
            "pylon",
            "get_single_pylon_issue_by_id",
            json!({ "id": "Password reset email never arrives" }),
            "list_all_pylon_search_issues",
        ),
        (
            "pylon",
            "list_all_pylon_issue_threads",
            json!({ "issue_id": "#1" }),
            "get_single_pylon_issue_by_id",
        ),
        (
            "pylon",
            "list_all_pylon_issue_threads",
            json!({ "issue_id": "1" }),
            "get_single_pylon_issue_by_id",
        ),
        (
            "pylon",
            "delete_a_pylon_issue_by_id",
            json!({ "id": 1 }),
            "get_single_pylon_issue_by_id",
        ),
        (
            "gladly",
            "get_single_gladly_agent_by_id",
            json!({ "id": "Ana Rossi" }),
            "list_all_gladly_agents",
        ),
        (
            "gladly",
            "get_single_gladly_agent_by_id",
            json!({ "id": "null" }),
            "list_all_gladly_agents",
        ),
        (
            "gladly",
            "get_single_gladly_customer_by_id",
            json!({ "id": "<ana@acme.example>" }),
            "list_all_gladly_customers",
        ),
        (
            "intercom",
            "get_single_intercom_contact_by_id",
            json!({ "id": "mailto:ana@acme.example" }),
            "list_all_intercom_search_contacts",
        ),
        (
            "hubspot",
            "get_single_hubspot_ticket_by_id",
            json!({ "id": "My ticket" }),
            "list_all_hubspot_search_tickets",
        ),
    ] {
        let server = shipped(&worker, vendor);
        let mends = refused(&worker, &worker.legacy(&server), tool, &arguments);
        assert!(
            mends.len() == 1 && mends[0].ends_with(&format!("; {finder} finds it")),
            "{arguments}: {mends:?}"
        );
    }
}

#[test]
fn an_id_between_quotes_is_that_id() {
    let worker = Worker::new();
    let pylon = shipped(&worker, "pylon");
    let client = worker.legacy(&pylon);
    for id in [
        json!("\"1042\""),
        json!("[\"1042\"]"),
        json!("'1042'"),
        json!("`1042`"),
        json!("\"#1042\""),
        json!(["1042"]),
    ] {
        let (url, _) = sent(
            &worker,
            &client,
            "get_single_pylon_issue_by_id",
            &json!({ "id": id }),
        );
        assert!(url.ends_with("/issues/1042"), "{id}: {url}");
    }
    let account = format!("\"{ISSUE}\"");
    let create = json!({ "title": "x", "body_html": "y", "account_id": account });
    let (_, body) = sent(&worker, &client, "create_a_pylon_issue", &create);
    assert_eq!(body["account_id"], ISSUE);
}

#[test]
fn an_address_is_sent_without_what_mail_programs_put_around_it() {
    let worker = Worker::new();
    let gladly = shipped(&worker, "gladly");
    let client = worker.legacy(&gladly);
    let list = "list_all_gladly_customers";
    for email in [
        "<ana@acme.example>",
        "mailto:ana@acme.example",
        "Ana Rossi <ana@acme.example>",
        " \"ana@acme.example\" ",
    ] {
        let (url, _) = sent(&worker, &client, list, &json!({ "email": email }));
        assert!(url.ends_with("?email=ana%40acme.example"), "{url}");
    }
    assert_eq!(
        refused(&worker, &client, list, &json!({ "email": "Ana Rossi" })),
        ["email: must be an e-mail address, not \"Ana Rossi\""]
    );
    let pylon = shipped(&worker, "pylon");
    let reply = json!({
        "issue_id": "1042", "body_html": "x", "message_id": ISSUE,
        "email_info": { "to_emails": "Ana <ana@acme.example>, bo@acme.example" },
    });
    let (_, body) = sent(
        &worker,
        &worker.legacy(&pylon),
        "pylon_messages_create_reply",
        &reply,
    );
    let to = json!(["ana@acme.example", "bo@acme.example"]);
    assert_eq!(body["email_info"]["to_emails"], to);
}

#[test]
fn what_was_meant_for_an_object_or_a_list_of_pairs_is_shown_as_one() {
    let worker = Worker::new();
    for (vendor, tool, arguments, mend) in [
        (
            "gladly",
            "update_a_gladly_conversation_by_id",
            json!({ "id": CONVERSATION, "status": "CLOSED" }),
            r#"status: must be an object such as {"value":"CLOSED"}, not "CLOSED""#,
        ),
        (
            "gladly",
            "update_a_gladly_customer_by_id",
            json!({ "id": CUSTOMER, "emails": ["a@b.example"] }),
            r#"emails[0]: must be an object such as {"original":"a@b.example"}, not "a@b.example""#,
        ),
        (
            "gladly",
            "gladly_conversation_custom_attributes_change",
            json!({ "customer_id": CUSTOMER, "conversation_id": CONVERSATION, "add": { "orderId": "1" } }),
            r#"add: must be a list such as [{"key":"orderId","value":"1"}], not {"orderId":"1"}"#,
        ),
        (
            "pylon",
            "update_a_pylon_issue_by_id",
            json!({ "id": "1042", "custom_fields": { "a": "b", "c": "d" } }),
            r#"custom_fields: must be a list such as [{"slug":"a","value":"b"},{"slug":"c","value":"d"}], not {"a":"b","c":"d"}"#,
        ),
        (
            "pylon",
            "update_a_pylon_issue_by_id",
            json!({ "id": "1042", "custom_fields": [{ "a": "b" }] }),
            r#"custom_fields[0]: must be an object such as {"slug":"a","value":"b"}, not {"a":"b"}"#,
        ),
    ] {
        let server = shipped(&worker, vendor);
        let mends: Vec<String> = refused(&worker, &worker.legacy(&server), tool, &arguments);
        assert_eq!(mends, [mend], "{arguments}");
    }
    // An entry with one of the list's own keys is that entry.
    let pylon = shipped(&worker, "pylon");
    let update = json!({ "id": "1042", "custom_fields": { "slug": "a", "value": "b" } });
    let (_, body): (_, Value) = sent(
        &worker,
        &worker.legacy(&pylon),
        "update_a_pylon_issue_by_id",
        &update,
    );
    assert_eq!(
        body["custom_fields"],
        json!([{ "slug": "a", "value": "b" }])
    );
}

/// Its owner chose it.
#[test]
fn an_id_of_another_system_goes_out_as_it_is() {
    let worker = Worker::new();
    let pylon = shipped(&worker, "pylon");
    let client = worker.legacy(&pylon);
    for (id, path) in [
        ("ana@acme.example", "/contacts/ana%40acme.example"),
        ("ACME 42", "/contacts/ACME%2042"),
    ] {
        worker.platform.take_sent();
        client.call("get_single_pylon_contact_by_id", json!({ "id": id }));
        let url = &worker.platform.sent()[0].url;
        assert!(url.contains(path), "{url}");
    }
    let intercom = shipped(&worker, "intercom");
    let client = worker.legacy(&intercom);
    let company = json!({ "company_id": "NONE", "name": "Nil" });
    let (_, body) = sent(&worker, &client, "create_a_intercom_company", &company);
    assert_eq!(body, company);
    let ids = json!(["ACME;42", "B,7"]);
    let search = json!({ "query": { "field": "external_id", "operator": "NIN", "value": ids } });
    let tool = "list_all_intercom_search_contacts";
    let (_, body) = sent(&worker, &client, tool, &search);
    assert_eq!(body["query"]["value"], ids);
    let own = json!({ "query": { "custom_field": "Role", "operator": "=", "value": "Manager" } });
    let (_, body) = sent(&worker, &client, tool, &own);
    assert_eq!(body["query"]["field"], "custom_attributes.Role");
    let hubspot = shipped(&worker, "hubspot");
    let client = worker.legacy(&hubspot);
    let properties =
        json!({ "campaign_id": "none", "source_id": "N/A", "phone": "Office: 206-555-0123" });
    let contact = json!({ "properties": properties });
    let (_, body) = sent(&worker, &client, "create_a_hubspot_contact", &contact);
    assert_eq!(body["properties"], properties);
}

/// The words of a name can look like ids; a list of names that hold no space is taken apart all the same.
#[test]
fn a_name_of_several_words_is_not_taken_for_several_ids() {
    let worker = Worker::new();
    let gladly = shipped(&worker, "gladly");
    let client = worker.legacy(&gladly);
    for topics in [
        json!("Billing Issue"),
        json!(["Billing Issue"]),
        json!(["Billing, Refunds"]),
    ] {
        let arguments = json!({ "conversation_id": CONVERSATION, "topicIds": topics });
        let failures = refused(
            &worker,
            &client,
            "create_a_gladly_conversation_topic",
            &arguments,
        );
        let said = &failures[0];
        assert!(said.contains("list_all_gladly_topics"), "{topics}: {said}");
    }
}
