//! Words of paths, operation ids and summaries: how they are cut, which of them say what is done, and what one of many is called.

use heck::ToSnakeCase;

/// `^[a-z][a-z0-9_]*$`, or nothing where the text has no letter.
pub(super) fn snake(text: &str) -> String {
    let ascii: String = text
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' })
        .collect();
    let name = ascii.to_snake_case();
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        return format!("n{name}");
    }
    name
}

/// Words that change nothing.
const READS: &[&str] = &[
    "check", "compare", "count", "describe", "diff", "download", "estimate", "exists", "export",
    "fetch", "find", "get", "list", "lookup", "poll", "preview", "query", "read", "render",
    "retrieve", "search", "show", "validate", "verify", "view", "whoami",
];

/// Words after which something is gone or cannot be taken back.
const REMOVES: &[&str] = &[
    "archive",
    "cancel",
    "clear",
    "deactivate",
    "delete",
    "destroy",
    "detach",
    "disable",
    "disconnect",
    "erase",
    "expire",
    "forget",
    "kill",
    "merge",
    "purge",
    "redact",
    "remove",
    "reset",
    "revoke",
    "terminate",
    "uninstall",
    "wipe",
];

/// Words that change something, and leave what was there.
const WRITES: &[&str] = &[
    "accept",
    "acknowledge",
    "activate",
    "add",
    "allow",
    "append",
    "apply",
    "approve",
    "assign",
    "associate",
    "attach",
    "authorize",
    "ban",
    "block",
    "bulk",
    "calculate",
    "change",
    "clone",
    "close",
    "complete",
    "configure",
    "confirm",
    "connect",
    "convert",
    "copy",
    "create",
    "decline",
    "deny",
    "deploy",
    "dismiss",
    "dispatch",
    "duplicate",
    "edit",
    "enable",
    "enqueue",
    "enroll",
    "execute",
    "finish",
    "follow",
    "fork",
    "forward",
    "generate",
    "import",
    "initiate",
    "insert",
    "install",
    "invite",
    "join",
    "leave",
    "link",
    "load",
    "lock",
    "login",
    "logout",
    "make",
    "mark",
    "migrate",
    "modify",
    "move",
    "mute",
    "new",
    "notify",
    "open",
    "patch",
    "pause",
    "pin",
    "post",
    "process",
    "promote",
    "publish",
    "push",
    "put",
    "queue",
    "react",
    "reactivate",
    "rebuild",
    "refresh",
    "register",
    "reject",
    "release",
    "rename",
    "reopen",
    "reorder",
    "replace",
    "reply",
    "request",
    "rerequest",
    "rerun",
    "resend",
    "resolve",
    "restart",
    "restore",
    "resume",
    "retry",
    "rotate",
    "run",
    "save",
    "schedule",
    "send",
    "set",
    "share",
    "snooze",
    "stage",
    "star",
    "start",
    "stop",
    "submit",
    "subscribe",
    "suspend",
    "sync",
    "transfer",
    "trigger",
    "unarchive",
    "unassign",
    "unban",
    "unblock",
    "unenroll",
    "unfollow",
    "unlink",
    "unlock",
    "unmute",
    "unpin",
    "unpublish",
    "unshare",
    "unsnooze",
    "unstar",
    "unsubscribe",
    "unsuspend",
    "update",
    "upload",
    "upsert",
    "use",
    "vote",
    "withdraw",
    "write",
];

/// What a word says is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    Reads,
    Writes,
    Removes,
}

pub(super) fn deed(word: &str) -> Option<Deed> {
    if READS.contains(&word) {
        Some(Deed::Reads)
    } else if REMOVES.contains(&word) {
        Some(Deed::Removes)
    } else if WRITES.contains(&word) {
        Some(Deed::Writes)
    } else {
        None
    }
}

/// The first word of a name that says what is done.
pub(super) fn verb(name: &str) -> Option<&str> {
    name.split('_').find(|word| deed(word).is_some())
}

/// The verb of an operation: by its id, where the vendor's path may stand before it, else by its summary ("Creates a ticket").
pub(super) fn verb_of(id: &str, summary: &str) -> Option<String> {
    let own = id.rsplit(['/', '}']).next().unwrap_or(id);
    let id = snake(own);
    if let Some(found) = verb(&id) {
        return Some(found.to_owned());
    }
    let first = snake(summary.split_whitespace().next().unwrap_or_default());
    let bare = first.strip_suffix("es").filter(|bare| deed(bare).is_some());
    let bare = bare.or_else(|| first.strip_suffix('s')).unwrap_or(&first);
    [first.as_str(), bare]
        .into_iter()
        .find(|word| deed(word).is_some())
        .map(str::to_owned)
}

/// Nouns whose plural no rule tells.
const IRREGULAR: [(&str, &str); 12] = [
    ("people", "person"),
    ("children", "child"),
    ("men", "man"),
    ("women", "woman"),
    ("indices", "index"),
    ("vertices", "vertex"),
    ("matrices", "matrix"),
    ("analyses", "analysis"),
    ("bases", "base"),
    ("caches", "cache"),
    ("movies", "movie"),
    ("cookies", "cookie"),
];

/// Nouns that are the same for one and for many, or end in `s` for one.
const SAME: [&str; 10] = [
    "news",
    "series",
    "sms",
    "dns",
    "analytics",
    "metrics",
    "settings",
    "https",
    "aws",
    "gps",
];

/// One of many: of a name in snake case its last word.
pub(super) fn singular(name: &str) -> String {
    let (before, last) = name
        .rsplit_once('_')
        .map_or(("", name), |(before, last)| (before, last));
    let one = one_of(last);
    if before.is_empty() {
        one
    } else {
        format!("{before}_{one}")
    }
}

fn one_of(word: &str) -> String {
    if let Some((_, one)) = IRREGULAR.iter().find(|(many, _)| *many == word) {
        return (*one).to_owned();
    }
    if SAME.contains(&word) {
        return word.to_owned();
    }
    for (end, instead) in [
        ("ies", "y"),
        ("sses", "ss"),
        ("shes", "sh"),
        ("ches", "ch"),
        ("xes", "x"),
        ("zzes", "zz"),
        ("uses", "us"),
        ("ases", "as"),
    ] {
        if let Some(stem) = word.strip_suffix(end).filter(|stem| stem.len() > 1) {
            // `statuses` and `aliases`, but `causes` and `phrases`.
            let is_whole = matches!(end, "uses" | "ases")
                && !matches!(
                    word,
                    "statuses"
                        | "viruses"
                        | "bonuses"
                        | "campuses"
                        | "aliases"
                        | "atlases"
                        | "canvases"
                );
            return if is_whole {
                word.trim_end_matches('s').to_owned()
            } else {
                format!("{stem}{instead}")
            };
        }
    }
    let is_plural = word.len() > 2
        && word.ends_with('s')
        && !word.ends_with("ss")
        && !word.ends_with("us")
        && !word.ends_with("is");
    if is_plural {
        word.trim_end_matches('s').to_owned()
    } else {
        word.to_owned()
    }
}

/// Whether it names many of something.
pub(super) fn is_plural(name: &str) -> bool {
    singular(name) != name
}
