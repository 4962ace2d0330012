//! The tools that one server shows, by its filters, its naming and its account. What these hide cannot be called.

use super::beside::Beside;
use super::config::{Annotations, Config, Exposure, NameStyle};
use super::definition::Definition;
use super::granted::Granted;
use super::spelling;
use super::words::Meant;
use crate::catalogue::{Effect, Integration, Method, Step, Tool};
use crate::results::size;

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
    /// Bytes of a result, where the server does not say.
    pub default_result_bytes: usize,
    /// What the caller was allowed.
    pub granted: Granted,
    /// Where it stands, when there are several accounts behind the URL.
    pub beside: Option<&'a Beside>,
}

/// What a name leads to.
#[derive(Debug)]
pub enum Found {
    /// A tool that may be called, and its endpoint.
    Tool(&'static Tool, &'static Method),
    /// A tool that passes the filters, but writes, and the account is read-only.
    ReadOnly(&'static Tool),
    /// A tool that is not there because customers would see what it does.
    KeptBack(&'static Tool),
    /// A tool that is there for who was allowed more.
    Beyond(&'static Tool),
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
        let is_here = self.may_write(tool) && !self.is_kept_back(tool) && self.is_granted(tool);
        (self.passes(tool, method) && is_here).then_some((tool, method))
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
        let index = index_of(self.integration, name, self.has_short_names());
        index.map_or(Found::Nothing, |index| self.found(index))
    }

    /// What the tool of this index is here.
    pub(super) fn found(self, index: usize) -> Found {
        let Some((tool, method)) = self.any(index) else {
            return Found::Nothing;
        };
        if !self.passes(tool, method) {
            Found::Nothing
        } else if !self.may_write(tool) {
            Found::ReadOnly(tool)
        } else if self.is_kept_back(tool) {
            Found::KeptBack(tool)
        } else if self.is_granted(tool) {
            Found::Tool(tool, method)
        } else {
            Found::Beyond(tool)
        }
    }

    /// What calling a tool takes: leave for its own effect, and for those of the tools that it calls.
    pub fn needs(self, tool: &Tool) -> Granted {
        let steps = tool.composite.map_or(&[][..], |composite| composite.steps);
        let called = steps.iter().filter_map(|step| self.tool_of(step));
        called.fold(Granted::of(tool.effect), |needs, (tool, _)| {
            needs.and(Granted::of(tool.effect))
        })
    }

    /// The same for who was allowed everything.
    #[must_use]
    pub fn with_all_granted(self) -> Self {
        Self {
            granted: Granted::ALL,
            ..self
        }
    }

    /// The name that this server shows.
    pub fn name_of(self, tool: &Tool) -> &'static str {
        if self.has_short_names() && self.beside.is_none_or(|beside| beside.can_be_short(tool)) {
            tool.short_name
        } else {
            tool.name
        }
    }

    /// ` (did you mean "x"?)`, with the name that this server shows, when a tool does what a name says; where only reads are wanted, one that reads.
    pub fn did_you_mean(self, name: &str, only_reads: bool) -> String {
        let is_wanted = !self.vendors_meant(name).is_empty();
        let tools = self.tools().map(|(tool, _)| tool);
        let tools = tools.filter(|tool| is_wanted && (!only_reads || tool.effect == Effect::Read));
        spelling::did_you_mean(name, tools.map(|tool| Meant::of(tool, self.name_of(tool))))
    }

    /// Its vendor, unless a text names others alone.
    pub(super) fn vendors_meant(self, text: &str) -> Vec<&'static Integration> {
        spelling::vendors_meant(text, &[self.integration], |it| {
            spelling::names(text, it.slug)
        })
    }

    /// The tool as `tools/list` shows it: the build rendered all but its name.
    pub fn render(self, tool: &Tool, out: &mut String) {
        self.render_as(Definition::of(&[self], tool).as_ref(), tool, out);
    }

