//! Every caller against every route, verb and target of the operator's API.

use serde_json::{Value, json};

use super::callers::{Rank, callers, signed_in};
use crate::counts::Counts;
use crate::fake::{ADMIN_TOKEN, Server, Snapshot, VENDOR_SECRET, Worker, request};

const VERBS: [&str; 10] = [
    "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "get", "",
];

/// A route: its template, and each verb that it serves with the status of success.
struct Route {
    template: &'static str,
    serves: &'static [(&'static str, u16)],
}

const ROUTES: [Route; 27] = [
    Route {
        template: "/integration",
        serves: &[("GET", 200)],
    },
    Route {
        template: "/integration/acme",
        serves: &[("GET", 200)],
    },
    Route {
        template: "/integration/acme/capabilities",
        serves: &[("GET", 200)],
    },
    Route {
        template: "/integrated-account",
        serves: &[("GET", 200), ("POST", 201)],
    },
    Route {
        template: "/integrated-account/{account}",
        serves: &[("GET", 200), ("PATCH", 200), ("DELETE", 200)],
    },
    Route {
        template: "/integrated-account/{account}/credentials",
        serves: &[("PATCH", 200)],
    },
    Route {
        template: "/integrated-account/{account}/test",
        serves: &[("POST", 200)],
    },
    Route {
        template: "/integrated-account/{account}/mcp",
        serves: &[("GET", 200), ("POST", 201)],
    },
    Route {
        template: "/integrated-account/{account}/mcp/preview",
        serves: &[("POST", 200)],
    },
    Route {
        template: "/integrated-account/{account}/mcp/{server}",
        serves: &[("GET", 200), ("PATCH", 200), ("DELETE", 200)],
    },
    Route {
        template: "/integrated-account/{account}/mcp/{server}/rotate",
        serves: &[("POST", 200)],
    },
    Route {
        template: "/mcp-server",
        serves: &[("GET", 200), ("POST", 201)],
    },
    Route {
        template: "/mcp-server/preview",
        serves: &[("POST", 200)],
    },
    Route {
        template: "/mcp-server/{several}",
        serves: &[("GET", 200), ("PATCH", 200), ("DELETE", 200)],
    },
    Route {
        template: "/mcp-server/{several}/rotate",
        serves: &[("POST", 200)],
    },
    Route {
        template: "/api-token",
        serves: &[("GET", 200), ("POST", 201)],
    },
    Route {
        template: "/api-token/{token}",
        serves: &[("DELETE", 200)],
    },
    Route {
        template: "/member",
        serves: &[("GET", 200), ("POST", 201)],
    },
    Route {
        template: "/member/{member}",
        serves: &[("GET", 200), ("PATCH", 200), ("DELETE", 200)],
    },
    Route {
        template: "/member/{member}/sign-in-link",
        serves: &[("POST", 201)],
    },
    Route {
        template: "/member/{member}/grant",
        serves: &[("GET", 200), ("DELETE", 200)],
    },
    Route {
        template: "/member/{member}/grant/{grant}",
        serves: &[("DELETE", 200)],
    },
    Route {
        template: "/webhook",
        serves: &[("GET", 200), ("POST", 201)],
    },
    Route {
        template: "/webhook/{webhook}",
        serves: &[("GET", 200), ("PATCH", 200), ("DELETE", 200)],
    },
    Route {
        template: "/webhook/{webhook}/test",
        serves: &[("POST", 200)],
    },
    Route {
        template: "/link-token",
        serves: &[("POST", 201)],
    },
    Route {
        template: "/admin/reseal",
        serves: &[("POST", 200)],
    },
];

/// Whose ids stand in a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    /// An account, and a server of it.
    Own,
    /// A server of another account, or of one where several are asked for; a grant of another member.
    Foreign,
    /// Ids that nothing has.
    Missing,
    /// No ids at all.
    Malformed,
}

const TARGETS: [Target; 4] = [
    Target::Own,
    Target::Foreign,
    Target::Missing,
    Target::Malformed,
];

/// What the Worker has.
struct Ids {
    own: Server,
    foreign: Server,
    /// Of several accounts.
    several: Server,
    token: String,
    member: String,
    webhook: String,
}

/// Grants of the member and of another.
const GRANT: &str = "00000000-0000-4000-8000-0000000000a1";
const FOREIGN_GRANT: &str = "00000000-0000-4000-8000-0000000000a2";

fn path(template: &str, target: Target, ids: &Ids) -> String {
    let nil = "00000000-0000-4000-8000-000000000000";
    let (account, server, token) = match target {
        Target::Own => (&*ids.own.account, &*ids.own.id, &*ids.token),
        Target::Foreign => (&*ids.own.account, &*ids.foreign.id, &*ids.foreign.id),
        Target::Missing => (nil, nil, "00"),
        Target::Malformed => ("none", "%2e%2e", "none"),
    };
    let token = if token == "00" {
        "0".repeat(64)
    } else {
        token.to_owned()
    };
    let (member, grant, several) = match target {
        Target::Own => (&*ids.member, GRANT, &*ids.several.id),
        Target::Foreign => (&*ids.member, FOREIGN_GRANT, &*ids.foreign.id),
        Target::Missing => (nil, nil, nil),
        Target::Malformed => ("none", "%2e%2e", "%2e%2e"),
    };
    let webhook = match target {
        Target::Own => &*ids.webhook,
        Target::Foreign | Target::Missing => FOREIGN_GRANT,
        Target::Malformed => "%2e%2e",
    };
    template
        .replace("{webhook}", webhook)
        .replace("{several}", several)
        .replace("{member}", member)
        .replace("{grant}", grant)
        .replace("{account}", account)
        .replace("{server}", server)
        .replace("{token}", &token)
}

