//! What a call came to, in a size that clients take. What does not fit is within reach of `next_cursor`: the vendor is asked for the same
//! again, and its answer shown from where the last part ended. Nothing is kept in between.

use std::borrow::Cow;

use super::call::Asked;
use super::cursor::Page;
use super::fault::Fault;
use super::session::Session;
use crate::arguments::error::ArgumentError;
use crate::catalogue::{Method, Paging, PagingStyle, Tool};
use crate::invisible::escape_invisible;
use crate::json::{is_empty_list, quote};
use crate::platform::Platform;
use crate::results::content::{ToolResult, is_text};
use crate::results::cut::part;
use crate::results::envelope::{Around, list, narrowed, record, whole};
use crate::results::fields;
use crate::results::fit::fit;
use crate::results::lines::Kind;
use crate::results::narrow::{Omitted, View};
use crate::results::part::{Lists, Mark};
use crate::results::table::Format;
use crate::vendors::answer::{Answer, Outcome, is_json_lines};

/// What a list has around its records: keys, and a sealed cursor without the vendor's part.
const ENVELOPE_CHARS: usize = 160;

/// Room for what is said about a part: usually enough, so that nothing has to be cut twice.
const MARKS_CHARS: usize = 400;

/// One call's answer on its way to the client.
pub(super) struct Show<'a, P> {
    pub(super) session: &'a Session<'a, P>,
    pub(super) tool: &'a Tool,
    pub(super) method: &'a Method,
    pub(super) arguments: Option<&'a str>,
    /// What is said of the arguments.
    pub(super) hint: Option<&'a str>,
    pub(super) page: &'a Page,
    pub(super) view: View<'a>,
    pub(super) max_chars: usize,
}

/// What is wrong with the fields that were asked for.
pub(super) type Unknown = Vec<ArgumentError>;

/// Makes content of an answer, if it has the fields that were asked for.
pub(super) fn show<P: Platform>(
    session: &Session<'_, P>,
    asked: &Asked<'_>,
    answer: Answer<'_>,
) -> Result<Result<ToolResult, Unknown>, Fault> {
    let Asked {
        tool,
        method,
        arguments,
        fields: wanted,
        hint,
        page,
    } = *asked;
    // What is left of a failure is nowhere in an answer that is none.
    let is_failed = |page: &Page| page.rest.as_ref().is_some_and(|rest| rest.is_failure);
    let afresh = (answer.outcome.is_ok() && is_failed(page)).then(|| page.afresh());
    let show = Show {
        session,
        tool,
        method,
        arguments,
        hint,
        page: afresh.as_ref().unwrap_or(page),
        view: View {
            fields: fields::paths(tool, wanted),
            aside: fields::aside(tool, wanted),
            ..session.view()
        },
        max_chars: session.max_result_chars(),
    };
    let structured = session.is_structured();
    let mut result = match answer.outcome {
        Err(mut failure) => {
            // Only where the vendor has answered: what it refused for now is not to be asked for again.
            let is_success = answer
                .status
                .is_some_and(|status| (200..300).contains(&status));
            return show.failure(&mut failure, is_success).map(Ok);
        }
        Ok(Outcome::List {
            array: page_of,
            next,
            narrow,
        }) => {
            let (array, omitted, unknown) = match show.narrow(page_of) {
                Ok((array, omitted)) => (array, omitted, Vec::new()),
                // Who fixes them and calls again would not have this page.
                Err(unknown) if show.once().is_some() => {
                    (Cow::Borrowed(page_of), Omitted::default(), unknown)
                }
                Err(unknown) => return Ok(Err(unknown)),
            };
            let is_empty = is_empty_list(page_of);
            let next = next.map(|cursor| show.following(cursor.into_owned(), page_of, is_empty));
            let json = match show.once() {
                Some(advice) => {
                    let (following, hint) = page_and_hint(next);
                    let unknown = (!unknown.is_empty()).then(|| {
                        format!(
                            "{}. So all fields are shown.",
                            ArgumentError::join(&unknown)
                        )
                    });
                    let said: Vec<&str> = hint.into_iter().chain(unknown.as_deref()).collect();
                    show.list_once((&array, page_of), omitted, following, &said, advice)?
                }
                None => show.list(&array, omitted, next, narrow)?,
            };
            ToolResult::json(&json, structured)
        }
        Ok(Outcome::Value(json)) => match show.narrow(json) {
            Ok((json, omitted)) => ToolResult::json(&show.value(&json, omitted)?, structured),
            Err(unknown) => return Ok(Err(unknown)),
        },
        Ok(Outcome::Text(text)) => ToolResult::text(&show.text(&text, None)?),
        Ok(Outcome::JsonLines(text)) => ToolResult::text(&show.text(&text, Some(Kind::Json))?),
        Ok(Outcome::Csv(text)) => ToolResult::text(&show.text(&text, Some(Kind::Csv))?),
        Ok(Outcome::Media { mime_type, bytes }) => {
            let slash = if method.path.starts_with('/') {
                ""
            } else {
                "/"
            };
            let uri = format!(
                "fairlead://{}{slash}{}",
                session.toolbox.integration.slug, method.path
            );
            if is_text(&mime_type) || is_json_lines(&mime_type) {
                let text = String::from_utf8_lossy(bytes);
                let kind = match mime_type.as_str() {
                    "text/csv" => Some(Kind::Csv),
                    other => is_json_lines(other).then_some(Kind::Json),
                };
                ToolResult::document(&uri, &mime_type, &show.text(&text, kind)?)
            } else {
                ToolResult::media(&uri, &mime_type, bytes)
            }
        }
        Ok(Outcome::Link(uri)) => ToolResult::link(uri, tool.title),
        Ok(Outcome::Empty { status, id }) => {
            let id = id.map_or_else(String::new, |id| {
                format!(",\"id\":{}", escape_invisible(&quote(id)))
            });
            ToolResult::json(&format!("{{\"status\":{status}{id}}}"), structured)
        }
    };
    result.is_error |= tool.is_error;
    Ok(Ok(result))
}

