//! What the records of `tool-docs/` say, as `static` data of the types of the crate `records`: `build.rs` has it made of them.
//! Nothing is parsed when the Worker starts or a call arrives.

pub use records::catalogue::*;

include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));

/// The integration of this slug.
pub fn integration(slug: &str) -> Option<&'static Integration> {
    INTEGRATIONS
        .iter()
        .find(|integration| integration.slug == slug)
}

/// The slug of the integration that has a tool of this long name.
pub fn integration_of_tool(name: &str) -> Option<&'static str> {
    let has = |integration: &&Integration| {
        let tools = integration.tools;
        tools.binary_search_by(|tool| tool.name.cmp(name)).is_ok()
    };
    INTEGRATIONS.iter().find(has).map(|found| found.slug)
}
