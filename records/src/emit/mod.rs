//! A catalogue as Rust source, every shape once: what the Worker's `src/catalogue.rs` includes.

mod auth;
mod code;
mod composite;
mod guide;
mod index;
mod statics;

use self::code::{index, integer, list, optional, pairs, structure, text, texts};
use self::statics::Statics;
use crate::catalogue::{
    Argument, ArgumentDefault, Capped, Draft, ErrorRules, Hint, Inside, Integration, Method, Order,
    Paging, PagingStyle, RateLimitHeaders, Segment, Tool, Variable, VariableValues,
};

/// Declares `INTEGRATIONS`, where the names of [`catalogue`](crate::catalogue) are in scope.
pub fn emit(integrations: &[Integration]) -> String {
    let mut statics = Statics::default();
    let integrations: Vec<String> = integrations
        .iter()
        .map(|integration| self::integration(integration, &mut statics))
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

fn integration(integration: &Integration, statics: &mut Statics) -> String {
    let tools: Vec<String> = integration
        .tools
        .iter()
        .map(|tool| {
            let code = self::tool(tool, statics);
            statics.constant("TOOL", "Tool", &code)
        })
        .collect();
    let by_short_name = integration.by_short_name.iter().copied();
    structure(
        "Integration",
        [
            ("slug", text(integration.slug)),
            ("label", text(integration.label)),
            ("docs_url", text(integration.docs_url)),
            ("instructions", text(integration.instructions)),
            ("base_url", text(integration.base_url)),
            (
                "variables",
                list(integration.variables.iter().map(variable)),
            ),
            ("allowed_hosts", texts(integration.allowed_hosts)),
            ("auth", auth::auth(&integration.auth)),
            (
                "credentials",
                list(integration.credentials.iter().map(auth::credential)),
            ),
            (
                "oauth2",
                optional(integration.oauth2.as_ref().map(auth::oauth2)),
            ),
            ("connect", auth::connect(&integration.connect)),
            ("headers", pairs(integration.headers)),
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
                "unread",
                list(integration.unread.iter().copied().map(index)),
            ),
            ("by_short_name", list(by_short_name.map(index))),
            ("tags", texts(integration.tags)),
            ("index", self::index::index(&integration.index, statics)),
            (
                "prompts",
                list(integration.prompts.iter().map(guide::prompt)),
            ),
            (
                "documents",
                list(integration.documents.iter().map(guide::kind)),
            ),
        ],
    )
}

fn variable(variable: &Variable) -> String {
    let values = match variable.values {
        VariableValues::DnsLabel => "VariableValues::DnsLabel".to_owned(),
        VariableValues::Choice(values) => format!("VariableValues::Choice({})", pairs(values)),
    };
    structure(
        "Variable",
        [
            ("name", text(variable.name)),
            ("description", text(variable.description)),
            ("values", values),
            ("default", optional(variable.default.map(text))),
        ],
    )
}

fn rate_limit(rate_limit: &RateLimitHeaders) -> String {
    structure(
        "RateLimitHeaders",
        [
            ("limit", texts(rate_limit.limit)),
            ("remaining", texts(rate_limit.remaining)),
            ("reset", texts(rate_limit.reset)),
            (
                "reset_unit",
                format!("ResetUnit::{:?}", rate_limit.reset_unit),
            ),
            ("retry_after", texts(rate_limit.retry_after)),
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
            ("code", texts(errors.code)),
            ("message", texts(errors.message)),
            ("request_id_headers", texts(errors.request_id_headers)),
            ("request_id_pointers", texts(errors.request_id_pointers)),
            ("hints", list(errors.hints.iter().map(hint))),
        ],
    )
}

fn hint(hint: &Hint) -> String {
    structure(
        "Hint",
        [
            ("status", list(hint.status.iter().map(u16::to_string))),
            ("code", optional(hint.code.map(text))),
            ("contains", optional(hint.contains.map(text))),
            ("values", pairs(hint.values)),
            ("hint", text(hint.hint)),
        ],
    )
}

