//! Webhooks: where the operator wants to be told of events, and how that fares. What deliveries learn is a record of its own, as an account's health
//! is: KV has no compare-and-set, and a delivery must not undo what an operator changes.

use std::cell::RefCell;
use std::rc::Rc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::event::EventName;
use super::id::WebhookId;
use super::seal::{Keyring, NotOurs};
use super::{Record, RecordError, kv_keys, load, load_all};
use crate::json::quote;
use crate::platform::{Platform, PlatformError, UnixSeconds};

/// Webhooks of one Worker: all of them are read together, with how they fare, in one bulk get of at most 100 keys.
pub const MOST: usize = 20;

/// Seconds for which an isolate goes on with the webhooks that it read: KV's own shortest.
const REMEMBERED: u64 = 30;

/// Starts each secret, as Standard Webhooks has it.
const SECRET_PREFIX: &str = "whsec_";

/// Bytes of a secret: from 24 to 64.
const SECRET_BYTES: usize = 32;

/// What the operator said of a webhook.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Webhook {
    /// Version of this record's shape.
    pub v: u32,
    /// Its id.
    pub id: WebhookId,
    /// Where it is told, https.
    pub url: String,
    /// For people.
    #[serde(default)]
    pub label: Option<String>,
    /// What it is told of; `None` = everything.
    #[serde(default)]
    pub events: Option<Vec<EventName>>,
    /// `kid:nonce:ciphertext`, see `seal`.
    pub secret: String,
    /// Whether it is told at all.
    pub active: bool,
    /// Seconds since 1970.
    pub created_at: u64,
    /// Seconds since 1970.
    pub updated_at: u64,
}

impl Record for Webhook {
    const FAMILY: &'static str = kv_keys::WEBHOOKS;
    const VERSION: u32 = 1;

    fn version(&self) -> u32 {
        self.v
    }
}

/// What deliveries learnt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Deliveries {
    /// Version of this record's shape.
    pub v: u32,
    /// The last one, as far as it was written.
    pub last: Option<Delivery>,
    /// Events in a row that used up all their tries.
    pub given_up: u32,
    /// When and why nothing is delivered any more.
    pub disabled: Option<Disabled>,
}

/// One delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Of this event.
    pub event_id: Uuid,
    /// By name.
    pub event: EventName,
    /// When it ended, in seconds since 1970.
    pub at: u64,
    /// Which try of the event it was.
    pub attempt: u32,
    /// Whether the receiver took it.
    pub success: bool,
    /// What the receiver answered, if it did.
    pub status_code: Option<u16>,
    /// The same in words.
    pub message: String,
}

/// That nothing is delivered any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disabled {
    /// Seconds since 1970.
    pub at: u64,
    /// In words.
    pub reason: String,
}

impl Record for Deliveries {
    const FAMILY: &'static str = kv_keys::DELIVERIES;
    const VERSION: u32 = 1;

    fn version(&self) -> u32 {
        self.v
    }
}

impl Default for Deliveries {
    fn default() -> Self {
        Self {
            v: Self::VERSION,
            last: None,
            given_up: 0,
            disabled: None,
        }
    }
}

impl Deliveries {
    /// Reads a `delivery:` value.
    pub fn read(value: Option<&str>) -> Result<Self, RecordError> {
        value.map_or_else(|| Ok(Self::default()), super::read)
    }

    /// Writes the record.
    pub async fn save(&self, platform: &impl Platform, id: WebhookId) -> Result<(), RecordError> {
        forget_all();
        super::save(platform, &kv_keys::delivery(id), self, None).await
    }

    /// Changes the record as it is by now. Of a webhook that is gone nothing is written: nobody would remove it.
    pub async fn change(
        platform: &impl Platform,
        id: WebhookId,
        change: impl FnOnce(&mut Self),
    ) -> Result<(), RecordError> {
        let Some((_, mut deliveries)) = Webhook::load(platform, id).await? else {
            return Ok(());
        };
        change(&mut deliveries);
        deliveries.save(platform, id).await
    }
}

/// Makes a secret, shown once, and what is stored of it.
pub fn mint_secret(
    platform: &impl Platform,
    keyring: &Keyring,
    id: WebhookId,
) -> Result<(String, String), PlatformError> {
    let mut secret = Zeroizing::new([0; SECRET_BYTES]);
    platform.random(secret.as_mut())?;
    let sealed = keyring.seal(platform, secret.as_ref(), &kv_keys::webhook(id))?;
    Ok((shown(secret.as_ref()), sealed))
}

/// A secret as its receiver has it.
pub fn shown(secret: &[u8]) -> String {
    format!("{SECRET_PREFIX}{}", STANDARD.encode(secret))
}

impl Webhook {
    /// The secret's bytes, to sign with.
    pub fn open(&self, keyring: &Keyring) -> Result<Zeroizing<Vec<u8>>, NotOurs> {
        let opened = keyring.open(&self.secret, &kv_keys::webhook(self.id));
        opened.map(Zeroizing::new)
    }

