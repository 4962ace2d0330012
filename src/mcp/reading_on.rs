//! Where an answer goes on: the vendor's next page, or the rest of this one.

use std::borrow::Cow;

use super::cursor::{Page, Rest};
use super::digest::digest;
use super::fault::Fault;
use super::session::Session;
use super::show::Show;
use crate::arguments::split::split;
use crate::catalogue::{PagingStyle, Place};
use crate::platform::Platform;
use crate::results::part::Step;

/// Why lists end whose vendors give a cursor to what is no further page.
const REPEATED: &str = "The vendor repeated its cursor, so the list ends here.";
const SAME_PAGE: &str = "The vendor repeated its cursor and its page, so the list ends here.";
const EMPTY_PAGE: &str = "The vendor counts on after empty pages, so the list ends here.";

impl<P: Platform> Show<'_, P> {
    /// The vendor's next page after this one, or why there is none although it gave a cursor. `is_empty` = no records are on this one.
    pub(super) fn following(
        &self,
        cursor: String,
        page: &str,
        is_empty: bool,
    ) -> Result<Page, &'static str> {
        let asked = self.page.vendor.as_deref();
        let style = self.method.paging.map(|paging| paging.style);
        match style {
            // Such a cursor names the walk, not the page: both together tell whether it goes on. A number counts, and would go on where it stays.
            Some(PagingStyle::Cursor {
                until_empty: true, ..
            }) if whole(&cursor).is_none() => {
                return self.page.scrolled(cursor, page).ok_or(SAME_PAGE);
            }
            Some(PagingStyle::NextUrl { .. })
                if asked.is_some_and(|asked| is_same_query(asked, &cursor)) =>
            {
                return Err(REPEATED);
            }
            Some(_) | None => {}
        }
        // Some vendors count pages that are not there, and some have an empty page before others: one is passed over, two are the end.
        let is_after_empty = is_empty
            && match style {
                Some(PagingStyle::Page { .. }) => true,
                Some(PagingStyle::Cursor { .. }) => {
                    asked.is_some_and(|asked| self.counts(asked, &cursor))
                }
                Some(PagingStyle::NextUrl { .. }) => {
                    asked.is_some_and(|asked| self.counts_in_query(asked, &cursor))
                }
                Some(PagingStyle::SizeOnly) | None => false,
            };
        if is_after_empty && self.page.is_after_empty {
            return Err(EMPTY_PAGE);
        }
        let mut next = self.page.following(cursor).ok_or(REPEATED)?;
        next.is_after_empty = is_after_empty;
        Ok(next)
    }

    /// Whether a number is that of the next page, or of the first record on it. Other numbers can say what was last looked at.
    fn counts(&self, asked: &str, next: &str) -> bool {
        let step = whole(next).zip(whole(asked));
        let step = step.and_then(|(next, asked)| next.checked_sub(asked));
        step.is_some_and(|step| step == 1 || Some(step) == self.page.limit.map(u64::from))
    }

    /// Whether such a number is all that two queries differ in.
    fn counts_in_query(&self, asked: &str, next: &str) -> bool {
        let (asked, next) = (sorted(asked), sorted(next));
        let mut changed = asked.iter().zip(&next).filter(|(one, other)| one != other);
        let counts = changed
            .next()
            .is_some_and(|((name, asked), (other, next))| {
                name == other && self.counts(asked, next)
            });
        asked.len() == next.len() && counts && changed.next().is_none()
    }

    /// Whether the call can be made again for the rest of its answer.
    pub(super) fn can_read_on(&self) -> bool {
        let mut arguments = self.tool.arguments.iter();
        arguments.any(|argument| argument.place == Place::Cursor) && self.once().is_none()
    }

    /// The rest of this answer; `None` where asking again would do something again.
    pub(super) fn rest(&self, at: Vec<Step>) -> Option<Page> {
        if !self.can_read_on() {
            return None;
        }
        let rest = match &self.page.rest {
            Some(before) => Rest {
                at,
                is_failure: false,
                ..before.clone()
            },
            None => Rest {
                at,
                size: self.max_chars,
                is_failure: false,
                digest: self.digest()?,
            },
        };
        Some(self.page.continued(rest))
    }

    /// Which answer this is. Arguments are read once more rather than hashed in every call: few answers are cut.
    fn digest(&self) -> Option<u64> {
        let Session {
            platform, toolbox, ..
        } = self.session;
        let method = toolbox.integration.methods.get(self.tool.method)?;
        let open = |_: &str| Some(());
        let split = split(self.tool, method, self.arguments, platform.now(), open).ok()?;
        Some(digest(&split, self.session.shape()))
    }

    pub(super) fn seal(&self, page: &Page) -> Result<String, Fault> {
        let Session {
            platform,
            settings,
            door,
            account,
            ..
        } = self.session;
        page.seal(
            *platform,
            &settings.keyring,
            (*door, account.id),
            self.tool.name,
        )
        .map_err(|_| Fault::Internal)
    }
}

/// Whether two queries say the same in any order.
fn is_same_query(one: &str, other: &str) -> bool {
    one.len() == other.len() && sorted(one) == sorted(other)
}

fn whole(text: &str) -> Option<u64> {
    text.parse().ok()
}

fn sorted(query: &str) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
    let mut pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
    pairs.sort();
    pairs
}
