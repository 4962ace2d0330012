//! Signing in with an identity provider, sessions, and what a session opens.

use serde_json::{Value, json};

use crate::fake::*;

fn vouch(worker: &Worker, changes: &Value) -> Value {
    let anna = json!({ "email": "anna@example.com", "email_verified": true, "via": "oidc" });
    worker.decide("sign-in", &changed(anna, changes))
}

fn refused(why: &str) -> Value {
    json!({ "refused": why })
}

fn whose(worker: &Worker, session: &str) -> Value {
    worker.decide("session", &json!({ "session": session }))
}

#[test]
fn who_is_known_signs_in_by_a_verified_address_whatever_its_capitals() {
    let worker = Worker::with_sign_in();
    let anna = worker.member_with(&json!({}));
    for via in ["oidc", "access", "ema"] {
        let signed_in = vouch(&worker, &json!({ "email": "ANNA@Example.com", "via": via }));
        assert_eq!(signed_in["member"]["id"], anna, "{via}");
        let session = signed_in["session"].as_str().unwrap();
        assert_eq!(whose(&worker, session)["member"]["id"], anna);
    }
    let [one, other] = [vouch(&worker, &json!({})), vouch(&worker, &json!({}))];
    assert_ne!(one["session"], other["session"], "each sign-in has its own");
}

#[test]
fn an_address_that_is_not_verified_is_nobodys() {
    let worker = Worker::with_sign_in();
    worker.member_with(&json!({}));
    for verified in [json!(false), json!("true"), json!(1), json!(null)] {
        let answer = vouch(&worker, &json!({ "email_verified": verified }));
        assert_eq!(answer, refused("unverified"));
    }
    let body = json!({ "email": "anna@example.com", "via": "oidc" });
    assert_eq!(worker.decide("sign-in", &body), refused("unverified"));
}

#[test]
fn only_addresses_of_the_domains_that_are_set_sign_in() {
    let mut worker = Worker::with_sign_in();
    worker.set("OIDC_DOMAINS", "example.com");
    worker.set("OIDC_AUTO_JOIN", "true");
    worker.member_with(&json!({}));
    assert_eq!(vouch(&worker, &json!({}))["member"]["name"], "Anna");
    for email in [
        "anna@evilexample.com",
        "anna@example.com.evil.example",
        "anna@sub.example.com",
        "anna@example.co",
        "anna@xample.com",
        "example.com@evil.example",
    ] {
        let answer = vouch(&worker, &json!({ "email": email }));
        assert_eq!(answer, refused("domain"), "{email}");
    }
    for email in [
        "anna@example.com@evil.example",
        "\"anna@example.com\"@evil.example",
        "anna@evil.example, anna@example.com",
        "anna@ex\u{430}mple.com",
        "anna@example\u{ff0e}com",
        "\u{212a}anna@example.com",
        "anna@evil.example\u{0}@example.com",
        "",
    ] {
        let answer = vouch(&worker, &json!({ "email": email }));
        assert_eq!(answer, refused("unknown"), "{email}");
    }
    // Nobody learns from a refusal whether an address that is not verified is of the right domain.
    let unverified = json!({ "email": "eve@evil.example", "email_verified": false });
    assert_eq!(vouch(&worker, &unverified), refused("unverified"));
    assert_eq!(worker.platform.records.keys("member:").len(), 1);
}

