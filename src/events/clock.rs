//! What the clock brings about: tries that are due, MCP servers that end within a day, and those that ended. One pass of the cron trigger lists the
//! webhooks, the agenda, and the keys of all servers, a thousand a page; KV tells with each key when it expires, so no server is read before it is
//! close to its end.
//!
//! KV forgets a server by itself, so its end is written into the agenda a day before, and told from there. What is written once is told at least once:
//! entries go when their work is done, or what is left of it is written, and one that is done twice has the same id of the event.

use std::collections::BTreeSet;

use super::delivery::Run;
use super::{AHEAD, is_wanted, note_end, payload};
use crate::access::event::{End, Event, EventName, Retry};
use crate::access::id::{AccountId, ServerId, WebhookId};
use crate::access::kv_keys::{self, Entry};
use crate::access::server::Server;
use crate::access::webhook::{self, Deliveries, Webhook};
use crate::access::{self, RecordError, load_all};
use crate::json::quote;
use crate::platform::{Platform, UnixSeconds};
use crate::settings::Settings;

/// Keys of one page of KV.
const PAGE: u32 = 1_000;

/// Keys of one bulk get.
const BULK: usize = 100;

/// Seconds by which KV may keep a server beyond its end: it takes no expiration that is nearer than a minute.
const SLACK: u64 = 70;

/// What one pass did.
#[derive(Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Done {
    /// Entries of the agenda that were due.
    pub due: usize,
    /// Servers that are said to expire.
    pub expiring: usize,
}

/// One pass.
pub async fn tick<P: Platform>(platform: &P, settings: &Settings) -> Result<Done, RecordError> {
    let hooks = webhook::read_all(platform).await?;
    if hooks.is_empty() {
        return Ok(Done::default());
    }
    let mut run = Run::new(platform, settings, &hooks);
    let done = pass(platform, &mut run, &hooks).await;
    // What was learnt until something failed is written all the same.
    run.end().await;
    done
}

async fn pass<P: Platform>(
    platform: &P,
    run: &mut Run<'_, P>,
    hooks: &[(Webhook, Deliveries)],
) -> Result<Done, RecordError> {
    let now = platform.now();
    let agenda = agenda(platform, now).await?;
    let mut done = Done::default();
    for entries in agenda.due.chunks(BULK) {
        done.due += work_off(platform, run, entries).await?;
    }
    if is_wanted(hooks, EventName::ServerExpiring) || is_wanted(hooks, EventName::ServerExpired) {
        done.expiring = look_ahead(platform, run, &agenda, now).await?;
    }
    Ok(done)
}

/// What is in the agenda.
#[derive(Default)]
struct Agenda {
    /// Keys of what is due, the oldest first.
    due: Vec<(String, Entry)>,
    /// Servers that are said to expire, with when.
    ends: BTreeSet<(AccountId, ServerId, UnixSeconds)>,
}

impl Agenda {
    /// Whether the end of a server is written down already, whose record KV removes then.
    fn has(&self, account: AccountId, server: ServerId, expiration: UnixSeconds) -> bool {
        let from = UnixSeconds(expiration.0.saturating_sub(SLACK));
        self.ends
            .range((account, server, from)..=(account, server, expiration))
            .next()
            .is_some()
    }
}

/// Reads the keys of the agenda up to a day ahead.
async fn agenda<P: Platform>(platform: &P, now: UnixSeconds) -> Result<Agenda, RecordError> {
    let mut agenda = Agenda::default();
    let mut cursor = None;
    loop {
        let page = platform
            .list(kv_keys::AGENDA, PAGE, cursor.as_deref())
            .await?;
        for key in page.keys {
            let Some((at, entry)) = kv_keys::entry(&key) else {
                continue;
            };
            if let Entry::End(account, server) = entry {
                agenda.ends.insert((account, server, at));
            }
            if at <= now {
                agenda.due.push((key, entry));
            } else if at > now.after(AHEAD + SLACK) {
                return Ok(agenda);
            }
        }
        if page.cursor.is_none() || page.cursor == cursor {
            return Ok(agenda);
        }
        cursor = page.cursor;
    }
}

/// Does what is due, and takes it from the agenda.
async fn work_off<P: Platform>(
    platform: &P,
    run: &mut Run<'_, P>,
    entries: &[(String, Entry)],
) -> Result<usize, RecordError> {
    if run.is_over() {
        return Ok(0);
    }
    let keys: Vec<String> = entries.iter().map(|(key, _)| key.clone()).collect();
    let values = load_all(platform, &keys).await?;
    let mut done = 0;
    let mut half_done = Vec::new();
    for ((key, entry), value) in entries.iter().zip(values) {
        if run.is_over() {
            break;
        }
        let Some(value) = value else {
            continue;
        };
        let left = run.left();
        let outcome = match entry {
            Entry::Retry(id) => retry(platform, run, *id, &value).await,
            Entry::End(account, server) => {
                end(platform, run, key, (*account, *server), &value).await
            }
        };
        match outcome {
            Ok(Outcome::Waits) => {}
            Ok(Outcome::Done) if run.left() > left => half_done.push(key),
            Ok(Outcome::Done) => platform.remove(key).await?,
            Err(RecordError::Unavailable(error)) => return Err(error.into()),
            // It stands in nobody's way, and KV removes it by itself.
            Err(error) => skip(platform, &error),
        }
        done += 1;
    }
    if !half_done.is_empty() {
        run.keep_left().await?;
    }
    for key in half_done {
        platform.remove(key).await?;
    }
    Ok(done)
}

