// `make start`, and the npm package's `fairlead start`: the built Worker on the real runtime, with an account and an MCP server of each vendor ready to
// paste into a client, and two people who can sign in.
// PORT=… chooses the port; connections.mjs says what connects a real vendor in place of the simulated one. A first argument names another wrangler.toml.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serve } from '../simulators/serve.mjs';
import { Stop, connections, settingOf } from './connections.mjs';
import { instructions } from './instructions.mjs';
import { migrate } from './migrations.mjs';
import { startOpenId } from './openid.mjs';
import { ownAccount, people } from './people.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const [settingsFile = `${root}wrangler.toml`] = process.argv.slice(2);
const host = '127.0.0.1';
const usualPort = 8787;

function settings(env) {
  const port = env.PORT === undefined || env.PORT === '' ? undefined : Number(env.PORT);
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port < 65_536)) {
    throw new Stop(`PORT must be a number from 0 to 65535, not "${env.PORT}".`);
  }
  return {
    port,
    vendors: connections(env),
    adminToken: env.ADMIN_TOKEN || randomBytes(32).toString('hex'),
    credentialKeys: `k1:${randomBytes(32).toString('base64')}`,
  };
}

/** The port itself when it is free, else undefined. */
function tryPort(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(undefined));
    probe.listen(port, host, () => {
      probe.close(() => resolve(port));
    });
  });
}

async function freePort(wanted) {
  // Any: it is chosen when the Worker listens.
  if (wanted === 0) return wanted;
  if (wanted !== undefined) {
    const port = await tryPort(wanted);
    if (port === undefined) throw new Stop(`Port ${wanted} is taken. Choose another PORT, or leave it out for the next free one.`);
    return port;
  }
  for (let port = usualPort; port < usualPort + 100; port += 1) {
    if ((await tryPort(port)) !== undefined) return port;
  }
  throw new Stop(`The ports from ${usualPort} to ${usualPort + 99} are all taken. Choose one with PORT=…`);
}

/** The Worker of build/, as it is there: a build command of wrangler.toml does not run. */
async function startWorker({ port, bindings, folder }) {
  const { readConfig, startLocal } = await import('./wrangler.mjs');
  const config = readConfig({ config: settingsFile }, { hideWarnings: true });
  return startLocal({
    config: {
      ...config,
      main: `${root}build/entry.js`,
      base_dir: `${root}build`,
      no_bundle: true,
      find_additional_modules: true,
      build: { ...config.build, command: undefined },
    },
    bindings,
    dev: {
      server: { hostname: host, port },
      persist: folder,
      watch: false,
      inspector: false,
      registry: undefined,
      logLevel: 'error',
      structuredLogsHandler: ({ message }) => console.log(message),
    },
  });
}

/** The tables of what happens, in a folder where the Worker that starts next finds them. */
async function makeTables(folder) {
  const { localBindings, readConfig } = await import('./wrangler.mjs');
  const { name, compatibility_date, d1_databases } = readConfig({ config: settingsFile }, { hideWarnings: true });
  // The database alone: of the rest, wrangler would ask for the secrets.
  const configPath = join(folder, 'wrangler.json');
  writeFileSync(configPath, JSON.stringify({ name, compatibility_date, d1_databases }));
  const { env, dispose } = await localBindings({ configPath, persist: { path: join(folder, 'v3') }, remoteBindings: false });
  await migrate(env.ACTIVITY);
  await dispose();
}

async function post(origin, adminToken, path, body, method = 'POST') {
  const answer = await fetch(`${origin}${path}`, {
    method,
    headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Stop(`The Worker refused ${method} ${path} with status ${answer.status}: ${text}`);
  return JSON.parse(text);
}

/** A first account and MCP server of a vendor, made through the operator's API like any other. */
async function provision(origin, adminToken, { slug, name, check, fields }) {
  const account = await post(origin, adminToken, '/integrated-account', { integration: slug, ...fields });
  const probe = await post(origin, adminToken, `/integrated-account/${account.id}/test`, {});
  if (!probe.success) throw new Stop(`${name} did not accept the token: ${probe.message} Check ${check}.`);
  const server = await post(origin, adminToken, `/integrated-account/${account.id}/mcp`, { name: 'First server', config: {} });
  return { account, server };
}

/** The people of the simulated identity provider, as members: both have the demo accounts, and the first one has one more of their own. */
async function invite(origin, adminToken, servers) {
  const shared = servers.map(({ account }) => ({ id: account.id, config: { tool_names: 'short' } }));
  for (const [id, { name, email, role }] of Object.entries(people)) {
    const member = await post(origin, adminToken, '/member', { email, name, role, mcp_access: true, accounts: shared });
    const own = ownAccount(id, servers);
    if (!own) continue;
    const account = await post(origin, adminToken, '/integrated-account', { ...own, owner_member_id: member.id });
    await post(origin, adminToken, `/member/${member.id}`, { accounts: [...shared, { id: account.id, config: { tool_names: 'short' } }] }, 'PATCH');
  }
}

/** What has to be closed at the end, whenever that comes: what is opened after the end is closed at once. */
function openThings() {
  const closers = [];
  let over = false;
  return {
    keep: (close) => (over ? close() : closers.push(close)),
    async close() {
      over = true;
      for (const close of closers.splice(0).reverse()) await close();
    },
  };
}

async function run(things) {
  if (!existsSync(`${root}build/entry.js`)) throw new Stop('There is no built Worker yet. Run: make start');
  const chosen = settings(process.env);
  const port = await freePort(chosen.port);
  const bindings = {
    ADMIN_TOKEN: { type: 'secret_text', value: chosen.adminToken },
    CREDENTIAL_KEYS: { type: 'secret_text', value: chosen.credentialKeys },
  };
  for (const vendor of chosen.vendors) {
    let { baseUrl } = vendor;
    if (vendor.simulated) {
      const simulator = await serve(vendor.create({ now: Date.now }));
      things.keep(simulator.close);
      baseUrl = simulator.url + vendor.base;
    }
    if (baseUrl) bindings[settingOf(vendor)] = { type: 'plain_text', value: baseUrl };
  }
  const provider = await startOpenId({ people });
  things.keep(provider.close);
  for (const [name, value] of Object.entries(provider.settings)) {
    bindings[name] = { type: name.endsWith('SECRET') ? 'secret_text' : 'plain_text', value };
  }
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-start-'));
  things.keep(() => rmSync(folder, { recursive: true, force: true }));
  await makeTables(folder);
  const worker = await startWorker({ port, bindings, folder });
  things.keep(() => worker.dispose());
  await worker.ready;
  const { origin } = await worker.url;
  provider.trust(origin);
  closeOnSignal(things);
  const servers = [];
  for (const vendor of chosen.vendors) servers.push({ ...vendor, ...(await provision(origin, chosen.adminToken, vendor)) });
  await invite(origin, chosen.adminToken, servers);
  console.log(instructions({ origin, adminToken: chosen.adminToken, servers, people }));
}

/** wrangler's own handlers would end the process before anything is closed, with a status that looks like a failure. */
function closeOnSignal(things) {
  for (const signal of ['SIGINT', 'SIGTERM']) process.removeAllListeners(signal).once(signal, () => void things.close());
}

const things = openThings();
closeOnSignal(things);
try {
  await run(things);
} catch (error) {
  await things.close();
  console.error(error instanceof Stop ? error.message : error);
  process.exitCode = 1;
}
