//! Where each argument of a tool goes, and the arguments that the build adds.

use super::default_from;
use super::id_names;
use super::keep;
use super::node::Node;
use super::property::Property;
use super::reading;
use super::resource::{Body, Documentation, Noun};
use super::schema::{Kind, Schema};
use super::shape;
use crate::catalogue::{Argument, BodyKind, Clears, Method, PagingPlace, Place};

/// A property, and where in a request its value goes: an argument as its schema is shown and its example checked.
#[derive(Debug)]
pub(crate) struct Placed {
    pub(crate) property: Property,
    pub(crate) place: Place,
}

impl Place {
    /// Where keys of the vendor's stand next to it.
    pub(crate) fn of_request(self) -> Option<PagingPlace> {
        match self {
            Place::Query => Some(PagingPlace::Query),
            Place::Body => Some(PagingPlace::Body),
            Place::Path | Place::WholeBody | Place::Limit | Place::Cursor | Place::Fields => None,
        }
    }
}

impl Placed {
    /// As the Worker checks it.
    pub(crate) fn argument(&self) -> Argument {
        let Property {
            name,
            wire_name,
            also,
            required,
            header,
            schema,
            ..
        } = &self.property;
        Argument {
            name,
            also,
            wire_name,
            place: self.place,
            required: *required,
            clears: schema.clears,
            shape: keep::one(shape::of(schema)),
            header: *header,
        }
    }

    /// Whether it goes into a query, or into a body under its own key.
    pub(crate) fn is_sent(&self) -> bool {
        matches!(self.place, Place::Query | Place::Body)
    }

    /// Where it is documented.
    pub(crate) fn key(&self) -> String {
        let schema = match self.place {
            Place::Body | Place::WholeBody => "body_schema",
            Place::Path | Place::Query | Place::Limit | Place::Cursor | Place::Fields => {
                "query_schema"
            }
        };
        format!("{schema}.properties.{}", self.property.name)
    }
}

/// Every argument in the order in which clients see it: path, query, body, paging.
pub(crate) fn arguments(
    node: &Node<'_>,
    method: &Method,
    documentation: &mut Documentation,
    noun: Noun,
    is_read: bool,
) -> Vec<Placed> {
    let mut query = std::mem::take(&mut documentation.query);
    let mut arguments = Vec::new();
    for parameter in method.parameters() {
        let described = query
            .iter()
            .position(|property| property.name == parameter)
            .map(|index| query.remove(index));
        match described.or_else(|| injected_id(method, parameter, noun)) {
            Some(property) => arguments.push(in_path(node, property)),
            None => node.complain(
                format!("the path parameter `{parameter}` has no property"),
                format!("describe it under `query_schema.properties.{parameter}`"),
            ),
        }
    }
    arguments.extend(query.into_iter().map(|property| Placed {
        property,
        place: Place::Query,
    }));
    if !method.hosts.is_empty() {
        whole_url(node, &arguments);
    }
    if arguments.iter().any(|argument| {
        argument
            .property
            .schema
            .holds(|kind| matches!(kind, Kind::File | Kind::Filter(_)))
    }) {
        node.complain_at(
            "query_schema",
            "a file or a search goes into a body",
            "move it to `body_schema`",
        );
    }
    if let Some(body) = documentation.body.take() {
        in_body(node, method, body, &mut arguments);
    }
    if documentation.verbatim.is_some()
        && (!arguments.is_empty() || method.parameters().next().is_some())
    {
        let fix = "take `query_schema` and `body_schema` out and use a path without parameters";
        node.complain_at("input_schema_json", "its arguments all go to the body", fix);
    }
    if documentation.verbatim.is_some() && method.body == BodyKind::None {
        node.complain_at(
            "input_schema_json",
            "the method sends no body, so its arguments are never sent",
            "define the method with `body: json`",
        );
    }
    id_names::add(documentation, noun, &mut arguments);
    refuse_clearing(node, &arguments);
    default_from::check(node, &arguments);
    refuse_fixed(node, method, documentation, &arguments);
    reading::paged(node, method, &mut arguments);
    if is_read && documentation.verbatim.is_none() {
        reading::read_on(node, method, &mut arguments);
        reading::fields(method, &mut arguments);
    }
    arguments
}

/// The arguments of a composite: its own, and the cursor to the rest of an answer.
pub(super) fn of_composite(node: &Node<'_>, properties: Vec<Property>) -> Vec<Placed> {
    if properties
        .iter()
        .any(|property| property.name == "next_cursor")
    {
        node.complain_at(
            "query_schema.properties.next_cursor",
            "a composite gets `next_cursor` by itself",
            "take it out",
        );
    }
    for property in &properties {
        if !property.schema.is_scalar() || property.wire_name != property.name {
            node.complain_at(
                &format!("query_schema.properties.{}", property.name),
                "a composite takes plain values, and sends none by itself",
                "make it a string, a number or a boolean without `wire_name`",
            );
        }
    }
    let own = properties.into_iter().map(|property| Placed {
        property,
        place: Place::Query,
    });
    own.chain([reading::rest()]).collect()
}

/// A method with `hosts` sends one URL, and nothing beside it.
fn whole_url(node: &Node<'_>, arguments: &[Placed]) {
    let is_text = |argument: &Placed| {
        matches!(argument.property.schema.kind, Kind::String { .. })
            && argument.place == Place::Path
    };
    if arguments.len() > 1 || !arguments.iter().all(is_text) {
        node.complain_at(
            "query_schema",
            "a method with `hosts` sends the URL that it is given and nothing else",
            "describe that one parameter, as a string",
        );
    }
}

