//! Where a vendor says how much is left.

/// Which answer headers carry the vendor's limits; lower-case names, the first present counts.
#[derive(Debug, Default)]
pub struct RateLimitHeaders {
    /// Requests allowed in a window.
    pub limit: &'static [&'static str],
    /// Requests left in it.
    pub remaining: &'static [&'static str],
    /// When it ends.
    pub reset: &'static [&'static str],
    /// What `reset` counts.
    pub reset_unit: ResetUnit,
    /// Seconds to wait after a 429, or an HTTP date.
    pub retry_after: &'static [&'static str],
    /// The window's length, for vendors that do not send `reset`.
    pub window_seconds: Option<u32>,
}

/// What a reset header counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ResetUnit {
    /// Seconds to go.
    #[default]
    Seconds,
    /// Seconds since 1970.
    EpochSeconds,
    /// Milliseconds since 1970.
    EpochMillis,
    /// A date and time.
    Rfc3339,
}
