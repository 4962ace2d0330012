//! Names of tools as clients and models write them: with a prefix of the client's own, or in other letters.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::iter::once;

use crate::arguments::error::{did_you_mean_one_of, short};

/// What clients put between a server's name and a tool's. One `_` or `-` tells nothing: both stand in names.
const SEPARATORS: [&str; 4] = ["__", ".", ":", "/"];

/// Bytes of a name that a prefix is looked for in: several times those of a tool's.
const MOST: usize = 256;

/// A name without the prefix that a client put before it and did not take away again. It is there where nothing has the whole name, and one rest
/// alone is one of something.
pub fn without_prefix(name: Cow<'_, str>, is_known: impl Fn(&str) -> bool) -> Cow<'_, str> {
    let is_plain = !SEPARATORS.iter().any(|sign| name.contains(sign));
    if is_plain || name.len() > MOST || is_known(&name) {
        return name;
    }
    let mut rests: BTreeSet<&str> = rests(&name).collect();
    rests.retain(|rest| is_known(rest));
    let only = rests.pop_first().filter(|_| rests.is_empty());
    only.map(str::to_owned).map_or(name, Cow::Owned)
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

/// ` (did you mean "x"?)`, when a name is near enough to be meant. `names` are what a tool can be meant by, each with what is shown.
pub(super) fn did_you_mean<'a>(
    written: &str,
    names: impl Iterator<Item = (&'a str, &'a str)>,
) -> String {
    let names: Vec<(&str, &str)> = names.collect();
    let written = short(written);
    let folded = folded(&written);
    // A prefix would make all names that share its letters nearer than the one that follows it.
    let words = folded.match_indices('_').map(|(at, _)| (at, at + 1));
    let is_meant = |(before, rest)| {
        let (prefix, name) = (folded.get(..before)?, folded.get(rest..)?);
        let meant = || names.iter().filter(|(known, _)| *known == name);
        // Where several vendors have it, the one that the prefix names.
        let is_of = |(_, shown): &&(&str, &str)| {
            let mut parts = shown.split('_');
            parts.any(|part| prefix.split('_').any(|word| word == part))
        };
        meant().find(is_of).or_else(|| meant().next())
    };
    if let Some((name, shown)) = once((0, 0)).chain(words).find_map(is_meant) {
        return did_you_mean_one_of(name, once((*name, *shown)));
    }
    let likeness = |word: &str| {
        let each = names
            .iter()
            .map(|(name, _)| strsim::normalized_damerau_levenshtein(word, name));
        each.fold(0.0, f64::max)
    };
    let last = rests(&written).filter(|rest| !rest.is_empty());
    let last = last.min_by_key(|rest| rest.len());
    let last = last.filter(|rest| likeness(rest) > likeness(&folded));
    did_you_mean_one_of(last.unwrap_or(&folded), names.into_iter())
}

/// The letters of names: small, with `_` between words.
fn folded(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 8);
    let mut is_small = false;
    for c in name.chars() {
        if is_small && c.is_ascii_uppercase() {
            out.push('_');
        }
        is_small = c.is_ascii_lowercase() || c.is_ascii_digit();
        out.push(if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '_'
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 3] = ["get_issue", "me", "list__all"];

    fn stripped(name: &str) -> String {
        without_prefix(Cow::Borrowed(name), |name| KNOWN.contains(&name)).into_owned()
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
        let two = |name: &str| ["b.c", "c"].contains(&name);
        assert_eq!(without_prefix(Cow::Borrowed("a.b.c"), two), "a.b.c");
        let long = format!("{}.me", "x".repeat(MOST));
        assert_eq!(stripped(&long), long);
    }

    #[test]
    fn other_letters_and_prefixes_are_hinted_and_so_is_a_typing_error_behind_one() {
        let names = || KNOWN.map(|name| (name, name)).into_iter();
        for written in [
            "acme_get_issue",
            "acme-get_issue",
            "get-issue",
            "Get_Issue",
            "getIssue",
            "GET_ISSUE",
            "acme.get-issue",
            "mcp__acme__get_isue",
            "get_isue",
        ] {
            let hint = did_you_mean(written, names());
            assert_eq!(hint, " (did you mean \"get_issue\"?)", "{written}");
        }
        assert_eq!(did_you_mean("zzz", names()), "");
        let vendors = ["get_acme_issue_by_id", "get_birch_issue_by_id"];
        for (written, shown) in [
            ("birch_get_issue", vendors[1]),
            ("my-birch-get_issue", vendors[1]),
            ("acme_get_issue", vendors[0]),
            ("other_get_issue", vendors[0]),
        ] {
            let hint = did_you_mean(written, vendors.map(|name| ("get_issue", name)).into_iter());
            assert_eq!(hint, format!(" (did you mean \"{shown}\"?)"), "{written}");
        }
    }
}
