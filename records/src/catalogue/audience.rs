//! Who sees what a call of a tool does, and how it can be kept from them.

/// Who sees what a call does, at the widest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// People outside: a reply, a public page, a customer's portal.
    Customer,
    /// Colleagues, in their daily work: notes, tags, assignments, records.
    Team,
    /// Whoever sets the system up: fields, schedules, exports, webhooks.
    System,
}

impl Audience {
    /// As records, operators and the log write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Team => "team",
            Self::System => "system",
        }
    }
}

/// What a vendor offers in place of a call that customers see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Draft {
    /// Nothing.
    None,
    /// Another tool, by its long name.
    Tool(&'static str),
    /// The same tool with these arguments, as JSON; `null` = never sent.
    Arguments(&'static [(&'static str, &'static str)]),
}
