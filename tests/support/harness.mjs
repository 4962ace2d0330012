// The built Worker on the real runtime, with a live KV and simulated vendors, in one object that a test talks to.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeFetch, openEgress } from './egress.mjs';
import { parsed } from './json.mjs';
import { findLeaks } from './leaks.mjs';
import { request, toolAnswer } from './mcp.mjs';
import { migrate } from './migrations.mjs';
import { createVendors, demoAccounts, vendorSecrets } from './vendors.mjs';
import { createTestHarness } from './wrangler.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

export const adminToken = 'admin-token-for-tests-0123456789abcdef';
export const credentialKeys = `k1:${Buffer.alloc(32, 7).toString('base64')}`;
/** The tokens that the Pylon simulator knows. */
export const vendorTokens = {
  us: 'pylon-demo-token',
  eu: 'pylon-demo-token-eu',
  second: 'pylon-second-token',
  restricted: 'pylon-restricted-token',
};

const keysOf = (setting = '') => setting.split(',').map((key) => key.split(':')[1]);

/** wrangler.toml without a binding, in a folder of its own: `{path, remove}`. */
function configWithout(binding) {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-config-'));
  const whole = readFileSync(`${root}wrangler.toml`, 'utf8');
  const text = whole.replace(new RegExp(`\\[\\[\\w+\\]\\]\\nbinding = "${binding}"\\n(\\w+ = .*\\n)*`), '');
  assert.notEqual(text, whole, `wrangler.toml has no binding ${binding}`);
  const path = join(folder, 'wrangler.toml');
  const absolute = text.replace('main = "', `main = "${root}`).replace('directory = "', `directory = "${root}`);
  writeFileSync(path, absolute);
  return { path, remove: () => rmSync(folder, { recursive: true }) };
}

/**
 * Starts the Worker of `build/` or `build-test/`.
 * `vars` and `secrets` go over those of wrangler.toml (`undefined` leaves a secret out), `hosts` adds vendor hosts to the simulated ones,
 * `simulator` holds Pylon's options, `gladly`, `intercom` and `hubspot` those of theirs, `without` names a binding that is not there.
 */
