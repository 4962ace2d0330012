// The brake on wrong tokens where people sign in: each of them costs a read of KV.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSignIn } from './sign_in.mjs';

const from = (address, headers) => ({ headers: { 'cf-connecting-ip': address, ...headers }, body: '{}' });
const bearer = (at) => ({ authorization: `Bearer member:grant${at}:secret${at}` });

test('wrong bearers count by address, with wrong tokens anywhere else, and past the limit they are told to wait', async () => {
  const { counts, send } = createSignIn({ limit: 2 });
  const statuses = [];
  for (let at = 0; at < 4; at += 1) statuses.push((await send('POST', at % 2 ? '/mcp/a/1' : '/mcp', from('198.51.100.1', bearer(at)))).status);
  assert.deepEqual(statuses, [401, 401, 429, 429]);
  assert.deepEqual([...counts], [['198.51.100.1', 4]]);
  const told = await send('POST', '/mcp', from('198.51.100.1', bearer(9)));
  assert.deepEqual(['retry-after', 'ratelimit-remaining', 'ratelimit-reset'].map((name) => told.headers.get(name)), ['60', '0', '60']);
  assert.equal((await told.json()).statusCode, 429);
  assert.equal((await send('POST', '/mcp', from('198.51.100.2', bearer(0)))).status, 401, 'others go on');
});

test('who brings no token is told how to sign in, as often as they ask', async () => {
  const { counts, send } = createSignIn({ limit: 0 });
  for (let at = 0; at < 3; at += 1) {
    const answer = await send('POST', '/mcp', from('198.51.100.1'));
    assert.equal(answer.status, 401);
    assert.match(answer.headers.get('www-authenticate'), /resource_metadata=/);
  }
  assert.equal(counts.size, 0);
});

test('a registration too many has the same headers', async () => {
  const { send } = createSignIn({ limit: 0 });
  const answer = await send('POST', '/oauth/register', from('198.51.100.1'));
  assert.deepEqual([answer.status, answer.headers.get('ratelimit-reset')], [429, '60']);
});
