//! What is wrong with a record: where, what, and the fix. Every complaint is shown, not the first.

use std::cell::RefCell;
use std::fmt;

/// One thing that is wrong: it reads as file, key, what is wrong, and how to fix it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    file: String,
    key: String,
    what: String,
    fix: String,
}

impl Complaint {
    pub(crate) fn new(
        file: &str,
        key: &str,
        what: impl Into<String>,
        fix: impl Into<String>,
    ) -> Self {
        Complaint {
            file: file.to_owned(),
            key: key.to_owned(),
            what: what.into(),
            fix: fix.into(),
        }
    }

    /// File and key.
    pub(crate) fn place(&self) -> (&str, &str) {
        (&self.file, &self.key)
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Complaint {
            file,
            key,
            what,
            fix,
        } = self;
        match key.as_str() {
            "" => write!(formatter, "{file}: {what}; {fix}"),
            _ => write!(formatter, "{file}: {key}: {what}; {fix}"),
        }
    }
}

/// Every complaint on a line of its own, and how many there are.
pub fn listed(complaints: &[Complaint]) -> String {
    let lines: Vec<String> = complaints.iter().map(ToString::to_string).collect();
    format!("{}\n{} to fix", lines.join("\n"), lines.len())
}

/// Collects while the records are read, so that one bad record does not hide the next.
#[derive(Debug, Default)]
pub(crate) struct Complaints(RefCell<Vec<Complaint>>);

impl Complaints {
    pub(crate) fn add(
        &self,
        file: &str,
        key: &str,
        what: impl Into<String>,
        fix: impl Into<String>,
    ) {
        let complaint = Complaint::new(file, key, what, fix);
        let mut complaints = self.0.borrow_mut();
        if !complaints.contains(&complaint) {
            complaints.push(complaint);
        }
    }

    pub(crate) fn into_vec(self) -> Vec<Complaint> {
        self.0.into_inner()
    }
}
