//! `/webhook`: where the operator is told of events.

use serde::Serialize;

use super::body::Fields;
use super::etag::Etag;
use super::list_filter::{Field, Kind};
use super::page::{self, iso};
use super::{Deleted, OperatorRequest, answer};
use crate::access::event::EventName;
use crate::access::id::WebhookId;
use crate::access::webhook::{self, Deliveries, Delivery, Webhook};
use crate::access::{Record, RecordError, kv_keys, load_all};
use crate::events::{self, receiver};
use crate::http::Response;
use crate::http_error::HttpError;
use crate::platform::Platform;

const NO_WEBHOOK: HttpError = HttpError::NotFound("There is no such webhook.");

/// A webhook as the operator sees it. `secret` only when it was just made.
#[derive(Serialize)]
struct WebhookView {
    id: WebhookId,
    url: String,
    label: Option<String>,
    /// Null where it is told of everything.
    events: Option<Vec<EventName>>,
    active: bool,
    disabled_at: Option<String>,
    disabled_reason: Option<String>,
    last_delivery: Option<DeliveryView>,
    created_at: String,
    updated_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
}

/// How a delivery went.
#[derive(Serialize)]
struct DeliveryView {
    event_id: String,
    event: EventName,
    at: String,
    attempt: u32,
    success: bool,
    status_code: Option<u16>,
    message: String,
}

/// What a list of webhooks can be narrowed by.
const FIELDS: [Field; 5] = [
    Field::new("url", Kind::Text),
    Field::new("label", Kind::Text),
    Field::new("active", Kind::Boolean),
    Field::new("created_at", Kind::Time),
    Field::new("updated_at", Kind::Time),
];

/// `GET /webhook`
pub(super) async fn list<P: Platform>(
    operator: &OperatorRequest<'_, P>,
) -> Result<Response, HttpError> {
    let show = async |records: Vec<(String, String)>| {
        let mut webhooks = Vec::with_capacity(records.len());
        for (key, value) in records {
            webhooks.push(Webhook::read(&key, &value)?);
        }
        let ids = webhooks.iter().map(|webhook| webhook.id);
        let keys: Vec<String> = ids.map(kv_keys::delivery).collect();
        let states = load_all(operator.platform, &keys).await?;
        let both = webhooks.into_iter().zip(states);
        both.map(|(webhook, state)| Ok(view(webhook, Deliveries::read(state.as_deref())?, None)))
            .collect()
    };
    page::list(operator, kv_keys::WEBHOOKS, &FIELDS, show).await
}

/// `POST /webhook`: the only answer that holds the secret.
pub(super) async fn create<P: Platform>(
    operator: &OperatorRequest<'_, P>,
) -> Result<Response, HttpError> {
    let platform = operator.platform;
    let mut fields = Fields::read(operator.request)?;
    let url = url(operator, &mut fields);
    if url.is_none() && !fields.has_failed("url") {
        fields.fail("url", "is required");
    }
    let label = fields.clearable_text("label").flatten();
    let events = chosen(&mut fields).flatten();
    fields.finish()?;
    let url = url.ok_or(HttpError::NotJson)?;
    if webhook::ids(platform).await?.len() >= webhook::MOST {
        return Err(HttpError::Conflict(format!(
            "There are {} webhooks, and no more can be. Delete one first.",
            webhook::MOST
        )));
    }

    let id = WebhookId::new(platform)?;
    let (shown, sealed) = webhook::mint_secret(platform, &operator.settings.keyring, id)?;
    let now = platform.now().0;
    let webhook = Webhook {
        v: Webhook::VERSION,
        id,
        url,
        label,
        events,
        secret: sealed,
        active: true,
        created_at: now,
        updated_at: now,
    };
    webhook.save(platform).await?;
    let etag = Etag::of(&webhook);
    let view = view(webhook, Deliveries::default(), Some(shown));
    Ok(etag.mark(answer(201, &view)))
}

/// `GET /webhook/:id`
pub(super) async fn get<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    id: &str,
) -> Result<Response, HttpError> {
    let (webhook, deliveries) = find(operator, id).await?;
    Ok(shown(webhook, deliveries))
}

/// `PATCH /webhook/:id`: only what is sent changes; `events: null` is everything, and `active: true` takes back that it was disabled.
pub(super) async fn update<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    id: &str,
) -> Result<Response, HttpError> {
    let (mut webhook, mut deliveries) = find_to_change(operator, id).await?;
    let mut fields = Fields::read(operator.request)?;
    if let Some(url) = url(operator, &mut fields) {
        webhook.url = url;
    }
    if let Some(label) = fields.clearable_text("label") {
        webhook.label = label;
    }
    if let Some(events) = chosen(&mut fields) {
        webhook.events = events;
    }
    let active = fields.boolean("active");
    fields.finish()?;
    webhook.active = active.unwrap_or(webhook.active);
    webhook.updated_at = operator.platform.now().0;
    webhook.save(operator.platform).await?;
    if active == Some(true) && deliveries.disabled.take().is_some() {
        deliveries.given_up = 0;
        deliveries.save(operator.platform, webhook.id).await?;
    }
    Ok(shown(webhook, deliveries))
}

