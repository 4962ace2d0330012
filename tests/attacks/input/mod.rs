//! Bad input: generated requests, most of them nearly right. Every answer is valid, none is a server's error, and what is refused calls
//! nobody and changes nothing.
//!
//! `make test` runs fixed seeds; `make fuzz` (`FUZZ_CASES=…`) runs others, and keeps what it finds in `tests/attacks/regressions`.

mod answers;
mod arguments;
mod bodies;
mod choices;
mod cursors;
mod filters;
mod heads;
mod messages;
mod oracle;
mod tokens;

use std::cell::RefCell;
use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::num::u16::ANY;
use proptest::test_runner::{
    Config, FileFailurePersistence, RngSeed, TestCaseError, TestError, TestRunner,
};

use crate::counts::{Counts, FUZZ_CASES};
use crate::fixture::Fixture;
use choices::Choices;
use oracle::{Case, Verdict, judge};

/// Choices of one case at most.
const LONGEST: usize = 200;

/// Cases of a bounded run, all suites together.
const BOUNDED: u32 = 270_000;

/// How many cases a suite runs, and with which seed.
fn effort(cases: u32) -> (u32, RngSeed) {
    match std::env::var(FUZZ_CASES) {
        Err(_) => (cases, RngSeed::Fixed(20_270_115)),
        Ok(total) => {
            let total: u64 = total.parse().expect("FUZZ_CASES is a number");
            let share = total * u64::from(cases) / u64::from(BOUNDED);
            (u32::try_from(share).expect("32 bits"), RngSeed::Random)
        }
    }
}

/// Runs one generator, and notes what it tried.
fn attack(
    suite: &'static str,
    attack: &str,
    cases: u32,
    promises: &[&str],
    wanted: &[(Verdict, usize)],
    generator: impl Fn(&Fixture, &mut Choices<'_>) -> Case,
) {
    let mut counts = Counts::open(suite);
    let fixture = Fixture::new();
    let verdicts: RefCell<BTreeMap<Verdict, usize>> = RefCell::default();
    let (cases, rng_seed) = effort(cases);
    let regressions = Box::leak(format!("tests/attacks/regressions/{suite}.txt").into_boxed_str());
    let mut runner = TestRunner::new(Config {
        cases,
        rng_seed,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(regressions))),
        max_shrink_iters: 5_000,
        ..Config::default()
    });
    let outcome = runner.run(&vec(ANY, 0..LONGEST), |tape| {
        fixture.restore();
        let case = generator(&fixture, &mut Choices::new(&tape));
        let verdict = judge(&fixture, &case).map_err(TestCaseError::fail)?;
        *verdicts.borrow_mut().entry(verdict).or_default() += 1;
        Ok(())
    });
    if let Err(TestError::Fail(why, tape)) = outcome {
        let case = generator(&fixture, &mut Choices::new(&tape));
        let Case { ask, .. } = &case;
        panic!(
            "{why}\n{} {}?{}\n{}\n{}",
            ask.0.method,
            ask.0.path,
            ask.0.query,
            ask.0.headers.as_lines(),
            String::from_utf8_lossy(&ask.0.body)
        );
    }
    outcome.expect("a run to its end");
    let verdicts = verdicts.into_inner();
    println!("{suite}: {verdicts:?}");
    // A generator whose every case is refused at the door would try nothing.
    for (verdict, percent) in wanted {
        let count = verdicts.get(verdict).copied().unwrap_or_default();
        let cases = usize::try_from(cases).expect("64 bits");
        assert!(
            count * 100 >= percent * cases,
            "{verdict:?} is too rare: {verdicts:?}"
        );
    }
    let tried = usize::try_from(cases).expect("64 bits");
    for promise in [
        "every-answer-is-valid",
        "what-is-refused-does-nothing",
        "no-secret-leaves",
    ]
    .iter()
    .chain(promises)
    {
        counts.held(promise, attack, tried);
    }
    counts.close();
}

#[test]
fn tool_calls() {
    attack(
        "input-calls",
        "calls of every tool: arguments by its schema, then one thing broken; vendors that answer anything",
        100_000,
        &[],
        &[
            (Verdict::Sent, 20),
            (Verdict::ToolRefused, 20),
            (Verdict::Refused, 5),
        ],
        messages::call,
    );
}

#[test]
fn rpc_messages() {
    attack(
        "input-messages",
        "JSON-RPC messages of both eras: right, then id, frame, headers or bytes broken",
        40_000,
        &[],
        &[(Verdict::Served, 10), (Verdict::Refused, 20)],
        messages::message,
    );
}

#[test]
fn nearly_right_urls() {
    attack(
        "input-urls",
        "tokens in URLs: cut, spliced, padded, spelled otherwise, of another door",
        20_000,
        &["urls-fail-alike"],
        &[(Verdict::Refused, 90)],
        tokens::url,
    );
}

#[test]
fn nearly_right_bearers() {
    attack(
        "input-bearers",
        "bearer tokens: cut, spliced, padded, spelled otherwise, with other schemes",
        10_000,
        &["operators-api-is-closed"],
        &[(Verdict::Refused, 90)],
        tokens::bearer,
    );
}

#[test]
fn nearly_right_cursors() {
    attack(
        "input-cursors",
        "cursors: altered, spliced, of another server or tool, other sealed texts",
        10_000,
        &["cursors-are-sealed"],
        &[(Verdict::Sent, 15), (Verdict::ToolRefused, 50)],
        cursors::cursor,
    );
}

#[test]
fn filters_of_urls_and_configs() {
    attack(
        "input-filters",
        "filters of URLs and configs, each result compared with a second reading of the rules",
        20_000,
        &["filters-hold"],
        &[(Verdict::Served, 25), (Verdict::Refused, 25)],
        filters::filter,
    );
}

#[test]
fn heads_of_requests() {
    attack(
        "input-heads",
        "HTTP methods, paths, queries and headers on every route",
        30_000,
        &[],
        &[(Verdict::Served, 2), (Verdict::Refused, 50)],
        heads::head,
    );
}

#[test]
fn origins_of_pages() {
    attack(
        "input-origins",
        "origins of foreign pages, on every route",
        10_000,
        &["foreign-origins-are-refused"],
        &[(Verdict::Refused, 100)],
        heads::origin,
    );
}

#[test]
fn bodies_of_the_operators_api() {
    attack(
        "input-bodies",
        "bodies of the operator's API: right, then one field missing, unknown, strange or spoiled",
        30_000,
        &["secrets-are-sealed-at-rest"],
        &[(Verdict::Served, 30), (Verdict::Refused, 30)],
        bodies::body,
    );
}
