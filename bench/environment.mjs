// What stands around every peer: the upstream with its KV, the bindings, and the records that Fairlead's own operator's API leaves there.
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { readConfig } from '../tests/support/wrangler.mjs';
import { message } from './cases.mjs';
import { root } from './peers.mjs';
import { otherCore, run, serverCore } from './process.mjs';
import { start } from './workerd.mjs';

/** The rig's programs. */
export const rig = `${root}target/bench/rig/release/`;

/** Opens an empty environment. `v8Flags` go to every workerd. */
export async function open({ v8Flags = [] } = {}) {
  const { compatibility_date: compatibilityDate, compatibility_flags: compatibilityFlags } = readConfig(
    { config: `${root}wrangler.toml` },
    { hideWarnings: true },
  );
  const upstream = run(otherCore, `${rig}upstream`, [], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ports = JSON.parse(await firstLine(upstream));
  const vendor = `http://127.0.0.1:${ports.vendor}`;
  // Limits above what the cases send, so that nothing is cut.
  const bindings = {
    ADMIN_TOKEN: randomBytes(32).toString('hex'),
    CREDENTIAL_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    INTERCOM_BASE_URL: vendor,
    GROWN_BASE_URL: vendor,
    MAX_RESULT_CHARS: '2000000',
    MAX_VENDOR_BODY_BYTES: '4194304',
  };
  const processes = [upstream];
  return {
    vendor,
    bindings,
    /** Starts a Worker with the bindings that all have and its own. */
    async start(name, modules, own = {}) {
      const worker = await start(`${root}target/bench/workerd/${name}`, {
        modules,
        bindings: { ...bindings, ...own },
        compatibilityDate,
        compatibilityFlags,
        v8Flags,
        kvPort: ports.kv,
      });
      processes.push(worker);
      return worker;
    },
    /** Starts a server that is no Worker and prints its port. What it logs is thrown away, as with a Worker. */
    async startProgram(command, args) {
      const child = run(serverCore, command, args, { stdio: ['ignore', 'pipe', 'ignore'] });
      processes.push(child);
      return { pid: child.pid, port: Number(await firstLine(child)), stop: child.stop };
    },
    /** An account and its servers, made by a running Fairlead: `{account, servers}`, `{path, keys}` of each by the names of `configs`. All peers read the same records. */
    provision: (fairlead, account, configs) => provision(fairlead.port, bindings.ADMIN_TOKEN, account, configs),
    async close() {
      for (const process of processes.splice(0).reverse()) await process.stop();
    },
  };
}

async function firstLine(child) {
  for await (const line of createInterface(child.stdout)) return line;
  throw new Error(`${child.spawnargs.join(' ')} ended before it said where it listens`);
}

async function provision(port, adminToken, fields, configs) {
  const post = async (path, body) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const account = await post('/integrated-account', fields);
  const servers = {};
  for (const [name, config] of Object.entries(configs)) {
    const server = await post(`/integrated-account/${account.id}/mcp`, { name, config });
    servers[name] = { path: new URL(server.url).pathname, keys: [`mcp:${account.id}:${server.id}`, `account:${account.id}`] };
  }
  return { account: account.id, servers };
}

/** One request to a server by hand: its body as text, and the result in it, be it JSON or one event of a stream. */
export async function ask({ port }, { path, headers }, method, params) {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', ...message(method, params, headers) });
  const text = await answer.text();
  const { result } = answer.ok ? JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? text) : {};
  if (!result) throw new Error(`${method} on ${path}: ${answer.status} ${text.slice(0, 300)}`);
  return { text, result };
}
