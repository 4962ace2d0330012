//! What happened: a row for each call of a tool and each change by an operator, in a database that the operator can ask. Comes in: a row, or what is
//! asked for. Goes out: statements of SQL, which a [`crate::platform::Platform`] runs. `migrations/` has the tables.

pub mod filter;
mod hours;
pub mod page;
pub mod row;
pub mod summary;
pub mod upkeep;

use serde::de::DeserializeOwned;

use crate::platform::PlatformError;

/// What statements answered, as the types say.
fn read<T: DeserializeOwned>(json: &str) -> Result<T, PlatformError> {
    serde_json::from_str(json)
        .map_err(|error| PlatformError(format!("rows that cannot be read: {error}")))
}
