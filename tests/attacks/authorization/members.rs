//! People: whose account is whose, what is sealed as what, who vouches for whom.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::counts::Counts;
use crate::fake::{NOW, Reply, VENDOR_SECRET, Worker, request};

fn call(worker: &Worker, target: &str, member: &str) -> Reply {
    let body = json!({
        "jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": { "name": "list_all_acme_me", "arguments": {} },
    });
    let ask = request("POST", target).header("content-type", "application/json");
    let identity = json!({ "member": member, "scopes": ["mcp:read"] });
    worker.answer_member(&ask.body(body.to_string()), &identity)
}

/// An account with a credential of its own.
struct Account {
    id: String,
    owner: Option<usize>,
    secret: String,
}

#[test]
fn a_member_reaches_what_they_were_given_and_nobody_elses_own() {
    let mut counts = Counts::open("members-accounts");
    let worker = Worker::with_sign_in();
    let members: Vec<String> = ["anna", "ben", "cleo"]
        .iter()
        .map(|name| {
            let email = format!("{name}@example.com");
            worker.member_with(&json!({ "name": name, "email": email }))
        })
        .collect();
    let account = |at: usize, owner: Option<usize>| {
        let secret = format!("{VENDOR_SECRET}-{at}");
        let owner_id = owner.map(|owner| members[owner].clone());
        let id = worker.account_with(&json!({
            "credentials": { "api_token": secret }, "owner_member_id": owner_id,
        }));
        Account { id, owner, secret }
    };
    let accounts: Vec<Account> = [None, None, Some(0), Some(1), Some(2)]
        .into_iter()
        .enumerate()
        .map(|(at, owner)| account(at, owner))
        .collect();
    // Every set of accounts for every member, put into the record by hand as well: what a record names wrongly opens nothing.
    let (mut tried, mut refused) = (0, 0);
    for (at, member) in members.iter().enumerate() {
        for set in 0_u32..32 {
            let named: Vec<&Account> = accounts
                .iter()
                .enumerate()
                .filter(|(bit, _)| set & (1 << bit) != 0)
                .map(|(_, account)| account)
                .collect();
            let grants: Vec<Value> = named.iter().map(|it| json!({ "id": it.id })).collect();
            let is_theirs = |account: &Account| account.owner.is_none_or(|owner| owner == at);
            let body = json!({ "accounts": grants });
            let target = format!("/member/{member}");
            let is_right = named.iter().all(|account| is_theirs(account));
            let reply = worker.admin("PATCH", &target, &body);
            assert_eq!(
                reply.status,
                if is_right { 200 } else { 400 },
                "{set:b} {reply:?}"
            );
            let key = format!("member:{member}");
            let kept = worker.platform.records.get(&key).expect("a record").value;
            let mut record: Value = serde_json::from_str(&kept).expect("JSON");
            record["accounts"] = json!(grants);
            worker.platform.records.put(&key, &record.to_string());
            for account in &accounts {
                let target = format!("/mcp/a/{}", account.id);
                let reply = call(&worker, &target, member);
                let is_named = named.iter().any(|named| named.id == account.id);
                let sent = worker.platform.take_sent();
                tried += 1;
                if is_named && is_theirs(account) {
                    reply.answered();
                    let proof = format!("Bearer {}", account.secret);
                    assert_eq!(sent.len(), 1);
                    assert_eq!(sent[0].headers.get("authorization"), Some(&*proof));
                } else {
                    assert_eq!(reply.status, 404, "{reply:?}");
                    assert!(sent.is_empty());
                    refused += 1;
                }
            }
            // All at once: never a credential that is not theirs.
            call(&worker, "/mcp", member);
            for request in worker.platform.take_sent() {
                let proof = request.headers.get("authorization").expect("a credential");
                let of = accounts
                    .iter()
                    .find(|it| proof == format!("Bearer {}", it.secret));
                assert!(of.is_some_and(is_theirs), "{proof}");
            }
            tried += 1;
        }
    }
    assert!(refused > 200, "{refused}");
    // No URL leads to an account of somebody's own.
    for account in accounts.iter().filter(|account| account.owner.is_some()) {
        let target = format!("/integrated-account/{}/mcp", account.id);
        assert_eq!(
            worker
                .admin("POST", &target, &json!({ "name": "x" }))
                .status,
            409
        );
        let body = json!({ "name": "x", "accounts": [{ "id": account.id }] });
        assert_eq!(worker.admin("POST", "/mcp-server", &body).status, 400);
        tried += 2;
    }
    counts.held(
        "accounts-are-their-members",
        "members × sets of accounts, by the operator and in the record × accounts called; URLs for accounts of somebody's own",
        tried,
    );
    counts.close();
}

