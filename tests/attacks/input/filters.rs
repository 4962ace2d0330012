//! Filters of a URL and of a `config`: which tools they leave, by a second reading of what docs/operate.md says of them.

use fairlead::catalogue::{Effect, Integration, Tool};
use serde_json::{Value, json};

use super::arguments::{Must, strange};
use super::choices::Choices;
use super::oracle::Case;
use crate::fake::{ADMIN_TOKEN, request, tool_names};
use crate::fixture::{Fixture, Kind};

const STANDARD: [&str; 5] = ["list", "get", "create", "update", "delete"];

/// Conditions that hold together; each is empty or a list of words of which one must fit.
#[derive(Debug, Default, Clone)]
struct Conditions {
    methods: Vec<String>,
    tags: Vec<String>,
    allow: Vec<String>,
    deny: Vec<String>,
    short_names: ShortNames,
}

/// When short names count beside long ones.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum ShortNames {
    Always,
    /// In a URL, where the server shows long ones: for a word that no long name fits.
    Otherwise,
    #[default]
    Never,
}

impl Conditions {
    fn any(integration: &Integration, short_names: ShortNames, choices: &mut Choices<'_>) -> Self {
        let mut words = |of: &dyn Fn(&mut Choices<'_>) -> String| -> Vec<String> {
            let count = choices.one(&[0, 0, 1, 1, 2, 3]);
            (0..count).map(|_| of(choices)).collect()
        };
        let method = |choices: &mut Choices<'_>| {
            let own = &integration.methods[choices.pick(integration.methods.len())];
            let all = [
                "read", "write", "custom", "list", own.method, "READ", "none",
            ];
            choices.one(&all).to_owned()
        };
        let tag = |choices: &mut Choices<'_>| {
            if integration.tags.is_empty() || choices.rarely(10) {
                return "none".to_owned();
            }
            choices.one(integration.tags).to_owned()
        };
        let pattern = |choices: &mut Choices<'_>| {
            let tool = &integration.tools[choices.pick(integration.tools.len())];
            let name = if choices.pick(4) == 3 {
                tool.short_name
            } else {
                tool.name
            };
            let at = choices.pick(name.len());
            match choices.pick(8) {
                0 | 1 => name.to_owned(),
                2 => format!("{}*", &name[..at]),
                3 => format!("*{}", &name[at..]),
                4 => format!("*{}*", &name[at..]),
                5 => name.replace('_', "*"),
                6 => "*".repeat(1 + choices.pick(3)),
                _ => format!("{}x{}", &name[..at], &name[at..]),
            }
        };
        Self {
            methods: words(&method),
            tags: words(&tag),
            allow: words(&pattern),
            deny: Vec::new(),
            short_names,
        }
    }

    fn fits(&self, pattern: &str, tool: &Tool, integration: &Integration) -> bool {
        let is_long = |tool: &Tool| is_match(pattern.as_bytes(), tool.name.as_bytes());
        let has_short_names = match self.short_names {
            ShortNames::Always => true,
            ShortNames::Otherwise => !integration.tools.iter().any(is_long),
            ShortNames::Never => false,
        };
        is_long(tool)
            || (has_short_names && is_match(pattern.as_bytes(), tool.short_name.as_bytes()))
    }

    /// Whether every word means something here.
    fn is_known(&self, integration: &Integration) -> bool {
        let of = |tool: &Tool| method_of(tool, integration);
        let is_method = |word: &String| {
            ["read", "write", "custom"].contains(&word.as_str())
                || integration.tools.iter().any(|tool| of(tool) == word)
        };
        let is_tag = |word: &String| {
            integration
                .tools
                .iter()
                .any(|it| it.tags.contains(&word.as_str()))
        };
        let is_tool = |word: &String| {
            integration
                .tools
                .iter()
                .any(|tool| self.fits(word, tool, integration))
        };
        self.methods.iter().all(is_method)
            && self.tags.iter().all(is_tag)
            && self.allow.iter().chain(&self.deny).all(is_tool)
    }

    /// A composite is there where it fits itself, and so does everything that it calls.
    fn leaves(&self, tool: &Tool, integration: &Integration) -> bool {
        let mut called = tool.composite.iter().flat_map(|composite| composite.steps);
        self.fits_all(tool, integration)
            && called.all(|step| self.fits_all(&integration.tools[step.tool], integration))
    }

    fn fits_all(&self, tool: &Tool, integration: &Integration) -> bool {
        let method = method_of(tool, integration);
        let is_method = |word: &String| match word.as_str() {
            "read" => tool.effect == Effect::Read,
            "write" => tool.effect != Effect::Read,
            "custom" => !STANDARD.contains(&method),
            word => word == method,
        };
        let is_any = |words: &[String], fits: &dyn Fn(&String) -> bool| {
            words.is_empty() || words.iter().any(fits)
        };
        is_any(&self.methods, &is_method)
            && is_any(&self.tags, &|tag| tool.tags.contains(&tag.as_str()))
            && is_any(&self.allow, &|pattern| {
                self.fits(pattern, tool, integration)
            })
            && !self
                .deny
                .iter()
                .any(|pattern| self.fits(pattern, tool, integration))
    }
}

