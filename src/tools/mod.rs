//! Documentation becomes tools. Comes in: a catalogue that the build rendered, a server's filters, a caller's arguments. Goes out: a
//! list, or checked arguments for a vendor, or what a call came to as MCP content. What may fail is what a caller sent; the answer
//! names every mend.

mod check;
pub mod discovery;
mod filter_language;
mod filter_operand;
pub mod mend;
pub mod render;
pub mod scope;
pub mod split;
pub mod strays;
pub mod toolbox;
