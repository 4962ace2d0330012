//! The database of what happened: `SQLite` itself, with the tables of `migrations/`.

use std::cell::{Cell, OnceCell, RefCell};

use fairlead::activity::row::INSERT;
use fairlead::platform::{PlatformError, SqlValue, Statement};
use rusqlite::types::{ToSqlOutput, Value as Stored, ValueRef};
use rusqlite::{Connection, ToSql, params_from_iter};
use serde_json::{Map, Value, json};

const MIGRATIONS: [&str; 2] = [
    include_str!("../../migrations/0001_activity.sql"),
    include_str!("../../migrations/0002_activity_days.sql"),
];

#[derive(Default)]
pub(crate) struct Database {
    // Most tests need none.
    connection: OnceCell<Connection>,
    noted: RefCell<Vec<String>>,
    /// It does not answer.
    pub(crate) fails: Cell<bool>,
}

impl Database {
    pub(crate) fn note(&self, row: String) {
        self.noted.borrow_mut().push(row);
    }

    /// Rows that are not written yet, as lists.
    pub(crate) fn noted(&self) -> Vec<Value> {
        let noted = self.noted.borrow();
        let read = |row: &String| serde_json::from_str(row).expect("a row is JSON");
        noted.iter().map(read).collect()
    }

    pub(crate) fn query(&self, statements: &[Statement]) -> Result<String, PlatformError> {
        if self.fails.get() {
            return Err(PlatformError("no database at the moment".to_owned()));
        }
        let rows = self.noted.take().join(",");
        let insert = self.run(INSERT, &[SqlValue::Text(format!("[{rows}]"))]);
        insert.map_err(|error| PlatformError(error.to_string()))?;
        let results = statements.iter().map(|Statement { sql, values }| {
            self.run(sql, values)
                .map_err(|error| PlatformError(format!("{error}: {sql}")))
        });
        let results: Vec<Value> = results.collect::<Result<_, _>>()?;
        Ok(json!(results).to_string())
    }

    /// How `SQLite` finds what a statement asks for, a step each.
    pub(crate) fn plan(&self, Statement { sql, values }: &Statement) -> Vec<String> {
        let rows = self.run(&format!("EXPLAIN QUERY PLAN {sql}"), values);
        let rows = rows.unwrap_or_else(|error| panic!("{error}: {sql}"));
        let rows = rows.as_array().expect("rows").clone();
        let detail = |row: &Value| row["detail"].as_str().expect("a detail").to_owned();
        rows.iter().map(detail).collect()
    }

    fn connection(&self) -> &Connection {
        self.connection.get_or_init(|| {
            let connection = Connection::open_in_memory().expect("a database");
            for tables in MIGRATIONS {
                connection.execute_batch(tables).expect("tables");
            }
            connection
        })
    }

    fn run(&self, sql: &str, values: &[SqlValue]) -> rusqlite::Result<Value> {
        let mut statement = self.connection().prepare(sql)?;
        let names = statement.column_names();
        let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
        let mut rows = statement.query(params_from_iter(values.iter().map(Parameter)))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let mut object = Map::new();
            for (at, name) in names.iter().enumerate() {
                let value = match row.get_ref(at)? {
                    ValueRef::Null => Value::Null,
                    ValueRef::Integer(number) => json!(number),
                    ValueRef::Real(number) => json!(number),
                    ValueRef::Text(text) => json!(String::from_utf8_lossy(text)),
                    ValueRef::Blob(_) => panic!("{name} is a blob"),
                };
                object.insert(name.clone(), value);
            }
            found.push(Value::Object(object));
        }
        Ok(Value::Array(found))
    }
}

/// As D1 binds it.
struct Parameter<'a>(&'a SqlValue);

impl ToSql for Parameter<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Owned(match self.0 {
            SqlValue::Text(text) => Stored::Text(text.clone()),
            // JavaScript's numbers are all alike, and D1 binds them so.
            #[expect(
                clippy::cast_precision_loss,
                clippy::as_conversions,
                reason = "below 2^53"
            )]
            SqlValue::Number(number) => Stored::Real(*number as f64),
        }))
    }
}
