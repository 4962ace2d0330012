//! How a person connects an account, without anybody who knows the vendor's API beside them.

/// What a person is told before and after.
#[derive(Debug, Default, Clone, Copy)]
pub struct Connect {
    /// Where the credentials are found, step by step.
    pub steps: &'static [&'static str],
    /// Where the probe's answer names whom the credentials belong to: a JSON pointer.
    pub person: Option<&'static str>,
    /// Where it names the workspace.
    pub workspace: Option<&'static str>,
    /// Where it has what tells the workspace from all others, whatever it is named by now.
    pub workspace_id: Option<&'static str>,
}
