//! What records say, as plain data: every integration, endpoint and tool. The reader makes it of YAML, the writer makes Rust source of it, and
//! the Worker holds it as `static` data, so that nothing is parsed when it starts or a call arrives. For that every text is a `&'static str`
//! and every list a `&'static [T]`.

mod argument;
mod audience;
mod auth;
mod composite;
mod connect;
mod document;
mod errors;
mod filter;
mod id_form;
mod index;
mod integration;
mod list;
mod method;
mod paging;
mod prompt;
mod rate_limit;
mod shape;
mod time_form;
mod tool;

pub use argument::{Argument, ArgumentDefault, Place};
pub use audience::{Audience, Draft};
pub use auth::{Auth, Authorize, ClientAuth, Credential, OAuth2};
pub use composite::{Composite, Excerpt, Filling, ForEach, Rows, Step};
pub use connect::Connect;
pub use document::{
    DocumentCall, DocumentKind, DocumentSearch, DocumentText, JsonPiece, QueryForm,
};
pub use errors::{ErrorRules, Hint};
pub use filter::{Filter, FilterField, FilterKind, FilterLanguage, Operand};
pub use id_form::{IdForm, IdPattern};
pub use index::{END, Entry, Index, Term};
pub use integration::{Integration, QueryArrays, Variable, VariableValues};
pub use list::{Capped, Inside, Order};
pub use method::{BodyKind, Method, ResponseKind, Segment, Verb};
pub use paging::{Paging, PagingPlace, PagingStyle};
pub use prompt::{Piece, Prompt, PromptArgument};
pub use rate_limit::{RateLimitHeaders, ResetUnit};
pub use shape::{Clears, ObjectField, Others, Shape};
pub use time_form::TimeForm;
pub use tool::{Effect, Rank, Tool};
