//! How a list is walked, where its parameters and its answer tell: by a cursor that the answer holds, by pages, by the next page's address,
//! or not at all.

use super::answer::{Answer, Field, FieldKind};
use super::word::snake;
use crate::read::Value;

/// A parameter that may page: of the query, or of the body, where `a/b` is key b of the object a.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) key: String,
    pub(super) in_body: bool,
    pub(super) is_required: bool,
    pub(super) default: Option<i64>,
    pub(super) maximum: Option<i64>,
    pub(super) description: String,
}

/// How one list is walked. `style` has the keys of a record's style, without its limits.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Paging {
    pub(super) name: &'static str,
    pub(super) style: Value,
    pub(super) default: Option<i64>,
    pub(super) maximum: Option<i64>,
    pub(super) is_guess: bool,
    /// The vendor's keys, which are no arguments of the tool.
    pub(super) keys: Vec<String>,
}

/// Sent when the vendor names no upper bound.
const USUAL_MAX: i64 = 100;

/// Records of a page where the caller names no number: as many as fit into one result, whatever the vendor's own default.
const USUAL: i64 = 50;

const CURSORS: [&str; 20] = [
    "after",
    "after_cursor",
    "bookmark",
    "continuation",
    "continuation_token",
    "cursor",
    "marker",
    "next",
    "next_cursor",
    "next_page",
    "next_page_token",
    "next_token",
    "page_after",
    "page_cursor",
    "page_token",
    "scroll_param",
    "start_after",
    "starting_after",
    "starting_token",
    "token",
];
const LIMITS: [&str; 16] = [
    "count",
    "first",
    "limit",
    "max_items",
    "max_page_size",
    "max_results",
    "num_results",
    "page_limit",
    "page_size",
    "per_page",
    "perpage",
    "rows",
    "size",
    "take",
    "top",
    "results_per_page",
];
const PAGES: [&str; 6] = [
    "page",
    "page_index",
    "page_no",
    "page_num",
    "page_number",
    "current_page",
];
const OFFSETS: [&str; 5] = ["offset", "skip", "start", "start_index", "start_at"];

/// Its last part in snake case: `page[size]` and `pagination/per_page` are told by `page_size` and `per_page`.
fn word(key: &str) -> String {
    snake(key.rsplit('/').next().unwrap_or(key))
}

pub(super) fn find(candidates: &[Candidate], answer: &Answer) -> Option<Paging> {
    let named = |words: &[&str]| {
        candidates
            .iter()
            .find(|one| words.contains(&word(&one.key).as_str()))
    };
    let (cursor, page, offset) = (named(&CURSORS), named(&PAGES), named(&OFFSETS));
    let limit = named(&LIMITS);
    let same_place = |one: &Candidate| limit.filter(|limit| limit.in_body == one.in_body);
    if let Some(cursor) = cursor.or(offset).or(page)
        && let Some(next) = next_of(cursor, answer)
    {
        return Some(by_cursor(cursor, same_place(cursor), next, answer));
    }
    if let Some(page) = page
        && let Some((current, total)) = pages_of(answer)
    {
        let limit = same_place(page);
        let style = style(
            "page",
            page,
            limit,
            &[
                ("page", &page.key),
                ("current", &current.pointer),
                ("total", &total.pointer),
            ],
        );
        return Some(paging(
            if page.in_body {
                "by_page_in_body"
            } else {
                "by_page"
            },
            style,
            limit,
            vec![page.key.clone()],
        ));
    }
    let start = page.or(offset).or(cursor);
    if let (Some(next), Some(start)) = (address_of(answer), start)
        && !start.in_body
    {
        let limit = same_place(start);
        let mut entries = vec![("style".to_owned(), Value::from("next_url"))];
        entries.extend(limit.map(|limit| ("limit".to_owned(), Value::from(limit.key.as_str()))));
        entries.push(("next".to_owned(), next.pointer.as_str().into()));
        return Some(paging(
            "by_url",
            Value::Object(entries),
            limit,
            vec![start.key.clone()],
        ));
    }
    if start.is_some() {
        return None;
    }
    let limit = limit.filter(|limit| limit.key != "count" && !limit.is_required)?;
    let style = style("limit", limit, Some(limit), &[]);
    Some(paging(
        if limit.in_body {
            "by_limit_in_body"
        } else {
            "by_limit"
        },
        style,
        Some(limit),
        Vec::new(),
    ))
}

