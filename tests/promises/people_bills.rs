//! What people cost: counted requests, by the names of the rows in `docs/costs.md`. What the OAuth library reads in its own namespace is not among it.

use serde_json::{Value, json};

use crate::bills::{OF_NO_ACCOUNT, Row};
use crate::fake::*;

fn row(worker: &Worker, name: &'static str, ask: impl FnOnce(&Worker)) -> Row {
    worker.platform.records.take_bill();
    ask(worker);
    (name, worker.platform.records.take_bill())
}

/// Messages of somebody who signed in.
pub(crate) fn messages() -> Vec<Row> {
    let worker = Worker::new();
    let accounts: Vec<Value> = [worker.account(), worker.account()]
        .iter()
        .map(|id| json!({ "id": id }))
        .collect();
    let member = worker.member_with(&json!({ "accounts": accounts }));
    let first = accounts[0]["id"].as_str().expect("an id");
    let post_as = |worker: &Worker, member: &str, target: &str, body: &str, status: u16| {
        let ask = request("POST", target).header("content-type", "application/json");
        let identity = json!({ "member": member, "scopes": ["mcp:read"] });
        let reply = worker.answer_member(&ask.body(body), &identity);
        assert_eq!(reply.status, status, "{reply:?}");
    };
    let list = r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#;
    let post = |worker: &Worker, target: &str, status: u16| {
        post_as(worker, &member, target, list, status);
    };
    let of_no_account = "notification, `ping`, a method that is not served, or a body that is no message, of a person";
    let mut rows = Vec::new();
    for target in ["/mcp", &format!("/mcp/a/{first}")] {
        for (body, status) in OF_NO_ACCOUNT {
            rows.push(row(&worker, of_no_account, |worker| {
                post_as(worker, &member, target, body, status);
            }));
        }
    }
    let barred = worker.member_with(&json!({
        "email": "barred@example.com", "accounts": accounts, "mcp_access": false,
    }));
    rows.push(row(
        &worker,
        "message of a person who may use nothing, with 2 members",
        |worker| post_as(worker, &barred, "/mcp", list, 403),
    ));
    for _ in 0..2 {
        rows.push(row(
            &worker,
            "the same again within five minutes",
            |worker| {
                worker.platform.pass(140);
                post_as(worker, &barred, "/mcp", list, 403);
            },
        ));
    }
    rows.extend(vec![
        row(
            &worker,
            "message to `/mcp` of a person with 2 accounts",
            |worker| {
                post(worker, "/mcp", 200);
            },
        ),
        row(&worker, "message to `/mcp/a/:id`", |worker| {
            post(worker, &format!("/mcp/a/{first}"), 200);
        }),
        row(&worker, "message of a person who is gone", |worker| {
            let ask = request("POST", "/mcp").body("{}");
            let nobody = "00000000-0000-4000-8000-000000000000";
            let identity = json!({ "member": nobody, "scopes": [] });
            assert_eq!(worker.answer_member(&ask, &identity).status, 401);
        }),
    ]);
    rows
}

