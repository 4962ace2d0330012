//! Groups of conditions that a vendor takes as a list of objects, from callers who left that level out.

use super::filter_language::all_keys;
use crate::catalogue::{Filter, ObjectField, Shape};
use crate::json::{Members, object_of, quote};

/// The key of a group's conditions, and the language that they are in; `None` of an object that is no group.
pub(super) fn conditions(fields: &[ObjectField]) -> Option<(&'static str, &'static Filter)> {
    fields.iter().find_map(|field| {
        let Shape::Array {
            items: Shape::Filter(filter),
            ..
        } = field.shape
        else {
            return None;
        };
        Some((field.name, *filter))
    })
}

/// One condition that stands where a group is wanted, as the group of it.
pub(super) fn of_one(fields: &[ObjectField], members: &Members<'_>) -> Option<String> {
    let (key, filter) = conditions(fields)?;
    is_condition(fields, filter, members)
        .then(|| object_of([(key, format!("[{}]", object_of(members.iter())))]))
}

/// What is said of several conditions that stand where groups are wanted: they may be meant as one group or as several.
pub(super) fn of_several(items: &Shape, entries: &[(usize, &str)]) -> Option<String> {
    let Shape::Object { fields, .. } = items else {
        return None;
    };
    let (key, filter) = conditions(fields)?;
    let bare = entries.iter().filter(|(_, entry)| {
        Members::parse(entry).is_some_and(|members| is_condition(fields, filter, &members))
    });
    (bare.count() > 1).then(|| {
        format!(
            "holds conditions without a group: put those that belong together into one {{{}:[…]}}, others into groups of their own",
            quote(key)
        )
    })
}

fn is_condition(fields: &[ObjectField], filter: &Filter, members: &Members<'_>) -> bool {
    let keys = all_keys(filter);
    let is_of_group = |key: &str| fields.iter().any(|field| field.name == key);
    members.iter().any(|(key, _)| keys.contains(&key))
        && !members.iter().any(|(key, _)| is_of_group(key))
}
