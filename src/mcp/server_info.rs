//! What a server says that it is.

use std::fmt::Write;

use super::Session;
use crate::invisible::escape_invisible;
use crate::json::quote;
use crate::platform::Platform;

/// Characters of a server's name, and of the part of it that is the start of its id.
const NAME_CHARS: usize = 40;
const ID_CHARS: usize = 6;

impl<P: Platform> Session<'_, P> {
    /// Written in place: it is part of every modern answer. Clients tell servers apart by the name, so each has its own, and keeps it.
    pub(super) fn server_info(&self, out: &mut String) {
        out.push_str("{\"name\":\"");
        self.name(out);
        let title = format!(
            "{} ({})",
            escape_invisible(self.server_name),
            self.toolbox.integration.label
        );
        let _ = write!(
            out,
            "\",\"title\":{},\"version\":\"{}\"}}",
            quote(&title),
            env!("CARGO_PKG_VERSION")
        );
    }

    /// `acme-north-desk-5c1f7d`: the integration, what ASCII there is in the account's label, and the start of the server's id. Clients make
    /// prefixes and file names of it.
    fn name(&self, out: &mut String) {
        out.push_str(self.toolbox.integration.slug);
        let (start, room) = (out.len(), NAME_CHARS - ID_CHARS - 1);
        let room = room.saturating_sub(self.toolbox.integration.slug.len());
        let mut is_gap = true;
        for c in self.account.label.chars() {
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
        let [first, second, third, ..] = *self.server.0.as_bytes();
        let _ = write!(out, "-{first:02x}{second:02x}{third:02x}");
    }
}
