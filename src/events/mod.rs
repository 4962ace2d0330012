//! Webhooks: what happened to accounts and MCP servers is told to the operator's receivers. Comes in: what was noted while requests were answered, and
//! the time. Goes out: signed requests, once the answer has gone. What a receiver does not take is kept and tried again by the clock; nobody else
//! waits or fails for it.

mod clock;
mod delivery;
mod payload;
pub mod receiver;
mod sign;

pub use clock::{Done, tick};
pub use delivery::{send, trial};

use crate::access::event::{self, End, EventName};
use crate::access::happened::{Happened, What};
use crate::access::lifetime::ExpiresAt;
use crate::access::server::Server;
use crate::access::webhook::{self, Deliveries, Webhook};
use crate::access::{self, Record, RecordError, kv_keys};
use crate::json::quote;
use crate::platform::{Platform, UnixSeconds};
use crate::settings::Settings;
use delivery::Run;

/// Seconds before its end at which an MCP server is said to expire.
const AHEAD: u64 = 24 * 60 * 60;

/// Seconds within which the clock may not come by: twice the cron trigger's interval in wrangler.toml.
const UNSEEN: u64 = 20 * 60;

/// Tells what happened. That it failed is for the log.
pub async fn tell<P: Platform>(platform: &P, settings: &Settings, happened: Vec<Happened>) {
    for server in happened.iter().filter_map(|one| ends_no_more(&one.what)) {
        if let Err(error) = forget_end(platform, server).await {
            warn(platform, "the end of a server not forgotten", &error);
        }
    }
    if let Err(error) = try_to_tell(platform, settings, happened).await {
        warn(platform, "events not told", &error);
    }
}

fn warn<P: Platform>(platform: &P, message: &str, error: &RecordError) {
    platform.log(&format!(
        "{{\"level\":\"error\",\"message\":\"{message}\",\"detail\":{}}}",
        quote(&error.to_string())
    ));
}

async fn try_to_tell<P: Platform>(
    platform: &P,
    settings: &Settings,
    happened: Vec<Happened>,
) -> Result<(), RecordError> {
    let hooks = webhook::known(platform).await?;
    if hooks.is_empty() {
        return Ok(());
    }
    let mut run = Run::new(platform, settings, &hooks);
    for one in happened {
        // The others may be well.
        if let Err(error) = tell_one(platform, &mut run, &hooks, one).await {
            warn(platform, "event not told", &error);
        }
    }
    run.end().await;
    Ok(())
}

async fn tell_one<P: Platform>(
    platform: &P,
    run: &mut Run<'_, P>,
    hooks: &[(Webhook, Deliveries)],
    Happened { at, what }: Happened,
) -> Result<(), RecordError> {
    if !is_wanted(hooks, payload::name(&what)) {
        return Ok(());
    }
    if let What::EndsSoon(server) = what {
        return note_end(platform, *server).await;
    }
    if let Some(event) = payload::event(platform, at, what).await? {
        // That a try could not be kept is in the log by now.
        let _ = run.tell(&event).await;
    }
    Ok(())
}

/// Whether any webhook is to be told of one of these, for what has to be read before it is gone. Where that cannot be known, none is.
pub async fn are_heard<P: Platform>(platform: &P, events: &[EventName]) -> bool {
    let known = webhook::known(platform).await;
    known.is_ok_and(|hooks| events.iter().any(|event| is_wanted(&hooks, *event)))
}

fn is_wanted(hooks: &[(Webhook, Deliveries)], event: EventName) -> bool {
    hooks
        .iter()
        .any(|(hook, deliveries)| deliveries.disabled.is_none() && hook.wants(event))
}

/// Whether a server ends before the clock may have seen it.
pub fn ends_soon(server: &Server, now: UnixSeconds) -> bool {
    let end = server.expires_at;
    end.is_some_and(|end| end.is_over(now.after(UNSEEN)))
}

/// Whether the clock may have written this end down by now.
pub fn may_be_noted(end: ExpiresAt, now: UnixSeconds) -> bool {
    end.is_over(now.after(AHEAD + UNSEEN))
}

/// A server that does not expire any more when its record says.
fn ends_no_more(what: &What) -> Option<&Server> {
    match what {
        What::Server(EventName::ServerRevoked, server) | What::EndsOtherwise(server) => {
            Some(server)
        }
        What::Server(..) | What::Account(..) | What::AccountOf(..) | What::EndsSoon(_) => None,
    }
}

async fn forget_end<P: Platform>(platform: &P, server: &Server) -> Result<(), RecordError> {
    let now = platform.now();
    let Some(end) = server.expires_at.filter(|end| may_be_noted(*end, now)) else {
        return Ok(());
    };
    let key = kv_keys::end_of_server(end.at(), server.account, server.id);
    Ok(platform.remove(&key).await?)
}

/// Writes down that a server ends, for when its own record is gone.
async fn note_end<P: Platform>(platform: &P, server: Server) -> Result<(), RecordError> {
    let Some(end) = server.expires_at.map(ExpiresAt::at) else {
        return Ok(());
    };
    let key = kv_keys::end_of_server(end, server.account, server.id);
    let record = End {
        v: End::VERSION,
        at: end.0,
        server: payload::of_server(server)?,
    };
    access::save(platform, &key, &record, event::kept_until(end)).await
}
