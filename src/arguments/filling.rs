//! The arguments of a composite's step, put together from what the caller gave and what earlier steps were answered.

use std::borrow::Cow;

use chrono::DateTime;

use crate::catalogue::Filling;
use crate::json::{Document, elements, quote};
use crate::platform::UnixSeconds;

/// Seconds of a day.
const DAY: u64 = 86_400;

/// What a filling may take from.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// The composite's arguments, checked: names with JSON texts.
    pub given: &'a [(&'static str, Cow<'a, str>)],
    /// The JSON of each step's answer so far; `None` where there is none.
    pub answers: &'a [Option<&'a str>],
    /// The row at hand.
    pub row: Option<&'a str>,
    /// Now.
    pub now: UnixSeconds,
}

/// What a filling came to.
#[derive(Debug, PartialEq, Eq)]
pub enum Filled {
    /// JSON.
    Value(String),
    /// The caller did not give it: whatever needs it is left out.
    Absent,
    /// An earlier step's answer does not have it: there is nothing to ask for.
    Lacking,
}

/// The arguments of a step as a JSON object; `None` when an answer lacks what they need.
pub fn arguments(members: &[(&'static str, Filling)], sources: Sources<'_>) -> Option<String> {
    let mut out = Vec::new();
    for (name, filling) in members {
        match fill(filling, sources) {
            Filled::Value(json) => out.push(format!("{}:{json}", quote(name))),
            Filled::Absent => {}
            Filled::Lacking => return None,
        }
    }
    Some(format!("{{{}}}", out.join(",")))
}

fn fill(filling: &Filling, sources: Sources<'_>) -> Filled {
    match filling {
        Filling::Constant(json) => Filled::Value((*json).to_owned()),
        Filling::Argument(name) => {
            let given = sources.given.iter().find(|(key, _)| key == name);
            given.map_or(Filled::Absent, |(_, json)| {
                Filled::Value(json.as_ref().to_owned())
            })
        }
        Filling::Answer(step, at) => {
            let answer = sources.answers.get(*step).copied().flatten();
            found(answer.and_then(|json| value_at(json, at)))
        }
        Filling::Each(step, at) => {
            let answer = sources.answers.get(*step).copied().flatten();
            let rows = answer.and_then(elements).unwrap_or_default();
            let values: Vec<&str> = rows
                .iter()
                .filter_map(|row| value_at(row.get(), at))
                .collect();
            let list = format!("[{}]", values.join(","));
            found((!values.is_empty()).then_some(list.as_str()))
        }
        Filling::Row(at) => found(sources.row.and_then(|row| value_at(row, at))),
        Filling::DaysAgo(days) => {
            let then = sources.now.0.saturating_sub(days.saturating_mul(DAY));
            let then = i64::try_from(then)
                .ok()
                .and_then(|then| DateTime::from_timestamp(then, 0));
            then.map_or(Filled::Absent, |then| {
                Filled::Value(then.format("\"%Y-%m-%d\"").to_string())
            })
        }
        Filling::Or(fillings) => {
            let mut filled = fillings.iter().map(|filling| fill(filling, sources));
            filled
                .find(|filled| *filled != Filled::Absent)
                .unwrap_or(Filled::Absent)
        }
        Filling::Object(members) => {
            let mut out = Vec::new();
            for (key, filling) in *members {
                match fill(filling, sources) {
                    Filled::Value(json) => out.push(format!("{}:{json}", quote(key))),
                    missing @ (Filled::Absent | Filled::Lacking) => return missing,
                }
            }
            Filled::Value(format!("{{{}}}", out.join(",")))
        }
        Filling::List(items) => {
            let mut out = Vec::new();
            for filling in *items {
                match fill(filling, sources) {
                    Filled::Value(json) => out.push(json),
                    Filled::Absent => {}
                    Filled::Lacking => return Filled::Lacking,
                }
            }
            if out.is_empty() && !items.is_empty() {
                return Filled::Absent;
            }
            Filled::Value(format!("[{}]", out.join(",")))
        }
    }
}

fn found(json: Option<&str>) -> Filled {
    json.map_or(Filled::Lacking, |json| Filled::Value(json.to_owned()))
}

/// What a pointer leads to, unless that is null or an empty text.
pub fn value_at<'a>(json: &'a str, at: &str) -> Option<&'a str> {
    let value = Document::parse(json)?.at(at)?;
    Some(value).filter(|value| !matches!(*value, "null" | "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(filling: &Filling) -> Filled {
        let sources = Sources {
            given: &[("email", Cow::Borrowed("\"a@b.example\""))],
            answers: &[Some(r#"[{"id":7,"name":null},{"id":8}]"#), None],
            row: Some(r#"{"a":{"b":[1,2]}}"#),
            now: UnixSeconds(DAY * 10 + 5),
        };
        fill(filling, sources)
    }

    #[test]
    fn values_come_from_arguments_answers_and_rows_and_keep_their_spelling() {
        for (filling, json) in [
            (Filling::Argument("email"), "\"a@b.example\""),
            (Filling::Answer(0, "/0/id"), "7"),
            (Filling::Each(0, "/id"), "[7,8]"),
            (Filling::Row("/a/b/1"), "2"),
            (Filling::DaysAgo(3), "\"1970-01-08\""),
            (
                Filling::Or(&[Filling::Argument("phone"), Filling::Constant("1")]),
                "1",
            ),
            (
                Filling::Object(&[("k", Filling::Row("/a/b"))]),
                r#"{"k":[1,2]}"#,
            ),
        ] {
            assert_eq!(
                filled(&filling),
                Filled::Value(json.to_owned()),
                "{filling:?}"
            );
        }
    }

    #[test]
    fn what_was_not_given_takes_its_condition_with_it_and_what_was_not_found_ends_the_step() {
        const NONE: Filling = Filling::Object(&[("value", Filling::Argument("phone"))]);
        const SOME: Filling = Filling::Object(&[("value", Filling::Argument("email"))]);
        assert_eq!(filled(&NONE), Filled::Absent);
        assert_eq!(
            filled(&Filling::List(&[NONE, SOME])),
            Filled::Value(r#"[{"value":"a@b.example"}]"#.to_owned())
        );
        assert_eq!(filled(&Filling::List(&[NONE, NONE])), Filled::Absent);
        for filling in [
            Filling::Answer(0, "/0/name"),
            Filling::Answer(1, "/id"),
            Filling::Each(0, "/name"),
            Filling::List(&[Filling::Answer(0, "/9/id"), SOME]),
        ] {
            assert_eq!(filled(&filling), Filled::Lacking, "{filling:?}");
        }
    }
}
