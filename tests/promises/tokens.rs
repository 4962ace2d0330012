//! What opens an MCP server, and what looks exactly like nothing.

use fairlead::access::lifetime::to_iso;
use fairlead::platform::UnixSeconds;
use serde_json::{Value, json};

use crate::fake::{ADMIN_TOKEN, Client, NOW, Reply, Server, Worker, request};

/// The answer to a well-formed `tools/list` at this path.
fn at(worker: &Worker, path: &str) -> Reply {
    let client = Client {
        worker,
        target: path.to_owned(),
        is_modern: false,
    };
    client.list()
}

/// One character of a token's secret, replaced by another.
fn altered(token: &str, at: usize) -> String {
    let mut bytes = token.as_bytes().to_vec();
    bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
    String::from_utf8(bytes).unwrap()
}

#[test]
fn every_token_that_opens_nothing_gets_the_same_bytes() {
    let worker = Worker::new();
    let account = worker.account();
    let revoked = worker.server_with(&account, &json!({}));
    worker.delete(&revoked.resource()).is(200);
    let rotated = worker.server_with(&account, &json!({}));
    let renewed = worker.rotate(&rotated);
    let soon = to_iso(UnixSeconds(NOW + 60));
    let expired = worker.server_with(&account, &json!({ "expires_at": soon }));
    let orphan = worker.server();
    let key = format!("account:{}", orphan.account);
    worker.platform.records.remove(&key).unwrap();
    worker.platform.pass(60);

    let expected = at(&worker, "/mcp/malformed");
    assert_eq!(expected.is(404)["statusCode"], 404);
    assert_eq!(expected.json()["error"], "Not Found");
    assert_eq!(expected.header("www-authenticate"), None);
    for (what, token) in [
        ("of an unknown account", &altered(&renewed.token, 5)),
        ("of an unknown server", &altered(&renewed.token, 30)),
        ("revoked", &revoked.token),
        ("rotated", &rotated.token),
        ("expired", &expired.token),
        ("of an account whose deletion is under way", &orphan.token),
        ("with another secret", &altered(&renewed.token, 60)),
        ("an admin token", &ADMIN_TOKEN.to_owned()),
    ] {
        assert_eq!(at(&worker, &format!("/mcp/{token}")), expected, "{what}");
    }
    assert_eq!(at(&worker, &renewed.path()).status, 200);
}

#[test]
fn what_was_never_minted_costs_no_read() {
    let worker = Worker::new();
    let token = worker.server().token;
    let expected = at(&worker, "/mcp/x");
    let before = worker.platform.records.loads();
    for malformed in [
        token[3..].to_owned(),
        token[..token.len() - 1].to_owned(),
        format!("{token}A"),
        format!("{token}="),
        format!("{token}%20"),
        format!("{}%5F", &token[..token.len() - 1]),
        token.replacen("fl_", "FL_", 1),
        token.replacen("fl_", "fla_", 1),
        token.replacen("fl_", "fl_+", 1),
        format!("fl_{}", "A".repeat(10_000)),
        "fl_".to_owned(),
        "fl_..".to_owned(),
        "null".to_owned(),
        "undefined".to_owned(),
        "%00".to_owned(),
        "é".to_owned(),
    ] {
        let reply = at(&worker, &format!("/mcp/{malformed}"));
        assert_eq!(reply, expected, "{malformed}");
    }
    assert_eq!(worker.platform.records.loads(), before);
}

#[test]
fn one_text_alone_spells_a_token() {
    let worker = Worker::new();
    let token = worker.server().token;
    // 64 bytes leave four unused bits in the last character: only one of the 16 spellings is a token.
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let start = &token[..token.len() - 1];
    let opening = alphabet
        .chars()
        .filter(|last| at(&worker, &format!("/mcp/{start}{last}")).status == 200)
        .count();
    assert_eq!(opening, 1);
}

