//! Skills, and the resources that they are read as (SEP-2640, `io.modelcontextprotocol/skills`). The extension is one of 2026-07-28, whose
//! servers declare it; `resources/list` shows skills to clients that declare it too, because others would offer them as files to attach.

use super::endpoint::Endpoint;
use super::era::Era;
use super::fault::Fault;
use super::message::Call;
use super::methods::{page, start};
use crate::json::{Members, string};
use crate::tools::prompt::Offered;
use crate::tools::skill::Skill;
use crate::tools::tool_set::ToolSet;

/// The extension's name, in the capabilities of both sides.
pub(super) const EXTENSION: &str = "io.modelcontextprotocol/skills";

/// `skills/list`
pub(super) fn list<E: Endpoint>(
    endpoint: &E,
    call: &Call<'_>,
    out: &mut String,
) -> Result<(), Fault> {
    out.push_str("\"skills\":[");
    let tools = endpoint.tools();
    let is_discovery = tools.is_discovery();
    let entry = |offered: Offered<'_>| offered.skill(is_discovery).entry();
    listed(tools.prompts().map(entry), call, out)
}

/// `resources/list`
pub(super) fn resources<E: Endpoint>(
    endpoint: &E,
    era: &Era<'_>,
    call: &Call<'_>,
    out: &mut String,
) -> Result<(), Fault> {
    out.push_str("\"resources\":[");
    let tools = endpoint.tools();
    let is_discovery = tools.is_discovery();
    let prompts = tools.prompts().filter(|_| knows_skills(era));
    let resource = |offered: Offered<'_>| offered.skill(is_discovery).resource();
    listed(prompts.map(resource), call, out)
}

fn listed(
    items: impl Iterator<Item = String>,
    call: &Call<'_>,
    out: &mut String,
) -> Result<(), Fault> {
    page(items, start(call)?, out, |item, out| out.push_str(&item));
    Ok(())
}

/// `skills/get`
pub(super) fn get<E: Endpoint>(
    endpoint: &E,
    call: &Call<'_>,
    out: &mut String,
) -> Result<(), Fault> {
    out.extend(["\"skill\":", &found(endpoint, call)?.entry()]);
    Ok(())
}

/// `resources/read`. An address that somebody has is read for any client.
pub(super) fn read<E: Endpoint>(
    endpoint: &E,
    call: &Call<'_>,
    out: &mut String,
) -> Result<(), Fault> {
    let contents = found(endpoint, call)?.contents();
    out.extend(["\"contents\":[", &contents, "]"]);
    Ok(())
}

/// The skill at the address that is asked for.
fn found<E: Endpoint>(endpoint: &E, call: &Call<'_>) -> Result<Skill, Fault> {
    let uri = call.params.get("uri").and_then(string);
    let uri = uri.ok_or_else(|| Fault::BadParams("uri must be a string".to_owned()))?;
    let tools = endpoint.tools();
    if let Some(offered) = tools.prompts().find(|offered| offered.is_at(&uri)) {
        return Ok(offered.skill(tools.is_discovery()));
    }
    let mut beyond = tools.with_all_granted().prompts();
    Err(match beyond.find(|offered| offered.is_at(&uri)) {
        Some(offered) => endpoint.beyond(offered.needs()),
        None => Fault::NoResource(uri.into_owned()),
    })
}

fn knows_skills(era: &Era<'_>) -> bool {
    let Era::Modern { capabilities, .. } = era else {
        return false;
    };
    let extensions = capabilities.get("extensions").and_then(Members::parse);
    extensions.is_some_and(|extensions| extensions.get(EXTENSION).is_some())
}
