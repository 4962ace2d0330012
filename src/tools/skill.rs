//! Prompts as skills (SEP-2640, `io.modelcontextprotocol/skills`): one `SKILL.md` each, for models that read up on what they need.

use std::borrow::Cow;
use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::prompt::Offered;
use crate::json::quote;

/// What addresses of skills begin with.
const SCHEME: &str = "skill://";

/// The file that each consists of.
const FILE: &str = "/SKILL.md";

/// A skill, as one server words it.
#[derive(Debug)]
pub struct Skill {
    /// Of its `SKILL.md`.
    pub uri: String,
    /// The last folder of the address.
    pub name: String,
    /// For people.
    pub title: &'static str,
    /// What it is good for.
    pub description: String,
    /// What `SKILL.md` holds.
    pub text: String,
}

impl Offered<'_> {
    /// As a skill. `is_discovery` says how its tools are called.
    pub fn skill(&self, is_discovery: bool) -> Skill {
        let prompt = self.prompt;
        let name = prompt.name.replace('_', "-");
        let description = self.description();
        // A JSON string is a quoted text of YAML.
        let mut text = format!(
            "---\nname: {name}\ndescription: {}\n---\n\n# {}\n",
            quote(&description),
            prompt.title
        );
        if !prompt.arguments.is_empty() {
            text.push_str("\nFind out before you start, or ask:\n\n");
        }
        for argument in prompt.arguments {
            // Writing into a String cannot fail.
            let _ = match argument.default {
                Some(default) => writeln!(
                    text,
                    "- <{}>: {} Unless it is said: {default}.",
                    argument.name, argument.description
                ),
                None => writeln!(text, "- <{}>: {}", argument.name, argument.description),
            };
        }
        text.push('\n');
        text.push_str(&self.text(is_discovery, |name| Cow::Owned(format!("<{name}>"))));
        text.push('\n');
        Skill {
            uri: format!("{SCHEME}{}/{name}{FILE}", self.toolbox.integration.slug),
            name,
            title: prompt.title,
            description,
            text,
        }
    }

    /// Whether it is the skill at this address.
    pub fn is_at(&self, uri: &str) -> bool {
        let path = uri
            .strip_prefix(SCHEME)
            .and_then(|rest| rest.strip_suffix(FILE));
        let parts = path.and_then(|path| path.split_once('/'));
        parts.is_some_and(|(slug, name)| {
            slug == self.toolbox.integration.slug && self.prompt.name.replace('_', "-") == name
        })
    }
}

impl Skill {
    /// As `skills/list` and `skills/get` show it: its frontmatter, and what to hold its one file to.
    pub fn entry(&self) -> String {
        let digest: [u8; 32] = Sha256::digest(self.text.as_bytes()).into();
        let mut hex = String::with_capacity(64);
        for byte in digest {
            let _ = write!(hex, "{byte:02x}");
        }
        let uri = quote(&self.uri);
        format!(
            "{{\"uri\":{uri},\"frontmatter\":{{\"name\":\"{}\",\"description\":{}}},\"resources\":[{{\"uri\":{uri},\"digest\":\"sha256:{hex}\",\"size\":{}}}]}}",
            self.name,
            quote(&self.description),
            self.text.len()
        )
    }

    /// As `resources/list` shows it.
    pub fn resource(&self) -> String {
        format!(
            "{{\"uri\":{},\"name\":\"{}\",\"title\":{},\"description\":{},\"mimeType\":\"text/markdown\",\"size\":{}}}",
            quote(&self.uri),
            self.name,
            quote(self.title),
            quote(&self.description),
            self.text.len()
        )
    }

    /// As `resources/read` shows it.
    pub fn contents(&self) -> String {
        format!(
            "{{\"uri\":{},\"mimeType\":\"text/markdown\",\"text\":{}}}",
            quote(&self.uri),
            quote(&self.text)
        )
    }
}
