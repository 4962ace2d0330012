//! Ways of work that people start by name.

/// A way of work that people start by name, and models read as a skill.
#[derive(Debug)]
pub struct Prompt {
    /// `^[a-z][a-z0-9_]*$`
    pub name: &'static str,
    /// For people.
    pub title: &'static str,
    /// What it does, when to use it.
    pub description: &'static str,
    /// What is filled in.
    pub arguments: &'static [PromptArgument],
    /// What the model is told.
    pub text: &'static [Piece],
    /// The tools that it names: indices into `tools`.
    pub tools: &'static [usize],
}

/// What is filled into a prompt.
#[derive(Debug)]
pub struct PromptArgument {
    /// What clients call it.
    pub name: &'static str,
    /// For people.
    pub description: &'static str,
    /// Said when it is left out; `None` = it must be there.
    pub default: Option<&'static str>,
}

/// A stretch of a text with places.
#[derive(Debug)]
pub enum Piece {
    /// As it is.
    Text(&'static str),
    /// The value of this name.
    Value(&'static str),
    /// What this JSON pointer leads to in an answer.
    At(&'static str),
}
