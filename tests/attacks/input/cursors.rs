//! Cursors that are nearly right, on the server and tool that gave them and on others.

use serde_json::{Value, json};

use super::arguments::Must;
use super::choices::Choices;
use super::oracle::Case;
use crate::cursors::example;
use crate::fixture::Fixture;

/// A call with one of them.
pub(crate) fn cursor(fixture: &Fixture, choices: &mut Choices<'_>) -> Case {
    let given = fixture.cursors();
    let at = choices.pick(given.len());
    let own = &given[at];
    let other = &given[choices.pick(given.len())];
    let (cursor, is_own) = match choices.pick(5) {
        0 => (own.cursor.clone(), true),
        1 => (
            other.cursor.clone(),
            other.door == own.door && other.tool.name == own.tool.name,
        ),
        2 => (spliced(&own.cursor, &other.cursor, choices), false),
        3 => (foreign(fixture, choices), false),
        _ => (altered(&own.cursor, choices), false),
    };
    let is_own = is_own || cursor == own.cursor;
    let door = &fixture.doors[own.door];
    let mut arguments = example(own.tool);
    arguments["next_cursor"] = json!(cursor);
    let params = json!({ "name": own.tool.name, "arguments": arguments });
    let ask = fixture
        .worker
        .legacy(&door.server)
        .ask("tools/call", params);
    let is_none = ["", "null", "undefined", "None"].contains(&cursor.trim());
    let must = match (is_none, is_own) {
        (true, _) => Must::Either,
        (false, true) => Must::BeSent,
        (false, false) => Must::BeRefused,
    };
    let case = Case {
        id: Some("1".to_owned()),
        ..Case::new(ask, must)
    };
    case.also(move |_, reply| {
        let is_named = || {
            reply
                .mends()
                .iter()
                .any(|mend| mend.starts_with("next_cursor: is not a cursor"))
        };
        if must == Must::BeRefused && !is_named() {
            return Err(format!("no word of next_cursor: {reply:?}"));
        }
        Ok(())
    })
}

/// Key, nonce and ciphertext, each of either cursor.
fn spliced(left: &str, right: &str, choices: &mut Choices<'_>) -> String {
    let pairs = left.split(':').zip(right.split(':'));
    let parts: Vec<&str> = pairs
        .map(|(left, right)| if choices.pick(2) == 0 { left } else { right })
        .collect();
    parts.join(":")
}

/// Another sealed text, or none.
fn foreign(fixture: &Fixture, choices: &mut Choices<'_>) -> String {
    let account = &fixture.vendors[choices.pick(fixture.vendors.len())].account;
    match choices.pick(4) {
        0 => {
            let record = fixture.before[&format!("account:{account}")].value.clone();
            let record: Value = serde_json::from_str(&record).expect("a record");
            record["credentials"].as_str().expect("a seal").to_owned()
        }
        1 => choices
            .one(&[
                "NTAw",
                "vendor-cursor",
                "1",
                "k1:",
                "k1::",
                ":::",
                "k2:AAAA:AAAA",
            ])
            .to_owned(),
        2 => "page=2&evil=1".to_owned(),
        _ => choices.hostile(),
    }
}

fn altered(cursor: &str, choices: &mut Choices<'_>) -> String {
    let at = choices.pick(cursor.len());
    let (start, rest) = cursor.split_at(at);
    match choices.pick(6) {
        0 => start.to_owned(),
        1 => format!("{cursor}{}", choices.one(&["A", "=", ":", ","])),
        2 => cursor.to_uppercase(),
        3 => format!("{start}{}{rest}", choices.one(&["A", ":", "%"])),
        4 => cursor.replacen("k1:", choices.one(&["k2:", "K1:", "", "k1:k1:"]), 1),
        _ => {
            let other = if rest.starts_with('A') { 'B' } else { 'A' };
            format!("{start}{other}{}", &rest[1..])
        }
    }
}
