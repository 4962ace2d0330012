//! Where an answer goes on: the vendor's next page, or the rest of this one.

use std::borrow::Cow;

use super::cursor::{Page, Rest, digest};
use super::fault::Fault;
use super::session::Session;
use super::show::Show;
use crate::catalogue::{PagingStyle, Place};
use crate::platform::Platform;
use crate::results::part::Step;
use crate::vendors::answer::is_empty_list;

/// Why lists end whose vendors give a cursor to what is no further page.
const REPEATED: &str = "The vendor repeated its cursor, so the list ends here.";
const SAME_PAGE: &str = "The vendor repeated its cursor and its page, so the list ends here.";
const EMPTY_PAGE: &str = "The vendor counts on after an empty page, so the list ends here.";

impl<P: Platform> Show<'_, P> {
    /// The vendor's next page after this one, or why there is none although it gave a cursor.
    pub(super) fn following(&self, cursor: String, page: &str) -> Result<Page, &'static str> {
        let asked = self.page.vendor.as_deref();
        match self.method.paging.map(|paging| paging.style) {
            // Such a cursor names the walk, not the page: both together tell whether it goes on.
            Some(PagingStyle::Cursor {
                until_empty: true, ..
            }) => self.page.scrolled(cursor, page).ok_or(SAME_PAGE),
            Some(PagingStyle::NextUrl { .. })
                if asked.is_some_and(|asked| is_same_query(asked, &cursor)) =>
            {
                Err(REPEATED)
            }
            Some(PagingStyle::NextUrl { .. })
                if is_empty_list(page) && asked.is_some_and(|asked| is_counted(asked, &cursor)) =>
            {
                Err(EMPTY_PAGE)
            }
            Some(PagingStyle::Cursor { .. })
                if is_empty_list(page)
                    && asked.is_some_and(|asked| self.counts(asked, &cursor)) =>
            {
                Err(EMPTY_PAGE)
            }
            Some(_) | None => self.page.following(cursor).ok_or(REPEATED),
        }
    }

    /// Whether a cursor is the number of the next page, or of the first record on it. Other numbers can say what was last looked at.
    fn counts(&self, asked: &str, cursor: &str) -> bool {
        let number = |text: &str| text.parse::<u64>().ok();
        let step = number(cursor).zip(number(asked));
        let step = step.and_then(|(next, asked)| next.checked_sub(asked));
        step.is_some_and(|step| step == 1 || Some(step) == self.page.limit.map(u64::from))
    }

    /// Whether the call can be made again for the rest of its answer.
    pub(super) fn can_read_on(&self) -> bool {
        let mut arguments = self.tool.arguments.iter();
        arguments.any(|argument| argument.place == Place::Cursor)
    }

    /// The rest of this answer; `None` where asking again would do something again.
    pub(super) fn rest(&self, at: Vec<Step>) -> Option<Page> {
        if !self.can_read_on() {
            return None;
        }
        let before = self.page.rest.as_ref();
        let rest = Rest {
            at,
            size: before.map_or(self.max_chars, |rest| rest.size),
            digest: before.map_or_else(
                || digest(self.tool, self.arguments, self.session.shape()),
                |rest| rest.digest,
            ),
        };
        Some(self.page.continued(rest))
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

/// Whether two queries differ in whole numbers alone: pages or places in a list, not what was last seen.
fn is_counted(one: &str, other: &str) -> bool {
    let (one, other) = (sorted(one), sorted(other));
    let is_number = |text: &str| text.parse::<u32>().is_ok();
    let mut pairs = one.iter().zip(&other);
    one.len() == other.len()
        && pairs.all(|((name, value), (other, next))| {
            name == other && (value == next || (is_number(value) && is_number(next)))
        })
}

fn sorted(query: &str) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
    let mut pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
    pairs.sort();
    pairs
}