fn by_cursor(
    cursor: &Candidate,
    limit: Option<&Candidate>,
    next: &Field,
    answer: &Answer,
) -> Paging {
    let more = more_of(answer).map(|more| ("more", &more.pointer));
    let keys: Vec<(&str, &String)> = [("cursor", &cursor.key), ("next", &next.pointer)]
        .into_iter()
        .chain(more)
        .collect();
    let style = style("cursor", cursor, limit, &keys);
    paging(
        if cursor.in_body {
            "by_cursor_in_body"
        } else {
            "by_cursor"
        },
        style,
        limit,
        vec![cursor.key.clone()],
    )
}

fn style(
    name: &str,
    place: &Candidate,
    limit: Option<&Candidate>,
    keys: &[(&str, &String)],
) -> Value {
    let word = word(&place.key);
    let place = if place.in_body { "body" } else { "query" };
    let mut entries = vec![
        ("style".to_owned(), Value::from(name)),
        ("in".to_owned(), place.into()),
    ];
    let limit = limit.map(|limit| ("limit", &limit.key));
    // The two that are sent stand before those that are read.
    let (sent, read) = keys.split_at(keys.len().min(1));
    let all = sent
        .iter()
        .copied()
        .chain(limit)
        .chain(read.iter().copied());
    entries.extend(all.map(|(key, value)| (key.to_owned(), value.as_str().into())));
    // Some vendors count pages that are not there.
    if name == "cursor" && [&PAGES[..], &OFFSETS[..]].concat().contains(&word.as_str()) {
        entries.push(("until_empty".to_owned(), Value::Boolean(true)));
    }
    Value::Object(entries)
}

fn paging(
    name: &'static str,
    style: Value,
    limit: Option<&Candidate>,
    mut keys: Vec<String>,
) -> Paging {
    keys.extend(limit.map(|limit| limit.key.clone()));
    let told = limit.and_then(|limit| limit.maximum.or_else(|| bound_in(&limit.description)));
    let told = told.filter(|max| (1..=1_000_000).contains(max));
    let default = limit
        .and_then(|limit| limit.default)
        .filter(|default| *default > 0);
    // A list that nothing leads on from has to be as long as the vendor makes it.
    let is_walked = style.text("style") != "limit";
    let default = if is_walked {
        limit.map(|_| {
            default
                .unwrap_or(USUAL)
                .min(USUAL)
                .min(told.unwrap_or(USUAL_MAX))
        })
    } else {
        default
    };
    let maximum = limit.map(|_| told.unwrap_or(USUAL_MAX).max(default.unwrap_or(1)));
    Paging {
        name,
        style,
        default,
        maximum,
        is_guess: limit.is_some() && told.is_none(),
        keys,
    }
}

/// The bound in words like "maximum is 150", "max 100", "up to 50", "between 1 and 200".
fn bound_in(description: &str) -> Option<i64> {
    let words: Vec<String> = description
        .split_whitespace()
        .map(|word| {
            word.to_lowercase()
                .chars()
                .filter(char::is_ascii_alphanumeric)
                .collect()
        })
        .collect();
    let number = |from: usize, within: usize| {
        words
            .iter()
            .skip(from)
            .take(within)
            .find_map(|word| word.parse::<i64>().ok())
    };
    words
        .iter()
        .enumerate()
        .find_map(|(index, word)| match word.as_str() {
            "max" | "maximum" => number(index + 1, 6)
                .or_else(|| index.checked_sub(1).and_then(|before| number(before, 1))),
            "up" if words.get(index + 1).is_some_and(|next| next == "to") => number(index + 2, 1),
            "between" => words.get(index + 3).and_then(|word| word.parse().ok()),
            _ => None,
        })
}

