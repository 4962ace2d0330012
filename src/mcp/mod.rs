//! JSON-RPC and the Model Context Protocol, both eras, stateless. Comes in: an admitted server and one HTTP request. Goes out: one HTTP
//! answer in JSON. What a client does wrong is a fault, what a tool could not do is a result that says so.

mod approval;
mod call;
mod chatgpt;
mod client_info;
mod composite;
mod cursor;
mod defaults;
mod era;
mod exchange;
mod fault;
mod guard;
mod message;
mod methods;
mod post;
mod prompts;
mod reading_on;
mod repeat;
mod replies;
mod server_info;
mod show;
mod skills;
mod written;

pub use client_info::Client;
pub use guard::WriteTrace;
pub use post::Post;
pub use written::Written;

use std::fmt::Write;

use era::Era;
use fault::Fault;
use message::{Call, Message};

use crate::access::Admitted;
use crate::access::account::Account;
use crate::access::id::{AccountId, MemberId, ServerId};
use crate::arguments::client_added;
use crate::catalogue;
use crate::http::{Headers, Request, Response};
use crate::platform::Platform;
use crate::results::html::Html;
use crate::results::narrow::View;
use crate::settings::Settings;
use crate::tools::config::Config;
use crate::tools::toolbox::Toolbox;

/// Bytes of a request's body: the official SDKs stop at the same size.
pub const MAX_BODY_BYTES: usize = 4 * 1024 * 1024;

/// Milliseconds for which a client may keep a list. A list changes when the operator changes its filters or deploys.
const TTL_MS: u32 = 60_000;

/// Bytes of most answers without what a tool brings: room that is taken once.
const USUAL_BYTES: usize = 2048;

/// Key of a tool result's `_meta` (basic, "`_meta`": a prefix of dotted labels, a slash, a name). Absent where the words are Fairlead's own.
const SOURCE: &str = "fairlead/source";

/// An answer, and what the log says of it.
#[derive(Debug)]
pub struct Served<'a> {
    /// For the client.
    pub response: Response,
    /// For the log.
    pub trace: Trace<'a>,
}

/// What the log says of a message.
#[derive(Debug, Default)]
pub struct Trace<'a> {
    /// The MCP method; empty when none could be read or it is none of ours.
    pub method: &'static str,
    /// The tool that was called.
    pub tool: Option<&'static str>,
    /// `ok`, `tool_error`, `fault`, or what kept the message from being read.
    pub outcome: &'static str,
    /// The vendor's part.
    pub vendor: Option<VendorTrace>,
    /// What stood in the way of a write.
    pub write: Option<Box<WriteTrace>>,
    /// Who sent it, in its own words.
    pub client: Client<'a>,
}

/// What the log says of a vendor's answer.
#[derive(Debug, Clone, Copy)]
pub struct VendorTrace {
    /// HTTP status; `None` when no answer came.
    pub status: Option<u16>,
    /// Milliseconds until the whole answer was there.
    pub millis: u64,
    /// Bytes of its body.
    pub bytes: usize,
}

/// Everything that one request may use.
struct Session<'a, P> {
    platform: &'a P,
    settings: &'a Settings,
    headers: &'a Headers,
    account: &'a Account,
    server: ServerId,
    /// The account in the key of the server's record.
    home: AccountId,
    /// The person, where the door is one's.
    member: Option<MemberId>,
    /// `https://host`, as the caller addressed the Worker.
    origin: &'a str,
    server_name: &'a str,
    toolbox: Toolbox<'a>,
}

