// Who gets through /mcp/{token}: nobody without the right token, and nobody learns why.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { adminToken, startWorker, vendorTokens } from '../support/harness.mjs';
import { request } from '../support/mcp.mjs';

const worker = await startWorker();
after(() => worker.close());

const account = await worker.connectPylon();
const keyOf = ({ id }) => `mcp:${account.id}:${id}`;

/** Everything of an answer that a caller could tell it from another by. */
async function face(url, init = request('tools/list', {})) {
  const { status, headers, text } = await worker.fetch(url, init);
  const kept = [...headers].filter(([name]) => !['date', 'connection', 'keep-alive', 'x-request-id'].includes(name));
  return JSON.stringify({ status, headers: kept.sort(), text });
}

/** Rewrites the live record of a server, behind the Worker's back. */
async function rewrite(server, change) {
  const record = JSON.parse(await worker.kv.get(keyOf(server)));
  await worker.kv.put(keyOf(server), JSON.stringify(change(record)));
}

const expired = (record) => ({
  ...record,
  expires_at: typeof record.expires_at === 'number' ? Math.floor(Date.now() / 1000) - 1 : new Date(Date.now() - 1000).toISOString(),
});

test('unknown, malformed, revoked, rotated, expired and orphaned tokens are byte for byte the same 404', async () => {
  const revoked = await worker.mint({}, { account });
  await worker.must(200, 'DELETE', `/integrated-account/${account.id}/mcp/${revoked.id}`);
  const rotated = await worker.mint({}, { account });
  await worker.must(200, 'POST', `/integrated-account/${account.id}/mcp/${rotated.id}/rotate`);
  const over = await worker.mint({}, { account, expires_at: '2037-01-01T00:00:00Z' });
  await rewrite(over, expired);
  const orphan = await worker.mint({});
  await worker.must(200, 'DELETE', `/integrated-account/${orphan.integrated_account_id}`);
  const live = await worker.mint({}, { account });
  const bytes = Buffer.from(live.token.slice(3), 'base64url');
  const withOtherBytes = (from) => {
    const altered = Buffer.from(bytes);
    altered[from] ^= 1;
    return `fl_${altered.toString('base64url')}`;
  };
  const tokens = {
    unknown: `fl_${Buffer.alloc(64, 9).toString('base64url')}`,
    'of another account': withOtherBytes(0),
    'of another server': withOtherBytes(16),
    'with another secret': withOtherBytes(63),
    'cut short': live.token.slice(0, -1),
    'drawn out': `${live.token}A`,
    'in other case': live.token.toUpperCase(),
    'without prefix': live.token.slice(3),
    empty: 'fl_',
    'of odd letters': `fl_${'!'.repeat(86)}`,
    'of an API token': `fla_${'A'.repeat(43)}`,
    short: 'x',
    'very long': `fl_${'A'.repeat(5000)}`,
    unicode: 'fl_%F0%9F%94%91',
    revoked: revoked.token,
    rotated: rotated.token,
    expired: over.token,
    orphaned: orphan.token,
  };
  const reference = await face(`/mcp/${tokens.unknown}`);
  const { status, headers, body } = await worker.fetch(`/mcp/${tokens.unknown}`, request('tools/list', {}));
  assert.equal(status, 404);
  assert.match(headers.get('content-type'), /^application\/json/);
  assert.equal(headers.get('www-authenticate'), null);
  assert.equal(body.statusCode, 404);
  assert.equal(body.error, 'Not Found');
  for (const [name, token] of Object.entries(tokens)) assert.equal(await face(`/mcp/${token}`), reference, name);
  for (const era of ['legacy', 'modern']) {
    const call = request('tools/call', { name: 'list_all_pylon_me', arguments: {} }, { era });
    assert.equal(await face(`/mcp/${over.token}`, call), reference, `${era} call of an expired token`);
  }
  assert.equal((await worker.rpc(live.url, 'tools/list', {})).status, 200);
});

test('a record whose expires_at has passed lets nobody in although KV still has it', async () => {
  const server = await worker.mint({}, { account, expires_at: '2037-01-01T00:00:00Z' });
  assert.equal((await worker.rpc(server.url, 'tools/list', {})).status, 200);
  await rewrite(server, expired);
  assert.notEqual(await worker.kv.get(keyOf(server)), null);
  assert.equal((await worker.rpc(server.url, 'tools/list', {})).status, 404);
  const sent = await worker.sentDuring(() => worker.call(server.url, 'list_all_pylon_me', {}));
  assert.deepEqual(sent, []);
  const operator = await worker.admin('GET', `/integrated-account/${account.id}/mcp/${server.id}`);
  assert.equal(operator.status, 404);
});

test('GET, DELETE and other verbs are 405 with Allow: POST', async () => {
  const { url } = await worker.mint({}, { account });
  for (const method of ['GET', 'DELETE', 'PUT', 'PATCH', 'HEAD', 'OPTIONS']) {
    const answer = await worker.fetch(url, { method });
    assert.equal(answer.status, 405, method);
    assert.equal(answer.headers.get('allow'), 'POST', method);
  }
});

