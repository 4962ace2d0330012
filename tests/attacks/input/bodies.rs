//! Bodies of the operator's API: right, then one thing broken.

use fairlead::access::lifetime::to_iso;
use fairlead::catalogue::VariableValues;
use fairlead::platform::UnixSeconds;
use serde_json::{Value, json};

use super::arguments::{Must, strange};
use super::choices::Choices;
use super::oracle::Case;
use crate::fake::{ADMIN_TOKEN, NOW, Reply, request};
use crate::fixture::{Door, Fixture, by_credentials, context, credentials};

/// A request of the operator's API.
pub(crate) fn body(fixture: &Fixture, choices: &mut Choices<'_>) -> Case {
    let door = &fixture.doors[choices.pick(fixture.doors.len())];
    let account = format!("/integrated-account/{}", door.server.account);
    let (method, target, mut body, required) = match choices.pick(7) {
        0 => {
            let (body, required) = account_body(choices);
            ("POST", "/integrated-account".to_owned(), body, required)
        }
        1 => ("PATCH", account, account_change(door, choices), &[][..]),
        2 => {
            let body = json!({ "credentials": credentials(door.integration) });
            (
                "PATCH",
                format!("{account}/credentials"),
                body,
                &["credentials"][..],
            )
        }
        3 => (
            "POST",
            format!("{account}/mcp"),
            server_body(choices),
            &["name"][..],
        ),
        4 => (
            "PATCH",
            door.server.resource(),
            server_body(choices),
            &[][..],
        ),
        5 => (
            "POST",
            format!("{account}/mcp/preview"),
            server_body(choices),
            &[][..],
        ),
        _ => (
            "POST",
            "/api-token".to_owned(),
            token_body(choices),
            &["name", "scope"][..],
        ),
    };
    let mut ask = request(method, &target).bearer(ADMIN_TOKEN);
    // Which of two repeats counts, and which state is changed.
    let is_marked = choices.rarely(6);
    if is_marked {
        let name = choices.one(&["idempotency-key", "if-match"]);
        let value = match choices.pick(4) {
            0 => "a-key-of-0123456789".to_owned(),
            1 => "*".to_owned(),
            2 => format!("\"{}\", W/\"\"", "0".repeat(32)),
            _ => choices.hostile(),
        };
        ask = ask.header(name, &value);
    }
    let (text, expected) = match choices.pick(8) {
        0..=2 if is_marked => (body.to_string(), None),
        0..=2 => (body.to_string(), Some(true)),
        3 if !required.is_empty() => {
            let members = body.as_object_mut().expect("an object");
            members.remove(choices.one(required));
            (body.to_string(), Some(false))
        }
        4 => {
            body[format!("x{}", choices.hostile())] = strange(choices);
            (body.to_string(), Some(false))
        }
        5 => {
            let spoiled = choices.spoil(body.to_string().as_bytes());
            return stored(Case::new(ask.body(spoiled), Must::Either), None)
                .in_any_weather(choices);
        }
        6 => (strange(choices).to_string(), None),
        _ => {
            let members = body.as_object_mut().expect("an object");
            let at = choices.pick(members.len().max(1));
            if let Some(value) = members.values_mut().nth(at) {
                *value = strange(choices);
            }
            (body.to_string(), None)
        }
    };
    let must = if expected == Some(false) {
        Must::BeRefused
    } else {
        Must::Either
    };
    stored(Case::new(ask.body(text), must), expected).in_any_weather(choices)
}

/// What is good is taken, and whatever was written can be read again and holds no secret.
fn stored(case: Case, expected: Option<bool>) -> Case {
    case.also(move |fixture, reply| {
        if expected == Some(true) && !matches!(reply.status, 200 | 201) {
            return Err(format!("good, and refused: {reply:?}"));
        }
        for saved in fixture.worker.platform.records.saved() {
            let minted = token_of(reply);
            let mut secrets = fixture.secrets.iter().chain(&minted);
            if secrets.any(|secret| saved.value.contains(secret)) {
                return Err(format!("a secret in {}", saved.key));
            }
        }
        readable(fixture, reply)
    })
}

/// The secret part of a token that was just made.
fn token_of(reply: &Reply) -> Option<String> {
    let body: Value = serde_json::from_str(&reply.body).ok()?;
    let token = body["token"].as_str()?;
    Some(token[token.len() - 43..].to_owned())
}