#[test]
fn who_is_unknown_joins_without_any_access_and_only_where_that_is_set() {
    let mut worker = Worker::with_sign_in();
    assert_eq!(vouch(&worker, &json!({})), refused("unknown"));
    worker.set("OIDC_AUTO_JOIN", "true");
    for via in ["access", "ema"] {
        assert_eq!(vouch(&worker, &json!({ "via": via })), refused("unknown"));
    }
    let joined = vouch(&worker, &json!({ "name": "Anna\nLee" }));
    let id = joined["member"]["id"].as_str().unwrap();
    let shown = worker.read(&format!("/member/{id}")).is(200);
    assert_eq!(
        (
            &shown["name"],
            &shown["role"],
            &shown["mcp_access"],
            &shown["accounts"]
        ),
        (&json!("anna"), &json!("member"), &json!(false), &json!([]))
    );
    assert_eq!(vouch(&worker, &json!({}))["member"]["id"], id, "once");
    let named = vouch(
        &worker,
        &json!({ "email": "ben@example.com", "name": " Ben " }),
    );
    assert_eq!(named["member"]["name"], "Ben");
}

#[test]
fn a_session_counts_for_twelve_hours_and_while_there_is_a_member() {
    let worker = Worker::with_sign_in();
    let anna = worker.member_with(&json!({}));
    let session = worker.session(&anna);
    let known = whose(&worker, &session);
    assert_eq!(known["expires_at"], "2027-01-15T20:00:00Z");
    assert_eq!(known["member"]["email"], "anna@example.com");
    worker.platform.set_clock(43_199);
    assert_eq!(whose(&worker, &session)["member"]["id"], anna);
    worker.platform.set_clock(43_200);
    assert_eq!(whose(&worker, &session), json!({}));
    worker.platform.set_clock(0);
    worker.delete(&format!("/member/{anna}")).is(200);
    assert_eq!(whose(&worker, &session), json!({}));
}

#[test]
fn what_was_sealed_for_something_else_is_no_session_and_the_other_way_round() {
    let worker = Worker::with_sign_in();
    let anna = worker.member_with(&json!({}));
    let session = worker.session(&anna);
    let content = json!({ "member": anna, "expires_at": NOW + 1_000 });
    for purpose in ["session", "", "oidc"] {
        let body = json!({ "purpose": purpose, "value": content, "seconds": 60 });
        let sealed = worker.decide("seal", &body)["sealed"]
            .as_str()
            .unwrap()
            .to_owned();
        let body = json!({ "purpose": purpose, "sealed": sealed });
        assert_eq!(worker.decide("open", &body)["value"], content);
        assert_eq!(whose(&worker, &format!("fls_{sealed}")), json!({}));
        let sealed = session.strip_prefix("fls_").unwrap();
        let body = json!({ "purpose": purpose, "sealed": sealed });
        assert_eq!(worker.decide("open", &body), json!({}));
    }
}

#[test]
fn what_a_browser_carries_opens_unchanged_for_its_purpose_and_time() {
    let worker = Worker::with_sign_in();
    let value =
        json!({ "state": "x\n\"y\"", "big": 12_345_678_901_234_567_890_u64, "list": [1, null] });
    let body = json!({ "purpose": "oidc", "value": value, "seconds": 600 });
    let sealed = worker.decide("seal", &body)["sealed"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        sealed
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    );
    let open = |purpose: &str, sealed: &str| {
        worker.decide("open", &json!({ "purpose": purpose, "sealed": sealed }))
    };
    assert_eq!(open("oidc", &sealed), json!({ "value": value }));
    for purpose in ["", "oidc2", "oid", "OIDC"] {
        assert_eq!(open(purpose, &sealed), json!({}), "{purpose}");
    }
    for at in 0..sealed.len() {
        let mut forged = sealed.clone().into_bytes();
        forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
        let forged = String::from_utf8(forged).unwrap();
        assert_eq!(open("oidc", &forged), json!({}), "{at}");
    }
    worker.platform.pass(599);
    assert_eq!(open("oidc", &sealed), json!({ "value": value }));
    worker.platform.pass(1);
    assert_eq!(open("oidc", &sealed), json!({}));
    for seconds in [0, 3_601] {
        let body = json!({ "purpose": "oidc", "value": 1, "seconds": seconds });
        let refused = worker.ask_unheld("seal", &body.to_string());
        assert_eq!(refused.failed_fields(), ["seconds"]);
    }
}

