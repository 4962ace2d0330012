//! A caller's arguments. Comes in: the flat JSON object of a `tools/call`, as models and clients write it. Goes out: the parts of a vendor's
//! request, each value checked against the record's schema and in the vendor's spelling; or every error at once, each with what would be right.

mod blank;
mod check;
pub mod client_added;
pub mod cursor;
mod email;
pub mod error;
mod example;
mod fields;
mod file;
pub mod filling;
mod filter_field;
mod filter_group;
mod filter_language;
mod filter_operand;
mod id_form;
pub mod meant;
pub mod misplaced;
mod nested;
mod number;
mod operand_list;
mod pieces;
pub mod reading;
pub mod slot;
pub mod split;
mod time;
