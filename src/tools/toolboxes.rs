//! The tools of several accounts in one list. Where accounts share a vendor a tool stands there once, and a call says which of them is meant.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::beside::vendors;
use super::config::Exposure;
use super::definition::Definition;
use super::granted::Granted;
use super::prompt::Offered;
use super::route::Meaning;
use super::spelling::{did_you_mean, names, names_vendor, vendors_meant};
use super::tool_set::ToolSet;
use super::toolbox::{Found, Toolbox, index_by_name};
use super::which_account;
use super::words::Meant;
use crate::catalogue::{Effect, Integration, Tool};
use crate::json::quote;
use crate::results::size;

/// What the argument that says which account is meant adds to a tool, beside the labels.
const AROUND_LABELS: usize = 160;

/// How much a vendor counts whose name, or whose account's, is not in a query that names another.
const NOT_NAMED: f32 = 0.1;

/// The accounts behind one URL, each with its place.
#[derive(Debug, Clone, Copy)]
pub struct Toolboxes<'a> {
    /// Theirs, in the order in which they are shown.
    pub accounts: &'a [Toolbox<'a>],
    /// What the caller was allowed, of all of them.
    pub granted: Granted,
}

impl<'a> Toolboxes<'a> {
    pub(super) fn all(self) -> impl Iterator<Item = Toolbox<'a>> {
        self.accounts.iter().map(move |toolbox| Toolbox {
            granted: self.granted,
            ..*toolbox
        })
    }

    /// Each vendor once, in the order of their first accounts.
    pub fn vendors(self) -> Vec<&'static Integration> {
        vendors(self.accounts.iter().map(|toolbox| toolbox.integration))
    }

    /// The accounts of a vendor.
    pub fn of(self, integration: &'static Integration) -> impl Iterator<Item = Toolbox<'a>> {
        self.all()
            .filter(|toolbox| toolbox.integration.slug == integration.slug)
    }

    /// Those of them that may use a tool.
    fn users(
        self,
        integration: &'static Integration,
        index: usize,
    ) -> impl Iterator<Item = Toolbox<'a>> {
        self.of(integration)
            .filter(move |toolbox| toolbox.shows(index))
    }

    fn place_of(self, tool: &Tool) -> Option<(&'static Integration, usize)> {
        self.vendors().into_iter().find_map(|integration| {
            let index = index_by_name(integration, tool.name)?;
            let own = integration.tools.get(index)?;
            std::ptr::eq(own, tool).then_some((integration, index))
        })
    }

    /// The toolbox that speaks for all that may use a tool: results of the one that wants the longest need the most room.
    fn speaker(self, tool: &Tool) -> Option<Toolbox<'a>> {
        let (integration, index) = self.place_of(tool)?;
        let room = |toolbox: &Toolbox<'_>| toolbox.result_chars();
        let longest = |best: Toolbox<'a>, other: Toolbox<'a>| {
            if room(&other) > room(&best) {
                other
            } else {
                best
            }
        };
        let users = self.users(integration, index).reduce(longest);
        users.or_else(|| self.of(integration).next())
    }

    /// The definition that stands in the list for all accounts that may use a tool.
    fn definition(self, tool: &Tool) -> Option<Definition> {
        let (integration, index) = self.place_of(tool)?;
        let users: Vec<Toolbox<'a>> = self.users(integration, index).collect();
        Definition::of(&users, tool)
    }

    fn shown(self) -> impl Iterator<Item = (&'static Integration, usize, &'static Tool)> {
        self.vendors().into_iter().flat_map(move |integration| {
            let tools = integration.tools.iter().enumerate();
            tools
                .filter(move |(index, _)| self.users(integration, *index).next().is_some())
                .map(move |(index, tool)| (integration, index, tool))
        })
    }

    /// Whether the list would cost a model more tokens than that, at four bytes each.
    fn is_longer_than(self, tokens: usize) -> bool {
        let tools = self.shown().map(|(integration, index, tool)| {
            let users = self.users(integration, index);
            let labels = users.filter(|user| user.is_one_of_several());
            let labels: usize = labels.map(|user| user.label().len()).sum();
            let argument = if labels > 0 {
                AROUND_LABELS + labels
            } else {
                0
            };
            tool.definition.len() + tool.name.len() + argument
        });
        tools.sum::<usize>() > tokens.saturating_mul(4)
    }

    /// Whether a text names a vendor, or an account of it.
    fn is_named(self, integration: &'static Integration, text: &str) -> bool {
        names_vendor(text, integration)
            || self
                .of(integration)
                .any(|toolbox| names(text, toolbox.label()))
    }

    /// The vendors that a text can mean.
    pub(super) fn vendors_meant(self, text: &str) -> Vec<&'static Integration> {
        vendors_meant(text, &self.vendors(), |vendor| self.is_named(vendor, text))
    }

    /// How much a vendor's tools count for a query: it may name a vendor, or an account.
    fn weights(self, query: &str) -> Vec<(&'static Integration, f32)> {
        let vendors = self.vendors();
        let any = vendors.iter().any(|vendor| self.is_named(vendor, query));
        let weight = |vendor| {
            if any && !self.is_named(vendor, query) {
                NOT_NAMED
            } else {
                1.0
            }
        };
        vendors
            .into_iter()
            .map(|vendor| (vendor, weight(vendor)))
            .collect()
    }
}

