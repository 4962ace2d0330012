//! What is said of a tool beside its description: what people ask, how usual it is, and the summary of its answer.

use super::folder::{Records, refused};
use super::rendering::{built, holds};

const FILE: &str = "issues.yaml";

const LIST: &str = "    description: Lists the issues of the workspace, the newest first.\n";

/// What is complained of when the list has these keys too.
#[track_caller]
fn spoil(keys: &str, complaint: &str) {
    refused(
        FILE,
        LIST,
        &format!("{LIST}    {keys}\n"),
        &format!("methods.list.{complaint}"),
    );
}

#[test]
fn what_people_ask_is_a_few_phrases_and_a_rank() {
    spoil(
        "rank: often",
        "rank: `often` is unknown; write one of usual, rare",
    );
    spoil(
        "asks: []",
        "asks: 0 phrases; give one to 8 things that people say when they need this tool",
    );
    spoil(
        "asks: [open cases, Open Cases]",
        "asks: `Open Cases` is here twice; take one out",
    );
    spoil(
        &format!("asks: [{}]", "long ".repeat(20)),
        &format!(
            "asks: `{}` is not a phrase; use a few words, 90 bytes at most, without spaces around them",
            "long ".repeat(20).trim()
        ),
    );
    let told = Records::good().but(
        FILE,
        LIST,
        &format!("{LIST}    rank: usual\n    asks: [open cases]\n"),
    );
    holds(&built(&told), "rank: Rank::Usual, ");
    holds(&built(&Records::good()), "rank: Rank::Ordinary, ");
}

#[test]
fn a_summary_is_fields_of_what_a_reading_tool_answers() {
    spoil("summary: []", "summary: 0 fields; name one to 12 fields");
    spoil(
        "summary: [a..b]",
        "summary: `a..b` is not a field; use a name, or names with dots between them",
    );
    spoil(
        "summary: [author, author.email]",
        "summary: `author.email` is in `author` already; take one of them out",
    );
    let write = "    description: Changes an issue; keys that are left out stay as they are.\n";
    refused(
        FILE,
        write,
        &format!("{write}    summary: [id]\n"),
        "methods.update.summary: only a reading tool that answers JSON has a summary; take `summary` out",
    );
    let told = Records::good().but(
        FILE,
        LIST,
        &format!("{LIST}    summary: [id, author.email]\n"),
    );
    holds(&built(&told), r#"summary: &["id", "author.email"]"#);
}
