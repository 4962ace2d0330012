//! A page of a walk that the vendor keeps: asked for again it would be the next one, so all of its records are shown at once, with less of each
//! where they are too long. Where not even the ids fit, the first are shown, and counted.

use super::cursor::Page;
use super::fault::Fault;
use super::show::Show;
use crate::catalogue::PagingStyle;
use crate::invisible::escape_invisible;
use crate::platform::Platform;
use crate::results::envelope::{Around, list};
use crate::results::narrow::Omitted;
use crate::results::shortened::shortened;
use crate::results::table::Format;

impl<P: Platform> Show<'_, P> {
    /// What to do for more of a record, where a page comes only once.
    pub(super) fn once(&self) -> Option<&'static str> {
        match self.method.paging?.style {
            PagingStyle::Cursor { once, .. } if !once.is_empty() => Some(once),
            PagingStyle::Cursor { .. }
            | PagingStyle::Page { .. }
            | PagingStyle::NextUrl { .. }
            | PagingStyle::SizeOnly => None,
        }
    }

    /// The page, whatever becomes of its records: `array` is what is to be shown of it, `page` all that came. `said` is what else there is to say.
    pub(super) fn list_once(
        &self,
        (array, page): (&str, &str),
        omitted: Omitted,
        following: Option<Page>,
        said: &[&str],
        advice: &str,
    ) -> Result<String, Fault> {
        let array = escape_invisible(array);
        let cursor = following.map(|page| self.seal(&page)).transpose()?;
        let answer = |array: &str, omitted, how: Option<&str>| {
            let mut hint = said.join(" ");
            if let Some(how) = how {
                let space = if hint.is_empty() { "" } else { " " };
                hint.extend([space, how, " This page cannot be asked for again. "]);
                self.session.toolbox.rename(advice, &mut hint);
            }
            let hint = Some(hint.as_str()).filter(|hint| !hint.is_empty());
            let is_cut = how.is_some();
            list(
                array,
                &Around {
                    next_cursor: cursor.as_deref(),
                    narrow: hint.filter(|_| is_cut),
                    hint: hint.filter(|_| !is_cut),
                    omitted,
                    is_table: self.session.toolbox.config.format == Some(Format::Csv),
                    ..Around::default()
                },
            )
        };
        let whole = answer(&array, omitted, None);
        if whole.len() <= self.max_chars {
            return Ok(whole);
        }
        let around = answer("[]", omitted, Some(&" ".repeat(80))).len();
        let room = self.max_chars.saturating_sub(around);
        let mut pages = shortened(&array, page, &self.view, self.tool.summary, room)
            .map(|page| answer(&page.json, page.omitted.unwrap_or(omitted), Some(&page.how)))
            .peekable();
        let mut shortest = whole;
        while let Some(page) = pages.next() {
            if page.len() <= self.max_chars || pages.peek().is_none() {
                shortest = page;
                break;
            }
        }
        Ok(shortest)
    }
}
