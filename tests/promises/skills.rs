//! Prompts as skills (SEP-2640).

use fairlead::catalogue::INTEGRATIONS;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::fake::{CAPABILITIES, Client, Reply, Worker};

const EXTENSION: &str = "io.modelcontextprotocol/skills";

/// A call of a client of 2026-07-28 with these capabilities.
fn ask(client: &Client<'_>, method: &str, params: Value, capabilities: &Value) -> Reply {
    let mut ask = client.ask(method, params);
    let mut body: Value = serde_json::from_slice(&ask.0.body).unwrap();
    body["params"]["_meta"][CAPABILITIES] = capabilities.clone();
    if let Some(uri) = body["params"]["uri"].as_str() {
        let uri = uri.to_owned();
        ask = ask.header("mcp-name", &uri);
    }
    client.worker.answer(&ask.body(body.to_string()))
}

fn declaring() -> Value {
    json!({ "extensions": { EXTENSION: {} } })
}

fn text_of(client: &Client<'_>, uri: &str) -> String {
    let reply = ask(
        client,
        "resources/read",
        json!({ "uri": uri }),
        &declaring(),
    );
    let contents = reply.result()["contents"].clone();
    assert_eq!(contents.as_array().map(Vec::len), Some(1));
    assert_eq!(
        (&contents[0]["uri"], &contents[0]["mimeType"]),
        (&json!(uri), &json!("text/markdown"))
    );
    contents[0]["text"].as_str().unwrap().to_owned()
}

#[test]
fn the_extension_is_declared_where_extensions_are() {
    let worker = Worker::new();
    let server = worker.server();
    let modern = worker
        .modern(&server)
        .rpc("server/discover", json!({}))
        .result();
    assert_eq!(
        modern["capabilities"]["extensions"],
        json!({ EXTENSION: {} })
    );
    assert_eq!(modern["capabilities"]["resources"], json!({}));
    let params = json!({ "protocolVersion": "2025-11-25", "capabilities": {} });
    let legacy = worker.legacy(&server).rpc("initialize", params).result();
    assert_eq!(legacy["capabilities"].get("extensions"), None);
}

#[test]
fn each_prompt_is_a_skill_whose_file_is_what_its_entry_says() {
    let worker = Worker::new();
    for config in [
        json!({}),
        json!({ "tool_names": "short" }),
        json!({ "tool_exposure": "discovery" }),
    ] {
        let server = worker.configured(&config);
        let client = worker.modern(&server);
        let listed = ask(&client, "skills/list", json!({}), &declaring()).result();
        assert_eq!(listed["cacheScope"], "private");
        assert!(listed["ttlMs"].as_u64().is_some());
        let skills = listed["skills"].as_array().unwrap();
        assert_eq!(skills.len(), 2);
        for skill in skills {
            let uri = skill["uri"].as_str().unwrap();
            let name = skill["frontmatter"]["name"].as_str().unwrap();
            assert_eq!(uri, format!("skill://acme/{name}/SKILL.md"));
            let text = text_of(&client, uri);
            let digest: [u8; 32] = Sha256::digest(text.as_bytes()).into();
            let hex: Vec<String> = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(
                skill["resources"],
                json!([{ "uri": uri, "digest": format!("sha256:{}", hex.concat()), "size": text.len() }])
            );
            let description = &skill["frontmatter"]["description"];
            assert!(text.starts_with(&format!(
                "---\nname: {name}\ndescription: {description}\n---\n\n# "
            )));
            let got = ask(&client, "skills/get", json!({ "uri": uri }), &declaring()).result();
            assert_eq!(&got["skill"], skill);
            assert!(got["ttlMs"].as_u64().is_some());
        }
    }
}

#[test]
fn a_skill_says_what_to_find_out_and_names_tools_as_the_server_does() {
    let worker = Worker::new();
    let server = worker.configured(&json!({ "tool_names": "short" }));
    let text = text_of(&worker.modern(&server), "skill://acme/triage/SKILL.md");
    for part in [
        "- <state>: Only issues in this state. Unless it is said: any state.\n- <team>: Whose issues.\n",
        "Look at the issues of <team> in <state>: list_issues, then get_issue.",
    ] {
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn resources_are_listed_for_clients_that_know_what_skills_are() {
    let worker = Worker::new();
    let server = worker.server();
    let client = worker.modern(&server);
    let listed = ask(&client, "resources/list", json!({}), &declaring()).result();
    let uris: Vec<&str> = listed["resources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|resource| resource["uri"].as_str().unwrap())
        .collect();
    assert_eq!(
        uris,
        [
            "skill://acme/triage/SKILL.md",
            "skill://acme/snooze/SKILL.md"
        ]
    );
    for capabilities in [
        json!({}),
        json!({ "extensions": {} }),
        json!({ "extensions": null }),
    ] {
        let listed = ask(&client, "resources/list", json!({}), &capabilities).result();
        assert_eq!(listed["resources"], json!([]), "{capabilities}");
    }
    let legacy = worker
        .legacy(&server)
        .rpc("resources/list", json!({}))
        .result();
    assert_eq!(legacy["resources"], json!([]));
}

#[test]
fn a_skill_that_needs_a_hidden_tool_is_not_there() {
    let worker = Worker::new();
    let server = worker.configured(&json!({ "methods": ["read"] }));
    let client = worker.modern(&server);
    let listed = ask(&client, "skills/list", json!({}), &declaring()).result();
    assert_eq!(listed["skills"].as_array().map(Vec::len), Some(1));
    for method in ["skills/get", "resources/read"] {
        for uri in [
            "skill://acme/snooze/SKILL.md",
            "skill://acme/triage",
            "skill://acme//SKILL.md",
            "skill://birch/triage/SKILL.md",
            "skill://acme/triage/../triage/SKILL.md",
            "x:y",
        ] {
            let reply = ask(&client, method, json!({ "uri": uri }), &declaring());
            assert_eq!(reply.fault(), (200, -32602), "{method} {uri}");
            assert_eq!(reply.json()["error"]["data"]["uri"], uri);
        }
        let reply = ask(&client, method, json!({}), &declaring());
        assert_eq!(reply.fault(), (200, -32602));
    }
}

/// Agent Skills and SEP-2640: what hosts take.
#[test]
fn shipped_skills_have_names_and_descriptions_that_hosts_take() {
    for integration in INTEGRATIONS {
        for prompt in integration.prompts {
            let name = prompt.name.replace('_', "-");
            assert!(
                name.len() <= 64 && !name.contains("--") && !name.ends_with('-'),
                "{name}"
            );
            assert!(prompt.description.chars().count() <= 1024, "{name}");
        }
    }
}
