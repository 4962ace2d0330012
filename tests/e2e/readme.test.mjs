// The commands and examples of README.md and docs/, against the running Worker: what they tell a stranger to type works, in its order and
// in one shell, and what they show is what comes back.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { connections } from '../support/connections.mjs';
import { adminToken, startWorker } from '../support/harness.mjs';
import { instructions } from '../support/instructions.mjs';
import { people } from '../support/people.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const [readme, provision, inviting, models, operate] = await Promise.all(
  ['README.md', 'docs/provision.md', 'docs/people.md', 'docs/for-models.md', 'docs/operate.md'].map((path) => readFile(join(root, path), 'utf8')),
);

// One call of this endpoint a minute, and the simulator's clock stands still: the second call of the examples for models is one too many.
const worker = await startWorker({ simulator: { limits: { override: { 'GET /user-roles': 1 } } } });
after(() => worker.close());

/** What stands under a heading of the second level. */
function sectionOf(page, heading) {
  const section = page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  assert.ok(section, `there is no section "${heading}"`);
  return section;
}

/** Code blocks: `[{kind, text}]`. */
const blocksOf = (text) => [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, kind, code]) => ({ kind, text: code }));

/** Pairs each block of one kind with the JSON block that follows it, if one does. */
const withAnswers = (blocks, kind) =>
  blocks.flatMap((block, at) => {
    if (block.kind !== kind || block.isAnswer) return [];
    const next = blocks[at + 1];
    if (next?.kind !== 'json') return [{ ...block, shown: undefined }];
    next.isAnswer = true;
    return [{ ...block, shown: JSON.parse(next.text) }];
  });

