//! What a list can be narrowed by: fields of what it shows, compared with what it shows of them.

use serde_json::Value;

use crate::access::lifetime::parse_time;
use crate::platform::UnixSeconds;
use crate::tools::config::FieldFailure;

/// A field of a list's records that its query may name.
pub(super) struct Field {
    name: &'static str,
    kind: Kind,
}

/// What values of a field look like, and so how they compare.
pub(super) enum Kind {
    /// `field=text`, or `field[in]=one,other`.
    Text,
    /// The same, and only these words make sense.
    Word(fn() -> Vec<&'static str>),
    /// `field=true`.
    Boolean,
    /// `field=time`, or with `[gt]`, `[gte]`, `[lt]`, `[lte]` after the name.
    Time,
}

impl Field {
    pub(super) const fn new(name: &'static str, kind: Kind) -> Self {
        Self { name, kind }
    }

    /// Every parameter that compares it.
    pub(super) fn parameters(&self) -> impl Iterator<Item = String> {
        let operators: &[&str] = match self.kind {
            Kind::Text | Kind::Word(_) => &["[in]"],
            Kind::Boolean => &[],
            Kind::Time => &["[gt]", "[gte]", "[lt]", "[lte]"],
        };
        let plain = std::iter::once(&"");
        plain
            .chain(operators)
            .map(|operator| format!("{}{operator}", self.name))
    }
}

/// One condition of a query.
#[derive(Debug)]
pub(super) struct Filter {
    field: &'static str,
    condition: Condition,
}

#[derive(Debug)]
enum Condition {
    AnyOf(Vec<String>),
    Is(bool),
    Time(Comparison, UnixSeconds),
}

#[derive(Debug, Clone, Copy)]
enum Comparison {
    Equal,
    After,
    NotBefore,
    Before,
    NotAfter,
}

impl Filter {
    /// Reads a query parameter; `None` when the list has no such field, or compares it in another way.
    pub(super) fn read(
        fields: &[Field],
        key: &str,
        value: &str,
    ) -> Option<Result<Self, FieldFailure>> {
        let (name, operator) = match key.strip_suffix(']').and_then(|key| key.split_once('[')) {
            Some((name, operator)) => (name, Some(operator)),
            None => (key, None),
        };
        let Field { name, kind } = fields.iter().find(|field| field.name == name)?;
        let condition = match (kind, operator) {
            (Kind::Text, None | Some("in")) => any_of(operator, value, None),
            (Kind::Word(known), None | Some("in")) => any_of(operator, value, Some(known())),
            (Kind::Boolean, None) => value
                .parse()
                .map(Condition::Is)
                .map_err(|_| "must be true or false".to_owned()),
            (Kind::Time, operator) => {
                let comparison = comparison(operator)?;
                parse_time(value)
                    .map(|time| Condition::Time(comparison, time))
                    .ok_or_else(|| {
                        "must be an ISO 8601 date and time with a zone, such as 2027-01-31T09:00:00Z"
                            .to_owned()
                    })
            }
            (Kind::Text | Kind::Word(_) | Kind::Boolean, _) => return None,
        };
        Some(match condition {
            Ok(condition) => Ok(Self {
                field: name,
                condition,
            }),
            Err(message) => Err(FieldFailure::new(key, message)),
        })
    }

    /// Whether a record, as the list shows it, passes. What is null passes no condition.
    pub(super) fn holds(&self, shown: &Value) -> bool {
        let value = shown.get(self.field);
        match &self.condition {
            Condition::AnyOf(texts) => value
                .and_then(Value::as_str)
                .is_some_and(|value| texts.iter().any(|text| text == value)),
            Condition::Is(wanted) => value.and_then(Value::as_bool) == Some(*wanted),
            Condition::Time(comparison, wanted) => value
                .and_then(Value::as_str)
                .and_then(parse_time)
                .is_some_and(|time| match comparison {
                    Comparison::Equal => time == *wanted,
                    Comparison::After => time > *wanted,
                    Comparison::NotBefore => time >= *wanted,
                    Comparison::Before => time < *wanted,
                    Comparison::NotAfter => time <= *wanted,
                }),
        }
    }
}

fn any_of(
    operator: Option<&str>,
    value: &str,
    known: Option<Vec<&'static str>>,
) -> Result<Condition, String> {
    let texts: Vec<String> = if operator == Some("in") {
        value
            .split(',')
            .map(|text| text.trim().to_owned())
            .collect()
    } else {
        vec![value.to_owned()]
    };
    if texts.iter().any(String::is_empty) {
        return Err("must not be empty".to_owned());
    }
    match known {
        Some(known) if !texts.iter().all(|text| known.contains(&text.as_str())) => {
            Err(format!("must be one of {}", known.join(", ")))
        }
        Some(_) | None => Ok(Condition::AnyOf(texts)),
    }
}

fn comparison(operator: Option<&str>) -> Option<Comparison> {
    Some(match operator {
        None => Comparison::Equal,
        Some("gt") => Comparison::After,
        Some("gte") => Comparison::NotBefore,
        Some("lt") => Comparison::Before,
        Some("lte") => Comparison::NotAfter,
        Some(_) => return None,
    })
}
