//! A Fairlead with every integration of the build connected, and servers of every kind: what attacks are run against.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use fairlead::access::lifetime::to_iso;
use fairlead::catalogue::{Auth, INTEGRATIONS, Integration, VariableValues};
use fairlead::platform::UnixSeconds;
use serde_json::{Value, json};

use crate::cursors::{Given, harvest};
use crate::fake::{ADMIN_TOKEN, KEY_ONE, NOW, Server, Snapshot, Worker};

/// The one page that may call.
pub(crate) const ALLOWED_ORIGIN: &str = "https://app.example";

/// What is special about a server or its account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Plain,
    Short,
    Discovery,
    Structured,
    ReadsOnly,
    SecondFactor,
    ReadOnlyAccount,
    BlockedAccount,
}

const EVERYWHERE: [Kind; 6] = [
    Kind::Plain,
    Kind::Short,
    Kind::Discovery,
    Kind::Structured,
    Kind::ReadsOnly,
    Kind::SecondFactor,
];

/// A server and what is known of it.
pub(crate) struct Door {
    pub(crate) integration: &'static Integration,
    pub(crate) kind: Kind,
    pub(crate) server: Server,
}

/// What a connected vendor's requests must look like.
pub(crate) struct Vendor {
    pub(crate) integration: &'static Integration,
    pub(crate) account: String,
    /// The only host that may get its credentials, and the path before every endpoint's.
    pub(crate) base: String,
    /// The header that carries them, and its value.
    pub(crate) proof: (String, String),
}

pub(crate) struct Fixture {
    pub(crate) worker: Worker,
    pub(crate) doors: Vec<Door>,
    pub(crate) vendors: Vec<Vendor>,
    /// Of the scope admin, and of the scope mcp.
    pub(crate) api_tokens: [String; 2],
    /// Every text that no answer and no log line may hold.
    pub(crate) secrets: Vec<String>,
    pub(crate) before: Snapshot,
    /// The `inputSchema` of every tool, by its long name.
    pub(crate) schemas: BTreeMap<&'static str, Value>,
    cursors: OnceCell<Vec<Given>>,
}

impl Fixture {
    pub(crate) fn new() -> Self {
        let mut worker = Worker::new();
        worker.set("ALLOWED_ORIGINS", ALLOWED_ORIGIN);
        let mut doors = Vec::new();
        let mut vendors = Vec::new();
        for integration in by_credentials() {
            let account = connect(&worker, integration, &json!({}));
            for kind in EVERYWHERE {
                // A filter that leaves nothing is refused, and some fixtures have only one kind of tool.
                if let Some(server) = mint(&worker, &account, kind) {
                    doors.push(Door {
                        integration,
                        kind,
                        server,
                    });
                }
            }
            vendors.push(connected(integration, account));
        }
        for slug in ["acme", "pylon"] {
            let integration = fairlead::catalogue::integration(slug).expect(slug);
            for (kind, state) in [
                (Kind::ReadOnlyAccount, json!({ "read_only": true })),
                (Kind::BlockedAccount, json!({ "is_blocked": true })),
            ] {
                let account = connect(&worker, integration, &state);
                let server = mint(&worker, &account, kind).expect("a server");
                doors.push(Door {
                    integration,
                    kind,
                    server,
                });
                vendors.push(connected(integration, account));
            }
        }
        let far = to_iso(UnixSeconds(NOW + 100_000));
        let api_tokens = ["admin", "mcp"].map(|scope| worker.api_token(scope, Some(&far)).1);
        let secrets = secrets(&doors, &vendors, &api_tokens);
        let tools = by_credentials().flat_map(|of| of.tools);
        let schemas = tools
            .map(|tool| {
                let schema = serde_json::from_str(tool.input_schema).expect(tool.name);
                (tool.name, schema)
            })
            .collect();
        worker.platform.take_lines();
        let before = worker.platform.records.snapshot();
        worker.platform.records.restore(&before);
        Self {
            worker,
            doors,
            vendors,
            api_tokens,
            secrets,
            before,
            schemas,
            cursors: OnceCell::new(),
        }
    }

    /// A cursor of every list.
    pub(crate) fn cursors(&self) -> &[Given] {
        self.cursors.get_or_init(|| harvest(self))
    }

    pub(crate) fn door(&self, slug: &str, kind: Kind) -> &Door {
        let mut doors = self.doors.iter();
        doors
            .find(|door| door.integration.slug == slug && door.kind == kind)
            .unwrap_or_else(|| panic!("no door {slug} {kind:?}"))
    }

    /// As it was after provisioning, vendors well, in a new isolate.
    pub(crate) fn restore(&self) {
        fairlead::access::forget_all();
        self.worker.platform.records.recover();
        self.worker.platform.records.restore(&self.before);
        self.worker.platform.take_sent();
        self.worker.platform.take_lines();
    }
}

