//! The operands of one condition: how many, of what kind, and in which JSON type the vendor wants them.

use std::borrow::Cow;

use chrono::DateTime;

use super::mend::{At, Mends, NOT_TEXT, did_you_mean, kind_of};
use crate::catalogue::{FilterKind, FilterLanguage, Operand};
use crate::json::{Members, elements, quote, string};

/// What models call the parts that a vendor may put under one key: each has one type there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Keys {
    /// One operand.
    pub(super) value: &'static str,
    /// Several operands.
    pub(super) values: &'static str,
    /// A group's conditions.
    pub(super) children: &'static str,
}

impl Keys {
    /// The same names as the build shows.
    pub(super) fn of(language: &FilterLanguage) -> Self {
        let values = if language.values == language.value {
            "values"
        } else {
            language.values
        };
        let is_nested = [language.value, values].contains(&language.children);
        Self {
            value: language.value,
            values,
            children: if is_nested {
                "conditions"
            } else {
                language.children
            },
        }
    }
}

/// One condition, without its operands.
pub(super) struct Condition<'a> {
    pub(super) language: &'a FilterLanguage,
    pub(super) operator: &'a str,
    /// `None` for a custom field, whose operands go out as they came.
    pub(super) kind: Option<FilterKind>,
    /// Closed set of operands; empty = open.
    pub(super) closed: &'a [&'a str],
}

impl Condition<'_> {
    /// `,"value":"x"` or `,"values":["x","y"]` or nothing, as the operator takes it; one value for a list, and a list of one for a
    /// value, are healed.
    pub(super) fn operand(
        &self,
        members: &Members<'_>,
        at: &At<'_>,
        mends: &mut Mends,
    ) -> Option<String> {
        let keys = Keys::of(self.language);
        let takes = self.takes();
        let raw = [keys.values, keys.value]
            .into_iter()
            .find_map(|key| members.get(key));
        if takes == Operand::None {
            return Some(String::new());
        }
        // The shown type is a string, so some clients can only send the word.
        if takes == Operand::One
            && self.language.takes_null
            && matches!(raw, Some("null" | "\"null\""))
        {
            return Some(format!(",{}:null", quote(self.language.value)));
        }
        let given: Vec<&str> = raw
            .filter(|value| *value != "null")
            .map(|value| {
                elements(value).map_or_else(
                    || vec![value],
                    |items| items.iter().map(|item| item.get()).collect(),
                )
            })
            .unwrap_or_default();
        let key = if takes == Operand::One {
            keys.value
        } else {
            keys.values
        };
        let here = at.key(key);
        if let Some(wanted) = wanted(takes, given.len()) {
            mends.push(&here, format!("is wrong: {} {wanted}", self.operator));
            return None;
        }
        let checked: Vec<Option<String>> = given
            .iter()
            .map(|json| self.scalar(json, &here, mends))
            .collect();
        let checked: Vec<String> = checked.into_iter().collect::<Option<_>>()?;
        Some(match (takes, checked.as_slice()) {
            (Operand::One | Operand::OneOrMany, [value]) => {
                format!(",{}:{value}", quote(self.language.value))
            }
            _ => format!(",{}:[{}]", quote(self.language.values), checked.join(",")),
        })
    }

    fn takes(&self) -> Operand {
        self.language
            .operands
            .iter()
            .find(|(name, _)| *name == self.operator)
            .map_or(Operand::One, |(_, operand)| *operand)
    }

    fn scalar(&self, json: &str, at: &At<'_>, mends: &mut Mends) -> Option<String> {
        let text = match kind_of(json) {
            "a string" => {
                let Some(text) = string(json) else {
                    mends.push(at, NOT_TEXT);
                    return None;
                };
                text
            }
            "a number" | "a boolean" => Cow::Borrowed(json),
            other => {
                mends.push(at, format!("must hold plain values, not {other}"));
                return None;
            }
        };
        if !self.closed.is_empty() && !self.closed.contains(&text.as_ref()) {
            let nearest = did_you_mean(&text, self.closed.iter().copied());
            let valid = self.closed.join(", ");
            mends.push(at, format!("must be one of {valid}{nearest}"));
            return None;
        }
        let sent = if self.language.is_native {
            self.native(json, &text)
        } else {
            as_text(self.kind, &text)
        };
        sent.map_err(|message| mends.push(at, message)).ok()
    }

    /// The JSON type that the field has.
    fn native(&self, json: &str, text: &str) -> Result<String, &'static str> {
        let number = || {
            serde_json::from_str::<serde_json::Number>(text)
                .is_ok()
                .then(|| text.to_owned())
        };
        match self.kind {
            None => Ok(json.to_owned()),
            Some(FilterKind::String | FilterKind::Id) => Ok(quote(text)),
            Some(FilterKind::Number) => number().ok_or("must be a number"),
            Some(FilterKind::Boolean) => match text {
                "true" | "false" => Ok(text.to_owned()),
                _ => Err("must be true or false"),
            },
            Some(FilterKind::Time) => number()
                .or_else(|| seconds(text))
                .ok_or("must be Unix seconds, or an RFC 3339 time such as 2026-01-31T09:00:00Z"),
        }
    }
}

/// What an operator takes, if that is not what it got.
fn wanted(takes: Operand, count: usize) -> Option<&'static str> {
    let (is_right, wanted) = match takes {
        Operand::None => (true, "takes nothing"),
        Operand::One => (count == 1, "takes one value"),
        Operand::Many => (count > 0, "takes a list of at least one value"),
        Operand::OneOrMany => (count > 0, "takes a value or a list"),
        Operand::Range => (count == 2, "takes a list of two, start and end"),
    };
    (!is_right).then_some(wanted)
}

fn as_text(kind: Option<FilterKind>, text: &str) -> Result<String, &'static str> {
    if kind == Some(FilterKind::Time) && DateTime::parse_from_rfc3339(text).is_err() {
        return Err("must be an RFC 3339 time such as 2026-01-31T09:00:00Z");
    }
    Ok(quote(text))
}

fn seconds(text: &str) -> Option<String> {
    let time = DateTime::parse_from_rfc3339(text).ok()?;
    Some(time.timestamp().to_string())
}
