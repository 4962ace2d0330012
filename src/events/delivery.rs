//! Telling webhooks: one request each, what came of it, what is tried again and when.

use serde::Serialize;
use serde_json::value::RawValue;
use uuid::Uuid;

use super::{receiver, sign};
use crate::access::event::{self, Event, EventName, Retry};
use crate::access::id::WebhookId;
use crate::access::webhook::{Deliveries, Delivery, Disabled, Webhook};
use crate::access::{self, Record, RecordError, kv_keys};
use crate::http::Notice;
use crate::json::quote;
use crate::platform::{Platform, PlatformError, SendError, UnixMillis};
use crate::settings::Settings;
use crate::views::iso;

/// Milliseconds until a receiver has to have answered.
const TIMEOUT_MS: u32 = 5_000;

/// Seconds between one try of an event and the next at the least. After the last of them it is given up.
const BACK_OFF: [u64; 5] = [60, 5 * 60, 30 * 60, 2 * 60 * 60, 12 * 60 * 60];

/// Events in a row that used up all their tries, and the webhook is disabled.
const MOST_GIVEN_UP: u32 = 5;

/// Requests of one run. The free plan lets an invocation make 50.
const MOST_SENT: usize = 40;

/// Milliseconds after which a run begins no other request. The runtime ends an invocation 30 s after its answer.
const LONGEST_MS: u64 = 20_000;

/// Seconds after which a delivery like the one before it is written down. KV takes one write a second of a key, and bills each.
const WRITTEN_EVERY: u64 = 60;

/// What a receiver gets.
#[derive(Serialize)]
struct Body<'a> {
    id: Uuid,
    event: EventName,
    created_at: String,
    webhook_id: WebhookId,
    payload: &'a RawValue,
}

/// Sends one event, whatever the webhook asked for.
pub async fn send<P: Platform>(
    platform: &P,
    settings: &Settings,
    webhook: &Webhook,
    event: &Event,
    attempt: u32,
) -> Delivery {
    let answered = request(platform, settings, webhook, event).await;
    let (status_code, message) = match answered {
        Ok(status) => (Some(status), words(status)),
        Err(message) => (None, message),
    };
    Delivery {
        event_id: event.id,
        event: event.event,
        at: platform.now().0,
        attempt,
        success: status_code.is_some_and(|status| (200..300).contains(&status)),
        status_code,
        message,
    }
}

fn words(status: u16) -> String {
    match status {
        200..300 => format!("The receiver took it: {status}."),
        300..400 => format!("The receiver answered {status}; redirects are not followed."),
        _ => format!("The receiver answered {status}."),
    }
}

/// The status of the answer, or why there is none.
async fn request<P: Platform>(
    platform: &P,
    settings: &Settings,
    webhook: &Webhook,
    event: &Event,
) -> Result<u16, String> {
    receiver::check(&webhook.url, settings.webhooks_to_loopback)
        .map_err(|message| format!("Not sent: the URL {message}."))?;
    let secret = webhook.open(&settings.keyring).map_err(|_| {
        "Not sent: the secret opens with no key of CREDENTIAL_KEYS; make a new webhook.".to_owned()
    })?;
    let body = Body {
        id: event.id,
        event: event.event,
        created_at: iso(event.created_at),
        webhook_id: webhook.id,
        payload: &event.payload,
    };
    let body = serde_json::to_string(&body).map_err(|error| format!("Not sent: {error}."))?;
    let headers = sign::headers(&secret, &event.id.to_string(), platform.now(), &body);
    let notice = Notice {
        url: webhook.url.clone(),
        headers: headers.ok_or_else(|| "Not sent: the secret is empty.".to_owned())?,
        body,
        timeout_ms: TIMEOUT_MS,
    };
    let answered = platform.notify(notice).await;
    answered.map_err(|error| match error {
        SendError::Timeout(_) => format!("No answer within {} seconds.", TIMEOUT_MS / 1_000),
        SendError::TooLarge(_) | SendError::Unreachable(_) => {
            "The receiver could not be reached.".to_owned()
        }
    })
}

/// Deliveries that are made one after the other, within bounds. What they leave is kept.
pub(super) struct Run<'a, P> {
    platform: &'a P,
    settings: &'a Settings,
    started: UnixMillis,
    sent: usize,
    hooks: Vec<Hook>,
}

/// A webhook in a run.
struct Hook {
    webhook: Webhook,
    before: Deliveries,
    now: Deliveries,
    /// It did not answer in this run, so nothing more is sent to it.
    is_silent: bool,
    /// It took an event in this run, so none that was given up before counts any more.
    took: bool,
    /// What the run did not come to, by how often it was tried.
    left: Vec<(u32, Event)>,
}

