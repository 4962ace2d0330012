//! A failure's JSON in a size that clients take: our own words first, then as much of the vendor's body as fits, with what it lacks.

use std::convert::Infallible;

use super::cut::part;
use super::envelope::{END, READ_ON};
use super::fit::fit;
use super::part::{Lists, Mark, Step, cuts};
use super::window::opening;
use crate::catalogue::Inside;
use crate::invisible::escape_invisible;
use crate::json::quote;
use crate::vendors::failure::Failure;

/// Bytes of a failure, whatever a result may have: Claude Code cuts the text of one at about 11,000 characters, and what a failure lacks and the way to it
/// stand last.
pub const MOST_CHARS: usize = 10_000;

/// The member that holds the vendor's body.
const BODY: &str = "raw_response";

/// Said of what is shown in part and cannot be read on.
pub(super) const CUT: &str = "Cut to fit. The rest is not shown.";

/// Room for what is said about a part: usually enough.
pub(super) const MARKS_CHARS: usize = 240;

/// A failure taken apart.
#[derive(Debug)]
pub struct FailureText {
    /// What Fairlead says, a JSON object without its last brace.
    own: String,
    /// The vendor's body as JSON; empty = none.
    body: String,
    telling: Option<&'static str>,
    /// Bytes that it has at most.
    most: usize,
}

impl FailureText {
    /// Takes the body out of a failure, in a result of at most so many bytes.
    pub fn of(failure: &mut Failure, most: usize) -> Self {
        let most = most.min(MOST_CHARS);
        let body = failure.raw_response.take();
        let body = body.and_then(|body| serde_json::to_string(&body).ok());
        Self {
            own: own(failure, most),
            body: escape_invisible(&body.unwrap_or_default()).into_owned(),
            telling: failure.telling,
            most,
        }
    }

    /// The JSON, without a way to what does not fit.
    pub fn alone(&self) -> String {
        let nowhere = |_| Ok::<_, Infallible>(None);
        match self.from(&[], self.most, nowhere) {
            Ok(text) => text,
        }
    }

    /// The JSON, the body from a place in it on. `cursor` is asked for the way to what is left. `size` says what counts as small, as in
    /// [`part`].
    pub fn from<E>(
        &self,
        from: &[Step],
        size: usize,
        mut cursor: impl FnMut(Vec<Step>) -> Result<Option<String>, E>,
    ) -> Result<String, E> {
        if self.body.is_empty() {
            return Ok(format!("{}}}", self.own));
        }
        let whole = self.own.len() + self.body.len() + BODY.len() + 5;
        if from.is_empty() && whole <= self.most {
            return Ok(self.text(&self.body, None, &[], false));
        }
        let lists = Lists {
            inside: self.telling.map(|list| Inside { list, order: None }),
            ..Lists::default()
        };
        // Small members have to find room beside our own words.
        let size = size.min(MOST_CHARS) / 2;
        let room = self.most.saturating_sub(self.own.len() + MARKS_CHARS);
        fit(room, self.most, |room| {
            let part = part(&self.body, lists, size, room, from);
            let length = part.json.len();
            let is_end = part.rest.is_empty();
            let next = if is_end { None } else { cursor(part.rest)? };
            let text = self.text(&part.json, next.as_deref(), &part.marks, is_end);
            Ok((text, length))
        })
    }

    fn text(&self, body: &str, cursor: Option<&str>, marks: &[Mark], is_end: bool) -> String {
        let mut out = [&self.own, ",\"", BODY, "\":", body].concat();
        if let Some(cursor) = cursor {
            out.extend([",\"next_cursor\":", &quote(cursor)]);
        }
        if !marks.is_empty() {
            let cuts = cuts(marks, &format!("/{BODY}"));
            let hint = match cursor {
                Some(_) => READ_ON,
                None if is_end => END,
                None => CUT,
            };
            out.extend([
                ",\"truncated\":{\"cuts\":",
                &cuts,
                ",\"hint\":",
                &quote(hint),
                "}",
            ]);
        }
        out.push('}');
        out
    }
}

/// What Fairlead says, without its last brace. The vendor's own sentences stand in it, and give way where they alone would take all the room.
fn own(failure: &mut Failure, most: usize) -> String {
    let said = (failure.message.clone(), failure.hint.clone());
    let ids = (failure.code.clone(), failure.request_id.clone());
    let mut share = most / 5;
    loop {
        let json = serde_json::to_string(failure).unwrap_or_default();
        let json = escape_invisible(&json);
        if json.len() <= most / 2 || share < 8 {
            return json.strip_suffix('}').unwrap_or_default().to_owned();
        }
        let shorter = |text: &Option<String>, room| text.as_deref().map(|text| start(text, room));
        failure.message = start(&said.0, share);
        failure.hint = shorter(&said.1, share);
        failure.code = shorter(&ids.0, share / 4);
        failure.request_id = shorter(&ids.1, share / 4);
        share /= 2;
    }
}

/// The start of a text in about so many bytes of JSON, with how much more there is.
pub(super) fn start(text: &str, room: usize) -> String {
    match opening(text, room) {
        (_, "") => text.to_owned(),
        (start, rest) => format!("{start} … and {} more characters", rest.chars().count()),
    }
}
