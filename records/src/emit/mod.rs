//! A catalogue as Rust source, every shape once: what the Worker's `src/catalogue.rs` includes.

mod code;
mod statics;

use std::collections::BTreeSet;

use self::code::{index, integer, list, optional, pairs, structure, text, texts};
use self::statics::Statics;
use crate::read::Documented;
use crate::read::answer::{ErrorRules, Hint, RateLimit};
use crate::read::argument::Argument;
use crate::read::auth::{Auth, Credential};
use crate::read::capped::Capped;
use crate::read::host::Variable;
use crate::read::inside::{Inside, Order};
use crate::read::integration::Integration;
use crate::read::method::Method;
use crate::read::paging::{Paging, PagingStyle};
use crate::read::tool::{Default, Tool};

pub(crate) fn source(integrations: &[Documented]) -> String {
    let mut statics = Statics::default();
    let integrations: Vec<String> = integrations
        .iter()
        .map(|(integration, tools)| self::integration(integration, tools, &mut statics))
        .collect();
    format!(
        "{}{}\n/// Every integration, sorted by slug.\npub static INTEGRATIONS: &[Integration] = {};\n",
        if integrations.is_empty() { "" } else { PART },
        statics.into_source(),
        list(integrations)
    )
}

/// A tool's definition holds its other texts, so they point into it instead of being stored twice.
const PART: &str = "const fn part(text: &'static str, start: usize, end: usize) -> &'static str {
    text.split_at(end).0.split_at(start).1
}
";

fn integration(integration: &Integration, tools: &[Tool], statics: &mut Statics) -> String {
    let mut by_short_name: Vec<(&str, usize)> = tools
        .iter()
        .enumerate()
        .map(|(index, tool)| (tool.short_name.as_str(), index))
        .collect();
    by_short_name.sort_unstable();
    let tags: BTreeSet<&String> = tools.iter().flat_map(|tool| &tool.tags).collect();
    let tools: Vec<String> = tools
        .iter()
        .map(|tool| {
            let code = self::tool(tool, integration, statics);
            statics.constant("TOOL", "Tool", &code)
        })
        .collect();
    structure(
        "Integration",
        [
            ("slug", text(&integration.slug)),
            ("label", text(&integration.label)),
            ("docs_url", text(&integration.docs_url)),
            ("instructions", text(&integration.instructions)),
            ("base_url", text(&integration.base_url)),
            (
                "variables",
                list(integration.variables.iter().map(variable)),
            ),
            ("allowed_hosts", texts(&integration.allowed_hosts)),
            ("auth", auth(&integration.auth)),
            (
                "credentials",
                list(integration.credentials.iter().map(credential)),
            ),
            ("headers", pairs(&integration.headers)),
            (
                "query_arrays",
                format!("QueryArrays::{:?}", integration.query_arrays),
            ),
            ("rate_limit", rate_limit(&integration.rate_limit)),
            ("errors", errors(&integration.errors)),
            ("probe", index(integration.probe)),
            ("methods", list(integration.methods.iter().map(method))),
            ("tools", list(tools)),
            (
                "by_short_name",
                list(by_short_name.into_iter().map(|(_, tool)| index(tool))),
            ),
            ("tags", list(tags.into_iter().map(|tag| text(tag)))),
        ],
    )
}

fn variable(variable: &Variable) -> String {
    let values = match variable.values.as_slice() {
        [] => "VariableValues::DnsLabel".to_owned(),
        values => format!("VariableValues::Choice({})", pairs(values)),
    };
    structure(
        "Variable",
        [
            ("name", text(&variable.name)),
            ("description", text(&variable.description)),
            ("values", values),
            ("default", optional(variable.default.as_deref().map(text))),
        ],
    )
}

