//! The same write twice: what tells it, what is said of it, and how it is done on purpose.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::session::Session;
use crate::access::repeats::{Earlier, Key};
use crate::arguments::client_added::has;
use crate::catalogue::{Effect, Tool};
use crate::http::OutboundRequest;
use crate::json::{Members, quote};
use crate::platform::{Platform, UnixMillis};
use crate::tools::writes::ON_PURPOSE;

/// Seconds in which the same call has the same idempotency key. Clients count their calls from the same number in each session, so a key that
/// held for longer would take a later session's call for a repetition.
const KEY_SECONDS: u64 = 3_600;

/// Takes the mark off: the arguments without it, and its value.
pub(super) fn unmark(tool: &Tool, arguments: Option<&str>) -> Option<(String, String)> {
    let json = arguments.filter(|json| tool.effect != Effect::Read && json.contains(ON_PURPOSE))?;
    let members = Members::parse(json)?;
    let value = members.get(ON_PURPOSE)?;
    if !tool.verbatim && has(tool, ON_PURPOSE) {
        return None;
    }
    Some((members.without(|key| key == ON_PURPOSE), value.to_owned()))
}

/// What is one write: the same request to the same account by the same tool through the same server.
pub(super) fn key<P: Platform>(
    session: &Session<'_, P>,
    tool: &Tool,
    digest: &[u8; 32],
    mark: Option<&str>,
) -> Key {
    let mut hash = Sha256::new();
    for id in [session.door.0, session.account.id.0] {
        hash.update(id.as_bytes());
    }
    hash.update(digest);
    hash.update(tool.name);
    hash.update([0]);
    hash.update(
        mark.filter(|mark| !matches!(*mark, "null" | "false" | "\"\""))
            .unwrap_or_default(),
    );
    hash.finalize().into()
}

/// Tells the vendor a repetition from another write. `id` is that of the JSON-RPC call.
pub(super) fn mark(
    header: &str,
    key: &Key,
    id: &str,
    now: UnixMillis,
    request: &mut OutboundRequest,
) {
    let mut hash = Sha256::new();
    hash.update(key);
    hash.update(id);
    hash.update((now.seconds().0 / KEY_SECONDS).to_be_bytes());
    let hash: [u8; 32] = hash.finalize().into();
    let mut text = String::from("fairlead-");
    for byte in hash.iter().take(16) {
        // Writing into a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    request.headers.push(header, &text);
}

/// What is said in place of sending it again. A call that `waits` for a person can be under way with asking alone.
pub(super) fn answer(
    (name, waits): (&str, bool),
    earlier: Earlier,
    seconds: u32,
    now: UnixMillis,
) -> String {
    let (first, what, wait) = match earlier {
        Earlier::UnderWay { since } => {
            let before = now.since(since) / 1_000;
            let first = format!("\"state\":\"under_way\",\"seconds_ago\":{before}");
            let or = if waits {
                ", or asks for a person's yes: call again if you have not seen it"
            } else {
                ""
            };
            let what = format!(
                "began {before} s ago and is under way; its own answer says what came of it{or}"
            );
            (first, what, seconds)
        }
        Earlier::Succeeded { at, status } => {
            let before = now.since(at) / 1_000;
            let first =
                format!("\"state\":\"succeeded\",\"status\":{status},\"seconds_ago\":{before}");
            let passed = u32::try_from(before).unwrap_or(seconds);
            let wait = seconds.saturating_sub(passed).max(1);
            (first, format!("succeeded {before} s ago"), wait)
        }
    };
    let message = format!(
        "Not sent again: the same call of {name} {what}. If you did not mean to do it twice, all is well. To do it once more on purpose, \
         wait {wait} s, or call again with the argument {ON_PURPOSE} and a number that you have not used yet, such as 1."
    );
    format!(
        "{{\"sent\":false,\"first\":{{{first}}},\"message\":{}}}",
        quote(&message)
    )
}
