//! A documented method.

use super::argument::{Argument, ArgumentDefault};
use super::audience::{Audience, Draft};
use super::composite::Composite;

/// A documented method.
#[derive(Debug)]
pub struct Tool {
    /// Long name, unique in the integration.
    pub name: &'static str,
    /// Short name, unique in the integration.
    pub short_name: &'static str,
    /// For people.
    pub title: &'static str,
    /// For the model.
    pub description: &'static str,
    /// The tool's JSON in `tools/list` after its name: `,"title":…,"inputSchema":…,"annotations":…}`.
    pub definition: &'static str,
    /// The `inputSchema` alone, as JSON.
    pub input_schema: &'static str,
    /// All four annotations, spelled out, as JSON.
    pub annotations: &'static str,
    /// Those of them that say more than silence does, as the definition ends with them.
    pub hints: &'static str,
    /// Index of its endpoint in the integration's `methods`.
    pub method: usize,
    /// What calling it does.
    pub effect: Effect,
    /// Who sees what a call does; `None` = it only reads.
    pub audience: Option<Audience>,
    /// What keeps a call from customers.
    pub draft: Draft,
    /// Tags of resource and method, sorted.
    pub tags: &'static [&'static str],
    /// How often people need it.
    pub rank: Rank,
    /// Dot paths of the fields that tell what an answer, or each row of one, is; empty = the whole is as short.
    pub summary: &'static [&'static str],
    /// Members of an answer, or of each row of one, that a compact server leaves out.
    pub compact_omits: &'static [&'static str],
    /// Its arguments, in the order of the schema.
    pub arguments: &'static [Argument],
    /// Those that another read of the vendor tells when the caller leaves them out.
    pub defaults: &'static [ArgumentDefault],
    /// Arguments go to the body as they are, unchecked (`input_schema_json`).
    pub verbatim: bool,
    /// The vendor's answer is a failure by declaration.
    pub is_error: bool,
    /// Capabilities that the client must declare (2026-07-28).
    pub requires_client_capabilities: &'static [&'static str],
    /// What to say of arguments that callers try and the endpoint does not have.
    pub instead: &'static [(&'static str, &'static str)],
    /// The arguments of the record's `example`, as JSON; empty = none.
    pub example: &'static str,
    /// Several calls of other tools; its endpoint is that of the first.
    pub composite: Option<&'static Composite>,
}

/// How often people need a tool, beside others of the same vendor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rank {
    /// Every day.
    Usual,
    /// Now and then.
    Ordinary,
    /// For administrators, exports, older siblings of another tool.
    Rare,
}

/// What calling a tool does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Changes nothing.
    Read,
    /// Changes something.
    Write,
    /// Removes something or cannot be undone.
    Destructive,
}