    /// The same with a definition that is not the build's.
    pub(super) fn render_as(self, own: Option<&Definition>, tool: &Tool, out: &mut String) {
        out.push_str("{\"name\":\"");
        out.push_str(self.name_of(tool));
        out.push('"');
        let own = own.map(|own| own.text(tool));
        let definition = own.as_deref().unwrap_or(tool.definition);
        let without_hints = definition
            .strip_suffix('}')
            .and_then(|definition| definition.strip_suffix(tool.hints));
        match without_hints.filter(|_| self.config.annotations == Some(Annotations::Explicit)) {
            Some(definition) => {
                self.rename(definition, out);
                out.push_str(tool.annotations);
                out.push('}');
            }
            None => self.rename(definition, out),
        }
        self.ask_for_room(out);
    }

    /// Bytes of a result: what the server says, or else the Worker.
    pub fn result_chars(self) -> usize {
        let own = self.config.max_result_chars;
        own.map_or(self.default_result_bytes, |own| {
            usize::try_from(own).unwrap_or(usize::MAX)
        })
    }

    /// Adds to a tool's definition that its results may be long, where the operator wants them so.
    pub fn ask_for_room(self, definition: &mut String) {
        size::ask(self.result_chars(), definition);
    }

    /// What the account is called beside others.
    pub fn label(self) -> &'a str {
        self.beside.map_or("", |beside| beside.label.as_str())
    }

    /// The same, and what it is called beside fewer or others.
    pub(super) fn labels(self) -> (&'a str, &'a [String]) {
        let also = self.beside.map_or(&[][..], |beside| &beside.also);
        (self.label(), also)
    }

    /// Whether a call has to say that it means this account.
    pub fn is_one_of_several(self) -> bool {
        self.beside.is_some_and(|beside| beside.is_one_of_several)
    }

    /// What decides which tools there are and what they are called. A new build is a new isolate, so the records are not part of it.
    pub fn key(self) -> String {
        format!(
            "{} {} {} {} {} {}",
            self.integration.slug,
            self.read_only,
            self.default_result_bytes,
            self.granted.bits(),
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
                .then(|| index_by_name(self.integration, word))
                .flatten()
                .and_then(|index| self.integration.tools.get(index));
            out.push_str(before);
            out.push_str(tool.map_or(word, |tool| self.name_of(tool)));
            text = after;
        }
        out.push_str(text);
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
            let own = Definition::of(&[self], tool).map(|own| own.text(tool).len());
            let own = own.unwrap_or(tool.definition.len());
            let bytes = own + self.name_of(tool).len() + AROUND_NAME;
            let is_over = left <= bytes;
            left = left.saturating_sub(bytes);
            is_over
        })
    }

    fn has_short_names(self) -> bool {
        self.config.tool_names == Some(NameStyle::Short)
            && self.beside.is_none_or(|beside| !beside.is_long)
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

    fn is_granted(self, tool: &Tool) -> bool {
        self.granted == Granted::ALL || self.granted.covers(self.needs(tool))
    }
}

/// A tool by a name of either sort. Descriptions and operators speak of tools by their long names, and a client can keep a list from before the
/// operator changed `tool_names`, so both lead somewhere on every server. Where one could be both, the sort that is shown counts.
pub(super) fn index_of(integration: &Integration, name: &str, is_short: bool) -> Option<usize> {
    let (by_long, by_short) = (
        || index_by_name(integration, name),
        || index_by_short_name(integration, name),
    );
    if is_short {
        by_short().or_else(by_long)
    } else {
        by_long().or_else(by_short)
    }
}

/// A tool by its long name.
pub(super) fn index_by_name(integration: &Integration, name: &str) -> Option<usize> {
    let tools = integration.tools;
    tools.binary_search_by(|tool| tool.name.cmp(name)).ok()
}

/// A tool by its short name.
pub(super) fn index_by_short_name(integration: &Integration, name: &str) -> Option<usize> {
    let order = integration.by_short_name;
    let short_name = |index: &usize| {
        integration
            .tools
            .get(*index)
            .map_or("", |tool| tool.short_name)
    };
    let found = order.binary_search_by(|index| short_name(index).cmp(name));
    order.get(found.ok()?).copied()
}
