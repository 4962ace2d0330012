//! What becomes of HTML, and of what only looks like it.

use super::*;
use crate::json::quote;

fn shown_as(text: &str, html: Html) -> Option<String> {
    shown(&quote(text), html)
}

#[track_caller]
fn becomes(source: &str, text: &str, markdown: &str) {
    assert_eq!(
        shown_as(source, Html::Text).as_deref(),
        Some(text),
        "{source}"
    );
    assert_eq!(
        shown_as(source, Html::Markdown).as_deref(),
        Some(markdown),
        "{source}"
    );
}

/// The same in both.
#[track_caller]
fn reads(source: &str, text: &str) {
    becomes(source, text, text);
}

#[test]
fn text_that_merely_holds_a_bracket_is_no_html() {
    for text in [
        "",
        "plain",
        "a < b and c > d",
        "I <3 this",
        "<3",
        "List<String> is generic",
        "<jo@acme.example> wrote",
        "<https://acme.example>",
        "use <br> for a line",
        "the <div> tag, closed by </div>, is a block",
        "<div> is the tag that I mean",
        "<p",
        "<",
        "</p>",
        "<String>x</String>",
        "<divx>y</divx>",
        "if a<b then </b>",
        "<?xml version=\"1.0\"?><a></a>",
        "&lt;p&gt;x&lt;/p&gt;",
    ] {
        assert_eq!(shown_as(text, Html::Text), None, "{text}");
        assert_eq!(shown_as(text, Html::Markdown), None, "{text}");
    }
}

#[test]
fn html_is_known_by_the_element_that_it_begins_with() {
    for source in [
        "<p>x</p>",
        " \n<P CLASS=a>x</P >",
        "<div>x</div>",
        "<br/>x",
        "<!DOCTYPE html><html><body>x</body></html>",
        "<img src=\"\">x",
        "<span\nstyle=\"a\">x</span> ",
    ] {
        reads(source, "x");
    }
    // As Go's JSON writes it.
    let escaped = r#""\u003cp\u003ex\u003c/p\u003e""#;
    assert_eq!(shown(escaped, Html::Text).as_deref(), Some("x"));
    assert_eq!(shown("12", Html::Text), None);
}

#[test]
fn blocks_are_lines_and_spaces_are_those_of_a_browser() {
    reads("<p>a</p>\n<p>b\n   c</p>", "a\n\nb c");
    reads("<div>a</div><div>b</div>", "a\nb");
    reads("<p>a<br>b<br><br>c</p>", "a\nb\n\nc");
    reads("<p>a&nbsp;b</p><p>&nbsp;</p><p></p><p>c</p>", "a b\n\nc");
    reads("<p>a<span> b</span><span>c </span>d</p>", "a bc d");
    reads("<p></p>", "");
    reads(
        "<blockquote><p>a</p><p>b</p></blockquote><p>c</p>",
        "> a\n>\n> b\n\nc",
    );
    becomes("<h2>Head</h2><p>a</p>", "Head\n\na", "## Head\n\na");
    reads("<p>a</p><hr><p>b</p>", "a\n\n---\n\nb");
}

#[test]
fn entities_are_decoded_once() {
    reads(
        "<p>a &lt;b&gt; &amp;amp; &eacute; &#128075; &#x41; &copy AT&T</p>",
        "a <b> &amp; é 👋 A © AT&T",
    );
    reads("<p>&amp;lt;script&amp;gt;</p>", "&lt;script&gt;");
}

#[test]
fn links_keep_their_addresses() {
    becomes(
        "<p>See <a href=\"https://acme.example/a?b=1&amp;c=2\">the page</a>.</p>",
        "See the page (https://acme.example/a?b=1&c=2).",
        "See [the page](https://acme.example/a?b=1&c=2).",
    );
    reads(
        "<p><a href=\"https://acme.example\">https://acme.example</a></p>",
        "https://acme.example",
    );
    reads(
        "<p><a href='mailto:jo@acme.example'>jo@acme.example</a></p>",
        "jo@acme.example",
    );
    becomes(
        "<p><a href=\"https://acme.example\">acme.example</a></p>",
        "acme.example (https://acme.example)",
        "[acme.example](https://acme.example)",
    );
    reads(
        "<p>a <a href=\"https://acme.example/x\"></a>b</p>",
        "a https://acme.example/xb",
    );
    becomes(
        "<p><a href=\"/a\" title=\"More\">b</a> <a href=\"/c\">d</p>",
        "b (/a \"More\") d (/c)",
        "[b](/a \"More\") [d](/c)",
    );
    becomes(
        "<p>x <b><a href=\"/a\">b</a></b></p>",
        "x b (/a)",
        "x **[b](/a)**",
    );
}

