//! `etag` and `If-Match`: which state of a record an operator has seen, so that of two who edit at once none undoes the other unseen.

use serde::Serialize;

use crate::access::token::TokenHash;
use crate::http::{Headers, Response};
use crate::http_error::HttpError;

/// Hexadecimal digits: 128 bits of the record's SHA-256.
const DIGITS: usize = 32;

/// Names one state of what the operator wrote. What calls learn of an account is another record and no part of it.
pub(super) struct Etag(String);

impl Etag {
    /// That of a record as it is stored.
    pub(super) fn of<T: Serialize>(record: &T) -> Self {
        // Records have string keys and no maps that could fail.
        let text = serde_json::to_vec(record).unwrap_or_default();
        let mut digits = TokenHash::of(&text).to_hex();
        digits.truncate(DIGITS);
        Self(digits)
    }

    /// Marks an answer that shows the record.
    pub(super) fn mark(&self, response: Response) -> Response {
        response.with("etag", &format!("\"{}\"", self.0))
    }

    /// Refuses a change by a caller who has seen another state. Without `If-Match` the last write wins.
    pub(super) fn check(&self, headers: &Headers) -> Result<(), HttpError> {
        let Some(wanted) = headers.get("if-match").filter(|wanted| *wanted != "*") else {
            return Ok(());
        };
        match tags(wanted) {
            Some(tags) if tags.contains(&self.0.as_str()) => Ok(()),
            Some(_) => Err(HttpError::Changed),
            None => Err(HttpError::field(
                "if-match",
                "must be the etag header of an earlier answer, with its quotes, or *",
            )),
        }
    }
}

/// What stands between the quotes; `None` for what is no list of etags. A proxy that compresses an answer makes its etag a weak
/// one, `W/"…"`, so that prefix says nothing.
fn tags(list: &str) -> Option<Vec<&str>> {
    let mut tags = Vec::new();
    let mut rest = list;
    loop {
        let quoted = rest.strip_prefix("W/").unwrap_or(rest).strip_prefix('"')?;
        let (tag, after) = quoted.split_once('"')?;
        tags.push(tag);
        let after = after.trim_start();
        if after.is_empty() {
            return Some(tags);
        }
        rest = after.strip_prefix(',')?.trim_start();
    }
}

#[cfg(test)]
mod tests {
    use super::tags;

    #[test]
    fn a_list_of_etags_is_read_in_every_spelling_and_nothing_else_is() {
        for (list, expected) in [
            (r#""a""#, vec!["a"]),
            (r#"W/"a""#, vec!["a"]),
            (r#""a,b" ,W/"c","""#, vec!["a,b", "c", ""]),
        ] {
            assert_eq!(tags(list), Some(expected), "{list}");
        }
        for list in [
            "",
            "a",
            "\"a",
            "a\"",
            "\"a\" \"b\"",
            "\"a\",",
            "w/\"a\"",
            "\"a\", *",
        ] {
            assert_eq!(tags(list), None, "{list}");
        }
    }
}
