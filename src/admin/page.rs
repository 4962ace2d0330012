//! Lists: `{result, next_cursor, limit}`.

use serde::Serialize;

use crate::http::{Request, Response};
use crate::json::quote;
use crate::platform::{KeyPage, Platform, UnixSeconds};
use crate::refusal::Refusal;

/// Records on one page unless the caller says otherwise, and at most: one bulk get reads 100 keys.
const LIMITS: (u32, u32) = (50, 100);

/// A page of anything.
#[derive(Debug, Serialize)]
pub(super) struct List<T> {
    pub(super) result: Vec<T>,
    pub(super) next_cursor: Option<String>,
    pub(super) limit: u32,
}

/// One page of the records under a prefix: their keys and values. A record that went away in between is left out.
pub(super) async fn records<P: Platform>(
    platform: &P,
    request: &Request,
    prefix: &str,
) -> Result<List<(String, String)>, Refusal> {
    let (limit, cursor) = wanted(request)?;
    let page = platform.list(prefix, limit, cursor.as_deref()).await;
    let KeyPage {
        keys,
        cursor: next_cursor,
    } = match page {
        // KV says no more of a cursor that it did not give than that it failed.
        Err(error) if cursor.is_some() => {
            platform.log(&format!(
                "{{\"level\":\"warn\",\"message\":\"list failed\",\"detail\":{}}}",
                quote(&error.to_string())
            ));
            return Err(Refusal::field(
                "next_cursor",
                "is not one that this list gave; leave it out to start again",
            ));
        }
        page => page?,
    };
    let values = if keys.is_empty() {
        Vec::new()
    } else {
        platform.load(&keys).await?
    };
    let result = keys
        .into_iter()
        .zip(values)
        .filter_map(|(key, value)| Some((key, value?)))
        .collect();
    Ok(List {
        result,
        next_cursor,
        limit,
    })
}

fn wanted(request: &Request) -> Result<(u32, Option<String>), Refusal> {
    let mut limit = LIMITS.0;
    let mut cursor = None;
    for (key, value) in form_urlencoded::parse(request.query.as_bytes()) {
        match key.as_ref() {
            "limit" => {
                let read = value
                    .parse()
                    .ok()
                    .filter(|limit| (1..=LIMITS.1).contains(limit));
                limit = read.ok_or_else(|| {
                    Refusal::field(
                        "limit",
                        format!("must be a whole number from 1 to {}", LIMITS.1),
                    )
                })?;
            }
            "next_cursor" => cursor = Some(value.into_owned()).filter(|cursor| !cursor.is_empty()),
            other => {
                return Err(Refusal::field(
                    other,
                    "is not a query parameter here; they are limit and next_cursor",
                ));
            }
        }
    }
    Ok((limit, cursor))
}

impl<T> List<T> {
    /// The same page with each record in another form; what has none is left out.
    pub(super) fn try_map<U>(
        self,
        map: impl Fn(T) -> Result<Option<U>, Refusal>,
    ) -> Result<List<U>, Refusal> {
        let result: Result<Vec<Option<U>>, Refusal> = self.result.into_iter().map(map).collect();
        Ok(List {
            result: result?.into_iter().flatten().collect(),
            next_cursor: self.next_cursor,
            limit: self.limit,
        })
    }
}

impl<T: Serialize> List<T> {
    /// A list that is whole.
    pub(super) fn whole(result: Vec<T>) -> Self {
        let limit = u32::try_from(result.len()).unwrap_or(u32::MAX);
        Self {
            result,
            next_cursor: None,
            limit,
        }
    }

    pub(super) fn response(&self) -> Response {
        super::answer(200, self)
    }
}

/// Seconds since 1970 as a record holds them.
pub(super) fn iso(seconds: u64) -> String {
    crate::access::lifetime::to_iso(UnixSeconds(seconds))
}
