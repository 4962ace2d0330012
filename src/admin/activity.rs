//! What happened: page by page, and counted.

use chrono::{DateTime, SecondsFormat};
use serde::Serialize;

use super::activity_csv::{CSV_ROWS, csv};
use super::{OperatorRequest, answer};
use crate::activity::filter::{FIELDS, Filter, Place};
use crate::activity::page::{self, Said, Stored};
use crate::activity::row::CALL;
use crate::activity::summary::{self, Person, Tool};
use crate::http::Response;
use crate::http_error::HttpError;
use crate::platform::Platform;
use crate::tools::config::FieldFailure;

/// Rows of a page unless the caller says otherwise, and at most.
const LIMITS: (u32, u32) = (50, 100);

/// Milliseconds that a summary covers unless the caller says otherwise: a day.
const SUMMARY_MS: u64 = 24 * 60 * 60 * 1_000;

const OFF: HttpError = HttpError::NotFound(
    "What happens is not kept: the binding ACTIVITY is not set. Add the D1 database to wrangler.toml and deploy; docs/activity.md says how.",
);

/// Where the times of a query's `created_at` begin and end.
const TIMES: [&str; 4] = [
    "created_at[gt]",
    "created_at[gte]",
    "created_at[lt]",
    "created_at[lte]",
];

/// An entry as it is shown.
#[derive(Serialize)]
pub(super) struct Entry<'a> {
    pub(super) timestamp: String,
    pub(super) log_type: &'static str,
    #[serde(flatten)]
    pub(super) said: &'a Said,
}

#[derive(Serialize)]
struct Shown<'a> {
    result: Vec<Entry<'a>>,
    next_cursor: Option<String>,
    limit: u32,
}

#[derive(Serialize)]
struct Summary {
    since: String,
    until: String,
    bucket_seconds: u64,
    buckets: Vec<Bucket>,
    buckets_complete_since: Option<String>,
    top_tools: Vec<Tool>,
    top_people: Vec<Person>,
    top_complete_since: Option<String>,
}

#[derive(Serialize)]
struct Bucket {
    start: String,
    calls: u64,
    failed: u64,
    p50: u64,
    p95: u64,
    rate_limit_remaining: Option<u32>,
}

/// What a query asks for.
struct Query {
    filter: Filter,
    before: Option<Place>,
    limit: u32,
    is_csv: bool,
}

impl Query {
    /// Reads a query, all failures at once. A summary has no pages and is of calls.
    fn read<P: Platform>(
        operator: &OperatorRequest<'_, P>,
        is_summary: bool,
    ) -> Result<Self, HttpError> {
        if !operator.settings.activity.is_on {
            return Err(OFF);
        }
        let now = operator.platform.millis().0;
        let accept = operator.request.headers.get("accept");
        let mut query = Self {
            filter: Filter::between(0, now + 1),
            before: None,
            limit: LIMITS.0,
            is_csv: accept.is_some_and(|accept| accept.starts_with("text/csv")) && !is_summary,
        };
        let mut failures = Vec::new();
        let mut seen = Vec::new();
        for (key, value) in form_urlencoded::parse(operator.request.query.as_bytes()) {
            let read = if seen.contains(&key) {
                Err("is there twice".to_owned())
            } else {
                query.take(&key, &value, is_summary)
            };
            failures.extend(
                read.err()
                    .map(|message| FieldFailure::new(key.as_ref(), message)),
            );
            seen.push(key);
        }
        let Filter { since, until, .. } = &mut query.filter;
        let has_end = seen.iter().any(|key| key.starts_with("created_at[l"));
        if failures.is_empty() && has_end && *since > 0 && *since >= *until {
            let message = "must be earlier than the end of the time that is asked for";
            failures.push(FieldFailure::new("created_at[gte]", message));
        }
        if is_summary && *since == 0 {
            *since = until.saturating_sub(SUMMARY_MS);
        }
        if failures.is_empty() {
            Ok(query)
        } else {
            Err(HttpError::Fields(failures))
        }
    }

