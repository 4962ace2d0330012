//! Where each argument of a tool goes, and the arguments that the build adds.

use super::empty::Clears;
use super::method::{BodyKind, Method, ResponseKind};
use super::node::Node;
use super::paging::{PagingPlace, PagingStyle};
use super::resource::{Body, Documentation, Noun};
use super::schema::{Kind, Property, Schema};

#[derive(Debug)]
pub(crate) struct Argument {
    pub(crate) property: Property,
    pub(crate) place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Path,
    Query,
    Body,
    WholeBody,
    Limit,
    Cursor,
}

impl Place {
    /// Where keys of the vendor's stand next to it.
    fn of_request(self) -> Option<PagingPlace> {
        match self {
            Place::Query => Some(PagingPlace::Query),
            Place::Body => Some(PagingPlace::Body),
            Place::Path | Place::WholeBody | Place::Limit | Place::Cursor => None,
        }
    }
}

impl Argument {
    /// Where it is documented.
    pub(crate) fn key(&self) -> String {
        let schema = match self.place {
            Place::Body | Place::WholeBody => "body_schema",
            Place::Path | Place::Query | Place::Limit | Place::Cursor => "query_schema",
        };
        format!("{schema}.properties.{}", self.property.name)
    }
}

/// Every argument in the order in which clients see it: path, query, body, paging.
pub(crate) fn arguments(
    node: &Node<'_>,
    method: &Method,
    documentation: &mut Documentation,
    noun: Noun<'_>,
    is_read: bool,
) -> Vec<Argument> {
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
    arguments.extend(query.into_iter().map(|property| Argument {
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
        let mend = "take `query_schema` and `body_schema` out and use a path without parameters";
        node.complain_at(
            "input_schema_json",
            "its arguments all go to the body",
            mend,
        );
    }
    if documentation.verbatim.is_some() && method.body == BodyKind::None {
        node.complain_at(
            "input_schema_json",
            "the method sends no body, so its arguments go nowhere",
            "define the method with `body: json`",
        );
    }
    refuse_clearing(node, &arguments);
    refuse_defaults(node, &arguments);
    refuse_fixed(node, method, documentation, &arguments);
    paged(node, method, &mut arguments);
    if is_read && documentation.verbatim.is_none() {
        read_on(node, method, &mut arguments);
    }
    arguments
}

/// A method with `hosts` sends one URL, and nothing beside it.
fn whole_url(node: &Node<'_>, arguments: &[Argument]) {
    let is_text = |argument: &Argument| {
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

/// Whatever only reads can be asked for again, so the rest of an answer that is too long for one result is within reach.
fn read_on(node: &Node<'_>, method: &Method, arguments: &mut Vec<Argument>) {
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
    arguments.push(Argument {
        property: property("next_cursor", "", Schema::text()),
        place: Place::Cursor,
    });
}

fn injected_id(method: &Method, parameter: &str, noun: Noun<'_>) -> Option<Property> {
    let is_injected =
        parameter == "id" && matches!(method.name.as_str(), "get" | "update" | "delete");
    is_injected.then(|| {
        let mut schema = Schema::text();
        if let Some(form) = noun.id {
            schema.kind = Kind::Id {
                form: form.to_owned(),
                is_number: false,
            };
        }
        property("id", "id", schema)
    })
}

fn property(name: &str, wire_name: &str, schema: Schema) -> Property {
    Property {
        name: name.to_owned(),
        wire_name: wire_name.to_owned(),
        also: Vec::new(),
        default_from: None,
        required: false,
        header: None,
        schema,
    }
}

/// Only what a body holds can be cleared.
fn refuse_clearing(node: &Node<'_>, arguments: &[Argument]) {
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

/// A default fills what a query or a body lacks, and a name stands for one argument.
fn refuse_defaults(node: &Node<'_>, arguments: &[Argument]) {
    for argument in arguments {
        let Property {
            required,
            default_from,
            also,
            schema,
            ..
        } = &argument.property;
        let is_filled = argument.place.of_request().is_some() && schema.is_scalar() && !required;
        if default_from.is_some() && !is_filled {
            node.complain_at(
                &format!("{}.default_from", argument.key()),
                "nothing is filled in here",
                "give it to an optional plain value of a query or a body",
            );
        }
        let is_taken = |name: &&String| {
            let mut others = arguments.iter().map(|other| &other.property.name);
            others.any(|other| other == *name)
        };
        if let Some(name) = also.iter().find(is_taken) {
            node.complain_at(
                &format!("{}.also", argument.key()),
                format!("`{name}` is an argument of its own"),
                "take it out",
            );
        }
    }
}

fn in_path(node: &Node<'_>, property: Property) -> Argument {
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
    Argument {
        property: Property {
            required: true,
            ..property
        },
        place: Place::Path,
    }
}

fn in_body(node: &Node<'_>, method: &Method, body: Body, arguments: &mut Vec<Argument>) {
    if method.body == BodyKind::None {
        let mend = "define the method with `body: json` (or form, multipart), or move the properties to `query_schema`";
        node.complain_at(
            "body_schema",
            "the method sends no body, so its properties go nowhere",
            mend,
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
            arguments.push(Argument {
                property,
                place: Place::WholeBody,
            });
            return;
        }
    };
    for property in properties {
        let key = format!("body_schema.properties.{}", property.name);
        refuse_misplaced_file(node, method, &property, &key);
        let is_nested = property.wire_name.contains('/');
        if is_nested && method.body != BodyKind::Json {
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
            None => arguments.push(Argument {
                property,
                place: Place::Body,
            }),
            Some(Place::Path) => node.complain_at(
                &key,
                "the path has this name, so the property goes nowhere",
                "rename it and give it the vendor's key as `wire_name`",
            ),
            // A key in both schemas goes to the query.
            Some(Place::Query | Place::Body | Place::WholeBody | Place::Limit | Place::Cursor) => {}
        }
    }
}

fn refuse_misplaced_file(node: &Node<'_>, method: &Method, property: &Property, key: &str) {
    if !property.schema.holds(|kind| matches!(kind, Kind::File)) {
        return;
    }
    if method.body != BodyKind::Multipart {
        let mend = "define the method with `body: multipart`";
        node.complain_at(key, "a file goes into a multipart body", mend);
    }
    let part = if let Kind::Array { items, .. } = &property.schema.kind {
        &items.kind
    } else {
        &property.schema.kind
    };
    if !matches!(part, Kind::File) {
        node.complain_at(
            key,
            "a file is a part of its own",
            "make it a property of the body itself, or a list of files there",
        );
    }
}

/// What a method always sends is no argument of its tool.
fn refuse_fixed(
    node: &Node<'_>,
    method: &Method,
    documentation: &Documentation,
    arguments: &[Argument],
) {
    for argument in arguments {
        let wire_name = &argument.property.wire_name;
        if argument
            .place
            .of_request()
            .is_some_and(|place| method.fixed.sends(place, wire_name))
        {
            let mend = "take it out here or under `fixed` in integration.yaml";
            node.complain_at(
                &argument.key(),
                format!("the method always sends its own `{wire_name}`"),
                mend,
            );
        }
        if argument.place == Place::WholeBody && !method.fixed.body.is_empty() {
            node.complain_at(
                "body_schema",
                "a list body has no place for fixed values",
                "describe an object, or take `fixed.body` out of integration.yaml",
            );
        }
    }
    if documentation.verbatim.is_some() && !method.fixed.body.is_empty() {
        node.complain_at(
            "input_schema_json",
            "its arguments are the body as they are",
            "take `fixed.body` out of integration.yaml",
        );
    }
}

fn paged(node: &Node<'_>, method: &Method, arguments: &mut Vec<Argument>) {
    let Some(paging) = &method.paging else { return };
    // What both are is said once, in the server's instructions.
    let limit = paging.size.as_ref().map(|size| {
        let schema = Schema::count(size.default, size.max);
        property("limit", &size.key, schema)
    });
    let wire_name = match &paging.style {
        PagingStyle::SizeOnly => None,
        PagingStyle::Cursor { key, .. } | PagingStyle::Page { key, .. } => Some(key.as_str()),
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
    let is_whole = |argument: &Argument| argument.place == Place::WholeBody;
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
            .map(|(property, place)| Argument { property, place }),
    );
}