/// A body that the route takes.
fn body(template: &str, verb: &str, ids: &Ids) -> Value {
    match (template, verb) {
        ("/integrated-account", _) => json!({
            "integration": "acme", "label": "New", "context": { "organization": "new" },
            "credentials": { "api_token": VENDOR_SECRET },
        }),
        ("/integrated-account/{account}" | "/webhook/{webhook}", "PATCH") => {
            json!({ "label": "Changed" })
        }
        ("/integrated-account/{account}/credentials", _) => {
            json!({ "credentials": { "api_token": VENDOR_SECRET } })
        }
        ("/integrated-account/{account}/mcp" | "/integrated-account/{account}/mcp/preview", _)
        | (
            "/integrated-account/{account}/mcp/{server}"
            | "/mcp-server/{several}"
            | "/member/{member}",
            "PATCH",
        ) => json!({ "name": "Changed" }),
        ("/mcp-server", _) => {
            json!({ "name": "New", "accounts": [{ "id": ids.own.account }] })
        }
        ("/mcp-server/preview", _) => json!({ "accounts": [{ "id": ids.own.account }] }),
        ("/api-token", _) => json!({ "name": "Changed", "scope": "mcp" }),
        ("/member", _) => json!({ "name": "New", "email": "new@example.com" }),
        ("/webhook", _) => json!({ "url": "https://hooks.receiver.example/new" }),
        _ => json!({}),
    }
}

/// The rule: first who asks, then what is served there, then whether it is there.
fn expected(rank: Rank, route: &Route, verb: &str, target: Target) -> u16 {
    match rank {
        Rank::Nobody => return 401,
        Rank::Mcp => return 403,
        Rank::Admin => {}
    }
    let Some((_, success)) = route.serves.iter().find(|(served, _)| *served == verb) else {
        return 405;
    };
    let names = |words: &[&str]| words.iter().any(|word| route.template.contains(word));
    let names_server = names(&["{server}", "{several}", "{token}", "{grant}", "{webhook}"]);
    let names_account = names(&["{account}", "{member}"]);
    let is_there = match target {
        Target::Own => true,
        Target::Foreign => !names_server,
        Target::Missing | Target::Malformed => !names_server && !names_account,
    };
    if is_there { *success } else { 404 }
}

/// Whether a success may change this key, or make it.
fn may_change(route: &Route, verb: &str, ids: &Ids, key: &str, is_new: bool) -> bool {
    let account = &ids.own.account;
    let several = &format!("mcp:{}:", ids.several.account);
    match (route.template, verb) {
        ("/integrated-account", "POST") => is_new && key.starts_with("account:"),
        (
            "/integrated-account/{account}" | "/integrated-account/{account}/credentials",
            "PATCH",
        ) => key == format!("account:{account}"),
        ("/integrated-account/{account}", "DELETE") => {
            key == format!("account:{account}") || key.starts_with(&format!("mcp:{account}:"))
        }
        ("/integrated-account/{account}/mcp", "POST") => {
            is_new && key.starts_with(&format!("mcp:{account}:"))
        }
        (
            "/integrated-account/{account}/mcp/{server}"
            | "/integrated-account/{account}/mcp/{server}/rotate",
            "PATCH" | "DELETE" | "POST",
        ) => key == ids.own.key(),
        ("/mcp-server", "POST") => is_new && key.starts_with(several),
        ("/mcp-server/{several}" | "/mcp-server/{several}/rotate", "PATCH" | "DELETE" | "POST") => {
            key == ids.several.key()
        }
        ("/member", "POST") => is_new && (key.starts_with("member:") || key.starts_with("email:")),
        ("/member/{member}", "PATCH") => key == format!("member:{}", ids.member),
        ("/member/{member}", "DELETE") => {
            key == format!("member:{}", ids.member) || key.starts_with("email:")
        }
        ("/member/{member}/sign-in-link", "POST") => is_new && key.starts_with("signin:"),
        ("/webhook", "POST") => is_new && key.starts_with("webhook:"),
        ("/webhook/{webhook}", "PATCH" | "DELETE") => key == format!("webhook:{}", ids.webhook),
        ("/webhook/{webhook}/test", "POST") => key == format!("delivery:{}", ids.webhook),
        ("/link-token", "POST") => is_new && key.starts_with("connect:"),
        ("/api-token", "POST") => is_new && key.starts_with("apitoken:"),
        ("/api-token/{token}", "DELETE") => key == format!("apitoken:{}", ids.token),
        _ => false,
    }
}

