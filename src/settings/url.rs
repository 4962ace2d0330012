//! A URL among the settings.

use crate::vendors::compose::is_dots;

/// A URL that goes where it says: no part of it is what a URL parser drops, replaces or resolves (line breaks, backslashes, dot segments,
/// other scripts' dots).
pub(super) fn is_url(text: &str) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))
        .map(|rest| rest.trim_end_matches('/'));
    rest.is_some_and(|rest| {
        rest.bytes()
            .all(|byte| byte.is_ascii_graphic() && !b"?#@\\".contains(&byte))
            && !rest.split('/').any(is_dots)
    })
}
