//! Blocks of IP addresses, as operators write them: `203.0.113.7`, `203.0.113.0/24`, `2001:db8::/32` (RFC 4632, RFC 4291). `ipnet` knows what a
//! block holds; what is decided here is how one may be written.

use std::fmt;
use std::net::IpAddr;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

/// Addresses that share their first bits. An IPv4 address that is written as IPv6 (`::ffff:203.0.113.7`) is the IPv4 address, here and in
/// what is compared; no block holds addresses of both families.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Cidr(IpNet);

/// Why a text is no block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CidrError {
    /// Neither an address nor a block.
    #[error("is no IP address or CIDR block; write 203.0.113.7, 203.0.113.0/24 or 2001:db8::/32")]
    NotABlock,
    /// The prefix is no number, or longer than the address.
    #[error("has no prefix from 0 to {0} after the slash")]
    Prefix(u8),
    /// An address inside of the block, where the block's first one belongs: one of the two parts is a mistake.
    #[error(
        "has bits set beyond its prefix; write {block} for the block, or {address} for the one address"
    )]
    BitsBeyond {
        /// The block that holds the address.
        block: Cidr,
        /// The address alone.
        address: IpAddr,
    },
}

impl Cidr {
    /// Reads an address or a block.
    pub fn parse(text: &str) -> Result<Self, CidrError> {
        let (address, digits) = match text.split_once('/') {
            Some((address, digits)) => (address, Some(digits)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| CidrError::NotABlock)?;
        let written = IpNet::from(address);
        let longest = written.max_prefix_len();
        let prefix = digits.map_or(Some(longest), number);
        let written = prefix
            .and_then(|prefix| IpNet::new(address, prefix).ok())
            .ok_or(CidrError::Prefix(longest))?;
        let net = canonical(written);
        if net == net.trunc() {
            Ok(Self(net))
        } else {
            Err(CidrError::BitsBeyond {
                block: Self(net.trunc()),
                address: net.addr(),
            })
        }
    }

    /// Whether an address is one of the block's.
    pub fn contains(self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }
}

/// Of `::ffff:203.0.113.0/120` the first 96 bits only say that it is IPv4. A shorter prefix leaves some of them beyond it, and is one of IPv6.
fn canonical(net: IpNet) -> IpNet {
    let address = net.addr().to_canonical();
    let beyond = net.max_prefix_len() - IpNet::from(address).max_prefix_len();
    net.prefix_len()
        .checked_sub(beyond)
        .and_then(|prefix| IpNet::new(address, prefix).ok())
        .unwrap_or(net)
}

/// Digits alone: Rust reads `+24` and `024` as numbers too.
fn number(digits: &str) -> Option<u8> {
    let number: u8 = digits.parse().ok()?;
    (number.to_string() == digits).then_some(number)
}

impl fmt::Display for Cidr {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.prefix_len() == self.0.max_prefix_len() {
            self.0.addr().fmt(formatter)
        } else {
            self.0.fmt(formatter)
        }
    }
}

impl From<Cidr> for String {
    fn from(block: Cidr) -> Self {
        block.to_string()
    }
}

impl TryFrom<String> for Cidr {
    type Error = CidrError;

    fn try_from(text: String) -> Result<Self, CidrError> {
        Self::parse(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::Cidr;

    #[test]
    fn a_block_is_read_and_written_in_one_spelling() {
        for (text, written) in [
            ("203.0.113.7", "203.0.113.7"),
            ("203.0.113.7/32", "203.0.113.7"),
            ("203.0.113.0/24", "203.0.113.0/24"),
            ("0.0.0.0/0", "0.0.0.0/0"),
            ("2001:DB8:0:0::/32", "2001:db8::/32"),
            ("2001:db8::1/128", "2001:db8::1"),
            ("::/0", "::/0"),
            ("::1", "::1"),
            ("::ffff:203.0.113.7", "203.0.113.7"),
            ("::ffff:203.0.113.7/128", "203.0.113.7"),
            ("::ffff:203.0.113.0/120", "203.0.113.0/24"),
            ("::ffff:cb00:7100/120", "203.0.113.0/24"),
            ("::ffff:0:0/96", "0.0.0.0/0"),
        ] {
            assert_eq!(Cidr::parse(text).unwrap().to_string(), written, "{text}");
        }
    }

    #[test]
    fn a_block_holds_what_shares_its_prefix_and_nothing_of_the_other_family() {
        for (block, address, expected) in [
            ("203.0.113.7", "203.0.113.7", true),
            ("203.0.113.7", "203.0.113.8", false),
            ("203.0.113.0/24", "203.0.113.255", true),
            ("203.0.113.0/24", "203.0.114.0", false),
            ("203.0.113.0/24", "::ffff:203.0.113.9", true),
            ("203.0.113.128/25", "203.0.113.127", false),
            ("128.0.0.0/1", "255.255.255.255", true),
            ("128.0.0.0/1", "127.255.255.255", false),
            ("0.0.0.0/0", "203.0.113.7", true),
            ("0.0.0.0/0", "::1", false),
            ("2001:db8::/32", "2001:db8:ffff::1", true),
            ("2001:db8::/32", "2001:db9::", false),
            ("2001:db8::8000:0:0:0/65", "2001:db8::8000:0:0:1", true),
            ("2001:db8::8000:0:0:0/65", "2001:db8::7fff:0:0:1", false),
            ("::/0", "2001:db8::1", true),
            ("::/0", "203.0.113.7", false),
            ("::/0", "::ffff:203.0.113.7", false),
            ("::ffff:0:0/96", "203.0.113.7", true),
        ] {
            let (block, address) = (Cidr::parse(block).unwrap(), address.parse().unwrap());
            assert_eq!(block.contains(address), expected, "{block} {address}");
        }
    }

    #[test]
    fn what_is_no_block_is_refused_with_the_mend() {
        for (text, fix) in [
            ("", "is no IP address"),
            ("/24", "is no IP address"),
            ("localhost", "is no IP address"),
            ("203.0.113", "is no IP address"),
            ("203.0.113.007", "is no IP address"),
            ("203.0.113.7:443", "is no IP address"),
            ("[::1]", "is no IP address"),
            ("fe80::1%eth0", "is no IP address"),
            ("203.0.113.0/33", "from 0 to 32"),
            ("203.0.113.0/", "from 0 to 32"),
            ("203.0.113.0/+8", "from 0 to 32"),
            ("203.0.113.0/08", "from 0 to 32"),
            ("203.0.113.0/255.255.255.0", "from 0 to 32"),
            ("203.0.113.0/24/24", "from 0 to 32"),
            ("::/129", "from 0 to 128"),
            ("::/-1", "from 0 to 128"),
            (
                "203.0.113.7/24",
                "write 203.0.113.0/24 for the block, or 203.0.113.7 for the one address",
            ),
            ("2001:db8::1/32", "write 2001:db8::/32 for the block"),
            ("203.0.113.7/0", "write 0.0.0.0/0 for the block"),
            (
                "::ffff:203.0.113.7/120",
                "write 203.0.113.0/24 for the block",
            ),
            ("::ffff:203.0.113.0/90", "write ::ffc0:0:0/90 for the block"),
        ] {
            let error = Cidr::parse(text).unwrap_err().to_string();
            assert!(error.contains(fix), "{text}: {error}");
        }
    }
}
