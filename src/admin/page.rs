//! Lists: `{result, next_cursor, limit}`.

use serde::Serialize;

use super::OperatorRequest;
use super::list_filter::{Field, Filter};
use crate::access::load_all;
use crate::http::{Request, Response};
use crate::http_error::HttpError;
use crate::json::quote;
use crate::platform::{KeyPage, Platform};
use crate::tools::config::FieldFailure;
pub(super) use crate::views::iso;

/// Records on one page unless the caller says otherwise, and at most: one bulk get reads 100 keys.
const LIMITS: (u32, u32) = (50, 100);

/// Pages of KV that one request looks through for records that pass its filters. A page costs up to three operations, and the free plan
/// lets an invocation do 50.
const MAX_SEARCHED: usize = 10;

/// A page of anything.
#[derive(Debug, Serialize)]
pub(super) struct List<T> {
    pub(super) result: Vec<T>,
    pub(super) next_cursor: Option<String>,
    pub(super) limit: u32,
}

/// What the query of a list says.
#[derive(Debug)]
pub(super) struct Query {
    limit: u32,
    pub(super) cursor: Option<String>,
    filters: Vec<Filter>,
}

/// Answers a list. `show` turns keys and values into what the list shows; what has no time left it leaves out. With filters a page
/// can be short, or even empty, and not the last: only a `next_cursor` of null is the end.
pub(super) async fn list<P: Platform, T: Serialize>(
    operator: &OperatorRequest<'_, P>,
    prefix: &str,
    fields: &[Field],
    show: impl AsyncFn(Vec<(String, String)>) -> Result<Vec<T>, HttpError>,
) -> Result<Response, HttpError> {
    let query = Query::read(operator.request, fields)?;
    let mut cursor = query.cursor.clone();
    let mut searched = 0;
    loop {
        let page = records(operator.platform, &query, prefix, cursor.as_deref()).await?;
        searched += 1;
        let mut result = show(page.result).await?;
        result.retain(|shown| query.admits(shown));
        let is_over = page.next_cursor.is_none() || searched == MAX_SEARCHED;
        if is_over || !result.is_empty() || query.filters.is_empty() {
            let list = List {
                result,
                next_cursor: page.next_cursor,
                limit: query.limit,
            };
            return Ok(list.response());
        }
        cursor = page.next_cursor;
    }
}

/// One page of the records under a prefix: their keys and values. A record that went away in between is left out.
pub(super) async fn records<P: Platform>(
    platform: &P,
    query: &Query,
    prefix: &str,
    cursor: Option<&str>,
) -> Result<List<(String, String)>, HttpError> {
    let page = platform.list(prefix, query.limit, cursor).await;
    let KeyPage {
        keys,
        cursor: next_cursor,
        ..
    } = match page {
        // KV says no more of a cursor that it did not give than that it failed. One that it gave just now is not the caller's.
        Err(error) if cursor.is_some() && cursor == query.cursor.as_deref() => {
            platform.log(&format!(
                "{{\"level\":\"warn\",\"message\":\"list failed\",\"detail\":{}}}",
                quote(&error.to_string())
            ));
            return Err(HttpError::field(
                "next_cursor",
                "is not one that this list gave; leave it out to start again",
            ));
        }
        page => page?,
    };
    let values = load_all(platform, &keys).await?;
    let result = keys
        .into_iter()
        .zip(values)
        .filter_map(|(key, value)| Some((key, value?)))
        .collect();
    Ok(List {
        result,
        next_cursor,
        limit: query.limit,
    })
}

impl Query {
    /// Reads a query, all failures at once.
    pub(super) fn read(request: &Request, fields: &[Field]) -> Result<Self, HttpError> {
        let mut query = Self {
            limit: LIMITS.0,
            cursor: None,
            filters: Vec::new(),
        };
        let mut seen = Vec::new();
        let mut failures = Vec::new();
        for (key, value) in form_urlencoded::parse(request.query.as_bytes()) {
            let read = if seen.contains(&key) {
                Err(FieldFailure::new(key.as_ref(), "is there twice"))
            } else {
                query.take(fields, &key, &value)
            };
            failures.extend(read.err());
            seen.push(key);
        }
        if failures.is_empty() {
            Ok(query)
        } else {
            Err(HttpError::Fields(failures))
        }
    }

    fn take(&mut self, fields: &[Field], key: &str, value: &str) -> Result<(), FieldFailure> {
        match key {
            "limit" => {
                let limit = value.parse().ok();
                let limit = limit.filter(|limit| (1..=LIMITS.1).contains(limit));
                self.limit = limit.ok_or_else(|| {
                    let message = format!("must be a whole number from 1 to {}", LIMITS.1);
                    FieldFailure::new("limit", message)
                })?;
            }
            "next_cursor" => self.cursor = Some(value.to_owned()).filter(|it| !it.is_empty()),
            key => {
                let filter = Filter::read(fields, key, value).unwrap_or_else(|| {
                    let known = known(fields).join(", ");
                    let message = format!("is not a query parameter here; they are {known}");
                    Err(FieldFailure::new(key, message))
                })?;
                self.filters.push(filter);
            }
        }
        Ok(())
    }

    /// Whether a record passes all filters, as it is shown.
    fn admits<T: Serialize>(&self, shown: &T) -> bool {
        self.filters.is_empty()
            || serde_json::to_value(shown)
                .is_ok_and(|shown| self.filters.iter().all(|filter| filter.holds(&shown)))
    }
}

/// Every parameter of a list.
fn known(fields: &[Field]) -> Vec<String> {
    let page = ["limit", "next_cursor"].map(str::to_owned);
    let filters = fields.iter().flat_map(Field::parameters);
    page.into_iter().chain(filters).collect()
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
