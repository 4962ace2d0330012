//! Folders of records on disk, one for each integration.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::audience;
use super::chatgpt;
use super::complaint::{Complaint, Complaints};
use super::composite;
use super::integration::{self, Definition};
use super::keep;
use super::lookup;
use super::node::Node;
use super::prompt;
use super::resource;
use super::tool::Documented;
use super::value::Value;
use crate::catalogue::{Integration, Tool};

const DEFINITION: &str = "integration.yaml";

const COMPOSITES: &str = "composites.yaml";
/// Files beside it that document no resource.
const PROMPTS: &str = "prompts.yaml";
const CHATGPT: &str = "chatgpt.yaml";

/// The integrations in these folders, absolute or below `root`, sorted by slug. Names in complaints leave `root` out.
pub fn read(root: &Path, parents: &[PathBuf]) -> Result<&'static [Integration], Vec<Complaint>> {
    let complaints = Complaints::default();
    let mut integrations: Vec<Integration> = Vec::new();
    for parent in parents.iter().filter(|parent| !root.join(parent).is_dir()) {
        complaints.add(
            &parent.display().to_string(),
            "",
            "there is no such folder",
            "name one that holds a folder for each integration",
        );
    }
    for folder in parents
        .iter()
        .flat_map(|parent| integrations_in(&root.join(parent)))
    {
        integrations.extend(integration(root, &folder, &complaints));
    }
    integrations.sort_by_key(|integration| integration.slug);
    for pair in integrations.windows(2) {
        if let [left, right] = pair
            && left.slug == right.slug
        {
            complaints.add(
                DEFINITION,
                "integration",
                format!("two folders are called `{}`", left.slug),
                "rename one",
            );
        }
    }
    let complaints = complaints.into_vec();
    if complaints.is_empty() {
        Ok(keep::list(integrations))
    } else {
        Err(complaints)
    }
}

/// The folders of integrations in a folder, which may be one itself.
fn integrations_in(folder: &Path) -> Vec<PathBuf> {
    if folder.join(DEFINITION).is_file() {
        return vec![folder.to_path_buf()];
    }
    children(folder)
}

/// What lies in a folder, sorted: the order of a build does not depend on the file system.
fn children(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    paths.sort();
    paths
}

fn integration(root: &Path, folder: &Path, complaints: &Complaints) -> Option<Integration> {
    let records: Vec<PathBuf> = children(folder)
        .into_iter()
        .filter(|path| path.extension().is_some_and(|kind| kind == "yaml"))
        .collect();
    let name = folder.file_name()?.to_str()?;
    let (definitions, resources): (Vec<PathBuf>, Vec<PathBuf>) = records
        .into_iter()
        .partition(|path| path.file_name().is_some_and(|file| file == DEFINITION));
    let Some(definition) = definitions.first() else {
        if !resources.is_empty() {
            complaints.add(
                &shown(root, folder),
                "",
                format!("there is no {DEFINITION}"),
                "add it: it says what the API is",
            );
        }
        return None;
    };
    let file = shown(root, definition);
    let value = parse(definition, &file, complaints)?;
    let definition = integration::read(&Node::root(&file, value, complaints), name)?;

    let is_beside = |path: &&PathBuf| [PROMPTS, CHATGPT].iter().any(|name| path.ends_with(name));
    let mut tools: Vec<Documented> = Vec::new();
    let (composites, resources): (Vec<PathBuf>, Vec<PathBuf>) = resources
        .into_iter()
        .partition(|path| path.file_name().is_some_and(|file| file == COMPOSITES));
    for path in resources.iter().filter(|path| !is_beside(path)) {
        let file = shown(root, path);
        let Some(value) = parse(path, &file, complaints) else {
            continue;
        };
        let stem = path
            .file_stem()
            .and_then(|stem| stem.to_str())
            .unwrap_or_default();
        tools.extend(resource::read(
            &Node::root(&file, value, complaints),
            stem,
            &definition,
        ));
    }
    // The gate: what nobody has read is checked like all others, and is no tool.
    let (held, mut tools): (Vec<Documented>, Vec<Documented>) = tools
        .into_iter()
        .partition(|documented| documented.is_imported && !definition.trusts_imported);
    for path in &composites {
        let file = shown(root, path);
        if let Some(value) = parse(path, &file, complaints) {
            let node = Node::root(&file, value, complaints);
            tools.extend(composite::read(&node, &definition, &tools));
        }
    }
    tools.sort_by_key(|documented| documented.tool.name);
    let all: Vec<&Documented> = tools.iter().chain(&held).collect();
    refuse_duplicates(&all, |tool| tool.name, complaints);
    refuse_duplicates(&all, |tool| tool.short_name, complaints);
    let unread = all.iter().filter(|documented| documented.is_imported);
    let unread = keep::list(unread.map(|documented| documented.tool.method));
    refuse_repeated_asks(&tools, complaints);
    audience::link(
        &mut tools,
        definition.integration.methods,
        |documented, what| {
            complaints.add(
                &documented.origin.file,
                &format!("{}.draft.tool", documented.origin.key),
                what,
                "name a documented `resource.method` that changes something unseen by customers",
            );
        },
    );
    refuse_unknown_finders(&definition, &tools, &file, complaints);
    let mut integration = lookup::with(definition.integration, tools);
    integration.unread = unread;
    for path in resources.iter().filter(is_beside) {
        let file = shown(root, path);
        let Some(value) = parse(path, &file, complaints) else {
            continue;
        };
        let node = Node::root(&file, value, complaints);
        if path.ends_with(PROMPTS) {
            integration.prompts = prompt::read(&node, &integration);
        } else {
            integration.documents = chatgpt::read(&node, &integration);
        }
    }
    Some(integration)
}

