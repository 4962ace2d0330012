//! A vendor's words as plain text of a bounded length: Markdown, HTML and addresses taken off, cut at the end of a sentence.

use super::argument::Told;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Longer texts are cut before they are read: what a tool shows is a small part of the beginning.
const MAX_READ: usize = 20_000;

/// The words of a text in Markdown or HTML. Tables, code blocks, pictures and headings are left out.
pub(super) fn plain(text: &str) -> String {
    let start: String = text.chars().take(MAX_READ).collect();
    let bare = untagged(&unblocked(&start));
    let mut words = String::new();
    let mut hidden = 0_usize;
    let options = Options::ENABLE_TABLES;
    for event in Parser::new_ext(&bare, options) {
        match event {
            Event::Start(
                Tag::Table(_)
                | Tag::CodeBlock(_)
                | Tag::Image { .. }
                | Tag::Heading { .. }
                | Tag::HtmlBlock,
            ) => hidden += 1,
            Event::End(
                TagEnd::Table
                | TagEnd::CodeBlock
                | TagEnd::Image
                | TagEnd::Heading(_)
                | TagEnd::HtmlBlock,
            ) => {
                hidden = hidden.saturating_sub(1);
                words.push(' ');
            }
            Event::End(TagEnd::Paragraph | TagEnd::Item) => end_sentence(&mut words),
            Event::Text(text) | Event::Code(text) if hidden == 0 => words.push_str(&text),
            Event::SoftBreak | Event::HardBreak | Event::Rule => words.push(' '),
            Event::Start(_)
            | Event::End(_)
            | Event::Text(_)
            | Event::Code(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::Html(_)
            | Event::InlineHtml(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_) => {}
        }
    }
    tidied(&words)
}

/// An entry of a list or a paragraph that ends without a sign is one sentence.
fn end_sentence(words: &mut String) {
    let end = words.trim_end().len();
    words.truncate(end);
    if words
        .ends_with(|last: char| last.is_alphanumeric() || matches!(last, ')' | '`' | '"' | '\''))
    {
        words.push('.');
    }
    words.push(' ');
}

/// Without `{% … %}`, by which documentation sites mark boxes.
fn unblocked(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{%") {
        kept.push_str(before);
        let Some((_, behind)) = after.split_once("%}") else {
            return kept;
        };
        rest = behind;
    }
    kept.push_str(rest);
    kept
}

/// Without HTML tags and addresses in pointed brackets; `a < b` stays.
fn untagged(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        kept.push_str(before);
        let is_tag = after
            .starts_with(|first: char| first.is_ascii_alphabetic() || matches!(first, '/' | '!'));
        match after.split_once('>') {
            Some((tag, behind)) if is_tag && tag.len() < 2_000 => {
                if tag.starts_with("br") || tag.starts_with("/p") || tag.starts_with("/li") {
                    kept.push(' ');
                }
                rest = behind;
            }
            Some(_) | None => {
                kept.push('<');
                rest = after;
            }
        }
    }
    kept.push_str(rest);
    kept
}

/// One line of visible characters, without addresses.
fn tidied(text: &str) -> String {
    let is_hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
    };
    let visible: String = text
        .chars()
        .map(|c| if is_hidden(c) { ' ' } else { c })
        .collect();
    let is_address = |word: &&str| word.contains("://") || word.starts_with("www.");
    let words: Vec<&str> = visible
        .split_whitespace()
        .filter(|word| !is_address(word))
        .collect();
    words.join(" ").replace(" .", ".").replace(" ,", ",")
}

/// At most so many characters: whole sentences where one fits, else whole words.
pub(super) fn cut(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    let start: String = text.chars().take(max).collect();
    let ends = [". ", "! ", "? "].iter().filter_map(|end| start.rfind(end));
    // A sentence that ends early says too little; half a word says nothing.
    if let Some(end) = ends.max().filter(|end| *end * 3 > start.len()) {
        return start.get(..=end).unwrap_or_default().to_owned();
    }
    let start: String = text.chars().take(max.saturating_sub(1)).collect();
    let words = start
        .rsplit_once(' ')
        .map_or(start.as_str(), |(words, _)| words);
    format!("{}…", words.trim_end_matches([',', ';', ':', '.', '(']))
}

/// What a property says beside its name, if it says more than that.
pub(super) fn property(
    text: Option<&str>,
    name: &str,
    default: Option<&str>,
    max: usize,
) -> Option<String> {
    if max == 0 {
        return None;
    }
    let text = cut(&plain(text.unwrap_or_default()), max);
    let letters = |text: &str| -> String {
        text.chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect()
    };
    let bare = letters(&text);
    let says_nothing = ["", "the"]
        .iter()
        .any(|article| bare == format!("{article}{}", letters(name)));
    // One sentence ends without a stop, as in records by hand.
    let is_one = !text.trim_end_matches('.').contains(". ");
    let text = match (says_nothing, is_one) {
        (true, _) => String::new(),
        (false, true) => text.trim_end_matches('.').to_owned(),
        (false, false) => text,
    };
    let default =
        default.filter(|default| !text.to_lowercase().contains("default") && !default.is_empty());
    let said = match default {
        Some(default) if text.is_empty() => format!("Default: {default}"),
        Some(default) => format!("{} Default: {default}", stopped(&text)),
        None => text,
    };
    (!said.is_empty()).then_some(said)
}

fn stopped(text: &str) -> String {
    if text.ends_with(['.', '!', '?', '…', ':']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

/// Bounds of a tool's description in a record; the upper one leaves room for the schema.
const SHORTEST: usize = 40;
const LONGEST: usize = 500;

/// What a tool does: the summary, and the description as far as it fits.
pub(super) fn tool(summary: &str, description: &str, endpoint: &str, label: &str) -> String {
    let (summary, description) = (plain(summary), plain(description));
    let repeats = description
        .to_lowercase()
        .starts_with(&summary.to_lowercase().trim_end_matches('.').to_owned());
    // "List." says less than the tool's name.
    let is_word = summary.split_whitespace().count() < 3;
    let is_enough = description.chars().count() >= SHORTEST;
    let description = without_pointers(&description);
    let said = match (
        summary.is_empty() || repeats || is_word && is_enough,
        description.is_empty(),
    ) {
        (true, _) => description,
        (false, true) => stopped(&summary),
        (false, false) => format!("{} {description}", stopped(&summary)),
    };
    let said = cut(&said, LONGEST);
    if said.chars().count() >= SHORTEST {
        return said;
    }
    let calls = format!("Calls {endpoint} of the API of {label}.");
    if said.is_empty() {
        return format!("{calls} The vendor says nothing more of it.");
    }
    format!("{} {calls}", stopped(&said))
}

/// What tells one of several tools of an operation from the others.
pub(super) fn kind(told: Told<'_>) -> String {
    format!("This one is for `{}` {} alone.", told.key, told.value)
}

/// Without sentences that only lead to other pages, whose addresses are gone.
fn without_pointers(text: &str) -> String {
    let leads = [
        "Learn more",
        "Read more",
        "For more information",
        "For more details",
        "See the ",
        "See our ",
        "Refer to the ",
    ];
    let kept: Vec<&str> = text
        .split_inclusive(". ")
        .filter(|sentence| !leads.iter().any(|lead| sentence.starts_with(lead)))
        .collect();
    kept.concat().trim_end().to_owned()
}

/// A title of few words, or none.
pub(super) fn title(summary: &str) -> Option<String> {
    let title = plain(summary);
    let title = title.trim_end_matches('.');
    (3..=60)
        .contains(&title.chars().count())
        .then(|| title.to_owned())
}
