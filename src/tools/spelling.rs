//! Names of tools as clients and models write them: with a prefix of the client's own, or in other words and letters.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::iter::once;

use super::words::{Meant, is_common, meant};
use crate::arguments::error::short;
use crate::catalogue::{INTEGRATIONS, Integration};
use crate::words::spaced;

/// What clients put between a server's name and a tool's. One `_` or `-` tells nothing: both stand in names.
const SEPARATORS: [&str; 4] = ["__", ".", ":", "/"];

/// Bytes of a name that a prefix is looked for in: several times those of a tool's.
const MOST: usize = 256;

/// Bytes of a name that a text can name by chance no more.
const LEAST_NAME: usize = 3;

/// A name without the prefix that a client put before it and did not take away again. It is there where nothing has the whole name, and one rest
/// alone is one of something. `behind` says the name of that, if it is: of a prefix and what follows it.
pub fn without_prefix(
    name: Cow<'_, str>,
    behind: impl Fn(&str, &str) -> Option<String>,
) -> Cow<'_, str> {
    let is_plain = !SEPARATORS.iter().any(|sign| name.contains(sign));
    if is_plain || name.len() > MOST || behind("", &name).is_some() {
        return name;
    }
    let known = rests(&name).filter_map(|rest| behind(name.strip_suffix(rest)?, rest));
    let mut known: BTreeSet<String> = known.collect();
    let only = known.pop_first().filter(|_| known.is_empty());
    only.map_or(name, Cow::Owned)
}

/// What stands after each separator.
fn rests(name: &str) -> impl Iterator<Item = &str> {
    SEPARATORS.iter().flat_map(move |sign| {
        let signs = name.match_indices(sign);
        signs
            .filter_map(move |(at, sign)| name.get(at + sign.len()..))
            .map(|rest| rest.trim_start_matches('_'))
    })
}

/// Whether a text has a name among its words.
pub(super) fn names(text: &str, name: &str) -> bool {
    name.len() >= LEAST_NAME && spaced(text).contains(&spaced(name))
}

/// Whether a text has a vendor's name among its words.
pub(super) fn names_vendor(text: &str, vendor: &Integration) -> bool {
    names(text, vendor.slug) || names(text, vendor.label)
}

/// Whether a text is a client's prefix, or a name behind one, that is this vendor's slug and no more. Slugs can be common words, so that one among
/// others says nothing.
fn is_prefixed_by(text: &str, slug: &str) -> bool {
    let is_slug = |prefix: &str| {
        let words = spaced(prefix);
        words.strip_prefix(" mcp").unwrap_or(&words) == spaced(slug)
    };
    if SEPARATORS.iter().any(|sign| text.contains(sign)) {
        let mut prefixes = rests(text).filter_map(|rest| text.strip_suffix(rest));
        return prefixes.any(is_slug);
    }
    let is_joined = |rest: &str| rest.starts_with(['_', '-']) && !is_common(slug);
    is_slug(text) || text.strip_prefix(slug).is_some_and(is_joined)
}

