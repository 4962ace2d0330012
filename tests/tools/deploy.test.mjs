// `make deploy`, walked from its first line to its last with wrangler and all, against a Cloudflare on loopback.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { routes, serveCloudflare } from './cloudflare.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const kept = { ADMIN_TOKEN: 'kept-admin-token-0123456789', CREDENTIAL_KEYS: 'k1:kept' };

/** An account, and a shell of its own to deploy from: no terminal, no login, nothing left by others. */
async function setUp(t, cloud) {
  const cloudflare = await serveCloudflare(cloud);
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-test-'));
  t.after(async () => {
    await cloudflare.close();
    await rm(folder, { recursive: true });
  });
  const { CI, ...inherited } = process.env;
  const base = {
    ...inherited,
    TMPDIR: folder,
    XDG_CONFIG_HOME: join(folder, 'config'),
    CLOUDFLARE_API_BASE_URL: cloudflare.url,
    CLOUDFLARE_API_TOKEN: cloudflare.token,
    CLOUDFLARE_ACCOUNT_ID: cloudflare.account,
  };

  function start(env) {
    const child = spawn('make', ['--no-print-directory', 'deploy'], { cwd: root, env: { ...base, ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk) => (text += chunk));
    const ended = once(child, 'close').then(([code]) => ({ code, text }));
    return { ended, kill: (signal) => process.kill(-child.pid, signal) };
  }

  /** The folder of a deploy that runs, if any is there. */
  async function leftovers() {
    return (await readdir(folder)).filter((name) => name.startsWith('fairlead-deploy-'));
  }

  return { cloudflare, folder, start, deploy: (env = {}) => start(env).ended, leftovers };
}

/** The secrets that a deploy showed. */
const shown = (text) => Object.fromEntries([...text.matchAll(/^ {2}(ADMIN_TOKEN|CREDENTIAL_KEYS)=(.+)$/gm)].map(([, name, value]) => [name, value]));

test('the first deploy makes secrets and namespaces, shows the secrets once, and says what comes next; the second keeps all', async (t) => {
  const { cloudflare, folder, deploy, leftovers } = await setUp(t);
  let file;
  cloudflare.on(routes.upload, async () => {
    const [place] = await leftovers();
    const path = join(folder, place, 'secrets.json');
    file = { modes: [(await stat(join(folder, place))).mode & 0o777, (await stat(path)).mode & 0o777], secrets: JSON.parse(await readFile(path, 'utf8')) };
  });
  // What a shell may hold that talks to another Worker.
  const first = await deploy({ ADMIN_TOKEN: 'of-another-worker', CREDENTIAL_KEYS: 'k9:of-another-worker' });
  assert.equal(first.code, 0, first.text);
  const made = shown(first.text);
  assert.match(made.ADMIN_TOKEN, /^[0-9a-f]{64}$/);
  assert.equal(Buffer.from(/^k1:(.+)$/.exec(made.CREDENTIAL_KEYS)[1], 'base64').length, 32);
  for (const value of Object.values(made)) assert.equal(first.text.split(value).length, 2, 'shown once');
  assert.doesNotMatch(first.text, /of-another-worker/);
  assert.match(first.text, /Keep them in your password store/);
  assert.deepEqual(file, { modes: [0o700, 0o600], secrets: made });
  assert.deepEqual(await leftovers(), []);

  const [uploaded] = cloudflare.uploads;
  assert.deepEqual(uploaded.secrets, made);
  assert.deepEqual(cloudflare.namespaces.map(({ title }) => title), ['fairlead-records', 'fairlead-oauth-kv']);
  const ids = cloudflare.namespaces.map(({ id }) => id);
  const bound = ({ bindings }) => ['RECORDS', 'OAUTH_KV'].map((wanted) => bindings.find(({ name }) => name === wanted).namespace_id);
  assert.deepEqual(bound(uploaded), ids);
  assert.deepEqual(cloudflare.databases.map(({ name }) => name), ['fairlead-activity']);
  assert.equal(uploaded.bindings.find(({ name }) => name === 'ACTIVITY').type, 'd1');
  assert.ok(cloudflare.queries.some(({ sql }) => sql.includes('CREATE TABLE activity (')), 'the tables are made');
  assert.ok(uploaded.modules.some((name) => name.endsWith('index_bg.wasm')), uploaded.modules.join());
  assert.deepEqual(uploaded.bindings.find(({ name }) => name === 'ASSETS'), { name: 'ASSETS', type: 'assets' });
  assert.ok(cloudflare.assets[0].includes('/index.html') && cloudflare.assets[0].some((path) => path.startsWith('/assets/')), 'the console goes out too');
  assert.match(first.text, /^Fairlead runs on https:\/\/fairlead\.acme\.workers\.dev\./m);
  const next = first.text.split('Next:\n').at(-1).trim().split('\n').map((line) => line.trim());
  assert.deepEqual(next, [
    "export FAIRLEAD=https://fairlead.acme.workers.dev ADMIN_TOKEN='the one above'",
    'curl -sS "$FAIRLEAD/integration" -H "Authorization: Bearer $ADMIN_TOKEN"',
  ]);

  const second = await deploy();
  assert.equal(second.code, 0, second.text);
  assert.deepEqual(shown(second.text), {});
  assert.equal(cloudflare.uploads.length, 2);
  assert.deepEqual(cloudflare.uploads[1].secrets, made);
  assert.equal(cloudflare.namespaces.length, 2);
  assert.deepEqual(bound(cloudflare.uploads[1]), ids);
  assert.match(second.text, /ADMIN_TOKEN='the one you kept'/);
});

test('a Worker that lacks one secret gets that one', async (t) => {
  const { cloudflare, deploy } = await setUp(t, { secrets: { ADMIN_TOKEN: kept.ADMIN_TOKEN } });
  const { code, text } = await deploy();
  assert.equal(code, 0, text);
  assert.deepEqual(Object.keys(shown(text)), ['CREDENTIAL_KEYS']);
  assert.deepEqual(cloudflare.uploads.at(-1).secrets, { ADMIN_TOKEN: kept.ADMIN_TOKEN, ...shown(text) });
  assert.match(text, /ADMIN_TOKEN='the one you kept'/);
});

test('secrets of a file go as they stand there, whatever the environment holds, in a log of CI too', async (t) => {
  const { cloudflare, folder, deploy } = await setUp(t);
  const file = join(folder, 'secrets');
  await writeFile(file, 'ADMIN_TOKEN=admin-$HOME-0123456789\nCREDENTIAL_KEYS="k7:obviously+fake/=="\n');
  const { code, text } = await deploy({ SECRETS: file, ADMIN_TOKEN: 'of-another-worker', CI: 'true' });
  assert.equal(code, 0, text);
  assert.deepEqual(cloudflare.uploads[0].secrets, { ADMIN_TOKEN: 'admin-$HOME-0123456789', CREDENTIAL_KEYS: 'k7:obviously+fake/==' });
  assert.doesNotMatch(text, /admin-\$HOME|k7:/);
  assert.match(text, new RegExp(`ADMIN_TOKEN='the one in ${file}'`));
});

test('a deploy that fails says what became of the secrets that it showed', async (t) => {
  const fails = () => ({ status: 400, code: 10068, message: 'not today' });
  for (const [route, fate] of [[routes.upload, /were not set: forget them/], [routes.publish, /are set: keep them/]]) {
    const { cloudflare, deploy, leftovers } = await setUp(t);
    cloudflare.on(route, fails);
    const { code, text } = await deploy();
    assert.notEqual(code, 0, text);
    assert.deepEqual(Object.keys(shown(text)), ['ADMIN_TOKEN', 'CREDENTIAL_KEYS']);
    assert.match(text, /not today/);
    assert.match(text, fate);
    assert.doesNotMatch(text, /Fairlead runs on|\n\s+at /);
    assert.deepEqual(await leftovers(), []);
  }
});

test('a deploy whose tables cannot be made says that the Worker runs, and how to make them', async (t) => {
  const { cloudflare, deploy } = await setUp(t);
  cloudflare.on(routes.query, () => ({ status: 400, code: 7500, message: 'no tables today' }));
  const { code, text } = await deploy();
  assert.notEqual(code, 0, text);
  assert.match(text, /no tables today/);
  assert.match(text, /is deployed and runs[^]*npx wrangler d1 migrations apply ACTIVITY --remote/);
  assert.equal(cloudflare.uploads.length, 1);
});

test('one that is stopped leaves no secret behind', async (t) => {
  const { cloudflare, start, leftovers } = await setUp(t);
  const reached = new Promise((resolve) => {
    cloudflare.on(routes.upload, () => {
      resolve();
      return new Promise(() => {});
    });
  });
  const { ended, kill } = start({});
  await Promise.race([reached, ended]);
  assert.equal((await leftovers()).length, 1);
  kill('SIGTERM');
  const { code } = await ended;
  assert.notEqual(code, 0);
  assert.deepEqual(await leftovers(), []);
});

const refusals = [
  ['without a login and a terminal to log in from', { CLOUDFLARE_API_TOKEN: '' }, /Not logged in to Cloudflare.*CLOUDFLARE_API_TOKEN/],
  ['in CI, whose log would keep the secrets', { CI: 'true' }, /lacks ADMIN_TOKEN and CREDENTIAL_KEYS.*SECRETS=FILE/],
  ['with a token that Cloudflare refuses', { CLOUDFLARE_API_TOKEN: 'no-such-token' }, /did not say which secrets the Worker has:[^]*Authentication error/],
  ['with a file that is not there', { SECRETS: '/no/such/file' }, /SECRETS names \/no\/such\/file, which cannot be read \(ENOENT\)/],
  ['with a file that holds nothing', { SECRETS: '/dev/null' }, /holds no secret/],
];
for (const [when, env, sentence] of refusals) {
  test(`it stops ${when}`, async (t) => {
    const { cloudflare, deploy, leftovers } = await setUp(t);
    const { code, text } = await deploy(env);
    assert.notEqual(code, 0);
    assert.match(text, sentence);
    assert.doesNotMatch(text, /\n\s+at /);
    assert.deepEqual(shown(text), {});
    assert.deepEqual(cloudflare.uploads, []);
    assert.deepEqual(await leftovers(), []);
  });
}
