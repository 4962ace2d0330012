//! HTTP in plain Rust. Comes in: a request as data. Goes out: an answer as data, whatever happens. `route` is every URL of the product.

mod answer;
mod browser;
mod log;
mod member;
mod noted;
mod origin;
mod question;
mod route;
mod upkeep;

pub use answer::{Answer, answer, finish};
pub use member::answer_member;
pub use question::{decide, tick};
