//! The arguments of every tool that only reads: to read on in its answer, and to read less of it.

use super::argument::{Placed, property};
use super::node::Node;
use super::schema::Schema;
use crate::catalogue::{Method, Place, ResponseKind};

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
