//! The argument that says which account a call is for, where several are of one vendor.

use std::fmt::Write;

use crate::arguments::client_added::has;
use crate::arguments::error::short;
use crate::catalogue::Tool;
use crate::invisible::escape_invisible;
use crate::json::{Members, is_blank, quote, string};

/// Its name, and the one that it has on a tool with an argument of that name.
const NAMES: [&str; 2] = ["account", "vendor_account"];

/// Its name on this tool.
pub(super) fn name(tool: &Tool) -> &'static str {
    let [name, other] = NAMES;
    if has(tool, name) { other } else { name }
}

/// A tool's `inputSchema` with the argument, first and required.
pub(super) fn shown(schema: &str, name: &str, vendor: &str, labels: &[&str]) -> String {
    let labels: Vec<String> = labels.iter().map(|label| quote(label)).collect();
    let description =
        format!("Which {vendor} account. Ids and cursors of one mean nothing in another.");
    let argument = format!(
        "\"{name}\":{{\"type\":\"string\",\"description\":{},\"enum\":[{}]}}",
        quote(&description),
        labels.join(",")
    );
    let required = quote(name);
    let members = Members::parse(schema).unwrap_or_default();
    let mut out = String::with_capacity(schema.len() + argument.len() + required.len() + 32);
    let (mut has_properties, mut has_required) = (false, false);
    for (key, value) in &members.0 {
        out.push(if out.is_empty() { '{' } else { ',' });
        // Writing into a String cannot fail, here and below.
        let _ = write!(out, "{}:", quote(key));
        let value = value.get();
        match key.as_ref() {
            "properties" => {
                has_properties = true;
                with_first(value, ['{', '}'], &argument, &mut out);
            }
            "required" => {
                has_required = true;
                with_first(value, ['[', ']'], &required, &mut out);
            }
            _ => out.push_str(value),
        }
    }
    if out.is_empty() {
        out.push_str("{\"type\":\"object\"");
    }
    if !has_properties {
        let _ = write!(out, ",\"properties\":{{{argument}}}");
    }
    if !has_required {
        let _ = write!(out, ",\"required\":[{required}]");
    }
    out.push('}');
    out
}

/// A list or object with one more entry at its start.
fn with_first(json: &str, [open, close]: [char; 2], entry: &str, out: &mut String) {
    let inside = json
        .strip_prefix(open)
        .and_then(|rest| rest.strip_suffix(close));
    let inside = inside.unwrap_or_default().trim();
    out.push(open);
    out.push_str(entry);
    if !inside.is_empty() {
        out.push(',');
        out.push_str(inside);
    }
    out.push(close);
}

/// The position of the account whose label a call gives; none where it gives nothing. An error where it is no label of these. `accounts` are all of
/// the vendor, with what each is called elsewhere, so that what means one that may not use the tool is not taken for another.
pub(super) fn read(
    given: Option<&str>,
    accounts: &[(&str, &[String])],
) -> Result<Option<usize>, NoLabel> {
    let Some(json) = given.filter(|json| !is_blank(json)) else {
        return Ok(None);
    };
    let named = string(json).ok_or(NoLabel)?;
    // Labels are shown with their hidden characters escaped, which some models undo.
    let named = escape_invisible(&named);
    let shown = accounts.iter().position(|(label, _)| *label == named);
    let alike = || {
        let named = folded(&named);
        let is_called = |(label, also): &(&str, &[String])| {
            folded(label) == named || also.iter().any(|other| folded(other) == named)
        };
        let mut alike = accounts.iter().enumerate();
        let first = alike.find(|(_, account)| is_called(account));
        first.filter(|_| !alike.any(|(_, account)| is_called(account)))
    };
    let position = shown.or_else(|| alike().map(|(position, _)| position));
    position.map(Some).ok_or(NoLabel)
}

/// Without what models get wrong when they write a label again: case and spaces.
fn folded(label: &str) -> String {
    let words: Vec<&str> = label.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

/// What was given is no label.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NoLabel;

/// What to give instead.
pub(super) fn unclear(vendor: &str, given: Option<&str>, labels: &[&str]) -> String {
    let labels: Vec<String> = labels.iter().map(|label| quote(label)).collect();
    let labels = labels.join(", ");
    match given.filter(|json| !is_blank(json)) {
        None => format!("is required: which {vendor} account is meant? Give one of {labels}"),
        Some(json) => format!(
            "{} is none of the {vendor} accounts that may use this tool: give one of {labels}",
            short(json)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_argument_stands_first_and_is_required_whatever_the_schema_has() {
        for schema in [
            r#"{"type":"object","properties":{}}"#,
            r#"{"type":"object","properties":{"id":{"type":"string"}},"required":["id"]}"#,
            r#"{"type":"object","required":[],"additionalProperties":false}"#,
            r#"{"type":"object"}"#,
            "{}",
        ] {
            let shown = shown(schema, "account", "Acme", &["A \"b\"", "C"]);
            let value: serde_json::Value = serde_json::from_str(&shown).expect(&shown);
            assert_eq!(value["required"][0], "account", "{shown}");
            let argument = &value["properties"]["account"];
            assert_eq!(argument["enum"], serde_json::json!(["A \"b\"", "C"]));
            assert_eq!(argument["type"], "string");
            if schema.contains("\"id\"") {
                assert_eq!(value["required"][1], "id");
                assert_eq!(value["properties"]["id"]["type"], "string");
            }
        }
    }
}
