//! What an import makes of a vendor's description: small documents for each rule, and documents that mean harm.

mod arguments;
mod disk;
mod hostile;
mod names;
mod paging;
mod servers;
mod times;
mod tools;
