//! A value and its place in a record: reading through a node names the place in every complaint.

use super::complaint::Complaints;
use super::keep;
use super::value::Value;

#[derive(Debug, Clone)]
pub(crate) struct Node<'a> {
    file: &'a str,
    key: String,
    value: &'static Value,
    complaints: &'a Complaints,
}

impl<'a> Node<'a> {
    pub(crate) fn root(file: &'a str, value: &'static Value, complaints: &'a Complaints) -> Self {
        Node {
            file,
            key: String::new(),
            value,
            complaints,
        }
    }

    /// The same place in the record, holding another value.
    pub(crate) fn with(&self, value: &'static Value) -> Self {
        Node {
            file: self.file,
            key: self.key.clone(),
            value,
            complaints: self.complaints,
        }
    }

    pub(crate) fn value(&self) -> &'static Value {
        self.value
    }

    pub(crate) fn complain(&self, what: impl Into<String>, fix: impl Into<String>) {
        self.complaints.add(self.file, &self.key, what, fix);
    }

    /// Complains about a key below this place, there or not.
    pub(crate) fn complain_at(&self, key: &str, what: impl Into<String>, fix: impl Into<String>) {
        self.complaints.add(self.file, &self.below(key), what, fix);
    }

    fn below(&self, key: &str) -> String {
        if self.key.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.key)
        }
    }

    /// A place below this one that holds this value.
    pub(crate) fn at(&self, key: &str, value: &'static Value) -> Self {
        Node {
            file: self.file,
            key: self.below(key),
            value,
            complaints: self.complaints,
        }
    }

    pub(crate) fn file(&self) -> &'a str {
        self.file
    }

    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    fn expected<T>(&self, wanted: &str) -> Option<T> {
        self.complain(
            format!("this is {}", self.value.kind()),
            format!("write {wanted}"),
        );
        None
    }

    pub(crate) fn text(&self) -> Option<&'static str> {
        match self.value {
            Value::String(text) if !text.trim().is_empty() => Some(text.trim_end()),
            Value::String(_) => {
                self.complain("this text is empty", "write it or take the key out");
                None
            }
            Value::Integer(_) | Value::Number(_) | Value::Boolean(_) => {
                self.expected("it in quotes")
            }
            Value::Null | Value::Array(_) | Value::Object(_) => self.expected("text"),
        }
    }

    pub(crate) fn integer<T: TryFrom<i64>>(&self) -> Option<T> {
        if let Value::Integer(value) = self.value {
            let number = T::try_from(*value).ok();
            if number.is_none() {
                self.complain(
                    format!("{value} is out of range"),
                    "write a number that fits",
                );
            }
            return number;
        }
        self.expected("a whole number")
    }

    pub(crate) fn number(&self) -> Option<f64> {
        match self.value {
            Value::Number(value) => Some(*value),
            Value::Integer(value) => value.to_string().parse().ok(),
            Value::Null
            | Value::Boolean(_)
            | Value::String(_)
            | Value::Array(_)
            | Value::Object(_) => self.expected("a number"),
        }
    }

    pub(crate) fn boolean(&self) -> Option<bool> {
        if let Value::Boolean(value) = self.value {
            Some(*value)
        } else {
            self.expected("true or false")
        }
    }

    pub(crate) fn items(&self) -> Vec<Node<'a>> {
        if let Value::Array(items) = self.value {
            return items
                .iter()
                .enumerate()
                .map(|(index, item)| self.at(&index.to_string(), item))
                .collect();
        }
        self.expected::<()>("a list");
        Vec::new()
    }

    pub(crate) fn texts(&self) -> &'static [&'static str] {
        keep::list(self.items().iter().filter_map(Node::text))
    }

    pub(crate) fn entries(&self) -> Vec<(&'static str, Node<'a>)> {
        if let Value::Object(entries) = self.value {
            return entries
                .iter()
                .map(|(key, value)| (key.as_str(), self.at(key, value)))
                .collect();
        }
        self.expected::<()>("a map");
        Vec::new()
    }

    /// A map of texts.
    pub(crate) fn pairs(&self) -> &'static [(&'static str, &'static str)] {
        let entries = self.entries().into_iter();
        keep::list(entries.filter_map(|(key, node)| Some((key, node.text()?))))
    }

    /// One word of a closed set.
    pub(crate) fn choice<T: Copy>(&self, options: &[(&str, T)]) -> Option<T> {
        let text = self.text()?;
        let found = options
            .iter()
            .find(|(word, _)| *word == text)
            .map(|(_, option)| *option);
        if found.is_none() {
            let words: Vec<&str> = options.iter().map(|(word, _)| *word).collect();
            self.complain(
                format!("`{text}` is unknown"),
                format!("write one of {}", words.join(", ")),
            );
        }
        found
    }

    /// An RFC 6901 pointer that is not empty.
    pub(crate) fn pointer(&self) -> Option<&'static str> {
        let text = self.text()?;
        if !text.starts_with('/') {
            self.complain(
                format!("the JSON pointer `{text}` does not start with /"),
                format!("write `/{text}`"),
            );
        }
        Some(text)
    }

    pub(crate) fn keys(&self) -> Option<Keys<'a>> {
        if matches!(self.value, Value::Object(_)) {
            return Some(Keys {
                node: self.clone(),
                known: Vec::new(),
            });
        }
        self.expected("a map")
    }
}

/// A map whose keys are all known; `finish` complains about the others.
#[derive(Debug)]
pub(crate) struct Keys<'a> {
    node: Node<'a>,
    known: Vec<&'static str>,
}

impl<'a> Keys<'a> {
    pub(crate) fn get(&mut self, key: &'static str) -> Option<Node<'a>> {
        self.known.push(key);
        self.node
            .value
            .get(key)
            .map(|value| self.node.at(key, value))
    }

    pub(crate) fn need(&mut self, key: &'static str) -> Option<Node<'a>> {
        let found = self.get(key);
        if found.is_none() {
            self.node
                .complain(format!("`{key}` is missing"), format!("add `{key}`"));
        }
        found
    }

    pub(crate) fn need_text(&mut self, key: &'static str) -> &'static str {
        self.need(key)
            .and_then(|node| node.text())
            .unwrap_or_default()
    }

    pub(crate) fn texts(&mut self, key: &'static str) -> &'static [&'static str] {
        self.get(key).map(|node| node.texts()).unwrap_or_default()
    }

    pub(crate) fn node(&self) -> &Node<'a> {
        &self.node
    }

    pub(crate) fn finish(self) {
        for (key, node) in self.node.entries() {
            if !self.known.contains(&key) {
                let known = self.known.join(", ");
                node.complain(
                    "this key is unknown",
                    format!("take it out, or use one of {known}"),
                );
            }
        }
    }
}
