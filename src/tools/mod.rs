//! Which tools there are. Comes in: the catalogue, a server's `config`, what a URL narrows it to. Goes out: the tools that this server shows,
//! found by name, listed, or searched.

pub mod discovery;
pub mod scope;
mod search;
pub mod toolbox;
