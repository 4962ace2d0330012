//! Tokens that are nearly right, in the URL and in `Authorization`.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::arguments::Must;
use super::choices::Choices;
use super::oracle::Case;
use crate::fake::{ADMIN_TOKEN, request};
use crate::fixture::Fixture;

const NO_SERVER: &str = "{\"statusCode\":404,\"error\":\"Not Found\",\"message\":\"No MCP server answers at this URL. It may have expired or been revoked; ask whoever gave it to you for a new one.\"}";

const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// A message to a URL.
pub(crate) fn url(fixture: &Fixture, choices: &mut Choices<'_>) -> Case {
    let door = &fixture.doors[choices.pick(fixture.doors.len())];
    let other = &fixture.doors[choices.pick(fixture.doors.len())];
    let token = match choices.pick(4) {
        0 => parts(&door.server.token, &other.server.token, choices),
        1 => foreign(fixture, choices),
        _ => altered(&door.server.token, choices),
    };
    // Slashes after a URL are no other URL.
    let opener = token.trim_end_matches('/');
    let is_live = fixture.doors.iter().any(|it| it.server.token == opener);
    let is_one_segment = !opener.is_empty() && !opener.contains('/');
    let is_well_formed = is_well_formed(opener);
    let mut ask = request("POST", "/").header("content-type", "application/json");
    ask.0.path = format!("/mcp/{token}");
    ask.0.query = choices
        .one(&["", "methods=read", "v=2", "tools=nothing"])
        .to_owned();
    let method = choices.one(&["tools/list", "tools/call", "ping", "initialize"]);
    let ask = ask.body(format!(
        "{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"{method}\",\"params\":{{\"name\":\"{}\"}}}}",
        door.integration.tools[0].name
    ));
    if is_live {
        return Case {
            id: Some("1".to_owned()),
            ..Case::new(ask, Must::Either)
        };
    }
    Case::new(ask, Must::BeRefused).also(move |fixture, reply| {
        let loads = fixture.worker.platform.records.loads();
        if reply.status != 404 || (is_one_segment && reply.body != NO_SERVER) {
            return Err(format!("another 404: {reply:?}"));
        }
        if loads > usize::from(is_well_formed) {
            return Err(format!("{loads} reads of KV"));
        }
        Ok(())
    })
}

/// `fl_` and the one base64url spelling of 64 bytes.
fn is_well_formed(token: &str) -> bool {
    let rest = token.strip_prefix("fl_").unwrap_or_default().as_bytes();
    // 64 bytes are 85 characters and a third of another, whose four low bits are zero.
    rest.len() == 86
        && rest.iter().all(|byte| ALPHABET.contains(byte))
        && b"AQgw".contains(&rest[85])
}

/// Account, server and secret, each of either token.
fn parts(left: &str, right: &str, choices: &mut Choices<'_>) -> String {
    let [left, right] =
        [left, right].map(|token| URL_SAFE_NO_PAD.decode(&token[3..]).expect("a token"));
    let mut bytes = Vec::new();
    for range in [0..16, 16..32, 32..64] {
        let piece = match choices.pick(4) {
            0 | 1 => &left[range],
            2 => &right[range],
            _ => continue,
        };
        bytes.extend_from_slice(piece);
    }
    format!("fl_{}", URL_SAFE_NO_PAD.encode(bytes))
}

/// Something that opens another door, or is said to name this one.
fn foreign(fixture: &Fixture, choices: &mut Choices<'_>) -> String {
    let door = &fixture.doors[choices.pick(fixture.doors.len())].server;
    match choices.pick(7) {
        0 => ADMIN_TOKEN.to_owned(),
        1 => fixture.api_tokens[choices.pick(2)].clone(),
        2 => door.id.clone(),
        3 => door.account.clone(),
        4 => format!("fl_{}", &fixture.api_tokens[choices.pick(2)][4..]),
        5 => door.key(),
        _ => choices.hostile(),
    }
}

/// A token with one thing changed.
fn altered(token: &str, choices: &mut Choices<'_>) -> String {
    let at = choices.pick(token.len());
    let (start, rest) = token.split_at(at);
    let other = char::from(choices.one(ALPHABET));
    match choices.pick(12) {
        0 | 1 => format!("{start}{other}{}", &rest[1..]),
        2 => start.to_owned(),
        3 => format!("{token}{other}"),
        4 => format!(
            "{token}{}",
            choices.one(&["=", "==", "%3D", "A", " ", "\0", "/", "?", "."])
        ),
        5 => format!(
            "{}{}",
            choices.one(&["FL_", "fl-", "fla_", "fl", "", " fl_", "fl__", "%66l_"]),
            &token[3..]
        ),
        6 => token.to_uppercase(),
        7 => token.to_lowercase(),
        8 => format!(
            "{start}{}{rest}",
            choices.one(&["\0", " ", "\n", "%00", "\u{200b}", "\u{feff}", "."])
        ),
        9 => format!("{start}{rest}{token}"),
        10 => {
            // Another spelling of the same bytes, for a decoder that ignores the bits left over.
            let last = token.bytes().last().unwrap_or_default();
            let index = ALPHABET
                .iter()
                .position(|byte| *byte == last)
                .unwrap_or_default();
            let spelled = char::from(ALPHABET[index | (1 + choices.pick(15))]);
            format!("{}{spelled}", &token[..token.len() - 1])
        }
        _ => token.replace('-', "+").replace('_', "/"),
    }
}

/// A request of the operator's API.
pub(crate) fn bearer(fixture: &Fixture, choices: &mut Choices<'_>) -> Case {
    let living = [ADMIN_TOKEN, &fixture.api_tokens[0], &fixture.api_tokens[1]];
    let door = &fixture.doors[choices.pick(fixture.doors.len())].server;
    let token = match choices.pick(4) {
        0 => door.token.clone(),
        1 => choices.hostile(),
        _ => {
            let token = choices.one(&living);
            altered(token, choices)
        }
    };
    let scheme = choices.one(&[
        "Bearer ", "bearer ", "BEARER  ", "Basic ", "Token ", "", "Bearer\t", "Bearer:", "Bearer, ",
    ]);
    let value = format!("{scheme}{token}");
    let target = choices.one(&[
        "/integrated-account",
        "/api-token",
        "/integration",
        "/integration/acme",
    ]);
    let ask = request("GET", target).header("authorization", &value);
    // As a header can carry it, and as the scheme ends.
    let carried: String = value.chars().filter(|c| !"\r\n\0".contains(*c)).collect();
    let (scheme, token) = carried.trim().split_once(' ').unwrap_or_default();
    let is_bearer = scheme.eq_ignore_ascii_case("bearer");
    if is_bearer && living.contains(&token.trim()) {
        return Case::new(ask, Must::Either);
    }
    Case::new(ask, Must::BeRefused).also(|_, reply| {
        if reply.status == 401 {
            Ok(())
        } else {
            Err(format!("let in: {reply:?}"))
        }
    })
}
