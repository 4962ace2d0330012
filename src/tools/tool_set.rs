//! Tools that a client sees in one list: those of one account, or of several.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::definition::Definition;
use super::granted::Granted;
use super::prompt::Offered;
use super::toolbox::{Found, Toolbox, index_by_name};
use crate::catalogue::Tool;

/// Bytes of a tool in a list beside its definition: its name, of at most 64, and what is around it.
const AROUND_TOOL: usize = 80;

/// Tools that a client sees in one list.
pub trait ToolSet<'a>: Copy {
    /// What the caller was allowed.
    fn granted(self) -> Granted;

    /// The same tools for who was allowed everything.
    #[must_use]
    fn with_all_granted(self) -> Self;

    /// Those that are shown, in a stable order.
    fn tools(self) -> impl Iterator<Item = &'static Tool>;

    /// Looks a name up.
    fn find(self, name: &str) -> Found;

    /// The long names of tools of several vendors that a name could mean alike.
    fn several(self, _: &str) -> Vec<&'static str> {
        Vec::new()
    }

    /// Whether a name leads somewhere, be it to several.
    fn is_known(self, name: &str) -> bool {
        !matches!(self.find(name), Found::Nothing) || !self.several(name).is_empty()
    }

    /// The name that is shown.
    fn name_of(self, tool: &Tool) -> &'static str;

    /// The name that leads to what a name means behind a client's prefix; none where it leads nowhere, or to a tool of a vendor that the prefix
    /// does not name though it names one. A long name says its vendor itself.
    fn behind(self, prefix: &str, name: &str) -> Option<String>;

    /// ` (did you mean "x"?)`, when a tool does what a name says; where only reads are wanted, one that reads.
    fn did_you_mean(self, name: &str, only_reads: bool) -> String;

    /// What calling a tool takes.
    fn needs(self, tool: &Tool) -> Granted;

    /// The argument that says which account is meant, where there are several or were.
    fn account_argument(self, tool: &Tool) -> Option<&'static str>;

    /// Writes a tool as `tools/list` shows it.
    fn render(self, tool: &Tool, out: &mut String);

    /// Writes a tool's `inputSchema`.
    fn render_schema(self, tool: &Tool, out: &mut String);

    /// Writes what a tool does, with the names that are shown.
    fn render_description(self, tool: &Tool, out: &mut String);

    /// Why a tool is not there that customers would see at work, and what to do.
    fn advice(self, tool: &Tool) -> String;

    /// Whether some calls of a tool wait for a person.
    fn may_wait(self, tool: &Tool) -> bool;

    /// Bytes of a result.
    fn result_chars(self) -> usize;

    /// Adds to a definition that results may be long, where the operator wants them so.
    fn ask_for_room(self, definition: &mut String);

    /// What decides which tools there are and what they are called.
    fn key(self) -> String;

    /// Whether clients see the four tools that find and call the others.
    fn is_discovery(self) -> bool;

    /// `search` and `fetch` as `tools/list` shows them, each with a comma after it; empty where there is neither.
    fn chatgpt_definitions(self) -> &'static str;

    /// The tools that a query can mean, best first.
    fn hits(self, query: &str) -> Vec<&'static Tool>;

    /// The labels of the accounts that may use a tool, where there are several.
    fn accounts_of(self, tool: &Tool) -> Vec<&'a str>;

    /// The resources, and how many tools each has.
    fn resources(self) -> BTreeMap<Cow<'static, str>, usize>;

    /// The prompts that are offered.
    fn prompts(self) -> impl Iterator<Item = Offered<'a>>;
}

/// Tools as `tools/list` shows them, with commas between.
pub fn render_all<'a>(tools: impl ToolSet<'a>, all: &[&Tool]) -> String {
    let definitions = all.iter().map(|tool| tool.definition.len() + AROUND_TOOL);
    let mut out = String::with_capacity(definitions.sum());
    for (index, tool) in all.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        tools.render(tool, &mut out);
    }
    out
}

impl<'a> ToolSet<'a> for Toolbox<'a> {
    fn granted(self) -> Granted {
        self.granted
    }

    fn with_all_granted(self) -> Self {
        Toolbox::with_all_granted(self)
    }

    fn tools(self) -> impl Iterator<Item = &'static Tool> {
        Toolbox::tools(self).map(|(tool, _)| tool)
    }

    fn find(self, name: &str) -> Found {
        Toolbox::find(self, name)
    }

    fn name_of(self, tool: &Tool) -> &'static str {
        Toolbox::name_of(self, tool)
    }

    fn behind(self, prefix: &str, name: &str) -> Option<String> {
        let is_long = index_by_name(self.integration, name).is_some();
        let is_meant = is_long || !self.vendors_meant(prefix).is_empty();
        (is_meant && self.is_known(name)).then(|| name.to_owned())
    }

    fn did_you_mean(self, name: &str, only_reads: bool) -> String {
        Toolbox::did_you_mean(self, name, only_reads)
    }

    fn needs(self, tool: &Tool) -> Granted {
        Toolbox::needs(self, tool)
    }

    fn account_argument(self, _: &Tool) -> Option<&'static str> {
        None
    }

    fn render(self, tool: &Tool, out: &mut String) {
        Toolbox::render(self, tool, out);
    }

    fn render_schema(self, tool: &Tool, out: &mut String) {
        let own = Definition::of(&[self], tool);
        self.rename(
            own.as_ref()
                .map_or(tool.input_schema, |own| &own.input_schema),
            out,
        );
    }

    fn render_description(self, tool: &Tool, out: &mut String) {
        let own = Definition::of(&[self], tool);
        self.rename(
            own.as_ref()
                .map_or(tool.description, |own| &own.description),
            out,
        );
    }

    fn advice(self, tool: &Tool) -> String {
        Toolbox::advice(self, tool)
    }

    fn may_wait(self, tool: &Tool) -> bool {
        Toolbox::may_wait(self, tool)
    }

    fn result_chars(self) -> usize {
        Toolbox::result_chars(self)
    }

    fn ask_for_room(self, definition: &mut String) {
        Toolbox::ask_for_room(self, definition);
    }

    fn key(self) -> String {
        Toolbox::key(self)
    }

    fn is_discovery(self) -> bool {
        Toolbox::is_discovery(self)
    }

    fn chatgpt_definitions(self) -> &'static str {
        Toolbox::chatgpt_definitions(self)
    }

    fn hits(self, query: &str) -> Vec<&'static Tool> {
        let hits = records::index::search(&self.integration.index, query, |at| self.shows(at));
        let tools = self.integration.tools;
        hits.iter().filter_map(|hit| tools.get(hit.tool)).collect()
    }

    fn accounts_of(self, _: &Tool) -> Vec<&'a str> {
        Vec::new()
    }

    fn resources(self) -> BTreeMap<Cow<'static, str>, usize> {
        let mut resources: BTreeMap<Cow<'static, str>, usize> = BTreeMap::new();
        for (_, method) in Toolbox::tools(self) {
            *resources.entry(Cow::Borrowed(method.resource)).or_default() += 1;
        }
        resources
    }

    fn prompts(self) -> impl Iterator<Item = Offered<'a>> {
        Toolbox::prompts(self).map(move |prompt| Offered::of(prompt, self))
    }
}
