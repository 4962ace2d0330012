//! Values that say "not given". Clients that fill every field send `null`, `""`, `0` and `[]` for what nobody asked for; only where a
//! record says so does one of them take something away.

use serde_json::value::RawValue;

use crate::catalogue::{Clears, Shape};
use crate::json::{self, Members, elements, is_empty_list, is_empty_object, string};

use super::check::known_word;
use super::id_form::is_name_of_id;
use super::number::{numeric, whole};

/// Longer is not blank, spaces apart.
const LONGEST: usize = 8;

/// What programs write for nothing where they make a text of it.
const WORDS_OF_PROGRAMS: [&str; 3] = ["null", "undefined", "None"];

/// What people write for nothing.
const WORDS_OF_PEOPLE: [&str; 5] = ["null", "undefined", "none", "nil", "n/a"];

/// How deep empty lists and objects are looked into.
const DEEPEST: u32 = 8;

/// The empty value that this is, where it is one by which the vendor clears.
pub(super) fn cleared(clears: Clears, shape: &Shape, json: &str) -> Option<&'static str> {
    match clears {
        Clears::Nothing => None,
        // Where no type but the shown one passes, a client can only send the word.
        Clears::Null => {
            (json == "null" || json == "\"null\"" && !is_free_text(shape)).then_some("null")
        }
        Clears::Text => (json == "\"\"").then_some("\"\""),
        Clears::List => is_empty(json, is_empty_list).then_some("[]"),
    }
}

/// Whether a value of this shape is none.
pub(super) fn is_blank(shape: &Shape, json: &str) -> bool {
    if json == "null" || json == "\"\"" {
        return true;
    }
    if json.len() > LONGEST {
        return json.starts_with("\" ") && !is_free_text(shape) && json::is_blank(json);
    }
    match shape {
        Shape::Any => false,
        Shape::String { values, .. } => !values.is_empty() && json::is_blank(json),
        Shape::Integer { values, min, max } => {
            let is_allowed = (values.is_empty() || values.contains(&0))
                && min.is_none_or(|min| min <= 0)
                && max.is_none_or(|max| max >= 0);
            json::is_blank(json) || (!is_allowed && is_zero(json))
        }
        Shape::Time { .. } => json::is_blank(json) || is_zero(json),
        // An object's fields tell whether there is something in it.
        Shape::Number { .. }
        | Shape::Suggested(_)
        | Shape::Boolean
        | Shape::Id { .. }
        | Shape::Object { .. }
        | Shape::File => json::is_blank(json),
        Shape::Array { items, .. } => {
            let is_numbers = matches!(items, Shape::Integer { .. } | Shape::Number { .. });
            json::is_blank(json)
                || is_empty(json, is_empty_list)
                || !is_numbers && is_bare_zero(json)
        }
        Shape::Filter(_) => json::is_blank(json) || is_empty(json, is_empty_object),
    }
}

/// Whether an optional value of this shape is none, though it could be read as one: the zero of an id, and `"null"` where no text is free. The
/// text `"0"` may be an id where those are texts.
pub(super) fn is_filler(shape: &Shape, json: &str) -> bool {
    let words = match shape {
        Shape::String { values, .. } | Shape::Suggested(values) => values,
        Shape::Id { form, .. } => form.words,
        Shape::Any
        | Shape::Integer { .. }
        | Shape::Number { .. }
        | Shape::Boolean
        | Shape::Time { .. }
        | Shape::Array { .. }
        | Shape::Object { .. }
        | Shape::File
        | Shape::Filter(_) => &[],
    };
    let is_word = || !is_free_text(shape) && is_word_of_programs(json);
    let is_no_id = || {
        matches!(shape, Shape::Id { is_number, .. }
            if is_bare_zero(json) || *is_number && is_zero(json))
    };
    let text = numeric(json).or_else(|| string(json));
    let is_known = || text.is_some_and(|text| known_word(words, &text).is_some());
    (is_word() || is_no_id()) && !is_known()
}

/// Whether a free text that is called an id, of which the record says no more, is none.
pub(super) fn is_no_id(shape: &Shape, name: &str, json: &str) -> bool {
    // "none" and "nil" may be somebody's id.
    let is_word = || {
        is_word_of_programs(json)
            || string(json).is_some_and(|text| text.trim().eq_ignore_ascii_case("n/a"))
    };
    matches!(shape, Shape::String { values: [], .. })
        && is_name_of_id(name)
        && (is_bare_zero(json) || json::is_blank(json) || is_word())
}

fn is_bare_zero(json: &str) -> bool {
    !json.starts_with('"') && is_zero(json)
}

