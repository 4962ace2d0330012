//! Everybody who may present something as a token.

use fairlead::access::lifetime::to_iso;
use fairlead::platform::UnixSeconds;
use serde_json::json;

use crate::fake::{ADMIN_TOKEN, Ask, NOW, Server, VENDOR_SECRET, Worker};

/// When the expiring tokens end, in seconds after the start.
pub(super) const END: u64 = 1_000;

/// What a caller is to Fairlead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rank {
    Nobody,
    Mcp,
    Admin,
}

/// Somebody with something in `Authorization`, or elsewhere.
pub(super) struct Caller {
    pub(super) name: &'static str,
    pub(super) rank: Rank,
    header: Option<String>,
    query: Option<String>,
    /// Seconds after the start.
    pub(super) clock: u64,
}

impl Caller {
    /// The request as this caller sends it.
    pub(super) fn sends(&self, ask: Ask) -> Ask {
        let mut ask = match &self.header {
            Some(value) => ask.header("authorization", value),
            None => ask,
        };
        if let Some(query) = &self.query {
            ask.0.query.clone_from(query);
        }
        ask
    }
}

/// All of them. KV must keep what has expired.
pub(super) fn callers(worker: &Worker, server: &Server) -> Vec<Caller> {
    let mut callers = minted(worker);
    callers.extend(worked_over(worker));
    callers.extend(somebody_elses(server));
    callers.push(nobody("no header", None));
    for (name, key) in [("in ?access_token", "access_token"), ("in ?token", "token")] {
        callers.push(Caller {
            query: Some(format!("{key}={ADMIN_TOKEN}")),
            ..nobody(name, None)
        });
    }
    callers
}

fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

fn nobody(name: &'static str, header: Option<String>) -> Caller {
    Caller {
        name,
        rank: Rank::Nobody,
        header,
        query: None,
        clock: 0,
    }
}

/// Good tokens, before and after their end.
fn minted(worker: &Worker) -> Vec<Caller> {
    let end = to_iso(UnixSeconds(NOW + END));
    let (_, admin) = worker.api_token("admin", None);
    let (_, mcp) = worker.api_token("mcp", None);
    let (_, admin_ends) = worker.api_token("admin", Some(&end));
    let (_, mcp_ends) = worker.api_token("mcp", Some(&end));
    let later = END + 1_000_000;
    [
        ("the Worker's own token", Rank::Admin, 0, ADMIN_TOKEN),
        ("an API token of the scope admin", Rank::Admin, 0, &admin),
        ("the same, long after", Rank::Admin, later, &admin),
        (
            "an admin's a second before its end",
            Rank::Admin,
            END - 1,
            &admin_ends,
        ),
        ("an admin's on the second", Rank::Nobody, END, &admin_ends),
        (
            "an admin's long after its end",
            Rank::Nobody,
            later,
            &admin_ends,
        ),
        ("an API token of the scope mcp", Rank::Mcp, 0, &mcp),
        (
            "an mcp's a second before its end",
            Rank::Mcp,
            END - 1,
            &mcp_ends,
        ),
        ("an mcp's on the second", Rank::Nobody, END, &mcp_ends),
    ]
    .map(|(name, rank, clock, token)| Caller {
        rank,
        clock,
        ..nobody(name, Some(bearer(token)))
    })
    .into()
}

/// Good tokens that something was done to.
fn worked_over(worker: &Worker) -> Vec<Caller> {
    let (_, admin) = worker.api_token("admin", None);
    let (deleted, gone) = worker.api_token("admin", None);
    worker.delete(&format!("/api-token/{deleted}")).is(200);
    let (id, _) = worker.api_token("admin", None);
    let (start, _) = admin.split_at(admin.len() - 1);
    let last = if admin.ends_with('A') { 'E' } else { 'A' };
    let cut = &ADMIN_TOKEN[..ADMIN_TOKEN.len() - 1];
    let mut callers: Vec<Caller> = [
        (
            "the Worker's token and more",
            bearer(&format!("{ADMIN_TOKEN}x")),
        ),
        ("the Worker's token cut", bearer(cut)),
        (
            "the Worker's token in capitals",
            bearer(&ADMIN_TOKEN.to_uppercase()),
        ),
        ("the Worker's token without scheme", ADMIN_TOKEN.to_owned()),
        (
            "the Worker's token as Basic",
            format!("Basic {ADMIN_TOKEN}"),
        ),
        (
            "two tokens",
            bearer(&format!("{admin}, Bearer {ADMIN_TOKEN}")),
        ),
        ("a deleted token", bearer(&gone)),
        (
            "a token altered by one character",
            bearer(&format!("{start}{last}")),
        ),
        ("a token's id", bearer(&id)),
    ]
    .map(|(name, header)| nobody(name, Some(header)))
    .into();
    callers.push(Caller {
        rank: Rank::Admin,
        ..nobody(
            "a scheme in small letters",
            Some(format!("bearer {ADMIN_TOKEN}")),
        )
    });
    callers
}

