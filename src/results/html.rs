//! HTML as text or Markdown. Tags go; what a person wrote stays: words, lists, tables' cells, code, the addresses of links and pictures.
//!
//! html5gum reads it as a browser does (the tokenizer of the WHATWG's standard: entities, unclosed tags, attributes), token by token. A tree is
//! not built: strangers write this, and a tree can be made so deep, or so costly to fix, that a Worker's stack or CPU does not suffice.

use std::borrow::Cow;

use html5gum::{DefaultEmitter, EndTag, Error, StartTag, Token, Tokenizer};
use serde::{Deserialize, Serialize};

use super::prose::{Gap, Prose};
use crate::json::string;

/// What becomes of HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Html {
    /// Plain text.
    Text,
    /// Markdown.
    Markdown,
}

/// Elements without an end.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];

/// Every other element of HTML, the old ones that mails are made of included. What looks like a tag and is none of these was written by a person:
/// `List<String>`, `<jo@acme.example>`.
const ELEMENTS: [&str; 112] = [
    "a",
    "abbr",
    "acronym",
    "address",
    "applet",
    "article",
    "aside",
    "audio",
    "b",
    "bdi",
    "bdo",
    "big",
    "blink",
    "blockquote",
    "body",
    "button",
    "canvas",
    "caption",
    "center",
    "cite",
    "code",
    "colgroup",
    "data",
    "datalist",
    "dd",
    "del",
    "details",
    "dfn",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "em",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "html",
    "i",
    "iframe",
    "ins",
    "kbd",
    "label",
    "legend",
    "li",
    "main",
    "map",
    "mark",
    "marquee",
    "menu",
    "meter",
    "nav",
    "noframes",
    "noscript",
    "object",
    "ol",
    "optgroup",
    "option",
    "output",
    "p",
    "picture",
    "pre",
    "progress",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "script",
    "section",
    "select",
    "slot",
    "small",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "video",
];

/// The text of HTML; any other text as it is.
pub(super) fn text_of(text: &str) -> Cow<'_, str> {
    if is_html(text) {
        Cow::Owned(convert(text, Html::Text))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text of a JSON string that is HTML; `None` for any other.
pub(super) fn shown(json: &str, html: Html) -> Option<String> {
    // Some vendors escape every `<`.
    if !(json.contains('<') || json.contains("\\u003c") || json.contains("\\u003C")) {
        return None;
    }
    let text = string(json)?;
    is_html(&text).then(|| convert(&text, html))
}

/// Whether a text is HTML as a whole: it begins with an element, and that element ends in it. A text that only speaks of tags, or holds a `<`,
/// is none; nor is one that begins with words, since nobody can tell whether its tags are meant as such.
fn is_html(text: &str) -> bool {
    let text = text.trim_start();
    let Some(name) = tag_name(text) else {
        return text
            .get(..9)
            .is_some_and(|start| start.eq_ignore_ascii_case("<!doctype"));
    };
    let name = name.to_ascii_lowercase();
    if VOID.contains(&name.as_str()) {
        return true;
    }
    let is_end = |rest: &str| {
        rest.get(..name.len())
            .is_some_and(|end| end.eq_ignore_ascii_case(&name))
            && rest
                .get(name.len()..)
                .is_some_and(|rest| rest.trim_start().starts_with('>'))
    };
    ELEMENTS.contains(&name.as_str()) && text.split("</").skip(1).any(is_end)
}

/// The name in a start tag that stands at the start of a text.
fn tag_name(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('<')?;
    let end = inside.find(|c: char| !c.is_ascii_alphanumeric())?;
    let (name, rest) = inside.split_at_checked(end)?;
    (!name.is_empty() && rest.starts_with(['>', '/', ' ', '\t', '\n', '\r'])).then_some(name)
}

/// Reads HTML to its end.
fn convert(source: &str, html: Html) -> String {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let mut reading = Reading {
        source,
        prose: Prose::new(html),
        hidden: None,
        read: 0,
        is_cut: false,
    };
    for Ok(token) in Tokenizer::new_with_emitter(source, emitter) {
        match token {
            Token::StartTag(tag) => reading.start(&tag),
            Token::EndTag(tag) => reading.end(&tag),
            Token::String(text) => {
                reading.read = text.span.end;
                if reading.hidden.is_none() {
                    reading.prose.text(&utf8(&text));
                }
            }
            Token::Error(error) => reading.is_cut |= error.value == Error::EofInTag,
            Token::Comment(_) | Token::Doctype(_) => {}
        }
    }
    reading.rest();
    reading.prose.finish()
}

struct Reading<'a> {
    source: &'a str,
    prose: Prose,
    /// The element whose text is for programs.
    hidden: Option<&'static str>,
    /// Bytes up to the end of the last tag or text.
    read: usize,
    /// It ends within what looks like a tag.
    is_cut: bool,
}

