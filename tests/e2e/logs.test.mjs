// What the Worker writes down: one line a request, and in none of them a secret. (Every file's `close()` greps its whole run as well.)
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { adminToken, startWorker, vendorTokens } from '../support/harness.mjs';
import { findLeaks } from '../support/leaks.mjs';
import { request } from '../support/mcp.mjs';
import { readConfig } from '../support/wrangler.mjs';

const worker = await startWorker();
const wrangler = readConfig({ config: fileURLToPath(new URL('../../wrangler.toml', import.meta.url)) });
after(() => worker.close());

const server = await worker.mint({ require_api_token_auth: true });
const withToken = { headers: { authorization: `Bearer ${adminToken}` } };

/** The lines that one request leaves. */
async function linesOf(action) {
  const already = worker.logs().length;
  await action();
  return worker.logs().slice(already);
}

const requests = {
  'a tools/call': () => worker.call(server.url, 'list_all_pylon_me', {}, withToken),
  'a failing tools/call': () => {
    worker.pylon.faults.add({ kind: 'status', status: 401 });
    return worker.call(server.url, 'list_all_pylon_me', {}, withToken);
  },
  'a refused second factor': () => worker.rpc(server.url, 'tools/list', {}),
  'an unknown token': () => worker.rpc(`/mcp/fl_${Buffer.alloc(64, 5).toString('base64url')}`, 'tools/list', {}),
  'a token in a discovery path': () => worker.fetch(`/.well-known/oauth-protected-resource/mcp/${server.token}`),
  'a token with more path behind it': () => worker.fetch(`/mcp/${server.token}/.well-known/openid-configuration`),
  'a token in a query': () => worker.fetch(`/healthz?token=${server.token}`),
  'a token in a path that is none': () => worker.fetch(`/${server.token}`),
  'a GET': () => worker.fetch(server.url),
  'broken JSON': () => worker.fetch(server.url, { ...request('ping', {}), body: `{"token":"${server.token}"` }),
  'an operator\'s request': () => worker.connectPylon(),
  'a refused operator': () => worker.admin('GET', '/integrated-account', undefined, { token: vendorTokens.us }),
  'broken JSON from the operator': () => worker.admin('POST', '/integrated-account', `{"credentials":{"api_token":"${vendorTokens.us}"`),
};

for (const [name, action] of Object.entries(requests)) {
  test(`${name} leaves one line of JSON without a secret`, async () => {
    const lines = await linesOf(action);
    assert.equal(lines.length, 1, JSON.stringify(lines));
    const line = JSON.parse(lines[0].message);
    assert.ok(Object.values(line).some((value) => Number.isInteger(value) && value >= 200 && value < 600), 'it holds the status');
  });
}

test('the search for secrets does find one', () => {
  const { tokens } = worker;
  const line = (message) => ({ tokens, logs: [{ message }], stored: [], bodies: [] });
  assert.equal(findLeaks(line(`GET ${server.url}`)).length, 1);
  assert.equal(findLeaks(line('authorization: Bearer 0123456789abcdef')).length, 1);
  assert.equal(findLeaks(line(Buffer.from(adminToken).toString('base64'))).length, 1);
  assert.equal(findLeaks({ ...line('ok'), stored: [{ name: 'account:1', value: `{"x":"${vendorTokens.us}"}` }] }).length, 1);
  assert.equal(findLeaks({ ...line('ok'), bodies: [{ where: 'GET /', text: server.token }] }).length, 1);
  assert.deepEqual(findLeaks(line('POST /mcp/fl_… 200')), []);
  const foreign = `fla_${'b'.repeat(43)}`;
  const stored = (credentials) => findLeaks({ ...line('ok'), stored: [{ name: 'account:1', value: JSON.stringify({ credentials }) }] }).length;
  assert.equal(stored(foreign), 1);
  const nonce = 'a'.repeat(16);
  for (const random of [foreign, `c-${foreign}`, `c-${foreign.toUpperCase()}`]) assert.equal(stored(`k1:${nonce}:${random}`), 0, 'what is sealed is random');
  assert.equal(stored(`k1:${nonce}:${foreign} ${foreign}`), 1);
});

test('a deploy has the platform write down no URL: neither invocation logs nor spans, nor another Worker that gets them', () => {
  const { observability, logpush, tail_consumers: tails, streaming_tail_consumers: streams } = wrangler;
  assert.equal(observability.logs.invocation_logs, false);
  assert.equal(observability.traces.enabled, false);
  assert.deepEqual([logpush, tails, streams].filter((set) => set?.length !== 0 && set), []);
});

test('who the client says that it is stands in its line, and its trace by its id', async () => {
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
  const info = { name: 'a "client"\n', version: '1.2.3' };
  const params = { _meta: { 'io.modelcontextprotocol/clientInfo': info, traceparent: `00-${trace}-00f067aa0ba902b7-01` } };
  const [{ message }] = await linesOf(() => worker.rpc(server.url, 'tools/list', params, withToken));
  const { client, client_version: version, trace_id: traced } = JSON.parse(message);
  assert.deepEqual({ client, version, traced }, { client: info.name, version: info.version, traced: trace });
  assert.ok(!message.includes('\n'));
});
