//! HTTP in and out, as tests write and read it.

use std::ops::Deref;

use fairlead::http::{Request, Response};
use serde_json::Value;

/// A request to the Worker; `target` is a path with an optional query.
pub(crate) fn request(method: &str, target: &str) -> Ask {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    Ask(Request {
        method: method.to_owned(),
        origin: "https://fairlead.example".to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        ..Request::default()
    })
}

/// A request under construction.
#[derive(Clone)]
pub(crate) struct Ask(pub(crate) Request);

impl Ask {
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.0.headers.push(name, value);
        self
    }

    pub(crate) fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub(crate) fn body(mut self, body: impl AsRef<[u8]>) -> Self {
        body.as_ref().clone_into(&mut self.0.body);
        self
    }

    /// As if the caller had addressed this host.
    pub(crate) fn at(mut self, origin: &str) -> Self {
        origin.clone_into(&mut self.0.origin);
        self
    }
}

/// An answer of the Worker.
#[derive(Clone)]
pub(crate) struct Reply(pub(crate) Response);

/// To the byte, but for the id that each answer has of its own.
impl PartialEq for Reply {
    fn eq(&self, other: &Self) -> bool {
        let headers = |reply: &Self| -> Vec<String> {
            let lines = reply.headers.as_lines().lines();
            lines
                .filter(|line| !line.starts_with("x-request-id: "))
                .map(str::to_owned)
                .collect()
        };
        self.status == other.status && self.body == other.body && headers(self) == headers(other)
    }
}

impl Deref for Reply {
    type Target = Response;

    fn deref(&self) -> &Response {
        &self.0
    }
}

/// For failed assertions: what a person would look at first.
impl std::fmt::Debug for Reply {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            formatter,
            "{}\n{}\n{}",
            self.status,
            self.headers.as_lines(),
            self.body
        )
    }
}

impl Reply {
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error} in {self:?}"))
    }

    /// The same, of an answer that must have this status.
    #[track_caller]
    pub(crate) fn is(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{self:?}");
        self.json()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)
    }

    /// A refusal's `details.failures` as `field: message`.
    #[track_caller]
    pub(crate) fn failures(&self) -> Vec<String> {
        let body = self.is(400);
        let failures = body["details"]["failures"].as_array();
        let failures = failures.unwrap_or_else(|| panic!("no failures in {self:?}"));
        let text = |failure: &Value| {
            let word = |key: &str| failure[key].as_str().unwrap_or("?").to_owned();
            format!("{}: {}", word("field"), word("message"))
        };
        failures.iter().map(text).collect()
    }

    /// The fields that a refusal names.
    #[track_caller]
    pub(crate) fn failed_fields(&self) -> Vec<String> {
        let field = |failure: String| failure.split(':').next().unwrap_or_default().to_owned();
        self.failures().into_iter().map(field).collect()
    }

    /// The code of a JSON-RPC error.
    #[track_caller]
    pub(crate) fn fault(&self) -> (u16, i64) {
        let code = self.json()["error"]["code"].as_i64();
        (
            self.status,
            code.unwrap_or_else(|| panic!("no error in {self:?}")),
        )
    }

    /// The result of an MCP call.
    #[track_caller]
    pub(crate) fn result(&self) -> Value {
        let body = self.is(200);
        assert!(body.get("error").is_none(), "{self:?}");
        body["result"].clone()
    }

    /// The text of a tool's result, as the model sees it.
    #[track_caller]
    pub(crate) fn text(&self) -> String {
        let result = self.result();
        let content = result["content"].as_array().expect("content");
        assert_eq!(content.len(), 1, "{self:?}");
        content[0]["text"].as_str().expect("a text").to_owned()
    }

    /// The text of a successful tool result, as JSON.
    #[track_caller]
    pub(crate) fn answered(&self) -> Value {
        assert_eq!(self.result().get("isError"), None, "{self:?}");
        serde_json::from_str(&self.text()).expect("JSON in the text")
    }

    /// The text of a failed tool result, as JSON.
    #[track_caller]
    pub(crate) fn failed(&self) -> Value {
        assert_eq!(self.result()["isError"], true, "{self:?}");
        serde_json::from_str(&self.text()).expect("JSON in the text")
    }

    /// The arguments that a refused call names.
    #[track_caller]
    pub(crate) fn mends(&self) -> Vec<String> {
        let failed = self.failed();
        assert_eq!(failed["statusCode"], 400, "{self:?}");
        assert_eq!(failed["remote"], false, "{self:?}");
        let failures = failed["details"]["failures"].as_array().expect("failures");
        let text = |failure: &Value| {
            let word = |key: &str| failure[key].as_str().unwrap_or("?").to_owned();
            format!("{}: {}", word("argument"), word("message"))
        };
        failures.iter().map(text).collect()
    }
}
