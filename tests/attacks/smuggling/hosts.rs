//! What decides where a request goes: an account's context, the operator's `…_BASE_URL`, and the credentials that go with it.

use fairlead::catalogue::Integration;
use fairlead::http::OutboundRequest;
use serde_json::{Value, json};
use url::Url;

use super::values;
use crate::counts::Counts;
use crate::fake::{Server, Worker};
use crate::fixture::by_credentials;
use crate::fixture::{context, credentials, proof};

fn body(integration: &Integration) -> Value {
    json!({
        "integration": integration.slug,
        "label": "Acme",
        "context": context(integration),
        "credentials": credentials(integration),
    })
}

/// Whether a URL's host is one that the record allows, as fetch reads both.
fn is_allowed(integration: &Integration, request: &OutboundRequest) -> bool {
    let Ok(url) = Url::parse(&request.url) else {
        return false;
    };
    let host = url.host_str().unwrap_or_default();
    let fits = |allowed: &str| {
        let (allowed, host) = (allowed.split('.'), host.split('.'));
        allowed.clone().count() == host.clone().count()
            && allowed.zip(host).all(|(allowed, label)| {
                let is_label = label
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
                (allowed == "*" && is_label && !label.is_empty()) || allowed == label
            })
    };
    url.scheme() == "https"
        && url.port().is_none()
        && url.username().is_empty()
        && url.password().is_none()
        && integration
            .allowed_hosts
            .iter()
            .any(|allowed| fits(allowed))
}

/// Calls the first tool without required arguments, and the probe.
fn calls(worker: &Worker, integration: &Integration, server: &Server) -> Vec<OutboundRequest> {
    let mut tools = integration.tools.iter();
    let tool = tools
        .find(|tool| tool.arguments.iter().all(|argument| !argument.required))
        .expect("a tool without required arguments");
    worker.legacy(server).call(tool.name, json!({}));
    let test = format!("/integrated-account/{}/test", server.account);
    worker.admin("POST", &test, &json!({}));
    worker.platform.take_lines();
    worker.platform.take_sent()
}

#[test]
fn an_accounts_context_leads_to_the_vendors_hosts_alone() {
    let mut counts = Counts::open("smuggling-context");
    let worker = Worker::new();
    let (mut told, mut stored) = (0, 0);
    for integration in by_credentials() {
        let account = worker.account_with(&body(integration));
        let server = worker.server_with(&account, &json!({}));
        let target = format!("/integrated-account/{account}");
        let key = format!("account:{account}");
        let good = worker.platform.records.get(&key).expect("a record").value;
        let mut tried = values();
        tried.extend(hosts(integration));
        for variable in integration.variables {
            for value in &tried {
                let change = json!({ "context": { variable.name: value } });
                // By the operator's API, when connecting and later.
                let mut create = body(integration);
                create["context"][variable.name] = json!(value);
                let created = worker.admin("POST", "/integrated-account", &create);
                let patched = worker.admin("PATCH", &target, &change);
                assert_eq!(
                    created.status == 201,
                    patched.status == 200,
                    "{value:?}: {created:?} {patched:?}"
                );
                if patched.status != 200 {
                    assert!(
                        patched
                            .failed_fields()
                            .iter()
                            .all(|field| field.starts_with("context")),
                        "{patched:?}"
                    );
                }
                // And behind its back: KV is not trusted with where credentials go.
                let mut record: Value = serde_json::from_str(&good).expect("JSON");
                record["context"][variable.name] = json!(value);
                for (record, count) in [(None, &mut told), (Some(record.to_string()), &mut stored)]
                {
                    if let Some(record) = record {
                        worker.platform.records.put(&key, &record);
                    }
                    for request in calls(&worker, integration, &server) {
                        assert!(
                            is_allowed(integration, &request),
                            "{} {value:?}: {request:?}",
                            variable.name
                        );
                    }
                    *count += 2;
                }
                worker.platform.records.put(&key, &good);
            }
        }
    }
    assert!(told > 200 && stored > 200, "{told} {stored}");
    counts.held(
        "credentials-go-to-their-host",
        "context variables by the operator's API × hostile values",
        told,
    );
    counts.held(
        "credentials-go-to-their-host",
        "context variables written into KV × hostile values",
        stored,
    );
    counts.close();
}

/// Hosts that look like the vendor's.
fn hosts(integration: &Integration) -> Vec<String> {
    let label = "a".repeat(64);
    let mut hosts = vec![
        label,
        "demo.".to_owned(),
        ".demo".to_owned(),
        "-demo".to_owned(),
        "demo-".to_owned(),
    ];
    for allowed in integration.allowed_hosts {
        let host = allowed.replace('*', "demo");
        for text in [
            host.clone(),
            format!("evil.example/{host}"),
            format!("evil.example\\@{host}"),
            format!("evil.example#.{host}"),
            format!("evil.example?{host}"),
            format!("{host}.evil.example"),
            format!("{host}@evil.example"),
            format!("evil{host}"),
            host.replace('.', "\u{3002}"),
            host.to_uppercase(),
        ] {
            hosts.push(text);
        }
    }
    hosts
}

