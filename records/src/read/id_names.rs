//! Other names of the one id of a tool.

use super::argument::Placed;
use super::keep;
use super::names;
use super::property::Property;
use super::resource::{Documentation, Noun};
use super::schema::Kind;
use crate::catalogue::Place;

/// Where a tool wants one id, in its path, callers write `id` for `conversation_id`, and the other way round: both are taken. What the vendor calls
/// otherwise by such a name, a record says under `instead`.
pub(super) fn add(documentation: &Documentation, noun: Noun, arguments: &mut [Placed]) {
    let is_id = |argument: &&mut Placed| {
        let Property {
            name,
            required,
            schema,
            ..
        } = &argument.property;
        let is_named = *name == "id" || name.ends_with("_id") || name.ends_with("Id");
        *required && (is_named || matches!(schema.kind, Kind::Id { .. }))
    };
    let mut taken: Vec<&str> = Vec::new();
    for argument in &*arguments {
        taken.extend([argument.property.name, argument.property.wire_name]);
        taken.extend(argument.property.also);
    }
    taken.extend(documentation.instead.iter().map(|(name, _)| *name));
    let mut ids = arguments.iter_mut().filter(is_id);
    let (Some(id), None) = (ids.next(), ids.next()) else {
        return;
    };
    if id.place != Place::Path {
        return;
    }
    let names = match id.property.name {
        "id" => vec![
            format!("{}_id", noun.singular),
            format!("{}Id", names::camel(noun.singular)),
        ],
        _ => vec!["id".to_owned()],
    };
    let names = names.into_iter().filter(|name| !taken.contains(&&**name));
    let also = id.property.also.iter().copied();
    id.property.also = keep::list(also.chain(names.map(keep::text)));
}