#[test]
fn a_valid_call_reads_its_records_in_one_round_trip() {
    let worker = Worker::new();
    let server = worker.server();
    let before = worker.platform.records.loads();
    worker.legacy(&server).call("list_all_acme_me", json!({}));
    assert_eq!(worker.platform.records.loads(), before + 1);
}

#[test]
fn other_verbs_are_refused_before_a_token_is_looked_at() {
    let worker = Worker::new();
    let server = worker.server();
    let before = worker.platform.records.loads();
    for path in [server.path(), "/mcp/unknown".to_owned()] {
        for method in ["GET", "DELETE", "PUT", "PATCH", "HEAD", "OPTIONS", "BREW"] {
            let reply = worker.answer(&request(method, &path));
            assert_eq!((reply.status, reply.header("allow")), (405, Some("POST")));
        }
    }
    assert_eq!(worker.platform.records.loads(), before);
}

#[test]
fn nothing_is_found_beside_the_url_itself() {
    let worker = Worker::new();
    let server = worker.server();
    for path in [
        format!("{}/sse", server.path()),
        format!("{}/sse/", server.path()),
        format!("/.well-known/oauth-protected-resource{}", server.path()),
        format!("/.well-known/oauth-authorization-server{}", server.path()),
        format!("{}/.well-known/openid-configuration", server.path()),
        "/.well-known/oauth-protected-resource".to_owned(),
        "/mcp".to_owned(),
        "/mcp/".to_owned(),
        "/mcp//".to_owned(),
        format!("/mcp/{}", server.path().trim_start_matches("/mcp")),
        "/".to_owned(),
        "//mcp/x".to_owned(),
    ] {
        for method in ["GET", "POST"] {
            let reply = worker.answer(&request(method, &path));
            assert_eq!(reply.is(404)["error"], "Not Found", "{method} {path}");
            assert_eq!(reply.header("www-authenticate"), None);
        }
    }
}

/// People and clients add a slash to a URL that they paste; a redirect would be followed as a GET.
#[test]
fn slashes_after_the_url_are_no_other_url() {
    let worker = Worker::new();
    let server = worker.server();
    for slashes in ["/", "//", "///"] {
        let target = format!("{}{slashes}", server.path());
        let mut client = worker.legacy(&server);
        client.target.clone_from(&target);
        assert_eq!(client.tools(), worker.legacy(&server).tools());
        client.target.push_str("?tags=admin&methods=read");
        assert_eq!(client.tools(), ["list_all_acme_me"]);
        let get = worker.answer(&request("GET", &target));
        assert_eq!((get.status, get.header("allow")), (405, Some("POST")));
        let line = worker.platform.lines().pop().expect("a line");
        assert!(line.contains("\"route\":\"/mcp/:token\"") && !line.contains(&server.token));
    }
    let known = worker
        .answer(&request("POST", &format!("{}/", server.path())))
        .status;
    assert_ne!(known, 404);
    let unknown = worker.answer(&request("POST", "/mcp/fl_nothing/"));
    assert_eq!(
        unknown.body,
        worker.answer(&request("POST", "/mcp/fl_nothing")).body
    );
}

#[test]
fn a_second_factor_asks_for_an_api_token_of_either_scope() {
    let worker = Worker::new();
    let server = worker.configured(&json!({ "require_api_token_auth": true }));
    let (_, mcp) = worker.api_token("mcp", None);
    let (_, admin) = worker.api_token("admin", None);
    let (deleted, gone) = worker.api_token("mcp", None);
    worker.delete(&format!("/api-token/{deleted}")).is(200);
    let (_, short) = worker.api_token("mcp", Some(&to_iso(UnixSeconds(NOW + 60))));
    let ask = worker.legacy(&server).ask("tools/list", json!({}));

    for token in [mcp.as_str(), &admin, ADMIN_TOKEN, &short] {
        assert_eq!(worker.answer(&ask.clone().bearer(token)).status, 200);
    }
    worker.platform.pass(60);
    let missing = worker.answer(&ask);
    assert_eq!(missing.is(401)["error"], "Unauthorized");
    for (what, header) in [
        ("deleted", format!("Bearer {gone}")),
        ("expired", format!("Bearer {short}")),
        ("the URL's own token", format!("Bearer {}", server.token)),
        ("another scheme", format!("Basic {mcp}")),
        ("no scheme", mcp.clone()),
        ("empty", "Bearer ".to_owned()),
        ("wrong", format!("Bearer {}", altered(&mcp, 20))),
    ] {
        let reply = worker.answer(&ask.clone().header("authorization", &header));
        assert_eq!(reply, missing, "{what}");
    }
    let lower = ask
        .clone()
        .header("authorization", &format!("bearer  {mcp}"));
    assert_eq!(worker.answer(&lower).status, 200);
}

