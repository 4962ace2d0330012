//! ChatGPT's `search` and `fetch`, which its deep research and company knowledge call by name, in the shape that they require
//! (developers.openai.com/api/docs/mcp). What is found and read are documents that the records make of answers of tools.

use std::borrow::Cow;

use super::discovery::take;
use super::toolbox::Toolbox;
use crate::arguments::error::{ArgumentError, short};
use crate::catalogue::{
    DocumentCall, DocumentKind, DocumentSearch, JsonPiece, Piece, QueryForm, Shape,
};
use crate::json::{Document, quote, string};

/// Words of a query that a vendor or a page of records is searched for.
const WORDS: usize = 5;

/// Characters of a word that says something. Of shorter ones all are looked for where there is no other.
const WORD_CHARS: usize = 3;

/// The two, as `tools/list` shows them, each with a comma after it.
const DEFINITIONS: &str = concat!(
    r#"{"name":"search","title":"Search documents","description":"Searches the help articles and conversations of this account, as far as the server shows them. Takes words, or the e-mail address or phone number of a person. Returns id, title and url of what was found; notes say what was not searched. Read a document with fetch.","inputSchema":{"type":"object","properties":{"query":{"type":"string","description":"Two or three words that matter, or an e-mail address or phone number"}},"required":["query"]},"outputSchema":{"type":"object","properties":{"results":{"type":"array","items":{"type":"object","properties":{"id":{"type":"string"},"title":{"type":"string"},"url":{"type":"string"}},"required":["id","title","url"]}},"notes":{"type":"array","items":{"type":"string"}}},"required":["results"]},"annotations":{"readOnlyHint":true,"destructiveHint":false,"idempotentHint":true,"openWorldHint":false}},"#,
    r#"{"name":"fetch","title":"Fetch a document","description":"Returns the text of one help article or conversation, with title, url and metadata. Of one that is too long it shows how it begins and its newest messages; a line says how much is missing.","inputSchema":{"type":"object","properties":{"id":{"type":"string","description":"id from search, such as article:123"}},"required":["id"]},"outputSchema":{"type":"object","properties":{"id":{"type":"string"},"title":{"type":"string"},"text":{"type":"string"},"url":{"type":"string"},"metadata":{"type":"object","additionalProperties":{"type":"string"}}},"required":["id","title","text","url"]},"annotations":{"readOnlyHint":true,"destructiveHint":false,"idempotentHint":true,"openWorldHint":false}},"#
);

const TEXT: Shape = Shape::String {
    values: &[],
    max_length: None,
};

impl<'a> Toolbox<'a> {
    /// The kinds of documents that this server shows: those whose tools it shows all of, one way to search at least.
    pub fn kinds(self) -> impl Iterator<Item = &'static DocumentKind> + use<'a> {
        let is_on = self.config.chatgpt_search == Some(true);
        let kinds = if is_on {
            self.integration.documents
        } else {
            &[]
        };
        kinds.iter().filter(move |kind| {
            let mut searches = kind.searches.iter();
            self.shows_all(kind.fetch) && searches.any(|search| self.shows_all(search.calls))
        })
    }

    /// `search` and `fetch` as `tools/list` shows them, each with a comma after it; empty where the server has neither.
    pub fn chatgpt_definitions(self) -> &'static str {
        if self.kinds().next().is_some() {
            DEFINITIONS
        } else {
            ""
        }
    }

    /// How documents of a kind are searched for with this query.
    pub fn way(
        self,
        kind: &'static DocumentKind,
        query: &Query,
    ) -> Option<&'static DocumentSearch> {
        let fits = |search: &&DocumentSearch| {
            [QueryForm::Any, query.form].contains(&search.query) && self.shows_all(search.calls)
        };
        kind.searches.iter().find(fits)
    }

    fn shows_all(self, calls: &[DocumentCall]) -> bool {
        calls.iter().all(|call| self.shows(call.tool))
    }
}

/// What is searched for.
#[derive(Debug)]
pub struct Query {
    /// What it is.
    form: QueryForm,
    /// As vendors take it.
    pub text: String,
    /// Its words that say something.
    pub words: Vec<String>,
}

impl Query {
    /// The argument of `search`.
    pub fn read(arguments: &str, strays: &[&str]) -> Result<Self, Vec<ArgumentError>> {
        let [query] = take(arguments, [("query", &TEXT, true)], strays)?;
        let query = query.as_deref().and_then(string).unwrap_or_default();
        if query.trim().is_empty() {
            return Err(vec![ArgumentError::new(
                "query",
                "must hold words to look for",
            )]);
        }
        Ok(Self::of(query.trim()))
    }

    fn of(text: &str) -> Self {
        let form = form(text);
        let all: Vec<String> = text
            .to_lowercase()
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
        let mut words: Vec<String> = Vec::new();
        let telling = |word: &&String| word.chars().count() >= WORD_CHARS;
        let telling: Vec<&String> = all.iter().filter(telling).collect();
        let chosen = if telling.is_empty() {
            all.iter().collect()
        } else {
            telling
        };
        for word in chosen {
            if !words.contains(word) {
                words.push(word.clone());
            }
        }
        words.truncate(WORDS);
        let text = if form == QueryForm::Phone {
            text.chars()
                .filter(|c| *c == '+' || c.is_ascii_digit())
                .collect()
        } else {
            text.to_owned()
        };
        Self { form, text, words }
    }
}