/// Answers one POST. The account is there unless the message needs none ([`Post::needs`]).
pub async fn serve<'a, P: Platform>(
    platform: &P,
    settings: &Settings,
    admitted: &Admitted,
    post: Post<'a>,
) -> Served<'a> {
    let request = post.request;
    let refused = |fault: &Fault, id: Option<&str>| Served {
        response: fault.response(id),
        trace: Trace {
            outcome: "fault",
            client: Client::of_headers(&request.headers),
            ..Trace::default()
        },
    };
    if let Some(fault) = post.refused() {
        return refused(fault, None);
    }
    let Some(account) = &admitted.account else {
        return match post.message() {
            Ok(Message::Notification) => Served::notified(request),
            Ok(Message::Call(_)) => refused(&Fault::Internal, None),
            Err((fault, id)) => refused(&fault, id),
        };
    };
    let Some(integration) = catalogue::integration(&account.integration) else {
        platform.log(
            "{\"level\":\"error\",\"message\":\"an account's integration is not in this build\"}",
        );
        return refused(&Fault::Internal, None);
    };
    let narrowing = match Config::narrowing(&request.query, &admitted.server.config, integration) {
        Ok(narrowing) => narrowing,
        Err(failures) => {
            let texts: Vec<String> = failures
                .iter()
                .map(|failure| format!("{} {}", failure.field, failure.message))
                .collect();
            return refused(&Fault::BadFilter(texts.join("; ")), None);
        }
    };
    let session = Session {
        platform,
        settings,
        headers: &request.headers,
        account,
        server: admitted.server.id,
        home: admitted.server.account,
        member: None,
        origin: &request.origin,
        server_name: &admitted.server.name,
        toolbox: Toolbox {
            integration,
            config: &admitted.server.config,
            narrowing: &narrowing,
            read_only: account.read_only,
        },
    };
    if narrowing.has_conditions() && session.toolbox.tools().next().is_none() {
        return refused(
            &Fault::BadFilter("it leaves no tool of this server".to_owned()),
            None,
        );
    }
    match post.message() {
        Ok(Message::Call(call)) => {
            let client = Client::of(&call, &request.headers);
            session.answer(&call, client).await
        }
        Ok(Message::Notification) => Served::notified(request),
        Err((fault, id)) => refused(&fault, id),
    }
}

impl<'a> Served<'a> {
    /// A notification wants no answer.
    fn notified(request: &'a Request) -> Self {
        Self {
            response: Response::empty(202),
            trace: Trace {
                method: "notification",
                outcome: "ok",
                client: Client::of_headers(&request.headers),
                ..Trace::default()
            },
        }
    }
}

/// Makes of a complete result one that asks for something, which only 2026-07-28 has (basic/patterns/mrtr).
fn ask_client(question: &str, out: &mut String) {
    const COMPLETE: &str = "\"complete\",";
    if out.ends_with(COMPLETE) {
        out.truncate(out.len() - COMPLETE.len());
    }
    out.push_str("\"input_required\",");
    out.push_str(question);
}