/// What an admin's session costs beside what is asked with it, and what is read of the log, which is in D1.
pub(crate) fn sessions() -> Vec<Row> {
    let mut worker = Worker::with_sign_in();
    worker.set("ACTIVITY", "");
    let admin = worker.member_with(&json!({ "role": "admin" }));
    let session = worker.session(&admin);
    let get = |worker: &Worker, target: &str, session: &str| {
        let cookie = format!("__Host-fairlead-session={session}");
        let ask = request("GET", target).header("cookie", &cookie);
        let reply = worker.answer(&ask.header("sec-fetch-site", "same-origin"));
        assert_eq!(reply.status, 200, "{reply:?}");
    };
    let (_, token) = worker.api_token("admin", None);
    let of = |worker: &Worker, token: &str| {
        let signed_in = worker.decide("operator-sign-in", &json!({ "token": token }));
        signed_in["session"].as_str().expect("a session").to_owned()
    };
    let [of_root, of_token] = [ADMIN_TOKEN, &token].map(|token| of(&worker, token));
    let mut rows = vec![
        row(
            &worker,
            "sign-in to the console with `ADMIN_TOKEN`",
            |worker| {
                of(worker, ADMIN_TOKEN);
            },
        ),
        row(
            &worker,
            "sign-in to the console with an API token",
            |worker| {
                of(worker, &token);
            },
        ),
        row(
            &worker,
            "`GET /integration` with the session of `ADMIN_TOKEN`",
            |worker| {
                get(worker, "/integration", &of_root);
            },
        ),
        row(
            &worker,
            "the same with the session of an API token",
            |worker| {
                get(worker, "/integration", &of_token);
            },
        ),
        row(
            &worker,
            "the same with the session of an admin who signed in",
            |worker| {
                get(worker, "/integration", &session);
            },
        ),
    ];
    for target in ["/log", "/log/summary"] {
        rows.push(row(&worker, "`GET /log` or `GET /log/summary`", |worker| {
            worker.read(target).is(200);
        }));
    }
    rows
}

/// Members in the operator's API, and who signs in.
pub(crate) fn operators() -> Vec<Row> {
    let worker = Worker::with_sign_in();
    let account = worker.account();
    let anna = worker.member_with(&json!({ "accounts": [{ "id": account }] }));
    let body =
        json!({ "email": "ben@example.com", "name": "Ben", "accounts": [{ "id": account }] });
    let target = format!("/member/{anna}");
    let admin = |worker: &Worker, method: &str, target: &str, body: Value| {
        let reply = worker.admin(method, target, &body);
        assert!((200..300).contains(&reply.status), "{reply:?}");
        reply.json()
    };
    let link = format!("{target}/sign-in-link");
    let code = |worker: &Worker| {
        let link = admin(worker, "POST", &link, json!({}));
        let url = link["url"].as_str().expect("a URL");
        url.rsplit_once('/').expect("a code").1.to_owned()
    };
    let [one, session] = [code(&worker), worker.session(&anna)];
    vec![
        row(&worker, "`POST /member`, 1 account", |worker| {
            admin(worker, "POST", "/member", body);
        }),
        row(&worker, "`GET /member`, 2 members", |worker| {
            admin(worker, "GET", "/member", json!({}));
        }),
        row(&worker, "`GET /member/:id`", |worker| {
            admin(worker, "GET", &target, json!({}));
        }),
        row(
            &worker,
            "`PATCH /member/:id` without `accounts`",
            |worker| {
                admin(
                    worker,
                    "PATCH",
                    &target,
                    json!({ "name": "New", "role": "admin" }),
                );
            },
        ),
        row(&worker, "`POST /member/:id/sign-in-link`", |worker| {
            admin(worker, "POST", &link, json!({}));
        }),
        row(&worker, "`GET /member/:id/grant`, none", |worker| {
            admin(worker, "GET", &format!("{target}/grant"), json!({}));
        }),
        row(&worker, "sign-in by a link", |worker| {
            let body = json!({ "code": one, "use": true });
            assert_eq!(worker.decide("sign-in-link", &body)["member"]["id"], anna);
        }),
        row(&worker, "sign-in with an identity provider", |worker| {
            let body =
                json!({ "email": "anna@example.com", "email_verified": true, "via": "oidc" });
            assert_eq!(worker.decide("sign-in", &body)["member"]["id"], anna);
        }),
        row(
            &worker,
            "consent to a client, 1 account: shown and given",
            |worker| {
                let body = json!({ "session": session, "scopes": ["mcp:read"] });
                worker.decide("offer", &body);
                worker.decide("approve", &body);
            },
        ),
        row(&worker, "`DELETE /member/:id`", |worker| {
            admin(worker, "DELETE", &target, json!({}));
        }),
    ]
}
