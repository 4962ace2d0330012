// Minting MCP servers: what the operator gets, once, and what every later answer keeps to itself.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startWorker } from '../support/harness.mjs';

const worker = await startWorker();
after(() => worker.close());

const account = await worker.connectPylon();
const base = `/integrated-account/${account.id}/mcp`;
const fieldsOf = ({ body }) => body.details.failures.map(({ field }) => field).sort();
const iso = (seconds) => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');

test('a minted server has its URL, its token and the values it was given', async () => {
  const server = await worker.mint({ methods: ['read'] }, { account, name: 'Claude', expires_at: '2037-01-01T00:00:00Z' });
  assert.match(server.token, /^fl_[A-Za-z0-9_-]{86}$/);
  assert.equal(server.url, `${worker.url.origin}/mcp/${server.token}`);
  assert.equal(server.name, 'Claude');
  assert.equal(server.integrated_account_id, account.id);
  assert.deepEqual(server.config, { methods: ['read'] });
  assert.equal(server.expires_at, '2037-01-01T00:00:00Z');
  assert.equal(server.created_by, 'admin');
  assert.match(server.created_at, /Z$/);
  assert.equal(server.updated_at, server.created_at);
});

test('two servers never share a token', async () => {
  const [one, other] = [await worker.mint({}, { account }), await worker.mint({}, { account })];
  assert.notEqual(one.token, other.token);
  assert.notEqual(one.id, other.id);
});

test('get, list and patch show the server without token and URL', async () => {
  const { token, url, ...server } = await worker.mint({}, { account, name: 'Quiet' });
  const got = await worker.admin('GET', `${base}/${server.id}`);
  assert.deepEqual(got.body, server);
  const listed = await worker.admin('GET', base);
  assert.deepEqual(listed.body.result.find(({ id }) => id === server.id), server);
  const patched = await worker.admin('PATCH', `${base}/${server.id}`, { name: 'Quieter' });
  assert.equal(patched.body.name, 'Quieter');
  for (const { text } of [got, listed, patched]) assert.ok(!text.includes(token) && !text.includes(url) && !text.includes('"token"'));
});

test('KV holds the hash of the secret and neither token nor secret', async () => {
  const { id, token } = await worker.mint({}, { account });
  const { value } = (await worker.records()).find(({ name }) => name === `mcp:${account.id}:${id}`);
  const secret = Buffer.from(token.slice(3), 'base64url').subarray(32);
  assert.equal(secret.length, 32);
  assert.ok(!value.includes(token) && !value.includes(secret.toString('hex')) && !value.includes(secret.toString('base64url')));
});

test('patch merges config by top-level key and keeps the rest', async () => {
  const server = await worker.mint({ methods: ['read'], tags: ['issues'] }, { account });
  const patched = await worker.must(200, 'PATCH', `${base}/${server.id}`, { config: { tool_names: 'short' } });
  assert.deepEqual(patched.config, { methods: ['read'], tags: ['issues'], tool_names: 'short' });
  const replaced = await worker.must(200, 'PATCH', `${base}/${server.id}`, { config: { tags: ['accounts'] } });
  assert.deepEqual(replaced.config, { methods: ['read'], tags: ['accounts'], tool_names: 'short' });
  assert.equal(replaced.name, server.name);
});

test('patch is seen by the next call of the same URL', async () => {
  const server = await worker.mint({}, { account });
  const before = await worker.tools(server.url);
  await worker.must(200, 'PATCH', `${base}/${server.id}`, { config: { methods: ['list'] } });
  const now = await worker.tools(server.url);
  assert.ok(now.length < before.length && now.every(({ name }) => name.startsWith('list_all_')));
});

test('rotate gives a new URL and the old one is dead at once', async () => {
  const server = await worker.mint({ methods: ['read'] }, { account, name: 'Rotated' });
  const rotated = await worker.must(200, 'POST', `${base}/${server.id}/rotate`);
  assert.deepEqual(Object.keys(rotated).sort(), Object.keys(server).sort());
  assert.equal(rotated.id, server.id);
  assert.equal(rotated.name, 'Rotated');
  assert.deepEqual(rotated.config, server.config);
  assert.notEqual(rotated.token, server.token);
  assert.equal((await worker.rpc(server.url, 'tools/list', {})).status, 404);
  assert.equal((await worker.rpc(rotated.url, 'tools/list', {})).status, 200);
});