#[test]
fn an_api_token_that_was_never_minted_costs_no_read() {
    let worker = Worker::new();
    let (_, token) = worker.api_token("admin", None);
    let before = worker.platform.records.loads();
    for malformed in [
        &token[..token.len() - 1],
        &token[4..],
        &token.replacen("fla_", "fl_", 1),
        &format!("{token}A"),
        "fla_",
        "",
    ] {
        let reply = worker.answer(&request("GET", "/api-token").bearer(malformed));
        assert_eq!(reply.status, 401, "{malformed}");
    }
    assert_eq!(worker.platform.records.loads(), before);
}

#[test]
fn the_second_factor_alone_opens_nothing() {
    let worker = Worker::new();
    let server = worker.configured(&json!({ "require_api_token_auth": true }));
    let unknown = Server {
        token: altered(&server.token, 60),
        ..server
    };
    let ask = worker.legacy(&unknown).ask("tools/list", json!({}));
    let expected = at(&worker, "/mcp/x");
    assert_eq!(worker.answer(&ask.bearer(ADMIN_TOKEN)), expected);
}

#[test]
fn a_server_without_a_second_factor_ignores_what_clients_send() {
    let worker = Worker::new();
    let server = worker.server();
    let ask = worker.legacy(&server).ask("tools/list", json!({}));
    assert_eq!(worker.answer(&ask.bearer("whatever")).status, 200);
}

#[test]
fn a_token_and_its_url_are_shown_by_create_and_rotate_alone() {
    let mut worker = Worker::new();
    let account = worker.account();
    let target = format!("/integrated-account/{account}/mcp");
    let body = json!({ "name": "Claude" });
    let created = worker.admin("POST", &target, &body).is(201);
    let token = created["token"].as_str().unwrap().to_owned();
    assert!(token.starts_with("fl_"));
    assert_eq!(
        created["url"],
        format!("https://fairlead.example/mcp/{token}")
    );
    assert_eq!(created["created_by"], "admin");
    let id = created["id"].as_str().unwrap();
    let resource = format!("{target}/{id}");

    worker.set("PUBLIC_URL", "https://mcp.acme.example/");
    let rotated = worker
        .admin("POST", &format!("{resource}/rotate"), &json!({}))
        .is(200);
    let renewed = rotated["token"].as_str().unwrap();
    assert_ne!(renewed, token);
    assert_eq!(
        rotated["url"],
        format!("https://mcp.acme.example/mcp/{renewed}")
    );

    let patched = worker.admin("PATCH", &resource, &json!({ "name": "New" }));
    let list = worker.read(&target).is(200)["result"][0].clone();
    for view in [patched.is(200), worker.read(&resource).is(200), list] {
        assert_eq!(view["id"], id);
        assert_eq!(view["name"], "New");
        assert_eq!((&view["token"], &view["url"]), (&Value::Null, &Value::Null));
        assert!(!view.to_string().contains("fl_"), "{view}");
    }
}

#[test]
fn a_server_remembers_which_api_token_minted_it() {
    let worker = Worker::new();
    let account = worker.account();
    let (id, token) = worker.api_token("admin", None);
    let target = format!("/integrated-account/{account}/mcp");
    let ask = request("POST", &target)
        .bearer(&token)
        .body("{\"name\":\"x\"}");
    assert_eq!(worker.answer(&ask).is(201)["created_by"], id);
}
