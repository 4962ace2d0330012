//! E-mail addresses: how a person is known when they sign in. Compared whole, capitals do not count.

use std::fmt;

use email_address::{EmailAddress, Options};
use serde::{Deserialize, Serialize};

/// Characters of an address (RFC 5321, 4.5.3.1.3, as errata 1690 corrects it).
const MAX_LENGTH: usize = 254;

/// An address in lower case.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Email(String);

/// Shows nothing of it: log lines name a member's id.
impl fmt::Debug for Email {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Email(redacted)")
    }
}

/// What an operator is told of a text that is no address.
pub const NOT_AN_EMAIL: &str = "must be an e-mail address in ASCII, such as anna@example.com; a domain of other letters is written as xn--…";

impl Email {
    /// Reads an address. Only ASCII: letters of other scripts look like others, and some become ASCII ones in lower case (U+212A becomes k).
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let options = Options::default()
            .with_required_tld()
            .without_display_text()
            .without_domain_literal();
        let is_plain = text.len() <= MAX_LENGTH && text.is_ascii() && !text.contains('"');
        if !is_plain || EmailAddress::parse_with_options(text, options).is_err() {
            return None;
        }
        Some(Self(text.to_ascii_lowercase()))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before the `@`.
    pub fn local_part(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(local, _)| local)
    }

    /// What stands after it.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

#[cfg(test)]
mod tests {
    use super::Email;

    #[test]
    fn an_address_is_kept_in_lower_case() {
        for (text, kept) in [
            ("Anna.Lee@Example.COM", "anna.lee@example.com"),
            (
                " o'brien+x@mail.example.co.uk ",
                "o'brien+x@mail.example.co.uk",
            ),
            ("a@xn--bcher-kva.example", "a@xn--bcher-kva.example"),
        ] {
            let email = Email::parse(text).unwrap();
            assert_eq!(email.as_str(), kept);
        }
        let email = Email::parse("Anna@Example.com").unwrap();
        assert_eq!(
            (email.local_part(), email.domain()),
            ("anna", "example.com")
        );
        assert_eq!(format!("{email:?}"), "Email(redacted)");
    }

    #[test]
    fn what_is_no_plain_address_is_refused() {
        let long = format!("a@{}.example", "b".repeat(250));
        for text in [
            "",
            "anna",
            "@example.com",
            "anna@",
            "anna@localhost",
            "anna@[127.0.0.1]",
            "anna@example..com",
            "anna@-example.com",
            "anna@@example.com",
            "an na@example.com",
            "Anna <anna@example.com>",
            "anna@example.com\nbcc:eve@evil.example",
            "\"anna@example.com\"@evil.example",
            "anna@example.com,eve@evil.example",
            "anna@\u{212a}example.com",
            "\u{430}nna@example.com",
            &long,
        ] {
            assert!(Email::parse(text).is_none(), "{text}");
        }
    }
}
