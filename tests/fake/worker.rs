//! A deployed Fairlead: a platform, settings, and an operator who provisions.

use std::collections::BTreeMap;

use fairlead::access::AfterResponse;
use fairlead::gateway::Answer;
use fairlead::http::{Headers, InboundResponse, Response};
use fairlead::settings::{Settings, SettingsError};
use serde_json::{Value, json};

use super::document::hold;
use super::http::{Ask, Reply, request};
use super::mcp::Client;
use super::platform::FakePlatform;
use super::{block_on, changed, interleave};

pub(crate) const ADMIN_TOKEN: &str = "fake-admin-token-for-tests";
pub(crate) const VENDOR_SECRET: &str = "fake-vendor-token-4711";
/// Base64 of 32 bytes that are all zero, and all one.
pub(crate) const KEY_ONE: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
pub(crate) const KEY_TWO: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

/// Where a server of several accounts has its account.
const SEVERAL: &str = "00000000-0000-0000-0000-000000000000";

/// An answer of a vendor.
pub(crate) fn vendor_answer(status: u16, body: &str) -> InboundResponse {
    let mut headers = Headers::default();
    headers.push("content-type", "application/json");
    InboundResponse {
        status,
        headers,
        body: body.as_bytes().to_vec(),
    }
}

/// A minted MCP server.
#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) account: String,
    pub(crate) id: String,
    pub(crate) token: String,
}

impl Server {
    #[track_caller]
    fn minted(account: &str, created: &Value) -> Self {
        let word = |key: &str| created[key].as_str().expect(key).to_owned();
        Self {
            account: account.to_owned(),
            id: word("id"),
            token: word("token"),
        }
    }

    pub(crate) fn path(&self) -> String {
        format!("/mcp/{}", self.token)
    }

    /// Its resource in the operator's API.
    pub(crate) fn resource(&self) -> String {
        if self.account == SEVERAL {
            format!("/mcp-server/{}", self.id)
        } else {
            format!("/integrated-account/{}/mcp/{}", self.account, self.id)
        }
    }

    /// Its key in KV.
    pub(crate) fn key(&self) -> String {
        format!("mcp:{}:{}", self.account, self.id)
    }
}

pub(crate) struct Worker {
    pub(crate) platform: FakePlatform,
    vars: BTreeMap<String, String>,
    settings: Result<Settings, SettingsError>,
    /// Does what is left to do after an answer.
    pub(crate) finishes: bool,
}

impl Worker {
    pub(crate) fn new() -> Self {
        let platform = FakePlatform::new(Box::new(|_| {
            Ok(vendor_answer(200, "{\"data\":{\"ok\":true}}"))
        }));
        let mut worker = Self {
            platform,
            vars: BTreeMap::new(),
            settings: Err(SettingsError::ShortAdminToken),
            finishes: false,
        };
        worker.set("ADMIN_TOKEN", ADMIN_TOKEN);
        worker.set("CREDENTIAL_KEYS", &format!("k1:{KEY_ONE}"));
        worker
    }

    /// One where people can sign in.
    pub(crate) fn with_sign_in() -> Self {
        let mut worker = Self::new();
        worker.set("OAUTH_KV", "");
        worker
    }

    /// Deploys again without it.
    pub(crate) fn unset(&mut self, name: &str) {
        self.vars.remove(name);
        self.settings = Settings::read(|name| self.vars.get(name).cloned());
    }

