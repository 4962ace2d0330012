//! The tools that one server shows, by its filters, its naming and its account. What is not shown cannot be called.

use super::config::{Annotations, Config, Exposure, NameStyle};
use crate::arguments::error;
use crate::catalogue::{Effect, Integration, Method, Step, Tool};
use crate::results::size;

/// Bytes of a tool in a list beside its definition: its name, of at most 64, and what is around it.
const AROUND_TOOL: usize = 80;

/// Bytes around a tool's name in a list: `{"name":"` and the quote after it.
const AROUND_NAME: usize = 10;

/// A server's view of an integration's tools.
#[derive(Debug, Clone, Copy)]
pub struct Toolbox<'a> {
    /// The vendor.
    pub integration: &'static Integration,
    /// The operator's filters.
    pub config: &'a Config,
    /// The URL's filters; they can only narrow.
    pub narrowing: &'a Config,
    /// The account refuses tools that write.
    pub read_only: bool,
}

/// What a name leads to.
#[derive(Debug)]
pub enum Found {
    /// A tool that may be called, and its endpoint.
    Tool(&'static Tool, &'static Method),
    /// A tool that passes the filters, but writes, and the account is read-only.
    ReadOnly(&'static Tool),
    /// No such tool here.
    Nothing,
}

impl<'a> Toolbox<'a> {
    /// Its tools, in the order of their long names.
    pub fn tools(self) -> impl Iterator<Item = (&'static Tool, &'static Method)> + use<'a> {
        let indices = 0..self.integration.tools.len();
        indices.filter_map(move |index| self.tool(index))
    }

    /// The tool of this index, if it is among them.
    fn tool(self, index: usize) -> Option<(&'static Tool, &'static Method)> {
        let (tool, method) = self.any(index)?;
        (self.passes(tool, method) && self.may_write(tool)).then_some((tool, method))
    }

    /// The tool of this index, shown or not.
    pub(super) fn any(self, index: usize) -> Option<(&'static Tool, &'static Method)> {
        let tool = self.integration.tools.get(index)?;
        Some((tool, self.integration.methods.get(tool.method)?))
    }

    /// Whether the tool of this index is among them.
    pub fn shows(self, index: usize) -> bool {
        self.tool(index).is_some()
    }

    /// Looks a name up.
    pub fn find(self, name: &str) -> Found {
        // Descriptions and operators speak of tools by their long names, and a client can keep a list from before the operator changed
        // `tool_names`, so names of both sorts lead somewhere on every server. Where one could be both, the sort that is shown counts.
        let index = if self.has_short_names() {
            self.index_by_short_name(name)
                .or_else(|| self.index_by_name(name))
        } else {
            self.index_by_name(name)
                .or_else(|| self.index_by_short_name(name))
        };
        let Some((tool, method)) = index.and_then(|index| self.any(index)) else {
            return Found::Nothing;
        };
        if !self.passes(tool, method) {
            Found::Nothing
        } else if self.may_write(tool) {
            Found::Tool(tool, method)
        } else {
            Found::ReadOnly(tool)
        }
    }

