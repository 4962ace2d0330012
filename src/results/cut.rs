//! A JSON value that is too long for one answer, in parts that are valid JSON each.
//!
//! A part keeps the shape of the whole: the objects on the way to what is read stay, with their small members, and what did not fit is left
//! out. Long members are read one after the other, a list by its entries, a string by its characters. Walking from part to part brings each
//! entry and each character of a long member once; small members come with every part, as far as they take little room.

use std::collections::HashSet;

use super::part::{Lists, Mark, Part, Step, string, text};
use crate::catalogue::Order;
use crate::json::{Members, elements, quote};

/// Objects within each other that are taken apart; what is deeper is shown as the text of its JSON. Bounds the stack.
const DEEPEST: usize = 24;

/// Room below which a value is not worth a part of its own.
const LEAST: usize = 16;

/// Members that a mark names at most, and the longest name of them.
const NAMED: (usize, usize) = (5, 64);

/// Bytes of a mark and of a step in a cursor, beside the names in them.
const MARK: usize = 110;

/// The part of `json` that begins at `from`, in at most `room` bytes if anything fits at all. `size` says which members count as small: it must
/// be the same for all parts of a value.
pub fn part(json: &str, lists: Lists, size: usize, room: usize, from: &[Step]) -> Part {
    let cutter = Cutter {
        size,
        is_page: lists.is_page,
    };
    let path = Path {
        order: lists.order,
        ahead: lists.inside.map(|inside| (inside.list, inside.order)),
        depth: 0,
        length: 0,
        spent: 0,
        is_root: true,
    };
    cutter
        .forced(json, path, room, from)
        .unwrap_or_else(|| text(json, usize::MAX, LEAST.max(room), from))
}

struct Cutter {
    size: usize,
    is_page: bool,
}

/// Where the cutter is, and what is known of what lies ahead.
#[derive(Clone, Copy)]
struct Path {
    order: Option<Order>,
    ahead: Option<(&'static str, Option<Order>)>,
    depth: usize,
    /// Bytes of the pointer to here.
    length: usize,
    /// Bytes that are said about a part that is cut here.
    spent: usize,
    is_root: bool,
}

impl Path {
    /// The same for a member. Keys of records' pointers are plain, so none is escaped.
    fn member(self, key: &str) -> Self {
        let ahead = self.ahead.and_then(|(pointer, order)| {
            let rest = pointer.strip_prefix('/')?.strip_prefix(key)?;
            (rest.is_empty() || rest.starts_with('/')).then_some((rest, order))
        });
        Self {
            order: None,
            ahead,
            depth: self.depth + 1,
            length: self.length + key.len() + 1,
            spent: self.spent + MARK + self.length + 2 * key.len(),
            is_root: false,
        }
    }

    /// The same for an entry. The way to the list inside starts in each record of a list.
    fn entry(self) -> Self {
        Self {
            order: None,
            ahead: self.ahead.filter(|_| self.is_root),
            depth: self.depth + 1,
            length: self.length + 2,
            spent: self.spent + MARK + self.length,
            is_root: false,
        }
    }

    /// The order of the list here.
    fn order(self) -> Option<Order> {
        let named = self.ahead.filter(|(pointer, _)| pointer.is_empty());
        named.and_then(|(_, order)| order).or(self.order)
    }
}

impl Cutter {
    /// A part that makes progress, as text of JSON where the value cannot be taken apart in this room.
    fn forced(&self, json: &str, path: Path, room: usize, from: &[Step]) -> Option<Part> {
        if let Some(part) = self.part(json, path, room, from) {
            return Some(part);
        }
        if let [Step::Count(_) | Step::Member(_), ..] = from {
            // Rather a part that is a little too long than one that begins again.
            let more = (1..=4).map(|quarters| room + quarters * self.size / 4);
            return more
                .into_iter()
                .find_map(|room| self.part(json, path, room, from));
        }
        (room >= LEAST * 2).then(|| text(json, self.size, room, from))
    }

    /// Whether a value here can be taken apart, and enough is left for it beside what has to be said.
    fn can_follow(&self, path: Path) -> bool {
        path.depth < DEEPEST && path.spent <= self.size / 3
    }

