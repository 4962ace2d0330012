//! A name behind a client's prefix that names a vendor means a tool of that vendor, and never one of another.

use serde_json::{Value, json};

use crate::fake::{Server, Worker};
use crate::healed::{account, shipped};

fn joint(worker: &Worker, vendors: &[&str]) -> Server {
    let accounts: Vec<Value> = vendors
        .iter()
        .map(|vendor| json!({ "id": account(worker, vendor), "config": { "dry_run": true } }))
        .collect();
    worker.several(&json!({ "accounts": accounts }))
}

#[test]
fn a_call_for_one_vendor_is_never_served_by_another() {
    let worker = Worker::new();
    let server = joint(&worker, &["pylon", "gladly"]);
    let id = json!({ "id": "3fa85f64-5717-4562-b3fc-2c963f66afa6" });
    for (name, hint) in [
        ("pylon__delete_customer", "delete_a_pylon_contact_by_id"),
        (
            "mcp__pylon__update_customer",
            "update_a_pylon_contact_by_id",
        ),
        (
            "mcp__pylon_desk__delete_customer",
            "delete_a_pylon_contact_by_id",
        ),
        ("gladly:delete_contact", "delete_a_gladly_customer_by_id"),
        ("gladly__create_contact", "create_a_gladly_customer"),
        ("gladly.delete_issue", ""),
        ("pylon.get_customer", "get_single_pylon_contact_by_id"),
        ("pylon_delete_customer", "delete_a_pylon_contact_by_id"),
        ("pylon.get_ticket", "get_single_pylon_issue_by_id"),
        ("intercom__delete_issue", ""),
        ("mcp__hubspot__get_customer", ""),
    ] {
        for client in [worker.legacy(&server), worker.modern(&server)] {
            let reply = client.call(name, id.clone());
            assert_eq!(reply.fault(), (200, -32602), "{name}");
            let hint = format!("did you mean \\\"{hint}\\\"?");
            let is_hinted = reply.body.contains("did you mean");
            assert_eq!(is_hinted, !hint.contains("\\\"\\\""), "{name}: {reply:?}");
            assert!(
                !is_hinted || reply.body.contains(&hint),
                "{name}: {reply:?}"
            );
        }
    }
    assert!(worker.platform.sent().is_empty());
}

#[test]
fn a_prefix_that_names_the_vendor_or_none_goes() {
    let worker = Worker::new();
    let server = joint(&worker, &["pylon", "intercom", "gladly"]);
    let client = worker.legacy(&server);
    let id = json!({ "id": "3fa85f64-5717-4562-b3fc-2c963f66afa6" });
    for (name, url) in [
        (
            "pylon__delete_contact",
            "https://api.usepylon.com/contacts/",
        ),
        (
            "intercom.delete_contact",
            "https://api.intercom.io/contacts/",
        ),
        (
            "mcp__intercom_desk__delete_contact",
            "https://api.intercom.io/contacts/",
        ),
        ("mcp__support__delete_customer", "/customer-profiles/"),
        (
            "mcp__pylon__delete_a_gladly_customer_by_id",
            "/customer-profiles/",
        ),
        (
            "hubspot.delete_a_gladly_customer_by_id",
            "/customer-profiles/",
        ),
    ] {
        let dry = client.call(name, id.clone()).answered().to_string();
        assert!(dry.contains(url), "{name}: {dry}");
    }
    let reply = client.call("mcp__support__delete_contact", id);
    assert!(!reply.body.contains("dry_run"), "of two vendors: {reply:?}");
    assert!(worker.platform.sent().is_empty());
}

#[test]
fn an_account_that_is_called_like_the_company_keeps_no_other_vendor_out() {
    let worker = Worker::new();
    let accounts = [("pylon", "Northwind"), ("intercom", "Northwind EU")].map(|(vendor, label)| {
        let token = if vendor == "pylon" { "api_token" } else { "access_token" };
        let id = worker.account_with(&json!({
            "integration": vendor, "label": label, "context": {}, "credentials": { token: "fake-token-of-a-vendor" },
        }));
        json!({ "id": id, "config": { "dry_run": true, "tool_names": "short" } })
    });
    let server = worker.several(&json!({ "accounts": accounts }));
    let client = worker.legacy(&server);
    for (name, url) in [
        (
            "mcp__northwind__delete_conversation",
            "api.intercom.io/conversations/",
        ),
        (
            "mcp__northwind__delete_contact",
            "api.usepylon.com/contacts/",
        ),
        ("northwind.delete_issue", "api.usepylon.com/issues/"),
    ] {
        let dry = client.call(name, json!({ "id": "64b5c3d2e1f0a9b8c7d6e5f4" }));
        assert!(dry.body.contains(url), "{name}: {}", dry.body);
    }
    for name in [
        "mcp__pylon__delete_conversation",
        "mcp__northwind_pylon__delete_conversation",
        "mcp__hubspot__delete_conversation",
    ] {
        let reply = client.call(name, json!({ "id": "64b5c3d2e1f0a9b8c7d6e5f4" }));
        assert_eq!(reply.fault(), (200, -32602), "{name}");
    }
    assert!(worker.platform.sent().is_empty());
}

#[test]
fn the_name_that_the_server_gives_itself_names_no_vendor() {
    let worker = Worker::new();
    let accounts = ["pylon", "gladly"]
        .map(|vendor| json!({ "id": account(&worker, vendor), "config": { "dry_run": true } }));
    let server = worker.several(&json!({
        "name": "Pylon team", "accounts": accounts,
    }));
    let client = worker.legacy(&server);
    let params = json!({ "protocolVersion": "2025-11-25", "capabilities": {} });
    let info = &client.rpc("initialize", params).result()["serverInfo"];
    let name = info["name"].as_str().expect("a name");
    assert!(name.contains("pylon"), "{name}");
    let id = json!({ "id": "3fa85f64-5717-4562-b3fc-2c963f66afa6" });
    for prefix in [name.to_owned(), name.replace('-', "_")] {
        let called = format!("mcp__{prefix}__delete_customer");
        let dry = client.call(&called, id.clone()).answered().to_string();
        assert!(dry.contains("/customer-profiles/"), "{called}: {dry}");
    }
    assert!(worker.platform.sent().is_empty());
}

#[test]
fn a_server_of_one_vendor_serves_no_name_of_another() {
    let worker = Worker::new();
    let server = shipped(&worker, "intercom");
    let client = worker.legacy(&server);
    for name in ["gladly__delete_contact", "mcp__hubspot__get_contact"] {
        let reply = client.call(name, json!({ "id": "64b5c3d2e1f0a9b8c7d6e5f4" }));
        assert_eq!(reply.fault(), (200, -32602), "{name}");
        assert!(!reply.body.contains("did you mean"), "{name}: {reply:?}");
    }
    assert!(worker.platform.sent().is_empty());
}
