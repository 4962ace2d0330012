//! Words of names and of what is written for them.

/// The words of a text in small letters with one space around each, so that a name is found as words and not inside of others.
pub fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    out.push(' ');
    let mut is_small = false;
    for c in text.chars() {
        let starts = is_small && c.is_uppercase();
        if (starts || !c.is_alphanumeric()) && !out.ends_with(' ') {
            out.push(' ');
        }
        is_small = c.is_lowercase() || c.is_numeric();
        out.extend(c.to_lowercase().filter(|c| c.is_alphanumeric()));
    }
    if !out.ends_with(' ') {
        out.push(' ');
    }
    out
}

/// A word without its plural: both of a name and of what was written, so that it need not be right, but the same.
pub fn singular(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    for ending in ["sses", "xes", "ches", "shes", "uses"] {
        if word.ends_with(ending) {
            return word.trim_end_matches("es").to_owned();
        }
    }
    let is_whole = ["ss", "us", "is"]
        .iter()
        .any(|ending| word.ends_with(ending));
    let stem = word
        .strip_suffix('s')
        .filter(|stem| !is_whole && stem.len() > 1);
    stem.unwrap_or(word).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_whatever_stands_between_them() {
        for text in ["get_issue", "getIssue", "GET-ISSUE", " get  issue."] {
            assert_eq!(spaced(text), " get issue ", "{text}");
        }
        assert_eq!(spaced(""), " ");
        assert_eq!(spaced("__"), " ");
    }

    #[test]
    fn a_plural_is_its_singular() {
        for (word, one) in [
            ("issues", "issue"),
            ("statuses", "status"),
            ("status", "status"),
            ("companies", "company"),
            ("inboxes", "inbox"),
            ("addresses", "address"),
            ("s", "s"),
        ] {
            assert_eq!(singular(word), one);
        }
    }
}
