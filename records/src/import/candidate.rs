//! Which parameters of a list may page: those of its query, and those of its body.

use super::answer::Answer;
use super::argument::{Of, Taken};
use super::bound::whole;
use super::flat::flat;
use super::paging::{self, Candidate, Paging};
use crate::read::Value;

impl<'a> Of<'a, '_> {
    /// How the list is walked, where this is one.
    pub(super) fn paging(&self, taken: &Taken<'a>, answer: &Answer) -> Option<Paging> {
        if self.method != "list" {
            return None;
        }
        let mut candidates: Vec<Candidate> = taken
            .parameters
            .iter()
            .filter(|parameter| parameter.within == "query")
            .map(|parameter| {
                let schema = parameter.value.get("schema").unwrap_or(&Value::Null);
                let said = parameter.value.text("description");
                let is_required = parameter.value.get("required") == Some(&Value::Boolean(true));
                self.candidate(parameter.name.to_owned(), schema, said, false, is_required)
            })
            .collect();
        if let Some(body) = taken.body.filter(|body| body.kind == "json") {
            self.in_body(body.schema, "", &mut candidates);
        }
        paging::find(&candidates, answer)
    }

    fn candidate(
        &self,
        key: String,
        schema: &'a Value,
        said: &str,
        in_body: bool,
        is_required: bool,
    ) -> Candidate {
        let flat = flat(self.document, self.notes, self.place, schema, &[]);
        Candidate {
            key,
            in_body,
            is_required,
            default: flat.keyword("default").and_then(whole),
            maximum: flat.keyword("maximum").and_then(whole),
            description: format!("{said} {}", flat.text("description").unwrap_or_default()),
        }
    }

    /// The plain values of a body, and those one level deeper.
    fn in_body(&self, schema: &'a Value, before: &str, found: &mut Vec<Candidate>) {
        let body = flat(self.document, self.notes, self.place, schema, &[]);
        for (name, property) in &body.properties {
            let own = flat(
                self.document,
                self.notes,
                self.place,
                property,
                &body.followed,
            );
            if name.contains('/') {
                continue;
            }
            match own.kind() {
                Some("object") if before.is_empty() && name.to_lowercase().contains("pag") => {
                    self.in_body(property, &format!("{name}/"), found);
                }
                Some("string" | "integer" | "number") => {
                    found.push(self.candidate(
                        format!("{before}{name}"),
                        property,
                        "",
                        true,
                        body.required.contains(name),
                    ));
                }
                Some(_) | None => {}
            }
        }
    }
}
