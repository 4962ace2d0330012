//! What `floor/worker.mjs` does, as the documentation of workers-rs has it: `Request`, `Response`, `Fetch` and `Env` of the `worker`
//! crate, and nothing else.

use std::collections::HashMap;
use std::sync::OnceLock;

use futures_util::future::try_join3;
use serde::Deserialize;
use worker::kv::KvStore;
use worker::{Context, Env, Error, Fetch, Headers, Request, Response, Result, event};

static READY: OnceLock<Ready> = OnceLock::new();

struct Ready {
    answers: HashMap<String, Server>,
    envelope: Envelope,
}

/// Ready answers of one MCP server, by method, and the keys of its records.
#[derive(Deserialize)]
struct Server {
    keys: [String; 2],
    texts: HashMap<String, String>,
}

/// What stands around a vendor's text.
#[derive(Deserialize)]
struct Envelope {
    prefix: String,
    suffix: String,
    failed: String,
}

#[derive(Deserialize)]
struct Call {
    params: Params,
}

#[derive(Deserialize)]
struct Params {
    arguments: Arguments,
}

#[derive(Deserialize)]
struct Arguments {
    id: Option<String>,
}

#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> Result<Response> {
    let ready = match READY.get() {
        Some(ready) => ready,
        None => {
            let ready = prepare(&env)?;
            READY.get_or_init(|| ready)
        }
    };
    let server = ready
        .answers
        .get(&request.path())
        .ok_or("no such server")
        .map_err(Error::from)?;
    let records = env.kv("RECORDS")?;
    match request.headers().get("mcp-method")?.as_deref() {
        Some("tools/call") => call(request, &env, &records, &ready.envelope, server).await,
        Some(method) => list(&records, server, method).await,
        None => Response::error("no method", 400),
    }
}

fn prepare(env: &Env) -> Result<Ready> {
    let text = |name: &str| env.var(name).map(|text| text.to_string());
    Ok(Ready {
        answers: serde_json::from_str(&text("ANSWERS")?)?,
        envelope: serde_json::from_str(&text("ENVELOPE")?)?,
    })
}

async fn list(records: &KvStore, server: &Server, method: &str) -> Result<Response> {
    records.get(&server.keys[0]).text().await?;
    answer(server.texts.get(method).cloned().unwrap_or_default())
}

async fn call(
    mut request: Request,
    env: &Env,
    records: &KvStore,
    envelope: &Envelope,
    server: &Server,
) -> Result<Response> {
    let [first, second] = &server.keys;
    let record = async |key: &str| records.get(key).text().await.map_err(Error::from);
    let (call, _, _) = try_join3(request.json::<Call>(), record(first), record(second)).await?;
    let mut url = env.var("INTERCOM_BASE_URL")?.to_string();
    url.push_str("/contacts");
    if let Some(id) = call.params.arguments.id {
        url.push('/');
        url.push_str(&id);
    }
    let mut response = Fetch::Url(url.parse()?).send().await?;
    let text = serde_json::to_string(&response.text().await?)?;
    let suffix = if response.status_code() == 200 {
        &envelope.suffix
    } else {
        &envelope.failed
    };
    answer([&envelope.prefix, text.as_str(), suffix].concat())
}

fn answer(text: String) -> Result<Response> {
    let headers = Headers::new();
    headers.set("content-type", "application/json")?;
    Ok(Response::from_bytes(text.into_bytes())?.with_headers(headers))
}
