//! How a vendor writes a time.

/// How a vendor writes a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeForm {
    /// RFC 3339, as in `2026-01-31T09:00:00Z`.
    DateTime,
    /// The same in UTC without seconds, as in `2026-01-31T09:00Z`.
    Minutes,
    /// `2026-01-31`
    Date,
    /// Whole seconds since 1970, a number.
    UnixSeconds,
}
