//! What answers at one URL: an account's session, or several of them. The methods of MCP are written for either.

use std::borrow::Cow;

use super::call::Called;
use super::era::Era;
use super::fault::Fault;
use super::message::Call;
use crate::access::id::AccountId;
use crate::arguments::client_added;
use crate::http::Request;
use crate::json::{Members, string};
use crate::platform::Platform;
use crate::settings::Settings;
use crate::tools::granted::Granted;
use crate::tools::spelling::without_prefix;
use crate::tools::tool_set::ToolSet;
use crate::words::spaced;

/// Path of the metadata that says where a person lets a client do more (RFC 9728).
const METADATA: &str = "/.well-known/oauth-protected-resource/mcp";

/// What answers at one URL.
pub(super) trait Endpoint {
    /// The host.
    type Platform: Platform;

    fn platform(&self) -> &Self::Platform;

    fn settings(&self) -> &Settings;

    fn request(&self) -> &Request;

    /// What clients see of it.
    fn tools(&self) -> impl ToolSet<'_>;

    /// JSON results go out as `structuredContent` too.
    fn is_structured(&self) -> bool;

    /// Writes what it says that it is.
    fn server_info(&self, out: &mut String);

    /// What a client's model should know before it chooses a tool.
    fn instructions(&self) -> String;

    /// Calls a tool by its name.
    async fn call_tool(
        &self,
        era: &Era<'_>,
        message: &Call<'_>,
        name: &str,
        arguments: Option<&str>,
    ) -> Result<Called, Fault>;

    /// Calls ChatGPT's `search` or `fetch`.
    async fn call_chatgpt(
        &self,
        era: &Era<'_>,
        name: &str,
        arguments: &str,
    ) -> Result<Called, Fault>;

    /// The account that was called, for a log that does not know it otherwise.
    fn called(&self) -> Option<AccountId>;

    /// Names of arguments that are dropped.
    fn strays(&self) -> &'static [&'static str] {
        if self.settings().tolerate_client_bugs {
            &client_added::KNOWN
        } else {
            &[]
        }
    }

    /// A name without the prefix that a client may have left before it. Clients make prefixes of the server's own name, whose words say nothing
    /// about which vendor is meant: an operator chose them, and they can be cut.
    fn name<'a>(
        &self,
        name: Cow<'a, str>,
        behind: impl Fn(&str, &str) -> Option<String>,
    ) -> Cow<'a, str> {
        if self.settings().tolerate_client_bugs {
            without_prefix(name, |prefix, name| {
                let mut info = String::new();
                self.server_info(&mut info);
                let own = Members::parse(&info).and_then(|info| string(info.get("name")?));
                let own = spaced(&own.unwrap_or_default());
                behind(&spaced(prefix).replace(&own, " "), name)
            })
        } else {
            name
        }
    }

    /// That the caller was not allowed what this takes. What it was allowed is asked for again, or a client would lose it.
    fn beyond(&self, needs: Granted) -> Fault {
        let own = &self.request().origin;
        let origin = self.settings().public_url.as_ref().unwrap_or(own);
        Fault::InsufficientScope {
            scope: self.tools().granted().and(needs).scopes().join(" "),
            metadata: format!("{origin}{METADATA}"),
        }
    }
}
