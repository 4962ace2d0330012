//! Prompts as skills (SEP-2640, `io.modelcontextprotocol/skills`): one `SKILL.md` each, for models that read up on what they need.

use std::borrow::Cow;
use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::toolbox::Toolbox;
use crate::catalogue::Prompt;
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

impl Toolbox<'_> {
    /// A prompt as a skill.
    pub fn skill(self, prompt: &'static Prompt) -> Skill {
        let name = prompt.name.replace('_', "-");
        let description = self.description_of(prompt);
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
        text.push_str(&self.text_of(prompt, |name| Cow::Owned(format!("<{name}>"))));
        text.push('\n');
        Skill {
            uri: format!("{SCHEME}{}/{name}{FILE}", self.integration.slug),
            name,
            title: prompt.title,
            description,
            text,
        }
    }

    /// The skill at this address.
    pub fn skill_at(self, uri: &str) -> Option<Skill> {
        let path = uri.strip_prefix(SCHEME)?.strip_suffix(FILE)?;
        let name = path
            .strip_prefix(self.integration.slug)?
            .strip_prefix('/')?;
        let is_it = |prompt: &&Prompt| prompt.name.replace('_', "-") == name;
        self.prompts().find(is_it).map(|prompt| self.skill(prompt))
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
