//! Where an account stands among several behind one URL: what it is called there, and what its tools are called beside those of other vendors.

use super::config::{Config, NameStyle};
use super::toolbox::{index_by_name, index_by_short_name};
use crate::catalogue::{Integration, Tool};
use crate::invisible::escape_invisible;

/// Characters of an id that tell accounts of one label apart.
const ID_CHARS: usize = 6;

/// How many of an account's names begin with its label.
const SHORT_NAMES: usize = 3;

/// An account's place.
#[derive(Debug)]
pub struct Beside {
    /// What it is called: its own label, unless another account of its vendor has that too.
    pub label: String,
    /// What it is called where there are other accounts: a client can keep a list from there.
    pub also: Vec<String>,
    /// Another account is of the same vendor, so that a call has to say which one is meant.
    pub is_one_of_several: bool,
    /// An account of the same vendor shows long names. A tool stands in the list once, under one name.
    pub is_long: bool,
    others: Vec<&'static Integration>,
}

/// An account that gets a place.
#[derive(Debug, Clone, Copy)]
pub struct Neighbour<'a> {
    /// Tells it from all others.
    pub id: &'a str,
    /// For people.
    pub label: &'a str,
    /// Its vendor.
    pub integration: &'static Integration,
    /// Which of its tools, and how.
    pub config: &'a Config,
}

impl Neighbour<'_> {
    fn is_of(&self, other: &Self) -> bool {
        self.integration.slug == other.integration.slug
    }

    /// What it can be called, from the shortest to what no other is.
    fn names(&self) -> [String; 4] {
        let label = escape_invisible(self.label.trim());
        let start: String = self.id.chars().take(ID_CHARS).collect();
        [
            label.clone().into_owned(),
            format!("{label} ({start})"),
            format!("{label} ({})", self.id),
            self.id.to_owned(),
        ]
    }
}

/// The places of accounts, in their order.
pub fn places(accounts: &[Neighbour<'_>]) -> Vec<Beside> {
    let labels = labels(accounts);
    let place = |(account, label): (&Neighbour<'_>, String)| {
        let alike = || accounts.iter().filter(|other| other.is_of(account));
        Beside {
            label,
            also: account.names().into_iter().take(SHORT_NAMES).collect(),
            is_one_of_several: alike().nth(1).is_some(),
            is_long: alike().any(|other| other.config.tool_names != Some(NameStyle::Short)),
            others: vendors(accounts.iter().map(|other| other.integration))
                .into_iter()
                .filter(|other| other.slug != account.integration.slug)
                .collect(),
        }
    };
    accounts.iter().zip(labels).map(place).collect()
}

/// Each vendor once, in the order of their first accounts.
pub(super) fn vendors(
    accounts: impl Iterator<Item = &'static Integration>,
) -> Vec<&'static Integration> {
    let mut vendors: Vec<&'static Integration> = Vec::new();
    for integration in accounts {
        if vendors.iter().all(|known| known.slug != integration.slug) {
            vendors.push(integration);
        }
    }
    vendors
}

/// What the accounts are called. Two of one vendor whose labels are the same, or differ in case alone, are told apart by their ids, both of
/// them: which one comes first may change.
fn labels(accounts: &[Neighbour<'_>]) -> Vec<String> {
    let names: Vec<[String; 4]> = accounts.iter().map(Neighbour::names).collect();
    let mut lengths = vec![0_usize; accounts.len()];
    let called = |lengths: &[usize]| -> Vec<String> {
        let each = names.iter().zip(lengths);
        each.map(|(names, length)| names.get(*length).cloned().unwrap_or_default())
            .collect()
    };
    loop {
        let labels = called(&lengths);
        let folded: Vec<String> = labels.iter().map(|label| label.to_lowercase()).collect();
        let is_clash = |at: usize| {
            let own = accounts.get(at).zip(folded.get(at));
            let others = accounts.iter().zip(&folded).enumerate();
            own.is_some_and(|(account, label)| {
                others
                    .filter(|(other, _)| *other != at)
                    .any(|(_, (other, theirs))| other.is_of(account) && theirs == label)
            })
        };
        let clashes: Vec<bool> = (0..accounts.len()).map(is_clash).collect();
        let mut has_changed = false;
        for (length, is_clash) in lengths.iter_mut().zip(clashes) {
            if is_clash && *length < 3 {
                *length += 1;
                has_changed = true;
            }
        }
        if !has_changed {
            return labels;
        }
    }
}

impl Beside {
    /// Whether the short name of a tool means no other in the list. Filters have no say in that: a name must not change with them.
    pub(super) fn can_be_short(&self, tool: &Tool) -> bool {
        let name = tool.short_name;
        !self.others.iter().any(|other| {
            index_by_short_name(other, name).is_some() || index_by_name(other, name).is_some()
        })
    }
}