    fn take(&mut self, key: &str, value: &str, is_summary: bool) -> Result<(), String> {
        let unknown = || {
            let fields = FIELDS.iter().map(|field| field.name);
            let fields = fields.filter(|name| !(is_summary && *name == "log_type"));
            let others: &[&str] = if is_summary {
                &[]
            } else {
                &["limit", "next_cursor", "format"]
            };
            let known: Vec<&str> = fields.chain(TIMES).chain(others.iter().copied()).collect();
            Err(format!(
                "is not a query parameter here; they are {}",
                known.join(", ")
            ))
        };
        match key {
            "limit" | "next_cursor" | "format" | "log_type" if is_summary => unknown(),
            "limit" => {
                let limit = value.parse().ok();
                let limit = limit.filter(|limit| (1..=LIMITS.1).contains(limit));
                self.limit = limit
                    .ok_or_else(|| format!("must be a whole number from 1 to {}", LIMITS.1))?;
                Ok(())
            }
            "next_cursor" if value.is_empty() => Ok(()),
            "next_cursor" => {
                let place = Place::parse(value);
                let wrong = "is not one that this list gave; leave it out to start again";
                self.before = Some(place.ok_or_else(|| wrong.to_owned())?);
                Ok(())
            }
            "format" => {
                self.is_csv = match value {
                    "csv" => true,
                    "json" => false,
                    _ => return Err("must be one of json, csv".to_owned()),
                };
                Ok(())
            }
            key if TIMES.contains(&key) => self.take_time(key, value),
            key => self.filter.add(key, value).unwrap_or_else(unknown),
        }
    }

    /// The database tells milliseconds apart, so what comes after one begins with the next.
    fn take_time(&mut self, key: &str, value: &str) -> Result<(), String> {
        let time = DateTime::parse_from_rfc3339(value.trim()).map_err(|_| {
            "must be an ISO 8601 date and time with a zone, such as 2027-01-31T09:00:00Z".to_owned()
        })?;
        let time = u64::try_from(time.timestamp_millis()).unwrap_or(0);
        let (since, until) = (&mut self.filter.since, &mut self.filter.until);
        match key {
            "created_at[gt]" => *since = (*since).max(time + 1),
            "created_at[gte]" => *since = (*since).max(time),
            "created_at[lt]" => *until = (*until).min(time),
            _ => *until = (*until).min(time + 1),
        }
        Ok(())
    }
}

/// `GET /log`.
pub(super) async fn log<P: Platform>(
    operator: &OperatorRequest<'_, P>,
) -> Result<Response, HttpError> {
    let query = Query::read(operator, false)?;
    let limit = if query.is_csv { CSV_ROWS } else { query.limit };
    let page = page::load(
        operator.platform,
        &query.filter,
        query.before.as_ref(),
        limit,
    )
    .await
    .map_err(HttpError::Activity)?;
    if query.is_csv {
        return Ok(csv(&page, query.before.is_none()));
    }
    Ok(answer(
        200,
        &Shown {
            result: page.rows.iter().map(Entry::of).collect(),
            next_cursor: page.next.map(|place| place.to_cursor()),
            limit,
        },
    ))
}

/// `GET /log/summary`.
pub(super) async fn summary<P: Platform>(
    operator: &OperatorRequest<'_, P>,
) -> Result<Response, HttpError> {
    let query = Query::read(operator, true)?;
    let filter = summary::in_whole_spans(query.filter);
    let summary = summary::load(operator.platform, &filter)
        .await
        .map_err(HttpError::Activity)?;
    let buckets = summary.spans.into_iter().map(|span| Bucket {
        start: iso(span.span.saturating_mul(summary.span)),
        calls: span.calls,
        failed: span.failed,
        p50: span.p50,
        p95: span.p95,
        rate_limit_remaining: span.rate_left,
    });
    Ok(answer(
        200,
        &Summary {
            since: iso(filter.since),
            until: iso(filter.until),
            bucket_seconds: summary.span / 1_000,
            buckets: buckets.collect(),
            buckets_complete_since: summary.whole_since.map(iso),
            top_tools: summary.tools,
            top_people: summary.people,
            top_complete_since: summary.named_since.map(iso),
        },
    ))
}

impl<'a> Entry<'a> {
    pub(super) fn of(stored: &'a Stored) -> Self {
        Self {
            timestamp: iso(stored.time),
            log_type: if stored.said.action == CALL {
                "mcp"
            } else {
                "operator"
            },
            said: &stored.said,
        }
    }
}

/// `2027-01-31T09:00:00.000Z`.
fn iso(millis: u64) -> String {
    i64::try_from(millis)
        .ok()
        .and_then(DateTime::from_timestamp_millis)
        .map(|time| time.to_rfc3339_opts(SecondsFormat::Millis, true))
        .unwrap_or_default()
}