// What differs from run to run, each kind with the word that stands for it on both sides.
const invented = [
  [/http:\/\/127\.0\.0\.1:\d+/g, '<origin>'],
  [/\b(fla?_)[\w-]+…?/g, '<$1>'],
  [/\bk\d+:[\w-]+…?:[\w-]+…?/g, '<sealed>'],
  [/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<uuid>'],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, '<time>'],
  [/^(?=.*\d)[0-9a-f]{8,64}…?$/g, '<hash>'],
];
const plain = (text) => invented.reduce((seen, [pattern, word]) => seen.replace(pattern, word), text);

// They change with every record that is written; that they are numbers is enough.
const sizes = new Set(['count', 'bytes', 'tokens', 'tools', 'found']);

/** Is `real` what a page shows? `…` ends a text, and stands for further elements and further keys. */
function assertShown(shown, real, path) {
  if (Array.isArray(shown)) {
    assert.ok(Array.isArray(real), `${path} is a list`);
    const items = shown.filter((item) => item !== '…');
    if (items.length < shown.length) assert.ok(real.length > items.length, `${path} goes on`);
    else assert.equal(real.length, items.length, `length of ${path}`);
    items.forEach((item, index) => assertShown(item, real[index], `${path}[${index}]`));
  } else if (shown !== null && typeof shown === 'object') {
    assert.ok(real !== null && typeof real === 'object', `${path} is an object`);
    const { '…': more, ...members } = shown;
    if (more === undefined) assert.deepEqual(Object.keys(real), Object.keys(members), `keys of ${path}`);
    for (const [key, value] of Object.entries(members)) {
      assert.ok(key in real, `${path} has ${key}`);
      if (sizes.has(key) && typeof value === 'number') assert.equal(typeof real[key], 'number', `${path}.${key}`);
      else assertShown(value, real[key], `${path}.${key}`);
    }
  } else if (typeof shown === 'string' && plain(shown).endsWith('…')) {
    const start = plain(shown).slice(0, -1);
    assert.equal(plain(String(real)).slice(0, start.length), start, path);
  } else if (typeof shown === 'string') {
    assert.equal(plain(String(real)), plain(shown), path);
  } else {
    assert.equal(real, shown, path);
  }
}

/** Runs commands in one shell, so that each sees the variables of those before it, and gives what each printed. */
async function runAll(commands) {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-readme-'));
  try {
    const script = commands.map((command, index) => `{\n${command}} > "$OUT/${index}"`).join('\n');
    const env = { PATH: process.env.PATH, FAIRLEAD: worker.url.origin, ADMIN_TOKEN: adminToken, OUT: folder };
    await promisify(execFile)('sh', ['-euc', script], { env });
    return await Promise.all(commands.map((_, index) => readFile(join(folder, String(index)), 'utf8')));
  } finally {
    await rm(folder, { recursive: true });
  }
}

const steps = withAnswers(blocksOf(provision), 'sh');
const printed = await runAll(steps.map(({ text }) => text));

test('the page on provisioning has commands, and an answer to each that prints', () => {
  assert.ok(steps.length > 10, `${steps.length} commands`);
  steps.forEach(({ text, shown }, index) => assert.equal(shown !== undefined, printed[index] !== '', text));
});

steps.forEach(({ text, shown }, index) => {
  if (shown === undefined) return;
  test(`step ${index}: ${text.match(/curl .*/g).at(-1)}`, () => {
    assertShown(shown, JSON.parse(printed[index]), 'the answer');
  });
});

test('at the end of the walk nothing of it is left but the answers that KV forgets by itself', async () => {
  const left = await worker.records();
  assert.deepEqual(left.filter(({ name }) => !name.startsWith('idem:')), []);
  assert.equal(left.length, 1);
  const dayFromNow = Date.now() / 1000 + 86_400;
  assert.ok(left.every(({ expiration }) => expiration <= dayFromNow));
});

test('the page on people has commands that go on where an account is connected, and what they print', async () => {
  const connected = ['Before you start', 'Connect an account'].flatMap((heading) => blocksOf(sectionOf(provision, heading)).filter(({ kind }) => kind === 'sh'));
  const walk = withAnswers(blocksOf(inviting), 'sh');
  assert.ok(walk.length > 3, `${walk.length} commands`);
  const said = (await runAll([...connected, ...walk].map(({ text }) => text))).slice(connected.length);
  walk.forEach(({ text, shown }, index) => assertShown(shown, JSON.parse(said[index]), text));
});

test('what the page for models shows is what a model sees', async () => {
  const { url } = await worker.mint();
  const examples = withAnswers(blocksOf(models), 'json');
  assert.ok(examples.length > 4, `${examples.length} examples`);
  for (const { text, shown } of examples) {
    const { name, arguments: args } = JSON.parse(text);
    const answer = await worker.call(url, name, args);
    assertShown(shown, answer.json, name);
    assert.equal(answer.isError, 'statusCode' in shown, name);
  }
});

test('what the README shows of make start is what it prints', () => {
  const origin = 'http://127.0.0.1:8787';
  const servers = connections({}).map((vendor, at) => ({ ...vendor, account: vendor.fields, server: { url: `${origin}/mcp/fl_EXAMPLE${at + 1}…` } }));
  const text = instructions({ origin, adminToken: 'EXAMPLE…', servers, people });
  const printed = text.trimEnd().split('\n');
  const shown = blocksOf(sectionOf(readme, 'Start it')).find((block) => block.text.includes('/mcp/')).text.trimEnd().split('\n');
  assert.deepEqual(shown.filter((line) => line !== '…' && !printed.includes(line)), []);
});

test('every setting that the Worker reads is in a table of settings, and no other', async () => {
  const files = await Promise.all(['mod.rs', 'people.rs', 'activity.rs'].map((name) => readFile(join(root, 'src/settings', name), 'utf8')));
  const code = files.map((text) => text.split('#[cfg(test)]')[0]).join('\n');
  const read = new Set([...code.matchAll(/"([A-Z]+(?:_[A-Z]+)+)"/g)].map(([, name]) => name));
  const rows = ['Settings', 'People who sign in'].flatMap((heading) => [...sectionOf(operate, heading).matchAll(/^\| (`[A-Z_]+`[^|]*)\|/gm)]);
  const told = new Set(rows.flatMap(([, cell]) => [...cell.matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name)));
  // Bindings, and names that are made of a vendor's.
  for (const name of ['RECORDS', 'ASSETS', 'ACTIVITY', 'PYLON_BASE_URL', 'GLADLY_BASE_URL', 'INTERCOM_BASE_URL', 'HUBSPOT_BASE_URL', 'INTERCOM_CLIENT_ID', 'INTERCOM_CLIENT_SECRET']) assert.ok(told.delete(name), name);
  assert.deepEqual([...told].sort(), [...read].sort());
});

test('the tables of vendors are the catalogue: every integration, its tools, its credentials', async () => {
  const { result } = await worker.must(200, 'GET', '/integration');
  const rows = (page, pattern) => [...page.matchAll(pattern)].map(([, ...cells]) => cells);
  const tools = rows(readme, /^\| \w+ \| `(\w+)` \| (\d+) \| /gm).map(([slug, count]) => [slug, Number(count)]);
  assert.deepEqual(tools.sort(), result.map(({ slug, tools: count }) => [slug, count]).sort());
  const asked = rows(sectionOf(provision, 'Connect an account'), /^\| `(\w+)` \| (`[^|]+) \| (?:`|none)/gm);
  const expected = result.map(({ slug, auth }) => [slug, auth.credentials.map(({ name }) => `\`${name}\``).join(', ')]);
  assert.deepEqual(asked.sort(), expected.sort());
});
