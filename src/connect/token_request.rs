//! What is asked of a vendor's token endpoint, and what it answers (RFC 6749, 4.1.3, 5 and 6). It is one form and one JSON object, and it goes out like
//! every other request to a vendor: with a deadline, to a cap, without a redirect, through Rust alone. So no library carries it: those that there are
//! for it, in JavaScript, would see every token, and refuse the answers of vendors who leave `token_type` out.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::STANDARD};
use form_urlencoded::{Serializer, byte_serialize};
use serde::Deserialize;
use serde_json::Value;

use super::given::fits_header;
use super::probe::name_at;
use crate::catalogue::{ClientAuth, Integration, OAuth2};
use crate::http::{Headers, OutboundRequest};
use crate::platform::{Platform, SendError};
use crate::settings::Settings;
use crate::settings::oauth_client::OAuthClient;
use crate::vendors::base_url::endpoint;
use crate::vendors::compose::USER_AGENT;
use crate::vendors::failure::redact;

/// Bytes of an answer: tokens are a few kilobytes.
const MAX_ANSWER: u32 = 64 * 1024;

/// Milliseconds for an answer: a call may wait for it, and goes to the vendor after that.
const TIMEOUT_MS: u32 = 10_000;

/// Characters of the vendor's words.
const MAX_SAID: usize = 300;

/// Seconds that an access token is good which does not say so and can be renewed.
pub(super) const USUAL_SECONDS: u64 = 3_600;

/// Most of what an answer may claim: a year.
const MOST_SECONDS: u64 = 366 * 24 * 60 * 60;

/// Codes of RFC 6749, 5.2, that are about the client and what it asks.
const OF_CLIENTS: [&str; 5] = [
    "invalid_client",
    "unauthorized_client",
    "invalid_request",
    "unsupported_grant_type",
    "invalid_scope",
];

/// What an endpoint gave. Cannot be printed.
pub(super) struct Given {
    pub(super) access_token: String,
    pub(super) refresh_token: Option<String>,
    /// Seconds for which the access token is good; `None` where it does not end, as far as anybody says.
    pub(super) seconds: Option<u64>,
    pub(super) workspace: Option<String>,
}

/// Why it gave nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoTokens {
    /// It refused, in its words.
    Refused(String),
    /// It did not answer as it should.
    Unanswered(String),
    /// The operator has not set the client, or the vendor does not take what is set.
    Unset(String),
    /// The account's context gives no address.
    NoAddress(String),
}

impl NoTokens {
    /// What to tell.
    pub fn message(&self) -> &str {
        match self {
            Self::Refused(message)
            | Self::Unanswered(message)
            | Self::Unset(message)
            | Self::NoAddress(message) => message,
        }
    }
}

#[derive(Deserialize)]
struct Body {
    access_token: Option<String>,
    token_type: Option<String>,
    refresh_token: Option<String>,
    /// A number; some write it in quotes.
    expires_in: Option<Value>,
    error: Option<Value>,
    error_description: Option<Value>,
}

/// The client that the operator set.
pub(super) fn client<'a>(
    settings: &'a Settings,
    integration: &Integration,
) -> Result<&'a OAuthClient, NoTokens> {
    settings.oauth_client(integration.slug).ok_or_else(|| {
        let (label, name) = (integration.label, integration.slug.to_uppercase());
        NoTokens::Unset(format!(
            "{label} cannot be asked for access: {name}_CLIENT_ID and {name}_CLIENT_SECRET are not set"
        ))
    })
}

/// Asks the endpoint of this template. `grant` is the form without the client; what of it is secret may not come back.
pub(super) async fn ask<P: Platform>(
    platform: &P,
    settings: &Settings,
    (integration, oauth2): (&Integration, &OAuth2),
    template: &str,
    context: &BTreeMap<String, String>,
    grant: &[(&str, &str)],
) -> Result<Given, NoTokens> {
    let client = client(settings, integration)?;
    let url = endpoint(integration, template, context, client.url.as_deref())
        .map_err(|error| NoTokens::NoAddress(error.to_string()))?;
    let mut headers = Headers::default();
    headers.push("accept", "application/json");
    headers.push("user-agent", USER_AGENT);
    headers.push("content-type", "application/x-www-form-urlencoded");
    let mut form = Serializer::new(String::new());
    form.extend_pairs(grant);
    match oauth2.client {
        ClientAuth::Body => {
            form.append_pair("client_id", &client.id);
            form.append_pair("client_secret", &client.secret);
        }
        ClientAuth::Basic => headers.push("authorization", &basic(client)),
    }
    let request = OutboundRequest {
        method: "POST",
        url,
        headers,
        body: Some(form.finish().into_bytes()),
        timeout_ms: settings.vendor_timeout_ms.min(TIMEOUT_MS),
        max_bytes: MAX_ANSWER,
    };
    let answer = platform.send(request).await.map_err(|error| {
        let detail = match error {
            SendError::Timeout(_) | SendError::TooLarge(_) => error.to_string(),
            SendError::Unreachable(_) => "no connection".to_owned(),
        };
        NoTokens::Unanswered(format!(
            "{} was asked for access: {detail}",
            integration.label
        ))
    })?;
    let mut secrets = vec![client.secret.to_string(), basic(client)];
    secrets.extend(grant.iter().map(|(_, value)| (*value).to_owned()));
    read(integration, oauth2, answer.status, &answer.body, &secrets)
}