/// Sessions, of people who may use the operator's API and who may not. Sign-in must be on.
pub(super) fn signed_in(worker: &Worker) -> Vec<Caller> {
    let person = |name: &str, role: &str| {
        let email = format!("{name}@callers.example");
        worker.member_with(&json!({ "name": name, "email": email, "role": role }))
    };
    let (admin, member) = (person("ada", "admin"), person("mia", "member"));
    let (gone, demoted) = (person("gus", "admin"), person("deb", "admin"));
    let sessions = [&admin, &member, &gone, &demoted].map(|id| worker.session(id));
    worker.delete(&format!("/member/{gone}")).is(200);
    let role = json!({ "role": "member" });
    let target = format!("/member/{demoted}");
    worker.admin("PATCH", &target, &role).is(200);
    let [of_admin, of_member, of_gone, of_demoted] = sessions;
    let carried = json!({ "member": admin, "expires_at": NOW + 40_000 });
    let body = json!({ "purpose": "session", "value": carried, "seconds": 3_600 });
    let carried = worker.decide("seal", &body)["sealed"].clone();
    let carried = carried.as_str().expect("a sealed text");
    let (start, end) = of_admin.split_at(of_admin.len() / 2);
    let swapped = if end.starts_with('A') { "B" } else { "A" };
    let forged = format!("{start}{swapped}{}", &end[1..]);
    let hours = 12 * 60 * 60;
    [
        ("an admin's session", Rank::Admin, 0, of_admin.clone()),
        (
            "the same in its last second",
            Rank::Admin,
            hours - 1,
            of_admin.clone(),
        ),
        (
            "the same on the second of its end",
            Rank::Nobody,
            hours,
            of_admin.clone(),
        ),
        ("a member's session", Rank::Mcp, 0, of_member),
        (
            "a session of who is no admin any more",
            Rank::Mcp,
            0,
            of_demoted,
        ),
        ("a session of who is gone", Rank::Nobody, 0, of_gone),
        (
            "a session altered by one character",
            Rank::Nobody,
            0,
            forged,
        ),
        ("a session cut", Rank::Nobody, 0, start.to_owned()),
        (
            "what a browser carries for something else",
            Rank::Nobody,
            0,
            format!("fls_{carried}"),
        ),
        (
            "a member's id as a session",
            Rank::Nobody,
            0,
            format!("fls_{admin}"),
        ),
    ]
    .map(|(name, rank, clock, session)| Caller {
        rank,
        clock,
        ..nobody(name, Some(bearer(&session)))
    })
    .into()
}

/// What is no API token at all.
fn somebody_elses(server: &Server) -> Vec<Caller> {
    let unknown = format!("fla_{}", "A".repeat(43));
    let secret = format!("fla_{}", &server.token[46..]);
    [
        ("an empty header", String::new()),
        ("a scheme alone", "Bearer".to_owned()),
        ("an empty token", bearer("")),
        ("garbage", bearer("fake-garbage")),
        ("a well-formed unknown token", bearer(&unknown)),
        ("an MCP server's token", bearer(&server.token)),
        ("an MCP token's secret as an API token", bearer(&secret)),
        ("an account's id", bearer(&server.account)),
        ("the vendor's credential", bearer(VENDOR_SECRET)),
    ]
    .map(|(name, header)| nobody(name, Some(header)))
    .into()
}