/// Fake secrets that are told from each other, long enough to be redacted.
pub(crate) fn credentials(integration: &Integration) -> BTreeMap<String, String> {
    let secret = |name: &str| format!("fake-{}-{name}-0123456789", integration.slug);
    let names = integration.credentials.iter();
    names
        .map(|credential| (credential.name.to_owned(), secret(credential.name)))
        .collect()
}

/// A context that every variable allows.
pub(crate) fn context(integration: &Integration) -> BTreeMap<String, String> {
    let value = |values: &VariableValues| match values {
        VariableValues::Choice(choices) => choices[0].0.to_owned(),
        VariableValues::DnsLabel => "demo".to_owned(),
    };
    let variables = integration.variables.iter();
    variables
        .map(|variable| (variable.name.to_owned(), value(&variable.values)))
        .collect()
}

/// What the base URL becomes with that context, written out without asking the code under test.
pub(crate) fn base(integration: &Integration) -> String {
    let mut base = integration.base_url.to_owned();
    for variable in integration.variables {
        let text = match variable.values {
            VariableValues::Choice(choices) => choices[0].1,
            VariableValues::DnsLabel => "demo",
        };
        base = base.replace(&format!("{{{}}}", variable.name), text);
    }
    base
}

/// The header that proves who a request is from.
pub(crate) fn proof(integration: &Integration) -> (String, String) {
    use base64::Engine;
    let credentials = credentials(integration);
    let fill = |template: &str| {
        let places = credentials.iter();
        places.fold(template.to_owned(), |text, (name, secret)| {
            text.replace(&format!("{{{name}}}"), secret)
        })
    };
    match integration.auth {
        Auth::Bearer { token } => (
            "authorization".to_owned(),
            format!("Bearer {}", fill(token)),
        ),
        Auth::Basic { username, password } => {
            let pair = format!("{}:{}", fill(username), fill(password));
            let pair = base64::engine::general_purpose::STANDARD.encode(pair);
            ("authorization".to_owned(), format!("Basic {pair}"))
        }
        Auth::Header { name, value } => (name.to_lowercase(), fill(value)),
    }
}

/// Those that an operator connects with credentials. The others take a person's consent, and have attacks of their own (`connecting.rs`).
pub(crate) fn by_credentials() -> impl Iterator<Item = &'static Integration> {
    INTEGRATIONS
        .iter()
        .filter(|integration| !integration.credentials.is_empty())
}

fn connect(worker: &Worker, integration: &Integration, changes: &Value) -> String {
    let mut body = json!({
        "integration": integration.slug,
        "context": context(integration),
        "credentials": credentials(integration),
    });
    for (key, value) in changes.as_object().expect("an object") {
        body[key] = value.clone();
    }
    worker.account_with(&body)
}

fn mint(worker: &Worker, account: &str, kind: Kind) -> Option<Server> {
    let config = match kind {
        Kind::Plain | Kind::ReadOnlyAccount | Kind::BlockedAccount => json!({}),
        Kind::Short => json!({ "tool_names": "short" }),
        Kind::Discovery => json!({ "tool_exposure": "discovery" }),
        Kind::Structured => json!({ "structured": true }),
        Kind::ReadsOnly => json!({ "methods": ["read"] }),
        Kind::SecondFactor => json!({ "require_api_token_auth": true }),
    };
    let body = json!({ "name": "Claude", "config": config });
    let reply = worker.admin("POST", &format!("/integrated-account/{account}/mcp"), &body);
    if reply.status == 400 {
        return None;
    }
    let minted = reply.is(201);
    let text = |key: &str| minted[key].as_str().expect(key).to_owned();
    Some(Server {
        account: account.to_owned(),
        id: text("id"),
        token: text("token"),
    })
}

fn connected(integration: &'static Integration, account: String) -> Vendor {
    Vendor {
        integration,
        account,
        base: base(integration),
        proof: proof(integration),
    }
}

fn secrets(doors: &[Door], vendors: &[Vendor], api_tokens: &[String]) -> Vec<String> {
    let mut secrets = vec![ADMIN_TOKEN.to_owned(), KEY_ONE.to_owned()];
    // The secret part of a token is as bad as the token.
    secrets.extend(doors.iter().map(|door| door.server.token[46..].to_owned()));
    secrets.extend(api_tokens.iter().map(|token| token[4..].to_owned()));
    for vendor in vendors {
        secrets.extend(credentials(vendor.integration).into_values());
        let (_, value) = vendor.proof.1.rsplit_once(' ').unwrap_or_default();
        secrets.push(value.to_owned());
    }
    secrets.retain(|secret| !secret.is_empty());
    secrets.sort();
    secrets.dedup();
    secrets
}
