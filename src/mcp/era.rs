//! Which of the two eras a request belongs to: the `initialize` handshake up to 2025-11-25, or 2026-07-28 where each request
//! carries its version and capabilities, mirrored in headers (basic/versioning, basic/transports/streamable-http).

use std::borrow::Cow;

use base64::{Engine, engine::general_purpose::STANDARD};

use super::fault::Fault;
use super::message::Call;
use crate::catalogue::{Argument, Tool};
use crate::http::Headers;
use crate::json::{Members, string};

/// The version of the modern era that is served.
pub(super) const MODERN: &str = "2026-07-28";

/// Versions of the legacy era, newest first.
pub(super) const LEGACY: [&str; 4] = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];

const CLAIM: &str = "io.modelcontextprotocol/protocolVersion";
const CAPABILITIES: &str = "io.modelcontextprotocol/clientCapabilities";

/// An era, and what its requests carry.
#[derive(Debug)]
pub(super) enum Era<'a> {
    /// Up to 2025-11-25.
    Legacy,
    /// 2026-07-28.
    Modern {
        /// What the client can do.
        capabilities: Members<'a>,
        /// Mirrored headers are to be compared; not for clients with a known bug.
        has_mirrors: bool,
    },
}

impl Era<'_> {
    /// The same client, for a call inside `call_tool`: what is mirrored are the arguments of `call_tool`, which annotate nothing.
    pub(super) fn without_mirrors(&self) -> Self {
        match self {
            Self::Legacy => Self::Legacy,
            Self::Modern { capabilities, .. } => Self::Modern {
                capabilities: capabilities.clone(),
                has_mirrors: false,
            },
        }
    }

    pub(super) fn is_modern(&self) -> bool {
        matches!(self, Self::Modern { .. })
    }
}

/// Tells the era of a request, or why it belongs to none. The body decides, and headers have to agree.
///
/// `tolerant` bends that where clients in the field get the header wrong, so it is a setting:
/// - Claude has sent the header of a negotiated legacy version with a modern body (anthropics/claude-code 93290). It is served as modern, without
///   comparing headers.
/// - A body without a claim is served as legacy whatever version the header names: clients put the newest one that they know there, with
///   `initialize` and after it (CodeWithCJ/SparkyFitness 2155, OneUptime/oneuptime 3707).
/// - Under the header of a legacy version, a claim that is none of 2026-07-28's is no claim: the keys of `_meta` meant nothing when that version was
///   negotiated (modelcontextprotocol/csharp-sdk 1783). `ping` is what only the legacy era has.
/// - A claim that is one of the legacy versions restates what was negotiated, under any header and without one: no request of 2026-07-28 can make it.
/// - `initialize` begins the legacy era, whatever comes with it, but for a request that is modern in body and header and asks for no version.
pub(super) fn tell<'a>(
    call: &Call<'a>,
    headers: &Headers,
    tolerant: bool,
) -> Result<Era<'a>, Fault> {
    let header = headers
        .get("mcp-protocol-version")
        .filter(|value| !value.is_empty());
    let is_legacy = header.is_some_and(|version| LEGACY.contains(&version));
    if tolerant && (begins_legacy(call, header) || restates(call) || (is_legacy && !is_whole(call)))
    {
        return Ok(Era::Legacy);
    }
    let Some(claim) = call.meta.get(CLAIM) else {
        return match header {
            None => Ok(Era::Legacy),
            Some(_) if is_legacy => Ok(Era::Legacy),
            Some(_) if tolerant && !is_modern_call(call) => Ok(Era::Legacy),
            Some(version) if is_modern(version) && call.method == "initialize" => {
                Err(Fault::HeaderMismatch(
                    "initialize belongs to versions before 2026-07-28".to_owned(),
                ))
            }
            Some(version) if is_modern(version) => Err(Fault::BadEnvelope(
                "params._meta must hold io.modelcontextprotocol/protocolVersion and clientCapabilities",
            )),
            Some(_) => Err(Fault::UnknownVersion),
        };
    };
    let claim = string(claim).ok_or(Fault::BadEnvelope(
        "io.modelcontextprotocol/protocolVersion must be a string",
    ))?;
    let capabilities =
        call.meta
            .get(CAPABILITIES)
            .and_then(Members::parse)
            .ok_or(Fault::BadEnvelope(
                "io.modelcontextprotocol/clientCapabilities must be an object",
            ))?;
    if tolerant && claim == MODERN && is_legacy {
        return Ok(Era::Modern {
            capabilities,
            has_mirrors: false,
        });
    }
    if let Some(version) = header
        && version != claim
    {
        return Err(Fault::HeaderMismatch(
            "MCP-Protocol-Version differs from params._meta".to_owned(),
        ));
    }
    if claim != MODERN {
        return Err(Fault::UnsupportedVersion(claim.into_owned()));
    }
    if header.is_none() {
        return Err(Fault::HeaderMismatch(
            "MCP-Protocol-Version is missing".to_owned(),
        ));
    }
    mirrors(call, headers)?;
    Ok(Era::Modern {
        capabilities,
        has_mirrors: true,
    })
}

