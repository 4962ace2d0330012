//! The words that a server's config chooses between.

use serde::{Deserialize, Serialize};

/// What `tools/list` shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Exposure {
    /// Every tool.
    All,
    /// `search_tools`, `get_tool_schema`, `read_tool`, `call_tool`.
    Discovery,
    /// Every tool while their list is short.
    Auto,
}

/// What tools are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NameStyle {
    /// `list_all_<integration>_<resource>`…
    Long,
    /// `search_issues`…
    Short,
}

/// Which annotations stand on a tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Annotations {
    /// Those that say more than silence does.
    Implicit,
    /// All four.
    Explicit,
}

/// Where a person agrees to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ApproveBy {
    /// In their client, if it says that it asks; else on the page.
    Any,
    /// On the page of the Worker alone.
    Page,
}

/// What becomes of a call that customers would see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CustomerVisible {
    /// It is sent.
    On,
    /// A person has to agree first.
    Approve,
    /// Only what the vendor offers in its place: a draft, an internal note.
    Draft,
    /// Tools that could are not there.
    Off,
}