test('delete answers the id and ends the URL', async () => {
  const server = await worker.mint({}, { account });
  assert.deepEqual(await worker.must(200, 'DELETE', `${base}/${server.id}`), { id: server.id });
  assert.equal((await worker.rpc(server.url, 'tools/list', {})).status, 404);
  for (const [method, path] of [['GET', ''], ['PATCH', ''], ['DELETE', ''], ['POST', '/rotate']]) {
    const answer = await worker.admin(method, `${base}/${server.id}${path}`, method === 'PATCH' ? {} : undefined);
    assert.equal(answer.status, 404, `${method}${path}`);
  }
});

test('a server is no server of another account', async () => {
  const server = await worker.mint({}, { account });
  const other = await worker.connectPylon();
  for (const [method, path] of [['GET', ''], ['PATCH', ''], ['DELETE', ''], ['POST', '/rotate']]) {
    const answer = await worker.admin(method, `/integrated-account/${other.id}/mcp/${server.id}${path}`, method === 'PATCH' ? {} : undefined);
    assert.equal(answer.status, 404, `${method}${path}`);
  }
  assert.equal((await worker.rpc(server.url, 'tools/list', {})).status, 200);
});

test('the list of servers pages and holds those of its account alone', async () => {
  const owner = await worker.connectPylon();
  const ids = [];
  for (let count = 0; count < 3; count += 1) ids.push((await worker.mint({}, { account: owner })).id);
  const path = `/integrated-account/${owner.id}/mcp`;
  const first = await worker.must(200, 'GET', `${path}?limit=2`);
  assert.equal(first.result.length, 2);
  const second = await worker.must(200, 'GET', `${path}?limit=2&next_cursor=${encodeURIComponent(first.next_cursor)}`);
  assert.deepEqual([...first.result, ...second.result].map(({ id }) => id).sort(), ids.sort());
  assert.equal(second.next_cursor, null);
});

test('an API token that mints is named as the creator', async () => {
  const robot = await worker.must(201, 'POST', '/api-token', { name: 'robot', scope: 'admin' });
  const answer = await worker.admin('POST', base, { name: 'By robot', config: {} }, { token: robot.token });
  assert.equal(answer.status, 201);
  assert.equal(answer.body.created_by, robot.id);
});

test('every wrong field of a new server is named', async () => {
  const cases = [
    [{}, ['name']],
    [{ name: '', config: [] }, ['config', 'name']],
    [{ name: 'x', colour: 'red' }, ['colour']],
    [{ name: 'x', config: { method: ['read'] } }, ['config.method']],
    [{ name: 'x', config: { methods: 'read' } }, ['config.methods']],
    [{ name: 'x', config: { methods: ['reed'], tags: ['isues'] } }, ['config.methods', 'config.tags']],
    [{ name: 'x', config: { tools: { allow: ['list_all_pylon_unicorns'] } } }, ['config.tools.allow']],
    [{ name: 'x', config: { tool_exposure: 'some', tool_names: 'tiny' } }, ['config.tool_exposure', 'config.tool_names']],
    [{ name: 'x', config: { structured: 'yes', require_api_token_auth: 1 } }, ['config.require_api_token_auth', 'config.structured']],
    [{ name: 'x', expires_at: 'tomorrow' }, ['expires_at']],
    [{ name: 'x', expires_at: '2001-01-01T00:00:00Z' }, ['expires_at']],
  ];
  for (const [body, fields] of cases) {
    const answer = await worker.admin('POST', base, body);
    assert.equal(answer.status, 400, `${JSON.stringify(body)}: ${answer.text}`);
    assert.deepEqual(fieldsOf(answer), fields, answer.text);
  }
});

test('a wrong config value is answered with the valid ones', async () => {
  for (const [config, valid] of [
    [{ method: ['read'] }, /methods.*tags.*tools|tags.*tools.*methods/s],
    [{ methods: ['reed'] }, /read.*write.*custom/s],
    [{ tags: ['isues'] }, /issues/],
    [{ tool_exposure: 'some' }, /all.*discovery/s],
    [{ tool_names: 'tiny' }, /long.*short/s],
  ]) {
    const answer = await worker.admin('POST', base, { name: 'x', config });
    assert.match(answer.body.details.failures[0].message, valid, answer.text);
  }
});

