//! Several accounts behind one URL: each is a session of its own, and a call goes to the one that it says. Nothing of a call is shared between
//! them: not the credentials, the filters, the cursors or the limits.

use std::cell::Cell;

use super::call::{Called, call_tool};
use super::dispatch::Served;
use super::endpoint::Endpoint;
use super::era::Era;
use super::fault::Fault;
use super::message::Call;
use super::post::Post;
use super::refusal::{uncallable, unclear};
use super::session::Session;
use super::{NOT_IN_BUILD, answered, bad_filter, documents, leaves_nothing, without_account};
use super::{instructions, server_info};
use crate::access::id::AccountId;
use crate::access::{Visit, Visited};
use crate::arguments::error::short;
use crate::catalogue::{self, Integration};
use crate::http::Request;
use crate::platform::Platform;
use crate::settings::Settings;
use crate::tools::beside::{Neighbour, places};
use crate::tools::config::Config;
use crate::tools::route::Route;
use crate::tools::tool_set::ToolSet;
use crate::tools::toolbox::Toolbox;
use crate::tools::toolboxes::Toolboxes;

/// The accounts of a visit, for one request.
pub(super) struct Several<'a, P> {
    pub(super) visit: &'a Visit,
    pub(super) sessions: &'a [Session<'a, P>],
    /// Those of the sessions, in the same order.
    pub(super) toolboxes: &'a [Toolbox<'a>],
    platform: &'a P,
    settings: &'a Settings,
    request: &'a Request,
    called: Cell<Option<AccountId>>,
}

/// Answers one POST of a visitor. The accounts are there unless the message needs none ([`Post::needs`]).
pub async fn serve_visit<'a, P: Platform>(
    platform: &P,
    settings: &Settings,
    visit: &Visit,
    post: Post<'a>,
) -> Served<'a> {
    let request = post.request;
    if visit.accounts.is_empty() || post.refused().is_some() {
        return without_account(settings, post);
    }
    let open = in_build(platform, &visit.accounts);
    if open.is_empty() {
        return Served::refused(request, &Fault::Internal, None);
    }
    let configs: Vec<(&Config, &Integration)> = open
        .iter()
        .map(|(visited, integration)| (&visited.config, *integration))
        .collect();
    let narrowings = match Config::narrowings(&request.query, &configs) {
        Ok(narrowings) => narrowings,
        Err(failures) => return Served::refused(request, &bad_filter(&failures), None),
    };
    let ids: Vec<String> = open
        .iter()
        .map(|(visited, _)| visited.account.id.to_string())
        .collect();
    let neighbours: Vec<Neighbour<'_>> = open
        .iter()
        .zip(&ids)
        .map(|((visited, integration), id)| neighbour(visited, integration, id))
        .collect();
    let places = places(&neighbours);
    let sessions: Vec<Session<'_, P>> = open
        .iter()
        .zip(&narrowings)
        .zip(&places)
        .map(|(((visited, integration), narrowing), place)| Session {
            platform,
            settings,
            request,
            account: &visited.account,
            door: visit.door,
            home: AccountId::SEVERAL,
            member: visit.member,
            server_name: &visit.name,
            toolbox: Toolbox {
                integration,
                config: &visited.config,
                narrowing,
                read_only: visited.account.read_only,
                default_result_bytes: settings.max_result_chars,
                granted: visit.granted,
                beside: Some(place),
            },
        })
        .collect();
    let toolboxes: Vec<Toolbox<'_>> = sessions.iter().map(|session| session.toolbox).collect();
    let several = Several {
        visit,
        sessions: &sessions,
        toolboxes: &toolboxes,
        platform,
        settings,
        request,
        called: Cell::new(None),
    };
    let has_conditions = narrowings.iter().any(Config::has_conditions);
    if has_conditions && several.tool_set().tools().next().is_none() {
        return Served::refused(request, &leaves_nothing(), None);
    }
    answered(&several, post).await
}

/// The accounts whose vendors this build knows.
fn in_build<'a>(
    platform: &impl Platform,
    accounts: &'a [Visited],
) -> Vec<(&'a Visited, &'static Integration)> {
    let known = accounts.iter().filter_map(|visited| {
        let integration = catalogue::integration(&visited.account.integration);
        if integration.is_none() {
            platform.log(NOT_IN_BUILD);
        }
        Some((visited, integration?))
    });
    known.collect()
}

fn neighbour<'a>(
    visited: &'a Visited,
    integration: &'static Integration,
    id: &'a str,
) -> Neighbour<'a> {
    Neighbour {
        id,
        label: &visited.account.label,
        integration,
        config: &visited.config,
    }
}

impl<'a, P: Platform> Several<'a, P> {
    pub(super) fn tool_set(&self) -> Toolboxes<'a> {
        Toolboxes {
            accounts: self.toolboxes,
            granted: self.visit.granted,
        }
    }

    /// The only account, where there are no others.
    fn only(&self) -> Option<&'a Session<'a, P>> {
        match self.sessions {
            [only] => Some(only),
            [..] => None,
        }
    }

    /// Notes for the log which account is called.
    pub(super) fn calls(&self, session: &Session<'_, P>) {
        self.called.set(Some(session.account.id));
    }
}

impl<P: Platform> Endpoint for Several<'_, P> {
    type Platform = P;

    fn platform(&self) -> &P {
        self.platform
    }

    fn settings(&self) -> &Settings {
        self.settings
    }

    fn request(&self) -> &Request {
        self.request
    }

    fn tools(&self) -> impl ToolSet<'_> {
        self.tool_set()
    }

    /// Of what is the answer of no one account.
    fn is_structured(&self) -> bool {
        let mut sessions = self.sessions.iter();
        sessions.any(Session::is_structured)
    }

    fn server_info(&self, out: &mut String) {
        match self.only() {
            Some(session) => server_info::of_one(session, out),
            None => server_info::of_several(self, out),
        }
    }

    fn instructions(&self) -> String {
        match self.only() {
            Some(session) => instructions::of_one(session),
            None => instructions::of_several(self),
        }
    }

    async fn call_tool(
        &self,
        era: &Era<'_>,
        message: &Call<'_>,
        name: &str,
        arguments: Option<&str>,
    ) -> Result<Called, Fault> {
        match self.tool_set().route(name, arguments) {
            Route::To(at, found, arguments) => {
                let session = self.sessions.get(at).ok_or(Fault::Internal)?;
                self.calls(session);
                call_tool(session, era, message, (name, found), arguments.as_deref()).await
            }
            Route::Unclear(at, found, error, others) => {
                let session = self.sessions.get(at).ok_or(Fault::Internal)?;
                unclear(session, &found, error, &others)
            }
            Route::Ambiguous(names) => Err(Fault::BadParams(format!(
                "several vendors have a tool \"{}\": call {}",
                short(name),
                names.join(" or ")
            ))),
            Route::Nowhere(found) => uncallable(self, name, &found),
        }
    }

    async fn call_chatgpt(
        &self,
        era: &Era<'_>,
        name: &str,
        arguments: &str,
    ) -> Result<Called, Fault> {
        documents::call(self, era, name, arguments).await
    }

    fn called(&self) -> Option<AccountId> {
        self.called.get()
    }
}
