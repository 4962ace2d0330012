//! Where a webhook may be: at a public name, over https. An address of numbers is none, in whatever notation: what receives events has a name, and
//! a certificate for it. So nothing here has to know which blocks are private.
//!
//! What a public name resolves to is the runtime's matter, for a Worker resolves none: Cloudflare's has no way into a private network, and workerd's
//! own configuration says which addresses may be called (`global_fetch_strictly_public` in wrangler.toml). `src/edge/outbound.js` looks at the name
//! once more where the request leaves, for this and for what the OAuth library fetches; tests hold both to one table.

use std::net::{Ipv4Addr, Ipv6Addr};

/// Characters of a URL.
const MOST: usize = 2_048;

/// Names that mean something inside a network, or on this machine, alone: of
/// <https://www.iana.org/assignments/special-use-domain-names>, and those that networks use for themselves without asking anybody.
const INSIDE: [&str; 14] = [
    "localhost",
    "localdomain",
    "local",
    "internal",
    "intranet",
    "private",
    "corp",
    "home",
    "lan",
    "arpa",
    "test",
    "invalid",
    "onion",
    "alt",
];

/// What is wrong with the URL of a webhook, as the rest of a sentence that begins with the field; `to_loopback` where the operator's settings let
/// events go to this machine.
pub fn check(url: &str, to_loopback: bool) -> Result<(), &'static str> {
    if url.len() > MOST || !url.bytes().all(is_plain) {
        return Err(
            "must be a URL of at most 2048 printable ASCII characters; percent-encode others",
        );
    }
    let is_local = url.strip_prefix("http://").map(|rest| authority(rest).0);
    if to_loopback && is_local.is_some_and(is_loopback) {
        return Ok(());
    }
    let rest = url
        .strip_prefix("https://")
        .ok_or("must begin with https://")?;
    let (host, port) = authority(rest);
    if rest.contains('#') || host.contains('@') {
        return Err("must have neither a fragment nor a user name");
    }
    if !port.is_none_or(is_port) {
        return Err("must have a port from 1 to 65535, or none");
    }
    if is_public(host) {
        Ok(())
    } else {
        Err(
            "must name a public host, such as hooks.example.com; addresses of numbers, and names that mean something inside a network alone, are not called",
        )
    }
}

/// What a URL parser neither drops nor replaces.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_graphic() && !b"\\\"<>^`{|}".contains(&byte)
}

fn is_port(port: &str) -> bool {
    port.parse::<u16>().is_ok_and(|port| port > 0)
}

/// Whether a browser goes to what follows the scheme: a host that a URL parser reads as it stands, and a port that there is.
pub fn is_place(rest: &str) -> bool {
    let (host, port) = authority(rest);
    let is_address = host.parse::<Ipv4Addr>().is_ok()
        || host
            .strip_prefix('[')
            .and_then(|host| host.strip_suffix(']'))
            .is_some_and(|host| host.parse::<Ipv6Addr>().is_ok());
    port.is_none_or(is_port) && (is_address || is_name(host))
}

/// Whether what follows the scheme is on this machine.
pub fn is_on_this_machine(rest: &str) -> bool {
    is_loopback(authority(rest).0)
}

/// The host and the port of what follows the scheme.
fn authority(rest: &str) -> (&str, Option<&str>) {
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let authority = rest.get(..end).unwrap_or_default();
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        Some(_) | None => (authority, None),
    }
}

fn is_loopback(host: &str) -> bool {
    ["127.0.0.1", "localhost", "[::1]"].contains(&host)
}

/// A name of two labels or more that means something everywhere.
fn is_public(host: &str) -> bool {
    let name = host.to_ascii_lowercase();
    let last = name.rsplit_once('.').map(|(_, last)| last);
    is_name(&name) && last.is_some_and(|last| !INSIDE.contains(&last))
}

/// A name. Its last label begins with a letter: a URL parser takes every host for an IPv4 address whose last label is a number, in decimal, octal or
/// hexadecimal, and every one in brackets for one of IPv6 (<https://url.spec.whatwg.org/#host-parsing>).
fn is_name(name: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    let last = name.rsplit('.').next().unwrap_or_default();
    name.len() <= 253
        && name.split('.').all(is_label)
        && last.starts_with(|first: char| first.is_ascii_alphabetic())
}
