//! What the shipped records say of ids, times and what clears: enough of them, and consistently.

use fairlead::catalogue::{Clears, FilterKind, Integration, Place, Shape, Tool};

use crate::shipped_records;

fn shipped() -> impl Iterator<Item = &'static Integration> {
    shipped_records::shipped().into_iter()
}

/// A property at any depth.
struct Property {
    place: String,
    name: &'static str,
    shape: &'static Shape,
    clears: Clears,
}

fn properties(tool: &'static Tool) -> Vec<Property> {
    let mut all = Vec::new();
    for argument in tool.arguments {
        if matches!(argument.place, Place::Limit | Place::Cursor | Place::Fields) {
            continue;
        }
        let place = format!("{} {}", tool.name, argument.name);
        collect(
            place,
            argument.name,
            argument.shape,
            argument.clears,
            &mut all,
        );
    }
    all
}

fn collect(
    place: String,
    name: &'static str,
    shape: &'static Shape,
    clears: Clears,
    all: &mut Vec<Property>,
) {
    if let Shape::Array { items, .. } = shape {
        collect(format!("{place}[]"), name, items, Clears::Nothing, all);
    }
    if let Shape::Object { fields, others } = shape {
        for field in *fields {
            let place = format!("{place}.{}", field.name);
            collect(place, field.name, field.shape, field.clears, all);
        }
        if let Some(others) = others {
            collect(format!("{place}.*"), "", others.shape, others.clears, all);
        }
    }
    all.push(Property {
        place,
        name,
        shape,
        clears,
    });
}

fn is_id(name: &str) -> bool {
    matches!(name, "id" | "ids")
        || ["_id", "_ids", "Id", "Ids"]
            .iter()
            .any(|end| name.ends_with(end))
}

/// Ids of other systems, numbers of kinds, words of the caller's own, and the few of which no example is known: they pass as they are.
const WITHOUT_FORM: usize = 90;

#[test]
fn most_ids_have_a_form_and_the_tools_that_find_them_exist() {
    for integration in shipped() {
        for tool in integration.tools {
            for property in properties(tool) {
                let Shape::Id { form, .. } = property.shape else {
                    continue;
                };
                assert!(
                    form.found_by.is_empty()
                        || integration
                            .tools
                            .iter()
                            .any(|tool| tool.name == form.found_by),
                    "{}",
                    property.place
                );
            }
        }
    }
    let all: Vec<Property> = shipped()
        .flat_map(|integration| integration.tools.iter().flat_map(properties))
        .filter(|property| is_id(property.name))
        .filter(|property| {
            matches!(
                property.shape,
                Shape::Id { .. } | Shape::String { .. } | Shape::Integer { .. }
            )
        })
        .collect();
    let bare: Vec<&str> = all
        .iter()
        .filter(|property| !matches!(property.shape, Shape::Id { .. }))
        .map(|property| property.place.as_str())
        .collect();
    println!(
        "{} of {} ids have a form",
        all.len() - bare.len(),
        all.len()
    );
    assert!(bare.len() <= WITHOUT_FORM, "{} {bare:#?}", bare.len());
    assert!(all.len() - bare.len() >= 500, "{}", all.len());
    let fields = shipped()
        .flat_map(|integration| integration.tools)
        .flat_map(|tool| tool.arguments)
        .filter_map(|argument| {
            let Shape::Filter(filter) = argument.shape else {
                return None;
            };
            Some(filter.fields)
        })
        .flatten();
    for field in fields.filter(|field| field.kind == FilterKind::Id) {
        assert!(
            field.id.is_some() || field.name == "external_id",
            "{}",
            field.name
        );
    }
}

#[test]
fn every_time_is_one_and_what_must_come_is_in_the_future() {
    let (mut times, mut futures) = (0, 0);
    for tool in shipped().flat_map(|integration| integration.tools) {
        for property in properties(tool) {
            let is_awaited = ["snooze", "due", "scheduled_", "expires_at"]
                .iter()
                .any(|word| property.name.starts_with(word))
                // When a task is due has the name that is the time of any other activity.
                || property.name == "hs_timestamp" && property.place.contains("_task");
            if let Shape::Time { is_future, .. } = property.shape {
                times += 1;
                futures += usize::from(*is_future);
                assert_eq!(*is_future, is_awaited, "{}", property.place);
            } else if matches!(property.shape, Shape::String { .. } | Shape::Integer { .. }) {
                let is_named = property.name.ends_with("_at") || property.name.ends_with("_until");
                assert!(!is_named && !is_awaited, "{} is no time", property.place);
            }
        }
    }
    assert!(times >= 88 && futures >= 18, "{times} {futures}");
}

#[test]
fn what_clears_is_said_to_the_model() {
    let mut count = 0;
    for tool in shipped().flat_map(|integration| integration.tools) {
        for property in properties(tool) {
            if property.clears != Clears::Nothing {
                count += 1;
                assert!(tool.definition.contains("clears it"), "{}", property.place);
            }
        }
        for way in [
            "empty string clears",
            "empty clears",
            "empty string detaches",
        ] {
            assert!(
                !tool.input_schema.contains(way),
                "{}: {way} by hand",
                tool.name
            );
        }
    }
    assert!(count >= 31, "{count}");
}
