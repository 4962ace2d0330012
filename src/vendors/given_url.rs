//! A URL that a caller gives as a whole. It is sent as it stands or not at all: nothing of it is what a URL parser drops, replaces or resolves,
//! so the host that is checked here is the host that is called.

use super::base_url::is_host;
use super::compose::is_dots;

/// Signed addresses have up to some 1,500 characters.
const MAX_LENGTH: usize = 4_096;

/// What a given URL has to start with, for the model: the record's hosts, or the operator's replacement of them.
pub(super) fn wanted(hosts: &[&str], fixed: Option<&str>) -> String {
    match fixed {
        Some(fixed) => origin(fixed).to_owned(),
        None => format!("https://{}", hosts.join(" or https://")),
    }
}

/// Whether a URL may be called. `fixed` is the operator's replacement of the vendor's address: then its origin is the only one, so that a
/// simulator or proxy gets everything.
pub(super) fn is_allowed(url: &str, hosts: &[&str], fixed: Option<&str>) -> bool {
    let rest = match fixed {
        Some(fixed) => url.strip_prefix(origin(fixed)),
        None => url.strip_prefix("https://").and_then(|rest| {
            let (host, _) = rest.split_once('/')?;
            // A label in Punycode is one that a parser reads again: some of them are no names at all.
            let is_read_again = host.to_ascii_lowercase().contains("xn--");
            let is_known = hosts.iter().any(|allowed| is_host(allowed, host));
            rest.strip_prefix(host)
                .filter(|_| is_known && !is_read_again)
        }),
    };
    url.len() <= MAX_LENGTH && rest.is_some_and(is_target)
}

/// Scheme, host and port.
fn origin(url: &str) -> &str {
    let start = url.find("://").map_or(0, |scheme| scheme + "://".len());
    let rest = url.get(start..).unwrap_or_default();
    let end = rest.find('/').unwrap_or(rest.len());
    url.get(..start + end).unwrap_or(url)
}

/// A path and perhaps a query that fetch sends byte for byte.
/// WHATWG URL, "path percent-encode set" and "query percent-encode set": <https://url.spec.whatwg.org/#percent-encoded-bytes>
fn is_target(text: &str) -> bool {
    let is_kept = |byte: u8| byte.is_ascii_graphic() && !b"\"#'<>\\^`{|}".contains(&byte);
    let path = text.split('?').next().unwrap_or_default();
    let mut segments = path.split('/').skip(1);
    path.starts_with('/')
        && path.len() > 1
        && text.bytes().all(is_kept)
        && !segments.any(|segment| !segment.is_empty() && is_dots(segment))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTS: &[&str] = &["files.acme.example", "*.cdn.acme.example"];

    #[test]
    fn a_url_on_an_allowed_host_is_taken_as_it_stands() {
        for good in [
            "https://files.acme.example/a",
            "https://files.acme.example/org%2F1757-image.png?Expires=253370764800&Signature=a~b-c_&Key-Pair-Id=K",
            "https://eu.cdn.acme.example/a/b@c:d//e?f=//g@h",
            "https://FILES.acme.example/a..b/.c",
        ] {
            assert!(is_allowed(good, HOSTS, None), "{good}");
        }
    }

    #[test]
    fn everything_that_could_lead_elsewhere_is_refused() {
        for bad in [
            "",
            "/a",
            "files.acme.example/a",
            "//files.acme.example/a",
            "http://files.acme.example/a",
            "HTTPS://files.acme.example/a",
            "https:/files.acme.example/a",
            "https:///files.acme.example/a",
            "https:files.acme.example/a",
            "https://files.acme.example",
            "https://files.acme.example/",
            "https://files.acme.example?a=/b",
            "https://files.acme.example#/b",
            "https://files.acme.example:443/a",
            "https://files.acme.example:/a",
            "https://files.acme.example./a",
            "https://files.acme.example.evil.example/a",
            "https://evil.example/files.acme.example/a",
            "https://files.acme.example@evil.example/a",
            "https://user:pass@files.acme.example/a",
            "https://@files.acme.example/a",
            "https://evil.example\\@files.acme.example/a",
            "https://files.acme.example\\.evil.example/a",
            "https://files.acme.example%2f.evil.example/a",
            "https://files%2eacme.example/a",
            "https://files\u{3002}acme.example/a",
            "https://f\u{ec}les.acme.example/a",
            "https://cdn.acme.example/a",
            "https://a.b.cdn.acme.example/a",
            "https://.cdn.acme.example/a",
            "https://-.cdn.acme.example/a",
            "https://xn--eu.cdn.acme.example/a",
            "https://127.0.0.1/a",
            "https://[::1]/a",
            "https://2130706433/a",
            "https://files.acme.example/a#b",
            "https://files.acme.example/a b",
            "https://files.acme.example/a\tb",
            "https://files.acme.example/a\r\nHost: evil.example",
            "https://files.acme.example/a\\b",
            "https://files.acme.example/\u{e9}",
            "https://files.acme.example/a/../b",
            "https://files.acme.example/a/%2e%2E/b",
            "https://files.acme.example/..",
            " https://files.acme.example/a",
            "https://files.acme.example/a\0",
        ] {
            assert!(!is_allowed(bad, HOSTS, None), "{bad:?}");
        }
        let long = format!("https://files.acme.example/{}", "a".repeat(MAX_LENGTH));
        assert!(!is_allowed(&long, HOSTS, None));
    }

    #[test]
    fn the_operators_replacement_is_the_only_origin() {
        let fixed = Some("http://127.0.0.1:9000/v1");
        for (url, expected) in [
            ("http://127.0.0.1:9000/files/a", true),
            ("http://127.0.0.1:9000/v1/../a", false),
            ("http://127.0.0.1:9000", false),
            ("http://127.0.0.1:90001/a", false),
            ("http://127.0.0.1:9000@evil.example/a", false),
            ("https://127.0.0.1:9000/a", false),
            ("https://files.acme.example/a", false),
        ] {
            assert_eq!(is_allowed(url, HOSTS, fixed), expected, "{url}");
        }
        assert_eq!(wanted(HOSTS, fixed), "http://127.0.0.1:9000");
    }
}