impl<'a, P: Platform> Run<'a, P> {
    pub(super) fn new(
        platform: &'a P,
        settings: &'a Settings,
        hooks: &[(Webhook, Deliveries)],
    ) -> Self {
        let hook = |(webhook, deliveries): &(Webhook, Deliveries)| Hook {
            webhook: webhook.clone(),
            before: deliveries.clone(),
            now: deliveries.clone(),
            is_silent: false,
            took: false,
            left: Vec::new(),
        };
        Self {
            platform,
            settings,
            started: platform.millis(),
            sent: 0,
            hooks: hooks.iter().map(hook).collect(),
        }
    }

    /// Whether nothing more is sent in this run.
    pub(super) fn is_over(&self) -> bool {
        self.sent >= MOST_SENT || self.platform.millis().since(self.started) >= LONGEST_MS
    }

    /// Events that it did not come to so far.
    pub(super) fn left(&self) -> usize {
        self.hooks.iter().map(|hook| hook.left.len()).sum()
    }

    /// Tells an event to each webhook that asked for it. It failed where a try that is due could not be kept.
    pub(super) async fn tell(&mut self, event: &Event) -> Result<(), RecordError> {
        let mut kept = Ok(());
        for at in 0..self.hooks.len() {
            kept = kept.and(self.deliver(at, event, 0).await);
        }
        kept
    }

    /// Tries events again that a webhook was not told of; `None` where it is none of this run's.
    pub(super) async fn retry(
        &mut self,
        id: WebhookId,
        tries: u32,
        events: &[Event],
    ) -> Option<Result<(), RecordError>> {
        let mut places = self.hooks.iter();
        let at = places.position(|hook| hook.webhook.id == id)?;
        let mut kept = Ok(());
        for event in events {
            kept = kept.and(self.deliver(at, event, tries).await);
        }
        Some(kept)
    }

    async fn deliver(&mut self, at: usize, event: &Event, tries: u32) -> Result<(), RecordError> {
        let is_over = self.is_over();
        let (platform, settings) = (self.platform, self.settings);
        let Some(hook) = self.hooks.get_mut(at) else {
            return Ok(());
        };
        if hook.now.disabled.is_some() || !hook.webhook.wants(event.event) {
            return Ok(());
        }
        if is_over || hook.is_silent {
            hook.left.push((tries, event.clone()));
            return Ok(());
        }
        self.sent += 1;
        let delivery = send(platform, settings, &hook.webhook, event, tries + 1).await;
        hook.is_silent = delivery.status_code.is_none();
        let is_gone = delivery.status_code == Some(410);
        if !delivery.success {
            note(platform, &hook.webhook, &delivery);
        }
        let mut kept = Ok(());
        if delivery.success {
            hook.took = true;
            hook.now.given_up = 0;
        } else if is_gone {
            disable(platform, hook, "The receiver answered 410 Gone.".to_owned());
        } else {
            kept = hook.fail(platform, event, tries).await;
        }
        hook.now.last = Some(delivery);
        kept
    }

    /// Keeps what is left. Only then may go what it came from.
    pub(super) async fn keep_left(&mut self) -> Result<(), RecordError> {
        let platform = self.platform;
        let mut kept = Ok(());
        for hook in &mut self.hooks {
            let wait = if hook.is_silent { 60 } else { 0 };
            for (tries, events) in hook.take_left() {
                kept = kept.and(keep(platform, &hook.webhook, wait, tries, events).await);
            }
        }
        kept
    }

    /// Keeps what is left, and writes what was learnt.
    pub(super) async fn end(mut self) {
        // That it failed is in the log by now.
        let _ = self.keep_left().await;
        let platform = self.platform;
        for hook in &self.hooks {
            if hook.is_news()
                && let Err(error) = hook.save(platform).await
            {
                warn(
                    platform,
                    &hook.webhook,
                    "webhook state not written",
                    &error.to_string(),
                );
            }
        }
    }
}