/// `DELETE /webhook/:id`
pub(super) async fn delete<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    id: &str,
) -> Result<Response, HttpError> {
    let id = WebhookId::parse(id).ok_or(NO_WEBHOOK)?;
    let etag = match Webhook::load(operator.platform, id).await {
        Ok(Some((webhook, _))) => Etag::of(&webhook),
        Ok(None) => return Err(NO_WEBHOOK),
        Err(error @ RecordError::Unavailable(_)) => return Err(error.into()),
        // What cannot be read goes as well, but nobody has seen its state.
        Err(RecordError::Corrupt(_) | RecordError::Newer(_)) => Etag::of(&()),
    };
    etag.check(&operator.request.headers)?;
    Webhook::remove(operator.platform, id).await?;
    let id = &id.to_string();
    Ok(answer(200, &Deleted { id }))
}

/// `POST /webhook/:id/test`: one delivery, now and once. The answer is 200 whatever the receiver says; `success` tells.
pub(super) async fn test<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    id: &str,
) -> Result<Response, HttpError> {
    let (webhook, _) = find(operator, id).await?;
    let event = events::trial(operator.platform)?;
    let delivery = events::send(operator.platform, operator.settings, &webhook, &event, 1).await;
    let learn = |deliveries: &mut Deliveries| deliveries.last = Some(delivery.clone());
    Deliveries::change(operator.platform, webhook.id, learn).await?;
    Ok(answer(200, &shown_delivery(delivery)))
}

async fn find<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    id: &str,
) -> Result<(Webhook, Deliveries), HttpError> {
    let id = WebhookId::parse(id).ok_or(NO_WEBHOOK)?;
    let found = Webhook::load(operator.platform, id).await?;
    found.ok_or(NO_WEBHOOK)
}

/// The same, if it is still in the state that the caller has seen.
async fn find_to_change<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    id: &str,
) -> Result<(Webhook, Deliveries), HttpError> {
    let found = find(operator, id).await?;
    Etag::of(&found.0).check(&operator.request.headers)?;
    Ok(found)
}

fn url<P: Platform>(operator: &OperatorRequest<'_, P>, fields: &mut Fields) -> Option<String> {
    let value = fields.take("url")?;
    let url = value.as_str().map(str::trim).unwrap_or_default();
    match receiver::check(url, operator.settings.webhooks_to_loopback) {
        Ok(()) => Some(url.to_owned()),
        Err(message) => {
            fields.fail("url", message);
            None
        }
    }
}

/// Reads `events`; `Some(None)` for null, which is everything.
#[expect(
    clippy::option_option,
    reason = "absent, everything and some are three things"
)]
fn chosen(fields: &mut Fields) -> Option<Option<Vec<EventName>>> {
    let value = fields.take("events")?;
    if value.is_null() {
        return Some(None);
    }
    let mut chosen = Vec::new();
    let entries = value.as_array().map(Vec::as_slice).unwrap_or_default();
    for name in entries
        .iter()
        .map(|entry| entry.as_str().and_then(EventName::parse))
    {
        match name {
            Some(name) if !chosen.contains(&name) => chosen.push(name),
            Some(_) | None => chosen.clear(),
        }
        if chosen.is_empty() {
            break;
        }
    }
    if chosen.is_empty() {
        let known = EventName::ALL.map(EventName::as_str).join(", ");
        let message =
            format!("must be null for all events, or a list of some, none twice: {known}");
        fields.fail("events", message);
        return None;
    }
    Some(Some(chosen))
}

/// An answer that shows one webhook.
fn shown(webhook: Webhook, deliveries: Deliveries) -> Response {
    let etag = Etag::of(&webhook);
    etag.mark(answer(200, &view(webhook, deliveries, None)))
}

fn view(webhook: Webhook, deliveries: Deliveries, secret: Option<String>) -> WebhookView {
    let Deliveries { last, disabled, .. } = deliveries;
    WebhookView {
        id: webhook.id,
        url: webhook.url,
        label: webhook.label,
        events: webhook.events,
        active: webhook.active && disabled.is_none(),
        disabled_at: disabled.as_ref().map(|disabled| iso(disabled.at)),
        disabled_reason: disabled.map(|disabled| disabled.reason),
        last_delivery: last.map(shown_delivery),
        created_at: iso(webhook.created_at),
        updated_at: iso(webhook.updated_at),
        secret,
    }
}

fn shown_delivery(delivery: Delivery) -> DeliveryView {
    DeliveryView {
        event_id: delivery.event_id.to_string(),
        event: delivery.event,
        at: iso(delivery.at),
        attempt: delivery.attempt,
        success: delivery.success,
        status_code: delivery.status_code,
        message: delivery.message,
    }
}
