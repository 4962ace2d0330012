//! ChatGPT's `search` and `fetch` over several accounts: each is searched in turn, and a document's id says whose it is.

use super::call::Called;
use super::chatgpt::{self, Found, Mark, find, listed, refused};
use super::document_calls::Run;
use super::endpoint::Endpoint;
use super::era::Era;
use super::fault::Fault;
use super::session::Session;
use super::several::Several;
use crate::access::id::AccountId;
use crate::arguments::error::{ArgumentError, short};
use crate::platform::Platform;
use crate::tools::chatgpt::{Query, id};
use crate::tools::tool_set::ToolSet;

/// Answers a call of one of the two.
pub(super) async fn call<P: Platform>(
    several: &Several<'_, P>,
    era: &Era<'_>,
    name: &str,
    arguments: &str,
) -> Result<Called, Fault> {
    if let [only] = several.sessions {
        several.calls(only);
        return chatgpt::call(only, era, name, arguments).await;
    }
    let most = several.tools().result_chars();
    if name == "search" {
        return match Query::read(arguments, several.strays()) {
            Ok(query) => search(several, era, &query).await,
            Err(errors) => Ok(refused("search", &errors, most)),
        };
    }
    let id = match id(arguments, several.strays()) {
        Ok(id) => id,
        Err(errors) => return Ok(refused("fetch", &errors, most)),
    };
    let whose = id.split_once(':').and_then(|(account, own)| {
        let account = AccountId::parse(account)?;
        let mut sessions = several.sessions.iter();
        let session = sessions.find(|session| session.account.id == account)?;
        Some((session, own))
    });
    let Some((session, own)) = whose else {
        let message = format!(
            "\"{}\" is no id of a document here; take one from search",
            short(&id)
        );
        let errors = [ArgumentError::new("id", message)];
        return Ok(refused("fetch", &errors, most));
    };
    several.calls(session);
    chatgpt::fetch(session, era, own, mark(session)).await
}

fn mark<'a, P: Platform>(session: &'a Session<'_, P>) -> Mark<'a> {
    Mark(Some((session.account.id, session.toolbox.label())))
}

/// Searches the accounts one after another, for as long as one call to a vendor may take.
async fn search<P: Platform>(
    several: &Several<'_, P>,
    era: &Era<'_>,
    query: &Query,
) -> Result<Called, Fault> {
    let started = several.platform().millis();
    let (mut results, mut notes) = (Vec::new(), Vec::new());
    let (mut all, mut failed): (Option<Run<'_, P>>, _) = (None, None);
    let mut has_answer = false;
    let searched = several.sessions.iter();
    for session in searched.filter(|session| session.toolbox.kinds().next().is_some()) {
        let label = session.toolbox.label();
        let spent = several.platform().millis().since(started);
        if spent >= u64::from(several.settings().vendor_timeout_ms) {
            notes.push(format!("{label}: not searched; there was no time left"));
            continue;
        }
        let found = match find(session, era, query, mark(session)).await {
            Ok(found) => found,
            Err(Fault::TooMany) => {
                notes.push(format!("{label}: not searched; it was called too often"));
                continue;
            }
            Err(fault) => return Err(fault),
        };
        let Found {
            run,
            results: own,
            notes: said,
            failed: failure,
        } = found;
        has_answer |= failure.is_none();
        failed = failed.or(failure);
        results.extend(own);
        notes.extend(said.into_iter().map(|note| format!("{label}: {note}")));
        all = Some(match all.take() {
            None => run,
            Some(mut before) => {
                before.add(run.vendor);
                before
            }
        });
    }
    let most = several.tools().result_chars();
    let Some(run) = all else {
        return Err(Fault::TooMany);
    };
    let result = match failed.filter(|_| !has_answer) {
        Some(failure) => failure,
        None => listed(&results, &notes, most),
    };
    // Whose words they are, where one vendor has them all.
    let source = match several.tool_set().vendors().as_slice() {
        [one] => one.slug,
        [..] => "several",
    };
    Ok(run.into_called(result, Some(source)))
}
