//! Tools that are several calls of other tools.

/// A tool that is several calls of other tools.
#[derive(Debug)]
pub struct Composite {
    /// Its own verb, for filters.
    pub method: &'static str,
    /// Arguments of which one at least must be given; empty = what is required says so itself.
    pub one_of: &'static [&'static str],
    /// The calls, in their order.
    pub steps: &'static [Step],
    /// What is shown of their answers.
    pub result: &'static [Excerpt],
}

/// One call, or one for each of some rows.
#[derive(Debug)]
pub struct Step {
    /// What others call it.
    pub name: &'static str,
    /// Index of its tool in the integration's `tools`.
    pub tool: usize,
    /// The rows that it is called for; `None` = once.
    pub for_each: Option<ForEach>,
    /// Arguments of the tool.
    pub arguments: &'static [(&'static str, Filling)],
    /// The composite's `next_cursor` goes on with this list.
    pub is_paged: bool,
}

/// The rows that a step is called for.
#[derive(Debug)]
pub struct ForEach {
    /// Whose answer, an index into `steps`.
    pub step: usize,
    /// JSON pointer to the list in it; empty = the answer itself.
    pub at: &'static str,
    /// Which of them.
    pub rows: Rows,
    /// JSON pointer to what names a row.
    pub key: &'static str,
}

/// Some rows of a list.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Rows {
    All,
    First(usize),
    Last(usize),
}

/// A value that is put together when a step is called.
#[derive(Debug)]
pub enum Filling {
    /// JSON.
    Constant(&'static str),
    /// An argument of the composite.
    Argument(&'static str),
    /// What a JSON pointer leads to in a step's answer.
    Answer(usize, &'static str),
    /// The same in each row of a step's list, as a list.
    Each(usize, &'static str),
    /// The same in the row at hand.
    Row(&'static str),
    /// Midnight (UTC) so many days ago.
    DaysAgo(u64),
    /// The first that is there.
    Or(&'static [Filling]),
    /// Each of its members is there, or it is not.
    Object(&'static [(&'static str, Filling)]),
    /// Those of its entries that are there; not there when none is.
    List(&'static [Filling]),
}

/// What is shown of a step's answer.
#[derive(Debug)]
pub struct Excerpt {
    /// Key in the result.
    pub name: &'static str,
    /// Index of the step.
    pub step: usize,
    /// JSON pointer into the answer; empty = all of it.
    pub at: &'static str,
    /// Of a list.
    pub rows: Rows,
    /// Dot paths; empty = all fields.
    pub fields: &'static [&'static str],
    /// Dot paths of texts that lose their markup, and how many characters of each are shown.
    pub texts: &'static [(&'static str, usize)],
}
