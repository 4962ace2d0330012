//! URLs that a caller gives as a whole: hosts in every disguise, and paths that would be something else on the way.

use fairlead::catalogue::{Integration, Tool};
use serde_json::json;
use url::Url;

use super::{check, values, vendor};
use crate::counts::Counts;
use crate::fixture::by_credentials;
use crate::fixture::{Fixture, Kind};

/// What stands before a host. `{}` is one of the record's.
const SCHEMES: [&str; 16] = [
    "https://",
    "http://",
    "HTTPS://",
    "https:/",
    "https:///",
    "https:",
    "https:\\\\",
    "//",
    "",
    " https://",
    "\thttps://",
    "https://\t",
    "ftp://",
    "file://",
    "data:text/html,https://",
    "view-source:https://",
];

/// A host made of one of the record's, so that somebody reads it as that one.
const DISGUISES: [&str; 48] = [
    "{}",
    "{}.",
    "{}..",
    ".{}",
    "{}:443",
    "{}:80",
    "{}:8080",
    "{}:",
    "@{}",
    "user@{}",
    "user:pass@{}",
    ":@{}",
    "{}@evil.example",
    "{}:x@evil.example",
    "{}%40evil.example",
    "evil.example@{}",
    "evil.example\\@{}",
    "evil.example\\{}",
    "evil.example#{}",
    "evil.example?{}",
    "evil.example/{}",
    "{}\\evil.example",
    "{}\\.evil.example",
    "{}.evil.example",
    "{}-evil.example",
    "{}%2eevil.example",
    "{}%2f.evil.example",
    "{}%00.evil.example",
    "{}\0.evil.example",
    "{}\r\n.evil.example",
    "{}\t.evil.example",
    "{} .evil.example",
    "{}\u{2024}evil.example",
    "{}\u{3002}evil.example",
    "{}\u{ff0e}evil.example",
    "{}\u{ff0f}evil.example",
    "{}\u{200d}",
    "\u{ad}{}",
    "evil.{}",
    "a.b.{}",
    "xn--{}",
    "[{}]",
    "127.0.0.1",
    "2130706433",
    "0x7f.1",
    "[::1]",
    "[::ffff:169.254.169.254]",
    "metadata.google.internal",
];

/// What follows the host.
const TARGETS: [&str; 24] = [
    "/a",
    "/a%2Fb.png?Expires=1&Signature=a~b_-&Key-Pair-Id=K",
    "",
    "/",
    "?a=1",
    "#a",
    "/a#b",
    "/a\\b",
    "/../a",
    "/a/../../b",
    "/a/%2e%2e/b",
    "/a/.%2E",
    "/./a",
    "//evil.example/a",
    "/\\evil.example/a",
    "/@evil.example/a",
    "/a b",
    "/a\tb",
    "/a\r\nx-evil: 1",
    "/a?b=\r\nx-evil: 1",
    "/\u{e9}",
    "/a\0b",
    "/a?b={c}",
    "/a?b='\"<>^`|",
];