fn changed(before: &Snapshot, after: &Snapshot) -> Vec<(String, bool)> {
    let new = after
        .iter()
        .filter(|(key, value)| before.get(*key) != Some(value));
    let gone = before.keys().filter(|key| !after.contains_key(*key));
    new.map(|(key, _)| (key.clone(), !before.contains_key(key)))
        .chain(gone.map(|key| (key.clone(), false)))
        .collect()
}

#[test]
fn every_cell_of_the_operators_api_is_as_the_rule_says() {
    let mut counts = Counts::open("authorization-operator");
    let worker = Worker::with_sign_in();
    let other = worker.member_with(&json!({ "email": "other@example.com" }));
    let own = worker.server();
    let ids = Ids {
        several: worker.several(&json!({ "accounts": [{ "id": own.account }] })),
        own,
        foreign: worker.server(),
        token: worker.api_token("mcp", None).0,
        member: worker.member_with(&json!({})),
        webhook: worker.webhook(&json!({})).0,
    };
    let mut callers = callers(&worker, &ids.own);
    callers.extend(signed_in(&worker));
    worker.platform.set_clock(0);
    worker.platform.grant(&ids.member, GRANT);
    worker.platform.grant(&other, FOREIGN_GRANT);
    let grants = worker.platform.grants.borrow().clone();
    worker.platform.records.keeps_expired.set(true);
    let before = worker.platform.records.snapshot();
    worker.platform.records.restore(&before);
    let mut tried = 0;
    let mut successes = 0;
    for caller in &callers {
        for route in &ROUTES {
            for target in TARGETS {
                for verb in VERBS {
                    // A patch far in the future changes `updated_at` alone, which is change enough.
                    worker.platform.set_clock(caller.clock);
                    let path = path(route.template, target, &ids);
                    let ask =
                        request(verb, &path).body(body(route.template, verb, &ids).to_string());
                    let reply = worker.answer(&caller.sends(ask));
                    let cell = format!("{}: {verb} {path}", caller.name);
                    let status = expected(caller.rank, route, verb, target);
                    assert_eq!(reply.status, status, "{cell}: {reply:?}");
                    let sent = worker.platform.take_sent().len();
                    let after = worker.platform.records.snapshot();
                    let changes = changed(&before, &after);
                    let revoked = grants.len() - worker.platform.grants.borrow().len();
                    worker.platform.grants.borrow_mut().clone_from(&grants);
                    let may_end = verb == "DELETE" && route.template.starts_with("/member/");
                    assert_eq!(revoked, usize::from(status == 200 && may_end), "{cell}");
                    if status >= 400 {
                        assert_eq!(reply.json()["statusCode"], status, "{cell}");
                        assert!(changes.is_empty() && sent == 0, "{cell}: {changes:?}");
                    } else {
                        successes += 1;
                        let is_test = route.template.ends_with("{account}/test");
                        assert_eq!(sent, usize::from(is_test), "{cell}");
                        for (key, is_new) in &changes {
                            assert!(may_change(route, verb, &ids, key, *is_new), "{cell}: {key}");
                        }
                        let idle = [
                            "{account}/test",
                            "/preview",
                            "/reseal",
                            "/grant",
                            "/{grant}",
                        ];
                        let is_idle = idle.iter().any(|end| route.template.ends_with(end));
                        let writes = verb != "GET" && !is_idle;
                        assert_eq!(changes.is_empty(), !writes, "{cell}: {changes:?}");
                    }
                    worker.platform.records.restore(&before);
                    worker.platform.take_lines();
                    tried += 1;
                }
            }
        }
    }
    assert!(
        successes >= 200,
        "{successes} of {tried} cells let somebody in"
    );
    counts.held(
        "operators-api-is-closed",
        "callers × routes × targets × verbs: status, records changed, vendor called",
        tried,
    );
    counts.close();
}

#[test]
fn what_needs_no_token_gives_nothing_away() {
    let mut counts = Counts::open("authorization-open-routes");
    let worker = Worker::new();
    let server = worker.server();
    let callers = callers(&worker, &server);
    let mut tried = 0;
    for caller in &callers {
        for verb in VERBS {
            for (path, of_get) in [
                ("/healthz", 200),
                ("/", 404),
                ("/none", 404),
                ("/mcp", 404),
                ("/mcp/", 404),
                ("/.well-known/oauth-protected-resource", 404),
                ("/favicon.ico", 404),
            ] {
                let is_read = matches!(verb, "GET" | "HEAD");
                let status = if of_get == 200 && !is_read {
                    405
                } else {
                    of_get
                };
                let reply = worker.answer(&caller.sends(request(verb, path)));
                assert_eq!(reply.status, status, "{} {verb} {path}", caller.name);
                assert_eq!(reply.header("www-authenticate"), None);
                tried += 1;
            }
        }
    }
    assert!(worker.platform.sent().is_empty());
    let reply = worker.answer(&request("GET", "/integrated-account").bearer(ADMIN_TOKEN));
    assert_eq!(reply.status, 200, "the Worker is still well");
    counts.held(
        "operators-api-is-closed",
        "callers × verbs × routes without a token",
        tried,
    );
    counts.close();
}
