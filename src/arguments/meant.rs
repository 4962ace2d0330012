//! Which argument is meant by a name that no argument has. A value in the wrong argument is worse than no hint, so whole words count, and an id of
//! one thing is never one of another.

use super::error::short;
use crate::words::{singular, spaced};

/// Names of the same, as models and other APIs write them.
const LIKE: [&str; 7] = [
    "next_cursor cursor page_token next_page_token starting_after after page",
    "limit per_page page_size max_results size count",
    "query q search search_query term keyword",
    "email email_address mail",
    "title subject",
    "state status",
    TEXTS,
];

/// Names of what somebody writes: they mean no id of such a text.
const TEXTS: &str = "body text content message comment note reply";

/// Letters from which two mistakes are one name still.
const TWO_MISTAKES: usize = 8;

/// Letters of a word that can be misspelt: shorter ones are too near to others.
const SHORTEST: usize = 3;

/// ` (did you mean "x"?)` when an argument is meant. `tool` is the short name of the tool, or nothing.
pub fn did_you_mean<'a>(key: &str, tool: &str, names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    meant(&short(key), tool, &names)
        .map_or_else(String::new, |name| format!(" (did you mean \"{name}\"?)"))
}

fn meant<'a>(key: &str, tool: &str, names: &[&'a str]) -> Option<&'a str> {
    let key = words(key);
    let sole = |is_meant: &dyn Fn(&[String]) -> bool| {
        let mut meant = names.iter().filter(|name| is_meant(&words(name)));
        meant.next().copied().filter(|_| meant.next().is_none())
    };
    if let Some(name) = sole(&|words| words == key) {
        return Some(name);
    }
    if let Some(thing) = thing_of_id(&key) {
        let misspelt = |words: &[String]| {
            thing_of_id(words).is_some_and(|other| is_misspelt(&thing.concat(), &other.concat()))
        };
        let is_own = words(tool).get(1..) == Some(thing);
        let own = is_own.then(|| sole(&|words| words.concat() == "id"));
        return own.flatten().or_else(|| sole(&misspelt));
    }
    let written = key.join("_");
    let line = LIKE.iter().find(|line| is_in(line, &written));
    let alike = line.and_then(|line| sole(&|words| is_in(line, &words.join("_"))));
    let id = || sole(&|words| !is_in(TEXTS, &written) && thing_of_id(words) == Some(&key));
    let is_id = |words: &[String]| words.last().is_some_and(|word| word == "id");
    let part = || sole(&|words| !is_id(words) && key.ends_with(words));
    let whole = || sole(&|words| !is_id(words) && words.ends_with(&key));
    let misspelt = || sole(&|words| is_misspelt(&key.concat(), &words.concat()));
    alike
        .or_else(id)
        .or_else(part)
        .or_else(whole)
        .or_else(misspelt)
}

fn words(name: &str) -> Vec<String> {
    spaced(name).split_whitespace().map(singular).collect()
}

/// What the id is of that words name.
fn thing_of_id(words: &[String]) -> Option<&[String]> {
    let (last, thing) = words.split_last()?;
    (last == "id" && !thing.is_empty()).then_some(thing)
}

fn is_misspelt(written: &str, name: &str) -> bool {
    let allowed = if written.len() < TWO_MISTAKES || name.ends_with("id") {
        1
    } else {
        2
    };
    let is_long = written.len() >= SHORTEST && written.len().abs_diff(name.len()) <= allowed;
    is_long && strsim::osa_distance(written, name) <= allowed
}

fn is_in(line: &str, name: &str) -> bool {
    line.split(' ').any(|known| known == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_argument_is_hinted_at_by_its_words_and_an_id_by_its_thing() {
        for (tool, names, key, expected) in [
            ("import_issue", "account_id title", "contact_id", None),
            ("create_issue", "account_id", "agent_id", None),
            ("tag_conversation", "id tag_id admin_id", "agent_id", None),
            (
                "update_ticket",
                "id ticket_state_id",
                "ticket_id",
                Some("id"),
            ),
            (
                "convert_conversation_to_ticket",
                "id ticket_type_id",
                "ticket_id",
                None,
            ),
            (
                "import_issue",
                "account_id",
                "acount_id",
                Some("account_id"),
            ),
            ("tag_contacts", "tag_ids", "tag_id", Some("tag_ids")),
            (
                "create_issue",
                "account_id title",
                "account",
                Some("account_id"),
            ),
            ("create_note", "message_id body", "message", Some("body")),
            ("create_note", "message_id author", "message", None),
            ("contact_note", "contact_id body", "content", Some("body")),
            ("contact_note", "contact_id", "content", None),
            (
                "find_customers",
                "email email_verified",
                "email_address",
                Some("email"),
            ),
            (
                "find_customers",
                "custom_attributes email",
                "customer_email",
                Some("email"),
            ),
            (
                "search_issues",
                "filter limit next_cursor",
                "after",
                Some("next_cursor"),
            ),
            (
                "search_issues",
                "filter limit next_cursor",
                "pageToken",
                Some("next_cursor"),
            ),
            (
                "search_issues",
                "filter limit next_cursor",
                "per_page",
                Some("limit"),
            ),
            ("get_issue", "id", "idd", Some("id")),
            ("create_issue", "title body_html", "titel", Some("title")),
            (
                "create_issue",
                "title body_html",
                "bodyHtm",
                Some("body_html"),
            ),
            ("create_issue", "title body_html", "priority", None),
        ] {
            let names: Vec<&str> = names.split(' ').collect();
            let meant = meant(key, tool, &names);
            assert_eq!(meant, expected, "{tool} {key}");
        }
    }
}
