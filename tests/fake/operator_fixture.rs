//! One of everything that the operator's API keeps, and a good request to each of its operations.

use serde_json::{Value, json};

use super::document::Operation;
use super::http::{Ask, request};
use super::worker::{Server, Worker};

/// A Fairlead with one of everything, and good requests to it.
pub(crate) struct OperatorFixture {
    pub(crate) worker: Worker,
    pub(crate) server: Server,
    /// The same of several accounts; `account` is that of `server`.
    pub(crate) several: Server,
    /// Id of an API token of the scope `admin`, and the token.
    pub(crate) admin: (String, String),
    /// Id of a member.
    pub(crate) member: String,
    /// Id of a webhook.
    pub(crate) webhook: String,
}

/// The grant of the fixture's member.
pub(crate) const GRANT: &str = "00000000-0000-4000-8000-0000000000aa";

impl OperatorFixture {
    pub(crate) fn new() -> Self {
        let mut worker = Worker::with_sign_in();
        worker.set("ACTIVITY", "");
        let server = worker.configured(&json!({ "require_api_token_auth": true }));
        let accounts = json!([{ "id": server.account }]);
        let several = worker.several(&json!({ "accounts": accounts }));
        let admin = worker.api_token("admin", None);
        let member = worker.member_with(&json!({}));
        worker.platform.grant(&member, GRANT);
        let webhook = worker.webhook(&json!({})).0;
        Self {
            worker,
            server,
            several,
            admin,
            member,
            webhook,
        }
    }

    pub(crate) fn target(&self, path: &str) -> String {
        let id = match path.split('/').nth(1) {
            Some("api-token") => &self.admin.0,
            Some("member") => &self.member,
            Some("webhook") => &self.webhook,
            _ => &self.server.account,
        };
        path.replace("{slug}", "acme")
            .replace("{id}", id)
            .replace("{mcp_id}", &self.server.id)
            .replace("{grant_id}", GRANT)
            .replace("{server_id}", &self.several.id)
            .replace("{token}", &self.server.token)
    }

    /// What an operation accepts.
    pub(crate) fn ask(&self, operation: &Operation) -> Ask {
        request(operation.method, &self.target(operation.path))
            .header("content-type", "application/json")
            .body(self.least_body(operation).to_string())
    }

    /// The least that an operation takes.
    pub(crate) fn least_body(&self, operation: &Operation) -> Value {
        let accounts = json!([{ "id": self.server.account }]);
        match operation.name() {
            "createAccount" => json!({
                "integration": "acme",
                "label": "Acme",
                "context": { "organization": "demo" },
                "credentials": { "api_token": "fake-vendor-token-0815" },
            }),
            "updateAccount" => json!({ "context": {} }),
            "replaceCredentials" => {
                json!({ "credentials": { "api_token": "fake-vendor-token-0815" } })
            }
            "createServer" => json!({ "name": "Claude" }),
            "createSeveralServer" => json!({ "name": "Claude", "accounts": accounts }),
            "previewSeveralServer" => json!({ "accounts": accounts }),
            "createMember" => json!({ "email": "ben@example.com", "name": "Ben" }),
            "createWebhook" => json!({ "url": "https://hooks.receiver.example/fairlead" }),
            "createApiToken" => json!({ "name": "ci", "scope": "mcp" }),
            "callMcp" => json!({ "jsonrpc": "2.0", "id": 1, "method": "ping" }),
            _ => json!({}),
        }
    }
}