export async function startWorker({ build = 'build', vars = {}, secrets = {}, hosts = {}, simulator, gladly, intercom, hubspot, without } = {}) {
  assert.ok(existsSync(`${root}${build}/entry.js`), `${build}/ holds no Worker: run \`make ${build}\` first`);
  const { hosts: simulated, ...vendors } = createVendors({ pylon: simulator, gladly, intercom, hubspot });
  const egress = openEgress({ ...simulated, ...hosts });
  const allSecrets = { ADMIN_TOKEN: adminToken, CREDENTIAL_KEYS: credentialKeys, ...secrets };
  const config = without === undefined ? { path: './wrangler.toml', remove() {} } : configWithout(without);
  const harness = createTestHarness({
    root,
    workers: [
      {
        configPath: config.path,
        prebuiltWorkerDir: `./${build}`,
        vars,
        secrets: Object.fromEntries(Object.entries(allSecrets).filter(([, value]) => value !== undefined)),
      },
    ],
  });
  const { url } = await harness.listen();
  const { RECORDS: kv, OAUTH_KV: oauthKv, ACTIVITY: activity } = await harness.getWorker().getEnv();
  if (activity) await migrate(activity);

  const tokens = new Set([allSecrets.ADMIN_TOKEN, ...keysOf(allSecrets.CREDENTIAL_KEYS), ...vendorSecrets].filter(Boolean));
  const bodies = [];

  /** Sends a request to the Worker: over the wire, or under another host's name when `target` is absolute and names one. */
  async function send(target, init) {
    const address = new URL(target, url);
    const answer = await (address.origin === url.origin ? nodeFetch(address, init) : harness.fetch(String(address), init));
    const text = await answer.text();
    const body = parsed(text);
    const once = body?.token ?? body?.secret;
    if (typeof once === 'string') tokens.add(once);
    else bodies.push({ where: `${init?.method ?? 'GET'} ${address.pathname.replace(/fl_[\w-]+/, 'fl_…')}`, text });
    return { status: answer.status, headers: answer.headers, text, body };
  }

  // A brake counts wrong tokens by address, and tests of refusals send more of them than one address may.
  let callers = 0;
  const elsewhere = () => ({ 'cf-connecting-ip': `203.0.113.${(callers += 1) % 250}` });

  /** The operator's API. `token: null` sends no Authorization header, a `body` that is a string goes out as it is. */
  function admin(method, path, body, { token = adminToken, headers = {} } = {}) {
    for (const [name, secret] of Object.entries(body?.credentials ?? {})) {
      // An e-mail address is no secret: the vendor's own answers are full of them.
      if (secret.length > 12 && name !== 'email') tokens.add(secret);
    }
    return send(path, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...elsewhere(),
        ...headers,
      },
      body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
    });
  }

  /** Like `admin`, for the steps of a test that are not what it is about: any other status ends it. */
  async function must(status, method, path, body) {
    const answer = await admin(method, path, body);
    assert.equal(answer.status, status, `${method} ${path}: ${answer.text}`);
    return answer.body;
  }

  /** Connects an account that the vendor's simulator accepts; `fields` go over its own. */
  const connect = (integration, fields = {}) =>
    must(201, 'POST', '/integrated-account', { integration, ...demoAccounts[integration], ...fields });

  const connectPylon = (fields) => connect('pylon', fields);

  /** Mints an MCP server, for a new account unless `account` is one. */
  async function mint(config = {}, { account, name = 'Test', ...fields } = {}) {
    const owner = account ?? (await connectPylon());
    return must(201, 'POST', `/integrated-account/${owner.id}/mcp`, { name, config, ...fields });
  }

  /** One JSON-RPC request: `{status, headers, text, body, result, error}`. */
  async function rpc(target, method, params, options) {
    const answer = await send(target, request(method, params, options));
    return { ...answer, result: answer.body?.result, error: answer.body?.error };
  }

  /** tools/call: what `rpc` gives, and `{isError, text, json}` of the tool's first block. */
  async function call(target, name, args, options) {
    return toolAnswer(await rpc(target, 'tools/call', { name, arguments: args }, options));
  }

  /** Every tool of a server, over all pages. */
  async function tools(target, options) {
    const found = [];
    let cursor;
    do {
      const { result, text } = await rpc(target, 'tools/list', cursor === undefined ? {} : { cursor }, options);
      assert.ok(result?.tools, text);
      found.push(...result.tools);
      cursor = result.nextCursor;
    } while (cursor !== undefined);
    return found;
  }

  /** Every KV record: `[{name, expiration, value}]`. */
  async function records(namespace = kv) {
    const found = [];
    let page = { cursor: undefined, list_complete: false };
    while (!page.list_complete) {
      page = await namespace.list({ cursor: page.cursor });
      for (const key of page.keys) found.push({ ...key, value: await namespace.get(key.name) });
    }
    return found;
  }

  /** What the Worker sends to vendors while `action` runs. */
  async function sentDuring(action) {
    const already = egress.sent.length;
    await action();
    return egress.sent.slice(already);
  }

  /** Stops the Worker, and fails if anything it logged, stored or answered holds a secret of this run. */
  async function close() {
    let stored, logs;
    // A Worker that still runs would keep the file of a test from ending.
    try {
      const happened = activity ? (await activity.prepare('SELECT * FROM activity').all()).results : [];
      stored = [...(await records()), ...(oauthKv ? await records(oauthKv) : []), ...happened.map((row) => ({ name: 'activity', value: JSON.stringify(row) }))];
      logs = harness.getLogs();
    } finally {
      await harness.close();
      egress.close();
      config.remove();
    }
    assert.deepEqual(findLeaks({ tokens, logs, stored, bodies }), []);
    assert.deepEqual(egress.refused.map(({ url: to }) => to), [], 'the Worker called a host that it has no business with');
  }

  return {
    url, kv, oauthKv, activity, ...vendors, egress, tokens, bodies,
    fetch: send, admin, must, connect, connectPylon, mint, rpc, call, tools, records, sentDuring, close,
    logs: () => harness.getLogs(),
    /** The cron trigger, now. */
    scheduled: () => harness.getWorker().scheduled({ cron: '*/10 * * * *', scheduledTime: new Date() }),
  };
}