fn paging(paging: &Paging) -> String {
    let max_limit = match paging.max_limit {
        u32::MAX => "u32::MAX".to_owned(),
        max_limit => integer(max_limit),
    };
    structure(
        "Paging",
        [
            ("place", format!("PagingPlace::{:?}", paging.place)),
            ("style", style(&paging.style)),
            ("limit_key", text(paging.limit_key)),
            ("default_limit", optional(paging.default_limit.map(integer))),
            ("max_limit", max_limit),
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
            once,
        } => structure(
            "PagingStyle::Cursor",
            [
                ("key", text(key)),
                ("next", text(next)),
                ("more", text(more)),
                ("until_empty", until_empty.to_string()),
                ("once", text(once)),
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
            ("header", text(capped.header)),
            ("narrow", text(capped.narrow)),
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
            ("list", text(inside.list)),
            ("order", optional(inside.order.map(order))),
        ],
    )
}

fn method(method: &Method) -> String {
    structure(
        "Method",
        [
            ("resource", text(method.resource)),
            ("method", text(method.method)),
            ("verb", format!("Verb::{:?}", method.verb)),
            ("path", text(method.path)),
            ("segments", list(method.segments.iter().map(segment))),
            ("hosts", texts(method.hosts)),
            ("body", format!("BodyKind::{:?}", method.body)),
            ("response", format!("ResponseKind::{:?}", method.response)),
            ("response_path", text(method.response_path)),
            ("paging", optional(method.paging.as_ref().map(paging))),
            ("timeout_ms", optional(method.timeout_ms.map(integer))),
            ("headers", pairs(method.headers)),
            ("authenticated", method.authenticated.to_string()),
            ("fixed_query", pairs(method.fixed_query)),
            ("fixed_body", pairs(method.fixed_body)),
            ("capped", optional(method.capped.as_ref().map(capped))),
            ("order", optional(method.order.map(order))),
            ("inside", optional(method.inside.as_ref().map(inside))),
            ("failed_if", texts(method.failed_if)),
            ("failed_unless", texts(method.failed_unless)),
            (
                "idempotency_header",
                optional(method.idempotency_header.map(text)),
            ),
        ],
    )
}

fn segment(segment: &Segment) -> String {
    match segment {
        Segment::Text(part) => format!("Segment::Text({})", text(part)),
        Segment::Parameter(name) => format!("Segment::Parameter({})", text(name)),
    }
}

fn tool(tool: &Tool, statics: &mut Statics) -> String {
    let arguments: Vec<String> = tool
        .arguments
        .iter()
        .map(|argument| self::argument(argument, statics))
        .collect();
    let composite = tool.composite.map(|it| composite::composite(it, statics));
    let name = statics.name("DEFINITION", "&str", text(tool.definition));
    let part = |part: &str| match tool.definition.find(part) {
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
            ("name", text(tool.name)),
            ("short_name", text(tool.short_name)),
            ("title", part(tool.title)),
            ("description", part(tool.description)),
            ("definition", name.clone()),
            ("input_schema", part(tool.input_schema)),
            ("annotations", part(tool.annotations)),
            ("hints", part(tool.hints)),
            ("method", index(tool.method)),
            ("effect", format!("Effect::{:?}", tool.effect)),
            (
                "audience",
                optional(
                    tool.audience
                        .map(|audience| format!("Audience::{audience:?}")),
                ),
            ),
            ("draft", draft(&tool.draft)),
            ("tags", texts(tool.tags)),
            ("rank", format!("Rank::{:?}", tool.rank)),
            ("summary", texts(tool.summary)),
            ("compact_omits", texts(tool.compact_omits)),
            ("arguments", list(arguments)),
            ("defaults", list(tool.defaults.iter().map(default))),
            ("verbatim", tool.verbatim.to_string()),
            ("is_error", tool.is_error.to_string()),
            (
                "requires_client_capabilities",
                texts(tool.requires_client_capabilities),
            ),
            ("instead", pairs(tool.instead)),
            ("example", text(tool.example)),
            ("composite", optional(composite)),
        ],
    )
}

fn draft(draft: &Draft) -> String {
    match draft {
        Draft::None => "Draft::None".to_owned(),
        Draft::Tool(name) => format!("Draft::Tool({})", text(name)),
        Draft::Arguments(arguments) => format!("Draft::Arguments({})", pairs(arguments)),
    }
}

fn default(default: &ArgumentDefault) -> String {
    structure(
        "ArgumentDefault",
        [
            ("argument", index(default.argument)),
            ("method", index(default.method)),
            ("pointer", text(default.pointer)),
        ],
    )
}

fn argument(argument: &Argument, statics: &mut Statics) -> String {
    format!(
        "Argument {{ name: {}, also: {}, wire_name: {}, place: Place::{:?}, required: {}, clears: Clears::{:?}, shape: &{}, header: {} }}",
        text(argument.name),
        texts(argument.also),
        text(argument.wire_name),
        argument.place,
        argument.required,
        argument.clears,
        statics.shape(argument.shape),
        optional(argument.header.map(text))
    )
}
