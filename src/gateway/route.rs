//! Every URL of the product.

/// Where a request goes. Ids are still text: a room reads them itself and answers 404 for what is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Route<'a> {
    /// `/healthz`
    Health,
    /// `/openapi.json`
    Openapi,
    /// `/mcp/{token}`
    Mcp(&'a str),
    /// `/integration…`
    Integrations(&'a str),
    /// `/integrated-account…`
    Accounts(&'a str),
    /// `/api-token…`
    ApiTokens(&'a str),
    /// `/admin…`
    Upkeep(&'a str),
    /// Anything else. What clients look for under `/.well-known/` is among it: Fairlead has no OAuth to discover.
    Nothing,
}

impl<'a> Route<'a> {
    /// Reads a path.
    pub(super) fn read(path: &'a str) -> Self {
        let Some(path) = path.strip_prefix('/') else {
            return Self::Nothing;
        };
        let (first, rest) = path.split_once('/').unwrap_or((path, ""));
        match (first, rest) {
            // Slashes at the end make no other path.
            ("healthz", rest) if is_empty(rest) => Self::Health,
            ("openapi.json", rest) if is_empty(rest) => Self::Openapi,
            ("mcp", rest) => Self::mcp(rest.trim_end_matches('/')),
            ("integration", rest) => Self::Integrations(rest),
            ("integrated-account", rest) => Self::Accounts(rest),
            ("api-token", rest) => Self::ApiTokens(rest),
            ("admin", rest) => Self::Upkeep(rest),
            _ => Self::Nothing,
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
        let (start, rest) = match self {
            Self::Health => ("/healthz", ""),
            Self::Openapi => ("/openapi.json", ""),
            Self::Mcp(_) => ("/mcp/:token", ""),
            Self::Integrations(rest) => ("/integration", rest),
            Self::Accounts(rest) => ("/integrated-account", rest),
            Self::ApiTokens(rest) => ("/api-token", rest),
            Self::Upkeep(rest) => ("/admin", rest),
            Self::Nothing => ("other", ""),
        };
        rest.split('/')
            .filter(|segment| !segment.is_empty())
            .take(4)
            .fold(start.to_owned(), |name, segment| {
                let is_word = WORDS.contains(&segment);
                format!("{name}/{}", if is_word { segment } else { ":id" })
            })
    }
}

fn is_empty(rest: &str) -> bool {
    rest.bytes().all(|byte| byte == b'/')
}

/// Segments of the operator's API that are no ids.
const WORDS: [&str; 7] = [
    "capabilities",
    "credentials",
    "mcp",
    "preview",
    "reseal",
    "rotate",
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
            ("/integration", Route::Integrations("")),
            ("/integrated-account/1/mcp", Route::Accounts("1/mcp")),
            ("/api-token/1", Route::ApiTokens("1")),
            ("/admin/reseal", Route::Upkeep("reseal")),
            ("/", Route::Nothing),
        ] {
            assert_eq!(Route::read(path), route, "{path}");
        }
    }
}
