//! The words after a command: plain ones, and options with values.

use std::ffi::OsString;

/// What was asked is not what the commands know: the usage is the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unknown;

/// Options that stand alone.
const FLAGS: [&str; 2] = ["--trust", "--json"];
/// Options with one value.
const SINGLE: [&str; 3] = ["--slug", "--out", "--base-url"];
/// Options with all values up to the next option.
const SEVERAL: [&str; 1] = ["--openapi"];

/// Whether an option stands there without its one value.
fn wants_value(open: Option<&str>) -> bool {
    open.is_some_and(|name| SINGLE.contains(&name))
}

#[derive(Debug, Default)]
pub(crate) struct Options {
    pub(crate) plain: Vec<String>,
    named: Vec<(String, String)>,
}

impl Options {
    pub(crate) fn read(arguments: impl Iterator<Item = OsString>) -> Result<Self, Unknown> {
        let mut options = Options::default();
        let mut open: Option<String> = None;
        for argument in arguments {
            let text = argument.into_string().map_err(|_| Unknown)?;
            if text.starts_with("--") && wants_value(open.as_deref()) {
                return Err(Unknown);
            }
            if FLAGS.contains(&text.as_str()) {
                open = None;
                options.named.push((text, String::new()));
            } else if SINGLE.contains(&text.as_str()) || SEVERAL.contains(&text.as_str()) {
                open = Some(text);
            } else if text.starts_with("--") {
                return Err(Unknown);
            } else if let Some(name) = &open {
                options.named.push((name.clone(), text));
                if SINGLE.contains(&name.as_str()) {
                    open = None;
                }
            } else {
                options.plain.push(text);
            }
        }
        if wants_value(open.as_deref()) {
            return Err(Unknown);
        }
        Ok(options)
    }

    /// A command refuses the options of others.
    pub(crate) fn only(&self, known: &[&str]) -> Result<(), Unknown> {
        let is_known = |(name, _): &(String, String)| known.contains(&name.as_str());
        if self.named.iter().all(is_known) {
            Ok(())
        } else {
            Err(Unknown)
        }
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.named.iter().any(|(known, _)| known == name)
    }

    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        let own = self.named.iter().filter(move |(known, _)| known == name);
        own.map(|(_, value)| value.as_str())
    }

    /// The last of this name.
    pub(crate) fn one<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.all(name).last()
    }
}