test('a config that leaves no tool is 400, on create, patch and preview', async () => {
  const config = { methods: ['delete'], tools: { allow: ['list_all_pylon_users'] } };
  const server = await worker.mint({}, { account });
  for (const [method, path, body] of [
    ['POST', base, { name: 'x', config }],
    ['PATCH', `${base}/${server.id}`, { config }],
    ['POST', `${base}/preview`, { config }],
  ]) {
    const answer = await worker.admin(method, path, body);
    assert.equal(answer.status, 400, `${method} ${path}: ${answer.text}`);
  }
  assert.deepEqual((await worker.must(200, 'GET', `${base}/${server.id}`)).config, {});
});

test('preview shows the tools that a config would give, and creates nothing', async () => {
  const before = await worker.must(200, 'GET', base);
  const preview = await worker.must(200, 'POST', `${base}/preview`, { config: { methods: ['read'], tags: ['issues'] } });
  assert.deepEqual((await worker.must(200, 'GET', base)).result, before.result);
  const server = await worker.mint({ methods: ['read'], tags: ['issues'] }, { account });
  const tools = await worker.tools(server.url);
  assert.equal(preview.count, tools.length);
  assert.deepEqual(preview.tools.map(({ name }) => name), tools.map(({ name }) => name));
  for (const { name, title, description, annotations } of preview.tools) {
    const listed = tools.find((tool) => tool.name === name);
    assert.deepEqual({ title, description, annotations }, { title: listed.title, description: listed.description, annotations: listed.annotations });
  }
  assert.ok(preview.bytes > 1000 && preview.tokens > 100 && preview.tokens < preview.bytes);
});

/** Mints `ahead` seconds from now, again when the second changed under way: the answer belongs to one known second. */
async function mintAhead(ahead) {
  for (;;) {
    const now = Math.floor(Date.now() / 1000);
    const answer = await worker.admin('POST', base, { name: 'Brief', config: {}, expires_at: iso(now + ahead) });
    if (Math.floor(Date.now() / 1000) === now) return { now, answer };
  }
}

test('an expires_at 59 s ahead is refused', async () => {
  const { answer } = await mintAhead(59);
  assert.equal(answer.status, 400, answer.text);
  assert.deepEqual(fieldsOf(answer), ['expires_at']);
});

for (const [ahead, kept] of [[60, 65], [64, 65], [65, 65], [66, 66], [3600, 3600]]) {
  test(`an expires_at ${ahead} s ahead is accepted, and KV keeps the record ${kept} s`, async () => {
    const { now, answer } = await mintAhead(ahead);
    assert.equal(answer.status, 201, answer.text);
    assert.equal(answer.body.expires_at, iso(now + ahead));
    const { keys } = await worker.kv.list({ prefix: `mcp:${account.id}:${answer.body.id}` });
    assert.equal(keys[0].expiration, now + kept);
  });
}

// KV's binding takes a signed 32-bit number for `expiration`.
test('an expires_at past 2038 is kept, and enforced by the clock', async () => {
  const server = await worker.mint({}, { account, expires_at: '2099-01-01T00:00:00Z' });
  assert.equal(server.expires_at, '2099-01-01T00:00:00Z');
  assert.equal((await worker.rpc(server.url, 'tools/list', {})).status, 200);
});

test('a server without expires_at has no expiration in KV, and null clears one', async () => {
  const server = await worker.mint({}, { account });
  assert.equal(server.expires_at, null);
  const expiration = async () => (await worker.kv.list({ prefix: `mcp:${account.id}:${server.id}` })).keys[0].expiration;
  assert.equal(await expiration(), undefined);
  const patched = await worker.must(200, 'PATCH', `${base}/${server.id}`, { expires_at: '2037-01-01T00:00:00Z' });
  assert.equal(patched.expires_at, '2037-01-01T00:00:00Z');
  assert.equal(await expiration(), Date.parse('2037-01-01T00:00:00Z') / 1000);
  const renamed = await worker.must(200, 'PATCH', `${base}/${server.id}`, { name: 'Still brief' });
  assert.equal(renamed.expires_at, '2037-01-01T00:00:00Z');
  assert.equal(await expiration(), Date.parse('2037-01-01T00:00:00Z') / 1000);
  const cleared = await worker.must(200, 'PATCH', `${base}/${server.id}`, { expires_at: null });
  assert.equal(cleared.expires_at, null);
  assert.equal(await expiration(), undefined);
});
