//! Where a vendor says how much is left.

use super::header;
use super::node::Node;
use crate::catalogue::{RateLimitHeaders, ResetUnit};

/// `rate_limit` of integration.yaml.
pub(crate) fn read(node: &Node<'_>) -> Option<RateLimitHeaders> {
    let mut keys = node.keys()?;
    let units = [
        ("seconds", ResetUnit::Seconds),
        ("epoch_seconds", ResetUnit::EpochSeconds),
        ("epoch_millis", ResetUnit::EpochMillis),
        ("rfc3339", ResetUnit::Rfc3339),
    ];
    let mut names = |key| {
        keys.get(key)
            .map(|node| header::names(&node))
            .unwrap_or_default()
    };
    let [limit, remaining, reset, retry_after] =
        ["limit", "remaining", "reset", "retry_after"].map(&mut names);
    let reset_unit = keys
        .get("reset_unit")
        .and_then(|unit| unit.choice(&units))
        .unwrap_or_default();
    let window_seconds = keys
        .get("window_seconds")
        .and_then(|window| window.integer());
    keys.finish();
    Some(RateLimitHeaders {
        limit,
        remaining,
        reset,
        reset_unit,
        retry_after,
        window_seconds,
    })
}
