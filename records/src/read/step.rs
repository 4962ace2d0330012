//! A step of a composite: one call of a reading tool of the same integration, or one for each of the first rows of an earlier answer.

use super::example;
use super::filling::{self, Sample, Sources, earlier, pointer};
use super::keep;
use super::names;
use super::node::Node;
use super::property::Property;
use super::tool::Documented;
use super::value::Value;
use crate::catalogue::{
    Effect, Filling, ForEach, Integration, Method, PagingStyle, ResponseKind, Rows, Step,
};

/// What all steps of a composite share.
#[derive(Debug, Clone, Copy)]
pub(super) struct Around<'a> {
    pub(super) integration: &'a Integration,
    pub(super) tools: &'a [Documented],
    /// The names of all tools, composites too, as they will be sorted.
    pub(super) order: &'a [String],
    /// The composite's own.
    pub(super) arguments: &'a [Property],
    pub(super) example: &'a Value,
}

/// Calls in one run of a composite: its answer waits for all of them, one after the other.
const MOST_CALLS: usize = 5;

/// Every step; `None` when one could not be read, so that nothing is said of what names it.
pub(super) fn read(node: &Node<'_>, around: Around<'_>) -> Option<Vec<Step>> {
    let mut steps: Vec<Step> = Vec::new();
    let mut is_whole = true;
    for (name, node) in node.entries() {
        if !names::is_word(name) {
            node.complain(
                "this is no name for a step",
                "use a-z, 0-9 and _, a letter first",
            );
        }
        let read = step(name, &node, &steps, around);
        is_whole &= read.is_some();
        steps.extend(read);
    }
    let calls: usize = steps.iter().map(self::calls).sum();
    if steps.is_empty() || calls > MOST_CALLS {
        node.complain(
            format!("{calls} calls in one run"),
            format!("make it 1 to {MOST_CALLS}: fewer steps, or fewer rows in `for_each`"),
        );
    }
    if steps.iter().filter(|step| step.is_paged).count() > 1 {
        node.complain(
            "two steps are paged",
            "let `next_cursor` go on with one of them",
        );
    }
    is_whole.then_some(steps)
}

fn step(name: &'static str, node: &Node<'_>, earlier: &[Step], around: Around<'_>) -> Option<Step> {
    let mut keys = node.keys()?;
    let called = keys.need("call").and_then(|call| called(&call, around));
    let for_each = keys
        .get("for_each")
        .and_then(|node| for_each(&node, earlier));
    let is_paged = keys.get("paged").is_some_and(|paged| {
        let is_paged = paged.boolean() == Some(true);
        if let Some((_, method)) = called.filter(|_| is_paged)
            && (for_each.is_some() || !goes_on(method))
        {
            paged.complain(
                "only a list that goes on, and is called once, is paged",
                "take it out",
            );
        }
        is_paged
    });
    let arguments = keys.get("arguments");
    keys.finish();
    let (documented, method) = called?;
    let sources = Sources {
        arguments: around.arguments,
        steps: earlier,
        has_row: for_each.is_some(),
    };
    Some(Step {
        name,
        tool: around
            .order
            .iter()
            .position(|name| name == documented.tool.name)
            .unwrap_or_default(),
        for_each,
        arguments: arguments_of(
            node,
            arguments.as_ref(),
            (documented, method),
            sources,
            around.example,
        ),
        is_paged,
    })
}

fn goes_on(method: &Method) -> bool {
    let style = method.paging.map(|paging| paging.style);
    style.is_some_and(|style| !matches!(style, PagingStyle::SizeOnly))
}

/// The tool of `resource.method`, which only reads and answers what can be shown beside other answers.
fn called<'a>(node: &Node<'_>, around: Around<'a>) -> Option<(&'a Documented, &'a Method)> {
    let name = node.text()?;
    let mut tools = around.tools.iter().filter_map(|documented| {
        let method = around.integration.methods.get(documented.tool.method)?;
        Some((documented, method))
    });
    let found = tools.find(|(_, method)| method.reference() == name);
    let Some((documented, method)) = found else {
        node.complain(
            format!("`{name}` is no documented method"),
            "name one as resource.method, such as issues.list",
        );
        return None;
    };
    let tool = &documented.tool;
    if tool.effect != Effect::Read {
        node.complain(
            format!("`{name}` changes something"),
            "name a method that only reads",
        );
    }
    let is_data = matches!(
        method.response,
        ResponseKind::Json | ResponseKind::Text | ResponseKind::JsonLines
    );
    let is_plain = !tool.verbatim && !tool.is_error && tool.requires_client_capabilities.is_empty();
    if !is_data || !is_plain || !method.hosts.is_empty() {
        node.complain(
            format!("what `{name}` answers cannot be shown beside other answers"),
            "name a method that answers JSON or text",
        );
    }
    Some((documented, method))
}

