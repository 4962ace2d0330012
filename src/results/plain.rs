//! The text of a piece of HTML, as far as support tools write it: messages, articles, notes. What is no tag stays, so nothing that a customer
//! wrote is lost; links keep their addresses.

use std::borrow::Cow;

/// Elements whose content is no text.
const SILENT: [&str; 3] = ["script", "style", "head"];

/// Elements that begin and end a line.
const LINES: [&str; 17] = [
    "address",
    "article",
    "blockquote",
    "br",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "p",
    "pre",
    "table",
    "tr",
];

/// Named character references that such texts use.
const REFERENCES: [(&str, &str); 12] = [
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", " "),
    ("hellip", "…"),
    ("ndash", "–"),
    ("mdash", "—"),
    ("rsquo", "’"),
    ("lsquo", "‘"),
    ("bull", "•"),
];

/// Bytes of the longest character reference that is looked for.
const LONGEST_REFERENCE: usize = 10;

/// The text.
pub fn plain(html: &str) -> Cow<'_, str> {
    if !html.contains(['<', '&']) {
        return Cow::Borrowed(html);
    }
    let has_tag = |(at, _): (usize, &str)| html.get(at + 1..).and_then(Tag::read).is_some();
    let mut text = Text {
        is_html: html.match_indices('<').any(has_tag),
        ..Text::default()
    };
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        text.push(before);
        let Some(tag) = Tag::read(after) else {
            text.out.push('<');
            rest = after;
            continue;
        };
        rest = tag.rest;
        if SILENT.iter().any(|name| tag.is(name)) && !tag.is_end {
            rest = after_end(rest, tag.name);
        } else {
            text.tag(&tag);
        }
    }
    text.push(rest);
    Cow::Owned(text.out.trim().to_owned())
}

/// One tag, comment or declaration.
struct Tag<'a> {
    name: &'a str,
    is_end: bool,
    inside: &'a str,
    rest: &'a str,
}

impl<'a> Tag<'a> {
    /// Reads what follows a `<`; `None` where that is a character of the text.
    fn read(after: &'a str) -> Option<Self> {
        if let Some(comment) = after.strip_prefix("!--") {
            let (inside, rest) = comment.split_once("-->")?;
            return Some(Self {
                name: "!",
                is_end: false,
                inside,
                rest,
            });
        }
        let is_end = after.starts_with('/');
        let inner = after.strip_prefix('/').unwrap_or(after);
        if !inner
            .starts_with(|first: char| first.is_ascii_alphabetic() || (first == '!' && !is_end))
        {
            return None;
        }
        let end = closing(inner)?;
        let (inside, rest) = inner.split_at(end);
        let name = inside
            .split(|c: char| c.is_whitespace() || c == '/')
            .next()
            .unwrap_or_default();
        // `<maria@acme.example>` is an address.
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | ':' | '!');
        name.chars().all(is_name).then_some(Self {
            name,
            is_end,
            inside,
            rest: rest.get(1..).unwrap_or_default(),
        })
    }

    fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    fn attribute(&self, name: &str) -> Option<&'a str> {
        let mut rest = self.inside;
        loop {
            let (before, value) = rest.split_once('=')?;
            let key = before.trim_end().rsplit(char::is_whitespace).next()?;
            let value = value.trim_start();
            let quote = value
                .chars()
                .next()
                .filter(|first| matches!(first, '"' | '\''));
            let (value, after) = match quote {
                Some(quote) => value.get(1..)?.split_once(quote)?,
                None => value.split_once(char::is_whitespace).unwrap_or((value, "")),
            };
            if key.eq_ignore_ascii_case(name) {
                return Some(value);
            }
            rest = after;
        }
    }
}

/// Where the `>` of a tag stands, outside of quoted values.
fn closing(inner: &str) -> Option<usize> {
    let mut quote = None;
    for (at, character) in inner.char_indices() {
        match (quote, character) {
            (None, '>') => return Some(at),
            (None, '"' | '\'')
                if inner
                    .get(..at)
                    .is_some_and(|before| before.trim_end().ends_with('=')) =>
            {
                quote = Some(character);
            }
            (Some(open), character) if open == character => quote = None,
            (None | Some(_), _) => {}
        }
    }
    None
}

/// What follows the end tag of an element whose content is no text.
fn after_end<'a>(rest: &'a str, name: &str) -> &'a str {
    let mut at = rest;
    while let Some((_, after)) = at.split_once("</") {
        if after
            .get(..name.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(name))
        {
            return after.split_once('>').map_or("", |(_, rest)| rest);
        }
        at = after;
    }
    ""
}

