// The keys of KV that a message reads, as workerd asks for them: what docs/costs.md says, on the real runtime.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { request } from '../support/mcp.mjs';
import { answer } from './vendors.mjs';
import { startHarness, tools } from './harness.mjs';

const harness = await startHarness({ USAGE_WRITE_SECONDS: '0' });
after(() => harness.close());

const { account, server, url, records } = harness;
const keys = { server: `mcp:${account.id}:${server.id}`, account: `account:${account.id}`, health: `health:${account.id}` };
// Only the versions before 2026-07-28 have it, and they mirror nothing in headers.
const ping = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' }) };
const list = request('tools/list', {});
const notification = { ...ping, body: JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' }) };

/** What KV was asked while this went on. */
async function askedDuring(act) {
  records.take();
  await act();
  return records.take();
}

const requests = {
  'a token of the wrong form': [() => harness.send('/mcp/fl_short', ping), 404, {}],
  'a notification': [() => harness.send(url, notification), 202, { get: [keys.server] }],
  'a body that is no message': [() => harness.send(url, { ...ping, body: '{' }), 400, { get: [keys.server] }],
  'a ping': [() => harness.send(url, ping), 200, { get: [keys.server] }],
  'tools/list': [() => harness.send(url, list), 200, { get: [keys.server, keys.account] }],
};

for (const [name, [send, status, expected]] of Object.entries(requests)) {
  test(`${name} reads what it needs`, async () => {
    const asked = await askedDuring(async () => assert.equal((await send()).status, status));
    assert.deepEqual(asked, expected);
  });
}

test('a token that opens nothing reads as much as one that opens something', async () => {
  const wrong = url.replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A'));
  for (const [message, read] of [[list, [keys.server, keys.account]], [ping, [keys.server]], [notification, [keys.server]]]) {
    const asked = await askedDuring(async () => assert.equal((await harness.send(wrong, message)).status, 404));
    assert.deepEqual(asked, { get: read });
  }
});

test('a call reads two keys, and one more after its answer where the account was not looked at for a minute', async () => {
  const look = records.hold('get', keys.health);
  const first = await askedDuring(async () => {
    await harness.mustCall(tools.read('first'));
    (await look)();
  });
  assert.deepEqual(first, { get: [keys.server, keys.account, keys.health] });
  const second = await askedDuring(() => harness.mustCall(tools.read('second')));
  assert.deepEqual(second, { get: [keys.server, keys.account] });
});

test('a 401 writes the health of its account, and the next one does not', async () => {
  harness.vendors.on('/teams/refused', (socket) => socket.end(answer(401, {}, '{"errors":["no"]}')));
  const refused = () => harness.call(tools.read('refused'));
  const [first, second] = [await askedDuring(refused), await askedDuring(refused)];
  harness.vendors.heal();
  assert.deepEqual(first.put, [keys.health]);
  assert.deepEqual(second, { get: [keys.server, keys.account] });
  const shown = await harness.must(200, 'GET', `/integrated-account/${account.id}`);
  assert.equal(shown.status, 'needs_reauth');
  const recovered = await askedDuring(() => harness.mustCall(tools.read('again')));
  assert.deepEqual(recovered, { get: [keys.server, keys.account] });
  assert.equal((await harness.must(200, 'GET', `/integrated-account/${account.id}`)).status, 'active');
});
