//! JSON-RPC and the Model Context Protocol, both eras, stateless. Comes in: an admitted server and one HTTP request. Goes out: one HTTP
//! answer in JSON. What a client does wrong is a fault, what a tool could not do is a result that says so.

mod approval;
mod call;
mod chatgpt;
mod client_info;
mod composite;
mod credentials;
mod cursor;
mod defaults;
mod digest;
mod dispatch;
mod document_calls;
mod documents;
mod endpoint;
mod era;
mod exchange;
mod fault;
mod guard;
mod instructions;
mod message;
mod methods;
mod post;
mod prompts;
mod reading_on;
mod refusal;
mod repeat;
mod replies;
mod server_info;
mod session;
mod several;
mod show;
mod show_once;
mod show_text;
mod shown_body;
mod skills;
mod written;

pub use client_info::Client;
pub use dispatch::{Served, Trace, VendorTrace};
pub use guard::WriteTrace;
pub use post::Post;
pub use several::serve_visit;
pub use written::Written;

use endpoint::Endpoint;
use fault::Fault;
use message::Message;
use methods::McpMethod;
use session::Session;

use crate::access::Admitted;
use crate::catalogue;
use crate::platform::Platform;
use crate::settings::Settings;
use crate::tools::config::{Config, FieldFailure};
use crate::tools::granted::Granted;
use crate::tools::toolbox::Toolbox;

/// Bytes of a request's body: the official SDKs stop at the same size.
pub const MAX_BODY_BYTES: usize = 4 * 1024 * 1024;

/// For the log: records outlived the build that they were made for.
const NOT_IN_BUILD: &str =
    "{\"level\":\"error\",\"message\":\"an account's integration is not in this build\"}";

/// Answers one POST to the URL of one account. The account is there unless the message needs none ([`Post::needs`]).
pub async fn serve<'a, P: Platform>(
    platform: &P,
    settings: &Settings,
    admitted: &Admitted,
    post: Post<'a>,
) -> Served<'a> {
    let request = post.request;
    let Some(account) = admitted
        .account
        .as_ref()
        .filter(|_| post.refused().is_none())
    else {
        return without_account(settings, post);
    };
    let Some(integration) = catalogue::integration(&account.integration) else {
        platform.log(NOT_IN_BUILD);
        return Served::refused(request, &Fault::Internal, None);
    };
    let narrowing = match Config::narrowing(&request.query, &admitted.server.config, integration) {
        Ok(narrowing) => narrowing,
        Err(failures) => return Served::refused(request, &bad_filter(&failures), None),
    };
    let session = Session {
        platform,
        settings,
        request,
        account,
        door: admitted.server.id,
        home: admitted.server.account,
        member: None,
        server_name: &admitted.server.name,
        toolbox: Toolbox {
            integration,
            config: &admitted.server.config,
            narrowing: &narrowing,
            read_only: account.read_only,
            default_result_bytes: settings.max_result_chars,
            granted: Granted::ALL,
            beside: None,
        },
    };
    if narrowing.has_conditions() && session.toolbox.tools().next().is_none() {
        return Served::refused(request, &leaves_nothing(), None);
    }
    answered(&session, post).await
}

/// Answers a message, whatever it is.
async fn answered<'a, E: Endpoint>(endpoint: &E, post: Post<'a>) -> Served<'a> {
    let request = post.request;
    match post.message() {
        Ok(Message::Call(call)) => match McpMethod::read(&call.method) {
            Some(method) => {
                let client = Client::of(&call, &request.headers);
                dispatch::answer(endpoint, (method, &call), client).await
            }
            None => dispatch::ping_or_unknown(endpoint.settings(), request, &call),
        },
        Ok(Message::Notification) => Served::notified(request),
        Err((fault, id)) => Served::refused(request, &fault, id),
    }
}

/// Answers a POST that needs no account ([`Post::needs`]).
pub fn without_account<'a>(settings: &Settings, post: Post<'a>) -> Served<'a> {
    let request = post.request;
    if let Some(fault) = post.refused() {
        return Served::refused(request, fault, None);
    }
    match post.message() {
        Ok(Message::Notification) => Served::notified(request),
        Ok(Message::Call(call)) => dispatch::ping_or_unknown(settings, request, &call),
        Err((fault, id)) => Served::refused(request, &fault, id),
    }
}

fn bad_filter(failures: &[FieldFailure]) -> Fault {
    let texts = failures.iter();
    let texts = texts.map(|failure| format!("{} {}", failure.field, failure.message));
    Fault::BadFilter(texts.collect::<Vec<String>>().join("; "))
}

fn leaves_nothing() -> Fault {
    Fault::BadFilter("it leaves no tool of this server".to_owned())
}
