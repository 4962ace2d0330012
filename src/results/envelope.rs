//! What stands around a vendor's data in an answer: where it goes on, and what is missing from it.

use std::borrow::Cow;

use super::narrow::Omitted;
use super::part::{Mark, cuts};
use super::table::csv;
use crate::json::{Members, quote};

/// Said of an answer that can be read on.
pub(super) const READ_ON: &str =
    "Cut to fit. For the rest call again with the same arguments and this next_cursor.";

/// Said at the end of one.
pub(super) const END: &str = "This is the end of an answer that came in parts.";

/// Said of an answer that cannot: to ask again would do it again.
const NO_REST: &str = "Cut to fit. The rest is not shown, because calling again would repeat the change: read the record with a tool that only reads.";

/// What an answer says beside its data.
#[derive(Debug, Default)]
pub struct Around<'a> {
    /// Where it goes on.
    pub next_cursor: Option<&'a str>,
    /// What this part lacks.
    pub marks: &'a [Mark],
    /// What to narrow, of a list that the vendor cut.
    pub narrow: Option<&'a str>,
    /// Why the list ends here.
    pub hint: Option<&'a str>,
    /// It can be asked for again.
    pub is_read: bool,
    /// What was left out of the vendor's whole answer.
    pub omitted: Omitted,
    /// A list of flat records goes out as CSV.
    pub is_table: bool,
}

/// A list's JSON.
pub fn list(array: &str, around: &Around<'_>) -> String {
    // A record of which a part is shown is no row.
    let is_table = around.is_table && around.marks.iter().all(|mark| mark.at.is_empty());
    let table = if is_table { csv(array) } else { None };
    let array = table.as_deref().unwrap_or(array);
    let cursor = around.next_cursor.map_or(4, str::len);
    let mut out = String::with_capacity(array.len() + cursor + 32);
    out.push_str("{\"result\":");
    out.push_str(array);
    around.close("/result", !around.marks.is_empty(), &mut out);
    out
}

/// An object that is shown whole, and where what it shows goes on.
pub fn whole(json: &str, around: &Around<'_>) -> String {
    let mut out = String::with_capacity(json.len() + 256);
    out.push_str(json.strip_suffix('}').unwrap_or(json));
    around.close("", false, &mut out);
    out
}

/// A record that is shown in part: with its own members, unless it has none or they would be mistaken for what is said about it.
pub fn record(json: &str, around: &Around<'_>) -> String {
    let Some(open) = open(json) else {
        return list(json, around);
    };
    let mut out = String::with_capacity(json.len() + 256);
    out.push_str(open);
    around.close("", true, &mut out);
    out
}

/// A whole record, without what was left out of it.
pub fn narrowed(json: Cow<'_, str>, omitted: Omitted) -> Cow<'_, str> {
    if omitted.is_nothing() {
        return json;
    }
    let around = Around {
        omitted,
        ..Around::default()
    };
    Cow::Owned(match open(&json) {
        Some(open) => format!("{open}{}}}", omitted.member()),
        None => list(&json, &around),
    })
}

/// A record without its end, if it has members and none that would be mistaken for what is said about it.
fn open(json: &str) -> Option<&str> {
    let open = json.strip_suffix('}').filter(|open| open.len() > 1)?;
    let members = Members::parse(json)?;
    [
        "next_cursor",
        "truncated",
        "hint",
        "is_truncated",
        "omitted",
    ]
    .into_iter()
    .all(|key| members.get(key).is_none())
    .then_some(open)
}

/// The last line of a text that is shown in part. `is_over` = nothing comes after it. Marks are of its first line.
pub fn note(
    what: &str,
    (first, last): (usize, usize),
    of: usize,
    is_over: bool,
    around: &Around<'_>,
) -> String {
    let rest = match around.next_cursor {
        Some(cursor) => format!(
            "; for the rest call again with the same arguments and next_cursor {}",
            quote(cursor)
        ),
        None if is_over => ", the end".to_owned(),
        None => "; the rest is not shown".to_owned(),
    };
    let part = if around.marks.is_empty() {
        String::new()
    } else {
        format!("; of number {first} a part: {}", cuts(around.marks, ""))
    };
    format!("\n[cut: {what} {first} to {last} of {of}{part}{rest}]")
}

impl Around<'_> {
    /// Writes what follows the data, which stands at this place of the answer.
    fn close(&self, place: &str, is_part: bool, out: &mut String) {
        out.push_str(",\"next_cursor\":");
        match self.next_cursor {
            Some(cursor) => out.push_str(&quote(cursor)),
            None => out.push_str("null"),
        }
        if is_part {
            let hint = match self.next_cursor {
                Some(_) => READ_ON,
                None if self.is_read => END,
                None => NO_REST,
            };
            let cuts = cuts(self.marks, place);
            let truncated = format!(",\"truncated\":{{\"cuts\":{cuts},\"hint\":\"{hint}\"}}");
            out.push_str(&truncated);
        }
        out.push_str(&self.omitted.member());
        if self.narrow.is_some() {
            out.push_str(",\"is_truncated\":true");
        }
        if let Some(hint) = self.narrow.or(self.hint) {
            out.push_str(",\"hint\":");
            out.push_str(&quote(hint));
        }
        out.push('}');
    }
}