fn auth(auth: &Auth) -> String {
    match auth {
        Auth::Bearer { token } => structure("Auth::Bearer", [("token", text(token))]),
        Auth::Basic { username, password } => structure(
            "Auth::Basic",
            [("username", text(username)), ("password", text(password))],
        ),
        Auth::Header { name, value } => structure(
            "Auth::Header",
            [("name", text(name)), ("value", text(value))],
        ),
    }
}

fn credential(credential: &Credential) -> String {
    let Credential { name, label, help } = credential;
    structure(
        "Credential",
        [
            ("name", text(name)),
            ("label", text(label)),
            ("help", text(help)),
        ],
    )
}

fn rate_limit(rate_limit: &RateLimit) -> String {
    structure(
        "RateLimitHeaders",
        [
            ("limit", texts(&rate_limit.limit)),
            ("remaining", texts(&rate_limit.remaining)),
            ("reset", texts(&rate_limit.reset)),
            (
                "reset_unit",
                format!("ResetUnit::{:?}", rate_limit.reset_unit),
            ),
            ("retry_after", texts(&rate_limit.retry_after)),
            (
                "window_seconds",
                optional(rate_limit.window_seconds.map(integer)),
            ),
        ],
    )
}

fn errors(errors: &ErrorRules) -> String {
    structure(
        "ErrorRules",
        [
            ("code", texts(&errors.code)),
            ("message", texts(&errors.message)),
            ("request_id_headers", texts(&errors.request_id_headers)),
            ("request_id_pointers", texts(&errors.request_id_pointers)),
            ("hints", list(errors.hints.iter().map(hint))),
        ],
    )
}

fn hint(hint: &Hint) -> String {
    structure(
        "Hint",
        [
            ("status", list(hint.status.iter().map(u16::to_string))),
            ("code", optional(hint.code.as_deref().map(text))),
            ("contains", optional(hint.contains.as_deref().map(text))),
            ("values", pairs(&hint.values)),
            ("hint", text(&hint.advice)),
        ],
    )
}

fn paging(paging: &Paging) -> String {
    let size = paging.size.as_ref();
    let key = size.map(|size| size.key.as_str());
    let default = size.and_then(|size| size.default);
    structure(
        "Paging",
        [
            ("place", format!("PagingPlace::{:?}", paging.place)),
            ("style", style(&paging.style)),
            ("limit_key", text(key.unwrap_or_default())),
            ("default_limit", optional(default.map(integer))),
            (
                "max_limit",
                size.map_or_else(|| "u32::MAX".to_owned(), |size| integer(size.max)),
            ),
        ],
    )
}

fn style(style: &PagingStyle) -> String {
    match style {
        PagingStyle::SizeOnly => "PagingStyle::SizeOnly".to_owned(),
        PagingStyle::Cursor {
            key,
            next,
            more,
            until_empty,
        } => structure(
            "PagingStyle::Cursor",
            [
                ("key", text(key)),
                ("next", text(next)),
                ("more", text(more)),
                ("until_empty", until_empty.to_string()),
            ],
        ),
        PagingStyle::Page {
            key,
            current,
            total,
        } => structure(
            "PagingStyle::Page",
            [
                ("key", text(key)),
                ("current", text(current)),
                ("total", text(total)),
            ],
        ),
        PagingStyle::NextUrl { next } => structure("PagingStyle::NextUrl", [("next", text(next))]),
    }
}

fn capped(capped: &Capped) -> String {
    structure(
        "Capped",
        [
            ("limit", integer(capped.limit)),
            ("header", text(&capped.header)),
            ("narrow", text(&capped.narrow)),
        ],
    )
}

fn order(order: Order) -> String {
    format!("Order::{order:?}")
}

fn inside(inside: &Inside) -> String {
    structure(
        "Inside",
        [
            ("list", text(&inside.list)),
            ("order", optional(inside.order.map(order))),
        ],
    )
}

