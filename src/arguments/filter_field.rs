//! What a condition is about: a field that the record knows, or a custom one.

use std::borrow::Cow;

use super::check::known_word;
use super::error::At;
use super::filter_language::word;
use super::meant::did_you_mean;
use super::reading::Reading;
use crate::catalogue::{Filter, FilterField};
use crate::json::Members;

/// Key under which a model names a custom field; it goes out under the language's own key.
pub(super) const CUSTOM_FIELD: &str = "custom_field";

/// A field's name, what is known of it (nothing of a custom field), and its operators.
pub(super) type Known<'a> = (
    Cow<'a, str>,
    Option<&'static FilterField>,
    &'static [&'static str],
);

/// The field that a condition names; `None` when an error was noted.
pub(super) fn field<'a>(
    filter: &Filter,
    members: &Members<'a>,
    at: &At<'_>,
    reading: &mut Reading<'_>,
) -> Option<Known<'a>> {
    let language = filter.language;
    let given = |key| {
        let text = word(members, key);
        text.filter(|text| !text.trim().is_empty())
    };
    let named = given(language.field);
    let custom = given(CUSTOM_FIELD);
    let has_custom = !filter.custom_field_operators.is_empty();
    match (named, custom) {
        (Some(name), None) => known(filter, &name)
            .or_else(|| custom_in_full(filter, &name))
            .or_else(|| {
                let here = at.key(language.field);
                reading.push(&here, unknown(filter, &name));
                None
            }),
        (None, Some(slug)) if has_custom => Some(custom_field(filter, slug)),
        (Some(_), Some(_)) if has_custom => {
            reading.push(
                &at.key(CUSTOM_FIELD),
                format!("and {} exclude each other", language.field),
            );
            None
        }
        _ => {
            let or_custom = if has_custom { " (or custom_field)" } else { "" };
            reading.push(
                &at.key(language.field),
                format!("is required in a condition{or_custom}"),
            );
            None
        }
    }
}

fn known<'a>(filter: &Filter, name: &str) -> Option<Known<'a>> {
    let names: Vec<&str> = filter.fields.iter().map(|field| field.name).collect();
    let name = known_word(&names, name)?;
    let field = filter.fields.iter().find(|field| field.name == name)?;
    Some((Cow::Borrowed(field.name), Some(field), field.operators))
}

/// A custom field under the key of the others, where its name tells that it is one.
fn custom_in_full<'a>(filter: &Filter, name: &str) -> Option<Known<'a>> {
    let prefix = filter.custom_field_prefix;
    let name = name.trim();
    let is_custom = !prefix.is_empty() && name.len() > prefix.len() && name.starts_with(prefix);
    is_custom.then(|| {
        let name = Cow::Owned(name.to_owned());
        (name, None, filter.custom_field_operators)
    })
}

/// A custom field as the vendor names it. Where all have a prefix, it was left out of what has none; other fields of the vendor have none either.
fn custom_field<'a>(filter: &Filter, slug: Cow<'a, str>) -> Known<'a> {
    let operators = filter.custom_field_operators;
    let prefix = filter.custom_field_prefix;
    if prefix.is_empty() {
        return (slug, None, operators);
    }
    custom_in_full(filter, &slug)
        .or_else(|| {
            // In other letters it is a custom field: `Role` beside the vendor's own `role`.
            let field = filter.fields.iter().find(|field| field.name == slug)?;
            Some((Cow::Borrowed(field.name), Some(field), field.operators))
        })
        .unwrap_or_else(|| {
            let name = Cow::Owned(format!("{prefix}{}", slug.trim()));
            (name, None, operators)
        })
}

fn unknown(filter: &Filter, name: &str) -> String {
    let fields: Vec<&str> = filter.fields.iter().map(|field| field.name).collect();
    let nearest = did_you_mean(name, "", fields.iter().copied());
    let or_custom = match filter.custom_field_prefix {
        _ if filter.custom_field_operators.is_empty() => String::new(),
        "" => ", or use custom_field for the slug of a custom field".to_owned(),
        prefix => format!(", or use custom_field for a custom field, {prefix} and its name"),
    };
    format!("must be one of {}{or_custom}{nearest}", fields.join(", "))
}
