//! Query strings, and the encoding that keeps a value inside its place.

use std::borrow::Cow;

use crate::catalogue::QueryArrays;
use crate::json::{elements, string};

/// Everything but RFC 3986's unreserved characters, so a value stays inside its segment or its query value.
pub(super) fn percent_encode(out: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for nibble in [byte >> 4, byte & 15] {
                out.extend(
                    char::from_digit(u32::from(nibble), 16).map(|digit| digit.to_ascii_uppercase()),
                );
            }
        }
    }
}

pub(super) struct Query<'a> {
    pub(super) url: &'a mut String,
    pub(super) arrays: QueryArrays,
    pub(super) is_first: bool,
}

impl Query<'_> {
    /// Adds a key with a JSON value; arrays go in the integration's way.
    pub(super) fn push(&mut self, key: &str, json: &str) {
        let Some(items) = json.starts_with('[').then(|| elements(json)).flatten() else {
            return self.pair(key, &plain(json));
        };
        let texts = items.iter().map(|item| plain(item.get()));
        match self.arrays {
            QueryArrays::Repeat => texts.for_each(|text| self.pair(key, &text)),
            QueryArrays::Brackets => texts.for_each(|text| self.pair(&format!("{key}[]"), &text)),
            QueryArrays::Indices => {
                for (index, text) in texts.enumerate() {
                    self.pair(&format!("{key}[{index}]"), &text);
                }
            }
            QueryArrays::Comma => {
                let joined: Vec<Cow<'_, str>> = texts.collect();
                self.pair(key, &joined.join(","));
            }
        }
    }

    fn pair(&mut self, key: &str, value: &str) {
        self.url.push(if self.is_first { '?' } else { '&' });
        self.is_first = false;
        percent_encode(self.url, key);
        self.url.push('=');
        percent_encode(self.url, value);
    }
}

/// A JSON value as it stands in a query or form: strings without quotes, the rest as written.
fn plain(json: &str) -> Cow<'_, str> {
    string(json).unwrap_or(Cow::Borrowed(json))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_go_into_a_query_in_the_integrations_way() {
        for (arrays, expected) in [
            (QueryArrays::Repeat, "?a=1&a=x%20y"),
            (QueryArrays::Comma, "?a=1%2Cx%20y"),
            (QueryArrays::Brackets, "?a%5B%5D=1&a%5B%5D=x%20y"),
            (QueryArrays::Indices, "?a%5B0%5D=1&a%5B1%5D=x%20y"),
        ] {
            let mut url = String::new();
            Query {
                url: &mut url,
                arrays,
                is_first: true,
            }
            .push("a", "[1,\"x y\"]");
            assert_eq!(url, expected);
        }
    }
}
