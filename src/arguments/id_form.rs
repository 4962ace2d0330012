//! Ids as people and models give them: between spaces or quotes, as a number with a point, with a `#`, or in an address copied from the
//! vendor's app. E-mail addresses and phone numbers, which name somebody as ids do, are read here too.

use std::borrow::Cow;

use super::blank::is_word_of_people;
use super::email::{email, is_email};
use super::error::{At, NOT_TEXT, kind_of};
use super::number::{shown_text, whole};
use super::reading::Reading;
use crate::catalogue::{IdForm, IdPattern};
use crate::json::{quote, string};

/// Fewer hexadecimal digits could be a word.
const FEWEST_HEX: usize = 6;

/// Emergency numbers have as many.
const FEWEST_DIGITS: usize = 3;

/// What models leave around an id that they took out of JSON.
const AROUND: [(char, char); 4] = [('"', '"'), ('\'', '\''), ('`', '`'), ('[', ']')];

/// The id as the vendor takes it, as JSON; `None` when an error was noted.
pub(super) fn id<'a>(
    form: &IdForm,
    is_number: bool,
    json: &'a str,
    at: &At<'_>,
    reading: &mut Reading<'_>,
) -> Option<Cow<'a, str>> {
    let text = text(json, at, reading)?;
    let Some(id) = taken(form, &text) else {
        reading.push(at, wrong(form, &text));
        return None;
    };
    let is_as_sent = json.starts_with('"') != is_number
        && json.len() == id.len() + if is_number { 0 } else { 2 };
    Some(if is_as_sent {
        Cow::Borrowed(json)
    } else if is_number {
        Cow::Owned(id.to_owned())
    } else {
        Cow::Owned(quote(id))
    })
}

/// The id for a path. A vendor answers 404 to an unknown one, so only what cannot be meant as one is refused here; a search would find
/// nothing and give no reason.
pub(super) fn in_path(
    form: &IdForm,
    json: &str,
    at: &At<'_>,
    reading: &mut Reading<'_>,
) -> Option<String> {
    let text = text(json, at, reading)?;
    if let Some(id) = taken(form, &text) {
        return Some(id.to_owned());
    }
    let is_no_id = text.contains("://")
        || text.contains(char::is_whitespace)
        || email(&text).is_some()
        || is_number_that_people_see(&text)
        || is_word_of_people(&text);
    if is_no_id {
        reading.push(at, wrong(form, &text));
        return None;
    }
    Some(text.into_owned())
}

/// How the names of ids end.
const ENDS: [&str; 7] = ["_id", "_ids", "-id", "Id", "Ids", "ID", "IDs"];

/// Whether what is called this is an id, as far as a name tells. `paid` and `grid` are none.
pub(super) fn is_name_of_id(name: &str) -> bool {
    matches!(name, "id" | "ids") || ENDS.iter().any(|end| name.ends_with(end))
}

/// A string or number as text, without what surrounds an id.
fn text<'a>(json: &'a str, at: &At<'_>, reading: &mut Reading<'_>) -> Option<Cow<'a, str>> {
    match kind_of(json) {
        "a number" => Some(whole(json).unwrap_or(Cow::Borrowed(json))),
        "a string" => {
            let Some(text) = string(json) else {
                reading.push(at, NOT_TEXT);
                return None;
            };
            Some(match text {
                Cow::Borrowed(text) => Cow::Borrowed(bare(text)),
                Cow::Owned(text) => Cow::Owned(bare(&text).to_owned()),
            })
        }
        other => {
            reading.push(at, format!("must be a string, not {other}"));
            None
        }
    }
}

fn bare(text: &str) -> &str {
    let mut text = text.trim();
    while let Some(inner) = AROUND
        .iter()
        .find_map(|(open, close)| text.strip_prefix(*open)?.strip_suffix(*close))
    {
        text = inner.trim();
    }
    text
}

/// The id in a text.
pub(super) fn taken<'a>(form: &IdForm, text: &'a str) -> Option<&'a str> {
    let text = match form.patterns {
        [IdPattern::Phone] => text.strip_prefix("tel:").unwrap_or(text),
        _ => text,
    };
    if fits(form, text) {
        return Some(text);
    }
    let copied = form.from.iter().find_map(|before| match *before {
        "#" => text
            .strip_prefix('#')
            .map(str::trim_start)
            .filter(|id| fits(form, id)),
        before => in_address(form, before, text),
    });
    let address = || email(text).filter(|address| fits(form, address));
    copied
        .or_else(address)
        .or_else(|| written_with_point(form, text))
}

