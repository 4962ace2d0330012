//! One row: ids, outcomes, times and sizes. No argument, no body, no token, no address of anybody.

use std::fmt::Write;

use crate::json::quote;

/// What writes rows, all of one list in JSON. One that is there already is there: a list whose fate is unknown is sent again.
pub const INSERT: &str = "INSERT OR IGNORE INTO activity (time, request_id, action, actor, actor_id, server, account, integration, tool, target, \
    client, client_version, outcome, failed, status, vendor_status, ms, vendor_ms, bytes_in, bytes_out, rate_left) \
    SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8, value ->> 9, \
    value ->> 10, value ->> 11, value ->> 12, value ->> 13, value ->> 14, value ->> 15, value ->> 16, value ->> 17, value ->> 18, value ->> 19, \
    value ->> 20 FROM json_each(?)";

/// The action of a call of a tool.
pub const CALL: &str = "tools/call";

/// Outcomes that are failures: what the vendor or a check refused, what the protocol did, and changes that were not made.
pub const FAILURES: [&str; 3] = ["tool_error", "fault", "refused"];

/// Who did it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Whoever has the URL of the server.
    Url,
    /// A member, by id.
    Member(String),
    /// An API token, by id.
    ApiToken(String),
    /// The Worker's own secret.
    Admin,
}

impl Actor {
    /// Every word of them.
    pub const WORDS: [&str; 4] = ["url", "member", "api_token", "admin"];

    fn word(&self) -> &'static str {
        match self {
            Self::Url => "url",
            Self::Member(_) => "member",
            Self::ApiToken(_) => "api_token",
            Self::Admin => "admin",
        }
    }

    fn id(&self) -> Option<&str> {
        match self {
            Self::Url => None,
            Self::Member(id) | Self::ApiToken(id) => Some(id),
            Self::Admin => Some("admin"),
        }
    }
}

/// What a row says, in the order of [`INSERT`].
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// Milliseconds since 1970.
    pub time: u64,
    /// As in the log and in `x-request-id`.
    pub request_id: &'a str,
    /// [`CALL`], or the verb and path of a change, without ids.
    pub action: &'a str,
    /// Who.
    pub actor: &'a Actor,
    /// Id of the MCP server.
    pub server: Option<&'a str>,
    /// Id of the account.
    pub account: Option<&'a str>,
    /// Slug of the integration.
    pub integration: Option<&'a str>,
    /// Its long name.
    pub tool: Option<&'a str>,
    /// Id of what was changed.
    pub target: Option<&'a str>,
    /// In the client's own words.
    pub client: Option<&'a str>,
    /// Likewise.
    pub client_version: Option<&'a str>,
    /// In a word.
    pub outcome: &'a str,
    /// Of the answer, in HTTP.
    pub status: u16,
    /// Of the vendor's.
    pub vendor_status: Option<u16>,
    /// Milliseconds.
    pub ms: u64,
    /// Milliseconds until the vendor's answer was there.
    pub vendor_ms: Option<u64>,
    /// Bytes of the request's body.
    pub bytes_in: usize,
    /// Bytes of the answer's.
    pub bytes_out: usize,
    /// What the vendor says is left of its limit.
    pub rate_left: Option<&'a str>,
}

impl Row<'_> {
    /// As a list in JSON.
    pub fn to_json(&self) -> String {
        let mut json = String::with_capacity(384);
        // Writing into a String cannot fail.
        let _ = write!(json, "[{}", self.time);
        for text in [
            Some(self.request_id),
            Some(self.action),
            Some(self.actor.word()),
            self.actor.id(),
            self.server,
            self.account,
            self.integration,
            self.tool,
            self.target,
            self.client,
            self.client_version,
            Some(self.outcome),
        ] {
            json.push(',');
            json.push_str(&text.map_or_else(|| "null".into(), quote));
        }
        let failed = FAILURES.contains(&self.outcome);
        let _ = write!(json, ",{},{}", u8::from(failed), self.status);
        put(&mut json, self.vendor_status);
        put(&mut json, Some(self.ms));
        put(&mut json, self.vendor_ms);
        put(&mut json, Some(self.bytes_in));
        put(&mut json, Some(self.bytes_out));
        put(
            &mut json,
            self.rate_left.and_then(|left| left.parse::<u32>().ok()),
        );
        json.push(']');
        json
    }
}

fn put(json: &mut String, number: Option<impl std::fmt::Display>) {
    let _ = match number {
        Some(number) => write!(json, ",{number}"),
        None => write!(json, ",null"),
    };
}
