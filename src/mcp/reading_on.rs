//! Where an answer goes on: the vendor's next page, or the rest of this one.

use super::cursor::{Page, Rest, digest};
use super::fault::Fault;
use super::session::Session;
use super::show::Show;
use crate::catalogue::{PagingStyle, Place};
use crate::platform::Platform;
use crate::results::part::Step;

impl<P: Platform> Show<'_, P> {
    /// The vendor's next page; `None` when it goes round in circles.
    pub(super) fn following(&self, cursor: String) -> Option<Page> {
        match self.method.paging.map(|paging| paging.style) {
            // Such a cursor names the walk, not the page.
            Some(PagingStyle::Cursor {
                until_empty: true, ..
            }) => Some(self.page.scrolled(cursor)),
            Some(PagingStyle::NextUrl { .. })
                if self
                    .page
                    .vendor
                    .as_deref()
                    .is_some_and(|asked| is_same_query(asked, &cursor)) =>
            {
                None
            }
            Some(_) | None => self.page.following(cursor),
        }
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
    let sorted = |query| {
        let mut pairs: Vec<_> = form_urlencoded::parse(str::as_bytes(query)).collect();
        pairs.sort();
        pairs
    };
    one.len() == other.len() && sorted(one) == sorted(other)
}
