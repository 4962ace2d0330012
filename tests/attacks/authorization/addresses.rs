//! `allowed_ips`: every block against every address, by a second reading of what a block is.

use std::net::IpAddr;

use serde_json::json;

use crate::counts::Counts;
use crate::fake::{Worker, request};

const BLOCKS: [&str; 16] = [
    "203.0.113.7",
    "203.0.113.0/24",
    "203.0.112.0/23",
    "203.0.113.128/25",
    "0.0.0.0/0",
    "10.0.0.0/8",
    "127.0.0.1/32",
    "255.255.255.255",
    "2001:db8::1",
    "2001:db8::/32",
    "2001:db8::/127",
    "::/0",
    "::1",
    "::ffff:203.0.113.0/120",
    "::ffff:0.0.0.0/96",
    "fe80::/10",
];

const ADDRESSES: [&str; 20] = [
    "203.0.113.7",
    "203.0.113.6",
    "203.0.113.0",
    "203.0.113.255",
    "203.0.112.255",
    "203.0.114.0",
    "10.255.0.1",
    "11.0.0.0",
    "127.0.0.1",
    "0.0.0.0",
    "255.255.255.255",
    "2001:db8::",
    "2001:db8::1",
    "2001:db8::2",
    "2001:db9::1",
    "2001:DB8:0:0:0:0:0:1",
    "::1",
    "::",
    "::ffff:203.0.113.7",
    "fe80::1",
];

/// What is no address, or not one that the host vouches for.
const OTHERS: [(&str, &str); 12] = [
    ("cf-connecting-ip", ""),
    ("cf-connecting-ip", "203.0.113.7, 10.0.0.1"),
    ("cf-connecting-ip", "203.0.113.07"),
    ("cf-connecting-ip", "203.0.113.7:443"),
    ("cf-connecting-ip", "203.0.113"),
    ("cf-connecting-ip", "3405803783"),
    ("cf-connecting-ip", "[2001:db8::1]"),
    ("cf-connecting-ip", "fe80::1%eth0"),
    ("x-forwarded-for", "203.0.113.7"),
    ("x-real-ip", "203.0.113.7"),
    ("true-client-ip", "203.0.113.7"),
    ("forwarded", "for=203.0.113.7"),
];

/// Family and bits; an IPv4 address in IPv6's clothes is the IPv4 address.
fn bits(text: &str) -> (u32, u128) {
    match text.parse().expect("an address") {
        IpAddr::V4(address) => (32, u128::from(u32::from(address))),
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(address) => (32, u128::from(u32::from(address))),
            None => (128, u128::from(address)),
        },
    }
}

fn is_in(block: &str, address: &str) -> bool {
    let (start, prefix) = block.split_once('/').unwrap_or((block, ""));
    let ((family, first), (own, address)) = (bits(start), bits(address));
    let written = if start.contains(':') { 128 } else { 32 };
    let prefix: u32 = prefix.parse().unwrap_or(written);
    let prefix = prefix - (written - family);
    let shift = family - prefix;
    family == own && (shift >= 128 || first >> shift == address >> shift)
}

#[test]
fn a_url_opens_from_its_addresses_alone() {
    let mut counts = Counts::open("authorization-addresses");
    let worker = Worker::new();
    let account = worker.account();
    let unknown = request("POST", "/mcp/fake-garbage");
    let nobody = worker.answer(&unknown.header("content-type", "application/json"));
    let (mut tried, mut opened) = (0, 0);
    for (at, one) in BLOCKS.iter().enumerate() {
        for blocks in [vec![*one], vec![*one, BLOCKS[(at + 5) % BLOCKS.len()]]] {
            let config = json!({ "config": { "allowed_ips": blocks } });
            let server = worker.server_with(&account, &config);
            let list = |name: &str, value: &str| {
                let ask = worker.legacy(&server).ask("tools/list", json!({}));
                worker.answer(&ask.header(name, value))
            };
            for address in ADDRESSES {
                let reply = list("cf-connecting-ip", address);
                let is_listed = blocks.iter().any(|block| is_in(block, address));
                assert_eq!(
                    reply.status == 200,
                    is_listed,
                    "{blocks:?} {address}: {reply:?}"
                );
                assert!(
                    is_listed || reply == nobody,
                    "like a URL that nobody minted"
                );
                opened += usize::from(is_listed);
                tried += 1;
            }
            for (name, value) in OTHERS {
                let reply = list(name, value);
                assert!(reply == nobody, "{blocks:?} {name}: {value}");
                tried += 1;
            }
        }
    }
    assert!(opened > 100 && worker.platform.sent().is_empty());
    counts.held(
        "addresses-hold",
        "blocks × addresses, and what is no address of the host",
        tried,
    );
    counts.close();
}
