//! What connects an account to its vendor, as somebody gave it: credentials and variables, each held to the integration's record.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::access::account::Credentials;
use crate::catalogue::Integration;
use crate::tools::config::FieldFailure;
use crate::vendors::base_url::{base_url, resolve};

/// Characters of one credential: room for any token, not for a file.
const MAX_CREDENTIAL: usize = 4_096;

/// All credentials of the integration, each fit for a header.
pub fn credentials(
    integration: &Integration,
    secrets: Option<Value>,
    failures: &mut Vec<FieldFailure>,
) -> Credentials {
    let names: Vec<&str> = integration
        .credentials
        .iter()
        .map(|credential| credential.name)
        .collect();
    if names.is_empty() {
        let message = format!(
            "{} is connected by consent alone: make a link with POST /link-token",
            integration.label
        );
        fail(failures, "credentials", message);
        return Credentials::default();
    }
    let Some(Value::Object(mut secrets)) = secrets else {
        fail(
            failures,
            "credentials",
            format!("must be an object with {}", names.join(", ")),
        );
        return Credentials::default();
    };
    let mut credentials = BTreeMap::new();
    for credential in integration.credentials {
        let field = format!("credentials.{}", credential.name);
        match secrets.remove(credential.name) {
            Some(Value::String(secret)) if is_usable(secret.trim()) => {
                credentials.insert(credential.name.to_owned(), secret.trim().to_owned());
            }
            Some(_) => fail(
                failures,
                field,
                format!("must be a text of 1 to {MAX_CREDENTIAL} printable ASCII characters"),
            ),
            None => fail(
                failures,
                field,
                format!("is required: {}. {}", credential.label, credential.help),
            ),
        }
    }
    for name in secrets.keys() {
        fail(
            failures,
            format!("credentials.{name}"),
            format!(
                "is not a credential of {}; they are {}",
                integration.label,
                names.join(", ")
            ),
        );
    }
    Credentials(credentials)
}

fn fail(failures: &mut Vec<FieldFailure>, field: impl Into<String>, message: impl Into<String>) {
    failures.push(FieldFailure::new(field, message));
}

/// Whether something was said already of a field or of what is in it.
pub fn has_failed(failures: &[FieldFailure], field: &str) -> bool {
    failures.iter().any(|failure| {
        let rest = failure.field.strip_prefix(field);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })
}

/// Anything else could not stand in a header, or would start another one.
fn is_usable(secret: &str) -> bool {
    secret.len() <= MAX_CREDENTIAL && fits_header(secret)
}

/// Whether it can stand in a header.
pub(super) fn fits_header(secret: &str) -> bool {
    !secret.is_empty() && secret.bytes().all(|byte| (0x20..0x7f).contains(&byte))
}

/// `context` with changes to it; `null` takes a variable out.
pub fn context(
    integration: &Integration,
    mut context: BTreeMap<String, String>,
    changes: Map<String, Value>,
    failures: &mut Vec<FieldFailure>,
) -> BTreeMap<String, String> {
    for (name, value) in changes {
        let field = format!("context.{name}");
        if integration
            .credentials
            .iter()
            .any(|credential| credential.name == name)
        {
            fail(
                failures,
                field,
                "is a credential: send it under credentials",
            );
            continue;
        }
        let Some(variable) = integration
            .variables
            .iter()
            .find(|variable| variable.name == name)
        else {
            let known: Vec<&str> = integration
                .variables
                .iter()
                .map(|variable| variable.name)
                .collect();
            let valid = if known.is_empty() {
                "it has none, so leave this out".to_owned()
            } else {
                format!("they are {}", known.join(", "))
            };
            let message = format!("is not a variable of {}; {valid}", integration.label);
            fail(failures, field, message);
            continue;
        };
        match value {
            Value::Null => {
                context.remove(&name);
            }
            Value::String(text) => match resolve(variable, Some(&text)) {
                Ok(_) => {
                    context.insert(name, text);
                }
                Err(error) => fail(failures, field, error.to_string()),
            },
            Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
                fail(failures, field, "must be a string");
            }
        }
    }
    let missing = integration.variables.iter().find_map(|variable| {
        let value = context.get(variable.name).map(String::as_str);
        let error = resolve(variable, value).err()?;
        (!has_failed(failures, &format!("context.{}", variable.name)))
            .then_some((variable.name, error))
    });
    if let Some((name, error)) = missing {
        fail(failures, format!("context.{name}"), error.to_string());
    }
    if has_failed(failures, "context") {
        return context;
    }
    if let Err(error) = base_url(integration, &context, None) {
        fail(failures, "context", error.to_string());
    }
    context
}
