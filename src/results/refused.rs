//! A refusal of arguments in a size that clients take: as many errors as fit, each whole, and how many more there are.

use std::ops::Range;

use super::failed::{MOST_CHARS, start};
use crate::arguments::error::{ArgumentError, MOST};
use crate::json::quote;

/// Words of a list that is worth saying once.
const LEAST_WORDS: usize = 4;

/// The JSON, in at most `most` bytes as far as that can be.
pub(super) fn refused(intro: &str, errors: &[ArgumentError], most: usize) -> String {
    let most = most.min(MOST_CHARS);
    let errors = said_once(errors);
    let fitting = (1..=errors.len())
        .map(|shown| json(intro, &errors, shown))
        .take_while(|json| json.len() <= most);
    fitting
        .last()
        .unwrap_or_else(|| first(intro, &errors, most))
}

/// The first error alone, cut.
fn first(intro: &str, errors: &[ArgumentError], most: usize) -> String {
    let mut cut = errors.to_vec();
    let around = |cut: &[ArgumentError]| json(intro, cut, 1).len();
    if let Some(error) = cut.first_mut() {
        error.argument = start(&error.argument, most / 16);
        error.message.clear();
    }
    // It is said twice, each time with how much more there is.
    let room = (most.saturating_sub(around(&cut)) / 2).saturating_sub(40);
    if let (Some(error), Some(whole)) = (cut.first_mut(), errors.first()) {
        error.message = start(&whole.message, room);
    }
    json(intro, &cut, 1)
}

fn json(intro: &str, errors: &[ArgumentError], shown: usize) -> String {
    let (said, left) = errors.split_at(shown.min(errors.len()));
    let may_be_more = errors.len() >= MOST;
    let more = match left.len() {
        0 if may_be_more => " There may be more.".to_owned(),
        0 => String::new(),
        left if may_be_more => format!(" And at least {left} more like these."),
        left => format!(" And {left} more."),
    };
    let message = format!("{intro}: {}.{more}", ArgumentError::join(said));
    let failures = serde_json::to_string(said).unwrap_or_default();
    format!(
        "{{\"statusCode\":400,\"error\":\"Bad Request\",\"message\":{},\"remote\":false,\"details\":{{\"failures\":{failures}}}}}",
        quote(&message)
    )
}

/// The errors, each list of words that would be right said where it comes first.
fn said_once(errors: &[ArgumentError]) -> Vec<ArgumentError> {
    let mut before: Vec<(&str, &str)> = Vec::new();
    let once = errors.iter().map(|error| {
        let (argument, message) = (error.argument.as_str(), error.message.as_str());
        let Some((list, place)) =
            words(message).and_then(|at| Some((message.get(at.clone())?, at)))
        else {
            return error.clone();
        };
        let Some((_, first)) = before.iter().find(|(said, _)| *said == list) else {
            before.push((list, argument));
            return error.clone();
        };
        let instead = format!("those named for {first}");
        let mut short = error.clone();
        if instead.len() < list.len() {
            short.message.replace_range(place, &instead);
        }
        short
    });
    once.collect()
}

/// Where a sentence lists words, with commas between.
fn words(message: &str) -> Option<Range<usize>> {
    let first = message.find(", ")?;
    let start = message.get(..first)?.rfind(' ').map_or(0, |at| at + 1);
    let (mut end, mut count) = (first, 1);
    while let Some(rest) = message.get(end..).and_then(|rest| rest.strip_prefix(", ")) {
        let length = rest.find([' ', ',']).unwrap_or(rest.len());
        if rest.get(..length) == Some("or") {
            break;
        }
        end += 2 + length;
        count += 1;
    }
    (count >= LEAST_WORDS).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(count: usize, message: &str) -> Vec<ArgumentError> {
        let error = |at| ArgumentError::new(&format!("query.value[{at}].field"), message);
        (0..count).map(error).collect()
    }

    #[test]
    fn a_list_of_what_would_be_right_is_said_once() {
        let list = "must be one of id, name, state, created_at, updated_at, closed_at, owner_id";
        for (more, left) in [
            ("", ""),
            (" (did you mean \"id\"?)", " (did you mean \"id\"?)"),
            (
                ", or use custom_field for another",
                ", or use custom_field for another",
            ),
        ] {
            let said = said_once(&errors(3, &format!("{list}{more}")));
            assert_eq!(said[0].message, format!("{list}{more}"));
            let short = format!("must be one of those named for query.value[0].field{left}");
            assert_eq!(said[2].message, short);
        }
        let other = [
            ArgumentError::new("a", "must be one of a, b, c, dddddddddddddddddddddddd"),
            ArgumentError::new("b", "must be one of a, b, c, eeeeeeeeeeeeeeeeeeeeeeee"),
        ];
        assert_eq!(said_once(&other), other);
    }

    #[test]
    fn what_does_not_fit_is_counted_and_the_rest_stays_whole() {
        for (count, length, most) in [
            (1, 20_000, 1_000),
            (50, 300, 1_000),
            (50, 300, 50_000),
            (12, 900, 10_000),
        ] {
            let errors = errors(count, &"x\"".repeat(length / 2));
            let json = refused("Nothing was sent", &errors, most);
            assert!(
                json.len() <= most.min(MOST_CHARS),
                "{} of {most}",
                json.len()
            );
            assert!(
                json.len() > most.min(MOST_CHARS) / 3,
                "{} of {most}",
                json.len()
            );
            let value: serde_json::Value = serde_json::from_str(&json).unwrap();
            let shown = value["details"]["failures"].as_array().unwrap().len();
            let message = value["message"].as_str().unwrap();
            let left = count - shown;
            assert_eq!(
                message.contains(&format!("{left} more")),
                left > 0,
                "{message}"
            );
        }
    }
}
