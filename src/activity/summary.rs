//! Calls over time and who made them, for charts.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

use super::filter::Filter;
use super::hours::{HOUR, KINDS, counted};
use super::upkeep::COUNTED_UNTIL;
use super::{MOST_LOOKED_AT, read};
use crate::platform::{Platform, PlatformError, SqlValue, Statement};

/// Up to so many milliseconds, a chart has minutes, and above hours.
const IN_MINUTES: u64 = 2 * HOUR;

const MINUTE: u64 = 60_000;

/// Tools and people that are named.
const MOST_NAMED: u32 = 10;

/// What a summary is of.
#[derive(Debug)]
pub struct Summary {
    /// Milliseconds of a span.
    pub span: u64,
    /// In the order of time; those without calls are left out.
    pub spans: Vec<Span>,
    /// Those with the most calls.
    pub tools: Vec<Tool>,
    /// Likewise.
    pub people: Vec<Person>,
    /// When what is looked at call by call begins, where there is more than that: spans that were not counted before are whole from here on.
    pub whole_since: Option<u64>,
    /// The same, of tools and people.
    pub named_since: Option<u64>,
}

/// A span of time.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[expect(missing_docs, reason = "`hours::counted` has them")]
pub struct Span {
    pub span: u64,
    pub calls: u64,
    pub failed: u64,
    pub p50: u64,
    pub p95: u64,
    pub rate_left: Option<u32>,
}

/// A tool.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "they say what they are")]
pub struct Tool {
    pub tool_name: String,
    pub calls: u64,
    pub failed: u64,
}

/// A member, or whoever has the URL of a server.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "they say what they are")]
pub struct Person {
    pub actor: String,
    pub id: String,
    pub calls: u64,
    pub failed: u64,
}

#[derive(Deserialize)]
struct Time {
    time: u64,
}

/// What is counted already and can be taken as it is.
enum Counted<'a> {
    /// Nothing.
    Nothing,
    /// Of this kind, this value.
    Spans(&'static str, &'a SqlValue),
    /// Of all calls, so the tools and people too.
    Everything,
}

/// The statements of a summary: counted spans, spans, tools, people, and where the looking ended for spans and for tools and people.
pub fn statements(filter: &Filter) -> [Statement; 6] {
    let span = span_of(filter);
    let all = SqlValue::Text(String::new());
    let counted_already = if span == MINUTE {
        Counted::Nothing
    } else if filter.is_narrow() {
        let kind = filter.only().and_then(|(column, value)| {
            let (kind, _) = KINDS.into_iter().find(|(_, known)| *known == column)?;
            Some(Counted::Spans(kind, value))
        });
        kind.unwrap_or(Counted::Nothing)
    } else {
        Counted::Everything
    };
    let calls = filter.clone().of_calls();
    let of_hours = [calls.since / HOUR, calls.until.div_ceil(HOUR)].map(SqlValue::of);
    let hours = match &counted_already {
        Counted::Nothing => None,
        Counted::Spans(kind, value) => Some((*kind, (*value).clone())),
        Counted::Everything => Some(("all", all)),
    };
    let (kind, value) = hours.unwrap_or(("", SqlValue::Text(String::new())));
    let [first, end] = of_hours.clone();
    let counted_spans = Statement {
        sql: "SELECT hour AS span, calls, failed, p50, p95, rate_left FROM activity_hours \
              WHERE kind = ? AND value = ? AND hour >= ? AND hour < ? ORDER BY hour"
            .to_owned(),
        values: vec![SqlValue::Text(kind.to_owned()), value, first, end],
    };
    let spans_from = !matches!(counted_already, Counted::Nothing);
    let named_from = matches!(counted_already, Counted::Everything);
    let latest = |is_after_counted| latest(&calls, is_after_counted);
    let (source, values) = latest(spans_from);
    let spans = Statement {
        sql: format!("{} ORDER BY span", counted("''", span, &source)),
        values,
    };
    let [tools, people] = [
        (["tool AS tool_name", "value AS tool_name"], "'tool'", "tool IS NOT NULL", "tool_name"),
        (
            [
                "actor, coalesce(actor_id, server) AS id",
                "iif(kind = 'member', 'member', 'url') AS actor, value AS id",
            ],
            "'member', 'server'",
            "coalesce(actor_id, server) IS NOT NULL",
            "actor, id",
        ),
    ]
    .map(|([of_row, of_hour], kinds, is_known, group)| {
        let (source, mut values) = latest(named_from);
        let mut each = format!("SELECT {of_row}, 1 AS calls, failed FROM {source} WHERE {is_known}");
        if named_from {
            // Writing into a String cannot fail.
            let _ = write!(
                each,
                " UNION ALL SELECT {of_hour}, calls, failed FROM activity_hours WHERE kind IN ({kinds}) AND hour >= ? AND hour < ?"
            );
            values.extend(of_hours.clone());
        }
        Statement {
            sql: format!(
                "SELECT {group}, sum(calls) AS calls, sum(failed) AS failed FROM ({each}) GROUP BY {group} ORDER BY sum(calls) DESC, 1 LIMIT {MOST_NAMED}"
            ),
            values,
        }
    });
    [
        counted_spans,
        spans,
        tools,
        people,
        last(&calls, spans_from),
        last(&calls, named_from),
    ]
}

fn span_of(filter: &Filter) -> u64 {
    if filter.until.saturating_sub(filter.since) <= IN_MINUTES {
        MINUTE
    } else {
        HOUR
    }
}

/// The latest calls, in parentheses; only those that no counted hour has, where that is so.
fn latest(calls: &Filter, is_after_counted: bool) -> (String, Vec<SqlValue>) {
    let mut values = Vec::new();
    let sql = calls.latest(None, MOST_LOOKED_AT, &mut values);
    (
        format!("({})", after_counted(sql, is_after_counted)),
        values,
    )
}

fn last(calls: &Filter, is_after_counted: bool) -> Statement {
    let mut values = Vec::new();
    let sql = calls.last_looked_at(None, &mut values);
    Statement {
        sql: after_counted(sql, is_after_counted),
        values,
    }
}

fn after_counted(sql: String, is_after_counted: bool) -> String {
    if is_after_counted {
        let since = format!("time >= max(?, {COUNTED_UNTIL})");
        sql.replacen("time >= ?", &since, 1)
    } else {
        sql
    }
}

/// Asks for a summary. Its time begins and ends with a span.
pub async fn load<P: Platform>(platform: &P, filter: &Filter) -> Result<Summary, PlatformError> {
    let json = platform.query(&statements(filter)).await?;
    let (mut spans, late, tools, people, whole, named) =
        read::<(Vec<Span>, Vec<Span>, _, _, Vec<Time>, Vec<Time>)>(&json)?;
    spans.extend(late);
    Ok(Summary {
        span: span_of(filter),
        spans,
        tools,
        people,
        whole_since: whole.first().map(|last| last.time),
        named_since: named.first().map(|last| last.time),
    })
}

/// The same rows and all others of their spans: the summary of a part of an hour would look like a quiet hour.
#[must_use]
pub fn in_whole_spans(mut filter: Filter) -> Filter {
    let span = span_of(&filter);
    filter.since = filter.since / span * span;
    filter.until = filter.until.div_ceil(span).saturating_mul(span);
    filter
}