    /// Deploys again with this setting.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.vars.insert(name.to_owned(), value.to_owned());
        self.settings = Settings::read(|name| self.vars.get(name).cloned());
    }

    pub(crate) fn settings(&self) -> &Settings {
        self.settings.as_ref().expect("settings that can be read")
    }

    /// An answer, held to the document that this API gives of itself.
    #[track_caller]
    pub(crate) fn answer(&self, ask: &Ask) -> Reply {
        let (response, due) = block_on(self.serve(ask));
        hold(&ask.0, &response);
        // What is written after an answer is a matter of tests of its own.
        if self.finishes {
            block_on(fairlead::gateway::finish(
                &self.platform,
                &self.settings,
                due,
            ));
        }
        Reply(response)
    }

    /// The same, held to nothing.
    pub(crate) fn answer_unheld(&self, ask: &Ask) -> Reply {
        Reply(block_on(self.serve(ask)).0)
    }

    pub(super) async fn serve(&self, ask: &Ask) -> (Response, Vec<AfterResponse>) {
        let answer = fairlead::gateway::answer(&self.platform, &self.settings, &ask.0);
        let Answer { response, due } = answer.await;
        (self.whole(response), due)
    }

    /// A response with the text in it that answers share.
    pub(crate) fn whole(&self, mut response: Response) -> Response {
        if let Some(shared) = response.shared.take() {
            let text = self.platform.kept(&shared.key);
            response.body.insert_str(shared.at, &text);
        }
        response
    }

    /// Two requests at the same time: whose turn it is at each operation on records, the bits of the schedule say.
    pub(crate) fn at_once(&self, schedule: u32, one: &Ask, other: &Ask) -> (Reply, Reply) {
        self.platform.yields.set(true);
        let answers = interleave(schedule, self.serve(one), self.serve(other));
        self.platform.yields.set(false);
        for (ask, response) in [(one, &answers.0.0), (other, &answers.1.0)] {
            hold(&ask.0, response);
        }
        (Reply(answers.0.0), Reply(answers.1.0))
    }

    /// Two questions of our own JavaScript, likewise.
    pub(crate) fn decided_at_once(&self, schedule: u32, one: &Ask, other: &Ask) -> (Reply, Reply) {
        self.platform.yields.set(true);
        let decide = |ask| fairlead::gateway::decide(&self.platform, &self.settings, ask);
        let answers = interleave(schedule, decide(&one.0), decide(&other.0));
        self.platform.yields.set(false);
        (Reply(answers.0.response), Reply(answers.1.response))
    }

    /// A question of our own JavaScript, and a request.
    pub(crate) fn decided_meanwhile(
        &self,
        schedule: u32,
        question: &Ask,
        other: &Ask,
    ) -> (Reply, Reply) {
        self.platform.yields.set(true);
        let decided = fairlead::gateway::decide(&self.platform, &self.settings, &question.0);
        let (decided, answered) = interleave(schedule, decided, self.serve(other));
        self.platform.yields.set(false);
        hold(&other.0, &answered.0);
        (Reply(decided.response), Reply(answered.0))
    }

    /// A call of the operator's API with the Worker's own token.
    pub(crate) fn admin(&self, method: &str, target: &str, body: &Value) -> Reply {
        let ask = request(method, target).bearer(ADMIN_TOKEN);
        self.answer(&ask.body(body.to_string()))
    }

    pub(crate) fn read(&self, target: &str) -> Reply {
        self.answer(&request("GET", target).bearer(ADMIN_TOKEN))
    }

    pub(crate) fn delete(&self, target: &str) -> Reply {
        self.answer(&request("DELETE", target).bearer(ADMIN_TOKEN))
    }

    /// Connects an Acme account; `changes` are laid over a good body.
    #[track_caller]
    pub(crate) fn account_with(&self, changes: &Value) -> String {
        let good = json!({
            "integration": "acme",
            "label": "Acme support",
            "context": { "organization": "demo" },
            "credentials": { "api_token": VENDOR_SECRET },
        });
        let body = changed(good, changes);
        let created = self.admin("POST", "/integrated-account", &body).is(201);
        created["id"].as_str().expect("an id").to_owned()
    }

    #[track_caller]
    pub(crate) fn account(&self) -> String {
        self.account_with(&json!({}))
    }

    /// Mints a server; `changes` are laid over a body with a name alone.
    #[track_caller]
    pub(crate) fn server_with(&self, account: &str, changes: &Value) -> Server {
        let body = changed(json!({ "name": "Claude" }), changes);
        let target = format!("/integrated-account/{account}/mcp");
        Server::minted(account, &self.admin("POST", &target, &body).is(201))
    }

    /// An account and a server of it.
    #[track_caller]
    pub(crate) fn server(&self) -> Server {
        self.server_with(&self.account(), &json!({}))
    }

    /// The same, with this config.
    #[track_caller]
    pub(crate) fn configured(&self, config: &Value) -> Server {
        self.server_with(&self.account(), &json!({ "config": config }))
    }

    /// Mints a server of several accounts; `changes` are laid over a body with a name alone.
    #[track_caller]
    pub(crate) fn several(&self, changes: &Value) -> Server {
        let body = changed(json!({ "name": "Everything" }), changes);
        Server::minted(SEVERAL, &self.admin("POST", "/mcp-server", &body).is(201))
    }

    /// Gives a server a new URL.
    #[track_caller]
    pub(crate) fn rotate(&self, server: &Server) -> Server {
        let target = format!("{}/rotate", server.resource());
        let rotated = self.admin("POST", &target, &json!({})).is(200);
        Server {
            token: rotated["token"].as_str().expect("a token").to_owned(),
            ..server.clone()
        }
    }

    /// Adds a member, Anna with access to MCP; `changes` are laid over that.
    #[track_caller]
    pub(crate) fn member_with(&self, changes: &Value) -> String {
        let anna = json!({ "email": "anna@example.com", "name": "Anna", "mcp_access": true });
        let body = changed(anna, changes);
        let created = self.admin("POST", "/member", &body).is(201);
        created["id"].as_str().expect("an id").to_owned()
    }

    /// Makes a webhook; `changes` are laid over a body with a URL alone. Its id, and its secret.
    #[track_caller]
    pub(crate) fn webhook(&self, changes: &Value) -> (String, String) {
        let url = json!({ "url": "https://hooks.receiver.example/fairlead" });
        let made = self
            .admin("POST", "/webhook", &changed(url, changes))
            .is(201);
        let word = |key: &str| made[key].as_str().expect(key).to_owned();
        (word("id"), word("secret"))
    }

    /// One good pass of the cron trigger.
    #[track_caller]
    pub(crate) fn tick(&self) -> Value {
        self.pass_of_clock().is(200)
    }

    /// One pass of the cron trigger, with what is left to do after it.
    pub(crate) fn pass_of_clock(&self) -> Reply {
        let ask = request("POST", "/tick").at("https://fairlead.internal");
        let answer = fairlead::gateway::tick(&self.platform, &self.settings, &ask.0);
        let Answer { response, due } = block_on(answer);
        block_on(fairlead::gateway::finish(
            &self.platform,
            &self.settings,
            due,
        ));
        Reply(response)
    }

    /// A question of our own JavaScript, of the answer 200.
    #[track_caller]
    pub(crate) fn decide(&self, question: &str, body: &Value) -> Value {
        self.ask_unheld(question, &body.to_string()).is(200)
    }

    /// The same, whatever is answered.
    pub(crate) fn ask_unheld(&self, question: &str, body: &str) -> Reply {
        let ask = request("POST", &format!("/{question}"))
            .at("https://fairlead.internal")
            .body(body);
        self.answer_question(&ask)
    }

    /// Whatever is put through the door of questions.
    pub(crate) fn answer_question(&self, ask: &Ask) -> Reply {
        let answer = fairlead::gateway::decide(&self.platform, &self.settings, &ask.0);
        Reply(block_on(answer).response)
    }

    /// A session of a member, by a link.
    #[track_caller]
    pub(crate) fn session(&self, member: &str) -> String {
        let target = format!("/member/{member}/sign-in-link");
        let link = self.admin("POST", &target, &json!({})).is(201);
        let url = link["url"].as_str().expect("a URL");
        let (_, code) = url.rsplit_once('/').expect("a code");
        let signed_in = self.decide("sign-in-link", &json!({ "code": code, "use": true }));
        let session = signed_in["session"].as_str();
        session.unwrap_or_else(|| panic!("{signed_in}")).to_owned()
    }

    /// An answer at the door of people, where the edge has found this identity.
    #[track_caller]
    pub(crate) fn answer_member(&self, ask: &Ask, identity: &Value) -> Reply {
        let (platform, settings) = (&self.platform, &self.settings);
        let identity = identity.to_string();
        let answer = fairlead::gateway::answer_member(platform, settings, &ask.0, &identity);
        let Answer { response, due } = block_on(answer);
        if self.finishes {
            block_on(fairlead::gateway::finish(
                &self.platform,
                &self.settings,
                due,
            ));
        }
        Reply(self.whole(response))
    }

    /// Mints an API token.
    #[track_caller]
    pub(crate) fn api_token(&self, scope: &str, expires_at: Option<&str>) -> (String, String) {
        let body = json!({ "name": "ci", "scope": scope, "expires_at": expires_at });
        let created = self.admin("POST", "/api-token", &body).is(201);
        let word = |key: &str| created[key].as_str().expect(key).to_owned();
        (word("id"), word("token"))
    }

    /// A client of the handshake era.
    pub(crate) fn legacy(&self, server: &Server) -> Client<'_> {
        Client {
            worker: self,
            target: server.path(),
            is_modern: false,
        }
    }

    /// A client of 2026-07-28.
    pub(crate) fn modern(&self, server: &Server) -> Client<'_> {
        Client {
            worker: self,
            target: server.path(),
            is_modern: true,
        }
    }

    /// The vendor answers this to everything.
    pub(crate) fn vendor_says(&self, status: u16, body: &str) {
        let answer = vendor_answer(status, body);
        self.platform.script(move |_| Ok(answer.clone()));
    }
}