/// Whether a text is a word for nothing, whoever wrote it.
pub(super) fn is_word_of_people(text: &str) -> bool {
    WORDS_OF_PEOPLE
        .iter()
        .any(|word| word.eq_ignore_ascii_case(text))
}

pub(super) fn is_free_text(shape: &Shape) -> bool {
    matches!(shape, Shape::Any)
        || matches!(shape, Shape::String { values, .. } if values.is_empty())
}

/// `"null"` and its like.
pub(super) fn is_word_of_programs(json: &str) -> bool {
    string(json).is_some_and(|text| WORDS_OF_PROGRAMS.contains(&text.trim()))
}

fn is_zero(json: &str) -> bool {
    numeric(json).is_some_and(|text| whole(&text).as_deref() == Some("0"))
}

/// A list or object without entries, or the text of one.
pub(super) fn is_empty(json: &str, is_empty: fn(&str) -> bool) -> bool {
    let text = string(json);
    is_empty(text.as_deref().unwrap_or(json))
}

/// Whether there is nothing in a JSON value, however many empty lists and objects it is made of.
pub(super) fn is_hollow(json: &str) -> bool {
    hollow(json, &[], DEEPEST)
}

/// Whether there is nothing but a word under one of these keys, beside others that are empty: clients that have to give every key choose a word
/// where the schema lists them.
pub(super) fn is_hollow_but_for(keys: &[&str], json: &str) -> bool {
    hollow(json, keys, DEEPEST)
}

