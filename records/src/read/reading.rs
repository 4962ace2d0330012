//! The arguments that tools get by themselves: to take a page of a list, to read on in an answer, and to read less of it.

use super::argument::{Placed, property};
use super::node::Node;
use super::property::Property;
use super::schema::Schema;
use crate::catalogue::{Method, PagingPlace, PagingStyle, Place, ResponseKind};

/// Stands on most tools, so it only shows the form; the server's instructions say what it does.
const FIELDS: &str = "summary, or paths: a,b.c";

/// Whatever only reads can be asked for again, so the rest of an answer that is too long for one result is within reach.
pub(crate) fn read_on(node: &Node<'_>, method: &Method, arguments: &mut Vec<Placed>) {
    let is_link = method.response == ResponseKind::Redirect;
    if is_link
        || arguments
            .iter()
            .any(|argument| argument.place == Place::Cursor)
    {
        return;
    }
    let taken = arguments
        .iter()
        .find(|argument| argument.property.name == "next_cursor");
    if let Some(taken) = taken {
        node.complain_at(
            &taken.key(),
            "a tool that reads gets `next_cursor` by itself",
            "rename it and give it the vendor's key as `wire_name`",
        );
    }
    arguments.push(rest());
}

/// The cursor to the rest of an answer.
pub(crate) fn rest() -> Placed {
    Placed {
        property: property("next_cursor", "", Schema::text()),
        place: Place::Cursor,
    }
}

/// Whatever reads JSON can show less of it. A vendor's own `fields` stays what it is.
pub(crate) fn fields(method: &Method, arguments: &mut Vec<Placed>) {
    let is_taken = |argument: &Placed| argument.property.name == "fields";
    if method.response == ResponseKind::Json && !arguments.iter().any(is_taken) {
        let schema = Schema {
            description: Some(FIELDS),
            ..Schema::text()
        };
        arguments.push(Placed {
            property: property("fields", "", schema),
            place: Place::Fields,
        });
    }
}

pub(crate) fn paged(node: &Node<'_>, method: &Method, arguments: &mut Vec<Placed>) {
    let Some(paging) = &method.paging else { return };
    // What both are is said once, in the server's instructions.
    let limit = (!paging.limit_key.is_empty()).then(|| {
        let schema = Schema::count(paging.default_limit, paging.max_limit);
        property("limit", paging.limit_key, schema)
    });
    let wire_name = match paging.style {
        PagingStyle::SizeOnly => None,
        PagingStyle::Cursor { key, .. } | PagingStyle::Page { key, .. } => Some(key),
        PagingStyle::NextUrl { .. } => Some(""),
    };
    let cursor = wire_name.map(|wire_name| property("next_cursor", wire_name, Schema::text()));
    let limit = limit.map(|limit| (limit, Place::Limit));
    let cursor = cursor.map(|cursor| (cursor, Place::Cursor));
    let injected: Vec<(Property, Place)> = limit.into_iter().chain(cursor).collect();
    for argument in arguments.iter() {
        let Property {
            name, wire_name, ..
        } = &argument.property;
        let is_sent = argument
            .place
            .of_request()
            .is_some_and(|place| paging.sends(place, wire_name));
        if is_sent || injected.iter().any(|(property, _)| property.name == *name) {
            node.complain_at(
                &argument.key(),
                "a paged list gets `limit` and `next_cursor` by itself",
                "take it out",
            );
        }
    }
    let is_whole = |argument: &Placed| argument.place == Place::WholeBody;
    if paging.place == PagingPlace::Body && arguments.iter().any(is_whole) {
        node.complain_at(
            "body_schema",
            "a list body has no place for paging",
            "describe an object, or use a style with `in: query`",
        );
    }
    arguments.extend(
        injected
            .into_iter()
            .map(|(property, place)| Placed { property, place }),
    );
}
