//! One account behind a URL, for one request.

use super::call::Called;
use super::endpoint::Endpoint;
use super::era::Era;
use super::fault::Fault;
use super::message::Call;
use super::{call, chatgpt, instructions, server_info};
use crate::access::account::Account;
use crate::access::id::{AccountId, MemberId, ServerId};
use crate::http::Request;
use crate::platform::Platform;
use crate::results::html::Html;
use crate::results::narrow::View;
use crate::settings::Settings;
use crate::tools::tool_set::ToolSet;
use crate::tools::toolbox::Toolbox;

/// Everything that one request may use.
pub(super) struct Session<'a, P> {
    pub(super) platform: &'a P,
    pub(super) settings: &'a Settings,
    pub(super) request: &'a Request,
    pub(super) account: &'a Account,
    /// What cursors are sealed for, beside the account.
    pub(super) door: ServerId,
    /// The account in the key of the server's record.
    pub(super) home: AccountId,
    /// Who calls, where that is a person.
    pub(super) member: Option<MemberId>,
    pub(super) server_name: &'a str,
    pub(super) toolbox: Toolbox<'a>,
}

impl<P: Platform> Session<'_, P> {
    /// Bytes of a result.
    pub(super) fn max_result_chars(&self) -> usize {
        self.toolbox.result_chars()
    }

    /// What the server leaves out of its answers.
    pub(super) fn view(&self) -> View<'static> {
        View {
            fields: Vec::new(),
            compact: self.toolbox.config.compact == Some(true),
            html: self.toolbox.config.html,
            aside: &[],
        }
    }

    /// The same in a word; empty = nothing.
    pub(super) fn shape(&self) -> &'static str {
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

    pub(super) fn is_structured(&self) -> bool {
        self.toolbox.config.structured == Some(true)
    }
}

impl<P: Platform> Endpoint for Session<'_, P> {
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
        self.toolbox
    }

    fn is_structured(&self) -> bool {
        Session::is_structured(self)
    }

    fn server_info(&self, out: &mut String) {
        server_info::of_one(self, out);
    }

    fn instructions(&self) -> String {
        instructions::of_one(self)
    }

    async fn call_tool(
        &self,
        era: &Era<'_>,
        message: &Call<'_>,
        name: &str,
        arguments: Option<&str>,
    ) -> Result<Called, Fault> {
        let found = (name, self.toolbox.find(name));
        call::call_tool(self, era, message, found, arguments).await
    }

    async fn call_chatgpt(
        &self,
        era: &Era<'_>,
        name: &str,
        arguments: &str,
    ) -> Result<Called, Fault> {
        chatgpt::call(self, era, name, arguments).await
    }

    /// The gateway knows it.
    fn called(&self) -> Option<AccountId> {
        None
    }
}