/// A phone number needs its country, or it could be a number of anything.
fn form(text: &str) -> QueryForm {
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '-' | '(' | ')' | '.');
    let digits = text.chars().filter(char::is_ascii_digit).count();
    if let Some(rest) = text.strip_prefix('+')
        && rest.chars().all(is_number)
        && (7..=15).contains(&digits)
    {
        return QueryForm::Phone;
    }
    match text.split_once('@') {
        Some((name, host))
            if !name.is_empty()
                && host.contains('.')
                && !host.contains('@')
                && !text.contains(char::is_whitespace) =>
        {
            QueryForm::Email
        }
        Some(_) | None => QueryForm::Words,
    }
}

/// The argument of `fetch`.
pub fn id(arguments: &str, strays: &[&str]) -> Result<String, Vec<ArgumentError>> {
    let [id] = take(arguments, [("id", &TEXT, true)], strays)?;
    Ok(id
        .as_deref()
        .and_then(string)
        .unwrap_or_default()
        .into_owned())
}

/// The kind of a document's id, and what it is made of.
pub fn parts(
    mut kinds: impl Iterator<Item = &'static DocumentKind>,
    id: &str,
) -> Result<(&'static DocumentKind, Values<'_>), Vec<ArgumentError>> {
    let wrong = || {
        let message = format!(
            "\"{}\" is no id of a document here; take one from search",
            short(id)
        );
        vec![ArgumentError::new("id", message)]
    };
    let (name, rest) = id.split_once(':').ok_or_else(wrong)?;
    let kind = kinds.find(|kind| kind.name == name).ok_or_else(wrong)?;
    let parts: Vec<&str> = rest.split('/').collect();
    if parts.len() != kind.id.len() || parts.iter().any(|part| part.is_empty()) {
        return Err(wrong());
    }
    let mut values = Values::default();
    for (name, part) in kind.id.iter().zip(parts) {
        values.set(name, Cow::Borrowed(part));
    }
    Ok((kind, values))
}

/// What fills places, by name.
#[derive(Debug, Default, Clone)]
pub struct Values<'a>(Vec<(&'static str, Cow<'a, str>)>);

impl<'a> Values<'a> {
    /// Adds one, over any of that name.
    pub fn set(&mut self, name: &'static str, value: Cow<'a, str>) {
        self.0.push((name, value));
    }

    /// Adds others, over those of their names.
    pub fn add(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().rev().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.as_ref())
    }

    /// A text with its places filled; `None` where one of them has nothing. Pointers lead into the answer.
    pub fn fill(&self, pieces: &[Piece], answer: Option<&Document<'_>>) -> Option<String> {
        let mut text = String::new();
        for piece in pieces {
            match piece {
                Piece::Text(as_is) => text.push_str(as_is),
                Piece::Value(name) => text.push_str(self.get(name)?),
                Piece::At(pointer) => text.push_str(&answer?.scalar(pointer)?),
            }
        }
        Some(text).filter(|text| !text.is_empty())
    }

    /// The first of some texts whose places can all be filled.
    pub fn first(&self, texts: &[&[Piece]], answer: &Document<'_>) -> Option<String> {
        let mut texts = texts.iter();
        texts.find_map(|pieces| self.fill(pieces, Some(answer)))
    }

    /// The id of a document: of values that are known, and those that its row brings.
    pub fn id(&self, kind: &DocumentKind, row: &Document<'_>) -> Option<String> {
        let parts: Option<Vec<Cow<'_, str>>> = kind
            .id
            .iter()
            .map(|name| {
                let own = self.get(name).map(Cow::Borrowed);
                own.or_else(|| row.scalar(&format!("/{name}")))
            })
            .collect();
        Some(format!("{}:{}", kind.name, parts?.join("/")))
    }

    /// The JSON of a call's arguments.
    pub fn arguments(&self, pieces: &[JsonPiece], words: &[String]) -> Option<String> {
        let mut json = String::new();
        for piece in pieces {
            match piece {
                JsonPiece::Text(as_is) => json.push_str(as_is),
                JsonPiece::Value(value) => json.push_str(&quote(&self.fill(value, None)?)),
                JsonPiece::EachWord(inner) => {
                    for (index, word) in words.iter().enumerate() {
                        let mut values = self.clone();
                        values.set("word", Cow::Borrowed(word));
                        if index > 0 {
                            json.push(',');
                        }
                        json.push_str(&values.arguments(inner, &[])?);
                    }
                }
            }
        }
        Some(json)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_words_an_address_or_a_number_with_its_country() {
        for (text, expected) in [
            ("reset password", QueryForm::Words),
            ("ada@person.example", QueryForm::Email),
            ("mail from ada@person.example", QueryForm::Words),
            ("@person.example", QueryForm::Words),
            ("+1 (555) 010-0101", QueryForm::Phone),
            ("15550100101", QueryForm::Words),
            ("+1", QueryForm::Words),
        ] {
            assert_eq!(form(text), expected, "{text}");
        }
        assert_eq!(Query::of("+1 (555) 010-0101").text, "+15550100101");
    }

    #[test]
    fn words_that_say_something_are_looked_for_once_each() {
        assert_eq!(
            Query::of("How to reset, RESET my pc").words,
            ["how", "reset"]
        );
        assert_eq!(Query::of("a b").words, ["a", "b"]);
    }
}
