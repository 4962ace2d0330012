//! From YAML to integrations. In: folders of records. Out: what they say, or every complaint about them.
//!
//! 1. `folder` finds the records and reads each into a `Value`; `node` is a value that knows its place, for `complaint`s.
//! 2. `integration.yaml` becomes an `integration`: its `host`, `auth`, `header`s, `answer`s, `filter` languages and
//!    `method`s with their `paging`, `capped` lists, lists `inside` and `fixed` values.
//! 3. `<resource>.yaml` becomes `resource` documentation: each `schema` is held to the subset that clients accept.
//! 4. A documented method becomes a `tool`: its `names`, each `argument` and where it goes, what is `shown` of it (search
//!    languages `unrolled`), its `example` checked, `condition`s included.
//!
//! Beside the records, `document` makes JSON of a document that people write as YAML.

pub(crate) mod answer;
pub(crate) mod argument;
pub(crate) mod asks;
pub(crate) mod auth;
pub(crate) mod capped;
mod complaint;
mod condition;
pub(crate) mod default_from;
mod document;
mod empty;
mod example;
pub(crate) mod filter;
mod fixed;
mod folder;
mod given_url;
mod header;
pub(crate) mod host;
pub(crate) mod id_form;
pub(crate) mod inside;
pub(crate) mod integration;
pub(crate) mod method;
mod names;
mod node;
pub(crate) mod paging;
mod resource;
pub(crate) mod schema;
mod shown;
mod summary;
mod time_form;
pub(crate) mod tool;
mod unrolled;
mod value;

pub use complaint::Complaint;
pub use document::document;
pub(crate) use folder::{Documented, integrations};