fn method(method: &Method) -> String {
    structure(
        "Method",
        [
            ("resource", text(&method.resource)),
            ("method", text(&method.name)),
            ("verb", format!("Verb::{:?}", method.verb)),
            ("path", text(&method.path)),
            ("segments", segments(&method.path)),
            ("hosts", texts(&method.hosts)),
            ("body", format!("BodyKind::{:?}", method.body)),
            ("response", format!("ResponseKind::{:?}", method.response)),
            ("response_path", text(&method.response_path)),
            ("paging", optional(method.paging.as_ref().map(paging))),
            ("timeout_ms", optional(method.timeout_ms.map(integer))),
            ("headers", pairs(&method.headers)),
            ("authenticated", method.authenticated.to_string()),
            ("fixed_query", pairs(&method.fixed.query)),
            ("fixed_body", pairs(&method.fixed.body)),
            ("capped", optional(method.capped.as_ref().map(capped))),
            ("order", optional(method.order.map(order))),
            ("inside", optional(method.inside.as_ref().map(inside))),
            ("failed_if", texts(&method.failed_if)),
            ("failed_unless", texts(&method.failed_unless)),
        ],
    )
}

fn segments(path: &str) -> String {
    let mut segments = Vec::new();
    for (index, part) in path.split('{').enumerate() {
        let (parameter, rest) = match part.split_once('}') {
            Some((parameter, rest)) if index > 0 => (Some(parameter), rest),
            Some(_) | None => (None, part),
        };
        segments
            .extend(parameter.map(|parameter| format!("Segment::Parameter({})", text(parameter))));
        segments.extend((!rest.is_empty()).then(|| format!("Segment::Text({})", text(rest))));
    }
    list(segments)
}

fn tool(tool: &Tool, integration: &Integration, statics: &mut Statics) -> String {
    let arguments: Vec<String> = tool
        .arguments
        .iter()
        .map(|argument| self::argument(argument, integration, statics))
        .collect();
    let definition = tool.definition();
    let name = statics.name("DEFINITION", "&str", text(&definition));
    let part = |part: &str| match definition.find(part) {
        Some(start) => format!(
            "part({name}, {}, {})",
            index(start),
            index(start + part.len())
        ),
        None => text(part),
    };
    structure(
        "Tool",
        [
            ("name", text(&tool.name)),
            ("short_name", text(&tool.short_name)),
            ("title", part(&tool.title)),
            ("description", part(&tool.description)),
            ("definition", name.clone()),
            ("input_schema", part(&tool.input_schema)),
            ("annotations", part(&tool.annotations)),
            ("hints", part(&tool.hints)),
            ("method", index(tool.method)),
            ("effect", format!("Effect::{:?}", tool.effect)),
            ("tags", texts(&tool.tags)),
            ("rank", format!("Rank::{:?}", tool.asks.rank)),
            ("asks", texts(&tool.asks.phrases)),
            ("summary", texts(&tool.summary)),
            ("arguments", list(arguments)),
            ("defaults", list(tool.defaults.iter().map(default))),
            ("verbatim", tool.verbatim.to_string()),
            ("is_error", tool.is_error.to_string()),
            (
                "requires_client_capabilities",
                texts(&tool.requires_client_capabilities),
            ),
            ("instead", pairs(&tool.instead)),
            ("example", text(tool.example.as_deref().unwrap_or_default())),
        ],
    )
}

fn default(default: &Default) -> String {
    structure(
        "ArgumentDefault",
        [
            ("argument", index(default.argument)),
            ("method", index(default.method)),
            ("pointer", text(&default.pointer)),
        ],
    )
}

fn argument(argument: &Argument, integration: &Integration, statics: &mut Statics) -> String {
    let property = &argument.property;
    format!(
        "Argument {{ name: {}, also: {}, wire_name: {}, place: Place::{:?}, required: {}, clears: Clears::{:?}, shape: &{}, header: {} }}",
        text(&property.name),
        texts(&property.also),
        text(&property.wire_name),
        argument.place,
        property.required,
        property.schema.clears,
        statics.shape(&property.schema, &integration.filters),
        optional(property.header.as_deref().map(text))
    )
}
