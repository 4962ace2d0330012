//! `POST /integrated-account/:id/mcp/preview`: what a server would show, before there is one.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::body::Fields;
use super::servers::{expiry, read_config, toolbox};
use super::{OperatorRequest, accounts, answer};
use crate::catalogue::Tool;
use crate::http::Response;
use crate::http_error::HttpError;
use crate::platform::Platform;
use crate::tools::config::{Config, Exposure};
use crate::tools::discovery;
use crate::tools::hidden::Hidden;

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
    hidden: Option<Vec<Hidden>>,
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
    let toolbox = toolbox(integration, &config, &narrowing, &account);
    let hidden = is_explained.then(|| toolbox.hidden());
    let tools: Vec<&Tool> = toolbox.tools().map(|(tool, _)| tool).collect();
    let chatgpt = toolbox.chatgpt_definitions();
    let all = toolbox.render_all(&tools);
    let preview = if toolbox.is_discovery() {
        Preview {
            tool_exposure: Exposure::Discovery,
            listed: listing(&[chatgpt, &discovery::definitions(toolbox)].concat()),
            behind: Some(listing(&all)),
            hidden,
        }
    } else {
        Preview {
            tool_exposure: Exposure::All,
            listed: listing(&[chatgpt, &all].concat()),
            behind: None,
            hidden,
        }
    };
    Ok(answer(200, &preview))
}

/// Of definitions as `tools/list` shows them, with commas between.
fn listing(definitions: &str) -> Listing {
    let tools: Vec<ToolView> =
        serde_json::from_str(&format!("[{definitions}]")).unwrap_or_default();
    let commas = tools.len().saturating_sub(1);
    let bytes = definitions.len() - commas;
    Listing {
        count: tools.len(),
        bytes,
        tokens: bytes / 4,
        tools,
    }
}
