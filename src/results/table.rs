//! A list of flat records as CSV: the names once, in place of once a row.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::invisible::escape_invisible;
use crate::json::{Members, elements, quote, string};

/// How lists are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// As they are.
    Json,
    /// Flat ones as CSV.
    Csv,
}

/// Objects within each other that become columns, and columns of a table.
const MOST: (usize, usize) = (8, 200);

/// The CSV (RFC 4180) of a JSON list, as a JSON string; `None` where it would be no table or no shorter. Objects in a record become columns named by
/// their paths, as in `fields`. Null and what a record lacks are empty cells.
pub fn csv(array: &str) -> Option<String> {
    let rows = elements(array)?;
    let mut names: Vec<String> = Vec::new();
    let mut cells: Vec<Vec<(usize, Cow<'_, str>)>> = Vec::with_capacity(rows.len());
    // The row that each column was last filled by.
    let mut filled: Vec<usize> = Vec::new();
    for (number, row) in rows.iter().enumerate() {
        let mut found = Vec::new();
        flatten(row.get(), "", MOST.0, &mut |name, cell| {
            let known = names.iter().position(|known| *known == name);
            let column = known.unwrap_or(names.len());
            if known.is_none() {
                names.push(name);
                filled.push(usize::MAX);
            }
            // A member `a.b` beside a member b of a: two values for one cell.
            let before = filled
                .get_mut(column)
                .map(|row| std::mem::replace(row, number));
            found.push((column, cell));
            names.len() <= MOST.1 && before != Some(number)
        })?;
        cells.push(found);
    }
    if names.is_empty() {
        return None;
    }
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::Any(b'\n'))
        .from_writer(Vec::new());
    writer.write_record(&names).ok()?;
    for row in cells {
        let mut record = vec![Cow::Borrowed(""); names.len()];
        for (column, cell) in row {
            *record.get_mut(column)? = cell;
        }
        writer
            .write_record(record.iter().map(|cell| cell.as_bytes()))
            .ok()?;
    }
    let text = String::from_utf8(writer.into_inner().ok()?).ok()?;
    let json = escape_invisible(&quote(&text)).into_owned();
    (json.len() < array.len()).then_some(json)
}

/// Hands out each plain value of an object with its path; `None` where there is a list, or too much.
fn flatten<'a>(
    json: &'a str,
    before: &str,
    levels: usize,
    each: &mut impl FnMut(String, Cow<'a, str>) -> bool,
) -> Option<()> {
    let members = Members::parse(json).filter(|_| levels > 0)?;
    for (key, value) in members.0 {
        let (name, value) = (format!("{before}{key}"), value.get());
        let cell = match value.bytes().next()? {
            b'{' => {
                flatten(value, &format!("{name}."), levels - 1, each)?;
                continue;
            }
            b'[' => return None,
            b'"' => string(value)?,
            b'n' => Cow::Borrowed(""),
            _ => Cow::Borrowed(value),
        };
        if !each(name, cell) {
            return None;
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flat_records_are_a_table_with_every_value() {
        let rows = r#"[{"id":9007199254740993,"who":{"name":"A, \"B\"","age":null},"ok":true},{"id":"2","new":"x\ny \u202e"},{"id":3}]"#;
        let text = csv(rows).unwrap();
        assert!(text.contains("\\u202e"), "{text}");
        assert_eq!(
            string(&text).unwrap(),
            "id,who.name,who.age,ok,new\n9007199254740993,\"A, \"\"B\"\"\",,true,\n2,,,,\"x\ny \u{202e}\"\n3,,,,\n"
        );
    }

    #[test]
    fn what_is_no_table_stays_a_list() {
        let deep = format!("[{}1{}]", "{\"a\":".repeat(9), "}".repeat(9));
        let wide: Vec<String> = (0..201).map(|at| format!("\"name{at}\":1")).collect();
        let wide = format!("[{{{}}}]", wide.join(","));
        for rows in [
            "[]",
            "[{}]",
            "[1,2]",
            r#"[{"id":1,"tags":[]}]"#,
            r#"[{"a":1},null]"#,
            r#"[{"a.b":1,"a":{"b":2}},{"a.b":1,"name":"of the first alone"}]"#,
            "{}",
            &deep,
            &wide,
        ] {
            assert_eq!(csv(rows), None, "{rows}");
        }
        // A table that is longer.
        assert_eq!(csv(r#"[{"a":"\"\"\"\""}]"#), None);
    }
}