/// Which of a URL's vendors a text can mean: those that it names, none of them where it names others alone, else all.
pub(super) fn vendors_meant(
    text: &str,
    vendors: &[&'static Integration],
    is_named: impl Fn(&'static Integration) -> bool,
) -> Vec<&'static Integration> {
    let named: Vec<_> = vendors.iter().copied().filter(|it| is_named(it)).collect();
    if named.is_empty()
        && !INTEGRATIONS
            .iter()
            .any(|other| is_prefixed_by(text, other.slug))
    {
        return vendors.to_vec();
    }
    named
}

/// ` (did you mean "x"?)`, when a tool that says the same is there.
pub(super) fn did_you_mean<'a>(written: &str, tools: impl Iterator<Item = Meant<'a>>) -> String {
    let tools: Vec<Meant<'a>> = tools.collect();
    let written = short(written);
    let forms: Vec<&str> = once(written.as_str()).chain(rests(&written)).collect();
    let vendors: Vec<&str> = INTEGRATIONS.iter().map(|it| it.slug).collect();
    let meant = meant(&forms, &vendors, &tools);
    meant.map_or_else(String::new, |shown| format!(" (did you mean \"{shown}\"?)"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 3] = ["get_issue", "me", "list__all"];

    fn stripped(name: &str) -> String {
        let known = |_: &str, name: &str| KNOWN.contains(&name).then(|| name.to_owned());
        without_prefix(Cow::Borrowed(name), known).into_owned()
    }

    #[test]
    fn a_prefix_goes_where_one_rest_alone_is_known() {
        for name in [
            "mcp__acme__get_issue",
            "mcp__my__acme__get_issue",
            "acme.get_issue",
            "acme:get_issue",
            "acme/get_issue",
            "functions.acme/get_issue",
            "mcp__acme___get_issue",
        ] {
            assert_eq!(stripped(name), "get_issue", "{name}");
        }
        for name in [
            "list__all",
            "acme_get_issue",
            "acme-get_issue",
            "acme.get_isue",
            "acme.",
            "__",
            "get_issue.",
        ] {
            assert_eq!(stripped(name), name);
        }
        assert_eq!(stripped("x__list__all"), "list__all");
        let two = |_: &str, name: &str| ["b.c", "c"].contains(&name).then(|| name.to_owned());
        assert_eq!(without_prefix(Cow::Borrowed("a.b.c"), two), "a.b.c");
        let of_acme = |prefix: &str, name: &str| {
            (prefix == "acme." && name == "me").then(|| "list_all_acme_me".to_owned())
        };
        for (name, meant) in [("acme.me", "list_all_acme_me"), ("birch.me", "birch.me")] {
            assert_eq!(without_prefix(Cow::Borrowed(name), of_acme), meant);
        }
        let long = format!("{}.me", "x".repeat(MOST));
        assert_eq!(stripped(&long), long);
    }

    #[test]
    fn a_vendor_is_named_by_a_prefix_that_is_its_slug_alone() {
        for (text, slug, is_named) in [
            ("mcp__front__get_issue", "front", true),
            ("front.get_issue", "front", true),
            (" mcp front ", "front", true),
            ("mcp__front__", "front", true),
            ("front.", "front", true),
            ("close__get_issue", "close", true),
            ("help-desk__get_issue", "help_desk", true),
            ("front_get_issue", "front", true),
            ("mcp__front_desk__get_issue", "front", false),
            (" mcp front desk ", "front", false),
            ("front_desk.", "front", false),
            ("close_convrsation", "close", false),
            ("mcp__acme__close_conversation", "close", false),
            ("get_front_issue", "front", false),
            ("frontier_get_issue", "front", false),
        ] {
            assert_eq!(is_prefixed_by(text, slug), is_named, "{text}: {slug}");
        }
    }

    #[test]
    fn a_vendor_that_is_called_as_a_doing_or_a_thing_takes_no_word_away() {
        let tool = |name| Meant {
            names: [name, name],
            shown: name,
            is_read: false,
        };
        let tools = ["close_conversation", "reply_conversation"].map(tool);
        for (written, hint) in [
            ("close_convrsation", Some("close_conversation")),
            ("resolve_conversation", Some("close_conversation")),
            ("conversation", None),
            ("delete_conversation", None),
        ] {
            let meant = meant(&[written], &["close", "front"], &tools);
            assert_eq!(meant, hint, "{written}");
        }
        let tools = ["delete_front_issue"].map(tool);
        let meant = meant(&["remove_issue"], &["close", "front"], &tools);
        assert_eq!(meant, Some("delete_front_issue"));
    }

    fn hint(written: &str, names: &[&str]) -> String {
        let tools = names.iter().map(|name| Meant {
            names: [name, name],
            shown: name,
            is_read: true,
        });
        did_you_mean(written, tools)
    }

    #[test]
    fn other_letters_words_and_prefixes_are_hinted_and_so_is_a_typing_error_behind_one() {
        for written in [
            "acme_get_issue",
            "acme-get_issue",
            "other_get_issue",
            "get-issue",
            "Get_Issue",
            "getIssue",
            "GET_ISSUE",
            "acme.get-issue",
            "mcp__acme__get_isue",
            "acme_get_isue",
            "get_isue",
            "get__issue",
            "getissue",
            "fetch_issue",
            "get_ticket",
            "mcp__other__fetch_ticket_by_id",
        ] {
            let hint = hint(written, &KNOWN);
            assert_eq!(hint, " (did you mean \"get_issue\"?)", "{written}");
        }
    }

    #[test]
    fn what_does_something_else_or_to_something_else_is_no_hint() {
        let names = ["get_issue", "delete_issue", "get_issue_form", "delete_tag"];
        for written in [
            "zzz",
            "get",
            "issue",
            "set_issue",
            "close_issue",
            "delete_get_issue",
            "delete_issue_form",
            "get_tag",
            "delete_task",
            "delete_article",
            "add_issue",
        ] {
            assert_eq!(hint(written, &names), "", "{written}");
        }
        let names = ["list_tickets", "list_issues", "get_contact", "get_user"];
        for (written, meant) in [
            ("list_issue", "list_issues"),
            ("search_tickets", "list_tickets"),
            ("get_customer", "get_contact"),
            ("get_users", "get_user"),
        ] {
            let expected = format!(" (did you mean \"{meant}\"?)");
            assert_eq!(hint(written, &names), expected, "{written}");
        }
    }
}
