//! Which tools there are. Comes in: the catalogue, a server's `config`, what a URL narrows it to. Goes out: the tools that this server shows,
//! found by name, listed, or searched; and what else it offers by them: prompts, skills, ChatGPT's search.

mod allowed_ips;
pub mod approve;
pub mod beside;
pub mod chatgpt;
pub mod choices;
pub mod config;
pub mod config_keys;
mod definition;
pub mod discovery;
pub mod given_call;
pub mod granted;
pub mod hidden;
pub mod name_patterns;
mod narrowing;
pub mod presets;
pub mod prompt;
pub mod route;
mod search;
pub mod skill;
pub mod spelling;
pub mod tool_set;
pub mod toolbox;
pub mod toolboxes;
mod which_account;
mod words;
pub mod writes;
