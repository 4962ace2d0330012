//! What a caller must change. All of them go back in one answer, so that the next call can be right.

use std::fmt;

use serde::Serialize;

use crate::json::is_broken_object;

/// JSON lets a string hold half of a character; no vendor could read it.
pub const NOT_TEXT: &str = "is not valid text: it holds half of a surrogate pair";

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ArgumentError {
    /// Where, such as `filter.subfilters[1].operator`.
    pub argument: String,
    /// What is wrong, and what would be right.
    pub message: String,
}

impl ArgumentError {
    /// What is wrong with an argument.
    pub fn new(argument: &str, message: impl Into<String>) -> Self {
        Self {
            argument: argument.to_owned(),
            message: message.into(),
        }
    }

    /// All of them as a part of one sentence.
    pub fn join(errors: &[Self]) -> String {
        let said: Vec<String> = errors.iter().map(Self::to_string).collect();
        said.join("; ")
    }
}

impl fmt::Display for ArgumentError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.argument, self.message)
    }
}

/// Where a value stands in the arguments; spelled out only when something is wrong there.
#[derive(Debug, Clone, Copy)]
pub struct At<'a> {
    parent: Option<&'a At<'a>>,
    step: Step<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

impl<'a> At<'a> {
    /// A top-level argument.
    pub fn argument(name: &'a str) -> Self {
        Self {
            parent: None,
            step: Step::Key(name),
        }
    }

    /// A key of the object that stands here.
    #[must_use]
    pub fn key(&'a self, name: &'a str) -> Self {
        Self {
            parent: Some(self),
            step: Step::Key(name),
        }
    }

    /// Where the list or object stands that this is in.
    pub(super) fn parent(&self) -> Option<&'a At<'a>> {
        self.parent
    }

    /// Its key in an object; `None` in a list.
    pub(super) fn key_name(&self) -> Option<&'a str> {
        match self.step {
            Step::Key(key) => Some(key),
            Step::Index(_) => None,
        }
    }

    /// An element of the array that stands here.
    #[must_use]
    pub fn index(&'a self, index: usize) -> Self {
        Self {
            parent: Some(self),
            step: Step::Index(index),
        }
    }
}

impl fmt::Display for At<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.fmt(formatter)?;
        }
        match self.step {
            Step::Key(key) if self.parent.is_none() => formatter.write_str(key),
            Step::Key(key) => write!(formatter, ".{key}"),
            Step::Index(index) => write!(formatter, "[{index}]"),
        }
    }
}

/// How many errors one answer names: a hostile call could have millions.
pub const MOST: usize = 50;

/// Characters of a place: a caller's own keys are part of it.
const LONGEST_PLACE: usize = 200;

/// Collects errors.
#[derive(Debug, Default)]
pub struct ArgumentErrors(Vec<ArgumentError>);

impl ArgumentErrors {
    /// Adds one, up to `MOST`.
    pub fn push(&mut self, at: &At<'_>, message: impl Into<String>) {
        if !self.is_full() {
            self.0.push(ArgumentError {
                argument: at.to_string().chars().take(LONGEST_PLACE).collect(),
                message: message.into(),
            });
        }
    }

    /// Nothing more needs to be looked at: the call is refused, with more errors than anybody reads.
    pub fn is_full(&self) -> bool {
        self.0.len() >= MOST
    }

    /// The value, if nothing is to be mended.
    pub fn unless_any<T>(self, value: T) -> Result<T, Vec<ArgumentError>> {
        if self.0.is_empty() {
            Ok(value)
        } else {
            Err(self.0)
        }
    }
}

/// ` (did you mean "x"?)` when a known word is near enough in its letters. For names of arguments see [`super::meant`].
pub fn nearest_word<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> String {
    let word = short(word).to_lowercase();
    // Jaro-Winkler tells whether a word can be meant at all, and is for words that share their start; of those it cannot tell which is nearest.
    let near = known
        .map(|candidate| (candidate.to_lowercase(), candidate))
        .filter(|(letters, _)| strsim::jaro_winkler(&word, letters) > 0.8)
        .map(|(letters, candidate)| {
            let likeness = strsim::normalized_damerau_levenshtein(&word, &letters);
            (likeness, candidate)
        })
        .max_by(|left, right| left.0.total_cmp(&right.0));
    near.map_or_else(String::new, |(_, candidate)| {
        format!(" (did you mean \"{candidate}\"?)")
    })
}

/// A caller's own word, short enough to stand in a sentence.
pub fn short(word: &str) -> String {
    word.chars().take(100).collect()
}

/// What is said of what is no object.
pub fn no_object(json: &str) -> String {
    if is_broken_object(json) {
        return "must be an object: the text that was sent is no JSON object, it ends too early or something in it is not escaped".to_owned();
    }
    format!("must be an object, not {}", kind_of(json))
}

/// What a JSON text is, in words.
pub fn kind_of(json: &str) -> &'static str {
    match json.bytes().next() {
        Some(b'"') => "a string",
        Some(b'{') => "an object",
        Some(b'[') => "a list",
        Some(b't' | b'f') => "a boolean",
        Some(b'n') => "null",
        _ => "a number",
    }
}