fn hollow(json: &str, words: &[&str], levels: u32) -> bool {
    let Some(levels) = levels.checked_sub(1) else {
        return false;
    };
    match json.bytes().next() {
        Some(b'n') => true,
        Some(b'"') => string(json).is_some_and(|text| {
            let text = text.trim();
            text.is_empty() || (text.starts_with(['[', '{']) && hollow(text, words, levels))
        }),
        Some(b'[') => {
            let is_none = |item: &&RawValue| hollow(item.get(), words, levels);
            elements(json).is_some_and(|items| items.iter().all(is_none))
        }
        Some(b'{') => Members::parse(json).is_some_and(|members| {
            let (filled, empty): (Vec<_>, Vec<_>) = members
                .iter()
                .partition(|(_, value)| !hollow(value, words, levels));
            let is_word =
                |(key, value): &(&str, &str)| words.contains(key) && value.starts_with('"');
            filled.is_empty() || (!empty.is_empty() && filled.iter().all(is_word))
        }),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{IdForm, IdPattern, TimeForm};

    const TEXT: Shape = Shape::String {
        values: &[],
        max_length: None,
    };
    const WORD: Shape = Shape::String {
        values: &["a"],
        max_length: None,
    };
    const COUNT: Shape = Shape::Integer {
        values: &[],
        min: Some(1),
        max: None,
    };
    const OFFSET: Shape = Shape::Integer {
        values: &[],
        min: None,
        max: None,
    };
    const TIME: Shape = Shape::Time {
        form: TimeForm::DateTime,
        is_future: false,
    };
    const LIST: Shape = Shape::Array {
        items: &TEXT,
        min: None,
        max: None,
    };

    const FREE: Shape = Shape::Object {
        fields: &[],
        others: None,
    };

    #[test]
    fn what_fillers_send_is_blank_and_what_means_something_is_not() {
        for (shape, blanks, values) in [
            (
                TEXT,
                vec!["null", r#""""#],
                vec![r#"" ""#, r#""[]""#, r#""0""#],
            ),
            (
                WORD,
                vec!["null", r#""""#, r#""  ""#, r#""            ""#],
                vec![r#""a""#, "0"],
            ),
            (
                COUNT,
                vec!["0", "0.0", r#""0""#, r#"" ""#, "-0"],
                vec!["1", "false", "0.5"],
            ),
            (OFFSET, vec![r#""""#], vec!["0", r#""0""#]),
            (TIME, vec!["0", r#""0""#, "null"], vec!["1", "[]"]),
            (
                LIST,
                vec!["[]", "[ ]", r#""[]""#, "null", "0", "0.0"],
                vec![r#"[""]"#, "{}", "1", r#""0""#],
            ),
            (Shape::Boolean, vec!["null", r#""""#], vec!["false", "0"]),
            (Shape::Any, vec!["null", r#""""#], vec!["[]", "{}", "0"]),
            (
                FREE,
                vec!["null", r#"" ""#],
                vec!["{}", r#"{"a":""}"#, "[]"],
            ),
            (Shape::File, vec!["null", r#""""#], vec!["{}", "[]"]),
        ] {
            for json in blanks {
                assert!(is_blank(&shape, json), "{json} of {shape:?}");
            }
            for json in values {
                assert!(!is_blank(&shape, json), "{json} of {shape:?}");
            }
        }
    }

    #[test]
    fn zeros_of_ids_and_words_for_nothing_fill_what_may_stay_empty() {
        const NONE: Shape = Shape::String {
            values: &["none", "some"],
            max_length: None,
        };
        static NUMBERS: IdForm = IdForm {
            noun: "an admin",
            patterns: &[IdPattern::Digits],
            words: &[],
            from: &[],
            found_by: "",
        };
        static ZERO_TOO: IdForm = IdForm {
            noun: "an admin",
            patterns: &[IdPattern::Digits],
            words: &["0"],
            from: &[],
            found_by: "",
        };
        let id = |form, is_number| Shape::Id { form, is_number };
        for (shape, fillers, values) in [
            (
                id(&NUMBERS, true),
                vec!["0", "0.0", r#""0""#, r#""null""#, r#"" None ""#],
                vec!["1", r#""7""#],
            ),
            (
                id(&NUMBERS, false),
                vec![r#""undefined""#, "0", "0.0"],
                vec![r#""0""#, "7"],
            ),
            (id(&ZERO_TOO, true), vec![r#""null""#], vec!["0", r#""0""#]),
            (TIME, vec![r#""null""#, r#""None""#], vec![r#""nil""#]),
            (COUNT, vec![r#""undefined""#], vec!["1"]),
            (WORD, vec![r#""None""#], vec![r#""a""#]),
            (NONE, vec![r#""null""#], vec![r#""None""#]),
            (LIST, vec![r#""null""#], vec!["[]"]),
            (TEXT, vec![], vec![r#""null""#, r#""None""#, "0"]),
            (Shape::Any, vec![], vec![r#""null""#]),
        ] {
            for json in fillers {
                assert!(is_filler(&shape, json), "{json} of {shape:?}");
            }
            for json in values {
                assert!(!is_filler(&shape, json), "{json} of {shape:?}");
            }
        }
    }

    #[test]
    fn a_text_that_is_called_an_id_is_none_where_it_says_nothing() {
        for json in ["0", "0.0", r#""null""#, r#"" N/A ""#, r#"" ""#] {
            assert!(is_no_id(&TEXT, "externalCustomerId", json), "{json}");
            assert!(!is_no_id(&TEXT, "subject", json), "{json}");
            assert!(!is_no_id(&WORD, "id", json), "{json}");
        }
        for json in [r#""0""#, "7", r#""Nullmann""#, r#""none""#, "{}"] {
            assert!(!is_no_id(&TEXT, "id", json), "{json}");
        }
    }

    #[test]
    fn only_the_empty_value_that_the_record_names_clears() {
        for (clears, shape, json, sent) in [
            (Clears::Null, TIME, "null", Some("null")),
            (Clears::Null, TIME, r#""null""#, Some("null")),
            (Clears::Null, TEXT, r#""null""#, None),
            (Clears::Null, TIME, r#""""#, None),
            (Clears::Text, TEXT, r#""""#, Some(r#""""#)),
            (Clears::Text, TEXT, "null", None),
            (Clears::List, LIST, r#""[ ]""#, Some("[]")),
            (Clears::List, LIST, "null", None),
            (Clears::Nothing, TEXT, r#""""#, None),
        ] {
            assert_eq!(cleared(clears, &shape, json), sent, "{json} {clears:?}");
        }
    }

    #[test]
    fn a_value_is_hollow_when_nothing_stands_at_any_depth() {
        for json in [
            "null",
            r#""""#,
            "[]",
            "{}",
            "[{},null]",
            r#"{"a":[{"b":""}]}"#,
            r#""[{}]""#,
        ] {
            assert!(is_hollow(json), "{json}");
        }
        for json in ["0", "false", r#""a""#, r#"[{"a":0}]"#, &"[".repeat(50)] {
            assert!(!is_hollow(json), "{json}");
        }
        let deep = format!("{}{}", "[".repeat(50), "]".repeat(50));
        assert!(!is_hollow(&deep));
    }

    #[test]
    fn a_word_that_a_schema_asks_for_fills_nothing() {
        for (json, expected) in [
            (r#"{"a":"","operator":"="}"#, true),
            (
                r#"[{"a":"","operator":"=","b":[{"a":null,"operator":"x"}]}]"#,
                true,
            ),
            (r#""{\"a\":\"\",\"operator\":\"=\"}""#, true),
            (r#"{"a":"x","operator":"="}"#, false),
            (r#"{"a":"","operator":{"b":"x"}}"#, false),
            // Where nothing else stands, something was left out.
            (r#"{"operator":"="}"#, false),
        ] {
            assert_eq!(is_hollow_but_for(&["operator"], json), expected, "{json}");
        }
    }
}
