//! From YAML to integrations. In: folders of records. Out: what they say, or every complaint about them.
//!
//! 1. `folder` finds the records and reads each into a `Value`; `node` is a value that knows its place, for `complaint`s. What is
//!    read stays (`keep`) until the program ends.
//! 2. `integration.yaml` becomes an `integration`: its `host`, `auth` with `oauth2`, how to `connect` it, `header`s, `rate_limit`, `errors`, `id_form`s, `filter` languages and
//!    `method`s with their `paging`, `list`s, `capped` ones, `fixed` values and what makes a success `failed`.
//! 3. `<resource>.yaml` becomes `resource` documentation: what people say who need it (`asks`), a `summary` of its answer, and each `schema`
//!    with its `property`s, which is held to the subset that clients accept.
//! 4. A documented method becomes a `tool`: its `names`, each `argument` and where it goes, its `shape` for the Worker, what is `shown` of it
//!    to clients (search languages `unrolled`), its `example` checked, `condition`s included.
//! 5. The tools of an integration get what they are looked up by (`lookup`).
//! 6. `prompts.yaml` becomes `prompt`s and `chatgpt.yaml` kinds of documents (`chatgpt`): both name tools, in texts and calls with
//!    places to fill (`template`).
//!
//! Beside the records, `document` makes JSON of a document that people write as YAML.

mod argument;
mod asks;
mod audience;
mod auth;
mod capped;
mod chatgpt;
mod complaint;
mod composite;
mod condition;
mod connect;
pub(crate) mod default_from;
mod document;
mod empty;
mod errors;
mod example;
mod excerpt;
mod failed;
mod filling;
mod filter;
mod fixed;
mod folder;
mod given_url;
pub(crate) mod header;
mod host;
mod id_form;
mod id_names;
mod integration;
mod keep;
mod list;
mod lookup;
mod method;
pub(crate) mod names;
mod node;
mod oauth2;
mod paging;
mod prompt;
mod property;
mod rate_limit;
mod reading;
mod resource;
mod schema;
mod shape;
mod shown;
mod step;
mod summary;
mod template;
mod time_form;
mod tool;
mod unrolled;
mod value;

pub(crate) use complaint::Complaints;
pub use complaint::{Complaint, listed};
pub use document::document;
pub use folder::read;
pub use names::{capitalised, is_slug};
pub(crate) use value::Value;
