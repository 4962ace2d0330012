//! `POST /integrated-account/:id/mcp/preview` and `POST /mcp-server/preview`: what a server would show, before there is one.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::body::Fields;
use super::joint_servers;
use super::server_changes::{expiry, read_config, toolbox};
use super::{OperatorRequest, accounts, answer};
use crate::access::id::AccountId;
use crate::catalogue::{Audience, Tool};
use crate::http::Response;
use crate::http_error::HttpError;
use crate::platform::Platform;
use crate::tools::beside::{Neighbour, places};
use crate::tools::config::{Config, Exposure};
use crate::tools::discovery;
use crate::tools::granted::Granted;
use crate::tools::hidden::Hidden;
use crate::tools::tool_set::{ToolSet, render_all};
use crate::tools::toolbox::{Found, Toolbox};
use crate::tools::toolboxes::Toolboxes;

/// What a client would be shown, and where that is discovery, the tools that it finds by it.
#[derive(Serialize)]
struct Preview {
    /// What `auto` became.
    tool_exposure: Exposure,
    #[serde(flatten)]
    listed: Listing,
    #[serde(skip_serializing_if = "Option::is_none")]
    behind: Option<Listing>,
    /// What is not there, and why, where that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    hidden: Option<Vec<HiddenView>>,
}

/// A tool that one of the accounts does not show; another may.
#[derive(Serialize)]
struct HiddenView {
    integrated_account_id: AccountId,
    #[serde(flatten)]
    tool: Hidden,
}

#[derive(Serialize)]
struct Listing {
    count: usize,
    bytes: usize,
    tokens: usize,
    tools: Vec<ToolView>,
}

/// A tool's definition without its `inputSchema`.
#[derive(Serialize, Deserialize)]
struct ToolView {
    name: String,
    title: String,
    description: String,
    annotations: Box<RawValue>,
    /// Of its whole definition, at four bytes each.
    #[serde(skip_deserializing)]
    tokens: usize,
    /// Who sees what a call does; absent where it only reads.
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    audience: Option<&'static str>,
    /// A person has to agree to a call, or to those that customers see.
    #[serde(skip_deserializing, skip_serializing_if = "std::ops::Not::not")]
    approval: bool,
}

/// `POST …/mcp/preview`: the tools that a config would give; takes the same body as a creation.
pub(super) async fn preview<P: Platform>(
    operator: &OperatorRequest<'_, P>,
    account: &str,
) -> Result<Response, HttpError> {
    let account = accounts::find(operator, account).await?;
    let integration = accounts::integration(&account)?;
    let mut fields = Fields::read(operator.request)?;
    fields.text("name");
    let config = read_config(&account, integration, &Config::default(), &mut fields);
    expiry(&mut fields, operator.platform);
    let is_explained = fields.boolean("explain") == Some(true);
    fields.finish()?;

    let narrowing = Config::default();
    let bytes = operator.settings.max_result_chars;
    let toolbox = toolbox(integration, &config, &narrowing, &account, bytes);
    let preview = Preview {
        hidden: is_explained.then(|| hidden(account.id, toolbox)),
        ..shown(toolbox)
    };
    Ok(answer(200, &preview))
}

/// `POST /mcp-server/preview`: the same of several accounts.
pub(super) async fn preview_several<P: Platform>(
    operator: &OperatorRequest<'_, P>,
) -> Result<Response, HttpError> {
    let mut fields = Fields::read(operator.request)?;
    fields.text("name");
    let config = joint_servers::read_config(&Config::default(), &mut fields);
    let accounts =
        joint_servers::read_accounts(operator, joint_servers::Holder::Url, &[], &mut fields)
            .await?;
    expiry(&mut fields, operator.platform);
    let is_explained = fields.boolean("explain") == Some(true);
    fields.finish()?;

    let narrowing = Config::default();
    let ids: Vec<String> = accounts
        .iter()
        .map(|it| it.account.id.to_string())
        .collect();
    let configs: Vec<Config> = accounts
        .iter()
        .map(|it| it.grant.config.clone().in_list(&config))
        .collect();
    let neighbours = accounts.iter().zip(&ids).zip(&configs);
    let neighbours: Vec<Neighbour<'_>> = neighbours
        .map(|((it, id), config)| Neighbour {
            id,
            label: &it.account.label,
            integration: it.integration,
            config,
        })
        .collect();
    let places = places(&neighbours);
    let bytes = operator.settings.max_result_chars;
    let toolboxes = accounts.iter().zip(&configs).zip(&places);
    let toolboxes: Vec<Toolbox<'_>> = toolboxes
        .map(|((it, config), place)| Toolbox {
            beside: Some(place),
            ..toolbox(it.integration, config, &narrowing, &it.account, bytes)
        })
        .collect();
    let tools = Toolboxes {
        accounts: &toolboxes,
        granted: Granted::ALL,
    };
    let hidden = accounts
        .iter()
        .zip(&toolboxes)
        .flat_map(|(it, toolbox)| hidden(it.account.id, *toolbox));
    let preview = Preview {
        hidden: is_explained.then(|| hidden.collect()),
        ..shown(tools)
    };
    Ok(answer(200, &preview))
}

/// What an account does not show, and why.
fn hidden(account: AccountId, toolbox: Toolbox<'_>) -> Vec<HiddenView> {
    let hidden = toolbox.hidden().into_iter();
    hidden
        .map(|tool| HiddenView {
            integrated_account_id: account,
            tool,
        })
        .collect()
}

fn shown<'a>(tools: impl ToolSet<'a>) -> Preview {
    let listed: Vec<&Tool> = tools.tools().collect();
    let chatgpt = tools.chatgpt_definitions();
    let all = render_all(tools, &listed);
    if tools.is_discovery() {
        Preview {
            tool_exposure: Exposure::Discovery,
            listed: listing(tools, &[chatgpt, &discovery::definitions(tools)].concat()),
            behind: Some(listing(tools, &all)),
            hidden: None,
        }
    } else {
        Preview {
            tool_exposure: Exposure::All,
            listed: listing(tools, &[chatgpt, &all].concat()),
            behind: None,
            hidden: None,
        }
    }
}

/// Of definitions as `tools/list` shows them, with commas between.
fn listing<'a>(set: impl ToolSet<'a>, definitions: &str) -> Listing {
    let list = format!("[{definitions}]");
    let each: Vec<&RawValue> = serde_json::from_str(&list).unwrap_or_default();
    let views = each.iter().filter_map(|definition| {
        let mut view: ToolView = serde_json::from_str(definition.get()).ok()?;
        view.tokens = tokens(definition.get().len());
        if let Found::Tool(tool, _) = set.find(&view.name) {
            view.audience = tool.audience.map(Audience::as_str);
            view.approval = set.may_wait(tool);
        }
        Some(view)
    });
    let tools: Vec<ToolView> = views.collect();
    let commas = tools.len().saturating_sub(1);
    let bytes = definitions.len() - commas;
    Listing {
        count: tools.len(),
        bytes,
        tokens: tokens(bytes),
        tools,
    }
}

/// What so much JSON costs a model, at four bytes a token.
fn tokens(bytes: usize) -> usize {
    bytes / 4
}

/// What a tool costs, as the build rendered it.
pub(super) fn tokens_of(tool: &Tool) -> usize {
    tokens("{\"name\":\"\"".len() + tool.name.len() + tool.definition.len())
}
