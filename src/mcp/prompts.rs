//! `prompts/list` and `prompts/get` (2026-07-28, server/prompts; the same in the legacy era).

use std::borrow::Cow;

use super::endpoint::Endpoint;
use super::fault::Fault;
use super::message::Call;
use super::methods::{page, start};
use crate::arguments::error::{kind_of, nearest_word, no_object, short};
use crate::arguments::meant::did_you_mean;
use crate::catalogue::Prompt;
use crate::json::{Members, is_blank, is_broken_object, object, quote, string};
use crate::tools::prompt::Offered;
use crate::tools::tool_set::ToolSet;

pub(super) fn list<E: Endpoint>(
    endpoint: &E,
    call: &Call<'_>,
    out: &mut String,
) -> Result<(), Fault> {
    let start = start(call)?;
    out.push_str("\"prompts\":[");
    page(endpoint.tools().prompts(), start, out, |offered, out| {
        offered.render(out);
    });
    Ok(())
}

/// The text of a prompt as one message of the user, with its arguments filled in.
pub(super) fn get<E: Endpoint>(
    endpoint: &E,
    call: &Call<'_>,
    out: &mut String,
) -> Result<(), Fault> {
    let tools = endpoint.tools();
    let bad = |what: String| Err(Fault::BadParams(what));
    let Some(name) = call.params.get("name").and_then(string) else {
        return bad("name must be a string".to_owned());
    };
    let everything = tools.with_all_granted();
    let name = endpoint.name(name, |_, name| {
        named(everything.prompts(), name).map(|_| name.to_owned())
    });
    let Some(offered) = named(tools.prompts(), &name) else {
        if let Some(offered) = named(everything.prompts(), &name) {
            return Err(endpoint.beyond(offered.needs()));
        }
        let names: Vec<Cow<'_, str>> = tools.prompts().map(|offered| offered.name).collect();
        let meant = tools.prompts().filter(|it| it.can_be_called(&name));
        let meant: Vec<Cow<'_, str>> = meant.map(|offered| offered.name).collect();
        let nearest = if meant.is_empty() {
            nearest_word(&name, names.iter().map(AsRef::as_ref))
        } else {
            format!(" (several vendors have one: {})", meant.join(", "))
        };
        return bad(format!(
            "unknown prompt \"{}\"{nearest}; prompts/list names those of this server",
            short(&name)
        ));
    };
    let given = call.params.get("arguments").and_then(object);
    let given = match given.as_deref() {
        None => Members::default(),
        Some(json) => match Members::parse(json) {
            Some(given) => given,
            None if is_broken_object(json) => return bad(format!("arguments {}", no_object(json))),
            None => return bad("arguments must be an object of strings".to_owned()),
        },
    };
    let prompt = offered.prompt;
    let strays = endpoint.strays();
    let wrong = errors(prompt, &given, strays);
    if !wrong.is_empty() {
        return bad(wrong.join("; "));
    }
    let value = |name: &str| {
        let given = given.get(name).and_then(|json| text(json, strays));
        let given = given.filter(|value| !value.trim().is_empty());
        given.unwrap_or_else(|| {
            let mut arguments = prompt.arguments.iter();
            let argument = arguments.find(|argument| argument.name == name);
            let default = argument.and_then(|argument| argument.default);
            default.map_or_else(|| Cow::Owned(format!("<{name}>")), Cow::Borrowed)
        })
    };
    let text = offered.text(tools.is_discovery(), value);
    out.extend([
        "\"description\":",
        &quote(&offered.description()),
        ",\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"text\",\"text\":",
        &quote(&text),
        "}}]",
    ]);
    Ok(())
}

/// The prompt of this name, or else the only one that had it in another list: whether the vendor's stands before it changes with the accounts, and
/// a client can keep a list from before.
fn named<'a>(prompts: impl Iterator<Item = Offered<'a>>, name: &str) -> Option<Offered<'a>> {
    let mut meant: Vec<Offered<'a>> = prompts
        .filter(|offered| offered.can_be_called(name))
        .collect();
    if let Some(shown) = meant.iter().position(|offered| offered.name == name) {
        return Some(meant.swap_remove(shown));
    }
    let only = meant.pop()?;
    meant.is_empty().then_some(only)
}

/// The text of a string. Without strays no client's bug is tolerated; else a number or a boolean is one too, as tools take them for it.
fn text<'a>(json: &'a str, strays: &[&str]) -> Option<Cow<'a, str>> {
    match kind_of(json) {
        "a number" | "a boolean" if !strays.is_empty() => Some(Cow::Borrowed(json)),
        _ => string(json),
    }
}

/// Whether a client added it.
fn is_stray(prompt: &Prompt, name: &str, strays: &[&str]) -> bool {
    let mut arguments = prompt.arguments.iter();
    strays.contains(&name) && arguments.all(|argument| argument.name != name)
}

/// What is wrong with a prompt's arguments. An empty text is none: clients send one for each field that a person leaves out.
fn errors(prompt: &Prompt, given: &Members<'_>, strays: &[&str]) -> Vec<String> {
    let mut wrong = Vec::new();
    let names = || prompt.arguments.iter().map(|argument| argument.name);
    for (name, value) in given.iter() {
        if names().any(|known| known == name) {
            if value != "null" && text(value, strays).is_none() {
                wrong.push(format!(
                    "argument {name} must be a string, not {}",
                    kind_of(value)
                ));
            }
        } else if !is_stray(prompt, name, strays) {
            let nearest = did_you_mean(name, "", names());
            let names: Vec<&str> = names().collect();
            let others = match names.as_slice() {
                [] => "it takes none".to_owned(),
                names => format!("its arguments are {}", names.join(", ")),
            };
            wrong.push(format!(
                "{} is not an argument of the prompt {}{nearest}; {others}",
                short(name),
                prompt.name
            ));
        }
    }
    // opencode asks for every prompt as it starts, gives no argument, and ends at an error: anomalyco/opencode 36974. It sees where they go.
    let mut names = given.iter().map(|(name, _)| name);
    if !strays.is_empty() && names.all(|name| is_stray(prompt, name, strays)) {
        return wrong;
    }
    for argument in prompt.arguments.iter().filter(|one| one.default.is_none()) {
        if given.get(argument.name).is_none_or(is_blank) {
            wrong.push(format!(
                "argument {} is required: {}",
                argument.name,
                argument.description.trim_end_matches('.')
            ));
        }
    }
    wrong
}
