//! Methods that read the URL that they are given.

use super::folder::{Records, refused};
use super::rendering::{built, holds};

const FILE: &str = "integration.yaml";
const FILE_LIST: &str = "attach: { http: POST /files, body: multipart }";
const FILE_READ: &str = "attach: { http: POST /files, body: multipart }\n    read: { http: \"GET {url}\", hosts: [files.acme.example, \"*.cdn.acme.example\"], response: binary }";
const READ: &str = "  attach:\n    effect: write";
const READ_DOCUMENTED: &str = "  read:
    effect: read
    description: Returns a file by the address that another tool showed.
    query_schema: { type: object, properties: { url: { type: string, description: The address. } } }
    example: { url: \"https://files.acme.example/a\" }
  attach:
    effect: write";

fn reading() -> Records {
    Records::good()
        .but(FILE, FILE_LIST, FILE_READ)
        .but("issues.yaml", READ, READ_DOCUMENTED)
}

#[test]
fn a_method_can_read_the_url_that_it_is_given_on_hosts_of_the_record() {
    let source = built(&reading());
    holds(
        &source,
        r#"path: "{url}", segments: &[Segment::Parameter("url")], hosts: &["files.acme.example", "*.cdn.acme.example"], body: BodyKind::None, response: ResponseKind::Binary"#,
    );
    holds(&source, "headers: &[], authenticated: false");
    holds(
        &source,
        r#"Argument { name: "url", also: &[], wire_name: "url", place: Place::Path, required: true"#,
    );
}

#[test]
fn a_host_is_a_dns_name_that_leaves_no_domain_open() {
    for host in [
        "*",
        "*.example",
        "*.*.acme.example",
        "acme",
        "files.acme.example:443",
        "https://files.acme.example",
        "files.acme.example/a",
        "Files.acme.example",
        "files.acme.example.",
        "127.0.0.1",
        "[::1]",
        "-a.acme.example",
        "a@b.example",
        "f\u{ec}les.acme.example",
    ] {
        let records = Records::good().but(
            FILE,
            FILE_LIST,
            &FILE_READ.replace("files.acme.example", &format!("{host:?}")),
        );
        let expected = format!(
            "resources.issues.read.hosts: `{host}` is not a host; write a DNS name in lower case without scheme and port; one label before the last two may be `*`"
        );
        let complaints = records.complaints();
        assert!(
            complaints.iter().any(|it| it.ends_with(&expected)),
            "{host}: {complaints:?}"
        );
    }
    let none = FILE_READ.replace("[files.acme.example, \"*.cdn.acme.example\"]", "[]");
    refused(
        FILE,
        FILE_LIST,
        &none,
        "resources.issues.read.hosts: there are no hosts; name the hosts of the vendor's files",
    );
}

#[test]
fn a_method_with_hosts_sends_a_url_and_nothing_else() {
    for (key, value) in [
        ("body", "json"),
        ("pagination", "by_cursor"),
        ("fixed", "{ query: { a: b } }"),
        ("capped", "{ limit: 5, narrow: Narrow it. }"),
    ] {
        let with = FILE_READ.replace("response: binary", &format!("{key}: {value}"));
        let complaints = Records::good().but(FILE, FILE_LIST, &with).complaints();
        let expected = format!(
            "resources.issues.read.{key}: a method with `hosts` sends a URL and nothing else; take it out"
        );
        assert!(
            complaints.iter().any(|it| it.ends_with(&expected)),
            "{key}: {complaints:?}"
        );
    }
    for http in ["POST {url}", "GET /{url}", "GET {url}/x", "GET {host}{url}"] {
        refused(
            FILE,
            FILE_LIST,
            &FILE_READ.replace("GET {url}", http),
            "resources.issues.read.http: a method with `hosts` reads the URL that it is given; write `http: GET {url}`, or take `hosts` out",
        );
    }
    refused(
        FILE,
        FILE_LIST,
        "attach: { http: POST /files, body: multipart }\n    read: { http: \"GET {url}\" }",
        "resources.issues.read.http: `{url}` is not a path; start it with / and leave out query, fragment and spaces",
    );
    for (from, to) in [
        ("url: { type: string", "url: { type: integer"),
        (
            "properties: {",
            "properties: { size: { type: string, description: How large. },",
        ),
    ] {
        let records = Records::good().but(FILE, FILE_LIST, FILE_READ).but(
            "issues.yaml",
            READ,
            &READ_DOCUMENTED.replace(from, to),
        );
        let complaints = records.complaints();
        assert!(
            complaints.iter().any(|it| it.ends_with("methods.read.query_schema: a method with `hosts` sends the URL that it is given and nothing else; describe that one parameter, as a string")),
            "{complaints:?}"
        );
    }
}
