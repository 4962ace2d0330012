//! Skills, and the resources that they are read as (SEP-2640, `io.modelcontextprotocol/skills`). The extension is one of 2026-07-28, whose
//! servers declare it; `resources/list` shows skills to clients that declare it too, because others would offer them as files to attach.

use super::Session;
use super::era::Era;
use super::fault::Fault;
use super::message::Call;
use super::methods::{page, start};
use crate::json::{Members, string};
use crate::platform::Platform;
use crate::tools::skill::Skill;

/// The extension's name, in the capabilities of both sides.
pub(super) const EXTENSION: &str = "io.modelcontextprotocol/skills";

/// `skills/list`
pub(super) fn list<P: Platform>(
    session: &Session<'_, P>,
    call: &Call<'_>,
    out: &mut String,
) -> Result<(), Fault> {
    out.push_str("\"skills\":[");
    let toolbox = session.toolbox;
    let entry = |prompt| toolbox.skill(prompt).entry();
    listed(toolbox.prompts().map(entry), call, out)
}

/// `resources/list`
pub(super) fn resources<P: Platform>(
    session: &Session<'_, P>,
    era: &Era<'_>,
    call: &Call<'_>,
    out: &mut String,
) -> Result<(), Fault> {
    out.push_str("\"resources\":[");
    let toolbox = session.toolbox;
    let prompts = toolbox.prompts().filter(|_| knows_skills(era));
    let resource = |prompt| toolbox.skill(prompt).resource();
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
pub(super) fn get<P: Platform>(
    session: &Session<'_, P>,
    call: &Call<'_>,
    out: &mut String,
) -> Result<(), Fault> {
    out.extend(["\"skill\":", &found(session, call)?.entry()]);
    Ok(())
}

/// `resources/read`. An address that somebody has is read for any client.
pub(super) fn read<P: Platform>(
    session: &Session<'_, P>,
    call: &Call<'_>,
    out: &mut String,
) -> Result<(), Fault> {
    let contents = found(session, call)?.contents();
    out.extend(["\"contents\":[", &contents, "]"]);
    Ok(())
}

/// The skill at the address that is asked for.
fn found<P: Platform>(session: &Session<'_, P>, call: &Call<'_>) -> Result<Skill, Fault> {
    let uri = call.params.get("uri").and_then(string);
    let uri = uri.ok_or_else(|| Fault::BadParams("uri must be a string".to_owned()))?;
    let skill = session.toolbox.skill_at(&uri);
    skill.ok_or_else(|| Fault::NoResource(uri.into_owned()))
}

fn knows_skills(era: &Era<'_>) -> bool {
    let Era::Modern { capabilities, .. } = era else {
        return false;
    };
    let extensions = capabilities.get("extensions").and_then(Members::parse);
    extensions.is_some_and(|extensions| extensions.get(EXTENSION).is_some())
}
