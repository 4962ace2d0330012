//! What a URL's query narrows a server to: `?methods=read&tags=a,b&tools=x,y*`. Other parameters are ignored: people add one to make a client
//! forget an old tool list.

use super::config::{Config, FieldFailure, NameStyle};
use super::name_patterns::matches;
use super::toolbox::index_of;
use crate::catalogue::Integration;

/// Words of a filter that match nothing.
#[derive(Debug)]
pub(super) struct Unmatched {
    pub(super) field: &'static str,
    pub(super) words: Vec<String>,
    /// What would match.
    pub(super) valid: String,
}

impl Unmatched {
    pub(super) fn into_failure(self, prefix: &str) -> FieldFailure {
        let (field, words) = (self.field, self.words.join(", "));
        let valid = self.valid;
        FieldFailure::new(
            format!("{prefix}{field}"),
            format!("matches nothing: {words}; valid are {valid}"),
        )
    }
}

impl Config {
    /// Whether a URL's query holds filters, of whatever value.
    pub fn narrows(query: &str) -> bool {
        !query.is_empty()
            && form_urlencoded::parse(query.as_bytes())
                .any(|(key, _)| matches!(key.as_ref(), "methods" | "tags" | "tools"))
    }

    /// What a query narrows one account to.
    pub fn narrowing(
        query: &str,
        server: &Self,
        integration: &Integration,
    ) -> Result<Self, Vec<FieldFailure>> {
        let config = Self::narrowed(query, server, integration);
        let unmatched = config.unmatched(integration);
        if unmatched.is_empty() {
            Ok(config)
        } else {
            let failures = unmatched.into_iter().map(|it| it.into_failure(""));
            Err(failures.collect())
        }
    }

    /// What a query narrows each of several accounts to. A word that matches nothing of one of them hides its tools; a word that matches nothing of
    /// any is a typing error.
    pub fn narrowings(
        query: &str,
        accounts: &[(&Self, &Integration)],
    ) -> Result<Vec<Self>, Vec<FieldFailure>> {
        let narrow = |(config, integration): &(&Self, &Integration)| {
            Self::narrowed(query, config, integration)
        };
        let configs: Vec<Self> = accounts.iter().map(narrow).collect();
        let mut unmatched: Option<Vec<Unmatched>> = None;
        for (config, (_, integration)) in configs.iter().zip(accounts) {
            let here = config.unmatched(integration);
            unmatched = Some(match unmatched {
                None => here,
                Some(known) => in_both(known, &here),
            });
        }
        match unmatched {
            Some(unmatched) if !unmatched.is_empty() => {
                let failures = unmatched.into_iter().map(|it| it.into_failure(""));
                Err(failures.collect())
            }
            Some(_) | None => Ok(configs),
        }
    }

    fn narrowed(query: &str, server: &Self, integration: &Integration) -> Self {
        let mut config = Self {
            tool_names: server.tool_names,
            ..Self::default()
        };
        let is_short = server.tool_names == Some(NameStyle::Short);
        for (key, value) in form_urlencoded::parse(query.as_bytes()) {
            let words = || {
                value
                    .split(',')
                    .map(str::trim)
                    .filter(|word| !word.is_empty())
                    .map(str::to_owned)
            };
            match key.as_ref() {
                "methods" => config.methods.get_or_insert_default().extend(words()),
                "tags" => config.tags.get_or_insert_default().extend(words()),
                "tools" => {
                    let names = words().flat_map(|word| long_names(word, integration, is_short));
                    config.tools.get_or_insert_default().allow.extend(names);
                }
                _ => {}
            }
        }
        config
    }
}

/// What a word of the query stands for. It stays where it was pasted when the operator changes the style of names, so the other sort counts too, where
/// the word is none of the shown sort: what a URL narrowed to before, it does not widen.
fn long_names(word: String, integration: &Integration, is_short: bool) -> Vec<String> {
    let tools = integration.tools;
    if let Some(tool) = index_of(integration, &word, is_short).and_then(|index| tools.get(index)) {
        return vec![tool.name.to_owned()];
    }
    if is_short || tools.iter().any(|tool| matches(&word, tool.name)) {
        return vec![word];
    }
    let meant = tools.iter().filter(|tool| matches(&word, tool.short_name));
    let meant: Vec<String> = meant.map(|tool| tool.name.to_owned()).collect();
    if meant.is_empty() { vec![word] } else { meant }
}

fn in_both(known: Vec<Unmatched>, here: &[Unmatched]) -> Vec<Unmatched> {
    let both = known.into_iter().filter_map(|mut one| {
        let other = here.iter().find(|other| other.field == one.field)?;
        one.words.retain(|word| other.words.contains(word));
        (!one.words.is_empty()).then_some(one)
    });
    both.collect()
}
