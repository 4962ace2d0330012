//! Calls counted over spans of time.

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