/// What is taken, how, and what a message to `/mcp` gets then.
type Taking = (&'static str, fn(&Worker, &str, &str), u16);

#[test]
fn what_is_taken_away_is_gone_for_every_identity_that_was_given() {
    let mut counts = Counts::open("members-taken");
    let worker = Worker::with_sign_in();
    let mut tried = 0;
    let takings: [Taking; 4] = [
        (
            "the member",
            |worker, member, _| {
                worker.delete(&format!("/member/{member}")).is(200);
            },
            401,
        ),
        (
            "their access",
            |worker, member, _| {
                let body = json!({ "mcp_access": false });
                worker
                    .admin("PATCH", &format!("/member/{member}"), &body)
                    .is(200);
            },
            403,
        ),
        (
            "their account",
            |worker, member, _| {
                let body = json!({ "accounts": [] });
                worker
                    .admin("PATCH", &format!("/member/{member}"), &body)
                    .is(200);
            },
            403,
        ),
        (
            "the account",
            |worker, _, account| {
                worker
                    .delete(&format!("/integrated-account/{account}"))
                    .is(200);
            },
            403,
        ),
    ];
    for (what, take, status) in takings {
        let account = worker.account();
        let body = json!({ "accounts": [{ "id": account }], "email": format!("m{status}{tried}@example.com") });
        let member = worker.member_with(&body);
        let session = worker.session(&member);
        let own = format!("/mcp/a/{account}");
        for target in ["/mcp", &own] {
            call(&worker, target, &member).answered();
        }
        take(&worker, &member, &account);
        worker.platform.take_sent();
        assert_eq!(call(&worker, "/mcp", &member).status, status, "{what}");
        let of_account = if status == 403 && what != "their access" {
            404
        } else {
            status
        };
        assert_eq!(call(&worker, &own, &member).status, of_account, "{what}");
        assert!(worker.platform.take_sent().is_empty(), "{what}");
        let known = worker.decide("session", &json!({ "session": session }));
        assert_eq!(known == json!({}), what == "the member", "{what}");
        let approved = worker.decide(
            "approve",
            &json!({ "session": session, "scopes": ["mcp:read"] }),
        );
        assert_eq!(
            approved.get("grant").is_none(),
            matches!(what, "the member" | "their access"),
            "{what}"
        );
        tried += 4;
    }
    counts.held(
        "what-is-taken-is-gone",
        "members, their access, their accounts and the accounts themselves taken away: calls, sessions, consent",
        tried,
    );
    counts.close();
}

/// Whatever else is sealed or secret, and the session altered in each place, cut everywhere and spelled otherwise.
fn no_sessions(worker: &Worker, admin: &str, session: &str) -> Vec<String> {
    let server = worker.server();
    let content = json!({ "member": admin, "expires_at": NOW + 40_000 });
    let mut others = vec![
        server.token.clone(),
        worker.api_token("mcp", None).1,
        admin.to_owned(),
    ];
    for purpose in [
        "",
        "session",
        "carried",
        "carried:session",
        "oidc",
        "cursor",
    ] {
        let body = json!({ "purpose": purpose, "value": content, "seconds": 3_600 });
        let sealed = worker.decide("seal", &body)["sealed"]
            .as_str()
            .expect("a text")
            .to_owned();
        others.push(sealed);
    }
    for (key, saved) in worker.platform.records.snapshot() {
        let record: Value = serde_json::from_str(&saved.value).expect("JSON");
        others.extend(
            ["credentials", "answer", "token_hash"]
                .iter()
                .filter_map(|member| record[member].as_str().map(str::to_owned)),
        );
        others.push(key);
    }
    // The session itself, altered in each place, cut everywhere, and spelled otherwise.
    let body = &session["fls_".len()..];
    for at in 0..body.len() {
        let mut altered = body.as_bytes().to_vec();
        altered[at] = if altered[at] == b'A' { b'B' } else { b'A' };
        others.push(String::from_utf8(altered).expect("text"));
        others.push(body[..at].to_owned());
    }
    others.extend([
        format!("{body}="),
        format!("{body}A"),
        format!("fls_{body}"),
        body.to_uppercase(),
    ]);
    others
}

#[test]
fn nothing_else_that_is_sealed_or_secret_is_a_session() {
    let mut counts = Counts::open("members-sessions");
    let worker = Worker::with_sign_in();
    let admin = worker.member_with(&json!({ "role": "admin" }));
    let session = worker.session(&admin);
    let others = no_sessions(&worker, &admin, &session);
    let mut tried = 0;
    let spelled = others
        .iter()
        .flat_map(|text| [text.clone(), format!("fls_{text}"), format!("FLS_{text}")]);
    for text in spelled.collect::<BTreeSet<String>>() {
        if text == session {
            continue;
        }
        let known = worker.decide("session", &json!({ "session": text }));
        assert_eq!(known, json!({}), "{text}");
        let cookie = format!("__Host-fairlead-session={text}");
        let ask = request("GET", "/member").header("cookie", &cookie);
        let ask = ask.header("sec-fetch-site", "same-origin");
        assert_eq!(worker.answer(&ask).status, 401, "{text}");
        tried += 2;
    }
    // The true one, in every place where a browser would put it for somebody else's page.
    let cookie = format!("__Host-fairlead-session={session}");
    for site in [
        "cross-site",
        "same-site",
        "none",
        "",
        "Same-Origin",
        "same-origin, cross-site",
    ] {
        for verb in ["GET", "POST", "PATCH", "DELETE"] {
            let ask = request(verb, "/member").header("cookie", &cookie);
            let ask = ask.header("sec-fetch-site", site).body("{}");
            assert_eq!(worker.answer(&ask).status, 401, "{verb} {site}");
            tried += 1;
        }
    }
    for origin in [
        "https://evil.example",
        "null",
        "http://fairlead.example",
        "https://fairlead.example.evil.example",
    ] {
        let ask = request("POST", "/member")
            .header("cookie", &cookie)
            .header("origin", origin);
        let ask = ask.header("sec-fetch-site", "same-origin").body("{}");
        assert_eq!(worker.answer(&ask).status, 403, "{origin}");
        tried += 1;
    }
    let ask = request("GET", "/member").header("cookie", &cookie);
    let ask = ask.header("sec-fetch-site", "same-origin");
    assert_eq!(worker.answer(&ask).status, 200, "the true one still counts");
    counts.held(
        "sessions-are-fresh",
        "other sealed texts and secrets as sessions; a session altered, cut, spelled otherwise; its cookie from other sites and origins",
        tried,
    );
    counts.close();
}

#[test]
fn an_address_that_looks_like_a_members_is_nobodys() {
    let mut counts = Counts::open("members-addresses");
    let mut worker = Worker::with_sign_in();
    worker.set("OIDC_DOMAINS", "example.com");
    worker.set("OIDC_AUTO_JOIN", "true");
    let anna = worker.member_with(&json!({}));
    let before = worker.platform.records.snapshot();
    let mut looks: Vec<String> = [
        "anna@evilexample.com",
        "anna@example.com.evil.example",
        "anna@example.com.",
        "anna@.example.com",
        "anna@example.com@evil.example",
        "\"anna@example.com\"@evil.example",
        "anna@evil.example,anna@example.com",
        "<anna@example.com>",
        "Anna <anna@example.com>",
        "anna@example.com (x)",
        "anna@[example.com]",
        "anna @example.com",
        "anna@ example.com",
        "anna@example.com\u{200b}",
        "an\u{ad}na@example.com",
        "anna@example\u{3002}com",
        "anna@xn--exmple-cua.com",
        "anna%40example.com",
        "mailto:anna@example.com",
    ]
    .map(str::to_owned)
    .into();
    // Each character of the address as another one that looks like it, or becomes it in lower case.
    for (plain, others) in [
        ('a', "\u{430}\u{ff41}\u{1d41a}\u{e0}"),
        ('n', "\u{578}\u{ff4e}\u{f1}"),
        ('e', "\u{435}\u{ff45}"),
        ('x', "\u{445}\u{ff58}"),
        ('m', "\u{ff4d}\u{217f}"),
        ('p', "\u{440}\u{ff50}"),
        ('l', "1I\u{ff4c}\u{217c}"),
        ('c', "\u{441}\u{ff43}\u{217d}"),
        ('o', "0\u{43e}\u{ff4f}"),
        ('@', "\u{ff20}\u{fe6b}"),
        ('.', "\u{ff0e}\u{2024}"),
    ] {
        for other in others.chars() {
            let address = "anna@example.com";
            for (at, _) in address.match_indices(plain) {
                let (start, end) = address.split_at(at);
                looks.push(format!("{start}{other}{}", &end[plain.len_utf8()..]));
            }
        }
    }
    let mut tried = 0;
    for email in &looks {
        for via in ["oidc", "access", "ema"] {
            for verified in [json!(true), json!(false), json!("true"), json!(null)] {
                let body = json!({ "email": email, "email_verified": verified, "via": via });
                let answer = worker.decide("sign-in", &body);
                let is_other = answer["member"]["id"].as_str().is_some_and(|id| id != anna);
                assert!(
                    answer["refused"].is_string() || is_other,
                    "{email} {via}: {answer}"
                );
                // What joins is of the domain, to the letter, and has an address of its own.
                if is_other {
                    let joined = answer["member"]["email"].as_str().expect("an address");
                    assert!(joined.ends_with("@example.com") && joined != "anna@example.com");
                    worker.platform.records.restore(&before);
                }
                tried += 1;
            }
        }
    }
    for verified in [
        json!(false),
        json!("true"),
        json!(1),
        json!(null),
        json!([true]),
        json!({}),
    ] {
        let body =
            json!({ "email": "anna@example.com", "email_verified": verified, "via": "oidc" });
        assert_eq!(
            worker.decide("sign-in", &body),
            json!({ "refused": "unverified" })
        );
        tried += 1;
    }
    counts.held(
        "identity-is-proved",
        "addresses that look like a member's or a domain's × doors × whether they are verified",
        tried,
    );
    counts.close();
}

#[test]
fn a_link_signs_in_once_and_for_its_time() {
    let mut counts = Counts::open("members-links");
    let worker = Worker::with_sign_in();
    worker.platform.records.keeps_expired.set(true);
    let anna = worker.member_with(&json!({}));
    let mut tried = 0;
    for clock in [0, 1, 449, 898, 899, 900, 901, 965, 5_000] {
        worker.platform.set_clock(0);
        let target = format!("/member/{anna}/sign-in-link");
        let link = worker.admin("POST", &target, &json!({})).is(201);
        let url = link["url"].as_str().expect("a URL");
        let code = url.rsplit_once('/').expect("a code").1;
        worker.platform.set_clock(clock);
        for at in 0..code.len() {
            let mut other = code.as_bytes().to_vec();
            other[at] = if other[at] == b'A' { b'B' } else { b'A' };
            let other = String::from_utf8(other).expect("text");
            for wrong in [other, code[..at].to_owned()] {
                let body = json!({ "code": wrong, "use": true });
                assert_eq!(
                    worker.decide("sign-in-link", &body),
                    json!({ "refused": "expired" })
                );
                tried += 1;
            }
        }
        for (time, is_first) in [(1, true), (2, false), (3, false)] {
            let body = json!({ "code": code, "use": true });
            let answer = worker.decide("sign-in-link", &body);
            let is_in = answer["member"]["id"] == json!(anna);
            assert_eq!(
                is_in,
                is_first && clock < 900,
                "{clock} s, {time}: {answer}"
            );
            tried += 1;
        }
    }
    counts.held(
        "consent-is-the-persons",
        "sign-in links used again, after their time, cut and altered",
        tried,
    );
    counts.close();
}