/// `initialize`. The one that a client of the era without it probes with is modern all over and has nothing of a handshake.
fn begins_legacy(call: &Call<'_>, header: Option<&str>) -> bool {
    let is_probe =
        header == Some(MODERN) && is_whole(call) && call.params.get("protocolVersion").is_none();
    call.method == "initialize" && !is_probe
}

/// Whether the claim is a version that only a handshake agrees on.
fn restates(call: &Call<'_>) -> bool {
    let claim = call.meta.get(CLAIM).and_then(string);
    claim.is_some_and(|claim| LEGACY.contains(&claim.as_ref()))
}

/// Whether the envelope is one of 2026-07-28 or a later version, with all that it needs. None is where a client restates what it negotiated.
fn is_whole(call: &Call<'_>) -> bool {
    let claim = call.meta.get(CLAIM).and_then(string);
    let is_newer = claim.is_some_and(|claim| is_modern(&claim));
    let capabilities = call.meta.get(CAPABILITIES).and_then(Members::parse);
    is_newer && capabilities.is_some() && call.method != "ping"
}

/// What no legacy client sends, though the claim is missing: the other half of the envelope, or the one method that only this era has.
fn is_modern_call(call: &Call<'_>) -> bool {
    call.method == "server/discover" || call.meta.get(CAPABILITIES).is_some()
}

fn is_modern(version: &str) -> bool {
    version.len() == MODERN.len() && version.starts_with("20") && version >= MODERN
}

/// `Mcp-Method`, and `Mcp-Name` where the method names something.
fn mirrors(call: &Call<'_>, headers: &Headers) -> Result<(), Fault> {
    same("Mcp-Method", headers.get("mcp-method"), &call.method)?;
    let named = match call.method.as_ref() {
        "tools/call" | "prompts/get" => call.params.get("name"),
        "resources/read" => call.params.get("uri"),
        _ => None,
    };
    named.and_then(string).map_or(Ok(()), |name| {
        same("Mcp-Name", headers.get("mcp-name"), &name)
    })
}

/// `Mcp-Param-…` of a tool's annotated arguments (server/tools, "x-mcp-header").
pub(super) fn parameters(
    tool: &Tool,
    arguments: &Members<'_>,
    headers: &Headers,
) -> Result<(), Fault> {
    for argument in tool.arguments {
        let (Some(suffix), Some(value)) = (argument.header, arguments.get(argument.name)) else {
            continue;
        };
        if value != "null" {
            let name = format!("Mcp-Param-{suffix}");
            parameter(&name, headers.get(&name.to_lowercase()), value, argument)?;
        }
    }
    Ok(())
}

fn parameter(
    name: &str,
    header: Option<&str>,
    value: &str,
    argument: &Argument,
) -> Result<(), Fault> {
    let text = string(value).unwrap_or(Cow::Borrowed(value));
    // Clients may write a whole number as 42 or 42.0; floats alone would take neighbours beyond 2^53 for equal.
    let is_same_number = matches!(argument.shape, crate::catalogue::Shape::Integer { .. })
        && header.is_some_and(|header| whole(header).is_some() && whole(header) == whole(&text));
    if is_same_number {
        return Ok(());
    }
    same(name, header, &text)
}

/// A whole number's digits, without a fraction of zeros.
fn whole(text: &str) -> Option<i128> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    fraction
        .bytes()
        .all(|byte| byte == b'0')
        .then(|| whole.parse().ok())
        .flatten()
}

fn same(name: &str, header: Option<&str>, expected: &str) -> Result<(), Fault> {
    let Some(header) = header else {
        return Err(Fault::HeaderMismatch(format!("{name} is missing")));
    };
    let Some(value) = decode(header) else {
        return Err(Fault::HeaderMismatch(format!(
            "{name} is not valid base64 in =?base64?…?="
        )));
    };
    if value == expected {
        Ok(())
    } else {
        Err(Fault::HeaderMismatch(format!(
            "{name} differs from the body"
        )))
    }
}

/// `=?base64?…?=` carries what a header cannot; padding and alphabet are strict.
fn decode(header: &str) -> Option<Cow<'_, str>> {
    let Some(inner) = header
        .strip_prefix("=?base64?")
        .and_then(|rest| rest.strip_suffix("?="))
    else {
        return Some(Cow::Borrowed(header));
    };
    String::from_utf8(STANDARD.decode(inner).ok()?)
        .ok()
        .map(Cow::Owned)
}