fn method_of(tool: &Tool, integration: &Integration) -> &'static str {
    let own = tool.composite.map(|composite| composite.method);
    own.unwrap_or(integration.methods[tool.method].method)
}

/// `*` is any text. Every way of matching is tried, so that there is nothing to get wrong.
fn is_match(pattern: &[u8], text: &[u8]) -> bool {
    match (pattern.split_first(), text.split_first()) {
        (None, None) => true,
        (Some((b'*', rest)), _) if is_match(rest, text) => true,
        (Some((b'*', _)), Some((_, text))) => is_match(pattern, text),
        (Some((left, pattern)), Some((right, text))) => left == right && is_match(pattern, text),
        _ => false,
    }
}

/// A filter of either place.
pub(crate) fn filter(fixture: &Fixture, choices: &mut Choices<'_>) -> Case {
    if choices.pick(2) == 0 {
        narrowing(fixture, choices)
    } else {
        config(fixture, choices)
    }
}

/// `?methods=&tags=&tools=`: what is left is part of what the server shows.
fn narrowing(fixture: &Fixture, choices: &mut Choices<'_>) -> Case {
    let slug = choices.one(&["acme", "dogwood", "birch"]);
    let kind = choices.one(&[Kind::Plain, Kind::Short, Kind::ReadsOnly]);
    let door = fixture.door(slug, kind);
    let integration = door.integration;
    let short_names = if kind == Kind::Short {
        ShortNames::Always
    } else {
        ShortNames::Otherwise
    };
    let conditions = Conditions::any(integration, short_names, choices);
    let mut query = Vec::new();
    for (key, words) in [
        ("methods", &conditions.methods),
        ("tags", &conditions.tags),
        ("tools", &conditions.allow),
    ] {
        // One list or several, in any spelling, with words that are none.
        let separator = choices.one(&[",", ",", ", ", ",,", "&"]);
        if words.is_empty() {
            continue;
        }
        if separator == "&" {
            query.extend(words.iter().map(|word| pair(key, word, choices)));
        } else {
            query.push(pair(key, &words.join(separator), choices));
        }
    }
    if choices.rarely(4) {
        query.push(pair("v", &choices.hostile(), choices));
    }
    let mut ask = fixture
        .worker
        .legacy(&door.server)
        .ask("tools/list", json!({}));
    ask.0.query = query.join("&");
    if choices.rarely(5) {
        let spoiled = choices.spoil(ask.0.query.as_bytes());
        ask.0.query = String::from_utf8_lossy(&spoiled).into_owned();
        return Case {
            id: Some("1".to_owned()),
            ..Case::new(ask, Must::Either)
        }
        .also(move |_, reply| is_part(reply.status, &|| tool_names(&reply.result()), integration));
    }
    let server = if kind == Kind::ReadsOnly {
        vec!["read".to_owned()]
    } else {
        Vec::new()
    };
    let server = Conditions {
        methods: server,
        ..Conditions::default()
    };
    let shown =
        |tool: &&Tool| conditions.leaves(tool, integration) && server.leaves(tool, integration);
    let expected: Vec<String> = integration
        .tools
        .iter()
        .filter(shown)
        .map(|tool| name(tool, kind))
        .collect();
    let is_good = conditions.is_known(integration) && !expected.is_empty();
    let must = if is_good {
        Must::Either
    } else {
        Must::BeRefused
    };
    Case {
        id: Some("1".to_owned()),
        ..Case::new(ask, must)
    }
    .also(move |_, reply| match reply.status {
        200 if tool_names(&reply.result()) == expected => Ok(()),
        400 if !is_good => Ok(()),
        _ => Err(format!("expected {expected:?}: {reply:?}")),
    })
}

