//! What KV bills for each kind of request, as the fake namespace counts it. The names are those of the rows in `docs/costs.md`.

use serde_json::{Value, json};

use crate::expiry::expiring;
use crate::fake::*;

/// A row's name, and what KV billed.
pub(crate) type Row = (&'static str, Bill);

/// A deployment, with what is done after answers left undone: it has rows of its own.
struct Case {
    worker: Worker,
    server: Server,
}

impl Case {
    fn new() -> Self {
        let worker = Worker::new();
        let server = worker.server();
        Self { worker, server }
    }

    fn row(&self, name: &'static str, act: impl FnOnce(&Self)) -> Row {
        (name, self.billed(act))
    }

    fn billed(&self, act: impl FnOnce(&Self)) -> Bill {
        self.worker.platform.records.take_bill();
        act(self);
        self.worker.platform.records.take_bill()
    }

    #[track_caller]
    fn post(&self, path: &str, body: &str, status: u16) {
        let ask = request("POST", path).header("content-type", "application/json");
        let reply = self.worker.answer(&ask.body(body));
        assert_eq!(reply.status, status, "{reply:?}");
    }

    fn call(&self, status: u16) {
        self.worker.vendor_says(status, "{}");
        let client = self.worker.legacy(&self.server);
        assert_eq!(client.call("list_all_acme_me", json!({})).status, 200);
    }

    /// A token of the right form that opens nothing.
    fn wrong(&self) -> String {
        let mut wrong = self.server.path();
        let last = if wrong.ends_with('A') { 'Q' } else { 'A' };
        wrong.pop();
        wrong.push(last);
        wrong
    }
}

/// Messages that no account answers, and the status of each.
pub(crate) const OF_NO_ACCOUNT: [(&str, u16); 4] = [
    (NOTIFICATION, 202),
    (PING, 200),
    (
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"logging/setLevel\"}",
        200,
    ),
    ("{", 400),
];
const NOTIFICATION: &str = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";
const PING: &str = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";

fn message(method: &str) -> String {
    json!({ "jsonrpc": "2.0", "id": 1, "method": method }).to_string()
}

/// Messages that open nothing, and those that are none.
fn refused(case: &Case) -> Vec<Row> {
    let path = case.server.path();
    let no_message = "body that is no message, has the wrong `Content-Type` or is too long";
    let mut rows = vec![
        case.row("URL with a token of the wrong form", |case| {
            for path in ["/mcp/x", "/mcp/", "/mcp/fl_AAAA", &format!("{path}A")] {
                case.post(path, PING, 404);
            }
        }),
        case.row("URL with a token that opens nothing", |case| {
            case.post(&case.wrong(), &message("tools/list"), 404);
        }),
        case.row(no_message, |case| {
            let reply = case.worker.answer(&request("POST", &path).body(PING));
            assert_eq!(reply.status, 415, "{reply:?}");
        }),
        case.row("notification", |case| case.post(&path, NOTIFICATION, 202)),
    ];
    for body in [NOTIFICATION, PING, "{", "[]", &message("logging/setLevel")] {
        let name = "the same, with a notification, `ping`, a method that is not served, or a body that is no message";
        rows.push(case.row(name, |case| case.post(&case.wrong(), body, 404)));
    }
    let gone = "URL whose token has expired or was revoked";
    let other = case.worker.server();
    case.worker.delete(&other.resource()).is(200);
    rows.push(case.row(gone, |case| {
        case.post(&other.path(), &message("tools/list"), 404);
    }));
    let mut over = Case::new();
    over.server = expiring(&over.worker, 60);
    over.worker.platform.pass(60);
    rows.push(over.row(gone, |case| {
        case.post(&case.server.path(), &message("tools/list"), 404);
    }));
    rows.push(case.row("GET, HEAD, DELETE or OPTIONS of a URL", |case| {
        for method in ["GET", "HEAD", "DELETE", "OPTIONS"] {
            let ask = request(method, &path).header("origin", "https://claude.ai");
            case.worker.answer(&ask);
        }
    }));
    let filler = " ".repeat(4 * 1024 * 1024);
    for (body, status) in [
        ("", 400),
        ("{\"jsonrpc\":\"2.0\"", 400),
        ("[]", 400),
        ("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}", 400),
        (&format!("{PING}{filler}"), 413),
    ] {
        rows.push(case.row(no_message, |case| case.post(&path, body, status)));
    }
    rows
}

/// Messages that are answered.
fn answered(case: &Case) -> Vec<Row> {
    let worker = &case.worker;
    let (legacy, modern) = (worker.legacy(&case.server), worker.modern(&case.server));
    let hello = json!({ "protocolVersion": "2025-11-25", "capabilities": {} });
    let result = |reply: Reply| drop(reply.result());
    let mut rows = vec![
        case.row("`initialize`", |_| result(legacy.rpc("initialize", hello))),
        case.row("`server/discover`", |_| {
            result(modern.rpc("server/discover", json!({})));
        }),
        case.row("`ping`", |_| result(legacy.rpc("ping", json!({})))),
    ];
    for method in ["logging/setLevel", "completion/complete", "nobody/knows"] {
        for client in [&legacy, &modern] {
            rows.push(case.row("method that is not served", |_| {
                assert_eq!(
                    client.rpc(method, json!({})).json()["error"]["code"],
                    -32601
                );
            }));
        }
    }
    for method in [
        "prompts/list",
        "resources/list",
        "resources/templates/list",
        "skills/list",
    ] {
        rows.push(case.row("`prompts/…`, `resources/…` or `skills/…`", |_| {
            result(legacy.rpc(method, json!({})));
        }));
    }
    for client in [&legacy, &modern] {
        let call = |tool: &str, arguments: Value| client.call(tool, arguments);
        rows.extend([
            case.row("`tools/list`", |_| result(client.list())),
            case.row("`tools/call` that reads", |_| {
                call("list_all_acme_me", json!({})).answered();
            }),
            case.row("`tools/call` that writes", |_| {
                call("create_a_acme_issue", json!({ "title": "New" })).answered();
            }),
            case.row("`tools/call` that is refused before it is sent", |_| {
                call("create_a_acme_issue", json!({})).mends();
            }),
        ]);
    }
    rows
}

/// Calls that a person has to agree to.
pub(crate) fn waiting() -> Vec<Row> {
    let worker = Worker::new();
    let server = worker.configured(&json!({ "approve": ["write"] }));
    let shown = worker.read(&server.resource()).is(200);
    let case = Case { worker, server };
    let client = case.worker.legacy(&case.server);
    let call = || client.call("create_a_acme_issue", json!({ "title": "New" }));
    let reply = call();
    let message = reply.failed()["message"].as_str().unwrap().to_owned();
    let (_, rest) = message.split_once("/approve/").unwrap();
    let code = rest.split(' ').next().unwrap();
    let with =
        json!({ "code": code, "approval_code": shown["approval_code"], "decision": "approve" });
    let once_more = case.row("the same again before somebody has pressed", |_| {
        drop(call().failed());
    });
    let opened = case.row(
        "the page of such a call, opened with the approval code",
        |case| {
            case.worker.decide("approval", &with);
        },
    );
    let wrong = json!({ "code": code, "approval_code": "0000-0000-0000" });
    let missed = case.row("a wrong approval code there", |case| {
        case.worker.decide("approval", &wrong);
    });
    let pressed = case.row("a yes or a no there", |case| {
        case.worker.decide("approve-call", &with);
    });
    let made = case.row("the same after a yes", |_| drop(call().answered()));
    let another = || client.call("create_a_acme_issue", json!({ "title": "Another" }));
    let first = case.row("`tools/call` that waits for a person on a page", |_| {
        drop(another().failed());
    });
    let ask = |added: Value| {
        let client = case.worker.modern(&case.server);
        let third = json!({ "title": "Third" });
        client
            .call_able_to_ask("create_a_acme_issue", &third, &added)
            .result()
    };
    let mut state = Value::Null;
    let asked = case.row(
        "`tools/call` that waits for a person whom the client asks",
        |_| {
            state = ask(json!({}))["requestState"].clone();
        },
    );
    let answer =
        json!({ "requestState": state, "inputResponses": { "approve": { "action": "accept" } } });
    let agreed = case.row("the same with the person's yes", |_| drop(ask(answer)));
    vec![
        first, once_more, opened, missed, pressed, made, asked, agreed,
    ]
}

fn second_factor() -> Vec<Row> {
    let worker = Worker::new();
    let (_, token) = worker.api_token("mcp", None);
    let server = worker.configured(&json!({ "require_api_token_auth": true }));
    let case = Case { worker, server };
    let list = |token: &str| {
        let ask = case
            .worker
            .legacy(&case.server)
            .ask("tools/list", json!({}));
        case.worker.answer(&ask.bearer(token)).is(200);
    };
    vec![
        case.row("message with the second factor, an API token", |_| {
            list(&token);
        }),
        case.row("message with the second factor, `ADMIN_TOKEN`", |_| {
            list(ADMIN_TOKEN);
        }),
    ]
}

/// Everything that is sent to an MCP server's URL.
pub(crate) fn messages() -> Vec<Row> {
    let case = Case::new();
    let mut rows = refused(&case);
    rows.extend(answered(&case));
    for status in [401, 403] {
        let case = Case::new();
        let first = "`tools/call`, the vendor answers 401 or 403 for the first time";
        let then = "`tools/call` that succeeds within a minute after that";
        rows.extend([
            case.row(first, |case| case.call(status)),
            case.row("the same again within a minute", |case| case.call(status)),
            case.row(then, |case| case.call(200)),
        ]);
    }
    rows.extend(second_factor());
    rows
}

/// What is done once an answer has gone.
pub(crate) fn afterwards() -> Vec<Row> {
    let mut case = Case::new();
    case.worker.set("USAGE_WRITE_SECONDS", "0");
    let mut rows = Vec::new();
    let mut beside = |name, case: &mut Case, status: u16| {
        case.worker.finishes = true;
        let all = case.billed(|case| case.call(status));
        rows.push((
            name,
            Bill {
                reads: all.reads - 2,
                ..all
            },
        ));
    };
    beside("look at an account's health", &mut case, 200);
    let mut rows_of_looks = Vec::new();
    let none = Bill {
        reads: 2,
        ..Bill::default()
    };
    assert_eq!(case.billed(|case| case.call(200)), none);
    case.worker.platform.pass(60);
    beside("look at an account's health", &mut case, 200);
    for status in [401, 403] {
        case.worker.platform.pass(60);
        case.call(status);
        assert_eq!(case.billed(|case| case.call(200)), none);
        case.worker
            .platform
            .pass(if status == 403 { 600 } else { 60 });
        // An event that comes first looks for webhooks.
        let looked = case.billed(|case| drop(case.worker.account()));
        rows_of_looks.push(Bill {
            writes: looked.writes - 1,
            ..looked
        });
        beside("take back what a 401 or 403 left", &mut case, 200);
    }
    case.worker.set("USAGE_WRITE_SECONDS", "600");
    for _ in 0..2 {
        case.worker.platform.pass(600);
        case.worker.finishes = true;
        let all = case.billed(|case| drop(case.worker.legacy(&case.server).list()));
        let usage = Bill {
            reads: all.reads - 2,
            ..all
        };
        assert_eq!(
            case.billed(|case| drop(case.worker.legacy(&case.server).list())),
            none
        );
        rows.push(("write down how much a server is used", usage));
    }
    let looks = rows_of_looks.into_iter();
    rows.extend(looks.map(|bill| ("look for webhooks, where there are none", bill)));
    rows
}

/// The operator's API, in an order in which it can be called. The rows say themselves what is called.
const OPERATORS: [&str; 19] = [
    "`GET /integration`",
    "`GET /integrated-account`, 2 accounts",
    "`GET /integrated-account/:id`",
    "`PATCH /integrated-account/:id`",
    "`PATCH /integrated-account/:id/credentials`",
    "`POST /integrated-account/:id/test`",
    "`POST /integrated-account/:id/mcp/preview`",
    "`POST /integrated-account/:id/mcp`",
    "`GET /integrated-account/:id/mcp`, 2 servers",
    "`GET /integrated-account/:id/mcp/:mcp_id`",
    "`PATCH /integrated-account/:id/mcp/:mcp_id`",
    "`POST /integrated-account/:id/mcp/:mcp_id/rotate`",
    "`DELETE /integrated-account/:id/mcp/:mcp_id`",
    "`GET /api-token`, 2 tokens",
    "`POST /api-token`",
    "`DELETE /api-token/:id`",
    "`POST /admin/reseal`, 2 accounts that are current",
    "`POST /integrated-account`",
    "`DELETE /integrated-account/:id`, 1 server that was used",
];

fn body(method: &str, path: &str) -> Value {
    let credentials = json!({ "api_token": "fake-token" });
    match (method, path) {
        ("POST", "/integrated-account") => json!({
            "integration": "acme", "label": "x", "context": { "organization": "x" },
            "credentials": credentials,
        }),
        ("POST", "/api-token") => json!({ "name": "x", "scope": "mcp" }),
        ("PATCH", path) if path.ends_with("/credentials") => json!({ "credentials": credentials }),
        ("PATCH", "/integrated-account/:id") => json!({ "label": "y" }),
        ("PATCH", _) => json!({ "name": "y" }),
        ("POST", path) if path.ends_with("/mcp") => json!({ "name": "x" }),
        _ => json!({}),
    }
}

/// The operator's API, with `ADMIN_TOKEN`.
pub(crate) fn operators() -> Vec<Row> {
    let mut case = Case::new();
    let (token, _) = case.worker.api_token("mcp", None);
    case.worker.api_token("admin", None);
    case.worker.account();
    case.worker.finishes = true;
    case.worker.legacy(&case.server).list().result();
    case.worker.finishes = false;
    let mut minted = String::new();
    let rows = OPERATORS.map(|name| {
        let request = name.split('`').nth(1).expect("a request");
        let (method, path) = request.split_once(' ').expect("a method");
        // What is deleted is the server that was minted here; the other one goes with its account.
        let server = if method == "DELETE" {
            &minted
        } else {
            &case.server.id
        };
        let target = path
            .replace("/api-token/:id", &format!("/api-token/{token}"))
            .replace(":mcp_id", server)
            .replace(":id", &case.server.account);
        let mut reply = Value::Null;
        let row = case.row(name, |case| {
            let answer = case.worker.admin(method, &target, &body(method, path));
            assert!((200..300).contains(&answer.status), "{name}: {answer:?}");
            reply = answer.json();
        });
        if path.ends_with("/mcp") && method == "POST" {
            reply["id"].as_str().expect("an id").clone_into(&mut minted);
        }
        row
    });
    rows.into()
}
