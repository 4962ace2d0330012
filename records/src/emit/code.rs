//! Pieces of Rust source.

pub(crate) fn text(text: &str) -> String {
    format!("{text:?}")
}

pub(crate) fn list(items: impl IntoIterator<Item = String>) -> String {
    format!("&[{}]", items.into_iter().collect::<Vec<_>>().join(", "))
}

pub(crate) fn texts(items: &[&str]) -> String {
    list(items.iter().map(|item| text(item)))
}

pub(crate) fn optional(code: Option<String>) -> String {
    code.map_or_else(|| "None".to_owned(), |code| format!("Some({code})"))
}

/// Grouped by thousands, as clippy wants long literals.
pub(crate) fn integer(number: impl Into<i64>) -> String {
    let number: i64 = number.into();
    let digits = number.unsigned_abs().to_string();
    let mut code = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            code.push('_');
        }
        code.push(digit);
    }
    if number < 0 { format!("-{code}") } else { code }
}

pub(crate) fn float(number: f64) -> String {
    format!("{number:?}")
}

pub(crate) fn pairs(pairs: &[(&str, &str)]) -> String {
    list(
        pairs
            .iter()
            .map(|(left, right)| format!("({}, {})", text(left), text(right))),
    )
}

pub(crate) fn structure<const N: usize>(name: &str, fields: [(&str, String); N]) -> String {
    let fields: Vec<String> = fields
        .into_iter()
        .map(|(field, code)| format!("{field}: {code}"))
        .collect();
    format!("{name} {{ {} }}", fields.join(", "))
}

pub(crate) fn index(index: usize) -> String {
    i64::try_from(index).map(integer).unwrap_or_default()
}
