//! What people ask (tests/questions) leads to the right tool: the share of it, by the query that a model sends and by the person's own words.

use std::fs;
use std::path::Path;

use fairlead::catalogue::{self, Effect, Integration};
use fairlead::tools::config::Config;
use fairlead::tools::discovery::{self, Discovery};
use fairlead::tools::granted::Granted;
use fairlead::tools::toolbox::Toolbox;
use serde_json::{Value, json};

use crate::fake::tool_names;

/// Each with how many questions there are.
const VENDORS: [(&str, usize); 4] = [
    ("intercom", 40),
    ("pylon", 40),
    ("gladly", 40),
    ("hubspot", 30),
];

#[derive(Debug, Default)]
struct Question {
    ask: String,
    query: String,
    tools: Vec<String>,
    reads: bool,
}

/// The file's own shape: a line for each key, the first of them after a dash.
fn questions(vendor: &str) -> Vec<Question> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = root.join(format!("tests/questions/{vendor}.yaml"));
    let text = fs::read_to_string(path).expect("questions");
    let mut questions: Vec<Question> = Vec::new();
    for line in text.lines() {
        let line = line.trim_start_matches("- ").trim();
        let Some((key, value)) = line.split_once(": ") else {
            continue;
        };
        let said = || serde_json::from_str(value).expect("a quoted text");
        if key == "ask" {
            questions.push(Question::default());
        }
        let Some(question) = questions.last_mut() else {
            continue;
        };
        match key {
            "ask" => question.ask = said(),
            "query" => question.query = said(),
            "tools" => {
                let names = value.trim_matches(['[', ']']).split(", ");
                question.tools = names.map(str::to_owned).collect();
            }
            "reads" => question.reads = value == "true",
            _ => panic!("{vendor}: {line}"),
        }
    }
    questions
}

fn searched(integration: &'static Integration, query: &str) -> String {
    let config = Config::default();
    let toolbox = Toolbox {
        integration,
        config: &config,
        narrowing: &config,
        read_only: false,
        default_result_bytes: 50_000,
        granted: Granted::ALL,
        beside: None,
    };
    let arguments = json!({ "query": query }).to_string();
    match discovery::answer(toolbox, "search_tools", &arguments, &[]) {
        Discovery::Answer(json) => json,
        other @ (Discovery::Call(_)
        | Discovery::Refused(_)
        | Discovery::Wrong(_)
        | Discovery::Unknown(_)
        | Discovery::NotOurs) => panic!("{query}: {other:?}"),
    }
}

#[derive(Debug, Default)]
struct Figures {
    all: usize,
    first: usize,
    in_five: usize,
    reads: usize,
    reads_first: usize,
}

impl Figures {
    fn add(&mut self, integration: &Integration, question: &Question, answer: &Value) {
        let names = tool_names(answer);
        let place = names.iter().position(|name| question.tools.contains(name));
        self.all += 1;
        self.first += usize::from(place == Some(0));
        self.in_five += usize::from(place.is_some_and(|place| place < 5));
        if question.reads {
            let first = integration
                .tools
                .iter()
                .find(|tool| names.first().is_some_and(|name| tool.name == name));
            self.reads += 1;
            self.reads_first += usize::from(first.is_some_and(|it| it.effect == Effect::Read));
        }
    }

    fn sum(self, other: &Self) -> Self {
        Self {
            all: self.all + other.all,
            first: self.first + other.first,
            in_five: self.in_five + other.in_five,
            reads: self.reads + other.reads,
            reads_first: self.reads_first + other.reads_first,
        }
    }

    fn percent(&self, part: usize) -> usize {
        100 * part / self.all.max(1)
    }

    fn print(&self, by: &str, whose: &str) {
        println!(
            "{by}, {whose}: {} % first, {} % in five; a reading tool first for {} of {} that read",
            self.percent(self.first),
            self.percent(self.in_five),
            self.reads_first,
            self.reads
        );
    }
}

fn figures(by: &str, words: impl Fn(&Question) -> &str) -> Figures {
    let each = VENDORS.map(|(vendor, _)| {
        let integration = catalogue::integration(vendor).expect("an integration");
        let mut figures = Figures::default();
        for question in questions(vendor) {
            let answer = searched(integration, words(&question));
            let answer = serde_json::from_str(&answer).expect("JSON");
            figures.add(integration, &question, &answer);
        }
        figures.print(by, vendor);
        figures
    });
    let all = each.iter().fold(Figures::default(), Figures::sum);
    all.print(by, "all");
    all
}

#[test]
fn there_are_many_questions_a_vendor_about_tools_that_there_are() {
    for (vendor, count) in VENDORS {
        let integration = catalogue::integration(vendor).expect("an integration");
        let questions = questions(vendor);
        assert_eq!(questions.len(), count, "{vendor}");
        for question in questions {
            assert!(!question.query.is_empty() && !question.tools.is_empty());
            for name in &question.tools {
                let is_there = integration.tools.iter().any(|tool| tool.name == name);
                assert!(is_there, "{vendor}: {name}");
            }
        }
    }
}

#[test]
fn a_models_query_finds_the_right_tool() {
    let figures = figures("by query", |question| &question.query);
    assert!(figures.percent(figures.first) >= 75, "{figures:?}");
    assert!(figures.percent(figures.in_five) >= 92, "{figures:?}");
    assert_eq!(figures.reads_first, figures.reads, "{figures:?}");
}

#[test]
fn a_persons_own_words_find_the_right_tool() {
    let figures = figures("by own words", |question| &question.ask);
    assert!(figures.percent(figures.first) >= 35, "{figures:?}");
    assert!(figures.percent(figures.in_five) >= 65, "{figures:?}");
    assert!(
        20 * figures.reads_first >= 19 * figures.reads,
        "{figures:?}"
    );
}

/// The best hit comes whole, so its own definition is what an answer may cost; all else of it is a line each.
#[test]
fn an_answer_is_as_short_as_its_best_hit_allows() {
    let mut tokens = Vec::new();
    for (vendor, _) in VENDORS {
        let integration = catalogue::integration(vendor).expect("an integration");
        for question in questions(vendor) {
            let answer = searched(integration, &question.query);
            let found: Value = serde_json::from_str(&answer).expect("JSON");
            let best = &tool_names(&found)[0];
            let best = integration.tools.iter().find(|tool| tool.name == best);
            let definition = best.expect("a tool").definition.len();
            assert!(
                answer.len() / 4 < 1_000.max(definition / 4 + 350),
                "{answer}"
            );
            tokens.push(answer.len() / 4);
        }
    }
    tokens.sort_unstable();
    let (median, most) = (tokens[tokens.len() / 2], tokens[tokens.len() - 1]);
    println!("an answer of search_tools: {median} tokens in the median, {most} at most");
    assert!(median < 500, "{median}");
}
