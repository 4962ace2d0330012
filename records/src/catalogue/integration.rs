//! A vendor's API.

use super::auth::{Auth, Credential, OAuth2};
use super::connect::Connect;
use super::document::DocumentKind;
use super::errors::ErrorRules;
use super::index::Index;
use super::method::Method;
use super::prompt::Prompt;
use super::rate_limit::RateLimitHeaders;
use super::tool::Tool;

/// A vendor's API, from `tool-docs/<slug>/integration.yaml`.
#[derive(Debug)]
pub struct Integration {
    /// Name in URLs, tool names and records: `^[a-z][a-z0-9]*$`.
    pub slug: &'static str,
    /// The vendor's own name, for people.
    pub label: &'static str,
    /// Where the vendor documents its API.
    pub docs_url: &'static str,
    /// What a client's model is told at `initialize` and `server/discover`.
    pub instructions: &'static str,
    /// `https://…` with `{variable}` places.
    pub base_url: &'static str,
    /// What completes the base URL.
    pub variables: &'static [Variable],
    /// Hosts that the completed URL may have; `*` stands for one DNS label.
    pub allowed_hosts: &'static [&'static str],
    /// How a request proves who it is.
    pub auth: Auth,
    /// The secrets that `auth` is made of.
    pub credentials: &'static [Credential],
    /// How the vendor is asked for an access token, where it can be.
    pub oauth2: Option<OAuth2>,
    /// What a person is told who connects an account.
    pub connect: Connect,
    /// Sent on each request.
    pub headers: &'static [(&'static str, &'static str)],
    /// How an array goes into a query string.
    pub query_arrays: QueryArrays,
    /// Where the vendor's answers carry its limits.
    pub rate_limit: RateLimitHeaders,
    /// How to read the vendor's failures.
    pub errors: ErrorRules,
    /// The read that proves that credentials work; an index into `methods`.
    pub probe: usize,
    /// Every defined endpoint, in the order of the record.
    pub methods: &'static [Method],
    /// Every documented method, sorted by `name`.
    pub tools: &'static [Tool],
    /// Methods whose documentation was imported and that no person has read yet; indices into `methods`. They are tools where the record
    /// trusts what was imported.
    pub unread: &'static [usize],
    /// Indices into `tools`, sorted by `short_name`.
    pub by_short_name: &'static [usize],
    /// Every tag of its tools, sorted, once each.
    pub tags: &'static [&'static str],
    /// What its tools are found by.
    pub index: Index<'static>,
    /// Ways of work, from `prompts.yaml`.
    pub prompts: &'static [Prompt],
    /// What ChatGPT searches, from `chatgpt.yaml`.
    pub documents: &'static [DocumentKind],
}

/// A part of the base URL that an account chooses.
#[derive(Debug)]
pub struct Variable {
    /// Its key in the account's `context`.
    pub name: &'static str,
    /// For the operator.
    pub description: &'static str,
    /// What may stand there.
    pub values: VariableValues,
    /// Used when the account has none; `None` makes it required.
    pub default: Option<&'static str>,
}

/// What a variable may be.
#[derive(Debug)]
pub enum VariableValues {
    /// What the operator writes, and what goes into the template.
    Choice(&'static [(&'static str, &'static str)]),
    /// One DNS label.
    DnsLabel,
}

/// How an array goes into a query string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueryArrays {
    /// `a=1&a=2`
    Repeat,
    /// `a=1,2`
    Comma,
    /// `a[]=1&a[]=2`
    Brackets,
    /// `a[0]=1&a[1]=2`
    Indices,
}
