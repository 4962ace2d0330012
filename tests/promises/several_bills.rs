//! What KV bills for a URL of several accounts; the names are those of the rows in `docs/costs.md`.

use serde_json::{Value, json};

use crate::bills::{OF_NO_ACCOUNT, Row};
use crate::fake::*;

/// Messages, and the operator's API.
pub(crate) fn several() -> Vec<Row> {
    let worker = Worker::new();
    let accounts = json!([{ "id": worker.account() }, { "id": worker.account_with(&json!({ "label": "B" })) }]);
    let server = worker.several(&json!({ "accounts": accounts }));
    let row = |name: &'static str, act: &dyn Fn()| -> Row {
        worker.platform.records.take_bill();
        act();
        (name, worker.platform.records.take_bill())
    };
    let post = |body: &str, status: u16| {
        let ask = request("POST", &server.path()).header("content-type", "application/json");
        let reply = worker.answer(&ask.body(body));
        assert_eq!(reply.status, status, "{reply:?}");
    };
    let client = worker.legacy(&server);
    let message = "any other message to a URL of 2 accounts";
    let of_no_account = "notification, `ping`, a method that is not served, or a body that is no message, to a URL of 2 accounts";
    let mut rows: Vec<_> = OF_NO_ACCOUNT
        .iter()
        .map(|(body, status)| row(of_no_account, &|| post(body, *status)))
        .collect();
    rows.extend([
        row(message, &|| {
            post(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}",
                200,
            );
        }),
        row(message, &|| drop(client.list().result())),
        row(message, &|| {
            let arguments = json!({ "account": "B" });
            client.call("list_all_acme_me", arguments).answered();
        }),
        row(message, &|| {
            drop(client.call("list_all_acme_me", json!({})).mends());
        }),
    ]);
    let own = server.resource();
    for (name, method, path, body) in [
        (
            "`GET /mcp-server`, 1 server",
            "GET",
            "/mcp-server",
            json!({}),
        ),
        (
            "`POST /mcp-server`, 2 accounts",
            "POST",
            "/mcp-server",
            json!({ "name": "x", "accounts": accounts }),
        ),
        (
            "`POST /mcp-server/preview`, 2 accounts",
            "POST",
            "/mcp-server/preview",
            json!({ "accounts": accounts }),
        ),
        ("`GET /mcp-server/:id`", "GET", &own, json!({})),
        (
            "`PATCH /mcp-server/:id` without `accounts`",
            "PATCH",
            &own,
            json!({ "name": "y" }),
        ),
        (
            "`POST /mcp-server/:id/rotate`",
            "POST",
            &format!("{own}/rotate"),
            json!({}),
        ),
        ("`DELETE /mcp-server/:id`", "DELETE", &own, Value::Null),
    ] {
        rows.push(row(name, &|| {
            let reply = worker.admin(method, path, &body);
            assert!((200..300).contains(&reply.status), "{name}: {reply:?}");
        }));
    }
    rows
}
