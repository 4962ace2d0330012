//! The keys of a `config`, and where each is said when several accounts stand behind one URL.

/// Every key of a `config`, and what it is about.
const KEYS: [(&str, About); 22] = [
    ("methods", About::Account),
    ("tags", About::Account),
    ("tools", About::Account),
    ("tool_exposure", About::List),
    ("max_list_tokens", About::List),
    ("tool_names", About::Account),
    ("annotations", About::List),
    ("structured", About::List),
    ("require_api_token_auth", About::Url),
    ("allowed_ips", About::Url),
    ("max_result_chars", About::Account),
    ("compact", About::Account),
    ("html", About::Account),
    ("format", About::Account),
    ("chatgpt_search", About::List),
    ("customer_visible", About::Account),
    ("approve", About::Account),
    ("approve_by", About::Account),
    ("dry_run", About::Account),
    ("defaults", About::Account),
    ("frozen", About::Account),
    ("repeat_guard_seconds", About::Account),
];

/// What a key is about, which counts where several accounts stand behind one URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum About {
    Url,
    List,
    Account,
}

/// What a `config` is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConfigOf {
    /// A token URL of one account: every key.
    Server,
    /// A token URL of several accounts: what is about the URL or the whole list.
    Several,
    /// One of the accounts of such a URL: the rest.
    OneOfSeveral,
    /// An account of a member: all but what is about a URL.
    Member,
}

impl ConfigOf {
    fn has(self, about: About) -> bool {
        match self {
            Self::Server => true,
            Self::Several => about != About::Account,
            Self::OneOfSeveral => about == About::Account,
            Self::Member => about != About::Url,
        }
    }

    /// Whether a key stands here, or where else it does.
    pub(super) fn takes(self, key: &str) -> Result<(), String> {
        let known = KEYS.iter().find(|(known, _)| *known == key);
        let about = match known {
            Some((_, about)) if self.has(*about) => return Ok(()),
            about => about.map(|(_, about)| about),
        };
        Err(match (self, about) {
            (Self::Several, Some(_)) => {
                "is said for each account: put it into accounts[].config".to_owned()
            }
            (Self::OneOfSeveral, Some(_)) => {
                "is said once for all accounts: put it into config".to_owned()
            }
            (Self::Member, Some(_)) => {
                "is about a token URL, and a person has none: take it out".to_owned()
            }
            (_, _) => {
                let keys = KEYS.iter().filter(|(_, about)| self.has(*about));
                let keys: Vec<&str> = keys.map(|(key, _)| *key).collect();
                format!("is not a key of config; the keys are {}", keys.join(", "))
            }
        })
    }
}

/// Whether a `config` of any kind has such a key.
pub(super) fn is_key(key: &str) -> bool {
    KEYS.iter().any(|(known, _)| *known == key)
}
