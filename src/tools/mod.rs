//! Which tools there are. Comes in: the catalogue, a server's `config`, what a URL narrows it to. Goes out: the tools that this server shows,
//! found by name, listed, or searched; and what else it offers by them: prompts, skills, ChatGPT's search.

pub mod chatgpt;
pub mod config;
pub mod discovery;
pub mod granted;
pub mod hidden;
pub mod name_patterns;
pub mod prompt;
mod search;
pub mod skill;
pub mod toolbox;
