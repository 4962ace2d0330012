//! What the catalogue defines, documents and holds back, and what each tool weighs in a model's context.

use std::fmt::Write as _;

use records::catalogue::{Integration, Tool};

pub(crate) fn report(integrations: &[Integration]) -> String {
    let parts: String = integrations.iter().map(part).collect();
    let tools = integrations
        .iter()
        .flat_map(|integration| integration.tools);
    format!("{parts}{}\n", weight("all integrations", tools))
}

/// Imported tools that no person has read: how many, whether they ship, and which. Nothing where there are none.
pub(crate) fn unread(integration: &Integration) -> String {
    let Integration {
        slug,
        methods,
        tools,
        unread,
        ..
    } = integration;
    if unread.is_empty() {
        return String::new();
    }
    let ships = |index: usize| tools.iter().any(|tool| tool.method == index);
    let is_trusted = unread.iter().any(|index| ships(*index));
    let means = if is_trusted {
        "they ship all the same, because integration.yaml says `trust_imported: true`"
    } else {
        "they do not ship before that"
    };
    let mut text = format!(
        "{slug}: {} imported and unread, {means}; take `imported: true` out of each that you have read\n",
        unread.len()
    );
    for method in unread.iter().filter_map(|index| methods.get(*index)) {
        let _ = writeln!(text, "  {}.{}", method.resource, method.method);
    }
    text
}

fn part(integration: &Integration) -> String {
    let Integration {
        label,
        methods,
        tools,
        ..
    } = integration;
    let mut lengths: Vec<usize> = tools
        .iter()
        .map(|tool| tool.description.chars().count())
        .collect();
    lengths.sort_unstable();
    let length = |index: usize| lengths.get(index).copied().unwrap_or_default();
    let gate: Vec<String> = methods
        .iter()
        .enumerate()
        .filter(|(index, _)| !tools.iter().any(|tool| tool.method == *index))
        .map(|(_, method)| {
            let verb = method.verb.as_str();
            format!(
                "  {}.{}: {verb} {}\n",
                method.resource, method.method, method.path
            )
        })
        .collect();
    let mut heaviest: Vec<&Tool> = tools.iter().collect();
    heaviest.sort_by_key(|tool| std::cmp::Reverse(bytes(tool)));

    let composites = tools.iter().filter(|tool| tool.composite.is_some()).count();
    let mut text = format!(
        "{label}: {} endpoints defined, {} documented, {composites} composites\n",
        methods.len(),
        tools.len() - composites
    );
    let _ = writeln!(
        text,
        "descriptions in characters: shortest {}, median {}, longest {}",
        length(0),
        length(lengths.len() / 2),
        length(lengths.len().saturating_sub(1))
    );
    let _ = writeln!(text, "behind the gate: {}\n{}", gate.len(), gate.concat());
    text.push_str(&unread(integration));
    text.push_str("  bytes  tokens  tool\n");
    for tool in heaviest {
        let _ = writeln!(
            text,
            "{:7} {:7}  {}",
            bytes(tool),
            tokens(bytes(tool)),
            tool.name
        );
    }
    let _ = writeln!(text, "{}\n", weight(label, tools.iter()));
    text
}

fn weight(of: &str, tools: impl Iterator<Item = &'static Tool>) -> String {
    let (count, total) = tools.fold((0, 0), |(count, total), tool| {
        (count + 1, total + bytes(tool))
    });
    format!(
        "{of}: {count} tools, {total} bytes, about {} tokens",
        tokens(total)
    )
}

/// Of the tool's entry in `tools/list`.
fn bytes(tool: &Tool) -> usize {
    r#"{"name":"""#.len() + tool.name.len() + tool.definition.len()
}

/// A rule of thumb that needs no vendor's tokenizer.
fn tokens(bytes: usize) -> usize {
    bytes / 4
}