impl<'a> ToolSet<'a> for Toolboxes<'a> {
    fn granted(self) -> Granted {
        self.granted
    }

    fn with_all_granted(self) -> Self {
        Self {
            granted: Granted::ALL,
            ..self
        }
    }

    fn tools(self) -> impl Iterator<Item = &'static Tool> {
        self.shown().map(|(.., tool)| tool)
    }

    fn find(self, name: &str) -> Found {
        match self.meaning(name) {
            Meaning::Tool(integration, index) => self.found(integration, index),
            Meaning::Several(_) | Meaning::Nothing => Found::Nothing,
        }
    }

    fn several(self, name: &str) -> Vec<&'static str> {
        self.meant(name)
    }

    fn name_of(self, tool: &Tool) -> &'static str {
        let place = self.place_of(tool);
        let toolbox = place.and_then(|(integration, _)| self.of(integration).next());
        toolbox.map_or(tool.name, |toolbox| toolbox.name_of(tool))
    }

    fn behind(self, prefix: &str, name: &str) -> Option<String> {
        let mut vendors = self.vendors().into_iter();
        if vendors.any(|vendor| index_by_name(vendor, name).is_some()) {
            return self.is_known(name).then(|| name.to_owned());
        }
        match self.meant_behind(prefix, name).as_slice() {
            [] => None,
            [tool] => Some(tool.name.to_owned()),
            _ => Some(name.to_owned()),
        }
    }

    fn did_you_mean(self, name: &str, only_reads: bool) -> String {
        let vendors = self.vendors_meant(name);
        let tools = self.shown().filter(|(vendor, _, tool)| {
            let is_wanted = !only_reads || tool.effect == Effect::Read;
            is_wanted && vendors.iter().any(|meant| meant.slug == vendor.slug)
        });
        let tools = tools.map(|(.., tool)| Meant::of(tool, self.name_of(tool)));
        did_you_mean(name, tools)
    }

    fn needs(self, tool: &Tool) -> Granted {
        let toolbox = self.speaker(tool);
        toolbox.map_or(Granted::of(tool.effect), |toolbox| toolbox.needs(tool))
    }

    fn account_argument(self, tool: &Tool) -> Option<&'static str> {
        Some(which_account::name(tool))
    }

    fn render(self, tool: &Tool, out: &mut String) {
        let Some(toolbox) = self.speaker(tool) else {
            return;
        };
        let differing = self.definition(tool);
        let differing = differing.as_ref();
        if !toolbox.is_one_of_several() {
            return toolbox.render_as(differing, tool, out);
        }
        let (mut definition, mut own, mut shown) = (String::new(), String::new(), String::new());
        toolbox.render_as(differing, tool, &mut definition);
        let schema = differing.map_or(tool.input_schema, |own| &own.input_schema);
        toolbox.rename(schema, &mut own);
        self.render_schema(tool, &mut shown);
        match definition.split_once(&own) {
            Some((before, after)) => out.extend([before, &shown, after]),
            None => out.push_str(&definition),
        }
    }

    fn render_schema(self, tool: &Tool, out: &mut String) {
        let Some(toolbox) = self.speaker(tool) else {
            return;
        };
        let differing = self.definition(tool);
        let differing = differing.as_ref();
        let schema = differing.map_or(tool.input_schema, |own| &own.input_schema);
        if !toolbox.is_one_of_several() {
            return toolbox.rename(schema, out);
        }
        let mut own = String::with_capacity(schema.len());
        toolbox.rename(schema, &mut own);
        let name = which_account::name(tool);
        let labels = self.accounts_of(tool);
        let vendor = toolbox.integration.label;
        out.push_str(&which_account::shown(&own, name, vendor, &labels));
    }

    fn render_description(self, tool: &Tool, out: &mut String) {
        if let Some(toolbox) = self.speaker(tool) {
            let own = self.definition(tool);
            let own = own.as_ref();
            toolbox.rename(own.map_or(tool.description, |own| &own.description), out);
        }
    }

    fn advice(self, tool: &Tool) -> String {
        let toolbox = self.speaker(tool);
        toolbox.map_or_else(String::new, |toolbox| toolbox.advice(tool))
    }

    fn may_wait(self, tool: &Tool) -> bool {
        let place = self.place_of(tool);
        place.is_some_and(|(integration, index)| {
            let mut users = self.users(integration, index);
            users.any(|user| user.may_wait(tool))
        })
    }

    fn result_chars(self) -> usize {
        let chars = self.all().map(Toolbox::result_chars);
        chars.max().unwrap_or_default()
    }

    fn ask_for_room(self, definition: &mut String) {
        size::ask(self.result_chars(), definition);
    }

    /// With what the accounts are called, where a tool's definition tells.
    fn key(self) -> String {
        let mut key = String::from("several");
        for toolbox in self.all() {
            let label = if toolbox.is_one_of_several() {
                quote(toolbox.label())
            } else {
                String::new()
            };
            key.extend(["\n", &toolbox.key(), " ", &label]);
        }
        key
    }

    /// As it is with the account whose list is to be the shortest.
    fn is_discovery(self) -> bool {
        let saying = |exposure| {
            let all = self.all();
            all.filter(move |toolbox| toolbox.config.tool_exposure == Some(exposure))
        };
        if saying(Exposure::Discovery).next().is_some() {
            return true;
        }
        let tokens = saying(Exposure::Auto).map(|toolbox| toolbox.config.list_tokens());
        tokens
            .min()
            .is_some_and(|tokens| self.is_longer_than(tokens))
    }

    fn chatgpt_definitions(self) -> &'static str {
        let mut definitions = self.all().map(Toolbox::chatgpt_definitions);
        definitions
            .find(|text| !text.is_empty())
            .unwrap_or_default()
    }

    fn hits(self, query: &str) -> Vec<&'static Tool> {
        let mut hits: Vec<(f32, &'static Tool)> = Vec::new();
        for (integration, weight) in self.weights(query) {
            let is_shown = |at| self.users(integration, at).next().is_some();
            let found = records::index::search(&integration.index, query, is_shown);
            hits.extend(
                found
                    .iter()
                    .filter_map(|hit| Some((hit.score * weight, integration.tools.get(hit.tool)?))),
            );
        }
        // Stable: of two that fit alike the one of the first account comes first.
        hits.sort_by(|(left, _), (right, _)| right.total_cmp(left));
        hits.into_iter().map(|(_, tool)| tool).collect()
    }

    fn accounts_of(self, tool: &Tool) -> Vec<&'a str> {
        let place = self.place_of(tool).filter(|_| self.accounts.len() > 1);
        place.map_or_else(Vec::new, |(integration, index)| {
            self.users(integration, index).map(Toolbox::label).collect()
        })
    }

    fn resources(self) -> BTreeMap<Cow<'static, str>, usize> {
        let is_one = self.vendors().len() == 1;
        let mut resources: BTreeMap<Cow<'static, str>, usize> = BTreeMap::new();
        for (integration, _, tool) in self.shown() {
            let method = integration.methods.get(tool.method);
            let resource = method.map_or("", |method| method.resource);
            let resource = if is_one {
                Cow::Borrowed(resource)
            } else {
                Cow::Owned(format!("{} {resource}", integration.slug))
            };
            *resources.entry(resource).or_default() += 1;
        }
        resources
    }

    /// Those whose tools one account shows all of. Where two vendors have one of the same name, whatever the filters, both have the vendor's before it.
    fn prompts(self) -> impl Iterator<Item = Offered<'a>> {
        let vendors = self.vendors();
        let is_of_another = move |integration: &Integration, name: &str| {
            let mut others = vendors
                .iter()
                .filter(|other| other.slug != integration.slug);
            others.any(|other| other.prompts.iter().any(|prompt| prompt.name == name))
        };
        self.vendors()
            .into_iter()
            .flat_map(|integration| integration.prompts.iter().map(move |it| (integration, it)))
            .filter_map(move |(integration, prompt)| {
                let shows = |toolbox: &Toolbox<'_>| toolbox.offers(prompt);
                let users: Vec<Toolbox<'a>> = self.of(integration).filter(shows).collect();
                let toolbox = *users.first()?;
                let name = if is_of_another(integration, prompt.name) {
                    Cow::Owned(format!("{}_{}", integration.slug, prompt.name))
                } else {
                    Cow::Borrowed(prompt.name)
                };
                let accounts = if toolbox.is_one_of_several() {
                    users.into_iter().map(Toolbox::label).collect()
                } else {
                    Vec::new()
                };
                Some(Offered {
                    prompt,
                    name,
                    toolbox,
                    accounts,
                })
            })
    }
}
