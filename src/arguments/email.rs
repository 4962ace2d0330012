//! E-mail addresses as people copy them.

/// The e-mail address that a text is, or shows as in `Ana <ana@acme.example>` and `mailto:ana@acme.example`.
pub(super) fn email(text: &str) -> Option<&str> {
    let copied = text
        .rsplit_once("mailto:")
        .or_else(|| text.rsplit_once('<'));
    let address = match copied {
        Some((_, rest)) => rest.split(['>', '?', ')']).next()?.trim(),
        None => text,
    };
    is_email(address).then_some(address)
}

/// Whether a text is an e-mail address and nothing else.
pub(super) fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, host)| {
        let is_part = |part: &str| {
            !part.is_empty()
                && !part.contains(['@', '<', '>', ':', ','])
                && !part.contains(char::is_whitespace)
        };
        is_part(name) && is_part(host) && host.contains('.') && !host.contains('/')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_out_of_what_mail_programs_show() {
        for (text, expected) in [
            ("ana@acme.example", Some("ana@acme.example")),
            ("<ana@acme.example>", Some("ana@acme.example")),
            ("Ana Rossi <ana@acme.example>", Some("ana@acme.example")),
            ("mailto:ana@acme.example", Some("ana@acme.example")),
            (
                "mailto:ana@acme.example?subject=x",
                Some("ana@acme.example"),
            ),
            ("<mailto:ana@acme.example>", Some("ana@acme.example")),
            (
                "[ana@acme.example](mailto:ana@acme.example)",
                Some("ana@acme.example"),
            ),
            ("ana@acme.example, bo@acme.example", None),
            ("info/sales@acme.example", Some("info/sales@acme.example")),
            ("ana@acme", None),
            ("@acme.example", None),
            ("Ana", None),
            ("https://ana@acme.example/", None),
        ] {
            assert_eq!(email(text), expected, "{text}");
        }
    }
}
