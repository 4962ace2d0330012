//! Characters that a reader does not see, made visible. A vendor's customers write what a model reads; none of it may say one thing to the
//! person who looks at it and another to the model, or steer a terminal.
//!
//! Hidden are: controls (C0 but tab and line breaks, DEL, C1); what reorders the text around it (U+202A to U+202E, U+2066 to U+2069, CVE-2021-42574)
//! and the deprecated controls beside them (to U+206F); and U+E0000 to U+E0FFF, whose tags and variation selectors spell out any text
//! with nothing on the screen. Their JSON escape is shown in their place, so a JSON text keeps its value.
//!
//! Not hidden is what ordinary writing needs: joiners (emoji, Indic scripts, Persian), U+200E, U+200F and U+061C (Hebrew, Arabic),
//! the zero-width space (Khmer, Thai), the soft hyphen, U+FE00 to U+FE0F (emoji). They spell no letters.

use std::borrow::Cow;

/// Bytes that are looked at together.
const WORD: usize = 8;

/// The same byte in all places of a word.
const EACH: u64 = 0x0101_0101_0101_0101;

/// A text, or a JSON text, with the JSON escape of each hidden character in its place. Costs one look at every eight bytes as long as they are
/// printable ASCII, and a copy only where there is something to show.
pub fn escape_invisible(text: &str) -> Cow<'_, str> {
    let mut rest = text;
    let mut out = String::new();
    while let Some((at, length)) = find(rest.as_bytes()) {
        let (before, found) = rest.split_at_checked(at).unwrap_or((rest, ""));
        let (character, after) = found.split_at_checked(length).unwrap_or((found, ""));
        out.push_str(before);
        for unit in character.encode_utf16() {
            out.push_str("\\u");
            let digits = [unit >> 12, unit >> 8, unit >> 4, unit].map(|digit| digit & 15);
            out.extend(
                digits
                    .iter()
                    .filter_map(|digit| char::from_digit((*digit).into(), 16)),
            );
        }
        rest = after;
    }
    if out.is_empty() {
        return Cow::Borrowed(text);
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// A JSON text whose strings hold the escapes of hidden characters as text: for readers who see values, not JSON.
pub fn escape_in_values(json: &str) -> String {
    let json = escape_invisible(json);
    let mut out = String::with_capacity(json.len());
    let mut rest = json.as_ref();
    let mut is_half = false;
    while let Some((before, escape)) = rest.split_once('\\') {
        let unit = unit(escape);
        let is_hidden = unit.is_some_and(is_hidden_unit)
            || (is_half && before.is_empty() && matches!(unit, Some(0xdc00..=0xdfff)));
        is_half = matches!(unit, Some(0xdb40..=0xdb43));
        out.push_str(before);
        out.push_str(if is_hidden { "\\\\" } else { "\\" });
        // What is escaped may be a backslash: it starts no escape of its own.
        let length = if escape.starts_with('u') { 5 } else { 1 };
        let (escaped, after) = escape.split_at_checked(length).unwrap_or((escape, ""));
        out.push_str(escaped);
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Where the first hidden character starts, and its length in bytes.
fn find(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut start = 0;
    for word in bytes.chunks(WORD) {
        if !word.try_into().is_ok_and(is_plain) {
            for (at, byte) in (start..).zip(word) {
                if matches!(byte, ..0x20 | 0x7f | 0xc2 | 0xe2 | 0xf3)
                    && let Some(length) = bytes.get(at..).and_then(hidden_length)
                {
                    return Some((at, length));
                }
            }
        }
        start += word.len();
    }
    None
}

/// Whether all bytes are printable ASCII. A borrow or carry out of one byte spoils the answer for the next alone, and starts at one that is not.
fn is_plain(word: [u8; WORD]) -> bool {
    let word = u64::from_ne_bytes(word);
    let below_space = word.wrapping_sub(EACH * 0x20);
    let delete = word.wrapping_add(EACH);
    (below_space | delete | word) & (EACH * 0x80) == 0
}

/// Bytes of the hidden character that starts here; `None` for any other.
fn hidden_length(utf8: &[u8]) -> Option<usize> {
    match utf8 {
        [b'\t' | b'\n' | b'\r', ..] => None,
        [..0x20 | 0x7f, ..] => Some(1),
        [0xc2, 0x80..=0x9f, ..] => Some(2),
        [0xe2, 0x80, 0xaa..=0xae, ..] | [0xe2, 0x81, 0xa6..=0xaf, ..] => Some(3),
        [0xf3, 0xa0, ..] => Some(4),
        _ => None,
    }
}

/// The UTF-16 code unit of an escape, which here lacks its backslash; `None` for an escape of nothing hidden that has no number.
fn unit(escape: &str) -> Option<u16> {
    match escape.as_bytes().first()? {
        b'b' => Some(0x08),
        b'f' => Some(0x0c),
        b'u' => u16::from_str_radix(escape.get(1..5)?, 16).ok(),
        _ => None,
    }
}

/// Whether a UTF-16 code unit is a hidden character, or the first half of one.
fn is_hidden_unit(unit: u16) -> bool {
    match unit {
        0x09 | 0x0a | 0x0d => false,
        ..0x20 | 0x7f..=0x9f | 0x202a..=0x202e | 0x2066..=0x206f | 0xdb40..=0xdb43 => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The set in Unicode's own numbers.
    fn is_hidden(c: char) -> bool {
        matches!(c,
            '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
            | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}' | '\u{e0000}'..='\u{e0fff}')
    }

    /// All that is hidden, with its neighbours.
    fn some() -> impl Iterator<Item = char> {
        ('\0'..'\u{3000}').chain('\u{dfff0}'..'\u{e1010}')
    }

    #[test]
    fn every_character_is_shown_or_left_alone_wherever_it_stands() {
        for c in some() {
            // Beside it, what a careless scan takes for more.
            let text = format!("é\u{7e}{c}\u{203a}xyz");
            let shown = escape_invisible(&text);
            assert_eq!(shown != text, is_hidden(c), "U+{:04X}", u32::from(c));
            assert!(!shown.chars().any(is_hidden), "U+{:04X}", u32::from(c));
        }
        for at in 0..40 {
            let text = format!("{}\u{202e}{}", "x".repeat(at), "y".repeat(40 - at));
            let expected = text.replace('\u{202e}', "\\u202e");
            assert_eq!(escape_invisible(&text), expected);
        }
    }

    #[test]
    fn a_json_text_keeps_its_value() {
        for c in some().filter(|c| is_hidden(*c) && *c >= '\u{7f}') {
            let json = serde_json::to_string(&[c.to_string(), format!("\\{c}\"{c}é")]).unwrap();
            let shown = escape_invisible(&json);
            assert_ne!(shown, json);
            let values: Vec<String> = serde_json::from_str(&shown).unwrap();
            assert_eq!(values, serde_json::from_str::<Vec<String>>(&json).unwrap());
        }
    }

    #[test]
    fn values_show_what_was_hidden_in_either_spelling() {
        for c in some().filter(|c| is_hidden(*c)) {
            let spelled = escape_invisible(&c.to_string()).into_owned();
            let capitals = spelled.to_uppercase().replace("\\U", "\\u");
            for json in [
                serde_json::to_string(&format!("a{c}b")).unwrap(),
                format!("\"a{spelled}b\""),
                format!("\"a{capitals}b\""),
            ] {
                let value: String = serde_json::from_str(&escape_in_values(&json)).unwrap();
                assert!(!value.chars().any(is_hidden), "{value:?} of {json}");
                assert!(value.starts_with("a\\") && value.ends_with('b'), "{value}");
            }
        }
        for json in [
            r#""plain é 🙂""#,
            r#""\u00e9\ud83d\ude00\n\t\r\/\"""#,
            r#""C:\\u202e\\b""#,
            r#"{"\\":"\\\\u0007"}"#,
        ] {
            assert_eq!(escape_in_values(json), json);
        }
    }
}