fn reading(integration: &'static Integration) -> impl Iterator<Item = &'static Tool> {
    let tools = integration.tools.iter();
    tools.filter(|tool| !integration.methods[tool.method].hosts.is_empty())
}

/// The record's hosts, a star filled in.
fn hosts(integration: &Integration, tool: &Tool) -> Vec<String> {
    let hosts = integration.methods[tool.method].hosts.iter();
    hosts.map(|host| host.replace('*', "eu")).collect()
}

/// Refused with the argument's name, or sent as it was given.
fn attempt(fixture: &Fixture, integration: &Integration, tool: &Tool, url: &str) -> bool {
    let server = &fixture.door(integration.slug, Kind::Plain).server;
    let name = tool.arguments[0].name;
    let reply = fixture
        .worker
        .legacy(server)
        .call(tool.name, json!({ name: url }));
    let sent = fixture.worker.platform.take_sent();
    fixture.worker.platform.take_lines();
    let [request] = sent.as_slice() else {
        assert!(sent.is_empty(), "{url:?}: {sent:?}");
        let mends = reply.mends();
        assert!(
            mends.iter().all(|mend| mend.starts_with(name)),
            "{url:?}: {mends:?}"
        );
        return false;
    };
    assert_eq!(request.url, url, "sent otherwise than given");
    check(fixture, tool, request);
    let (header, _) = &vendor(fixture, integration).proof;
    assert_eq!(request.headers.get(header), None, "{url:?}");
    true
}

#[test]
fn a_given_url_is_called_on_the_records_hosts_or_not_at_all() {
    let mut counts = Counts::open("smuggling-given-urls");
    let fixture = Fixture::new();
    let (mut tried, mut sent) = (0, 0);
    for integration in by_credentials() {
        for tool in reading(integration) {
            let mut urls = values();
            for host in hosts(integration, tool) {
                for disguise in DISGUISES {
                    let disguised = disguise.replace("{}", &host);
                    for scheme in SCHEMES {
                        urls.push(format!("{scheme}{disguised}/a"));
                    }
                    for target in TARGETS {
                        urls.push(format!("https://{disguised}{target}"));
                    }
                    urls.push(format!("https://{}/a", disguised.to_uppercase()));
                }
                urls.extend(
                    values()
                        .iter()
                        .map(|value| format!("https://{host}{value}")),
                );
                urls.extend(
                    values()
                        .iter()
                        .map(|value| format!("https://{host}/{value}")),
                );
                urls.extend(
                    values()
                        .iter()
                        .map(|value| format!("https://{value}{host}/a")),
                );
            }
            for url in urls {
                tried += 1;
                sent += usize::from(attempt(&fixture, integration, tool, &url));
            }
        }
    }
    assert!(tried > 5_000 && sent > 20, "{sent} of {tried} sent");
    counts.held(
        "given-urls-stay-on-their-hosts",
        "URLs: schemes × hosts in disguise × paths and queries",
        tried,
    );
    counts.close();
}

/// Where the operator has put a simulator or a proxy in the vendor's place, nothing goes past it.
#[test]
fn a_base_url_of_the_operators_is_the_only_origin() {
    let mut counts = Counts::open("smuggling-given-urls-override");
    let mut fixture = Fixture::new();
    let mut tried = 0;
    for integration in by_credentials() {
        for setting in ["https://proxy.example/v9", "http://127.0.0.1:9000"] {
            fixture.worker.set(
                &format!("{}_BASE_URL", integration.slug.to_uppercase()),
                setting,
            );
            let base = Url::parse(setting).expect("a URL");
            for tool in reading(integration) {
                let server = &fixture.door(integration.slug, Kind::Plain).server;
                let name = tool.arguments[0].name;
                let own = base.origin().ascii_serialization();
                let mut urls: Vec<(String, bool)> = vec![
                    (format!("{own}/files/a?b=c"), true),
                    (format!("{setting}/files/a%2Fb"), true),
                    (format!("{own}1/a"), false),
                    (format!("{own}:1/a"), false),
                    (format!("{own}.evil.example/a"), false),
                    (format!("{own}@evil.example/a"), false),
                    (format!("{own}\\evil.example/a"), false),
                    (own.clone(), false),
                    (own.replace("://", "://user@") + "/a", false),
                    (own.to_uppercase() + "/a", false),
                ];
                let hosts = hosts(integration, tool).into_iter();
                urls.extend(hosts.map(|host| (format!("https://{host}/a"), false)));
                for (url, expected) in urls {
                    tried += 1;
                    let reply = fixture
                        .worker
                        .legacy(server)
                        .call(tool.name, json!({ name: url }));
                    let sent = fixture.worker.platform.take_sent();
                    assert_eq!(sent.len(), usize::from(expected), "{url}: {reply:?}");
                    if let [request] = sent.as_slice() {
                        assert_eq!(request.url, url);
                        let (header, _) = &vendor(&fixture, integration).proof;
                        assert_eq!(request.headers.get(header), None, "{url}");
                    } else {
                        assert!(reply.mends()[0].contains(&own), "{reply:?}");
                    }
                }
            }
        }
        fixture
            .worker
            .set(&format!("{}_BASE_URL", integration.slug.to_uppercase()), "");
    }
    assert!(tried > 20, "{tried}");
    counts.held(
        "given-urls-stay-on-their-hosts",
        "URLs while …_BASE_URL names a simulator or a proxy",
        tried,
    );
    counts.close();
}
