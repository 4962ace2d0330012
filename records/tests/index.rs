//! Every integration in the catalogue has an index of its tools.

use super::folder::Records;
use super::rendering::{built, holds};

#[test]
fn what_people_say_is_a_term_of_the_tool_that_they_mean() {
    let records = Records::good().but(
        "issues.yaml",
        "description: Lists the issues of the workspace, the newest first.",
        "description: Lists the issues of the workspace, the newest first.\n    asks: [Störungen zeigen, what is bróken]",
    );
    let source = built(&records);
    // Folded and stemmed, and without words that say nothing.
    holds(&source, "Term { word: \"stoer\"");
    holds(&source, "Term { word: \"brok\"");
    assert!(!source.contains("Term { word: \"what\""), "{source}");
    let without = built(&Records::good());
    assert!(!without.contains("Term { word: \"brok\""), "{without}");
}

#[test]
fn words_with_a_synonym_among_the_tools_are_terms_without_tools() {
    let source = built(&Records::good());
    let term = |word: &str| {
        let start = source.find(&format!("Term {{ word: \"{word}\""))?;
        source.get(start..)?.split('}').next()
    };
    let delete = term("delet").expect("a tool that deletes");
    assert!(!delete.contains("postings: &[]"), "{delete}");
    let erase = term("eras").expect("a synonym of delete");
    assert!(erase.contains("postings: &[]"), "{erase}");
    assert!(!erase.contains("also: &[]"), "{erase}");
}
