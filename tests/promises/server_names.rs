//! `serverInfo.name`: clients tell servers apart by it, and make prefixes and file names of it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::fake::{Server, Worker};

fn names(worker: &Worker, server: &Server) -> [Value; 3] {
    let initialize = worker.legacy(server).rpc("initialize", json!({})).result();
    let of_meta =
        |result: &Value| result["_meta"]["io.modelcontextprotocol/serverInfo"]["name"].clone();
    let modern = worker.modern(server);
    [
        initialize["serverInfo"]["name"].clone(),
        of_meta(&modern.rpc("server/discover", json!({})).result()),
        of_meta(&modern.call("list_all_acme_me", json!({})).result()),
    ]
}

#[test]
fn a_server_has_a_name_of_its_own_made_of_integration_label_and_id() {
    let worker = Worker::new();
    let long = "a".repeat(200);
    for (label, part) in [
        ("Acme support", "acme-acme-support-"),
        ("  Acme -- \"North\"!  ", "acme-acme-north-"),
        ("Müller & Söhne 24", "acme-m-ller-s-hne-24-"),
        ("ÄÖÜ", "acme-"),
        ("日本", "acme-"),
        ("---", "acme-"),
        (long.as_str(), "acme-aaaaaaaaaaaaaaaaaaaaaaaaaaaa-"),
        (
            "abcdefghijklmnopqrstuvwxyz  b  c",
            "acme-abcdefghijklmnopqrstuvwxyz-b-",
        ),
        (
            "abcdefghijklmnopqrstuvwxyz1  bc",
            "acme-abcdefghijklmnopqrstuvwxyz1-",
        ),
    ] {
        let account = worker.account_with(&json!({ "label": label }));
        let server = worker.server_with(&account, &json!({}));
        let [handshake, discovered, called] = names(&worker, &server);
        assert_eq!(handshake, format!("{part}{}", &server.id[..6]), "{label}");
        assert_eq!((&discovered, &called), (&handshake, &handshake), "{label}");
        let name = handshake.as_str().unwrap();
        let is_fit = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(name.len() <= 40 && name.chars().all(is_fit), "{name}");
        assert!(!name.contains("--") && !name.ends_with('-'), "{name}");
    }
}

#[test]
fn servers_of_one_account_have_different_names_that_stay() {
    let worker = Worker::new();
    let account = worker.account();
    let servers: Vec<Server> = (0..5)
        .map(|_| worker.server_with(&account, &json!({})))
        .collect();
    let before: Vec<[Value; 3]> = servers
        .iter()
        .map(|server| names(&worker, server))
        .collect();
    let different: BTreeSet<String> = before.iter().map(|names| names[0].to_string()).collect();
    assert_eq!(different.len(), servers.len());
    for (server, before) in servers.iter().zip(before) {
        let name = json!({ "name": "Another", "config": { "tool_names": "short" } });
        worker.admin("PATCH", &server.resource(), &name).is(200);
        assert_eq!(names_after_rename(&worker, server), before[0]);
        let rotated = worker.rotate(server);
        assert_eq!(names_after_rename(&worker, &rotated), before[0]);
    }
}

fn names_after_rename(worker: &Worker, server: &Server) -> Value {
    let result = worker.legacy(server).rpc("initialize", json!({})).result();
    assert_eq!(result["serverInfo"]["title"], "Another (Acme)");
    result["serverInfo"]["name"].clone()
}