fn for_each(node: &Node<'_>, steps: &[Step]) -> Option<ForEach> {
    let mut keys = node.keys()?;
    let step = keys.need("step").and_then(|step| earlier(&step, steps));
    let at = keys.get("at").and_then(|at| pointer(&at));
    let rows = rows(keys.get("first").as_ref(), keys.get("last").as_ref());
    let key = keys.get("key").and_then(|key| pointer(&key));
    keys.finish();
    if matches!(rows, Rows::All) {
        node.complain(
            "the number of calls has no bound",
            "add `first: 3` or `last: 3`",
        );
    }
    Some(ForEach {
        step: step?,
        at: at.unwrap_or_default(),
        rows,
        key: key.unwrap_or("/id"),
    })
}

/// `first` or `last`, one or more.
pub(super) fn rows(first: Option<&Node<'_>>, last: Option<&Node<'_>>) -> Rows {
    let count = |node: &Node<'_>| {
        let count: Option<usize> = node.integer();
        if count == Some(0) {
            node.complain("no row is left", "write 1 or more, or take it out");
        }
        count
    };
    if let (Some(_), Some(last)) = (first, last) {
        last.complain("`first` and `last` exclude each other", "keep one of them");
    }
    let first = first.and_then(count).map(Rows::First);
    first
        .or_else(|| last.and_then(count).map(Rows::Last))
        .unwrap_or(Rows::All)
}

/// The step's arguments, checked like an example as far as the composite's own example tells their values.
fn arguments_of(
    step: &Node<'_>,
    node: Option<&Node<'_>>,
    (tool, method): (&Documented, &Method),
    sources: Sources<'_>,
    example: &Value,
) -> &'static [(&'static str, Filling)] {
    let mut filled = Vec::new();
    let mut known = Vec::new();
    let mut unknown = Vec::new();
    for (name, node) in node.map(Node::entries).unwrap_or_default() {
        if name == "next_cursor" {
            node.complain(
                "a step starts at the beginning",
                "take it out; `paged: true` goes on with a list",
            );
        }
        let Some(filling) = filling::read(&node, sources) else {
            unknown.push(name);
            continue;
        };
        if name == "limit" {
            page_size(&node, &filling, method);
        }
        match filling::sample(&filling, example) {
            // The Worker writes it in the form of the argument.
            Sample::Known(_) if matches!(filling, Filling::DaysAgo(_)) => unknown.push(name),
            Sample::Known(value) => known.push((name.to_owned(), value)),
            Sample::Unknown => unknown.push(name),
            Sample::Absent => {}
        }
        filled.push((name, filling));
    }
    for name in &unknown {
        if !tool
            .arguments
            .iter()
            .any(|argument| argument.property.name == *name)
        {
            step.complain_at(
                &format!("arguments.{name}"),
                "the tool has no such argument",
                "take it out",
            );
        }
    }
    let properties: Vec<&Property> = tool
        .arguments
        .iter()
        .map(|argument| &argument.property)
        .filter(|property| !unknown.contains(&property.name))
        .collect();
    let known = keep::one(Value::Object(known));
    example::object(&step.at("arguments", known), &properties, None);
    keep::list(filled)
}

/// A constant page size is one that the vendor takes.
fn page_size(node: &Node<'_>, filling: &Filling, method: &Method) {
    let paging = method.paging;
    if let (Filling::Constant(_), Value::String(text), Some(paging)) =
        (filling, node.value(), paging)
        && !text
            .parse()
            .is_ok_and(|limit: u32| (1..=paging.max_limit).contains(&limit))
    {
        node.complain(
            format!("`{text}` is no page size of this list"),
            format!("write 1 to {}", paging.max_limit),
        );
    }
}

/// At most.
fn calls(step: &Step) -> usize {
    match step.for_each.as_ref().map(|each| each.rows) {
        Some(Rows::First(count) | Rows::Last(count)) => count,
        Some(Rows::All) | None => 1,
    }
}
