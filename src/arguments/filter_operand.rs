//! The operands of one condition: how many, of what kind, and in which JSON type the vendor wants them.

use std::borrow::Cow;

use super::blank::is_hollow;
use super::check::{known_word, suggested_word};
use super::error::{At, NOT_TEXT, kind_of, nearest_word};
use super::number::{is_number, whole};
use super::reading::Reading;
use super::{id_form, time};
use crate::catalogue::{FilterField, FilterKind, FilterLanguage, Operand, TimeForm};
use crate::json::{Members, as_json, quote, string};

/// Operators of one value, in any vendor's spelling, that compare all of a text: spaces around it are no part of what is meant. Those of lists
/// compare all of each entry too; others look for a piece, which may begin with a space.
const OF_WHOLE_TEXTS: [&str; 12] = [
    "=",
    "==",
    "!=",
    "<>",
    "EQ",
    "NEQ",
    "NE",
    "is",
    "is_not",
    "equals",
    "not_equals",
    "equal",
];

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
    /// The field's name, or a custom field's slug.
    pub(super) name: &'a str,
    /// `None` for a custom field, whose operands go out as they came.
    pub(super) field: Option<&'static FilterField>,
    /// A custom field that is asked for a time.
    pub(super) is_time: bool,
}

impl Condition<'_> {
    /// `,"value":"x"` or `,"values":["x","y"]` or nothing, as the operator takes it; one value for a list, and a list of one for a
    /// value, are healed.
    pub(super) fn operand(
        &self,
        members: &Members<'_>,
        at: &At<'_>,
        reading: &mut Reading<'_>,
    ) -> Option<String> {
        let keys = Keys::of(self.language);
        let takes = self.takes();
        if takes == Operand::None {
            return self.nothing(members, keys, at, reading);
        }
        let raw = self.given(members, keys, takes);
        // The shown type is a string, so some clients can only send the word.
        let may_be_null = takes == Operand::One && self.language.takes_null;
        let is_null = match raw {
            Some((_, json)) => json == "\"null\"",
            None => members.get(keys.value) == Some("null"),
        };
        if may_be_null && is_null {
            return Some(format!(",{}:null", quote(self.language.value)));
        }
        let key = if takes == Operand::One {
            keys.value
        } else {
            keys.values
        };
        let here = at.key(key);
        let given = raw.map_or(Ok(Vec::new()), |(from, raw)| {
            self.operands(raw, takes, from == keys.values)
        });
        let given = match given {
            Ok(given) => given,
            Err(message) => {
                reading.push(&here, message);
                return None;
            }
        };
        if let Some(wanted) = wanted(takes, given.len()) {
            reading.push(&here, format!("is wrong: {} {wanted}", self.operator));
            return None;
        }
        let checked: Vec<Option<String>> = given
            .iter()
            .map(|json| self.scalar(json, &here, reading))
            .collect();
        let checked: Vec<String> = checked.into_iter().collect::<Option<_>>()?;
        Some(match (takes, checked.as_slice()) {
            (Operand::One | Operand::OneOrMany, [value]) => {
                format!(",{}:{value}", quote(self.language.value))
            }
            _ => format!(",{}:[{}]", quote(self.language.values), checked.join(",")),
        })
    }

    /// What stands under the key that the operator wants, or else under the other, and that key; clients that fill every key leave one of
    /// them empty.
    fn given<'a>(
        &self,
        members: &Members<'a>,
        keys: Keys,
        takes: Operand,
    ) -> Option<(&'static str, &'a str)> {
        let [one, many] = [keys.value, keys.values].map(|key| Some((key, members.get(key)?)));
        let order = if takes == Operand::One {
            [one, many]
        } else {
            [many, one]
        };
        let filled = order
            .into_iter()
            .flatten()
            .find(|(_, json)| !is_hollow(json));
        // Of a text, the empty one may be asked for.
        filled.or_else(|| one.filter(|(_, json)| *json == "\"\"" && self.is_one_text(takes)))
    }

    /// Whether the operand is one text, which may look like anything.
    pub(super) fn is_one_text(&self, takes: Operand) -> bool {
        takes == Operand::One
            && self
                .field
                .is_none_or(|field| field.kind == FilterKind::String && field.values.is_empty())
    }

    /// Whether a number becomes a text that may be anything: then it stays as it was written, unless it is an id.
    fn is_free_text(&self) -> bool {
        let is_text = match self.field {
            Some(field) => {
                field.kind == FilterKind::String && field.values.is_empty() && field.id.is_none()
            }
            None => !self.language.is_native,
        };
        is_text && !id_form::is_name_of_id(self.name)
    }

    pub(super) fn is_of_whole_texts(&self) -> bool {
        self.takes() != Operand::One
            || OF_WHOLE_TEXTS
                .iter()
                .any(|operator| operator.eq_ignore_ascii_case(self.operator))
    }

    /// No operand. `is_set: false` asks for what is not set, so nothing is no answer to it.
    fn nothing(
        &self,
        members: &Members<'_>,
        keys: Keys,
        at: &At<'_>,
        reading: &mut Reading<'_>,
    ) -> Option<String> {
        let is_no = |key| matches!(members.get(key), Some("false" | "\"false\"" | "\"False\""));
        if !is_no(keys.value) {
            return Some(String::new());
        }
        let others = self.language.operands.iter();
        let others: Vec<&str> = others
            .filter(|(name, takes)| *takes == Operand::None && *name != self.operator)
            .map(|(name, _)| *name)
            .collect();
        let instead = match others.as_slice() {
            [] => String::new(),
            others => format!("; for the opposite see {}", others.join(", ")),
        };
        let message = format!("must be left out: {} takes nothing{instead}", self.operator);
        reading.push(&at.key(keys.value), message);
        None
    }

    fn takes(&self) -> Operand {
        self.language
            .operands
            .iter()
            .find(|(name, _)| *name == self.operator)
            .map_or(Operand::One, |(_, operand)| *operand)
    }

    fn scalar(&self, json: &str, at: &At<'_>, reading: &mut Reading<'_>) -> Option<String> {
        // Of a text that is compared whole, an object is not what is looked for.
        let is_object = self.is_of_whole_texts() && as_json(json, '{').is_some();
        let kind = if is_object {
            "an object"
        } else {
            kind_of(json)
        };
        let text = match kind {
            "a string" => {
                let Some(text) = string(json) else {
                    reading.push(at, NOT_TEXT);
                    return None;
                };
                text
            }
            "a number" => whole(json)
                .filter(|_| !self.is_free_text())
                .unwrap_or(Cow::Borrowed(json)),
            "a boolean" => Cow::Borrowed(json),
            other => {
                let instead = if other == "an object" {
                    "; the operator says how it is compared"
                } else {
                    ""
                };
                let message = format!("must hold {}, not {other}{instead}", self.plain());
                reading.push(at, message);
                return None;
            }
        };
        if self.is_time {
            return self.time(json, at, reading);
        }
        let text = if self.is_of_whole_texts() {
            trimmed(text)
        } else {
            text
        };
        let Some(field) = self.field else {
            let is_bare = self.language.is_native && !json.starts_with('"');
            return Some(if is_bare {
                text.into_owned()
            } else {
                quote(&text)
            });
        };
        let text = if field.values.is_empty() {
            suggested_word(field.suggestions, &text).map_or(text, Cow::Borrowed)
        } else if let Some(word) = known_word(field.values, &text) {
            Cow::Borrowed(word)
        } else {
            let nearest = nearest_word(&text, field.values.iter().copied());
            let valid = field.values.join(", ");
            reading.push(at, format!("must be one of {valid}{nearest}"));
            return None;
        };
        self.typed(field, json, &text, at, reading)
    }

    /// What an operand is, in words.
    fn plain(&self) -> &'static str {
        match self.field.map(|field| field.kind) {
            _ if self.is_time => "a time",
            Some(FilterKind::Time) => "a time",
            Some(FilterKind::Number) => "a number",
            Some(FilterKind::Boolean) => "true or false",
            Some(FilterKind::String | FilterKind::Id) => "plain text",
            None => "plain values",
        }
    }

    /// The operand in the JSON type that the vendor wants.
    fn typed(
        &self,
        field: &FilterField,
        json: &str,
        text: &str,
        at: &At<'_>,
        reading: &mut Reading<'_>,
    ) -> Option<String> {
        let is_native = self.language.is_native;
        if let Some(form) = field.id {
            let is_number = is_native && field.kind == FilterKind::Number;
            return id_form::id(form, is_number, json, at, reading).map(Cow::into_owned);
        }
        match field.kind {
            FilterKind::String => Some(quote(text)),
            FilterKind::Id => Some(quote(text.trim())),
            FilterKind::Time => self.time(json, at, reading),
            FilterKind::Number if !is_native => Some(quote(text.trim())),
            FilterKind::Number => {
                let number = text.trim();
                if !is_number(number) {
                    reading.push(at, "must be a number");
                    return None;
                }
                Some(whole(number).unwrap_or(Cow::Borrowed(number)).into_owned())
            }
            FilterKind::Boolean => {
                let Some(word) = known_word(&["true", "false"], text) else {
                    reading.push(at, "must be true or false");
                    return None;
                };
                Some(if is_native {
                    word.to_owned()
                } else {
                    quote(word)
                })
            }
        }
    }

    fn time(&self, json: &str, at: &At<'_>, reading: &mut Reading<'_>) -> Option<String> {
        let form = if self.language.is_native {
            TimeForm::UnixSeconds
        } else {
            TimeForm::DateTime
        };
        time::time(form, false, json, at, reading).map(Cow::into_owned)
    }
}

fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
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