/// The id that stands after this in an address.
fn in_address<'a>(form: &IdForm, before: &str, text: &'a str) -> Option<&'a str> {
    // As in Markdown, `[A title](https://…)`, or in a chat, `<https://…|A title>`.
    let text = text.rsplit_once("](").map_or(text, |(_, address)| address);
    let text = text.split_once('|').map_or(text, |(address, _)| address);
    if !text.contains('/') || text.contains(char::is_whitespace) {
        return None;
    }
    // One may begin with the end of another: `/articles/articles/123`.
    let starts = text.char_indices().map(|(start, _)| start);
    let mut parts = starts.filter_map(|start| {
        let rest = text.get(start..)?.strip_prefix(before)?;
        rest.split(['/', '?', '#', '&', '>', ')']).next()
    });
    parts.find_map(|part| {
        // A public article's address goes on with its title: `/articles/123-how-to`.
        let number = part.split('-').next().filter(|number| {
            let is_digit = |byte: u8| byte.is_ascii_digit();
            part.len() > number.len() && number.bytes().all(is_digit)
        });
        [Some(part), number]
            .into_iter()
            .flatten()
            .find(|id| fits(form, id))
    })
}

/// `"8.0"`: a number that went through a float on its way into a string.
fn written_with_point<'a>(form: &IdForm, text: &'a str) -> Option<&'a str> {
    let (digits, zeros) = text.split_once('.')?;
    let is_zero = !zeros.is_empty() && zeros.bytes().all(|zero| zero == b'0');
    let is_whole = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    (is_zero && is_whole && fits(form, digits)).then_some(digits)
}

/// Whether a text is such an id as it stands.
pub(super) fn fits(form: &IdForm, text: &str) -> bool {
    form.patterns.iter().any(|pattern| is_of(*pattern, text)) || form.words.contains(&text)
}

fn is_of(pattern: IdPattern, text: &str) -> bool {
    if text.is_empty() || is_word_of_people(text) {
        return false;
    }
    match pattern {
        IdPattern::Digits => text.bytes().all(|byte| byte.is_ascii_digit()),
        IdPattern::Hex => {
            text.len() >= FEWEST_HEX
                && text.bytes().all(|byte| byte.is_ascii_hexdigit())
                && text.bytes().any(|byte| byte.is_ascii_digit())
        }
        IdPattern::Uuid => {
            let lengths = text.split('-').map(str::len);
            lengths.eq([8, 4, 4, 4, 12])
                && text
                    .bytes()
                    .all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
        }
        IdPattern::Slug => text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')),
        IdPattern::Email => is_email(text),
        IdPattern::Phone => {
            let digits = text.bytes().filter(u8::is_ascii_digit).count();
            digits >= FEWEST_DIGITS && !text.contains('@') && !text.contains("://")
        }
        IdPattern::Any => !text.contains("://"),
        IdPattern::Unknown => {
            !text.contains('@') && !text.contains(char::is_whitespace) && !text.contains("://")
        }
    }
}

/// Whether a text is an address of a page or of a person.
pub(super) fn is_address(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://") || is_email(text)
}

/// `1042` or `#1042`, which is no id of this form.
fn is_number_that_people_see(text: &str) -> bool {
    let number = text.strip_prefix('#').unwrap_or(text);
    is_of(IdPattern::Digits, number.trim_start())
}

fn wrong(form: &IdForm, text: &str) -> String {
    let patterns: Vec<&str> = form
        .patterns
        .iter()
        .map(|pattern| match pattern {
            IdPattern::Uuid => "a UUID",
            IdPattern::Digits => "digits",
            IdPattern::Hex => "hexadecimal digits",
            IdPattern::Slug => "letters, digits, _ and -",
            IdPattern::Unknown => "without spaces and @",
            IdPattern::Email => "an e-mail address",
            IdPattern::Phone => "a phone number",
            IdPattern::Any => "no address",
        })
        .chain(form.words.iter().copied())
        .collect();
    let found_by = match form.found_by {
        "" => String::new(),
        tool => format!("; {tool} finds it"),
    };
    let wanted = match form.patterns {
        [IdPattern::Email | IdPattern::Phone] => form.noun.to_owned(),
        _ => format!("the id of {} ({})", form.noun, patterns.join(" or ")),
    };
    format!("must be {wanted}, not {}{found_by}", shown_text(text))
}

#[cfg(test)]
#[path = "id_form_tests.rs"]
mod tests;
