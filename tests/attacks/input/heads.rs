//! Methods, paths and headers that are nearly right, on every route.

use fairlead::http::Headers;

use super::arguments::Must;
use super::choices::Choices;
use super::oracle::Case;
use crate::fake::{ADMIN_TOKEN, Ask, request};
use crate::fixture::{ALLOWED_ORIGIN, Fixture, Kind};

/// A request whose head has one thing wrong.
pub(crate) fn head(fixture: &Fixture, choices: &mut Choices<'_>) -> Case {
    Case::new(ask(fixture, choices), Must::Either).in_any_weather(choices)
}

fn ask(fixture: &Fixture, choices: &mut Choices<'_>) -> Ask {
    let door = &fixture.door("acme", Kind::Plain).server;
    let account = format!("/integrated-account/{}", door.account);
    let routes = [
        "/healthz".to_owned(),
        door.path(),
        "/integration".to_owned(),
        "/integration/acme".to_owned(),
        "/integration/acme/capabilities".to_owned(),
        "/integrated-account".to_owned(),
        account.clone(),
        format!("{account}/mcp"),
        door.resource(),
        "/api-token".to_owned(),
        format!("/api-token/{}", "0".repeat(64)),
        "/.well-known/oauth-protected-resource".to_owned(),
        "/".to_owned(),
    ];
    let mut path = routes[choices.pick(routes.len())].clone();
    // Nothing here deletes or writes with a good token: those have bodies, and suites, of their own.
    let method = match choices.pick(4) {
        0..=1 => choices.one(&["GET", "HEAD"]).to_owned(),
        2 => choices
            .one(&[
                "OPTIONS", "PUT", "TRACE", "CONNECT", "get", "PROPFIND", "QUERY",
            ])
            .to_owned(),
        _ => choices.hostile(),
    };
    path = match choices.pick(8) {
        0..=3 => path,
        4 => format!("{path}/{}", choices.hostile()),
        5 => {
            let spoiled = choices.spoil(path.as_bytes());
            String::from_utf8_lossy(&spoiled).into_owned()
        }
        6 => format!(
            "{}{path}",
            choices.one(&["/", "/.", "/x/..", "/%2e%2e", "\\", ""])
        ),
        _ => choices.hostile(),
    };
    let mut ask = request(&method, "/");
    // A path always starts with a slash.
    ask.0.path = format!("/{}", path.strip_prefix('/').unwrap_or(&path));
    if choices.rarely(4) {
        let keys = [
            "limit",
            "next_cursor",
            "methods",
            "access_token",
            "x",
            "integration[in]",
            "tenant_id",
            "status",
            "read_only",
            "created_at[gte]",
            "updated_at[no]",
            "scope",
        ];
        let key = choices.one(&keys);
        let value = match choices.pick(3) {
            0 => choices.hostile(),
            1 => choices
                .one(&["0", "1", "100", "101", "-1", "4294967296", "1e2", "after:x"])
                .to_owned(),
            _ => String::new(),
        };
        ask.0.query = format!("{key}={value}");
    }
    if choices.pick(4) < 3 {
        ask = ask.bearer(ADMIN_TOKEN);
    }
    for _ in 0..choices.pick(3) {
        let name = choices.one(&[
            "authorization",
            "content-type",
            "content-length",
            "accept",
            "host",
            "x-forwarded-host",
            "x-original-url",
            "access-control-request-method",
            "access-control-request-headers",
            "mcp-protocol-version",
            "cookie",
            "cf-ray",
            "cf-connecting-ip",
            "x-request-id",
            "if-none-match",
        ]);
        let value = choices.hostile();
        ask = ask.header(name, &value);
    }
    if choices.rarely(4) {
        ask = ask.header("origin", ALLOWED_ORIGIN);
    }
    ask
}

/// The same from a page. One other page is allowed here, and it is not this machine.
pub(crate) fn origin(fixture: &Fixture, choices: &mut Choices<'_>) -> Case {
    let origin = match choices.pick(4) {
        0 => choices.hostile(),
        1 => choices
            .one(&[
                "null",
                "file://",
                "https://evil.example",
                "https://FAIRLEAD.example",
            ])
            .to_owned(),
        2 => choices
            .one(&[
                "http://localhost",
                "http://127.0.0.1:80",
                "http://[::1]",
                "http://localhost.evil.example",
            ])
            .to_owned(),
        _ => format!("https://{}", choices.hostile()),
    };
    let mut foreign = ask(fixture, choices);
    let others = foreign.0.headers.as_lines().lines();
    let others = others.filter(|line| !line.starts_with("origin: "));
    let lines: Vec<String> = others.map(|line| format!("{line}\n")).collect();
    foreign.0.headers = Headers::from_lines(lines.concat());
    let ask = foreign.header("origin", &origin);
    Case::new(ask, Must::BeRefused).also(|fixture, reply| {
        let loads = fixture.worker.platform.records.loads();
        let may_read = reply.header("access-control-allow-origin").is_some();
        if reply.status == 403 && loads == 0 && !may_read {
            Ok(())
        } else {
            Err(format!("{loads} reads for a foreign origin: {reply:?}"))
        }
    })
}
