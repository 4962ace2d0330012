//! What is done from time to time: whole hours are counted, and what is too old is removed.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::hours::{DAY, DAYS_COUNTED_UNTIL, HOUR, KINDS, KINDS_OF_DAYS, counted};
use super::row::CALL;
use crate::platform::{Platform, PlatformError, SqlValue, Statement, UnixMillis};

/// Milliseconds after which an hour's last rows are there but for those that D1 did not take: rows are gathered for a second, and a batch that failed is
/// sent once more.
const LATEST: u64 = 120_000;

/// Hours that are counted anew with the next one: what D1 did not take waits for its isolate's next call, and may come that much later.
const COUNTED_ANEW: u64 = 3;

/// Further hours that are counted at once. What was never counted, such as after a long pause, is counted by and by.
const MOST_HOURS: u64 = 6;

/// Rows that are removed at once: D1 runs one statement at a time, and what comes next waits for it.
const CHUNK: u32 = 2_000;

/// Rounds of either that one run makes. The free plan lets it run 50 statements.
const MOST_ROUNDS: usize = 4;

/// Does it.
pub async fn keep_up<P: Platform>(platform: &P, days: u32) -> Result<(), PlatformError> {
    let now = platform.millis();
    count_hours(platform, now).await?;
    remove(platform, now.0.saturating_sub(u64::from(days) * DAY * HOUR)).await
}

#[derive(Deserialize)]
struct Uncounted {
    time: u64,
    counted_until: u64,
}

/// When the first call was after the hours that were counted, and when those end.
pub fn first_uncounted() -> Statement {
    Statement {
        sql: format!(
            "SELECT time, {COUNTED_UNTIL} AS counted_until FROM activity WHERE time >= {COUNTED_UNTIL} AND action = '{CALL}' ORDER BY time LIMIT 1"
        ),
        values: Vec::new(),
    }
}

/// The end of the last hour that was counted, in milliseconds since 1970.
pub(super) const COUNTED_UNTIL: &str = "(SELECT coalesce(max(hour) + 1, 0) * 3600000 FROM activity_hours WHERE kind = 'all' AND value = '')";

/// The statements that count the hours between two, and the days that are whole with them or were before. What is counted so already is not written
/// again: D1 bills rows that are written.
pub fn count(first_hour: u64, end_hour: u64) -> Vec<Statement> {
    let source = format!("activity WHERE time >= ? AND time < ? AND action = '{CALL}'");
    let of = |(kind, column): (&str, &str)| Statement {
        sql: format!(
            "INSERT OR REPLACE INTO activity_hours (kind, value, hour, calls, failed, p50, p95, rate_left) \
             SELECT '{kind}', value, span, calls, failed, p50, p95, rate_left FROM ({}) \
             EXCEPT SELECT kind, value, hour, calls, failed, p50, p95, rate_left FROM activity_hours WHERE kind = '{kind}' AND hour >= ? AND hour < ?",
            counted(column, HOUR, &source)
        ),
        values: [first_hour * HOUR, end_hour * HOUR, first_hour, end_hour]
            .map(SqlValue::of)
            .to_vec(),
    };
    let days = Statement {
        sql: format!(
            "INSERT OR REPLACE INTO activity_days (kind, day, value, calls, failed) \
             SELECT kind, hour / {DAY}, value, sum(calls), sum(failed) FROM activity_hours \
             WHERE kind IN ({KINDS_OF_DAYS}) AND hour >= {DAY} * min({DAYS_COUNTED_UNTIL}, ?) AND hour < ? GROUP BY kind, hour / {DAY}, value \
             EXCEPT SELECT kind, day, value, calls, failed FROM activity_days WHERE kind IN ({KINDS_OF_DAYS}) AND day >= ? AND day < ?"
        ),
        values: [
            first_hour / DAY,
            end_hour / DAY * DAY,
            first_hour / DAY,
            end_hour / DAY,
        ]
        .map(SqlValue::of)
        .to_vec(),
    };
    KINDS.into_iter().map(of).chain([days]).collect()
}

async fn count_hours<P: Platform>(platform: &P, now: UnixMillis) -> Result<(), PlatformError> {
    let end = now.0.saturating_sub(LATEST) / HOUR;
    for round in 0..MOST_ROUNDS {
        let json = platform.query(&[first_uncounted()]).await?;
        let (found,) = super::read::<(Vec<Uncounted>,)>(&json)?;
        let Some(found) = found.first() else {
            break;
        };
        let first = found.time / HOUR;
        if first >= end {
            break;
        }
        // What this run counted is not late.
        let anew = if round == 0 { COUNTED_ANEW } else { 0 };
        let from = (found.counted_until / HOUR).saturating_sub(anew);
        platform
            .query(&count(from, end.min(first + MOST_HOURS)))
            .await?;
    }
    Ok(())
}

/// The statements that remove the oldest of what is older than that, and tell whether there is more.
pub fn remove_chunk(before: u64) -> Vec<Statement> {
    let values = vec![SqlValue::of(before)];
    let delete = format!(
        "DELETE FROM activity WHERE time <= (SELECT max(time) FROM (SELECT time FROM activity WHERE time < ? ORDER BY time LIMIT {CHUNK}))"
    );
    let kinds = KINDS.map(|(kind, _)| format!("'{kind}'")).join(", ");
    let hours = format!("DELETE FROM activity_hours WHERE kind IN ({kinds}) AND hour < ?");
    let days = format!("DELETE FROM activity_days WHERE kind IN ({KINDS_OF_DAYS}) AND day < ?");
    let more = "SELECT time FROM activity WHERE time < ? ORDER BY time LIMIT 1".to_owned();
    [
        (hours, vec![SqlValue::of(before / HOUR)]),
        (days, vec![SqlValue::of(before / HOUR / DAY)]),
        (delete, values.clone()),
        (more, values),
    ]
    .map(|(sql, values)| Statement { sql, values })
    .to_vec()
}

async fn remove<P: Platform>(platform: &P, before: u64) -> Result<(), PlatformError> {
    for _ in 0..MOST_ROUNDS {
        let json = platform.query(&remove_chunk(before)).await?;
        let results: Vec<Vec<IgnoredAny>> = super::read(&json)?;
        if results.last().is_none_or(Vec::is_empty) {
            break;
        }
    }
    Ok(())
}
