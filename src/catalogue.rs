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