impl Hook {
    /// Keeps an event for its next try, or gives it up.
    async fn fail<P: Platform>(
        &mut self,
        platform: &P,
        event: &Event,
        tries: u32,
    ) -> Result<(), RecordError> {
        let wait = usize::try_from(tries).ok().and_then(|at| BACK_OFF.get(at));
        if let Some(wait) = wait {
            let events = vec![event.clone()];
            return keep(platform, &self.webhook, *wait, tries + 1, events).await;
        }
        self.now.given_up += 1;
        let detail = format!("{} {}", event.event.as_str(), event.id);
        warn(platform, &self.webhook, "event given up", &detail);
        if self.now.given_up >= MOST_GIVEN_UP {
            let tries = BACK_OFF.len() + 1;
            let reason = format!(
                "{MOST_GIVEN_UP} events in a row could not be delivered, each tried {tries} times."
            );
            disable(platform, self, reason);
        }
        Ok(())
    }

    /// Writes what was learnt over what is there by now: another run may have disabled the webhook meanwhile, and an operator enabled it.
    async fn save<P: Platform>(&self, platform: &P) -> Result<(), RecordError> {
        let learn = |kept: &mut Deliveries| {
            let (counted, before) = if self.took {
                (0, 0)
            } else {
                (kept.given_up, self.before.given_up)
            };
            kept.given_up = counted + self.now.given_up.saturating_sub(before);
            kept.last.clone_from(&self.now.last);
            let status = kept.last.as_ref().and_then(|last| last.status_code);
            let is_at_end = status == Some(410) || kept.given_up >= MOST_GIVEN_UP;
            if kept.disabled.is_none() && is_at_end {
                kept.disabled.clone_from(&self.now.disabled);
            }
        };
        Deliveries::change(platform, self.webhook.id, learn).await
    }

    /// What the run did not come to, those together that were tried as often.
    fn take_left(&mut self) -> Vec<(u32, Vec<Event>)> {
        let mut batches: Vec<(u32, Vec<Event>)> = Vec::new();
        if self.now.disabled.is_some() {
            return batches;
        }
        for (tries, event) in self.left.drain(..) {
            match batches.iter_mut().find(|(known, _)| *known == tries) {
                Some((_, events)) => events.push(event),
                None => batches.push((tries, vec![event])),
            }
        }
        batches
    }

    /// Whether what was learnt is worth a write.
    fn is_news(&self) -> bool {
        let Some(last) = &self.now.last else {
            return false;
        };
        let is_like = |before: &Delivery| {
            before.status_code == last.status_code
                && last.at.saturating_sub(before.at) < WRITTEN_EVERY
        };
        self.now != self.before
            && (self.now.given_up != self.before.given_up
                || self.now.disabled != self.before.disabled
                || !self.before.last.as_ref().is_some_and(is_like))
    }
}

fn disable<P: Platform>(platform: &P, hook: &mut Hook, reason: String) {
    warn(platform, &hook.webhook, "webhook disabled", &reason);
    hook.now.disabled = Some(Disabled {
        at: platform.now().0,
        reason,
    });
}

/// Keeps events for a later try.
async fn keep<P: Platform>(
    platform: &P,
    webhook: &Webhook,
    wait: u64,
    tries: u32,
    events: Vec<Event>,
) -> Result<(), RecordError> {
    let at = platform.now().after(wait);
    let kept = async {
        let part = Event::random_id(platform)?;
        let retry = Retry {
            v: Retry::VERSION,
            tries,
            events,
        };
        let key = kv_keys::retry(at, webhook.id, part);
        access::save(platform, &key, &retry, event::kept_until(at)).await
    };
    let kept = kept.await;
    if let Err(error) = &kept {
        warn(platform, webhook, "events not kept", &error.to_string());
    }
    kept
}

/// Says that an event was not taken. Neither the URL nor what was sent is told: both can hold secrets of the receiver's.
fn note<P: Platform>(platform: &P, webhook: &Webhook, delivery: &Delivery) {
    let detail = format!(
        "{} {}, try {}: {}",
        delivery.event.as_str(),
        delivery.event_id,
        delivery.attempt,
        delivery.message
    );
    warn(platform, webhook, "event not delivered", &detail);
}

fn warn<P: Platform>(platform: &P, webhook: &Webhook, message: &str, detail: &str) {
    platform.log(&format!(
        "{{\"level\":\"warn\",\"message\":\"{message}\",\"webhook\":\"{}\",\"detail\":{}}}",
        webhook.id,
        quote(detail)
    ));
}

/// A trial of a webhook.
pub fn trial<P: Platform>(platform: &P) -> Result<Event, PlatformError> {
    let payload = "{\"message\":\"A test of this webhook.\"}".to_owned();
    Ok(Event {
        id: Event::random_id(platform)?,
        event: EventName::Test,
        created_at: platform.now().0,
        payload: RawValue::from_string(payload)
            .map_err(|error| PlatformError(error.to_string()))?,
    })
}
