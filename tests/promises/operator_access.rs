//! Who may use the operator's API, on every route and verb.

use fairlead::access::lifetime::to_iso;
use fairlead::platform::UnixSeconds;
use serde_json::json;

use crate::fake::{ADMIN_TOKEN, NOW, Worker, request};

/// Every route of the operator's API with its verbs.
const ROUTES: [(&str, &[&str]); 23] = [
    ("/integration", &["GET"]),
    ("/integration/acme", &["GET"]),
    ("/integration/acme/capabilities", &["GET"]),
    ("/integrated-account", &["GET", "POST"]),
    ("/integrated-account/{account}", &["GET", "PATCH", "DELETE"]),
    ("/integrated-account/{account}/credentials", &["PATCH"]),
    ("/integrated-account/{account}/test", &["POST"]),
    ("/integrated-account/{account}/mcp", &["GET", "POST"]),
    ("/integrated-account/{account}/mcp/preview", &["POST"]),
    (
        "/integrated-account/{account}/mcp/{server}",
        &["GET", "PATCH", "DELETE"],
    ),
    (
        "/integrated-account/{account}/mcp/{server}/rotate",
        &["POST"],
    ),
    ("/mcp-server", &["GET", "POST"]),
    ("/mcp-server/preview", &["POST"]),
    ("/mcp-server/{several}", &["GET", "PATCH", "DELETE"]),
    ("/mcp-server/{several}/rotate", &["POST"]),
    ("/api-token", &["GET", "POST"]),
    ("/api-token/{token}", &["DELETE"]),
    ("/member", &["GET", "POST"]),
    ("/member/{member}", &["GET", "PATCH", "DELETE"]),
    ("/member/{member}/sign-in-link", &["POST"]),
    ("/member/{member}/grant", &["GET", "DELETE"]),
    ("/member/{member}/grant/{grant}", &["DELETE"]),
    ("/admin/reseal", &["POST"]),
];

const VERBS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

#[test]
fn every_route_and_verb_asks_for_a_living_admin_token() {
    let worker = Worker::new();
    let server = worker.server();
    let (token, mcp) = worker.api_token("mcp", None);
    let member = worker.member_with(&json!({}));
    let several = worker.several(&json!({ "accounts": [{ "id": server.account }] }));
    let (deleted, gone) = worker.api_token("admin", None);
    worker.delete(&format!("/api-token/{deleted}")).is(200);
    let (_, expired) = worker.api_token("admin", Some(&to_iso(UnixSeconds(NOW + 60))));
    worker.platform.records.keeps_expired.set(true);
    worker.platform.pass(60);
    let before = worker.platform.records.snapshot();

    let wrong = [
        ("none", None, 401),
        ("empty", Some(String::new()), 401),
        ("wrong", Some("Bearer not-the-admin-token".to_owned()), 401),
        ("nearly", Some(format!("Bearer {ADMIN_TOKEN}x")), 401),
        ("another scheme", Some(format!("Basic {ADMIN_TOKEN}")), 401),
        (
            "an MCP server's",
            Some(format!("Bearer {}", server.token)),
            401,
        ),
        ("deleted", Some(format!("Bearer {gone}")), 401),
        ("expired", Some(format!("Bearer {expired}")), 401),
        ("of the scope mcp", Some(format!("Bearer {mcp}")), 403),
    ];
    for (route, _) in ROUTES {
        let path = route
            .replace("{account}", &server.account)
            .replace("{server}", &server.id)
            .replace("{member}", &member)
            .replace("{several}", &several.id)
            .replace("{token}", &token);
        for verb in VERBS {
            for (what, header, status) in &wrong {
                let mut ask = request(verb, &path).body("{}");
                if let Some(header) = header {
                    ask = ask.header("authorization", header);
                }
                let reply = worker.answer(&ask);
                assert_eq!(
                    reply.is(*status)["statusCode"],
                    *status,
                    "{what} {verb} {path}"
                );
            }
        }
    }
    assert_eq!(
        worker.platform.records.snapshot(),
        before,
        "nothing was changed"
    );
    assert!(worker.platform.sent().is_empty(), "no vendor was called");
}

#[test]
fn a_refused_caller_learns_nothing_of_what_exists() {
    let worker = Worker::new();
    let server = worker.server();
    let here = worker.answer(&request("GET", &server.resource()));
    let nowhere = worker.answer(&request("GET", "/integrated-account/none/mcp/none"));
    assert_eq!(here, nowhere);
}