#[derive(Default)]
struct Text<'a> {
    out: String,
    /// There is a tag: line breaks of the source are those of its editor.
    is_html: bool,
    /// The address of the link that is open, and where its text begins.
    link: Option<(&'a str, usize)>,
}

impl<'a> Text<'a> {
    fn push(&mut self, mut text: &str) {
        while let Some((before, after)) = text.split_once('&') {
            self.spaced(before);
            let reference = after
                .split_once(';')
                .filter(|(name, _)| name.len() <= LONGEST_REFERENCE)
                .and_then(|(name, rest)| Some((character(name)?, rest)));
            text = if let Some((character, rest)) = reference {
                self.out.push_str(&character);
                rest
            } else {
                self.out.push('&');
                after
            };
        }
        self.spaced(text);
    }

    /// White space of the source is one space, and none at the start of a line.
    fn spaced(&mut self, text: &str) {
        for character in text.chars() {
            if !self.is_html || !matches!(character, ' ' | '\t' | '\n' | '\r') {
                self.out.push(character);
            } else if !self.out.is_empty() && !self.out.ends_with([' ', '\n']) {
                self.out.push(' ');
            }
        }
    }

    fn tag(&mut self, tag: &Tag<'a>) {
        if tag.is("a") {
            if let Some((address, start)) = self.link.take() {
                self.close(address, start);
            }
            if !tag.is_end {
                self.link = tag
                    .attribute("href")
                    .map(|address| (address, self.out.len()));
            }
        } else if tag.is("img") && !tag.is_end {
            let shown = tag.attribute("alt").filter(|alt| !alt.is_empty());
            let source = tag.attribute("src").unwrap_or_default();
            let image = format!(
                "[image: {}]",
                shown.map_or(source.to_owned(), |alt| format!("{alt} {source}"))
            );
            self.push(&image);
        } else if tag.is("td") || tag.is("th") {
            self.spaced(" ");
        } else if LINES.iter().any(|name| tag.is(name)) {
            self.line();
            if tag.is("li") && !tag.is_end {
                self.out.push_str("- ");
            }
        }
    }

    fn line(&mut self) {
        self.out.truncate(self.out.trim_end_matches(' ').len());
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    /// An address that the text does not show itself.
    fn close(&mut self, address: &str, start: usize) {
        let shown = self.out.get(start..).unwrap_or_default().trim();
        let bare = address.strip_prefix("mailto:").unwrap_or(address);
        if shown != bare && !address.is_empty() {
            self.out.push_str(" (");
            self.push(bare);
            self.out.push(')');
        }
    }
}

/// The character that a reference stands for.
fn character(name: &str) -> Option<String> {
    let known = REFERENCES.iter().find(|(known, _)| *known == name);
    if let Some((_, character)) = known {
        return Some((*character).to_owned());
    }
    let digits = name.strip_prefix('#')?;
    let number = match digits.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
        None => digits.parse(),
    };
    Some(char::from_u32(number.ok()?)?.to_string())
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn markup_goes_and_the_text_stays() {
        for (html, text) in [
            ("no markup", "no markup"),
            ("<p>One</p><p>Two<br/>Three</p>", "One\nTwo\nThree"),
            (
                "<p>a &amp; b &lt;c&gt; &#233;&#x1F319; &unknown; &</p>",
                "a & b <c> é🌙 &unknown; &",
            ),
            ("<ul><li>x</li><li>y</li></ul>", "- x\n- y"),
            (
                r#"<a href="https://a.example/?x=1&amp;y=2" title='t > u'>here</a>."#,
                "here (https://a.example/?x=1&y=2).",
            ),
            (
                "<a href='https://a.example'>https://a.example</a>",
                "https://a.example",
            ),
            ("<a href=mailto:a@b.example>a@b.example</a>", "a@b.example"),
            (
                r#"<img src="https://a.example/i.png" alt="Error 500">"#,
                "[image: Error 500 https://a.example/i.png]",
            ),
            (
                "<style>p { color: red }</style><SCRIPT>if (a<b) x()</SCRIPT>ok<!-- gone -->",
                "ok",
            ),
            (
                "<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>",
                "1 2\n3",
            ),
        ] {
            assert_eq!(plain(html), text, "{html}");
        }
    }

    #[test]
    fn what_looks_like_markup_and_is_none_stays() {
        for text in [
            "if a < b and b > c",
            "Maria <maria@acme.example> wrote",
            "1<2",
            "a <- b",
            "ends with <",
            "never closed <b",
            "two lines &\n  as they were",
            "AT&T; R&D",
        ] {
            assert_eq!(plain(text), text);
        }
    }
}
