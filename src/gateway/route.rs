//! Every URL of the product; those of the operator's API are listed in `admin`.

use crate::admin;
use crate::people::Question;

/// Where a request goes. Ids are still text: a room reads them itself and answers 404 for what is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Route<'a> {
    /// `/healthz`
    Health,
    /// `/openapi.json`
    Openapi,
    /// `/mcp/{token}`
    Mcp(&'a str),
    /// A path of the operator's API, which `admin` reads.
    Operator(&'a str),
    /// `/mcp`, or `/mcp/a/{account}` with the account, behind an access token that the OAuth library has checked. No path leads here: the edge
    /// has an export of its own for it.
    Member(Option<&'a str>),
    /// A question of our own JavaScript, likewise.
    Question(Question),
    /// The cron trigger's pass, likewise.
    Clock,
    /// Anything else. What clients look for under `/.well-known/` is among it: what there is of OAuth to discover, JavaScript answers before.
    Nothing,
}

impl<'a> Route<'a> {
    /// Reads a path.
    pub(super) fn read(path: &'a str) -> Self {
        let Some(below) = path.strip_prefix('/') else {
            return Self::Nothing;
        };
        let (first, rest) = below.split_once('/').unwrap_or((below, ""));
        match (first, rest) {
            // Slashes at the end make no other path.
            ("healthz", rest) if is_empty(rest) => Self::Health,
            ("openapi.json", rest) if is_empty(rest) => Self::Openapi,
            ("mcp", rest) => Self::mcp(rest.trim_end_matches('/')),
            (root, _) if admin::ROOTS.contains(&root) => Self::Operator(path),
            _ => Self::Nothing,
        }
    }

    /// Reads the path of somebody who signed in.
    pub(super) fn of_member(path: &'a str) -> Self {
        let path = path.trim_end_matches('/');
        match path.strip_prefix("/mcp") {
            Some("") => Self::Member(None),
            Some(rest) => match rest.strip_prefix("/a/") {
                Some(account) if !account.contains('/') => Self::Member(Some(account)),
                Some(_) | None => Self::Nothing,
            },
            None => Self::Nothing,
        }
    }

    /// People and clients add slashes to a URL that they paste.
    fn mcp(token: &'a str) -> Self {
        if token.is_empty() || token.contains('/') {
            Self::Nothing
        } else {
            Self::Mcp(token)
        }
    }

    /// For the log: never the path itself, which can hold a token. Ids are left out.
    pub(super) fn name(self) -> String {
        match self {
            Self::Health => "/healthz".to_owned(),
            Self::Openapi => "/openapi.json".to_owned(),
            Self::Mcp(_) => "/mcp/:token".to_owned(),
            Self::Operator(path) => path
                .split('/')
                .filter(|segment| !segment.is_empty())
                .take(5)
                .map(|segment| if is_word(segment) { segment } else { ":id" })
                .fold(String::new(), |name, segment| format!("{name}/{segment}")),
            Self::Member(None) => "/mcp".to_owned(),
            Self::Member(Some(_)) => "/mcp/a/:id".to_owned(),
            Self::Question(question) => question.name().to_owned(),
            Self::Clock => "clock".to_owned(),
            Self::Nothing => "other".to_owned(),
        }
    }
}

fn is_empty(rest: &str) -> bool {
    rest.bytes().all(|byte| byte == b'/')
}

fn is_word(segment: &str) -> bool {
    admin::ROOTS.contains(&segment) || WORDS.contains(&segment)
}

/// Further segments of the operator's API that are no ids.
const WORDS: [&str; 10] = [
    "capabilities",
    "credentials",
    "grant",
    "mcp",
    "preview",
    "reseal",
    "rotate",
    "sign-in-link",
    "summary",
    "test",
];

#[cfg(test)]
mod tests {
    use super::Route;

    #[test]
    fn each_url_has_one_room() {
        for (path, route) in [
            ("/healthz", Route::Health),
            ("/openapi.json", Route::Openapi),
            ("/mcp/fl_x", Route::Mcp("fl_x")),
            ("/mcp/fl_x/", Route::Mcp("fl_x")),
            ("/mcp/fl_x//", Route::Mcp("fl_x")),
            ("/mcp/", Route::Nothing),
            ("/mcp//", Route::Nothing),
            ("/mcp//fl_x", Route::Nothing),
            ("/mcp/fl_x/more/", Route::Nothing),
            ("/mcp", Route::Nothing),
            ("/mcp/fl_x/more", Route::Nothing),
            ("/mcp/fl_x/.well-known/openid-configuration", Route::Nothing),
            (
                "/.well-known/oauth-protected-resource/mcp/fl_x",
                Route::Nothing,
            ),
            ("/integration", Route::Operator("/integration")),
            (
                "/integrated-account/1/mcp",
                Route::Operator("/integrated-account/1/mcp"),
            ),
            ("/api-token/1", Route::Operator("/api-token/1")),
            ("/member/1/grant", Route::Operator("/member/1/grant")),
            ("/mcp/a/1", Route::Nothing),
            ("/sign-in", Route::Nothing),
            ("/link-token", Route::Operator("/link-token")),
            ("/connect/x", Route::Nothing),
            ("/admin/reseal", Route::Operator("/admin/reseal")),
            ("/integrations", Route::Nothing),
            ("/", Route::Nothing),
        ] {
            assert_eq!(Route::read(path), route, "{path}");
        }
    }

    #[test]
    fn somebody_who_signed_in_has_two_urls() {
        for (path, route) in [
            ("/mcp", Route::Member(None)),
            ("/mcp/", Route::Member(None)),
            ("/mcp/a/1", Route::Member(Some("1"))),
            ("/mcp/a/1/", Route::Member(Some("1"))),
            ("/mcp/a", Route::Nothing),
            ("/mcp/a/1/2", Route::Nothing),
            ("/mcp/fl_x", Route::Nothing),
            ("/mcpx", Route::Nothing),
            ("/", Route::Nothing),
            ("", Route::Nothing),
        ] {
            assert_eq!(Route::of_member(path), route, "{path}");
        }
    }
}
