//! What a caller was allowed: each scope lets tools of one effect through (RFC 6749 §3.3).

use crate::catalogue::Effect;

/// Effects that a caller may have. A token URL has all of them; a person chose some when they let a client in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Granted {
    pub read: bool,
    pub write: bool,
    pub destructive: bool,
}

impl Granted {
    /// Every effect.
    pub const ALL: Self = Self {
        read: true,
        write: true,
        destructive: true,
    };

    /// No effect.
    pub const NONE: Self = Self {
        read: false,
        write: false,
        destructive: false,
    };

    /// Every scope, in the order in which they are shown.
    pub const SCOPES: [&'static str; 3] = ["mcp:read", "mcp:write", "mcp:destructive"];

    /// What these scopes allow; what is none of `SCOPES` allows nothing.
    pub fn of_scopes<'a>(scopes: impl IntoIterator<Item = &'a str>) -> Self {
        let mut granted = Self::NONE;
        for scope in scopes {
            match scope {
                "mcp:read" => granted.read = true,
                "mcp:write" => granted.write = true,
                "mcp:destructive" => granted.destructive = true,
                _ => {}
            }
        }
        granted
    }

    /// What tools of this effect need.
    pub fn of(effect: Effect) -> Self {
        Self {
            read: effect == Effect::Read,
            write: effect == Effect::Write,
            destructive: effect == Effect::Destructive,
        }
    }

    /// Whether tools of this effect may be called.
    pub fn allows(self, effect: Effect) -> bool {
        match effect {
            Effect::Read => self.read,
            Effect::Write => self.write,
            Effect::Destructive => self.destructive,
        }
    }

    /// Whether all is allowed that the other allows.
    pub fn covers(self, other: Self) -> bool {
        self.and(other) == self
    }

    /// What either allows.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            read: self.read || other.read,
            write: self.write || other.write,
            destructive: self.destructive || other.destructive,
        }
    }

    /// The same in a number, for keys.
    pub fn bits(self) -> u8 {
        let [read, write, destructive] = [self.read, self.write, self.destructive].map(u8::from);
        read | write << 1 | destructive << 2
    }

    /// Its scopes, in the order of `SCOPES`.
    pub fn scopes(self) -> Vec<&'static str> {
        let is_there = [self.read, self.write, self.destructive];
        let scopes = Self::SCOPES.into_iter().zip(is_there);
        scopes
            .filter_map(|(scope, is_there)| is_there.then_some(scope))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_read_and_said_in_one_order_and_others_allow_nothing() {
        let granted = Granted::of_scopes(["mcp:destructive", "openid", "mcp:read", "mcp:READ"]);
        assert_eq!(granted.scopes(), ["mcp:read", "mcp:destructive"]);
        assert!(!granted.allows(Effect::Write) && granted.allows(Effect::Destructive));
        assert_eq!(Granted::of_scopes(Granted::SCOPES), Granted::ALL);
        assert_eq!(Granted::of_scopes(["mcp", "", "mcp:*"]), Granted::NONE);
    }

    #[test]
    fn one_covers_another_when_it_lacks_none_of_it() {
        let (read, write) = (Granted::of(Effect::Read), Granted::of(Effect::Write));
        assert!(read.and(write).covers(write) && read.covers(Granted::NONE));
        assert!(!read.covers(read.and(write)) && !write.covers(read));
    }
}
