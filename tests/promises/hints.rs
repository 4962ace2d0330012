//! How often a mistyped name of a shipped tool is hinted right: of either sort, on servers that show either.

use fairlead::catalogue::{self, Effect, Integration};
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
                    match toolbox.did_you_mean(&typo, false) {
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

/// Words for the same, and the effect that a tool must have to be hinted at for one.
const VERBS: [(&[&str], &[Effect]); 4] = [
    (
        &[
            "get", "fetch", "read", "retrieve", "list", "search", "find", "query",
        ],
        &[Effect::Read],
    ),
    (&["create", "add"], &[Effect::Write]),
    (&["update", "edit"], &[Effect::Write, Effect::Destructive]),
    // To remove a person from a conversation takes nothing away that cannot be put back.
    (&["delete", "remove"], &[Effect::Write, Effect::Destructive]),
];

fn all_of(integration: &'static Integration, config: &'static Config) -> Toolbox<'static> {
    Toolbox {
        integration,
        config,
        narrowing: config,
        read_only: false,
        default_result_bytes: 0,
        granted: Granted::ALL,
        beside: None,
    }
}

fn leaked() -> &'static Config {
    Box::leak(Box::new(Config::default()))
}

#[test]
fn a_hint_for_other_words_does_the_same() {
    let config = leaked();
    let (mut hinted, mut none) = (0, 0);
    for integration in shipped() {
        let toolbox = all_of(integration, config);
        let nouns = [
            "ticket",
            "issue",
            "customer",
            "contact",
            "conversation",
            "tag",
            "article",
        ];
        let own = integration
            .tools
            .iter()
            .filter_map(|tool| tool.short_name.split_once('_'));
        for thing in own.map(|(_, thing)| thing).chain(nouns) {
            for (verbs, effects) in VERBS {
                for verb in verbs {
                    let name = format!("{verb}_{thing}");
                    if !matches!(toolbox.find(&name), Found::Nothing) {
                        continue;
                    }
                    let hint = toolbox.did_you_mean(&name, false);
                    let Some((_, meant)) = hint.split_once('"') else {
                        none += 1;
                        continue;
                    };
                    let meant = meant.split('"').next().expect("a name");
                    let Found::Tool(tool, _) = toolbox.find(meant) else {
                        panic!("{meant}")
                    };
                    assert!(effects.contains(&tool.effect), "{name}: {meant}");
                    hinted += 1;
                }
            }
        }
    }
    println!("{hinted} hinted, {none} without a hint");
    assert!(hinted > 2_000, "{hinted} and {none}");
}

#[test]
fn a_hint_is_at_the_same_thing_under_its_name_here_or_there_is_none() {
    let config = leaked();
    for (slug, name, expected) in [
        ("pylon", "fetch_article", "get_single_pylon_article_by_id"),
        ("pylon", "delete_ticket", "delete_a_pylon_issue_by_id"),
        ("pylon", "get_ticket", "get_single_pylon_issue_by_id"),
        ("pylon", "list_customers", "list_all_pylon_contacts"),
        (
            "pylon",
            "get_email_suppressions",
            "list_all_pylon_email_suppressions",
        ),
        ("pylon", "search", ""),
        ("pylon", "close_ticket", ""),
        ("hubspot", "delete_issue", "delete_a_hubspot_ticket_by_id"),
        ("hubspot", "remove_issue", "delete_a_hubspot_ticket_by_id"),
        ("hubspot", "close_ticket", ""),
        (
            "intercom",
            "delete_chat",
            "delete_a_intercom_conversation_by_id",
        ),
        (
            "intercom",
            "remove_collection",
            "delete_a_intercom_collection_by_id",
        ),
        (
            "gladly",
            "delete_chat_item",
            "delete_a_gladly_conversation_item_by_id",
        ),
    ] {
        let mut all = shipped().into_iter();
        let integration = all.find(|it| it.slug == slug).expect(slug);
        let hint = all_of(integration, config).did_you_mean(name, false);
        let expected = match expected {
            "" => String::new(),
            name => format!(" (did you mean \"{name}\"?)"),
        };
        assert_eq!(hint, expected, "{slug} {name}");
        let read = all_of(integration, config).did_you_mean(name, true);
        let is_read = ["get", "list", "fetch"]
            .iter()
            .any(|verb| name.starts_with(verb));
        assert_eq!(
            read.is_empty(),
            expected.is_empty() || !is_read,
            "{slug} {name}: {read}"
        );
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
