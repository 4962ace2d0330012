//! Skills, and the resources that they are read as (SEP-2640, `io.modelcontextprotocol/skills`). The extension is one of 2026-07-28, whose
//! servers declare it; `resources/list` shows skills to clients that declare it too, because others would offer them as files to attach.

use super::Session;
use super::era::Era;
use super::fault::Fault;
use super::message::Call;
use super::methods::{page, start};
use crate::json::{Members, string};
use crate::platform::Platform;

/// The extension's name, in the capabilities of both sides.
pub(super) const EXTENSION: &str = "io.modelcontextprotocol/skills";

/// `skills/list`
pub(super) fn list<P: Platform>(
    session: &Session<'_, P>,
    call: &Call<'_>,
    out: &mut String,
) -> Result<(), Fault> {
    let start = start(call)?;
    let toolbox = session.toolbox;
    out.push_str("\"skills\":[");
    page(toolbox.prompts(), start, out, |prompt, out| {
        out.push_str(&toolbox.skill(prompt).entry());
    });
    Ok(())
}

/// `skills/get`
pub(super) fn get<P: Platform>(
    session: &Session<'_, P>,
    call: &Call<'_>,
    out: &mut String,
) -> Result<(), Fault> {
    let uri = uri(call)?;
    let Some(skill) = session.toolbox.skill_at(&uri) else {
        return Err(Fault::NoResource(uri));
    };
    out.push_str("\"skill\":");
    out.push_str(&skill.entry());
    Ok(())
}

/// `resources/list`
pub(super) fn resources<P: Platform>(
    session: &Session<'_, P>,
    era: &Era<'_>,
    call: &Call<'_>,
    out: &mut String,
) -> Result<(), Fault> {
    let start = start(call)?;
    let toolbox = session.toolbox;
    let prompts = toolbox.prompts().filter(|_| knows_skills(era));
    out.push_str("\"resources\":[");
    page(prompts, start, out, |prompt, out| {
        out.push_str(&toolbox.skill(prompt).resource());
    });
    Ok(())
}

/// `resources/read`. An address that somebody has is read for any client.
pub(super) fn read<P: Platform>(
    session: &Session<'_, P>,
    call: &Call<'_>,
    out: &mut String,
) -> Result<(), Fault> {
    let uri = uri(call)?;
    let Some(skill) = session.toolbox.skill_at(&uri) else {
        return Err(Fault::NoResource(uri));
    };
    out.extend(["\"contents\":[", &skill.contents(), "]"]);
    Ok(())
}

fn uri(call: &Call<'_>) -> Result<String, Fault> {
    let uri = call.params.get("uri").and_then(string);
    uri.map(std::borrow::Cow::into_owned)
        .ok_or_else(|| Fault::BadParams("uri must be a string".to_owned()))
}

fn knows_skills(era: &Era<'_>) -> bool {
    let Era::Modern { capabilities, .. } = era else {
        return false;
    };
    let extensions = capabilities.get("extensions").and_then(Members::parse);
    extensions.is_some_and(|extensions| extensions.get(EXTENSION).is_some())
}
