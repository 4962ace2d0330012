//! The read that proves that credentials work, and whose they are.

use std::collections::BTreeMap;

use crate::access::account::Credentials;
use crate::catalogue::Integration;
use crate::http::InboundResponse;
use crate::json::Document;
use crate::platform::{Platform, SendError};
use crate::settings::Settings;
use crate::vendors::answer::read;
use crate::vendors::arguments::Arguments;
use crate::vendors::compose::{ComposeError, Connection, compose};
use crate::vendors::failure::Failure;

/// Characters of a name that a vendor tells.
const MAX_FOUND: usize = 100;

/// What a vendor answered.
#[derive(Debug)]
pub struct Probed {
    /// Its status; `None` when no answer came.
    pub status: Option<u16>,
    /// Whose the credentials are, or what the vendor said.
    pub outcome: Result<Found, Box<Failure>>,
}

/// What a probe tells of whom it connected, as far as the record says where that stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Found {
    /// Whose the credentials are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// Of which workspace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workspace: Option<String>,
    /// What tells that from all others. A page shows its name alone.
    #[serde(skip)]
    pub workspace_id: Option<String>,
}

/// Why there was nothing to send.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unprobed {
    /// The record has none.
    #[error("The integration has no probe.")]
    NoProbe,
    /// No request can be made of it.
    #[error("No request can be made: {0}.")]
    Unsendable(#[from] ComposeError),
}

/// Runs it.
pub async fn probe<P: Platform>(
    platform: &P,
    settings: &Settings,
    integration: &'static Integration,
    context: &BTreeMap<String, String>,
    credentials: &Credentials,
) -> Result<Probed, Unprobed> {
    let method = integration.methods.get(integration.probe);
    let method = method.ok_or(Unprobed::NoProbe)?;
    let connection = Connection {
        context,
        credentials: &credentials.0,
        base_url: settings.base_url(integration.slug),
        timeout_ms: settings.vendor_timeout_ms,
        max_bytes: settings.max_vendor_body_bytes,
    };
    let request = compose(integration, method, connection, Arguments::default())?;
    let exchange = platform.send(request).await;
    let (exchange, now) = (exchange.as_ref(), platform.now());
    let answered = read(integration, method, exchange, &credentials.0, now);
    Ok(Probed {
        status: answered.status,
        outcome: answered.outcome.map(|_| found(integration, exchange)),
    })
}

fn found(integration: &Integration, exchange: Result<&InboundResponse, &SendError>) -> Found {
    let body = exchange.ok().map(|response| response.body.as_slice());
    let body = body.and_then(|body| std::str::from_utf8(body).ok());
    let at = |pointer: Option<&str>| name_at(body?, pointer?);
    Found {
        person: at(integration.connect.person),
        workspace: at(integration.connect.workspace),
        workspace_id: at(integration.connect.workspace_id),
    }
}

/// A name in an answer.
pub(super) fn name_at(json: &str, pointer: &str) -> Option<String> {
    let name = Document::parse(json)?.scalar(pointer)?;
    let name: String = name.chars().take(MAX_FOUND).collect();
    (!name.trim().is_empty()).then_some(name)
}
