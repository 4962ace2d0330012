//! Whom a person asks who may do nothing: members of the role `admin`.

use serde::Serialize;

use crate::access::member::{Member, Role};
use crate::access::{RecordError, kv_keys, load_all};
use crate::platform::Platform;

/// Names on a page.
const MOST: usize = 3;

/// Pages of members that are looked through; KV bills each key of them.
const MOST_PAGES: usize = 3;

/// Members on one page: one bulk read.
const PAGE: u32 = 100;

/// Somebody to ask.
#[derive(Debug, Serialize)]
pub struct Contact {
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
}

/// Up to three of them; none where the operator is no member, or among too many to look through.
pub async fn whom_to_ask(platform: &impl Platform) -> Result<Vec<Contact>, RecordError> {
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