/// What became of an entry.
enum Outcome {
    Done,
    /// It stays where it is.
    Waits,
}

async fn retry<P: Platform>(
    platform: &P,
    run: &mut Run<'_, P>,
    id: WebhookId,
    value: &str,
) -> Result<Outcome, RecordError> {
    let kept: Retry = access::read(value)?;
    if let Some(kept) = run.retry(id, kept.tries, &kept.events).await {
        return kept.map(|()| Outcome::Done);
    }
    // The run has none that is gone, and none that cannot be read.
    let webhook = Webhook::load(platform, id).await?;
    Ok(webhook.map_or(Outcome::Done, |_| Outcome::Waits))
}

/// Tells that a server ended, unless it was given more time since.
async fn end<P: Platform>(
    platform: &P,
    run: &mut Run<'_, P>,
    key: &str,
    (account, server): (AccountId, ServerId),
    value: &str,
) -> Result<Outcome, RecordError> {
    let kept: End = access::read(value)?;
    if Server::load(platform, account, server).await?.is_some() {
        return Ok(Outcome::Done);
    }
    let event = Event {
        id: Event::id_of(EventName::ServerExpired, key),
        event: EventName::ServerExpired,
        created_at: kept.at,
        payload: kept.server,
    };
    run.tell(&event).await?;
    Ok(Outcome::Done)
}

/// Tells of servers that end within a day, and writes their ends into the agenda.
async fn look_ahead<P: Platform>(
    platform: &P,
    run: &mut Run<'_, P>,
    agenda: &Agenda,
    now: UnixSeconds,
) -> Result<usize, RecordError> {
    let mut told = 0;
    let mut cursor = None;
    loop {
        let page = platform
            .list(kv_keys::SERVERS, PAGE, cursor.as_deref())
            .await?;
        let keys = page.keys.into_iter().zip(page.expirations);
        let ending: Vec<String> = keys
            .filter_map(|(key, expiration)| {
                let expiration = expiration?;
                let (account, server) = kv_keys::ids_of_server(&key)?;
                let is_near = expiration <= now.after(AHEAD + SLACK);
                (is_near && !agenda.has(account, server, expiration)).then_some(key)
            })
            .collect();
        for keys in ending.chunks(BULK) {
            told += announce(platform, run, keys, now).await?;
        }
        if page.cursor.is_none() || page.cursor == cursor || run.is_over() {
            return Ok(told);
        }
        cursor = page.cursor;
    }
}

async fn announce<P: Platform>(
    platform: &P,
    run: &mut Run<'_, P>,
    keys: &[String],
    now: UnixSeconds,
) -> Result<usize, RecordError> {
    if run.is_over() {
        return Ok(0);
    }
    let values = load_all(platform, keys).await?;
    let mut told = 0;
    let mut half_told = Vec::new();
    for (key, value) in keys.iter().zip(values) {
        let server = match Server::read(key, value.as_deref(), now) {
            Ok(Some(server)) => server,
            Ok(None) => continue,
            Err(error) => {
                skip(platform, &error);
                continue;
            }
        };
        let Some(end) = server
            .expires_at
            .filter(|end| end.is_over(now.after(AHEAD)))
        else {
            continue;
        };
        if run.is_over() {
            break;
        }
        let of_end = kv_keys::end_of_server(end.at(), server.account, server.id);
        let event = Event {
            id: Event::id_of(EventName::ServerExpiring, &of_end),
            event: EventName::ServerExpiring,
            created_at: now.0,
            payload: payload::of_server(server.clone())?,
        };
        let left = run.left();
        run.tell(&event).await?;
        if run.left() > left {
            half_told.push(server);
        } else {
            note_end(platform, server).await?;
        }
        told += 1;
    }
    if !half_told.is_empty() {
        run.keep_left().await?;
    }
    for server in half_told {
        note_end(platform, server).await?;
    }
    Ok(told)
}

fn skip<P: Platform>(platform: &P, error: &RecordError) {
    platform.log(&format!(
        "{{\"level\":\"error\",\"message\":\"record left out of events\",\"detail\":{}}}",
        quote(&error.to_string())
    ));
}