fn name(tool: &Tool, kind: Kind) -> String {
    let name = if kind == Kind::Short {
        tool.short_name
    } else {
        tool.name
    };
    name.to_owned()
}

/// Whatever a spoiled query says, it shows no tool that is not there.
fn is_part(
    status: u16,
    names: &dyn Fn() -> Vec<String>,
    integration: &Integration,
) -> Result<(), String> {
    let is_tool = |name: &String| {
        let mut tools = integration.tools.iter();
        tools.any(|tool| tool.name == name || tool.short_name == name)
    };
    match status {
        400 => Ok(()),
        200 if names().iter().all(is_tool) => Ok(()),
        _ => Err(format!("status {status}")),
    }
}

/// A query pair, plain or percent-encoded.
fn pair(key: &str, value: &str, choices: &mut Choices<'_>) -> String {
    if choices.pick(2) == 0 {
        let encoded: String = url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
        return format!("{key}={encoded}");
    }
    let encode = |text: &str| -> String {
        let bytes = text.bytes().map(|byte| format!("%{byte:02x}"));
        bytes.collect::<Vec<String>>().concat()
    };
    format!("{}={}", encode(key), encode(value))
}

/// `config`, as `POST …/mcp/preview` takes it.
fn config(fixture: &Fixture, choices: &mut Choices<'_>) -> Case {
    let slug = choices.one(&["acme", "dogwood", "birch"]);
    let door = fixture.door(slug, Kind::Plain);
    let integration = door.integration;
    let has_short_names = choices.pick(2) == 1;
    let short_names = if has_short_names {
        ShortNames::Always
    } else {
        ShortNames::Never
    };
    let mut conditions = Conditions::any(integration, short_names, choices);
    if choices.pick(2) == 1 {
        conditions.deny = Conditions::any(integration, short_names, choices).allow;
    }
    let mut config = json!({ "tool_names": if has_short_names { "short" } else { "long" } });
    for (key, words) in [("methods", &conditions.methods), ("tags", &conditions.tags)] {
        if !words.is_empty() {
            config[key] = json!(words);
        }
    }
    if !conditions.allow.is_empty() || !conditions.deny.is_empty() {
        config["tools"] = json!({ "allow": conditions.allow, "deny": conditions.deny });
    }
    let target = format!("/integrated-account/{}/mcp/preview", door.server.account);
    let preview = |config: &Value| {
        let body = json!({ "config": config }).to_string();
        request("POST", &target).bearer(ADMIN_TOKEN).body(body)
    };
    if choices.rarely(4) {
        let keys = [
            "methods",
            "tags",
            "tools",
            "tool_exposure",
            "tool_names",
            "structured",
            "require_api_token_auth",
            "customer_visible",
            "approve",
            "approve_by",
            "dry_run",
            "defaults",
            "frozen",
            "repeat_guard_seconds",
        ];
        let key = if choices.rarely(5) {
            choices.hostile()
        } else {
            choices.one(&keys).to_owned()
        };
        config[key] = strange(choices);
        return Case::new(preview(&config), Must::Either);
    }
    let kind = if has_short_names {
        Kind::Short
    } else {
        Kind::Plain
    };
    let tools = integration.tools.iter();
    let shown = tools.filter(|tool| conditions.leaves(tool, integration));
    let expected: Vec<String> = shown.map(|tool| name(tool, kind)).collect();
    let is_good = conditions.is_known(integration) && !expected.is_empty();
    let must = if is_good {
        Must::Either
    } else {
        Must::BeRefused
    };
    Case::new(preview(&config), must).also(move |_, reply| match reply.status {
        200 if tool_names(&reply.json()) == expected => Ok(()),
        400 if !is_good => Ok(()),
        _ => Err(format!("expected {expected:?}: {reply:?}")),
    })
}
