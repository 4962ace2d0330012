//! Texts and failures that are too long for one result: pieces of the one, parts of the other.

use std::borrow::Cow;

use super::cursor::Page;
use super::fault::Fault;
use super::show::Show;
use crate::invisible::escape_invisible;
use crate::platform::Platform;
use crate::results::content::ToolResult;
use crate::results::envelope::{Around, note};
use crate::results::failed::FailureText;
use crate::results::fit::{LEAST_ROOM, fit};
use crate::results::lines::{Kind, lines};
use crate::results::part::Step;
use crate::results::window::start;
use crate::vendors::failure::Failure;

/// Room for the note under a text that was cut, with its cursor.
const NOTE_CHARS: usize = 320;

impl<P: Platform> Show<'_, P> {
    /// Text as it is or a piece of it, with a last line that says so.
    pub(super) fn text<'b>(
        &self,
        text: &'b str,
        kind: Option<Kind>,
    ) -> Result<Cow<'b, str>, Fault> {
        let text = escape_invisible(text);
        if self.page.rest.is_none() && text.len() <= self.max_chars {
            return Ok(text);
        }
        let piece = match kind {
            Some(kind) => self.lines(&text, kind),
            None => self.characters(&text),
        };
        piece.map(Cow::Owned)
    }

    fn characters(&self, text: &str) -> Result<String, Fault> {
        let from = match self.from() {
            [Step::Count(from), ..] => text.floor_char_boundary(*from),
            _ => 0,
        };
        let (before, left) = text.split_at(from);
        let room = self.max_chars.saturating_sub(NOTE_CHARS).max(LEAST_ROOM);
        let piece = start(left, room, false);
        let end = from + piece.len();
        let is_over = end == text.len();
        let rest = (!is_over).then(|| vec![Step::Count(end)]);
        let cursor = self.cursor(rest.unwrap_or_default())?;
        let around = Around {
            next_cursor: cursor.as_deref(),
            ..Around::default()
        };
        let count = |text: &str| text.chars().count();
        let (before, shown, of) = (count(before), count(piece), count(text));
        let shown = (before + 1, before + shown);
        let note = note("characters", shown, of, is_over, &around);
        Ok([piece, &note].concat())
    }

    fn lines(&self, text: &str, kind: Kind) -> Result<String, Fault> {
        let room = self.max_chars.saturating_sub(NOTE_CHARS);
        fit(room, self.max_chars, |room| {
            let piece = lines(text, kind, self.size(), room, self.from());
            let is_over = piece.rest.is_empty();
            let cursor = self.cursor(piece.rest)?;
            let around = Around {
                next_cursor: cursor.as_deref(),
                marks: &piece.marks,
                ..Around::default()
            };
            let note = note("lines", piece.shown, piece.of, is_over, &around);
            let shown = piece.text.trim_end_matches('\n');
            Ok(([shown, &note].concat(), shown.len()))
        })
    }

    /// A failure. What is left of the vendor's answer is within reach where it came with the status of a success and asking again does nothing.
    pub(super) fn failure(
        &self,
        failure: &mut Failure,
        is_success: bool,
    ) -> Result<ToolResult, Fault> {
        let text = FailureText::of(failure, self.max_chars);
        // A way into what was no failure when it was cut leads nowhere in this one.
        let rest = self.page.rest.as_ref().filter(|rest| rest.is_failure);
        let from = rest.map(|rest| rest.at.as_slice()).unwrap_or_default();
        let text = text.from(from, self.size(), |at| {
            let rest = self.rest(at).filter(|_| is_success);
            let page = rest.map(Page::into_failure);
            page.map(|page| self.seal(&page)).transpose()
        })?;
        Ok(ToolResult::failed(&text))
    }

    /// Where in the answer this result begins.
    fn from(&self) -> &[Step] {
        let rest = self.page.rest.as_ref();
        rest.map(|rest| rest.at.as_slice()).unwrap_or_default()
    }

    /// Size of a result when the answer was first cut.
    fn size(&self) -> usize {
        let rest = self.page.rest.as_ref();
        rest.map_or(self.max_chars, |rest| rest.size)
    }

    /// The sealed way to what is left; `None` where nothing is, or asking again would do something again.
    fn cursor(&self, rest: Vec<Step>) -> Result<Option<String>, Fault> {
        let next = if rest.is_empty() {
            None
        } else {
            self.rest(rest)
        };
        next.map(|page| self.seal(&page)).transpose()
    }
}
