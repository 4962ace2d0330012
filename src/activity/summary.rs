//! Calls over time and who made them, for charts.

use serde::{Deserialize, Serialize};

use super::filter::Filter;
use super::hours::{DAY, DAYS_COUNTED_UNTIL, HOUR, KINDS, counted};
use super::read;
use super::upkeep::COUNTED_UNTIL;
use crate::platform::{Platform, PlatformError, SqlValue, Statement};

/// Up to so many milliseconds, a chart has minutes, and above hours.
const IN_MINUTES: u64 = 2 * HOUR;

const MINUTE: u64 = 60_000;

/// Calls that are looked at one by one. It bounds what a summary takes, whatever is asked for and however much is kept.
pub const MOST_LOOKED_AT: u32 = 5_000;

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

/// Lists in JSON.
#[derive(Deserialize)]
struct LookedAt {
    spans: String,
    tools: String,
    people: String,
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

/// The statements of a summary: counted spans, what is looked at call by call, and where the looking ended for spans and for tools and people.
pub fn statements(filter: &Filter) -> [Statement; 4] {
    let span = span_of(filter);
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
    let has_spans = !matches!(counted_already, Counted::Nothing);
    let has_names = matches!(counted_already, Counted::Everything);
    [
        counted_spans(&calls, &counted_already),
        looked_at(&calls, span, has_spans, has_names),
        last(&calls, has_spans),
        last(&calls, has_names),
    ]
}

fn counted_spans(calls: &Filter, counted_already: &Counted<'_>) -> Statement {
    let all = SqlValue::Text(String::new());
    let (kind, value) = match counted_already {
        Counted::Nothing => ("", &all),
        Counted::Spans(kind, value) => (*kind, *value),
        Counted::Everything => ("all", &all),
    };
    let (first, end) = hours_of(calls);
    Statement {
        sql: "SELECT hour AS span, calls, failed, p50, p95, rate_left FROM activity_hours \
              WHERE kind = ? AND value = ? AND hour >= ? AND hour < ?"
            .to_owned(),
        values: vec![
            SqlValue::Text(kind.to_owned()),
            value.clone(),
            SqlValue::of(first),
            SqlValue::of(end),
        ],
    }
}

/// The latest calls, found once: their spans, and the tools and people with the most of them, each as a list in JSON. Tools and people have those that
/// were counted too, where that is so.
fn looked_at(calls: &Filter, span: u64, has_spans: bool, has_names: bool) -> Statement {
    let mut values = Vec::new();
    let latest = calls.latest(None, MOST_LOOKED_AT, MOST_LOOKED_AT, &mut values);
    let latest = after_counted(latest, has_names);
    // Calls of counted hours are looked at for tools and people alone.
    let since = if has_spans { COUNTED_UNTIL } else { "0" };
    let spans = counted(
        "''",
        span,
        &format!("(SELECT * FROM calls WHERE time >= {since})"),
    );
    let mut most = |of_call: &str, is_known: &str, of_hour: &str, kinds: &str, group: &str| {
        let mut each = format!("SELECT {of_call}, 1 AS calls, failed FROM calls WHERE {is_known}");
        if has_names {
            each.push_str(&counted_names(of_hour, kinds, calls, &mut values));
        }
        format!(
            "SELECT {group}, sum(calls) AS calls, sum(failed) AS failed FROM ({each}) GROUP BY {group} ORDER BY sum(calls) DESC, {group} LIMIT {MOST_NAMED}"
        )
    };
    let tools = most(
        "tool AS tool_name",
        "tool IS NOT NULL",
        "value AS tool_name",
        "'tool'",
        "tool_name",
    );
    let people = most(
        "actor, id",
        "id IS NOT NULL",
        "iif(kind = 'member', 'member', 'url') AS actor, value AS id",
        "'member', 'server'",
        "actor, id",
    );
    let object = |names: &[&str], from: &str| {
        let members: Vec<String> = names
            .iter()
            .map(|name| format!("'{name}', {name}"))
            .collect();
        format!(
            "(SELECT json_group_array(json_object({})) FROM ({from}))",
            members.join(", ")
        )
    };
    let sql = format!(
        "WITH calls AS MATERIALIZED (SELECT time, actor, coalesce(actor_id, server) AS id, tool, failed, ms, rate_left FROM ({latest})) \
         SELECT {} AS spans, {} AS tools, {} AS people",
        object(
            &["span", "calls", "failed", "p50", "p95", "rate_left"],
            &spans
        ),
        object(&["tool_name", "calls", "failed"], &tools),
        object(&["actor", "id", "calls", "failed"], &people),
    );
    Statement { sql, values }
}

/// What was counted of tools or people: whole days, and the hours before and after them. Begins with `UNION ALL`.
fn counted_names(of_hour: &str, kinds: &str, calls: &Filter, values: &mut Vec<SqlValue>) -> String {
    let (first, end) = hours_of(calls);
    let (first_day, end_day) = (first.div_ceil(DAY), end / DAY);
    let numbers = [
        first_day,
        end_day,
        first,
        end.min(first_day * DAY),
        first_day,
        end_day,
        end,
    ];
    values.extend(numbers.map(SqlValue::of));
    let hours = format!(
        "UNION ALL SELECT {of_hour}, calls, failed FROM activity_hours WHERE kind IN ({kinds})"
    );
    format!(
        " UNION ALL SELECT {of_hour}, calls, failed FROM activity_days WHERE kind IN ({kinds}) AND day >= ? AND day < min(?, {DAYS_COUNTED_UNTIL}) \
         {hours} AND hour >= ? AND hour < ? \
         {hours} AND hour >= {DAY} * max(?, min(?, {DAYS_COUNTED_UNTIL})) AND hour < ?"
    )
}

/// The first hour, and the one after the last.
fn hours_of(calls: &Filter) -> (u64, u64) {
    (calls.since / HOUR, calls.until.div_ceil(HOUR))
}

fn span_of(filter: &Filter) -> u64 {
    if filter.until.saturating_sub(filter.since) <= IN_MINUTES {
        MINUTE
    } else {
        HOUR
    }
}

fn last(calls: &Filter, is_after_counted: bool) -> Statement {
    let mut values = Vec::new();
    let sql = calls.last_looked_at(None, MOST_LOOKED_AT, &mut values);
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
    let (mut spans, [looked_at], whole, named) =
        read::<(Vec<Span>, [LookedAt; 1], Vec<Time>, Vec<Time>)>(&json)?;
    spans.extend(read::<Vec<Span>>(&looked_at.spans)?);
    spans.sort_by_key(|span| span.span);
    let mut summary = Summary {
        span: span_of(filter),
        spans,
        tools: read(&looked_at.tools)?,
        people: read(&looked_at.people)?,
        whole_since: whole.first().map(|last| last.time),
        named_since: named.first().map(|last| last.time),
    };
    // SQLite promises no order for a list in JSON.
    summary.tools.sort_by(|one, other| {
        let most = other.calls.cmp(&one.calls);
        most.then_with(|| one.tool_name.cmp(&other.tool_name))
    });
    summary.people.sort_by(|one, other| {
        let most = other.calls.cmp(&one.calls);
        most.then_with(|| (&one.actor, &one.id).cmp(&(&other.actor, &other.id)))
    });
    Ok(summary)
}

/// The same rows and all others of their spans: the summary of a part of an hour would look like a quiet hour.
#[must_use]
pub fn in_whole_spans(mut filter: Filter) -> Filter {
    let span = span_of(&filter);
    filter.since = filter.since / span * span;
    filter.until = filter.until.div_ceil(span).saturating_mul(span);
    filter
}