impl Reading<'_> {
    fn start(&mut self, tag: &StartTag<usize>) {
        self.read = tag.span.end;
        if self.hidden.is_some() {
            return;
        }
        let name = utf8(&tag.name);
        if !is_known(&name) {
            return self.literal(tag.span.start, tag.span.end);
        }
        let attribute = |name: &[u8]| {
            let value = tag.attributes.get(name).map(|value| utf8(value));
            value
                .map(|value| value.trim().to_owned())
                .unwrap_or_default()
        };
        let prose = &mut self.prose;
        match name.as_ref() {
            "script" => self.hidden = Some("script"),
            "style" => self.hidden = Some("style"),
            "br" => prose.line_break(),
            "hr" => prose.rule(),
            "a" | "area" => {
                prose.open_link(attribute(b"href"), attribute(b"title"));
                if name == "area" {
                    prose.text(&attribute(b"alt"));
                    prose.close_link();
                }
            }
            "img" => prose.picture(&attribute(b"alt"), &attribute(b"src"), &attribute(b"title")),
            "iframe" | "frame" | "embed" | "audio" | "video" | "source" | "track" => {
                prose.address(&name, &attribute(b"src"));
            }
            "object" => prose.address(&name, &attribute(b"data")),
            "input" => prose.text(&attribute(b"value")),
            "abbr" | "acronym" => prose.explained(attribute(b"title")),
            "li" => prose.open_item(),
            "ol" => prose.open_list(Some(attribute(b"start").parse().unwrap_or(1))),
            "ul" | "menu" | "dir" => prose.open_list(None),
            "blockquote" => prose.open_quote(),
            "pre" => prose.open_code(),
            "table" => prose.open_table(),
            "tr" => prose.open_row(),
            "td" | "th" => prose.open_cell(),
            other => {
                if let Some(gap) = gap(other) {
                    prose.gap(gap);
                }
                prose.open_mark(other);
            }
        }
    }

    fn end(&mut self, tag: &EndTag<usize>) {
        self.read = tag.span.end;
        let name = utf8(&tag.name);
        if let Some(hidden) = self.hidden {
            if hidden == name {
                self.hidden = None;
            }
            return;
        }
        if !is_known(&name) {
            return self.literal(tag.span.start, tag.span.end);
        }
        let prose = &mut self.prose;
        match name.as_ref() {
            "br" => prose.line_break(),
            "a" => prose.close_link(),
            "abbr" | "acronym" => prose.explanation(),
            "ol" | "ul" | "menu" | "dir" => prose.close_list(),
            "blockquote" => prose.close_quote(),
            "pre" => prose.close_code(),
            "table" => prose.close_table(),
            "tr" => prose.close_row(),
            other => {
                prose.close_mark(other);
                if let Some(gap) = gap(other) {
                    prose.gap(gap);
                }
            }
        }
    }

    /// A browser drops a tag that does not end; here it is words after a `<`, or a text that was cut.
    fn rest(&mut self) {
        let rest = self.source.get(self.read..).unwrap_or_default();
        let rest = rest.find('<').and_then(|at| rest.get(at..));
        if let Some(rest) = rest.filter(|_| self.is_cut && self.hidden.is_none()) {
            self.prose.text(rest);
        }
    }

    /// Something in angle brackets that is no tag.
    fn literal(&mut self, start: usize, end: usize) {
        self.prose
            .text(self.source.get(start..end).unwrap_or_default());
    }
}

/// Elements of HTML, and those of other vocabularies, which have a `-` or `:` in their names (`o:p` of Outlook).
fn is_known(name: &str) -> bool {
    let is_foreign = name.contains(['-', ':']) && !name.contains(['/', '@', '.']);
    is_foreign || VOID.contains(&name) || ELEMENTS.binary_search(&name).is_ok()
}

/// What separates an element from what stands before and after it.
fn gap(name: &str) -> Option<Gap> {
    match name {
        "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "dl" | "figure" | "title" | "fieldset"
        | "details" => Some(Gap::Paragraph),
        "address" | "article" | "aside" | "body" | "caption" | "center" | "dd" | "dialog"
        | "div" | "dt" | "figcaption" | "footer" | "form" | "head" | "header" | "hgroup"
        | "html" | "legend" | "li" | "main" | "nav" | "option" | "section" | "summary"
        | "textarea" => Some(Gap::Line),
        _ => None,
    }
}

fn utf8(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

#[cfg(test)]
#[path = "html_tests.rs"]
mod tests;
