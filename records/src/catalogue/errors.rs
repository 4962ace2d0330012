//! How to read a vendor's failures.

/// How to read a vendor's failure. Pointers are RFC 6901.
#[derive(Debug, Default)]
pub struct ErrorRules {
    /// Where the vendor's error code may stand.
    pub code: &'static [&'static str],
    /// Where its sentence may stand.
    pub message: &'static [&'static str],
    /// Headers that name the request, lower-case.
    pub request_id_headers: &'static [&'static str],
    /// Pointers to the same in the body.
    pub request_id_pointers: &'static [&'static str],
    /// Advice to the model; the first that matches counts.
    pub hints: &'static [Hint],
}

/// Advice for one kind of failure. All conditions that are present must hold.
#[derive(Debug)]
pub struct Hint {
    /// HTTP statuses; empty = any.
    pub status: &'static [u16],
    /// The vendor's error code.
    pub code: Option<&'static str>,
    /// Text that the body holds.
    pub contains: Option<&'static str>,
    /// Names for the hint's `{places}`, and where in the body (a pointer) or in the headers (`header:name`) their values stand.
    pub values: &'static [(&'static str, &'static str)],
    /// The advice.
    pub hint: &'static str,
}