    /// Whether it is to be told of this.
    pub fn wants(&self, event: EventName) -> bool {
        let events = self.events.as_deref();
        self.active && events.is_none_or(|events| events.contains(&event))
    }

    /// Reads a `webhook:` value. One that belongs under another key is no record: its secret would open here.
    pub fn read(key: &str, value: &str) -> Result<Self, RecordError> {
        let webhook: Self = super::read(value)?;
        if key == kv_keys::webhook(webhook.id) {
            Ok(webhook)
        } else {
            Err(RecordError::Corrupt(Self::FAMILY))
        }
    }

    /// Reads a webhook, and what deliveries learnt of it.
    pub async fn load(
        platform: &impl Platform,
        id: WebhookId,
    ) -> Result<Option<(Self, Deliveries)>, RecordError> {
        let key = kv_keys::webhook(id);
        let [webhook, deliveries] = load(platform, [key.clone(), kv_keys::delivery(id)]).await?;
        let Some(webhook) = webhook else {
            return Ok(None);
        };
        let deliveries = Deliveries::read(deliveries.as_deref())?;
        Ok(Some((Self::read(&key, &webhook)?, deliveries)))
    }

    /// Writes the record.
    pub async fn save(&self, platform: &impl Platform) -> Result<(), RecordError> {
        forget_all();
        super::save(platform, &kv_keys::webhook(self.id), self, None).await
    }

    /// Removes one, and what deliveries learnt of it, whether they can be read or not.
    pub async fn remove(platform: &impl Platform, id: WebhookId) -> Result<(), RecordError> {
        forget_all();
        platform.remove(&kv_keys::webhook(id)).await?;
        Ok(platform.remove(&kv_keys::delivery(id)).await?)
    }
}

/// All webhooks, in the order of their ids.
pub type All = Rc<Vec<(Webhook, Deliveries)>>;

thread_local! {
    static REMEMBERS: RefCell<Option<(UnixSeconds, All)>> = const { RefCell::new(None) };
}

/// The webhooks, as an isolate read them within the last half minute.
pub async fn known(platform: &impl Platform) -> Result<All, RecordError> {
    let now = platform.now();
    let is_fresh = |(at, _): &&(UnixSeconds, All)| now.0.saturating_sub(at.0) < REMEMBERED;
    let known = REMEMBERS.with_borrow(|known| known.as_ref().filter(is_fresh).cloned());
    match known {
        Some((_, known)) => Ok(known),
        None => read_all(platform).await,
    }
}

/// The webhooks, as KV has them. One that cannot be read is left out: the others are told all the same.
pub async fn read_all(platform: &impl Platform) -> Result<All, RecordError> {
    let now = platform.now();
    let ids = ids(platform).await?;
    let keys = ids.iter().copied().map(kv_keys::webhook);
    let states = ids.iter().copied().map(kv_keys::delivery);
    let both: Vec<String> = keys.chain(states).collect();
    let values = load_all(platform, &both).await?;
    let (webhooks, states) = values.split_at_checked(ids.len()).unwrap_or_default();
    let mut all = Vec::with_capacity(ids.len());
    for ((id, webhook), state) in ids.iter().zip(webhooks).zip(states) {
        let Some(webhook) = webhook else {
            continue;
        };
        let webhook = Webhook::read(&kv_keys::webhook(*id), webhook);
        match webhook.and_then(|webhook| Ok((webhook, Deliveries::read(state.as_deref())?))) {
            Ok(both) => all.push(both),
            Err(error) => platform.log(&format!(
                "{{\"level\":\"error\",\"message\":\"webhook left out\",\"webhook\":\"{id}\",\"detail\":{}}}",
                quote(&error.to_string())
            )),
        }
    }
    let all = Rc::new(all);
    REMEMBERS.set(Some((now, Rc::clone(&all))));
    Ok(all)
}

/// Ids of all of them, of those that cannot be read as well. Two that are made at once can pass the limit; those beyond the read of one are not told.
pub async fn ids(platform: &impl Platform) -> Result<Vec<WebhookId>, RecordError> {
    const PAGE: u32 = 50;
    let mut keys = Vec::new();
    let mut cursor = None;
    loop {
        let page = platform
            .list(kv_keys::WEBHOOKS, PAGE, cursor.as_deref())
            .await?;
        keys.extend(page.keys);
        if page.cursor.is_none() || keys.len() >= 50 || page.cursor == cursor {
            keys.truncate(50);
            let id = |key: &String| WebhookId::parse(key.strip_prefix(kv_keys::WEBHOOKS)?);
            return Ok(keys.iter().filter_map(id).collect());
        }
        cursor = page.cursor;
    }
}

/// Forgets them: one was changed here, or how it fares.
pub fn forget_all() {
    REMEMBERS.set(None);
}
