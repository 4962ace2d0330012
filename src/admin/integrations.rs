//! `/integration`: what can be connected, and which tools come of it.

use serde::Serialize;

use super::answer;
use super::page::List;
use super::preview::tokens_of;
use crate::catalogue::{
    self, Audience, Effect, INTEGRATIONS, Integration, Method, Tool, VariableValues,
};
use crate::http::Response;
use crate::http_error::HttpError;
use crate::views::account::scheme;

/// `GET /integration`
pub(super) fn list() -> Response {
    List::whole(INTEGRATIONS.iter().map(view).collect()).response()
}

/// `GET /integration/:slug`
pub(super) fn get(slug: &str) -> Result<Response, HttpError> {
    Ok(answer(200, &view(find(slug)?)))
}

/// `GET /integration/:slug/capabilities`: every endpoint, and which of them the quality gate lets through as tools.
pub(super) fn capabilities(slug: &str) -> Result<Response, HttpError> {
    let integration = find(slug)?;
    let mut resources: Vec<ResourceView> = Vec::new();
    for (index, method) in integration.methods.iter().enumerate() {
        let tool = integration
            .tools
            .iter()
            .find(|tool| tool.method == index && tool.composite.is_none());
        let view = method_view(method, tool);
        match resources
            .iter_mut()
            .find(|resource| resource.resource == method.resource)
        {
            Some(resource) => resource.methods.push(view),
            None => resources.push(ResourceView {
                resource: method.resource,
                methods: vec![view],
            }),
        }
    }
    let (methods, described) = (
        integration.methods.len(),
        integration
            .tools
            .iter()
            .filter(|tool| tool.composite.is_none())
            .count(),
    );
    let score = (described * 100).checked_div(methods).unwrap_or_default();
    Ok(answer(
        200,
        &Capabilities {
            integration: Name {
                slug: integration.slug,
                label: integration.label,
            },
            resources,
            composites: integration
                .tools
                .iter()
                .filter_map(|tool| composite(integration, tool))
                .collect(),
            ai_readiness: Readiness {
                methods,
                methods_with_descriptions: described,
                ai_ready_score: f64::from(u32::try_from(score).unwrap_or(100)) / 100.0,
            },
        },
    ))
}

fn composite(integration: &Integration, tool: &Tool) -> Option<CompositeView> {
    let steps = tool.composite?.steps.iter();
    let called = steps.filter_map(|step| integration.tools.get(step.tool));
    Some(CompositeView {
        tool: tool.name,
        short_name: tool.short_name,
        description: tool.description,
        calls: called.map(|tool| tool.name).collect(),
        tags: tool.tags,
        tokens: tokens_of(tool),
    })
}

/// The integration of a slug, for every room that takes one.
fn find(slug: &str) -> Result<&'static Integration, HttpError> {
    catalogue::integration(slug).ok_or(HttpError::NotFound(
        "There is no such integration; GET /integration lists them.",
    ))
}

#[derive(Serialize)]
struct IntegrationView {
    slug: &'static str,
    label: &'static str,
    docs_url: &'static str,
    auth: AuthView,
    variables: Vec<VariableView>,
    tools: usize,
    tags: &'static [&'static str],
    resources: Vec<&'static str>,
}

#[derive(Serialize)]
struct AuthView {
    scheme: &'static str,
    /// Whether a person can consent at the vendor.
    oauth2: bool,
    credentials: Vec<CredentialView>,
}

#[derive(Serialize)]
struct CredentialView {
    name: &'static str,
    label: &'static str,
    help: &'static str,
}

#[derive(Serialize)]
struct VariableView {
    name: &'static str,
    description: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    values: Option<Vec<&'static str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<&'static str>,
    default: Option<&'static str>,
}

#[derive(Serialize)]
struct Name {
    slug: &'static str,
    label: &'static str,
}

#[derive(Serialize)]
struct Capabilities {
    integration: Name,
    resources: Vec<ResourceView>,
    composites: Vec<CompositeView>,
    ai_readiness: Readiness,
}

/// A tool that is several calls of others.
#[derive(Serialize)]
struct CompositeView {
    tool: &'static str,
    short_name: &'static str,
    description: &'static str,
    calls: Vec<&'static str>,
    tags: &'static [&'static str],
    tokens: usize,
}

#[derive(Serialize)]
struct Readiness {
    methods: usize,
    methods_with_descriptions: usize,
    ai_ready_score: f64,
}

#[derive(Serialize)]
struct ResourceView {
    resource: &'static str,
    methods: Vec<MethodView>,
}

#[derive(Serialize)]
struct MethodView {
    method: &'static str,
    http: String,
    tool: Option<&'static str>,
    short_name: Option<&'static str>,
    has_description: bool,
    description: Option<&'static str>,
    effect: Option<&'static str>,
    /// Null for what only reads.
    audience: Option<&'static str>,
    tags: &'static [&'static str],
    /// Of the tool's definition, at four bytes each.
    tokens: Option<usize>,
}

fn view(integration: &'static Integration) -> IntegrationView {
    let mut resources: Vec<&str> = integration
        .methods
        .iter()
        .map(|method| method.resource)
        .collect();
    resources.dedup();
    IntegrationView {
        slug: integration.slug,
        label: integration.label,
        docs_url: integration.docs_url,
        auth: AuthView {
            scheme: scheme(integration),
            oauth2: integration.oauth2.is_some(),
            credentials: integration
                .credentials
                .iter()
                .map(|credential| CredentialView {
                    name: credential.name,
                    label: credential.label,
                    help: credential.help,
                })
                .collect(),
        },
        variables: integration
            .variables
            .iter()
            .map(|variable| {
                let (values, format) = match variable.values {
                    VariableValues::Choice(choices) => {
                        (Some(choices.iter().map(|(name, _)| *name).collect()), None)
                    }
                    VariableValues::DnsLabel => (None, Some("dns_label")),
                };
                VariableView {
                    name: variable.name,
                    description: variable.description,
                    values,
                    format,
                    default: variable.default,
                }
            })
            .collect(),
        tools: integration.tools.len(),
        tags: integration.tags,
        resources,
    }
}

fn method_view(method: &'static Method, tool: Option<&'static Tool>) -> MethodView {
    MethodView {
        method: method.method,
        http: format!("{} {}", method.verb.as_str(), method.path),
        tool: tool.map(|tool| tool.name),
        short_name: tool.map(|tool| tool.short_name),
        has_description: tool.is_some(),
        description: tool.map(|tool| tool.description),
        effect: tool.map(|tool| match tool.effect {
            Effect::Read => "read",
            Effect::Write => "write",
            Effect::Destructive => "destructive",
        }),
        audience: tool.and_then(|tool| tool.audience).map(Audience::as_str),
        tags: tool.map(|tool| tool.tags).unwrap_or_default(),
        tokens: tool.map(tokens_of),
    }
}
