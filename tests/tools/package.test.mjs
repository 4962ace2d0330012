// The packed file as an operator meets it: an empty folder, Node, npm, and no Rust.
import assert from 'node:assert/strict';
import { cp, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { request } from '../support/mcp.mjs';
import { serveCloudflare } from './cloudflare.mjs';
import { installedOperator, operator, root, unpacked } from './operator.mjs';

let machine;
before(async () => {
  machine = await installedOperator();
});
after(() => machine?.remove());

const inPackage = (path) => join(machine.folder, 'node_modules/fairlead', path);
const shown = (text) => Object.fromEntries([...text.matchAll(/^ {2}(ADMIN_TOKEN|CREDENTIAL_KEYS)=(.+)$/gm)].map(([, name, value]) => [name, value]));
const fairlead = (...args) => ['npx', 'fairlead', ...args];
const json = async (path) => JSON.parse(await readFile(path, 'utf8'));

/** A Cloudflare of their own, and what one's environment says to go there. */
async function cloudflareFor(t, cloud) {
  const cloudflare = await serveCloudflare(cloud);
  t.after(cloudflare.close);
  return { cloudflare, env: { CLOUDFLARE_API_BASE_URL: cloudflare.url, CLOUDFLARE_API_TOKEN: cloudflare.token, CLOUDFLARE_ACCOUNT_ID: cloudflare.account } };
}

test('nothing on the machine could build a Worker', async () => {
  for (const name of ['cargo', 'rustc', 'make', 'git']) assert.notEqual((await machine.run(['sh', '-c', `command -v ${name}`])).code, 0, name);
});

test('fairlead start serves URLs whose tools can be listed and called, and ends with all that it started', async (t) => {
  const running = machine.start(fairlead('start', '--port', '0'));
  t.after(() => running.kill('SIGTERM'));
  await running.said(/One line per request follows/);
  const url = /(http:\/\/127\.0\.0\.1:\d+\/mcp\/fl_[\w-]+)/.exec(running.text)?.[1] ?? assert.fail(running.text);
  const listed = await (await fetch(url, request('tools/list', {}))).json();
  assert.ok(listed.result.tools.length >= 140);
  const called = await (await fetch(url, request('tools/call', { name: 'list_all_pylon_me', arguments: {} }))).json();
  assert.match(called.result.content[0].text, /Acme Support/);
  const page = await fetch(new URL('/', url), { headers: { accept: 'text/html' } });
  assert.match(await page.text(), /<script type="module"[^>]* src="\/assets\//, 'the console is there');
  assert.match(running.text, /by a click at a simulated identity provider/);

  // npm hands a SIGTERM to its shell alone.
  running.kill('SIGTERM');
  await running.ended;
  await assert.rejects(fetch(url), 'the port is free again');
});

test('start refuses what it does not know, and says how to ask', async () => {
  for (const [args, sentence] of [
    [['start', '--prot', '1'], /fairlead: start: Unknown option '--prot'\. fairlead --help says what it takes\./],
    [['start', '--port', 'many'], /PORT must be a number from 0 to 65535, not "many"/],
    [['begin'], /there is no command begin; the commands are start, deploy, init, import, check/],
  ]) {
    const { code, text } = await machine.run(fairlead(...args));
    assert.notEqual(code, 0);
    assert.match(text, sentence);
    assert.doesNotMatch(text, /\n\s+at /);
  }
  const { code, text } = await machine.run(fairlead('--help'));
  assert.equal(code, 0);
  for (const word of ['start', 'deploy', 'init', 'import', 'check', 'takes Rust']) assert.ok(text.includes(word), word);
  const { version } = await json(inPackage('package.json'));
  assert.equal((await machine.run(fairlead('--version'))).text.trim(), version);
});

test('fairlead deploy brings the built Worker to Cloudflare, with secrets that it makes', async (t) => {
  const { cloudflare, env } = await cloudflareFor(t);
  const first = await machine.run(fairlead('deploy'), env);
  assert.equal(first.code, 0, first.text);
  const made = shown(first.text);
  assert.deepEqual(Object.keys(made), ['ADMIN_TOKEN', 'CREDENTIAL_KEYS']);
  const [uploaded] = cloudflare.uploads;
  assert.deepEqual(uploaded.secrets, made);
  assert.ok(uploaded.modules.some((name) => name.endsWith('index_bg.wasm')), uploaded.modules.join());
  assert.ok(!uploaded.modules.some((name) => name.includes('records')), 'the importer stays at home');
  assert.ok(cloudflare.assets[0].includes('/index.html'), 'the console goes out too');
  assert.deepEqual(cloudflare.namespaces.map(({ title }) => title), ['fairlead-records', 'fairlead-oauth-kv']);
  assert.match(first.text, /^Fairlead runs on https:\/\/fairlead\.acme\.workers\.dev\./m);
  assert.doesNotMatch(first.text, /\bmake /);
});

test('where deploy stops, it says what to do in words of the package', async (t) => {
  const { cloudflare, env } = await cloudflareFor(t);
  for (const [args, more, sentence] of [
    [[], { CI: 'true' }, /lacks ADMIN_TOKEN and CREDENTIAL_KEYS.*npx fairlead deploy --secrets FILE/],
    [['--secrets', '/no/such/file'], {}, /--secrets names \/no\/such\/file, which cannot be read \(ENOENT\)/],
  ]) {
    const { code, text } = await machine.run(fairlead('deploy', ...args), { ...env, ...more });
    assert.notEqual(code, 0);
    assert.match(text, sentence);
    assert.doesNotMatch(text, /\bmake |\n\s+at /);
  }
  assert.deepEqual(cloudflare.uploads, []);
});

test('fairlead init writes settings of one\'s own, which deploy goes by and which no second init overwrites', async (t) => {
  const mine = await operator();
  t.after(mine.remove);
  const early = await mine.run(['node', inPackage('tools/command/fairlead.mjs'), 'init']);
  assert.notEqual(early.code, 0);
  assert.match(early.text, /install the package into this folder first/);
  assert.deepEqual(await readdir(mine.folder), ['package.json']);

  const { cloudflare, env } = await cloudflareFor(t);
  const written = await machine.run(fairlead('init'));
  assert.equal(written.code, 0, written.text);
  const path = join(machine.folder, 'wrangler.toml');
  const text = (await readFile(path, 'utf8')).replace('ALLOWED_ORIGINS = ""', 'ALLOWED_ORIGINS = "https://app.example.com"');
  await writeFile(path, text);
  const again = await machine.run(fairlead('init'));
  assert.notEqual(again.code, 0);
  assert.match(again.text, /there already, and stays as it is/);
  assert.equal(await readFile(path, 'utf8'), text);

  const { code, text: said } = await machine.run(fairlead('deploy'), env);
  assert.equal(code, 0, said);
  assert.equal(cloudflare.uploads[0].bindings.find(({ name }) => name === 'ALLOWED_ORIGINS').text, 'https://app.example.com');
  assert.ok(cloudflare.assets[0].includes('/index.html'));
});

test('the settings of another Worker are left alone', async (t) => {
  const mine = await operator();
  t.after(mine.remove);
  const { cloudflare, env } = await cloudflareFor(t);
  await writeFile(join(mine.folder, 'wrangler.toml'), 'name = "fairlead"\nmain = "other.js"\ncompatibility_date = "2026-11-01"\n');
  await writeFile(join(mine.folder, 'other.js'), 'export default {};');
  for (const command of ['start', 'deploy']) {
    const { code, text } = await mine.run(['node', inPackage('tools/command/fairlead.mjs'), command], env);
    assert.notEqual(code, 0);
    assert.match(text, /has main = "other\.js", which is not the Worker of this package/);
  }
  assert.deepEqual(cloudflare.uploads, []);
});

const document = {
  openapi: '3.1.0',
  info: { title: 'Acme', version: '1' },
  servers: [{ url: 'https://api.acme.example' }],
  components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
  security: [{ key: [] }],
  paths: {
    '/things': { get: { operationId: 'listThings', summary: 'List things', responses: { 200: { description: 'ok', content: { 'application/json': { schema: { type: 'object', properties: { name: { type: 'string' } } } } } } } } },
  },
};

test('fairlead import makes records of an OpenAPI document, says what it takes to serve them, and check reads them', async () => {
  await writeFile(join(machine.folder, 'acme.json'), JSON.stringify(document));
  const { code, text } = await machine.run(fairlead('import', '--openapi', 'acme.json', '--slug', 'acme'));
  assert.equal(code, 0, text);
  assert.match(text, /acme: 1 operation, 1 endpoint defined, 1 tool$/m);
  assert.match(text, /not served yet.*takes Rust/);
  assert.match(text, new RegExp(`FAIRLEAD_RECORDS=${join(machine.folder, 'records')} make package`));
  assert.doesNotMatch(text, /Warning|Experimental/);
  assert.deepEqual(await readdir(join(machine.folder, 'records')), ['acme']);
  assert.match(await readFile(join(machine.folder, 'records/acme/things.yaml'), 'utf8'), /imported: true/);

  const checked = await machine.run(fairlead('check'));
  assert.equal(checked.code, 0, checked.text);
  assert.match(checked.text, /^acme: 0 tools, nothing to fix\nacme: 1 imported and unread/m);
  assert.match(checked.text, /^pylon: \d+ tools, nothing to fix/m);
});

test('an import that cannot be is refused with what to do, and leaves nothing', async () => {
  const out = join(machine.folder, 'elsewhere');
  await mkdir(out);
  await writeFile(join(machine.folder, 'broken.json'), '{');
  for (const [args, sentence] of [
    [['--slug', 'x'], /--openapi names no document/],
    [['--openapi', 'acme.json'], /--slug is missing/],
    [['--openapi', 'none.json', '--slug', 'x', '--out', out], /none\.json: it cannot be read/],
    [['--openapi', 'broken.json', '--slug', 'x', '--out', out], /broken\.json/],
    [['--openapi', 'acme.json', '--slug', 'No!', '--out', out], /`No!` is not a slug/],
  ]) {
    const { code, text } = await machine.run(fairlead('import', ...args));
    assert.notEqual(code, 0, text);
    assert.match(text, sentence);
    assert.doesNotMatch(text, /panicked|\n\s+at /);
  }
  assert.deepEqual(await readdir(out), []);
});

/** A Node that says that it is an old one. */
const old = ['node', '--import', 'data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.11.0"}})'];

test('on a Node that is too old for wrangler, it goes on with one that npm brings', async (t) => {
  const npm = join(machine.home, 'npm.mjs');
  await writeFile(npm, `console.error('npm ' + process.argv.slice(2).join(' ')); console.log(process.execPath);`);
  const line = [...old, inPackage('tools/command/fairlead.mjs'), 'start', '--port', '0'];
  const running = machine.start(line, { npm_execpath: npm });
  t.after(() => running.kill('SIGTERM'));
  await running.said(/One line per request follows/);
  const { text } = running;
  assert.match(text, /Fairlead runs on/, text);
  assert.match(text, /wrangler needs Node 22\.12 or newer, and this is 20\.11\.0/);
  const { config } = await json(inPackage('package.json'));
  assert.match(text, new RegExp(`npm exec --yes --package=node-\\w+-\\w+@${config.node} -- node --print process\\.execPath`));
  running.kill('SIGTERM');
  assert.equal(await running.ended, 0, 'it ends as what it started');

  await writeFile(npm, 'process.exit(1)');
  const without = await machine.run(line, { npm_execpath: npm });
  assert.notEqual(without.code, 0);
  assert.match(without.text, /npm could not fetch one\. Install Node 24/);
  assert.doesNotMatch(without.text, /Fairlead runs on|\n\s+at /);
});

test('what is packed is what was built, without tests and without a word to who has no clone', async () => {
  for (const path of ['build/entry.js', 'build/index_bg.wasm', 'build-console/index.html']) {
    assert.deepEqual(await readFile(inPackage(path)), await readFile(join(root, path)), path);
  }
  const paths = await readdir(inPackage(''), { recursive: true });
  assert.deepEqual(paths.filter((path) => /\.test\.mjs$|\.rs$|^Cargo|^node_modules/.test(path)), []);
  const settings = await readFile(inPackage('wrangler.toml'), 'utf8');
  assert.doesNotMatch(settings, /\[build\]|\bmake /);
  const { dependencies } = await json(inPackage('package.json'));
  assert.deepEqual(Object.keys(dependencies), ['wrangler']);
  for (const path of ['build/entry.js', 'build/index_bg.wasm', 'build/records.wasm', 'THIRD-PARTY-LICENSES.txt', 'tests/support/openid.mjs']) {
    const bytes = await readFile(inPackage(path));
    for (const place of [root, process.env.CARGO_HOME, process.env.HOME && join(process.env.HOME, '.cargo')].filter(Boolean)) {
      assert.ok(!bytes.includes(place), `${path} says where ${place} is`);
    }
  }
});

test('the licences of all that is built in come along, those of the crates too', async () => {
  const text = await readFile(inPackage('THIRD-PARTY-LICENSES.txt'), 'utf8');
  const manifest = await readFile(join(root, 'Cargo.toml'), 'utf8');
  const section = (name) => new RegExp(`^\\[${name}\\]\\n((?!\\[)[^]*?)(?=^\\[)`, 'm').exec(manifest)[1];
  const crates = [...section('dependencies').matchAll(/^([\w-]+) = /gm)].map(([, name]) => name).filter((name) => name !== 'records');
  assert.ok(crates.length > 10);
  // `serde` is there for what it links; what only writes code at build time is not.
  for (const name of [...crates, 'serde-saphyr', '@cloudflare/workers-oauth-provider', 'jose', 'oauth4webapi', 'preact', 'oidc-provider', 'koa', 'the Rust standard library']) {
    assert.match(text, new RegExp(`^${name} [^ ]+ \\(.+\\)$`, 'm'), name);
  }
  assert.doesNotMatch(text, /^(proptest|syn|axe-core|playwright-core) /m);
  assert.match(text, /Permission is hereby granted, free of charge/);
  assert.match(text, /Apache License\s+Version 2\.0, January 2004/);
});

test('the folder that a "Deploy to Cloudflare" button points at deploys without a build', async (t) => {
  const clone = await operator();
  t.after(clone.remove);
  await cp(unpacked, clone.folder, { recursive: true });
  const { scripts, dependencies, cloudflare: { bindings } } = await json(join(clone.folder, 'package.json'));
  assert.equal(scripts.build, undefined, 'nothing to build');
  const installing = await clone.run(['npm', 'clean-install']);
  assert.equal(installing.code, 0, installing.text);
  const { packages } = await json(join(root, 'package-lock.json'));
  const { packages: locked } = await json(join(clone.folder, 'package-lock.json'));
  assert.equal(locked['node_modules/wrangler'].version, dependencies.wrangler);
  for (const [path, { version, integrity }] of Object.entries(locked)) if (path) assert.deepEqual({ version, integrity }, { version: packages[path].version, integrity: packages[path].integrity }, path);

  // The button asks for what stands in the example, and sets it before the first deploy.
  const asked = (await readFile(join(clone.folder, '.dev.vars.example'), 'utf8')).split('\n').filter((line) => line && !line.startsWith('#'));
  assert.deepEqual(asked, ['ADMIN_TOKEN=', 'CREDENTIAL_KEYS='], 'names, and no values that somebody would keep');
  const names = [...(await readFile(join(clone.folder, 'wrangler.toml'), 'utf8')).matchAll(/^binding = "(\w+_KV|RECORDS|ACTIVITY)"/gm)].map(([, name]) => name);
  for (const name of ['ADMIN_TOKEN', 'CREDENTIAL_KEYS', ...names]) assert.ok(bindings[name]?.description.length > 20, name);
  const secrets = { ADMIN_TOKEN: 'admin-token-of-the-button', CREDENTIAL_KEYS: 'k1:obviously-fake' };
  const { cloudflare, env } = await cloudflareFor(t, { secrets });
  const { code, text } = await clone.run(['npm', 'run', 'deploy'], { ...env, CI: 'true', WORKERS_CI: '1' });
  assert.equal(code, 0, text);
  const uploaded = cloudflare.uploads.at(-1);
  assert.deepEqual(uploaded.secrets, secrets);
  assert.ok(uploaded.modules.some((name) => name.endsWith('index_bg.wasm')), uploaded.modules.join());
  assert.ok(cloudflare.assets[0].includes('/index.html'));
});
