//! What connects an account to its vendor, out of a request's body: credentials and variables, each held to the integration's record.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::body::Fields;
use crate::access::account::Credentials;
use crate::catalogue::Integration;
use crate::vendors::base_url::{base_url, resolve};

/// Characters of one credential: room for any token, not for a file.
const MAX_CREDENTIAL: usize = 4_096;

/// All credentials of the integration, each fit for a header.
pub(super) fn credentials(
    integration: &Integration,
    secrets: Option<Value>,
    fields: &mut Fields,
) -> Credentials {
    let names: Vec<&str> = integration
        .credentials
        .iter()
        .map(|credential| credential.name)
        .collect();
    let Some(Value::Object(mut secrets)) = secrets else {
        fields.fail(
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
            Some(_) => fields.fail(
                field,
                format!("must be a text of 1 to {MAX_CREDENTIAL} printable ASCII characters"),
            ),
            None => fields.fail(
                field,
                format!("is required: {}. {}", credential.label, credential.help),
            ),
        }
    }
    for name in secrets.keys() {
        fields.fail(
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

/// Anything else could not stand in a header, or would start another one.
fn is_usable(secret: &str) -> bool {
    (1..=MAX_CREDENTIAL).contains(&secret.len())
        && secret.bytes().all(|byte| (0x20..0x7f).contains(&byte))
}

/// `context` with changes to it; `null` takes a variable out.
pub(super) fn context(
    integration: &Integration,
    mut context: BTreeMap<String, String>,
    changes: Map<String, Value>,
    fields: &mut Fields,
) -> BTreeMap<String, String> {
    for (name, value) in changes {
        let field = format!("context.{name}");
        if integration
            .credentials
            .iter()
            .any(|credential| credential.name == name)
        {
            fields.fail(field, "is a credential: send it under credentials");
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
            fields.fail(field, message);
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
                Err(error) => fields.fail(field, error.to_string()),
            },
            Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
                fields.fail(field, "must be a string");
            }
        }
    }
    let missing = integration.variables.iter().find_map(|variable| {
        let value = context.get(variable.name).map(String::as_str);
        let error = resolve(variable, value).err()?;
        (!fields.has_failed(&format!("context.{}", variable.name)))
            .then_some((variable.name, error))
    });
    if let Some((name, error)) = missing {
        fields.fail(format!("context.{name}"), error.to_string());
    }
    if fields.has_failed("context") {
        return context;
    }
    if let Err(error) = base_url(integration, &context, None) {
        fields.fail("context", error.to_string());
    }
    context
}