    /// `None` when the room is too small for anything.
    fn part(&self, json: &str, path: Path, room: usize, from: &[Step]) -> Option<Part> {
        if from.is_empty() && json.len() <= room {
            return Some(Part::whole(json));
        }
        if matches!(from, [Step::Text(_), ..]) {
            return None;
        }
        match json.bytes().next()? {
            b'{' | b'[' if !self.can_follow(path) => None,
            b'{' => self.object(json, path, room, from),
            b'[' => self.list(json, path, room, from),
            b'"' => string(json, room, from),
            _ => None,
        }
    }

    fn list(&self, json: &str, path: Path, room: usize, from: &[Step]) -> Option<Part> {
        let entries = elements(json)?;
        let (all, order) = (entries.len(), path.order());
        // Read are the first ones, or where the order is known the newest. What comes in meanwhile is the newest, so there the oldest are counted.
        let count = |read: usize| Step::Count(if order.is_some() { all - read } else { read });
        let index = |read: usize| match order {
            Some(Order::OldestFirst) => all - 1 - read,
            Some(Order::NewestFirst) | None => read,
        };
        let start = match (from.first(), order) {
            (Some(Step::Count(left)), Some(_)) => all.saturating_sub(*left),
            (Some(Step::Count(read)), None) => (*read).min(all),
            (Some(_) | None, _) => 0,
        };
        let mut within = from.get(1..).unwrap_or_default();
        let (mut shown, mut used, mut read) = (Vec::new(), 2, start);
        let (mut rest, mut marks) = (Vec::new(), Vec::new());
        while read < all {
            let entry = entries.get(index(read)).map_or("null", |entry| entry.get());
            if within.is_empty() && used + entry.len() + usize::from(!shown.is_empty()) <= room {
                used += entry.len() + 1;
                shown.push(entry.to_owned());
                read += 1;
                continue;
            }
            rest = vec![count(read)];
            // An entry that alone is too long is shown in parts; any other waits for the next part.
            if shown.is_empty() {
                let cut = self.forced(entry, path.entry(), room.checked_sub(2)?, within)?;
                used += cut.json.len();
                shown.push(cut.json);
                // One entry stands in its part alone, or before those that follow it.
                marks.extend(cut.marks);
                if cut.rest.is_empty() {
                    (within, rest) = (&[], Vec::new());
                    used += 1;
                    read += 1;
                    continue;
                }
                rest.extend(cut.rest);
            }
            break;
        }
        let last_shown = read.max(start + shown.len());
        if order == Some(Order::OldestFirst) {
            shown.reverse();
        }
        let place = if order == Some(Order::OldestFirst) {
            shown.len().saturating_sub(1)
        } else {
            0
        };
        for mark in &mut marks {
            mark.at = format!("/{place}{}", mark.at);
        }
        if !self.is_page || !path.is_root {
            let (first, last) = match order {
                Some(Order::OldestFirst) => (all - last_shown + 1, all - start),
                Some(Order::NewestFirst) | None => (start + 1, last_shown),
            };
            marks.insert(
                0,
                Mark {
                    first: Some(first),
                    last: Some(last),
                    order: order.map(Order::as_str),
                    ..Mark::new("entries", all, all - read)
                },
            );
        }
        Some(Part {
            json: format!("[{}]", shown.join(",")),
            rest,
            marks,
        })
    }

    fn object(&self, json: &str, path: Path, room: usize, from: &[Step]) -> Option<Part> {
        let members = members(json)?;
        // A name stands in every part, and in what is said about it.
        if members
            .iter()
            .any(|member| member.name.len() > self.size / 16)
        {
            return None;
        }
        let small = self.small(&members, path.depth, 0);
        let mut long: Vec<usize> = (0..members.len())
            .filter(|at| !small.contains(at))
            .collect();
        // The list that the record names matters most.
        let is_named = |at: &usize| {
            let key = members.get(*at).map_or("", |member| member.key.as_str());
            path.member(key).ahead.is_some()
        };
        long.sort_by_key(|at| !is_named(at));
        if let Some(Step::Member(key)) = from.first() {
            let at = members.iter().position(|member| member.key == *key);
            match at.and_then(|at| long.iter().position(|long| *long == at)) {
                Some(place) => drop(long.drain(..place)),
                // It is short now, or gone: what comes after it is what is left.
                None => long.retain(|other| at.is_none_or(|at| *other > at)),
            }
            if let Some(at) = at.filter(|at| !long.contains(at)) {
                long.insert(0, at);
            }
        }
        if long.is_empty() && from.is_empty() {
            return None;
        }
        let kept = if from.is_empty() {
            small
        } else {
            self.small(&members, path.depth, 2)
        };
        let try_with = |kept: &[usize]| self.filled(&members, path, room, from, &long, kept);
        try_with(&kept).or_else(|| try_with(&[]))
    }