#[test]
fn a_base_url_that_was_set_is_where_calls_go_or_the_worker_stops() {
    let mut counts = Counts::open("smuggling-base-url");
    let mut worker = Worker::new();
    let (mut tried, mut stopped) = (0, 0);
    for integration in by_credentials() {
        let account = worker.account_with(&body(integration));
        let server = worker.server_with(&account, &json!({}));
        let name = format!("{}_BASE_URL", integration.slug.to_uppercase());
        for value in values() {
            for setting in [
                value.clone(),
                format!("https://{value}"),
                format!("http://{value}/v1"),
                format!("https://sandbox.example{value}"),
                format!("https://sandbox.example/{value}"),
                format!("https://sandbox.example/v1{value}/"),
                format!("https://sandbox.example:{value}"),
            ] {
                worker.set(&name, &setting);
                tried += 1;
                let reply = worker.read("/healthz");
                if reply.status == 500 {
                    stopped += 1;
                    let message = reply.json()["message"]
                        .as_str()
                        .expect("a message")
                        .to_owned();
                    assert!(message.contains(&name), "{message}");
                    let is_word = value.len() > 12 && message.contains(&value);
                    assert!(!is_word, "the value is not shown: {message}");
                    continue;
                }
                for request in calls(&worker, integration, &server) {
                    goes_where_set(&setting, integration, &request);
                }
            }
        }
        worker.set(&name, "");
    }
    assert!(stopped * 2 > tried, "{stopped} of {tried}");
    counts.held(
        "credentials-go-to-their-host",
        "…_BASE_URL × hostile values",
        tried,
    );
    counts.close();
}

/// Host and path are the setting's, letter by letter, and stay so when fetch reads them.
fn goes_where_set(setting: &str, integration: &Integration, request: &OutboundRequest) {
    let setting = setting.trim().trim_end_matches('/');
    if setting.is_empty() {
        // Not set at all.
        assert!(is_allowed(integration, request), "{request:?}");
        return;
    }
    assert!(request.url.starts_with(setting), "{setting:?}: {request:?}");
    // What no URL parser reads is not sent.
    let Ok(url) = Url::parse(&request.url) else {
        return;
    };
    assert!(
        url.username().is_empty() && url.password().is_none(),
        "{setting:?}"
    );
    assert!(url.fragment().is_none(), "{setting:?}: {request:?}");
    let (_, rest) = setting.split_once("://").expect("a scheme");
    let host = rest.split('/').next().unwrap_or_default();
    let named = Url::parse(&format!("https://{host}/")).expect("a host");
    assert_eq!(url.host(), named.host(), "{setting:?}: {request:?}");
    assert!(
        host.is_ascii(),
        "written otherwise than it is called: {host:?}"
    );
    // What a parser resolves or adds would change how many segments there are.
    let path = request.url.split_once("://").map_or("", |(_, rest)| rest);
    let path = path.split('?').next().unwrap_or_default();
    let (written, read) = (path.matches('/').count(), url.path().matches('/').count());
    assert_eq!(written, read, "{setting:?}: {request:?}");
}

#[test]
fn a_credential_cannot_start_another_header() {
    let mut counts = Counts::open("smuggling-credentials");
    let worker = Worker::new();
    let mut tried = 0;
    for integration in by_credentials() {
        let (header, usual) = proof(integration);
        for credential in integration.credentials {
            for value in values() {
                tried += 1;
                let mut create = body(integration);
                create["credentials"][credential.name] = json!(value);
                let created = worker.admin("POST", "/integrated-account", &create);
                let is_printable = value
                    .trim()
                    .bytes()
                    .all(|byte| (0x20..0x7f).contains(&byte));
                let is_usable = is_printable && (1..=4_096).contains(&value.trim().len());
                if !is_usable {
                    let field = format!("credentials.{}", credential.name);
                    assert_eq!(created.failed_fields(), [field], "{value:?}");
                    continue;
                }
                let account = created.is(201)["id"].as_str().expect("an id").to_owned();
                let server = worker.server_with(&account, &json!({}));
                for request in calls(&worker, integration, &server) {
                    assert!(is_allowed(integration, &request), "{value:?}: {request:?}");
                    let lines = request.headers.as_lines().lines();
                    let own = lines.filter(|line| line.starts_with(&format!("{header}: ")));
                    assert_eq!(own.count(), 1, "{value:?}: {request:?}");
                    let found = request.headers.get(&header).expect("the header");
                    assert!(
                        found != usual && !found.chars().any(char::is_control),
                        "{found:?}"
                    );
                }
            }
        }
    }
    counts.held(
        "credentials-go-to-their-host",
        "credentials × hostile values",
        tried,
    );
    counts.close();
}
