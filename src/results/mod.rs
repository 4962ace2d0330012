//! What a call came to. Comes in: a vendor's answer, or an error in the arguments. Goes out: MCP content of a bounded size; what is too long
//! is cut into parts that can be read on.

pub mod content;
pub mod cut;
pub mod envelope;
pub mod excerpt;
pub mod failed;
pub mod fields;
pub mod fit;
pub mod html;
pub mod lines;
pub mod member;
pub mod messages;
pub mod narrow;
pub mod part;
mod prose;
mod refused;
pub mod shortened;
pub mod size;
pub mod table;
pub mod window;