    /// An object with the members that are kept and as much of the long ones as fits.
    fn filled(
        &self,
        members: &[Member<'_>],
        path: Path,
        room: usize,
        from: &[Step],
        long: &[usize],
        kept: &[usize],
    ) -> Option<Part> {
        let mut shown: Vec<(usize, String)> = Vec::new();
        let mut used = 2;
        for (at, member) in members
            .iter()
            .enumerate()
            .filter(|(at, _)| kept.contains(at))
        {
            if long.first() != Some(&at) {
                used += member.length() + 1;
                shown.push((at, member.value.to_owned()));
            }
        }
        let mut within = from.get(1..).unwrap_or_default();
        let (mut rest, mut marks) = (Vec::new(), Vec::new());
        let mut is_first = true;
        for at in long {
            let member = members.get(*at)?;
            let room = room.checked_sub(used + member.name.len() + 2);
            let path = path.member(&member.key);
            let part = match room {
                Some(room) if is_first => self.forced(member.value, path, room, within),
                Some(room) if within.is_empty() && member.value.len() <= room => {
                    Some(Part::whole(member.value))
                }
                // The end of a part is worth the start of a long member when there is room for much of it.
                Some(room) if room >= self.size / 4 => self.part(member.value, path, room, &[]),
                Some(_) | None => None,
            };
            let Some(part) = part else {
                if is_first {
                    return None;
                }
                rest = vec![Step::Member(member.key.clone())];
                break;
            };
            used += member.name.len() + part.json.len() + 2;
            let pointer = format!("/{}", member.key.replace('~', "~0").replace('/', "~1"));
            marks.extend(part.marks.into_iter().map(|mark| Mark {
                at: format!("{pointer}{}", mark.at),
                ..mark
            }));
            shown.push((*at, part.json));
            if !part.rest.is_empty() {
                rest = vec![Step::Member(member.key.clone())];
                rest.extend(part.rest);
                break;
            }
            (is_first, within) = (false, &[]);
        }
        let waiting: Vec<&str> = long
            .iter()
            .filter(|at| !shown.iter().any(|(other, _)| other == *at))
            .filter_map(|at| Some(members.get(*at)?.key.as_str()))
            .collect();
        if !waiting.is_empty() {
            let (most, longest) = NAMED;
            let fields = waiting.iter().filter(|key| key.len() <= longest);
            marks.push(Mark {
                fields: fields.take(most).map(|key| (*key).to_owned()).collect(),
                ..Mark::new("fields", members.len(), waiting.len())
            });
        }
        shown.sort_by_key(|(at, _)| *at);
        let texts: Vec<String> = shown
            .iter()
            .filter_map(|(at, value)| Some(format!("{}:{value}", members.get(*at)?.name)))
            .collect();
        Some(Part {
            json: format!("{{{}}}", texts.join(",")),
            rest,
            marks,
        })
    }

    /// The smallest members, an id before all, as long as they take a small share of a part: the deeper, the smaller.
    fn small(&self, members: &[Member<'_>], depth: usize, smaller: usize) -> Vec<usize> {
        let share = self.size >> (2 + depth + smaller).min(31);
        let mut order: Vec<usize> = (0..members.len()).collect();
        order.sort_by_key(|at| {
            let member = members.get(*at);
            member.map(|member| (member.key != "id", member.length()))
        });
        let mut used = 0;
        let fits = |at: &usize| {
            used += members.get(*at).map_or(0, Member::length) + 1;
            used <= share
        };
        order.into_iter().take_while(fits).collect()
    }
}

struct Member<'a> {
    key: String,
    /// The key as JSON.
    name: String,
    value: &'a str,
}

impl Member<'_> {
    fn length(&self) -> usize {
        self.name.len() + 1 + self.value.len()
    }
}

/// An object's members; of one key the last, as in JavaScript.
fn members(json: &str) -> Option<Vec<Member<'_>>> {
    let mut seen = HashSet::new();
    let mut members: Vec<Member<'_>> = Members::parse(json)?
        .0
        .into_iter()
        .rev()
        .filter(|(key, _)| seen.insert(key.clone()))
        .map(|(key, value)| Member {
            name: quote(&key),
            key: key.into_owned(),
            value: value.get(),
        })
        .collect();
    members.reverse();
    Some(members)
}
