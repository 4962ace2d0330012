//! What each operation is called by the rules of the house: its resource, its method, and the parameters of its path.

use std::collections::BTreeMap;

use super::path::{Noun, Paths, Step, steps};
use super::taken::Taken;
use super::word::{self, Deed};

/// What is known of an operation when it gets its name.
#[derive(Debug)]
pub(super) struct Nameless<'a> {
    /// In lower case.
    pub(super) verb: &'static str,
    pub(super) path: &'a str,
    pub(super) id: &'a str,
    pub(super) summary: &'a str,
    /// Whether it answers with many records.
    pub(super) is_list: bool,
    /// Which of several kinds its body is: `reply`.
    pub(super) kind: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) resource: String,
    pub(super) singular: String,
    pub(super) method: String,
    /// With our names of the parameters.
    pub(super) path: String,
    /// The vendor's names of the path's parameters, and ours.
    pub(super) places: Vec<(String, String)>,
    /// Another than the rules give, because theirs was taken or too long.
    pub(super) is_makeshift: bool,
}

/// What an operation does to what its path leads to.
pub(super) struct Meant<'a> {
    pub(super) nouns: Vec<Noun>,
    /// Of the path, with words of what is done cut off.
    pub(super) owner: &'a [Step],
    pub(super) method: String,
    pub(super) is_search: bool,
}

/// The names of all operations, in their order: unique, and short enough for every client.
pub(super) fn names(slug: &str, operations: &[Nameless<'_>]) -> Vec<Name> {
    let mut paths = Paths::default();
    let all: Vec<Vec<Step>> = operations.iter().map(|one| steps(one.path)).collect();
    for (operation, steps) in operations.iter().zip(&all) {
        paths.add(operation.verb, steps, operation.is_list);
    }
    let meant: Vec<Meant<'_>> = operations
        .iter()
        .zip(&all)
        .map(|(operation, steps)| meant(&paths, operation, steps))
        .collect();
    let mut taken = Taken::new(slug);
    let mut names: BTreeMap<usize, Name> = BTreeMap::new();
    // The shortest paths have the first choice of names.
    let mut order: Vec<usize> = (0..operations.len()).collect();
    order.sort_by_key(|index| all.get(*index).map_or(0, Vec::len));
    for index in order {
        if let (Some(operation), Some(meant)) = (operations.get(index), meant.get(index)) {
            names.insert(index, taken.name(operation, meant, &paths));
        }
    }
    names.into_values().collect()
}

fn meant<'a>(paths: &Paths, operation: &Nameless<'_>, steps: &'a [Step]) -> Meant<'a> {
    let (owner, action) = steps.split_at(paths.owner(steps));
    let mut nouns = paths.nouns(owner);
    let said = word::verb_of(operation.id, operation.summary);
    let said = said.as_deref();
    let action: Vec<&str> = action
        .iter()
        .filter_map(|step| match step {
            Step::Word(word) => Some(word.as_str()),
            Step::Place(_) => None,
        })
        .collect();
    if nouns.is_empty() {
        let name = action.first().copied().unwrap_or("root").to_owned();
        nouns.push(Noun {
            name,
            sorting: Vec::new(),
        });
    }
    let sorted_by_search = nouns
        .last()
        .is_some_and(|noun| noun.sorting.iter().any(|word| word == "search"));
    let is_search = matches!(action.as_slice(), ["search" | "query"])
        && matches!(operation.verb, "get" | "post")
        || sorted_by_search && operation.verb == "get" && operation.is_list;
    let method = if is_search {
        "list".to_owned()
    } else if !action.is_empty() {
        let action = action.join("_");
        // `shipOrder` says that the word at the end of its path is a verb.
        let own = word::snake(operation.id.rsplit(['/', '}']).next().unwrap_or_default());
        if own
            .strip_prefix(&action)
            .is_some_and(|rest| rest.starts_with('_'))
        {
            action
        } else {
            acted(operation.verb, &action, said)
        }
    } else if matches!(owner.last(), Some(Step::Place(_))) && !paths.is_collection(owner) {
        of_one(operation.verb, owner, paths, said).to_owned()
    } else if paths.is_collection(owner) || operation.is_list || !paths.has(owner, "get") {
        of_many(operation.verb, said).to_owned()
    } else {
        of_the_only(operation.verb, owner, said).to_owned()
    };
    let method = match &operation.kind {
        Some(kind) if !is_search => format!("{method}_{kind}"),
        Some(_) | None => method,
    };
    Meant {
        nouns,
        owner,
        method,
        is_search,
    }
}

/// Verbs that say no more than the HTTP method does.
fn is_plain(said: &str, plain: &[&str]) -> bool {
    plain.contains(&said)
}

/// What takes one record off another says more than `delete`.
const UNDOES: [&str; 9] = [
    "detach",
    "unlink",
    "unassign",
    "unfollow",
    "unsubscribe",
    "leave",
    "unstar",
    "unpin",
    "unshare",
];
const CREATES: [&str; 7] = ["create", "add", "new", "post", "insert", "make", "register"];
const UPDATES: [&str; 8] = [
    "update", "edit", "modify", "patch", "change", "save", "replace", "put",
];
const DELETES: [&str; 4] = ["delete", "remove", "destroy", "archive"];

/// A record at the end of the path.
fn of_one<'a>(verb: &str, owner: &[Step], paths: &Paths, said: Option<&'a str>) -> &'a str {
    match (verb, said) {
        ("get", _) => "get",
        ("delete", Some(said)) if UNDOES.contains(&said) => said,
        ("delete", _) => "delete",
        ("put", Some(_) | None) if paths.has(owner, "patch") => "replace",
        // With no record to read there, two others are tied.
        ("put", Some("create")) if !paths.has(owner, "get") => "link",
        ("put", Some(said)) if is_plain(said, &CREATES) && paths.has(owner, "get") => "update",
        ("put" | "patch", Some(said))
            if !is_plain(said, &UPDATES)
                && word::deed(said) != Some(Deed::Reads)
                && said != "set" =>
        {
            said
        }
        ("put" | "patch", _) => "update",
        (_, Some(said))
            if is_plain(said, &UPDATES)
                && !paths.has(owner, "put")
                && !paths.has(owner, "patch") =>
        {
            "update"
        }
        (_, Some(said)) if is_plain(said, &CREATES) => "create",
        (_, Some(said)) => said,
        (_, None) => "post",
    }
}

