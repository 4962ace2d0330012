//! Which rows are meant, and the statement that finds the latest of them without looking at more than it may.

use super::row::{Actor, CALL, FAILURES};
use crate::platform::SqlValue;

/// What rows can be chosen by: the name of it in the operator's API, and the column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// As queries have it.
    pub name: &'static str,
    column: &'static str,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    /// Of HTTP.
    Status,
    /// One of the actors.
    Actor,
    /// `mcp` or `operator`.
    Type,
    Boolean,
}

/// All of them. Those with an index stand first, best first: the first that is asked for finds the rows, the others are looked at row by row.
pub const FIELDS: [Field; 15] = [
    field("member_id", "actor_id", Kind::Text),
    field("actor_id", "actor_id", Kind::Text),
    field("mcp_server_id", "server", Kind::Text),
    field("tool_name", "tool", Kind::Text),
    field("integrated_account_id", "account", Kind::Text),
    field("failed", "failed", Kind::Boolean),
    field("outcome", "outcome", Kind::Text),
    field("integration", "integration", Kind::Text),
    field("client_name", "client", Kind::Text),
    field("client_version", "client_version", Kind::Text),
    field("request_id", "request_id", Kind::Text),
    field("actor", "actor", Kind::Actor),
    field("log_type", "action", Kind::Type),
    field("http_status_code", "status", Kind::Status),
    field("vendor_status_code", "vendor_status", Kind::Status),
];

const INDEXED: usize = 6;

const fn field(name: &'static str, column: &'static str, kind: Kind) -> Field {
    Field { name, column, kind }
}

/// A condition of SQL and what it compares with.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Term {
    field: usize,
    sql: String,
    value: Option<SqlValue>,
}

/// Which rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Milliseconds since 1970: at this or later.
    pub since: u64,
    /// Before this.
    pub until: u64,
    terms: Vec<Term>,
}

/// A row's place in the order of time.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct Place {
    /// Milliseconds since 1970.
    pub time: u64,
    /// Among those of the same millisecond.
    pub request_id: String,
}

impl Filter {
    /// Everything between two times.
    pub fn between(since: u64, until: u64) -> Self {
        Self {
            since,
            until,
            terms: Vec::new(),
        }
    }

    /// Adds a condition; what the value must be where it is none, and `None` where there is no such field.
    pub fn add(&mut self, name: &str, value: &str) -> Option<Result<(), String>> {
        let at = FIELDS.iter().position(|field| field.name == name)?;
        let Field { column, kind, .. } = FIELDS.get(at)?;
        if name == "outcome" && FAILURES.contains(&value) {
            // So that an index finds them.
            let _ = self.add("failed", "true");
        }
        Some(term(column, *kind, value).map(|(sql, value)| {
            self.terms.push(Term {
                field: at,
                sql,
                value,
            });
            self.terms.sort_by_key(|term| term.field);
        }))
    }

    /// Calls of tools alone.
    #[must_use]
    pub fn of_calls(mut self) -> Self {
        let _ = self.add("log_type", "mcp");
        self
    }

    /// Whether rows are chosen by anything but time.
    pub fn is_narrow(&self) -> bool {
        !self.terms.is_empty()
    }

    /// What is chosen by, where that is one thing alone: its column, and the value.
    pub fn only(&self) -> Option<(&'static str, &SqlValue)> {
        let [term] = self.terms.as_slice() else {
            return None;
        };
        Some((FIELDS.get(term.field)?.column, term.value.as_ref()?))
    }

    /// Whether rows that an index finds still have to be looked at.
    pub fn is_looked_at(&self) -> bool {
        !self.found_and_looked_at().1.is_empty()
    }

    fn found_and_looked_at(&self) -> (&[Term], &[Term]) {
        let has_index = self.terms.first().is_some_and(|term| {
            // Of those that did not fail there is no index: they are nearly all.
            term.field < INDEXED && term.sql != NOT_FAILED
        });
        self.terms.split_at(usize::from(has_index))
    }

    /// The rows that an index finds, latest first, and at most so many.
    fn found(&self, columns: &str, before: Option<&Place>, values: &mut Vec<SqlValue>) -> String {
        let mut sql = format!("SELECT {columns} FROM activity WHERE time >= ? AND time < ?");
        values.push(SqlValue::of(self.since));
        values.push(SqlValue::of(self.until));
        for term in self.found_and_looked_at().0 {
            sql.push_str(" AND ");
            sql.push_str(&term.sql);
            values.extend(term.value.clone());
        }
        if let Some(Place { time, request_id }) = before {
            sql.push_str(" AND (time, request_id) < (?, ?)");
            values.push(SqlValue::of(*time));
            values.push(SqlValue::Text(request_id.clone()));
        }
        sql.push_str(" ORDER BY time DESC, request_id DESC");
        sql
    }

    /// The latest rows, of the latest `looked_at` that an index finds, at most `most` and latest first.
    pub fn latest(
        &self,
        before: Option<&Place>,
        looked_at: u32,
        most: u32,
        values: &mut Vec<SqlValue>,
    ) -> String {
        let found = self.found("*", before, values);
        let terms = self.found_and_looked_at().1;
        if terms.is_empty() {
            return format!("{found} LIMIT {}", most.min(looked_at));
        }
        let mut sql = format!("SELECT * FROM ({found} LIMIT {looked_at}) WHERE ");
        for (at, term) in terms.iter().enumerate() {
            sql.push_str(if at == 0 { "" } else { " AND " });
            sql.push_str(&term.sql);
            values.extend(term.value.clone());
        }
        sql.push_str(" ORDER BY time DESC, request_id DESC LIMIT ");
        sql.push_str(&most.to_string());
        sql
    }

    /// The last row that [`Filter::latest`] looks at; none where that is all there are.
    pub fn last_looked_at(
        &self,
        before: Option<&Place>,
        looked_at: u32,
        values: &mut Vec<SqlValue>,
    ) -> String {
        let found = self.found("time, request_id", before, values);
        format!("{found} LIMIT 1 OFFSET {}", looked_at.saturating_sub(1))
    }
}

const NOT_FAILED: &str = "failed = 0";

fn term(column: &str, kind: Kind, value: &str) -> Result<(String, Option<SqlValue>), String> {
    let equal = |value| Ok((format!("{column} = ?"), Some(value)));
    match kind {
        Kind::Text if value.is_empty() => Err("must not be empty".to_owned()),
        Kind::Text => equal(SqlValue::Text(value.to_owned())),
        Kind::Status => {
            let status = value.parse().ok();
            let status = status.filter(|status| (100..=599).contains(status));
            let wrong = "must be a whole number from 100 to 599";
            equal(SqlValue::of(status.ok_or_else(|| wrong.to_owned())?))
        }
        Kind::Actor if Actor::WORDS.contains(&value) => equal(SqlValue::Text(value.to_owned())),
        Kind::Actor => Err(format!("must be one of {}", Actor::WORDS.join(", "))),
        Kind::Type => match value {
            "mcp" => Ok((format!("{column} = '{CALL}'"), None)),
            "operator" => Ok((format!("{column} <> '{CALL}'"), None)),
            _ => Err("must be one of mcp, operator".to_owned()),
        },
        // Spelt out, as SQLite asks for where an index holds the failures alone.
        Kind::Boolean => match value {
            "true" => Ok(("failed = 1".to_owned(), None)),
            "false" => Ok((NOT_FAILED.to_owned(), None)),
            _ => Err("must be true or false".to_owned()),
        },
    }
}
