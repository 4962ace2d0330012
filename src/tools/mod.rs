//! Documentation becomes tools. Comes in: a catalogue that the build rendered, a server's filters, a caller's arguments. Goes out: a
//! list, or checked arguments for a vendor, or what a call came to as MCP content. What may fail is what a caller sent; the answer
//! names every mend.

mod blank;
mod check;
pub mod cut;
pub mod discovery;
pub mod envelope;
mod example;
mod filter_language;
mod filter_operand;
mod id_form;
pub mod mend;
mod nested;
mod number;
pub mod part;
mod reading;
pub mod render;
mod room;
pub mod scope;
mod slot;
pub mod split;
pub mod strays;
mod time;
pub mod toolbox;
pub mod window;
