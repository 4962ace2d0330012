//! The tools that one server shows, by its filters, its naming and its account. What is not shown cannot be called.

use super::scope::{Config, Exposure, NameStyle};
use crate::catalogue::{Effect, Integration, Method, Tool};

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
        self.integration
            .tools
            .iter()
            .filter_map(move |tool| Some((tool, self.integration.methods.get(tool.method)?)))
            .filter(move |(tool, method)| self.passes(tool, method) && self.may_write(tool))
    }

    /// Looks a name up, in the style that the server shows.
    pub fn find(self, name: &str) -> Found {
        let index = if self.has_short_names() {
            let by_short_name = |index: &usize| {
                self.integration
                    .tools
                    .get(*index)
                    .map_or("", |tool| tool.short_name)
            };
            let position = self
                .integration
                .by_short_name
                .binary_search_by(|index| by_short_name(index).cmp(name));
            position
                .ok()
                .and_then(|position| self.integration.by_short_name.get(position))
                .copied()
        } else {
            self.integration
                .tools
                .binary_search_by(|tool| tool.name.cmp(name))
                .ok()
        };
        let tool = index.and_then(|index| self.integration.tools.get(index));
        let Some((tool, method)) =
            tool.and_then(|tool| Some((tool, self.integration.methods.get(tool.method)?)))
        else {
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

    /// The tool as `tools/list` shows it: the build rendered all but its name.
    pub fn render(self, tool: &Tool, out: &mut String) {
        out.push_str("{\"name\":\"");
        out.push_str(self.name_of(tool));
        out.push('"');
        out.push_str(tool.definition);
    }

    /// Whether clients see the three tools that find the others.
    pub fn is_discovery(self) -> bool {
        self.config.tool_exposure == Some(Exposure::Discovery)
    }

    fn has_short_names(self) -> bool {
        self.config.tool_names == Some(NameStyle::Short)
    }

    fn passes(self, tool: &Tool, method: &Method) -> bool {
        self.config.allows(tool, method) && self.narrowing.allows(tool, method)
    }

    fn may_write(self, tool: &Tool) -> bool {
        !self.read_only || tool.effect == Effect::Read
    }
}