#[test]
fn other_verbs_are_told_which_ones_are_served() {
    let worker = Worker::new();
    let server = worker.server();
    for (route, verbs) in ROUTES {
        let path = route
            .replace("{account}", &server.account)
            .replace("{server}", &server.id)
            .replace("{token}", "0");
        for verb in VERBS.iter().filter(|verb| !verbs.contains(verb)) {
            let reply = worker.answer(&request(verb, &path).bearer(ADMIN_TOKEN));
            let allow = verbs.join(", ");
            assert_eq!(
                reply.is(405)["error"],
                "Method Not Allowed",
                "{verb} {path}"
            );
            assert_eq!(reply.header("allow"), Some(allow.as_str()), "{verb} {path}");
        }
    }
}

#[test]
fn an_api_token_of_the_scope_admin_does_what_the_workers_own_does() {
    let worker = Worker::new();
    let (id, token) = worker.api_token("admin", None);
    assert!(token.starts_with("fla_"));
    let list = worker.answer(&request("GET", "/api-token").bearer(&token));
    assert_eq!(list.is(200)["result"][0]["id"], id);
    let delete = request("DELETE", &format!("/api-token/{id}")).bearer(&token);
    assert_eq!(worker.answer(&delete).is(200), json!({ "id": id }));
    let again = worker.answer(&request("GET", "/api-token").bearer(&token));
    assert_eq!(again.status, 401, "deleted, so dead at once");
}

#[test]
fn an_api_token_is_shown_once() {
    let worker = Worker::new();
    let body = json!({ "name": "ci", "scope": "mcp" });
    let created = worker.admin("POST", "/api-token", &body).is(201);
    let token = created["token"].as_str().unwrap();
    assert_eq!(created["scope"], "mcp");
    assert_eq!(created["created_at"], "2027-01-15T08:00:00Z");
    let list = worker.read("/api-token").is(200);
    assert_eq!(list["result"][0]["name"], "ci");
    assert!(!list.to_string().contains(token));
    assert!(!list.to_string().contains("fla_"));
}

#[test]
fn ids_that_are_none_are_not_found() {
    let worker = Worker::new();
    let server = worker.server();
    for path in [
        "/integrated-account/none".to_owned(),
        "/integrated-account/00000000-0000-4000-8000-000000000000".to_owned(),
        format!("/integrated-account/{}/mcp/none", server.account),
        format!(
            "/integrated-account/{}/mcp/{}",
            server.account, server.account
        ),
        format!("/integrated-account/{}/none", server.account),
        format!("{}/none", server.resource()),
        "/integration/none".to_owned(),
        "/integration/acme/none".to_owned(),
        "/api-token/none/none".to_owned(),
        "/admin".to_owned(),
        "/admin/none".to_owned(),
        "/none".to_owned(),
    ] {
        let reply = worker.read(&path);
        assert_eq!(reply.is(404)["error"], "Not Found", "{path}");
    }
    for id in ["none".to_owned(), "é".repeat(32), "0".repeat(64)] {
        assert_eq!(worker.delete(&format!("/api-token/{id}")).status, 404);
    }
}

#[test]
fn health_needs_no_token_and_reads_no_record() {
    let worker = Worker::new();
    let reply = worker.answer(&request("GET", "/healthz"));
    let version = env!("CARGO_PKG_VERSION");
    let off = |binding: &str| format!("off: the binding {binding} is not set");
    let expected = json!({
        "status": "ok",
        "version": version,
        "sign_in": off("OAUTH_KV"),
        "activity": off("ACTIVITY"),
    });
    assert_eq!(reply.is(200), expected);
    assert_eq!(worker.platform.records.loads(), 0);
    assert_eq!(worker.answer(&request("POST", "/healthz")).status, 405);
}

#[test]
fn every_answer_forbids_caches_referrers_and_sniffing() {
    let worker = Worker::new();
    let server = worker.server();
    for reply in [
        worker.read("/integrated-account"),
        worker.answer(&request("GET", "/healthz")),
        worker.answer(&request("GET", "/nothing")),
        worker.answer(&request("GET", &server.path())),
        worker.legacy(&server).list(),
    ] {
        assert_eq!(reply.header("cache-control"), Some("no-store"));
        assert_eq!(reply.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
    }
}
