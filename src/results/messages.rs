//! A document of messages that is too long for one result: how it began, then the newest, because no call leads to the rest.

use super::window::opening;
use crate::catalogue::Order;
use crate::json::quote;

/// What stands between two messages.
const BETWEEN: &str = "\n\n";

/// Bytes of that as JSON.
const BETWEEN_CHARS: usize = 4;

/// Room for what is said about what is missing: once about messages, twice about one that is cut.
const MARKS_CHARS: usize = 240;

/// Share of the room that the message a conversation began with may take, if there are others.
const OPENING_SHARE: usize = 4;

/// The messages in at most `room` bytes of JSON without its quotes, in the order in which they came. Where that is not known, both ends are
/// shown: either may be the newest.
pub fn fitted(messages: &[String], order: Option<Order>, room: usize) -> String {
    let whole = messages.join(BETWEEN);
    if cost(&whole) <= room {
        return whole;
    }
    let room = room.saturating_sub(MARKS_CHARS).max(1);
    let share = |message: Option<&String>| {
        let cost = message.map_or(0, |message| cost(message));
        cost.min(room / OPENING_SHARE)
    };
    let (head, tail) = match (messages, order) {
        ([_], _) => (begin(messages, room).0, Vec::new()),
        (_, Some(Order::NewestFirst)) => {
            let (tail, used) = end(messages, share(messages.last()));
            let before = messages.len() - tail.len();
            let left = messages.get(..before).unwrap_or_default();
            (begin(left, room - used.min(room)).0, tail)
        }
        (_, order) => {
            let first = match order {
                Some(_) => share(messages.first()),
                None => room / 2,
            };
            let (head, used) = begin(messages, first);
            let left = messages.get(head.len()..).unwrap_or_default();
            (head, end(left, room - used.min(room)).0)
        }
    };
    let missing = messages.len() - head.len() - tail.len();
    let mark = match missing {
        0 => None,
        _ => Some(format!(
            "[cut: {missing} of {} messages are not shown here]",
            messages.len()
        )),
    };
    let all: Vec<String> = head.into_iter().chain(mark).chain(tail).collect();
    all.join(BETWEEN)
}

/// The first messages that fit, one at least, and the bytes that they take.
fn begin(messages: &[String], room: usize) -> (Vec<String>, usize) {
    taken(messages.iter(), room)
}

/// The same of the last ones.
fn end(messages: &[String], room: usize) -> (Vec<String>, usize) {
    let (mut last, used) = taken(messages.iter().rev(), room);
    last.reverse();
    (last, used)
}

fn taken<'a>(messages: impl Iterator<Item = &'a String>, room: usize) -> (Vec<String>, usize) {
    let (mut taken, mut used) = (Vec::new(), 0);
    for message in messages {
        let cost = cost(message) + BETWEEN_CHARS;
        if used + cost <= room + BETWEEN_CHARS {
            used += cost;
            taken.push(message.clone());
            continue;
        }
        if taken.is_empty() {
            taken.push(piece(message, room));
            used = room;
        }
        break;
    }
    (taken, used)
}

/// The start of one message.
fn piece(message: &str, room: usize) -> String {
    let (start, _) = opening(message, room);
    let count = |text: &str| text.chars().count();
    format!(
        "{start}\n[cut: characters 1 to {} of {}; the rest is not shown]",
        count(start),
        count(message)
    )
}

/// Bytes of a text in JSON.
fn cost(text: &str) -> usize {
    quote(text).len() - 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(count: usize) -> Vec<String> {
        (0..count)
            .map(|at| format!("{at}: \"{}\"", "x".repeat(90)))
            .collect()
    }

    fn shown(text: &str) -> Vec<usize> {
        let starts = text
            .split(BETWEEN)
            .filter_map(|message| message.split_once(": \""));
        starts.filter_map(|(at, _)| at.parse().ok()).collect()
    }

    #[test]
    fn the_opening_and_the_newest_stay_whatever_the_order() {
        let all = messages(100);
        for (order, first, last) in [
            (Some(Order::OldestFirst), vec![0], vec![97, 98, 99]),
            (Some(Order::NewestFirst), vec![0, 1, 2], vec![99]),
            (None, vec![0, 1], vec![98, 99]),
        ] {
            let text = fitted(&all, order, 1_000);
            assert!(cost(&text) <= 1_000, "{}", cost(&text));
            let shown = shown(&text);
            assert!(
                shown.starts_with(&first) && shown.ends_with(&last),
                "{order:?} {shown:?}"
            );
            let missing = format!(
                "[cut: {} of 100 messages are not shown here]",
                100 - shown.len()
            );
            assert!(text.contains(&missing), "{text}");
        }
        assert_eq!(fitted(&all[..3], None, 1_000), all[..3].join(BETWEEN));
    }

    #[test]
    fn messages_that_alone_are_too_long_are_cut_and_say_so() {
        let long = "\u{1}".repeat(5_000);
        for all in [
            vec![long.clone()],
            vec![long.clone(), long.clone()],
            vec!["a".to_owned(), long],
        ] {
            for order in [None, Some(Order::OldestFirst), Some(Order::NewestFirst)] {
                let text = fitted(&all, order, 1_000);
                assert!(cost(&text) <= 1_000, "{}", cost(&text));
                assert!(text.contains("of 5000; the rest is not shown]"), "{text}");
                assert!(!text.contains("messages"), "{text}");
            }
        }
    }
}
