//! Names and labels: texts for people.

/// Characters of one: KV records and lists stay small.
pub const MAX_NAME: usize = 200;

/// Whether a text is one: not empty, in one line, and not too long.
pub fn is_name(text: &str) -> bool {
    !text.trim().is_empty()
        && text.chars().count() <= MAX_NAME
        && !text.chars().any(char::is_control)
}
