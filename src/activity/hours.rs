//! Calls counted over spans of time: whole hours, and of those whole days.

/// Milliseconds of an hour.
pub(super) const HOUR: u64 = 3_600_000;

/// What whole hours are kept of: the kind, and the column of a row that tells which. All calls have the same one.
pub(super) const KINDS: [(&str, &str); 6] = [
    ("all", "''"),
    ("account", "account"),
    ("server", "server"),
    ("member", "actor_id"),
    ("tool", "tool"),
    ("integration", "integration"),
];

/// Hours of a day.
pub(super) const DAY: u64 = 24;

/// What whole days are kept of: who and what has the most calls. All calls tell which days are there.
pub(super) const KINDS_OF_DAYS: &str = "'all', 'server', 'member', 'tool'";

/// The end of the last day that was counted, in days since 1970.
pub(super) const DAYS_COUNTED_UNTIL: &str =
    "(SELECT coalesce(max(day) + 1, 0) FROM activity_days WHERE kind = 'all')";

/// Calls, failures, and by nearest rank the time within which half of them and 95 of 100 were answered, of each value of a column in each span of so
/// many milliseconds. `source` is a table or a query in parentheses, of calls.
pub(super) fn counted(column: &str, span: u64, source: &str) -> String {
    format!(
        "SELECT value, span, count(*) AS calls, sum(failed) AS failed, max(ms) FILTER (WHERE place * 2 < total + 2) AS p50, \
         max(ms) FILTER (WHERE place * 100 < total * 95 + 100) AS p95, min(rate_left) AS rate_left FROM (\
         SELECT {column} AS value, time / {span} AS span, failed, ms, rate_left, \
         row_number() OVER (PARTITION BY {column}, time / {span} ORDER BY ms) AS place, \
         count(*) OVER (PARTITION BY {column}, time / {span}) AS total FROM {source}) WHERE value IS NOT NULL GROUP BY value, span"
    )
}