/// RFC 6749, 2.3.1: both parts are encoded as a form's are.
fn basic(client: &OAuthClient) -> String {
    let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    let pair = format!("{}:{}", encoded(&client.id), encoded(&client.secret));
    format!("Basic {}", STANDARD.encode(pair))
}

fn read(
    integration: &Integration,
    oauth2: &OAuth2,
    status: u16,
    body: &[u8],
    secrets: &[String],
) -> Result<Given, NoTokens> {
    let label = integration.label;
    let text = String::from_utf8_lossy(body);
    let parsed: Option<Body> = serde_json::from_str(&text).ok();
    let said = parsed.as_ref().map(words).unwrap_or_default();
    let said = redact(&said, secrets);
    let said: String = said.chars().take(MAX_SAID).collect();
    let refusal = if said.is_empty() {
        format!("{label} was asked for access and answered {status}")
    } else {
        format!("{label} was asked for access and answered {status}: {said}")
    };
    let error = parsed.as_ref().and_then(|body| body.error.as_ref());
    match fault(status, error) {
        Some(Fault::Grant) => return Err(NoTokens::Refused(refusal)),
        Some(Fault::Client) => {
            let name = integration.slug.to_uppercase();
            return Err(NoTokens::Unset(format!(
                "{refusal}. That is about {name}_CLIENT_ID, {name}_CLIENT_SECRET or {name}_OAUTH_URL as they are set"
            )));
        }
        Some(Fault::Passing) => return Err(NoTokens::Unanswered(refusal)),
        None => {}
    }
    let wrong = |what: &str| {
        NoTokens::Unanswered(format!("{label} was asked for access and answered {what}"))
    };
    let Some(body) = parsed else {
        return Err(wrong("something else than a JSON object"));
    };
    let is_bearer = |kind: &String| kind.eq_ignore_ascii_case("bearer");
    if !body.token_type.as_ref().is_none_or(is_bearer) {
        return Err(wrong("with a token that is no bearer token"));
    }
    let access_token = body.access_token.filter(|token| fits_header(token));
    let access_token = access_token.ok_or_else(|| wrong("without an access token"))?;
    let refresh_token = body.refresh_token.filter(|token| !token.is_empty());
    let usual = refresh_token.as_ref().map(|_| USUAL_SECONDS);
    Ok(Given {
        access_token,
        refresh_token,
        seconds: body.expires_in.as_ref().and_then(seconds).or(usual),
        workspace: oauth2.workspace.and_then(|pointer| name_at(&text, pointer)),
    })
}

/// What an answer without tokens is about.
enum Fault {
    /// What the person gave: they have to agree again.
    Grant,
    /// What the operator set.
    Client,
    /// Neither: it may be otherwise in a minute.
    Passing,
}

/// What is wrong, by RFC 6749, 5.2 and 4.1.2.1. A code that these do not have is the vendor's own name for a grant that is over, and so is a plain 400
/// or 401: vendors who have no codes say it that way, and nobody would learn of it otherwise. Every other no is of an address that is none, or of a
/// client that may not ask.
fn fault(status: u16, error: Option<&Value>) -> Option<Fault> {
    let code = error.and_then(Value::as_str).unwrap_or_default();
    let is_passing = matches!(code, "temporarily_unavailable" | "server_error");
    if is_passing || matches!(status, 408 | 425 | 429 | 500..) {
        return Some(Fault::Passing);
    }
    if matches!(code, "invalid_grant" | "access_denied") {
        return Some(Fault::Grant);
    }
    if OF_CLIENTS.contains(&code) || (402..500).contains(&status) {
        return Some(Fault::Client);
    }
    match status {
        200..=299 if error.is_none() => None,
        200..=299 | 400 | 401 => Some(Fault::Grant),
        _ => Some(Fault::Passing),
    }
}

fn seconds(value: &Value) -> Option<u64> {
    let text = value.as_str().map(str::parse);
    let seconds = value.as_u64().or_else(|| text?.ok())?;
    Some(seconds.min(MOST_SECONDS))
}

/// What it said, as far as it is text.
fn words(body: &Body) -> String {
    let texts = [&body.error, &body.error_description];
    let texts = texts.iter().filter_map(|value| value.as_ref()?.as_str());
    texts.collect::<Vec<_>>().join(": ")
}