/// Reads back what an answer names.
fn readable(fixture: &Fixture, reply: &Reply) -> Result<(), String> {
    if !matches!(reply.status, 200 | 201) {
        return Ok(());
    }
    for list in ["/integrated-account", "/api-token"] {
        let read = fixture.worker.read(&format!("{list}?limit=100"));
        if read.status != 200 {
            return Err(format!("{list} cannot be read any more: {read:?}"));
        }
    }
    let body = reply.json();
    let word = |key: &str| body[key].as_str().unwrap_or_default().to_owned();
    if let Some(account) = body["integrated_account_id"].as_str() {
        let read = fixture
            .worker
            .read(&format!("/integrated-account/{account}/mcp/{}", word("id")));
        if read.status != 200 || read.json()["config"] != body["config"] {
            return Err(format!("{reply:?} reads as {read:?}"));
        }
    }
    Ok(())
}

fn account_body(choices: &mut Choices<'_>) -> (Value, &'static [&'static str]) {
    let all: Vec<_> = by_credentials().collect();
    let integration = all[choices.pick(all.len())];
    let mut body = json!({
        "integration": integration.slug,
        "label": choices.word(),
        "context": context(integration),
        "credentials": credentials(integration),
    });
    if choices.pick(2) == 1 {
        body["tenant_id"] = choices
            .one(&[json!("customer-7"), json!(null)].each_ref())
            .clone();
    }
    if choices.pick(2) == 1 {
        body["read_only"] = json!(choices.pick(2) == 1);
    }
    if choices.pick(2) == 1 {
        body["is_blocked"] = json!(choices.pick(2) == 1);
    }
    (body, &["integration", "label", "credentials"])
}

fn account_change(door: &Door, choices: &mut Choices<'_>) -> Value {
    let mut body = json!({});
    if choices.pick(2) == 0 {
        body["label"] = json!(choices.word());
    }
    if choices.pick(2) == 1 {
        body["is_blocked"] = json!(choices.pick(2) == 1);
    }
    if choices.pick(2) == 1 {
        body["tenant_id"] = json!(choices.word());
    }
    for variable in door.integration.variables {
        if choices.pick(2) == 1 {
            let value = match variable.values {
                VariableValues::Choice(names) => names[choices.pick(names.len())].0,
                VariableValues::DnsLabel => choices.one(&["demo", "a", "acme-2", "A1"]),
            };
            body["context"][variable.name] = json!(value);
        }
    }
    body
}

fn server_body(choices: &mut Choices<'_>) -> Value {
    let mut body = json!({ "name": choices.word() });
    if choices.pick(2) == 1 {
        body["expires_at"] = match choices.pick(3) {
            0 => json!(to_iso(UnixSeconds(NOW + 60))),
            1 => json!("2030-01-31T09:00:00.5+01:00"),
            _ => Value::Null,
        };
    }
    if choices.pick(2) == 1 {
        body["config"] = json!({
            "tool_exposure": choices.one(&["all", "discovery", "auto"]),
            "tool_names": choices.one(&["long", "short"]),
            "structured": choices.pick(2) == 1,
            "require_api_token_auth": choices.pick(2) == 1,
            "customer_visible": choices.one(&["on", "approve", "draft"]),
            "approve_by": choices.one(&["any", "page"]),
            "dry_run": choices.pick(2) == 1,
            "repeat_guard_seconds": choices.pick(601),
        });
        if choices.pick(2) == 1 {
            body["config"]["approve"] = json!([choices.one(&["write", "destructive", "custom"])]);
        }
        if choices.pick(2) == 1 {
            body["config"]["methods"] = json!(["read"]);
        }
        if choices.pick(2) == 1 {
            let blocks = [
                "203.0.113.7",
                "203.0.113.0/24",
                "2001:db8::/32",
                "::ffff:10.0.0.0/104",
            ];
            body["config"]["allowed_ips"] = json!([choices.one(&blocks)]);
        }
    }
    body
}

fn token_body(choices: &mut Choices<'_>) -> Value {
    let mut body = json!({ "name": choices.word(), "scope": choices.one(&["admin", "mcp"]) });
    if choices.pick(2) == 1 {
        body["expires_at"] = json!(to_iso(UnixSeconds(NOW + 61)));
    }
    body
}
