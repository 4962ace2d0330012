//! `integration.yaml`: what a vendor's API is.

use super::auth;
use super::connect;
use super::errors;
use super::filter::{self, Filters};
use super::header;
use super::host::{self, Completed};
use super::id_form;
use super::method::{self, Usual};
use super::names;
use super::node::{Keys, Node};
use super::rate_limit;
use crate::catalogue::{Index, Integration, Method, QueryArrays};

/// What is defined of an integration: it has no tools yet, and what follows is for reading their documentation.
#[derive(Debug)]
pub(crate) struct Definition {
    pub(crate) integration: Integration,
    pub(crate) filters: Filters,
    /// Whether imported documentation makes tools before a person has read it.
    pub(crate) trusts_imported: bool,
    /// Whether its tools reach past the vendor's account, unless a method says otherwise.
    pub(crate) open_world: bool,
}

const MAX_INSTRUCTIONS: usize = 900;

const QUERY_ARRAYS: [(&str, QueryArrays); 4] = [
    ("repeat", QueryArrays::Repeat),
    ("comma", QueryArrays::Comma),
    ("brackets", QueryArrays::Brackets),
    ("indices", QueryArrays::Indices),
];

pub(crate) fn read(node: &Node<'_>, folder: &str) -> Option<Definition> {
    let mut keys = node.keys()?;
    let slug = keys.need_text("integration");
    if slug != folder {
        node.complain_at(
            "integration",
            format!("`{slug}` is not the folder's name"),
            format!("write `{folder}` or rename the folder"),
        );
    }
    if !names::is_slug(slug) {
        node.complain_at(
            "integration",
            format!("`{slug}` is not a slug"),
            "use a-z and 0-9, a letter first, and 32 characters at most: it begins names that clients cut at 40",
        );
    }
    let [label, docs_url, instructions] =
        ["label", "docs_url", "instructions"].map(|key| keys.need_text(key));
    let length = instructions.chars().count();
    if length > MAX_INSTRUCTIONS {
        node.complain_at(
            "instructions",
            format!("{length} characters are too long"),
            format!("shorten them to {MAX_INSTRUCTIONS}"),
        );
    }

    let (base_url, completed) = reached(node, &mut keys);
    let auth = keys.need("auth");
    let auth = auth.and_then(|node| auth::read(&node, &completed));
    let auth = auth.unwrap_or_default();
    let connect = keys.get("connect");
    let connect = connect.and_then(|node| connect::read(&node));
    let headers = keys
        .get("headers")
        .map(|node| header::sent(&node))
        .unwrap_or_default();
    let query_arrays = keys
        .get("query_array_format")
        .and_then(|format| format.choice(&QUERY_ARRAYS));
    let rate_limit = keys.get("rate_limit");
    let rate_limit = rate_limit.and_then(|node| rate_limit::read(&node));
    let (errors, failed) = keys
        .get("errors")
        .and_then(|node| errors::read(&node))
        .unwrap_or_default();
    let id_forms = keys
        .get("id_forms")
        .map(|node| id_form::read(&node))
        .unwrap_or_default();
    let searches = keys
        .get("filters")
        .and_then(|node| filter::read(&node, id_forms))
        .unwrap_or_default();
    let [open_world, trusts_imported] = ["open_world", "trust_imported"].map(|key| {
        let flag = keys.get(key).and_then(|node| node.boolean());
        flag.unwrap_or(false)
    });

    let usual = Usual::read(&mut keys, failed);
    let styles = keys.get("pagination");
    let methods = keys
        .need("resources")
        .map(|node| method::read(&node, styles.as_ref(), &usual))
        .unwrap_or_default();
    let probe = keys.need("probe").and_then(|node| probe(&node, methods));
    keys.finish();
    let integration = Integration {
        slug,
        label,
        docs_url,
        instructions,
        base_url,
        variables: completed.variables,
        allowed_hosts: completed.hosts,
        auth: auth.scheme,
        credentials: auth.credentials,
        oauth2: auth.oauth2,
        connect: connect.unwrap_or_default(),
        headers,
        query_arrays: query_arrays.unwrap_or(QueryArrays::Repeat),
        rate_limit: rate_limit.unwrap_or_default(),
        errors,
        probe: probe.unwrap_or_default(),
        methods,
        tools: &[],
        unread: &[],
        by_short_name: &[],
        tags: &[],
        index: Index::default(),
        prompts: &[],
        documents: &[],
    };
    Some(Definition {
        integration,
        filters: Filters { id_forms, searches },
        trusts_imported,
        open_world,
    })
}

/// Where it is: the base URL, what completes it, and the hosts that it may have.
fn reached(node: &Node<'_>, keys: &mut Keys<'_>) -> (&'static str, Completed<'static>) {
    let base_url = keys.need_text("base_url");
    let variables = keys.get("variables");
    let variables = variables
        .map(|node| host::variables(&node))
        .unwrap_or_default();
    let hosts = keys.need("allowed_hosts");
    let hosts = hosts.map(|hosts| hosts.texts()).unwrap_or_default();
    host::check(node, base_url, variables, hosts);
    (base_url, Completed { variables, hosts })
}

fn probe(node: &Node<'_>, methods: &[Method]) -> Option<usize> {
    let name = node.text()?;
    let found = methods.iter().position(|method| method.reference() == name);
    let fits = |index: &usize| {
        methods
            .get(*index)
            .is_some_and(|method| method.is_standard_read() && method.parameters().next().is_none())
    };
    if let Some(method) = found.and_then(|index| methods.get(index))
        && !method.authenticated
    {
        node.complain(
            format!("`{name}` goes out without credentials, so it proves nothing"),
            "name a read without `auth: none`",
        );
    }
    let probe = found.filter(fits);
    if probe.is_none() {
        node.complain(
            format!("`{name}` is not a defined read"),
            "name a defined `list` or `get` whose path has no parameters, such as me.list",
        );
    }
    probe
}