impl<P: Platform> Session<'_, P> {
    async fn answer<'a>(&self, request: &Call<'_>, client: Client<'a>) -> Served<'a> {
        let mut served = Served {
            response: Response::empty(200),
            trace: Trace {
                outcome: "ok",
                client,
                ..Trace::default()
            },
        };
        let mut body = String::with_capacity(USUAL_BYTES);
        let done = match era::tell(request, self.headers, self.settings.tolerate_client_bugs) {
            Ok(era) => self.dispatch(&era, request, &mut body, &mut served).await,
            Err(fault) => Err(fault),
        };
        match done {
            Ok(()) => {
                let mut response = Response::json(200, body);
                response.headers.append(&served.response.headers);
                response.shared = served.response.shared.take();
                served.response = response;
            }
            Err(fault) => {
                served.response = fault.response(Some(request.id));
                served.trace.outcome = "fault";
            }
        }
        served
    }

    /// Every method of the product. Writes the answer to `out`; headers and a shared text for it are left in `served`.
    async fn dispatch(
        &self,
        era: &Era<'_>,
        request: &Call<'_>,
        out: &mut String,
        served: &mut Served<'_>,
    ) -> Result<(), Fault> {
        let is_modern = era.is_modern();
        out.push_str("{\"jsonrpc\":\"2.0\",\"id\":");
        out.push_str(request.id);
        out.push_str(",\"result\":{");
        if is_modern {
            out.push_str("\"resultType\":\"complete\",");
        }
        let mut is_cacheable = true;
        let mut source = None;
        served.trace.method = match request.method.as_ref() {
            "initialize" if !is_modern => {
                methods::initialize(self, request, out);
                "initialize"
            }
            "ping" if !is_modern => "ping",
            "server/discover" if is_modern => {
                methods::discover(self, out);
                "server/discover"
            }
            "tools/list" => {
                served.response.shared = methods::list_tools(self, request, out)?;
                "tools/list"
            }
            "tools/call" => {
                is_cacheable = false;
                served.trace.method = "tools/call";
                let called = call::call(self, era, request).await?;
                for (name, value) in &called.headers {
                    served.response.headers.push(name, value);
                }
                served.trace.tool = Some(called.tool);
                served.trace.vendor = called.vendor;
                served.trace.outcome = called.outcome();
                if let Some(question) = &called.question {
                    ask_client(question, out);
                } else {
                    called.result.write(out);
                }
                served.trace.write = called.write;
                source = called.source;
                "tools/call"
            }
            "prompts/list" => {
                prompts::list(self, request, out)?;
                "prompts/list"
            }
            "prompts/get" => {
                is_cacheable = false;
                prompts::get(self, request, out)?;
                "prompts/get"
            }
            "skills/list" => {
                skills::list(self, request, out)?;
                "skills/list"
            }
            "skills/get" => {
                skills::get(self, request, out)?;
                "skills/get"
            }
            "resources/list" => {
                skills::resources(self, era, request, out)?;
                "resources/list"
            }
            "resources/read" => {
                skills::read(self, request, out)?;
                "resources/read"
            }
            "resources/templates/list" => {
                out.push_str("\"resourceTemplates\":[]");
                "resources/templates/list"
            }
            _ => return Err(Fault::UnknownMethod(is_modern)),
        };
        if is_modern {
            self.finish(is_cacheable, source, out);
        } else if let Some(slug) = source {
            let _ = write!(out, ",\"_meta\":{{\"{SOURCE}\":\"{slug}\"}}");
        }
        out.push_str("}}");
        Ok(())
    }

    /// What every result of 2026-07-28 has beside its own members (basic, "Results"; server/utilities/caching).
    fn finish(&self, is_cacheable: bool, source: Option<&str>, out: &mut String) {
        // Writing into a String cannot fail.
        if is_cacheable {
            let _ = write!(out, ",\"ttlMs\":{TTL_MS},\"cacheScope\":\"private\"");
        }
        out.push_str(",\"_meta\":{\"io.modelcontextprotocol/serverInfo\":");
        self.server_info(out);
        if let Some(slug) = source {
            let _ = write!(out, ",\"{SOURCE}\":\"{slug}\"");
        }
        out.push('}');
    }

    /// Names of arguments that are dropped.
    fn strays(&self) -> &'static [&'static str] {
        if self.settings.tolerate_client_bugs {
            &client_added::KNOWN
        } else {
            &[]
        }
    }

    /// Bytes of a result: what the server says, or else the Worker.
    fn max_result_chars(&self) -> usize {
        let own = self.toolbox.config.max_result_chars;
        own.map_or(self.settings.max_result_chars, |own| {
            usize::try_from(own).unwrap_or(usize::MAX)
        })
    }

    /// What the server leaves out of its answers.
    fn view(&self) -> View<'static> {
        View {
            fields: Vec::new(),
            compact: self.toolbox.config.compact == Some(true),
            html: self.toolbox.config.html,
            aside: &[],
        }
    }

    /// The same in a word; empty = nothing.
    fn shape(&self) -> &'static str {
        let view = self.view();
        match (view.compact, view.html) {
            (false, None) => "",
            (true, None) => "compact",
            (false, Some(Html::Text)) => "text",
            (true, Some(Html::Text)) => "compact text",
            (false, Some(Html::Markdown)) => "markdown",
            (true, Some(Html::Markdown)) => "compact markdown",
        }
    }

    fn is_structured(&self) -> bool {
        self.toolbox.config.structured == Some(true)
    }
}