/// What a composite came to: an object, which goes on with a list of the vendor's where one of its steps is paged.
pub(super) fn show_composite<P: Platform>(
    session: &Session<'_, P>,
    tool: &Tool,
    method: &Method,
    arguments: Option<&str>,
    page: &Page,
    json: &str,
    next: Option<(String, bool)>,
) -> Result<ToolResult, Fault> {
    let show = Show {
        session,
        tool,
        method,
        arguments,
        hint: None,
        page,
        // A composite says itself what it shows of each step.
        view: View::default(),
        max_chars: session.max_result_chars(),
    };
    let text = show.object(json, next)?;
    Ok(ToolResult::json(&text, session.is_structured()))
}

impl<P: Platform> Show<'_, P> {
    /// An object of our own, as it is or in part.
    fn object(&self, json: &str, next: Option<(String, bool)>) -> Result<String, Fault> {
        let cursor = next.as_ref().map_or(0, |(cursor, _)| cursor.len());
        let (following, hint) =
            page_and_hint(next.map(|(cursor, is_empty)| self.following(cursor, json, is_empty)));
        let json = escape_invisible(json);
        let longest = cursor.max(self.page.vendor.as_ref().map_or(0, String::len));
        let room = self
            .max_chars
            .saturating_sub(ENVELOPE_CHARS + longest * 3 / 2);
        if self.page.rest.is_none() && json.len() <= room {
            let cursor = following.map(|page| self.seal(&page)).transpose()?;
            let around = Around {
                next_cursor: cursor.as_deref(),
                hint,
                ..Around::default()
            };
            return Ok(whole(&json, &around));
        }
        self.cut(
            &json,
            Lists::default(),
            room,
            following.as_ref(),
            |json, cursor, marks, is_over| {
                record(
                    json,
                    &Around {
                        next_cursor: cursor,
                        marks,
                        hint: hint.filter(|_| is_over),
                        is_read: true,
                        ..Around::default()
                    },
                )
            },
        )
    }

    /// What is to be shown of an answer, and how much that leaves out; or what is wrong with the fields. A name that nothing in the answer has is a
    /// typing error, and an answer without it would look like one that is empty there. Later pages are not judged: their rows can differ.
    fn narrow<'b>(&self, json: &'b str) -> Result<(Cow<'b, str>, Omitted), Unknown> {
        let whole = (Cow::Borrowed(json), Omitted::default());
        if self.view.is_whole() {
            return Ok(whole);
        }
        let Some(narrowed) = self.view.narrow(json) else {
            return Ok(whole);
        };
        let is_first = self.page.vendor.is_none() && self.page.rest.is_none();
        if is_first {
            let unknown = fields::unknown(self.tool, json, &self.view.fields, &narrowed.found);
            if !unknown.is_empty() {
                return Err(unknown);
            }
        }
        Ok((Cow::Owned(narrowed.json), narrowed.omitted))
    }

    fn list(
        &self,
        array: &str,
        omitted: Omitted,
        next: Option<Result<Page, &'static str>>,
        narrow: Option<&'static str>,
    ) -> Result<String, Fault> {
        let (following, end) = page_and_hint(next);
        let array = escape_invisible(array);
        let is_table = self.session.toolbox.config.format == Some(Format::Csv);
        let cursor = |page: Option<&Page>| {
            page.and_then(|page| page.vendor.as_ref())
                .map_or(0, String::len)
        };
        // A cursor to the rest of a page carries the page's own, a cursor to the next page that of the next.
        let longest = cursor(Some(self.page)).max(cursor(following.as_ref()));
        let room = self.max_chars.saturating_sub(
            ENVELOPE_CHARS
                + longest * 3 / 2
                + omitted.member().len()
                + self.hint.map_or(0, str::len),
        );
        if self.page.rest.is_none() && array.len() <= room {
            let cursor = following.map(|page| self.seal(&page)).transpose()?;
            return Ok(list(
                &array,
                &Around {
                    next_cursor: cursor.as_deref(),
                    narrow,
                    hint: end.or(self.hint),
                    omitted,
                    is_table,
                    ..Around::default()
                },
            ));
        }
        let lists = Lists {
            order: self.method.order,
            inside: self.method.inside,
            is_page: self.method.paging.is_some_and(goes_on),
        };
        self.cut(
            &array,
            lists,
            room,
            following.as_ref(),
            |json, cursor, marks, is_over| {
                list(
                    json,
                    &Around {
                        next_cursor: cursor,
                        marks,
                        narrow,
                        hint: end.filter(|_| is_over).or(self.hint),
                        is_read: self.can_read_on(),
                        omitted,
                        is_table,
                    },
                )
            },
        )
    }

    /// A record, as it is or in part.
    fn value<'b>(&self, json: &'b str, omitted: Omitted) -> Result<Cow<'b, str>, Fault> {
        let json = escape_invisible(json);
        if self.page.rest.is_none() && json.len() + around(omitted) <= self.max_chars {
            return Ok(narrowed(json, omitted));
        }
        let lists = Lists {
            order: None,
            inside: self.method.inside,
            is_page: false,
        };
        let room = self
            .max_chars
            .saturating_sub(ENVELOPE_CHARS + omitted.member().len());
        let cut = self.cut(&json, lists, room, None, |json, cursor, marks, _| {
            record(
                json,
                &Around {
                    next_cursor: cursor,
                    marks,
                    is_read: self.can_read_on(),
                    omitted,
                    ..Around::default()
                },
            )
        });
        cut.map(Cow::Owned)
    }

    /// A part of a value with what is said about it, as long as fits.
    fn cut(
        &self,
        json: &str,
        lists: Lists,
        room: usize,
        following: Option<&Page>,
        wrap: impl Fn(&str, Option<&str>, &[Mark], bool) -> String,
    ) -> Result<String, Fault> {
        let from = self.page.rest.as_ref();
        let size = from.map_or(self.max_chars, |rest| rest.size);
        let from = from.map(|rest| rest.at.as_slice()).unwrap_or_default();
        let room = room.saturating_sub(MARKS_CHARS.min(self.max_chars / 8));
        fit(room, self.max_chars, |room| {
            let part = part(json, lists, size, room, from);
            let (length, is_over) = (part.json.len(), part.rest.is_empty());
            let next = if is_over {
                following.cloned()
            } else {
                self.rest(part.rest)
            };
            let cursor = next.map(|page| self.seal(&page)).transpose()?;
            let text = wrap(&part.json, cursor.as_deref(), &part.marks, is_over);
            Ok((text, length))
        })
    }
}

/// Room for what is said about what was left out of a record, at most.
fn around(omitted: Omitted) -> usize {
    match omitted.member().len() {
        0 => 0,
        length => length + "{\"result\":,\"next_cursor\":null}".len(),
    }
}

/// The next page, or why there is none.
fn page_and_hint(next: Option<Result<Page, &'static str>>) -> (Option<Page>, Option<&'static str>) {
    match next {
        Some(Ok(page)) => (Some(page), None),
        Some(Err(why)) => (None, Some(why)),
        None => (None, None),
    }
}

/// Whether a page leads to the next.
fn goes_on(paging: Paging) -> bool {
    !matches!(paging.style, PagingStyle::SizeOnly)
}