fn injected_id(method: &Method, parameter: &str, noun: Noun) -> Option<Property> {
    let is_injected = parameter == "id" && matches!(method.method, "get" | "update" | "delete");
    is_injected.then(|| {
        let mut schema = Schema::text();
        if let Some(form) = noun.id {
            schema.kind = Kind::Id {
                form,
                is_number: false,
            };
        }
        property("id", "id", schema)
    })
}

pub(super) fn property(name: &'static str, wire_name: &'static str, schema: Schema) -> Property {
    Property {
        name,
        wire_name,
        also: &[],
        default_from: None,
        required: false,
        header: None,
        schema,
    }
}

/// Only what a body holds can be cleared.
fn refuse_clearing(node: &Node<'_>, arguments: &[Placed]) {
    for argument in arguments {
        let is_held = matches!(argument.place, Place::Body | Place::WholeBody);
        if !is_held && argument.property.schema.clears != Clears::Nothing {
            node.complain_at(
                &format!("{}.clears_with", argument.key()),
                "nothing is cleared in a path or a query",
                "take it out",
            );
        }
    }
}

fn in_path(node: &Node<'_>, property: Property) -> Placed {
    let key = format!("query_schema.properties.{}", property.name);
    if !property.schema.is_scalar() {
        node.complain_at(&key, "a path takes one plain value", "make it a string");
    }
    if property.wire_name != property.name {
        node.complain_at(
            &key,
            "a path parameter's key is not sent",
            "take `wire_name` out",
        );
    }
    Placed {
        property: Property {
            required: true,
            ..property
        },
        place: Place::Path,
    }
}

fn in_body(node: &Node<'_>, method: &Method, body: Body, arguments: &mut Vec<Placed>) {
    if method.body == BodyKind::None {
        let fix = "define the method with `body: json` (or form, multipart), or move the properties to `query_schema`";
        node.complain_at(
            "body_schema",
            "the method sends no body, so its properties are never sent",
            fix,
        );
    }
    let properties = match body {
        Body::Object(properties) => properties,
        Body::Whole(schema) => {
            if matches!(method.body, BodyKind::Form | BodyKind::Multipart) {
                node.complain_at(
                    "body_schema",
                    "only a JSON body can be a list",
                    "define the method with `body: json`",
                );
            }
            if arguments
                .iter()
                .any(|argument| argument.property.name == "body")
            {
                node.complain_at(
                    "query_schema.properties.body",
                    "a list body is shown as `body`",
                    "rename the property and give it `wire_name: body`",
                );
            }
            let property = Property {
                required: true,
                ..property("body", "body", schema)
            };
            arguments.push(Placed {
                property,
                place: Place::WholeBody,
            });
            return;
        }
    };
    for property in properties {
        let key = format!("body_schema.properties.{}", property.name);
        refuse_misplaced_file(node, method, &property, &key);
        if property.wire_name.contains('/') && method.body != BodyKind::Json {
            node.complain_at(
                &key,
                format!("only a JSON body has a place for `{}`", property.wire_name),
                "define the method with `body: json`",
            );
        }
        match arguments
            .iter()
            .find(|argument| argument.property.name == property.name)
            .map(|argument| argument.place)
        {
            None => arguments.push(Placed {
                property,
                place: Place::Body,
            }),
            Some(Place::Path) => node.complain_at(
                &key,
                "the path has a parameter of this name, so the property is never sent",
                "rename it and give it the vendor's key as `wire_name`",
            ),
            // A key in both schemas goes to the query.
            Some(
                Place::Query
                | Place::Body
                | Place::WholeBody
                | Place::Limit
                | Place::Cursor
                | Place::Fields,
            ) => {}
        }
    }
}

fn refuse_misplaced_file(node: &Node<'_>, method: &Method, property: &Property, key: &str) {
    if !property.schema.holds(|kind| matches!(kind, Kind::File)) {
        return;
    }
    if method.body != BodyKind::Multipart {
        let fix = "define the method with `body: multipart`";
        node.complain_at(key, "a file goes into a multipart body", fix);
    }
    let part = if let Kind::Array { items, .. } = &property.schema.kind {
        &items.kind
    } else {
        &property.schema.kind
    };
    if !matches!(part, Kind::File) {
        node.complain_at(
            key,
            "a file is a part of the body by itself",
            "make it a property of the body itself, or a list of files there",
        );
    }
}

/// What a method always sends is no argument of its tool.
fn refuse_fixed(
    node: &Node<'_>,
    method: &Method,
    documentation: &Documentation,
    arguments: &[Placed],
) {
    for argument in arguments {
        let wire_name = argument.property.wire_name;
        if argument
            .place
            .of_request()
            .is_some_and(|place| method.fixes(place, wire_name))
        {
            let fix = "take it out here or under `fixed` in integration.yaml";
            node.complain_at(
                &argument.key(),
                format!("the method always sends its own `{wire_name}`"),
                fix,
            );
        }
        if argument.place == Place::WholeBody && !method.fixed_body.is_empty() {
            node.complain_at(
                "body_schema",
                "a list body has no place for fixed values",
                "describe an object, or take `fixed.body` out of integration.yaml",
            );
        }
    }
    if documentation.verbatim.is_some() && !method.fixed_body.is_empty() {
        node.complain_at(
            "input_schema_json",
            "its arguments are the body as they are",
            "take `fixed.body` out of integration.yaml",
        );
    }
}
