// The same job as Fairlead's, on the official TypeScript SDK, as its documentation has it:
//
// - `createMcpHandler` with a factory that makes a server for each request, and a token verified in front of it and passed on as `authInfo`
//   ("Serve on web-standard runtimes", "Serve over HTTP").
// - `Server` and not `McpServer`: "Build on `Server` when you own dispatch: […] a tool set computed per request from an external registry"
//   ("Low-level Server"). `McpServer` would register 237 tools for each request, some milliseconds of it. Here a request registers two handlers,
//   and the ready-made JSON Schemas go out as they are.
// - Arguments are checked with `fromJsonSchema`, as the same page does. A tool's validator is made at its first call and kept
//   ("create connection pools and caches once at module scope").
//
// Not done, although Fairlead does it: sealed cursors, rate-limit headers, results cut to size, the account's health written after a failure,
// hints for failures, a log line, the filter `tools`, discovery, search languages. The peer is the cheaper for it.
import {
  createMcpHandler,
  fromJsonSchema,
  originValidationResponse,
  ProtocolError,
  ProtocolErrorCode,
  Server,
} from '@modelcontextprotocol/server';
import { entries, headers, instructions, label } from 'catalogue.json';

const byName = new Map(entries.map((entry) => [entry.tool.name, entry]));
const text = new TextEncoder();
const base64url = { alphabet: 'base64url' };

const handler = createMcpHandler(({ authInfo }) => {
  const { env, server, account } = authInfo.extra;
  const mcp = new Server(
    { name: 'typescript-sdk', title: `${server.name} (${label})`, version: '2.4.0' },
    {
      capabilities: { tools: {} },
      instructions: `Tools for the ${label} account "${account.label}". ${instructions}`,
      cacheHints: {
        'tools/list': { ttlMs: 60_000, cacheScope: 'private' },
        'server/discover': { ttlMs: 60_000, cacheScope: 'private' },
      },
    },
  );
  mcp.setRequestHandler('tools/list', async () => ({
    tools: entries.filter((entry) => isShown(entry, server.config, account)).map(({ tool }) => tool),
  }));
  mcp.setRequestHandler('tools/call', async ({ params }) => {
    const entry = byName.get(params.name);
    if (!entry || !isShown(entry, server.config, account)) {
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, `unknown tool "${params.name}"`);
    }
    if (account.is_blocked) return failure('This account is blocked by its operator.');
    entry.schema ??= fromJsonSchema(entry.tool.inputSchema);
    const checked = await entry.schema['~standard'].validate(params.arguments ?? {});
    if (checked.issues) {
      const issues = checked.issues.map(({ message }) => message).join('; ');
      return failure(`Input validation error: Invalid arguments for tool ${params.name}: ${issues}`);
    }
    return call(entry, checked.value, await open(account, env), env);
  });
  return mcp;
});

export default {
  async fetch(request, env) {
    const rejected = originValidationResponse(request, []);
    if (rejected) return rejected;
    const [, place, token] = new URL(request.url).pathname.split('/');
    const authInfo = place === 'mcp' && (await admit(token, env));
    if (!authInfo) return Response.json({ statusCode: 404, error: 'Not Found' }, { status: 404 });
    return handler.fetch(request, { authInfo });
  },
};

// `fl_` and the base64url of account, server (16 bytes each) and secret (32 bytes).
async function admit(token, env) {
  if (!token?.startsWith('fl_')) return undefined;
  let bytes;
  try {
    bytes = Uint8Array.fromBase64(token.slice(3), base64url);
  } catch {
    return undefined;
  }
  if (bytes.length !== 64) return undefined;
  const accountId = uuid(bytes.subarray(0, 16));
  const keys = [`mcp:${accountId}:${uuid(bytes.subarray(16, 32))}`, `account:${accountId}`, `health:${accountId}`];
  const [records, hash] = await Promise.all([
    env.RECORDS.get(keys, 'json'),
    crypto.subtle.digest('SHA-256', bytes.subarray(32)),
  ]);
  const [server, account, health] = keys.map((key) => records.get(key));
  if (!server || !account) return undefined;
  if (server.expires_at !== null && Date.now() / 1000 >= server.expires_at) return undefined;
  if (!crypto.subtle.timingSafeEqual(hash, Uint8Array.fromHex(server.token_hash))) return undefined;
  return { token, clientId: server.id, scopes: [], extra: { env, server, account, health } };
}

