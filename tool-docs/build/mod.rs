//! From records to Rust source. In: folders of YAML. Out: the text of `catalogue.rs`, or every complaint about the records.
//!
//! 1. `folder` finds the records and reads each into a `Value`; `node` is a value that knows its place, for `complaint`s.
//! 2. `integration.yaml` becomes an `integration`: its `host`, `auth`, `header`s, `answer`s, `filter` languages and
//!    `method`s with their `paging`, `capped` lists, lists `inside` and `fixed` values.
//! 3. `<resource>.yaml` becomes `resource` documentation: each `schema` is held to the subset that clients accept.
//! 4. A documented method becomes a `tool`: its `names`, each `argument` and where it goes, what is `shown` of it (search
//!    languages `unrolled`), its `example` checked, `condition`s included.
//! 5. `emit` writes all of it as `code`, every `shape` once.
//!
//! Beside the records, `openapi` makes JSON of the document of the operator's API.

mod answer;
mod argument;
mod auth;
mod capped;
mod code;
mod complaint;
mod condition;
mod emit;
mod empty;
mod example;
mod filter;
mod fixed;
mod folder;
mod given_url;
mod header;
mod host;
mod id_form;
mod inside;
mod integration;
mod method;
mod names;
mod node;
mod openapi;
mod paging;
mod resource;
mod schema;
mod shape;
mod shown;
mod time_form;
mod tool;
mod unrolled;
mod value;

pub(crate) use complaint::Complaint;
pub(crate) use folder::catalogue;
pub(crate) use openapi::openapi;
