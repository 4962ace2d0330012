//! A composite as Rust source.

use super::code::{index, list, optional, structure, text, texts};
use super::statics::Statics;
use crate::catalogue::{Composite, Excerpt, Filling, ForEach, Rows, Step};

pub(super) fn composite(composite: &Composite, statics: &mut Statics) -> String {
    let code = structure(
        "Composite",
        [
            ("method", text(composite.method)),
            ("one_of", texts(composite.one_of)),
            ("steps", list(composite.steps.iter().map(step))),
            ("result", list(composite.result.iter().map(excerpt))),
        ],
    );
    format!("&{}", statics.name("COMPOSITE", "Composite", code))
}

fn step(step: &Step) -> String {
    structure(
        "Step",
        [
            ("name", text(step.name)),
            ("tool", index(step.tool)),
            ("for_each", optional(step.for_each.as_ref().map(for_each))),
            ("arguments", list(step.arguments.iter().map(member))),
            ("is_paged", step.is_paged.to_string()),
        ],
    )
}

fn for_each(each: &ForEach) -> String {
    structure(
        "ForEach",
        [
            ("step", index(each.step)),
            ("at", text(each.at)),
            ("rows", rows(each.rows)),
            ("key", text(each.key)),
        ],
    )
}

fn rows(rows: Rows) -> String {
    match rows {
        Rows::All => "Rows::All".to_owned(),
        Rows::First(count) => format!("Rows::First({})", index(count)),
        Rows::Last(count) => format!("Rows::Last({})", index(count)),
    }
}

fn excerpt(excerpt: &Excerpt) -> String {
    let texts_shown = excerpt.texts.iter();
    structure(
        "Excerpt",
        [
            ("name", text(excerpt.name)),
            ("step", index(excerpt.step)),
            ("at", text(excerpt.at)),
            ("rows", rows(excerpt.rows)),
            ("fields", texts(excerpt.fields)),
            (
                "texts",
                list(texts_shown.map(|(path, most)| format!("({}, {})", text(path), index(*most)))),
            ),
        ],
    )
}

fn member((key, filling): &(&str, Filling)) -> String {
    format!("({}, {})", text(key), self::filling(filling))
}

fn filling(filling: &Filling) -> String {
    let all = |items: &[Filling]| list(items.iter().map(self::filling));
    match filling {
        Filling::Constant(value) => format!("Filling::Constant({})", text(value)),
        Filling::Argument(name) => format!("Filling::Argument({})", text(name)),
        Filling::Answer(step, at) => format!("Filling::Answer({}, {})", index(*step), text(at)),
        Filling::Each(step, at) => format!("Filling::Each({}, {})", index(*step), text(at)),
        Filling::Row(at) => format!("Filling::Row({})", text(at)),
        Filling::DaysAgo(days) => format!("Filling::DaysAgo({days})"),
        Filling::Or(items) => format!("Filling::Or({})", all(items)),
        Filling::Object(entries) => {
            format!("Filling::Object({})", list(entries.iter().map(member)))
        }
        Filling::List(items) => format!("Filling::List({})", all(items)),
    }
}
