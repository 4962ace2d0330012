// What stands while anything is measured: the upstream, the records, and one workerd for each peer.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { readConfig } from '../tests/support/wrangler.mjs';
import { cases, message, servers as configs } from './cases.mjs';
import { peers as all, root } from './peers.mjs';
import { pinned, start } from './workerd.mjs';

const rig = `${root}target/bench/rig/release/`;
const folder = (peer) => `${root}target/bench/peers/${peer.name}`;

/** The second core, where there is one. */
export const otherCore = 1;

/** Starts all of it. `v8Flags` go to every workerd. */
export async function build(names, { v8Flags } = {}) {
  const chosen = all.filter(({ name }) => names.includes(name) || name === 'fairlead');
  const upstream = await startUpstream();
  const running = {};
  const close = async () => {
    for (const { stop } of Object.values(running)) await stop();
    upstream.child.kill();
  };
  try {
    const shared = bindings(upstream);
    const run = async (peer, facts) => {
      const own = peer.bindings?.(facts) ?? {};
      running[peer.name] = await startPeer(peer, { bindings: { ...shared, ...own }, upstream, v8Flags });
    };
    const fairlead = chosen.find(({ name }) => name === 'fairlead');
    await run(fairlead);
    const servers = await provision(running.fairlead.port, shared.ADMIN_TOKEN);
    const facts = { servers, ...(await observe(running.fairlead.port, servers, upstream)) };
    for (const peer of chosen) if (peer !== fairlead) await run(peer, facts);
    return { running, servers, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startUpstream() {
  const [command, args] = pinned(otherCore, `${rig}upstream`, []);
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface(child.stdout), 'line');
  return { child, ...JSON.parse(line) };
}

/** Bindings that every peer has. The limits are above what the cases send, so that nothing is cut. */
function bindings({ vendor }) {
  return {
    ADMIN_TOKEN: randomBytes(32).toString('hex'),
    CREDENTIAL_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    INTERCOM_BASE_URL: `http://127.0.0.1:${vendor}`,
    MAX_RESULT_CHARS: '2000000',
    MAX_VENDOR_BODY_BYTES: '4194304',
  };
}

function startPeer(peer, { bindings, upstream, v8Flags }) {
  const config = readConfig({ config: `${root}wrangler.toml` }, { hideWarnings: true });
  return start(folder(peer), {
    modules: peer.modules,
    bindings,
    compatibilityDate: config.compatibility_date,
    compatibilityFlags: [...config.compatibility_flags, ...(peer.compatibilityFlags ?? [])],
    v8Flags,
    kvPort: upstream.kv,
  });
}

/** An account and its servers, through Fairlead's own operator's API: all peers read the records that it leaves in KV. */
async function provision(port, adminToken) {
  const post = async (path, body) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const account = await post('/integrated-account', {
    integration: 'intercom',
    label: 'Benchmark',
    credentials: { access_token: 'intercom-benchmark-token' },
  });
  const servers = {};
  for (const [name, config] of Object.entries(configs)) {
    const server = await post(`/integrated-account/${account.id}/mcp`, { name, config });
    servers[name] = {
      path: new URL(server.url).pathname,
      keys: [`mcp:${account.id}:${server.id}`, `account:${account.id}`],
    };
  }
  return servers;
}

/** What Fairlead answers to each case, and what the upstream sends: the floor is made of it. */
async function observe(port, servers, { vendor }) {
  const answers = [];
  for (const { name, server, method, params } of cases) {
    const { path } = servers[server];
    const { text } = await ask(port, path, method, await params(async (...args) => (await ask(port, path, ...args)).result));
    answers.push({ name, path, method, text });
  }
  const bodies = {};
  for (const id of ['1k']) bodies[id] = await (await fetch(`http://127.0.0.1:${vendor}/contacts/${id}`)).text();
  return { answers, bodies };
}

/** One request by hand: its body as text, and the result in it, be it JSON or one event of a stream. */
export async function ask(port, path, method, params) {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', ...message(method, params) });
  const text = await answer.text();
  const json = /^data: (.*)$/m.exec(text)?.[1] ?? text;
  const { result, error } = answer.ok ? JSON.parse(json) : {};
  if (!result) throw new Error(`${method} on ${path}: ${answer.status} ${error ? JSON.stringify(error) : text.slice(0, 300)}`);
  return { text, result };
}
