//! What an event says: the record as the operator's API shows it, never a credential, a token or a URL that opens anything.

use serde::Serialize;
use serde_json::value::RawValue;

use crate::access::RecordError;
use crate::access::account::Account;
use crate::access::event::{Event, EventName};
use crate::access::happened::What;
use crate::access::server::Server;
use crate::invisible::escape_invisible;
use crate::platform::{Platform, PlatformError, UnixSeconds};
use crate::views::account::AccountView;
use crate::views::server::ServerView;

/// By name.
pub(super) fn name(what: &What) -> EventName {
    match what {
        What::Account(event, _) | What::AccountOf(event, _, _) | What::Server(event, _) => *event,
        What::EndsSoon(_) | What::EndsOtherwise(_) => EventName::ServerExpired,
    }
}

/// The event of what happened; `None` where there is nothing to say any more.
pub(super) async fn event<P: Platform>(
    platform: &P,
    at: UnixSeconds,
    what: What,
) -> Result<Option<Event>, RecordError> {
    let event = name(&what);
    let payload = match what {
        What::Account(_, both) => {
            let (account, health) = *both;
            json(&AccountView::of(account, health))?
        }
        What::AccountOf(_, id, health) => {
            let Some(account) = Account::load(platform, id).await? else {
                return Ok(None);
            };
            json(&AccountView::of(account, *health))?
        }
        What::Server(_, server) => of_server(*server)?,
        What::EndsSoon(_) | What::EndsOtherwise(_) => return Ok(None),
    };
    Ok(Some(Event {
        id: Event::random_id(platform)?,
        event,
        created_at: at.0,
        payload,
    }))
}

/// A server as its events tell of it.
pub(super) fn of_server(server: Server) -> Result<Box<RawValue>, PlatformError> {
    json(&ServerView::of(server))
}

fn json<T: Serialize>(view: &T) -> Result<Box<RawValue>, PlatformError> {
    let text = serde_json::to_string(view);
    // An account's last error is in the vendor's words, and terminals obey some characters.
    text.and_then(|text| RawValue::from_string(escape_invisible(&text).into_owned()))
        .map_err(|error| PlatformError(error.to_string()))
}
