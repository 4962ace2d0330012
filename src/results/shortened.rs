//! A page that can be asked for only once and is too long: every record of it with less of each, or as many ids as fit.

use super::narrow::{Omitted, View};
use super::window::characters;
use crate::invisible::escape_invisible;
use crate::json::elements;

/// Bytes of a text, tried one after the other.
const TEXTS: [usize; 6] = [8_192, 4_096, 2_048, 1_024, 256, 64];

/// What is left of the records of a page.
#[derive(Debug)]
pub struct Shortened {
    /// A JSON list.
    pub json: String,
    /// What was left out beside texts; `None` = nothing.
    pub omitted: Option<Omitted>,
    /// A sentence about it.
    pub how: String,
}

/// Ever shorter pages, the last of them of as many records as have `room`. `array` = what `view` shows of `page`, which is as it came: what was
/// asked for need not have the ids. `summary` = the fields that matter most.
pub fn shortened(
    array: &str,
    page: &str,
    view: &View<'_>,
    summary: &[&str],
    room: usize,
) -> impl Iterator<Item = Shortened> {
    let narrowed = |fields: &[&str]| {
        let view = View {
            fields: fields.to_vec(),
            aside: &[],
            ..*view
        };
        let mut narrowed = view.narrow(page)?;
        narrowed.json = escape_invisible(&narrowed.json).into_owned();
        Some(narrowed)
    };
    let texts = TEXTS.into_iter().map(|most| Shortened {
        json: with_texts_of(array, most),
        omitted: None,
        how: "Long texts of these records are cut to fit, each where it says so.".to_owned(),
    });
    let summary = Some(summary).filter(|summary| !summary.is_empty());
    let some = summary.and_then(narrowed).map(|some| Shortened {
        json: with_texts_of(&some.json, 64),
        omitted: Some(some.omitted),
        how: "Only the main fields of these records are shown, to fit.".to_owned(),
    });
    let ids = narrowed(&["id"]).into_iter().flat_map(move |ids| {
        let some = first(&ids.json, room);
        [
            (
                ids.json,
                "Only the ids of these records are shown, to fit.".to_owned(),
            ),
            some,
        ]
        .map(|(json, how)| Shortened {
            json,
            omitted: Some(ids.omitted),
            how,
        })
    });
    texts.chain(some).chain(ids)
}

/// The first entries that have room.
fn first(array: &str, room: usize) -> (String, String) {
    let entries = elements(array).unwrap_or_default();
    let mut used = 2;
    let fitting = entries.iter().take_while(|entry| {
        used += entry.get().len() + 1;
        used <= room
    });
    let shown: Vec<&str> = fitting.map(|entry| entry.get()).collect();
    let how = format!(
        "Only {} of the {} records of this page fit, by their ids.",
        shown.len(),
        entries.len()
    );
    (format!("[{}]", shown.join(",")), how)
}

/// The same JSON with at most so many characters of each text, and a word in it of how many there are. Keys stay.
fn with_texts_of(json: &str, most: usize) -> String {
    let mut out = String::with_capacity(json.len());
    let mut rest = json;
    while let Some((before, after)) = rest.split_once('"') {
        let (text, after) = after.split_at(end(after));
        rest = after.strip_prefix('"').unwrap_or(after);
        out.extend([before, "\""]);
        let cut = characters(text, 0, most);
        if text.len() <= most || rest.trim_start().starts_with(':') {
            out.push_str(text);
        } else {
            let of = format!("… [cut: {} of {} characters]", cut.count, cut.of);
            out.extend([cut.text, &of]);
        }
        out.push('"');
    }
    out.push_str(rest);
    out
}

/// Where the inside of a string ends.
fn end(inside: &str) -> usize {
    let mut bytes = inside.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => return at,
            b'\\' => drop(bytes.next()),
            _ => {}
        }
    }
    inside.len()
}

#[cfg(test)]
mod tests {
    use super::with_texts_of;

    #[test]
    fn texts_are_cut_where_they_stand_and_nothing_else_is() {
        let long = "x\\\"é".repeat(40);
        let json = format!(r#"[{{"{long}":1,"a":"short","b":["{long}"],"c":""}}]"#);
        let cut = with_texts_of(&json, 20);
        let value: serde_json::Value = serde_json::from_str(&cut).unwrap();
        let row = &value[0];
        assert_eq!((&row["a"], &row["c"]), (&"short".into(), &"".into()));
        assert_eq!(row[&"x\"é".repeat(40)], 1);
        assert_eq!(row["b"][0], "x\"éx\"éx\"éx\"é… [cut: 12 of 120 characters]");
        assert_eq!(with_texts_of(&json, 1_000), json);
    }
}