#[test]
fn pictures_and_what_is_shown_from_elsewhere_keep_theirs() {
    becomes(
        "<p><img alt=\"A cat\" src=\"https://acme.example/c.png\"> <img src=\"cid:1\"></p>",
        "[image: A cat, https://acme.example/c.png] [image: cid:1]",
        "![A cat](https://acme.example/c.png) ![](cid:1)",
    );
    becomes(
        "<p><a href=\"/big\"><img alt=\"Small\" src=\"/s\"></a></p>",
        "[image: Small, /s] (/big)",
        "[![Small](/s)](/big)",
    );
    reads(
        "<p><iframe src=\"https://v.example/1\"></iframe></p>",
        "[iframe: https://v.example/1]",
    );
    reads(
        "<p><abbr title=\"Service level\">SLA</abbr></p>",
        "SLA (Service level)",
    );
}

#[test]
fn lists_tables_and_code_keep_their_parts() {
    reads(
        "<ul><li>a</li><li><p>b</p></li><li></li><li>c<ul><li>d</li></ul></li></ul><p>e</p>",
        "- a\n- b\n-\n- c\n  - d\n\ne",
    );
    reads("<ol start=3><li>a<li>b</ol>", "3. a\n4. b");
    becomes(
        "<table><tr><th>Name</th><th>Age</th></tr><tr><td></td><td>7</td></tr><tr><td>b</td><td></td></tr></table>",
        "Name | Age\n| 7\nb |",
        "Name | Age\n--- | ---\n| 7\nb |",
    );
    reads(
        "<table><tr><td><table><tr><td>a</td></tr></table></td></tr><tr><td>b</td></tr></table>",
        "a\nb",
    );
    becomes(
        "<p>x</p><pre><code>\nif a &lt; b {\n    c  d\n}\n</code></pre><p>y</p>",
        "x\n\nif a < b {\n    c  d\n}\n\n\ny",
        "x\n\n```\nif a < b {\n    c  d\n}\n```\n\ny",
    );
    becomes("<p>run <code>a  b</code></p>", "run a b", "run `a b`");
    becomes(
        "<p>a <b>b</b> <i> c </i><strong></strong><s>d</s> m<sup>2</sup></p>",
        "a b c d m^2",
        "a **b** *c* ~~d~~ m^2",
    );
}

#[test]
fn what_a_person_wrote_in_brackets_stays_and_what_is_for_programs_goes() {
    reads(
        "<p>List<String> from <jo@acme.example></p>",
        "List<String> from <jo@acme.example>",
    );
    reads("<p>a</String>b</p>", "a</String>b");
    reads("<p>a</p>5 < 6 <b", "a\n\n5 < 6 <b");
    reads("<p>é</p>&lt; ü <b c<d e=\"x", "é\n\n< ü <b c<d e=\"x");
    reads(
        "<style>p { color: red }</style><p>a<script>alert(1)</script>b</p><!-- c -->",
        "ab",
    );
    reads("<p>a<o:p></o:p><x-y>b</x-y></p>", "ab");
    reads(
        "<p>x</p>unclosed <a href=\"/x",
        "x\n\nunclosed <a href=\"/x",
    );
}

#[test]
fn no_depth_is_too_deep() {
    let many = 50_000;
    for (open, close) in [
        ("<div>", "</div>"),
        ("<b>", "</b>"),
        ("<table><tr><td>", "</table>"),
        ("<ul><li>", "</ul>"),
    ] {
        let source = format!("<p></p>{}x{}", open.repeat(many), close.repeat(many));
        for html in [Html::Text, Html::Markdown] {
            let text = shown_as(&source, html).unwrap();
            assert_eq!(text.matches('x').count(), 1);
        }
    }
}

#[test]
fn every_element_is_found() {
    assert!(ELEMENTS.is_sorted());
    assert!(ELEMENTS.into_iter().chain(VOID).all(is_known));
}
