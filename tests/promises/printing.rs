//! What holds a secret prints without it, and overwrites it when it goes.

use std::any::type_name;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::fs;
use std::mem::needs_drop;
use std::path::Path;

use fairlead::access::account::{Account, Credentials};
use fairlead::access::email::Email;
use fairlead::access::id::{AccountId, MemberId, ServerId};
use fairlead::access::member::Member;
use fairlead::access::token::{ApiToken, McpToken, TokenHash};
use fairlead::access::tokens::Secrets;
use fairlead::access::{self, Needs};
use fairlead::http::{Headers, InboundResponse, Notice};
use fairlead::mcp::Post;
use fairlead::platform::UnixSeconds;
use fairlead::settings::oauth_client::OAuthClient;
use fairlead::vendors::compose::Connection;
use serde_json::json;
use zeroize::{Zeroize, Zeroizing};

use crate::fake::{ADMIN_TOKEN, KEY_ONE, VENDOR_SECRET, Worker, block_on, request};

const EMAIL: &str = "anna@example.com";

/// A type's name, and a value of it in both forms of printing.
struct Printed {
    name: &'static str,
    text: String,
}

fn print<T: Debug>(value: &T) -> Printed {
    let name = type_name::<T>().split('<').next().unwrap_or_default();
    Printed {
        name: name.rsplit("::").next().unwrap_or_default(),
        text: format!("{value:?}\n{value:#?}"),
    }
}

/// Bytes as a derived `Debug` would show them.
fn as_list(bytes: &[u8]) -> String {
    let list = format!("{bytes:?}");
    list.trim_matches(['[', ']']).to_owned()
}

/// Every type that can hold a secret, holding one, and the secrets in each spelling.
fn everything() -> (Vec<Printed>, Vec<String>) {
    let worker = Worker::new();
    let server = worker.server();
    worker.legacy(&server).call("list_all_acme_me", json!({}));
    let account = AccountId(server.account.parse().expect("a uuid"));
    let id = ServerId(server.id.parse().expect("a uuid"));
    let token = McpToken::mint(&worker.platform, account, id).unwrap();
    let api_token = ApiToken::mint(&worker.platform).unwrap();
    let secrets = BTreeMap::from([("api_token".to_owned(), VENDOR_SECRET.to_owned())]);
    let connection = Connection {
        context: &BTreeMap::new(),
        credentials: &secrets,
        base_url: None,
        timeout_ms: 1,
        max_bytes: 1,
    };
    let mut headers = Headers::default();
    headers.push("authorization", &format!("Bearer {VENDOR_SECRET}"));
    let echo = InboundResponse {
        status: 200,
        headers: headers.clone(),
        body: VENDOR_SECRET.into(),
    };
    let notice = Notice {
        url: format!("https://hooks.receiver.example/{VENDOR_SECRET}"),
        headers: headers.clone(),
        body: VENDOR_SECRET.to_owned(),
        timeout_ms: 1,
    };
    let ask = request("POST", &server.path())
        .bearer(ADMIN_TOKEN)
        .body(VENDOR_SECRET);
    let target = format!("/integrated-account/{}/mcp", server.account);
    let minted = worker.admin("POST", &target, &json!({ "name": "x" }));
    let fresh = minted.json()["token"].as_str().unwrap().to_owned();
    let stored = block_on(Account::load(&worker.platform, account))
        .unwrap()
        .unwrap();
    let presented = McpToken::parse(&server.token).unwrap();
    let admitted = block_on(access::admit(&worker.platform, &presented, Needs::Account))
        .unwrap()
        .unwrap();
    let posted = request("POST", "/mcp/x").header("content-type", "application/json");
    let posted = posted.body(format!(
        "{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"{VENDOR_SECRET}\",\"params\":{{\"x\":\"{VENDOR_SECRET}\"}}}}"
    ));
    let hash = TokenHash::of(ADMIN_TOKEN.as_bytes());
    let member = MemberId(account.0);
    let email = Email::parse(EMAIL).unwrap();
    let member = Member::new(member, email, "Anna".to_owned(), UnixSeconds(0));
    let renewed = Secrets {
        credentials: stored.open(&worker.settings().keyring).unwrap(),
        refresh_token: VENDOR_SECRET.to_owned(),
    };
    let client = OAuthClient {
        id: "fairlead".to_owned(),
        secret: Zeroizing::new(VENDOR_SECRET.to_owned()),
        url: None,
    };
    let printed = vec![
        print(&renewed),
        print(&client),
        print(worker.settings()),
        print(&worker.settings().keyring),
        print(&hash),
        print(&token),
        print(&api_token),
        print(&stored.open(&worker.settings().keyring).unwrap()),
        print(&stored),
        print(&admitted),
        print(&admitted.server),
        print(&connection),
        print(&headers),
        print(&echo),
        print(&notice),
        print(&worker.platform.last_sent()),
        print(&ask.0),
        print(&Post::read(&posted.0, true)),
        print(&minted.0),
        print(&Email::parse(EMAIL).unwrap()),
        print(&member),
    ];
    let mut secrets: Vec<String> = [ADMIN_TOKEN, VENDOR_SECRET, KEY_ONE, "Bearer", EMAIL]
        .iter()
        .flat_map(|secret| [(*secret).to_owned(), as_list(secret.as_bytes())])
        .collect();
    for token in [server.token, token.reveal(), api_token.reveal(), fresh] {
        let start = token.len() - 40;
        secrets.push(token[start..].to_owned());
    }
    let hex = hash.to_hex();
    let bytes: Vec<u8> = (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
        .collect();
    secrets.push(as_list(&[0; 32]));
    secrets.push(as_list(&bytes));
    secrets.push(hex);
    (printed, secrets)
}

#[test]
fn printing_shows_no_secret() {
    let (printed, secrets) = everything();
    let mut found = Vec::new();
    for Printed { name, text } in &printed {
        let spread = text.replace([' ', '\n'], "");
        for secret in &secrets {
            if text.contains(secret.as_str()) || spread.contains(&secret.replace(' ', "")) {
                found.push(format!("{secret} in {name}: {text}"));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// A type whose `Debug` is written by hand hides something: then the test above must have printed it.
#[test]
fn every_type_that_hides_something_was_printed() {
    let (printed, _) = everything();
    let printed: Vec<&str> = printed.iter().map(|printed| printed.name).collect();
    let mut hiding = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(path).expect("a source");
            hiding.extend(text.lines().filter_map(|line| {
                let (_, name) = line.split_once("Debug for ")?;
                Some(name.trim_end_matches(['{', ' ']).replace("<'_>", ""))
            }));
        }
    }
    assert!(hiding.len() > 8, "the sources were not found: {hiding:?}");
    hiding.retain(|name| !printed.contains(&name.as_str()));
    assert!(hiding.is_empty(), "not printed: {hiding:?}");
}

#[test]
fn what_was_a_secret_is_overwritten() {
    let mut credentials = Credentials(BTreeMap::from([
        ("email".to_owned(), "a@b.example".to_owned()),
        ("api_token".to_owned(), VENDOR_SECRET.to_owned()),
    ]));
    credentials.zeroize();
    assert!(credentials.0.values().all(String::is_empty));
    // 32 bytes on the stack would be left there without a destructor that clears them.
    assert!(needs_drop::<McpToken>() && needs_drop::<ApiToken>());
    assert!(!needs_drop::<[u8; 32]>());
}
