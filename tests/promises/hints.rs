//! How often a mistyped name of a shipped tool is hinted right: of either sort, on servers that show either.

use fairlead::catalogue;
use fairlead::tools::config::{Config, NameStyle};
use fairlead::tools::granted::Granted;
use fairlead::tools::toolbox::{Found, Toolbox};

use crate::shipped_records::shipped;

/// One in so many typing errors is tried; prime to the four kinds of them.
const SAMPLE: usize = 47;

/// Ways to get one letter wrong: leave one out, take another, swap two, write one twice.
fn typos(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut typos = Vec::new();
    for at in 1..letters.len() - 1 {
        let mut left_out = letters.clone();
        left_out.remove(at);
        let mut another = letters.clone();
        another[at] = if another[at] == 'e' { 'a' } else { 'e' };
        let mut swapped = letters.clone();
        swapped.swap(at, at + 1);
        let mut twice = letters.clone();
        twice.insert(at, letters[at]);
        typos.extend([left_out, another, swapped, twice].map(String::from_iter));
    }
    typos
}

#[test]
fn a_name_of_either_sort_with_one_letter_wrong_is_hinted_right() {
    for style in [NameStyle::Long, NameStyle::Short] {
        let (mut right, mut wrong, mut none) = (0, 0, 0);
        let config = Config {
            tool_names: Some(style),
            ..Config::default()
        };
        let narrowing = Config::default();
        for integration in shipped() {
            let toolbox = Toolbox {
                integration,
                config: &config,
                narrowing: &narrowing,
                read_only: false,
                default_result_bytes: 0,
                granted: Granted::ALL,
                beside: None,
            };
            for (index, tool) in integration.tools.iter().enumerate() {
                let shown = format!(" (did you mean \"{}\"?)", toolbox.name_of(tool));
                let typos = [tool.name, tool.short_name].into_iter().flat_map(typos);
                // Enough of each kind and each place, over all tools; all of them take minutes.
                for typo in typos.skip(index % SAMPLE).step_by(SAMPLE) {
                    // One letter can make another tool's name of it.
                    if !matches!(toolbox.find(&typo), Found::Nothing) {
                        continue;
                    }
                    match toolbox.did_you_mean(&typo) {
                        hint if hint == shown => right += 1,
                        hint if hint.is_empty() => none += 1,
                        _ => wrong += 1,
                    }
                }
            }
        }
        let all = right + wrong + none;
        println!("{style:?}: {right} right, {wrong} wrong, {none} without a hint");
        assert!(all > 1_500, "{all}");
        assert!(right * 1000 >= all * 995, "{right} of {all} right");
        assert!(wrong * 1000 <= all * 5, "{wrong} of {all} wrong");
    }
}

#[test]
fn every_name_of_either_sort_leads_to_its_tool() {
    for style in [None, Some(NameStyle::Long), Some(NameStyle::Short)] {
        let config = Config {
            tool_names: style,
            ..Config::default()
        };
        let narrowing = Config::default();
        let mut found = 0;
        for integration in shipped() {
            let toolbox = Toolbox {
                integration,
                config: &config,
                narrowing: &narrowing,
                read_only: false,
                default_result_bytes: 0,
                granted: Granted::ALL,
                beside: None,
            };
            for tool in integration.tools {
                for name in [tool.name, tool.short_name] {
                    let Found::Tool(it, _) = toolbox.find(name) else {
                        panic!("{name} leads nowhere")
                    };
                    assert_eq!(it.name, tool.name, "{name}");
                    found += 1;
                }
            }
        }
        assert!(
            found >= 2 * 465,
            "{found} of {}",
            catalogue::INTEGRATIONS.len()
        );
    }
}
