//! Whom a person asks who may do nothing: members of the role `admin`.

use std::cell::RefCell;

use serde::Serialize;

use super::member::{Member, Role};
use super::{RecordError, kv_keys, load_all};
use crate::platform::{Platform, UnixSeconds};

/// Names on a page.
const MOST: usize = 3;

/// Pages of members that are looked through; KV bills each key of them.
const MOST_PAGES: usize = 3;

/// Members on one page: one bulk read.
const PAGE: u32 = 100;

/// Seconds for which an isolate goes on with the names that it found: a client that may do nothing may well try again at once, and for ever.
const KEPT: u64 = 300;

thread_local! {
    static FOUND: RefCell<Option<(UnixSeconds, Vec<Contact>)>> = const { RefCell::new(None) };
}

/// Somebody to ask.
#[derive(Debug, Clone, Serialize)]
pub struct Contact {
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
}

/// Up to three of them; none where the operator is no member, or among too many to look through.
pub async fn whom_to_ask(platform: &impl Platform) -> Result<Vec<Contact>, RecordError> {
    let now = platform.now();
    let kept = FOUND.with_borrow(|found| {
        let fresh = found.as_ref().filter(|(at, _)| now.0 < at.after(KEPT).0);
        fresh.map(|(_, contacts)| contacts.clone())
    });
    if let Some(contacts) = kept {
        return Ok(contacts);
    }
    let contacts = look(platform).await?;
    FOUND.set(Some((now, contacts.clone())));
    Ok(contacts)
}

/// Forgets what this isolate found: a member changed.
pub(super) fn forget() {
    FOUND.set(None);
}

async fn look(platform: &impl Platform) -> Result<Vec<Contact>, RecordError> {
    let mut found = Vec::new();
    let mut cursor = None;
    for _ in 0..MOST_PAGES {
        let page = platform
            .list(kv_keys::MEMBERS, PAGE, cursor.as_deref())
            .await?;
        let values = load_all(platform, &page.keys).await?;
        for (key, value) in page.keys.iter().zip(values) {
            let Some(value) = value else {
                continue;
            };
            let member = Member::read(key, &value)?;
            if member.role == Role::Admin {
                found.push(Contact {
                    name: member.name,
                    email: member.email.as_str().to_owned(),
                });
            }
            if found.len() == MOST {
                return Ok(found);
            }
        }
        cursor = page.cursor;
        if cursor.is_none() {
            break;
        }
    }
    Ok(found)
}
