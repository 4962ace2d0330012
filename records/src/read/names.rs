//! What tools are called, by integration, resource and method.

/// What an integration can be called, `^[a-z][a-z0-9]{0,31}$`: what begins with one, and is cut at 40, keeps six digits of an id.
pub fn is_slug(text: &str) -> bool {
    is_word(text) && !text.contains('_') && text.len() <= 32
}

/// `^[a-z][a-z0-9_]*$`
pub(crate) fn is_word(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

/// What every client takes for the name of a tool: `^[a-z][a-z0-9_]{0,63}$`.
pub(crate) fn is_tool_name(text: &str) -> bool {
    is_word(text) && text.len() <= 64
}

/// The names in the `{places}` of a template.
pub(crate) fn places(template: &str) -> impl Iterator<Item = &str> {
    template
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(place, _)| place))
}

pub(crate) fn long(integration: &str, resource: &str, method: &str, singular: &str) -> String {
    match method {
        "list" => format!("list_all_{integration}_{resource}"),
        "get" => format!("get_single_{integration}_{singular}_by_id"),
        "create" => format!("create_a_{integration}_{singular}"),
        "update" => format!("update_a_{integration}_{singular}_by_id"),
        "delete" => format!("delete_a_{integration}_{singular}_by_id"),
        custom => format!("{integration}_{resource}_{custom}"),
    }
}

pub(crate) fn short(resource: &str, method: &str, singular: &str) -> String {
    match method {
        "list" => format!("list_{resource}"),
        verb => format!("{verb}_{singular}"),
    }
}

pub(crate) fn title(resource: &str, method: &str, singular: &str) -> String {
    let verb = capitalised(method);
    match method {
        "list" => match resource.strip_prefix("search_") {
            Some(found) => format!("Search {}", humanised(found)),
            None => format!("List {}", humanised(resource)),
        },
        "get" | "create" | "update" | "delete" => format!("{verb} {}", with_article(singular)),
        _ => format!("{verb} {}", humanised(singular)),
    }
}

fn humanised(name: &str) -> String {
    name.replace('_', " ")
}

/// `open_issues` as the beginning of a title: `Open issues`.
pub fn capitalised(name: &str) -> String {
    let name = humanised(name);
    let mut letters = name.chars();
    letters
        .next()
        .map(|first| first.to_ascii_uppercase())
        .into_iter()
        .chain(letters)
        .collect()
}

/// `help_center` as a key of those who write `helpCenter`.
pub(crate) fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    first + &words.map(capitalised).collect::<String>()
}

/// `an issue`, `a user`: what counts is the sound, and `u` before a single consonant sounds like `you`.
pub(crate) fn with_article(singular: &str) -> String {
    let noun = humanised(singular);
    let sounds_like_a_consonant = ["us", "uni", "uti", "eu", "one"]
        .iter()
        .any(|start| noun.starts_with(start));
    let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) && !sounds_like_a_consonant
        || noun.starts_with("hour")
    {
        "an"
    } else {
        "a"
    };
    format!("{article} {noun}")
}