    /// The name that this server shows.
    pub fn name_of(self, tool: &Tool) -> &'static str {
        if self.has_short_names() {
            tool.short_name
        } else {
            tool.name
        }
    }

    /// ` (did you mean "x"?)`, with the name that this server shows, when a tool's name of either sort is near enough to be meant.
    pub fn did_you_mean(self, name: &str) -> String {
        let names = self.tools().flat_map(|(tool, _)| {
            let shown = self.name_of(tool);
            [(tool.short_name, shown), (tool.name, shown)]
        });
        error::did_you_mean_one_of(name, names)
    }

    /// The tool as `tools/list` shows it: the build rendered all but its name.
    pub fn render(self, tool: &Tool, out: &mut String) {
        out.push_str("{\"name\":\"");
        out.push_str(self.name_of(tool));
        out.push('"');
        let without_hints = tool
            .definition
            .strip_suffix('}')
            .and_then(|definition| definition.strip_suffix(tool.hints));
        match without_hints.filter(|_| self.config.annotations == Some(Annotations::Explicit)) {
            Some(definition) => {
                self.rename(definition, out);
                out.push_str(tool.annotations);
                out.push('}');
            }
            None => self.rename(tool.definition, out),
        }
        self.ask_for_room(out);
    }

    /// Adds to a tool's definition that its results may be long, where the operator wants them so.
    pub fn ask_for_room(self, definition: &mut String) {
        if let Some(chars) = self.config.max_result_chars {
            size::ask(chars, definition);
        }
    }

    /// Tools as `tools/list` shows them, with commas between.
    pub fn render_all(self, tools: &[&Tool]) -> String {
        let definitions = tools.iter().map(|tool| tool.definition.len() + AROUND_TOOL);
        let mut out = String::with_capacity(definitions.sum());
        for (index, tool) in tools.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            self.render(tool, &mut out);
        }
        out
    }

    /// What decides which tools there are and what they are called. A new build is a new isolate, so the records are not part of it.
    pub fn key(self) -> String {
        format!(
            "{} {} {} {}",
            self.integration.slug,
            self.read_only,
            serde_json::to_string(self.config).unwrap_or_default(),
            serde_json::to_string(self.narrowing).unwrap_or_default()
        )
    }

    /// A text of the records with the names of tools that this server shows.
    pub fn rename(self, mut text: &str, out: &mut String) {
        if !self.has_short_names() {
            return out.push_str(text);
        }
        let is_part_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        while let Some(start) = text.find(is_part_of_name) {
            let (before, rest) = text.split_at(start);
            let end = rest.find(|c| !is_part_of_name(c)).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            let tool = (word.contains('_') && word.contains(self.integration.slug))
                .then(|| self.index_by_name(word))
                .flatten()
                .and_then(|index| self.integration.tools.get(index));
            out.push_str(before);
            out.push_str(tool.map_or(word, |tool| tool.short_name));
            text = after;
        }
        out.push_str(text);
    }

    fn index_by_name(self, name: &str) -> Option<usize> {
        self.integration
            .tools
            .binary_search_by(|tool| tool.name.cmp(name))
            .ok()
    }

    fn index_by_short_name(self, name: &str) -> Option<usize> {
        let order = self.integration.by_short_name;
        let short_name = |index: &usize| {
            self.integration
                .tools
                .get(*index)
                .map_or("", |tool| tool.short_name)
        };
        let found = order.binary_search_by(|index| short_name(index).cmp(name));
        order.get(found.ok()?).copied()
    }

    /// Whether clients see the four tools that find and call the others.
    pub fn is_discovery(self) -> bool {
        match self.config.tool_exposure {
            None | Some(Exposure::All) => false,
            Some(Exposure::Discovery) => true,
            Some(Exposure::Auto) => self.is_longer_than(self.config.list_tokens()),
        }
    }

    /// Whether its list would cost a model more tokens than that, at four bytes each. The build knows each definition's length.
    fn is_longer_than(self, tokens: usize) -> bool {
        let mut left = tokens.saturating_add(1).saturating_mul(4);
        self.tools().any(|(tool, _)| {
            let bytes = tool.definition.len() + self.name_of(tool).len() + AROUND_NAME;
            let is_over = left <= bytes;
            left = left.saturating_sub(bytes);
            is_over
        })
    }

    fn has_short_names(self) -> bool {
        self.config.tool_names == Some(NameStyle::Short)
    }

    /// A composite does what its steps do, so it is there where all of their tools are.
    fn passes(self, tool: &Tool, method: &Method) -> bool {
        self.allows(tool, method) && self.lacks(tool).is_none()
    }

    fn allows(self, tool: &Tool, method: &Method) -> bool {
        self.config.allows(tool, method) && self.narrowing.allows(tool, method)
    }

    /// A tool that a composite calls, and that the filters hide.
    fn lacks(self, tool: &Tool) -> Option<&'static Tool> {
        let mut called = tool
            .composite?
            .steps
            .iter()
            .filter_map(|step| self.tool_of(step));
        let lacking = called.find(|(tool, method)| !self.allows(tool, method));
        lacking.map(|(tool, _)| tool)
    }

    /// A composite that the filters let through, and a tool that it calls and they do not.
    pub fn lacking(self) -> Option<(&'static Tool, &'static Tool)> {
        let mut indices = 0..self.integration.tools.len();
        indices.find_map(|index| {
            let (tool, method) = self.any(index)?;
            self.allows(tool, method).then_some(())?;
            Some((tool, self.lacks(tool)?))
        })
    }

    /// What a step of a composite calls.
    pub fn tool_of(self, step: &Step) -> Option<(&'static Tool, &'static Method)> {
        self.any(step.tool)
    }

    fn may_write(self, tool: &Tool) -> bool {
        !self.read_only || tool.effect == Effect::Read
    }
}
