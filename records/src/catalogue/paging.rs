//! How a list is walked.

/// How a list is walked.
#[derive(Debug, Clone, Copy)]
pub struct Paging {
    /// Where the vendor takes `cursor` and `limit`.
    pub place: PagingPlace,
    /// How a page leads to the next.
    pub style: PagingStyle,
    /// The vendor's key for the page size, `a/b` for key b of the object a; empty = the vendor sets it.
    pub limit_key: &'static str,
    /// Sent when the caller names none.
    pub default_limit: Option<u32>,
    /// The largest page.
    pub max_limit: u32,
}

/// Where paging goes in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum PagingPlace {
    Query,
    Body,
}

/// How a page leads to the next.
#[derive(Debug, Clone, Copy)]
pub enum PagingStyle {
    /// Not at all: a page size only.
    SizeOnly,
    /// The answer holds a cursor.
    Cursor {
        /// The request key, `a/b` for key b of the object a.
        key: &'static str,
        /// Pointer to the next cursor; empty, null or absent ends the list.
        next: &'static str,
        /// Pointer to a boolean that says whether there is more; empty = none.
        more: &'static str,
        /// An empty page ends the list.
        until_empty: bool,
        /// What to do for more of a record, where a page can be asked for only once: the vendor keeps the walk, and the same request brings
        /// its next page. Empty = any page can be asked for again.
        once: &'static str,
    },
    /// Pages have numbers.
    Page {
        /// The request key.
        key: &'static str,
        /// Pointer to this page's number.
        current: &'static str,
        /// Pointer to the last page's number.
        total: &'static str,
    },
    /// The answer holds the next page's URL.
    NextUrl {
        /// Pointer to it; null or absent ends the list.
        next: &'static str,
    },
}