/// Records of one kind.
fn of_many<'a>(verb: &str, said: Option<&'a str>) -> &'a str {
    match (verb, said) {
        ("get", _) => "list",
        ("post", Some(said))
            if !is_plain(said, &CREATES) && word::deed(said) != Some(Deed::Reads) =>
        {
            said
        }
        ("post", _) => "create",
        ("delete", Some(said)) if !is_plain(said, &DELETES) => said,
        ("delete", _) => "bulk_delete",
        (_, Some(said)) if !is_plain(said, &UPDATES) => said,
        ("put", Some("replace")) => "replace",
        _ => "bulk_update",
    }
}

/// A record that there is once: the settings of an account, the draft of an article.
fn of_the_only<'a>(verb: &str, owner: &[Step], said: Option<&'a str>) -> &'a str {
    let is_below = owner.iter().any(|step| matches!(step, Step::Place(_)));
    match (verb, said) {
        ("get", _) if is_below => "get",
        ("get", _) => "list",
        ("delete", _) => "delete",
        ("put" | "patch", Some(said))
            if !is_plain(said, &UPDATES) && word::deed(said) == Some(Deed::Writes) =>
        {
            said
        }
        ("put" | "patch", _) => "update",
        ("post", Some(said)) if !is_plain(said, &CREATES) => said,
        _ => "create",
    }
}

/// Words at the end of the path that say what is done; a noun there gets a verb before it.
fn acted(verb: &str, action: &str, said: Option<&str>) -> String {
    let does = action.split('_').any(|word| word::deed(word).is_some());
    if verb == "delete" && does {
        let opposite = said.filter(|said| !action.split('_').any(|word| word == *said));
        return match opposite {
            Some(said) if said.starts_with("un") => said.to_owned(),
            _ => format!("delete_{action}"),
        };
    }
    if does {
        return action.to_owned();
    }
    let usual = match verb {
        "get" => "get",
        "delete" => "delete",
        "put" => "set",
        "patch" => "update",
        _ => "create",
    };
    let said = said.filter(|said| verb != "get" || word::deed(said) == Some(Deed::Reads));
    format!("{}_{action}", said.unwrap_or(usual))
}

/// The path with our parameters: `{id}` is the record that the tool is about, `{<singular>_id}` one above it, and what is no id keeps its name.
pub(super) fn renamed(
    path: &str,
    meant: &Meant<'_>,
    method: &str,
    paths: &Paths,
) -> (String, Vec<(String, String)>) {
    let is_one =
        matches!(meant.owner.last(), Some(Step::Place(_))) && !paths.is_collection(meant.owner);
    let is_the_only = matches!(method, "get" | "update" | "delete");
    let all = steps(path);
    let last = all.iter().rposition(|step| matches!(step, Step::Place(_)));
    let mut places: Vec<(String, String)> = Vec::new();
    let mut noun = "";
    for (index, step) in all.iter().enumerate() {
        match step {
            Step::Word(word) => noun = word,
            Step::Place(vendors) => {
                let own = word::snake(vendors);
                let is_id = ["id", "ids", "number", "uuid", "guid", "key"]
                    .iter()
                    .any(|end| own == *end || own.ends_with(&format!("_{end}")))
                    || vendors.ends_with("Id");
                // The id of a record of this noun, and not of another that the path ties to it.
                let is_own = own == "id"
                    || paths.has(meant.owner, "get")
                    || own
                        .strip_suffix("_id")
                        .is_some_and(|stem| word::singular(noun).ends_with(stem));
                let is_about = last == Some(index) && is_own && (is_one || is_the_only);
                let ours = match (is_id && is_about, own.as_str()) {
                    (true, _) => "id".to_owned(),
                    (false, "id") => format!("{}_id", word::singular(noun)),
                    (false, "") => format!("place_{}", places.len() + 1),
                    (false, _) => own,
                };
                let is_taken = |name: &str| places.iter().any(|(_, ours)| ours == name);
                let ours = if is_taken(&ours) {
                    format!("{ours}_{}", places.len() + 1)
                } else {
                    ours
                };
                places.push((vendors.clone(), ours));
            }
        }
    }
    let path = places
        .iter()
        .fold(path.to_owned(), |path, (vendors, ours)| {
            path.replacen(&format!("{{{vendors}}}"), &format!("{{\u{0}{ours}}}"), 1)
        });
    (path.replace('\u{0}', ""), places)
}
