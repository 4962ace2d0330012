//! What a server says that it is.

use std::fmt::Write;

use super::session::Session;
use super::several::Several;
use crate::access::id::{AccountId, ServerId};
use crate::invisible::escape_invisible;
use crate::json::quote;
use crate::platform::Platform;

/// Characters of a server's name, and of the part of it that is the start of its id.
const NAME_CHARS: usize = 40;
const ID_CHARS: usize = 6;

/// Of one account. Written in place: it is part of every modern answer. Clients tell servers apart by the name, so each has its own, and keeps it.
pub(super) fn of_one<P: Platform>(session: &Session<'_, P>, out: &mut String) {
    let integration = session.toolbox.integration;
    out.push_str("{\"name\":\"");
    let door = own_door(session).unwrap_or(session.door);
    name(integration.slug, &session.account.label, door, out);
    rest(session.server_name, integration.label, out);
}

/// At an account's own address a person's door is that of all others, so the account tells it apart.
fn own_door<P: Platform>(session: &Session<'_, P>) -> Option<ServerId> {
    let path = session.request.path.trim_end_matches('/');
    let account = AccountId::parse(path.rsplit('/').next()?)?;
    (account == session.account.id).then_some(ServerId(account.0))
}

/// Of several: called after the door.
pub(super) fn of_several<P: Platform>(several: &Several<'_, P>, out: &mut String) {
    let visit = several.visit;
    out.push_str("{\"name\":\"");
    name("fairlead", &visit.name, visit.door, out);
    let vendors = several.tool_set().vendors();
    let vendors: Vec<&str> = vendors.iter().map(|vendor| vendor.label).collect();
    rest(&visit.name, &vendors.join(", "), out);
}

fn rest(name: &str, of: &str, out: &mut String) {
    let title = format!("{} ({of})", escape_invisible(name));
    // Writing into a String cannot fail, here and below.
    let _ = write!(
        out,
        "\",\"title\":{},\"version\":\"{}\"}}",
        quote(&title),
        env!("CARGO_PKG_VERSION")
    );
}

/// `acme-north-desk-5c1f7d`: a start, what ASCII there is in a label, and the start of the door's id. Clients make prefixes and file names of it.
fn name(first: &str, label: &str, door: ServerId, out: &mut String) {
    out.push_str(first);
    let (start, room) = (out.len(), NAME_CHARS - ID_CHARS - 1);
    let room = room.saturating_sub(first.len());
    let mut is_gap = true;
    for c in label.chars() {
        let is_part = c.is_ascii_alphanumeric();
        if out.len() - start + usize::from(is_gap) >= room {
            break;
        }
        if is_part && is_gap {
            out.push('-');
        }
        if is_part {
            out.push(c.to_ascii_lowercase());
        }
        is_gap = !is_part;
    }
    let [first, second, third, ..] = *door.0.as_bytes();
    let _ = write!(out, "-{first:02x}{second:02x}{third:02x}");
}
