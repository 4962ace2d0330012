//! What a hostile vendor answers: redirects of every kind, and cursors that lead elsewhere.

use fairlead::catalogue::{PagingStyle, ResponseKind, Tool};
use fairlead::http::InboundResponse;
use serde_json::{Value, json};

use super::{check, values};
use crate::counts::Counts;
use crate::cursors::{example, first_page};
use crate::fake::vendor_answer;
use crate::fixture::by_credentials;
use crate::fixture::{Fixture, Kind};

const LOCATIONS: [&str; 22] = [
    "",
    "/",
    "/elsewhere",
    "..",
    "//evil.example/x",
    "\\\\evil.example\\x",
    "https://evil.example/",
    "https://evil.example/?token=",
    "https://user:pass@evil.example/",
    "http://evil.example/",
    "http://127.0.0.1/",
    "http://localhost:8787/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[::1]/",
    "http://[::ffff:10.0.0.1]/",
    "http://metadata.google.internal/",
    "https://10.0.0.1/",
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "ftp://evil.example/",
    "HTTPS://evil.example/\r\nx-evil: 1",
];

/// One tool of each kind of answer and verb: what is done with an answer depends on nothing else.
fn samples(integration: &'static fairlead::catalogue::Integration) -> Vec<&'static Tool> {
    let kind = |tool: &Tool| {
        let method = &integration.methods[tool.method];
        (method.response, method.verb, tool.is_error)
    };
    let mut samples: Vec<&'static Tool> = Vec::new();
    for tool in integration.tools {
        if !samples.iter().any(|other| kind(other) == kind(tool)) {
            samples.push(tool);
        }
    }
    samples
}

#[test]
fn no_redirect_is_followed() {
    let mut counts = Counts::open("smuggling-redirects");
    let fixture = Fixture::new();
    let mut tried = 0;
    for integration in by_credentials() {
        let server = &fixture.door(integration.slug, Kind::Plain).server;
        for tool in samples(integration) {
            let is_link = integration.methods[tool.method].response == ResponseKind::Redirect;
            for status in 300..=310 {
                for location in LOCATIONS {
                    let mut answer = vendor_answer(status, "{\"message\":\"moved\"}");
                    answer.headers.push("location", location);
                    fixture.worker.platform.script(move |_| Ok(answer.clone()));
                    let reply = fixture.worker.legacy(server).call(tool.name, example(tool));
                    let sent = fixture.worker.platform.take_sent();
                    tried += 1;
                    assert_eq!(sent.len(), 1, "{} {status} {location}", tool.name);
                    check(&fixture, tool, &sent[0]);
                    let block = reply.result()["content"][0].clone();
                    if is_link && location.starts_with("https://") {
                        assert_eq!(block["type"], "resource_link", "{location}: {block}");
                        assert_eq!(block["uri"], location, "shown, not followed");
                    } else {
                        assert_eq!(reply.failed()["statusCode"], status, "{location}");
                        assert_eq!(reply.failed()["remote"], true, "{location}");
                        assert!(block["uri"].is_null(), "{block}");
                    }
                    fixture.restore();
                }
            }
        }
    }
    counts.held(
        "redirects-are-not-followed",
        "every 3xx × locations, for each kind of answer of each integration",
        tried,
    );
    counts.close();
}

#[test]
fn a_vendors_cursor_stays_in_its_place() {
    let mut counts = Counts::open("smuggling-vendor-cursors");
    let fixture = Fixture::new();
    let mut tried = 0;
    for integration in by_credentials() {
        let server = &fixture.door(integration.slug, Kind::Plain).server;
        let tools = integration.tools.iter();
        for tool in tools.filter(|tool| tool.composite.is_none()) {
            let method = &integration.methods[tool.method];
            let Some((paging, page)) = method
                .paging
                .and_then(|paging| Some((paging, first_page(&paging, method.response_path)?)))
            else {
                continue;
            };
            for value in values() {
                let answers = hostile_pages(&paging.style, &page, &value);
                for answer in answers {
                    tried += 1;
                    let answer: InboundResponse = vendor_answer(200, &answer.to_string());
                    fixture.worker.platform.script(move |_| Ok(answer.clone()));
                    let client = fixture.worker.legacy(server);
                    let first = client.call(tool.name, example(tool)).answered();
                    let mut again = example(tool);
                    again["next_cursor"] = first["next_cursor"].clone();
                    if again["next_cursor"].is_null() {
                        fixture.restore();
                        continue;
                    }
                    client.call(tool.name, again).answered();
                    let sent = fixture.worker.platform.take_sent();
                    assert_eq!(sent.len(), 2, "{} {value:?}", tool.name);
                    let before = check(&fixture, tool, &sent[0]);
                    let after = check(&fixture, tool, &sent[1]);
                    let is_url = matches!(paging.style, PagingStyle::NextUrl { .. });
                    let added = after.len().saturating_sub(before.len());
                    assert!(
                        is_url || added <= 1,
                        "{} {value:?}: {}",
                        tool.name,
                        sent[1].url
                    );
                    fixture.restore();
                }
            }
        }
    }
    assert!(tried > 1_000, "{tried}");
    counts.held(
        "credentials-go-to-their-host",
        "cursors and next-page URLs of a hostile vendor",
        tried,
    );
    counts.close();
}

/// A first page whose word for the next one is hostile.
fn hostile_pages(style: &PagingStyle, page: &Value, value: &str) -> Vec<Value> {
    let with = |pointer: &str, what: Value| {
        let mut page = page.clone();
        if let Some(place) = page.pointer_mut(pointer) {
            *place = what;
        }
        page
    };
    match style {
        PagingStyle::SizeOnly => Vec::new(),
        PagingStyle::Cursor { next, .. } => vec![with(next, json!(value))],
        PagingStyle::Page { current, .. } => vec![with(current, json!(value))],
        PagingStyle::NextUrl { next } => [
            "",
            "https://evil.example/x?",
            "//evil.example?a=1&",
            "/x?",
            "?",
        ]
        .iter()
        .map(|start| with(next, json!(format!("{start}{value}"))))
        .collect(),
    }
}
