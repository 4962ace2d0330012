//! Which of several accounts a call goes to. It goes to the one that it says, or to the only one that it can mean; never to one that is guessed.

use std::borrow::Cow;

use super::spelling::{names_vendor, vendors_meant};
use super::tool_set::ToolSet;
use super::toolbox::{Found, Toolbox, index_by_name, index_by_short_name};
use super::toolboxes::Toolboxes;
use super::which_account::{self, NoLabel};
use crate::arguments::client_added::has;
use crate::arguments::error::ArgumentError;
use crate::catalogue::{Integration, Tool};
use crate::json::Members;

/// Where a call goes.
#[derive(Debug)]
pub enum Route<'b> {
    /// To the account in this position, with what is left of its arguments.
    To(usize, Found, Option<Cow<'b, str>>),
    /// To none, because it does not say to which: the position of one that it could be, what is wrong, and what is left of its arguments.
    Unclear(usize, Found, ArgumentError, String),
    /// To none, whichever it says.
    Nowhere(Found),
    /// The name is one of tools of several vendors, which are shown by these.
    Ambiguous(Vec<&'static str>),
}

/// What a name means.
pub(super) enum Meaning {
    Tool(&'static Integration, usize),
    Several(Vec<&'static str>),
    Nothing,
}

impl<'a> Toolboxes<'a> {
    /// A name that is shown means what it is shown for. Else a long name does, and a short one that is found with one vendor alone: tools that the
    /// filters hide are nobody's choice.
    pub(super) fn meaning(self, name: &str) -> Meaning {
        let (mut long, mut short) = (None, Vec::new());
        for integration in self.vendors() {
            let by_long = index_by_name(integration, name);
            let by_short = index_by_short_name(integration, name);
            for index in by_long.into_iter().chain(by_short) {
                let tool = integration.tools.get(index);
                if tool.is_some_and(|tool| self.name_of(tool) == name) {
                    return Meaning::Tool(integration, index);
                }
            }
            long = long.or(by_long.map(|index| (integration, index)));
            let is_found =
                |index: &usize| !matches!(self.found(integration, *index), Found::Nothing);
            short.extend(by_short.filter(is_found).map(|index| (integration, index)));
        }
        match (long, short.as_slice()) {
            (Some((integration, index)), _) => Meaning::Tool(integration, index),
            (None, [(integration, index)]) => Meaning::Tool(integration, *index),
            (None, []) => Meaning::Nothing,
            (None, several) => {
                let tools = several.iter();
                let tools = tools.filter_map(|(integration, index)| integration.tools.get(*index));
                Meaning::Several(tools.map(|tool| tool.name).collect())
            }
        }
    }

    /// The tools of several vendors that a name could mean.
    pub(super) fn meant(self, name: &str) -> Vec<&'static str> {
        match self.meaning(name) {
            Meaning::Several(names) => names,
            Meaning::Tool(..) | Meaning::Nothing => Vec::new(),
        }
    }

    /// The tools that a short name can mean behind a client's prefix. An account is often called what the company is, and so is the server of all its
    /// accounts: where that account's vendor has no such tool, only a vendor's own name keeps the others out.
    pub(super) fn meant_behind(self, prefix: &str, name: &str) -> Vec<&'static Tool> {
        let tools = |vendors: Vec<&'static Integration>| -> Vec<&'static Tool> {
            vendors
                .into_iter()
                .filter_map(|vendor| Some((vendor, index_by_short_name(vendor, name)?)))
                .filter(|(vendor, index)| !matches!(self.found(vendor, *index), Found::Nothing))
                .filter_map(|(vendor, index)| vendor.tools.get(index))
                .collect()
        };
        let meant = tools(self.vendors_meant(prefix));
        if !meant.is_empty() {
            return meant;
        }
        tools(vendors_meant(prefix, &self.vendors(), |vendor| {
            names_vendor(prefix, vendor)
        }))
    }

    /// What a tool is to these accounts together: what it is to the one that may do most with it.
    pub(super) fn found(self, integration: &'static Integration, index: usize) -> Found {
        let mut found = Found::Nothing;
        for toolbox in self.of(integration) {
            found = match (toolbox.found(index), found) {
                (tool @ Found::Tool(..), _) => return tool,
                (beyond @ Found::Beyond(_), _) | (_, beyond @ Found::Beyond(_)) => beyond,
                (kept_back @ Found::KeptBack(_), _) | (_, kept_back @ Found::KeptBack(_)) => {
                    kept_back
                }
                (read_only @ Found::ReadOnly(_), _) | (_, read_only) => read_only,
            };
        }
        found
    }

    /// Where a call goes: to the account that it names or, where its vendor has one alone, to that.
    pub fn route<'b>(self, name: &str, arguments: Option<&'b str>) -> Route<'b> {
        let (integration, index) = match self.meaning(name) {
            Meaning::Tool(integration, index) => (integration, index),
            Meaning::Several(names) => return Route::Ambiguous(names),
            Meaning::Nothing => return Route::Nowhere(Found::Nothing),
        };
        let tool = match self.found(integration, index) {
            Found::Tool(tool, _) => tool,
            found @ (Found::ReadOnly(_)
            | Found::KeptBack(_)
            | Found::Beyond(_)
            | Found::Nothing) => {
                return Route::Nowhere(found);
            }
        };
        let accounts: Vec<(usize, Toolbox<'a>)> = self
            .all()
            .enumerate()
            .filter(|(_, toolbox)| toolbox.integration.slug == integration.slug)
            .collect();
        let users: Vec<(usize, Toolbox<'a>, Found)> = accounts
            .iter()
            .map(|(at, toolbox)| (*at, *toolbox, toolbox.found(index)))
            .filter(|(.., found)| matches!(found, Found::Tool(..)))
            .collect();
        let labels: Vec<&str> = users.iter().map(|(_, user, _)| user.label()).collect();
        let argument = which_account::name(tool);
        let members = arguments.and_then(Members::parse).unwrap_or_default();
        let given = members.get(argument);
        let called: Vec<(&str, &[String])> = accounts.iter().map(|(_, it)| it.labels()).collect();
        let chosen = match which_account::read(given, &called) {
            Ok(Some(named)) => {
                let named = accounts.get(named).map(|(at, _)| *at);
                let mut users = users.iter();
                let user = users.position(|(at, ..)| Some(*at) == named);
                user.map(Some).ok_or(NoLabel)
            }
            Ok(None) => Ok(None),
            Err(error) => Err(error),
        };
        let is_sole = users.iter().all(|(_, user, _)| !user.is_one_of_several());
        let (position, is_taken) = match chosen {
            Ok(Some(position)) => (position, true),
            Ok(None) if is_sole => (0, given.is_some()),
            // Where a tool takes any argument, what is no label is the vendor's.
            Err(_) if is_sole && has(tool, argument) => (0, false),
            Ok(None) | Err(_) => {
                let message = which_account::unclear(integration.label, given, &labels);
                let error = ArgumentError::new(argument, message);
                let others = members.without(|key| key == argument);
                return match users.into_iter().next() {
                    Some((at, _, found)) => Route::Unclear(at, found, error, others),
                    None => Route::Nowhere(Found::Nothing),
                };
            }
        };
        let Some((at, _, found)) = users.into_iter().nth(position) else {
            return Route::Nowhere(Found::Nothing);
        };
        let arguments = if is_taken {
            Some(Cow::Owned(members.without(|key| key == argument)))
        } else {
            arguments.map(Cow::Borrowed)
        };
        Route::To(at, found, arguments)
    }
}