#[test]
fn an_admin_who_signed_in_is_the_operator_and_nobody_else_is() {
    let worker = Worker::with_sign_in();
    let admin = worker.member_with(&json!({ "role": "admin", "mcp_access": false }));
    let other = worker.member_with(&json!({ "email": "ben@example.com" }));
    let session = worker.session(&admin);
    let ask = |session: &str| worker.answer(&request("GET", "/member").bearer(session));
    assert_eq!(ask(&session).is(200)["result"].as_array().unwrap().len(), 2);
    let message = ask(&worker.session(&other)).is(403)["message"].clone();
    assert!(
        message.as_str().unwrap().contains("role admin"),
        "{message}"
    );
    // What they mint says who it was.
    let account = worker.account();
    let mint = request("POST", &format!("/integrated-account/{account}/mcp")).bearer(&session);
    let minted = worker.answer(&mint.body(r#"{"name":"Claude"}"#)).is(201);
    assert_eq!(minted["created_by"], admin);
    let role = json!({ "role": "member" });
    worker
        .admin("PATCH", &format!("/member/{admin}"), &role)
        .is(200);
    assert_eq!(ask(&session).status, 403, "with the next request");
    worker.delete(&format!("/member/{admin}")).is(200);
    assert_eq!(ask(&session).status, 401);
}

#[test]
fn a_cookie_counts_where_a_page_of_this_origin_asks() {
    let worker = Worker::with_sign_in();
    let admin = worker.member_with(&json!({ "role": "admin" }));
    let session = worker.session(&admin);
    let cookie = format!("theme=dark; __Host-fairlead-session={session}; x=y");
    let ask = |site: Option<&str>, cookie: &str| {
        let ask = request("GET", "/member").header("cookie", cookie);
        let ask = match site {
            Some(site) => ask.header("sec-fetch-site", site),
            None => ask,
        };
        worker.answer(&ask)
    };
    assert_eq!(ask(Some("same-origin"), &cookie).status, 200);
    for site in [
        None,
        Some("same-site"),
        Some("cross-site"),
        Some("none"),
        Some(""),
    ] {
        assert_eq!(ask(site, &cookie).status, 401, "{site:?}");
    }
    for other in [
        format!("fairlead-session={session}"),
        format!("__Host-fairlead-session2={session}"),
        format!("__Host-fairlead-session={}", &session[..session.len() - 2]),
        "__Host-fairlead-session=".to_owned(),
    ] {
        assert_eq!(ask(Some("same-origin"), &other).status, 401, "{other}");
    }
    // A header counts alone: a wrong one is not made good by a cookie.
    let both = request("GET", "/member")
        .bearer("fla_wrong")
        .header("cookie", &cookie);
    assert_eq!(
        worker
            .answer(&both.header("sec-fetch-site", "same-origin"))
            .status,
        401
    );

    // A page of this very origin sends its own `Origin` with what changes anything.
    let change = |origin: &str| {
        let ask = request("PATCH", &format!("/member/{admin}")).header("cookie", &cookie);
        let ask = ask
            .header("sec-fetch-site", "same-origin")
            .header("origin", origin);
        worker.answer(&ask.body(r#"{"name":"New"}"#)).status
    };
    assert_eq!(change("https://fairlead.example"), 200);
    assert_eq!(change("https://evil.example"), 403);
    assert_eq!(change("http://fairlead.example"), 403);
}

#[test]
fn a_session_is_no_second_factor() {
    let worker = Worker::with_sign_in();
    let admin = worker.member_with(&json!({ "role": "admin" }));
    let server = worker.configured(&json!({ "require_api_token_auth": true }));
    let ask = worker.legacy(&server).ask("tools/list", json!({}));
    assert_eq!(
        worker.answer(&ask.bearer(&worker.session(&admin))).status,
        401
    );
}

#[test]
fn a_new_key_ends_every_session_once_the_old_one_is_gone() {
    let mut worker = Worker::with_sign_in();
    let anna = worker.member_with(&json!({}));
    let session = worker.session(&anna);
    worker.set("CREDENTIAL_KEYS", &format!("k2:{KEY_TWO},k1:{KEY_ONE}"));
    assert_eq!(whose(&worker, &session)["member"]["id"], anna);
    worker.set("CREDENTIAL_KEYS", &format!("k2:{KEY_TWO}"));
    assert_eq!(whose(&worker, &session), json!({}));
}

#[test]
fn only_our_own_questions_are_answered() {
    let mut worker = Worker::with_sign_in();
    let body = json!({ "session": "" }).to_string();
    assert_eq!(worker.ask_unheld("session", &body).is(200), json!({}));
    for question in ["", "none", "session/", "/session", "../session"] {
        assert_eq!(worker.ask_unheld(question, &body).status, 404, "{question}");
    }
    for body in ["", "[]", "null", "{}", "{\"session\":1}"] {
        assert_eq!(worker.ask_unheld("session", body).status, 400, "{body}");
    }
    // One that came from outside is none, whichever door it is put through.
    for ask in [
        request("POST", "/session").body(&body),
        request("GET", "/session")
            .at("https://fairlead.internal")
            .body(&body),
    ] {
        assert_eq!(worker.answer_question(&ask).status, 404);
    }
    let ask = request("POST", "/session")
        .at("https://fairlead.internal")
        .body(&body);
    assert_eq!(worker.answer(&ask).status, 404);
    worker.set("ADMIN_TOKEN", "short");
    let unset = worker.ask_unheld("setup", "{}").is(500);
    assert!(unset["message"].as_str().unwrap().contains("ADMIN_TOKEN"));
}

#[test]
fn how_sign_in_is_set_up_is_told_without_its_secret() {
    let mut worker = Worker::with_sign_in();
    assert_eq!(
        worker.decide("setup", &json!({})),
        json!({
            "public_url": null, "scopes": ["mcp:read", "mcp:write", "mcp:destructive"],
            "oidc": null, "ema_issuers": [], "access": null,
            "access_token_seconds": 86_400, "refresh_token_seconds": 7_776_000,
        })
    );
    for (name, value) in [
        ("OIDC_ISSUER", "https://login.example/"),
        ("OIDC_CLIENT_ID", "fairlead"),
        ("OIDC_CLIENT_SECRET", "fake-oidc-secret"),
        ("ACCESS_TEAM", "acme"),
        ("ACCESS_AUD", "fake-aud"),
    ] {
        worker.set(name, value);
    }
    let setup = worker.decide("setup", &json!({}));
    assert_eq!(
        setup["oidc"],
        json!({ "issuer": "https://login.example/", "client_id": "fairlead" })
    );
    assert_eq!(
        setup["access"],
        json!({ "team": "acme", "aud": "fake-aud" })
    );
    assert!(!setup.to_string().contains("fake-oidc-secret"));
}

#[test]
fn each_question_leaves_a_line_that_names_the_member_by_id() {
    let worker = Worker::with_sign_in();
    let anna = worker.member_with(&json!({}));
    worker.platform.take_lines();
    let signed_in = vouch(&worker, &json!({}));
    vouch(&worker, &json!({ "email": "eve@evil.example" }));
    let lines: Vec<Value> = worker
        .platform
        .take_lines()
        .iter()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(
        (
            &lines[0]["route"],
            &lines[0]["member"],
            &lines[0]["outcome"]
        ),
        (&json!("sign-in"), &json!(anna), &json!("ok"))
    );
    assert_eq!(lines[1]["outcome"], "unknown");
    let text = format!("{lines:?}");
    let session = signed_in["session"].as_str().unwrap();
    assert!(!text.contains('@') && !text.contains(session) && !text.contains("eve"));
}