/// What finds ids is a tool that a model can call.
fn refuse_unknown_finders(
    definition: &Definition,
    tools: &[Documented],
    file: &str,
    complaints: &Complaints,
) {
    for form in definition.filters.id_forms {
        let finder = form.form.found_by;
        if !finder.is_empty()
            && !tools
                .iter()
                .any(|documented| documented.tool.name == finder)
        {
            complaints.add(
                file,
                &format!("id_forms.{}.found_by", form.name),
                format!("there is no tool `{finder}`"),
                "write a tool's long name, or take the key out",
            );
        }
    }
}

fn shown(root: &Path, path: &Path) -> String {
    path.strip_prefix(root)
        .unwrap_or(path)
        .to_string_lossy()
        .replace('\\', "/")
}

/// A file's YAML; `file` is its name in complaints.
pub(super) fn parse(path: &Path, file: &str, complaints: &Complaints) -> Option<&'static Value> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => {
            complaints.add(
                file,
                "",
                format!("it cannot be read: {error}"),
                "make it a UTF-8 text file",
            );
            return None;
        }
    };
    match serde_saphyr::from_str(&text) {
        Ok(value) => Some(keep::one(value)),
        Err(error) => {
            complaints.add(
                file,
                "",
                format!("this is not YAML: {error}"),
                "correct the line",
            );
            None
        }
    }
}

fn refuse_duplicates(tools: &[&Documented], name: fn(&Tool) -> &str, complaints: &Complaints) {
    for (index, Documented { tool, origin, .. }) in tools.iter().copied().enumerate() {
        let mut earlier = tools.iter().take(index);
        let Some(other) = earlier.find(|other| name(&other.tool) == name(tool)) else {
            continue;
        };
        let what = format!(
            "the tool name `{}` is also that of {} in {}",
            name(tool),
            other.origin.key,
            other.origin.file
        );
        let fix = "change resource, singular, method or `short_name`";
        complaints.add(&origin.file, &origin.key, what, fix);
    }
}

/// What people say for two tools tells them apart for nobody.
fn refuse_repeated_asks(tools: &[Documented], complaints: &Complaints) {
    let mut said: BTreeMap<String, &str> = BTreeMap::new();
    for Documented {
        tool, asks, origin, ..
    } in tools
    {
        for phrase in *asks {
            // One that stands twice in a tool's own is told where it is read.
            let other = said.insert(phrase.to_lowercase(), tool.name);
            if let Some(other) = other.filter(|other| *other != tool.name) {
                complaints.add(
                    &origin.file,
                    &format!("{}.asks", origin.key),
                    format!("`{phrase}` is also said for {other}"),
                    "say what people mean by this tool alone",
                );
            }
        }
    }
}