test('discovery from a token URL finds no authorization server, wherever a client looks', async () => {
  const { token } = await worker.mint({}, { account });
  for (const path of [
    `/.well-known/oauth-protected-resource/mcp/${token}`,
    `/.well-known/oauth-authorization-server/mcp/${token}`,
    `/.well-known/openid-configuration/mcp/${token}`,
    `/mcp/${token}/.well-known/openid-configuration`,
    '/.well-known/oauth-protected-resource',
    '/.well-known/openid-configuration',
    '/register',
  ]) {
    const answer = await worker.fetch(path);
    assert.equal(answer.status, 404, path);
    assert.equal(answer.headers.get('www-authenticate'), null);
    assert.ok(!answer.text.includes(token));
  }
});

test('two tokens of two accounts never see each other\'s data', async () => {
  const other = await worker.connectPylon({ label: 'Globex care', credentials: { api_token: vendorTokens.second } });
  const [ours, theirs] = [await worker.mint({}, { account }), await worker.mint({}, { account: other })];
  const sent = await worker.sentDuring(async () => {
    for (let round = 0; round < 3; round += 1) {
      const [us, them] = await Promise.all([ours, theirs].map(({ url }) => worker.call(url, 'list_all_pylon_me', {})));
      assert.notEqual(us.text, them.text);
      assert.ok(!us.isError && !them.isError, us.text + them.text);
    }
  });
  assert.deepEqual(
    new Set(sent.map(({ headers }) => headers.get('authorization'))),
    new Set([`Bearer ${vendorTokens.us}`, `Bearer ${vendorTokens.second}`]),
  );
  const teams = await worker.call(ours.url, 'list_all_pylon_teams', {});
  const [team] = teams.json.result;
  assert.equal((await worker.call(ours.url, 'get_single_pylon_team_by_id', { id: team.id })).isError, false);
  const peek = await worker.call(theirs.url, 'get_single_pylon_team_by_id', { id: team.id });
  assert.equal(peek.isError, true);
  assert.equal(peek.json.statusCode, 404);
  assert.ok(!peek.text.includes(team.name));
});

test('two servers of one account keep their own tool lists', async () => {
  const [readers, all] = [await worker.mint({ methods: ['read'] }, { account }), await worker.mint({}, { account })];
  const readable = new Set((await worker.tools(readers.url)).map(({ name }) => name));
  assert.ok(!readable.has('create_a_pylon_team'));
  assert.ok((await worker.tools(all.url)).some(({ name }) => name === 'create_a_pylon_team'));
  const answer = await worker.rpc(readers.url, 'tools/call', { name: 'create_a_pylon_team', arguments: { name: 'x' } });
  assert.equal(answer.error.code, -32602);
});

test('allowed_ips: the listed addresses come in, and from any other the URL is one that nobody minted', async () => {
  const unknown = `/mcp/fl_${Buffer.alloc(64, 9).toString('base64url')}`;
  const here = await worker.mint({ allowed_ips: ['127.0.0.1', '::1'] }, { account });
  assert.equal((await worker.rpc(here.url, 'tools/list', {})).status, 200, 'wrangler tells the address of the connection');
  const elsewhere = await worker.mint({ allowed_ips: ['203.0.113.0/24', '2001:db8::/32'] }, { account });
  assert.equal(await face(elsewhere.url), await face(unknown));
  const from = (address) => request('tools/list', {}, { headers: { 'cf-connecting-ip': address } });
  assert.equal((await worker.fetch(elsewhere.url, from('2001:db8::7'))).status, 200);
  assert.equal(await face(elsewhere.url, from('203.0.114.1')), await face(unknown));
});

test('with require_api_token_auth the URL alone is not enough', async () => {
  const { url } = await worker.mint({ require_api_token_auth: true }, { account });
  const scoped = await worker.must(201, 'POST', '/api-token', { name: 'second factor', scope: 'mcp' });
  const gone = await worker.must(201, 'POST', '/api-token', { name: 'gone', scope: 'mcp' });
  await worker.must(200, 'DELETE', `/api-token/${gone.id}`);
  const ask = (authorization, method = 'tools/list') =>
    worker.rpc(url, method, {}, { era: 'legacy', headers: authorization ? { authorization } : {} });
  for (const authorization of [undefined, 'Bearer wrong-token-0123456789abcdef0123', `Bearer ${gone.token}`, `Basic ${scoped.token}`]) {
    for (const method of ['initialize', 'tools/list', 'ping']) {
      const answer = await ask(authorization, method);
      assert.equal(answer.status, 401, `${method}: ${answer.text}`);
      assert.equal(answer.body.statusCode, 401);
    }
  }
  for (const token of [scoped.token, adminToken]) assert.equal((await ask(`Bearer ${token}`)).status, 200);
});

test('the second factor goes to no vendor', async () => {
  const { url } = await worker.mint({ require_api_token_auth: true }, { account });
  const sent = await worker.sentDuring(() =>
    worker.call(url, 'list_all_pylon_me', {}, { headers: { authorization: `Bearer ${adminToken}`, cookie: 'session=1', 'x-forwarded-for': '10.0.0.1' } }),
  );
  assert.equal(sent.length, 1);
  assert.equal(sent[0].headers.get('authorization'), `Bearer ${vendorTokens.us}`);
  assert.equal(sent[0].headers.get('cookie'), null);
  assert.equal(sent[0].headers.get('x-forwarded-for'), null);
});
