//! The code by which a person who is not signed in agrees to calls of an MCP server. Its operator has it and the model does not: it is made with
//! the server, and neither the URL nor any answer to a client tells it.

use subtle::ConstantTimeEq;

use super::seal::{Keyring, NotOurs};
use super::server::Server;
use crate::platform::{Platform, PlatformError};

/// Crockford's base 32 has no letters that are read for others: <https://www.crockford.com/base32.html>.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Letters of a code, five bits each: nobody finds sixty bits by five tries a call.
const LENGTH: usize = 12;

/// Letters between two dashes.
const GROUP: usize = 4;

/// A code as people type it. No `Debug`: it is a secret.
pub struct ApprovalCode(String);

impl ApprovalCode {
    /// A new one.
    fn mint(platform: &impl Platform) -> Result<Self, PlatformError> {
        let mut bytes = [0; LENGTH];
        platform.random(&mut bytes)?;
        let letter = |byte: &u8| LETTERS.get(usize::from(byte % 32)).copied();
        let letters = bytes.iter().filter_map(letter).map(char::from);
        Ok(Self(letters.collect()))
    }

    /// With dashes, for the operator.
    pub fn reveal(&self) -> String {
        let mut text = String::new();
        for (at, letter) in self.0.chars().enumerate() {
            if at > 0 && at % GROUP == 0 {
                text.push('-');
            }
            text.push(letter);
        }
        text
    }

    /// Whether it is what somebody typed, however they wrote it.
    pub fn is(&self, typed: &str) -> bool {
        let letters = typed.chars().filter(char::is_ascii_alphanumeric);
        let plain: String = letters
            .take(2 * LENGTH)
            .map(|letter| match letter.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            })
            .collect();
        bool::from(plain.as_bytes().ct_eq(self.0.as_bytes()))
    }

    /// Puts it into a server's record, sealed.
    fn put(
        &self,
        platform: &impl Platform,
        keyring: &Keyring,
        server: &mut Server,
    ) -> Result<(), PlatformError> {
        let sealed = keyring.seal(platform, self.0.as_bytes(), &place(server))?;
        server.approval_code = Some(sealed);
        Ok(())
    }

    /// Gives a server one where it has calls that wait for a person, and takes it away elsewhere. One that an older key sealed is sealed anew.
    pub fn settle(
        platform: &impl Platform,
        keyring: &Keyring,
        server: &mut Server,
    ) -> Result<(), PlatformError> {
        if !server.has_approvals() {
            server.approval_code = None;
            return Ok(());
        }
        let sealed = server.approval_code.as_deref();
        let is_current = sealed.is_some_and(|sealed| keyring.is_current(sealed));
        match Self::of(server, keyring) {
            Some(_) if is_current => Ok(()),
            Some(code) => code.put(platform, keyring, server),
            None => Self::mint(platform)?.put(platform, keyring, server),
        }
    }

    /// That of a server; `None` when it has none, or the key that sealed it is gone.
    pub fn of(server: &Server, keyring: &Keyring) -> Option<Self> {
        let sealed = server.approval_code.as_deref()?;
        let plain = keyring.open(sealed, &place(server));
        let text = plain.and_then(|plain| String::from_utf8(plain).map_err(|_| NotOurs));
        text.ok().map(Self)
    }
}

fn place(server: &Server) -> String {
    format!("approval-code:{}:{}", server.account, server.id)
}

#[cfg(test)]
mod tests {
    use super::ApprovalCode;

    #[test]
    fn people_type_a_code_as_they_like() {
        let code = ApprovalCode("0123ABCDWXYZ".to_owned());
        assert_eq!(code.reveal(), "0123-ABCD-WXYZ");
        for typed in [
            "0123-ABCD-WXYZ",
            "0123abcdwxyz",
            " o1 23 abcd-wxyz ",
            "oL23.ABCD.WXYZ",
        ] {
            assert!(code.is(typed), "{typed}");
        }
        for typed in [
            "",
            "0123-ABCD-WXY",
            "0123-ABCD-WXYZ0",
            "1123-ABCD-WXYZ",
            "0123ABCDWXYZ0123ABCDWXYZ",
        ] {
            assert!(!code.is(typed), "{typed}");
        }
    }
}