/// Where the answer has what the cursor takes next.
fn next_of<'a>(cursor: &Candidate, answer: &'a Answer) -> Option<&'a Field> {
    let wanted = word(&cursor.key);
    let is_start = |words: &[&str]| words.contains(&wanted.as_str());
    let fields = answer.fields.iter().filter(|field| {
        matches!(
            field.kind,
            FieldKind::Text | FieldKind::Number | FieldKind::Address
        )
    });
    let graded = fields.filter_map(|field| {
        let key = snake(&field.key);
        let above: Vec<String> = field.pointer.split('/').skip(1).map(snake).collect();
        let above = above
            .split_last()
            .map(|(_, above)| above.to_vec())
            .unwrap_or_default();
        let below_next = above.last().is_some_and(|last| last == "next");
        let below_paging = above.last().is_some_and(|last| {
            matches!(
                last.as_str(),
                "pagination"
                    | "paging"
                    | "page"
                    | "pages"
                    | "page_info"
                    | "meta"
                    | "metadata"
                    | "response_metadata"
                    | "cursors"
                    | "cursor"
                    | "links"
            )
        });
        // What says where a page begins is no cursor to the next: an offset needs `next` in its name.
        let is_counted = is_start(&PAGES) || is_start(&OFFSETS);
        let is_cursor = CURSORS.contains(&key.as_str());
        // A parameter of a rare name has its own field; `starting_after` below `next` is nothing to it.
        let is_usual = !answer
            .fields
            .iter()
            .any(|field| snake(&field.key) == wanted && field.pointer.matches('/').count() == 1);
        let at_hand = below_paging || above.is_empty();
        let grade = if below_next && key == wanted || key == format!("next_{wanted}") {
            6
        } else if is_counted {
            return None;
        } else if below_next && is_cursor && is_usual
            || key.starts_with("next") && key != "next" && field.kind != FieldKind::Address
        {
            5
        } else if key == wanted && at_hand && field.kind != FieldKind::Address {
            4
        } else if matches!(key.as_str(), "end_cursor" | "last_cursor") {
            3
        } else if (key == "next" || is_cursor) && below_paging && field.kind == FieldKind::Text {
            2
        } else if key == "next" && above.is_empty() && field.kind == FieldKind::Text {
            1
        } else {
            return None;
        };
        Some((grade, std::cmp::Reverse(above.len()), field))
    });
    graded
        .max_by_key(|(grade, depth, _)| (*grade, *depth))
        .map(|(_, _, field)| field)
}

fn more_of(answer: &Answer) -> Option<&Field> {
    answer.fields.iter().find(|field| {
        let key = snake(&field.key);
        field.kind == FieldKind::Boolean
            && matches!(
                key.as_str(),
                "has_more" | "has_next" | "has_next_page" | "more" | "is_more"
            )
    })
}

fn pages_of(answer: &Answer) -> Option<(&Field, &Field)> {
    let named = |words: &[&str]| {
        answer.fields.iter().find(|field| {
            field.kind == FieldKind::Number && words.contains(&snake(&field.key).as_str())
        })
    };
    let current = named(&["page", "current_page", "page_number", "page_index"])?;
    let total = named(&[
        "total_pages",
        "page_count",
        "last_page",
        "pages",
        "num_pages",
        "pages_count",
    ])?;
    Some((current, total))
}

/// The next page's address.
fn address_of(answer: &Answer) -> Option<&Field> {
    answer.fields.iter().find(|field| {
        let steps: Vec<String> = field.pointer.split('/').skip(1).map(snake).collect();
        let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
        let is_next = matches!(
            steps.as_slice(),
            [
                ..,
                "next" | "next_page" | "next_url" | "next_link" | "next_page_url"
            ]
        ) || matches!(steps.as_slice(), [.., "next", "href" | "link" | "url"]);
        let is_known = field.kind == FieldKind::Address
            || matches!(
                steps.as_slice(),
                [.., "links", "next"]
                    | [.., "next", "href" | "link" | "url"]
                    | [.., "next_url" | "next_page_url" | "next_link"]
            );
        is_next && is_known
    })
}
