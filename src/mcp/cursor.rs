//! `next_cursor`: the vendor's own cursor, and where in its answer to go on, sealed for one server, account and tool. A client can read and change
//! nothing in it, and it opens nowhere else.

use serde::{Deserialize, Serialize};

use super::digest::digest;
use crate::access::id::{AccountId, ServerId};
use crate::access::seal::Keyring;
use crate::arguments::error::ArgumentError;
use crate::arguments::split::Split;
use crate::catalogue::{Method, PagingStyle};
use crate::platform::{Platform, PlatformError};
use crate::results::part::Step;
use crate::vendors::arguments::Arguments;

/// What is asked for next: a page of the vendor's, or what is left of one answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Page {
    /// The vendor's cursor; `None` = its first page.
    #[serde(skip)]
    pub(super) vendor: Option<String>,
    /// Page size that was asked for.
    #[serde(rename = "l", skip_serializing_if = "Option::is_none")]
    pub(super) limit: Option<u32>,
    /// Where in the answer to go on.
    #[serde(rename = "r", skip_serializing_if = "Option::is_none")]
    pub(super) rest: Option<Rest>,
    /// The page before it was counted, and empty.
    #[serde(rename = "e", skip_serializing_if = "std::ops::Not::not")]
    pub(super) is_after_empty: bool,
    /// What is known of the way here.
    #[serde(rename = "w")]
    walk: Walk,
}

/// What is left of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Rest {
    /// Where it begins.
    #[serde(rename = "a")]
    pub(super) at: Vec<Step>,
    /// Size of a result when the answer was first cut: what counts as small must not change on the way.
    #[serde(rename = "s")]
    pub(super) size: usize,
    /// Which arguments it answers.
    #[serde(rename = "d")]
    pub(super) digest: u64,
    /// It is what is left of a failure's body: the same places in a success are others.
    #[serde(rename = "f", default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) is_failure: bool,
}

/// Cursors that a vendor gave in one walk (with their pages, where a cursor may stay the same), as far as it takes to see that they go round: one that is remembered, and another at the
/// second, fourth, eighth step (R. P. Brent, An improved Monte Carlo factorization algorithm, 1980).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Walk(u32, u64);

impl Walk {
    /// One step further; `None` where this was there before.
    fn step(self, hash: u64) -> Option<Self> {
        let Self(steps, remembered) = self;
        if steps > 0 && hash == remembered {
            return None;
        }
        let steps = steps.saturating_add(1);
        let is_kept = steps.is_power_of_two();
        Some(Self(steps, if is_kept { hash } else { remembered }))
    }
}

impl Page {
    /// The vendor's next page; `None` when its cursor was there before.
    pub(super) fn following(&self, cursor: String) -> Option<Self> {
        if self.vendor.as_deref() == Some(&cursor) {
            return None;
        }
        let walk = self.walk.step(fnv(cursor.bytes()))?;
        Some(self.to(cursor, walk))
    }

    /// The vendor's next page in a walk whose cursor may stay the same; `None` when cursor and page were there before.
    pub(super) fn scrolled(&self, cursor: String, page: &str) -> Option<Self> {
        let both = cursor.bytes().chain([0]).chain(page.bytes());
        let walk = self.walk.step(fnv(both))?;
        Some(self.to(cursor, walk))
    }

    fn to(&self, cursor: String, walk: Walk) -> Self {
        Self {
            vendor: Some(cursor),
            limit: self.limit,
            rest: None,
            is_after_empty: false,
            walk,
        }
    }

    /// The rest of what the vendor answers to this page.
    pub(super) fn continued(&self, rest: Rest) -> Self {
        Self {
            rest: Some(rest),
            ..self.clone()
        }
    }

    /// The same page from its beginning.
    pub(super) fn afresh(&self) -> Self {
        Self {
            rest: None,
            ..self.clone()
        }
    }

    /// The way to the rest of a failure.
    pub(super) fn into_failure(mut self) -> Self {
        if let Some(rest) = &mut self.rest {
            rest.is_failure = true;
        }
        self
    }

    /// The text that a client sends back.
    pub(super) fn seal(
        &self,
        platform: &impl Platform,
        keyring: &Keyring,
        whose: (ServerId, AccountId),
        tool: &str,
    ) -> Result<String, PlatformError> {
        let mut plain = serde_json::to_string(self).unwrap_or_default();
        if let Some(vendor) = &self.vendor {
            plain.push('\n');
            plain.push_str(vendor);
        }
        keyring.seal(platform, plain.as_bytes(), &place(whose, tool))
    }

    /// `None` when it was altered, or given by another server, account or tool, or under a key that is gone.
    pub(super) fn open(
        keyring: &Keyring,
        whose: (ServerId, AccountId),
        tool: &str,
        sealed: &str,
    ) -> Option<Self> {
        let plain = String::from_utf8(keyring.open(sealed, &place(whose, tool)).ok()?).ok()?;
        let (page, vendor) = match plain.split_once('\n') {
            Some((page, vendor)) => (page, Some(vendor)),
            None => (plain.as_str(), None),
        };
        Some(Self {
            vendor: vendor.map(str::to_owned),
            ..serde_json::from_str(page).ok()?
        })
    }
}

/// What is sent, which part of which page is wanted, its fields, and what the answer is to say of the arguments.
type Paged<'a> = (Arguments<'a>, Page, Vec<String>, Option<String>);

/// Puts the vendor's own cursor and the page size in, and says which part of which page is wanted. A cursor to the rest of one answer must not
/// show the end of another.
pub(super) fn paged<'a>(
    method: &Method,
    shape: &str,
    mut split: Split<'a, Page>,
) -> Result<Paged<'a>, Vec<ArgumentError>> {
    let mut page = split.cursor.take().unwrap_or_default();
    if let Some(rest) = &page.rest
        && rest.digest != digest(&split, shape)
    {
        return Err(vec![ArgumentError::new(
            "next_cursor",
            "is for the rest of an answer to other arguments: send it with those arguments, or leave it out to start again",
        )]);
    }
    let mut arguments = split.arguments;
    // A page that was shown in part, or has a number, is another one in another size: records would be lost or come twice.
    let is_numbered = method
        .paging
        .is_some_and(|paging| matches!(paging.style, PagingStyle::Page { .. }));
    let is_bound = page.rest.is_some() || (is_numbered && page.vendor.is_some());
    let wanted = arguments.limit.filter(|_| !is_bound).or(page.limit);
    page.limit = wanted.or_else(|| method.paging.and_then(|paging| paging.default_limit));
    arguments.limit = page.limit;
    arguments.cursor.clone_from(&page.vendor);
    Ok((arguments, page, split.fields, split.hint))
}

/// FNV-1a: tells cursors of one walk from each other, and stays the same over builds.
fn fnv(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

fn place((server, account): (ServerId, AccountId), tool: &str) -> String {
    format!("cursor:{server}:{account}:{tool}")
}