function uuid(bytes) {
  const hex = bytes.toHex();
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const standard = new Set(['list', 'get', 'create', 'update', 'delete']);

function isShown({ tool, method, tags }, config, account) {
  const isRead = tool.annotations.readOnlyHint;
  if (account.read_only && !isRead) return false;
  const asked = { read: isRead, write: !isRead, custom: !standard.has(method) };
  if (config.methods?.length && !config.methods.some((word) => asked[word] ?? word === method)) return false;
  return !config.tags?.length || config.tags.some((tag) => tags.includes(tag));
}

let keyring;

// `kid:nonce:ciphertext`, AES-256-GCM, bound to the record's key.
async function open(account, env) {
  keyring ??= new Map(
    env.CREDENTIAL_KEYS.split(',').map((entry) => {
      const [kid, key] = entry.trim().split(':');
      return [kid, crypto.subtle.importKey('raw', Uint8Array.fromBase64(key), 'AES-GCM', false, ['decrypt'])];
    }),
  );
  const [kid, nonce, sealed] = account.credentials.split(':');
  const plain = await crypto.subtle.decrypt(
    {
      name: 'AES-GCM',
      iv: Uint8Array.fromBase64(nonce, base64url),
      additionalData: text.encode(`account:${account.id}`),
    },
    await keyring.get(kid),
    Uint8Array.fromBase64(sealed, base64url),
  );
  return JSON.parse(new TextDecoder().decode(plain));
}

async function call(entry, values, credentials, env) {
  const response = await fetch(...compose(entry, values, credentials, env));
  const body = await response.text();
  if (!response.ok) {
    const raw = response.headers.get('content-type')?.includes('json') ? JSON.parse(body) : body.slice(0, 300);
    const message = `${label} answered ${response.status}: ${raw.errors?.[0]?.message ?? response.statusText}`;
    return failure(JSON.stringify({ statusCode: response.status, message, remote: true, raw_response: raw }));
  }
  if (body === '') return success(JSON.stringify({ status: response.status }));
  if (!entry.isList && !entry.pointer) return success(body);
  const document = JSON.parse(body);
  const found = at(document, entry.pointer) ?? document;
  if (!entry.isList || !Array.isArray(found)) return success(JSON.stringify(found));
  return success(JSON.stringify({ result: found, next_cursor: next(entry.paging, document) }));
}

function next(paging, document) {
  if (paging?.style === 'cursor') return at(document, paging.next) ?? null;
  if (paging?.style !== 'page') return null;
  const [current, total] = [at(document, paging.current), at(document, paging.total)];
  return current < total ? String(current + 1) : null;
}

function compose(entry, values, credentials, env) {
  const path = entry.path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(values[name]));
  const query = new URLSearchParams(entry.fixedQuery);
  const members = { ...entry.fixedBody };
  for (const [name, wire] of entry.query) if (values[name] != null) query.set(wire, values[name]);
  if (Array.isArray(entry.body)) {
    for (const [name, wire] of entry.body) if (values[name] != null) members[wire] = values[name];
  }
  if (entry.paging) page(entry.paging, values, query, members);
  const init = {
    method: entry.verb,
    headers: {
      accept: 'application/json',
      ...headers,
      ...entry.headers,
      authorization: `Bearer ${credentials.access_token}`,
    },
    redirect: 'manual',
    signal: AbortSignal.timeout(25_000),
  };
  if (entry.body) {
    init.headers['content-type'] = 'application/json';
    init.body = JSON.stringify(entry.body === true ? values.body : members);
  }
  return [`${env.INTERCOM_BASE_URL}${path}${query.size ? `?${query}` : ''}`, init];
}

function page({ in: place, cursor, page: number, limit, default_limit: usual }, values, query, members) {
  const pairs = [
    [limit, values.limit ? Number(values.limit) : usual],
    [cursor ?? number, number && values.next_cursor ? Number(values.next_cursor) : values.next_cursor],
  ];
  for (const [key, value] of pairs) {
    if (!key || value === undefined || value === '') continue;
    if (place === 'query') query.set(key, value);
    else {
      const [outer, inner] = key.split('/');
      members[outer] = inner ? { ...members[outer], [inner]: value } : value;
    }
  }
}

function at(document, pointer = '') {
  let value = document;
  for (const key of pointer.split('/').slice(1)) value = value?.[key];
  return value;
}

const success = (json) => ({ content: [{ type: 'text', text: json }] });
const failure = (message) => ({ content: [{ type: 'text', text: message }], isError: true });
